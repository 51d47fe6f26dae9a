//! An answer to a survey.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::enums::SurveyKind;
use crate::ids::{AccountId, ContactId, SurveyResponseId};
use crate::part::row;
use crate::values::Micros;

row! {
    /// An answer to a survey.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "survey_response")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SurveyResponseId,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// Who answered.
        pub contact_id: Option<ContactId>,
        /// What was asked.
        pub kind: SurveyKind,
        /// The answer, on its scale.
        pub answer: Micros,
        /// Lowest answer of the scale.
        pub scale_min: Micros,
        /// Highest answer of the scale.
        pub scale_max: Micros,
        /// A low answer is a good one.
        pub low_is_good: bool,
        /// What they added in words.
        pub comment: Option<String>,
        /// When.
        pub answered_at: DateTime<Utc>,
        /// How often its own fields were written, from 1.
        pub version: i32,
        /// When it was first recorded.
        pub recorded_at: DateTime<Utc>,
        /// When its own fields were last written.
        pub updated_at: DateTime<Utc>,
    }
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
