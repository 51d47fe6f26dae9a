//! Section 2: happiness.

use entity::enums::{ActKind, HappinessLabel, PromiseOutcome};
use vitrine::domain::facts::Promise;

use super::exact::ratio;
use super::{Day, Page, day, fade};

pub(super) struct Happy {
    /// In hundredths.
    pub(super) score: Option<i64>,
    pub(super) label: HappinessLabel,
    pub(super) confidence: i64,
    /// A survey answer or a sentiment is among its evidence.
    pub(super) voiced: bool,
}

impl Page<'_> {
    /// The date of a promise's outcome, if that has happened: "dated by `endedOn`, else `dueOn`".
    pub(super) fn promise_ended(&self, promise: &Promise) -> Option<Day> {
        promise.ended_on.or(promise.due_on).map(day).filter(|&on| self.happened(on))
    }

    /// Weight, date, and u in millionths of all that counts.
    fn felt(&self) -> Vec<(i64, Day, i64, bool)> {
        let mut felt = Vec::new();
        for kind in entity::enums::SurveyKind::ALL {
            let of_kind: Vec<_> = self.answers().into_iter().filter(|said| said.kind == Some(*kind)).collect();
            for said in Self::latest_of_each(&of_kind) {
                felt.push((self.influence(said.contact), said.on, 2 * said.value - 1_000_000, true));
            }
        }
        for (_, on, value) in self.sentiments() {
            felt.push((1, on, 2 * value - 1_000_000, true));
        }
        for promise in &self.facts.promises {
            let u = match promise.outcome {
                Some(PromiseOutcome::Missed) => -1_000_000,
                Some(PromiseOutcome::Met) => 400_000,
                Some(PromiseOutcome::Exceeded) => 1_000_000,
                Some(PromiseOutcome::Released) | None => continue,
            };
            if let Some(on) = self.promise_ended(promise) {
                felt.push((2, on, u, false));
            }
        }
        for (on, _) in self.escalations() {
            felt.push((2, on, -800_000, false));
        }
        for act in &self.facts.advocacy_acts {
            if let (Some(on), Some(kind)) = (self.on_date(act.on), act.kind) {
                felt.push((2, on, if kind == ActKind::Detraction { -900_000 } else { 900_000 }, false));
            }
        }
        felt.retain(|&(_, on, ..)| self.today - on <= 730);
        felt
    }

    pub(super) fn happiness(&self) -> Happy {
        let (mut over, mut under, mut voiced) = (0_i128, 0_i128, false);
        for (weight, on, u, is_voice) in self.felt() {
            let part = i128::from(weight) * i128::from(fade(self.today - on, 120));
            over += part * i128::from(u);
            under += part;
            voiced |= is_voice;
        }
        let evidence = under as f64 / 1e6;
        let confidence = ((1.0 - (-evidence / 3.0).exp2()) * 100.0 + 0.5).floor() as i64;
        if under < 500_000 {
            return Happy { score: None, label: HappinessLabel::Unknown, confidence, voiced };
        }
        let score = (ratio(over, under) / super::exact::whole(1_000_000)).half_up(100);
        let label = match score {
            ..=-60 => HappinessLabel::WalkawayAngry,
            -59..=-15 => HappinessLabel::Dissatisfied,
            -14..=14 => HappinessLabel::Neutral,
            15..=59 => HappinessLabel::Satisfied,
            60.. => HappinessLabel::GushingPromoter,
        };
        Happy { score: Some(score), label, confidence, voiced }
    }
}
