//! What cases say of the score, its parts and its bands.

use std::collections::BTreeMap;

use entity::enums::{HealthBand, HealthComponent};
use serde::Serialize;

use super::{Auc, auc, rounded, share};
use crate::domain::assessment::{Assessment, Component, Contribution};
use crate::domain::number::Tenths;

/// What stood about an account before its outcome, and the outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// It churned.
    pub churned: bool,
    /// The model's score: no person's override.
    pub score: Option<f64>,
    /// The model's band was RED.
    pub red: bool,
    /// RED, or a risk was open.
    pub flagged: bool,
    /// The known part of the weights.
    pub coverage: f64,
    /// The components that had a score.
    pub components: Vec<(HealthComponent, f64)>,
    /// The signals that were known, each in its component.
    pub signals: Vec<(HealthComponent, String, f64)>,
}

impl Case {
    /// What an assessment and the band of its model say; nothing of an account that was no customer.
    pub fn of(assessment: &Assessment, band: HealthBand, churned: bool) -> Option<Self> {
        let health = &assessment.health;
        if health.reasons.iter().any(|reason| reason.rule == "NOT_A_CUSTOMER") {
            return None;
        }
        let red = band == HealthBand::Red;
        let component = |part: &Component| part.score.map(|score| (part.component, score.as_f64()));
        let signal = |part: &Contribution| Some((part.component?, part.signal.clone(), part.value?.as_f64()));
        Some(Self {
            churned,
            score: health.model_score.map(Tenths::as_f64),
            red,
            flagged: red || !assessment.risks.is_empty(),
            coverage: health.coverage.as_f64(),
            components: health.components.iter().filter_map(component).collect(),
            signals: health.contributions.iter().filter_map(signal).collect(),
        })
    }
}

/// How well the cases that have a value are told apart by it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    /// The score, a component, or a signal.
    pub name: String,
    /// Cases that have it.
    pub n: usize,
    /// Of these, those that churned.
    pub churned: usize,
    /// Low values telling who churns; none where all have one outcome.
    pub auc: Option<Auc>,
}

/// Who was marked, and what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Caught {
    /// Cases that were marked.
    pub n: usize,
    /// Of these, those that churned.
    pub churned: usize,
    /// The part of the churned that was marked.
    pub recall: Option<f64>,
    /// The part of the marked that churned.
    pub precision: Option<f64>,
}

/// A tenth of the score's scale.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Tenth {
    /// The lowest score in it.
    pub from: u32,
    /// The score from which the next begins; 100 is in the last.
    pub to: u32,
    /// Cases in it.
    pub n: usize,
    /// Of these, those that churned.
    pub churned: usize,
    /// Their share.
    pub share: Option<f64>,
}

/// What cases say.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Findings {
    /// Cases.
    pub cases: usize,
    /// Of these, those that churned.
    pub churned: usize,
    /// Their share: what knowing nothing foretells.
    pub base_rate: Option<f64>,
    /// The mean coverage.
    pub coverage: Option<f64>,
    /// The model's score.
    pub score: Ranked,
    /// Its components.
    pub components: Vec<Ranked>,
    /// Its signals, by component.
    pub signals: Vec<Ranked>,
    /// Those whose band was RED.
    pub red: Caught,
    /// Those that were RED or had an open risk.
    pub flagged: Caught,
    /// The score's scale in tenths.
    pub tenths: Vec<Tenth>,
}

