//! The fast implementation against the page, over random facts and days, each carrying its own memory along.

use proptest::prelude::*;
use vitrine::domain::assess::assess;
use vitrine::domain::memory::Memory;

use super::chance::{Reach, changing_facts, days, policies};
use super::{Answer, fast, read, standing};

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn the_fast_agrees_with_the_page(sets in changing_facts(Reach::Sane), days in days(6), policy in policies()) {
        let quick = fast(&policy);
        let (mut naive_memory, mut fast_memory) = (super::Memory::default(), Memory::default());
        for (step, &now) in days.iter().enumerate() {
            let facts = standing(&sets, step, days.len());
            let (page, next_naive) = read(facts, &naive_memory, &policy, now);
            let (answer, next_fast) = assess(facts, &fast_memory, &quick, now);
            let differs = page.against(&Answer::seen(&answer));
            prop_assert!(differs.is_empty(), "step {} at {}:\n{}", step, now, differs);
            (naive_memory, fast_memory) = (next_naive, next_fast);
        }
    }
}
