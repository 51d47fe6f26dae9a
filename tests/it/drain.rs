//! SIGTERM in a stream of writes: what was taken up is answered, and the process ends well. So what stands afterwards is
//! what was acknowledged, no more and no less.

use std::collections::BTreeSet;
use std::sync::Mutex;

use entity::ticket;
use sea_orm::EntityTrait;
use serde_json::json;
use vitrine::store::Db;

use crate::common::server::{Client, Server, token};
use crate::common::{check, each_engine};

const WRITERS: usize = 4;
const ENOUGH: usize = 24;

const ACCOUNT: &str = r#"mutation { accountsUpsert(input: {system: "crm", records: [{externalId: "a0", name: "Account", status: CUSTOMER}]}) { results { outcome } } }"#;
const TICKETS: &str = "mutation($input: TicketsUpsertInput!) { ticketsUpsert(input: $input) { results { outcome } } }";

each_engine! {
    async fn a_stop_answers_what_it_took_up(database) {
        let url = database.url.clone();
        let token = token(&["--role", "ADMIN", "--sub", "ada"]);
        let acknowledged = tokio::task::spawn_blocking(move || write_until_stopped(&url, &token)).await.unwrap();

        let db = Db::connect(&database.url).await.unwrap();
        let stand: BTreeSet<_> =
            ticket::Entity::find().all(&db.read).await.unwrap().into_iter().map(|row| row.external_id).collect();
        assert!(acknowledged.len() >= ENOUGH);
        assert_eq!(stand, acknowledged);
        check::invariants(&db).await;
    }
}

/// Writes while the server is told to stop; answers what was acknowledged.
fn write_until_stopped(url: &str, token: &str) -> BTreeSet<String> {
    let mut server = Server::start(url);
    let client = server.client(token);
    client.post(ACCOUNT, &json!({}), None).unwrap();
    let acknowledged = Mutex::new(BTreeSet::new());
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (client, acknowledged) = (&client, &acknowledged);
            scope.spawn(move || write(client, writer, acknowledged));
        }
        while acknowledged.lock().unwrap().len() < ENOUGH {
            std::thread::park_timeout(std::time::Duration::from_millis(5));
        }
        assert!(server.terminate().success());
    });
    acknowledged.into_inner().unwrap()
}

/// Sends tickets one by one, until the server takes no more.
fn write(client: &Client, writer: usize, acknowledged: &Mutex<BTreeSet<String>>) {
    for number in 0.. {
        let id = format!("t-{writer}-{number}");
        let record = json!({
            "externalId": id, "account": {"system": "crm", "id": "a0"}, "subject": id,
            "openedAt": "2026-01-05T10:00:00Z", "severity": "SEV2",
        });
        let variables = json!({"input": {"system": "helpdesk", "records": [record]}});
        let Ok(answer) = client.post(TICKETS, &variables, None) else { return };
        assert_eq!(answer["data"]["ticketsUpsert"]["results"][0]["outcome"], "CREATED", "{answer}");
        acknowledged.lock().unwrap().insert(id);
    }
}
