//! The properties that the page promises, held against the fast implementation.

use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::ChangeCause;
use proptest::prelude::*;
use vitrine::domain::assess::{assess, change_lines, due_review};
use vitrine::domain::assessment::Assessment;
use vitrine::domain::facts::Facts;
use vitrine::domain::memory::Memory;
use vitrine::domain::policy::Policy;

use super::chance::{self, Reach, changing_facts, days, facts, policies};
use super::policy;
use super::{fast, standing};

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("it serializes")
}

/// Whether two assessments say the same but for the moment they are for and each `since` that begins with it.
fn same_but_for_now(one: &Assessment, other: &Assessment) -> bool {
    let (now, later) = (one.assessed_at, other.assessed_at);
    let mut other = other.clone();
    let begins = |since: DateTime<Utc>, mine: &mut DateTime<Utc>| {
        if since == now && *mine == later {
            *mine = since;
        }
    };
    begins(one.stage.since, &mut other.stage.since);
    if let (Some(since), Some(mine)) = (one.quadrant.since, &mut other.quadrant.since) {
        begins(since, mine);
    }
    for (risk, mine) in one.risks.iter().zip(&mut other.risks) {
        begins(risk.since, &mut mine.since);
    }
    other.assessed_at = now;
    json(one) == json(&other)
}

/// Reviews at each instant passed, as the jobs do, up to before `until`.
fn made_up(
    facts: &Facts,
    policy: &Policy,
    mut last: (Assessment, Memory),
    until: DateTime<Utc>,
) -> (Assessment, Memory) {
    while let Some(now) = due_review(last.0.next_review_at, until) {
        last = assess(facts, &last.1, policy, now);
    }
    last
}

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn points_add_up_to_the_model_score(facts in facts(Reach::Sane), days in days(1), policy in policies()) {
        let (answer, _) = assess(&facts, &Memory::default(), &fast(&policy), days[0]);
        let health = &answer.health;
        let sum: i64 = health.contributions.iter().map(|line| line.points.0).sum();
        prop_assert_eq!(sum, health.model_score.map_or(0, |score| score.0));
        for line in &health.contributions {
            prop_assert!(line.points <= line.max_points || line.component.is_none(), "{:?}", line);
            prop_assert!(line.reason.evidence.len() <= 10 && line.reason.evidence.len() <= line.reason.evidence_count as usize);
            let is_usage = ["active", "trend", "breadth", "depth"].contains(&line.signal.as_str());
            prop_assert!(!is_usage || line.reason.evidence.is_empty());
        }
    }

    #[test]
    fn nothing_changes_before_the_next_review(sets in changing_facts(Reach::Sane), days in days(3), policy in policies(), share in 0.0..1.0) {
        let quick = fast(&policy);
        let mut memory = Memory::default();
        for (step, &now) in days.iter().enumerate() {
            let facts = standing(&sets, step, days.len());
            let (answer, next) = assess(facts, &memory, &quick, now);
            let span = answer.next_review_at - now;
            prop_assert!(span > TimeDelta::zero() && span <= TimeDelta::days(1));
            let inside = TimeDelta::nanoseconds((span.num_nanoseconds().unwrap() as f64 * share) as i64);
            for later in [now + inside, answer.next_review_at - TimeDelta::nanoseconds(1)] {
                let (again, _) = assess(facts, &memory, &quick, later);
                prop_assert!(same_but_for_now(&answer, &again), "{:#?}\n{:#?}", answer, again);
            }
            memory = next;
        }
    }

    #[test]
    fn order_does_not_matter_and_the_same_input_gives_the_same_bytes(facts in facts(Reach::Sane), days in days(3), policy in policies(), turn in 1_usize..7) {
        let quick = fast(&policy);
        let turned = turned(&facts, turn);
        let (mut memory, mut turned_memory) = (Memory::default(), Memory::default());
        for now in days {
            let (answer, next) = assess(&facts, &memory, &quick, now);
            let (again, _) = assess(&facts.clone(), &memory.clone(), &quick, now);
            let (other, turned_next) = assess(&turned, &turned_memory, &quick, now);
            prop_assert_eq!(json(&answer), json(&again));
            prop_assert_eq!(json(&answer), json(&other));
            prop_assert_eq!(json(&next), json(&turned_next));
            (memory, turned_memory) = (next, turned_next);
        }
    }

    #[test]
    fn taking_a_record_away_never_makes_surer(facts in facts(Reach::Sane), days in days(1), policy in policies()) {
        let quick = fast(&policy);
        let sure = |facts: &Facts| {
            let (answer, _) = assess(facts, &Memory::default(), &quick, days[0]);
            (answer.health.coverage, answer.happiness.confidence)
        };
        let (coverage, confidence) = sure(&facts);
        for (what, less) in without_one(&facts, &policy) {
            let (less_coverage, less_confidence) = sure(&less);
            prop_assert!(less_coverage <= coverage, "coverage {coverage:?} to {less_coverage:?} without {what}");
            prop_assert!(less_confidence <= confidence, "confidence {confidence:?} to {less_confidence:?} without {what}");
        }
    }

    #[test]
    fn no_facts_make_it_panic(sets in changing_facts(Reach::Wild), days in days(4), policy in policies()) {
        let quick = fast(&policy);
        let mut memory = Memory::default();
        for (step, &now) in days.iter().enumerate() {
            let (answer, next) = assess(standing(&sets, step, days.len()), &memory, &quick, now);
            prop_assert!(answer.next_review_at > now);
            memory = next;
        }
    }

    #[test]
    fn change_lines_add_up_to_the_change(sets in changing_facts(Reach::Sane), days in days(6), policy in policies()) {
        let quick = fast(&policy);
        let mut last: Option<(Assessment, Memory)> = None;
        for (step, &now) in days.iter().enumerate() {
            let facts = standing(&sets, step, days.len());
            let memory = last.as_ref().map_or_else(Memory::default, |(_, memory)| memory.clone());
            let (answer, next) = assess(facts, &memory, &quick, now);
            let lines = change_lines(last.as_ref().map(|(before, _)| before), &answer, ChangeCause::Data);
            let of = |causes: fn(ChangeCause) -> bool| -> i64 {
                lines.iter().filter(|line| causes(line.cause)).map(|line| line.points.0).sum()
            };
            let parts = |answer: Option<&Assessment>| {
                let (shown, model) = answer.map_or((None, None), |answer| (answer.health.score, answer.health.model_score));
                (shown.map_or(0, |score| score.0), model.map_or(0, |score| score.0))
            };
            let ((shown, model), (shown_before, model_before)) = (parts(Some(&answer)), parts(last.as_ref().map(|(before, _)| before)));
            prop_assert!(lines.iter().all(|line| line.points.0 != 0 && line.signal.is_none() == (line.cause == ChangeCause::Override)));
            prop_assert_eq!(of(|cause| cause != ChangeCause::Override), model - model_before);
            // Where a score is not known the change of an override cannot be told in points.
            let known = |answer: Option<&Assessment>| answer.is_some_and(|answer| answer.health.model_score.is_some());
            if known(Some(&answer)) && known(last.as_ref().map(|(before, _)| before)) {
                prop_assert_eq!(of(|_| true), shown - shown_before);
            }
            last = Some((answer, next));
        }
    }

    #[test]
    fn a_stop_changes_nothing(facts in facts(Reach::Sane), days in days(1), policy in policies(), stop in 0_i64..31, seconds in 0_i64..86_400) {
        let quick = fast(&policy);
        let first = assess(&facts, &Memory::default(), &quick, days[0]);
        let until = days[0] + TimeDelta::days(stop) + TimeDelta::seconds(seconds);
        // Reviewed whenever it was due, by a server that never stood still.
        let mut running = first.clone();
        while running.0.next_review_at <= until {
            running = assess(&facts, &running.1, &quick, running.0.next_review_at);
        }
        let stopped = made_up(&facts, &quick, first, until);
        prop_assert_eq!(json(&running.0), json(&stopped.0));
        prop_assert_eq!(json(&running.1), json(&stopped.1));
    }

    #[test]
    fn after_a_long_stop_a_month_of_reviews_is_made_up(facts in facts(Reach::Sane), days in days(1), policy in policies(), stop in 33_i64..400) {
        let quick = fast(&policy);
        let (mut last, until) = (assess(&facts, &Memory::default(), &quick, days[0]), days[0] + TimeDelta::days(stop));
        let (mut midnights, mut first) = (0, None);
        while let Some(now) = due_review(last.0.next_review_at, until) {
            first.get_or_insert(now);
            midnights += i32::from(now.time() == chrono::NaiveTime::MIN);
            last = assess(&facts, &last.1, &quick, now);
        }
        prop_assert_eq!(midnights, 31);
        prop_assert_eq!(first, Some(chance::midnight((until - TimeDelta::days(30)).date_naive())));
    }
}

