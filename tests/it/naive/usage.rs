//! Usage: windows of whole days, users, volume, features.

use std::collections::BTreeSet;
use std::sync::Arc;

use vitrine::domain::facts::{Feature, Usage};

use super::exact::{Ratio, ratio, whole};
use super::{Day, Page, day};

/// From its first date until before its second.
pub(super) type Window = (Day, Day);

pub(super) fn named(text: Option<&Arc<str>>) -> Option<&str> {
    text.map(AsRef::as_ref).filter(|text: &&str| !text.is_empty())
}

/// "one that states numbers (own counts too), all 0, is no use (one that states none is)"
fn is_use(usage: &Usage) -> bool {
    let stated: Vec<i64> =
        [usage.uses, usage.sessions, usage.seconds, usage.active_users].into_iter().flatten().collect();
    stated.is_empty() || stated.iter().any(|&number| number != 0)
}

fn days_in(usage: &Usage, window: Window) -> i64 {
    (day(usage.to).min(window.1) - day(usage.from).max(window.0)).max(0)
}

impl Page<'_> {
    /// The 28 dates before date(now) for 0, the 28 before those for 1, and so on.
    pub(super) fn window(&self, back: i64) -> Window {
        (self.today - 28 * (back + 1), self.today - 28 * back)
    }
    /// All records that have begun, those that are only a sign too.
    fn records(&self) -> impl Iterator<Item = &Usage> {
        self.facts.usage.iter().filter(|usage| self.happened(day(usage.from)))
    }
    fn uses(&self) -> impl Iterator<Item = &Usage> {
        self.records().filter(|usage| is_use(usage))
    }
    pub(super) fn first_usage(&self) -> Option<Day> {
        self.uses().map(|usage| day(usage.from)).min()
    }
    pub(super) fn usage_by_feature_ever(&self) -> bool {
        self.uses().any(|usage| named(usage.feature.as_ref()).is_some())
    }
    pub(super) fn feature_used(&self, feature: &Feature, window: Window) -> bool {
        self.uses().any(|usage| {
            named(usage.feature.as_ref()) == Some(feature.external_id.as_str()) && days_in(usage, window) > 0
        })
    }
    pub(super) fn key_features(&self) -> Vec<&Feature> {
        self.facts.features.iter().filter(|feature| feature.key).collect()
    }
    pub(super) fn key_feature_used(&self, window: Window) -> bool {
        self.key_features().into_iter().any(|feature| self.feature_used(feature, window))
    }
    pub(super) fn entitled_key_features(&self, last_day: Day) -> Vec<&Feature> {
        let running = self.facts.subscriptions.iter().filter(|subscription| Self::runs(subscription, last_day));
        let plans: BTreeSet<&str> =
            running.filter_map(|subscription| subscription.plan.as_deref()).filter(|plan| !plan.is_empty()).collect();
        let named_by_some =
            |plan: &&str| self.facts.features.iter().any(|feature| feature.plans.iter().any(|p| p == plan));
        if !plans.iter().any(named_by_some) {
            return self.key_features();
        }
        let with_plan = |feature: &&Feature| {
            feature.plans.is_empty() || feature.plans.iter().any(|plan| plans.contains(plan.as_str()))
        };
        let entitled: Vec<&Feature> = self.key_features().into_iter().filter(with_plan).collect();
        if entitled.is_empty() { self.key_features() } else { entitled }
    }
    /// Seats summed over the subscriptions running on a day that state them; nothing where that is 0 or none states.
    pub(super) fn seats(&self, on: Day) -> Option<i64> {
        let running = self.facts.subscriptions.iter().filter(|subscription| Self::runs(subscription, on));
        Some(running.filter_map(|subscription| subscription.seats).map(i64::from).sum()).filter(|&seats| seats > 0)
    }
    pub(super) fn active_users(&self, window: Window) -> Option<i64> {
        if self.records().any(|usage| named(usage.user.as_ref()).is_some()) {
            let inside = self.uses().filter(|usage| days_in(usage, window) > 0);
            let keys: BTreeSet<&str> = inside.filter_map(|usage| named(usage.user.as_ref())).collect();
            return Some(keys.len() as i64);
        }
        let exact = self.records().filter(|usage| (day(usage.from), day(usage.to)) == window);
        exact.filter_map(|usage| usage.active_users).max()
    }
    /// "A record over several days counts in proportion to its days inside the window."
    fn in_proportion(&self, window: Window, number: impl Fn(&Usage) -> Option<i64>) -> Ratio {
        let mut by_length = std::collections::BTreeMap::<i64, i128>::new();
        for usage in self.uses() {
            if let (Some(number), inside @ 1..) = (number(usage), days_in(usage, window)) {
                *by_length.entry(day(usage.to) - day(usage.from)).or_default() +=
                    i128::from(number) * i128::from(inside);
            }
        }
        by_length.into_iter().fold(whole(0), |total, (length, sum)| total + ratio(sum, length))
    }
    /// "the first that every window compared either carries in some record or has no record at all (then 0)"
    pub(super) fn volumes(&self, windows: &[Window]) -> Vec<Ratio> {
        let kinds: [fn(&Usage) -> Option<i64>; 3] = [|usage| usage.sessions, |usage| usage.uses, |usage| usage.seconds];
        for number in kinds {
            let fits = |&window: &Window| {
                let mut inside = self.uses().filter(|usage| days_in(usage, window) > 0).peekable();
                inside.peek().is_none() || inside.any(|usage| number(usage).is_some())
            };
            if windows.iter().all(fits) {
                return windows.iter().map(|&window| self.in_proportion(window, number)).collect();
            }
        }
        let days_with_a_record = |&window: &Window| {
            let days = (window.0..window.1).filter(|&on| self.uses().any(|usage| days_in(usage, (on, on + 1)) > 0));
            whole(days.count() as i64)
        };
        windows.iter().map(days_with_a_record).collect()
    }
    /// Seconds per distinct (user, day), over records that carry user and seconds.
    pub(super) fn depth(&self, window: Window) -> Option<Ratio> {
        let carries = |usage: &&Usage| {
            named(usage.user.as_ref()).is_some() && usage.seconds.is_some() && days_in(usage, window) > 0
        };
        let mut pairs = BTreeSet::new();
        for usage in self.uses().filter(carries) {
            for on in day(usage.from).max(window.0)..day(usage.to).min(window.1) {
                pairs.insert((named(usage.user.as_ref()), on));
            }
        }
        let seconds = |usage: &Usage| named(usage.user.as_ref()).and(usage.seconds);
        (!pairs.is_empty()).then(|| self.in_proportion(window, seconds) / whole(pairs.len() as i64))
    }
}
