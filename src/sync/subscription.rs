//! A recurring contract line, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::enums::RecordKind;
use entity::subscription;

use super::gaps::{Gaps, date, filled, said};
use super::merge::{Merge, fact};
use super::money;
use super::reference::ExternalIdInput;
use super::result::{Problem, ProblemCode};
use super::row::{Row, common};
use super::value;
use crate::domain::currency::digits as digits_of;
use crate::domain::facts;
use crate::scalar::{Date, DateTime, Decimal};

/// A recurring contract line.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SubscriptionRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// The plan, up to 255 characters.
    pub plan: MaybeUndefined<String>,
    /// Monthly recurring revenue in major units, from 0, with no more digits than the currency has.
    pub mrr: MaybeUndefined<Decimal>,
    /// ISO 4217, upper case; the policy's where absent.
    pub currency: MaybeUndefined<String>,
    /// Seats bought, from 0.
    pub seats: MaybeUndefined<i32>,
    /// A trial; no where absent.
    pub trial: MaybeUndefined<bool>,
    /// First day.
    pub started_on: MaybeUndefined<Date>,
    /// Last day of the term, from which it renews; it ends nothing by itself.
    pub term_ends_on: MaybeUndefined<Date>,
    /// The day from which it no longer runs.
    pub ended_on: MaybeUndefined<Date>,
    /// Whether it renews by itself; null: not known.
    pub auto_renew: MaybeUndefined<bool>,
    /// Why it ended, up to 10,000 characters.
    pub reason: MaybeUndefined<String>,
}

impl Row for SubscriptionRowInput {
    type Model = subscription::Model;

    common!();

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        let currency = m.optional("currency", &self.currency, value::currency, |b| b.currency.clone());
        let standard = m.policy.currency.clone();
        let digits = |code: Option<&str>| digits_of(code.unwrap_or(&standard));
        let mrr_minor = money::amount(m, "mrr", &self.mrr, digits(currency.as_deref()), |b| {
            Some(Decimal::of_minor(b.mrr_minor?, digits(b.currency.as_deref())))
        });
        if mrr_minor.is_some_and(|minor| minor < 0) {
            m.refuse("mrr", Problem::new(ProblemCode::Invalid, "must not be negative"));
        }
        fact!(subscription, m, {
            plan: m.optional("plan", &self.plan, value::line, |b| b.plan.clone()),
            mrr_minor: mrr_minor,
            currency: currency,
            seats: m.optional("seats", &self.seats, value::count, |b| b.seats),
            trial: m.defaulted("trial", &self.trial, value::plain, |b| b.trial, false),
            started_on: m.optional("startedOn", &self.started_on, value::date, |b| b.started_on),
            term_ends_on: m.optional("termEndsOn", &self.term_ends_on, value::date, |b| b.term_ends_on),
            ended_on: m.optional("endedOn", &self.ended_on, value::date, |b| b.ended_on),
            auto_renew: m.optional("autoRenew", &self.auto_renew, value::plain, |b| b.auto_renew),
            reason: m.optional("reason", &self.reason, value::text, |b| b.reason.clone()),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Subscription {
        facts::Subscription {
            id: gaps.id(RecordKind::Subscription, &self.external_id),
            plan: filled(&self.plan),
            mrr_minor: gaps.minor("mrr", &self.mrr, &self.currency),
            currency: filled(&self.currency),
            seats: said(&self.seats),
            trial: said(&self.trial).unwrap_or(false),
            started_on: date(&self.started_on),
            term_ends_on: date(&self.term_ends_on),
            ended_on: date(&self.ended_on),
            external_id: self.external_id.0.clone(),
        }
    }
}
