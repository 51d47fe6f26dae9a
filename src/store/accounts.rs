//! Accounts: lists, and the ways to name one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ::entity::account::{Column, Entity, Model};
use ::entity::enums::{RecordKind, RiskKind, RiskState};
use ::entity::ids::{AccountId, TeamMemberId};
use ::entity::values::Claims;
use ::entity::{assignment, external_id, risk};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Order};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Value,
};
use uuid::Uuid;

use super::columns::Columns;
use super::page::Listing;
use crate::error::AppError;
use crate::registry::chunk;

/// What accounts are looked for.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// Those that fit all of these; of none: every account.
    All(Vec<Wanted>),
    /// Those that fit one of these; of none: no account.
    Any(Vec<Wanted>),
    /// Those whose column compares so.
    Column(Column, Comparison),
    /// Those that this system knows.
    System(String),
    /// Those that this member looks after.
    Member(TeamMemberId),
    /// Those with a raised or acknowledged risk of this kind.
    Risk(RiskKind),
}

/// How a column compares.
#[derive(Clone, Debug)]
pub enum Comparison {
    /// It is this.
    Eq(Value),
    /// It is not this; null is not.
    Ne(Value),
    /// It is one of these.
    In(Vec<Value>),
    /// It is none of these; null is none.
    NotIn(Vec<Value>),
    /// It is less.
    Lt(Value),
    /// It is less or the same.
    Lte(Value),
    /// It is greater.
    Gt(Value),
    /// It is greater or the same.
    Gte(Value),
    /// It holds this text, in whatever case.
    Contains(String),
    /// It begins with this text, in whatever case.
    StartsWith(String),
    /// It is null, or is not.
    IsNull(bool),
}

/// What a view reads apart, where it is asked for: see [`claims`].
const APART: [Column; 2] = [Column::Claims, Column::Attributes];

/// What a view reads of an account's row.
pub fn shown() -> Columns<Entity> {
    Columns::of(&APART).others()
}

/// What each source last said about these accounts.
pub async fn claims(conn: &impl ConnectionTrait, accounts: Vec<Uuid>) -> Result<Vec<(Uuid, Claims)>, AppError> {
    let select = Entity::find().select_only().columns([Column::Id, Column::Claims]);
    Ok(select.filter(Column::Id.is_in(accounts)).into_tuple().all(conn).await?)
}

/// The accounts that are looked for, in this order; what is null comes last.
pub fn listing(wanted: &Wanted, column: Column, order: Order) -> Listing<Entity> {
    let select = Entity::find().filter(condition(wanted));
    Listing::new(select, [(column, order.clone()), (Column::Id, order)]).reading(shown())
}

fn condition(wanted: &Wanted) -> Condition {
    let one = |condition| Condition::all().add(condition);
    match wanted {
        Wanted::All(parts) => parts.iter().fold(Condition::all(), |all, part| all.add(condition(part))),
        Wanted::Any(parts) if parts.is_empty() => one(Expr::val(1).eq(0)),
        Wanted::Any(parts) => parts.iter().fold(Condition::any(), |any, part| any.add(condition(part))),
        Wanted::Column(column, comparison) => compare(*column, comparison),
        Wanted::System(system) => {
            let known = external_id::Entity::find()
                .select_only()
                .column(external_id::Column::RecordId)
                .filter(external_id::Column::Kind.eq(RecordKind::Account))
                .filter(external_id::Column::System.eq(system))
                .filter(external_id::Column::DeletedAt.is_null());
            one(Column::Id.in_subquery(known.into_query()))
        }
        Wanted::Member(member) => {
            let assigned = assignment::Entity::find()
                .select_only()
                .column(assignment::Column::AccountId)
                .filter(assignment::Column::MemberId.eq(*member));
            one(Column::Id.in_subquery(assigned.into_query()))
        }
        Wanted::Risk(kind) => {
            let standing = risk::Entity::find()
                .select_only()
                .column(risk::Column::AccountId)
                .filter(risk::Column::Kind.eq(*kind))
                .filter(risk::Column::State.is_in([RiskState::Raised, RiskState::Acknowledged]));
            one(Column::Id.in_subquery(standing.into_query()))
        }
    }
}

