//! The account: the shared view.

use async_graphql::{Context, ID, Object, Result};
use entity::enums::{AccountStatus, Phase, TouchModel};

use super::as_of::parent;
use super::attribute::{Attribute, attributes};
use super::lists::AccountLists;
use super::standing::{handoff, numbers, standing};
use super::team::{Assignment, team};
use crate::domain::access::Group;
use crate::graphql::adoption::feature_usage::{FeatureUsage, feature_usage};
use crate::graphql::adoption::object::Adoption;
use crate::graphql::advocacy::object::{Advocacy, advocacy};
use crate::graphql::commercials::object::Commercials;
use crate::graphql::context::ContextExt;
use crate::graphql::external_id::{ExternalId, external_ids};
use crate::graphql::handoff::object::Handoff;
use crate::graphql::happiness::object::Happiness;
use crate::graphql::health::object::Health;
use crate::graphql::loaders::row_object;
use crate::graphql::objects::{Many, One};
use crate::graphql::profitability::object::Profitability;
use crate::graphql::quadrant::object::Quadrant;
use crate::graphql::scoped::scoped;
use crate::graphql::stage::object::Stage;
use crate::graphql::support::object::Support;
use crate::graphql::voice::object::Voice;
use crate::scalar::{Date, DateTime};

row_object! {
    /// A customer company: one shared view of all that is known about it.
    Account = account {
        "health": HealthScore HealthBand LastRecordedAt;
        "externalIds": Id;
        "contacts": Id;
        "risks": Id;
        "history": Id;
        "requests": Id;
        "goals": Id;
        "promises": Id;
        "feedback": Id;
        "outcomes": Id;
        "measures": Id;
        "attributes": Id;
        "createdAt": RecordedAt;
    }
}

/// A customer company: one shared view of all that is known about it.
#[Object]
impl Account {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its main domain, in lower case.
    async fn domain(&self) -> Option<&str> {
        self.0.domain.as_deref()
    }

    /// Under which names other systems know it: at most 30, in the order of the systems' names.
    async fn external_ids(&self, ctx: &Context<'_>) -> Result<Many<ExternalId>> {
        external_ids(ctx, &self.0, |row| row.id.into()).await.map(Many)
    }

    /// Where it stands as a contract: PROSPECT no contract; COMING signed, not started; CUSTOMER; CANCELED will end; LOST ended.
    async fn status(&self) -> AccountStatus {
        self.0.status
    }

    /// How much of our people's time it is meant to get.
    async fn touch_model(&self) -> TouchModel {
        self.0.touch_model
    }

    /// The part of the customer's life it is in.
    async fn phase(&self) -> Option<Phase> {
        self.0.phase
    }

    /// Its segment, in the company's own words.
    async fn segment(&self) -> Option<&str> {
        self.0.segment.as_deref()
    }

    /// Its industry.
    async fn industry(&self) -> Option<&str> {
        self.0.industry.as_deref()
    }

    /// How many people work there.
    async fn employees(&self) -> Option<i32> {
        self.0.employees
    }

    /// Its country.
    async fn country(&self) -> Option<&str> {
        self.0.country.as_deref()
    }

    /// The account it belongs to; null where it belongs to none.
    async fn parent(&self, ctx: &Context<'_>) -> Option<Result<Account>> {
        parent(ctx, &self.0).await.transpose()
    }

    /// Its first day as a customer, where a source says.
    async fn started_on(&self) -> Option<Date> {
        self.0.started_on.map(Into::into)
    }

    /// The next end of a term: the earliest from today on of its paid contract lines that run now or later.
    async fn renews_on(&self) -> Option<Date> {
        self.0.renews_on.map(Into::into)
    }

    /// When it first got value from the product.
    async fn first_value_at(&self) -> Option<DateTime> {
        self.0.first_value_at.map(Into::into)
    }

