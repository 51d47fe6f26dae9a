//! A batch of rows of one kind: one unit of work over all accounts that it touches, record by record in their order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::enums::RecordKind;
use entity::ids::{AccountId, TeamMemberId};
use entity::team_member;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::hand_over;
use super::identity::Identified;
use super::known_as::forbidden;
use super::pass::{Entry, Pass};
use super::reference::{ExternalIdInput, Identities};
use super::result::{self, UpsertResult};
use super::row::Row;
use crate::command::desk::{Desk, Origin, Work};
use crate::command::unit_of_work::Unit;
use crate::domain::access::Grant;
use crate::domain::request::{People, Person};
use crate::error::AppError;
use crate::registry::{AnyRecord, Record};
use crate::scalar::unfit::Unfit;
use crate::store::{accounts as stored, policy, records, sign_ins, team_members};

/// Records of one kind that one system sends at once.
#[derive(Clone, Debug)]
pub struct Batch<R> {
    /// The system.
    pub system: String,
    /// The records, in order.
    pub records: Vec<R>,
    /// Those that do not fit their type: each is REJECTED at its place among the records.
    pub unfit: Vec<Unfit>,
    /// Tell what would become of them, and change nothing.
    pub dry_run: bool,
}

impl<R: Row> Batch<R> {
    /// How many records were sent.
    pub fn sent(&self) -> usize {
        self.records.len() + self.unfit.len()
    }

    /// The rows of which something may be looked up: those that name nothing that is forbidden with this right.
    pub(super) fn open(&self, grant: &Grant) -> impl Iterator<Item = &R> {
        self.records.iter().filter(|row| forbidden(*row, &self.system, grant).is_empty())
    }

    /// The accounts that its rows are, or name as theirs: system and key.
    pub fn accounts(&self, grant: &Grant) -> BTreeSet<(&str, &str)> {
        let mut accounts = BTreeSet::new();
        for row in self.open(grant) {
            let common = row.common();
            if R::Model::KIND == RecordKind::Account {
                accounts.insert((self.system.as_str(), common.external_id.as_str()));
            }
            let named = common.account.and_then(async_graphql::MaybeUndefined::take);
            let named = named.into_iter().chain(row.also_known_as());
            accounts.extend(named.map(|reference| (reference.system.as_str(), reference.id.as_str())));
        }
        accounts
    }
}

/// Writes a batch, and says what became of each record. `origin` says who writes; its source is the batch's system.
pub async fn upsert<R: Row>(
    desk: &Desk,
    origin: Origin,
    grant: Grant,
    batch: &Batch<R>,
) -> Result<Vec<UpsertResult>, AppError> {
    let origin = Origin { source: Some(batch.system.clone()), ..origin };
    // Whom the rows name is found beforehand: a unit that had to find out would begin anew.
    let accounts = records::accounts(&desk.db.read, batch.accounts(&grant)).await?;
    desk.unit(origin, accounts, &Upsert { batch, grant }).await
}

/// A batch as work of a unit, for whoever sends several kinds in one. What one batch creates, a later one of the same
/// unit can refer to; no record may stand in two of them.
pub struct Upsert<'a, R> {
    batch: &'a Batch<R>,
    grant: Grant,
}

impl<'a, R: Row> Upsert<'a, R> {
    /// The work of a batch.
    pub fn new(batch: &'a Batch<R>, grant: Grant) -> Self {
        Self { batch, grant }
    }
}

impl<R: Row> Work for Upsert<'_, R> {
    type Done = Vec<UpsertResult>;

    async fn run(&self, unit: &mut Unit) -> Result<Self::Done, AppError> {
        if R::Model::KIND == RecordKind::TeamMember {
            team_members::in_turn(unit.tx()).await?;
        }
        let identities = self.identities(unit).await?;
        let accounts = self.accounts(&identities);
        unit.require(accounts.iter().copied())?;
        let mut pass = self.pass(unit, identities, &accounts).await?;
        let mut unfit = self.batch.unfit.iter();
        let mut next = unfit.next();
        for row in &self.batch.records {
            while let Some(wrong) = next.filter(|wrong| wrong.index == pass.results.len()) {
                pass.results.push(UpsertResult::unfit(wrong));
                next = unfit.next();
            }
            let index = pass.results.len();
            pass.take(index, row, unit);
        }
        pass.results.extend(next.into_iter().chain(unfit).map(UpsertResult::unfit));
        let Pass { results, entries, order, touched, mut people, policy, .. } = pass;
        let mut inactive = BTreeSet::new();
        for entry in order.iter().filter_map(|id| entries.get(id)) {
            inactive.extend(became_inactive(entry));
            people.extend(entry.now.as_ref().and_then(member).map(|member| (member.id, person(&member))));
            self.write(unit, entry);
        }
        if !inactive.is_empty() {
            hand_over::requests(unit, &self.grant, &inactive, &people, &policy).await?;
        }
        result::keep(unit, &results)?;
        if self.batch.dry_run {
            unit.discard();
        } else {
            for (identity, _) in touched.into_values() {
                unit.identify(identity);
            }
        }
        Ok(results)
    }
}

