//! What systems call the accounts of a unit: an account's image in the log has its names.

use std::collections::{BTreeMap, BTreeSet};

use entity::enums::RecordKind;
use entity::ids::AccountId;
use entity::{account, external_id};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::deed::Deed;
use super::trail::Names;
use crate::error::AppError;
use crate::registry::AnyRecord;
use crate::store::records::identities_of_accounts;

/// The names, as this unit leaves them, of the accounts that it writes or names; and those whose names alone change.
pub(super) async fn of_accounts(
    tx: &DatabaseTransaction,
    deeds: &[Deed],
    identities: &BTreeMap<(RecordKind, String, String), external_id::Model>,
    locked: &BTreeMap<AccountId, account::Model>,
) -> Result<(Names, Vec<account::Model>), AppError> {
    let mut written = BTreeSet::new();
    let mut gone = BTreeSet::new();
    for deed in deeds {
        match deed {
            Deed::Put { record: AnyRecord::Account(account), .. } => _ = written.insert(account.id),
            Deed::Delete { record: AnyRecord::Account(account), .. } => _ = gone.insert(account.id),
            _ => {}
        }
    }
    let named: Vec<_> = identities.values().filter(|identity| identity.kind == RecordKind::Account).collect();
    let all: BTreeSet<_> =
        named.iter().map(|identity| AccountId(identity.record_id)).chain(written.iter().copied()).collect();
    let ids: Vec<Uuid> = all.difference(&gone).map(|account| account.0).collect();
    if ids.is_empty() {
        return Ok((Names::new(), Vec::new()));
    }
    let mut before = Names::new();
    for identity in identities_of_accounts(tx, &ids).await? {
        before.entry(AccountId(identity.record_id)).or_default().push(identity);
    }
    let mut after = before.clone();
    for identity in named {
        let names = after.entry(AccountId(identity.record_id)).or_default();
        names.retain(|name| (&name.system, &name.external_id) != (&identity.system, &identity.external_id));
        if identity.deleted_at.is_none() {
            names.push(identity.clone());
        }
    }
    for names in before.values_mut().chain(after.values_mut()) {
        names.sort_by(|a, b| seen(a).cmp(&seen(b)));
    }
    let differs = |id: &AccountId| list(&before, *id) != list(&after, *id);
    let alone = locked.values().filter(|account| !written.contains(&account.id) && !gone.contains(&account.id));
    let renamed = alone.filter(|account| differs(&account.id)).cloned().collect();
    Ok((after, renamed))
}

/// What is seen of a name, the moment of its last sending apart.
fn seen(name: &external_id::Model) -> (&str, &str, Option<&str>) {
    (&name.system, &name.external_id, name.url.as_deref())
}

fn list(names: &Names, account: AccountId) -> Vec<(&str, &str, Option<&str>)> {
    names.get(&account).into_iter().flatten().map(seen).collect()
}
