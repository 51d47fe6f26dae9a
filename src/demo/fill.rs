//! Sends the story through the ordinary write path, week by week, as a replay sends other people's past.

use entity::enums::ActorKind;
use entity::values::Actor;

use super::company;
use super::office::Office;
use super::script::{Script, Week};
use crate::command::{Desk, Origin, policy};
use crate::domain::access::Grant;
use crate::error::AppError;
use crate::sync::Batch;
use crate::sync::parcel::{Parcel, Piece};
use crate::sync::replay::Driver;
use crate::sync::result::UpsertOutcome;

/// Weeks after which what has grown old is thinned.
const THIN: usize = 6;

/// Tells the story to an empty database. The desk's clock stands before the first week, and at its end after the last.
pub(super) async fn fill(desk: &Desk, script: Script) -> Result<(), AppError> {
    let mut driver = Driver::new(desk);
    let mut office = Office::new(driver.facts().clone());
    let calendar = script.calendar;
    let mut end = calendar.end_of(-1);
    desk.clock.advance_to(end);
    policy::apply(driver.desk(), origin(), grant(), &company::policy(), Some("Quayline's own rates")).await?;
    let mut acts = script.acts.into_iter().peekable();
    for (number, week) in script.weeks.into_iter().enumerate() {
        end = calendar.end_of(i64::try_from(number).unwrap_or_default());
        while let Some(act) = acts.next_if(|act| act.at < end) {
            desk.clock.advance_to(act.at);
            office.perform(driver.desk(), act).await?;
        }
        for result in driver.send(end, origin(), &parcel(week)).await? {
            if result.outcome == UpsertOutcome::Rejected {
                let problems = format!("{:?}", result.problems);
                tracing::error!(id = ?result.external_id, problems, "a fact of the story was refused");
                return Err(AppError::Invariant("a fact of the demo's story was refused"));
            }
        }
        driver.review(end, number % THIN == THIN - 1).await?;
    }
    driver.review(end, true).await
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

macro_rules! parcel {
    ($($kind:ident from $system:literal,)+) => {
        /// A week's facts, each kind as the system that has it sends them.
        fn parcel(week: Week) -> Parcel {
            let mut pieces = Vec::new();
            $(
                if !week.$kind.is_empty() {
                    let batch = Batch { system: $system.to_owned(), records: week.$kind, unfit: Vec::new(), dry_run: false };
                    pieces.push(Piece::Rows(batch.into()));
                }
            )+
            Parcel { pieces, grant: grant(), note: None }
        }
    };
}

parcel! {
    team_members from "people",
    features from "product",
    accounts from "crm",
    contacts from "crm",
    subscriptions from "billing",
    usage from "product",
    tickets from "helpdesk",
    survey_responses from "survey",
    outcomes from "billing",
    touchpoints from "crm",
    measures from "product",
    requests from "roadmap",
    goals from "success",
    promises from "success",
    handoffs from "crm",
    feedback from "survey",
    costs from "billing",
    time_entries from "timesheet",
    advocacy_memberships from "circle",
    advocacy_acts from "circle",
}
