//! Facts, policies and days by chance.

mod advocate;
mod dice;
mod policy;
mod records;

use std::sync::Arc;

use entity::enums::*;
use entity::ids::*;
use proptest::collection::vec;
use proptest::prelude::*;
use vitrine::domain::facts::*;

pub(super) use advocate::advocate;
pub(super) use dice::{Reach, base, before, days, midnight};
pub(super) use policy::policies;

use dice::Reach::Sane;
use dice::*;
use records::*;

/// Facts by chance alone.
fn loose(reach: Reach) -> impl Strategy<Value = Facts> {
    // An account is seen from its first fact on, so the day is always known.
    let seen = on(reach).prop_map(move |on| (reach == Sane || on < base()).then_some(on));
    let head = (account(reach), seen, vec(one_of(RecordKind::ALL), 0..12));
    let people = (vec(contact(reach), 0..5), vec(touchpoint(reach), 0..9), vec(survey_response(reach), 0..9));
    let product = (
        prop_oneof![vec(usage(reach), 0..4), vec(usage(reach), 0..25)],
        vec(feature(), 0..4),
        vec(ticket(reach), 0..6),
        vec(measure(reach), 0..6),
    );
    let money = (vec(subscription(reach), 0..4), vec(outcome(reach), 0..3), vec(cost(reach), 0..4));
    let ours = (
        vec(prop::option::weighted(0.9, one_of(Department::ALL)), 0..5),
        prop_oneof![Just(Vec::new()), vec(time_entry(reach), 0..4)],
        vec(handoff(reach), 0..3),
        vec(request(reach), 0..5),
    );
    let value = (vec(goal(reach), 0..4), vec(promise(reach), 0..4), vec(feedback(reach), 0..4));
    let fame = (
        vec(membership(reach), 0..2),
        vec(act(reach), 0..4),
        maybe(health_override(reach)),
        vec(risk_answer(reach), 0..12),
    );
    (head, people, product, money, ours, value, fame).prop_map(|(head, people, product, money, ours, value, fame)| {
        let members = ours.0.into_iter().enumerate();
        let mut facts = Facts {
            account: head.0,
            first_seen: head.1,
            connected: head.2.into_iter().collect(),
            contacts: people.0,
            usage: product.0,
            tickets: product.2,
            survey_responses: people.2,
            subscriptions: money.0,
            outcomes: money.1,
            touchpoints: people.1,
            measures: product.3,
            requests: ours.3,
            goals: value.0,
            promises: value.1,
            handoffs: ours.2,
            feedback: value.2,
            costs: money.2,
            time_entries: ours.1,
            advocacy_memberships: fame.0,
            advocacy_acts: fame.1,
            features: Arc::new(product.1),
            team_members: Arc::new(
                members.map(|(place, department)| TeamMember { id: member_id(place), department }).collect(),
            ),
            health_override: fame.2,
            risk_answers: fame.3,
        };
        name(&mut facts);
        facts
    })
}

/// Gives each record its own id and key, and connects the kinds that have one.
fn name(facts: &mut Facts) {
    macro_rules! named {
        ($($list:ident $kind:ident $id:ident;)+) => {$(
            for (place, record) in facts.$list.iter_mut().enumerate() {
                record.id = $id(uuid(RecordKind::$kind, place));
                record.external_id = key(place);
            }
            if !facts.$list.is_empty() {
                facts.connected.insert(RecordKind::$kind);
            }
        )+};
    }
    named! {
        contacts Contact ContactId; tickets Ticket TicketId; survey_responses SurveyResponse SurveyResponseId;
        subscriptions Subscription SubscriptionId; outcomes Outcome OutcomeId; touchpoints Touchpoint TouchpointId;
        measures Measure MeasureId; requests Request RequestId; goals Goal GoalId; promises Promise PromiseId;
        handoffs Handoff HandoffId; feedback Feedback FeedbackId; costs Cost CostId;
        time_entries TimeEntry TimeEntryId; advocacy_memberships AdvocacyMembership AdvocacyMembershipId;
        advocacy_acts AdvocacyAct AdvocacyActId;
    }
    for (place, usage) in facts.usage.iter_mut().enumerate() {
        usage.id = UsageId(uuid(RecordKind::Usage, place));
    }
    if !facts.usage.is_empty() {
        facts.connected.insert(RecordKind::Usage);
    }
    for (place, feature) in Arc::make_mut(&mut facts.features).iter_mut().enumerate() {
        feature.id = FeatureId(uuid(RecordKind::Feature, place));
        feature.external_id = format!("f{place}");
    }
}

/// The advocate with something by chance laid over one or a few kinds of fact.
fn disturbed(reach: Reach) -> impl Strategy<Value = Facts> {
    let which = prop::collection::btree_set(0_usize..23, 1..5);
    (loose(reach), which, any::<bool>()).prop_map(|(loose, which, adds)| {
        let mut facts = advocate();
        facts.connected.extend(&loose.connected);
        facts.risk_answers.clone_from(&loose.risk_answers);
        let mut place = 0;
        macro_rules! lay_over {
            ($($list:ident)+) => {$(
                if which.contains(&place) {
                    if !adds {
                        facts.$list.clear();
                    }
                    facts.$list.extend(loose.$list);
                }
                place += 1;
            )+};
        }
        lay_over! {
            contacts usage tickets survey_responses subscriptions outcomes touchpoints measures requests goals promises
            handoffs feedback costs time_entries advocacy_memberships advocacy_acts
        }
        if which.contains(&place) {
            facts.features = loose.features;
        }
        if which.contains(&(place + 1)) {
            facts.team_members = loose.team_members;
        }
        if which.contains(&(place + 2)) {
            facts.health_override = loose.health_override;
        }
        if which.contains(&(place + 3)) {
            facts.account = loose.account;
        }
        if which.contains(&(place + 4)) {
            facts.first_seen = loose.first_seen;
        }
        name(&mut facts);
        facts
    })
}

pub(super) fn facts(reach: Reach) -> impl Strategy<Value = Facts> {
    prop_oneof![loose(reach), disturbed(reach)]
}

/// One set of facts, or a few that follow one another.
pub(super) fn changing_facts(reach: Reach) -> impl Strategy<Value = Vec<Facts>> {
    prop_oneof![2 => vec(facts(reach), 1..2), 2 => vec(disturbed(reach), 2..4), 1 => vec(loose(reach), 2..3)]
}
