//! The stage: criteria rung by rung, a rung gained at once and lost after a grace.

mod advocate;
mod loyal;
mod renewal;
mod satisfied;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::enums::{CriterionState, RecordKind, Rung};

use super::case::Case;
use super::usage::Usage;
use crate::domain::assessment::{Criterion, Happiness, Progress, Reason, Stage};
use crate::domain::exact::hundredths;
use crate::domain::memory::Memory;

/// A criterion as it was found.
type Found = (CriterionState, Reason);

/// What the stage rests on beside the facts.
pub(super) struct Ground<'a, 'b> {
    pub(super) case: &'b Case<'a>,
    pub(super) usage: &'b Usage<'a>,
    pub(super) happiness: &'b Happiness,
    /// An answer or a sentiment is among the evidence of happiness.
    pub(super) heard: bool,
}

impl Ground<'_, '_> {
    fn connected(&self, kind: RecordKind) -> bool {
        self.case.facts.connected.contains(&kind)
    }
}

/// A criterion that rests on kinds of fact that no system has sent.
fn not_connected(rule: &str, kinds: &str) -> Found {
    let text = format!("No system has sent {kinds} yet.");
    (CriterionState::Unknown, super::reason::reason(rule, text))
}

fn met(holds: bool) -> CriterionState {
    if holds { CriterionState::Met } else { CriterionState::NotMet }
}

/// The rungs with criteria, the lowest first.
const RUNGS: [Rung; 3] = [Rung::Satisfied, Rung::Loyal, Rung::Advocate];

/// The stage, and per criterion the date since which it has been neither met nor waived.
pub(super) fn stage(ground: &Ground<'_, '_>, memory: &Memory) -> (Stage, BTreeMap<String, NaiveDate>) {
    let mut criteria = Vec::with_capacity(11);
    let mut failing = BTreeMap::new();
    let found = satisfied::criteria(ground).into_iter().map(|found| (Rung::Satisfied, found));
    let found = found.chain(loyal::criteria(ground).into_iter().map(|found| (Rung::Loyal, found)));
    let found = found.chain(advocate::criteria(ground).into_iter().map(|found| (Rung::Advocate, found)));
    for (rung, (state, reason)) in found {
        let rule = reason.rule.clone();
        let holds = matches!(state, CriterionState::Met | CriterionState::Waived);
        let failing_since = (!holds).then(|| memory.failing.get(&rule).copied().unwrap_or(ground.case.today));
        if let Some(since) = failing_since {
            failing.insert(rule.clone(), since);
        }
        criteria.push(Criterion { rung, rule, state, failing_since, reason });
    }
    let before = memory.rung.unwrap_or(Rung::Unproven);
    let rung = standing_rung(ground.case, &criteria, before);
    let since = memory.rung_since.filter(|_| memory.rung == Some(rung)).unwrap_or(ground.case.now);
    let next_rung = RUNGS.into_iter().find(|&next| next > rung);
    let next = criteria.iter().filter(|criterion| Some(criterion.rung) == next_rung && !holds(criterion));
    let next = next.cloned().collect();
    let progress = RUNGS.into_iter().map(|rung| progress(rung, &criteria)).collect();
    (Stage { rung, since, criteria, next, progress }, failing)
}

fn holds(criterion: &Criterion) -> bool {
    criterion.failing_since.is_none()
}

/// The highest rung that is reached, or kept within the grace of what fails.
fn standing_rung(case: &Case<'_>, criteria: &[Criterion], before: Rung) -> Rung {
    let grace = case.policy.stage.grace_days;
    let in_grace = |since: NaiveDate| case.age(since) < grace;
    let highest = |counts: &dyn Fn(&Criterion) -> bool| {
        let reached = |rung: &Rung| criteria.iter().filter(|criterion| criterion.rung <= *rung).all(counts);
        RUNGS.into_iter().take_while(reached).last().unwrap_or(Rung::Unproven)
    };
    let gained = highest(&holds);
    let kept = highest(&|criterion: &Criterion| criterion.failing_since.is_none_or(in_grace));
    gained.max(kept.min(before))
}

fn progress(rung: Rung, criteria: &[Criterion]) -> Progress {
    let of_rung = || criteria.iter().filter(|criterion| criterion.rung == rung);
    let (met, total) = (of_rung().filter(|criterion| holds(criterion)).count(), of_rung().count());
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Progress { rung, met: number(met), total: number(total), share: hundredths(met as i128, (total as i128).max(1)) }
}

#[cfg(test)]
mod tests;
