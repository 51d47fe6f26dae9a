//! What people do with accounts.

pub mod update;

use entity::account::Model;
use entity::ids::AccountId;

use super::refusal::Refusal;
use super::unit_of_work::Unit;
use crate::error::AppError;
use crate::store::targets;

/// The account that an action names by its id, locked.
pub(super) async fn find<'a>(unit: &'a Unit, field: &str, wire: &str) -> Result<Result<&'a Model, Refusal>, AppError> {
    let id = match Refusal::id(field, wire, AccountId::parse, AccountId::PREFIX) {
        Ok(id) => id,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // One that does not exist cannot be locked.
    if unit.account(id).is_none() && targets::account_exists(unit.tx(), id).await? {
        unit.require([id])?;
    }
    Ok(unit.account(id).ok_or_else(|| Refusal::not_found(field, "account")))
}
