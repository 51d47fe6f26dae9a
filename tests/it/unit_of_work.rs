//! The unit of work: one moment, one transaction, reviews first, the log last.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use entity::enums::{ChangeCause, ChangeKind, HistoryKind, RecordKind, TicketSeverity};
use entity::ids::{AccountId, FeatureId};
use entity::values::Words;
use entity::{account, assessment, change, external_id, feature, history, measure, standing, ticket};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;
use vitrine::command::{self, Desk, FactCache, Unit, Work};
use vitrine::domain::policy::Policy;
use vitrine::error::AppError;
use vitrine::job;
use vitrine::registry;
use vitrine::store::{self, picture};

use crate::common::each_engine;
use crate::common::made::{self, Act, accounts, at, crm, desk, grant};

async fn row(desk: &Desk, id: AccountId) -> account::Model {
    account::Entity::find_by_id(id).one(&desk.db.read).await.unwrap().unwrap()
}

async fn log(desk: &Desk, id: AccountId) -> Vec<change::Model> {
    change::Entity::find()
        .filter(change::Column::AccountId.eq(id))
        .order_by_asc(change::Column::Seq)
        .all(&desk.db.read)
        .await
        .unwrap()
}

async fn stored(desk: &Desk, id: AccountId) -> Vec<assessment::Model> {
    assessment::Entity::find()
        .filter(assessment::Column::AccountId.eq(id))
        .order_by_asc(assessment::Column::AssessedAt)
        .order_by_asc(assessment::Column::Id)
        .all(&desk.db.read)
        .await
        .unwrap()
}

