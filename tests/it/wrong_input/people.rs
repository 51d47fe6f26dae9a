//! Wrong input to what people do.

use entity::enums::Role;
use entity::ids::{AccountId, ContactId, RequestId, RiskId, TeamMemberId};
use serde_json::{Value, json};

use super::{long, nobody, try_all, with, wrong};
use crate::common::each_engine;
use crate::common::world::World;

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
            (json!({"nextUpdateDue": "2026-06-01T00:00:00Z", "comment": "Later."}), "INVALID nextUpdateDue"),
            (json!({"nextUpdateDue": "2026-04-01T00:00:00Z"}), "REQUIRED comment"),
            (json!({"nextUpdateDue": "2026-04-01T00:00:00Z", "comment": " "}), "REQUIRED comment"),
            (json!({}), "INVALID"),
            (json!({"comment": null}), "INVALID"),
            (json!({"comment": "  "}), "INVALID"),
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
            (json!({}), "INVALID"),
            (json!({"attributes": {}}), "INVALID"),
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
