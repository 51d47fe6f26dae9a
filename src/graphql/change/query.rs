//! Reading the log.

use async_graphql::{ID, InputObject};
use entity::enums::ChangeKind;

use super::object::Change;
use crate::feed::page::{Filter, listing};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::lists::lists;
use crate::graphql::loaders::list;
use crate::graphql::page::Connection;

/// Which entries of the log are looked for: those that fit all that is given. What is left out does not filter; null is refused.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ChangeFilter {
    /// Only those of this account.
    pub account_id: Option<ID>,
    /// Only those of this record: how it was edited.
    pub record_id: Option<ID>,
    /// Only those of records of these types of this schema, at most 250.
    pub record_types: Option<Vec<String>>,
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
        /// What was written, in the order of the log: the oldest first. Read on after the last cursor and nothing is missed; your own writes are there at once.
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
            if nothing {
                Ok(Connection::empty())
            } else {
                ctx.reader().settle().await?;
                list(ctx, listing(&filter), page).await
            }
        }
    }
}
