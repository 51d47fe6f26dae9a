//! Tables whose rows have an id of their own: how a row is found by it, and which columns stay unread for whom.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::page::without;
use crate::domain::access::{Group, Rights};
use crate::error::AppError;

/// A table whose rows have an id of their own.
pub trait Kept: EntityTrait {
    /// The column of the id.
    const ID: Self::Column;

    /// The rows that are live.
    fn live() -> Select<Self> {
        Self::find()
    }

    /// The columns that this caller may not read.
    fn hidden(_: &Rights) -> Vec<Self::Column> {
        Vec::new()
    }
}

macro_rules! kept {
    ($($table:ident),+ $(,)?) => {$(
        impl Kept for ::entity::$table::Entity {
            const ID: Self::Column = ::entity::$table::Column::Id;
        }
    )+};
}

kept!(
    account,
    advocacy_act,
    change,
    comment,
    cost,
    feature,
    feedback,
    goal,
    handoff,
    history,
    outcome,
    promise,
    request,
    risk,
    survey_response,
    team_member,
    ticket,
    time_entry,
    touchpoint,
);

impl Kept for ::entity::contact::Entity {
    const ID: Self::Column = ::entity::contact::Column::Id;

    fn hidden(rights: &Rights) -> Vec<Self::Column> {
        use ::entity::contact::Column::{Email, Phone};
        let mut hidden = Vec::new();
        if !rights.may_read(Group::ContactEmail) {
            hidden.push(Email);
        }
        if !rights.may_read(Group::ContactPhone) {
            hidden.push(Phone);
        }
        hidden
    }
}

impl Kept for ::entity::subscription::Entity {
    const ID: Self::Column = ::entity::subscription::Column::Id;

    fn hidden(rights: &Rights) -> Vec<Self::Column> {
        use ::entity::subscription::Column::{Currency, MrrMinor};
        if rights.may_read(Group::Commercials) { Vec::new() } else { vec![MrrMinor, Currency] }
    }
}

impl Kept for ::entity::measure::Entity {
    const ID: Self::Column = ::entity::measure::Column::Id;

    fn live() -> Select<Self> {
        Self::find().filter(::entity::measure::Column::EndedAt.is_null())
    }
}

/// Live rows by their ids, in no order, without what the caller may not read.
pub async fn by_ids<E: Kept>(
    conn: &impl ConnectionTrait,
    rights: &Rights,
    ids: &HashSet<Uuid>,
) -> Result<Vec<E::Model>, AppError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = without(E::live(), &E::hidden(rights)).filter(E::ID.is_in(ids.iter().copied()));
    Ok(found.all(conn).await?)
}
