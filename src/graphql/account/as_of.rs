//! An account as it stood at a moment: brought into a small database of its own, where the same resolvers read it.

use async_graphql::{Context, Result};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use entity::account::{self, Model};
use entity::ids::AccountId;

use super::object::Account;
use super::query::{AccountBy, find};
use crate::graphql::context::{ContextExt, Past};
use crate::graphql::error::bad_input;
use crate::graphql::id;
use crate::graphql::loaders::{Row, reference};
use crate::store::{accounts, past};

/// Younger moments than this wait for who writes.
const SETTLED: TimeDelta = TimeDelta::seconds(30);

/// The account that is named so today, as it stood at `at`; nothing where it was not there yet, or was gone. One that is
/// gone today has no name but its id.
pub async fn find_as_of(ctx: &Context<'_>, by: &AccountBy, at: DateTime<Utc>) -> Result<Option<Model>> {
    let today = find(ctx, by).await?;
    let last = today.as_ref().map(|account| account.last_recorded_at);
    // What is stored is cut to microseconds.
    let at = at.trunc_subsecs(6);
    if last.max(Some(ctx.scope().now())).is_some_and(|now| at > now) {
        return Err(bad_input("asOf lies ahead: what will be known then is not known yet"));
    }
    let named = match by {
        AccountBy::Id(id) => Some(id::read(id)?),
        AccountBy::ExternalId(_) | AccountBy::Domain(_) => today.map(|account| account.id),
    };
    let (Some(id), Some(root)) = (named, ctx.root()) else { return Ok(None) };
    let past = ctx.scope().moment(at).await?;
    bring(ctx, &past, id).await?;
    let found = accounts::by_id(&*past.reader().snapshot().await?, accounts::shown(), id).await?;
    ctx.scope().go_back(root, past);
    Ok(found)
}

/// The account that this one belongs to; as it stood at the same moment, where one is asked for.
pub async fn parent(ctx: &Context<'_>, row: &Row<Model>) -> Result<Option<Account>> {
    if let (Some(past), Some(parent)) = (ctx.past(), row.parent_id) {
        bring(ctx, &past, parent).await?;
    }
    let found = reference::<_, account::Entity>(ctx, row, "parent", |row| row.parent_id.map(Into::into)).await?;
    Ok(found.map(Account))
}

/// Brings an account into a moment of the past, once.
async fn bring(ctx: &Context<'_>, past: &Past, id: AccountId) -> Result<()> {
    let mut brought = past.brought.lock().await;
    if brought.contains(&id) {
        return Ok(());
    }
    let today = ctx.scope().reader();
    if ctx.scope().now() - past.now() < SETTLED {
        Box::pin(today.quiet(id)).await?;
    }
    let (real, kept) = (today.snapshot().await?, past.reader().snapshot().await?);
    if brought.is_empty() {
        Box::pin(past::bring_common(&*real, &*kept, past.now())).await?;
    }
    Box::pin(past::bring(&*real, &*kept, id, past.now())).await?;
    brought.insert(id);
    Ok(())
}