/// The same records in another order; a goal's values and the answers to risks stand in the order they were given.
fn turned(facts: &Facts, by: usize) -> Facts {
    let mut facts = facts.clone();
    macro_rules! turn {
        ($($list:ident)+) => {$(
            let places = facts.$list.len();
            if places > 0 {
                facts.$list.rotate_left(by % places);
                facts.$list.swap(0, by * 3 % places);
            }
        )+};
    }
    turn! {
        contacts usage tickets survey_responses subscriptions outcomes touchpoints measures requests goals promises
        handoffs feedback costs time_entries advocacy_memberships advocacy_acts
    }
    std::sync::Arc::make_mut(&mut facts.features).reverse();
    std::sync::Arc::make_mut(&mut facts.team_members).reverse();
    facts
}

/// The facts without each single record but a subscription, a feature, or a measure whose word is unmapped.
pub(super) fn without_one(facts: &Facts, policy: &policy::Policy) -> Vec<(String, Facts)> {
    let mut all = Vec::new();
    macro_rules! without {
        ($($list:ident)+) => {$(
            for place in 0..facts.$list.len() {
                let mut less = facts.clone();
                let record = less.$list.remove(place);
                all.push((format!("{record:?}"), less));
            }
        )+};
    }
    without! {
        contacts usage tickets survey_responses outcomes touchpoints requests goals promises handoffs feedback costs
        time_entries advocacy_memberships advocacy_acts
    }
    for place in 0..facts.measures.len() {
        let mut less = facts.clone();
        let record = less.measures.remove(place);
        let read = |signal: &policy::MeasureSignal| match &signal.reading {
            policy::Reading::Scale(..) => record.number.is_some(),
            policy::Reading::Map(map) => record.word.as_ref().is_some_and(|word| map.contains_key(word)),
        };
        if policy.measures.iter().filter(|signal| signal.key == record.key).all(read) {
            all.push((format!("{record:?}"), less));
        }
    }
    all
}
