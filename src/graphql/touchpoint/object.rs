//! An interaction.

use async_graphql::{Context, ID, Object, Result};
use entity::enums::{Channel, Direction, Initiation, MeetingState, Purpose};
use entity::touchpoint::Model;
use entity::{contact, team_member};
use uuid::Uuid;

use crate::domain::access::Group;
use crate::graphql::account::object::Account;
use crate::graphql::asked::of_page;
use crate::graphql::contact::object::Contact;
use crate::graphql::lists::lists;
use crate::graphql::loaders::{Key, Row, by_ids, row_object};
use crate::graphql::node::Shown;
use crate::graphql::page::{Connection, PageArgs, of_list};
use crate::graphql::scoped::scoped;
use crate::graphql::team_member::object::TeamMember;
use crate::scalar::DateTime;
use crate::store::columns::Columns;
use crate::store::kept::Kept;

row_object! {
    /// An interaction with the customer, or among us about them.
    Touchpoint = touchpoint {
        "contacts": ContactIds;
        "members": MemberIds;
    }
}

/// An interaction with the customer, or among us about them.
#[Object]
impl Touchpoint {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// The medium.
    async fn channel(&self) -> Channel {
        self.0.channel
    }

    /// Who spoke; INTERNAL where no source says.
    async fn direction(&self) -> Direction {
        self.0.direction
    }

    /// What it began from; null where no source says.
    async fn initiation(&self) -> Option<Initiation> {
        self.0.initiation
    }

    /// What became of it; KEPT where no source says.
    async fn state(&self) -> MeetingState {
        self.0.state
    }

    /// What it is for.
    async fn purpose(&self) -> Option<Purpose> {
        self.0.purpose
    }

    /// When it is or was.
    async fn occurred_at(&self) -> DateTime {
        self.0.occurred_at.into()
    }

    /// Our minutes spent on it. Null where nobody says, and for who may not read it.
    #[graphql(directive = scoped::apply(Group::Profitability))]
    async fn minutes(&self) -> Option<i32> {
        self.0.minutes
    }

    /// What is to be talked about.
    async fn agenda(&self) -> Option<&str> {
        self.0.agenda.as_deref()
    }

    /// What it is to reach.
    async fn goal(&self) -> Option<&str> {
        self.0.goal.as_deref()
    }

    /// What came of it.
    async fn outcome(&self) -> Option<&str> {
        self.0.outcome.as_deref()
    }

    /// How the customer felt, from -1 to 1; null where nobody says.
    async fn sentiment(&self) -> Option<f64> {
        self.0.sentiment
    }

    #[graphql(flatten)]
    async fn lists(&self) -> TouchpointLists {
        TouchpointLists(self.0.clone())
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// The lists of `Touchpoint`.
pub struct TouchpointLists(Row<entity::touchpoint::Model>);

lists! {
    /// The lists of `Touchpoint`.
    impl TouchpointLists {
        /// The contacts it names, in the order in which it names them.
        fn contacts(&self, ctx, page) -> Contact {
            let ids = |row: &Model| row.contact_ids.0.iter().copied().map(Into::into).collect::<Vec<Uuid>>();
            named::<contact::Entity, _>(ctx, &self.0, "contacts", ids, page).await
        }

        /// Our people it names, in the order in which it names them.
        fn members(&self, ctx, page) -> TeamMember {
            let ids = |row: &Model| row.member_ids.0.iter().copied().map(Into::into).collect::<Vec<Uuid>>();
            named::<team_member::Entity, _>(ctx, &self.0, "members", ids, page).await
        }
    }
}

/// The records that a touchpoint names; those that are gone are left out.
async fn named<E, T>(
    ctx: &Context<'_>,
    row: &Row<Model>,
    relation: &'static str,
    ids_of: impl Fn(&Model) -> Vec<Uuid> + Send + Sync,
    args: PageArgs,
) -> Result<Connection<T>>
where
    E: Kept<Model: Shown<Table = E>>,
    E::Model: Send + Sync,
    T: From<Row<E::Model>>,
{
    let load = |row: Row<Model>| {
        let ids = row.siblings().iter().flat_map(&ids_of).collect();
        async move { by_ids(ctx, of_page::<E::Model>(ctx, Columns::NONE) | Columns::of(&[E::ID]), ids).await }
    };
    let found = row.shared(Key::asked(relation, ctx), load).await?;
    let live = ids_of(row).into_iter().filter_map(|id| Some((id, found.get(&id).cloned()?)));
    of_list(&format!("touchpoint.{relation}"), live, &args)
}
