//! How an upsert or a delete is carried out: what refuses it as a whole, then the records.

use async_graphql::{Context, Result};
use entity::enums::UserErrorCode;
use serde_json::json;

use crate::command::desk::Origin;
use crate::command::refusal::Refusal;
use crate::domain::access::{Denied, Grant};
use crate::domain::bounds::BATCH;
use crate::error::AppError;
use crate::graphql::carry_out::{Turn, ended, turn};
use crate::graphql::context::ContextExt;
use crate::graphql::problem::UserError;
use crate::registry::Record;
use crate::scalar::unfit::{Unfit, UnfitOf};
use crate::sync::result::UpsertResult;
use crate::sync::row::Row;
use crate::sync::{self, Batch, Deletion, value};

/// What became of a batch.
pub struct Outcome {
    pub(super) results: Vec<UpsertResult>,
    pub(super) dry_run: bool,
    pub(super) user_errors: Vec<UserError>,
}

/// The records of this field that did not fit their type: the gate took them out.
pub(super) fn unfit(ctx: &Context<'_>) -> Vec<Unfit> {
    let key = &ctx.item.node.response_key().node;
    ctx.data_opt::<UnfitOf>().map(|unfit| unfit.field(key)).unwrap_or_default()
}

pub(super) async fn upsert<R: Row>(ctx: &Context<'_>, batch: Batch<R>) -> Result<Outcome> {
    let granted = ctx.rights().upsert(<R::Model as Record>::KIND, &batch.system);
    let refusals = refusals(&batch.system, "records", batch.sent());
    let arguments = format!("{batch:?}");
    let write = async |origin, grant| sync::upsert(ctx.desk(), origin, grant, &batch).await;
    carry_out(ctx, batch.dry_run, granted, refusals, &arguments, write).await
}

pub(super) async fn delete(ctx: &Context<'_>, deletion: Deletion) -> Result<Outcome> {
    let granted = ctx.rights().delete(deletion.kind, &deletion.system);
    let refusals = refusals(&deletion.system, "externalIds", deletion.external_ids.len() + deletion.unfit.len());
    let arguments = format!("{deletion:?}");
    let write = async |origin, grant| sync::delete(ctx.desk(), origin, grant, &deletion).await;
    carry_out(ctx, deletion.dry_run, granted, refusals, &arguments, write).await
}

/// Writes once for each idempotency key. What refuses a batch as a whole needs no key: it is the same each time.
async fn carry_out(
    ctx: &Context<'_>,
    dry_run: bool,
    granted: Result<Grant, Denied>,
    mut refusals: Vec<Refusal>,
    arguments: &str,
    write: impl AsyncFnOnce(Origin, Grant) -> Result<Vec<UpsertResult>, AppError>,
) -> Result<Outcome> {
    let results = match granted {
        Ok(grant) if refusals.is_empty() => {
            ctx.reader().renew().await;
            let viewer = ctx.scope().viewer().await?;
            let results = match turn(ctx, &json!({ "batch": arguments })).await? {
                Turn::Replay(outcome) => serde_json::from_value(outcome)?,
                Turn::Ours(lease) => {
                    let claim = lease.as_ref().map(|lease| lease.claim().clone());
                    let origin = Origin { claim, ..Origin::of(viewer.actor()) };
                    let results = write(origin, grant).await;
                    ended(lease, results).await?
                }
            };
            ctx.reader().renew().await;
            results
        }
        Ok(_) => Vec::new(),
        Err(denied) => {
            refusals.push(Refusal::forbidden(&denied));
            Vec::new()
        }
    };
    Ok(Outcome { results, dry_run, user_errors: refusals.into_iter().map(UserError::from).collect() })
}

/// What refuses a batch as a whole.
fn refusals(system: &str, list: &str, length: usize) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if let Err(problem) = value::system(system) {
        refusals.push(Refusal::new(UserErrorCode::Invalid, "system", format!("system {}.", problem.message)));
    }
    if length == 0 {
        refusals.push(Refusal::new(UserErrorCode::Invalid, list, "There must be at least one."));
    }
    if length > BATCH {
        refusals.push(Refusal::new(
            UserErrorCode::TooMany,
            list,
            format!("There may be {BATCH} at most, not {length}."),
        ));
    }
    refusals
}
