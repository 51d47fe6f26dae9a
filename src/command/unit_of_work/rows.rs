//! Writes what a unit of work gathered, in bulk.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use chrono::{DateTime, Utc};
use entity::enums::RecordKind;
use entity::ids::AccountId;
use entity::{
    account, assessment, assignment, comment, external_id, health_override, history, request_escalation, risk,
    risk_answer, standing,
};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, IntoIden, OnConflict, Query, TableRef, ValueTuple};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ModelTrait, QueryFilter};
use uuid::Uuid;

use super::deed::{Deed, Side};
use crate::error::AppError;
use crate::registry::{self, AnyRecord, chunk, insert_all, put_all, upsert_all};
use crate::store;
use crate::store::behind::{self, LEFT};
use crate::store::picture::{Picture, derive};
use crate::store::slim::slim;

/// The records of `deeds` as they end: of several writes of one record the last counts.
pub(super) async fn facts(tx: &DatabaseTransaction, deeds: &[Deed], moment: DateTime<Utc>) -> Result<(), AppError> {
    // A record that moves is deleted in one account and put in another.
    let mut last: BTreeMap<(RecordKind, Uuid, Option<AccountId>), &Deed> = BTreeMap::new();
    for deed in deeds {
        if let Deed::Put { record, .. } | Deed::Delete { record, .. } = deed {
            last.insert((record.kind(), record.key(), record.account()), deed);
        }
    }
    let mut written = Vec::new();
    let mut deleted: BTreeMap<RecordKind, Vec<_>> = BTreeMap::new();
    let mut versions = Vec::new();
    for deed in last.into_values() {
        match deed {
            // Accounts are written last, with what was derived.
            Deed::Put { record: AnyRecord::Account(_), .. } => {}
            Deed::Delete { record: AnyRecord::Account(account), .. } => versions.push((account.id.0, account.version)),
            Deed::Put { record, .. } => written.push(record.clone()),
            Deed::Delete { record, .. } => {
                deleted.entry(record.kind()).or_default().push((record.account(), record.key()));
                versions.push((record.key(), record.version()));
            }
            Deed::Aside { .. } | Deed::Policy { .. } => {}
        }
    }
    // First what goes: records that change places must not take each other's new rows along.
    for (kind, ids) in deleted {
        registry::erase(tx, kind, &ids, moment).await?;
    }
    registry::write_all(tx, written, moment).await?;
    store::external_id::delete_of(tx, &versions, moment).await
}

/// Comments, steps of ladders, overrides, answers, policies.
pub(super) async fn asides(tx: &DatabaseTransaction, deeds: &[Deed]) -> Result<(), AppError> {
    let mut comments: Vec<comment::Model> = Vec::new();
    let mut steps: Vec<request_escalation::Model> = Vec::new();
    let mut overrides: Vec<health_override::Model> = Vec::new();
    let mut answers: Vec<risk_answer::Model> = Vec::new();
    let mut policies: Vec<entity::policy::Model> = Vec::new();
    for deed in deeds {
        match deed {
            Deed::Aside { side: Side::Comment(row), .. } => comments.push(row.clone()),
            Deed::Aside { side: Side::Escalation(row), .. } => steps.push(row.clone()),
            Deed::Aside { side: Side::Override(row), .. } => {
                overrides.retain(|other| other.id != row.id);
                overrides.push(row.clone());
            }
            Deed::Aside { side: Side::RiskAnswer(row), .. } => answers.push(row.clone()),
            Deed::Policy { policy, .. } => policies.push(policy.clone()),
            Deed::Put { .. } | Deed::Delete { .. } => {}
        }
    }
    insert_all(tx, comments).await?;
    insert_all(tx, steps).await?;
    upsert_all(tx, overrides).await?;
    insert_all(tx, answers).await?;
    insert_all(tx, policies).await
}

/// An account to write.
pub(super) struct Written<'a> {
    pub(super) account: account::Model,
    /// Its own fields were written: else only what was derived is.
    pub(super) whole: bool,
    /// Without one what stood goes on.
    pub(super) picture: Option<&'a Picture>,
}

/// Accounts with what was derived, and their standing assessments.
pub(super) async fn accounts(
    tx: &DatabaseTransaction,
    accounts: Vec<Written<'_>>,
    moment: DateTime<Utc>,
) -> Result<(), AppError> {
    let (mut own, mut others) = (Vec::new(), Vec::with_capacity(accounts.len()));
    let mut standings = Vec::with_capacity(accounts.len());
    for Written { mut account, whole, picture } in accounts {
        account.last_recorded_at = moment;
        if let Some(standing) = picture.and_then(|picture| picture.standing.as_ref()) {
            let body = &standing.assessment;
            derive(&mut account, body, &standing.numbers);
            standings.push(standing::Model {
                account_id: account.id,
                assessment_id: standing.id,
                logged_id: standing.logged_id,
                assessed_at: body.assessed_at,
                next_review_at: body.next_review_at,
                recorded_at: moment,
                policy_version: body.policy_version,
                memory: slim(&standing.memory)?,
                numbers: serde_json::to_string(&standing.numbers)?,
            });
        }
        if whole { own.push(account) } else { others.push(account) }
    }
    upsert_all(tx, own).await?;
    derived(tx, &others).await?;
    upsert_all(tx, standings).await
}

