//! The book of business: who the customers are, before anything happens.

use std::collections::BTreeSet;

use entity::enums::{RenewalInfluence, Seniority};

use super::calendar::WEEKS;
use super::company::{AGENTS, CSMS, SELLERS};
use super::dice::Dice;
use super::temper::{Kind, SHARES};
use super::words::names::{
    ADMIN_TITLES, CHAMPION_TITLES, DECIDER_TITLES, EXECUTIVE_TITLES, REGIONS, Region, TRADES, Trade, USER_TITLES,
};

/// A customer of Quayline.
#[derive(Clone, Debug)]
pub(crate) struct Customer {
    /// Names it in every system.
    pub(crate) key: String,
    /// Its name.
    pub(crate) name: String,
    /// Its trade.
    pub(crate) industry: &'static str,
    /// Where it is at home.
    pub(crate) country: &'static str,
    /// What it pays in.
    pub(crate) currency: &'static str,
    /// How it behaves.
    pub(crate) kind: Kind,
    /// Meant to get our people's time.
    pub(crate) high_touch: bool,
    /// What it bought.
    pub(crate) plan: &'static str,
    /// How many seats.
    pub(crate) seats: i64,
    /// Week in which its contract began; below zero: before the story.
    pub(crate) start: i64,
    /// Day of that week.
    pub(crate) start_day: i64,
    /// Week in which it left.
    pub(crate) end: Option<i64>,
    /// What it costs us, in hundredths of what it pays.
    pub(crate) burn: i64,
    /// Our people: customer success, sales, support.
    pub(crate) csm: &'static str,
    /// Sales.
    pub(crate) seller: &'static str,
    /// Support.
    pub(crate) agent: &'static str,
    /// Its people.
    pub(crate) people: Vec<Person>,
    /// Its dice.
    pub(crate) dice: Dice,
}

/// A person at a customer.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// Names them in every system.
    pub(crate) key: String,
    /// First and family name.
    pub(crate) name: String,
    /// Job title.
    pub(crate) title: &'static str,
    /// Standing.
    pub(crate) seniority: Seniority,
    /// Part in the renewal.
    pub(crate) influence: RenewalInfluence,
    /// Happier or crosser than their colleagues.
    pub(crate) leaning: i64,
    /// Week in which they left.
    pub(crate) left: Option<i64>,
}

impl Customer {
    /// Whether it is a customer in a week.
    pub(crate) fn runs(&self, week: i64) -> bool {
        week >= self.start && self.end.is_none_or(|end| week < end)
    }

    /// Minor units a month.
    pub(crate) fn mrr(&self, seats: i64) -> i64 {
        let seat = match self.plan {
            "Start" => 7_900,
            "Yard" => 11_900,
            _ => 16_900,
        };
        let wholesale = if seats > 9 { 85 } else { 100 };
        seats * seat * wholesale / 100 + if self.high_touch { 95_000 } else { 0 }
    }

    /// Those who are still there in a week.
    pub(crate) fn present(&self, week: i64) -> Vec<&Person> {
        self.people.iter().filter(|person| person.left.is_none_or(|left| week < left)).collect()
    }

    /// The domain it is found by.
    pub(crate) fn domain(&self) -> String {
        format!("{}.example", self.key)
    }
}

/// As many customers as asked, of all kinds. The same seed gives the same book.
pub(crate) fn book(seed: u64, size: usize) -> Vec<Customer> {
    let whole: usize = SHARES.iter().map(|(_, share)| share).sum();
    let mut kinds: Vec<Kind> = Vec::new();
    for (kind, share) in SHARES {
        kinds.extend(std::iter::repeat_n(kind, (share * size).div_ceil(whole).max(1)));
    }
    let mut taken = BTreeSet::new();
    let mut made = 0;
    kinds
        .into_iter()
        .map(|kind| {
            made += 1;
            customer(Dice::new(seed, &format!("customer {made}")), kind, &mut taken)
        })
        .collect()
}

fn customer(mut dice: Dice, kind: Kind, taken: &mut BTreeSet<String>) -> Customer {
    let region = &REGIONS[usize::from(dice.chance(420)) * usize::try_from(dice.between(1, 3)).unwrap_or(1)];
    let (trade, name) = christen(&mut dice, region, kind, taken);
    let key = slug(&name);
    let high_touch = match kind {
        Kind::Costly | Kind::Reassess | Kind::Cold | Kind::Orphaned => true,
        Kind::Silent | Kind::Dark | Kind::Shallow | Kind::Prospect => false,
        _ => dice.chance(400),
    };
    let seats = match dice.between(0, 99) {
        0..70 => dice.between(3, 5),
        70..92 => dice.between(6, 9),
        _ => dice.between(10, 17),
    };
    let (start, end) = term(&mut dice, kind);
    let luck = dice.between(0, 60);
    let mut people = Vec::new();
    for (seniority, influence, titles) in crew(&mut dice) {
        let first = dice.pick(region.first);
        let last = dice.pick(region.last);
        let key = format!("{key}-{}", slug(&format!("{first} {last}")));
        if people.iter().any(|person: &Person| person.key == key) {
            continue;
        }
        let leaning = dice.near(0, 22);
        people.push(Person {
            key,
            name: format!("{first} {last}"),
            title: dice.pick(titles),
            seniority,
            influence,
            leaning,
            left: None,
        });
    }
    if kind == Kind::Orphaned {
        leave(&mut people, &mut dice);
    }
    Customer {
        key,
        name,
        industry: trade.industry,
        country: dice.pick(region.countries),
        currency: region.currency,
        kind,
        high_touch,
        plan: dice.pick(&["Start", "Start", "Yard", "Yard", "Yard", "Fleet"]),
        seats,
        start,
        start_day: dice.between(0, 4),
        end,
        burn: super::temper::burn(kind, luck),
        csm: dice.pick(&CSMS),
        seller: dice.pick(&SELLERS),
        agent: dice.pick(&AGENTS),
        people,
        dice,
    }
}

