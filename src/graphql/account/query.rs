//! Reading accounts.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result};
use entity::account::{Column, Model};
use sea_orm::sea_query::Order;

use super::as_of::find_as_of;
use super::filter::{AccountFilter, wanted};
use super::object::Account;
use super::standing::with_standing;
use crate::domain::access::Group;
use crate::graphql::context::ContextExt;
use crate::graphql::error::Code;
use crate::graphql::id;
use crate::graphql::loaders::{Row, list};
use crate::graphql::page::{Connection, PageArgs};
use crate::graphql::scoped::scoped;
use crate::scalar::DateTime;
use crate::store::accounts::{self, Wanted};
use crate::sync::reference::ExternalIdInput;

/// Names one account, in one of these ways.
#[derive(Clone, Debug, OneofObject)]
pub enum AccountBy {
    /// By its id.
    Id(ID),
    /// As another system names it.
    ExternalId(ExternalIdInput),
    /// By its main domain, in whatever case. One that several accounts share names none.
    Domain(String),
}

/// The order of accounts; what is null comes last, and the id breaks ties.
#[derive(Clone, Debug, InputObject)]
pub struct AccountOrder {
    /// By what.
    pub field: AccountOrderField,
    /// Rising or falling.
    #[graphql(default_with = "Some(OrderDirection::Asc)")]
    pub direction: Option<OrderDirection>,
}

/// By what accounts are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AccountOrderField {
    /// Name.
    Name,
    /// When they were first recorded.
    CreatedAt,
    /// When their own fields were last written.
    UpdatedAt,
    /// The health score shown.
    HealthScore,
    /// Happiness.
    Happiness,
    /// The next end of a term.
    RenewsOn,
    /// Monthly recurring revenue, in the policy's currency.
    #[graphql(directive = scoped::apply(Group::Commercials))]
    Mrr,
}

/// Which way a list goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum OrderDirection {
    /// The least first.
    #[default]
    Asc,
    /// The greatest first.
    Desc,
}

/// Reading accounts.
#[derive(Default)]
pub struct AccountQuery;

/// Reading accounts.
#[Object]
impl AccountQuery {
    /// One account; null where there is none, or where a domain is shared by several. As of a moment: the whole view below it, and the accounts that it leads to, as Vitrine knew them then; null before the account's first entry and after its deletion. Whoever asks has today's rights.
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, by what it is called today; one that is deleted by its id alone.")]
        by: AccountBy,
        #[graphql(
            desc = "The moment, by when things were recorded; absent: now. One that lies ahead: BAD_USER_INPUT."
        )]
        as_of: Option<DateTime>,
    ) -> Option<Result<Account>> {
        if !ctx.may_read(Group::Open) {
            return None;
        }
        let found = async {
            match (as_of, &by) {
                (Some(at), _) => Ok(find_as_of(ctx, &by, at.into()).await?.map(Row::alone)),
                (None, AccountBy::Id(id)) => with_standing(ctx, id::read(id)?).await,
                (None, _) => Ok(find(ctx, &by).await?.map(Row::alone)),
            }
        };
        Box::pin(found).await.map(|found| found.map(Account)).transpose()
    }

    /// The accounts that fit, in the order asked for; without one by name.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the contract")]
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which accounts; absent: all.")] filter: Option<AccountFilter>,
        #[graphql(desc = "In which order; absent: by name.")] order_by: Option<AccountOrder>,
        #[graphql(
            desc = "The first so many nodes: 1 to 250, else PAGE_SIZE; 50 where neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only nodes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many nodes: 1 to 250, else PAGE_SIZE; not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only nodes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Account>> {
        ctx.require_open()?;
        let wanted = match &filter {
            Some(filter) => Box::pin(wanted(ctx, filter)).await?,
            None => Wanted::All(Vec::new()),
        };
        let (column, order) = order(ctx, order_by)?;
        list(ctx, accounts::listing(&wanted, column, order), PageArgs::new(first, after, last, before)).await
    }
}

/// The account that is named so.
pub async fn find(ctx: &Context<'_>, by: &AccountBy) -> Result<Option<Model>> {
    let snapshot = ctx.reader().snapshot().await?;
    Ok(match by {
        AccountBy::Id(id) => accounts::by_id(&*snapshot, accounts::shown(), id::read(id)?).await?,
        AccountBy::ExternalId(named) => {
            accounts::by_external_id(&*snapshot, accounts::shown(), &named.system, &named.id).await?
        }
        AccountBy::Domain(domain) => accounts::by_domain(&*snapshot, accounts::shown(), domain).await?,
    })
}

fn order(ctx: &Context<'_>, order: Option<AccountOrder>) -> Result<(Column, Order)> {
    let Some(order) = order else { return Ok((Column::Name, Order::Asc)) };
    let column = match order.field {
        AccountOrderField::Name => Column::Name,
        AccountOrderField::CreatedAt => Column::RecordedAt,
        AccountOrderField::UpdatedAt => Column::UpdatedAt,
        AccountOrderField::HealthScore => Column::HealthScore,
        AccountOrderField::Happiness => Column::Happiness,
        AccountOrderField::RenewsOn => Column::RenewsOn,
        AccountOrderField::Mrr if !ctx.may_read(Group::Commercials) => {
            return Err(Code::Forbidden.error(Group::Commercials.requirement().to_string()));
        }
        AccountOrderField::Mrr => Column::MrrMinor,
    };
    let falling = order.direction == Some(OrderDirection::Desc);
    Ok((column, if falling { Order::Desc } else { Order::Asc }))
}
