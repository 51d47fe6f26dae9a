//! What people do with customers' requests.

pub mod close;
pub mod comment;
pub mod open;
pub mod tell;
pub mod update;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::comment::Model as Comment;
use entity::ids::{CommentId, RequestEscalationId, RequestId, TeamMemberId};
use entity::request::Model;
use entity::request_escalation;

use super::refusal::Refusal;
use super::unit_of_work::Unit;
use crate::auth::Viewer;
use crate::domain::access::Grant;
use crate::domain::request::{People, Step};
use crate::error::AppError;
use crate::store::targets;

/// The request that an action names, its account locked.
async fn find(unit: &Unit, wire: &str) -> Result<Result<Model, Refusal>, AppError> {
    let id = match Refusal::id("id", wire, RequestId::parse, RequestId::PREFIX) {
        Ok(id) => id,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(request) = targets::request(unit.tx(), id).await? else {
        return Ok(Err(Refusal::not_found("id", "request")));
    };
    unit.require([request.account_id])?;
    Ok(Ok(request))
}

/// Whether the request is the viewer's own: its owner, the owner's manager, or a member of its department, who is still with us.
fn is_own(request: &Model, viewer: &Viewer, people: &People) -> bool {
    let manager = |owner: TeamMemberId| people.get(&owner).and_then(|person| person.manager);
    let active = |member: &TeamMemberId| people.get(member).is_some_and(|person| person.active);
    viewer.member.filter(active).is_some_and(|member| {
        request.owner_id == Some(member)
            || request.owner_id.and_then(manager) == Some(member)
            || people.get(&member).is_some_and(|person| person.department == Some(request.department))
    })
}

/// A new comment of the viewer on a request.
fn comment_on(request: &Model, body: String, viewer: &Viewer, unit: &mut Unit) -> Comment {
    Comment {
        account_id: request.account_id,
        id: CommentId(unit.new_id()),
        request_id: request.id,
        author: viewer.actor(),
        body,
        created_at: unit.moment(),
    }
}

/// Writes that a step of the ladder was taken, for each who is told. `due` is the date that it climbs from.
pub fn escalate(unit: &mut Unit, grant: &Grant, request: &Model, step: &Step, due: DateTime<Utc>) {
    for to_id in &step.to {
        let row = request_escalation::Model {
            account_id: request.account_id,
            id: RequestEscalationId(unit.new_id()),
            request_id: request.id,
            level: step.level,
            at: step.at,
            due,
            to_id: *to_id,
            recorded_at: unit.moment(),
        };
        unit.escalate(grant.clone(), row);
    }
}

/// The names of those who are told, in one line.
pub fn names(to: &[TeamMemberId], names: &HashMap<TeamMemberId, String>) -> String {
    let named: Vec<_> = to.iter().filter_map(|id| names.get(id).map(String::as_str)).collect();
    named.join(", ")
}

/// Counts a write of the request's own fields.
fn counted(mut after: Model, before: &Model, unit: &Unit) -> Model {
    after.version = before.version + 1;
    after.updated_at = unit.moment();
    after
}
