//! A stored assessment; thinned ones keep score, band, quadrant and lines.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::enums::{ChangeCause, HealthBand, QuadrantName};
use crate::ids::{AccountId, AssessmentId};
use crate::part::row;

row! {
    /// A stored assessment; thinned ones keep score, band, quadrant and lines.
    ///
    /// What is JSON stands as its text: it is written once and read whole, and no statement looks into it.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "assessment")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AssessmentId,
        /// The moment it is for.
        pub assessed_at: DateTime<Utc>,
        /// When it was stored.
        pub recorded_at: DateTime<Utc>,
        /// When the answer would change with no new fact.
        pub next_review_at: DateTime<Utc>,
        /// Why it differs from the one before.
        pub cause: ChangeCause,
        /// The policy that made it.
        pub policy_version: i32,
        /// The company's epoch that it read.
        pub epoch: i64,
        /// The score shown, in tenths.
        pub score: Option<i32>,
        /// The model's score, in tenths.
        pub model_score: Option<i32>,
        /// The band shown.
        pub band: HealthBand,
        /// The quadrant.
        pub quadrant: QuadrantName,
        /// Its axis x, in hundredths.
        pub customer_happiness: Option<i32>,
        /// Its axis y, in hundredths; scoped.
        pub company_happiness: Option<i32>,
        /// JSON: what changed against the one before, a list of lines.
        pub lines: String,
        /// Since when there were others before it that are gone, whose lines it carries.
        pub carries_since: Option<DateTime<Utc>>,
        /// Stands in the log.
        pub logged: bool,
        /// JSON: the whole assessment, without what is null or empty; absent once thinned.
        pub body: Option<String>,
        /// JSON: the memory it left; absent once thinned.
        pub memory: Option<String>,
        /// JSON: the memory it was given; absent once thinned.
        pub given: Option<String>,
    }
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
