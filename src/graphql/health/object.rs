//! Health: how likely the account stays and grows.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use entity::enums::{HealthBand, HealthComponent, Trend};
use entity::{account, health_override};

use super::change::{HealthChange, change};
use super::reason::{Reason, is_open};
use super::series::{HealthPoint, series};
use crate::domain::assessment::{self, Assessment};
use crate::domain::bounds::{CAPS, CONTRIBUTIONS};
use crate::domain::number::Tenths;
use crate::graphql::account::standing::standing;
use crate::graphql::actor::Actor;
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::{Row, grouped};
use crate::graphql::objects::{Many, One};
use crate::scalar::DateTime;
use crate::store::standings;

/// Health of an account. What stands on its row needs no other statement.
pub struct Health(pub Row<account::Model>);

fn tenths(score: Option<Tenths>) -> Option<f64> {
    score.map(Tenths::as_f64)
}

/// How likely the account stays and grows, 0 to 100, with every point explained (rules 1).
#[Object]
impl Health {
    /// The score shown, 0 to 100 in tenths: a standing override's, else the model's. Null where no signal is known, or the account is not assessed.
    async fn score(&self) -> Option<f64> {
        tenths(self.0.health_score.map(|score| Tenths(score.into())))
    }

    /// The model's own score, 0 to 100 in tenths, after caps; null where no signal is known.
    async fn model_score(&self, ctx: &Context<'_>) -> Option<Result<f64>> {
        standing(ctx, &self.0).await.map(|standing| tenths(standing.health.model_score)).transpose()
    }

    /// The band of the score shown (rules 1.7).
    async fn band(&self, ctx: &Context<'_>) -> Result<HealthBand> {
        match self.0.health_band {
            Some(band) => Ok(band),
            None => Ok(standing(ctx, &self.0).await?.health.band),
        }
    }

    /// The part of the weights that is known, 0 to 1 in hundredths. Under .35 the band is UNKNOWN.
    async fn coverage(&self, ctx: &Context<'_>) -> Result<f64> {
        Ok(standing(ctx, &self.0).await?.health.coverage.as_f64())
    }

    /// Where the model's score goes: now against 30 days ago (rules 1.8).
    async fn trend(&self, ctx: &Context<'_>) -> Result<Trend> {
        Ok(standing(ctx, &self.0).await?.health.trend)
    }

    /// The parts, at most 5, each with its own score.
    async fn components(&self, ctx: &Context<'_>) -> Result<Many<HealthComponentScore>> {
        let standing = standing(ctx, &self.0).await?;
        Ok(standing.health.components.iter().cloned().map(HealthComponentScore).collect())
    }

    /// What each known signal and each cap adds, in the order of the rules. They sum exactly, in tenths, to modelScore. At most 39.
    async fn contributions(&self, ctx: &Context<'_>) -> Result<Many<Contribution>> {
        let standing = standing(ctx, &self.0).await?;
        let all = 0..standing.health.contributions.len().min(CONTRIBUTIONS);
        Ok(all.map(|at| Contribution { standing: Arc::clone(&standing), at }).collect())
    }

    /// The caps that stand: what keeps the score down whatever else is good (rules 1.5). At most 5.
    async fn caps(&self, ctx: &Context<'_>) -> Result<Many<Reason>> {
        let standing = standing(ctx, &self.0).await?;
        Ok(standing.health.caps.iter().take(CAPS).cloned().map(Reason).collect())
    }

    /// The override that stands: a person's own score, with their reason and its end; null where none does.
    #[graphql(name = "override")]
    async fn standing_override(&self, ctx: &Context<'_>) -> Option<Result<HealthOverride>> {
        standing_override(ctx, &self.0).await.transpose()
    }

    /// What limits the answer: THIN, NOT_A_CUSTOMER, words of measures that the policy does not map; THINNED as of a moment whose own assessment is no longer kept whole (`observedAt`: the moment of the one that is shown). At most 25.
    async fn reasons(&self, ctx: &Context<'_>) -> Result<Many<Reason>> {
        Ok(Reason::all(&standing(ctx, &self.0).await?.health.reasons))
    }

