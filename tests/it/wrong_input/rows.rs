//! Rows of each kind, and what can be wrong with them.

use serde_json::{Value, json};

use super::{long, with};

/// A good row of each kind that a system sends for an account, and what can be wrong with it: a patch, and `CODE path`.
#[expect(clippy::too_many_lines, clippy::type_complexity, reason = "one table")]
pub(super) fn rows() -> Vec<(&'static str, Value, Vec<(Value, &'static str)>)> {
    let account = json!({"system": "crm", "id": "acme"});
    let unknown = json!({"system": "crm", "id": "nobody"});
    let of_account = |more: Value| with(&json!({"externalId": "x1", "account": account}), more);
    let day = "2026-02-01";
    let moment = "2026-02-01T10:00:00Z";
    vec![
        (
            "accounts",
            json!({"externalId": "x1", "name": "Xeno", "status": "CUSTOMER"}),
            vec![
                (json!({"name": "(absent)"}), "REQUIRED name"),
                (json!({"status": "(absent)"}), "REQUIRED status"),
                (json!({"name": long(256)}), "TOO_LONG name"),
                (json!({"employees": -1}), "INVALID employees"),
                (json!({"domain": "no domain"}), "INVALID domain"),
                (json!({"parent": unknown}), "UNKNOWN_REFERENCE parent"),
                (json!({"team": [{"member": unknown, "role": "CSM"}]}), "UNKNOWN_REFERENCE team.0.member"),
                (json!({"attributes": 5}), "INVALID attributes"),
            ],
        ),
        (
            "contacts",
            of_account(json!({"name": "Xenia"})),
            vec![
                (json!({"account": "(absent)"}), "REQUIRED account"),
                (json!({"account": unknown}), "UNKNOWN_REFERENCE account"),
                (json!({"name": "(absent)"}), "REQUIRED name"),
                (json!({"title": long(256)}), "TOO_LONG title"),
                (json!({"email": "nowhere"}), "INVALID email"),
            ],
        ),
        (
            "teamMembers",
            json!({"externalId": "x1", "name": "Xaver", "department": "CS"}),
            vec![
                (json!({"name": "(absent)"}), "REQUIRED name"),
                (json!({"department": "(absent)"}), "REQUIRED department"),
                (json!({"manager": unknown}), "UNKNOWN_REFERENCE manager"),
                (json!({"weeklyMinutes": -5}), "INVALID weeklyMinutes"),
                (json!({"subject": long(256)}), "TOO_LONG subject"),
            ],
        ),
        (
            "features",
            json!({"externalId": "x1", "name": "Board"}),
            vec![(json!({"name": "(absent)"}), "REQUIRED name"), (json!({"name": long(256)}), "TOO_LONG name")],
        ),
        (
            "usage",
            of_account(json!({"from": day, "uses": 3})),
            vec![
                (json!({"account": unknown}), "UNKNOWN_REFERENCE account"),
                (json!({"to": day}), "INVALID to"),
                (json!({"to": "2027-02-03"}), "INVALID to"),
                (json!({"uses": -3}), "INVALID uses"),
                (json!({"user": "u1", "activeUsers": 4}), "INVALID activeUsers"),
                (json!({"user": long(256)}), "TOO_LONG user"),
            ],
        ),
        (
            "tickets",
            of_account(json!({"openedAt": moment})),
            vec![
                (json!({"account": "(absent)"}), "REQUIRED account"),
                (json!({"openedAt": "(absent)"}), "REQUIRED openedAt"),
                (json!({"contact": unknown}), "UNKNOWN_REFERENCE contact"),
                (json!({"subject": long(256)}), "TOO_LONG subject"),
                (json!({"reopens": -1}), "INVALID reopens"),
            ],
        ),
        (
            "surveyResponses",
            of_account(json!({"kind": "CSAT", "answer": 4, "scaleMin": 1, "scaleMax": 5, "answeredAt": moment})),
            vec![
                (json!({"kind": "(absent)"}), "REQUIRED kind"),
                (json!({"answer": "(absent)"}), "REQUIRED answer"),
                (json!({"answeredAt": "(absent)"}), "REQUIRED answeredAt"),
                (json!({"answer": 6}), "OUT_OF_SCALE answer"),
                (json!({"contact": unknown}), "UNKNOWN_REFERENCE contact"),
                (json!({"comment": long(10_001)}), "TOO_LONG comment"),
            ],
        ),
        (
            "subscriptions",
            of_account(json!({"mrr": "10.00", "currency": "USD"})),
            vec![
                (json!({"account": "(absent)"}), "REQUIRED account"),
                (json!({"mrr": "10.001"}), "INVALID mrr"),
                (json!({"currency": "dollars"}), "INVALID currency"),
                (json!({"seats": -1}), "INVALID seats"),
                (json!({"plan": long(256)}), "TOO_LONG plan"),
            ],
        ),
        (
            "outcomes",
            of_account(json!({"kind": "RENEWED"})),
            vec![
                (json!({"kind": "(absent)"}), "REQUIRED kind"),
                (json!({"subscription": unknown}), "UNKNOWN_REFERENCE subscription"),
                (json!({"note": long(10_001)}), "TOO_LONG note"),
            ],
        ),
        (
            "touchpoints",
            of_account(json!({"channel": "CALL", "occurredAt": moment})),
            vec![
                (json!({"channel": "(absent)"}), "REQUIRED channel"),
                (json!({"occurredAt": "(absent)"}), "REQUIRED occurredAt"),
                (json!({"sentiment": -2.0}), "INVALID sentiment"),
                (json!({"contacts": [unknown]}), "UNKNOWN_REFERENCE contacts.0"),
                (json!({"members": [unknown]}), "UNKNOWN_REFERENCE members.0"),
                (json!({"agenda": long(10_001)}), "TOO_LONG agenda"),
            ],
        ),
        (
            "measures",
            of_account(json!({"key": "logins", "number": 3, "observedAt": moment})),
            vec![
                (json!({"account": unknown}), "UNKNOWN_REFERENCE account"),
                (json!({"key": ""}), "REQUIRED key"),
                (json!({"key": long(256)}), "TOO_LONG key"),
                (json!({"number": "0.0000001"}), "INVALID number"),
            ],
        ),
        (
            "requests",
            of_account(json!({"title": "Export", "department": "PRODUCT", "raisedAt": moment})),
            vec![
                (json!({"title": "(absent)"}), "REQUIRED title"),
                (json!({"department": "(absent)"}), "REQUIRED department"),
                (json!({"raisedAt": "(absent)"}), "REQUIRED raisedAt"),
                (json!({"title": long(256)}), "TOO_LONG title"),
                (json!({"owner": unknown}), "UNKNOWN_REFERENCE owner"),
                (json!({"raisedBy": unknown}), "UNKNOWN_REFERENCE raisedBy"),
                (json!({"status": "CLOSED", "customerToldAt": moment}), "REQUIRED resolution"),
            ],
        ),
        (
            "goals",
            of_account(json!({"name": "Faster", "metric": "hours", "startOn": day, "dueOn": "2026-06-01"})),
            vec![
                (json!({"name": "(absent)"}), "REQUIRED name"),
                (json!({"metric": "(absent)"}), "REQUIRED metric"),
                (json!({"startOn": "(absent)"}), "REQUIRED startOn"),
                (json!({"dueOn": "(absent)"}), "REQUIRED dueOn"),
                (json!({"acceptedBy": unknown}), "UNKNOWN_REFERENCE acceptedBy"),
                (json!({"unit": long(256)}), "TOO_LONG unit"),
            ],
        ),
        (
            "promises",
            of_account(json!({"text": "By June", "dueOn": day})),
            vec![
                (json!({"text": "(absent)"}), "REQUIRED text"),
                (json!({"dueOn": "(absent)"}), "REQUIRED dueOn"),
                (json!({"madeBy": unknown}), "UNKNOWN_REFERENCE madeBy"),
                (json!({"text": long(10_001)}), "TOO_LONG text"),
            ],
        ),
        (
            "handoffs",
            of_account(json!({})),
            vec![
                (json!({"account": "(absent)"}), "REQUIRED account"),
                (json!({"from": unknown}), "UNKNOWN_REFERENCE from"),
                (json!({"reason": long(10_001)}), "TOO_LONG reason"),
            ],
        ),
        (
            "feedback",
            of_account(json!({"receivedAt": moment, "text": "Slow"})),
            vec![
                (json!({"receivedAt": "(absent)"}), "REQUIRED receivedAt"),
                (json!({"text": "(absent)"}), "REQUIRED text"),
                (json!({"contact": unknown}), "UNKNOWN_REFERENCE contact"),
                (json!({"text": long(10_001)}), "TOO_LONG text"),
            ],
        ),
        (
            "costs",
            of_account(json!({"kind": "COST", "on": day, "amount": "5.00", "currency": "USD"})),
            vec![
                (json!({"kind": "(absent)"}), "REQUIRED kind"),
                (json!({"on": "(absent)"}), "REQUIRED on"),
                (json!({"amount": "(absent)"}), "REQUIRED amount"),
                (json!({"amount": "0.001"}), "INVALID amount"),
                (json!({"note": long(10_001)}), "TOO_LONG note"),
            ],
        ),
        (
            "timeEntries",
            of_account(json!({"on": day, "minutes": 30})),
            vec![
                (json!({"on": "(absent)"}), "REQUIRED on"),
                (json!({"minutes": "(absent)"}), "REQUIRED minutes"),
                (json!({"minutes": -30}), "INVALID minutes"),
                (json!({"member": unknown}), "UNKNOWN_REFERENCE member"),
            ],
        ),
        (
            "advocacyMemberships",
            of_account(json!({"joinedOn": day})),
            vec![
                (json!({"account": "(absent)"}), "REQUIRED account"),
                (json!({"motivations": [long(256)]}), "TOO_LONG motivations.0"),
            ],
        ),
        (
            "advocacyActs",
            of_account(json!({"kind": "REVIEW", "on": day})),
            vec![
                (json!({"kind": "(absent)"}), "REQUIRED kind"),
                (json!({"on": "(absent)"}), "REQUIRED on"),
                (json!({"contact": unknown}), "UNKNOWN_REFERENCE contact"),
                (json!({"url": "ftp://x"}), "INVALID url"),
            ],
        ),
    ]
}