/// Leaves accounts behind of whose own row nothing else changes.
pub(super) async fn leave(
    tx: &DatabaseTransaction,
    accounts: &[AccountId],
    moment: DateTime<Utc>,
) -> Result<(), AppError> {
    for part in accounts.chunks(chunk(tx, 1) - 2) {
        account::Entity::update_many()
            .col_expr(account::Column::LastRecordedAt, Expr::value(moment))
            .col_expr(account::Column::Epoch, Expr::value(LEFT))
            .filter(account::Column::Id.is_in(part.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Marks accounts as assessed by what holds at this epoch.
pub(super) async fn see(tx: &DatabaseTransaction, accounts: &[AccountId], epoch: i64) -> Result<(), AppError> {
    for part in accounts.chunks(chunk(tx, 1) - 1) {
        account::Entity::update_many()
            .col_expr(account::Column::Epoch, Expr::value(epoch))
            .filter(account::Column::Id.is_in(part.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// What was derived of accounts whose own fields stay as they are.
async fn derived(tx: &DatabaseTransaction, accounts: &[account::Model]) -> Result<(), AppError> {
    use account::Column::{
        Epoch, Happiness, HealthBand, HealthScore, Id, LastRecordedAt, MrrMinor, NextReviewAt, Quadrant, RenewsOn, Rung,
    };
    const DERIVED: [account::Column; 10] =
        [LastRecordedAt, HealthScore, HealthBand, Happiness, Rung, Quadrant, RenewsOn, MrrMinor, NextReviewAt, Epoch];
    for part in accounts.chunks(chunk(tx, DERIVED.len() + 1)) {
        let new = Alias::new("new");
        let row = |account: &account::Model| {
            let columns = iter::once(Id).chain(DERIVED);
            ValueTuple::Many(columns.map(|column| account.get(column)).collect())
        };
        let mut update = Query::update();
        update
            .table(account::Entity)
            .from(TableRef::ValuesList(part.iter().map(row).collect(), new.clone().into_iden()));
        let mut columns = (1..).map(|place| Expr::col((new.clone(), Alias::new(format!("column{place}")))));
        if let Some(id) = columns.next() {
            update.and_where(Expr::col((account::Entity, Id)).eq(id));
        }
        update.values(DERIVED.into_iter().zip(columns));
        tx.execute(&update).await?;
    }
    Ok(())
}

/// The index over the teams of accounts whose own fields were written.
pub(super) async fn teams(tx: &DatabaseTransaction, deeds: &[Deed]) -> Result<(), AppError> {
    let mut teams = BTreeMap::new();
    for deed in deeds {
        if let Deed::Put { record: AnyRecord::Account(account), .. } = deed {
            teams.insert(account.id, &account.team);
        }
    }
    if teams.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = teams.keys().copied().collect();
    for part in ids.chunks(chunk(tx, 1)) {
        let of = assignment::Column::AccountId.is_in(part.iter().copied());
        assignment::Entity::delete_many().filter(of).exec(tx).await?;
    }
    let mut rows = BTreeSet::new();
    for (account, team) in teams {
        rows.extend(team.0.iter().map(|one| (account, one.member_id, one.role)));
    }
    let row = |(account_id, member_id, role)| assignment::Model { account_id, member_id, role };
    insert_all(tx, rows.into_iter().map(row).collect()).await
}

/// Risks: what closed first, so that one of its kind may open.
pub(super) async fn risks(tx: &DatabaseTransaction, risks: BTreeMap<Uuid, risk::Model>) -> Result<(), AppError> {
    let (open, closed): (Vec<_>, Vec<_>) = risks.into_values().partition(|risk| risk.open);
    upsert_all(tx, closed).await?;
    upsert_all(tx, open).await
}

/// Lines of history. A fact's line has the fact's id, and is written over in place: who first recorded it stays.
pub(super) async fn history(tx: &DatabaseTransaction, lines: Vec<history::Model>) -> Result<(), AppError> {
    let mut rewrite = OnConflict::columns([history::Column::AccountId, history::Column::Id]);
    rewrite.update_columns([history::Column::Kind, history::Column::OccurredAt, history::Column::Summary]);
    put_all(tx, lines, Some(&rewrite)).await.map(drop)
}

/// Takes away the lines of facts that were deleted.
pub(super) async fn forget_history(tx: &DatabaseTransaction, deleted: &[(AccountId, Uuid)]) -> Result<(), AppError> {
    for part in deleted.chunks(chunk(tx, 2)) {
        history::Entity::delete_many()
            .filter(history::Column::AccountId.is_in(part.iter().map(|(account, _)| *account)))
            .filter(history::Column::Id.is_in(part.iter().map(|(_, id)| *id)))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// What systems call the records. A key that meanwhile names another live record was taken by somebody else.
pub(super) async fn identities(tx: &DatabaseTransaction, identities: Vec<external_id::Model>) -> Result<(), AppError> {
    use external_id::Column;
    let mut rewrite = OnConflict::columns([Column::Kind, Column::System, Column::ExternalId]);
    rewrite.update_columns([
        Column::RecordId,
        Column::AccountId,
        Column::Url,
        Column::SyncedAt,
        Column::Stamp,
        Column::Said,
        Column::Version,
        Column::DeletedAt,
    ]);
    let same =
        Expr::col((external_id::Entity, Column::RecordId)).eq(Expr::col((Alias::new("excluded"), Column::RecordId)));
    rewrite.action_and_where(same.or(Expr::col((external_id::Entity, Column::DeletedAt)).is_not_null()));
    let asked = identities.len() as u64;
    if put_all(tx, identities, Some(&rewrite)).await? == asked { Ok(()) } else { Err(AppError::Overtaken) }
}

/// Common facts have no account whose lock keeps others away: what was read of them must still stand.
pub(super) async fn not_overtaken(tx: &DatabaseTransaction, deeds: &[Deed]) -> Result<(), AppError> {
    let mut read: BTreeMap<RecordKind, BTreeMap<Uuid, Option<i32>>> = BTreeMap::new();
    for deed in deeds.iter().filter(|deed| deed.account().is_none()) {
        let (record, was) = match deed {
            Deed::Put { record, was, .. } => (record, *was),
            Deed::Delete { record, .. } => (record, Some(record.version())),
            Deed::Aside { .. } | Deed::Policy { .. } => continue,
        };
        // Of several writes in one unit the first knows what was read.
        read.entry(record.kind()).or_default().entry(record.key()).or_insert(was);
    }
    if !read.is_empty() {
        // Their writers move the epoch, so they are serial anyway: the next one sees what this one wrote.
        store::company::lock(tx).await?;
    }
    for (kind, read) in read {
        let ids: Vec<_> = read.keys().copied().collect();
        let stands = registry::lock_versions(tx, kind, &ids).await?;
        if read.iter().any(|(id, was)| stands.get(id) != was.as_ref()) {
            return Err(AppError::Overtaken);
        }
    }
    Ok(())
}

/// Deletes an account with all that hangs on it. The log keeps its images; what was assessed of it, and the lines of
/// history that no record has of itself, are put away under the key of the life that ends.
pub(super) async fn erase_account(
    tx: &DatabaseTransaction,
    account: AccountId,
    moment: DateTime<Utc>,
) -> Result<(), AppError> {
    registry::erase_account(tx, account, moment).await?;
    let life = store::past::key_of_life(account, moment);
    behind::put_away(tx, account, life, moment).await?;
    let life = Expr::value(life);
    assessment::Entity::update_many()
        .col_expr(assessment::Column::AccountId, life.clone())
        .filter(assessment::Column::AccountId.eq(account))
        .exec(tx)
        .await?;
    let own = Expr::col(history::Column::RecordId).eq(Expr::col(history::Column::Id));
    history::Entity::delete_many().filter(history::Column::AccountId.eq(account)).filter(own).exec(tx).await?;
    history::Entity::update_many()
        .col_expr(history::Column::AccountId, life)
        .filter(history::Column::AccountId.eq(account))
        .exec(tx)
        .await?;
    standing::Entity::delete_many().filter(standing::Column::AccountId.eq(account)).exec(tx).await?;
    risk::Entity::delete_many().filter(risk::Column::AccountId.eq(account)).exec(tx).await?;
    risk_answer::Entity::delete_many().filter(risk_answer::Column::AccountId.eq(account)).exec(tx).await?;
    health_override::Entity::delete_many().filter(health_override::Column::AccountId.eq(account)).exec(tx).await?;
    comment::Entity::delete_many().filter(comment::Column::AccountId.eq(account)).exec(tx).await?;
    assignment::Entity::delete_many().filter(assignment::Column::AccountId.eq(account)).exec(tx).await?;
    request_escalation::Entity::delete_many()
        .filter(request_escalation::Column::AccountId.eq(account))
        .exec(tx)
        .await?;
    store::external_id::delete_of_account(tx, account, moment).await
}
