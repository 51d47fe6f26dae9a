//! A batch as a whole: order, owners of requests, and how many statements it takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use vitrine::sync::account::AccountRowInput;
use vitrine::sync::request::RequestRowInput;
use vitrine::sync::result::ProblemCode::{Invalid, Required, Superseded, UnknownReference};
use vitrine::sync::result::UpsertOutcome::{Created, Rejected, Unchanged, Updated};
use vitrine::sync::team_member::TeamMemberRowInput;
use vitrine::sync::ticket::TicketRowInput;

use super::bench::{Bench, told};
use crate::common::each_engine;

fn named(id: &str) -> Value {
    json!({"system": "crm", "id": id})
}

each_engine! {
    async fn two_rows_of_one_record_apply_in_order(database) {
        let bench = Bench::new(database).await;
        let row = |subject: &str| json!({"externalId": "t", "openedAt": "2026-01-01T00:00:00Z", "account": named("a1"), "subject": subject});
        let results = bench.upsert::<TicketRowInput>(vec![row("one"), row("two"), json!({"externalId": ""})]).await;
        assert_eq!(told(&results[0]), (Created, Some((Superseded, String::new()))));
        assert_eq!(told(&results[1]), (Updated, None));
        assert_eq!(told(&results[2]), (Rejected, Some((Invalid, "externalId".to_owned()))));
        let image = bench.image::<TicketRowInput>("t").await.unwrap();
        assert_eq!((&image["subject"], &image["version"]), (&json!("two"), &json!(1)));
    }

    async fn a_row_may_refer_to_an_earlier_one(database) {
        let bench = Bench::new(database).await;
        let account = |id: &str, parent: &str| json!({"externalId": id, "name": id, "status": "CUSTOMER", "parent": named(parent)});
        let results = bench.upsert::<AccountRowInput>(vec![account("n1", "a1"), account("n2", "n1"), account("n3", "n4")]).await;
        assert_eq!((told(&results[0]), told(&results[1])), ((Created, None), (Created, None)));
        assert_eq!(told(&results[2]), (Rejected, Some((UnknownReference, "parent".to_owned()))));
    }

    async fn an_imported_request_finds_its_owner_and_keeps_one(database) {
        let bench = Bench::new(database).await;
        let team = json!([{"member": named("m2"), "role": "SUPPORT"}]);
        bench.upsert::<AccountRowInput>(vec![json!({"externalId": "a1", "team": team})]).await;
        bench.upsert::<TeamMemberRowInput>(vec![json!({"externalId": "m2", "manager": named("m1")})]).await;
        let row = |id: &str, department: &str| json!({"externalId": id, "title": id, "department": department,
            "raisedAt": "2026-02-01T00:00:00Z", "account": named("a1")});
        let results = bench.upsert::<RequestRowInput>(vec![row("r1", "SUPPORT"), row("r2", "SALES")]).await;
        assert_eq!(told(&results[0]), (Created, None));
        assert_eq!(told(&results[1]), (Created, Some((Required, "owner".to_owned()))));
        let id = |image: Option<Value>| image.unwrap()["id"].clone();
        let (m1, m2) = (id(bench.image::<TeamMemberRowInput>("m1").await), id(bench.image::<TeamMemberRowInput>("m2").await));
        let request = bench.image::<RequestRowInput>("r1").await.unwrap();
        assert_eq!((&request["ownerId"], &request["nextUpdateDue"]), (&m2, &json!("2026-02-08T00:00:00Z")));
        assert_eq!(bench.image::<RequestRowInput>("r2").await.unwrap()["ownerId"], Value::Null);

        let left = bench.upsert::<TeamMemberRowInput>(vec![json!({"externalId": "m2", "active": false})]).await;
        assert_eq!(told(&left[0]), (Updated, None));
        assert_eq!(bench.image::<RequestRowInput>("r1").await.unwrap()["ownerId"], m1);
    }

    async fn the_number_of_statements_does_not_grow_with_the_batch(database) {
        let mut bench = Bench::new(database).await;
        let counter = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&counter);
        bench.desk.db.write.set_metric_callback(move |_| {
            seen.fetch_add(1, Ordering::Relaxed);
        });
        let row = |index: usize| json!({"externalId": format!("t{index}"), "openedAt": "2026-01-01T00:00:00Z",
            "account": named(if index.is_multiple_of(2) { "a1" } else { "a2" }), "contact": named("c1")});
        let mut counts = Vec::new();
        for range in [0..10, 10..1_010, 0..1_000] {
            counter.store(0, Ordering::Relaxed);
            let results = bench.upsert::<TicketRowInput>(range.map(row).collect()).await;
            assert!(results.iter().all(|result| matches!(result.outcome, Created | Unchanged)));
            counts.push(counter.load(Ordering::Relaxed));
        }
        assert!(counts[0] > 0, "the statements are counted");
        assert!(counts[1] <= counts[0] + 6 && counts[2] <= counts[0] + 6, "{counts:?}");
    }
}
