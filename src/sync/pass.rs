//! The passage of a batch's rows, one after the other: what each meets, and what becomes of it.

use std::collections::{BTreeMap, HashMap};

use async_graphql::{ID, MaybeUndefined};
use chrono::{DateTime, Utc};
use entity::enums::RecordKind;
use entity::external_id;
use entity::ids::AccountId;
use entity::values::{Actor, Assignment};
use uuid::Uuid;

use super::identity::Identified;
use super::known_as::{forbidden, known_as};
use super::merge::{Head, Merge, unknown};
use super::reference::Identities;
use super::result::{Problem, ProblemCode, UpsertOutcome, UpsertResult};
use super::row::{Row, digest};
use super::value;
use crate::command::unit_of_work::Unit;
use crate::domain::access::Grant;
use crate::domain::bounds::PROBLEMS;
use crate::domain::policy::Policy;
use crate::domain::request::People;
use crate::domain::stamp::Horizon;
use crate::registry::{AnyRecord, Record};

/// A record before the batch, and as it stands after the rows so far.
#[derive(Clone, Debug)]
pub(super) struct Entry<M> {
    pub(super) before: Option<M>,
    pub(super) now: Option<M>,
}

/// What is known while the rows pass.
pub(super) struct Pass<'a, R: Row> {
    pub(super) system: &'a str,
    pub(super) actor: Actor,
    pub(super) grant: &'a Grant,
    pub(super) moment: DateTime<Utc>,
    pub(super) horizon: Horizon,
    pub(super) dry_run: bool,
    pub(super) policy: Policy,
    pub(super) people: People,
    pub(super) teams: BTreeMap<AccountId, Vec<Assignment>>,
    pub(super) parents: HashMap<AccountId, AccountId>,
    pub(super) identified: Identified,
    pub(super) identities: Identities,
    pub(super) entries: HashMap<Uuid, Entry<R::Model>>,
    /// The records in the order in which rows first reached them.
    pub(super) order: Vec<Uuid>,
    /// The identities that the batch leaves changed, and whether each is new.
    pub(super) touched: BTreeMap<(String, String), (external_id::Model, bool)>,
    /// The place of the last row of each key that was applied.
    pub(super) last: HashMap<String, usize>,
    pub(super) results: Vec<UpsertResult>,
}

/// What became of a row, on its way to a result.
struct Verdict {
    outcome: UpsertOutcome,
    id: Option<Uuid>,
    problems: Vec<Problem>,
}

impl Verdict {
    fn rejected(id: Option<Uuid>, problems: Vec<Problem>) -> Self {
        Self { outcome: UpsertOutcome::Rejected, id, problems }
    }
}

