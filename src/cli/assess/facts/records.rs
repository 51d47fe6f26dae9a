//! The rows of each kind, record by record.

use std::sync::Arc;

use entity::enums::{
    Direction, MeetingState, RecordKind, RenewalInfluence, RequestStatus, Seniority, TicketSeverity, Urgency,
};
use entity::values::GoalValue;

use crate::cli::assess::Failure;
use crate::cli::assess::row::said;
use crate::domain::facts::{
    AdvocacyAct, AdvocacyMembership, Contact, Cost, Feature, Feedback, Goal, Handoff, Measure, Outcome, Promise,
    Request, Subscription, SurveyResponse, TeamMember, Ticket, TimeEntry, Touchpoint, Usage,
};
use crate::sync::advocacy_act::AdvocacyActRowInput;
use crate::sync::advocacy_membership::AdvocacyMembershipRowInput;
use crate::sync::contact::ContactRowInput;
use crate::sync::cost::CostRowInput;
use crate::sync::feature::FeatureRowInput;
use crate::sync::feedback::FeedbackRowInput;
use crate::sync::goal::GoalRowInput;
use crate::sync::handoff::HandoffRowInput;
use crate::sync::measure::MeasureRowInput;
use crate::sync::outcome::OutcomeRowInput;
use crate::sync::promise::PromiseRowInput;
use crate::sync::request::RequestRowInput;
use crate::sync::subscription::SubscriptionRowInput;
use crate::sync::survey_response::SurveyResponseRowInput;
use crate::sync::team_member::TeamMemberRowInput;
use crate::sync::ticket::TicketRowInput;
use crate::sync::time_entry::TimeEntryRowInput;
use crate::sync::touchpoint::TouchpointRowInput;
use crate::sync::usage::UsageRowInput;

use super::{At, Reading, date, filled, moment};

impl Reading {
    pub(super) fn contacts(&mut self, rows: Vec<ContactRowInput>) {
        for row in rows {
            self.facts.contacts.push(Contact {
                id: self.names.id(RecordKind::Contact, &row.external_id),
                seniority: said(&row.seniority).unwrap_or(Seniority::Unknown),
                renewal_influence: said(&row.renewal_influence).unwrap_or(RenewalInfluence::Unknown),
                left_at: moment(&row.left_at),
                external_id: row.external_id.0,
            });
        }
    }

    pub(super) fn usage(&mut self, rows: Vec<UsageRowInput>) {
        for row in rows {
            let from: chrono::NaiveDate = row.from.into();
            self.facts.usage.push(Usage {
                id: self.names.id(RecordKind::Usage, &row.external_id),
                from,
                to: date(&row.to).unwrap_or_else(|| from.succ_opt().unwrap_or(from)),
                user: filled(&row.user).map(Arc::from),
                feature: filled(&row.feature).map(Arc::from),
                uses: said(&row.uses).map(i64::from),
                sessions: said(&row.sessions).map(i64::from),
                seconds: said(&row.seconds).map(i64::from),
                active_users: said(&row.active_users).map(i64::from),
            });
        }
    }

    pub(super) fn tickets(&mut self, rows: Vec<TicketRowInput>) {
        for row in rows {
            self.facts.tickets.push(Ticket {
                id: self.names.id(RecordKind::Ticket, &row.external_id),
                severity: said(&row.severity).unwrap_or(TicketSeverity::Sev3),
                opened_at: moment(&row.opened_at),
                closed_at: moment(&row.closed_at),
                target_at: moment(&row.target_at),
                first_contact_resolved: said(&row.first_contact_resolved),
                reopens: said(&row.reopens).unwrap_or(0),
                escalated: said(&row.escalated).unwrap_or(false),
                minutes: said(&row.minutes),
                external_id: row.external_id.0,
            });
        }
    }

    pub(super) fn survey_responses(&mut self, array: &str, rows: Vec<SurveyResponseRowInput>) -> Result<(), Failure> {
        for (index, row) in rows.into_iter().enumerate() {
            let at = At { array, index };
            let response = SurveyResponse {
                id: self.names.id(RecordKind::SurveyResponse, &row.external_id),
                contact: self.reference(RecordKind::Contact, &row.contact),
                kind: said(&row.kind),
                answer: at.micros("answer", &row.answer)?,
                scale_min: at.micros("scaleMin", &row.scale_min)?,
                scale_max: at.micros("scaleMax", &row.scale_max)?,
                low_is_good: said(&row.low_is_good).unwrap_or(false),
                answered_at: moment(&row.answered_at),
                external_id: row.external_id.0,
            };
            self.facts.survey_responses.push(response);
        }
        Ok(())
    }

