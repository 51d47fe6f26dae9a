//! Dates, moments and numbers by chance: around the day of the test, so that windows, fades and edges are hit.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// How far dates and numbers go.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Reach {
    /// What a door lets in.
    Sane,
    /// Whatever the types can hold.
    Wild,
}
use Reach::{Sane, Wild};

pub(crate) fn base() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 6, 15).unwrap()
}

pub(crate) fn midnight(on: NaiveDate) -> DateTime<Utc> {
    on.and_time(chrono::NaiveTime::MIN).and_utc()
}

/// The date so many days before the base.
pub(crate) fn before(days: i64) -> NaiveDate {
    let far = Days::new(days.unsigned_abs());
    if days >= 0 { base() - far } else { base() + far }
}

pub(crate) const EDGES: [i64; 52] = [
    0, 1, 2, 3, 4, 7, 8, 14, 15, 27, 28, 29, 30, 31, 32, 55, 56, 57, 59, 60, 61, 84, 85, 88, 89, 90, 91, 92, 111, 112,
    113, 120, 121, 140, 168, 179, 180, 181, 182, 224, 280, 336, 364, 365, 366, 367, 393, 500, 729, 730, 731, 732,
];

pub(crate) fn days_back() -> impl Strategy<Value = i64> {
    prop_oneof![4 => select(EDGES.to_vec()), 5 => 0_i64..100, 3 => 0_i64..400, 2 => -45_i64..2, 1 => 400_i64..1500,
        1 => select(vec![20_000, 36_500, -3_650])]
}

pub(crate) fn on(reach: Reach) -> BoxedStrategy<NaiveDate> {
    let near = days_back().prop_map(before);
    match reach {
        Sane => near.boxed(),
        Wild => {
            let far = select(vec![NaiveDate::MIN, NaiveDate::MAX, NaiveDate::MIN.succ_opt().unwrap()]);
            prop_oneof![2 => near, 1 => far].boxed()
        }
    }
}

pub(crate) fn at(reach: Reach) -> BoxedStrategy<DateTime<Utc>> {
    let seconds = prop_oneof![3 => select(vec![0_i64, 1, 36_000, 43_200, 43_201, 86_399]), 2 => 0_i64..86_400];
    let nanos = prop_oneof![5 => Just(0_i64), 1 => select(vec![1_i64, 1_000, 999_999_999])];
    let near = (days_back(), seconds, nanos).prop_map(|(days, seconds, nanos)| {
        midnight(before(days)) + TimeDelta::seconds(seconds) + TimeDelta::nanoseconds(nanos)
    });
    match reach {
        Sane => near.boxed(),
        Wild => prop_oneof![2 => near, 1 => select(vec![DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC])].boxed(),
    }
}

pub(crate) fn maybe<S: Strategy>(value: S) -> impl Strategy<Value = Option<S::Value>>
where
    S::Value: Clone,
{
    prop::option::weighted(0.85, value)
}

pub(crate) fn seldom<S: Strategy>(value: S) -> impl Strategy<Value = Option<S::Value>>
where
    S::Value: Clone,
{
    prop::option::weighted(0.3, value)
}

pub(crate) fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    select(all.to_vec())
}

pub(crate) fn number(reach: Reach) -> BoxedStrategy<i64> {
    let near = prop_oneof![2 => Just(0_i64), 6 => 1_i64..20, 4 => 0_i64..5_000, 1 => select(vec![1_000_000_000_000, i64::MAX])];
    match reach {
        Sane => near.boxed(),
        Wild => prop_oneof![1 => near, 1 => any::<i64>(), 1 => select(vec![i64::MIN, i64::MAX, -1])].boxed(),
    }
}

pub(crate) fn small(reach: Reach) -> BoxedStrategy<i32> {
    let near = prop_oneof![1 => Just(0_i32), 6 => 1_i32..10, 3 => 0_i32..500, 1 => Just(i32::MAX)];
    match reach {
        Sane => near.boxed(),
        Wild => prop_oneof![1 => near, 1 => any::<i32>(), 1 => select(vec![i32::MIN, i32::MAX])].boxed(),
    }
}

/// A moment on the base day or soon after, then steps in seconds.
pub(crate) fn days(most: usize) -> impl Strategy<Value = Vec<DateTime<Utc>>> {
    let first = prop_oneof![1 => Just(0_i64), 1 => Just(86_399_i64), 3 => 0_i64..86_400];
    let step = prop_oneof![
        2 => 0_i64..86_400, 1 => Just(0_i64), 3 => Just(86_400_i64), 2 => (1_i64..16).prop_map(|days| days * 86_400),
        1 => 86_400_i64..86_400 * 45, 2 => (29_i64..39).prop_map(|days| days * 86_400),
    ];
    (first, vec(step, 0..most)).prop_map(|(first, steps)| {
        let mut now = midnight(base()) + TimeDelta::seconds(first);
        let mut days = vec![now];
        for step in steps {
            now += TimeDelta::seconds(step);
            days.push(now);
        }
        days
    })
}