fn compare(column: Column, comparison: &Comparison) -> Condition {
    let or_null = |condition| Condition::any().add(condition).add(column.is_null());
    let one = |condition| Condition::all().add(condition);
    match comparison {
        Comparison::Eq(value) => one(column.eq(value.clone())),
        Comparison::Ne(value) => or_null(column.ne(value.clone())),
        Comparison::In(values) => one(column.is_in(values.iter().cloned())),
        Comparison::NotIn(values) => or_null(column.is_not_in(values.iter().cloned())),
        Comparison::Lt(value) => one(column.lt(value.clone())),
        Comparison::Lte(value) => one(column.lte(value.clone())),
        Comparison::Gt(value) => one(column.gt(value.clone())),
        Comparison::Gte(value) => one(column.gte(value.clone())),
        Comparison::Contains(text) => one(like(column, &format!("%{}%", escaped(text)))),
        Comparison::StartsWith(text) => one(like(column, &format!("{}%", escaped(text)))),
        Comparison::IsNull(true) => one(column.is_null()),
        Comparison::IsNull(false) => one(column.is_not_null()),
    }
}

fn like(column: Column, pattern: &str) -> Expr {
    Expr::expr(Func::lower(Expr::col((Entity, column)))).like(LikeExpr::new(pattern.to_lowercase()).escape('!'))
}

fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// The account with this id.
pub async fn by_id(
    conn: &impl ConnectionTrait,
    columns: Columns<Entity>,
    id: AccountId,
) -> Result<Option<Model>, AppError> {
    columns.first(conn, Entity::find().filter(Column::Id.eq(id))).await
}

/// Whose parent is whose, for these accounts and all above them: a statement a level.
pub async fn parents(
    conn: &impl ConnectionTrait,
    of: BTreeSet<AccountId>,
) -> Result<HashMap<AccountId, AccountId>, AppError> {
    let mut parents = HashMap::new();
    let mut level = of;
    while !level.is_empty() {
        let named = Entity::find().select_only().column(Column::Id).column(Column::ParentId);
        let named = named.filter(Column::Id.is_in(level)).filter(Column::ParentId.is_not_null());
        let found: Vec<(AccountId, AccountId)> = named.into_tuple().all(conn).await?;
        parents.extend(found.iter().copied());
        level = found.into_iter().map(|(_, parent)| parent).filter(|parent| !parents.contains_key(parent)).collect();
    }
    Ok(parents)
}

/// The account that this system knows by this id.
pub async fn by_external_id(
    conn: &impl ConnectionTrait,
    columns: Columns<Entity>,
    system: &str,
    external: &str,
) -> Result<Option<Model>, AppError> {
    let named = external_id::Entity::find()
        .select_only()
        .column(external_id::Column::RecordId)
        .filter(external_id::Column::Kind.eq(RecordKind::Account))
        .filter(external_id::Column::System.eq(system))
        .filter(external_id::Column::ExternalId.eq(external))
        .filter(external_id::Column::DeletedAt.is_null());
    columns.first(conn, Entity::find().filter(Column::Id.in_subquery(named.into_query()))).await
}

/// The account with this domain; none where several share it.
pub async fn by_domain(
    conn: &impl ConnectionTrait,
    columns: Columns<Entity>,
    domain: &str,
) -> Result<Option<Model>, AppError> {
    let domain = domain.trim().to_lowercase();
    let named = Entity::find().filter(Column::Domain.eq(domain)).order_by_asc(Column::Id).limit(2);
    let mut found = columns.find(conn, named).await?.into_iter();
    let first = found.next();
    Ok(if found.next().is_some() { None } else { first })
}

/// The accounts of these domains, in lower case; none of one that several have.
pub async fn of_domains(
    conn: &impl ConnectionTrait,
    domains: Vec<String>,
) -> Result<BTreeMap<String, AccountId>, AppError> {
    let mut found: BTreeMap<String, Option<AccountId>> = BTreeMap::new();
    for part in domains.chunks(chunk(conn, 1)) {
        let named = Column::Domain.is_in(part.iter().map(String::as_str));
        let rows: Vec<(Option<String>, AccountId)> = Entity::find()
            .select_only()
            .columns([Column::Domain, Column::Id])
            .filter(named)
            .into_tuple()
            .all(conn)
            .await?;
        for (domain, id) in rows {
            found.entry(domain.unwrap_or_default()).and_modify(|known| *known = None).or_insert(Some(id));
        }
    }
    Ok(found.into_iter().filter_map(|(domain, id)| Some((domain, id?))).collect())
}
