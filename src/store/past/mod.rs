//! Accounts as they stood at a moment, put into a small database of its own: the same tables, so whoever reads it needs
//! no other query.

mod answer;
mod blank;
mod images;
mod life;
mod state;

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::{ChangeKind, RecordKind};
use entity::ids::AccountId;
use entity::{account, external_id, history, policy, risk, standing};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, StreamTrait,
};

use super::company::{self, Common};
use super::picture::{derive, empty};
use super::slim::slim;
use crate::domain::assess::{Numbers, assess_and_count};
use crate::domain::assessment::Assessment;
use crate::domain::memory::Memory;
use crate::domain::policy::Policy;
use crate::error::AppError;
use crate::registry::{self, AnyRecord, from_image, insert_all};

use answer::{Answers, answers};
use state::State;

pub use blank::blank;
pub use life::{key as key_of_life, quiet};

/// Bulk facts of an account that one state may have.
const ROWS: u64 = 250_000;

/// Brings what belongs to no account: our people, the features, the policy, as they were at `at`.
pub async fn bring_common(
    real: &(impl ConnectionTrait + StreamTrait),
    past: &impl ConnectionTrait,
    at: DateTime<Utc>,
) -> Result<(), AppError> {
    company::ensure(past).await?;
    // Version 1 is as old as the database, whatever clock it was made under.
    let known = Condition::any().add(policy::Column::EffectiveFrom.lte(at)).add(policy::Column::Version.eq(1));
    insert_all(past, policy::Entity::find().filter(known).all(real).await?).await?;
    let mut records = Vec::new();
    for image in images::common(real, at).await? {
        let (1, Some(after)) = (image.newest, image.after) else { continue };
        if image.kind != ChangeKind::Deleted
            && let Some(kind) = RecordKind::of_type(&image.record_type)
        {
            records.push(from_image(kind, after)?);
        }
    }
    registry::write_all(past, records, at).await
}

/// Brings an account with all that it had at `at`, the moment of the past and no other; says whether there was one.
pub async fn bring(
    real: &(impl ConnectionTrait + StreamTrait),
    past: &impl ConnectionTrait,
    id: AccountId,
    at: DateTime<Utc>,
) -> Result<bool, AppError> {
    let images = images::of_account(real, id, at).await?;
    let bulk = stood(real, id, at).await?;
    let of = life::of(real, id, at).await?;
    let told = told(real, of, at).await?;
    let answers = answers(real, of, at).await?;
    let sent = sent(real, id, at).await?;
    let (Some(state), Some(answers)) = (State::read(images)?, answers) else { return Ok(false) };
    let State { mut account, records, comments, escalations, overrides, mut risks, mut names, mut lines } = state;
    let Answers { rows, shown, assessment } = answers;

    let policy = super::policy::version(past, shown.policy_version).await?;
    let policy = policy.ok_or(AppError::Invariant("an assessment by no policy"))?;
    let common = company::common(past, 0).await?;
    // Of one that a batch had left behind what stood was made of the facts before that batch.
    let since = super::behind::since(real, of, at).await?;
    let numbers = match since.map(|since| since - TimeDelta::microseconds(1)) {
        None => numbers(&account, records.iter().chain(&bulk), &common, &policy, at),
        Some(before) => {
            let bulk = stood(real, id, before).await?;
            let state = State::read(images::of_account(real, id, before).await?)?;
            let state = state.ok_or(AppError::Invariant("a new account that was left behind"))?;
            numbers(&state.account, state.records.iter().chain(&bulk), &common, &policy, before)
        }
    };
    derive(&mut account, &assessment, &numbers);
    account.last_recorded_at = at;
    for risk in &mut risks {
        reword(risk, &assessment)?;
    }
    for name in &mut names {
        let later = sent.get(&(name.kind, name.system.clone(), name.external_id.clone())).copied();
        name.synced_at = Ord::max(later, name.synced_at);
    }
    lines.extend(told.into_iter().map(|line| history::Model { account_id: id, ..line }));
    let standing = standing::Model {
        account_id: id,
        assessment_id: shown.id,
        logged_id: shown.id,
        assessed_at: shown.assessed_at,
        next_review_at: shown.next_review_at,
        recorded_at: shown.recorded_at,
        policy_version: shown.policy_version,
        memory: slim(&Memory::default())?,
        numbers: serde_json::to_string(&numbers)?,
    };
    let body = slim(&assessment)?;
    let assessments = rows.into_iter().map(|row| {
        let body = (row.id == shown.id).then(|| body.clone());
        entity::assessment::Model { account_id: id, body, ..row }
    });

    let mut all = records;
    all.extend(bulk);
    all.push(AnyRecord::from(account));
    registry::write_all(past, all, at).await?;
    registry::relive(past).await?;
    insert_all(past, comments).await?;
    insert_all(past, escalations).await?;
    insert_all(past, overrides).await?;
    insert_all(past, risks).await?;
    insert_all(past, names).await?;
    insert_all(past, lines).await?;
    insert_all(past, assessments.collect()).await?;
    insert_all(past, vec![standing]).await?;
    Ok(true)
}

