//! What changed a health score.

use std::collections::BTreeMap;

use async_graphql::{Context, Object, Result};
use chrono::Utc;
use entity::account;
use entity::enums::ChangeCause;

use super::reason::Reason;
use crate::domain::assessment::{self, ChangeLine};
use crate::domain::bounds::CHANGE_PARTS;
use crate::domain::number::Tenths;
use crate::error::AppError;
use crate::graphql::context::ContextExt;
use crate::graphql::error::bad_input;
use crate::graphql::loaders::{Row, grouped};
use crate::graphql::objects::Many;
use crate::store::standings::{lines, standing_at};

/// What changed a health score between two moments.
pub struct HealthChange {
    from: Option<Tenths>,
    to: Option<Tenths>,
    parts: Vec<ChangeLine>,
}

/// What changed a health score between two moments (rules 1.9).
#[Object]
impl HealthChange {
    /// The score shown at the first moment; null where none was.
    async fn from(&self) -> Option<f64> {
        self.from.map(Tenths::as_f64)
    }

    /// The score shown at the second moment; null where none was.
    async fn to(&self) -> Option<f64> {
        self.to.map(Tenths::as_f64)
    }

    /// The difference, to - from, in tenths; null where either is.
    async fn delta(&self) -> Option<f64> {
        Some((self.to? - self.from?).as_f64())
    }

    /// What made the difference, the greatest part first, at most 60; what added up to nothing is left out.
    async fn parts(&self) -> Many<HealthChangePart> {
        self.parts.iter().cloned().map(HealthChangePart).collect()
    }
}

/// One part of what changed a health score.
pub struct HealthChangePart(ChangeLine);

/// One part of what changed a health score: a signal or cap, under one cause.
#[Object]
impl HealthChangePart {
    /// The signal or cap (rules 1.1); null for an override's part.
    async fn signal(&self) -> Option<&str> {
        self.0.signal.as_deref()
    }

    /// Why it changed.
    async fn cause(&self) -> ChangeCause {
        self.0.cause
    }

    /// Points that it gained or, below 0, lost, in tenths.
    async fn points(&self) -> f64 {
        self.0.points.as_f64()
    }

    /// The same in words.
    async fn reason(&self) -> Reason {
        let points = self.0.points.as_f64();
        let name = self.0.signal.as_deref().unwrap_or("override");
        let moved = if points < 0.0 { "lost" } else { "gained" };
        let why = match self.0.cause {
            ChangeCause::Data => "because facts were written",
            ChangeCause::Time => "because time passed",
            ChangeCause::Policy => "because the policy changed",
            ChangeCause::Override => "because a person's override began or ended",
        };
        Reason(assessment::Reason {
            rule: name.to_owned(),
            text: format!("{name} {moved} {:.1} points {why}.", points.abs()),
            value: Some(format!("{points:+.1}")),
            threshold: None,
            observed_at: None,
            evidence: Vec::new(),
            evidence_count: 0,
            next: None,
            until: None,
        })
    }
}

/// What changed an account's score after `from`, up to `to`.
pub async fn change(
    ctx: &Context<'_>,
    account: &Row<account::Model>,
    from: chrono::DateTime<Utc>,
    to: Option<chrono::DateTime<Utc>>,
) -> Result<HealthChange> {
    // Units that follow each other within one reading of the clock are a little ahead of it.
    let to = to.unwrap_or_else(|| ctx.now().max(account.last_recorded_at));
    if from >= to {
        return Err(bad_input("from lies before to"));
    }
    let score_at = async |at: chrono::DateTime<Utc>| {
        let load = |ids: Vec<_>| async move {
            let points = standing_at(&*ctx.reader().snapshot().await?, &ids, at).await?;
            Ok::<_, AppError>(points.into_iter().map(|point| (point.account_id, point.score)).collect())
        };
        let standing = grouped(account, format!("score {at}"), |row| row.id.into(), load).await?;
        Ok::<_, async_graphql::Error>(standing.first().and_then(|score| **score).map(|score| Tenths(i64::from(score))))
    };
    let (before, after) = (score_at(from).await?, score_at(to).await?);
    let load = |ids: Vec<_>| async move {
        let found = lines(&*ctx.reader().snapshot().await?, &ids, from, to).await?;
        Ok::<_, AppError>(found)
    };
    let found = grouped(account, format!("lines {from} {to}"), |row| row.id.into(), load).await?;
    let mut sums: BTreeMap<(Option<String>, ChangeCause), Tenths> = BTreeMap::new();
    for lines in found {
        for line in lines.iter() {
            let sum = sums.entry((line.signal.clone(), line.cause)).or_default();
            *sum = *sum + line.points;
        }
    }
    let line = |((signal, cause), points)| ChangeLine { signal, cause, points };
    let mut parts: Vec<ChangeLine> = sums.into_iter().filter(|(_, points)| points.0 != 0).map(line).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.points.0.abs()));
    parts.truncate(CHANGE_PARTS);
    Ok(HealthChange { from: before, to: after, parts })
}
