//! Use of the product over a day or longer, as a system sends it.

use std::sync::Arc;

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::enums::RecordKind;
use entity::usage;

use super::gaps::{Gaps, date, filled, said};
use super::merge::Merge;
use super::reference::ExternalIdInput;
use super::result::{Problem, ProblemCode};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::{Date, DateTime};

/// Use of the product over a day or longer. `from` and `to` are dates, `to` excluded, one day by default, at most 366; activeUsers only where user is absent.
#[derive(Clone, Debug, Default, InputObject)]
pub struct UsageRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; another one than before moves the record there.
    pub account: ExternalIdInput,
    /// First day.
    pub from: Date,
    /// The day after the last one: 1 to 366 days after `from`; the day after `from` where absent.
    pub to: MaybeUndefined<Date>,
    /// The product's own key of the user, up to 255 characters; it is counted, and nobody reads it.
    pub user: MaybeUndefined<String>,
    /// The feature's external id, up to 255 characters.
    pub feature: MaybeUndefined<String>,
    /// How often it was used, from 0.
    pub uses: MaybeUndefined<i32>,
    /// How many sessions, from 0.
    pub sessions: MaybeUndefined<i32>,
    /// How many seconds, from 0.
    pub seconds: MaybeUndefined<i32>,
    /// The source's own count of the active users of exactly this period, from 0; only without user.
    pub active_users: MaybeUndefined<i32>,
}

impl Row for UsageRowInput {
    type Model = usage::Model;

    common!(bulk);

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        let from = m.optional("from", &MaybeUndefined::Value(self.from), value::date, |_| None).unwrap_or_default();
        let to = self.until(m, from);
        let user = m.optional("user", &self.user, value::line, |b| b.user.clone());
        let active_users = m.optional("activeUsers", &self.active_users, value::wide_count, |b| b.active_users);
        if user.is_some() && active_users.is_some() {
            m.refuse("activeUsers", Problem::new(ProblemCode::Invalid, "is counted only where user is absent"));
        }
        usage::Model {
            from,
            to,
            user,
            feature: m.optional("feature", &self.feature, value::line, |b| b.feature.clone()),
            uses: m.optional("uses", &self.uses, value::wide_count, |b| b.uses),
            sessions: m.optional("sessions", &self.sessions, value::wide_count, |b| b.sessions),
            seconds: m.optional("seconds", &self.seconds, value::wide_count, |b| b.seconds),
            active_users,
            account_id: m.head.account_id,
            id: m.head.id.into(),
            recorded_at: m.before.map_or(m.moment, |before| before.recorded_at),
            system: m.head.system.clone(),
            external_id: m.head.external_id.clone(),
            version: m.before.map_or(m.head.version, |before| before.version),
            ended_at: None,
        }
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Usage {
        let from: chrono::NaiveDate = self.from.into();
        facts::Usage {
            id: gaps.id(RecordKind::Usage, &self.external_id),
            from,
            to: date(&self.to).unwrap_or_else(|| from.succ_opt().unwrap_or(from)),
            user: filled(&self.user).map(Arc::from),
            feature: filled(&self.feature).map(Arc::from),
            uses: said(&self.uses).map(i64::from),
            sessions: said(&self.sessions).map(i64::from),
            seconds: said(&self.seconds).map(i64::from),
            active_users: said(&self.active_users).map(i64::from),
        }
    }
}

impl UsageRowInput {
    /// The day after the last one. One that was not stated follows `from`.
    fn until(&self, m: &mut Merge<'_, usage::Model>, from: NaiveDate) -> NaiveDate {
        let next = from.succ_opt().unwrap_or(from);
        let kept = m.before.filter(|before| before.from == from).map(|before| before.to);
        let to = m.optional("to", &self.to, value::date, |_| kept).unwrap_or(next);
        if !(1..=366).contains(&(to - from).num_days()) {
            m.refuse("to", Problem::new(ProblemCode::Invalid, "must lie 1 to 366 days after from"));
        }
        to
    }
}