    pub(super) fn subscriptions(&mut self, array: &str, rows: Vec<SubscriptionRowInput>) -> Result<(), Failure> {
        for (index, row) in rows.into_iter().enumerate() {
            let currency = filled(&row.currency);
            let mrr_minor =
                At { array, index }.minor("mrr", &row.mrr, currency.as_deref().unwrap_or(&self.currency))?;
            self.facts.subscriptions.push(Subscription {
                id: self.names.id(RecordKind::Subscription, &row.external_id),
                plan: filled(&row.plan),
                mrr_minor,
                currency,
                seats: said(&row.seats),
                trial: said(&row.trial).unwrap_or(false),
                started_on: date(&row.started_on),
                term_ends_on: date(&row.term_ends_on),
                ended_on: date(&row.ended_on),
                external_id: row.external_id.0,
            });
        }
        Ok(())
    }

    pub(super) fn outcomes(&mut self, rows: Vec<OutcomeRowInput>) {
        for row in rows {
            self.facts.outcomes.push(Outcome {
                id: self.names.id(RecordKind::Outcome, &row.external_id),
                kind: said(&row.kind),
                on: date(&row.on),
                external_id: row.external_id.0,
            });
        }
    }

    pub(super) fn touchpoints(&mut self, rows: Vec<TouchpointRowInput>) {
        for row in rows {
            let touchpoint = Touchpoint {
                id: self.names.id(RecordKind::Touchpoint, &row.external_id),
                channel: said(&row.channel),
                direction: said(&row.direction).unwrap_or(Direction::Internal),
                initiation: said(&row.initiation),
                state: said(&row.state).unwrap_or(MeetingState::Kept),
                purpose: said(&row.purpose),
                occurred_at: moment(&row.occurred_at),
                minutes: said(&row.minutes),
                has_outcome: filled(&row.outcome).is_some(),
                sentiment: said(&row.sentiment),
                contacts: self.listed(RecordKind::Contact, &row.contacts),
                members: self.listed(RecordKind::TeamMember, &row.members),
                external_id: row.external_id.0,
            };
            self.facts.touchpoints.push(touchpoint);
        }
    }

    pub(super) fn measures(&mut self, array: &str, rows: Vec<MeasureRowInput>) -> Result<(), Failure> {
        for (index, row) in rows.into_iter().enumerate() {
            self.facts.measures.push(Measure {
                id: self.names.id(RecordKind::Measure, &row.external_id),
                number: At { array, index }.micros("number", &row.number)?,
                word: filled(&row.word),
                observed_at: row.observed_at.into(),
                key: row.key,
                external_id: row.external_id.0,
            });
        }
        Ok(())
    }

    pub(super) fn requests(&mut self, rows: Vec<RequestRowInput>) {
        for row in rows {
            self.facts.requests.push(Request {
                id: self.names.id(RecordKind::Request, &row.external_id),
                urgency: said(&row.urgency).unwrap_or(Urgency::Normal),
                status: said(&row.status).unwrap_or(RequestStatus::Open),
                raised_at: moment(&row.raised_at),
                next_update_due: moment(&row.next_update_due),
                customer_told_at: moment(&row.customer_told_at),
                external_id: row.external_id.0,
            });
        }
    }

    pub(super) fn goals(&mut self, array: &str, rows: Vec<GoalRowInput>) -> Result<(), Failure> {
        for (index, row) in rows.into_iter().enumerate() {
            let at = At { array, index };
            let values = row.values.value().into_iter().flatten();
            let values =
                values.map(|entry| Ok(GoalValue { on: entry.on.into(), value: at.exact("values", entry.value)? }));
            let values = values.collect::<Result<_, Failure>>()?;
            self.facts.goals.push(Goal {
                id: self.names.id(RecordKind::Goal, &row.external_id),
                baseline: at.micros("baseline", &row.baseline)?,
                target: at.micros("target", &row.target)?,
                start_on: date(&row.start_on),
                due_on: date(&row.due_on),
                abandoned: said(&row.abandoned).unwrap_or(false),
                values,
                accepted_at: moment(&row.accepted_at),
                external_id: row.external_id.0,
            });
        }
        Ok(())
    }

