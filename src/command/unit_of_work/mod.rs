//! The unit of work: the only way to write. One transaction, its accounts locked, one moment.

mod ahead;
mod answers;
mod cache;
mod deed;
mod finish;
mod ids;
mod names;
mod parallel;
mod review;
mod risks;
mod rows;
mod trail;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::RecordKind;
use entity::ids::AccountId;
use entity::{account, comment, external_id, health_override, request_escalation, risk_answer};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::desk::{Desk, Origin};
use crate::domain::access::Grant;
use crate::domain::stamp::Horizon;
use crate::error::AppError;
use crate::registry::{AnyRecord, HistoryLine, Record, chunk};
use crate::store::picture::Picture;

pub use cache::FactCache;
use deed::{Deed, Side};
use ids::Ids;

/// A unit of work under way. Rows are written at its end, so statements through [`Unit::tx`] see what was before it.
#[derive(Debug)]
pub struct Unit {
    desk: Desk,
    tx: DatabaseTransaction,
    origin: Arc<Origin>,
    moment: DateTime<Utc>,
    horizon: Horizon,
    ids: Ids,
    locked: BTreeMap<AccountId, account::Model>,
    /// Accounts that this unit makes: nobody else knows them yet.
    made: BTreeMap<AccountId, account::Model>,
    deeds: Vec<Deed>,
    identities: BTreeMap<(RecordKind, String, String), external_id::Model>,
    told: Vec<(AccountId, HistoryLine)>,
    /// Accounts whose missed reviews are made up though nothing is written to them.
    reviewed: BTreeSet<AccountId>,
    /// The accounts after the reviews that were due, once somebody asked.
    pictures: Option<finish::Brought>,
    outcome: Option<Value>,
    /// Small values that are kept with the write.
    notes: Vec<(String, Value)>,
    discarded: bool,
}

impl Unit {
    pub(super) async fn begin(
        desk: &Desk,
        origin: Arc<Origin>,
        accounts: &BTreeSet<AccountId>,
    ) -> Result<Self, AppError> {
        let tx = desk.db.begin_write().await?;
        let ids: Vec<_> = accounts.iter().copied().collect();
        let mut locked = BTreeMap::new();
        for part in ids.chunks(chunk(&tx, 1)) {
            let rows = account::Entity::find()
                .filter(account::Column::Id.is_in(part.iter().copied()))
                .order_by_asc(account::Column::Id)
                .lock_exclusive()
                .all(&tx)
                .await?;
            locked.extend(rows.into_iter().map(|row| (row.id, row)));
        }
        // The locks are held: nothing of these accounts can be recorded at or after this moment by anybody else.
        let last = locked.values().map(|account| account.last_recorded_at).max();
        let now = desk.clock.now();
        let moment = last.map_or(now, |last| now.max(last + TimeDelta::microseconds(1)));
        Ok(Self {
            desk: desk.clone(),
            tx,
            origin,
            moment,
            horizon: desk.horizon(moment),
            ids: Ids::at(moment),
            locked,
            made: BTreeMap::new(),
            deeds: Vec::new(),
            identities: BTreeMap::new(),
            told: Vec::new(),
            reviewed: BTreeSet::new(),
            pictures: None,
            outcome: None,
            notes: Vec::new(),
            discarded: false,
        })
    }

    /// Its one moment: `assess`'s now, and `recorded_at` of all that it writes.
    pub fn moment(&self) -> DateTime<Utc> {
        self.moment
    }

    /// Up to when the stamps of sources are believed.
    pub fn horizon(&self) -> Horizon {
        self.horizon
    }

