//! Single facts by chance: few people, features and words, so that they collide.

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use entity::enums::*;
use entity::ids::*;
use entity::values::{GoalValue, Micros};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;
use vitrine::domain::facts::*;

use super::dice::Reach::{Sane, Wild};
use super::dice::*;

pub(super) fn uuid(kind: RecordKind, place: usize) -> Uuid {
    Uuid::from_u128((kind as u128) << 64 | (place as u128 + 1))
}

/// Keys that do not stand in the order of the list.
pub(super) fn key(place: usize) -> String {
    format!("{}{place}", ["m", "B", "é", "a", "9", "~"][place * 5 % 6])
}

pub(super) fn contact_id(place: usize) -> ContactId {
    ContactId(uuid(RecordKind::Contact, place))
}
pub(super) fn member_id(place: usize) -> TeamMemberId {
    TeamMemberId(uuid(RecordKind::TeamMember, place))
}

pub(super) fn seniority() -> impl Strategy<Value = Seniority> {
    one_of(Seniority::ALL)
}

pub(super) fn word(words: &'static [&'static str]) -> impl Strategy<Value = Option<Arc<str>>> {
    prop::option::weighted(0.8, select(words.to_vec()).prop_map(Arc::from))
}

pub(super) fn contact(reach: Reach) -> impl Strategy<Value = Contact> {
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

pub(super) fn usage(reach: Reach) -> impl Strategy<Value = Usage> {
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

pub(super) fn ticket(reach: Reach) -> impl Strategy<Value = Ticket> {
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

pub(super) fn weighted(probability: f64) -> impl Strategy<Value = bool> {
    prop::bool::weighted(probability)
}

pub(super) fn micros(reach: Reach, low: i64, high: i64) -> BoxedStrategy<Micros> {
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

pub(super) fn survey_response(reach: Reach) -> impl Strategy<Value = SurveyResponse> {
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

pub(super) fn currency() -> impl Strategy<Value = Option<String>> {
    prop_oneof![4 => Just(None), 3 => Just(Some("USD")), 2 => Just(Some("EUR")), 1 => Just(Some("GBP")), 1 => Just(Some(""))]
        .prop_map(|currency| currency.map(str::to_owned))
}

pub(super) fn subscription(reach: Reach) -> impl Strategy<Value = Subscription> {
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

pub(super) fn outcome(reach: Reach) -> impl Strategy<Value = Outcome> {
    (maybe(one_of(OutcomeKind::ALL)), maybe(on(reach))).prop_map(|(kind, on)| Outcome {
        id: OutcomeId(Uuid::nil()),
        external_id: String::new(),
        kind,
        on,
    })
}

pub(super) fn sentiment(reach: Reach) -> BoxedStrategy<f64> {
    let near =
        prop_oneof![6 => (-20_i32..=20).prop_map(|step| f64::from(step) / 20.0), 1 => select(vec![1.5, -1.1, 0.3])];
    match reach {
        Sane => near.boxed(),
        Wild => prop_oneof![1 => near, 1 => select(vec![f64::NAN, f64::INFINITY, f64::MIN, f64::MIN_POSITIVE, -0.0])]
            .boxed(),
    }
}

pub(super) fn touchpoint(reach: Reach) -> impl Strategy<Value = Touchpoint> {
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

pub(super) fn measure(reach: Reach) -> impl Strategy<Value = Measure> {
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

pub(super) fn request(reach: Reach) -> impl Strategy<Value = Request> {
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

pub(super) fn goal(reach: Reach) -> impl Strategy<Value = Goal> {
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

pub(super) fn promise(reach: Reach) -> impl Strategy<Value = Promise> {
    let outcome = maybe(one_of(PromiseOutcome::ALL));
    (maybe(on(reach)), outcome, prop::option::weighted(0.6, on(reach))).prop_map(|(due_on, outcome, ended_on)| {
        Promise { id: PromiseId(Uuid::nil()), external_id: String::new(), due_on, outcome, ended_on }
    })
}

pub(super) fn handoff(reach: Reach) -> impl Strategy<Value = Handoff> {
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

pub(super) fn feedback(reach: Reach) -> impl Strategy<Value = Feedback> {
    (maybe(at(reach)), maybe(at(reach)), maybe(at(reach))).prop_map(|(received_at, closed_at, customer_told_at)| {
        Feedback { id: FeedbackId(Uuid::nil()), external_id: String::new(), received_at, closed_at, customer_told_at }
    })
}

pub(super) fn cost(reach: Reach) -> impl Strategy<Value = Cost> {
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

pub(super) fn time_entry(reach: Reach) -> impl Strategy<Value = TimeEntry> {
    let minutes = prop_oneof![6 => 1_i32..600, 1 => small(reach)];
    (maybe((0_usize..5).prop_map(member_id)), maybe(on(reach)), maybe(minutes)).prop_map(|(member, on, minutes)| {
        TimeEntry { id: TimeEntryId(Uuid::nil()), external_id: String::new(), member, on, minutes }
    })
}

pub(super) fn membership(reach: Reach) -> impl Strategy<Value = AdvocacyMembership> {
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

pub(super) fn act(reach: Reach) -> impl Strategy<Value = AdvocacyAct> {
    let who = maybe((0_usize..5).prop_map(contact_id));
    (who, maybe(one_of(ActKind::ALL)), maybe(on(reach))).prop_map(|(contact, kind, on)| AdvocacyAct {
        id: AdvocacyActId(Uuid::nil()),
        external_id: String::new(),
        contact,
        kind,
        on,
    })
}

pub(super) fn feature() -> impl Strategy<Value = Feature> {
    let plans = prop::collection::btree_set(select(vec!["basic", "pro"]), 0..2);
    (weighted(0.6), plans).prop_map(|(key, plans)| Feature {
        id: FeatureId(Uuid::nil()),
        external_id: String::new(),
        key,
        plans: plans.into_iter().map(str::to_owned).collect(),
    })
}

pub(super) fn health_override(reach: Reach) -> impl Strategy<Value = HealthOverride> {
    (0_i32..=1000, at(reach), at(reach)).prop_map(|(score, since, until)| HealthOverride {
        score,
        reason: "We know better".to_owned(),
        since,
        until,
    })
}

pub(super) fn risk_answer(reach: Reach) -> impl Strategy<Value = RiskAnswer> {
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

pub(super) fn account(reach: Reach) -> impl Strategy<Value = Account> {
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
