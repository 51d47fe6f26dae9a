//! An account's NPS: one score for the account, by three methods, and by level.

use std::collections::BTreeMap;

use entity::enums::{ContactLevel, SurveyKind};
use entity::ids::ContactId;

use super::super::case::Case;
use super::shape::{LevelNpsNumbers, NpsGroup, NpsMethod, NpsNumbers};
use crate::domain::exact::{ONE, millionths};
use crate::domain::facts::SurveyResponse;
use crate::domain::number::Millionths;

/// The levels, the highest first, UNKNOWN last.
const LEVELS: [ContactLevel; 4] =
    [ContactLevel::Executive, ContactLevel::Middle, ContactLevel::EndUser, ContactLevel::Unknown];

/// An answer of 0 to 10 in millionths, with the level of who gave it.
type Answer = (ContactLevel, i64);

#[derive(Default)]
struct Count {
    promoters: i64,
    passives: i64,
    detractors: i64,
    sum: i128,
}

pub(super) fn all(case: &Case<'_>, surveyed: &[&SurveyResponse]) -> Vec<NpsNumbers> {
    let answers: Vec<&SurveyResponse> =
        surveyed.iter().copied().filter(|response| response.kind == Some(SurveyKind::Nps)).collect();
    let every: Vec<Answer> = answers.iter().filter_map(|response| shown(case, response)).collect();
    let latest: Vec<Answer> = latest(&answers).into_iter().filter_map(|response| shown(case, response)).collect();
    let highest = LEVELS.into_iter().find(|&level| latest.iter().any(|&(of, _)| of == level));
    let of_highest: Vec<Answer> = latest.iter().copied().filter(|&(of, _)| Some(of) == highest).collect();
    vec![
        by_method(case, NpsMethod::Average, &latest, &latest),
        by_method(case, NpsMethod::Waterfall, &of_highest, &latest),
        by_method(case, NpsMethod::All, &every, &every),
    ]
}

fn shown(case: &Case<'_>, response: &SurveyResponse) -> Option<Answer> {
    let level = response.contact.map_or(ContactLevel::Unknown, |contact| case.level(contact));
    Some((level, response.answer?.0))
}

/// The latest answer of each contact, and each without one by itself.
fn latest<'a>(answers: &[&'a SurveyResponse]) -> Vec<&'a SurveyResponse> {
    let mut by_contact: BTreeMap<ContactId, &SurveyResponse> = BTreeMap::new();
    let mut kept = Vec::new();
    for &response in answers {
        let Some(contact) = response.contact else {
            kept.push(response);
            continue;
        };
        let last = by_contact.entry(contact).or_insert(response);
        let newer =
            (response.answered_at, response.external_id.as_bytes()) > (last.answered_at, last.external_id.as_bytes());
        if newer {
            *last = response;
        }
    }
    kept.extend(by_contact.into_values());
    kept
}

fn count<'a>(case: &Case<'_>, answers: impl Iterator<Item = &'a Answer>) -> Count {
    let rules = &case.policy.numbers;
    let mut count = Count::default();
    for &(_, answer) in answers {
        count.sum += i128::from(answer);
        if answer >= rules.promoter_from.0 {
            count.promoters += 1;
        } else if answer >= rules.passive_from.0 {
            count.passives += 1;
        } else {
            count.detractors += 1;
        }
    }
    count
}

impl Count {
    fn number(&self) -> i128 {
        i128::from(self.promoters + self.passives + self.detractors)
    }

    fn mean(&self) -> Option<Millionths> {
        (self.number() > 0).then(|| millionths(self.sum, self.number() * ONE))
    }

    /// By the mean before it is rounded.
    fn group(&self, case: &Case<'_>) -> NpsGroup {
        let rules = &case.policy.numbers;
        let from = |least: Millionths| self.sum >= i128::from(least.0) * self.number();
        if self.number() == 0 {
            NpsGroup::Unknown
        } else if from(rules.promoter_from) {
            NpsGroup::Promoter
        } else if from(rules.passive_from) {
            NpsGroup::Passive
        } else {
            NpsGroup::Detractor
        }
    }
}

fn by_method(case: &Case<'_>, method: NpsMethod, answers: &[Answer], by_level: &[Answer]) -> NpsNumbers {
    let total = count(case, answers.iter());
    let by_level = LEVELS.into_iter().map(|level| {
        let of_level = count(case, by_level.iter().filter(|&&(of, _)| of == level));
        LevelNpsNumbers {
            level,
            score: of_level.mean(),
            promoters: of_level.promoters,
            passives: of_level.passives,
            detractors: of_level.detractors,
        }
    });
    NpsNumbers {
        method,
        score: total.mean(),
        group: total.group(case),
        promoters: total.promoters,
        passives: total.passives,
        detractors: total.detractors,
        by_level: by_level.collect(),
    }
}
