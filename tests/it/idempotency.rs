//! A mutation under a caller's key happens once.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use entity::enums::TicketSeverity;
use entity::idempotency_key::{Column, Entity};
use entity::ids::AccountId;
use entity::ticket;
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use tokio::sync::Notify;
use vitrine::clock::machine_now;
use vitrine::command::idempotency::{Claimed, digest, sweep};
use vitrine::command::lease::Lease;
use vitrine::command::{Desk, Origin, Unit, Work};
use vitrine::error::AppError;
use vitrine::store::Engine;

use crate::common::made::{self, Act, accounts, at, crm, desk, grant};
use crate::common::{each_engine, soon};

const MONDAY: &str = "2026-03-02T10:00:00Z";
const SOON: Duration = Duration::from_secs(10);

async fn claim(desk: &Desk) -> Claimed {
    desk.claim("ada", "requestOpen", "k-1", "d").await.unwrap()
}

async fn ours(desk: &Desk) -> Lease {
    match claim(desk).await {
        Claimed::Ours(lease) => lease,
        other => panic!("{other:?}"),
    }
}

fn under(lease: &Lease) -> Origin {
    Origin { claim: Some(lease.claim().clone()), ..crm() }
}

/// Writes one ticket, and has its name for an outcome.
async fn write(desk: &Desk, lease: &Lease, account: AccountId, name: &str) -> Result<(), AppError> {
    let write = Act(|unit: &mut Unit| {
        let ticket = made::ticket(unit, account, name, TicketSeverity::Sev3);
        unit.put(grant(), None, ticket);
        unit.outcome(json!({ "id": name }));
    });
    desk.unit(under(lease), [account], &write).await
}

async fn written(desk: &Desk) -> Vec<String> {
    let mut names: Vec<_> =
        ticket::Entity::find().all(&desk.db.read).await.unwrap().into_iter().map(|one| one.external_id).collect();
    names.sort_unstable();
    names
}

/// As if all claims had been made so long ago, and not been renewed.
async fn grow_old(desk: &Desk, by: TimeDelta) {
    let then = machine_now() - by;
    Entity::update_many()
        .col_expr(Column::CreatedAt, Expr::value(then))
        .col_expr(Column::ClaimedUntil, Expr::value(then + TimeDelta::seconds(10)))
        .exec(&desk.db.write)
        .await
        .unwrap();
}

