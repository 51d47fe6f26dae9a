//! The upserts: one for each kind of record.

use std::borrow::Cow;

use async_graphql::{Context, InputObject, Object, Result, SimpleObject, TypeName};
use std::marker::PhantomData;

use super::run::{self, Outcome};
use crate::graphql::problem::UserError;
use crate::registry::Record;
use crate::sync::Batch;
use crate::sync::result::{UpsertResult, UpsertStats};
use crate::sync::row::Row;

/// A batch of records of one system.
#[derive(Clone, Debug, InputObject)]
#[graphql(name_type)]
pub struct UpsertInput<R: Row> {
    /// The system that the records come from, 1 to 255 characters; an INTEGRATION names its own. `vitrine` is reserved.
    pub system: String,
    /// The records, 1 to 1,000 (TOO_MANY), applied in this order. Where a variable brings them, one that does not fit its type is REJECTED alone (INVALID); one that stands in the document makes the whole request fail.
    pub records: Vec<R>,
    /// Tells what would become of each record, and changes nothing.
    #[graphql(default_with = "Some(false)")]
    pub dry_run: Option<bool>,
}

impl<R: Row> TypeName for UpsertInput<R> {
    fn type_name() -> Cow<'static, str> {
        named::<R>("UpsertInput")
    }
}

/// What became of a batch.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(name_type)]
pub struct UpsertPayload<R: Row> {
    /// One result for each record, in the order in which they were given, at most 1,000; none where the batch as a whole was refused.
    pub results: Vec<UpsertResult>,
    /// How many records had which outcome.
    pub stats: UpsertStats,
    /// Nothing was changed, because a dry run was asked for.
    pub dry_run: bool,
    /// Why the batch as a whole was refused: INVALID, TOO_MANY, or FORBIDDEN for another system's name; at most 20. Nothing was changed then.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    rows: PhantomData<R>,
}

impl<R: Row> TypeName for UpsertPayload<R> {
    fn type_name() -> Cow<'static, str> {
        named::<R>("UpsertPayload")
    }
}

impl<R: Row> From<Outcome> for UpsertPayload<R> {
    fn from(outcome: Outcome) -> Self {
        let Outcome { results, dry_run, user_errors } = outcome;
        Self { stats: UpsertStats::of(&results), results, dry_run, user_errors, rows: PhantomData }
    }
}

/// `PromisesUpsertInput`, and so on.
fn named<R: Row>(what: &str) -> Cow<'static, str> {
    let noun = <R::Model as Record>::KIND.noun();
    let (first, rest) = noun.split_at(1);
    Cow::Owned(format!("{}{rest}{what}", first.to_uppercase()))
}

macro_rules! upserts {
    ($($(#[$doc:meta])* $kind:ident = $table:ident $id:tt $seen:tt [$upsert:ident $noun:literal $row:ident $what:literal];)+) => {
        /// Writes records that systems sync, by the keys they have there.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct UpsertMutation;

        /// Writes records that systems sync, by the keys they have there.
        #[Object]
        impl UpsertMutation {
            $(
                #[doc = concat!(
                    "Creates and updates records: ", $what, ". Absent leaves a field, null clears it. A bad record never spoils its ",
                    "neighbours: its result says what is wrong, also where a value does not fit its type and the records came by a variable. The same again changes nothing, an older `updatedAt` neither (STALE)."
                )]
                async fn $upsert(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "The system and its records.")] input: UpsertInput<crate::sync::$table::$row>,
                ) -> Option<Result<UpsertPayload<crate::sync::$table::$row>>> {
                    let UpsertInput { system, records, dry_run } = input;
                    let batch = Batch { system, records, unfit: run::unfit(ctx), dry_run: dry_run.unwrap_or(false) };
                    Some(run::upsert(ctx, batch).await.map(Into::into))
                }
            )+
        }
    };
}
entity::kinds!(upserts);
