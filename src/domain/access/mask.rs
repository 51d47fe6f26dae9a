//! Masking: what the log's images and an answer's reasons hold for whom.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::images::{Image, Shown, is_identity};
use super::reading::{FIELDS, type_group};
use super::reasons::{CLOSED, reason_is_open};
use super::{Group, Rights};

/// Keys of images, and columns, that belong to a scoped group and are no fields of the schema under that name.
const KEYS: &[(&str, &str, Group)] = &[
    ("Account", "mrrMinor", Group::Commercials),
    ("TeamMember", "subject", Group::Identities),
    // Custom fields of a person may hold an address or a number.
    ("Contact", "attributes", Group::ContactPhone),
    ("Ticket", "minutes", Group::Profitability),
    ("CustomerSubscription", "mrrMinor", Group::Commercials),
    ("CustomerSubscription", "currency", Group::Commercials),
    ("Policy", "loadedRates", Group::Profitability),
    ("Policy", "rates", Group::Profitability),
];

/// Types of images that are no types of the schema, and open.
const INTERNAL: &[&str] = &["Assessment", "Bulk", "Company", "RiskAnswer"];

/// The keys of a type that are scoped apart from it, in the schema or in images.
pub fn scoped_keys(record_type: &str) -> impl Iterator<Item = (&'static str, Group)> {
    KEYS.iter().chain(FIELDS).filter(move |(of, ..)| *of == record_type).map(|&(_, key, group)| (key, group))
}

/// The group of a key of a type's images or rows; none where the tables do not know the type.
pub fn key_group(record_type: &str, key: &str) -> Option<Group> {
    let own = scoped_keys(record_type).find(|(name, _)| *name == key).map(|(_, group)| group);
    own.or_else(|| if INTERNAL.contains(&record_type) { Some(Group::Open) } else { type_group(record_type) })
}

/// An image as the caller may see it: masked keys are present with null and named in `_masked`; a reason that rests on what
/// they may not read says its rule and its sentence alone. `marked` are the policy's marked attributes.
pub fn masked(rights: &Rights, record_type: &str, image: &Value, marked: &BTreeMap<String, Group>) -> Value {
    let mut mask = Mask { rights, record_type, image: Image::of(record_type), names: Vec::new() };
    let mut seen = mask.walk("", image, false);
    let mut names = mask.names;
    if let Value::Object(fields) = &mut seen {
        hide_attributes(rights, fields, marked, &mut names);
        if !names.is_empty() {
            fields.insert("_masked".to_owned(), Value::from(names));
        }
    }
    seen
}

struct Mask<'a> {
    rights: &'a Rights,
    record_type: &'a str,
    image: Image,
    names: Vec<String>,
}

impl Mask<'_> {
    /// The value at this path. `whole`: what is above it is shown with all that is below.
    fn walk(&mut self, path: &str, value: &Value, whole: bool) -> Value {
        match value {
            Value::Object(fields) => {
                let closed = !reason_is_open(self.rights, fields);
                let mut seen = Map::new();
                for (key, field) in fields {
                    let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    let field = match CLOSED.iter().find(|(name, _)| closed && name == key) {
                        Some((_, nothing)) => nothing(),
                        None => self.field(at, field, whole),
                    };
                    seen.insert(key.clone(), field);
                }
                Value::Object(seen)
            }
            Value::Array(items) => items.iter().map(|item| self.walk(path, item, whole)).collect(),
            other => other.clone(),
        }
    }

    fn field(&mut self, at: String, field: &Value, whole: bool) -> Value {
        let shown = if whole { Shown::Whole } else { self.image.shows(&at) };
        let open = match shown {
            Shown::Whole => self.may_see(&at),
            // Nothing is there, or it is judged key by key.
            Shown::Within => field.is_null() || field.is_object() || field.is_array(),
            Shown::Nothing => false,
        };
        if open {
            return self.walk(&at, field, shown == Shown::Whole);
        }
        self.names.push(at);
        Value::Null
    }

    fn may_see(&self, at: &str) -> bool {
        is_identity(at) || key_group(self.record_type, at).is_some_and(|group| self.rights.may_read(group))
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
