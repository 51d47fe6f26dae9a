//! The log by position, a page at a time: what pages, webhooks, taps and subscriptions read.

use entity::change::{Column, Entity, Model};
use entity::enums::{ChangeKind, ChangeRecordType};
use entity::ids::AccountId;
use sea_orm::sea_query::{ExprTrait, Order, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::settle;
use crate::error::AppError;
use crate::store::Db;
use crate::store::page::Listing;

/// Which entries are asked for; what is empty does not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this account.
    pub account: Option<AccountId>,
    /// Of this record.
    pub record: Option<Uuid>,
    /// Of records of these types.
    pub record_types: Vec<ChangeRecordType>,
    /// Of these kinds.
    pub kinds: Vec<ChangeKind>,
    /// Not what this system itself has sent.
    pub not_from_system: Option<String>,
}

impl Filter {
    /// As conditions of a query.
    pub fn conditions(&self) -> Vec<SimpleExpr> {
        let mut all = vec![Column::Position.is_not_null()];
        all.extend(self.account.map(|account| Column::AccountId.eq(account)));
        all.extend(self.record.map(|record| Column::RecordId.eq(record)));
        if !self.record_types.is_empty() {
            all.push(Column::RecordType.is_in(self.record_types.iter().map(|of| of.type_name())));
        }
        if !self.kinds.is_empty() {
            all.push(Column::Kind.is_in(self.kinds.iter().copied()));
        }
        if let Some(system) = &self.not_from_system {
            all.push(Column::Source.is_null().or(Column::Source.ne(system.as_str())));
        }
        all
    }
}

/// The entries asked for, in the order of the log: a list that is paged both ways. Settle before reading it. Its cursors hold
/// the id of their entry too: the log may have been restored since, and another entry stand at the position.
pub fn listing(filter: &Filter) -> Listing<Entity> {
    let all = filter.conditions().into_iter().fold(Entity::find(), QueryFilter::filter);
    Listing::new(all, [(Column::Position, Order::Asc)]).witnessed_by(Column::Id)
}

/// The entries after this position, in order. Whoever wrote before sees their own: it settles first.
pub async fn page(db: &Db, after: i64, limit: u64, filter: &Filter) -> Result<Vec<Model>, AppError> {
    settle(db).await?;
    let mut query = Entity::find().filter(Column::Position.gt(after));
    for condition in filter.conditions() {
        query = query.filter(condition);
    }
    Ok(query.order_by_asc(Column::Position).limit(limit).all(&db.read).await?)
}
