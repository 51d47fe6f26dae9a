//! What is known about an account, and where it comes from.

use std::collections::BTreeMap;

use async_graphql::{Context, Object, Result};
use entity::account::Model;
use entity::values::Claim;

use crate::domain::access::marked;
use crate::domain::bounds::{ATTRIBUTES, CONFLICTS};
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::{Row, grouped};
use crate::graphql::objects::Many;
use crate::graphql::policy;
use crate::scalar::{DateTime, Json};
use crate::store::accounts;

/// What is known about one attribute.
pub struct Attribute {
    current: AttributeClaim,
    others: Vec<Claim>,
    open: bool,
}

/// One attribute of an account: the value that counts, which is the one that was recorded last, whatever source gave it, and what other sources say.
#[Object]
impl Attribute {
    /// Which: a field of the account in camel case, or a key of its own.
    async fn key(&self) -> &str {
        &self.current.claim.key
    }

    /// The value that counts; null where it was cleared, or the viewer may not read it.
    async fn value(&self) -> Option<Json> {
        self.current.shown()
    }

    /// The system it comes from; `vitrine` where a person wrote it here.
    async fn source(&self) -> &str {
        &self.current.claim.source
    }

    /// Who said it.
    async fn actor(&self) -> Option<&str> {
        Some(&self.current.claim.actor.name)
    }

    /// When: the source's own stamp, else when it was recorded.
    async fn observed_at(&self) -> DateTime {
        self.current.claim.observed_at.into()
    }

    /// What other sources say that differs, the one recorded last first: at most 20.
    async fn conflicts(&self) -> Many<AttributeClaim> {
        let differs = |claim: &&Claim| claim.value != self.current.claim.value;
        let shown = |claim: &Claim| AttributeClaim { claim: claim.clone(), open: self.open };
        self.others.iter().filter(differs).take(CONFLICTS).map(shown).collect()
    }
}

/// What one source says about an attribute.
pub struct AttributeClaim {
    claim: Claim,
    open: bool,
}

impl AttributeClaim {
    fn shown(&self) -> Option<Json> {
        let value = &self.claim.value;
        (self.open && !value.is_null()).then(|| value.clone().into())
    }
}

/// What one source says about an attribute.
#[Object]
impl AttributeClaim {
    /// The value it gives; null where it cleared the attribute, or the viewer may not read it.
    async fn value(&self) -> Option<Json> {
        self.shown()
    }

    /// The system; `vitrine` where a person wrote it here.
    async fn source(&self) -> &str {
        &self.claim.source
    }

    /// Who said it.
    async fn actor(&self) -> Option<&str> {
        Some(&self.claim.actor.name)
    }

    /// When: the source's own stamp, else when it was recorded.
    async fn observed_at(&self) -> DateTime {
        self.claim.observed_at.into()
    }
}

/// The account's attributes by key, or those of these keys. Where there are more than a list may have, those that every source
/// has cleared are left out first.
pub async fn attributes(ctx: &Context<'_>, row: &Row<Model>, keys: Option<&[String]>) -> Result<Vec<Attribute>> {
    let load = |ids| async move { accounts::claims(&*ctx.reader().snapshot().await?, ids).await };
    let claims = grouped(row, "claims", |row| row.id.into(), load).await?;
    let marked = marked(&*policy::todays(ctx).await?);
    let wanted = |claim: &&Claim| keys.is_none_or(|keys| keys.contains(&claim.key));
    let mut by_key: BTreeMap<&str, Vec<&Claim>> = BTreeMap::new();
    for claim in claims.iter().flat_map(|claims| &claims.0).filter(wanted) {
        by_key.entry(&claim.key).or_default().push(claim);
    }
    if by_key.len() > ATTRIBUTES {
        by_key.retain(|_, claims| claims.iter().any(|claim| !claim.value.is_null()));
    }
    let attribute = |claims: Vec<&Claim>| {
        // They stand in the order in which they were recorded, and the last one counts.
        let mut claims = claims.into_iter().rev().cloned();
        let claim = claims.next()?;
        let open = marked.get(&claim.key).is_none_or(|&group| ctx.may_read(group));
        Some(Attribute { current: AttributeClaim { claim, open }, others: claims.collect(), open })
    };
    Ok(by_key.into_values().take(ATTRIBUTES).filter_map(attribute).collect())
}
