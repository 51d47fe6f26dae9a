//! What is missing for a while: room, connections of the pool, the database, the disk. Errors have codes, nothing that was
//! acknowledged is lost, nothing is half written, and afterwards all is as before.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Method;
use entity::enums::Role;
use futures_util::future::join_all;
use futures_util::poll;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use vitrine::http::Manners;
use vitrine::store::Db;
use vitrine::store::db::readers;

use crate::common::postgres::OwnCluster;
use crate::common::world::World;
use crate::common::{TestDatabase, check, each_engine, on_a_deep_stack};
use crate::door::{TestDoor, request, token};

const PLACES: usize = 8;
const LONG: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twice_the_room_is_refused_by_half_and_over_at_once() {
    let door = TestDoor::with(Manners { at_once: PLACES, wait: Duration::ZERO, ..Manners::default() }).await;
    let bearer = format!("Bearer {}", token(Role::Cs));
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let asks = (0..2 * PLACES).map(|_| {
        let never = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
        Box::pin(door.send(request(Method::POST, "/graphql", &headers, String::new()).map(|_| never)))
    });
    let mut asks: Vec<_> = asks.collect();
    let mut refused = Vec::new();
    let begun = Instant::now();
    while refused.len() < PLACES {
        assert!(begun.elapsed() < LONG, "{} were refused", refused.len());
        let mut waiting = Vec::new();
        for mut ask in asks {
            match poll!(&mut ask) {
                std::task::Poll::Ready(reply) => refused.push(reply),
                std::task::Poll::Pending => waiting.push(ask),
            }
        }
        asks = waiting;
    }
    for reply in refused {
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (503, "RATE_LIMITED"));
        assert_eq!(reply.header("retry-after"), "1");
    }
    // Those that were taken go on, and there is no room beside them.
    assert_eq!(asks.len(), PLACES);
    assert_eq!(door.ask(Role::Cs, "{ __typename }").await.status, 503);
    assert_eq!(door.get("/readyz", &[]).await.status, 200);
    drop(asks);
    let after = join_all((0..PLACES).map(|_| door.ask(Role::Cs, "{ __typename }"))).await;
    assert!(after.iter().all(|reply| reply.status == 200));
}

each_engine! {
    async fn a_pool_that_is_taken_is_an_error_in_time(database) {
        let world = World::new(database).await;
        let cleo = world.actor(Role::Cs);
        let db = &world.app.desk.db;
        let mut taken = Vec::new();
        for _ in 0..readers() {
            taken.push(db.begin_read().await.unwrap());
        }
        let begun = Instant::now();
        let answer = cleo.gql("{ accounts { nodes { name } } }", json!({})).await;
        assert_eq!(answer.errors(), ["TIMEOUT accounts"], "{:#}", answer.body);
        assert!(begun.elapsed() < LONG);
        drop(taken);
        let answer = cleo.gql("{ accounts { nodes { name } } }", json!({})).await;
        assert_eq!(answer.data()["accounts"]["nodes"][0]["name"], "Acme");
    }
}

#[test]
fn a_database_that_stops_and_comes_back() {
    on_a_deep_stack(|| async {
        let mut cluster = OwnCluster::start();
        let world = World::new(TestDatabase::at(cluster.url("postgres")).await).await;
        let cleo = world.actor(Role::Cs);
        let input = |title: &str| json!({"account": {"id": world.acme}, "title": title, "department": "PRODUCT"});
        let mut acknowledged = Vec::new();
        for title in ["one", "two"] {
            cleo.does("requestOpen", input(title), "request { id }").await;
            acknowledged.push(title);
        }
        assert_eq!(world.app.get("/readyz").await.0, 200);
        cluster.stop();
        for _ in 0..3 {
            let begun = Instant::now();
            let read = cleo.gql("{ accounts { nodes { name } } }", json!({})).await;
            assert_eq!(read.errors(), ["INTERNAL_SERVER_ERROR accounts"], "{:#}", read.body);
            let write = cleo.try_mutate("requestOpen", input("lost"), "request { id }").await;
            assert_eq!(write.errors(), ["INTERNAL_SERVER_ERROR requestOpen"], "{:#}", write.body);
            assert!(begun.elapsed() < LONG);
            assert_eq!(world.app.get("/readyz").await.0, 503);
            assert_eq!(world.app.get("/healthz").await.0, 200);
        }
        cluster.resume();
        ready_again(&world).await;
        cleo.does("requestOpen", input("three"), "request { id }").await;
        acknowledged.push("three");
        let titles = "query($id: ID!) { account(by: {id: $id}) { requests { nodes { title } } } }";
        let answer = cleo.gql(titles, json!({"id": world.acme})).await;
        let mut stored: Vec<_> = answer.data()["account"]["requests"]["nodes"].as_array().unwrap().clone();
        stored.sort_by_key(|node| node["title"].to_string());
        acknowledged.sort_unstable();
        assert_eq!(stored, acknowledged.iter().map(|title| json!({"title": title})).collect::<Vec<Value>>());
        check::invariants(&world.app.desk.db).await;
        world.app.desk.db.clone().close().await.unwrap();
        cluster.stop();
    });
}

