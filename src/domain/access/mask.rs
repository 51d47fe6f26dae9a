//! Masking: what the log's images and an answer's reasons hold for whom.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::reading::{FIELDS, type_group};
use super::{Group, Rights};

/// Keys of an image that say which record it is, and when: open in every image.
const IDENTITY: &[&str] = &["id", "accountId", "system", "externalId", "version", "recordedAt", "updatedAt"];

/// Keys of images that belong to a scoped group and are no fields of the schema. A dot leads into an object.
const KEYS: &[(&str, &str, Group)] = &[
    ("CustomerSubscription", "mrrMinor", Group::Commercials),
    ("CustomerSubscription", "currency", Group::Commercials),
    ("Policy", "loadedRates", Group::Profitability),
    ("Policy", "rates", Group::Profitability),
    ("Policy", "document.loadedRates", Group::Profitability),
    ("Policy", "document.rates", Group::Profitability),
];

/// Types of images that are no types of the schema, and open.
const INTERNAL: &[&str] = &["Assessment", "RiskAnswer"];

/// The keys of a type that are scoped apart from it, in the schema or in images.
pub fn scoped_keys(record_type: &str) -> impl Iterator<Item = (&'static str, Group)> {
    KEYS.iter().chain(FIELDS).filter(move |(of, ..)| *of == record_type).map(|&(_, key, group)| (key, group))
}

/// Whether the caller may read a key in the image of a record of this type. Of a type that the tables do not know, nothing but its identity.
fn may_see(rights: &Rights, record_type: &str, key: &str) -> bool {
    if let Some((_, group)) = scoped_keys(record_type).find(|(name, _)| *name == key) {
        return rights.may_read(group);
    }
    let open = IDENTITY.contains(&key) || INTERNAL.contains(&record_type);
    open || type_group(record_type).is_some_and(|group| rights.may_read(group))
}

/// The scoped group that the value, threshold and evidence of a reason of this rule rest on; none where they are open.
pub fn reason_group(rule: &str) -> Option<Group> {
    const PROFIT: &[&str] = &[
        "profit",
        "margin",
        "UNPROFITABLE",
        "NEUTRAL_BUT_PROFITABLE",
        "NO_RATE",
        "NO_COST",
        "NO_REVENUE",
        "company",
        "companyHappiness",
        "company_happiness",
    ];
    let word = rule.rsplit('.').next().unwrap_or(rule);
    (PROFIT.contains(&word) || rule.starts_with("company.")).then_some(Group::Profitability)
}

/// An image as the caller may see it: masked keys are present with null and named in `_masked`; in a reason that rests on
/// a scoped group, value and threshold are null and evidence is empty. `marked` are the policy's marked attributes.
pub fn masked(rights: &Rights, record_type: &str, image: &Value, marked: &BTreeMap<String, Group>) -> Value {
    let mut names = Vec::new();
    let mut seen = walk(rights, record_type, "", image, &mut names);
    if let Value::Object(fields) = &mut seen {
        hide_attributes(rights, fields, marked, &mut names);
        if !names.is_empty() {
            fields.insert("_masked".to_owned(), Value::from(names));
        }
    }
    seen
}

fn walk(rights: &Rights, record_type: &str, path: &str, value: &Value, names: &mut Vec<String>) -> Value {
    match value {
        Value::Object(fields) => {
            let hidden_reason = fields
                .get("rule")
                .and_then(Value::as_str)
                .and_then(reason_group)
                .is_some_and(|group| !rights.may_read(group));
            let mut seen = Map::new();
            for (key, field) in fields {
                let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let field = if !may_see(rights, record_type, &at) {
                    names.push(at);
                    Value::Null
                } else if hidden_reason && matches!(key.as_str(), "value" | "threshold") {
                    Value::Null
                } else if hidden_reason && key == "evidence" {
                    Value::Array(Vec::new())
                } else {
                    walk(rights, record_type, &at, field, names)
                };
                seen.insert(key.clone(), field);
            }
            Value::Object(seen)
        }
        Value::Array(items) => items.iter().map(|item| walk(rights, record_type, path, item, names)).collect(),
        other => other.clone(),
    }
}

fn hide_attributes(
    rights: &Rights,
    fields: &mut Map<String, Value>,
    marked: &BTreeMap<String, Group>,
    names: &mut Vec<String>,
) {
    let denied = |key: &str| marked.get(key).is_some_and(|&group| !rights.may_read(group));
    if let Some(Value::Object(attributes)) = fields.get_mut("attributes") {
        for (key, value) in attributes.iter_mut().filter(|(key, _)| denied(key)) {
            *value = Value::Null;
            names.push(format!("attributes.{key}"));
        }
    }
    if let Some(Value::Array(claims)) = fields.get_mut("claims") {
        for claim in claims {
            let hidden = claim.get("key").and_then(Value::as_str).is_some_and(denied);
            if let (true, Some(value)) = (hidden, claim.get_mut("value")) {
                *value = Value::Null;
            }
        }
    }
}
