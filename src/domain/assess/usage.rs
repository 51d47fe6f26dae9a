//! Use of the product, read once: rows by day, users and features by number, sums by window.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use chrono::NaiveDate;

use super::case::{Case, day, filled};
use crate::domain::facts;

/// A record of use on whole days, `from` included, `to` not.
pub(super) struct Row {
    pub(super) from: i64,
    pub(super) to: i64,
    /// The number of its user key.
    pub(super) user: Option<u32>,
    /// The number of its feature.
    pub(super) feature: Option<u32>,
    /// Sessions, uses, seconds: in the order in which they make the volume.
    numbers: [Option<i64>; 3],
    own: Option<i64>,
    /// It states no number, or one that is not 0.
    pub(super) in_use: bool,
}

const SECONDS: usize = 2;

impl Row {
    /// Its days inside a window.
    fn overlap(&self, low: i64, high: i64) -> i64 {
        self.to.min(high) - self.from.max(low)
    }
}

/// A sum of parts in proportion to days, exact.
#[derive(Clone, Default)]
pub(super) struct Sum {
    whole: i128,
    parts: Vec<(i128, i128)>,
}

impl Sum {
    fn add(&mut self, value: i64, overlap: i64, length: i64) {
        if overlap == length {
            self.whole = self.whole.saturating_add(i128::from(value));
        } else {
            let common = gcd(i128::from(overlap), i128::from(length));
            self.parts.push((i128::from(value) * (i128::from(overlap) / common), i128::from(length) / common));
        }
    }
}

fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// Sums over one denominator, given last. Beyond 10¹⁸ the parts are cut down to 10⁻¹⁸.
fn over_one(sums: &[&Sum]) -> (Vec<i128>, i128) {
    const LARGEST: i128 = 1_000_000_000_000_000_000;
    let mut common = 1_i128;
    for &(_, length) in sums.iter().flat_map(|sum| &sum.parts) {
        common = common.saturating_mul(length / gcd(common, length));
        if common > LARGEST {
            common = LARGEST;
            break;
        }
    }
    let total = |sum: &&Sum| {
        let parts = sum.parts.iter().map(|&(part, length)| part.saturating_mul(common) / length);
        parts.fold(sum.whole.saturating_mul(common), i128::saturating_add)
    };
    (sums.iter().map(total).collect(), common)
}

/// What a window holds.
#[derive(Clone, Default)]
struct Tally {
    records: usize,
    carried: [bool; 3],
    sums: [Sum; 3],
    key_feature: bool,
}

/// Seconds by user and day over some days.
pub(super) struct Depth {
    seconds: Sum,
    user_days: i128,
}

/// The usage of an account.
pub(super) struct Usage<'a> {
    /// By first day; those ahead are left out.
    pub(super) rows: Vec<Row>,
    users: usize,
    /// By number of the feature: it is a key feature.
    key_features: Vec<bool>,
    features: HashMap<&'a str, u32, BuildHasherDefault<Quick>>,
    /// Any record ever carried a user key.
    pub(super) keys_known: bool,
    /// Any use was ever told by feature.
    pub(super) by_feature: bool,
    /// Any feature is key.
    pub(super) some_key: bool,
    pub(super) first: Option<i64>,
    /// The last day of use, today included.
    pub(super) last: Option<i64>,
    today: i64,
    width: i64,
    tallies: Vec<Tally>,
}

impl<'a> Usage<'a> {
    pub(super) fn new(case: &Case<'a>) -> Self {
        let policy = case.policy;
        let windows = policy.stage.median_windows.max(policy.stage.sustained_windows).clamp(2, 1000);
        let mut features = HashMap::default();
        let mut key_features = Vec::new();
        for feature in case.facts.features.iter() {
            let number = number(&mut features, &feature.external_id) as usize;
            key_features.resize(key_features.len().max(number + 1), false);
            key_features[number] |= feature.key;
        }
        let mut users: HashMap<&str, u32, BuildHasherDefault<Quick>> = HashMap::default();
        let mut usage = Self {
            rows: Vec::with_capacity(case.facts.usage.len()),
            users: 0,
            some_key: key_features.contains(&true),
            key_features,
            features,
            keys_known: false,
            by_feature: false,
            first: None,
            last: None,
            today: day(case.today),
            width: policy.adoption.window_days,
            tallies: vec![Tally::default(); usize::try_from(windows).unwrap_or(2)],
        };
        let mut sorted = true;
        for record in &case.facts.usage {
            let row = usage.read(record, &mut users);
            if row.from > usage.today {
                continue;
            }
            sorted &= usage.rows.last().is_none_or(|last| last.from <= row.from);
            usage.note(&row);
            usage.rows.push(row);
        }
        usage.users = users.len();
        if !sorted {
            usage.rows.sort_unstable_by_key(|row| row.from);
        }
        usage
    }