each_engine! {
    async fn writes_a_fact_with_all_that_follows_from_it(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let id = accounts(&desk, 1).await[0];
        desk.clock.advance_to(at("2026-03-02T11:00:00Z"));
        let write = Act(|unit: &mut Unit| {
            let ticket = made::ticket(unit, id, "T-1", TicketSeverity::Sev2);
            unit.put(grant(), None, ticket);
        });
        desk.unit(crm(), [id], &write).await.unwrap();

        let moment = at("2026-03-02T11:00:00Z");
        let ticket = ticket::Entity::find().one(&desk.db.read).await.unwrap().unwrap();
        assert_eq!((ticket.account_id, ticket.recorded_at), (id, moment));
        let account = row(&desk, id).await;
        assert_eq!(account.last_recorded_at, moment);
        assert_eq!((account.version, account.updated_at), (1, at("2026-03-02T10:00:00Z")));
        assert!(account.next_review_at.unwrap() > moment);
        let standing = standing::Entity::find_by_id(id).one(&desk.db.read).await.unwrap().unwrap();
        assert_eq!(standing.assessed_at, moment);
        let line = history::Entity::find()
            .filter(history::Column::Kind.eq(HistoryKind::Ticket)).one(&desk.db.read).await.unwrap().unwrap();
        assert_eq!(line.summary, "Ticket (SEV2): Subject of T-1");
        assert_eq!((line.record_id, line.occurred_at), (Some(ticket.id.0), moment));
        let entries = log(&desk, id).await;
        let entry = entries.iter().find(|entry| entry.record_type == "Ticket").unwrap();
        assert_eq!((entry.kind, entry.record_id, entry.source.as_deref()), (ChangeKind::Created, Some(ticket.id.0), Some("crm")));
        assert_eq!(registry::from_image(RecordKind::Ticket, entry.after.clone().unwrap()).unwrap(), ticket.clone().into());
        assert!(entries.iter().all(|entry| entry.recorded_at == moment || entry.recorded_at == account.recorded_at));
        let identity = external_id::Entity::find().one(&desk.db.read).await.unwrap().unwrap();
        assert_eq!((identity.system.as_str(), identity.external_id.as_str(), identity.record_id), ("desk", "T-1", ticket.id.0));
        let connected = store::company::common(&desk.db.read, 0).await.unwrap().connected;
        assert_eq!(connected, [RecordKind::Account, RecordKind::Ticket].into());
    }

    async fn an_account_has_rising_moments_though_the_clock_stands(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let id = accounts(&desk, 1).await[0];
        for number in 1..=3 {
            let write = Act(move |unit: &mut Unit| {
                let ticket = made::ticket(unit, id, &format!("T-{number}"), TicketSeverity::Sev4);
                unit.put(grant(), None, ticket);
            });
            desk.unit(crm(), [id], &write).await.unwrap();
            let expected = at("2026-03-02T10:00:00Z") + TimeDelta::microseconds(number);
            assert_eq!(row(&desk, id).await.last_recorded_at, expected);
        }
    }

    async fn what_changes_nothing_leaves_no_trace_and_no_review(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let id = accounts(&desk, 1).await[0];
        let before = (row(&desk, id).await, log(&desk, id).await.len(), stored(&desk, id).await.len());
        // A review is due by now.
        desk.clock.advance_to(at("2026-03-05T10:00:00Z"));
        let same = Act(|unit: &mut Unit| {
            let account = unit.account(id).unwrap().clone();
            assert!(!unit.put(grant(), Some(account.clone()), account));
        });
        desk.unit(crm(), [id], &same).await.unwrap();
        let dry = Act(|unit: &mut Unit| {
            let ticket = made::ticket(unit, id, "T-1", TicketSeverity::Sev1);
            unit.put(grant(), None, ticket);
            unit.discard();
        });
        desk.unit(crm(), [id], &dry).await.unwrap();
        struct Fails(AccountId);
        impl Work for Fails {
            type Done = ();
            async fn run(&self, unit: &mut Unit) -> Result<(), AppError> {
                let ticket = made::ticket(unit, self.0, "T-1", TicketSeverity::Sev1);
                unit.put(grant(), None, ticket);
                Err(AppError::BadInput("no".to_owned()))
            }
        }
        assert!(matches!(desk.unit(crm(), [id], &Fails(id)).await, Err(AppError::BadInput(_))));
        let after = (row(&desk, id).await, log(&desk, id).await.len(), stored(&desk, id).await.len());
        assert_eq!(before, after);
        assert_eq!(ticket::Entity::find().count(&desk.db.read).await.unwrap(), 0);
    }

    async fn a_write_to_an_account_that_is_not_locked_is_refused_and_can_be_asked_for(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let id = accounts(&desk, 1).await[0];
        let careless = Act(|unit: &mut Unit| {
            let ticket = made::ticket(unit, id, "T-1", TicketSeverity::Sev1);
            unit.put(grant(), None, ticket);
        });
        assert!(matches!(desk.unit(crm(), [], &careless).await, Err(AppError::Invariant(_))));
        struct Asks(AccountId, AtomicUsize);
        impl Work for Asks {
            type Done = ();
            async fn run(&self, unit: &mut Unit) -> Result<(), AppError> {
                self.1.fetch_add(1, Ordering::Relaxed);
                unit.require([self.0])?;
                let ticket = made::ticket(unit, self.0, "T-1", TicketSeverity::Sev1);
                unit.put(grant(), None, ticket);
                Ok(())
            }
        }
        let asks = Asks(id, AtomicUsize::new(0));
        desk.unit(crm(), [], &asks).await.unwrap();
        assert_eq!(asks.1.load(Ordering::Relaxed), 2);
        assert_eq!(ticket::Entity::find().count(&desk.db.read).await.unwrap(), 1);
    }

    async fn sixteen_writers_of_the_same_accounts_lose_nothing(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let ids = accounts(&desk, 4).await;
        let writers = (0..16_usize).map(|writer| {
            let (desk, ids) = (desk.clone(), ids.clone());
            tokio::spawn(async move {
                for round in 0..4_usize {
                    let pair = [ids[(writer + round) % 4], ids[(writer * 3 + 1 + round) % 4]];
                    let bump = Act(move |unit: &mut Unit| {
                        for id in std::collections::BTreeSet::from(pair) {
                            let before = unit.account(id).unwrap().clone();
                            let after = account::Model {
                                version: before.version + 1, name: format!("{}+", before.name), ..before.clone()
                            };
                            unit.put(grant(), Some(before), after);
                        }
                    });
                    desk.unit(crm(), pair, &bump).await.unwrap();
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let mut expected = std::collections::BTreeMap::new();
        for writer in 0..16_usize {
            for round in 0..4_usize {
                let pair = [ids[(writer + round) % 4], ids[(writer * 3 + 1 + round) % 4]];
                for id in std::collections::BTreeSet::from(pair) {
                    *expected.entry(id).or_insert(1) += 1;
                }
            }
        }
        for id in ids {
            let account = row(&desk, id).await;
            assert_eq!(account.version, expected[&id]);
            assert_eq!(account.name.matches('+').count() + 1, usize::try_from(account.version).unwrap());
            let moments: Vec<_> = log(&desk, id).await.iter().map(|entry| entry.recorded_at).collect();
            assert!(moments.is_sorted(), "an account's moments rise with seq");
        }
    }

    async fn facts_in_memory_are_those_of_a_fresh_load(database) {
        let cache = FactCache::default();
        let plain = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let desk = plain.with_cache(cache.clone());
        let ids = accounts(&desk, 2).await;
        for round in 0..6_i64 {
            desk.clock.advance_to(at("2026-03-02T10:00:00Z") + TimeDelta::hours(7 * round));
            let write = Act(|unit: &mut Unit| {
                for id in &ids {
                    let ticket = made::ticket(unit, *id, &format!("T-{round}-{id}"), TicketSeverity::Sev3);
                    unit.put(grant(), None, ticket.clone());
                    // Written twice in one unit: the last counts.
                    let closed = ticket::Model { closed_at: Some(unit.moment()), version: 2, ..ticket.clone() };
                    unit.put(grant(), Some(ticket), closed);
                    let contact = made::contact(unit, *id, &format!("c-{round}-{id}"));
                    unit.put(grant(), None, contact);
                    let measure = made::measure(unit, *id, &format!("m-{round}-{id}"), round);
                    unit.put(grant(), None, measure);
                }
            });
            desk.unit(crm(), ids.clone(), &write).await.unwrap();
            let first = ticket::Entity::find().order_by_asc(ticket::Column::Id).one(&plain.db.read).await.unwrap().unwrap();
            let of = first.account_id;
            let live = measure::Entity::find().filter(measure::Column::EndedAt.is_null())
                .filter(measure::Column::AccountId.eq(of)).all(&plain.db.read).await.unwrap();
            let delete = Act(|unit: &mut Unit| {
                unit.delete(grant(), first.clone());
                let before = live[0].clone();
                let after = measure::Model { number: None, word: Some("red".to_owned()), version: before.version + 1,
                    recorded_at: unit.moment(), ..before.clone() };
                unit.put(grant(), Some(before), after);
            });
            desk.unit(crm(), [of], &delete).await.unwrap();
        }
        let epoch = store::company::epoch(&plain.db.read).await.unwrap();
        let common = store::company::common(&plain.db.read, epoch).await.unwrap();
        let rows = account::Entity::find().all(&plain.db.read).await.unwrap();
        let fresh = picture::load(&plain.db.read, &rows, &common).await.unwrap();
        for id in ids {
            let mut kept = cache.picture(id).unwrap();
            kept.see(&common);
            assert_eq!(kept, fresh[&id]);
        }
    }

    async fn bulk_facts_are_versioned_and_logged_once_a_batch(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let id = accounts(&desk, 1).await[0];
        let write = Act(|unit: &mut Unit| {
            for number in 0..50 {
                let measure = made::measure(unit, id, &format!("m-{number}"), number);
                unit.put(grant(), None, measure);
            }
        });
        desk.unit(crm(), [id], &write).await.unwrap();
        let first = measure::Entity::find().order_by_asc(measure::Column::Id).one(&desk.db.read).await.unwrap().unwrap();
        desk.clock.advance_to(at("2026-03-02T12:00:00Z"));
        let change = Act(|unit: &mut Unit| {
            let after = measure::Model { word: Some("red".to_owned()), version: 2, recorded_at: unit.moment(), ..first.clone() };
            unit.put(grant(), Some(first.clone()), after);
        });
        desk.unit(crm(), [id], &change).await.unwrap();
        let versions = measure::Entity::find().filter(measure::Column::Id.eq(first.id))
            .order_by_asc(measure::Column::RecordedAt).all(&desk.db.read).await.unwrap();
        assert_eq!(versions.len(), 2);
        assert_eq!(versions[0].ended_at, Some(at("2026-03-02T12:00:00Z")));
        assert_eq!((versions[1].word.as_deref(), versions[1].ended_at), (Some("red"), None));
        let bulk: Vec<_> = log(&desk, id).await.into_iter().filter(|entry| entry.kind == ChangeKind::Bulk).collect();
        assert_eq!(bulk.len(), 2);
        let after = bulk[0].after.clone().unwrap();
        assert_eq!((&after["written"], &after["from"], &after["to"]), (&json!(50), &json!("2026-03-02"), &json!("2026-03-03")));
        assert_eq!(after["digest"].as_str().unwrap().len(), 64);
        assert_eq!(bulk[0].record_id, None);
    }

    async fn a_deleted_account_goes_with_all_that_hangs_on_it(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let ids = accounts(&desk, 2).await;
        let write = Act(|unit: &mut Unit| {
            for id in &ids {
                let ticket = made::ticket(unit, *id, &format!("T-{id}"), TicketSeverity::Sev1);
                unit.put(grant(), None, ticket);
                let measure = made::measure(unit, *id, &format!("m-{id}"), 1);
                unit.put(grant(), None, measure);
            }
        });
        desk.unit(crm(), ids.clone(), &write).await.unwrap();
        let delete = Act(|unit: &mut Unit| {
            let account = unit.account(ids[0]).unwrap().clone();
            unit.delete(grant(), account);
        });
        desk.unit(crm(), [ids[0]], &delete).await.unwrap();
        assert_eq!(account::Entity::find().count(&desk.db.read).await.unwrap(), 1);
        assert_eq!(ticket::Entity::find().count(&desk.db.read).await.unwrap(), 1);
        assert_eq!(standing::Entity::find().count(&desk.db.read).await.unwrap(), 1);
        assert!(stored(&desk, ids[0]).await.is_empty());
        let live = measure::Entity::find().filter(measure::Column::EndedAt.is_null()).count(&desk.db.read).await.unwrap();
        assert_eq!(live, 1);
        let entries = log(&desk, ids[0]).await;
        let deleted: Vec<_> = entries.iter().filter(|entry| entry.kind == ChangeKind::Deleted)
            .map(|entry| entry.record_type.as_str()).collect();
        assert_eq!(deleted, ["Ticket", "Account"]);
        assert_eq!(entries.iter().filter(|entry| entry.kind == ChangeKind::Bulk).count(), 2);
        let identities = external_id::Entity::find().filter(external_id::Column::AccountId.eq(ids[0]))
            .all(&desk.db.read).await.unwrap();
        assert_eq!(identities.len(), 2);
        assert!(identities.iter().all(|identity| identity.deleted_at.is_some()));
    }

    async fn a_new_policy_reaches_every_account_with_its_own_cause(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let ids = accounts(&desk, 3).await;
        job::run_due(&desk).await.unwrap();
        desk.clock.advance_to(at("2026-03-02T15:00:00Z"));
        let fragment = json!({ "currency": "EUR" });
        let version = command::policy::apply(&desk, crm(), grant(), &fragment, Some("Euros")).await.unwrap();
        assert_eq!(version, 2);
        // The same again makes no version.
        assert_eq!(command::policy::apply(&desk, crm(), grant(), &fragment, None).await.unwrap(), 2);
        let wrong = command::policy::apply(&desk, crm(), grant(), &json!({ "curency": "EUR" }), None).await;
        assert!(matches!(wrong, Err(AppError::Policy(_))));
        // One account is written to before the worker comes: the policy's own assessment stands before the write's.
        let write = Act(|unit: &mut Unit| {
            let ticket = made::ticket(unit, ids[0], "T-1", TicketSeverity::Sev1);
            unit.put(grant(), None, ticket);
        });
        desk.unit(crm(), [ids[0]], &write).await.unwrap();
        job::run_due(&desk).await.unwrap();
        let epoch = store::company::epoch(&desk.db.read).await.unwrap();
        for id in ids {
            let rows = stored(&desk, id).await;
            let by_policy: Vec<_> = rows.iter().filter(|row| row.cause == ChangeCause::Policy).collect();
            assert_eq!(by_policy.len(), 1);
            assert_eq!((by_policy[0].policy_version, by_policy[0].assessed_at), (2, by_policy[0].recorded_at));
            assert_eq!(row(&desk, id).await.epoch, epoch);
        }
        let policy = store::policy::newest(&desk.db.read).await.unwrap();
        assert_eq!(policy, Policy { version: 2, currency: "EUR".to_owned(), ..Policy::default() });
        assert_eq!(store::policy::version(&desk.db.read, 1).await.unwrap(), Some(Policy::default()));
    }

    async fn of_two_who_take_the_same_key_at_once_one_starts_anew(database) {
        struct Take;
        impl Work for Take {
            type Done = (AccountId, bool);
            async fn run(&self, unit: &mut Unit) -> Result<(AccountId, bool), AppError> {
                let keys = ["A-1".to_owned()];
                let known = store::external_id::of_keys(unit.tx(), RecordKind::Account, "crm", &keys).await?;
                if let Some(known) = known.get("A-1") {
                    return Ok((AccountId(known.record_id), false));
                }
                // Nobody has it yet: whoever asks now is told the same, until one of them commits.
                tokio::task::yield_now().await;
                let account = made::account(unit, "Acme");
                let id = account.id;
                unit.put(grant(), None, account);
                unit.identify(external_id::Model {
                    kind: RecordKind::Account, system: "crm".to_owned(), external_id: "A-1".to_owned(), record_id: id.0,
                    account_id: Some(id), url: None, synced_at: None, stamp: None, said: None, version: 1,
                    deleted_at: None,
                });
                Ok((id, true))
            }
        }
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let takers = (0..8).map(|_| {
            let desk = desk.clone();
            tokio::spawn(async move { desk.unit(crm(), [], &Take).await.unwrap() })
        });
        let mut ids = std::collections::BTreeSet::new();
        let mut created = 0;
        for taker in takers.collect::<Vec<_>>() {
            let (id, new) = taker.await.unwrap();
            ids.insert(id);
            created += usize::from(new);
        }
        assert_eq!((ids.len(), created), (1, 1));
        assert_eq!(account::Entity::find().count(&desk.db.read).await.unwrap(), 1);
    }

    async fn writers_of_a_common_fact_lose_nothing(database) {
        struct Rename(FeatureId);
        impl Work for Rename {
            type Done = ();
            async fn run(&self, unit: &mut Unit) -> Result<(), AppError> {
                let before = feature::Entity::find_by_id(self.0).one(unit.tx()).await?;
                tokio::task::yield_now().await;
                let moment = unit.moment();
                let after = match before.clone() {
                    Some(before) => feature::Model { version: before.version + 1, name: before.name.clone() + "+", ..before },
                    None => feature::Model {
                        id: self.0, system: "product".to_owned(), external_id: "export".to_owned(), name: "+".to_owned(),
                        key: true, plans: Words::default(), version: 1, recorded_at: moment, updated_at: moment,
                    },
                };
                unit.put(grant(), before, after);
                Ok(())
            }
        }
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let before = store::company::epoch(&desk.db.read).await.unwrap();
        let id = FeatureId(uuid::Uuid::now_v7());
        let writers = (0..6).map(|_| {
            let desk = desk.clone();
            tokio::spawn(async move { desk.unit(crm(), [], &Rename(id)).await.unwrap() })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let feature = feature::Entity::find_by_id(id).one(&desk.db.read).await.unwrap().unwrap();
        assert_eq!((feature.version, feature.name.as_str()), (6, "++++++"));
        assert_eq!(store::company::epoch(&desk.db.read).await.unwrap(), before + 6);
    }
}
