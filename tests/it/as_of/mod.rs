//! An account as of a moment: what its view was then, to the byte.

pub mod deeds;
mod moment;
pub mod query;
mod replay;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::{Request, Variables};
use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::auth::Identity;
use vitrine::command::Desk;
use vitrine::domain::access::Rights;
use vitrine::graphql::context::Scope;
use vitrine::graphql::{Schema, schema};

/// Reads through the schema itself: without the door's bounds, so that one document may ask for everything.
pub struct Reader {
    desk: Desk,
    schema: Schema,
    statements: Arc<AtomicUsize>,
}

impl Reader {
    /// Of what this desk keeps.
    pub fn new(desk: &Desk) -> Self {
        let mut desk = desk.clone();
        let statements = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&statements);
        desk.db.read.set_metric_callback(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
        });
        Self { desk, schema: schema(), statements }
    }

    /// The whole answer.
    pub async fn answer(&self, role: Role, query: &str, variables: Value) -> Value {
        let rights = Rights::of([role]);
        let subject = "tester".to_owned();
        let caller = Identity { subject, issuer: None, client: None, emails: Vec::new(), rights };
        let scope = Scope::new(Arc::new(caller), self.desk.clone());
        let request = Request::new(query).variables(Variables::from_json(variables)).data(scope);
        serde_json::to_value(self.schema.execute(request).await).unwrap()
    }

    /// The data of an answer without errors.
    pub async fn ask(&self, role: Role, query: &str, variables: Value) -> Value {
        let answer = self.answer(role, query, variables).await;
        assert!(answer.get("errors").is_none(), "{:#}", answer["errors"]);
        answer["data"].clone()
    }

    /// How many statements an answer took on the database itself.
    pub async fn statements_of(&self, query: &str) -> usize {
        let before = self.statements.load(Ordering::SeqCst);
        self.ask(Role::Admin, query, json!({})).await;
        self.statements.load(Ordering::SeqCst) - before
    }
}
