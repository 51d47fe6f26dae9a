//! A book with long lists of every kind that an account has: days of use, entries of the log, attributes, conflicts.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::common::server::Client;

/// Accounts; the first one has the longest lists.
const ACCOUNTS: usize = 60;

/// Fills an empty database through the write path.
pub fn fill(client: &Client) {
    let account = |at: usize| json!({"system": "crm", "id": format!("a{at}")});
    let person =
        |at: usize| json!({"externalId": format!("p{at}"), "name": format!("Person {at}"), "department": "CS"});
    send(client, "teamMembers", "hr", (0..12).map(person).collect());
    let feature = |at: usize| json!({"externalId": format!("f{at}"), "name": format!("Feature {at}"), "key": at < 4});
    send(client, "features", "product", (0..20).map(feature).collect());
    for system in ["crm", "erp", "desk"] {
        let own = |at: usize| {
            let attributes: serde_json::Map<String, Value> = (0..if at == 0 { 150 } else { 12 })
                .map(|key| (format!("field {key}"), json!(format!("{system} {key}"))))
                .collect();
            let known = if system == "crm" { json!([]) } else { json!([account(at)]) };
            json!({
                "externalId": format!("a{at}"), "alsoKnownAs": known, "name": format!("Account {at} {system}"), "status": "CUSTOMER",
                "touchModel": "HIGH_TOUCH", "startedOn": "2025-01-01", "employees": 10 + at, "attributes": attributes,
                "team": [{"member": {"system": "hr", "id": format!("p{}", at % 12)}, "role": "CSM"}],
            })
        };
        send(client, "accounts", system, (0..ACCOUNTS).map(own).collect());
    }
    let of_first = |at: usize, many: usize| if at.is_multiple_of(3) { 0 } else { at % many };
    let contact = |at: usize| {
        json!({"externalId": format!("c{at}"), "account": account(of_first(at, ACCOUNTS)), "name": format!("Contact {at}"),
            "title": "Head of everything", "email": format!("c{at}@x.example"), "seniority": "EXECUTIVE"})
    };
    send(client, "contacts", "crm", (0..240).map(contact).collect());
    let ticket = |at: usize| {
        json!({"externalId": format!("t{at}"), "account": account(of_first(at, ACCOUNTS)), "subject": format!("Ticket {at} {}", "x".repeat(200)),
            "severity": "SEV3", "openedAt": day(at % 300, "T09:00:00Z")})
    };
    send(client, "tickets", "desk", (0..600).map(ticket).collect());
    let feedback = |at: usize| json!({"externalId": format!("v{at}"), "account": account(of_first(at, ACCOUNTS)), "text": "word ".repeat(200), "receivedAt": day(at % 300, "T09:00:00Z")});
    send(client, "feedback", "desk", (0..300).map(feedback).collect());
    let touch = |at: usize| {
        json!({"externalId": format!("m{at}"), "account": account(of_first(at, ACCOUNTS)), "channel": "CALL", "direction": "BOTH",
            "occurredAt": day(at % 300, "T10:00:00Z"), "agenda": "a ".repeat(100)})
    };
    send(client, "touchpoints", "desk", (0..300).map(touch).collect());
    let wish = |at: usize| {
        json!({"externalId": format!("r{at}"), "account": account(of_first(at, ACCOUNTS)), "title": format!("Wish {at}"), "department": "PRODUCT",
            "status": "OPEN", "owner": {"system": "hr", "id": "p1"}, "raisedAt": day(at % 300, "T11:00:00Z")})
    };
    send(client, "requests", "desk", (0..200).map(wish).collect());
    let used = |at: usize| {
        json!({"externalId": format!("u{at}"), "account": account(at / 400), "from": day(at % 400, ""), "user": format!("user {}", at % 7),
            "feature": format!("f{}", at % 20), "sessions": 3, "uses": 9, "seconds": 500})
    };
    send(client, "usage", "product", (0..1_600).map(used).collect());
}

/// So many days after the first of 2025, of 31 in each month's place.
fn day(days: usize, rest: &str) -> String {
    let start = chrono::NaiveDate::from_ymd_opt(2025, 6, 1).unwrap();
    format!("{}{rest}", start + chrono::Days::new(days as u64))
}

fn send(client: &Client, noun: &str, system: &str, records: Vec<Value>) {
    let input = noun[..1].to_uppercase() + &noun[1..];
    let mut query = String::new();
    write!(query, "mutation($i: {input}UpsertInput!) {{ {noun}Upsert(input: $i) {{ results {{ outcome problems {{ code path message }} }} userErrors {{ message }} }} }}").unwrap();
    for part in records.chunks(300) {
        let input = json!({"i": {"system": system, "records": part}});
        let answer = client.post(&query, &input, None).unwrap();
        let results = answer["data"][format!("{noun}Upsert")]["results"].as_array();
        let taken = results
            .is_some_and(|results| !results.is_empty() && results.iter().all(|one| one["outcome"] != "REJECTED"));
        assert!(taken, "{noun}: {}", answer.to_string().chars().take(600).collect::<String>());
    }
}