    pub(super) fn promises(&mut self, rows: Vec<PromiseRowInput>) {
        for row in rows {
            self.facts.promises.push(Promise {
                id: self.names.id(RecordKind::Promise, &row.external_id),
                due_on: date(&row.due_on),
                outcome: said(&row.outcome),
                ended_on: date(&row.ended_on),
                external_id: row.external_id.0,
            });
        }
    }

    pub(super) fn handoffs(&mut self, rows: Vec<HandoffRowInput>) {
        for row in rows {
            let handoff = Handoff {
                id: self.names.id(RecordKind::Handoff, &row.external_id),
                from: self.reference(RecordKind::TeamMember, &row.from),
                to: self.reference(RecordKind::TeamMember, &row.to),
                signed_on: date(&row.signed_on),
                accepted_at: moment(&row.accepted_at),
                sent_back_at: moment(&row.sent_back_at),
                kickoff_at: moment(&row.kickoff_at),
                external_id: row.external_id.0,
            };
            self.facts.handoffs.push(handoff);
        }
    }

    pub(super) fn feedback(&mut self, rows: Vec<FeedbackRowInput>) {
        for row in rows {
            self.facts.feedback.push(Feedback {
                id: self.names.id(RecordKind::Feedback, &row.external_id),
                received_at: moment(&row.received_at),
                closed_at: moment(&row.closed_at),
                customer_told_at: moment(&row.customer_told_at),
                external_id: row.external_id.0,
            });
        }
    }

    pub(super) fn costs(&mut self, array: &str, rows: Vec<CostRowInput>) -> Result<(), Failure> {
        for (index, row) in rows.into_iter().enumerate() {
            let currency = filled(&row.currency);
            let amount_minor =
                At { array, index }.minor("amount", &row.amount, currency.as_deref().unwrap_or(&self.currency))?;
            self.facts.costs.push(Cost {
                id: self.names.id(RecordKind::Cost, &row.external_id),
                kind: said(&row.kind),
                on: date(&row.on),
                amount_minor,
                currency,
                external_id: row.external_id.0,
            });
        }
        Ok(())
    }

    pub(super) fn time_entries(&mut self, rows: Vec<TimeEntryRowInput>) {
        for row in rows {
            let entry = TimeEntry {
                id: self.names.id(RecordKind::TimeEntry, &row.external_id),
                member: self.reference(RecordKind::TeamMember, &row.member),
                on: date(&row.on),
                minutes: said(&row.minutes),
                external_id: row.external_id.0,
            };
            self.facts.time_entries.push(entry);
        }
    }

    pub(super) fn advocacy_memberships(&mut self, rows: Vec<AdvocacyMembershipRowInput>) {
        for row in rows {
            let motivations = row.motivations.value().into_iter().flatten();
            self.facts.advocacy_memberships.push(AdvocacyMembership {
                id: self.names.id(RecordKind::AdvocacyMembership, &row.external_id),
                joined_on: date(&row.joined_on),
                left_on: date(&row.left_on),
                has_motivations: motivations.filter(|motivation| !motivation.is_empty()).count() > 0,
                external_id: row.external_id.0,
            });
        }
    }

    pub(super) fn advocacy_acts(&mut self, rows: Vec<AdvocacyActRowInput>) {
        for row in rows {
            let act = AdvocacyAct {
                id: self.names.id(RecordKind::AdvocacyAct, &row.external_id),
                contact: self.reference(RecordKind::Contact, &row.contact),
                kind: said(&row.kind),
                on: date(&row.on),
                external_id: row.external_id.0,
            };
            self.facts.advocacy_acts.push(act);
        }
    }

    pub(super) fn features(&mut self, rows: Vec<FeatureRowInput>) {
        for row in rows {
            self.features.push(Feature {
                id: self.names.id(RecordKind::Feature, &row.external_id),
                key: said(&row.key).unwrap_or(false),
                plans: said(&row.plans).unwrap_or_default(),
                external_id: row.external_id.0,
            });
        }
    }

    pub(super) fn team_members(&mut self, rows: Vec<TeamMemberRowInput>) {
        for row in rows {
            let id = self.names.id(RecordKind::TeamMember, &row.external_id);
            self.team_members.push(TeamMember { id, department: said(&row.department) });
        }
    }
}
