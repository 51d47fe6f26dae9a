//! Requests of all customers.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::enums::{Department, Urgency};

use super::due::steps;
use super::object::Request;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loaders::list;
use crate::graphql::page::{Connection, PageArgs};
use crate::store::requests::{Wanted, listing};

/// Whether requests are still to be seen to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum RequestState {
    /// Still to be seen to: OPEN, ACKNOWLEDGED, IN_PROGRESS, WAITING_ON_CUSTOMER, ANSWERED.
    #[default]
    Pending,
    /// Over: CLOSED, DECLINED.
    Closed,
    /// All of them.
    All,
}

impl RequestState {
    /// Only pending ones, only others, or all.
    pub fn pending(self) -> Option<bool> {
        match self {
            Self::Pending => Some(true),
            Self::Closed => Some(false),
            Self::All => None,
        }
    }
}

/// Which requests are looked for: those that fit all that is given.
#[derive(Clone, Debug, Default, InputObject)]
pub struct RequestFilter {
    /// Whether they are still to be seen to.
    #[graphql(default_with = "Some(RequestState::Pending)")]
    pub state: Option<RequestState>,
    /// Only those of this account.
    pub account_id: Option<ID>,
    /// Only those that this team member owns.
    pub owner_id: Option<ID>,
    /// Only those that ask this department.
    pub department: Option<Department>,
    /// Only those of these urgencies.
    pub urgency: Option<Vec<Urgency>>,
    /// Only those whose update is due, or only the others.
    pub overdue: Option<bool>,
}

/// Requests of all customers.
#[derive(Default)]
pub struct RequestQuery;

/// Requests of all customers.
#[Object]
impl RequestQuery {
    /// What customers asked of us, the last raised first; without a filter all that are pending.
    async fn requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests; absent: the pending ones.")] filter: Option<RequestFilter>,
        #[graphql(
            desc = "The first so many nodes: 1 to 250, else PAGE_SIZE; 50 where neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only nodes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many nodes: 1 to 250, else PAGE_SIZE; not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only nodes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Request>> {
        ctx.require_open()?;
        let filter = filter.unwrap_or(RequestFilter { state: Some(RequestState::Pending), ..RequestFilter::default() });
        let wanted = Wanted {
            pending: filter.state.unwrap_or(RequestState::All).pending(),
            account: filter.account_id.as_ref().map(id::read).transpose()?,
            owner: filter.owner_id.as_ref().map(id::read).transpose()?,
            department: filter.department,
            urgency: filter.urgency,
            overdue: match filter.overdue {
                Some(overdue) => Some((overdue, ctx.now(), steps(ctx).await?)),
                None => None,
            },
        };
        list(ctx, listing(wanted), PageArgs::new(first, after, last, before)).await
    }
}
