//! How records that were read find their accounts: in the files, else in the database.

use std::collections::{BTreeMap, BTreeSet};

use entity::enums::RecordKind;
use entity::ids::AccountId;
use serde_json::{Map, Value, json};

use crate::error::AppError;
use crate::store::staging::Staged;
use crate::store::{Db, accounts, records};
use crate::sync::mapping::Link;
use crate::sync::merge::unknown;
use crate::sync::reference::ExternalIdInput;
use crate::sync::result::{Problem, ProblemCode};

/// The rows of records as the mutations take them, each with its account; none where there is no such account yet.
pub(in crate::sync) async fn bodies(db: &Db, system: &str, staged: &[Staged]) -> Result<Vec<Option<Value>>, AppError> {
    let found = Accounts::of(db, system, staged).await?;
    staged.iter().map(|record| found.body(record)).collect()
}

/// The accounts of links that the files themselves do not resolve.
struct Accounts {
    through: BTreeMap<(RecordKind, String, String), (String, String)>,
    domains: BTreeMap<String, (String, String)>,
}

impl Accounts {
    async fn of(db: &Db, system: &str, staged: &[Staged]) -> Result<Self, AppError> {
        let (mut names, mut domains) = (BTreeSet::new(), BTreeSet::new());
        for record in staged.iter().filter(|record| record.about.is_none()) {
            match link(record)? {
                Some(Link::Through(kind, system, id)) => drop(names.insert((kind, system, id))),
                Some(Link::Domain(domain)) => drop(domains.insert(domain)),
                Some(Link::Account(..)) | None => {}
            }
        }
        if names.is_empty() && domains.is_empty() {
            return Ok(Self { through: BTreeMap::new(), domains: BTreeMap::new() });
        }
        domains.retain(|domain| !domain.contains('\0'));
        let through = records::named(&db.read, names).await?;
        let through = through.into_iter().filter(|identity| identity.deleted_at.is_none());
        let through: Vec<_> = through.filter_map(|identity| Some((identity.account_id?, identity))).collect();
        let by_domain = accounts::of_domains(&db.read, domains.into_iter().collect()).await?;
        let ids = through.iter().map(|(account, _)| *account).chain(by_domain.values().copied());
        let called = called(db, system, ids.collect()).await?;
        let name = |account: &AccountId| called.get(account).cloned();
        Ok(Self {
            through: through
                .iter()
                .filter_map(|(account, of)| {
                    Some(((of.kind, of.system.clone(), of.external_id.clone()), name(account)?))
                })
                .collect(),
            domains: by_domain.into_iter().filter_map(|(domain, account)| Some((domain, name(&account)?))).collect(),
        })
    }

    fn body(&self, record: &Staged) -> Result<Option<Value>, AppError> {
        let mut body: Map<String, Value> = serde_json::from_str(&record.body)?;
        let account: Option<(String, String)> = match (link(record)?, &record.about) {
            (None, _) => return Ok(Some(body.into())),
            (Some(_), Some(about)) => Some(serde_json::from_str(about)?),
            (Some(Link::Through(kind, system, id)), None) => self.through.get(&(kind, system, id)).cloned(),
            (Some(Link::Domain(domain)), None) => self.domains.get(&domain).cloned(),
            (Some(Link::Account(system, id)), None) => Some((system, id)),
        };
        Ok(account.map(|(system, id)| {
            body.insert("account".to_owned(), json!({"system": system, "id": id}));
            body.into()
        }))
    }
}

/// What is wrong with a record whose account nobody knows.
pub(in crate::sync) fn unresolved(record: &Staged) -> Result<Problem, AppError> {
    let named = |kind, system, id| unknown(kind, &ExternalIdInput { system, id });
    let problem = match link(record)? {
        Some(Link::Through(kind, system, id)) => named(kind, system, id),
        Some(Link::Account(system, id)) => named(RecordKind::Account, system, id),
        Some(Link::Domain(domain)) => {
            Problem::new(ProblemCode::UnknownReference, format!("no account has the domain {domain:?} alone"))
        }
        None => return Err(AppError::Invariant("a record that waits for nothing")),
    };
    Ok(problem.at("account"))
}

fn link(record: &Staged) -> Result<Option<Link>, AppError> {
    Ok(record.link.as_deref().map(serde_json::from_str).transpose()?)
}

/// What accounts are called: by this system where it knows them, else by the first that does.
async fn called(
    db: &Db,
    system: &str,
    accounts: BTreeSet<AccountId>,
) -> Result<BTreeMap<AccountId, (String, String)>, AppError> {
    let ids: Vec<_> = accounts.into_iter().map(|account| account.0).collect();
    let mut names: BTreeMap<AccountId, (bool, String, String)> = BTreeMap::new();
    for identity in records::identities_of_accounts(&db.read, &ids).await? {
        let name = (identity.system != system, identity.system, identity.external_id);
        let known = names.entry(AccountId(identity.record_id)).or_insert_with(|| name.clone());
        if name < *known {
            *known = name;
        }
    }
    Ok(names.into_iter().map(|(account, (_, system, id))| (account, (system, id))).collect())
}