/// The bulk facts that stood: no more than a state may have.
async fn stood(real: &impl ConnectionTrait, id: AccountId, at: DateTime<Utc>) -> Result<Vec<AnyRecord>, AppError> {
    let found = registry::stood(real, id, at, ROWS + 1).await?;
    if found.len() as u64 > ROWS { Err(too_large()) } else { Ok(found) }
}

/// The state of an account takes more memory than one may.
fn too_large() -> AppError {
    AppError::BadInput(
        "this account is too large to be read as of a moment: its state takes more than 64 MiB".to_owned(),
    )
}

/// What was counted. It does not depend on what was remembered.
fn numbers<'a>(
    account: &account::Model,
    records: impl Iterator<Item = &'a AnyRecord>,
    common: &Common,
    policy: &Policy,
    at: DateTime<Utc>,
) -> Numbers {
    let mut facts = empty(account, common);
    records.for_each(|record| record.put(&mut facts));
    assess_and_count(&facts, &Memory::default(), policy, at).2
}

/// An open risk says why in the words of the assessment that stands.
fn reword(risk: &mut risk::Model, assessment: &Assessment) -> Result<(), AppError> {
    let found = assessment.risks.iter().find(|found| found.kind == risk.kind && found.since == risk.since);
    if let Some(found) = found.filter(|_| risk.open) {
        risk.reasons = serde_json::to_value(&found.reasons)?;
        risk.play.clone_from(&found.play);
    }
    Ok(())
}

/// Lines of history that no record has of itself: they are written once and never over.
async fn told(real: &impl ConnectionTrait, of: AccountId, at: DateTime<Utc>) -> Result<Vec<history::Model>, AppError> {
    use history::Column;
    let own = Expr::col(Column::RecordId).is_null().or(Expr::col(Column::RecordId).ne(Expr::col(Column::Id)));
    let told = history::Entity::find().filter(Column::AccountId.eq(of)).filter(Column::RecordedAt.lte(at)).filter(own);
    Ok(told.order_by_asc(Column::Id).all(real).await?)
}

/// When systems last sent the account and its contacts, where that was by `at`.
async fn sent(
    real: &impl ConnectionTrait,
    id: AccountId,
    at: DateTime<Utc>,
) -> Result<HashMap<(RecordKind, String, String), DateTime<Utc>>, AppError> {
    use external_id::Column;
    let rows: Vec<(RecordKind, String, String, DateTime<Utc>)> = external_id::Entity::find()
        .select_only()
        .columns([Column::Kind, Column::System, Column::ExternalId, Column::SyncedAt])
        .filter(Column::AccountId.eq(id))
        .filter(Column::Kind.is_in([RecordKind::Account, RecordKind::Contact]))
        .filter(Column::SyncedAt.lte(at))
        .into_tuple()
        .all(real)
        .await?;
    Ok(rows.into_iter().map(|(kind, system, key, at)| ((kind, system, key), at)).collect())
}