impl<R: Row> Pass<'_, R> {
    /// Takes the next row.
    pub(super) fn take(&mut self, index: usize, row: &R, unit: &mut Unit) {
        let key = row.common().external_id.to_string();
        let mut verdict = self.decide(&key, row, unit);
        verdict.problems.truncate(PROBLEMS);
        let stale = verdict.problems.iter().any(|problem| problem.code == ProblemCode::Stale);
        if verdict.outcome != UpsertOutcome::Rejected && !stale {
            let earlier = self.last.insert(key.clone(), index);
            if let Some(result) = earlier.and_then(|earlier| self.results.get_mut(earlier)) {
                let message = format!("record {index} of this batch has the same identity and was applied after it");
                result.problems.truncate(PROBLEMS - 1);
                result.problems.push(Problem::new(ProblemCode::Superseded, message));
            }
        }
        // A new id that a dry run made up names nothing.
        let known = |id: &Uuid| !self.dry_run || self.is_known(*id);
        let wire = |id: Uuid| ID(entity::ids::encode(R::Model::KIND.prefix(), id));
        self.results.push(UpsertResult {
            index: i32::try_from(index).unwrap_or(i32::MAX),
            outcome: verdict.outcome,
            id: verdict.id.filter(known).map(wire),
            external_id: ID(key),
            problems: verdict.problems,
        });
    }

    /// The record stood before the batch, or did once.
    fn is_known(&self, id: Uuid) -> bool {
        self.entries.get(&id).is_some_and(|entry| entry.before.is_some())
            || self.touched.values().any(|(identity, new)| identity.record_id == id && !new)
    }

    fn decide(&mut self, key: &str, row: &R, unit: &mut Unit) -> Verdict {
        if let Err(problem) = value::external_id(key) {
            return Verdict::rejected(None, vec![problem.at("externalId")]);
        }
        let own = self.identities.get(R::Model::KIND, self.system, key).cloned();
        let live = own.as_ref().filter(|own| own.deleted_at.is_none());
        let known = live.map(|own| own.record_id);
        let forbidden = forbidden(row, self.system, self.grant);
        if !forbidden.is_empty() {
            return Verdict::rejected(known, forbidden);
        }
        let stamp = row.common().updated_at;
        if let Some(Err(problem)) = stamp.map(|stamp| value::stamp(stamp, self.horizon)) {
            return Verdict::rejected(known, vec![problem.at("updatedAt")]);
        }
        if let Some(own) = own.as_ref().filter(|own| is_stale(own, stamp, self.horizon)) {
            let problem = Problem::new(ProblemCode::Stale, "is older than what is stored, and changed nothing");
            let problems = vec![problem.at("updatedAt")];
            return Verdict { outcome: UpsertOutcome::Unchanged, id: Some(own.record_id), problems };
        }
        let said = digest(row);
        if let Some(own) = live.filter(|own| own.said.as_deref() == Some(&said)) {
            let id = Some(own.record_id);
            let identity = self.sent(own.clone(), row, Some(said));
            self.keep(identity);
            return Verdict { outcome: UpsertOutcome::Unchanged, id, problems: Vec::new() };
        }
        let also = match known_as::<R>(row, self.system, known, &self.identities) {
            Ok(also) => also,
            Err(problems) => return Verdict::rejected(known, problems),
        };
        let id = known.or(also.account).or(own.as_ref().map(|own| own.record_id)).unwrap_or_else(|| unit.new_id());
        let (account_id, wrong_account) = self.account_of(row, id);
        let head = Head {
            account_id: account_id.unwrap_or(AccountId(Uuid::nil())),
            id,
            system: self.system.to_owned(),
            external_id: key.to_owned(),
            version: own.as_ref().map_or(1, |own| own.version + 1),
        };
        let before = self.entries.get(&id).and_then(|entry| entry.now.as_ref());
        let mut merge = Merge {
            before,
            head,
            identities: &self.identities,
            moment: self.moment,
            observed_at: stamp.unwrap_or(self.moment),
            system: self.system,
            actor: &self.actor,
            policy: &self.policy,
            team: account_id.and_then(|id| self.teams.get(&id)).map(Vec::as_slice).unwrap_or_default(),
            people: &self.people,
            parents: &self.parents,
            identified: &self.identified,
            custom_fields: unit.custom_fields(),
            problems: wrong_account.into_iter().collect(),
            notes: Vec::new(),
            partial: false,
        };
        let record = row.merge(&mut merge);
        let Merge { problems, notes, partial, .. } = merge;
        if !problems.is_empty() {
            return Verdict::rejected(known, problems);
        }
        let outcome = match before {
            None => UpsertOutcome::Created,
            Some(before) if *before == record => UpsertOutcome::Unchanged,
            Some(_) => UpsertOutcome::Updated,
        };
        let fresh = external_id::Model {
            kind: R::Model::KIND,
            system: self.system.to_owned(),
            external_id: key.to_owned(),
            record_id: id,
            account_id: None,
            url: None,
            synced_at: None,
            stamp: None,
            said: None,
            version: 0,
            deleted_at: None,
        };
        match R::Model::KIND {
            RecordKind::Account | RecordKind::TeamMember => self.learn(record.clone().into()),
            _ => {}
        }
        let account_id = record.account();
        let identity = own.unwrap_or_else(|| fresh.clone());
        let identity = external_id::Model { record_id: id, account_id, deleted_at: None, ..identity };
        // A row that was taken in part says something new until it is taken whole.
        let identity = self.sent(identity, row, Some(said).filter(|_| !partial));
        self.keep(identity);
        for (system, external_id) in also.more {
            self.keep(external_id::Model { system, external_id, account_id, ..fresh.clone() });
        }
        self.order.push(id);
        self.entries.entry(id).or_insert(Entry { before: None, now: None }).now = Some(record);
        Verdict { outcome, id: Some(id), problems: notes }
    }

    /// What later rows of the batch must know of this one.
    fn learn(&mut self, record: AnyRecord) {
        match record {
            AnyRecord::Account(account) => {
                match account.parent_id {
                    Some(parent) => self.parents.insert(account.id, parent),
                    None => self.parents.remove(&account.id),
                };
            }
            AnyRecord::TeamMember(member) => self.identified.put(&member),
            _ => {}
        }
    }

    /// The account a row is for, or what is wrong with the one that it names.
    fn account_of(&self, row: &R, id: Uuid) -> (Option<AccountId>, Option<Problem>) {
        if R::Model::KIND == RecordKind::Account {
            return (Some(AccountId(id)), None);
        }
        let Some(named) = row.common().account else { return (None, None) };
        let before = self.entries.get(&id).and_then(|entry| entry.now.as_ref());
        let kept = before.and_then(Record::account);
        let problem = match (named, kept) {
            (MaybeUndefined::Value(reference), _) => match self.identities.record(RecordKind::Account, reference) {
                Some(account) => return (Some(AccountId(account)), None),
                None => unknown(RecordKind::Account, reference),
            },
            (MaybeUndefined::Undefined, Some(account)) => return (Some(account), None),
            (_, Some(_)) => Problem::new(ProblemCode::Invalid, "cannot be null"),
            (_, None) => Problem::new(ProblemCode::Required, "a new record needs it"),
        };
        (kept, Some(problem.at("account")))
    }

    /// The identity after its system sent this row.
    fn sent(&self, identity: external_id::Model, row: &R, said: Option<String>) -> external_id::Model {
        let stamp = self.horizon.believed(identity.stamp, identity.synced_at).max(row.common().updated_at);
        let url = match row.url() {
            MaybeUndefined::Undefined => identity.url.clone(),
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(url) => Some(url.clone()),
        };
        external_id::Model { url, stamp, synced_at: Some(self.moment), said, ..identity }
    }

    fn keep(&mut self, identity: external_id::Model) {
        let name = (identity.system.clone(), identity.external_id.clone());
        let known = self.identities.get(identity.kind, &name.0, &name.1).is_some();
        let new = self.touched.get(&name).map_or(!known, |(_, new)| *new);
        self.identities.put(identity.clone());
        self.touched.insert(name, (identity, new));
    }
}

/// The source has said something younger before. A deleted record comes back only by a younger stamp than its last, or by none.
fn is_stale(own: &external_id::Model, stamp: Option<DateTime<Utc>>, horizon: Horizon) -> bool {
    let (Some(stamp), Some(stored)) = (stamp, horizon.believed(own.stamp, own.synced_at)) else { return false };
    if own.deleted_at.is_some() { stamp <= stored } else { stamp < stored }
}
