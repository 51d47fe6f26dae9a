//! A request that is given up ends in the database too: its statement stops, what it wrote is taken back, and its
//! connection works again.

use std::pin::pin;
use std::time::{Duration, Instant};

use entity::enums::Role;
use futures_util::poll;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use serde_json::json;
use vitrine::store::{Db, Engine, settings};

use crate::common::world::World;
use crate::common::{each_engine, soon};

/// Less than the database itself gives a statement.
const SOON: Duration = Duration::from_secs(10);

/// Sessions of this test's database that work for a request, by what they are doing.
async fn at_work(db: &Db, doing: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) AS many FROM pg_stat_activity WHERE datname = current_database() \
         AND application_name LIKE 'vitrine %' AND {doing}"
    );
    let row = db.read.query_one_raw(Statement::from_string(db.engine.backend(), sql)).await.unwrap().unwrap();
    row.try_get("", "many").unwrap()
}

/// Sessions of this test's database that wait within a transaction.
async fn in_transaction(db: &Db) -> i64 {
    let sql =
        "SELECT count(*) AS many FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
    let row = db.read.query_one_raw(Statement::from_string(db.engine.backend(), sql)).await.unwrap().unwrap();
    row.try_get("", "many").unwrap()
}

/// No connection is out.
fn all_are_back(db: &Db) -> bool {
    [&db.read, &db.write].iter().all(|pool| {
        let (idle, size) = match db.engine {
            Engine::Sqlite => {
                let pool = pool.get_sqlite_connection_pool();
                (pool.num_idle(), pool.size())
            }
            Engine::Postgres => {
                let pool = pool.get_postgres_connection_pool();
                (pool.num_idle(), pool.size())
            }
        };
        u32::try_from(idle).unwrap() == size
    })
}

/// Begins a statement that would never end, and gives it up once the database is at it.
async fn give_up(db: &Db, asked: &Db, tx: DatabaseTransaction, sql: &str) {
    let guard = asked.life().unwrap().guard();
    {
        let mut endless = pin!(tx.execute_raw(Statement::from_string(db.engine.backend(), sql)));
        match db.engine {
            Engine::Sqlite => assert!(poll!(&mut endless).is_pending()),
            Engine::Postgres => {
                let begun = Instant::now();
                while at_work(db, "state = 'active'").await == 0 {
                    assert!(poll!(&mut endless).is_pending());
                    assert!(begun.elapsed() < SOON, "it did not begin");
                }
            }
        }
    }
    drop(guard);
    drop(tx);
    if db.engine == Engine::Postgres {
        soon("the statement goes on", async || at_work(db, "true").await == 0).await;
    }
    soon("the connection is not back", async || all_are_back(db)).await;
}

each_engine! {
    async fn a_read_ends(database) {
        let db = Db::connect(&database.url).await.unwrap();
        let endless = match db.engine {
            Engine::Sqlite => "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
            Engine::Postgres => "SELECT pg_sleep(600)",
        };
        // More often than there are connections.
        for _ in 0..20 {
            let asked = db.for_request();
            let tx = asked.begin_read().await.unwrap();
            give_up(&db, &asked, tx, endless).await;
        }
        let tx = db.for_request().begin_read().await.unwrap();
        assert_eq!(settings::get(&tx, "none").await.unwrap(), None);
        tx.rollback().await.unwrap();
        db.close().await.unwrap();
    }

    async fn a_write_is_taken_back(database) {
        let db = Db::connect(&database.url).await.unwrap();
        let other = Db::connect(&database.url).await.unwrap();
        let endless = match db.engine {
            Engine::Sqlite => "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
                               INSERT INTO setting (key, value) SELECT max(i), '1' FROM n",
            Engine::Postgres => "INSERT INTO setting (key, value) SELECT pg_sleep(600)::text, '1'",
        };
        for round in 0..3 {
            let asked = db.for_request();
            let tx = asked.begin_write().await.unwrap();
            settings::put(&tx, "begun", json!(round)).await.unwrap();
            give_up(&db, &asked, tx, endless).await;
            assert_eq!(settings::get(&other.read, "begun").await.unwrap(), None);
            // The next unit on the same connection is whole: seen from outside once it is committed, and not before.
            let tx = db.for_request().begin_write().await.unwrap();
            settings::put(&tx, "done", json!(round)).await.unwrap();
            assert_ne!(settings::get(&other.read, "done").await.unwrap(), Some(json!(round)));
            tx.commit().await.unwrap();
            assert_eq!(settings::get(&other.read, "done").await.unwrap(), Some(json!(round)));
        }
        db.close().await.unwrap();
    }

    async fn a_beginning_leaves_nothing_open(database) {
        let db = Db::connect(&database.url).await.unwrap();
        for polls in (0..12).cycle().take(200) {
            let mut begins = pin!(async { if polls % 2 == 0 { db.begin_read().await } else { db.begin_write().await } });
            for _ in 0..polls {
                if poll!(&mut begins).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        // What was begun for nobody ends by itself, and not at once.
        soon("a transaction is open, or a connection is not back", async || {
            let open = db.engine == Engine::Postgres && in_transaction(&db).await > 0;
            !open && all_are_back(&db)
        })
        .await;
        settings::put(&db.write, "done", json!(1)).await.unwrap();
        let other = Db::connect(&database.url).await.unwrap();
        assert_eq!(settings::get(&other.read, "done").await.unwrap(), Some(json!(1)));
    }

    async fn a_mutation_that_waits_for_another_writer_ends(database) {
        let world = World::new(database).await;
        let db = &world.app.desk.db;
        let before = world.log_length().await;
        let held = db.begin_write().await.unwrap();
        if db.engine == Engine::Postgres {
            held.execute_unprepared("SELECT id FROM account FOR UPDATE").await.unwrap();
        }
        let cleo = world.actor(Role::Cs);
        let input = json!({"account": {"id": world.acme}, "title": "Export", "department": "PRODUCT"});
        {
            let mut waits = pin!(cleo.try_mutate("requestOpen", input.clone(), "request { id }"));
            let begun = Instant::now();
            loop {
                assert!(poll!(&mut waits).is_pending());
                assert!(begun.elapsed() < SOON, "it did not come to wait");
                let waiting = match db.engine {
                    // There is one writing connection: who waits for it has nothing in the database.
                    Engine::Sqlite => begun.elapsed() > Duration::from_millis(50),
                    Engine::Postgres => at_work(db, "wait_event_type = 'Lock'").await == 1,
                };
                if waiting {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        if db.engine == Engine::Postgres {
            soon("the writer waits on", async || at_work(db, "true").await == 0).await;
        }
        held.rollback().await.unwrap();
        assert_eq!(world.log_length().await, before);
        cleo.does("requestOpen", input, "request { id }").await;
    }
}