impl Findings {
    /// What these cases say.
    pub fn of(cases: &[Case]) -> Self {
        let churned = cases.iter().filter(|case| case.churned).count();
        let coverage: f64 = cases.iter().map(|case| case.coverage).sum();
        let mut components: BTreeMap<HealthComponent, Vec<(f64, bool)>> = BTreeMap::new();
        let mut signals: BTreeMap<(HealthComponent, &str), Vec<(f64, bool)>> = BTreeMap::new();
        for case in cases {
            for &(component, value) in &case.components {
                components.entry(component).or_default().push((value, case.churned));
            }
            for (component, signal, value) in &case.signals {
                signals.entry((*component, signal)).or_default().push((*value, case.churned));
            }
        }
        let scores: Vec<_> = cases.iter().filter_map(|case| Some((case.score?, case.churned))).collect();
        let every = |component: &HealthComponent| {
            ranked(component.word(), components.get(component).map_or(&[], Vec::as_slice))
        };
        Self {
            cases: cases.len(),
            churned,
            base_rate: share(churned, cases.len()),
            coverage: mean(coverage, cases.len()),
            components: HealthComponent::ALL.iter().map(every).collect(),
            signals: signals
                .iter()
                .map(|((component, signal), values)| ranked(format!("{}.{signal}", component.word()), values))
                .collect(),
            red: caught(cases, churned, |case| case.red),
            flagged: caught(cases, churned, |case| case.flagged),
            tenths: (0..10).map(|tenth| of_tenth(&scores, tenth)).collect(),
            score: ranked("score".to_owned(), &scores),
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn mean(sum: f64, many: usize) -> Option<f64> {
    (many > 0).then(|| rounded(sum / many as f64))
}

fn ranked(name: String, values: &[(f64, bool)]) -> Ranked {
    let churned = values.iter().filter(|(_, churned)| *churned).count();
    Ranked { name, n: values.len(), churned, auc: auc(values) }
}

fn caught(cases: &[Case], churned: usize, marked: impl Fn(&Case) -> bool) -> Caught {
    let marked: Vec<_> = cases.iter().filter(|case| marked(case)).collect();
    let right = marked.iter().filter(|case| case.churned).count();
    Caught { n: marked.len(), churned: right, recall: share(right, churned), precision: share(right, marked.len()) }
}

fn of_tenth(scores: &[(f64, bool)], tenth: u32) -> Tenth {
    let (from, to) = (tenth * 10, tenth * 10 + 10);
    let last = to == 100;
    let within = |score: f64| score >= f64::from(from) && (last || score < f64::from(to));
    let here: Vec<_> = scores.iter().filter(|(score, _)| within(*score)).collect();
    let churned = here.iter().filter(|(_, churned)| *churned).count();
    Tenth { from, to, n: here.len(), churned, share: share(churned, here.len()) }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn case(score: Option<f64>, churned: bool) -> Case {
        let (components, signals) = match score {
            Some(score) => {
                (vec![(HealthComponent::Voice, score)], vec![(HealthComponent::Voice, "nps".to_owned(), score / 100.0)])
            }
            None => (Vec::new(), Vec::new()),
        };
        let red = score.is_some_and(|score| score < 40.0);
        Case { churned, score, red, flagged: red || churned, coverage: 0.25, components, signals }
    }

    #[test]
    fn of_nothing_nothing_is_said() {
        let none = Findings::of(&[]);
        assert_eq!((none.base_rate, none.coverage, none.score.auc), (None, None, None));
        assert_eq!((none.red.recall, none.red.precision, none.tenths.len()), (None, None, 10));
    }

    #[test]
    fn marks_are_counted_both_ways() {
        let cases = [case(Some(10.0), true), case(Some(20.0), false), case(Some(100.0), false), case(None, true)];
        let findings = Findings::of(&cases);
        assert_eq!((findings.cases, findings.churned, findings.score.n), (4, 2, 3));
        assert_eq!((findings.base_rate, findings.coverage), (Some(0.5), Some(0.25)));
        assert_eq!(findings.red, Caught { n: 2, churned: 1, recall: Some(0.5), precision: Some(0.5) });
        assert_eq!((findings.flagged.recall, findings.flagged.n), (Some(1.0), 3));
        assert_eq!(findings.tenths[9], Tenth { from: 90, to: 100, n: 1, churned: 0, share: Some(0.0) });
        let signal = &findings.signals[0];
        assert_eq!((signal.name.as_str(), signal.n, signal.auc), ("VOICE.nps", 3, findings.score.auc));
    }

    proptest! {
        #[test]
        fn tenths_hold_every_score_once(scores in vec((0_u32..=1000, any::<bool>()), 0..60)) {
            let cases: Vec<_> = scores.iter().map(|&(score, left)| case(Some(f64::from(score) / 10.0), left)).collect();
            let findings = Findings::of(&cases);
            prop_assert_eq!(findings.tenths.iter().map(|tenth| tenth.n).sum::<usize>(), cases.len());
            prop_assert_eq!(findings.tenths.iter().map(|tenth| tenth.churned).sum::<usize>(), findings.churned);
        }
    }
}
