//! Records that a system deletes.

use std::collections::{BTreeSet, HashMap};

use async_graphql::ID;
use chrono::{DateTime, Utc};
use entity::enums::RecordKind;
use entity::external_id;
use entity::ids::{AccountId, TeamMemberId};
use uuid::Uuid;

use super::batch::people;
use super::hand_over;
use super::reference::Identities;
use super::result::{self, Problem, ProblemCode, UpsertOutcome, UpsertResult};
use super::value;
use crate::command::desk::{Desk, Origin, Work};
use crate::command::unit_of_work::Unit;
use crate::domain::access::Grant;
use crate::domain::stamp::Horizon;
use crate::error::AppError;
use crate::registry::{Record, with_row};
use crate::scalar::unfit::Unfit;
use crate::store::{policy, records, team_members};

/// Records of one kind that one system deletes at once.
#[derive(Clone, Debug)]
pub struct Deletion {
    /// The system.
    pub system: String,
    /// The kind.
    pub kind: RecordKind,
    /// Their keys there, in order.
    pub external_ids: Vec<String>,
    /// Those that are no keys: each is REJECTED at its place among the keys.
    pub unfit: Vec<Unfit>,
    /// When the system deleted them; an older moment than a record's stored stamp changes nothing, one that lies ahead is refused.
    pub deleted_at: Option<DateTime<Utc>>,
    /// Tell what would become of them, and change nothing.
    pub dry_run: bool,
}

/// Deletes records, and says what became of each.
pub async fn delete(
    desk: &Desk,
    origin: Origin,
    grant: Grant,
    deletion: &Deletion,
) -> Result<Vec<UpsertResult>, AppError> {
    let origin = Origin { source: Some(deletion.system.clone()), ..origin };
    desk.unit(origin, [], &Delete::new(deletion, grant)).await
}

/// A deletion as work of a unit, for whoever sends more in one.
pub struct Delete<'a> {
    deletion: &'a Deletion,
    grant: Grant,
}

impl<'a> Delete<'a> {
    /// The work of a deletion.
    pub fn new(deletion: &'a Deletion, grant: Grant) -> Self {
        Self { deletion, grant }
    }
}

impl Work for Delete<'_> {
    type Done = Vec<UpsertResult>;

    async fn run(&self, unit: &mut Unit) -> Result<Self::Done, AppError> {
        let mut identities = self.identities(unit).await?;
        let live = |identity: &external_id::Model| identity.deleted_at.is_none().then_some(identity.record_id);
        let keys = &self.deletion.external_ids;
        let own = |key: &String| identities.get(self.deletion.kind, &self.deletion.system, key);
        unit.require(
            keys.iter().filter_map(own).filter(|own| own.deleted_at.is_none()).filter_map(|own| own.account_id),
        )?;
        let ids: BTreeSet<Uuid> = keys.iter().filter_map(own).filter_map(live).collect();
        let mut gone = BTreeSet::new();
        let mut results = Vec::with_capacity(keys.len());
        let mut unfit = self.deletion.unfit.iter();
        let mut next = unfit.next();
        for key in keys {
            while let Some(wrong) = next.filter(|wrong| wrong.index == results.len()) {
                results.push(UpsertResult::unfit(wrong));
                next = unfit.next();
            }
            let own = identities.get(self.deletion.kind, &self.deletion.system, key).cloned();
            let (outcome, problem) = self.decide(key, own.as_ref(), unit.horizon());
            if let (UpsertOutcome::Deleted, Some(own)) = (outcome, own.clone()) {
                gone.insert(own.record_id);
                identities.put(self.deleted(own, unit));
            }
            let wire = |own: external_id::Model| ID(entity::ids::encode(own.kind.prefix(), own.record_id));
            results.push(UpsertResult {
                index: i32::try_from(results.len()).unwrap_or(i32::MAX),
                outcome,
                id: own.map(wire),
                external_id: ID(key.clone()),
                problems: problem.into_iter().collect(),
            });
        }
        results.extend(next.into_iter().chain(unfit).map(UpsertResult::unfit));
        result::keep(unit, &results)?;
        if self.deletion.dry_run {
            unit.discard();
            return Ok(results);
        }
        let ids: Vec<Uuid> = ids.intersection(&gone).copied().collect();
        let versions = self.take_away(unit, &ids, &identities).await?;
        for key in keys {
            if let Some(own) = identities.get(self.deletion.kind, &self.deletion.system, key)
                && own.deleted_at.is_some()
                && gone.contains(&own.record_id)
            {
                let version = versions.get(&own.record_id).copied().unwrap_or(own.version);
                unit.identify(external_id::Model { version, ..own.clone() });
            }
        }
        Ok(results)
    }
}