impl<R: Row> Upsert<'_, R> {
    /// All identities that the batch names, its own and those it refers to: one statement.
    async fn identities(&self, unit: &Unit) -> Result<Identities, AppError> {
        let mut names = BTreeSet::new();
        let name = |kind, reference: &ExternalIdInput| (kind, reference.system.clone(), reference.id.clone());
        for row in &self.batch.records {
            names.insert((R::Model::KIND, self.batch.system.clone(), row.common().external_id.to_string()));
        }
        for row in self.batch.open(&self.grant) {
            let common = row.common();
            if let Some(account) = common.account.and_then(async_graphql::MaybeUndefined::take) {
                names.insert(name(RecordKind::Account, account));
            }
            names.extend(row.references().into_iter().map(|(kind, reference)| name(kind, reference)));
        }
        let mut identities = Identities::default();
        let made: Vec<_> = names.iter().filter_map(|name| unit.identity(name).cloned()).collect();
        records::named(unit.tx(), names).await?.into_iter().for_each(|identity| identities.put(identity));
        for identity in made {
            identities.put(identity);
        }
        Ok(identities)
    }

    /// The live accounts that the batch may write to.
    fn accounts(&self, identities: &Identities) -> BTreeSet<AccountId> {
        let mut accounts = BTreeSet::new();
        for row in self.batch.open(&self.grant) {
            let common = row.common();
            let own = identities.get(R::Model::KIND, &self.batch.system, common.external_id);
            accounts.extend(own.filter(|own| own.deleted_at.is_none()).and_then(|own| own.account_id));
            let named = common.account.and_then(async_graphql::MaybeUndefined::take);
            for reference in named.into_iter().chain(row.also_known_as()) {
                accounts.extend(identities.record(RecordKind::Account, reference).map(AccountId));
            }
        }
        accounts
    }

    async fn pass<'a>(
        &'a self,
        unit: &Unit,
        identities: Identities,
        accounts: &BTreeSet<AccountId>,
    ) -> Result<Pass<'a, R>, AppError> {
        let of_batch = |row: &R| {
            let own = identities.get(R::Model::KIND, &self.batch.system, row.common().external_id);
            own.filter(|own| own.deleted_at.is_none()).map(|own| own.record_id)
        };
        let mut ids: BTreeSet<Uuid> = self.batch.records.iter().filter_map(of_batch).collect();
        if R::Model::KIND == RecordKind::Account {
            ids.extend(accounts.iter().map(|account| account.0));
        }
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let standing = records::by_ids::<R::Model>(unit.tx(), accounts, &ids).await?;
        let entry = |record: R::Model| (record.key(), Entry { before: Some(record.clone()), now: Some(record) });
        let (people, identified) = match R::Model::KIND {
            RecordKind::Request => (people(unit.tx()).await?, Identified::default()),
            RecordKind::TeamMember => {
                let members = records::team_members(unit.tx()).await?;
                let signed_in = sign_ins::all(unit.tx()).await?;
                let people = members.iter().map(|member| (member.id, person(member))).collect();
                (people, Identified::of(&members, signed_in, self.grant.may_identify()))
            }
            _ => (People::new(), Identified::default()),
        };
        let parents = if R::Model::KIND == RecordKind::Account {
            let named = self.batch.open(&self.grant).flat_map(Row::references);
            let named = named.filter(|(kind, _)| *kind == RecordKind::Account);
            let ids = named.filter_map(|(kind, reference)| identities.record(kind, reference)).map(AccountId);
            stored::parents(unit.tx(), ids.collect()).await?
        } else {
            HashMap::new()
        };
        let teams = accounts.iter().filter_map(|id| Some((*id, unit.account(*id)?.team.0.clone()))).collect();
        Ok(Pass {
            system: &self.batch.system,
            actor: unit.origin().actor.clone(),
            grant: &self.grant,
            moment: unit.moment(),
            horizon: unit.horizon(),
            dry_run: self.batch.dry_run,
            policy: policy::newest(unit.tx()).await?,
            people,
            teams,
            parents,
            identified,
            identities,
            entries: standing.into_iter().map(entry).collect(),
            order: Vec::new(),
            touched: BTreeMap::new(),
            last: HashMap::new(),
            results: Vec::with_capacity(self.batch.records.len()),
        })
    }

    fn write(&self, unit: &mut Unit, entry: &Entry<R::Model>) {
        let Some(mut after) = entry.now.clone().filter(|after| entry.before.as_ref() != Some(after)) else { return };
        let before = entry.before.clone();
        if before.is_some() {
            R::touch(&mut after, unit.moment());
        }
        match before {
            Some(before) if before.account() != after.account() => {
                unit.delete(self.grant.clone(), before);
                unit.put(self.grant.clone(), None, after);
            }
            before => {
                unit.put(self.grant.clone(), before, after);
            }
        }
    }
}

/// All of our people, as requests ask for them.
pub(super) async fn people(tx: &DatabaseTransaction) -> Result<People, AppError> {
    Ok(records::team_members(tx).await?.iter().map(|member| (member.id, person(member))).collect())
}

fn person(member: &team_member::Model) -> Person {
    Person { department: Some(member.department), manager: member.manager_id, active: member.active }
}

fn member<M: Record>(record: &M) -> Option<team_member::Model> {
    match (M::KIND == RecordKind::TeamMember).then(|| record.clone().into())? {
        AnyRecord::TeamMember(member) => Some(member),
        _ => None,
    }
}

/// The person who was active before the batch and is not any more.
fn became_inactive<M: Record>(entry: &Entry<M>) -> Option<TeamMemberId> {
    let active = |record: &M| member(record).filter(|member| member.active).map(|member| member.id);
    let before = entry.before.as_ref().and_then(active)?;
    entry.now.as_ref().and_then(active).is_none().then_some(before)
}
