//! The ladder that silence about a request climbs.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use entity::{request, request_escalation, team_member};

use crate::domain::bounds::ESCALATIONS;
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::{Found, Row, by_ids, grouped};
use crate::graphql::team_member::object::TeamMember;
use crate::scalar::DateTime;
use crate::store::columns::Columns;
use crate::store::requests;

/// A step of a silent request's ladder.
pub struct RequestEscalation {
    step: Row<request_escalation::Model>,
    to: Row<team_member::Model>,
}

/// A step that a request took: somebody was told that its update is late, or was put off three times in a row.
#[Object]
impl RequestEscalation {
    /// 1 the owner, 2 their manager, 3 the leadership.
    async fn level(&self) -> i32 {
        self.step.level
    }

    /// When the step was due.
    async fn at(&self) -> DateTime {
        self.step.at.into()
    }

    /// Who was told.
    async fn to(&self) -> TeamMember {
        TeamMember(self.to.clone())
    }
}

/// The latest steps of a request, as many as a list may have, in the order in which they were due; one to a person who is gone is left out.
pub async fn escalations(ctx: &Context<'_>, row: &Row<request::Model>) -> Result<Vec<RequestEscalation>> {
    let load = |ids| async move { requests::escalations(&*ctx.reader().snapshot().await?, ids).await };
    let steps = grouped(row, "escalations", |row| row.id.into(), load).await?;
    let Some(first) = steps.first() else { return Ok(Vec::new()) };
    let told = |step: Row<request_escalation::Model>| {
        let ids = step.siblings().iter().map(|step| step.to_id.into()).collect();
        async move { by_ids::<team_member::Entity>(ctx, Columns::all(), ids).await }
    };
    let told: Arc<Found<team_member::Entity>> = first.shared("to", told).await?;
    let seen = |step: Row<request_escalation::Model>| {
        let to = told.get(&step.to_id.into())?.clone();
        Some(RequestEscalation { step, to })
    };
    let mut all: Vec<_> = steps.into_iter().filter_map(seen).collect();
    Ok(all.split_off(all.len().saturating_sub(ESCALATIONS)))
}
