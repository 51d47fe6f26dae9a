//! What people do with customers' requests.

pub mod close;
pub mod comment;
pub mod open;
pub mod tell;
pub mod update;

use entity::comment::Model as Comment;
use entity::ids::{CommentId, RequestId, TeamMemberId};
use entity::request::Model;

use super::refusal::Refusal;
use super::unit_of_work::Unit;
use crate::auth::Viewer;
use crate::domain::request::People;
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

/// Whether the request is the viewer's own: its owner, the owner's manager, or a member of its department.
fn is_own(request: &Model, viewer: &Viewer, people: &People) -> bool {
    let manager = |owner: TeamMemberId| people.get(&owner).and_then(|person| person.manager);
    viewer.member.is_some_and(|member| {
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

/// Counts a write of the request's own fields.
fn counted(mut after: Model, before: &Model, unit: &Unit) -> Model {
    after.version = before.version + 1;
    after.updated_at = unit.moment();
    after
}
