//! How an input names an account.

use entity::account::Model;
use entity::enums::UserErrorCode;
use entity::ids::AccountId;
use sea_orm::ConnectionTrait;
use serde::Serialize;

use super::refusal::Refusal;
use super::unit_of_work::Unit;
use crate::error::AppError;
use crate::store::accounts;
use crate::store::columns::Columns;

/// An account by one of its names.
#[derive(Clone, Debug, Serialize)]
pub enum Named {
    /// By its id, as on the wire.
    Id(String),
    /// By what a system calls it.
    ExternalId {
        /// The system.
        system: String,
        /// Its key there.
        id: String,
    },
    /// By its domain.
    Domain(String),
}

impl Named {
    /// The account, locked.
    pub async fn lock(&self, unit: &Unit) -> Result<Result<Model, Refusal>, AppError> {
        let found = self.find(unit.tx()).await?;
        if let Ok(account) = &found {
            unit.require([account.id])?;
        }
        Ok(found)
    }

    /// The account; what is wrong with its name is said of `account`.
    async fn find(&self, conn: &impl ConnectionTrait) -> Result<Result<Model, Refusal>, AppError> {
        let found = match self {
            Self::Id(wire) => match AccountId::parse(wire) {
                Some(id) => accounts::by_id(conn, Columns::all(), id).await?,
                None => {
                    let message = "This is no id of an account: such an id begins with acct_.";
                    return Ok(Err(Refusal::new(UserErrorCode::Invalid, "account.id", message)));
                }
            },
            Self::ExternalId { system, id } => accounts::by_external_id(conn, Columns::all(), system, id).await?,
            Self::Domain(domain) => accounts::by_domain(conn, Columns::all(), domain).await?,
        };
        Ok(found.ok_or_else(|| {
            let message = match self {
                Self::Domain(_) => "No account has this domain alone.",
                _ => "There is no such account.",
            };
            Refusal::new(UserErrorCode::NotFound, "account", message)
        }))
    }
}
