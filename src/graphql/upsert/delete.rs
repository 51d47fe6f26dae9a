//! Deletes by the keys that systems use.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entity::enums::RecordKind;

use super::run::{self, Outcome};
use crate::graphql::problem::UserError;
use crate::scalar::DateTime;
use crate::sync::Deletion;
use crate::sync::result::{UpsertResult, UpsertStats};

/// Records of one kind that a system deletes.
#[derive(Clone, Debug, InputObject)]
pub struct RecordsDeleteInput {
    /// The system, 1 to 255 characters; an INTEGRATION names its own. `vitrine` is reserved.
    pub system: String,
    /// The kind of the records.
    pub kind: RecordKind,
    /// Their keys in the system, 1 to 1,000 (TOO_MANY). Where a variable brings them, one that is no ID is REJECTED alone (INVALID).
    pub external_ids: Vec<ID>,
    /// When the system deleted them: a record with a younger stamp stays (STALE), and a moment that lies ahead of the clock is refused (INVALID).
    pub deleted_at: Option<DateTime>,
    /// Tells what would become of each record, and changes nothing.
    #[graphql(default_with = "Some(false)")]
    pub dry_run: Option<bool>,
}

/// What became of records to delete.
#[derive(Clone, Debug, SimpleObject)]
pub struct RecordsDeletePayload {
    /// One result for each key, in the order in which they were given, at most 1,000; none where all was refused.
    pub results: Vec<UpsertResult>,
    /// How many records had which outcome.
    pub stats: UpsertStats,
    /// Nothing was changed, because a dry run was asked for.
    pub dry_run: bool,
    /// Why all was refused: INVALID, TOO_MANY, or FORBIDDEN for another system's name or a kind without its scope; at most 20. Nothing was changed then.
    pub user_errors: Vec<UserError>,
}

impl From<Outcome> for RecordsDeletePayload {
    fn from(outcome: Outcome) -> Self {
        let Outcome { results, dry_run, user_errors } = outcome;
        Self { stats: UpsertStats::of(&results), results, dry_run, user_errors }
    }
}

/// Deletes records that systems sync.
#[derive(Clone, Copy, Debug, Default)]
pub struct RecordsDeleteMutation;

/// Deletes records that systems sync.
#[Object]
impl RecordsDeleteMutation {
    /// Deletes records. They are out of every list, rule and count, and stay in the log; a later row with a younger `updatedAt`, or none, brings one back with its id. Deleting an account takes away this system's id; with the last one the account goes, with all that hangs on it. What refers to a contact or a feature stays, without it; a team member hands their pending requests over first. An unknown key is UNCHANGED.
    async fn records_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The system and the keys of its records.")] input: RecordsDeleteInput,
    ) -> Option<Result<RecordsDeletePayload>> {
        let RecordsDeleteInput { system, kind, external_ids, deleted_at, dry_run } = input;
        let external_ids = external_ids.into_iter().map(|id| id.0).collect();
        let deleted_at = deleted_at.map(Into::into);
        let unfit = run::unfit(ctx);
        let deletion = Deletion { system, kind, external_ids, unfit, deleted_at, dry_run: dry_run.unwrap_or(false) };
        Some(run::delete(ctx, deletion).await.map(Into::into))
    }
}
