//! The outcome of a mutation under a caller's key.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// The outcome of a mutation under a caller's key.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Who called: SHA-256 of issuer, subject, system and client, as hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub caller: String,
    /// The mutation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: String,
    /// The caller's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// SHA-256 of field and coerced arguments, as hex.
    pub digest: String,
    /// End of the lease while it is being carried out.
    pub claimed_until: DateTime<Utc>,
    /// What came of it: ids, versions, results, user errors.
    pub outcome: Option<Json>,
    /// When it was first claimed.
    pub created_at: DateTime<Utc>,
    /// The claim that holds it, or held it last; none of keys from before claims had names.
    pub holder: Option<Uuid>,
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
