//! Facts, policies and days by chance: few people, features and words, so that they collide; dates around the day of
//! the test, so that windows, fades and edges are hit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use entity::enums::*;
use entity::ids::*;
use entity::values::{GoalValue, Micros};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;
use vitrine::domain::facts::*;

use super::policy::{CompanyMeasure, MeasureSignal, Policy, Reading};

/// How far dates and numbers go.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Reach {
    /// What a door lets in.
    Sane,
    /// Whatever the types can hold.
    Wild,
}
use Reach::{Sane, Wild};

pub(super) fn base() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 6, 15).unwrap()
}

pub(super) fn midnight(on: NaiveDate) -> DateTime<Utc> {
    on.and_time(chrono::NaiveTime::MIN).and_utc()
}

/// The date so many days before the base.
pub(super) fn before(days: i64) -> NaiveDate {
    let far = Days::new(days.unsigned_abs());
    if days >= 0 { base() - far } else { base() + far }
}

const EDGES: [i64; 52] = [
    0, 1, 2, 3, 4, 7, 8, 14, 15, 27, 28, 29, 30, 31, 32, 55, 56, 57, 59, 60, 61, 84, 85, 88, 89, 90, 91, 92, 111, 112,
    113, 120, 121, 140, 168, 179, 180, 181, 182, 224, 280, 336, 364, 365, 366, 367, 393, 500, 729, 730, 731, 732,
];

fn days_back() -> impl Strategy<Value = i64> {
    prop_oneof![4 => select(EDGES.to_vec()), 5 => 0_i64..100, 3 => 0_i64..400, 2 => -45_i64..2, 1 => 400_i64..1500,
        1 => select(vec![20_000, 36_500, -3_650])]
}

fn on(reach: Reach) -> BoxedStrategy<NaiveDate> {
    let near = days_back().prop_map(before);
    match reach {
        Sane => near.boxed(),
        Wild => {
            let far = select(vec![NaiveDate::MIN, NaiveDate::MAX, NaiveDate::MIN.succ_opt().unwrap()]);
            prop_oneof![2 => near, 1 => far].boxed()
        }
    }
}

fn at(reach: Reach) -> BoxedStrategy<DateTime<Utc>> {
    let seconds = prop_oneof![3 => select(vec![0_i64, 1, 36_000, 43_200, 43_201, 86_399]), 2 => 0_i64..86_400];
    let nanos = prop_oneof![5 => Just(0_i64), 1 => select(vec![1_i64, 1_000, 999_999_999])];
    let near = (days_back(), seconds, nanos).prop_map(|(days, seconds, nanos)| {
        midnight(before(days)) + TimeDelta::seconds(seconds) + TimeDelta::nanoseconds(nanos)
    });
    match reach {
        Sane => near.boxed(),
        Wild => prop_oneof![2 => near, 1 => select(vec![DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC])].boxed(),
    }
}

fn maybe<S: Strategy>(value: S) -> impl Strategy<Value = Option<S::Value>>
where
    S::Value: Clone,
{
    prop::option::weighted(0.85, value)
}

fn seldom<S: Strategy>(value: S) -> impl Strategy<Value = Option<S::Value>>
where
    S::Value: Clone,
{
    prop::option::weighted(0.3, value)
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    select(all.to_vec())
}

fn number(reach: Reach) -> BoxedStrategy<i64> {
    let near = prop_oneof![2 => Just(0_i64), 6 => 1_i64..20, 4 => 0_i64..5_000, 1 => select(vec![1_000_000_000_000, i64::MAX])];
    match reach {
        Sane => near.boxed(),
        Wild => prop_oneof![1 => near, 1 => any::<i64>(), 1 => select(vec![i64::MIN, i64::MAX, -1])].boxed(),
    }
}

fn small(reach: Reach) -> BoxedStrategy<i32> {
    let near = prop_oneof![1 => Just(0_i32), 6 => 1_i32..10, 3 => 0_i32..500, 1 => Just(i32::MAX)];
    match reach {
        Sane => near.boxed(),
        Wild => prop_oneof![1 => near, 1 => any::<i32>(), 1 => select(vec![i32::MIN, i32::MAX])].boxed(),
    }
}

fn uuid(kind: RecordKind, place: usize) -> Uuid {
    Uuid::from_u128((kind as u128) << 64 | (place as u128 + 1))
}

