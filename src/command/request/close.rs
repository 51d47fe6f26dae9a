//! Closes a request, once its customer was told what became of it.

use chrono::{DateTime, Utc};
use entity::enums::{RequestStatus, UserErrorCode};
use entity::ids::RequestId;
use entity::request::Model;
use serde::Serialize;

use crate::auth::Viewer;
use crate::command::act::{Action, Answer, ensure, granted};
use crate::command::checks::{Checks, TEXT};
use crate::command::refusal::Refusal;
use crate::command::unit_of_work::Unit;
use crate::domain::request::{pending, told};
use crate::error::AppError;
use crate::store::targets;

/// The end of a request.
#[derive(Clone, Debug, Serialize)]
pub struct Close {
    /// The request.
    pub id: String,
    /// The version that was read.
    pub expected_version: Option<i32>,
    /// The answer is a no.
    pub declined: bool,
    /// What became of it.
    pub resolution: Option<String>,
}

impl Action for Close {
    type Done = RequestId;

    async fn run(&self, unit: &mut Unit, viewer: &Viewer) -> Result<Answer<RequestId>, AppError> {
        let before = granted!(super::find(unit, &self.id).await?);
        let people = targets::people(unit.tx()).await?;
        let grant = granted!(viewer.rights.request_update(super::is_own(&before, viewer, &people)));
        granted!(Refusal::stale(self.expected_version, before.version));
        let mut checks = Checks::default();
        let after = self.apply(&before, unit.moment(), &mut checks);
        ensure!(checks);
        let id = before.id;
        let after = super::counted(after, &before, unit);
        unit.put(grant, Some(before), after);
        Ok(Ok(id))
    }
}

impl Close {
    /// The request as it will be.
    fn apply(&self, before: &Model, now: DateTime<Utc>, checks: &mut Checks) -> Model {
        let mut after = before.clone();
        let refused = |code, field: &str, message: &str| Refusal::new(code, field, message);
        if !pending(before.status) {
            checks.refuse(refused(UserErrorCode::WrongState, "id", "The request is closed already."));
            return after;
        }
        let resolution = checks.optional_text("resolution", self.resolution.as_deref(), TEXT);
        if resolution.is_some() && resolution != before.resolution {
            after.resolution = resolution;
            after.resolution_at = Some(now);
        }
        if after.resolution.is_none() {
            checks.refuse(refused(UserErrorCode::Required, "resolution", "Say what became of the request."));
        } else if !was_told(&after) {
            let message = "The customer was not told of this resolution yet: requestTellCustomer does that.";
            checks.refuse(refused(UserErrorCode::NotTold, "id", message));
        }
        after.status = if self.declined { RequestStatus::Declined } else { RequestStatus::Closed };
        after.next_update_due = None;
        after.put_offs = 0;
        after
    }
}

/// Whether the customer was told since the resolution was last changed.
fn was_told(request: &Model) -> bool {
    let changed = request.resolution_at.unwrap_or(request.raised_at);
    told(request.resolution.as_deref(), request.customer_told_at, changed)
}
