//! Under which names other systems know our records.

use async_graphql::{Context, Object, Result};
use entity::external_id::Model;
use uuid::Uuid;

use super::context::ContextExt;
use super::loaders::{Row, grouped};
use crate::domain::bounds::EXTERNAL_IDS;
use crate::scalar::DateTime;
use crate::store;

/// Under which name another system knows a record.
pub struct ExternalId(Row<Model>);

/// Under which name another system knows a record.
#[Object]
impl ExternalId {
    /// The system's name.
    async fn system(&self) -> &str {
        &self.0.system
    }

    /// The record's key in that system.
    async fn id(&self) -> &str {
        &self.0.external_id
    }

    /// Where it can be seen there; null where no link is known.
    async fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    /// When the system last sent it; null where it never did.
    async fn synced_at(&self) -> Option<DateTime> {
        self.0.synced_at.map(Into::into)
    }
}

/// The external ids of a record, as many as a list may have: one statement for its whole cohort.
pub async fn external_ids<M: Send + Sync + 'static>(
    ctx: &Context<'_>,
    row: &Row<M>,
    id_of: impl Fn(&M) -> Uuid + Send + Sync,
) -> Result<Vec<ExternalId>> {
    let load = |ids: Vec<Uuid>| async move {
        let found = store::external_id::of_records(&*ctx.reader().snapshot().await?, &ids).await?;
        let live = found.into_iter().filter(|found| found.deleted_at.is_none());
        Ok(live.map(|found| (found.record_id, found)).collect())
    };
    let found = grouped(row, "externalIds", id_of, load).await?;
    Ok(found.into_iter().take(EXTERNAL_IDS).map(ExternalId).collect())
}
