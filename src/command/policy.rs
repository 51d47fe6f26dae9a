//! Puts a company's own numbers in: a new version of the policy.

use entity::values::Actor;
use serde_json::Value;

use super::desk::{Desk, Origin, Work};
use super::unit_of_work::Unit;
use crate::domain::access::Grant;
use crate::error::AppError;
use crate::store;

struct Apply<'a> {
    grant: Grant,
    author: Actor,
    fragment: &'a Value,
    note: Option<&'a str>,
}

impl Work for Apply<'_> {
    type Done = i32;

    async fn run(&self, unit: &mut Unit) -> Result<i32, AppError> {
        let standing = store::policy::newest(unit.tx()).await?;
        let mut policy = standing.merged(self.fragment)?;
        policy.version = standing.version;
        if policy == standing {
            return Ok(standing.version);
        }
        policy.version += 1;
        let row = entity::policy::Model {
            version: policy.version,
            effective_from: unit.moment(),
            document: policy.document(),
            author: self.author.clone(),
            note: self.note.map(str::to_owned),
        };
        unit.set_policy(self.grant.clone(), row);
        Ok(policy.version)
    }
}

/// Merges a fragment over the newest policy and makes it the next version; gives the version that stands then, which is
/// the same where nothing differs. Every account is assessed anew by it, by and by.
pub async fn apply(
    desk: &Desk,
    origin: Origin,
    grant: Grant,
    fragment: &Value,
    note: Option<&str>,
) -> Result<i32, AppError> {
    let author = origin.actor.clone();
    desk.unit(origin, [], &Apply { grant, author, fragment, note }).await
}