impl Delete<'_> {
    async fn identities(&self, unit: &Unit) -> Result<Identities, AppError> {
        let name = |key: &String| (self.deletion.kind, self.deletion.system.clone(), key.clone());
        let names = self.deletion.external_ids.iter().map(name).collect();
        let mut identities = Identities::default();
        for identity in records::named(unit.tx(), names).await? {
            identities.put(identity);
        }
        Ok(identities)
    }

    fn decide(
        &self,
        key: &str,
        own: Option<&external_id::Model>,
        horizon: Horizon,
    ) -> (UpsertOutcome, Option<Problem>) {
        if let Err(problem) = value::external_id(key) {
            return (UpsertOutcome::Rejected, Some(problem.at("externalIds")));
        }
        let deleted_at = self.deletion.deleted_at;
        if let Some(Err(problem)) = deleted_at.map(|at| value::stamp(at, horizon)) {
            return (UpsertOutcome::Rejected, Some(problem.at("deletedAt")));
        }
        let Some(own) = own.filter(|own| own.deleted_at.is_none()) else { return (UpsertOutcome::Unchanged, None) };
        let stored = horizon.believed(own.stamp, own.synced_at);
        if deleted_at.is_some_and(|at| stored.is_some_and(|stamp| at < stamp)) {
            let problem = Problem::new(ProblemCode::Stale, "is older than what is stored, and changed nothing");
            return (UpsertOutcome::Unchanged, Some(problem.at("deletedAt")));
        }
        (UpsertOutcome::Deleted, None)
    }

    fn deleted(&self, own: external_id::Model, unit: &Unit) -> external_id::Model {
        let (at, moment) = (self.deletion.deleted_at, unit.moment());
        external_id::Model {
            stamp: unit.horizon().believed(own.stamp, own.synced_at).max(at),
            deleted_at: Some(at.unwrap_or(moment)),
            synced_at: Some(moment),
            said: None,
            ..own
        }
    }

    /// Takes the records out of the facts; says each one's version.
    async fn take_away(
        &self,
        unit: &mut Unit,
        ids: &[Uuid],
        identities: &Identities,
    ) -> Result<HashMap<Uuid, i32>, AppError> {
        match self.deletion.kind {
            RecordKind::Account => self.accounts(unit, ids, identities).await,
            RecordKind::TeamMember => self.team_members(unit, ids).await,
            kind => with_row!(kind, R => self.facts::<R>(unit, ids).await),
        }
    }

    async fn facts<M: Record>(&self, unit: &mut Unit, ids: &[Uuid]) -> Result<HashMap<Uuid, i32>, AppError> {
        let mut versions = HashMap::new();
        for record in records::by_ids::<M>(unit.tx(), &BTreeSet::new(), ids).await? {
            versions.insert(record.key(), record.version());
            unit.delete(self.grant.clone(), record);
        }
        Ok(versions)
    }

    /// A member becomes inactive first, and hands their requests over.
    async fn team_members(&self, unit: &mut Unit, ids: &[Uuid]) -> Result<HashMap<Uuid, i32>, AppError> {
        team_members::in_turn(unit.tx()).await?;
        let leaving: BTreeSet<TeamMemberId> = ids.iter().copied().map(TeamMemberId).collect();
        let (people, policy) = (people(unit.tx()).await?, policy::newest(unit.tx()).await?);
        hand_over::requests(unit, &self.grant, &leaving, &people, &policy).await?;
        self.facts::<entity::team_member::Model>(unit, ids).await
    }

    /// An account goes with its last identity; until then only this system's goes.
    async fn accounts(
        &self,
        unit: &mut Unit,
        ids: &[Uuid],
        identities: &Identities,
    ) -> Result<HashMap<Uuid, i32>, AppError> {
        let mut versions = HashMap::new();
        let others = records::identities_of_accounts(unit.tx(), ids).await?;
        let stays = |other: &external_id::Model| {
            let taken = identities.get(other.kind, &other.system, &other.external_id);
            taken.is_none_or(|taken| taken.deleted_at.is_none())
        };
        let staying: BTreeSet<Uuid> = others.into_iter().filter(stays).map(|identity| identity.record_id).collect();
        for id in ids {
            let Some(account) = unit.account(AccountId(*id)).cloned() else { continue };
            versions.insert(*id, account.version);
            if !staying.contains(id) {
                unit.delete(self.grant.clone(), account);
            }
        }
        Ok(versions)
    }
}
