//! Our people.

use std::collections::BTreeMap;

use ::entity::enums::Department;
use ::entity::team_member::{Column, Entity};
use sea_orm::sea_query::Order;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::page::Listing;
use crate::error::AppError;

/// Our people, or those of one department, by name.
pub fn listing(department: Option<Department>) -> Listing<Entity> {
    let mut select = Entity::find();
    if let Some(department) = department {
        select = select.filter(Column::Department.eq(department));
    }
    Listing::new(select, [(Column::Name, Order::Asc), (Column::Id, Order::Asc)])
}

/// Waits for whoever else writes to our people: what is read from here on is what stands when this unit writes. SQLite has
/// one writer.
pub async fn in_turn(tx: &DatabaseTransaction) -> Result<(), AppError> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("LOCK TABLE team_member IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    Ok(())
}

/// A subject or an e-mail address that several of our people have: by it nobody is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Double {
    /// `subject` or `email`.
    pub field: &'static str,
    /// What they share; an e-mail address in lower case.
    pub value: String,
    /// Their names.
    pub members: Vec<String>,
}

/// All that our people should not share, and do.
pub async fn doubles(conn: &impl ConnectionTrait) -> Result<Vec<Double>, AppError> {
    let rows: Vec<(String, Option<String>, Option<String>)> = Entity::find()
        .select_only()
        .columns([Column::Name, Column::Subject, Column::Email])
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let mut owners: BTreeMap<(&'static str, String), Vec<String>> = BTreeMap::new();
    for (name, subject, email) in rows {
        let email = email.map(|email| email.to_lowercase());
        for (field, value) in [("subject", subject), ("email", email)] {
            if let Some(value) = value {
                owners.entry((field, value)).or_default().push(name.clone());
            }
        }
    }
    let shared = owners.into_iter().filter(|(_, members)| members.len() > 1);
    Ok(shared.map(|((field, value), members)| Double { field, value, members }).collect())
}
