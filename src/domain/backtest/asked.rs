//! Which outcomes make cases, and of which moment each asks.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use entity::enums::OutcomeKind;
use entity::ids::AccountId;
use serde::Serialize;

/// An outcome as it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// The account.
    pub account: AccountId,
    /// What happened.
    pub kind: OutcomeKind,
    /// When.
    pub on: Option<NaiveDate>,
    /// When it was first recorded.
    pub recorded_at: DateTime<Utc>,
}

/// A case before anybody has looked: what stood about the account at the moment?
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// The account.
    pub account: AccountId,
    /// The moment.
    pub moment: DateTime<Utc>,
    /// It churned.
    pub churned: bool,
}

/// Outcomes that make no case, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// Without a day.
    pub undated: usize,
    /// Known at the moment already: what was assessed may have seen them.
    pub known_before: usize,
    /// Nothing was assessed of the account by then.
    pub not_assessed: usize,
    /// The account was no customer then.
    pub no_customer: usize,
}

/// Whether an outcome says that the customer left. Who came back decided nothing about what was assessed before.
fn left(kind: OutcomeKind) -> Option<bool> {
    match kind {
        OutcomeKind::Churned => Some(true),
        OutcomeKind::Renewed | OutcomeKind::Expanded | OutcomeKind::Contracted => Some(false),
        OutcomeKind::Reactivated => None,
    }
}

/// A case for each account and day with an outcome, so many days before that day begins. Of several on one day a churn
/// decides.
pub fn before(outcomes: &[Known], days: u32) -> (Vec<Asked>, LeftOut) {
    let mut left_out = LeftOut::default();
    let mut by_day: BTreeMap<(AccountId, NaiveDate), (bool, DateTime<Utc>)> = BTreeMap::new();
    for one in outcomes {
        let Some(churned) = left(one.kind) else { continue };
        let Some(on) = one.on else {
            left_out.undated += 1;
            continue;
        };
        let day = by_day.entry((one.account, on)).or_insert((churned, one.recorded_at));
        *day = (day.0 | churned, day.1.min(one.recorded_at));
    }
    let mut asked = Vec::with_capacity(by_day.len());
    for ((account, on), (churned, recorded_at)) in by_day {
        let moment = on.and_time(NaiveTime::MIN).and_utc() - TimeDelta::days(i64::from(days));
        if recorded_at <= moment {
            left_out.known_before += 1;
        } else {
            asked.push(Asked { account, moment, churned });
        }
    }
    (asked, left_out)
}

/// Which accounts churned and which were kept, by the latest outcome of each: undated ones first, of one day a churn.
pub fn decided(outcomes: &[Known]) -> BTreeMap<AccountId, bool> {
    let mut latest: BTreeMap<AccountId, (Option<NaiveDate>, bool)> = BTreeMap::new();
    for one in outcomes {
        if let Some(churned) = left(one.kind) {
            let said = (one.on, churned);
            latest.entry(one.account).and_modify(|known| *known = said.max(*known)).or_insert(said);
        }
    }
    latest.into_iter().map(|(account, (_, churned))| (account, churned)).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn known(account: u128, kind: OutcomeKind, on: &str, recorded_at: &str) -> Known {
        let account = AccountId(Uuid::from_u128(account));
        Known { account, kind, on: on.parse().ok(), recorded_at: recorded_at.parse().unwrap() }
    }

    #[test]
    fn a_day_of_an_account_is_one_case_and_a_churn_decides_it() {
        use OutcomeKind::{Churned, Contracted, Expanded, Reactivated, Renewed};
        let then = "2025-06-01T12:00:00Z";
        let outcomes = [
            known(1, Renewed, "2025-06-01", then),
            known(1, Churned, "2025-06-01", then),
            known(1, Renewed, "2024-06-01", "2024-06-02T00:00:00Z"),
            known(2, Expanded, "2025-06-01", then),
            known(2, Reactivated, "2025-07-01", then),
            known(3, Contracted, "", then),
            known(4, Churned, "2025-06-01", "2025-03-03T00:00:00Z"),
            known(5, Churned, "2025-06-01", "2025-03-03T00:00:01Z"),
        ];
        let (asked, left_out) = before(&outcomes, 90);
        let told: Vec<_> = asked
            .iter()
            .map(|one| (one.account.0.as_u128(), one.moment.date_naive().to_string(), one.churned))
            .collect();
        let day = "2025-03-03".to_owned();
        assert_eq!(
            told,
            [(1, "2024-03-03".to_owned(), false), (1, day.clone(), true), (2, day.clone(), false), (5, day, true)]
        );
        assert_eq!(left_out, LeftOut { undated: 1, known_before: 1, ..LeftOut::default() });
        let all: Vec<_> = decided(&outcomes).into_iter().map(|(account, left)| (account.0.as_u128(), left)).collect();
        assert_eq!(all, [(1, true), (2, false), (3, false), (4, true), (5, true)]);
    }
}
