//! Accounts: claims of several systems, further names, moves, the end.

use entity::account;
use entity::enums::RecordKind;
use entity::ids::AccountId;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use vitrine::sync::account::AccountRowInput;
use vitrine::sync::contact::ContactRowInput;
use vitrine::sync::result::ProblemCode::{Duplicate, Invalid, Required, Stale, UnknownReference};
use vitrine::sync::result::UpsertOutcome::{Created, Deleted, Rejected, Unchanged, Updated};
use vitrine::sync::ticket::TicketRowInput;

use super::bench::{Bench, told};
use crate::common::each_engine;

async fn account(bench: &Bench, wire: &str) -> Option<Value> {
    let id = AccountId::parse(wire).unwrap();
    let found = account::Entity::find_by_id(id).one(&bench.desk.db.read).await.unwrap();
    found.map(|account| serde_json::to_value(account).unwrap())
}

fn named(id: &str) -> Value {
    json!({"system": "crm", "id": id})
}

each_engine! {
    async fn no_account_is_its_own_parent_near_or_far(database) {
        let bench = Bench::new(database).await;
        let row = |id: &str, parent: Value| json!({"externalId": id, "name": id, "status": "CUSTOMER", "parent": parent});
        let refused = || (Rejected, Some((Invalid, "parent".to_owned())));
        let chain = vec![row("p1", Value::Null), row("p2", named("p1")), row("p3", named("p2")), row("p1", named("p3"))];
        let made = bench.upsert::<AccountRowInput>(chain).await;
        assert_eq!((told(&made[2]), told(&made[3])), ((Created, None), refused()), "within a batch");
        let closed = bench.upsert::<AccountRowInput>(vec![row("p1", named("p3")), row("p2", named("p2"))]).await;
        assert_eq!((told(&closed[0]), told(&closed[1])), (refused(), refused()), "over what is stored");
        let turned = vec![row("p2", Value::Null), row("p1", named("p3"))];
        let turned = bench.upsert::<AccountRowInput>(turned).await;
        assert_eq!((told(&turned[0]), told(&turned[1])), ((Updated, None), (Updated, None)), "once the chain is cut");
        let id = turned[0].id.clone().unwrap();
        assert_eq!(account(&bench, &id).await.unwrap()["parentId"], Value::Null);
    }

    async fn the_claim_recorded_last_stands_and_a_repeat_claims_nothing(database) {
        let bench = Bench::new(database).await;
        let crm = json!({"externalId": "x", "updatedAt": "2026-02-01T00:00:00Z", "name": "Acme", "status": "CUSTOMER",
            "industry": "Steel", "attributes": {"tier": "gold"}, "url": "https://crm.example.com/x",
            "team": [{"member": named("m1"), "role": "CSM"}]});
        let made = bench.upsert::<AccountRowInput>(vec![crm.clone()]).await;
        assert_eq!(told(&made[0]), (Created, None));
        let id = made[0].id.clone().unwrap();

        let billing = |row: Value| bench.send_as::<AccountRowInput>("billing", vec![row]);
        let joined = billing(json!({"externalId": "b", "updatedAt": "2026-02-02T00:00:00Z", "industry": "Metal",
            "attributes": {"tier": null, "size": 3}, "alsoKnownAs": [named("x")]})).await;
        assert_eq!((told(&joined[0]), joined[0].id.as_ref()), ((Updated, None), Some(&id)));
        let image = account(&bench, &id).await.unwrap();
        assert_eq!((&image["industry"], &image["attributes"], &image["version"]), (&json!("Metal"), &json!({"size": 3}), &json!(2)));

        assert_eq!(told(&bench.upsert::<AccountRowInput>(vec![crm.clone()]).await[0]), (Unchanged, None));
        assert_eq!(account(&bench, &id).await.unwrap()["industry"], "Metal");

        let late = billing(json!({"externalId": "b", "updatedAt": "2026-01-01T00:00:00Z", "industry": "Wood"})).await;
        assert_eq!(told(&late[0]), (Unchanged, Some((Stale, "updatedAt".to_owned()))));
        let older = json!({"externalId": "x", "updatedAt": "2026-02-01T12:00:00Z", "industry": "Wood"});
        assert_eq!(told(&bench.upsert::<AccountRowInput>(vec![older]).await[0]), (Updated, None));
        assert_eq!(account(&bench, &id).await.unwrap()["industry"], "Wood", "what was recorded last stands, whatever its stamp");

        let other = json!({"externalId": "b2", "name": "Other", "status": "PROSPECT"});
        assert_eq!(told(&billing(other).await[0]), (Created, None));
        let both = billing(json!({"externalId": "b2", "alsoKnownAs": [named("x")]})).await;
        assert_eq!(told(&both[0]), (Rejected, Some((Duplicate, "alsoKnownAs.0".to_owned()))));
        let bare = billing(json!({"externalId": "b3", "name": "Bare"})).await;
        assert_eq!(told(&bare[0]), (Rejected, Some((Required, "status".to_owned()))));
    }

    async fn an_account_goes_with_its_last_name(database) {
        let bench = Bench::new(database).await;
        bench.send_as::<AccountRowInput>("billing", vec![json!({"externalId": "b", "alsoKnownAs": [named("a1")]})]).await;
        let first = bench.delete(RecordKind::Account, &["a1"], None).await;
        let id = first[0].id.clone().unwrap();
        assert_eq!(told(&first[0]), (Deleted, None));
        assert!(account(&bench, &id).await.is_some());
        let ticket = json!({"externalId": "t", "openedAt": "2026-01-01T00:00:00Z", "account": named("a1")});
        assert_eq!(told(&bench.upsert::<TicketRowInput>(vec![ticket.clone()]).await[0]).1.unwrap().0, UnknownReference);

        let last = bench.delete_as("billing", RecordKind::Account, &["b"]).await;
        assert_eq!(told(&last[0]), (Deleted, None));
        assert!(account(&bench, &id).await.is_none());
        assert!(bench.image::<ContactRowInput>("c1").await.is_none());

        let back = bench.upsert::<AccountRowInput>(vec![json!({"externalId": "a1", "name": "Back", "status": "CUSTOMER"})]).await;
        assert_eq!((told(&back[0]), back[0].id.as_ref()), ((Created, None), Some(&id)));
        let contact = bench.upsert::<ContactRowInput>(vec![json!({"externalId": "c1", "name": "Ada", "account": named("a1")})]).await;
        assert_eq!(told(&contact[0]), (Created, None));
    }

    async fn a_record_moves_to_another_account(database) {
        let bench = Bench::new(database).await;
        let ticket = |id: &str, account: &str| json!({"externalId": id, "openedAt": "2026-01-01T00:00:00Z", "account": named(account)});
        let made = bench.upsert::<TicketRowInput>(vec![ticket("t1", "a1"), ticket("t2", "a2")]).await;
        let moved = bench.upsert::<TicketRowInput>(vec![ticket("t1", "a2"), ticket("t2", "a1")]).await;
        for (before, after) in made.iter().zip(&moved) {
            assert_eq!((told(after), &after.id), ((Updated, None), &before.id));
        }
        let accounts = bench.image::<ContactRowInput>("c1").await.unwrap()["accountId"].clone();
        assert_ne!(bench.image::<TicketRowInput>("t1").await.unwrap()["accountId"], accounts);
        assert_eq!(bench.image::<TicketRowInput>("t2").await.unwrap()["accountId"], accounts);
    }
}
