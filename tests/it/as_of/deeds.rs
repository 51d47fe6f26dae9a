//! What people and systems do by chance: every kind of record and every mutation, deletes, policies, two at once.

use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::Role;
use entity::{account, contact, request, risk, team_member};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use vitrine::command::policy;

use crate::common::made::{crm, grant};
use crate::common::world::World;

/// Chance that is the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 to before `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % end as u64).unwrap()
    }

    /// The same as a number that goes into any other.
    pub fn number(&mut self, end: u32) -> u32 {
        u32::try_from(self.below(end as usize)).unwrap()
    }

    pub fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// Something to do.
pub enum Deed {
    Mutation { role: Role, field: &'static str, input: Value },
    Policy(Value),
}

/// The accounts' keys in the CRM.
pub const ACCOUNTS: [&str; 4] = ["acme", "bolt", "coil", "dyno"];
const PEOPLE: [&str; 8] = ["eve", "carol", "petra", "cleo", "sam", "mia", "pia", "sue"];
const FEATURES: [&str; 3] = ["board", "export", "chat"];
const NOUNS: [(&str, &str); 16] = [
    ("contacts", "CONTACT"),
    ("tickets", "TICKET"),
    ("surveyResponses", "SURVEY_RESPONSE"),
    ("subscriptions", "SUBSCRIPTION"),
    ("outcomes", "OUTCOME"),
    ("touchpoints", "TOUCHPOINT"),
    ("requests", "REQUEST"),
    ("goals", "GOAL"),
    ("promises", "PROMISE"),
    ("handoffs", "HANDOFF"),
    ("feedback", "FEEDBACK"),
    ("costs", "COST"),
    ("timeEntries", "TIME_ENTRY"),
    ("advocacyMemberships", "ADVOCACY_MEMBERSHIP"),
    ("advocacyActs", "ADVOCACY_ACT"),
    ("measures", "MEASURE"),
];

fn named(id: &str) -> Value {
    json!({"system": "crm", "id": id})
}

fn member(dice: &mut Dice) -> Value {
    json!({"system": "hr", "id": dice.of(&PEOPLE)})
}

/// Does it; what is refused is refused.
pub async fn carry_out(world: &World, deed: Deed) {
    match deed {
        Deed::Mutation { role, field, input } => {
            let selection = if field.ends_with("Upsert") || field == "recordsDelete" {
                "stats { created updated deleted rejected } results { problems { code path message } } userErrors { code message }"
            } else {
                "userErrors { code message }"
            };
            let answer = world.actor(role).try_mutate(field, input.clone(), selection).await;
            let internal =
                answer.errors().into_iter().find(|error| error.starts_with("INTERNAL") || error.starts_with("BAD"));
            assert!(internal.is_none(), "{field} {input}: {:#}", answer.body);
        }
        Deed::Policy(fragment) => {
            policy::apply(&world.app.desk, crm(), grant(), &fragment, Some("by chance")).await.unwrap();
        }
    }
}

/// Something by chance.
pub async fn deed(world: &World, dice: &mut Dice) -> Deed {
    let now = world.app.clock.now();
    match dice.below(100) {
        0..58 => upsert(dice, now),
        58..64 => delete(dice),
        64..68 => common(dice),
        68..72 => Deed::Policy(fragment(dice)),
        72..78 => accounts(dice, now),
        _ => by_a_person(world, dice, now).await,
    }
}

fn rows(field: &'static str, system: &str, records: Value) -> Deed {
    Deed::Mutation { role: Role::Admin, field, input: json!({"system": system, "records": records}) }
}

fn day(dice: &mut Dice, now: DateTime<Utc>) -> String {
    (now - TimeDelta::days(i64::from(dice.number(40))) + TimeDelta::days(5)).format("%F").to_string()
}

fn moment(dice: &mut Dice, now: DateTime<Utc>) -> String {
    let ago = TimeDelta::minutes(i64::from(dice.number(30_000)));
    (now - ago).to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

fn maybe(dice: &mut Dice, value: impl FnOnce(&mut Dice) -> Value) -> Value {
    if dice.once_in(3) { Value::Null } else { value(dice) }
}

fn upsert(dice: &mut Dice, now: DateTime<Utc>) -> Deed {
    if dice.once_in(6) {
        return usage(dice, now);
    }
    let (noun, _) = NOUNS[dice.below(NOUNS.len())];
    let account = dice.of(&ACCOUNTS);
    let records: Vec<Value> = (0..=dice.below(3)).map(|_| row(noun, account, dice, now)).collect();
    let field = upserts(noun);
    rows(field, "crm", json!(records))
}

fn upserts(noun: &str) -> &'static str {
    match noun {
        "contacts" => "contactsUpsert",
        "tickets" => "ticketsUpsert",
        "surveyResponses" => "surveyResponsesUpsert",
        "subscriptions" => "subscriptionsUpsert",
        "outcomes" => "outcomesUpsert",
        "touchpoints" => "touchpointsUpsert",
        "requests" => "requestsUpsert",
        "goals" => "goalsUpsert",
        "promises" => "promisesUpsert",
        "handoffs" => "handoffsUpsert",
        "feedback" => "feedbackUpsert",
        "costs" => "costsUpsert",
        "timeEntries" => "timeEntriesUpsert",
        "advocacyMemberships" => "advocacyMembershipsUpsert",
        "advocacyActs" => "advocacyActsUpsert",
        _ => "measuresUpsert",
    }
}

fn row(noun: &str, account: &str, dice: &mut Dice, now: DateTime<Utc>) -> Value {
    let contact = |dice: &mut Dice| named(&format!("{account}-{}", dice.below(2)));
    let number = |dice: &mut Dice| dice.below(100).to_string();
    let mut row = match noun {
        "contacts" => json!({
            "name": format!("Person {}", dice.below(9)), "title": maybe(dice, |dice| json!(dice.of(&["CTO", "Buyer"]))),
            "email": maybe(dice, |dice| json!(format!("p{}@x.example", dice.below(9)))), "phone": "+1 555 0100",
            "seniority": dice.of(&["EXECUTIVE", "CHAMPION", "END_USER"]), "renewalInfluence": dice.of(&["OWNS", "INFLUENCES", "NONE"]),
            "leftAt": if dice.once_in(5) { json!(moment(dice, now)) } else { Value::Null },
            "consents": [{"purpose": "SURVEY", "granted": dice.once_in(2), "recordedAt": moment(dice, now)}],
        }),
        "tickets" => json!({
            "contact": contact(dice), "subject": format!("Case {}", dice.below(9)), "severity": dice.of(&["SEV1", "SEV2", "SEV3"]),
            "openedAt": moment(dice, now), "closedAt": maybe(dice, |dice| json!(moment(dice, now))), "reopens": dice.below(2),
            "escalated": dice.once_in(4), "firstContactResolved": dice.once_in(2), "effort": dice.below(5), "minutes": dice.below(90),
        }),
        "surveyResponses" => json!({
            "contact": contact(dice), "kind": dice.of(&["NPS", "CSAT", "CES", "ONBOARDING", "RENEWAL_INTENT"]),
            "answer": dice.below(11).to_string(), "scaleMin": "0", "scaleMax": "10", "answeredAt": moment(dice, now),
            "comment": maybe(dice, |dice| json!(format!("word {}", dice.below(9)))),
        }),
        "subscriptions" => json!({
            "plan": dice.of(&["gold", "silver"]), "mrr": number(dice), "currency": maybe(dice, |dice| json!(dice.of(&["EUR", "USD"]))),
            "seats": dice.below(20) + 1, "startedOn": "2025-10-01", "termEndsOn": maybe(dice, |dice| json!(day(dice, now + TimeDelta::days(60)))),
            "autoRenew": dice.once_in(2), "trial": dice.once_in(9),
        }),
        "outcomes" => json!({
            "kind": dice.of(&["RENEWED", "EXPANDED", "CONTRACTED", "CHURNED"]), "on": day(dice, now), "reason": "price",
            "subscription": if dice.once_in(2) { named(&format!("{account}-0")) } else { Value::Null },
        }),
        "touchpoints" => json!({
            "channel": dice.of(&["EMAIL", "CALL", "MEETING"]), "direction": dice.of(&["INBOUND", "OUTBOUND", "BOTH", "INTERNAL"]),
            "initiation": dice.of(&["INBOUND", "PLANNED"]), "state": dice.of(&["KEPT", "KEPT", "MOVED", "MISSED", "PLANNED"]),
            "purpose": maybe(dice, |dice| json!(dice.of(&["KICKOFF", "ONBOARDING", "ESCALATION", "REVIEW"]))), "occurredAt": moment(dice, now),
            "minutes": dice.below(60), "outcome": maybe(dice, |_| json!("done")), "sentiment": maybe(dice, |dice| json!(f64::from(dice.number(21)) / 10.0 - 1.0)),
            "contacts": [contact(dice)], "members": [member(dice)],
        }),
        "requests" => json!({
            "title": format!("Wish {}", dice.below(9)), "department": dice.of(&["CS", "PRODUCT", "SUPPORT"]), "urgency": dice.of(&["LOW", "NORMAL", "URGENT"]),
            "status": dice.of(&["OPEN", "IN_PROGRESS", "ANSWERED"]), "raisedBy": contact(dice), "raisedAt": moment(dice, now),
            "owner": maybe(dice, member), "nextUpdateDue": maybe(dice, |dice| json!(format!("{}T12:00:00Z", day(dice, now)))),
        }),
        "goals" => json!({
            "name": format!("Goal {}", dice.below(9)), "metric": "hours", "unit": "h", "baseline": "0", "target": "10", "startOn": "2026-02-01",
            "dueOn": day(dice, now + TimeDelta::days(30)), "values": [{"on": day(dice, now), "value": dice.below(14).to_string()}],
            "acceptedAt": maybe(dice, |dice| json!(moment(dice, now))),
        }),
        "promises" => json!({
            "text": format!("Promise {}", dice.below(9)), "dueOn": day(dice, now), "outcome": maybe(dice, |dice| json!(dice.of(&["MET", "MISSED", "EXCEEDED"]))),
            "endedOn": maybe(dice, |dice| json!(day(dice, now))), "madeBy": member(dice),
        }),
        "handoffs" => json!({
            "from": named_hr("sam"), "to": named_hr("cleo"), "signedOn": day(dice, now), "offeredAt": maybe(dice, |dice| json!(moment(dice, now))),
            "acceptedAt": maybe(dice, |dice| json!(moment(dice, now))), "kickoffAt": maybe(dice, |dice| json!(moment(dice, now))),
        }),
        "feedback" => json!({
            "contact": contact(dice), "receivedAt": moment(dice, now), "text": format!("Feedback {}", dice.below(9)),
            "closedAt": maybe(dice, |dice| json!(moment(dice, now))), "customerToldAt": maybe(dice, |dice| json!(moment(dice, now))),
        }),
        "costs" => json!({
            "kind": dice.of(&["COST", "CREDIT", "CONCESSION"]), "on": day(dice, now), "amount": number(dice),
            "currency": maybe(dice, |dice| json!(dice.of(&["EUR", "USD"]))), "note": "for fun",
        }),
        "timeEntries" => {
            json!({"member": member(dice), "on": day(dice, now), "minutes": dice.below(300), "activity": "calls"})
        }
        "advocacyMemberships" => json!({
            "joinedOn": day(dice, now), "leftOn": if dice.once_in(4) { json!(day(dice, now)) } else { Value::Null }, "motivations": ["fame"], "rewards": ["cake"],
        }),
        "advocacyActs" => {
            json!({"contact": contact(dice), "kind": dice.of(&["REVIEW", "REFERRAL", "DETRACTION"]), "on": day(dice, now)})
        }
        _ => json!({
            "key": dice.of(&["logins", "mood"]), "number": maybe(dice, |dice| json!(number(dice))), "word": "fine", "observedAt": moment(dice, now),
        }),
    };
    row["externalId"] = json!(format!("{account}-{}", dice.below(3)));
    row["account"] = named(account);
    row
}

fn named_hr(id: &str) -> Value {
    json!({"system": "hr", "id": id})
}

fn usage(dice: &mut Dice, now: DateTime<Utc>) -> Deed {
    let account = dice.of(&ACCOUNTS);
    let record = |dice: &mut Dice| {
        json!({
            "externalId": format!("{account}-{}", dice.below(40)), "account": named(account), "from": day(dice, now - TimeDelta::days(6)),
            "user": dice.of(&["u1", "u2", "u3"]), "feature": maybe(dice, |dice| json!(dice.of(&FEATURES))), "uses": dice.below(9),
            "sessions": dice.below(5), "seconds": dice.below(900),
        })
    };
    let records: Vec<Value> = (0..12).map(|_| record(dice)).collect();
    rows("usageUpsert", "crm", json!(records))
}

fn delete(dice: &mut Dice) -> Deed {
    let (kind, keys) = match dice.below(12) {
        0 => ("ACCOUNT", vec![dice.of(&ACCOUNTS[1..]).to_owned()]),
        1 => ("FEATURE", vec![dice.of(&FEATURES).to_owned()]),
        2 => ("USAGE", (0..8).map(|number| format!("{}-{number}", dice.of(&ACCOUNTS))).collect()),
        _ => {
            let (_, kind) = NOUNS[dice.below(NOUNS.len())];
            (kind, vec![format!("{}-{}", dice.of(&ACCOUNTS), dice.below(3))])
        }
    };
    Deed::Mutation {
        role: Role::Admin,
        field: "recordsDelete",
        input: json!({"system": "crm", "kind": kind, "externalIds": keys}),
    }
}

fn common(dice: &mut Dice) -> Deed {
    if dice.once_in(2) {
        let key = dice.of(&FEATURES);
        let row = json!({"externalId": key, "name": format!("{key} {}", dice.below(9)), "key": dice.once_in(2), "plans": maybe(dice, |_| json!(["gold"]))});
        rows("featuresUpsert", "crm", json!([row]))
    } else {
        let key = dice.of(&PEOPLE);
        let row = json!({"externalId": key, "name": format!("{key} {}", dice.below(9)), "weeklyMinutes": dice.below(2400), "active": !dice.once_in(5)});
        rows("teamMembersUpsert", "hr", json!([row]))
    }
}

fn fragment(dice: &mut Dice) -> Value {
    match dice.below(4) {
        0 => json!({"currency": dice.of(&["USD", "EUR"]), "rates": [
            {"currency": "EUR", "on": "2025-01-01", "rate": 1.25}, {"currency": "USD", "on": "2025-01-01", "rate": 0.8},
        ]}),
        1 => json!({"health": {"weights": {"VOICE": dice.below(40) + 1}}}),
        2 => json!({"touchpointMinutes": dice.below(90)}),
        _ => json!({"words": {"goalTolerance": f64::from(dice.number(3)) / 10.0}}),
    }
}

fn accounts(dice: &mut Dice, now: DateTime<Utc>) -> Deed {
    let key = dice.of(&ACCOUNTS);
    let mut row = json!({
        "externalId": key, "name": format!("{key} {}", dice.below(9)), "status": dice.of(&["CUSTOMER", "CUSTOMER", "COMING", "CANCELED", "LOST"]),
        "segment": maybe(dice, |dice| json!(dice.of(&["SMB", "Enterprise"]))), "startedOn": maybe(dice, |dice| json!(day(dice, now))),
        "touchModel": dice.of(&["HIGH_TOUCH", "LOW_TOUCH"]), "phase": dice.of(&["ADOPTION", "RENEWAL"]),
        "team": [{"member": member(dice), "role": "CSM"}], "attributes": {"tier": dice.of(&["gold", "tin"]), "z": {"b": dice.below(9), "a": 1.5}},
    });
    if dice.once_in(3) {
        row["url"] = json!(format!("https://crm.example/{key}/{}", dice.below(3)));
    }
    if dice.once_in(3) {
        row["alsoKnownAs"] = json!([{"system": "billing", "id": format!("{key}-{}", dice.below(2))}]);
    }
    if key != "acme" {
        row["parent"] = maybe(dice, |_| named("acme"));
    }
    if dice.once_in(3) {
        let row = json!({"externalId": format!("{key}-0"), "industry": dice.of(&["Steel", "Milk"]), "status": "CUSTOMER", "name": "By bill"});
        return rows("accountsUpsert", "billing", json!([row]));
    }
    rows("accountsUpsert", "crm", json!([row]))
}

async fn by_a_person(world: &World, dice: &mut Dice, now: DateTime<Utc>) -> Deed {
    let db = &world.app.desk.db.read;
    let accounts = account::Entity::find().all(db).await.unwrap();
    let account = accounts[dice.below(accounts.len())].id.to_string();
    let requests = request::Entity::find().all(db).await.unwrap();
    let request = (!requests.is_empty()).then(|| requests[dice.below(requests.len())].id.to_string());
    let (field, input) = match (dice.below(9), request) {
        (0, _) | (2..=5, None) => {
            let by = json!({"id": account});
            let urgency = dice.of(&["LOW", "HIGH", "URGENT"]);
            (
                "requestOpen",
                json!({"account": by, "title": format!("Ask {}", dice.below(9)), "department": "CS", "urgency": urgency}),
            )
        }
        (1, _) => {
            let contacts = contact::Entity::find().all(db).await.unwrap();
            let contacts: Vec<_> = contacts
                .iter()
                .filter(|contact| contact.account_id.to_string() == account)
                .map(|contact| contact.id.to_string())
                .collect();
            let direction = dice.of(&["INBOUND", "OUTBOUND"]);
            (
                "touchpointRecord",
                json!({"account": {"id": account}, "channel": "CALL", "direction": direction, "initiation": "PLANNED", "occurredAt": moment(dice, now), "contactIds": contacts}),
            )
        }
        (2, Some(id)) => (
            "requestUpdate",
            json!({"id": id, "status": dice.of(&["IN_PROGRESS", "WAITING_ON_CUSTOMER"]), "comment": "on it"}),
        ),
        (3, Some(id)) => ("requestComment", json!({"id": id, "body": format!("Comment {}", dice.below(9))})),
        (4, Some(id)) => ("requestTellCustomer", json!({"id": id, "channel": "EMAIL", "message": "done"})),
        (5, Some(id)) => ("requestClose", json!({"id": id, "resolution": "shipped", "declined": dice.once_in(2)})),
        (6, _) => {
            let members = team_member::Entity::find().all(db).await.unwrap();
            let member = members[dice.below(members.len())].id.to_string();
            let team = json!([{"memberId": member, "role": "CSM"}]);
            (
                "accountUpdate",
                json!({"id": account, "country": dice.of(&["NL", "DE"]), "team": team, "attributes": {"note": dice.below(9)}}),
            )
        }
        (7, _) if dice.once_in(3) => ("healthOverride", json!({"accountId": account, "score": null, "reason": "over"})),
        (7, _) => {
            let until = (now + TimeDelta::hours(i64::from(dice.number(200)) + 1)).to_rfc3339();
            (
                "healthOverride",
                json!({"accountId": account, "score": dice.below(100), "reason": "I know better", "until": until}),
            )
        }
        _ => {
            let risks = risk::Entity::find().all(db).await.unwrap();
            let open: Vec<_> = risks.iter().filter(|risk| risk.open).collect();
            if open.is_empty() {
                return upsert(dice, now);
            }
            let id = open[dice.below(open.len())].id.to_string();
            (
                "riskAnswer",
                json!({"id": id, "state": dice.of(&["ACKNOWLEDGED", "RESOLVED", "FALSE_ALARM"]), "reason": "seen"}),
            )
        }
    };
    Deed::Mutation { role: Role::Cs, field, input }
}
