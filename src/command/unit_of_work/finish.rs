//! How a unit of work ends: reviews that were due, facts, assessments, history, the log, commit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::account;
use entity::enums::RecordKind;
use entity::external_id;
use entity::ids::AccountId;
use futures_util::try_join;
use sea_orm::DatabaseTransaction;

use super::deed::Deed;
use super::trail::{self, Trail};
use super::{Unit, names, parallel, review, rows};
use crate::command::idempotency;
use crate::domain::policy::Policy;
use crate::error::AppError;
use crate::registry::{self, AnyRecord};
use crate::store;
use crate::store::behind::LEFT;
use crate::store::company::Common;
use crate::store::picture::{self, Picture};

/// Accounts after the reviews that were due.
#[derive(Debug)]
pub(super) struct Brought {
    common: Arc<Common>,
    accounts: BTreeMap<AccountId, (Picture, Trail)>,
}

impl Brought {
    pub(super) fn picture(&self, id: AccountId) -> Option<&Picture> {
        self.accounts.get(&id).map(|(picture, _)| picture)
    }
}

impl Unit {
    /// Loads accounts and makes up their reviews, in memory.
    pub(super) async fn bring_up(&mut self, ids: &BTreeSet<AccountId>) -> Result<Brought, AppError> {
        // The epoch is read before the common facts, so that a newer one is never taken for seen.
        let (epoch, clock) = store::moment::epoch_and_clock(&self.tx).await?;
        self.hold_to(clock).await?;
        let common = match self.desk.known_common(epoch) {
            Some(common) => common,
            None => {
                let common = Arc::new(store::company::common(&self.tx, epoch).await?);
                self.desk.keep_common(&common);
                common
            }
        };
        let mut pictures = self.desk.cache.as_ref().map(|cache| cache.take(ids)).unwrap_or_default();
        for picture in pictures.values_mut() {
            picture.see(&common);
        }
        let missing = self.locked.values().filter(|account| ids.contains(&account.id));
        let missing: Vec<_> = missing.filter(|account| !pictures.contains_key(&account.id)).collect();
        pictures.extend(picture::load(&self.tx, missing, &common).await?);
        let before = self.policies_before(&pictures, &common).await?;
        let moment = self.moment;
        let pace = self.desk.pace;
        let (locked, ids) = (&self.locked, &self.ids);
        let known = pictures.into_iter().filter_map(|(id, picture)| Some((locked.get(&id)?, picture))).collect();
        let brought = parallel::each(known, |(account, mut picture): (&account::Model, Picture)| {
            let mut trail = Trail::default();
            let before = picture.standing.as_ref().and_then(|standing| before.get(&standing.assessment.policy_version));
            review::bring_up(account, &mut picture, &common, before, pace, moment, ids, |step, picture| {
                trail.assessed(account.id, step, picture, moment, ids)
            })?;
            Ok((account.id, (picture, trail)))
        });
        let accounts = brought.into_iter().collect::<Result<_, AppError>>()?;
        Ok(Brought { common, accounts })
    }

    /// The policies, other than the newest, by which accounts stand that a batch has left.
    async fn policies_before(
        &self,
        pictures: &BTreeMap<AccountId, Picture>,
        common: &Common,
    ) -> Result<BTreeMap<i32, Policy>, AppError> {
        let mut policies = BTreeMap::new();
        for (id, picture) in pictures {
            let left = self.locked.get(id).is_some_and(|account| account.epoch == LEFT);
            let Some(standing) = picture.standing.as_ref().filter(|_| left) else { continue };
            let version = standing.assessment.policy_version;
            if version != common.policy.version && !policies.contains_key(&version) {
                policies.extend(store::policy::version(&self.tx, version).await?.map(|policy| (version, policy)));
            }
        }
        Ok(policies)
    }

