//! Sends the story through the ordinary write path, week by week, under a clock that it drives.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::MaybeUndefined;
use entity::enums::ActorKind;
use entity::ids::AccountId;
use entity::values::Actor;

use super::company;
use super::office::Office;
use super::script::{
    AccountRowInput, AdvocacyActRowInput, AdvocacyMembershipRowInput, ContactRowInput, CostRowInput, FeatureRowInput,
    FeedbackRowInput, GoalRowInput, HandoffRowInput, MeasureRowInput, OutcomeRowInput, PromiseRowInput,
    RequestRowInput, Script, SubscriptionRowInput, SurveyResponseRowInput, TeamMemberRowInput, TicketRowInput,
    TimeEntryRowInput, TouchpointRowInput, UsageRowInput, Week,
};
use crate::command::{Desk, FactCache, Origin, Pace, Unit, Work, policy};
use crate::domain::access::Grant;
use crate::error::AppError;
use crate::job;
use crate::sync::result::{UpsertOutcome, UpsertResult};
use crate::sync::row::Row;
use crate::sync::{Batch, Upsert};

/// Weeks after which what has grown old is thinned.
const THIN: usize = 6;

/// Tells the story to an empty database. The desk's clock stands before the first week, and at its end after the last.
pub(super) async fn fill(desk: &Desk, script: Script) -> Result<(), AppError> {
    let facts = FactCache::default();
    let desk = desk.at_pace(Pace::Leaps).with_cache(facts.clone());
    let mut office = Office::new(facts);
    let calendar = script.calendar;
    desk.clock.advance_to(calendar.end_of(-1));
    policy::apply(&desk, origin(), grant(), &company::policy(), Some("Quayline's own rates")).await?;
    let mut acts = script.acts.into_iter().peekable();
    let mut accounts = BTreeMap::new();
    for (number, week) in script.weeks.into_iter().enumerate() {
        let end = calendar.end_of(i64::try_from(number).unwrap_or_default());
        while let Some(act) = acts.next_if(|act| act.at < end) {
            desk.clock.advance_to(act.at);
            office.perform(&desk, act).await?;
        }
        desk.clock.advance_to(end);
        send(&desk, week, &mut accounts).await?;
        job::run_due(&desk).await?;
        if number % THIN == THIN - 1 {
            job::thin::run(&desk).await?;
        }
    }
    job::thin::run(&desk).await?;
    Ok(())
}

/// Quayline's systems, which send all at once; each record names its own.
fn origin() -> Origin {
    let name = "Quayline's systems".to_owned();
    Origin::of(Actor { kind: ActorKind::Integration, name, member_id: None, system: Some("demo".to_owned()) })
}

/// What the generator may do, as the log names it.
fn grant() -> Grant {
    Grant::system("demo")
}

/// Sends a week's facts: what others refer to goes first, and all the rest is one unit of work.
async fn send(desk: &Desk, week: Week, known: &mut BTreeMap<String, AccountId>) -> Result<(), AppError> {
    let mut parts = [Week::default(), Week::default(), Week::default(), week];
    let [first, second, third, rest] = &mut parts;
    first.team_members.append(&mut rest.team_members);
    first.features.append(&mut rest.features);
    second.accounts.append(&mut rest.accounts);
    third.contacts.append(&mut rest.contacts);
    third.subscriptions.append(&mut rest.subscriptions);
    for part in parts {
        let mail = Mail::of(part);
        if mail.empty {
            continue;
        }
        let accounts: BTreeSet<_> = mail.accounts.iter().filter_map(|key| known.get(key).copied()).collect();
        for (key, result) in desk.unit(origin(), accounts, &mail).await? {
            if let Some(id) = result.id.as_ref().and_then(|id| AccountId::parse(id)) {
                known.insert(key, id);
            }
        }
    }
    Ok(())
}

macro_rules! mail {
    ($($kind:ident: $row:ident from $system:literal,)+) => {
        /// Facts that are sent at once, each kind as the system that has it.
        struct Mail {
            week: Batches,
            /// The accounts they are about, by key.
            accounts: BTreeSet<String>,
            empty: bool,
        }

        struct Batches {
            $($kind: Batch<$row>,)+
        }

        impl Mail {
            fn of(week: Week) -> Self {
                let mut accounts = BTreeSet::new();
                let mut empty = true;
                $(
                    for row in &week.$kind {
                        empty = false;
                        accounts.insert(about(row));
                    }
                )+
                let week = Batches {
                    $($kind: Batch { system: $system.to_owned(), records: week.$kind, dry_run: false },)+
                };
                Self { week, accounts, empty }
            }
        }

        impl Work for Mail {
            type Done = Vec<(String, UpsertResult)>;

            async fn run(&self, unit: &mut Unit) -> Result<Self::Done, AppError> {
                let mut done = Vec::new();
                $(
                    if !self.week.$kind.records.is_empty() {
                        let upsert = Upsert::new(&self.week.$kind, grant());
                        for (row, result) in self.week.$kind.records.iter().zip(upsert.run(unit).await?) {
                            if result.outcome == UpsertOutcome::Rejected {
                                let problems = format!("{:?}", result.problems);
                                tracing::error!(kind = stringify!($kind), id = ?result.external_id, problems, "a fact of the story was refused");
                                return Err(AppError::Invariant("a fact of the demo's story was refused"));
                            }
                            done.push((row.common().external_id.to_string(), result));
                        }
                    }
                )+
                Ok(done)
            }
        }
    };
}

mail! {
    team_members: TeamMemberRowInput from "people",
    features: FeatureRowInput from "product",
    accounts: AccountRowInput from "crm",
    contacts: ContactRowInput from "crm",
    subscriptions: SubscriptionRowInput from "billing",
    usage: UsageRowInput from "product",
    tickets: TicketRowInput from "helpdesk",
    survey_responses: SurveyResponseRowInput from "survey",
    outcomes: OutcomeRowInput from "billing",
    touchpoints: TouchpointRowInput from "crm",
    measures: MeasureRowInput from "product",
    requests: RequestRowInput from "roadmap",
    goals: GoalRowInput from "success",
    promises: PromiseRowInput from "success",
    handoffs: HandoffRowInput from "crm",
    feedback: FeedbackRowInput from "survey",
    costs: CostRowInput from "billing",
    time_entries: TimeEntryRowInput from "timesheet",
    advocacy_memberships: AdvocacyMembershipRowInput from "circle",
    advocacy_acts: AdvocacyActRowInput from "circle",
}

/// The account that a row is about, by key.
fn about<R: Row>(row: &R) -> String {
    let common = row.common();
    match common.account {
        Some(MaybeUndefined::Value(account)) => account.id.clone(),
        _ => common.external_id.to_string(),
    }
}
