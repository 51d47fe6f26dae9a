//! An account's attributes are claims of sources; the one that was recorded last stands, and stands on the row. The list has
//! them in the order in which they were recorded.

use std::collections::BTreeSet;

use entity::account;
use entity::enums::TouchModel;
use entity::values::Claim;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::custom_fields::{self, Size};

/// The keys that are fields of the account; every other is a custom one.
pub const FIELDS: &[&str] = &[
    "name",
    "domain",
    "status",
    "touchModel",
    "phase",
    "segment",
    "industry",
    "employees",
    "country",
    "startedOn",
    "firstValueAt",
    "parent",
    "team",
];

/// Takes a source's claim, and lets it stand: whatever stamps they have, what was recorded last does. A source that repeats what it said last claims nothing: false.
pub fn claim(account: &mut account::Model, claim: Claim) -> bool {
    let claims = &mut account.claims.0;
    let last = claims.iter().position(|other| other.key == claim.key && other.source == claim.source);
    if last.is_some_and(|last| claims[last].value == claim.value) {
        return false;
    }
    if let Some(last) = last {
        claims.remove(last);
    }
    let (key, value) = (claim.key.clone(), claim.value.clone());
    claims.push(claim);
    set(account, &key, value);
    true
}

/// What the custom fields of an account take: what every source says of them counts, for all of it is stored.
pub fn custom_fields(account: &account::Model) -> Size {
    let mut size = Size::default();
    let mut keys = BTreeSet::new();
    for claim in account.claims.0.iter().filter(|claim| !FIELDS.contains(&claim.key.as_str())) {
        size.bytes = size.bytes.saturating_add(custom_fields::bytes(claim));
        if !claim.value.is_null() {
            keys.insert(&claim.key);
        }
    }
    size.keys = keys.len();
    size
}

fn set(account: &mut account::Model, key: &str, value: Value) {
    match key {
        "name" => account.name = read(value).unwrap_or_else(|| account.name.clone()),
        "domain" => account.domain = read(value),
        "status" => account.status = read(value).unwrap_or(account.status),
        "touchModel" => account.touch_model = read(value).unwrap_or(TouchModel::LowTouch),
        "phase" => account.phase = read(value),
        "segment" => account.segment = read(value),
        "industry" => account.industry = read(value),
        "employees" => account.employees = read(value),
        "country" => account.country = read(value),
        "startedOn" => account.started_on = read(value),
        "firstValueAt" => account.first_value_at = read(value),
        "parent" => account.parent_id = read(value),
        "team" => account.team = read(value).unwrap_or_default(),
        _ => {
            if let Value::Object(object) = &mut account.attributes {
                if value.is_null() {
                    object.shift_remove(key);
                } else {
                    object.insert(key.to_owned(), value);
                }
            }
        }
    }
}

/// What was written with the same type is read with it; null is nothing.
fn read<T: DeserializeOwned>(value: Value) -> Option<T> {
    if value.is_null() { None } else { serde_json::from_value(value).ok() }
}
