//! Something that the customer asked of us.

use async_graphql::{Context, ID, Object, Result};
use entity::enums::{Department, RequestStatus, Urgency};
use entity::{comment, contact, team_member};

use super::comment::Comment;
use super::due::overdue;
use super::escalation::{RequestEscalation, escalations};
use crate::graphql::account::object::Account;
use crate::graphql::contact::object::Contact;
use crate::graphql::lists::lists;
use crate::graphql::loaders::{Row, children, reference, row_object};
use crate::graphql::objects::{Many, One};
use crate::graphql::team_member::object::TeamMember;
use crate::scalar::DateTime;
use crate::store::requests;

row_object! {
    /// Something that the customer asked of us.
    Request = request {
        "comments": Id;
        "escalations": Id;
    }
}

/// Something that the customer asked of us. It is kept in sight until it is done and the customer was told (rules 8).
#[Object(name = "CustomerRequest")]
impl Request {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// In one line.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// In full.
    async fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// Who is asked.
    async fn department(&self) -> Department {
        self.0.department
    }

    /// How soon it wants an update; NORMAL where no source says.
    async fn urgency(&self) -> Urgency {
        self.0.urgency
    }

    /// Where it stands.
    async fn status(&self) -> RequestStatus {
        self.0.status
    }

    /// The contact who asked; null where none is named, or the one named is gone.
    async fn raised_by(&self, ctx: &Context<'_>) -> Option<Result<One<Contact>>> {
        let found = reference::<_, contact::Entity>(ctx, &self.0, "raisedBy", |row| row.raised_by_id.map(Into::into));
        found.await.map(|found| found.map(Contact).map(One)).transpose()
    }

    /// When they asked.
    async fn raised_at(&self) -> DateTime {
        self.0.raised_at.into()
    }

    /// Who sees to it; null where nobody is named, or the one named is gone.
    async fn owner(&self, ctx: &Context<'_>) -> Option<Result<One<TeamMember>>> {
        let found = reference::<_, team_member::Entity>(ctx, &self.0, "owner", |row| row.owner_id.map(Into::into));
        found.await.map(|found| found.map(TeamMember).map(One)).transpose()
    }

    /// When the customer is to hear from us next.
    async fn next_update_due(&self) -> Option<DateTime> {
        self.0.next_update_due.map(Into::into)
    }

    /// It is pending, and the moment by which the customer was to hear from us has come.
    async fn overdue(&self, ctx: &Context<'_>) -> Result<bool> {
        overdue(ctx, &self.0).await
    }

    /// How often in a row its next update was put off and nothing else was new: each third time the owner's manager is told.
    async fn put_offs(&self) -> i32 {
        self.0.put_offs
    }

    /// The steps that silence has climbed so far, and those for putting it off: whom it was brought before, in the order in which they were due: at most 20, the latest of them.
    async fn escalations(&self, ctx: &Context<'_>) -> Result<Many<RequestEscalation>> {
        escalations(ctx, &self.0).await.map(Many)
    }

    /// When the customer was told what became of it; null until then.
    async fn customer_told_at(&self) -> Option<DateTime> {
        self.0.customer_told_at.map(Into::into)
    }

    /// What became of it; null until it is resolved.
    async fn resolution(&self) -> Option<&str> {
        self.0.resolution.as_deref()
    }

    #[graphql(flatten)]
    async fn lists(&self) -> RequestLists {
        RequestLists(self.0.clone())
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// The lists of `Request`.
pub struct RequestLists(Row<entity::request::Model>);

lists! {
    /// The lists of `Request`.
    impl RequestLists {
        /// Comments on it, oldest first.
        fn comments(&self, ctx, page) -> Comment {
            children(ctx, &self.0, "comments", |row| row.id.into(), comment::Column::RequestId, requests::comments, page).await
        }
    }
}