/// What `/readyz` says of a database that takes no write.
const CANNOT: &str = "the database cannot be written\n";

async fn ready_again(world: &World) {
    let begun = Instant::now();
    while world.app.get("/readyz").await != (200, "ready\n".to_owned()) {
        assert!(begun.elapsed() < LONG, "it is not ready again");
    }
}

#[test]
fn a_database_that_only_reads_for_a_while() {
    on_a_deep_stack(|| async {
        let mut cluster = OwnCluster::start();
        let world = World::new(TestDatabase::at(cluster.url("postgres")).await).await;
        let cleo = world.actor(Role::Cs);
        let writes_always = cluster.url("template1") + "&options=-c%20default_transaction_read_only%3Doff";
        let admin = Db::connect(&writes_always).await.unwrap();
        let only_reads = async |yes: bool| {
            // As a replica would be: said of sessions that there are, too.
            let says = format!("ALTER SYSTEM SET default_transaction_read_only = {yes}");
            admin.write.execute_unprepared(&says).await.unwrap();
            admin.write.execute_unprepared("SELECT pg_reload_conf()").await.unwrap();
        };
        let input = |title: &str| json!({"account": {"id": world.acme}, "title": title, "department": "PRODUCT"});
        cleo.does("requestOpen", input("one"), "request { id }").await;
        assert_eq!(world.app.get("/readyz").await.0, 200);
        only_reads(true).await;
        let begun = Instant::now();
        loop {
            // Sessions read their settings anew in their own time.
            let write = cleo.try_mutate("requestOpen", input("lost"), "request { id }").await;
            if !write.errors().is_empty() {
                assert_eq!(write.errors(), ["INTERNAL_SERVER_ERROR requestOpen"], "{:#}", write.body);
                break;
            }
            assert!(begun.elapsed() < LONG, "it writes still");
        }
        for _ in 0..3 {
            assert_eq!(world.app.get("/readyz").await, (503, CANNOT.to_owned()));
            let read = cleo.gql("{ accounts { nodes { name } } }", json!({})).await;
            assert_eq!(read.data()["accounts"]["nodes"][0]["name"], "Acme");
        }
        only_reads(false).await;
        ready_again(&world).await;
        cleo.does("requestOpen", input("two"), "request { id }").await;
        check::invariants(&world.app.desk.db).await;
        admin.close().await.unwrap();
        world.app.desk.db.clone().close().await.unwrap();
        cluster.stop();
    });
}

#[test]
fn a_full_disk() {
    on_a_deep_stack(|| async {
        let world = World::new(TestDatabase::sqlite().await).await;
        let cleo = world.actor(Role::Cs);
        let admin = world.actor(Role::Admin);
        let db = &world.app.desk.db;
        let before = world.log_length().await;
        assert_eq!(world.app.get("/readyz").await, (200, "ready\n".to_owned()));
        // The pages that the file has, none of them free, and no more. It is said of the one connection that writes.
        let full = async || {
            db.write.execute_unprepared("VACUUM").await.unwrap();
            let size =
                db.write.query_one_raw(sea_orm::Statement::from_string(db.engine.backend(), "PRAGMA page_count"));
            let pages: i64 = size.await.unwrap().unwrap().try_get_by_index(0).unwrap();
            db.write.execute_unprepared(&format!("PRAGMA max_page_count = {pages}")).await.unwrap();
        };
        let account = json!({"system": "crm", "id": "acme"});
        let tickets = |round: usize| {
            let ticket = |number: usize| {
                json!({"externalId": format!("{round}-{number}"), "account": account, "subject": "x".repeat(200), "severity": "SEV3",
                       "openedAt": "2026-02-01T00:00:00Z"})
            };
            json!({"system": "desk", "records": (0..200).map(ticket).collect::<Vec<_>>()})
        };
        for round in 0..3 {
            full().await;
            let answer = admin.try_mutate("ticketsUpsert", tickets(round), "results { outcome }").await;
            assert_eq!(answer.errors(), ["INTERNAL_SERVER_ERROR ticketsUpsert"], "{:#}", answer.body);
            assert_eq!(world.log_length().await, before, "something was written");
            let read = cleo.gql("{ accounts { nodes { name } } }", json!({})).await;
            assert_eq!(read.data()["accounts"]["nodes"][0]["name"], "Acme");
            assert_eq!(world.app.get("/readyz").await, (503, CANNOT.to_owned()));
        }
        db.write.execute_unprepared("PRAGMA max_page_count = 1000000").await.unwrap();
        ready_again(&world).await;
        let answer = admin.try_mutate("ticketsUpsert", tickets(9), "results { outcome }").await;
        assert_eq!(answer.data()["ticketsUpsert"]["results"].as_array().unwrap().len(), 200);
        check::invariants(db).await;
    });
}