each_engine! {
    async fn an_outcome_is_stored_with_its_write_and_answered_again(database) {
        let desk = desk(&database, at(MONDAY)).await;
        let id = accounts(&desk, 1).await[0];
        let mine = ours(&desk).await;
        assert!(matches!(claim(&desk).await, Claimed::InProgress));
        // Another caller, field or key is another matter.
        for (caller, field, key) in [("bob", "requestOpen", "k-1"), ("ada", "requestClose", "k-1"), ("ada", "requestOpen", "k-2")] {
            assert!(matches!(desk.claim(caller, field, key, "d").await.unwrap(), Claimed::Ours(_)));
        }
        write(&desk, &mine, id, "T-1").await.unwrap();
        let outcome = json!({ "id": "T-1" });
        assert!(matches!(claim(&desk).await, Claimed::Replay(replayed) if replayed == outcome));
        assert!(matches!(desk.claim("ada", "requestOpen", "k-1", "e").await.unwrap(), Claimed::Reused));
        // What is done is not freed.
        mine.free().await;
        assert!(matches!(claim(&desk).await, Claimed::Replay(_)));
    }

    async fn a_refusal_is_an_outcome_too_and_writes_nothing_else(database) {
        let desk = desk(&database, at(MONDAY)).await;
        let id = accounts(&desk, 1).await[0];
        let mine = ours(&desk).await;
        let refuse = Act(|unit: &mut Unit| {
            let ticket = made::ticket(unit, id, "T-1", TicketSeverity::Sev3);
            unit.put(grant(), None, ticket);
            unit.outcome(json!({ "userErrors": ["NOT_TOLD"] }));
            unit.discard();
        });
        desk.unit(under(&mine), [id], &refuse).await.unwrap();
        assert_eq!(written(&desk).await, [""; 0]);
        let refused = json!({ "userErrors": ["NOT_TOLD"] });
        assert!(matches!(claim(&desk).await, Claimed::Replay(replayed) if replayed == refused));
    }

    async fn a_claim_ends_with_its_request(database) {
        let desk = desk(&database, at(MONDAY)).await;
        ours(&desk).await.free().await;
        // Given up: the key is freed behind its back.
        drop(ours(&desk).await);
        let free = async || matches!(claim(&desk).await, Claimed::Ours(_));
        soon("a request that was given up keeps its key", free).await;
        // Given up while it claims, at each of its steps.
        for polls in 0..8 {
            soon("the key is not free", free).await;
            let mut claims = pin!(claim(&desk));
            let mut left = polls;
            let given_up = std::future::poll_fn(|context| {
                if left == 0 || claims.as_mut().poll(context).is_ready() {
                    return Poll::Ready(());
                }
                left -= 1;
                Poll::Pending
            });
            given_up.await;
        }
        soon("a request that was given up while it claimed keeps its key", free).await;
    }

    async fn a_request_that_is_given_up_anywhere_is_done_once(database) {
        let desk = desk(&database, at(MONDAY)).await;
        let id = accounts(&desk, 1).await[0];
        let (mut replayed, mut anew) = (0, 0);
        for polls in 1..60_u32 {
            let key = format!("k-{polls}");
            let first = format!("T-{polls}-first");
            {
                let mut request = pin!(async {
                    let Claimed::Ours(lease) = desk.claim("ada", "f", &key, "d").await.unwrap() else { panic!() };
                    write(&desk, &lease, id, &first).await.unwrap();
                    lease.done();
                });
                let mut left = polls;
                std::future::poll_fn(|context| {
                    left -= 1;
                    if left == 0 || request.as_mut().poll(context).is_ready() { Poll::Ready(()) } else { Poll::Pending }
                })
                .await;
            }
            let begun = Instant::now();
            loop {
                match desk.claim("ada", "f", &key, "d").await.unwrap() {
                    Claimed::Ours(lease) => {
                        write(&desk, &lease, id, &format!("T-{polls}-again")).await.unwrap();
                        lease.done();
                        anew += 1;
                    }
                    Claimed::Replay(outcome) => {
                        assert_eq!(outcome, json!({ "id": first }));
                        replayed += 1;
                    }
                    Claimed::InProgress => {
                        assert!(begun.elapsed() < SOON, "{key} stays claimed");
                        tokio::task::yield_now().await;
                        continue;
                    }
                    Claimed::Reused => panic!("{key}"),
                }
                break;
            }
        }
        assert!(anew > 0 && replayed > 0, "{anew} done anew, {replayed} replayed");
        let keys: std::collections::BTreeSet<_> =
            written(&desk).await.iter().map(|name| name.rsplit_once('-').unwrap().0.to_owned()).collect();
        assert_eq!((written(&desk).await.len(), keys.len()), (59, 59));
    }

    async fn a_lease_holds_as_long_as_its_holder_lives(database) {
        let (here, there) = (desk(&database, at(MONDAY)).await, desk(&database, at(MONDAY)).await);
        let mine = ours(&here).await;
        grow_old(&here, TimeDelta::seconds(9)).await;
        match here.db.engine {
            // Renewed for all nodes to see.
            Engine::Postgres => {
                let ends = async || Entity::find().one(&there.db.read).await.unwrap().unwrap().claimed_until;
                soon("the lease is not renewed", async || ends().await > machine_now() + TimeDelta::seconds(5)).await;
                assert!(matches!(claim(&there).await, Claimed::InProgress));
            }
            // The file's one node knows what it holds.
            Engine::Sqlite => {
                grow_old(&here, TimeDelta::minutes(2)).await;
                assert!(matches!(claim(&here).await, Claimed::InProgress));
            }
        }
        drop(mine);
        soon("it is not freed", async || matches!(claim(&there).await, Claimed::Ours(_))).await;
    }

    async fn whoever_sleeps_past_its_lease_writes_nothing_when_it_wakes(database) {
        let (slow, quick) = (desk(&database, at(MONDAY)).await, desk(&database, at(MONDAY)).await);
        let ids = accounts(&slow, 2).await;
        let (mine, go_on) = (ours(&slow).await, Arc::new(Notify::new()));
        let sleeps = Sleeps { account: ids[0], asleep: Notify::new(), go_on: Arc::clone(&go_on) };
        let takes_over = async {
            // On SQLite nobody else writes while it sleeps in its transaction: it sleeps before.
            if slow.db.engine == Engine::Postgres {
                sleeps.asleep.notified().await;
            }
            grow_old(&quick, TimeDelta::minutes(2)).await;
            let theirs = ours(&quick).await;
            write(&quick, &theirs, ids[1], "T-quick").await.unwrap();
            theirs.done();
            go_on.notify_one();
        };
        let slept = async {
            if slow.db.engine == Engine::Sqlite {
                go_on.notified().await;
                go_on.notify_one();
            }
            slow.unit(under(&mine), [ids[0]], &sleeps).await
        };
        let (slept, ()) = tokio::join!(slept, takes_over);
        assert!(matches!(slept, Err(AppError::ClaimEnded)), "{slept:?}");
        drop(mine);
        assert_eq!(written(&slow).await, ["T-quick"]);
        assert!(matches!(claim(&slow).await, Claimed::Replay(outcome) if outcome == json!({ "id": "T-quick" })));
    }

    async fn of_many_who_claim_at_once_one_gets_it(database) {
        let nodes = [desk(&database, at(MONDAY)).await, desk(&database, at(MONDAY)).await];
        for round in 0..2 {
            // In the second round the lease of a dead one has run out.
            let claims = (0..8).map(|number| {
                let node = nodes[number % nodes.len()].clone();
                tokio::spawn(async move { claim(&node).await })
            });
            let mut claimed = Vec::new();
            for claim in claims.collect::<Vec<_>>() {
                claimed.push(claim.await.unwrap());
            }
            let got = claimed.iter().filter(|claimed| matches!(claimed, Claimed::Ours(_))).count();
            assert_eq!(got, 1, "round {round}");
            claimed.into_iter().for_each(left_by_a_dead_node);
            grow_old(&nodes[0], TimeDelta::minutes(2)).await;
        }
    }

    async fn a_key_is_swept_after_a_day_and_not_before(database) {
        let desk = desk(&database, at(MONDAY)).await;
        let _mine = ours(&desk).await;
        grow_old(&desk, TimeDelta::hours(23)).await;
        assert_eq!(sweep(&desk.db).await.unwrap(), 0);
        grow_old(&desk, TimeDelta::hours(25)).await;
        assert_eq!(sweep(&desk.db).await.unwrap(), 1);
        assert_eq!(Entity::find().count(&desk.db.read).await.unwrap(), 0);
    }
}

/// Writes a ticket, and sleeps in its transaction before that.
struct Sleeps {
    account: AccountId,
    asleep: Notify,
    go_on: Arc<Notify>,
}

impl Work for Sleeps {
    type Done = ();

    async fn run(&self, unit: &mut Unit) -> Result<(), AppError> {
        self.asleep.notify_one();
        self.go_on.notified().await;
        let ticket = made::ticket(unit, self.account, "T-slow", TicketSeverity::Sev3);
        unit.put(grant(), None, ticket);
        unit.outcome(json!({ "id": "T-slow" }));
        Ok(())
    }
}

/// Where there is no runtime, nobody frees the key: as if the node had died.
fn left_by_a_dead_node(claimed: Claimed) {
    std::thread::spawn(move || drop(claimed)).join().unwrap();
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