/// The champion goes a few weeks before the end, and nobody follows: colleagues of that level go too, earlier.
fn leave(people: &mut [Person], dice: &mut Dice) {
    let when = WEEKS - dice.between(2, 5);
    for person in people {
        if matches!(person.seniority, Seniority::Champion | Seniority::Admin) {
            person.left = Some(if person.seniority == Seniority::Champion { when } else { when - 12 });
        }
    }
}

fn term(dice: &mut Dice, kind: Kind) -> (i64, Option<i64>) {
    match kind {
        Kind::New => (WEEKS - dice.between(5, 13), None),
        Kind::Cold => (WEEKS - dice.between(2, 6), None),
        Kind::Coming => (WEEKS + dice.between(1, 3), None),
        Kind::Prospect => (WEEKS + 40, None),
        Kind::Lost => (-dice.between(10, 120), Some(WEEKS - dice.between(3, 30))),
        Kind::Silent if dice.chance(400) => (-dice.between(10, 60), Some(WEEKS - dice.between(1, 14))),
        Kind::Silent | Kind::Dark | Kind::Unhappy | Kind::Seasonal | Kind::Neutral => (-dice.between(14, 160), None),
        _ if dice.chance(280) => (dice.between(4, 30), None),
        _ => (-dice.between(14, 200), None),
    }
}

type Post = (Seniority, RenewalInfluence, &'static [&'static str]);

fn crew(dice: &mut Dice) -> Vec<Post> {
    let mut crew: Vec<Post> = vec![
        (Seniority::Champion, RenewalInfluence::Influences, &CHAMPION_TITLES),
        (Seniority::EndUser, RenewalInfluence::None, &USER_TITLES),
        (Seniority::PowerUser, RenewalInfluence::None, &USER_TITLES),
    ];
    if dice.chance(500) {
        crew.push((Seniority::Executive, RenewalInfluence::Owns, &EXECUTIVE_TITLES));
    } else {
        crew.push((Seniority::DecisionMaker, RenewalInfluence::Owns, &DECIDER_TITLES));
    }
    if dice.chance(450) {
        crew.push((Seniority::Admin, RenewalInfluence::Influences, &ADMIN_TITLES));
    }
    crew
}

fn christen(dice: &mut Dice, region: &Region, kind: Kind, taken: &mut BTreeSet<String>) -> (&'static Trade, String) {
    loop {
        let trade = dice.choose(&TRADES);
        let name = format!("{} {}", dice.pick(region.roots), dice.pick(trade.suffixes));
        if trade.seasonal == (kind == Kind::Seasonal) && taken.insert(slug(&name)) {
            return (trade, name);
        }
    }
}

/// A name as it stands in keys and domains.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for letter in name.to_lowercase().chars() {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            'ä' | 'å' | 'á' | 'æ' => slug.push('a'),
            'ö' | 'ø' | 'ó' => slug.push('o'),
            'ü' | 'ú' | 'ů' => slug.push('u'),
            'é' | 'è' | 'ê' => slug.push('e'),
            'í' | 'î' => slug.push('i'),
            'ñ' => slug.push('n'),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_has_every_kind_and_no_name_twice() {
        let book = book(1, 320);
        assert!(book.len() >= 320, "{}", book.len());
        for (kind, _) in SHARES {
            assert!(book.iter().any(|customer| customer.kind == kind), "{kind:?}");
        }
        let names: BTreeSet<_> = book.iter().map(|customer| &customer.name).collect();
        assert_eq!(names.len(), book.len());
    }

    #[test]
    fn the_same_seed_gives_the_same_book() {
        let names = |seed| book(seed, 40).into_iter().map(|customer| customer.name).collect::<Vec<_>>();
        assert_eq!(names(3), names(3));
        assert_ne!(names(3), names(4));
    }

    #[test]
    fn a_name_becomes_a_domain() {
        assert_eq!(slug("Marlowe Brothers Cash & Carry"), "marlowe-brothers-cash-carry");
        assert_eq!(slug("Østervang Kølehus"), "ostervang-kolehus");
    }
}
