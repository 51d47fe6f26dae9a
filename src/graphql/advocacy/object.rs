//! An account's part in the advocacy programme.

use async_graphql::{Context, Object, Result};
use entity::{account, advocacy_act, advocacy_membership};

use super::act::AdvocacyAct;
use crate::domain::bounds::WORDS;
use crate::graphql::context::ContextExt;
use crate::graphql::lists::lists;
use crate::graphql::loaders::{Row, children, grouped};
use crate::scalar::Date;
use crate::store;

/// An account's part in the advocacy programme.
pub struct Advocacy {
    account: Row<account::Model>,
    membership: Option<Row<advocacy_membership::Model>>,
    member: bool,
}

/// The account's part in the advocacy programme.
#[Object]
impl Advocacy {
    /// It is a member now.
    async fn member(&self) -> bool {
        self.member
    }

    /// When it joined, the last time; null where it never did, or no source says.
    async fn joined_on(&self) -> Option<Date> {
        self.membership.as_ref()?.joined_on.map(Into::into)
    }

    /// Why it does it, at most 100 words.
    async fn motivations(&self) -> Vec<String> {
        let membership = self.membership.iter();
        membership.flat_map(|membership| &membership.motivations.0).take(WORDS).cloned().collect()
    }

    #[graphql(flatten)]
    async fn lists(&self) -> AdvocacyLists {
        AdvocacyLists(self.account.clone())
    }
}

/// The lists of `Advocacy`.
pub struct AdvocacyLists(Row<entity::account::Model>);

lists! {
    /// The lists of `Advocacy`.
    impl AdvocacyLists {
        /// What its people did for us, or against us, newest first.
        fn acts(&self, ctx, page) -> AdvocacyAct {
            children(ctx, &self.0, "acts", |row| row.id.into(), advocacy_act::Column::AccountId, store::advocacy::acts, page).await
        }
    }
}

/// The account's last membership, and whether it stands today.
pub async fn advocacy(ctx: &Context<'_>, account: &Row<account::Model>) -> Result<Advocacy> {
    let load = |ids| async move { store::advocacy::memberships(&*ctx.reader().snapshot().await?, ids).await };
    let found = grouped(account, "memberships", |row| row.id.into(), load).await?;
    let today = ctx.now().date_naive();
    let membership = found.into_iter().next();
    let stands = |row: &Row<advocacy_membership::Model>| {
        row.joined_on.is_none_or(|on| on <= today) && row.left_on.is_none_or(|on| on > today)
    };
    let member = membership.as_ref().is_some_and(stands);
    Ok(Advocacy { account: account.clone(), membership, member })
}
