//! The customer's happiness, −1 to 1: answers, sentiment, promises, escalations, acts.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::{ActKind, HappinessLabel, PromiseOutcome, RecordKind, SurveyKind};

use super::case::Case;
use super::reason::{Records, Say, midnight, reason};
use super::voice;
use crate::domain::assessment::{Happiness, Reason};
use crate::domain::exact::{ONE, confidence, fade, hundredths, saturate};
use crate::domain::facts::Promise;
use crate::domain::number::{Hundredths, Millionths};

/// What speaks for and against, and from which kinds of evidence.
#[derive(Default)]
struct Scale<'a> {
    /// Σ w·f·u.
    above: i128,
    /// Σ w·f.
    below: i128,
    sources: BTreeMap<Source, (i128, Records<'a>)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Answers,
    Sentiment,
    Promises,
    Escalations,
    Acts,
}

/// A record that speaks.
struct Spoken<'a> {
    source: Source,
    on: NaiveDate,
    at: DateTime<Utc>,
    key: &'a str,
    kind: RecordKind,
    id: uuid::Uuid,
    weight: i128,
    /// −1 to 1, in millionths.
    worth: i128,
}

impl<'a> Scale<'a> {
    fn put(&mut self, case: &Case<'a>, spoken: Spoken<'a>) {
        let rules = &case.policy.happiness;
        if case.past(spoken.on).is_none_or(|age| age > rules.days) {
            return;
        }
        let pull = spoken.weight * fade(case.age(spoken.on), rules.half_life_days);
        self.above += pull * spoken.worth;
        self.below += pull;
        let (sum, records) = self.sources.entry(spoken.source).or_default();
        *sum += pull * spoken.worth;
        records.add(spoken.at, spoken.key, spoken.kind, spoken.id);
    }
}

/// What a value of 0 to 1 is worth from −1 to 1.
fn worth(value: Millionths) -> i128 {
    2 * i128::from(value.0) - ONE
}

/// Happiness, and whether an answer or a sentiment is among its evidence.
pub(super) fn happiness(case: &Case<'_>) -> (Happiness, bool) {
    let mut scale = Scale::default();
    weigh_answers(case, &mut scale);
    weigh_promises(case, &mut scale);
    weigh_escalations(case, &mut scale);
    weigh_acts(case, &mut scale);
    let rules = &case.policy.happiness;
    // Weights and fades are millionths both: Σ w·f in millionths, which is exact enough to be compared exactly below.
    let evidence = Millionths(saturate(scale.below / ONE));
    let enough = scale.below >= i128::from(rules.least_evidence.0) * ONE && scale.below > 0;
    let score = enough.then(|| hundredths(scale.above, scale.below * ONE));
    let heard = scale.sources.contains_key(&Source::Answers) || scale.sources.contains_key(&Source::Sentiment);
    let label = score.map_or(HappinessLabel::Unknown, |score| label(case, score));
    let mut reasons: Vec<Reason> = Vec::new();
    if score.is_none() {
        let text = "Too little was said to tell: quiet is not happy.";
        reasons.push(reason("QUIET", text).or_else("An answer to a survey, or a conversation with its sentiment."));
    }
    reasons.extend(scale.sources.into_iter().map(|(source, (sum, records))| told(source, sum, records)));
    let happiness = Happiness { score, label, confidence: confidence(evidence, rules.confidence_scale), reasons };
    (happiness, heard)
}

fn told(source: Source, sum: i128, records: Records<'_>) -> Reason {
    let (rule, noun) = match source {
        Source::Answers => ("answers", "answer"),
        Source::Sentiment => ("sentiment", "conversation with a sentiment"),
        Source::Promises => ("promises", "promise with an outcome"),
        Source::Escalations => ("escalations", "customer escalation"),
        Source::Acts => ("acts", "act of an advocate"),
    };
    let speaks = match sum.signum() {
        1 => "for",
        -1 => "against",
        _ => "neither for nor against",
    };
    let mut why = reason(rule, "").resting_on(records);
    let number = why.evidence_count;
    let noun = if number == 1 { noun.to_owned() } else { plural(noun) };
    let verb = if number == 1 { "speaks" } else { "speak" };
    why.text = format!("{number} {noun} {verb} {speaks} us; what is older weighs less.");
    why
}

fn plural(noun: &str) -> String {
    match noun.split_once(' ') {
        Some(("customer", rest)) => format!("customer {rest}s"),
        Some((first, rest)) => format!("{first}s {rest}"),
        None => format!("{noun}s"),
    }
}

fn label(case: &Case<'_>, score: Hundredths) -> HappinessLabel {
    let rules = &case.policy.happiness;
    let shown = score.0 * (Millionths::SCALE / Hundredths::SCALE);
    if shown <= rules.walkaway_to.0 {
        HappinessLabel::WalkawayAngry
    } else if shown <= rules.dissatisfied_to.0 {
        HappinessLabel::Dissatisfied
    } else if shown < rules.satisfied_from.0 {
        HappinessLabel::Neutral
    } else if shown < rules.gushing_from.0 {
        HappinessLabel::Satisfied
    } else {
        HappinessLabel::GushingPromoter
    }
}

fn weigh_answers<'a>(case: &Case<'a>, scale: &mut Scale<'a>) {
    let rules = &case.policy.happiness;
    for &kind in SurveyKind::ALL {
        for answer in voice::latest(voice::answers(case, kind, rules.days)) {
            let weight = case.influence(answer.contact) * ONE;
            scale.put(case, spoken(Source::Answers, &answer, weight));
        }
    }
    for (_, answer) in voice::felt(case, rules.days) {
        scale.put(case, spoken(Source::Sentiment, &answer, rules.sentiment_weight.0.into()));
    }
}