    fn read(&mut self, record: &'a facts::Usage, users: &mut HashMap<&'a str, u32, BuildHasherDefault<Quick>>) -> Row {
        let numbers = [record.sessions, record.uses, record.seconds];
        let mut stated = numbers.iter().chain([&record.active_users]).flatten().peekable();
        let in_use = stated.peek().is_none() || stated.any(|&number| number != 0);
        let from = day(record.from);
        Row {
            from,
            to: day(record.to).max(from + 1),
            user: filled(record.user.as_deref()).map(|user| number(users, user)),
            feature: filled(record.feature.as_deref()).map(|feature| number(&mut self.features, feature)),
            numbers,
            own: record.active_users,
            in_use,
        }
    }

    fn note(&mut self, row: &Row) {
        self.keys_known |= row.user.is_some();
        if !row.in_use {
            return;
        }
        self.by_feature |= row.feature.is_some();
        self.first = Some(self.first.map_or(row.from, |first| first.min(row.from)));
        let last = (row.to - 1).min(self.today);
        self.last = Some(self.last.map_or(last, |known| known.max(last)));
        let key = self.key(row);
        let count = i64::try_from(self.tallies.len()).unwrap_or(i64::MAX);
        let (newest, oldest) = (self.today - row.to, self.today - 1 - row.from);
        let reached = (newest.max(0) / self.width)..=(oldest.div_euclid(self.width)).min(count - 1);
        for back in reached {
            let (low, high) = self.window(back);
            let overlap = row.overlap(low, high);
            let Some(tally) = usize::try_from(back).ok().and_then(|back| self.tallies.get_mut(back)) else { continue };
            if overlap <= 0 {
                continue;
            }
            tally.records += 1;
            tally.key_feature |= key;
            for (unit, number) in row.numbers.iter().enumerate() {
                if let Some(number) = *number {
                    tally.carried[unit] = true;
                    tally.sums[unit].add(number, overlap, row.to - row.from);
                }
            }
        }
    }

    /// The window that lies `back` windows before the last complete one.
    pub(super) fn window(&self, back: i64) -> (i64, i64) {
        let high = self.today - back * self.width;
        (high - self.width, high)
    }

    /// Its record names a key feature.
    pub(super) fn key(&self, row: &Row) -> bool {
        row.feature.is_some_and(|number| self.key_features.get(number as usize).copied().unwrap_or(false))
    }

    /// Records of use in a window.
    pub(super) fn records(&self, back: usize) -> usize {
        self.tallies.get(back).map_or(0, |tally| tally.records)
    }

    /// A key feature was in use in a window.
    pub(super) fn key_used(&self, back: usize) -> bool {
        self.tallies.get(back).is_some_and(|tally| tally.key_feature)
    }

    /// The volumes of the last `windows` windows, over one denominator.
    pub(super) fn volumes(&self, windows: usize) -> Vec<i128> {
        let tallies = &self.tallies[..windows.min(self.tallies.len())];
        let carried = |unit: usize| tallies.iter().all(|tally| tally.carried[unit] || tally.records == 0);
        match (0..3).find(|&unit| carried(unit)) {
            Some(unit) => over_one(&tallies.iter().map(|tally| &tally.sums[unit]).collect::<Vec<_>>()).0,
            None => (0_i64..).take(tallies.len()).map(|back| self.days(back)).collect(),
        }
    }

    /// Days of a window with a record of use.
    fn days(&self, back: i64) -> i128 {
        let (low, high) = self.window(back);
        let (mut days, mut reached) = (0, low);
        for row in self.rows.iter().filter(|row| row.in_use) {
            let from = row.from.max(reached);
            let to = row.to.min(high);
            if to > from {
                days += i128::from(to - from);
                reached = to;
            }
        }
        days
    }

