//! A customer company.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::enums::{AccountStatus, HealthBand, Phase, QuadrantName, Rung, TouchModel};
use crate::ids::AccountId;
use crate::part::row;
use crate::values::{Claims, Team};

row! {
    /// A customer company. What `serde` skips is derived, stands here to be filtered and sorted by, and is no part of the log's images.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "account")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AccountId,
        /// Its name.
        pub name: String,
        /// Its main domain, in lower case.
        pub domain: Option<String>,
        /// Where it stands as a contract.
        pub status: AccountStatus,
        /// How much of our people's time it is meant to get.
        pub touch_model: TouchModel,
        /// The part of the customer's life it is in.
        pub phase: Option<Phase>,
        /// Its segment.
        pub segment: Option<String>,
        /// Its industry.
        pub industry: Option<String>,
        /// How many people work there.
        pub employees: Option<i32>,
        /// Its country.
        pub country: Option<String>,
        /// The account it belongs to.
        pub parent_id: Option<AccountId>,
        /// First day as a customer.
        pub started_on: Option<NaiveDate>,
        /// When it first got value from the product.
        pub first_value_at: Option<DateTime<Utc>>,
        /// Custom fields, as an object.
        pub attributes: Json,
        /// Our people who look after it.
        pub team: Team,
        /// What each source last said about each attribute.
        pub claims: Claims,
        /// How often its own fields were written, from 1.
        pub version: i32,
        /// When it was first recorded.
        pub recorded_at: DateTime<Utc>,
        /// When its own fields were last written.
        pub updated_at: DateTime<Utc>,
        /// `recorded_at` of the last unit of work that wrote to it.
        #[serde(skip)]
        pub last_recorded_at: DateTime<Utc>,
        /// The health score shown, in tenths.
        #[serde(skip)]
        pub health_score: Option<i32>,
        /// The health band shown.
        #[serde(skip)]
        pub health_band: Option<HealthBand>,
        /// Happiness, in hundredths.
        #[serde(skip)]
        pub happiness: Option<i32>,
        /// The rung it stands on.
        #[serde(skip)]
        pub rung: Option<Rung>,
        /// The quadrant it is in.
        #[serde(skip)]
        pub quadrant: Option<QuadrantName>,
        /// The next renewal.
        #[serde(skip)]
        pub renews_on: Option<NaiveDate>,
        /// Monthly recurring revenue in minor units of the policy's currency; scoped.
        #[serde(skip)]
        pub mrr_minor: Option<i64>,
        /// When its assessment would change with no new fact.
        #[serde(skip)]
        pub next_review_at: Option<DateTime<Utc>>,
        /// The company's epoch that its standing assessment read.
        #[serde(skip)]
        pub epoch: i64,
    }
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