fn spoken<'a>(source: Source, answer: &voice::Answer<'a>, weight: i128) -> Spoken<'a> {
    let voice::Answer { on, at, key, kind, id, value, .. } = *answer;
    Spoken { source, on, at, key, kind, id, weight, worth: worth(value) }
}

/// The date of a promise's outcome: when it ended, else when it was due; nothing while that lies ahead.
pub(super) fn promise_date(case: &Case<'_>, promise: &Promise) -> Option<NaiveDate> {
    promise.ended_on.or(promise.due_on).filter(|&date| date <= case.today)
}

fn weigh_promises<'a>(case: &Case<'a>, scale: &mut Scale<'a>) {
    let rules = &case.policy.happiness;
    for promise in &case.facts.promises {
        let worth = match promise.outcome {
            Some(PromiseOutcome::Missed) => rules.promise_missed,
            Some(PromiseOutcome::Met) => rules.promise_met,
            Some(PromiseOutcome::Exceeded) => rules.promise_exceeded,
            Some(PromiseOutcome::Released) | None => continue,
        };
        let Some(on) = promise_date(case, promise) else { continue };
        scale.put(
            case,
            Spoken {
                source: Source::Promises,
                on,
                at: midnight(on),
                key: &promise.external_id,
                kind: RecordKind::Promise,
                id: promise.id.into(),
                weight: rules.promise_weight.0.into(),
                worth: worth.0.into(),
            },
        );
    }
}

fn weigh_escalations<'a>(case: &Case<'a>, scale: &mut Scale<'a>) {
    let rules = &case.policy.happiness;
    let tickets = case.facts.tickets.iter().filter(|ticket| ticket.escalated).filter_map(|ticket| {
        let on = case.happened(ticket.opened_at)?;
        Some((on, ticket.opened_at?, ticket.external_id.as_str(), RecordKind::Ticket, ticket.id.into()))
    });
    let touches = case.spoken_escalations().filter_map(|(on, touch)| {
        Some((on, touch.occurred_at?, touch.external_id.as_str(), RecordKind::Touchpoint, touch.id.into()))
    });
    for (on, at, key, kind, id) in tickets.chain(touches) {
        let (weight, worth) = (rules.escalation_weight.0.into(), rules.escalation.0.into());
        scale.put(case, Spoken { source: Source::Escalations, on, at, key, kind, id, weight, worth });
    }
}

fn weigh_acts<'a>(case: &Case<'a>, scale: &mut Scale<'a>) {
    let rules = &case.policy.happiness;
    for act in &case.facts.advocacy_acts {
        let (Some(kind), Some(on)) = (act.kind, act.on) else { continue };
        let worth = if kind == ActKind::Detraction { rules.detraction } else { rules.act };
        scale.put(
            case,
            Spoken {
                source: Source::Acts,
                on,
                at: midnight(on),
                key: &act.external_id,
                kind: RecordKind::AdvocacyAct,
                id: act.id.into(),
                weight: rules.act_weight.0.into(),
                worth: worth.0.into(),
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use entity::enums::{ActKind, HappinessLabel, PromiseOutcome, SurveyKind};

    use super::super::fixture::{ago, answered, assessed, facts, id};
    use crate::domain::facts::{AdvocacyAct, Facts, Promise};
    use crate::domain::number::Hundredths;

    fn promise(outcome: PromiseOutcome, days: u64) -> Promise {
        let external_id = format!("p{days}");
        Promise {
            id: id(days.into()).into(),
            external_id,
            due_on: Some(ago(days)),
            outcome: Some(outcome),
            ended_on: None,
        }
    }

    #[test]
    fn is_unknown_when_nobody_spoke() {
        let quiet = assessed(&facts()).happiness;
        assert_eq!((quiet.score, quiet.label, quiet.confidence), (None, HappinessLabel::Unknown, Hundredths(0)));
    }

    #[test]
    fn weighs_promises_acts_and_answers() {
        let mut account = Facts { promises: vec![promise(PromiseOutcome::Missed, 0)], ..facts() };
        let angry = assessed(&account).happiness;
        assert_eq!((angry.score, angry.label), (Some(Hundredths(-100)), HappinessLabel::WalkawayAngry));
        assert_eq!(angry.confidence, Hundredths(37), "1 − 2^(−2/3)");
        account.promises.push(promise(PromiseOutcome::Released, 0));
        account.advocacy_acts = vec![AdvocacyAct {
            id: id(1).into(),
            external_id: "a".to_owned(),
            contact: None,
            kind: Some(ActKind::Referral),
            on: Some(ago(120)),
        }];
        // (−2 + .9) / 3, half up.
        assert_eq!(assessed(&account).happiness.score, Some(Hundredths(-37)));
        account.survey_responses = vec![answered(SurveyKind::RenewalIntent, 10, 0, None)];
        // (−2 + .9 + 1) / 4 = −.025, half up.
        assert_eq!(assessed(&account).happiness.score, Some(Hundredths(-2)));
    }

    #[test]
    fn waits_for_a_promise_to_end() {
        let ahead = Promise { ended_on: ago(0).succ_opt(), ..promise(PromiseOutcome::Missed, 3) };
        assert_eq!(assessed(&Facts { promises: vec![ahead], ..facts() }).happiness.score, None);
    }
}