    /// The transaction, to read in. What this unit puts is not written yet.
    pub fn tx(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// Who writes.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Bytes that the custom fields of a record may take.
    pub fn custom_fields(&self) -> usize {
        self.desk.custom_fields
    }

    /// A new id: a version 7 of the unit's moment, in the order in which they are asked for.
    pub fn new_id(&mut self) -> Uuid {
        self.ids.next()
    }

    /// An account as it stood when it was locked, or as this unit makes it; nothing where there is none.
    pub fn account(&self, id: AccountId) -> Option<&account::Model> {
        self.locked.get(&id).or_else(|| self.made.get(&id))
    }

    /// What this unit has a name stand for; nothing where it says nothing of it.
    pub fn identity(&self, name: &(RecordKind, String, String)) -> Option<&external_id::Model> {
        self.identities.get(name)
    }

    /// Makes sure that these accounts are locked, or made here. The error starts the unit anew with them: pass it on.
    pub fn require(&self, accounts: impl IntoIterator<Item = AccountId>) -> Result<(), AppError> {
        let missing: Vec<_> = accounts.into_iter().filter(|id| self.account(*id).is_none()).collect();
        if missing.is_empty() { Ok(()) } else { Err(AppError::NeedsAccounts(missing)) }
    }

    /// Writes a record that is new, or was `before`. Says whether anything differs; if not, nothing is written.
    pub fn put<R: Record>(&mut self, grant: Grant, before: Option<R>, after: R) -> bool {
        if before.as_ref() == Some(&after) {
            return false;
        }
        if let Some(account) = after.account() {
            self.told.extend(after.turns(before.as_ref()).into_iter().map(|line| (account, line)));
        }
        if before.is_none() {
            self.name(&after);
        }
        let was = before.as_ref().map(Record::version);
        let record = after.into();
        if let (None, AnyRecord::Account(account)) = (was, &record) {
            self.made.insert(account.id, account.clone());
        }
        self.deeds.push(Deed::Put { grant, was, record });
        true
    }

    /// Deletes a record. An account goes with all that it has.
    pub fn delete<R: Record>(&mut self, grant: Grant, record: R) {
        self.deeds.push(Deed::Delete { grant, record: record.into() });
    }

    /// Writes what a system calls a record, in the place of what it called it before.
    pub fn identify(&mut self, identity: external_id::Model) {
        let key = (identity.kind, identity.system.clone(), identity.external_id.clone());
        self.identities.insert(key, identity);
    }

    /// Writes a comment on a request.
    pub fn comment(&mut self, grant: Grant, comment: comment::Model) {
        self.deeds.push(Deed::Aside { grant, new: true, side: Side::Comment(comment) });
    }

    /// Writes a step of a silent request's ladder.
    pub fn escalate(&mut self, grant: Grant, step: request_escalation::Model) {
        self.deeds.push(Deed::Aside { grant, new: true, side: Side::Escalation(step) });
    }

    /// Sets an override of the health score, or ends one that was `before`.
    pub fn override_health(
        &mut self,
        grant: Grant,
        before: Option<&health_override::Model>,
        after: health_override::Model,
    ) {
        self.deeds.push(Deed::Aside { grant, new: before.is_none(), side: Side::Override(after) });
    }

    /// Writes a person's answer to a risk.
    pub fn answer_risk(&mut self, grant: Grant, answer: risk_answer::Model) {
        self.deeds.push(Deed::Aside { grant, new: true, side: Side::RiskAnswer(answer) });
    }

    /// Writes a new version of the policy.
    pub fn set_policy(&mut self, grant: Grant, policy: entity::policy::Model) {
        self.deeds.push(Deed::Policy { grant, policy });
    }

    /// Adds a line to an account's history that no record has of itself.
    pub fn tell(&mut self, account: AccountId, line: HistoryLine) {
        self.told.push((account, line));
    }

    /// What a replay of this write answers: ids, versions, results, user errors. Kept even where nothing was written.
    pub fn outcome(&mut self, outcome: Value) {
        self.outcome = Some(outcome);
    }

    /// Keeps a small value in the same transaction, where anything is written at all.
    pub fn note(&mut self, name: &str, value: Value) {
        self.notes.push((name.to_owned(), value));
    }

    /// Writes nothing after all: a refusal, or a dry run. Only the outcome is kept.
    pub fn discard(&mut self) {
        self.discarded = true;
    }

    /// Makes up the missed reviews of the locked accounts though nothing is written to them.
    pub fn review(&mut self) {
        self.reviewed.extend(self.locked.keys());
    }

    /// An account after the reviews that were due, before what this unit writes; nothing where there is none.
    pub async fn picture(&mut self, id: AccountId) -> Result<Option<&Picture>, AppError> {
        if self.pictures.is_none() {
            let all = self.locked.keys().copied().collect();
            self.pictures = Some(self.bring_up(&all).await?);
        }
        Ok(self.pictures.as_ref().and_then(|brought| brought.picture(id)))
    }

    /// A new record's identity in the system that it says; whoever knows more calls [`Unit::identify`].
    fn name<R: Record>(&mut self, record: &R) {
        let (Some(system), Some(external_id)) = (record.system(), record.external_id()) else { return };
        let key = (R::KIND, system.to_owned(), external_id.to_owned());
        self.identities.entry(key).or_insert_with(|| external_id::Model {
            kind: R::KIND,
            system: system.to_owned(),
            external_id: external_id.to_owned(),
            record_id: record.key(),
            account_id: record.account(),
            url: None,
            synced_at: None,
            stamp: None,
            said: None,
            version: record.version(),
            deleted_at: None,
        });
    }
}
