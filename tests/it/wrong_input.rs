//! Wrong input, tried: every mutation with missing, too long, out-of-range, wrong-kind-of-id, stale and unknown values.
//! Each gets a code and a path, and changes nothing: the log is as long as before.

use entity::enums::Role;
use entity::ids::{AccountId, ContactId, RequestId, RiskId, TeamMemberId, encode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::api::{Actor, Answer, at, refusals};
use crate::common::each_engine;
use crate::common::world::World;

/// An id of the right form that names nothing.
fn nobody(prefix: &str) -> String {
    encode(prefix, Uuid::from_u128(7))
}

/// The input with the members of `wrong` in place of its own; `"(absent)"` takes one away.
fn with(good: &Value, wrong: Value) -> Value {
    let mut input = good.clone();
    let Value::Object(wrong) = wrong else { panic!("an object") };
    for (key, value) in wrong {
        if value == "(absent)" {
            input.as_object_mut().unwrap().remove(&key);
        } else {
            input[key] = value;
        }
    }
    input
}

/// What is wrong with a mutation's input, as `CODE path`: user errors, or errors of the request.
async fn wrong(actor: &Actor, field: &str, input: Value) -> Vec<String> {
    let answer = actor.try_mutate(field, input, "userErrors { code field message currentVersion }").await;
    let errors = request_errors(&answer);
    if errors.is_empty() { refusals(&answer.body["data"][field]) } else { errors }
}

/// Errors of a request: one that no type or scalar takes is BAD_USER_INPUT, and its message names the place.
fn request_errors(answer: &Answer) -> Vec<String> {
    let code = |error: String| error.split(' ').next().unwrap_or_default().to_owned();
    answer.errors().into_iter().map(code).collect()
}

/// Tries each wrong input of a mutation: the expected answer is one `CODE path`.
async fn try_all(world: &World, field: &str, good: &Value, cases: Vec<(Value, &str)>) {
    let admin = world.actor(Role::Admin);
    for (patch, expected) in cases {
        let shown = patch.to_string().chars().take(120).collect::<String>();
        let before = world.log_length().await;
        let found = wrong(&admin, field, with(good, patch)).await;
        assert_eq!(found, [expected], "{field} {shown}");
        assert_eq!(world.log_length().await, before, "{field} {shown}: something was written");
    }
}

/// A text of so many characters, of more than one byte each.
fn long(characters: usize) -> String {
    "ü".repeat(characters)
}

each_engine! {
    async fn request_open(database) {
        let world = World::new(database).await;
        let gone = world.gone().await;
        let good = json!({"account": {"id": world.acme}, "title": "Export", "department": "PRODUCT"});
        let contact = &world.contacts["max"];
        try_all(&world, "requestOpen", &good, vec![
            (json!({"title": "(absent)"}), "BAD_USER_INPUT"),
            (json!({"department": "KITCHEN"}), "BAD_USER_INPUT"),
            (json!({"account": {}}), "BAD_USER_INPUT"),
            (json!({"account": {"id": world.acme, "domain": "acme.example"}}), "BAD_USER_INPUT"),
            (json!({"raisedAt": "yesterday"}), "BAD_USER_INPUT"),
            (json!({"colour": "red"}), "BAD_USER_INPUT"),
            (json!({"title": "  "}), "REQUIRED title"),
            (json!({"title": long(256)}), "INVALID title"),
            (json!({"title": "a\0b"}), "INVALID title"),
            (json!({"body": long(10_001)}), "INVALID body"),
            (json!({"account": {"id": contact}}), "INVALID account.id"),
            (json!({"account": {"id": nobody(AccountId::PREFIX)}}), "NOT_FOUND account"),
            (json!({"account": {"externalId": {"system": "crm", "id": "none"}}}), "NOT_FOUND account"),
            (json!({"account": {"domain": "none.example"}}), "NOT_FOUND account"),
            (json!({"raisedById": world.acme}), "INVALID raisedById"),
            (json!({"raisedById": nobody(ContactId::PREFIX)}), "NOT_FOUND raisedById"),
            (json!({"raisedAt": "2026-03-03T00:00:00Z"}), "INVALID raisedAt"),
            (json!({"raisedAt": "0026-03-03T00:00:00Z"}), "INVALID raisedAt"),
            (json!({"ownerId": contact}), "INVALID ownerId"),
            (json!({"ownerId": nobody(TeamMemberId::PREFIX)}), "NOT_FOUND ownerId"),
            (json!({"ownerId": gone}), "INVALID ownerId"),
            (json!({"nextUpdateDue": "2026-03-02T08:00:00Z"}), "INVALID nextUpdateDue"),
            (json!({"nextUpdateDue": "2026-06-01T00:00:00Z"}), "INVALID nextUpdateDue"),
            (json!({"department": "MARKETING"}), "OWNER_REQUIRED ownerId"),
        ]).await;
        let all = json!({"title": "", "body": long(10_001), "ownerId": "x"});
        let admin = world.actor(Role::Admin);
        assert_eq!(wrong(&admin, "requestOpen", with(&good, all)).await.len(), 3, "all that is wrong is told at once");
    }

    async fn request_update(database) {
        let world = World::new(database).await;
        let gone = world.gone().await;
        let id = world.request().await["id"].clone();
        let good = json!({"id": id});
        try_all(&world, "requestUpdate", &good, vec![
            (json!({"id": "(absent)"}), "BAD_USER_INPUT"),
            (json!({"status": "LOST"}), "BAD_USER_INPUT"),
            (json!({"id": world.acme}), "INVALID id"),
            (json!({"id": nobody(RequestId::PREFIX)}), "NOT_FOUND id"),
            (json!({"expectedVersion": 9}), "CONFLICT expectedVersion"),
            (json!({"status": null}), "INVALID status"),
            (json!({"status": "CLOSED"}), "WRONG_STATE status"),
            (json!({"status": "DECLINED"}), "WRONG_STATE status"),
            (json!({"status": "ANSWERED"}), "REQUIRED resolution"),
            (json!({"ownerId": null}), "OWNER_REQUIRED ownerId"),
            (json!({"ownerId": world.acme}), "INVALID ownerId"),
            (json!({"ownerId": nobody(TeamMemberId::PREFIX)}), "NOT_FOUND ownerId"),
            (json!({"ownerId": gone}), "INVALID ownerId"),
            (json!({"department": null}), "INVALID department"),
            (json!({"urgency": null}), "INVALID urgency"),
            (json!({"nextUpdateDue": null}), "INVALID nextUpdateDue"),
            (json!({"nextUpdateDue": "2026-03-02T09:00:00Z"}), "INVALID nextUpdateDue"),
            (json!({"nextUpdateDue": "2026-06-01T00:00:00Z"}), "INVALID nextUpdateDue"),
            (json!({"resolution": long(10_001)}), "INVALID resolution"),
            (json!({"comment": long(10_001)}), "INVALID comment"),
        ]).await;
    }

    async fn request_comment(database) {
        let world = World::new(database).await;
        let id = world.request().await["id"].clone();
        try_all(&world, "requestComment", &json!({"id": id, "body": "Soon."}), vec![
            (json!({"body": "(absent)"}), "BAD_USER_INPUT"),
            (json!({"id": world.acme}), "INVALID id"),
            (json!({"id": nobody(RequestId::PREFIX)}), "NOT_FOUND id"),
            (json!({"body": ""}), "REQUIRED body"),
            (json!({"body": long(10_001)}), "INVALID body"),
        ]).await;
    }

    async fn request_tell_customer(database) {
        let world = World::new(database).await;
        let id = world.request().await["id"].clone();
        try_all(&world, "requestTellCustomer", &json!({"id": id, "channel": "CALL", "message": "Soon."}), vec![
            (json!({"channel": "(absent)"}), "BAD_USER_INPUT"),
            (json!({"channel": "PIGEON"}), "BAD_USER_INPUT"),
            (json!({"id": world.acme}), "INVALID id"),
            (json!({"id": nobody(RequestId::PREFIX)}), "NOT_FOUND id"),
            (json!({"expectedVersion": 2}), "CONFLICT expectedVersion"),
            (json!({"contactId": world.acme}), "INVALID contactId"),
            (json!({"contactId": nobody(ContactId::PREFIX)}), "NOT_FOUND contactId"),
            (json!({"message": " "}), "REQUIRED message"),
            (json!({"message": long(10_001)}), "INVALID message"),
            (json!({"toldAt": "2026-03-02T09:30:00Z"}), "INVALID toldAt"),
            (json!({"toldAt": "2026-03-01T09:00:00Z"}), "INVALID toldAt"),
        ]).await;
    }

    async fn request_close(database) {
        let world = World::new(database).await;
        let id = world.request().await["id"].clone();
        try_all(&world, "requestClose", &json!({"id": id, "resolution": "Done"}), vec![
            (json!({"id": "(absent)"}), "BAD_USER_INPUT"),
            (json!({"declined": "no"}), "BAD_USER_INPUT"),
            (json!({"id": world.acme}), "INVALID id"),
            (json!({"id": nobody(RequestId::PREFIX)}), "NOT_FOUND id"),
            (json!({"expectedVersion": 0}), "CONFLICT expectedVersion"),
            (json!({"resolution": "(absent)"}), "REQUIRED resolution"),
            (json!({"resolution": ""}), "REQUIRED resolution"),
            (json!({}), "NOT_TOLD id"),
            (json!({"declined": true}), "NOT_TOLD id"),
        ]).await;
    }

    async fn touchpoint_record(database) {
        let world = World::new(database).await;
        let good = json!({
            "account": {"id": world.acme}, "channel": "CALL", "direction": "BOTH", "initiation": "PLANNED",
            "occurredAt": "2026-03-01T10:00:00Z",
        });
        try_all(&world, "touchpointRecord", &good, vec![
            (json!({"occurredAt": "(absent)"}), "BAD_USER_INPUT"),
            (json!({"direction": "SIDEWAYS"}), "BAD_USER_INPUT"),
            (json!({"minutes": 2.5}), "BAD_USER_INPUT"),
            (json!({"minutes": 3_000_000_000_u32}), "BAD_USER_INPUT"),
            (json!({"account": {"id": world.contacts["max"]}}), "INVALID account.id"),
            (json!({"account": {"id": nobody(AccountId::PREFIX)}}), "NOT_FOUND account"),
            (json!({"occurredAt": "2026-03-03T10:00:00Z"}), "INVALID occurredAt"),
            (json!({"occurredAt": "2026-03-03T10:00:00Z", "state": "MISSED"}), "INVALID occurredAt"),
            (json!({"occurredAt": "1066-10-14T10:00:00Z"}), "INVALID occurredAt"),
            (json!({"minutes": -1}), "INVALID minutes"),
            (json!({"minutes": 10_081}), "INVALID minutes"),
            (json!({"agenda": long(10_001)}), "INVALID agenda"),
            (json!({"goal": long(10_001)}), "INVALID goal"),
            (json!({"outcome": "\0"}), "INVALID outcome"),
            (json!({"sentiment": 1.01}), "INVALID sentiment"),
            (json!({"contactIds": [world.contacts["max"], world.acme]}), "INVALID contactIds.1"),
            (json!({"contactIds": [nobody(ContactId::PREFIX)]}), "NOT_FOUND contactIds.0"),
            (json!({"contactIds": vec![world.contacts["max"].clone(); 1_001]}), "TOO_MANY contactIds"),
            (json!({"memberIds": [world.contacts["max"]]}), "INVALID memberIds.0"),
            (json!({"memberIds": [nobody(TeamMemberId::PREFIX)]}), "NOT_FOUND memberIds.0"),
            (json!({"memberIds": vec![world.people["cleo"].clone(); 1_001]}), "TOO_MANY memberIds"),
        ]).await;
    }

    async fn account_update(database) {
        let world = World::new(database).await;
        let gone = world.gone().await;
        let cleo = &world.people["cleo"];
        let on_team = |wrong: Value| json!({"team": [{"memberId": world.people["sam"], "role": "ACCOUNT_EXECUTIVE"}, wrong]});
        try_all(&world, "accountUpdate", &json!({"id": world.acme}), vec![
            (json!({"id": "(absent)"}), "BAD_USER_INPUT"),
            (json!({"status": "GONE"}), "BAD_USER_INPUT"),
            (json!({"startedOn": "2026-02-30"}), "BAD_USER_INPUT"),
            (json!({"id": cleo}), "INVALID id"),
            (json!({"id": nobody(AccountId::PREFIX)}), "NOT_FOUND id"),
            (json!({"expectedVersion": 7}), "CONFLICT expectedVersion"),
            (json!({"name": null}), "INVALID name"),
            (json!({"name": ""}), "REQUIRED name"),
            (json!({"name": long(256)}), "INVALID name"),
            (json!({"domain": "no domain"}), "INVALID domain"),
            (json!({"status": null}), "INVALID status"),
            (json!({"segment": long(256)}), "INVALID segment"),
            (json!({"industry": "\0"}), "INVALID industry"),
            (json!({"country": long(256)}), "INVALID country"),
            (json!({"employees": -1}), "INVALID employees"),
            (json!({"startedOn": "0001-01-01"}), "INVALID startedOn"),
            (json!({"firstValueAt": "2026-03-03T00:00:00Z"}), "INVALID firstValueAt"),
            (on_team(json!({"memberId": world.acme, "role": "CSM"})), "INVALID team.1.memberId"),
            (on_team(json!({"memberId": nobody(TeamMemberId::PREFIX), "role": "CSM"})), "NOT_FOUND team.1.memberId"),
            (on_team(json!({"memberId": gone, "role": "CSM"})), "INVALID team.1.memberId"),
            (on_team(json!({"memberId": world.people["sam"], "role": "ACCOUNT_EXECUTIVE"})), "DUPLICATE team.1"),
            (on_team(json!({"memberId": cleo, "role": "CSM", "since": "3000-01-01"})), "INVALID team.1.since"),
            (json!({"team": vec![json!({"memberId": cleo, "role": "CSM"}); 1_001]}), "TOO_MANY team"),
            (json!({"attributes": []}), "INVALID attributes"),
            (json!({"attributes": {"": 1}}), "INVALID attributes."),
            (json!({"attributes": {"name": "Other"}}), "INVALID attributes.name"),
            (json!({"attributes": {"note": long(10_001)}}), "INVALID attributes.note"),
            (json!({"attributes": {"note": {"deep": ["\0"]}}}), "INVALID attributes.note"),
        ]).await;
    }

    async fn health_override(database) {
        let world = World::new(database).await;
        let good = json!({"accountId": world.acme, "score": 30.5, "reason": "They told me.", "until": "2026-04-01T00:00:00Z"});
        let prospect = json!([{"externalId": "soon", "name": "Soon", "status": "PROSPECT"}]);
        let prospect = world.actor(Role::Admin).sends("accounts", "crm", prospect).await.remove(0);
        try_all(&world, "healthOverride", &good, vec![
            (json!({"reason": "(absent)"}), "BAD_USER_INPUT"),
            (json!({"score": "high"}), "BAD_USER_INPUT"),
            (json!({"accountId": world.people["cleo"]}), "INVALID accountId"),
            (json!({"accountId": nobody(AccountId::PREFIX)}), "NOT_FOUND accountId"),
            (json!({"accountId": prospect}), "WRONG_STATE accountId"),
            (json!({"score": -0.1}), "INVALID score"),
            (json!({"score": 100.1}), "INVALID score"),
            (json!({"score": 50.55}), "INVALID score"),
            (json!({"score": null}), "WRONG_STATE score"),
            (json!({"reason": ""}), "REQUIRED reason"),
            (json!({"reason": long(10_001)}), "INVALID reason"),
            (json!({"until": "(absent)"}), "REQUIRED until"),
            (json!({"until": "2026-03-02T09:00:00Z"}), "INVALID until"),
            (json!({"until": "2026-08-30T09:00:00Z"}), "INVALID until"),
        ]).await;
    }

    async fn risk_answer(database) {
        let world = World::new(database).await;
        let risk = world.risk("UNPROVEN_SATISFACTION").await;
        try_all(&world, "riskAnswer", &json!({"id": risk["id"], "state": "ACKNOWLEDGED", "reason": "Seen."}), vec![
            (json!({"state": "(absent)"}), "BAD_USER_INPUT"),
            (json!({"state": "WAITING"}), "BAD_USER_INPUT"),
            (json!({"id": world.acme}), "INVALID id"),
            (json!({"id": nobody(RiskId::PREFIX)}), "NOT_FOUND id"),
            (json!({"expectedVersion": 12}), "CONFLICT expectedVersion"),
            (json!({"state": "RAISED"}), "INVALID state"),
            (json!({"reason": ""}), "REQUIRED reason"),
            (json!({"reason": long(10_001)}), "INVALID reason"),
        ]).await;
    }
}

/// A good row of each kind that a system sends for an account, and what can be wrong with it: a patch, and `CODE path`.
#[expect(clippy::too_many_lines, clippy::type_complexity, reason = "one table")]
fn rows(world: &World) -> Vec<(&'static str, Value, Vec<(Value, &'static str)>)> {
    let account = json!({"system": "crm", "id": "acme"});
    let unknown = json!({"system": "crm", "id": "nobody"});
    let of_account = |more: Value| with(&json!({"externalId": "x1", "account": account}), more);
    let day = "2026-02-01";
    let moment = "2026-02-01T10:00:00Z";
    let _ = world;
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

/// Sends one row; its outcome and problems as `CODE path`, or the errors of the request or of the input.
async fn send(actor: &Actor, noun: &str, row: Value) -> (String, Vec<String>) {
    let field = format!("{noun}Upsert");
    let selection = "results { outcome problems { code path } } userErrors { code field }";
    let answer = actor.try_mutate(&field, json!({"system": "crm", "records": [row]}), selection).await;
    let errors = request_errors(&answer);
    if !errors.is_empty() {
        return (String::new(), errors);
    }
    let payload = &answer.body["data"][&field];
    let result = &payload["results"][0];
    let problems =
        result["problems"].as_array().into_iter().flatten().map(|problem| at(&problem["code"], &problem["path"]));
    let outcome = result["outcome"].as_str().unwrap_or_default().to_owned();
    (outcome, refusals(payload).into_iter().chain(problems).collect())
}

each_engine! {
    async fn every_upsert(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        let mut wrong = Vec::new();
        for (noun, good, cases) in rows(&world) {
            let before = world.log_length().await;
            for (patch, expected) in cases {
                let shown = patch.to_string().chars().take(120).collect::<String>();
                let found = send(&admin, noun, with(&good, patch)).await;
                if found != ("REJECTED".to_owned(), vec![expected.to_owned()]) {
                    wrong.push(format!("{noun} {shown}: {found:?}, expected {expected}"));
                }
            }
            let refused: [(Value, &str); 4] = [
                (json!({"externalId": "(absent)"}), "BAD_USER_INPUT"),
                (json!({"colour": "red"}), "BAD_USER_INPUT"),
                (json!({"updatedAt": "yesterday"}), "BAD_USER_INPUT"),
                (json!({"externalId": {"id": 1}}), "BAD_USER_INPUT"),
            ];
            for (patch, expected) in refused {
                let found = send(&admin, noun, with(&good, patch.clone())).await;
                assert_eq!(found, (String::new(), vec![expected.to_owned()]), "{noun} {patch}");
            }
            for name in [String::new(), long(256)] {
                let (outcome, found) = send(&admin, noun, with(&good, json!({"externalId": name}))).await;
                assert!(outcome == "REJECTED" && found.len() == 1 && found[0].ends_with("externalId"), "{noun}: {found:?}");
            }
            assert_eq!(world.log_length().await, before, "{noun}: something was written");

            // The good row is good; sent again with an older stamp it changes nothing and says so.
            let good = with(&good, json!({"updatedAt": "2026-02-02T00:00:00Z"}));
            assert_eq!(send(&admin, noun, good.clone()).await, ("CREATED".to_owned(), vec![]), "{noun}");
            let before = world.log_length().await;
            let stale = with(&good, json!({"updatedAt": "2026-01-01T00:00:00Z"}));
            assert_eq!(send(&admin, noun, stale).await, ("UNCHANGED".to_owned(), vec!["STALE updatedAt".to_owned()]), "{noun}");
            assert_eq!(send(&admin, noun, good).await, ("UNCHANGED".to_owned(), vec![]), "{noun}");
            assert_eq!(world.log_length().await, before, "{noun}: something was written");
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    async fn batches_and_deletes(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        let before = world.log_length().await;
        let row = json!({"externalId": "x", "name": "X"});
        let refused = |input: Value| {
            let admin = admin.clone();
            async move { wrong(&admin, "featuresUpsert", input).await }
        };
        assert_eq!(refused(json!({"system": "crm", "records": []})).await, ["INVALID records"]);
        assert_eq!(refused(json!({"system": "crm", "records": vec![row.clone(); 1_001]})).await, ["TOO_MANY records"]);
        assert_eq!(refused(json!({"system": "", "records": [row]})).await, ["INVALID system"]);
        assert_eq!(refused(json!({"system": long(256), "records": [row]})).await, ["INVALID system"]);
        assert_eq!(refused(json!({"records": [row]})).await, ["BAD_USER_INPUT"]);
        let delete = |input: Value| {
            let admin = admin.clone();
            async move { wrong(&admin, "recordsDelete", input).await }
        };
        assert_eq!(delete(json!({"system": "crm", "kind": "CONTACT", "externalIds": []})).await, ["INVALID externalIds"]);
        assert_eq!(delete(json!({"system": "crm", "kind": "CONTACT", "externalIds": vec!["x"; 1_001]})).await, ["TOO_MANY externalIds"]);
        assert_eq!(delete(json!({"system": "crm", "kind": "DRAGON", "externalIds": ["x"]})).await, ["BAD_USER_INPUT"]);
        assert_eq!(delete(json!({"kind": "CONTACT", "externalIds": ["x"]})).await, ["BAD_USER_INPUT"]);
        let selection = "results { outcome problems { code } } userErrors { code }";
        let unknown = json!({"system": "crm", "kind": "CONTACT", "externalIds": ["nobody"]});
        let payload = admin.mutate("recordsDelete", unknown, selection).await;
        assert_eq!(payload["results"][0]["outcome"], "UNCHANGED", "{payload:#}");
        assert_eq!(world.log_length().await, before);
    }
}
