//! Closed enums: one definition each, with its text in the database, its name on the wire and its description.

mod account;
mod assessment;
mod fact;
mod log;
mod refusal;

pub use account::*;
pub use assessment::*;
pub use fact::*;
pub use log::*;
pub use refusal::*;

/// Declares a closed enum that is the same word in the database, in JSON and in GraphQL (SCREAMING_SNAKE_CASE).
macro_rules! closed_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
            serde::Serialize, serde::Deserialize, async_graphql::Enum,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every value, in the order of its declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the database, in JSON and in GraphQL.
            pub fn word(self) -> String {
                sea_orm::ActiveEnum::to_value(&self)
            }
        }

        impl $crate::part::Cell for $name {
            fn blank() -> Self {
                Self::ALL[0]
            }

            fn known(result: &sea_orm::QueryResult, place: usize) -> Result<Self, sea_orm::TryGetError> {
                Ok(sea_orm::ActiveEnum::try_from_value(&String::known(result, place)?)?)
            }
        }
    };
}
pub(crate) use closed_enum;
