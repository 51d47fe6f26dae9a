//! Requests of all customers.

use async_graphql::{Enum, ID, InputObject};
use entity::enums::{Department, Urgency};

use super::due::steps;
use super::object::Request;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::lists::lists;
use crate::graphql::loaders::list;
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

/// Which requests are looked for: those that fit all that is given. What is left out does not filter; null is refused.
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
    /// Only those of these urgencies, at most 250.
    pub urgency: Option<Vec<Urgency>>,
    /// Only those whose update is due, or only the others.
    pub overdue: Option<bool>,
}

/// Requests of all customers.
#[derive(Default)]
pub struct RequestQuery;

lists! {
    /// Requests of all customers.
    impl RequestQuery {
        /// What customers asked of us, the last raised first; without a filter all that are pending.
        fn requests(&self, ctx, page, #[graphql(desc = "Which requests; absent: the pending ones.")] filter: Option<RequestFilter>) -> Request {
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
            list(ctx, listing(wanted), page).await
        }
    }
}
