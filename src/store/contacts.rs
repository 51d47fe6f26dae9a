//! Contacts.

use ::entity::contact::{Column, Entity};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Order;
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, Statement};
use uuid::Uuid;

use super::page::Listing;
use crate::error::AppError;

/// Contacts of accounts, by name.
pub fn listing() -> Listing<Entity> {
    Listing::new(Entity::find(), [(Column::Name, Order::Asc), (Column::Id, Order::Asc)])
}

/// When a contact, by its id on the wire, last spoke to us.
#[derive(Debug, FromQueryResult)]
pub struct Heard {
    /// The contact.
    pub contact: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// When the contacts of these accounts last spoke to us: their last inbound touchpoint that took place by `now`.
pub async fn last_heard(
    conn: &impl ConnectionTrait,
    accounts: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<Heard>, AppError> {
    let backend = conn.get_database_backend();
    let named = match backend {
        sea_orm::DbBackend::Postgres => "CROSS JOIN LATERAL jsonb_array_elements_text(t.contact_ids) AS named(value)",
        _ => "CROSS JOIN json_each(t.contact_ids) AS named",
    };
    let places: Vec<String> = (2..accounts.len() + 2).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT named.value AS contact, MAX(t.occurred_at) AS at FROM touchpoint AS t {named} \
         WHERE t.account_id IN ({}) AND t.occurred_at <= $1 AND t.state = 'KEPT' AND t.direction IN ('INBOUND', 'BOTH') \
         GROUP BY named.value",
        places.join(", ")
    );
    let values = std::iter::once(sea_orm::Value::from(now)).chain(accounts.iter().map(|&account| account.into()));
    Ok(Heard::find_by_statement(Statement::from_sql_and_values(backend, sql, values)).all(conn).await?)
}