    /// V1 and V2 where the trend is known.
    pub(super) fn trend(&self) -> Option<(i128, i128)> {
        let known = self.first.is_some_and(|first| self.today - first >= 2 * self.width);
        known.then(|| self.volumes(2)).and_then(|volumes| Some((*volumes.first()?, *volumes.get(1)?)))
    }

    /// The active users of the days from `low` to `high`, where they are known.
    pub(super) fn active(&self, low: i64, high: i64) -> Option<i64> {
        if !self.keys_known {
            let own = self.rows.iter().filter(|row| row.from == low && row.to == high).filter_map(|row| row.own);
            return own.max();
        }
        let mut seen = vec![false; self.users];
        let mut count = 0;
        for row in self.rows.iter().filter(|row| row.in_use && row.overlap(low, high) > 0) {
            if let Some(seen) = row.user.and_then(|user| seen.get_mut(user as usize)) {
                count += i64::from(!*seen);
                *seen = true;
            }
        }
        Some(count)
    }

    /// Seconds and user days of the days from `low` to `high`; nothing without a record that carries user and seconds.
    pub(super) fn depth(&self, low: i64, high: i64) -> Option<Depth> {
        let mut depth = Depth { seconds: Sum::default(), user_days: 0 };
        let mut reached = vec![low; self.users];
        for row in self.rows.iter().filter(|row| row.in_use) {
            let (Some(user), Some(seconds)) = (row.user, row.numbers[SECONDS]) else { continue };
            let overlap = row.overlap(low, high);
            if overlap <= 0 {
                continue;
            }
            depth.seconds.add(seconds, overlap, row.to - row.from);
            if let Some(reached) = reached.get_mut(user as usize) {
                let to = row.to.min(high);
                depth.user_days += i128::from((to - row.from.max(*reached)).max(0));
                *reached = (*reached).max(to);
            }
        }
        (depth.user_days > 0).then_some(depth)
    }

    /// The numbers of the features in use from `low` to `high`.
    pub(super) fn features_used(&self, low: i64, high: i64) -> Vec<bool> {
        let mut used = vec![false; self.features.len()];
        for row in self.rows.iter().filter(|row| row.in_use && row.overlap(low, high) > 0) {
            if let Some(used) = row.feature.and_then(|feature| used.get_mut(feature as usize)) {
                *used = true;
            }
        }
        used
    }

    pub(super) fn feature_number(&self, name: &str) -> Option<usize> {
        self.features.get(name).map(|&number| number as usize)
    }

    /// The greatest count of users that could be met.
    pub(super) fn users(&self) -> usize {
        self.users
    }

    /// A source's own counts of periods of the window's width, with the period's first day.
    pub(super) fn own_counts(&self) -> impl Iterator<Item = (i64, i64)> {
        let exact = self.rows.iter().filter(|row| row.to - row.from == self.width);
        exact.filter_map(|row| Some((row.from, row.own?)))
    }

    /// The last day of use in a window, as a date.
    pub(super) fn last_date(&self) -> Option<NaiveDate> {
        self.last.and_then(date)
    }
}

/// d1/d2 as a ratio of whole numbers, the second not below zero: seconds by user and day.
pub(super) fn depths(now: &Depth, before: &Depth) -> (i128, i128) {
    let (sums, _) = over_one(&[&now.seconds, &before.seconds]);
    let (now_seconds, before_seconds) = (sums[0], sums[1]);
    (now_seconds.saturating_mul(before.user_days), before_seconds.saturating_mul(now.user_days))
}

/// Seconds by user and day, as a ratio.
pub(super) fn per_user_day(depth: &Depth) -> (i128, i128) {
    let (sums, common) = over_one(&[&depth.seconds]);
    (sums[0], common.saturating_mul(depth.user_days))
}

/// A day's number as a date.
pub(super) fn date(day: i64) -> Option<NaiveDate> {
    i32::try_from(day).ok().and_then(NaiveDate::from_num_days_from_ce_opt)
}

fn number<'a>(known: &mut HashMap<&'a str, u32, BuildHasherDefault<Quick>>, name: &'a str) -> u32 {
    let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
    *known.entry(name).or_insert(next)
}

/// A hash for short keys that nobody can choose to collide for gain: an account's own users and features.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
}