/// Keys that do not stand in the order of the list.
fn key(place: usize) -> String {
    format!("{}{place}", ["m", "B", "é", "a", "9", "~"][place * 5 % 6])
}

fn contact_id(place: usize) -> ContactId {
    ContactId(uuid(RecordKind::Contact, place))
}
fn member_id(place: usize) -> TeamMemberId {
    TeamMemberId(uuid(RecordKind::TeamMember, place))
}

fn seniority() -> impl Strategy<Value = Seniority> {
    one_of(Seniority::ALL)
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = Option<Arc<str>>> {
    prop::option::weighted(0.8, select(words.to_vec()).prop_map(Arc::from))
}

fn contact(reach: Reach) -> impl Strategy<Value = Contact> {
    (seniority(), one_of(RenewalInfluence::ALL), seldom(at(reach))).prop_map(
        |(seniority, renewal_influence, left_at)| Contact {
            id: contact_id(0),
            external_id: String::new(),
            seniority,
            renewal_influence,
            left_at,
        },
    )
}

fn usage(reach: Reach) -> impl Strategy<Value = Usage> {
    let length = match reach {
        Sane => prop_oneof![5 => Just(1_i64), 2 => select(vec![2_i64, 7, 28, 30]), 1 => 1_i64..60].boxed(),
        Wild => prop_oneof![3 => Just(1_i64), 1 => -3_i64..3, 1 => Just(100_000_000_i64)].boxed(),
    };
    // One in four covers exactly a window of 28 days.
    let span = prop_oneof![3 => (on(reach), length), 1 => (0_i64..5).prop_map(|back| (before(28 * (back + 1)), 28))];
    let users = prop_oneof![1 => Just(None), 3 => word(&["u1", "u2", "u3", ""])];
    let numbers = (seldom(number(reach)), maybe(number(reach)), seldom(number(reach)), seldom(number(reach)));
    (span, users, word(&["f0", "f1", "f2", "fx", ""]), numbers).prop_map(
        |((from, length), user, feature, (uses, sessions, seconds, active_users))| Usage {
            id: UsageId(Uuid::nil()),
            from,
            to: from.checked_add_signed(TimeDelta::days(length)).unwrap_or(NaiveDate::MAX),
            user,
            feature,
            uses,
            sessions,
            seconds,
            active_users,
        },
    )
}

fn ticket(reach: Reach) -> impl Strategy<Value = Ticket> {
    let times = (maybe(at(reach)), prop::option::weighted(0.6, at(reach)), seldom(at(reach)));
    let rest =
        (seldom(any::<bool>()), prop_oneof![3 => Just(0_i32), 1 => small(reach)], weighted(0.1), seldom(small(reach)));
    (one_of(TicketSeverity::ALL), times, rest).prop_map(|(severity, (opened_at, closed_at, target_at), rest)| Ticket {
        id: TicketId(Uuid::nil()),
        external_id: String::new(),
        severity,
        opened_at,
        closed_at,
        target_at,
        first_contact_resolved: rest.0,
        reopens: rest.1,
        escalated: rest.2,
        minutes: rest.3,
    })
}

fn weighted(probability: f64) -> impl Strategy<Value = bool> {
    prop::bool::weighted(probability)
}

fn micros(reach: Reach, low: i64, high: i64) -> BoxedStrategy<Micros> {
    let whole = (low..=high).prop_map(|whole| whole * 1_000_000);
    let fine = low * 1_000_000 - 1..high * 1_000_000 + 2;
    let near = prop_oneof![4 => whole, 1 => fine];
    match reach {
        Sane => near.prop_map(Micros).boxed(),
        Wild => {
            prop_oneof![1 => near, 1 => select(vec![i64::MIN, i64::MAX]), 1 => any::<i64>()].prop_map(Micros).boxed()
        }
    }
}

fn survey_response(reach: Reach) -> impl Strategy<Value = SurveyResponse> {
    let scale = prop_oneof![
        6 => select(vec![(1_i64, 5_i64), (1, 7), (0, 10), (-1, 1)]).prop_map(|(low, high)| (Some(low), Some(high))),
        1 => select(vec![(None, None), (Some(1), None), (Some(5), Some(5)), (Some(7), Some(1))]),
    ];
    let who = prop::option::weighted(0.8, (0_usize..5).prop_map(contact_id));
    let answer = maybe(micros(reach, 0, 11));
    (who, maybe(one_of(SurveyKind::ALL)), answer, scale, weighted(0.2), maybe(at(reach))).prop_map(
        |(contact, kind, answer, (low, high), low_is_good, answered_at)| SurveyResponse {
            id: SurveyResponseId(Uuid::nil()),
            external_id: String::new(),
            contact,
            kind,
            answer,
            scale_min: low.map(|low| Micros(low * 1_000_000)),
            scale_max: high.map(|high| Micros(high * 1_000_000)),
            low_is_good,
            answered_at,
        },
    )
}

fn currency() -> impl Strategy<Value = Option<String>> {
    prop_oneof![4 => Just(None), 3 => Just(Some("USD")), 2 => Just(Some("EUR")), 1 => Just(Some("GBP")), 1 => Just(Some(""))]
        .prop_map(|currency| currency.map(str::to_owned))
}

fn subscription(reach: Reach) -> impl Strategy<Value = Subscription> {
    let plan = word(&["basic", "pro", "odd", ""]).prop_map(|plan| plan.map(|plan| plan.to_string()));
    let money = prop_oneof![1 => Just(0_i64), 5 => 1_i64..2_000_000, 1 => number(reach)];
    let dates = (maybe(on(reach)), maybe(on(reach)), seldom(on(reach)));
    (plan, maybe(money), currency(), maybe(small(reach)), weighted(0.15), dates).prop_map(
        |(plan, mrr_minor, currency, seats, trial, (started_on, term_ends_on, ended_on))| Subscription {
            id: SubscriptionId(Uuid::nil()),
            external_id: String::new(),
            plan,
            mrr_minor,
            currency,
            seats,
            trial,
            started_on,
            term_ends_on,
            ended_on,
        },
    )
}

fn outcome(reach: Reach) -> impl Strategy<Value = Outcome> {
    (maybe(one_of(OutcomeKind::ALL)), maybe(on(reach))).prop_map(|(kind, on)| Outcome {
        id: OutcomeId(Uuid::nil()),
        external_id: String::new(),
        kind,
        on,
    })
}

fn sentiment(reach: Reach) -> BoxedStrategy<f64> {
    let near =
        prop_oneof![6 => (-20_i32..=20).prop_map(|step| f64::from(step) / 20.0), 1 => select(vec![1.5, -1.1, 0.3])];
    match reach {
        Sane => near.boxed(),
        Wild => prop_oneof![1 => near, 1 => select(vec![f64::NAN, f64::INFINITY, f64::MIN, f64::MIN_POSITIVE, -0.0])]
            .boxed(),
    }
}

fn touchpoint(reach: Reach) -> impl Strategy<Value = Touchpoint> {
    let channel = prop_oneof![2 => one_of(Channel::ALL), 1 => Just(Channel::Meeting)];
    let initiation = prop_oneof![1 => one_of(Initiation::ALL), 1 => Just(Initiation::Planned)];
    let state = prop_oneof![3 => Just(MeetingState::Kept), 2 => one_of(MeetingState::ALL)];
    let who = (prop::collection::btree_set(0_usize..5, 0..3), prop::collection::btree_set(0_usize..5, 0..3));
    let kind = (maybe(channel), one_of(Direction::ALL), maybe(initiation), state, maybe(one_of(Purpose::ALL)));
    let rest = (maybe(at(reach)), seldom(small(reach)), weighted(0.7), seldom(sentiment(reach)));
    (kind, rest, who).prop_map(|(kind, rest, (contacts, members))| Touchpoint {
        id: TouchpointId(Uuid::nil()),
        external_id: String::new(),
        channel: kind.0,
        direction: kind.1,
        initiation: kind.2,
        state: kind.3,
        purpose: kind.4,
        occurred_at: rest.0,
        minutes: rest.1,
        has_outcome: rest.2,
        sentiment: rest.3,
        contacts: contacts.into_iter().map(contact_id).collect(),
        members: members.into_iter().map(member_id).collect(),
    })
}

fn measure(reach: Reach) -> impl Strategy<Value = Measure> {
    let key = select(vec!["m0", "m1", "m2", "c0", "other"]);
    let value = prop_oneof![
        5 => micros(reach, -2, 12).prop_map(|number| (Some(number), None)),
        4 => select(vec!["good", "fair", "bad", "unmapped", ""]).prop_map(|word| (None, Some(word.to_owned()))),
        1 => Just((None, None)),
    ];
    (key, value, at(reach)).prop_map(|(key, (number, word), observed_at)| Measure {
        id: MeasureId(Uuid::nil()),
        external_id: String::new(),
        key: key.to_owned(),
        number,
        word,
        observed_at,
    })
}

fn request(reach: Reach) -> impl Strategy<Value = Request> {
    let times = (maybe(at(reach)), prop::option::weighted(0.5, at(reach)), prop::option::weighted(0.5, at(reach)));
    (one_of(Urgency::ALL), one_of(RequestStatus::ALL), times).prop_map(
        |(urgency, status, (raised_at, next_update_due, customer_told_at))| Request {
            id: RequestId(Uuid::nil()),
            external_id: String::new(),
            urgency,
            status,
            raised_at,
            next_update_due,
            customer_told_at,
        },
    )
}

fn goal(reach: Reach) -> impl Strategy<Value = Goal> {
    let values = vec((on(reach), micros(reach, 0, 10)).prop_map(|(on, value)| GoalValue { on, value }), 0..4);
    let numbers = (maybe(micros(reach, 0, 10)), maybe(micros(reach, 0, 10)));
    let dates = (maybe(on(reach)), maybe(on(reach)), seldom(at(reach)));
    (numbers, dates, weighted(0.1), values).prop_map(
        |((baseline, target), (start_on, due_on, accepted_at), abandoned, values)| Goal {
            id: GoalId(Uuid::nil()),
            external_id: String::new(),
            baseline,
            target,
            start_on,
            due_on,
            abandoned,
            values,
            accepted_at,
        },
    )
}

fn promise(reach: Reach) -> impl Strategy<Value = Promise> {
    let outcome = maybe(one_of(PromiseOutcome::ALL));
    (maybe(on(reach)), outcome, prop::option::weighted(0.6, on(reach))).prop_map(|(due_on, outcome, ended_on)| {
        Promise { id: PromiseId(Uuid::nil()), external_id: String::new(), due_on, outcome, ended_on }
    })
}

fn handoff(reach: Reach) -> impl Strategy<Value = Handoff> {
    let who = || maybe((0_usize..5).prop_map(member_id));
    let times = (maybe(on(reach)), maybe(at(reach)), seldom(at(reach)), seldom(at(reach)));
    (who(), who(), times).prop_map(|(from, to, (signed_on, accepted_at, sent_back_at, kickoff_at))| Handoff {
        id: HandoffId(Uuid::nil()),
        external_id: String::new(),
        from,
        to,
        signed_on,
        accepted_at,
        sent_back_at,
        kickoff_at,
    })
}

fn feedback(reach: Reach) -> impl Strategy<Value = Feedback> {
    (maybe(at(reach)), maybe(at(reach)), maybe(at(reach))).prop_map(|(received_at, closed_at, customer_told_at)| {
        Feedback { id: FeedbackId(Uuid::nil()), external_id: String::new(), received_at, closed_at, customer_told_at }
    })
}

fn cost(reach: Reach) -> impl Strategy<Value = Cost> {
    let amount = prop_oneof![6 => 0_i64..500_000, 2 => -200_000_i64..0, 1 => number(reach)];
    (maybe(one_of(CostKind::ALL)), maybe(on(reach)), maybe(amount), currency()).prop_map(
        |(kind, on, amount_minor, currency)| Cost {
            id: CostId(Uuid::nil()),
            external_id: String::new(),
            kind,
            on,
            amount_minor,
            currency,
        },
    )
}

fn time_entry(reach: Reach) -> impl Strategy<Value = TimeEntry> {
    let minutes = prop_oneof![6 => 1_i32..600, 1 => small(reach)];
    (maybe((0_usize..5).prop_map(member_id)), maybe(on(reach)), maybe(minutes)).prop_map(|(member, on, minutes)| {
        TimeEntry { id: TimeEntryId(Uuid::nil()), external_id: String::new(), member, on, minutes }
    })
}

fn membership(reach: Reach) -> impl Strategy<Value = AdvocacyMembership> {
    (maybe(on(reach)), seldom(on(reach)), weighted(0.7)).prop_map(|(joined_on, left_on, has_motivations)| {
        AdvocacyMembership {
            id: AdvocacyMembershipId(Uuid::nil()),
            external_id: String::new(),
            joined_on,
            left_on,
            has_motivations,
        }
    })
}

fn act(reach: Reach) -> impl Strategy<Value = AdvocacyAct> {
    let who = maybe((0_usize..5).prop_map(contact_id));
    (who, maybe(one_of(ActKind::ALL)), maybe(on(reach))).prop_map(|(contact, kind, on)| AdvocacyAct {
        id: AdvocacyActId(Uuid::nil()),
        external_id: String::new(),
        contact,
        kind,
        on,
    })
}

fn feature() -> impl Strategy<Value = Feature> {
    let plans = prop::collection::btree_set(select(vec!["basic", "pro"]), 0..2);
    (weighted(0.6), plans).prop_map(|(key, plans)| Feature {
        id: FeatureId(Uuid::nil()),
        external_id: String::new(),
        key,
        plans: plans.into_iter().map(str::to_owned).collect(),
    })
}

fn health_override(reach: Reach) -> impl Strategy<Value = HealthOverride> {
    (0_i32..=1000, at(reach), at(reach)).prop_map(|(score, since, until)| HealthOverride {
        score,
        reason: "We know better".to_owned(),
        since,
        until,
    })
}

fn risk_answer(reach: Reach) -> impl Strategy<Value = RiskAnswer> {
    let near = (-15_i64..3, select(vec![0_i64, 43_200, 80_000]))
        .prop_map(|(days, seconds)| midnight(before(days)) + TimeDelta::seconds(seconds));
    let when = if reach == Wild { prop_oneof![near, at(Wild)].boxed() } else { near.boxed() };
    (one_of(RiskKind::ALL), one_of(RiskState::ALL), when).prop_map(|(kind, state, at)| RiskAnswer {
        kind,
        state,
        at,
        reason: "Seen".to_owned(),
    })
}

fn account(reach: Reach) -> impl Strategy<Value = Account> {
    let status = prop_oneof![
        8 => Just(AccountStatus::Customer), 1 => Just(AccountStatus::Coming), 1 => Just(AccountStatus::Canceled),
        1 => one_of(&[AccountStatus::Prospect, AccountStatus::Lost]),
    ];
    let dates = (prop::option::weighted(0.7, on(reach)), prop::option::weighted(0.6, at(reach)));
    (status, one_of(TouchModel::ALL), dates).prop_map(|(status, touch_model, (started_on, first_value_at))| Account {
        id: AccountId(uuid(RecordKind::Account, 0)),
        status,
        touch_model,
        started_on,
        first_value_at,
    })
}

/// Facts by chance alone.
fn loose(reach: Reach) -> impl Strategy<Value = Facts> {
    // An account is seen from its first fact on, so the day is always known.
    let seen = on(reach).prop_map(move |on| (reach == Sane || on < base()).then_some(on));
    let head = (account(reach), seen, vec(one_of(RecordKind::ALL), 0..12));
    let people = (vec(contact(reach), 0..5), vec(touchpoint(reach), 0..9), vec(survey_response(reach), 0..9));
    let product = (
        prop_oneof![vec(usage(reach), 0..4), vec(usage(reach), 0..25)],
        vec(feature(), 0..4),
        vec(ticket(reach), 0..6),
        vec(measure(reach), 0..6),
    );
    let money = (vec(subscription(reach), 0..4), vec(outcome(reach), 0..3), vec(cost(reach), 0..4));
    let ours = (
        vec(prop::option::weighted(0.9, one_of(Department::ALL)), 0..5),
        prop_oneof![Just(Vec::new()), vec(time_entry(reach), 0..4)],
        vec(handoff(reach), 0..3),
        vec(request(reach), 0..5),
    );
    let value = (vec(goal(reach), 0..4), vec(promise(reach), 0..4), vec(feedback(reach), 0..4));
    let fame = (
        vec(membership(reach), 0..2),
        vec(act(reach), 0..4),
        maybe(health_override(reach)),
        vec(risk_answer(reach), 0..12),
    );
    (head, people, product, money, ours, value, fame).prop_map(|(head, people, product, money, ours, value, fame)| {
        let members = ours.0.into_iter().enumerate();
        let mut facts = Facts {
            account: head.0,
            first_seen: head.1,
            connected: head.2.into_iter().collect(),
            contacts: people.0,
            usage: product.0,
            tickets: product.2,
            survey_responses: people.2,
            subscriptions: money.0,
            outcomes: money.1,
            touchpoints: people.1,
            measures: product.3,
            requests: ours.3,
            goals: value.0,
            promises: value.1,
            handoffs: ours.2,
            feedback: value.2,
            costs: money.2,
            time_entries: ours.1,
            advocacy_memberships: fame.0,
            advocacy_acts: fame.1,
            features: Arc::new(product.1),
            team_members: Arc::new(
                members.map(|(place, department)| TeamMember { id: member_id(place), department }).collect(),
            ),
            health_override: fame.2,
            risk_answers: fame.3,
        };
        name(&mut facts);
        facts
    })
}

/// Gives each record its own id and key, and connects the kinds that have one.
fn name(facts: &mut Facts) {
    macro_rules! named {
        ($($list:ident $kind:ident $id:ident;)+) => {$(
            for (place, record) in facts.$list.iter_mut().enumerate() {
                record.id = $id(uuid(RecordKind::$kind, place));
                record.external_id = key(place);
            }
            if !facts.$list.is_empty() {
                facts.connected.insert(RecordKind::$kind);
            }
        )+};
    }
    named! {
        contacts Contact ContactId; tickets Ticket TicketId; survey_responses SurveyResponse SurveyResponseId;
        subscriptions Subscription SubscriptionId; outcomes Outcome OutcomeId; touchpoints Touchpoint TouchpointId;
        measures Measure MeasureId; requests Request RequestId; goals Goal GoalId; promises Promise PromiseId;
        handoffs Handoff HandoffId; feedback Feedback FeedbackId; costs Cost CostId;
        time_entries TimeEntry TimeEntryId; advocacy_memberships AdvocacyMembership AdvocacyMembershipId;
        advocacy_acts AdvocacyAct AdvocacyActId;
    }
    for (place, usage) in facts.usage.iter_mut().enumerate() {
        usage.id = UsageId(uuid(RecordKind::Usage, place));
    }
    if !facts.usage.is_empty() {
        facts.connected.insert(RecordKind::Usage);
    }
    for (place, feature) in Arc::make_mut(&mut facts.features).iter_mut().enumerate() {
        feature.id = FeatureId(uuid(RecordKind::Feature, place));
        feature.external_id = format!("f{place}");
    }
}

/// An account on the highest rung, with all that this takes.
pub(super) fn advocate() -> Facts {
    let noon = |days: i64| Some(midnight(before(days)) + TimeDelta::hours(12));
    let contact = |seniority, renewal_influence| Contact {
        id: contact_id(0),
        external_id: String::new(),
        seniority,
        renewal_influence,
        left_at: None,
    };
    let touchpoint = |days, purpose, direction| Touchpoint {
        id: TouchpointId(Uuid::nil()),
        external_id: String::new(),
        channel: Some(Channel::Meeting),
        direction,
        initiation: Some(Initiation::Planned),
        state: MeetingState::Kept,
        purpose: Some(purpose),
        occurred_at: noon(days),
        minutes: Some(60),
        has_outcome: true,
        sentiment: Some(0.5),
        contacts: vec![contact_id(0), contact_id(1)],
        members: vec![member_id(0), member_id(1)],
    };
    let answer = |kind, who, days, answer: i64| SurveyResponse {
        id: SurveyResponseId(Uuid::nil()),
        external_id: String::new(),
        contact: Some(contact_id(who)),
        kind: Some(kind),
        answer: Some(Micros(answer * 1_000_000)),
        scale_min: Some(Micros(0)),
        scale_max: Some(Micros(10_000_000)),
        low_is_good: false,
        answered_at: noon(days),
    };
    let usage = |week: i64| Usage {
        id: UsageId(Uuid::nil()),
        from: before(7 * (week + 1)),
        to: before(7 * week),
        user: Some(Arc::from(["u1", "u2", "u3"][usize::try_from(week % 3).unwrap()])),
        feature: Some(Arc::from("f0")),
        uses: Some(70),
        sessions: Some(7),
        seconds: Some(700),
        active_users: None,
    };
    let mut facts = Facts {
        account: Account {
            id: AccountId(uuid(RecordKind::Account, 0)),
            status: AccountStatus::Customer,
            touch_model: TouchModel::HighTouch,
            started_on: Some(before(400)),
            first_value_at: noon(350),
        },
        first_seen: Some(before(400)),
        connected: BTreeSet::new(),
        contacts: vec![
            contact(Seniority::Executive, RenewalInfluence::Owns),
            contact(Seniority::Champion, RenewalInfluence::Influences),
            contact(Seniority::EndUser, RenewalInfluence::None),
        ],
        usage: (0..57).map(usage).collect(),
        tickets: vec![Ticket {
            id: TicketId(Uuid::nil()),
            external_id: String::new(),
            severity: TicketSeverity::Sev3,
            opened_at: noon(50),
            closed_at: noon(49),
            target_at: None,
            first_contact_resolved: Some(true),
            reopens: 0,
            escalated: false,
            minutes: None,
        }],
        survey_responses: vec![
            answer(SurveyKind::Nps, 0, 20, 9),
            answer(SurveyKind::Nps, 1, 30, 10),
            answer(SurveyKind::RenewalIntent, 0, 10, 8),
            answer(SurveyKind::RenewalIntent, 1, 12, 9),
        ],
        subscriptions: vec![Subscription {
            id: SubscriptionId(Uuid::nil()),
            external_id: String::new(),
            plan: Some("pro".to_owned()),
            mrr_minor: Some(300_000),
            currency: None,
            seats: Some(4),
            trial: false,
            started_on: Some(before(400)),
            term_ends_on: Some(before(-330)),
            ended_on: None,
        }],
        outcomes: vec![Outcome {
            id: OutcomeId(Uuid::nil()),
            external_id: String::new(),
            kind: Some(OutcomeKind::Renewed),
            on: Some(before(35)),
        }],
        touchpoints: vec![
            touchpoint(380, Purpose::Onboarding, Direction::Outbound),
            touchpoint(60, Purpose::Review, Direction::Both),
            touchpoint(5, Purpose::Review, Direction::Inbound),
        ],
        measures: Vec::new(),
        requests: Vec::new(),
        goals: vec![Goal {
            id: GoalId(Uuid::nil()),
            external_id: String::new(),
            baseline: Some(Micros(0)),
            target: Some(Micros(10_000_000)),
            start_on: Some(before(200)),
            due_on: Some(before(20)),
            abandoned: false,
            values: vec![GoalValue { on: before(40), value: Micros(11_000_000) }],
            accepted_at: noon(30),
        }],
        promises: Vec::new(),
        handoffs: vec![Handoff {
            id: HandoffId(Uuid::nil()),
            external_id: String::new(),
            from: Some(member_id(0)),
            to: Some(member_id(1)),
            signed_on: Some(before(402)),
            accepted_at: noon(399),
            sent_back_at: None,
            kickoff_at: noon(395),
        }],
        feedback: vec![Feedback {
            id: FeedbackId(Uuid::nil()),
            external_id: String::new(),
            received_at: noon(100),
            closed_at: noon(80),
            customer_told_at: noon(79),
        }],
        costs: Vec::new(),
        time_entries: Vec::new(),
        advocacy_memberships: vec![AdvocacyMembership {
            id: AdvocacyMembershipId(Uuid::nil()),
            external_id: String::new(),
            joined_on: Some(before(90)),
            left_on: None,
            has_motivations: true,
        }],
        advocacy_acts: vec![AdvocacyAct {
            id: AdvocacyActId(Uuid::nil()),
            external_id: String::new(),
            contact: Some(contact_id(0)),
            kind: Some(ActKind::CaseStudy),
            on: Some(before(45)),
        }],
        features: Arc::new(vec![Feature {
            id: FeatureId(Uuid::nil()),
            external_id: String::new(),
            key: true,
            plans: Vec::new(),
        }]),
        team_members: Arc::new(vec![
            TeamMember { id: member_id(0), department: Some(Department::Sales) },
            TeamMember { id: member_id(1), department: Some(Department::Cs) },
        ]),
        health_override: None,
        risk_answers: Vec::new(),
    };
    name(&mut facts);
    facts
}

/// The advocate with something by chance laid over one or a few kinds of fact.
fn disturbed(reach: Reach) -> impl Strategy<Value = Facts> {
    let which = prop::collection::btree_set(0_usize..23, 1..5);
    (loose(reach), which, any::<bool>()).prop_map(|(loose, which, adds)| {
        let mut facts = advocate();
        facts.connected.extend(&loose.connected);
        facts.risk_answers.clone_from(&loose.risk_answers);
        let mut place = 0;
        macro_rules! lay_over {
            ($($list:ident)+) => {$(
                if which.contains(&place) {
                    if !adds {
                        facts.$list.clear();
                    }
                    facts.$list.extend(loose.$list);
                }
                place += 1;
            )+};
        }
        lay_over! {
            contacts usage tickets survey_responses subscriptions outcomes touchpoints measures requests goals promises
            handoffs feedback costs time_entries advocacy_memberships advocacy_acts
        }
        if which.contains(&place) {
            facts.features = loose.features;
        }
        if which.contains(&(place + 1)) {
            facts.team_members = loose.team_members;
        }
        if which.contains(&(place + 2)) {
            facts.health_override = loose.health_override;
        }
        if which.contains(&(place + 3)) {
            facts.account = loose.account;
        }
        if which.contains(&(place + 4)) {
            facts.first_seen = loose.first_seen;
        }
        name(&mut facts);
        facts
    })
}

pub(super) fn facts(reach: Reach) -> impl Strategy<Value = Facts> {
    prop_oneof![loose(reach), disturbed(reach)]
}

/// One set of facts, or a few that follow one another.
pub(super) fn changing_facts(reach: Reach) -> impl Strategy<Value = Vec<Facts>> {
    prop_oneof![2 => vec(facts(reach), 1..2), 2 => vec(disturbed(reach), 2..4), 1 => vec(loose(reach), 2..3)]
}

/// A moment on the base day or soon after, then steps in seconds.
pub(super) fn days(most: usize) -> impl Strategy<Value = Vec<DateTime<Utc>>> {
    let first = prop_oneof![1 => Just(0_i64), 1 => Just(86_399_i64), 3 => 0_i64..86_400];
    let step = prop_oneof![
        2 => 0_i64..86_400, 1 => Just(0_i64), 3 => Just(86_400_i64), 2 => (1_i64..16).prop_map(|days| days * 86_400),
        1 => 86_400_i64..86_400 * 45, 2 => (29_i64..39).prop_map(|days| days * 86_400),
    ];
    (first, vec(step, 0..most)).prop_map(|(first, steps)| {
        let mut now = midnight(base()) + TimeDelta::seconds(first);
        let mut days = vec![now];
        for step in steps {
            now += TimeDelta::seconds(step);
            days.push(now);
        }
        days
    })
}

fn reading() -> impl Strategy<Value = Reading> {
    let scale = select(vec![(0, 10_000_000), (10_000_000, 0), (-1_000_000, 3_500_000), (0, 3_000_000)]);
    let map = vec(select(vec![0_i64, 250_000, 333_333, 500_000, 1_000_000]), 3).prop_map(|values| {
        let words = ["good", "fair", "bad"].into_iter().map(str::to_owned);
        Reading::Map(words.zip(values).collect::<BTreeMap<_, _>>())
    });
    prop_oneof![scale.prop_map(|(low, high)| Reading::Scale(low, high)), map]
}

pub(super) fn policies() -> impl Strategy<Value = Policy> {
    let rate = (select(vec!["USD", "EUR", "GBP"]), days_back(), select(vec![1_100_000_i64, 900_000, 1_333_333, 1]));
    let measure = (
        one_of(HealthComponent::ALL),
        select(vec![200_000_i64, 500_000, 1_000_000, 333_333]),
        reading(),
        seldom(select(vec![1_i64, 30, 90])),
    );
    let company = (select(vec![500_000_i64, 1_000_000, 3_000_000]), reading());
    let money = (
        select(vec!["USD", "USD", "EUR"]),
        vec(rate, 0..4),
        vec(select(vec![60_000_000_i64, 45_500_000, 0, 120_000_000]), 6),
        select(vec![30_i64, 0, 45]),
    );
    let measures = prop_oneof![1 => Just(Vec::new()), 1 => vec(measure, 0..3)];
    let company = prop_oneof![2 => Just(Vec::new()), 1 => vec(company, 1..3)];
    (money, measures, company).prop_map(|((currency, rates, loaded, touchpoint_minutes), measures, company)| {
        let rates = rates.into_iter().filter(|(other, ..)| *other != currency);
        Policy {
            currency: currency.to_owned(),
            rates: rates.map(|(other, days, rate)| (other.to_owned(), super::day(before(days)), rate)).collect(),
            loaded_rates: Department::ALL.iter().copied().zip(loaded).collect(),
            touchpoint_minutes,
            measures: measures
                .into_iter()
                .enumerate()
                .map(|(place, (component, share, reading, half_life))| MeasureSignal {
                    key: format!("m{place}"),
                    component,
                    share,
                    reading,
                    half_life,
                })
                .collect(),
            company: company
                .into_iter()
                .enumerate()
                .map(|(place, (weight, reading))| CompanyMeasure {
                    key: ["c0", "m1"][place].to_owned(),
                    weight,
                    reading,
                })
                .collect(),
            ..Policy::default()
        }
    })
}
