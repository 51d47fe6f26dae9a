//! The log by position: no hole, nothing turned round, nothing left over, whoever commits first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use entity::enums::{ChangeKind, ChangeRecordType, TicketSeverity};
use entity::ids::{AccountId, ChangeId};
use entity::{account, change};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;
use vitrine::command::{Unit, vitrine};
use vitrine::feed::page::{Filter, page};
use vitrine::store::Db;
use vitrine::store::log::{Entry, append, settle};

use crate::common::each_engine;
use crate::common::made::{self, Act, accounts, at, crm, desk, grant};

const WRITERS: usize = 16;
const ROUNDS: usize = 20;
const ACCOUNTS: usize = 24;

/// Two entries of two accounts in one transaction, which then waits for `leave` before it commits.
async fn write(
    db: &Db,
    pair: BTreeSet<AccountId>,
    moment: DateTime<Utc>,
    leave: &mpsc::UnboundedSender<oneshot::Sender<()>>,
) {
    let tx = db.begin_write().await.unwrap();
    account::Entity::find()
        .filter(account::Column::Id.is_in(pair.iter().copied()))
        .order_by_asc(account::Column::Id)
        .lock_exclusive()
        .all(&tx)
        .await
        .unwrap();
    let entry = |id: &AccountId| Entry {
        id: ChangeId(Uuid::now_v7()),
        account_id: Some(*id),
        kind: ChangeKind::Updated,
        record_type: ChangeRecordType::Account,
        record_id: Some(id.0),
        actor: vitrine(),
        source: None,
        cause: None,
        after: None,
    };
    append(&tx, pair.iter().map(entry).collect(), moment).await.unwrap();
    let (go, wait) = oneshot::channel();
    leave.send(go).unwrap();
    wait.await.unwrap();
    tx.commit().await.unwrap();
}

/// Lets waiting writers commit, those that came last first, whenever no other comes.
async fn conduct(mut asking: mpsc::UnboundedReceiver<oneshot::Sender<()>>) {
    let mut waiting: Vec<oneshot::Sender<()>> = Vec::new();
    loop {
        while let Ok(go) = asking.try_recv() {
            waiting.push(go);
        }
        if let Some(go) = waiting.pop() {
            let _ = go.send(());
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
        } else {
            match asking.recv().await {
                Some(go) => waiting.push(go),
                None => return,
            }
        }
    }
}

each_engine! {
    async fn sixteen_writers_several_settlers_a_death_and_a_reader(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let ids = Arc::new(accounts(&desk, ACCOUNTS).await);
        let other_node = Db::connect(&database.url).await.unwrap();
        let (leave, asking) = mpsc::unbounded_channel();
        let conductor = tokio::spawn(conduct(asking));
        let over = Arc::new(AtomicBool::new(false));
        let mut settlers = Vec::new();
        for _ in 0..3 {
            let (db, over) = (other_node.clone(), Arc::clone(&over));
            settlers.push(tokio::spawn(async move {
                while !over.load(Ordering::Acquire) {
                    settle(&db).await.unwrap();
                    // A node that dies while it settles.
                    let dying = { let db = db.clone(); tokio::spawn(async move { settle(&db).await.map(|_| ()) }) };
                    tokio::task::yield_now().await;
                    dying.abort();
                    let _ = dying.await;
                }
            }));
        }
        let reader = {
            let (db, over) = (other_node.clone(), Arc::clone(&over));
            tokio::spawn(async move {
                let mut seen: Vec<change::Model> = Vec::new();
                loop {
                    // Asked before the page: what was committed by then is on it.
                    let last_round = over.load(Ordering::Acquire);
                    let after = seen.last().map_or(0, |entry| entry.position.unwrap());
                    let entries = page(&db, after, 7, &Filter::default()).await.unwrap();
                    if entries.is_empty() && last_round {
                        return seen;
                    }
                    for (entry, expected) in entries.iter().zip(after + 1..) {
                        assert_eq!(entry.position, Some(expected), "a hole");
                    }
                    seen.extend(entries);
                }
            })
        };
        let writers = (0..WRITERS).map(|writer| {
            let (db, ids, leave) = (desk.db.clone(), Arc::clone(&ids), leave.clone());
            tokio::spawn(async move {
                for round in 0..ROUNDS {
                    let pair = [ids[(writer * 7 + round * 5) % ACCOUNTS], ids[(writer * 3 + round * 11 + 1) % ACCOUNTS]];
                    write(&db, pair.into(), at("2026-03-02T10:00:00Z"), &leave).await;
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        drop(leave);
        conductor.await.unwrap();
        // The last writers died between their commits and settling: the reader settles for them.
        over.store(true, Ordering::Release);
        for settler in settlers {
            settler.await.unwrap();
        }
        let seen = reader.await.unwrap();
        let all = change::Entity::find().count(&desk.db.read).await.unwrap();
        assert_eq!(seen.len() as u64, all, "nothing left over");
        let mut last: BTreeMap<Option<AccountId>, i64> = BTreeMap::new();
        for entry in &seen {
            let before = last.insert(entry.account_id, entry.seq).unwrap_or(0);
            assert!(before < entry.seq, "an account's entries turned round");
        }
        let left = change::Entity::find().filter(change::Column::Position.is_null()).count(&desk.db.read).await.unwrap();
        assert_eq!(left, 0);
    }

    async fn a_page_shows_who_wrote_their_own_entries_at_once(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let ids = accounts(&desk, 2).await;
        let write = Act(|unit: &mut Unit| {
            let ticket = made::ticket(unit, ids[0], "T-1", TicketSeverity::Sev3);
            unit.put(grant(), None, ticket);
        });
        desk.unit(crm(), [ids[0]], &write).await.unwrap();
        let all = page(&desk.db, 0, 100, &Filter::default()).await.unwrap();
        let positions: Vec<_> = all.iter().map(|entry| entry.position.unwrap()).collect();
        assert_eq!(positions, (1..=i64::try_from(all.len()).unwrap()).collect::<Vec<_>>());
        let of = |filter| { let db = desk.db.clone(); async move {
            page(&db, 0, 100, &filter).await.unwrap().into_iter().map(|entry| (entry.record_type, entry.kind)).collect::<Vec<_>>()
        } };
        let tickets = of(Filter { record_types: vec![ChangeRecordType::Ticket], ..Filter::default() }).await;
        assert_eq!(tickets, [("Ticket".to_owned(), ChangeKind::Created)]);
        let second = of(Filter { account: Some(ids[1]), kinds: vec![ChangeKind::Created], ..Filter::default() }).await;
        assert!(second.contains(&("Account".to_owned(), ChangeKind::Created)));
        let others = of(Filter { not_from_system: Some("crm".to_owned()), ..Filter::default() }).await;
        assert!(!others.is_empty() && others.iter().all(|(of, kind)| of != "Ticket" && *kind != ChangeKind::Created || of == "Risk"));
    }
}
