//! JSON Schemas of what the command reads and writes, from the schema's own types.

use async_graphql::InputType;
use async_graphql::registry::{MetaInputValue, MetaType, Registry};
use entity::enums::{
    CriterionState, HappinessLabel, HealthBand, HealthComponent, QuadrantName, RecordKind, RiskKind, RiskState, Rung,
    Severity, Trend,
};
use serde_json::{Map, Value, json};

use super::input::arrays;
use crate::sync;

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// What the command reads: one object of facts.
pub fn input() -> Value {
    let mut registry = Registry::default();
    let mut properties = Map::new();
    macro_rules! rows {
        ($($(#[$doc:meta])* $kind:ident = $table:ident $id:tt $seen:tt [$upsert:ident $noun:literal $row:ident $what:literal];)+) => {$(
            let name = row::<sync::$table::$row>(&mut registry);
            properties.insert($noun.to_owned(), json!({"type": ["array", "null"], "items": named(&name)}));
        )+};
    }
    entity::kinds!(rows);
    properties.shift_remove(RecordKind::Account.noun());
    let account = named(&sync::account::AccountRowInput::type_name());
    let moment = || json!({"type": "string", "format": "date-time"});
    properties.insert("account".to_owned(), json!({"allOf": [account, {"required": ["status"]}]}));
    let arrays: Vec<&str> = arrays().map(RecordKind::noun).collect();
    let others = [
        (
            "connected",
            json!({"description": "Kinds of fact that some system has sent for some account; those with a record are connected anyway.",
                "type": ["array", "null"], "items": {"enum": arrays}}),
        ),
        (
            "firstSeen",
            json!({"description": "The date of the first fact on record; the start where absent.",
                "type": ["string", "null"], "format": "date"}),
        ),
        (
            "override",
            json!({"description": "A person's score, from the date of `since` until `until`.",
                "type": ["object", "null"], "additionalProperties": false, "required": ["score", "reason", "since", "until"],
                "properties": {"score": {"type": "number", "minimum": 0, "maximum": 100, "multipleOf": 0.1},
                    "reason": {"type": "string"}, "since": moment(), "until": moment()}}),
        ),
        (
            "riskAnswers",
            json!({"description": "What people answered to risks, in the order in which they did.",
                "type": ["array", "null"], "items": {"type": "object", "additionalProperties": false,
                    "required": ["kind", "state", "at"],
                    "properties": {"kind": words(RiskKind::ALL), "state": words(RiskState::ALL), "at": moment(),
                        "reason": {"type": "string"}}}}),
        ),
        ("memory", memory()),
    ];
    properties.extend(others.into_iter().map(|(key, schema)| (key.to_owned(), schema)));
    json!({"$schema": DRAFT, "title": "What `vitrine assess` reads", "type": "object", "additionalProperties": false,
        "required": ["account"], "properties": properties, "$defs": definitions(&registry)})
}

/// The memory as an assessment leaves it.
fn memory() -> Value {
    let maybe = |schema: Value| json!({"anyOf": [schema, {"type": "null"}]});
    let moment = || json!({"type": "string", "format": "date-time"});
    let date = || json!({"type": "string", "format": "date"});
    json!({"description": "What the assessment before left behind; null at first.", "type": ["object", "null"],
        "additionalProperties": false, "properties": {
            "band": maybe(words(HealthBand::ALL)), "rung": maybe(words(Rung::ALL)), "rungSince": maybe(moment()),
            "failing": {"type": "object", "additionalProperties": date()},
            "customerSide": maybe(json!({"type": "boolean"})), "companySide": maybe(json!({"type": "boolean"})),
            "quadrant": maybe(words(QuadrantName::ALL)), "quadrantSince": maybe(moment()),
            "risks": {"type": "object", "propertyNames": words(RiskKind::ALL), "additionalProperties": moment()},
            "scores": {"type": "object", "propertyNames": date(), "additionalProperties": {"type": "number"}}}})
}

fn row<T: InputType>(registry: &mut Registry) -> String {
    T::create_type_info(registry);
    T::type_name().into_owned()
}

fn named(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

/// The closed enum's words.
fn words<T: serde::Serialize>(all: &[T]) -> Value {
    json!({"enum": all})
}

fn definitions(registry: &Registry) -> Map<String, Value> {
    let defined = registry.types.iter().filter_map(|(name, of)| Some((name.clone(), definition(name, of)?)));
    defined.collect()
}

fn definition(name: &str, of: &MetaType) -> Option<Value> {
    match of {
        MetaType::InputObject { input_fields, description, .. } => {
            let fields = input_fields.values().map(|field| (field.name.clone(), field_of(field)));
            let properties: Map<String, Value> = fields.collect();
            let needed = |field: &&MetaInputValue| field.ty.ends_with('!') && field.name != "account";
            let required: Vec<&str> = input_fields.values().filter(needed).map(|field| field.name.as_str()).collect();
            Some(json!({"type": "object", "description": description, "additionalProperties": false,
                "required": required, "properties": properties}))
        }
        MetaType::Enum { enum_values, description, .. } => {
            Some(json!({"description": description, "enum": enum_values.keys().collect::<Vec<_>>()}))
        }
        MetaType::Scalar { .. } => Some(match name {
            "ID" => json!({"type": ["string", "integer"], "minLength": 1}),
            "Int" => json!({"type": "integer", "minimum": i32::MIN, "maximum": i32::MAX}),
            "Float" => json!({"type": "number"}),
            "Boolean" => json!({"type": "boolean"}),
            "Decimal" => json!({"type": ["string", "number"]}),
            "DateTime" => json!({"type": "string", "format": "date-time"}),
            "Date" => json!({"type": "string", "format": "date"}),
            "JSON" => json!({}),
            _ => json!({"type": "string"}),
        }),
        _ => None,
    }
}

fn field_of(field: &MetaInputValue) -> Value {
    let mut schema = typed(&field.ty);
    if let (Some(schema), Some(description)) = (schema.as_object_mut(), &field.description) {
        schema.insert("description".to_owned(), json!(description));
    }
    schema
}

fn typed(ty: &str) -> Value {
    let Some(present) = ty.strip_suffix('!') else {
        return json!({"anyOf": [typed(&format!("{ty}!")), {"type": "null"}]});
    };
    match present.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Some(inner) => json!({"type": "array", "items": typed(inner)}),
        None => named(present),
    }
}

/// What the command writes: the assessment and the memory.
pub fn output() -> Value {
    let text = || json!({"type": "string"});
    let maybe = |schema: Value| json!({"anyOf": [schema, {"type": "null"}]});
    let many = |name: &str| json!({"type": "array", "items": named(name)});
    let moment = || json!({"type": "string", "format": "date-time"});
    let between = |low: i64, high: i64| json!({"type": "number", "minimum": low, "maximum": high});
    let whole = || json!({"type": "integer", "minimum": 0});
    let points = || json!({"type": "number"});
    let definitions = json!({
        "Reason": object(&json!({"rule": text(), "text": text(), "value": maybe(text()), "threshold": maybe(text()),
            "observedAt": maybe(moment()), "evidence": {"type": "array", "items": text(), "maxItems": 10},
            "evidenceCount": whole(), "next": maybe(text()), "until": maybe(moment())})),
        "Health": object(&json!({"score": maybe(between(0, 100)), "modelScore": maybe(between(0, 100)),
            "band": words(HealthBand::ALL), "coverage": between(0, 1), "trend": words(Trend::ALL),
            "components": many("Component"), "contributions": many("Contribution"), "caps": many("Reason"),
            "override": maybe(named("Override")), "reasons": many("Reason")})),
        "Component": object(&json!({"component": words(HealthComponent::ALL), "score": maybe(between(0, 100)),
            "weight": points(), "coverage": between(0, 1)})),
        "Contribution": object(&json!({"component": maybe(words(HealthComponent::ALL)), "signal": text(),
            "points": points(), "maxPoints": points(), "value": maybe(between(0, 1)), "observedAt": maybe(moment()),
            "reason": named("Reason")})),
        "Override": object(&json!({"score": between(0, 100), "reason": text(), "since": moment(), "until": moment()})),
        "Happiness": object(&json!({"score": maybe(between(-1, 1)), "label": words(HappinessLabel::ALL),
            "confidence": between(0, 1), "reasons": many("Reason")})),
        "Stage": object(&json!({"rung": words(Rung::ALL), "since": moment(), "criteria": many("Criterion"),
            "next": many("Criterion"), "progress": many("Progress")})),
        "Criterion": object(&json!({"rung": words(Rung::ALL), "rule": text(), "state": words(CriterionState::ALL),
            "failingSince": maybe(json!({"type": "string", "format": "date"})), "reason": named("Reason")})),
        "Progress": object(&json!({"rung": words(Rung::ALL), "met": whole(), "total": whole(), "share": between(0, 1)})),
        "Quadrant": object(&json!({"name": words(QuadrantName::ALL), "since": maybe(moment()),
            "customerHappiness": maybe(between(-1, 1)), "companyHappiness": maybe(between(-1, 1)),
            "level": maybe(between(-1, 1)), "recoverable": {"type": "boolean"}, "monthsInQuadrant": whole(),
            "advice": text(), "reasons": many("Reason")})),
        "Risk": object(&json!({"kind": words(RiskKind::ALL), "severity": words(Severity::ALL),
            "state": words(RiskState::ALL), "since": moment(), "reasons": many("Reason"), "play": maybe(text())})),
    });
    let assessment = object(&json!({"nextReviewAt": moment(), "policyVersion": {"type": "integer", "minimum": 1},
        "health": named("Health"), "happiness": named("Happiness"), "stage": named("Stage"),
        "quadrant": named("Quadrant"), "risks": many("Risk")}));
    let memory = json!({"description": "Give it back with the next call.", "type": "object"});
    let mut schema = object(&json!({"assessment": assessment, "memory": memory}));
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$schema".to_owned(), json!(DRAFT));
        schema.insert("title".to_owned(), json!("What `vitrine assess` writes"));
        schema.insert("$defs".to_owned(), definitions);
    }
    schema
}

/// An object that has all of these fields and no other.
fn object(properties: &Value) -> Value {
    let required: Vec<&String> = properties.as_object().into_iter().flat_map(Map::keys).collect();
    json!({"type": "object", "additionalProperties": false, "required": required, "properties": properties})
}
