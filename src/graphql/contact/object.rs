//! A person at the customer.

use std::collections::{HashMap, HashSet};

use async_graphql::{Context, ID, Object, Result};
use entity::contact::Model;
use entity::enums::{ConsentPurpose, ContactLevel, RenewalInfluence, Seniority};
use entity::ids::ContactId;
use entity::values;

use crate::domain::access::Group;
use crate::domain::bounds::CONSENTS;
use crate::domain::contact::level;
use crate::error::AppError;
use crate::graphql::account::object::Account;
use crate::graphql::context::ContextExt;
use crate::graphql::external_id::{ExternalId, external_ids};
use crate::graphql::loaders::{Row, row_object};
use crate::graphql::objects::Many;
use crate::graphql::scoped::scoped;
use crate::scalar::DateTime;
use crate::store::contacts;

row_object! {
    /// A person at the customer.
    Contact = contact {
        "level": Seniority;
        "externalIds": Id;
    }
}

/// A person at the customer.
#[Object]
impl Contact {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// Under which names other systems know this person: at most 30, in the order of the systems' names.
    async fn external_ids(&self, ctx: &Context<'_>) -> Result<Many<ExternalId>> {
        external_ids(ctx, &self.0, |row| row.id.into()).await.map(Many)
    }

    /// Full name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Job title.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// Standing at the customer; UNKNOWN where no source says.
    async fn seniority(&self) -> Seniority {
        self.0.seniority
    }

    /// The class of user that the seniority puts them in (rules, "Contacts").
    async fn level(&self) -> ContactLevel {
        level(self.0.seniority)
    }

    /// Part in the decision to renew; UNKNOWN where no source says.
    async fn renewal_influence(&self) -> RenewalInfluence {
        self.0.renewal_influence
    }

    /// E-mail address. Null for who may not read it.
    #[graphql(directive = scoped::apply(Group::ContactEmail))]
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Telephone number. Null for who may not read it.
    #[graphql(directive = scoped::apply(Group::ContactPhone))]
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// What they agreed to, or refused, at most 50; a purpose that is not listed was never asked about.
    async fn consents(&self) -> Many<Consent> {
        self.0.consents.0.iter().take(CONSENTS).cloned().map(Consent).collect()
    }

    /// When they last spoke to us: their latest touchpoint, INBOUND or BOTH, that was KEPT; null where there is none.
    async fn last_inbound_at(&self, ctx: &Context<'_>) -> Option<Result<DateTime>> {
        last_inbound(ctx, &self.0).await.transpose()
    }

    /// When they left the customer; null while they are there.
    async fn left_at(&self) -> Option<DateTime> {
        self.0.left_at.map(Into::into)
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

async fn last_inbound(ctx: &Context<'_>, row: &Row<Model>) -> Result<Option<DateTime>> {
    let load = |row: Row<Model>| async move {
        let accounts: HashSet<_> = row.siblings().iter().map(|row| row.account_id.into()).collect();
        let accounts: Vec<_> = accounts.into_iter().collect();
        let heard = contacts::last_heard(&*ctx.reader().snapshot().await?, &accounts, ctx.now()).await?;
        let at = |heard: contacts::Heard| Some((ContactId::parse(&heard.contact)?, heard.at));
        Ok::<_, AppError>(heard.into_iter().filter_map(at).collect::<HashMap<_, _>>())
    };
    let heard = row.shared("lastInboundAt", load).await?;
    Ok(heard.get(&row.id).copied().map(Into::into))
}

/// What a contact agreed to, or refused, for one purpose.
pub struct Consent(values::Consent);

/// What a contact agreed to, or refused, for one purpose.
#[Object]
impl Consent {
    /// What for.
    async fn purpose(&self) -> ConsentPurpose {
        self.0.purpose
    }

    /// True: agreed; false: refused or withdrawn.
    async fn granted(&self) -> bool {
        self.0.granted
    }

    /// When they said so.
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// The system that said so.
    async fn source(&self) -> &str {
        &self.0.source
    }
}
