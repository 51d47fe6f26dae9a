//! What was assessed of an account by a moment, and which of it stood.

use chrono::{DateTime, Utc};
use entity::assessment::{Column, Entity, Model};
use entity::ids::AccountId;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select};

use crate::domain::assessment::{Assessment, Reason};
use crate::error::AppError;
use crate::store::columns::Columns;

/// What was assessed by a moment.
pub(super) struct Answers {
    /// All that was stored, oldest first; only the one that is shown is whole.
    pub(super) rows: Vec<Model>,
    /// The one that is shown.
    pub(super) shown: Model,
    /// The same, read.
    pub(super) assessment: Assessment,
}

/// The assessments that were recorded by `at`; nothing where there was none. `of` is the account, or the key of a life
/// that has ended.
pub(super) async fn answers(
    conn: &impl ConnectionTrait,
    of: AccountId,
    at: DateTime<Utc>,
) -> Result<Option<Answers>, AppError> {
    let by = || Condition::all().add(Column::AccountId.eq(of)).add(Column::RecordedAt.lte(at));
    let slight = Columns::of(&[Column::Body, Column::Memory, Column::Given]).others();
    let in_order = |select: Select<Entity>| select.order_by_asc(Column::RecordedAt).order_by_asc(Column::Id);
    let rows = slight.find(conn, in_order(Entity::find().filter(by()))).await?;
    let whole = Entity::find()
        .filter(by().add(Column::Body.is_not_null()))
        .order_by_desc(Column::RecordedAt)
        .order_by_desc(Column::Id)
        .one(conn)
        .await?;
    // What is gone for good has handed its lines on to the next one that stayed.
    let later = Condition::all().add(Column::AccountId.eq(of)).add(Column::RecordedAt.gt(at));
    let next = slight.first(conn, in_order(Entity::find().filter(later))).await?;
    let Some(shown) = whole else { return Ok(None) };
    let body = shown.body.as_deref().ok_or(AppError::Invariant("a whole assessment without its body"))?;
    let mut assessment: Assessment = serde_json::from_str(body)?;
    let thinned = rows.last().is_some_and(|last| last.id != shown.id)
        || next.and_then(|next| next.carries_since).is_some_and(|since| since <= at);
    if thinned {
        assessment.health.reasons.push(thinned_away(shown.assessed_at));
    }
    Ok(Some(Answers { rows, shown, assessment }))
}

/// Why an older assessment is shown.
fn thinned_away(shown: DateTime<Utc>) -> Reason {
    Reason {
        rule: "THINNED".to_owned(),
        text: format!("What stood then is no longer kept whole; what stood at {} is shown.", shown.format("%FT%TZ")),
        value: None,
        threshold: None,
        observed_at: Some(shown),
        evidence: Vec::new(),
        evidence_count: 0,
        next: None,
        until: None,
    }
}