    /// Ends the unit. Says whether anything was committed that others may want to read.
    pub(in crate::command) async fn finish(mut self) -> Result<bool, AppError> {
        let something = !(self.deeds.is_empty() && self.told.is_empty() && self.identities.is_empty());
        if self.discarded || (!something && self.reviewed.is_empty()) {
            return self.keep_outcome().await;
        }
        let mut written: BTreeSet<_> =
            self.deeds.iter().filter_map(Deed::account).chain(self.told.iter().map(|(account, _)| *account)).collect();
        let gone = self.gone().await?;
        let (names, renamed) = names::of_accounts(&self.tx, &self.deeds, &self.identities, &self.locked).await?;
        written.extend(renamed.iter().map(|account| account.id));
        let left = self.left(&written, &gone);
        let known = written.union(&self.reviewed).copied();
        let known = known.filter(|id| self.locked.contains_key(id) && (!left.contains(id) || self.is_due(*id)));
        let known: BTreeSet<_> = known.collect();
        let brought = match self.pictures.take() {
            Some(brought) => brought,
            None => self.bring_up(&known).await?,
        };
        let Brought { common, accounts } = brought;
        let mut trail = Trail::default();
        let mut pictures: BTreeMap<AccountId, Picture> = BTreeMap::new();
        let mut untouched: BTreeMap<AccountId, Picture> = BTreeMap::new();
        for (id, (picture, reviews)) in accounts {
            let kept = written.contains(&id) || (self.reviewed.contains(&id) && reviews.steps > 0);
            if kept && !gone.contains(&id) {
                trail.append(reviews);
                pictures.insert(id, picture);
            } else if reviews.steps == 0 && !gone.contains(&id) {
                untouched.insert(id, picture);
            }
        }
        if !something && pictures.is_empty() {
            self.give_back(untouched);
            return self.keep_outcome().await;
        }
        let identities = std::mem::take(&mut self.identities);
        let told = std::mem::take(&mut self.told);
        let connected = self.connected(&common);
        let assessed = written.difference(&left).copied().collect();
        let unit = &self;
        let writing = unit.write_facts(identities, &gone);
        let answer = |common: &Common| -> Result<(), AppError> {
            unit.apply(&mut pictures, common, &written, &gone, &left)?;
            trail.entries.extend(trail::entries(&unit.deeds, &renamed, &names, &unit.origin, &unit.ids)?);
            unit.lines(told, &mut trail, &gone);
            unit.assess(&mut pictures, &assessed, common, &mut trail)
        };
        let of_accounts = unit.deeds.iter().all(|deed| deed.account().is_some());
        let common = if of_accounts {
            let common = if connected.is_empty() { common } else { Arc::new(common.with(&connected)) };
            // The answers are found while the database takes the facts.
            try_join!(writing, async { answer(&common) })?;
            common
        } else {
            writing.await?;
            let common = unit.move_epoch(&connected, &common).await?;
            answer(&common)?;
            common
        };
        // Boxed: six tables side by side make a large future.
        Box::pin(self.write_answers(&pictures, trail, &common, &gone, &left)).await?;
        self.store_outcome().await?;
        let Self { tx, desk, notes, moment, .. } = self;
        for (name, value) in notes {
            store::settings::put(&tx, &name, value).await?;
        }
        if of_accounts && !connected.is_empty() {
            let assessed = pictures.keys().filter(|id| !left.contains(id)).copied().collect();
            connect(&tx, &connected, &common, assessed, moment).await?;
        }
        tx.commit().await?;
        if let Some(cache) = &desk.cache {
            cache.give_back(pictures);
            cache.give_back(untouched);
        }
        Ok(true)
    }

    /// The accounts that this unit writes to and leaves to the worker: those that stood before it.
    fn left(&self, written: &BTreeSet<AccountId>, gone: &BTreeSet<AccountId>) -> BTreeSet<AccountId> {
        let stood = |id: &AccountId| self.locked.contains_key(id) && !gone.contains(id);
        written.iter().copied().filter(|id| self.desk.later && stood(id)).collect()
    }

    /// A review of the account has come, and must see the facts as they were before this unit.
    fn is_due(&self, id: AccountId) -> bool {
        let next = self.locked.get(&id).and_then(|account| account.next_review_at);
        next.is_none_or(|next| next <= self.moment)
    }

    /// Nothing is written but the outcome that a replay answers.
    async fn keep_outcome(mut self) -> Result<bool, AppError> {
        if self.store_outcome().await? {
            self.tx.commit().await?;
        } else {
            self.tx.rollback().await?;
        }
        Ok(false)
    }

    /// Stores the outcome under the caller's claim, where there is one: a claim that was taken over ends the unit here.
    async fn store_outcome(&mut self) -> Result<bool, AppError> {
        let Some(claim) = &self.origin.claim else { return Ok(false) };
        let outcome = self.outcome.take().ok_or(AppError::Invariant("a claim without an outcome"))?;
        idempotency::store_outcome(&self.tx, claim, outcome).await?;
        Ok(true)
    }

    fn give_back(&self, pictures: BTreeMap<AccountId, Picture>) {
        if let Some(cache) = &self.desk.cache {
            cache.give_back(pictures);
        }
    }

