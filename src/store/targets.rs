//! What people's mutations name: our people, an account's contacts, requests, risks, overrides.

use std::collections::{HashMap, HashSet};

use ::entity::enums::{RequestStatus, Urgency};
use ::entity::ids::{AccountId, ContactId, RequestId, RiskId, TeamMemberId};
use ::entity::{
    account, comment, contact, health_override, request, request_escalation, risk, risk_answer, team_member,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::policy::Policy;
use crate::domain::request::{People, Person, step};
use crate::error::AppError;
use crate::registry::chunk;

/// All of our people, as far as requests ask: they are few.
pub async fn people(conn: &impl ConnectionTrait) -> Result<People, AppError> {
    use team_member::Column;
    let rows: Vec<(TeamMemberId, ::entity::enums::Department, Option<TeamMemberId>, bool)> =
        team_member::Entity::find()
            .select_only()
            .columns([Column::Id, Column::Department, Column::ManagerId, Column::Active])
            .into_tuple()
            .all(conn)
            .await?;
    let person = |(id, department, manager, active)| (id, Person { department: Some(department), manager, active });
    Ok(rows.into_iter().map(person).collect())
}

/// Whether there is such an account.
pub async fn account_exists(conn: &impl ConnectionTrait, id: AccountId) -> Result<bool, AppError> {
    Ok(account::Entity::find_by_id(id).count(conn).await? > 0)
}

/// Which of these are contacts of the account.
pub async fn contacts_of(
    conn: &impl ConnectionTrait,
    account: AccountId,
    ids: &[ContactId],
) -> Result<HashSet<ContactId>, AppError> {
    use contact::Column;
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<ContactId> = contact::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::AccountId.eq(account))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(found.into_iter().collect())
}

/// The request with this id.
pub async fn request(conn: &impl ConnectionTrait, id: RequestId) -> Result<Option<request::Model>, AppError> {
    Ok(request::Entity::find().filter(request::Column::Id.eq(id)).one(conn).await?)
}

/// What was last commented on a request.
pub async fn last_comment(conn: &impl ConnectionTrait, request: &request::Model) -> Result<Option<String>, AppError> {
    use comment::Column;
    let last = comment::Entity::find()
        .select_only()
        .column(Column::Body)
        .filter(Column::AccountId.eq(request.account_id))
        .filter(Column::RequestId.eq(request.id))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id);
    Ok(last.limit(1).into_tuple().one(conn).await?)
}

/// The requests with these ids.
pub async fn requests(conn: &impl ConnectionTrait, ids: &[RequestId]) -> Result<Vec<request::Model>, AppError> {
    let mut found = Vec::with_capacity(ids.len());
    for part in ids.chunks(chunk(conn, 1)) {
        let named = request::Entity::find().filter(request::Column::Id.is_in(part.iter().copied()));
        found.extend(named.order_by_asc(request::Column::Id).all(conn).await?);
    }
    Ok(found)
}

/// The steps that the ladders of these requests have taken.
pub async fn escalations(
    conn: &impl ConnectionTrait,
    requests: &[request::Model],
) -> Result<Vec<request_escalation::Model>, AppError> {
    use request_escalation::Column;
    let mut found = Vec::new();
    for part in requests.chunks(chunk(conn, 2)) {
        let of = request_escalation::Entity::find()
            .filter(Column::AccountId.is_in(part.iter().map(|request| request.account_id)))
            .filter(Column::RequestId.is_in(part.iter().map(|request| request.id)));
        found.extend(of.all(conn).await?);
    }
    Ok(found)
}

/// The account of the risk with this id.
pub async fn account_of_risk(conn: &impl ConnectionTrait, id: RiskId) -> Result<Option<AccountId>, AppError> {
    let account = risk::Entity::find().select_only().column(risk::Column::AccountId).filter(risk::Column::Id.eq(id));
    Ok(account.into_tuple().one(conn).await?)
}

/// What was last answered to a risk.
pub async fn last_answer(
    conn: &impl ConnectionTrait,
    account: AccountId,
    risk: RiskId,
) -> Result<Option<risk_answer::Model>, AppError> {
    use risk_answer::Column;
    let answers = risk_answer::Entity::find().filter(Column::AccountId.eq(account)).filter(Column::RiskId.eq(risk));
    Ok(answers.order_by_desc(Column::At).order_by_desc(Column::Id).one(conn).await?)
}

/// The override that stands at this moment.
pub async fn standing_override(
    conn: &impl ConnectionTrait,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<Option<health_override::Model>, AppError> {
    use health_override::Column;
    let standing = health_override::Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(Column::EndedAt.is_null())
        .filter(Column::Until.gt(now));
    Ok(standing.order_by_desc(Column::Since).one(conn).await?)
}

/// The names of our people.
pub async fn names(conn: &impl ConnectionTrait) -> Result<HashMap<TeamMemberId, String>, AppError> {
    use team_member::Column;
    let rows: Vec<(TeamMemberId, String)> =
        team_member::Entity::find().select_only().columns([Column::Id, Column::Name]).into_tuple().all(conn).await?;
    Ok(rows.into_iter().collect())
}

/// Pending requests whose update was due by now, by id, from after one on.
pub async fn silent(
    conn: &impl ConnectionTrait,
    now: DateTime<Utc>,
    policy: &Policy,
    after: Option<RequestId>,
    limit: u64,
) -> Result<Vec<request::Model>, AppError> {
    use request::Column;
    let mut past = Condition::any().add(Column::NextUpdateDue.lte(now));
    for &urgency in Urgency::ALL {
        let unstated = Condition::all().add(Column::NextUpdateDue.is_null()).add(Column::Urgency.eq(urgency));
        past = past.add(unstated.add(Column::RaisedAt.lte(now - step(urgency, policy))));
    }
    let over = [RequestStatus::Closed, RequestStatus::Declined];
    let mut silent = request::Entity::find().filter(Column::Status.is_not_in(over)).filter(past);
    if let Some(after) = after {
        silent = silent.filter(Column::Id.gt(after));
    }
    Ok(silent.order_by_asc(Column::Id).limit(limit).all(conn).await?)
}
