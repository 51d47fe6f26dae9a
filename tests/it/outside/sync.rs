//! RavenStack's five files, sent through the API as `examples/sync` sends them, twice.

use std::collections::BTreeMap;
use std::path::Path;

use entity::change;
use entity::enums::ChangeKind;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use vitrine::store::Db;

use crate::common::each_engine;
use crate::common::server::{Client, Server, token};

const SYSTEM: &str = "ravenstack";
const NOUNS: [&str; 8] =
    ["accounts", "features", "subscriptions", "usage", "tickets", "surveyResponses", "outcomes", "costs"];

/// A file's rows, by the names of its columns.
type Rows = Vec<BTreeMap<String, String>>;

fn read(folder: &Path, name: &str) -> Rows {
    let path = folder.join(format!("ravenstack_{name}.csv"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(!text.contains('"'), "{}: no field of these files is quoted", path.display());
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            assert_eq!(fields.len(), names.len(), "{}: {line}", path.display());
            names.iter().map(|name| (*name).to_owned()).zip(fields.into_iter().map(str::to_owned)).collect()
        })
        .collect()
}

fn reference(id: &str) -> Value {
    json!({"system": SYSTEM, "id": id})
}

fn number(text: &str) -> i64 {
    text.parse().unwrap()
}

fn given(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(text) }
}

fn moment(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(format!("{}Z", text.replace(' ', "T"))) }
}

/// The records of each kind, in the order in which they refer to each other.
fn records(folder: &Path) -> BTreeMap<&'static str, Vec<Value>> {
    let accounts = read(folder, "accounts");
    let subscriptions = read(folder, "subscriptions");
    let usage = read(folder, "feature_usage");
    let tickets = read(folder, "support_tickets");
    let churn = read(folder, "churn_events");
    let sizes = [accounts.len(), subscriptions.len(), usage.len(), tickets.len(), churn.len()];
    assert_eq!(sizes, [500, 5_000, 25_000, 2_000, 600], "these are not RavenStack's files");
    let account_of: BTreeMap<&str, &str> =
        subscriptions.iter().map(|row| (row["subscription_id"].as_str(), row["account_id"].as_str())).collect();
    let running = |id: &str| subscriptions.iter().any(|row| row["account_id"] == id && row["end_date"].is_empty());
    let features: std::collections::BTreeSet<&str> = usage.iter().map(|row| row["feature_name"].as_str()).collect();
    let mut records = BTreeMap::new();
    let account = |row: &BTreeMap<String, String>| {
        json!({
            "externalId": row["account_id"], "name": row["account_name"], "industry": row["industry"],
            "status": if running(&row["account_id"]) { "CUSTOMER" } else { "LOST" },
            "country": row["country"], "startedOn": row["signup_date"],
            "attributes": {
                "referralSource": row["referral_source"], "planTier": row["plan_tier"], "seats": number(&row["seats"]),
                "isTrial": row["is_trial"] == "True", "churnFlag": row["churn_flag"] == "True",
            },
        })
    };
    records.insert("accounts", accounts.iter().map(account).collect());
    records.insert("features", features.iter().map(|name| json!({"externalId": name, "name": name})).collect());
    let subscription = |row: &BTreeMap<String, String>| {
        json!({
            "externalId": row["subscription_id"], "account": reference(&row["account_id"]), "plan": row["plan_tier"],
            "mrr": row["mrr_amount"], "currency": "USD", "seats": number(&row["seats"]),
            "trial": row["is_trial"] == "True", "startedOn": row["start_date"], "endedOn": given(&row["end_date"]),
            "autoRenew": row["auto_renew_flag"] == "True",
        })
    };
    records.insert("subscriptions", subscriptions.iter().map(subscription).collect());
    let used = |row: &BTreeMap<String, String>| {
        json!({
            "externalId": format!("{}:{}", row["usage_id"], row["subscription_id"]),
            "account": reference(account_of[row["subscription_id"].as_str()]),
            "from": row["usage_date"], "feature": row["feature_name"],
            "uses": number(&row["usage_count"]), "seconds": number(&row["usage_duration_secs"]),
        })
    };
    records.insert("usage", usage.iter().map(used).collect());
    let severity = |priority: &str| match priority {
        "urgent" => "SEV1",
        "high" => "SEV2",
        "medium" => "SEV3",
        _ => "SEV4",
    };
    let ticket = |row: &BTreeMap<String, String>| {
        json!({
            "externalId": row["ticket_id"], "account": reference(&row["account_id"]),
            "severity": severity(&row["priority"]), "openedAt": format!("{}T00:00:00Z", row["submitted_at"]),
            "closedAt": moment(&row["closed_at"]), "escalated": row["escalation_flag"] == "True",
        })
    };
    records.insert("tickets", tickets.iter().map(ticket).collect());
    let answer = |row: &BTreeMap<String, String>| {
        json!({
            "externalId": row["ticket_id"], "account": reference(&row["account_id"]), "kind": "CSAT",
            "answer": row["satisfaction_score"], "scaleMin": 1, "scaleMax": 5, "answeredAt": moment(&row["closed_at"]),
        })
    };
    let answered = tickets.iter().filter(|row| !row["satisfaction_score"].is_empty());
    records.insert("surveyResponses", answered.map(answer).collect());
    let outcome = |row: &BTreeMap<String, String>| {
        json!({
            "externalId": row["churn_event_id"], "account": reference(&row["account_id"]), "kind": "CHURNED",
            "on": row["churn_date"], "reason": row["reason_code"], "note": given(&row["feedback_text"]),
        })
    };
    records.insert("outcomes", churn.iter().map(outcome).collect());
    let refund = |row: &BTreeMap<String, String>| {
        json!({
            "externalId": row["churn_event_id"], "account": reference(&row["account_id"]), "kind": "REFUND",
            "on": row["churn_date"], "amount": row["refund_amount_usd"], "currency": "USD",
        })
    };
    let refunded = churn.iter().filter(|row| row["refund_amount_usd"] != "0.0");
    records.insert("costs", refunded.map(refund).collect());
    records
}

