//! kill -9 in a stream of acknowledged writes: after the restart each stands there once, and readers of the log saw no gap.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use vitrine::store::Db;

use crate::common::server::{Client, Server, token};
use crate::common::{check, each_engine};

const WRITERS: usize = 4;
const ACCOUNTS: usize = 6;
const ROUNDS: usize = 3;
const ACKNOWLEDGED_A_ROUND: usize = 40;

const ACCOUNTS_UPSERT: &str = "mutation($input: AccountsUpsertInput!) { accountsUpsert(input: $input) { results { outcome } userErrors { code } } }";
const TICKETS_UPSERT: &str = "mutation($input: TicketsUpsertInput!) { ticketsUpsert(input: $input) { results { outcome problems { code } } userErrors { code } } }";
const CHANGES: &str = "query($after: String) { changes(first: 250, after: $after) { edges { cursor node { kind recordType recordId after } } pageInfo { hasNextPage } } }";

each_engine! {
    async fn acknowledged_writes_survive_a_kill(database) {
        let url = database.url.clone();
        let token = token(&["--role", "ADMIN", "--sub", "ada"]);
        let written = tokio::task::spawn_blocking(move || write_through_kills(&url, &token)).await.unwrap();

        let db = Db::connect(&database.url).await.unwrap();
        assert!(check::invariants(&db).await >= ACCOUNTS);
        assert!(written >= ROUNDS * ACKNOWLEDGED_A_ROUND);
    }
}

/// Writes until enough is acknowledged, kills the server, starts it anew; answers how many writes were acknowledged.
fn write_through_kills(url: &str, token: &str) -> usize {
    let acknowledged = Mutex::new(BTreeSet::new());
    let mut cursor = None;
    let mut seen = BTreeMap::new();
    let mut server = Server::start(url);
    create_accounts(&server.client(token));
    for round in 0..ROUNDS {
        let enough = (round + 1) * ACKNOWLEDGED_A_ROUND;
        let over = AtomicBool::new(false);
        let client = server.client(token);
        std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (client, acknowledged, over) = (&client, &acknowledged, &over);
                scope.spawn(move || write(client, round, writer, acknowledged, over));
            }
            while acknowledged.lock().unwrap().len() < enough {
                // A reader in the midst of it: what it has passed is never behind it again.
                cursor = read_log(&client, cursor.take(), &mut seen);
            }
            server.kill();
            over.store(true, Ordering::SeqCst);
        });
        server = Server::start(url);
    }
    cursor = read_log(&server.client(token), cursor, &mut seen);
    assert!(cursor.is_some());
    let acknowledged = acknowledged.into_inner().unwrap();
    for ticket in &acknowledged {
        assert_eq!(seen.get(ticket), Some(&1), "{ticket} was acknowledged");
    }
    // What was not acknowledged stands once or not at all, and a reader from the start sees what the other saw.
    assert!(seen.values().all(|times| *times == 1), "{seen:?}");
    let mut anew = BTreeMap::new();
    read_log(&server.client(token), None, &mut anew);
    assert_eq!(anew, seen);
    acknowledged.len()
}

fn create_accounts(client: &Client) {
    let records: Vec<_> = (0..ACCOUNTS)
        .map(|n| json!({ "externalId": format!("a{n}"), "name": format!("Account {n}"), "status": "CUSTOMER" }))
        .collect();
    let answer =
        client.post(ACCOUNTS_UPSERT, &json!({ "input": { "system": "crm", "records": records } }), None).unwrap();
    let created = answer["data"]["accountsUpsert"]["results"].as_array().unwrap();
    assert!(created.iter().all(|result| result["outcome"] == "CREATED"), "{answer}");
}

/// Sends tickets one by one. One that was not acknowledged is sent again under its key, as a client with retries does.
fn write(client: &Client, round: usize, writer: usize, acknowledged: &Mutex<BTreeSet<String>>, over: &AtomicBool) {
    for number in 0.. {
        if over.load(Ordering::SeqCst) {
            return;
        }
        let id = format!("t-{round}-{writer}-{number}");
        let account = format!("a{}", (writer + number) % ACCOUNTS);
        let record = json!({
            "externalId": id, "account": { "system": "crm", "id": account }, "subject": id,
            "openedAt": "2026-01-05T10:00:00Z", "severity": "SEV2",
        });
        let variables = json!({ "input": { "system": "helpdesk", "records": [record] } });
        match client.post(TICKETS_UPSERT, &variables, Some(&id)) {
            Ok(answer) => {
                assert_eq!(answer["data"]["ticketsUpsert"]["results"][0]["outcome"], "CREATED", "{answer}");
                acknowledged.lock().unwrap().insert(id);
            }
            Err(_killed) => return,
        }
    }
}

/// Reads on from a cursor to the log's end, counting the tickets that were created by their subject.
fn read_log(client: &Client, mut after: Option<String>, seen: &mut BTreeMap<String, u32>) -> Option<String> {
    loop {
        let page: Value = client.post(CHANGES, &json!({ "after": after }), None).unwrap();
        let changes = &page["data"]["changes"];
        for edge in changes["edges"].as_array().unwrap_or_else(|| panic!("{page}")) {
            after = edge["cursor"].as_str().map(str::to_owned);
            if edge["node"]["recordType"] == "Ticket" && edge["node"]["kind"] == "CREATED" {
                let subject = edge["node"]["after"]["subject"].as_str().unwrap().to_owned();
                *seen.entry(subject).or_default() += 1;
            }
        }
        if changes["pageInfo"]["hasNextPage"] != true {
            return after;
        }
    }
}
