//! Changes a request. What is new of it renews its next update and ends the ladder of silence (`domain::request::clock`).

use async_graphql::MaybeUndefined;
use chrono::{DateTime, Utc};
use entity::enums::{Department, HistoryKind, RequestStatus, Urgency, UserErrorCode};
use entity::ids::{RequestId, TeamMemberId};
use entity::request::Model;
use serde::Serialize;

use crate::auth::Viewer;
use crate::command::act::{Action, Answer, Updated, ensure, granted};
use crate::command::checks::{Checks, TEXT};
use crate::command::refusal::Refusal;
use crate::command::unit_of_work::Unit;
use crate::domain::access::Grant;
use crate::domain::policy::Policy;
use crate::domain::request::clock::{self, Clock, Said, Silent};
use crate::domain::request::{People, Step, furthest_due, pending};
use crate::error::AppError;
use crate::registry::HistoryLine;
use crate::registry::request::moved;
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

/// What an update rests on, beside the request.
struct Ground<'a> {
    owner: Option<TeamMemberId>,
    comment: Option<&'a str>,
    last: Option<&'a str>,
    policy: &'a Policy,
    now: DateTime<Utc>,
}

impl Action for Update {
    type Done = Updated<RequestId>;

    async fn run(&self, unit: &mut Unit, viewer: &Viewer) -> Result<Answer<Self::Done>, AppError> {
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
            MaybeUndefined::Value(wire) => owner(wire, &before, &people, &mut checks),
        };
        let comment = checks.optional_text("comment", self.comment.as_deref(), TEXT);
        if comment.is_none() && self.states_nothing() {
            checks.refuse(Refusal::nothing_stated());
        }
        let last = if comment.is_some() { targets::last_comment(unit.tx(), &before).await? } else { None };
        let comment = comment.filter(|body| last.as_ref() != Some(body));
        let ground =
            Ground { owner, comment: comment.as_deref(), last: last.as_deref(), policy: &policy, now: unit.moment() };
        let after = self.apply(&before, &ground, &mut checks);
        ensure!(checks);
        let id = before.id;
        let changed = comment.is_some() || after != before;
        if let Some(body) = comment {
            let comment = super::comment_on(&before, body, viewer, unit);
            unit.comment(grant.clone(), comment);
        }
        if after != before {
            tell_of_put_off(unit, &grant, (&before, &after), &people).await?;
            let after = super::counted(after, &before, unit);
            unit.put(grant, Some(before), after);
        }
        Ok(Ok(Updated { id, changed }))
    }
}

impl Update {
    /// It names no field at all; a blank comment is none.
    fn states_nothing(&self) -> bool {
        self.status.is_undefined()
            && self.owner_id.is_undefined()
            && self.department.is_undefined()
            && self.urgency.is_undefined()
            && self.next_update_due.is_undefined()
            && self.resolution.is_undefined()
    }

    /// The request as it will be, but for version and stamp.
    fn apply(&self, before: &Model, ground: &Ground<'_>, checks: &mut Checks) -> Model {
        let mut after = before.clone();
        self.move_on(&mut after, ground.now, checks);
        if ground.owner.is_some() {
            after.owner_id = ground.owner;
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
        let due = match self.next_update_due {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => {
                checks.invalid("nextUpdateDue", "A pending request always has a next update.");
                None
            }
            MaybeUndefined::Value(due) => Some(due),
        };
        let other_due = due.filter(|due| Some(*due) != before.next_update_due);
        if let Some(due) = other_due {
            checks.lies_ahead("nextUpdateDue", due, ground.now, furthest_due(ground.now, ground.policy));
        }
        let said = Said { moved: moved(before, &after), due, comment: ground.comment, last: ground.last };
        if pending(after.status) {
            match clock::after(clock_of(before), said, after.urgency, ground.now, ground.policy) {
                Ok(Clock { due, put_offs }) => (after.next_update_due, after.put_offs) = (due, put_offs),
                Err(Silent) => {
                    let message = "Say in a comment why the next update is put off.";
                    checks.refuse(Refusal::new(UserErrorCode::Required, "comment", message));
                }
            }
        } else if said.moved || said.comment.is_some() || other_due.is_some() {
            checks.refuse(closed());
        }
        after
    }

    /// Status and resolution.
    fn move_on(&self, after: &mut Model, now: DateTime<Utc>, checks: &mut Checks) {
        let was_pending = pending(after.status);
        match self.status {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => checks.invalid("status", "A request always has a status."),
            MaybeUndefined::Value(status) if status == after.status => {}
            MaybeUndefined::Value(status) if pending(status) => after.status = status,
            MaybeUndefined::Value(_) if was_pending => {
                let message = "A request is closed or declined by requestClose.";
                checks.refuse(Refusal::new(UserErrorCode::WrongState, "status", message));
            }
            MaybeUndefined::Value(_) => checks.refuse(closed()),
        }
        if !was_pending && pending(after.status) {
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

fn closed() -> Refusal {
    let message = "The request is closed; a status that is pending opens it again.";
    Refusal::new(UserErrorCode::WrongState, "status", message)
}

fn clock_of(request: &Model) -> Clock {
    Clock { due: request.next_update_due, put_offs: request.put_offs }
}

/// Tells whoever is to hear that a request was put off again and again.
async fn tell_of_put_off(
    unit: &mut Unit,
    grant: &Grant,
    (before, after): (&Model, &Model),
    people: &People,
) -> Result<(), AppError> {
    let told = clock::told_of_put_off(clock_of(before), clock_of(after), after.owner_id, people);
    let Some((level, to)) = told else { return Ok(()) };
    let now = unit.moment();
    let names = super::names(&to, &targets::names(unit.tx()).await?);
    let line = HistoryLine {
        kind: HistoryKind::Request,
        occurred_at: now,
        summary: format!("Put off {} times in a row, \"{}\": {names} was told", after.put_offs, after.title),
    };
    // It climbs from no silence: a date that is put off may yet be missed, and has a ladder of its own then.
    super::escalate(unit, grant, after, &Step { level, at: now, to }, now);
    unit.tell(after.account_id, line);
    Ok(())
}

/// The owner that is named: a new one is active, one who stands need not be.
fn owner(wire: &str, before: &Model, people: &People, checks: &mut Checks) -> Option<TeamMemberId> {
    let standing = before.owner_id.filter(|id| id.to_string() == wire);
    standing.or_else(|| checks.member("ownerId", wire, people))
}
