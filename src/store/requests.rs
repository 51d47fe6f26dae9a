//! Requests of customers, with their comments and escalations.

use ::entity::enums::{Department, RequestStatus, Urgency};
use ::entity::ids::{AccountId, TeamMemberId};
use ::entity::{comment, request, request_escalation};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::page::Listing;
use crate::error::AppError;

/// What requests are looked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only pending ones, or only others.
    pub pending: Option<bool>,
    /// Only those of this account.
    pub account: Option<AccountId>,
    /// Only those of this owner.
    pub owner: Option<TeamMemberId>,
    /// Only those that ask this department.
    pub department: Option<Department>,
    /// Only those of these urgencies.
    pub urgency: Option<Vec<Urgency>>,
    /// Only overdue ones, or only others, as of a moment; with the days of each urgency's step.
    pub overdue: Option<Overdue>,
}

/// Whether overdue or not, as of when, and the days of each urgency's step.
pub type Overdue = (bool, DateTime<Utc>, Vec<(Urgency, TimeDelta)>);

/// Where a request is over.
const OVER: [RequestStatus; 2] = [RequestStatus::Closed, RequestStatus::Declined];

/// Requests, the last raised first.
pub fn listing(wanted: Wanted) -> Listing<request::Entity> {
    use request::Column;
    let mut select = request::Entity::find();
    let pending = |pending| {
        if pending { Column::Status.is_not_in(OVER) } else { Column::Status.is_in(OVER) }
    };
    if let Some(wanted) = wanted.pending {
        select = select.filter(pending(wanted));
    }
    if let Some(account) = wanted.account {
        select = select.filter(Column::AccountId.eq(account));
    }
    if let Some(owner) = wanted.owner {
        select = select.filter(Column::OwnerId.eq(owner));
    }
    if let Some(department) = wanted.department {
        select = select.filter(Column::Department.eq(department));
    }
    if let Some(urgency) = wanted.urgency {
        select = select.filter(Column::Urgency.is_in(urgency));
    }
    if let Some((overdue, now, steps)) = wanted.overdue {
        // Each part is true or false, never unknown, so that the negation is right where no due time is stated.
        let stated = Condition::all().add(Column::NextUpdateDue.is_not_null()).add(Column::NextUpdateDue.lte(now));
        let mut past = Condition::any().add(stated);
        for (urgency, step) in steps {
            let unstated = Condition::all().add(Column::NextUpdateDue.is_null()).add(Column::Urgency.eq(urgency));
            past = past.add(unstated.add(Column::RaisedAt.lte(now - step)));
        }
        let past = Condition::all().add(pending(true)).add(past);
        select = select.filter(if overdue { past } else { past.not() });
    }
    Listing::new(select, [(Column::RaisedAt, Order::Desc), (Column::Id, Order::Desc)])
}

/// Comments on requests, oldest first.
pub fn comments() -> Listing<comment::Entity> {
    use comment::Column;
    Listing::new(comment::Entity::find(), [(Column::CreatedAt, Order::Asc), (Column::Id, Order::Asc)])
}

/// The steps of requests' ladders, in the order in which they were due.
pub async fn escalations(
    conn: &impl ConnectionTrait,
    requests: Vec<Uuid>,
) -> Result<Vec<(Uuid, request_escalation::Model)>, AppError> {
    use request_escalation::Column;
    let rows = request_escalation::Entity::find()
        .filter(Column::RequestId.is_in(requests))
        .order_by_asc(Column::At)
        .order_by_asc(Column::Level)
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.request_id.into(), row)).collect())
}
