//! The demo: eighteen months of an invented software company, told through the ordinary write path.

mod book;
mod calendar;
mod company;
mod dice;
mod fill;
mod life;
mod office;
mod script;
mod state;
mod stories;
mod temper;
mod words;

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::Role;

pub use state::{ready, rest, told};

use calendar::Calendar;
use script::Script;

use crate::command::Desk;
use crate::error::AppError;

/// The first query worth pasting: a whole account whose request was almost lost.
pub const FIRST_QUERY: &str = include_str!("first.graphql");
/// The seed of the demo's story.
pub const SEED: u64 = 1;
/// How many customers the demo's book has, besides those whose stories are told by hand.
pub const CUSTOMERS: usize = 288;

/// Tells the story to an empty, migrated database through the desk. Its clock must stand before the story: eighteen
/// months before `until`, whose end it has reached afterwards. The same seed tells the same story.
pub async fn fill(desk: &Desk, until: NaiveDate, seed: u64, customers: usize) -> Result<(), AppError> {
    fill::fill(desk, write(seed, customers, until)).await
}

/// Where the clock of a desk that will be filled up to this date has to stand.
pub fn beginning(until: NaiveDate) -> DateTime<Utc> {
    Calendar::until(until).end_of(-1)
}

/// Whose token the demo gives to a role: somebody of the story, where the role is one of a person there.
pub const fn subject(role: Role) -> &'static str {
    match role {
        Role::Cs => "amara",
        Role::Sales => "dana",
        Role::Marketing => "elsie",
        Role::Product => "zainab",
        Role::Support => "kofi",
        Role::Executive => "renske",
        Role::Admin => "admin",
        Role::Integration => "demo",
    }
}

/// Writes the whole story down, before anything of it is sent.
fn write(seed: u64, customers: usize, until: NaiveDate) -> Script {
    let mut script = Script::new(Calendar::until(until));
    company::introduce(&mut script.weeks[0]);
    stories::tell(seed, &mut script);
    for mut customer in book::book(seed, customers) {
        life::tell(&mut customer, &mut script);
    }
    script.acts.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.by.cmp(&b.by)));
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Script {
        write(1, CUSTOMERS, NaiveDate::from_ymd_opt(2026, 3, 1).unwrap())
    }

    #[test]
    fn the_story_is_long_and_not_too_long() {
        let script = whole();
        let usage: usize = script.weeks.iter().map(|week| week.usage.len()).sum();
        assert!((40_000..110_000).contains(&usage), "{usage} records of usage");
        assert!((200..1_500).contains(&script.acts.len()), "{} acts", script.acts.len());
        for (number, week) in script.weeks.iter().enumerate() {
            assert!(!week.usage.is_empty() && !week.touchpoints.is_empty(), "nothing happens in week {number}");
        }
    }

    #[test]
    fn the_first_query_asks_for_an_account_of_the_story() {
        let domain = FIRST_QUERY.split('"').nth(1).unwrap();
        let script = whole();
        let mut accounts = script.weeks.iter().flat_map(|week| &week.accounts);
        assert!(accounts.any(|row| row.domain.value().is_some_and(|known| known == domain)), "{domain}");
    }

    #[test]
    fn the_same_seed_writes_the_same_story() {
        let told = |seed| {
            let script = write(seed, 30, NaiveDate::from_ymd_opt(2026, 3, 1).unwrap());
            let touchpoints: Vec<_> = script.weeks.iter().flat_map(|week| &week.touchpoints).cloned().collect();
            format!("{touchpoints:?} {:?}", script.acts)
        };
        assert_eq!(told(5), told(5));
        assert_ne!(told(5), told(6));
    }
}
