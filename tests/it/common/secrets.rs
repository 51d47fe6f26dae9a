//! Facts whose figures only some roles may read, each with a word that gives it away.

use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::domain::access::Group;

use super::world::World;

/// What an answer must not hold for who may not read the group, and must hold for who may.
pub const SECRETS: &[(Group, &[&str])] = &[
    (Group::ContactEmail, &["dana@acme.example"]),
    (Group::ContactPhone, &["+1 555 0100", "+1 555 0199"]),
    (Group::Commercials, &["98765.43", "1185185.16", "9876543"]),
    (
        Group::Profitability,
        &["54321.09", "5432109", "GIFT BASKET", "BOOKED BY HAND", "\"minutes\":4271", "\"minutes\":3313"],
    ),
    (Group::Features, &["\"uses\":31337"]),
    (Group::Advocacy, &["WANTS FAME", "A SIGNED BOOK"]),
    (Group::Identities, &["\"subject\":\"cleo\""]),
];

/// Everything at once: each door through which a figure could leave.
pub const EVERYTHING: &str = "query($id: ID!, $nodes: [ID!]!) {
    account(by: {id: $id}) {
        name attributes { key value }
        health { score reasons { text value threshold evidence next } contributions { signal reason { text value threshold } } }
        happiness { reasons { text value threshold } }
        stage { criteria { rule reason { text value threshold } } }
        quadrant { name advice companyHappiness level recoverable reasons { text value threshold evidence } path { name companyHappiness } }
        risks(first: 50) { nodes { kind play reasons { text value threshold } } }
        contacts { nodes { name email phone } }
        history(first: 100) { nodes { kind summary record { __typename
            ... on CustomerSubscription { plan mrr { amount } } ... on AdvocacyAct { act: kind note } ... on Outcome { outcome: kind note }
            ... on Contact { email phone } ... on Cost { amount { amount } note } ... on Touchpoint { channel minutes } } } }
        commercials { mrr { amount } arr { amount } subscriptions { nodes { mrr { amount } } } }
        profitability { cost { amount } margin costs { nodes { amount { amount } note } } timeEntries { nodes { minutes note } } }
        featureUsage { features { uses } }
        advocacy { motivations acts { nodes { kind } } }
        adoption { activeUsers seats } outcomes { nodes { kind note } }
    }
    nodes(ids: $nodes) { __typename ... on Cost { note amount { amount } } ... on TimeEntry { note } ... on CustomerSubscription { mrr { amount } } ... on Contact { email phone } }
    changes(filter: {accountId: $id}, first: 100) { nodes { recordType after } }
    people: changes(filter: {recordTypes: [TEAM_MEMBER]}) { nodes { after } }
}";

/// The fields of [`EVERYTHING`] that a group closes, as the answer names them.
pub const CLOSED: &[(Group, &[&str])] = &[
    (Group::ContactEmail, &["account.contacts.nodes.@.email", "account.history.nodes.@.record.email", "nodes.@.email"]),
    (Group::ContactPhone, &["account.contacts.nodes.@.phone", "account.history.nodes.@.record.phone", "nodes.@.phone"]),
    (Group::Commercials, &["account.commercials", "account.history.nodes.@.record.mrr", "nodes.@.mrr"]),
    (
        Group::Profitability,
        &[
            "account.profitability",
            "account.quadrant.companyHappiness",
            "account.quadrant.level",
            "account.quadrant.recoverable",
            "account.quadrant.path.@.companyHappiness",
            "account.history.nodes.@.record.amount",
            "account.history.nodes.@.record.note",
            "account.history.nodes.@.record.minutes",
            "nodes.@.amount",
            "nodes.@.note",
        ],
    ),
    (Group::Features, &["account.featureUsage"]),
    (Group::Advocacy, &["account.advocacy"]),
];

/// Puts the secrets into the world; the ids of the records that `nodes` asks for.
pub async fn tell(world: &World) -> Vec<String> {
    let admin = world.actor(Role::Admin);
    let of_acme = |more: Value| {
        let mut row = json!({"externalId": "x1", "account": {"system": "crm", "id": "acme"}});
        for (key, value) in more.as_object().unwrap() {
            row[key] = value.clone();
        }
        json!([row])
    };
    let send = async |noun: &str, row: Value| admin.sends(noun, "crm", row).await.remove(0);
    let subscription = of_acme(json!({
        "plan": "pro", "mrr": "98765.43", "currency": "USD", "seats": 10, "startedOn": "2025-09-01", "termEndsOn": "2026-09-01",
    }));
    let subscription = send("subscriptions", subscription).await;
    let cost = of_acme(
        json!({"kind": "COST", "on": "2026-02-01", "amount": "54321.09", "currency": "USD", "note": "GIFT BASKET"}),
    );
    let cost = send("costs", cost).await;
    let time = of_acme(json!({"on": "2026-02-01", "minutes": 77, "note": "BOOKED BY HAND"}));
    let time = send("timeEntries", time).await;
    let member = json!({"joinedOn": "2026-01-01", "motivations": ["WANTS FAME"], "rewards": ["A SIGNED BOOK"]});
    send("advocacyMemberships", of_acme(member)).await;
    send("advocacyActs", of_acme(json!({"kind": "REVIEW", "on": "2026-02-01", "note": "Five stars"}))).await;
    send("outcomes", of_acme(json!({"kind": "RENEWED", "on": "2026-01-01", "note": "Signed at once"}))).await;
    send("features", json!([{"externalId": "board", "name": "Board", "key": true}])).await;
    send("usage", of_acme(json!({"from": "2026-02-20", "feature": "board", "uses": 31_337}))).await;
    let on = json!({"channel": "CALL", "direction": "OUTBOUND", "occurredAt": "2026-02-01T10:00:00Z", "minutes": 3313});
    send("touchpoints", of_acme(on)).await;
    let ticket = json!({"severity": "SEV3", "openedAt": "2026-02-01T10:00:00Z", "closedAt": "2026-02-02T10:00:00Z", "minutes": 4271});
    send("tickets", of_acme(ticket)).await;
    send("contacts", json!([{"externalId": "dana", "attributes": {"mobile": "+1 555 0199"}}])).await;
    vec![subscription, cost, time, world.contacts["dana"].clone()]
}
