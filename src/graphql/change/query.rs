//! Reading the log.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::enums::ChangeKind;

use super::object::Change;
use crate::feed::page::{Filter, listing};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loaders::list;
use crate::graphql::page::{Connection, PageArgs};

/// Which entries of the log are looked for: those that fit all that is given.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ChangeFilter {
    /// Only those of this account.
    pub account_id: Option<ID>,
    /// Only those of this record: how it was edited.
    pub record_id: Option<ID>,
    /// Only those of records of these types of this schema.
    pub record_types: Option<Vec<String>>,
    /// Only those of these kinds.
    pub kinds: Option<Vec<ChangeKind>>,
    /// Not what this system itself has sent: a sync that reads back what others wrote gives its own name.
    pub not_from_system: Option<String>,
}

/// Reading the log.
#[derive(Default)]
pub struct ChangeQuery;

/// Reading the log.
#[Object]
impl ChangeQuery {
    /// What was written, in the order of the log: the oldest first. Read on after the last cursor and nothing is missed; your own writes are there at once.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries; absent: all.")] filter: Option<ChangeFilter>,
        #[graphql(
            desc = "The first so many nodes: 1 to 250, else PAGE_SIZE; 50 where neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only nodes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many nodes: 1 to 250, else PAGE_SIZE; not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only nodes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Change>> {
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
        if nothing {
            return Ok(Connection::of_edges([], false, false, Some(0)));
        }
        ctx.reader().settle().await?;
        list(ctx, listing(&filter), PageArgs::new(first, after, last, before)).await
    }
}
