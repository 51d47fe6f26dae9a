//! The answer as JSON: the schema's field names, evidence by external ids.

use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::assessment::Assessment;
use crate::domain::memory::Memory;

pub(super) fn answer(
    assessment: &Assessment,
    memory: &Memory,
    names: &HashMap<Uuid, String>,
) -> serde_json::Result<Value> {
    let mut told = serde_json::to_value(assessment)?;
    if let Some(fields) = told.as_object_mut() {
        fields.shift_remove("assessedAt");
    }
    by_external_id(&mut told, names);
    Ok(json!({ "assessment": told, "memory": memory }))
}

/// Evidence that names a record by the external id it came with.
fn by_external_id(value: &mut Value, names: &HashMap<Uuid, String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| by_external_id(item, names)),
        Value::Object(fields) => {
            for (key, inner) in fields {
                match inner {
                    Value::Array(ids) if key == "evidence" => {
                        for id in ids {
                            let known = id.as_str().and_then(entity::ids::decode).and_then(|(_, id)| names.get(&id));
                            if let Some(known) = known.cloned() {
                                *id = Value::String(known);
                            }
                        }
                    }
                    inner => by_external_id(inner, names),
                }
            }
        }
        _ => {}
    }
}