    /// The accounts that this unit deletes. What hangs on them is deleted with an entry each.
    async fn gone(&mut self) -> Result<BTreeSet<AccountId>, AppError> {
        let mut gone = BTreeSet::new();
        let mut with = Vec::new();
        for deed in &self.deeds {
            let Deed::Delete { grant, record: AnyRecord::Account(account) } = deed else { continue };
            gone.insert(account.id);
            for kind in RecordKind::ALL.iter().filter(|kind| **kind != RecordKind::Account) {
                let found = registry::load_kind(&self.tx, *kind, account.id).await?;
                // What is common hangs on no account.
                for record in found.into_iter().filter(|record| record.account().is_some()) {
                    with.push(Deed::Delete { grant: grant.clone(), record });
                }
            }
        }
        // The account's own entry stays the last.
        if !gone.is_empty() {
            with.append(&mut self.deeds);
            self.deeds = with;
        }
        Ok(gone)
    }

    /// The kinds that a system sends here for the first time.
    fn connected(&self, common: &Common) -> BTreeSet<RecordKind> {
        let mut connected = BTreeSet::new();
        for deed in &self.deeds {
            if let Deed::Put { record, .. } = deed {
                let system = record.system().or(self.origin.source.as_deref());
                if system.is_some_and(|system| system != VITRINE) && !common.connected.contains(&record.kind()) {
                    connected.insert(record.kind());
                }
            }
        }
        connected
    }

    /// Rows of facts and identities.
    async fn write_facts(&self, identities: Identities, gone: &BTreeSet<AccountId>) -> Result<(), AppError> {
        rows::not_overtaken(&self.tx, &self.deeds).await?;
        rows::facts(&self.tx, &self.deeds, self.moment).await?;
        rows::asides(&self.tx, &self.deeds).await?;
        for id in gone {
            rows::erase_account(&self.tx, *id, self.moment).await?;
        }
        rows::identities(&self.tx, identities.into_values().collect()).await
    }

    /// Moves the company's epoch on; gives the common facts as they are afterwards.
    async fn move_epoch(&self, connected: &BTreeSet<RecordKind>, common: &Common) -> Result<Arc<Common>, AppError> {
        store::company::connect(&self.tx, connected, self.moment).await?;
        let next = store::company::next_epoch(&self.tx, self.moment).await?;
        // Where somebody else moved it too, this unit may not have seen what they wrote.
        let epoch = if next == common.epoch + 1 { next } else { common.epoch };
        Ok(Arc::new(store::company::common(&self.tx, epoch).await?))
    }

    /// Puts what was written among the facts in memory.
    fn apply(
        &self,
        pictures: &mut BTreeMap<AccountId, Picture>,
        common: &Common,
        written: &BTreeSet<AccountId>,
        gone: &BTreeSet<AccountId>,
        left: &BTreeSet<AccountId>,
    ) -> Result<(), AppError> {
        for picture in pictures.values_mut() {
            picture.see(common);
        }
        for deed in &self.deeds {
            let Some(id) = deed.account() else { continue };
            // Nobody looks at the facts of one that is left.
            if gone.contains(&id) || left.contains(&id) {
                continue;
            }
            if let Deed::Put { record: AnyRecord::Account(account), was: None, .. } = deed {
                pictures.entry(id).or_insert_with(|| Picture::new(account, common));
            }
            let picture =
                pictures.get_mut(&id).ok_or(AppError::Invariant("a write to an account that is not locked"))?;
            match deed {
                Deed::Put { record, .. } => record.put(&mut picture.facts),
                Deed::Delete { record, .. } => registry::remove(record.kind(), &mut picture.facts, record.key()),
                Deed::Aside { side, .. } => side.put(&mut picture.facts),
                Deed::Policy { .. } => {}
            }
        }
        if written.iter().any(|id| !gone.contains(id) && !left.contains(id) && !pictures.contains_key(id)) {
            return Err(AppError::Invariant("a line for an account that is not locked"));
        }
        Ok(())
    }
}

/// Notes that a system has sent these kinds, last of all in the transaction: nobody who notes the same waits longer than for
/// its commit. `seen` is what the accounts were assessed by. Where it says what holds now, they have seen this epoch; else
/// they stay behind it, and are brought up.
async fn connect(
    tx: &DatabaseTransaction,
    kinds: &BTreeSet<RecordKind>,
    seen: &Common,
    assessed: Vec<AccountId>,
    moment: DateTime<Utc>,
) -> Result<(), AppError> {
    let new = store::company::connect(tx, kinds, moment).await?;
    let epoch = if new { store::company::next_epoch(tx, moment).await? } else { store::company::epoch(tx).await? };
    let now = store::company::common(tx, epoch).await?;
    if now.says_the_same(seen) {
        rows::see(tx, &assessed, epoch).await?;
    }
    Ok(())
}

/// What systems call the records that were written.
type Identities = BTreeMap<(RecordKind, String, String), external_id::Model>;

/// What stands for a system on what was born here.
const VITRINE: &str = "vitrine";
