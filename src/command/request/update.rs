//! Changes a request, which renews its next update and ends the ladder of silence.

use async_graphql::MaybeUndefined;
use chrono::{DateTime, Utc};
use entity::enums::{Department, RequestStatus, Urgency, UserErrorCode};
use entity::ids::{RequestId, TeamMemberId};
use entity::request::Model;
use serde::Serialize;

use crate::auth::Viewer;
use crate::command::act::{Action, Answer, ensure, granted};
use crate::command::checks::{Checks, TEXT};
use crate::command::refusal::Refusal;
use crate::command::unit_of_work::Unit;
use crate::domain::policy::Policy;
use crate::domain::request::{furthest_due, next_due, pending};
use crate::error::AppError;
use crate::store::{policy, targets};

/// What is new about a request.
#[derive(Clone, Debug, Serialize)]
pub struct Update {
    /// The request.
    pub id: String,
    /// The version that was read.
    pub expected_version: Option<i32>,
    /// Where it stands.
    pub status: MaybeUndefined<RequestStatus>,
    /// Who sees to it.
    pub owner_id: MaybeUndefined<String>,
    /// The department that is asked.
    pub department: MaybeUndefined<Department>,
    /// How soon it wants an update.
    pub urgency: MaybeUndefined<Urgency>,
    /// When the next update is due.
    pub next_update_due: MaybeUndefined<DateTime<Utc>>,
    /// What became of it.
    pub resolution: MaybeUndefined<String>,
    /// A comment to add.
    pub comment: Option<String>,
}

impl Action for Update {
    type Done = RequestId;

    async fn run(&self, unit: &mut Unit, viewer: &Viewer) -> Result<Answer<RequestId>, AppError> {
        let before = granted!(super::find(unit, &self.id).await?);
        let people = targets::people(unit.tx()).await?;
        let grant = granted!(viewer.rights.request_update(super::is_own(&before, viewer, &people)));
        granted!(Refusal::stale(self.expected_version, before.version));
        let policy = policy::newest(unit.tx()).await?;
        let mut checks = Checks::default();
        let owner = match &self.owner_id {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => {
                let message = "A pending request always has an owner.";
                checks.refuse(Refusal::new(UserErrorCode::OwnerRequired, "ownerId", message));
                None
            }
            MaybeUndefined::Value(wire) => checks.member("ownerId", wire, &people),
        };
        let comment = checks.optional_text("comment", self.comment.as_deref(), TEXT);
        let after = self.apply(&before, owner, &policy, unit.moment(), &mut checks);
        ensure!(checks);
        let id = before.id;
        if let Some(body) = comment {
            let comment = super::comment_on(&before, body, viewer, unit);
            unit.comment(grant.clone(), comment);
        }
        let after = super::counted(after, &before, unit);
        unit.put(grant, Some(before), after);
        Ok(Ok(id))
    }
}

impl Update {
    /// The request as it will be; `owner` is the team member that `owner_id` names.
    fn apply(
        &self,
        before: &Model,
        owner: Option<TeamMemberId>,
        policy: &Policy,
        now: DateTime<Utc>,
        checks: &mut Checks,
    ) -> Model {
        let mut after = before.clone();
        self.move_on(&mut after, now, checks);
        if owner.is_some() {
            after.owner_id = owner;
        }
        match self.department {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => checks.invalid("department", "A request always asks a department."),
            MaybeUndefined::Value(department) => after.department = department,
        }
        match self.urgency {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => checks.invalid("urgency", "A request always has an urgency."),
            MaybeUndefined::Value(urgency) => after.urgency = urgency,
        }
        match self.next_update_due {
            MaybeUndefined::Undefined => after.next_update_due = next_due(now, after.urgency, policy),
            MaybeUndefined::Null => checks.invalid("nextUpdateDue", "A pending request always has a next update."),
            MaybeUndefined::Value(due) => {
                checks.lies_ahead("nextUpdateDue", due, now, furthest_due(now, policy));
                after.next_update_due = Some(due);
            }
        }
        after
    }

    /// Status and resolution.
    fn move_on(&self, after: &mut Model, now: DateTime<Utc>, checks: &mut Checks) {
        let was_pending = pending(after.status);
        let wrong_state = |message: &str| Refusal::new(UserErrorCode::WrongState, "status", message);
        match self.status {
            MaybeUndefined::Null => checks.invalid("status", "A request always has a status."),
            MaybeUndefined::Value(status) if pending(status) => after.status = status,
            MaybeUndefined::Value(_) if was_pending => {
                checks.refuse(wrong_state("A request is closed or declined by requestClose."));
            }
            _ if was_pending => {}
            _ => checks.refuse(wrong_state("The request is closed; a status that is pending opens it again.")),
        }
        if !was_pending {
            after.customer_told_at = None;
        }
        let resolution = match &self.resolution {
            MaybeUndefined::Undefined => after.resolution.clone(),
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(text) => checks.optional_text("resolution", Some(text), TEXT),
        };
        if resolution != after.resolution {
            after.resolution_at = resolution.as_ref().map(|_| now);
            after.resolution = resolution;
        }
        if after.status == RequestStatus::Answered && after.resolution.is_none() {
            let message = "An answered request says what became of it.";
            checks.refuse(Refusal::new(UserErrorCode::Required, "resolution", message));
        }
    }
}
