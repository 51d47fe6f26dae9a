//! How a mutation is carried out: once for each idempotency key of a caller.

use std::collections::HashSet;

use async_graphql::{Context, Result};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::context::ContextExt;
use super::error::Code;
use super::loaders::{Row, by_ids};
use super::problem::UserError;
use crate::command::act::{Action, Answer, act};
use crate::command::idempotency::{self, Claimed};
use crate::command::lease::Lease;
use crate::error::AppError;
use crate::store::columns::Columns;
use crate::store::kept::Kept;

/// What is to be done about a mutation.
pub enum Turn {
    /// Carry it out; the claim goes with its unit of work, the lease is held until that has ended.
    Ours(Option<Lease>),
    /// It was carried out before under this key: answer over its outcome.
    Replay(Value),
}

/// Whose turn it is. Without a key it is always ours; a key that was used for other arguments, or whose mutation is under
/// way, is an error.
pub async fn turn(ctx: &Context<'_>, arguments: &impl Serialize) -> Result<Turn> {
    let Some(key) = ctx.scope().idempotency_key() else { return Ok(Turn::Ours(None)) };
    let field = ctx.field().name();
    let digest = idempotency::digest(field, &serde_json::to_value(arguments)?);
    match ctx.desk().claim(&ctx.scope().caller().key(), field, key, &digest).await? {
        Claimed::Ours(lease) => Ok(Turn::Ours(Some(lease))),
        Claimed::Replay(outcome) => {
            ctx.scope().replay();
            Ok(Turn::Replay(outcome))
        }
        Claimed::Reused => {
            let message = "This Idempotency-Key was used with other arguments.";
            Err(Code::IdempotencyKeyReused.error(message))
        }
        Claimed::InProgress => Err(in_progress()),
    }
}

/// Ends a turn: a mutation that failed frees its key, so that it can be tried again.
pub async fn ended<T>(lease: Option<Lease>, result: Result<T, AppError>) -> Result<T> {
    match result {
        Ok(done) => {
            lease.into_iter().for_each(Lease::done);
            Ok(done)
        }
        Err(AppError::ClaimEnded) => Err(in_progress()),
        Err(error) => {
            if let Some(lease) = lease {
                lease.free().await;
            }
            Err(error.into())
        }
    }
}

fn in_progress() -> async_graphql::Error {
    Code::IdempotencyInProgress.error("A mutation with this Idempotency-Key is being carried out: try again.")
}

/// Carries out what a person does, or tells why it was refused. What is read afterwards shows it.
pub async fn carry_out<A: Action>(ctx: &Context<'_>, action: A) -> Result<Result<A::Done, Vec<UserError>>> {
    ctx.reader().renew().await;
    let viewer = ctx.scope().viewer().await?;
    let answer: Answer<A::Done> = match turn(ctx, &action).await? {
        Turn::Replay(outcome) => serde_json::from_value(outcome)?,
        Turn::Ours(lease) => {
            let claim = lease.as_ref().map(|lease| lease.claim().clone());
            let answer = act(ctx.desk(), viewer, claim, &action).await;
            ended(lease, answer).await?
        }
    };
    ctx.reader().renew().await;
    Ok(answer.map_err(|refusals| refusals.into_iter().map(UserError::from).collect()))
}

/// The row that a mutation wrote, as it stands now; nothing where it is gone by now.
pub async fn written<E, T>(ctx: &Context<'_>, id: impl Into<Uuid>) -> Result<Option<T>>
where
    E: Kept,
    E::Model: Send + Sync,
    T: From<Row<E::Model>>,
{
    let id = id.into();
    let mut found = by_ids::<E>(ctx, Columns::all(), HashSet::from([id])).await?;
    Ok(found.remove(&id).map(T::from))
}