/// Sends all batches, each with a key of its own; gives how often each outcome was answered.
fn sync(vendor: &Client, records: &BTreeMap<&'static str, Vec<Value>>, run: &str) -> BTreeMap<String, usize> {
    let mut outcomes = BTreeMap::new();
    for noun in NOUNS {
        let kind = noun[..1].to_uppercase() + &noun[1..];
        let document = format!(
            "mutation($input: {kind}UpsertInput!) {{ {noun}Upsert(input: $input) {{
                results {{ externalId outcome problems {{ code path }} }} userErrors {{ code message }} }} }}"
        );
        for (number, batch) in records[noun].chunks(1_000).enumerate() {
            let input = json!({"input": {"system": SYSTEM, "records": batch}});
            let answer = vendor.post(&document, &input, Some(&format!("{run}-{noun}-{number}"))).unwrap();
            assert_eq!(answer["errors"], Value::Null, "{noun}: {answer:#}");
            let payload = &answer["data"][format!("{noun}Upsert")];
            assert_eq!(payload["userErrors"], json!([]), "{noun}");
            for result in payload["results"].as_array().unwrap() {
                assert_eq!(result["problems"], json!([]), "{noun}: {result}");
                *outcomes.entry(result["outcome"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
    }
    outcomes
}

each_engine! {
    async fn the_second_sync_changes_nothing(database) {
        let folder = crate::outside::data("ravenstack");
        let records = records(&folder);
        let all: usize = records.values().map(Vec::len).sum();
        let db = Db::connect(&database.url).await.unwrap();
        let server = Server::start(&database.url);
        let scopes: Vec<String> = NOUNS.iter().map(|noun| format!("write:{noun}")).collect();
        let scope = format!("read {}", scopes.join(" "));
        let vendor = server.client(&token(&["--role", "INTEGRATION", "--system", SYSTEM, "--scope", &scope]));
        assert_eq!(sync(&vendor, &records, "first"), BTreeMap::from([("CREATED".to_owned(), all)]));
        let facts = || async { change::Entity::find().filter(change::Column::Kind.ne(ChangeKind::Assessed)).count(&db.read).await.unwrap() };
        let before = facts().await;
        assert_eq!(sync(&vendor, &records, "second"), BTreeMap::from([("UNCHANGED".to_owned(), all)]));
        assert_eq!(facts().await, before, "the second sync wrote to the log");
        one_account(&server.client(&token(&["--role", "CS"])), &records);
    }
}

/// One account of it is looked at: what the files say is what the view says.
fn one_account(reader: &Client, records: &BTreeMap<&'static str, Vec<Value>>) {
    let id = "A-37f969";
    let of = |noun: &str| json!(records[noun].iter().filter(|record| record["account"]["id"] == id).count());
    let query = r#"{ account(by: {externalId: {system: "ravenstack", id: "A-37f969"}}) {
        outcomes { totalCount } support { tickets { totalCount } } voice { responses { totalCount } }
        commercials { subscriptions { totalCount } } attributes(keys: ["churnFlag"]) { value source }
    } }"#;
    let answer = reader.post(query, &json!({}), None).unwrap();
    assert_eq!(answer["errors"], Value::Null, "{answer:#}");
    let account = &answer["data"]["account"];
    assert_eq!(account["outcomes"]["totalCount"], of("outcomes"), "{account:#}");
    assert_eq!(account["support"]["tickets"]["totalCount"], of("tickets"), "{account:#}");
    assert_eq!(account["voice"]["responses"]["totalCount"], of("surveyResponses"), "{account:#}");
    assert_eq!(account["commercials"]["subscriptions"]["totalCount"], of("subscriptions"), "{account:#}");
    assert_eq!(account["attributes"][0]["source"], json!(SYSTEM), "{account:#}");
}