    /// What is known about it, attribute by attribute, with where each comes from and what other sources say. An attribute that the policy marks has a null value for who may not read its group. At most 263, in the order of their keys; any other is read by `keys`. Costs 90 beside its entries, for custom fields may be large.
    async fn attributes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these keys, at most 250; not null.")] keys: Option<Vec<String>>,
    ) -> Result<Many<Attribute>> {
        attributes(ctx, &self.0, keys.as_deref()).await.map(Many)
    }

    /// Our people who look after it, at most 30.
    async fn team(&self, ctx: &Context<'_>) -> Result<Many<Assignment>> {
        team(ctx, &self.0).await.map(Many)
    }

    #[graphql(flatten)]
    async fn lists(&self) -> AccountLists {
        AccountLists(self.0.clone())
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was first recorded.
    async fn created_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// When its own fields were last written.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// The moment that its standing assessment is for.
    async fn assessed_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(standing(ctx, &self.0).await?.assessed_at.into())
    }

    /// When its assessment would change with no new fact: by then it is reviewed.
    async fn next_review_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(match self.0.next_review_at {
            Some(at) => at.into(),
            None => standing(ctx, &self.0).await?.next_review_at.into(),
        })
    }

    /// The version of the policy that made its standing assessment.
    async fn policy_version(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(standing(ctx, &self.0).await?.policy_version)
    }

    /// How likely it stays and grows, with every point explained.
    async fn health(&self) -> One<Health> {
        One(Health(self.0.clone()))
    }

    /// How happy the customer is.
    async fn happiness(&self, ctx: &Context<'_>) -> Result<One<Happiness>> {
        standing(ctx, &self.0).await.map(Happiness).map(One)
    }

    /// The rung of the hierarchy of customer success that it stands on.
    async fn stage(&self, ctx: &Context<'_>) -> Result<One<Stage>> {
        standing(ctx, &self.0).await.map(Stage).map(One)
    }

    /// The customer's happiness against the company's own.
    async fn quadrant(&self, ctx: &Context<'_>) -> Result<One<Quadrant>> {
        Ok(One(Quadrant { account: self.0.clone(), standing: standing(ctx, &self.0).await? }))
    }

    /// What it says: surveys.
    async fn voice(&self, ctx: &Context<'_>) -> Result<Voice> {
        Ok(Voice { account: self.0.clone(), numbers: numbers(ctx, &self.0).await? })
    }

    /// How it uses the product.
    async fn adoption(&self, ctx: &Context<'_>) -> Result<Adoption> {
        Ok(Adoption { account: self.0.clone(), numbers: numbers(ctx, &self.0).await? })
    }

    /// How its support cases go.
    async fn support(&self, ctx: &Context<'_>) -> Result<Support> {
        Ok(Support { account: self.0.clone(), numbers: numbers(ctx, &self.0).await? })
    }

    /// The transfer from sales to customer success, the last one signed; null where none is recorded.
    async fn handoff(&self, ctx: &Context<'_>) -> Option<Result<Handoff>> {
        handoff(ctx, &self.0).await.transpose()
    }

    /// What its contracts are worth. Null for who may not read it.
    #[graphql(directive = scoped::apply(Group::Commercials))]
    async fn commercials(&self, ctx: &Context<'_>) -> Option<Result<Commercials>> {
        ctx.allow(Group::Commercials)?;
        let read = |numbers| Commercials { account: self.0.clone(), numbers };
        Some(numbers(ctx, &self.0).await.map(read))
    }

    /// What it earns and what serving it takes, over the year that the rules count. Null for who may not read it.
    #[graphql(directive = scoped::apply(Group::Profitability))]
    async fn profitability(&self, ctx: &Context<'_>) -> Option<Result<Profitability>> {
        ctx.allow(Group::Profitability)?;
        let read = |numbers| Profitability { account: self.0.clone(), numbers };
        Some(numbers(ctx, &self.0).await.map(read))
    }

    /// Which features it used, the key ones first. since is included, until is not; the last 28 days before today by default, 400 at most, else BAD_USER_INPUT. Null for who may not read it.
    #[graphql(directive = scoped::apply(Group::Features))]
    async fn feature_usage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; absent: 28 days before until. Not null.")] since: Option<Date>,
        #[graphql(desc = "The day after the last one; absent: today. Not null.")] until: Option<Date>,
    ) -> Option<Result<FeatureUsage>> {
        ctx.allow(Group::Features)?;
        Some(feature_usage(ctx, &self.0, since.map(Into::into), until.map(Into::into)).await)
    }

    /// Its part in the advocacy programme. Null for who may not read it.
    #[graphql(directive = scoped::apply(Group::Advocacy))]
    async fn advocacy(&self, ctx: &Context<'_>) -> Option<Result<Advocacy>> {
        ctx.allow(Group::Advocacy)?;
        Some(advocacy(ctx, &self.0).await)
    }
}
