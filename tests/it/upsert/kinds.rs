//! Each kind goes the same road: created, repeated, changed, cleared, refused, deleted, revived.

use serde_json::{Value, json};
use vitrine::registry::Record;
use vitrine::sync::result::ProblemCode;
use vitrine::sync::result::ProblemCode::{Invalid, OutOfScale, Required, Stale, UnknownReference};
use vitrine::sync::result::UpsertOutcome::{Created, Deleted, Rejected, Unchanged, Updated};
use vitrine::sync::row::Row;

use super::bench::{Bench, told, with};
use crate::common::{TestDatabase, each_engine};

/// What is particular about a kind.
struct Case {
    /// A whole row, but for key, stamp and account.
    row: Value,
    /// Another value of a field, and what the image then holds under which key.
    change: (&'static str, Value, &'static str, Value),
    /// A field to null, and what the image then holds under which key.
    clear: Option<(&'static str, &'static str, Value)>,
    /// Fields that make the row bad, with code and path.
    bad: (Value, ProblemCode, &'static str),
    /// A field without which a new record is REQUIRED.
    needed: Option<&'static str>,
    /// It belongs to an account.
    of_account: bool,
}

fn account() -> Value {
    json!({"system": "crm", "id": "a1"})
}

fn at(base: &Value, key: &str, stamp: &str) -> Value {
    with(base, json!({"externalId": key, "updatedAt": stamp}))
}

async fn road<R: Row>(database: TestDatabase, case: Case) {
    let bench = Bench::new(database).await;
    let base = if case.of_account { with(&case.row, json!({"account": account()})) } else { case.row.clone() };
    let row = at(&base, "x1", "2026-02-01T00:00:00Z");

    let dry = bench.send::<R>(vec![row.clone()], true).await;
    assert_eq!((told(&dry[0]), dry[0].id.as_ref()), ((Created, None), None));
    assert_eq!(bench.image::<R>("x1").await, None);

    let (fields, code, path) = case.bad;
    let bad = at(&with(&base, fields), "x2", "2026-02-01T00:00:00Z");
    let mut batch = vec![bad.clone(), row.clone(), at(&base, "x3", "2026-02-01T00:00:00Z")];
    if case.of_account {
        batch.push(with(&at(&base, "x4", "2026-02-01T00:00:00Z"), json!({"account": {"system": "crm", "id": "no"}})));
    }
    let results = bench.upsert::<R>(batch).await;
    assert_eq!(told(&results[0]), (Rejected, Some((code, path.to_owned()))), "{:?}", results[0]);
    assert_eq!((told(&results[1]), told(&results[2])), ((Created, None), (Created, None)), "{results:?}");
    if case.of_account {
        assert_eq!(told(&results[3]), (Rejected, Some((UnknownReference, "account".to_owned()))));
        assert!(results[3].problems[0].retryable);
    }
    let id = results[1].id.clone().unwrap();
    let logged = bench.log_length().await;

    let again = bench.upsert::<R>(vec![row.clone(), at(&base, "x1", "2026-02-02T00:00:00Z")]).await;
    assert_eq!((told(&again[1]), again[1].id.as_ref()), ((Unchanged, None), Some(&id)));
    let stale = bench.upsert::<R>(vec![row.clone()]).await;
    assert_eq!(told(&stale[0]), (Unchanged, Some((Stale, "updatedAt".to_owned()))));
    assert_eq!(bench.log_length().await, logged, "what changes nothing is not logged");
    assert_eq!(bench.image::<R>("x1").await.unwrap()["version"], 1);

    let (field, value, key, stored) = case.change;
    let changed = at(&with(&base, json!({field: value})), "x1", "2026-02-03T00:00:00Z");
    assert_eq!(told(&bench.upsert::<R>(vec![changed.clone()]).await[0]), (Updated, None));
    let image = bench.image::<R>("x1").await.unwrap();
    assert_eq!((&image[key], &image["version"]), (&stored, &json!(2)));
    assert!(bench.log_length().await > logged);

    let mut last = 2;
    if let Some((field, key, stored)) = case.clear {
        let mut absent = at(&changed, "x1", "2026-02-04T00:00:00Z");
        absent.as_object_mut().unwrap().remove(field);
        assert_eq!(told(&bench.upsert::<R>(vec![absent]).await[0]), (Unchanged, None));
        let cleared = with(&at(&changed, "x1", "2026-02-05T00:00:00Z"), json!({field: null}));
        assert_eq!(told(&bench.upsert::<R>(vec![cleared]).await[0]), (Updated, None));
        assert_eq!(bench.image::<R>("x1").await.unwrap()[key], stored);
        last = 3;
    }

    if let Some(field) = case.needed {
        let mut without = at(&base, "x5", "2026-02-05T00:00:00Z");
        without.as_object_mut().unwrap().remove(field);
        let nulled = with(&at(&changed, "x1", "2026-02-06T00:00:00Z"), json!({field: null}));
        let results = bench.upsert::<R>(vec![without, nulled]).await;
        assert_eq!(told(&results[0]), (Rejected, Some((Required, field.to_owned()))));
        assert_eq!(told(&results[1]), (Rejected, Some((Invalid, field.to_owned()))));
    }

    let kind = R::Model::KIND;
    let older = bench.delete(kind, &["x1"], Some("2026-01-01T00:00:00Z")).await;
    assert_eq!(told(&older[0]), (Unchanged, Some((Stale, "deletedAt".to_owned()))));
    let gone = bench.delete(kind, &["x1", "nobody"], Some("2026-02-10T00:00:00Z")).await;
    assert_eq!((told(&gone[0]), told(&gone[1])), ((Deleted, None), (Unchanged, None)));
    assert_eq!(bench.image::<R>("x1").await, None);
    assert_eq!(told(&bench.delete(kind, &["x1"], None).await[0]), (Unchanged, None));
    let late = bench.upsert::<R>(vec![at(&base, "x1", "2026-02-09T00:00:00Z")]).await;
    assert_eq!(told(&late[0]), (Unchanged, Some((Stale, "updatedAt".to_owned()))));
    let back = bench.upsert::<R>(vec![at(&base, "x1", "2026-02-11T00:00:00Z")]).await;
    assert_eq!((told(&back[0]), back[0].id.as_ref()), ((Created, None), Some(&id)));
    assert_eq!(bench.image::<R>("x1").await.unwrap()["version"], last + 1);
}

fn case(row: Value) -> Case {
    let change = ("", Value::Null, "", Value::Null);
    Case { row, change, clear: None, bad: (Value::Null, Invalid, ""), needed: None, of_account: true }
}

fn word(text: &str) -> Value {
    text.into()
}

macro_rules! kinds {
    ($($name:ident: $module:ident::$row:ident = $case:expr;)+) => {
        each_engine! {
            $(async fn $name(database) {
                road::<vitrine::sync::$module::$row>(database, $case).await;
            })+
        }
    };
}

kinds! {
    contact: contact::ContactRowInput = Case {
        change: ("title", word("CTO"), "title", word("CTO")),
        clear: Some(("seniority", "seniority", word("UNKNOWN"))),
        bad: (json!({"email": "nobody"}), Invalid, "email"),
        needed: Some("name"),
        ..case(json!({"name": "Bo", "title": "CEO", "email": "bo@example.com", "seniority": "EXECUTIVE",
            "consents": [{"purpose": "SURVEY", "granted": true, "recordedAt": "2026-01-01T00:00:00Z"}],
            "attributes": {"floor": 3}}))
    };
    team_member: team_member::TeamMemberRowInput = Case {
        change: ("weeklyMinutes", json!(600), "weeklyMinutes", json!(600)),
        clear: Some(("manager", "managerId", Value::Null)),
        bad: (json!({"weeklyMinutes": -1}), Invalid, "weeklyMinutes"),
        needed: Some("department"),
        of_account: false,
        ..case(json!({"name": "Cy", "department": "CS", "manager": {"system": "crm", "id": "m1"}, "weeklyMinutes": 60}))
    };
    feature: feature::FeatureRowInput = Case {
        change: ("plans", json!(["pro", "max", "pro"]), "plans", json!(["pro", "max"])),
        clear: Some(("key", "key", json!(false))),
        bad: (json!({"name": "é".repeat(256)}), ProblemCode::TooLong, "name"),
        needed: Some("name"),
        of_account: false,
        ..case(json!({"name": "Reports", "key": true, "plans": ["pro"]}))
    };
    usage: usage::UsageRowInput = Case {
        change: ("uses", json!(7), "uses", json!(7)),
        clear: Some(("feature", "feature", Value::Null)),
        bad: (json!({"to": "2026-01-01"}), Invalid, "to"),
        ..case(json!({"from": "2026-01-01", "user": "u1", "feature": "f", "uses": 3}))
    };
    ticket: ticket::TicketRowInput = Case {
        change: ("severity", word("SEV1"), "severity", word("SEV1")),
        clear: Some(("reopens", "reopens", json!(0))),
        bad: (json!({"minutes": -5}), Invalid, "minutes"),
        needed: Some("openedAt"),
        ..case(json!({"openedAt": "2026-01-05T08:00:00+02:00", "subject": "Slow", "severity": "SEV2", "reopens": 2,
            "contact": {"system": "crm", "id": "c1"}}))
    };
    survey_response: survey_response::SurveyResponseRowInput = Case {
        change: ("answer", word("4.5"), "answer", json!(4_500_000)),
        clear: Some(("comment", "comment", Value::Null)),
        bad: (json!({"answer": 6}), OutOfScale, "answer"),
        needed: Some("scaleMax"),
        ..case(json!({"kind": "CSAT", "answer": 4, "scaleMin": 1, "scaleMax": 5, "comment": "Fine",
            "answeredAt": "2026-01-05T08:00:00Z"}))
    };
    subscription: subscription::SubscriptionRowInput = Case {
        change: ("mrr", word("100.50"), "mrrMinor", json!(10_050)),
        clear: Some(("plan", "plan", Value::Null)),
        bad: (json!({"mrr": "9.999"}), Invalid, "mrr"),
        ..case(json!({"plan": "pro", "mrr": 99, "currency": "EUR", "seats": 10, "startedOn": "2025-01-01"}))
    };
    outcome: outcome::OutcomeRowInput = Case {
        change: ("kind", word("CHURNED"), "kind", word("CHURNED")),
        clear: Some(("subscription", "subscriptionId", Value::Null)),
        bad: (json!({"on": "1024-01-01"}), Invalid, "on"),
        needed: Some("kind"),
        ..case(json!({"kind": "RENEWED", "on": "2026-01-01", "subscription": {"system": "crm", "id": "s1"}}))
    };
    touchpoint: touchpoint::TouchpointRowInput = Case {
        change: ("sentiment", json!(0.5), "sentiment", json!(0.5)),
        clear: Some(("contacts", "contactIds", json!([]))),
        bad: (json!({"members": [{"system": "crm", "id": "m1"}, {"system": "crm", "id": "?"}]}), UnknownReference, "members.1"),
        needed: Some("channel"),
        ..case(json!({"channel": "CALL", "direction": "BOTH", "occurredAt": "2026-01-05T08:00:00Z", "sentiment": -0.25,
            "contacts": [{"system": "crm", "id": "c1"}], "members": [{"system": "crm", "id": "m1"}]}))
    };
    measure: measure::MeasureRowInput = Case {
        change: ("number", word("-3.25"), "number", json!(-3_250_000)),
        bad: (json!({"word": "high"}), Invalid, "number"),
        ..case(json!({"key": "tenure", "number": 12, "observedAt": "2026-01-05T08:00:00Z"}))
    };
    request: request::RequestRowInput = Case {
        change: ("urgency", word("HIGH"), "urgency", word("HIGH")),
        clear: Some(("body", "body", Value::Null)),
        bad: (json!({"status": "CLOSED", "resolution": "Done"}), Required, "customerToldAt"),
        needed: Some("title"),
        ..case(json!({"title": "Export", "body": "As CSV", "department": "PRODUCT", "raisedAt": "2026-01-05T08:00:00Z",
            "owner": {"system": "crm", "id": "m1"}}))
    };
    goal: goal::GoalRowInput = Case {
        change: ("values", json!([{"on": "2026-01-01", "value": "1.5"}]), "values", json!([{"on": "2026-01-01", "value": 1_500_000}])),
        clear: Some(("target", "target", Value::Null)),
        bad: (json!({"values": [{"on": "2026-01-01", "value": "0.0000001"}]}), Invalid, "values.0.value"),
        needed: Some("metric"),
        ..case(json!({"name": "Faster", "metric": "days", "baseline": 9, "target": 3, "startOn": "2025-06-01",
            "dueOn": "2026-06-01"}))
    };
    promise: promise::PromiseRowInput = Case {
        change: ("outcome", word("MET"), "outcome", word("MET")),
        clear: Some(("madeBy", "madeById", Value::Null)),
        bad: (json!({"text": "\u{0}"}), Invalid, "text"),
        needed: Some("dueOn"),
        ..case(json!({"text": "SSO", "dueOn": "2026-05-01", "madeBy": {"system": "crm", "id": "m1"}}))
    };
    handoff: handoff::HandoffRowInput = Case {
        change: ("acceptedAt", word("2026-01-05T08:00:00Z"), "acceptedAt", word("2026-01-05T08:00:00Z")),
        clear: Some(("from", "fromId", Value::Null)),
        bad: (json!({"to": {"system": "crm", "id": "?"}}), UnknownReference, "to"),
        ..case(json!({"from": {"system": "crm", "id": "m1"}, "to": {"system": "crm", "id": "m2"}, "signedOn": "2026-01-01"}))
    };
    feedback: feedback::FeedbackRowInput = Case {
        change: ("about", word("search"), "about", word("search")),
        clear: Some(("contact", "contactId", Value::Null)),
        bad: (json!({"text": "x".repeat(10_001)}), ProblemCode::TooLong, "text"),
        needed: Some("receivedAt"),
        ..case(json!({"text": "Good", "receivedAt": "2026-01-05T08:00:00Z", "contact": {"system": "crm", "id": "c1"}}))
    };
    cost: cost::CostRowInput = Case {
        change: ("amount", json!(12.5), "amountMinor", json!(1_250)),
        clear: Some(("note", "note", Value::Null)),
        bad: (json!({"currency": "eur"}), Invalid, "currency"),
        needed: Some("amount"),
        ..case(json!({"kind": "CREDIT", "on": "2026-01-05", "amount": "10.00", "currency": "USD", "note": "Sorry"}))
    };
    time_entry: time_entry::TimeEntryRowInput = Case {
        change: ("minutes", json!(45), "minutes", json!(45)),
        clear: Some(("member", "memberId", Value::Null)),
        bad: (json!({"minutes": -1}), Invalid, "minutes"),
        needed: Some("minutes"),
        ..case(json!({"on": "2026-01-05", "minutes": 30, "member": {"system": "crm", "id": "m1"}}))
    };
    advocacy_membership: advocacy_membership::AdvocacyMembershipRowInput = Case {
        change: ("leftOn", word("2026-02-01"), "leftOn", word("2026-02-01")),
        clear: Some(("motivations", "motivations", json!([]))),
        bad: (json!({"joinedOn": "2300-01-01"}), Invalid, "joinedOn"),
        ..case(json!({"joinedOn": "2026-01-01", "motivations": ["fame"]}))
    };
    advocacy_act: advocacy_act::AdvocacyActRowInput = Case {
        change: ("note", word("On stage"), "note", word("On stage")),
        clear: Some(("url", "url", Value::Null)),
        bad: (json!({"url": "ftp://example.com"}), Invalid, "url"),
        needed: Some("on"),
        ..case(json!({"kind": "SPEAKING", "on": "2026-01-05", "url": "https://example.com/talk"}))
    };
}
