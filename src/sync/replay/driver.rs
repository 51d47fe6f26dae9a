//! What tells a past to a database: the one writer, under a clock that it drives.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use entity::enums::RecordKind;
use entity::ids::AccountId;

use crate::command::desk::{Desk, Pace};
use crate::command::{FactCache, Origin};
use crate::error::AppError;
use crate::job;
use crate::store::records;
use crate::sync::parcel::Parcel;
use crate::sync::result::UpsertResult;

/// Sends parcels at moments that rise, and reviews accounts in between: once at each step's end, not at every instant that
/// has passed. It keeps the accounts' facts in memory between its units.
#[derive(Debug)]
pub struct Driver {
    desk: Desk,
    facts: FactCache,
    /// What systems call the accounts: by system, then by key.
    known: BTreeMap<String, BTreeMap<String, AccountId>>,
}

impl Driver {
    /// A driver of this desk, whose clock only it moves.
    pub fn new(desk: &Desk) -> Self {
        let facts = FactCache::default();
        let desk = desk.at_pace(Pace::Leaps).with_cache(facts.clone());
        Self { desk, facts, known: BTreeMap::new() }
    }

    /// The desk at its pace.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The accounts' facts.
    pub fn facts(&self) -> &FactCache {
        &self.facts
    }

    /// Sends a parcel as one unit of work, at this moment. It locks the accounts that the parcel names beforehand.
    pub async fn send(
        &mut self,
        at: DateTime<Utc>,
        origin: Origin,
        parcel: &Parcel,
    ) -> Result<Vec<UpsertResult>, AppError> {
        self.desk.clock.advance_to(at);
        let named = parcel.accounts();
        let unknown: BTreeSet<_> = named
            .iter()
            .filter(|name| self.account(**name).is_none())
            .map(|(system, id)| (RecordKind::Account, (*system).to_owned(), (*id).to_owned()))
            .collect();
        if !unknown.is_empty() {
            for identity in records::named(&self.desk.db.write, unknown).await? {
                let of_system = self.known.entry(identity.system).or_default();
                of_system.insert(identity.external_id, AccountId(identity.record_id));
            }
        }
        let accounts: BTreeSet<_> = named.into_iter().filter_map(|name| self.account(name)).collect();
        self.desk.unit(origin, accounts, parcel).await
    }

    fn account(&self, (system, id): (&str, &str)) -> Option<AccountId> {
        self.known.get(system)?.get(id).copied()
    }

    /// Does what is due by this moment; `thin`s what has grown old, too.
    pub async fn review(&self, at: DateTime<Utc>, thin: bool) -> Result<(), AppError> {
        self.desk.clock.advance_to(at);
        job::run_due(&self.desk).await?;
        if thin {
            job::thin::run(&self.desk).await?;
        }
        Ok(())
    }
}
