//! A mutation under a caller's key happens once.

use chrono::TimeDelta;
use entity::enums::TicketSeverity;
use entity::idempotency_key::{Column, Entity};
use entity::ticket;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use vitrine::clock::machine_now;
use vitrine::command::idempotency::{Claim, Claimed, claim, digest, free, sweep};
use vitrine::command::{Desk, Origin, Unit};
use vitrine::error::AppError;

use crate::common::each_engine;
use crate::common::made::{self, Act, accounts, at, crm, desk, grant};

async fn ours(desk: &Desk) -> Claim {
    match claim(&desk.db, "ada", "requestOpen", "k-1", "d").await.unwrap() {
        Claimed::Ours(claim) => claim,
        other => panic!("{other:?}"),
    }
}

fn under(claim: &Claim) -> Origin {
    Origin { claim: Some(claim.clone()), ..crm() }
}

/// As if the first claim had been made so long ago.
async fn grow_old(desk: &Desk, by: TimeDelta) {
    let then = machine_now() - by;
    Entity::update_many()
        .col_expr(Column::CreatedAt, Expr::value(then))
        .col_expr(Column::ClaimedUntil, Expr::value(then + TimeDelta::seconds(60)))
        .exec(&desk.db.write)
        .await
        .unwrap();
}

each_engine! {
    async fn an_outcome_is_stored_with_its_write_and_answered_again(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let id = accounts(&desk, 1).await[0];
        let mine = ours(&desk).await;
        assert_eq!(claim(&desk.db, "ada", "requestOpen", "k-1", "d").await.unwrap(), Claimed::InProgress);
        // Another caller, field or key is another matter.
        for (caller, field, key) in [("bob", "requestOpen", "k-1"), ("ada", "requestClose", "k-1"), ("ada", "requestOpen", "k-2")] {
            assert!(matches!(claim(&desk.db, caller, field, key, "d").await.unwrap(), Claimed::Ours(_)));
        }
        let write = Act(|unit: &mut Unit| {
            let ticket = made::ticket(unit, id, "T-1", TicketSeverity::Sev3);
            unit.put(grant(), None, ticket);
            unit.outcome(json!({ "id": "T-1" }));
        });
        desk.unit(under(&mine), [id], &write).await.unwrap();
        assert_eq!(claim(&desk.db, "ada", "requestOpen", "k-1", "d").await.unwrap(), Claimed::Replay(json!({ "id": "T-1" })));
        assert_eq!(claim(&desk.db, "ada", "requestOpen", "k-1", "e").await.unwrap(), Claimed::Reused);
        // What is done is not freed.
        free(&desk.db, &mine).await.unwrap();
        assert!(matches!(claim(&desk.db, "ada", "requestOpen", "k-1", "d").await.unwrap(), Claimed::Replay(_)));
    }

    async fn a_refusal_is_an_outcome_too_and_writes_nothing_else(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let id = accounts(&desk, 1).await[0];
        let mine = ours(&desk).await;
        let refuse = Act(|unit: &mut Unit| {
            let ticket = made::ticket(unit, id, "T-1", TicketSeverity::Sev3);
            unit.put(grant(), None, ticket);
            unit.outcome(json!({ "userErrors": ["NOT_TOLD"] }));
            unit.discard();
        });
        desk.unit(under(&mine), [id], &refuse).await.unwrap();
        assert_eq!(ticket::Entity::find().count(&desk.db.read).await.unwrap(), 0);
        let again = claim(&desk.db, "ada", "requestOpen", "k-1", "d").await.unwrap();
        assert_eq!(again, Claimed::Replay(json!({ "userErrors": ["NOT_TOLD"] })));
    }

    async fn a_claim_that_was_freed_or_whose_lease_ended_can_be_had_again(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let id = accounts(&desk, 1).await[0];
        let first = ours(&desk).await;
        free(&desk.db, &first).await.unwrap();
        let slow = ours(&desk).await;
        grow_old(&desk, TimeDelta::minutes(2)).await;
        let quick = ours(&desk).await;
        let write = Act(|unit: &mut Unit| {
            let ticket = made::ticket(unit, id, "T-1", TicketSeverity::Sev3);
            unit.put(grant(), None, ticket);
            unit.outcome(json!({}));
        });
        desk.unit(under(&quick), [id], &write).await.unwrap();
        // The slow one comes too late: nothing of its write stays.
        let late = Act(|unit: &mut Unit| {
            let ticket = made::ticket(unit, id, "T-2", TicketSeverity::Sev3);
            unit.put(grant(), None, ticket);
            unit.outcome(json!({}));
        });
        assert!(matches!(desk.unit(under(&slow), [id], &late).await, Err(AppError::ClaimEnded)));
        let written = ticket::Entity::find().filter(ticket::Column::ExternalId.is_in(["T-1", "T-2"]))
            .all(&desk.db.read).await.unwrap();
        assert_eq!(written.iter().map(|ticket| ticket.external_id.as_str()).collect::<Vec<_>>(), ["T-1"]);
    }

    async fn of_many_who_claim_at_once_one_gets_it(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        for round in 0..2 {
            let claims = (0..8).map(|_| {
                let db = desk.db.clone();
                tokio::spawn(async move { claim(&db, "ada", "requestOpen", "k-1", "d").await.unwrap() })
            });
            let mut got = 0;
            for claimed in claims.collect::<Vec<_>>() {
                got += usize::from(matches!(claimed.await.unwrap(), Claimed::Ours(_)));
            }
            assert_eq!(got, 1, "round {round}");
            grow_old(&desk, TimeDelta::minutes(2)).await;
        }
    }

    async fn a_key_is_swept_after_a_day_and_not_before(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        ours(&desk).await;
        grow_old(&desk, TimeDelta::hours(23)).await;
        assert_eq!(sweep(&desk.db).await.unwrap(), 0);
        grow_old(&desk, TimeDelta::hours(25)).await;
        assert_eq!(sweep(&desk.db).await.unwrap(), 1);
        assert_eq!(Entity::find().count(&desk.db.read).await.unwrap(), 0);
    }
}

#[test]
fn a_digest_is_of_values_and_not_of_the_order_of_keys() {
    let one = digest("f", &json!({ "a": 1, "b": [{ "x": null, "y": "é" }] }));
    assert_eq!(one, digest("f", &json!({ "b": [{ "y": "é", "x": null }], "a": 1 })));
    for other in
        [json!({ "a": 1, "b": [{ "x": null }] }), json!({ "a": "1", "b": [{ "x": null, "y": "é" }] }), json!({})]
    {
        assert_ne!(one, digest("f", &other));
    }
    assert_ne!(one, digest("g", &json!({ "a": 1, "b": [{ "x": null, "y": "é" }] })));
}
