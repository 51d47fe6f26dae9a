//! Sets a person's override of a health score, or ends the one that stands.

use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::{AccountStatus, UserErrorCode};
use entity::health_override::Model;
use entity::ids::{AccountId, HealthOverrideId};
use serde::Serialize;

use crate::auth::Viewer;
use crate::command::account;
use crate::command::act::{Action, Answer, Updated, ensure, granted};
use crate::command::checks::{Checks, TEXT};
use crate::command::refusal::Refusal;
use crate::command::unit_of_work::Unit;
use crate::domain::number::Tenths;
use crate::error::AppError;
use crate::store::targets;

/// Days for which an override stands at most.
const LONGEST: i64 = 180;

/// An override, or the end of one.
#[derive(Clone, Debug, Serialize)]
pub struct Override {
    /// The account.
    pub account_id: String,
    /// The score to show; none ends the standing override.
    pub score: Option<f64>,
    /// Why.
    pub reason: String,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
}

impl Action for Override {
    type Done = Updated<AccountId>;

    async fn run(&self, unit: &mut Unit, viewer: &Viewer) -> Result<Answer<Self::Done>, AppError> {
        let grant = granted!(viewer.rights.health_override());
        let account = granted!(account::find(unit, "accountId", &self.account_id).await?).clone();
        let now = unit.moment();
        let standing = targets::standing_override(unit.tx(), account.id, now).await?;
        let mut checks = Checks::default();
        let reason = checks.text("reason", &self.reason, TEXT);
        let shown = match self.score {
            Some(score) => self.shown(score, account.status, now, &mut checks),
            None => {
                if standing.is_none() {
                    checks.refuse(wrong_state("score", "No override stands that could end."));
                }
                None
            }
        };
        ensure!(checks);
        let as_it_stands = |before: &Model| shown == Some((before.score, before.until)) && before.reason == reason;
        if standing.as_ref().is_some_and(as_it_stands) {
            return Ok(Ok(Updated { id: account.id, changed: false }));
        }
        if let Some(before) = &standing {
            let mut ended = Model { ended_at: Some(now), ..before.clone() };
            if shown.is_none() {
                ended.reason.clone_from(&reason);
            }
            unit.override_health(grant.clone(), Some(before), ended);
        }
        if let Some((score, until)) = shown {
            let id = HealthOverrideId(unit.new_id());
            let author = viewer.actor();
            let set = Model { account_id: account.id, id, score, reason, author, since: now, until, ended_at: None };
            unit.override_health(grant, None, set);
        }
        Ok(Ok(Updated { id: account.id, changed: true }))
    }
}

impl Override {
    /// The score to show, in tenths, and until when.
    fn shown(
        &self,
        score: f64,
        status: AccountStatus,
        now: DateTime<Utc>,
        checks: &mut Checks,
    ) -> Option<(i32, DateTime<Utc>)> {
        if !matches!(status, AccountStatus::Coming | AccountStatus::Customer | AccountStatus::Canceled) {
            let message = "Only accounts that are COMING, CUSTOMER or CANCELED have a health score.";
            checks.refuse(wrong_state("accountId", message));
        }
        let tenths = Tenths::from_f64(score).filter(|tenths| (0..=1000).contains(&tenths.0));
        if tenths.is_none() {
            checks.invalid("score", "score must lie between 0 and 100, in tenths.");
        }
        match self.until {
            Some(until) => checks.lies_ahead("until", until, now, now.checked_add_signed(TimeDelta::days(LONGEST))),
            None => {
                let message = "Say until when the override stands.";
                checks.refuse(Refusal::new(UserErrorCode::Required, "until", message));
            }
        }
        Some((i32::try_from(tenths?.0).ok()?, self.until?))
    }
}

fn wrong_state(field: &str, message: &str) -> Refusal {
    Refusal::new(UserErrorCode::WrongState, field, message)
}
