//! Comments on a request. That is no update: it renews nothing.

use entity::ids::{CommentId, RequestId};
use serde::Serialize;

use crate::auth::Viewer;
use crate::command::act::{Action, Answer, ensure, granted};
use crate::command::checks::{Checks, TEXT};
use crate::command::unit_of_work::Unit;
use crate::error::AppError;

/// A comment on a request.
#[derive(Clone, Debug, Serialize)]
pub struct AddComment {
    /// The request.
    pub id: String,
    /// The comment.
    pub body: String,
}

impl Action for AddComment {
    type Done = (RequestId, CommentId);

    async fn run(&self, unit: &mut Unit, viewer: &Viewer) -> Result<Answer<Self::Done>, AppError> {
        let grant = granted!(viewer.rights.request_comment());
        let request = granted!(super::find(unit, &self.id).await?);
        let mut checks = Checks::default();
        let body = checks.text("body", &self.body, TEXT);
        ensure!(checks);
        let comment = super::comment_on(&request, body, viewer, unit);
        let done = (request.id, comment.id);
        unit.comment(grant, comment);
        Ok(Ok(done))
    }
}
