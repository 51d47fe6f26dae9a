//! A small schema with names of the published one, so that the access table applies to it.

use std::sync::Arc;

use async_graphql::{
    EmptySubscription, Enum, ID, InputObject, Interface, Object, OneofObject, Schema, SimpleObject, ValidationMode,
};
use vitrine::auth::{IdempotencyKey, Identity as Caller};
use vitrine::error::AppError;
use vitrine::gate::ENGINE_RECURSION;

pub type Small = Schema<Query, Mutation, EmptySubscription>;

pub fn build() -> Small {
    Schema::build(Query, Mutation, EmptySubscription)
        .validation_mode(ValidationMode::Fast)
        .limit_recursive_depth(ENGINE_RECURSION)
        .finish()
}

#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID"))]
pub enum Node {
    Account(Account),
    Cost(Cost),
}

#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Account {
    #[graphql(owned)]
    id: ID,
    name: String,
    commercials: Option<Commercials>,
    quadrant: Quadrant,
}

#[async_graphql::ComplexObject]
impl Account {
    async fn parent(&self) -> Option<Self> {
        Some(account("parent"))
    }

    async fn contacts(&self, first: Option<i32>, last: Option<i32>) -> ContactConnection {
        let _ = (first, last);
        ContactConnection { nodes: vec![Contact { email: None }], page_info: PageInfo { has_next_page: false } }
    }
}

#[derive(Clone, SimpleObject)]
pub struct Commercials {
    seats: Option<i32>,
}

#[derive(Clone, SimpleObject)]
pub struct Quadrant {
    level: Option<f64>,
    advice: String,
}

#[derive(Clone, SimpleObject)]
pub struct Contact {
    email: Option<String>,
}

#[derive(Clone, SimpleObject)]
pub struct ContactConnection {
    nodes: Vec<Contact>,
    page_info: PageInfo,
}

#[derive(Clone, SimpleObject)]
pub struct Cost {
    #[graphql(owned)]
    id: ID,
    note: Option<String>,
}

#[derive(Clone, SimpleObject)]
pub struct PageInfo {
    has_next_page: bool,
}

#[derive(Clone, SimpleObject)]
pub struct AccountEdge {
    node: Account,
    cursor: String,
}

#[derive(Clone, SimpleObject)]
pub struct AccountConnection {
    edges: Vec<AccountEdge>,
    nodes: Vec<Account>,
    page_info: PageInfo,
}

#[derive(SimpleObject)]
pub struct Viewer {
    subject: String,
}

#[derive(OneofObject)]
pub enum AccountBy {
    Id(ID),
    Domain(String),
}

#[derive(InputObject)]
pub struct DecimalFilter {
    gt: Option<f64>,
}

#[derive(InputObject)]
pub struct AccountFilter {
    and: Option<Vec<AccountFilter>>,
    name: Option<String>,
    mrr: Option<DecimalFilter>,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum AccountOrderField {
    Name,
    Mrr,
}

#[derive(InputObject)]
pub struct AccountOrder {
    field: AccountOrderField,
}

#[derive(SimpleObject)]
pub struct RequestOpenPayload {
    key: Option<String>,
}

fn account(id: &str) -> Account {
    Account {
        id: ID(id.to_owned()),
        name: "Acme".to_owned(),
        commercials: None,
        quadrant: Quadrant { level: None, advice: "Listen.".to_owned() },
    }
}

pub struct Query;

#[Object]
impl Query {
    async fn viewer(&self, ctx: &async_graphql::Context<'_>) -> Viewer {
        Viewer { subject: ctx.data_unchecked::<Arc<Caller>>().subject.clone() }
    }

    async fn account(&self, by: AccountBy, as_of: Option<String>) -> Option<Account> {
        let _ = as_of;
        match by {
            AccountBy::Id(id) => Some(account(&id)),
            AccountBy::Domain(_) => None,
        }
    }

    async fn node(&self, id: ID) -> Option<Node> {
        (*id == "acct").then(|| Node::Account(account("acct")))
    }

    async fn accounts(
        &self,
        filter: Option<AccountFilter>,
        order_by: Option<AccountOrder>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> AccountConnection {
        let _ = (filter.map(|filter| (filter.and, filter.name, filter.mrr)), order_by.map(|order| order.field), last);
        let node = account("acct");
        AccountConnection {
            edges: vec![AccountEdge { node: node.clone(), cursor: "c".to_owned() }],
            nodes: vec![node; usize::try_from(first.unwrap_or(1)).unwrap_or(0)],
            page_info: PageInfo { has_next_page: false },
        }
    }

    async fn long(&self, letters: i32) -> String {
        "x".repeat(usize::try_from(letters).unwrap())
    }

    /// Never answers.
    async fn slow(&self) -> Option<i32> {
        std::future::pending().await
    }

    /// Fails with a text of the database.
    async fn broken(&self) -> Option<async_graphql::Result<i32>> {
        Some(Err(AppError::Database(sea_orm::DbErr::Custom("password=hunter2".to_owned())).into()))
    }

    /// Fails with a text of nobody in particular.
    async fn vague(&self) -> Option<async_graphql::Result<i32>> {
        Some(Err("no such column: hunter2".into()))
    }

    /// Fails with a text for the caller.
    async fn picky(&self) -> Option<async_graphql::Result<i32>> {
        Some(Err(AppError::BadInput("That will not do.".to_owned()).into()))
    }

    /// Panics.
    #[expect(unreachable_code, clippy::diverging_sub_expression, reason = "it panics on purpose")]
    async fn fragile(&self) -> Option<i32> {
        panic!("hunter2")
    }
}

pub struct Mutation;

#[Object]
impl Mutation {
    async fn request_open(&self, ctx: &async_graphql::Context<'_>, title: String) -> Option<RequestOpenPayload> {
        let key = ctx.data_unchecked::<Option<IdempotencyKey>>().clone();
        let _ = title;
        Some(RequestOpenPayload { key: key.map(|key| key.0) })
    }

    async fn usage_upsert(&self) -> Option<RequestOpenPayload> {
        Some(RequestOpenPayload { key: None })
    }
}
