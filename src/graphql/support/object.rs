//! How support cases go.

use std::sync::Arc;

use async_graphql::{Object, SimpleObject};
use entity::enums::TicketSeverity;
use entity::{account, ticket};

use crate::domain::assess::Numbers;
use crate::graphql::lists::lists;
use crate::graphql::loaders::{Row, children};
use crate::graphql::objects::Many;
use crate::graphql::share::{ShareStats, whole};
use crate::graphql::ticket::object::Ticket;
use crate::store::tickets;

/// How support cases go.
pub struct Support {
    /// The account.
    pub account: Row<account::Model>,
    /// Its numbers.
    pub numbers: Arc<Numbers>,
}

/// How many support cases there are of one severity.
#[derive(SimpleObject)]
pub struct SeverityCount {
    /// The severity.
    severity: TicketSeverity,
    /// How many.
    count: i32,
}

/// How the account's support cases go: open now, and of 90 days, as of the standing assessment.
#[Object]
impl Support {
    /// How many are open.
    async fn open_count(&self) -> i32 {
        whole(self.numbers.support.open_count)
    }

    /// How many are open, by severity, at most 4, the worst first.
    async fn open_by_severity(&self) -> Many<SeverityCount> {
        let open = self.numbers.support.open_by_severity.iter();
        open.map(|open| SeverityCount { severity: open.severity, count: whole(open.count) }).collect()
    }

    /// How many are open past their target.
    async fn past_target(&self) -> i32 {
        whole(self.numbers.support.past_target)
    }

    /// Solved at first contact, of those closed in 90 days where that is known.
    async fn first_contact_resolution(&self) -> ShareStats {
        ShareStats::from(&self.numbers.support.first_contact_resolution)
    }

    /// Opened again, of those closed in 90 days.
    async fn reopened(&self) -> ShareStats {
        ShareStats::from(&self.numbers.support.reopened)
    }

    /// Escalated by the customer, of those opened in 90 days or open now.
    async fn escalated(&self) -> i32 {
        whole(self.numbers.support.escalated)
    }

    #[graphql(flatten)]
    async fn lists(&self) -> SupportLists {
        SupportLists(self.account.clone())
    }
}

/// The lists of `Support`.
pub struct SupportLists(Row<entity::account::Model>);

lists! {
    /// The lists of `Support`.
    impl SupportLists {
        /// All cases, the last opened first.
        fn tickets(&self, ctx, page) -> Ticket {
            children(ctx, &self.0, "tickets", |row| row.id.into(), ticket::Column::AccountId, tickets::listing, page).await
        }
    }
}