    /// What changed the score between two moments, part by part. `from` lies before `to`, else BAD_USER_INPUT.
    async fn change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The moment to compare with.")] from: DateTime,
        #[graphql(desc = "The moment to explain; absent: now. Not null.")] to: Option<DateTime>,
    ) -> Result<HealthChange> {
        change(ctx, &self.0, from.into(), to.map(Into::into)).await
    }

    /// The last point of each UTC day that has an assessment, oldest first: at most 400, the newest of them. Costs the days from since to until. since is included, until is not; since lies before until, else BAD_USER_INPUT.
    async fn series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From when.")] since: DateTime,
        #[graphql(desc = "Until before when; absent: now, which is included. Not null.")] until: Option<DateTime>,
    ) -> Result<Many<HealthPoint>> {
        series(ctx, &self.0, since.into(), until.map(Into::into)).await.map(Many)
    }
}

async fn standing_override(ctx: &Context<'_>, account: &Row<account::Model>) -> Result<Option<HealthOverride>> {
    let whole = standing(ctx, account).await?;
    let Some(standing) = &whole.health.r#override else { return Ok(None) };
    let load = |ids| async move { standings::overrides(&*ctx.reader().snapshot().await?, ids).await };
    let set = grouped(account, "overrides", |row| row.id.into(), load).await?;
    Ok(set.into_iter().find(|set| set.since == standing.since).map(HealthOverride))
}

/// The score of a part of health.
pub struct HealthComponentScore(assessment::Component);

/// A part of the health score.
#[Object]
impl HealthComponentScore {
    /// Which part.
    async fn component(&self) -> HealthComponent {
        self.0.component
    }

    /// Its own score over its known signals, 0 to 100 in tenths; null where none is known.
    async fn score(&self) -> Option<f64> {
        tenths(self.0.score)
    }

    /// Its weight in the whole, in the policy's own units.
    async fn weight(&self) -> f64 {
        self.0.weight.as_f64()
    }

    /// The part of its shares that is known, 0 to 1 in hundredths.
    async fn coverage(&self) -> f64 {
        self.0.coverage.as_f64()
    }
}

/// What a signal or a cap adds to the score.
pub struct Contribution {
    standing: Arc<Assessment>,
    at: usize,
}

impl Contribution {
    fn said(&self) -> &assessment::Contribution {
        &self.standing.health.contributions[self.at]
    }
}

/// What a signal or a cap adds to the score.
#[Object]
impl Contribution {
    /// The part it belongs to; null for a cap.
    async fn component(&self) -> Option<HealthComponent> {
        self.said().component
    }

    /// The signal (rules 1.1): `active`, `first_value`, `measure.KEY`; or the cap: `cap.crisis`.
    async fn signal(&self) -> &str {
        &self.said().signal
    }

    /// Points that it adds, in tenths; below 0 for a cap.
    async fn points(&self) -> f64 {
        self.said().points.as_f64()
    }

    /// Points that it would add with a value of 1, in tenths; 0 for a cap.
    async fn max_points(&self) -> f64 {
        self.said().max_points.as_f64()
    }

    /// Its value, 0 to 1, in millionths; null for a cap.
    async fn value(&self) -> Option<f64> {
        self.said().value.map(crate::domain::number::Millionths::as_f64)
    }

    /// When it was last observed; null where it is no single moment, and for who may not read what it rests on.
    async fn observed_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.said().observed_at.filter(|_| is_open(ctx, &self.said().reason)).map(Into::into)
    }

    /// Why.
    async fn reason(&self) -> One<Reason> {
        One(Reason(self.said().reason.clone()))
    }
}

/// A person's override of a health score.
pub struct HealthOverride(Row<health_override::Model>);

/// A person's own health score, shown in the place of the model's until it ends (rules 1.6).
#[Object]
impl HealthOverride {
    /// The score shown, 0 to 100 in tenths.
    async fn score(&self) -> f64 {
        Tenths(i64::from(self.0.score)).as_f64()
    }

    /// Why, in the words of who set it.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Who set it.
    async fn author(&self) -> Actor {
        Actor(self.0.part("author", |row| row.author.clone()))
    }

    /// From when.
    async fn since(&self) -> DateTime {
        self.0.since.into()
    }

    /// Until when.
    async fn until(&self) -> DateTime {
        self.0.until.into()
    }
}
