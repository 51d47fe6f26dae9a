//! How an upsert or a delete is carried out: what refuses it as a whole, then the records.

use async_graphql::{Context, Error, Result};
use entity::enums::{RecordKind, UserErrorCode};

use crate::command::desk::Origin;
use crate::command::refusal::Refusal;
use crate::graphql::context::ContextExt;
use crate::graphql::problem::UserError;
use crate::registry::Record;
use crate::sync::result::UpsertResult;
use crate::sync::row::Row;
use crate::sync::{self, Batch, Deletion, value};

/// Most records of one batch.
const MOST: usize = 1_000;

/// What became of a batch.
pub struct Outcome {
    pub(super) results: Vec<UpsertResult>,
    pub(super) dry_run: bool,
    pub(super) user_errors: Vec<UserError>,
}

pub(super) async fn upsert<R: Row>(ctx: &Context<'_>, batch: Batch<R>) -> Result<Outcome> {
    let dry_run = batch.dry_run;
    let kind = <R::Model as Record>::KIND;
    let mut refusals = refusals(&batch.system, "records", batch.records.len());
    let results = match ctx.rights().upsert(kind, &batch.system) {
        Ok(grant) if refusals.is_empty() => {
            ctx.reader().renew().await;
            let origin = Origin::of(ctx.viewer().actor());
            let results = sync::upsert(ctx.desk(), origin, grant, &batch).await.map_err(Error::new_with_source)?;
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

pub(super) async fn delete(ctx: &Context<'_>, deletion: Deletion) -> Result<Outcome> {
    let dry_run = deletion.dry_run;
    let kind: RecordKind = deletion.kind;
    let mut refusals = refusals(&deletion.system, "externalIds", deletion.external_ids.len());
    let results = match ctx.rights().delete(kind, &deletion.system) {
        Ok(grant) if refusals.is_empty() => {
            ctx.reader().renew().await;
            let origin = Origin::of(ctx.viewer().actor());
            let results = sync::delete(ctx.desk(), origin, grant, &deletion).await.map_err(Error::new_with_source)?;
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
    if length > MOST {
        refusals.push(Refusal::new(
            UserErrorCode::TooMany,
            list,
            format!("There may be {MOST} at most, not {length}."),
        ));
    }
    refusals
}
