//! Reading the log.

use async_graphql::{Context, Error, ID, InputObject};
use entity::change::Entity;
use entity::enums::{ChangeKind, ChangeRecordType};
use entity::ids::ChangeId;

use super::object::Change;
use crate::feed::page::{Filter, listing};
use crate::feed::stands;
use crate::graphql::context::ContextExt;
use crate::graphql::cursor::Cursors;
use crate::graphql::error::Code;
use crate::graphql::id;
use crate::graphql::lists::lists;
use crate::graphql::loaders::list;
use crate::graphql::page::{Connection, PageArgs};
use crate::store::page::Listing;

/// Which entries of the log are looked for: those that fit all that is given. What is left out does not filter; null is refused.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ChangeFilter {
    /// Only those of this account.
    pub account_id: Option<ID>,
    /// Only those of this record: how it was edited.
    pub record_id: Option<ID>,
    /// Only those of records of these types, at most 250.
    pub record_types: Option<Vec<ChangeRecordType>>,
    /// Only those of these kinds, at most 250.
    pub kinds: Option<Vec<ChangeKind>>,
    /// Not what this system itself has sent: a sync that reads back what others wrote gives its own name.
    pub not_from_system: Option<String>,
}

/// Reading the log.
#[derive(Default)]
pub struct ChangeQuery;

lists! {
    /// Reading the log.
    impl ChangeQuery {
        /// What was written, in the order of the log: the oldest first. Read on after the last cursor and nothing is missed; your own writes are there at once. A cursor whose entry this log does not have at that place (it was restored, or is another one): POSITION_UNKNOWN.
        fn changes(&self, ctx, page, #[graphql(desc = "Which entries; absent: all.")] filter: Option<ChangeFilter>) -> Change {
            ctx.require_open()?;
            let ChangeFilter { account_id, record_id, record_types, kinds, not_from_system } = filter.unwrap_or_default();
            let nothing = record_types.as_ref().is_some_and(Vec::is_empty) || kinds.as_ref().is_some_and(Vec::is_empty);
            let filter = Filter {
                account: account_id.as_ref().map(id::read).transpose()?,
                record: record_id.as_ref().map(|record| id::read_any(record).map(|(_, id)| id)).transpose()?,
                record_types: record_types.unwrap_or_default(),
                kinds: kinds.unwrap_or_default(),
                not_from_system,
            };
            let listing = listing(&filter);
            ctx.reader().settle().await?;
            check_positions(ctx, &listing, &page).await?;
            if nothing { Ok(Connection::empty(page)) } else { list(ctx, listing, page).await }
        }
    }
}

/// Refuses cursors of entries that this log does not have where they say: whoever went on from there would miss what was
/// written in the place of what they saw.
async fn check_positions(ctx: &Context<'_>, listing: &Listing<Entity>, page: &PageArgs) -> Result<(), Error> {
    let cursors = Cursors::of(ctx, listing);
    for cursor in [&page.after, &page.before].into_iter().flatten() {
        let keys = cursors.read(cursor)?;
        let entry = match keys.as_slice() {
            [position, id] => position.as_i64().zip(id.as_str().and_then(|id| id.parse().ok()).map(ChangeId)),
            _ => None,
        };
        let stands = match entry {
            Some((position, id)) => stands(&*ctx.reader().snapshot().await?, position, id).await?,
            None => false,
        };
        if !stands {
            let message = "This log does not have the entry of this cursor: it was restored, or is another one.";
            return Err(Code::PositionUnknown.error(message));
        }
    }
    Ok(())
}
