//! The JSON Schema of a mapping file: its grammar by hand, the fields of each kind from the schema's own row types.

use serde_json::{Map, Value, json};

use super::shape::{Field, Type, shape};
use crate::sync::kinds::ORDER;

/// The JSON Schema of a mapping, as JSON.
pub fn schema() -> Value {
    let nulls = || {
        json!({"description": "Cells that say nothing, once white space around them is left out.", "type": "array",
            "items": {"type": "string"}})
    };
    let mut defs = grammar();
    let mut facts = Vec::new();
    for kind in ORDER {
        let word = kind.word().to_lowercase();
        facts.push(json!({
            "if": {"properties": {"kind": {"const": word}}},
            "then": fact_of(*kind),
        }));
    }
    let kinds: Vec<String> = ORDER.iter().map(|kind| kind.word().to_lowercase()).collect();
    defs.insert("fact".to_owned(), json!({
        "description": "One fact that a row says, or several where it is unpivoted.",
        "type": "object", "required": ["kind"], "additionalProperties": false,
        "properties": {
            "kind": {"description": "Its kind.", "enum": kinds},
            "key": {"$ref": "#/$defs/key"},
            "account": {"description": "Whose it is: a column with the account's key in the mapping's system, or a table.",
                "anyOf": [{"type": "string"}, {"$ref": "#/$defs/link"}]},
            "when": {"$ref": "#/$defs/conditions"},
            "unpivot": {"$ref": "#/$defs/unpivot"},
            "known_at": {"$ref": "#/$defs/said"},
            "set": {"description": "Its fields.", "type": "object"},
        },
        "allOf": facts,
    }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A mapping file: what the columns of a system's files say of which facts",
        "type": "object", "additionalProperties": false, "required": ["system", "stream"],
        "properties": {
            "system": {"description": "The system that the records come from.", "type": "string", "minLength": 1, "maxLength": 255},
            "null": nulls(),
            "zone": {"$ref": "#/$defs/zone"},
            "delimiter": {"description": "What parts the cells of a line; a comma where absent.", "type": "string",
                "minLength": 1, "maxLength": 1},
            "stream": {"description": "The streams.", "type": "array", "minItems": 1, "items": {
                "type": "object", "additionalProperties": false, "required": ["name", "fact"],
                "properties": {
                    "name": {"description": "The file's name without its ending, exact or with * and ?.", "type": "string"},
                    "key": {"$ref": "#/$defs/key"},
                    "known_at": {"$ref": "#/$defs/said"},
                    "ignore": {"description": "Columns that are not read on purpose, exact or with * and ?.", "type": "array",
                        "items": {"type": "string"}},
                    "null": nulls(),
                    "zone": {"$ref": "#/$defs/zone"},
                    "skip_when": {"$ref": "#/$defs/conditions"},
                    "deleted_when": {"$ref": "#/$defs/conditions"},
                    "fact": {"description": "What a row says.", "type": "array", "minItems": 1,
                        "items": {"$ref": "#/$defs/fact"}},
                },
            }},
        },
        "$defs": defs,
    })
}

/// What a fact of this kind may and must set.
fn fact_of(kind: entity::enums::RecordKind) -> Value {
    let shape = shape(kind);
    let mut set = Map::new();
    for field in &shape.fields {
        set.insert(field.name.clone(), of_field(field));
    }
    let mut then = json!({
        "properties": {"set": {"description": shape.about, "additionalProperties": false, "properties": set}},
    });
    if shape.of_account {
        then["required"] = json!(["account"]);
    } else {
        then["properties"]["account"] = json!(false);
    }
    then
}

fn of_field(field: &Field) -> Value {
    let mut schema = match &field.takes {
        Type::Attributes => json!({"type": "object", "additionalProperties": {"$ref": "#/$defs/said"}}),
        Type::List(inner) => match inner.as_ref() {
            Type::Object(fields) => {
                let properties: Map<String, Value> =
                    fields.iter().map(|field| (field.name.clone(), of_field(field))).collect();
                let required: Vec<&String> =
                    fields.iter().filter(|field| field.required).map(|field| &field.name).collect();
                json!({"type": "array", "items": {"type": "object", "additionalProperties": false,
                    "required": required, "properties": properties}})
            }
            _ => json!({"$ref": "#/$defs/said"}),
        },
        _ => json!({"$ref": "#/$defs/said"}),
    };
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".to_owned(), json!(field.about));
    }
    schema
}

/// The parts that are the same for every kind.
fn grammar() -> Map<String, Value> {
    let text = |about: &str| json!({"description": about, "type": "string"});
    let columns =
        |about: &str| json!({"description": about, "type": "array", "minItems": 1, "items": {"type": "string"}});
    let scalar = || json!({"type": ["string", "number", "boolean"]});
    let kinds: Vec<String> =
        ORDER.iter().filter(|kind| shape(**kind).of_account).map(|kind| kind.word().to_lowercase()).collect();
    let condition = json!({
        "type": "object", "additionalProperties": false, "required": ["field"], "minProperties": 2,
        "properties": {
            "field": text("The column."),
            "equals": scalar(),
            "not_equals": scalar(),
            "in": {"type": "array", "items": scalar()},
            "present": {"description": "It says something, or nothing.", "type": "boolean"},
        },
    });
    let rule = json!({
        "type": "object", "additionalProperties": false,
        "oneOf": [{"required": ["field"]}, {"required": ["join"]}, {"required": ["const"]}],
        "properties": {
            "field": text("The column."),
            "join": columns("Columns that are put one behind the other."),
            "with": text("What stands between them."),
            "const": scalar(),
            "map": {"description": "What a cell says, as the field says it; any other cell is refused, unless there is `otherwise`.",
                "type": "object", "additionalProperties": scalar()},
            "otherwise": scalar(),
            "type": {"description": "What is read, where the field alone does not say: for custom fields.",
                "enum": ["text", "int", "decimal", "boolean", "date", "datetime"]},
            "format": {"description": "How a date or time is written: one format of strftime or several, epoch_seconds, epoch_millis.",
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            "zone": {"$ref": "#/$defs/zone"},
            "null": {"description": "Cells that say nothing.", "type": "array", "items": {"type": "string"}},
            "scale": {"description": "A factor: a whole number, or a fraction such as 1/12.",
                "anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^ *-?[0-9]+ */ *[0-9]+ *$"}]},
            "add_days": {"description": "Days that are added to a date or time.", "type": "integer"},
            "split": text("What parts the entries of a list."),
            "source": text("The system of a reference; the mapping's own where absent."),
        },
    });
    let defs = json!({
        "zone": {"description": "The zone of times that name none: UTC, or an offset such as +05:30.", "type": "string",
            "pattern": "^(UTC|[+-][0-9]{2}:?[0-9]{2})$"},
        "key": {"description": "What makes a record's identity: columns, and constants that tell the facts of one row apart. None: a digest of the row.",
            "type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": false,
                "required": ["const"], "properties": {"const": {"type": "string"}}}]}},
        "condition": condition,
        "conditions": {"description": "Conditions that all hold.",
            "anyOf": [{"$ref": "#/$defs/condition"}, {"type": "array", "items": {"$ref": "#/$defs/condition"}}]},
        "link": {"type": "object", "additionalProperties": false, "required": ["field"], "properties": {
            "field": text("The column."),
            "through": {"description": "The column names a record of this kind, whose account it is.", "enum": kinds},
            "by": {"description": "What the column names the account by.", "enum": ["external_id", "domain"]},
            "source": text("The system whose name it is; the mapping's own where absent."),
        }},
        "unpivot": {"description": "Wide to long: one fact for each listed column that has a value; the column's name joins the key.",
            "type": "object", "additionalProperties": false, "required": ["fields", "name"], "properties": {
                "fields": columns("The columns."),
                "name": text("The field that takes the column's name."),
                "number": {"description": "The field number takes the cell.", "type": "boolean"},
                "word": {"description": "The field word takes the cell.", "type": "boolean"},
            }},
        "rule": rule,
        "said": {"description": "A column, or a rule.", "anyOf": [{"type": "string"}, {"$ref": "#/$defs/rule"}]},
    });
    match defs {
        Value::Object(defs) => defs,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn the_published_schema_is_what_the_code_says() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mapping.schema.json");
        let made = format!("{:#}\n", schema());
        if std::env::var_os("VITRINE_WRITE_DOCS").is_some() {
            fs::write(&page, &made).unwrap();
        }
        assert_eq!(fs::read_to_string(&page).unwrap_or_default(), made);
    }

    /// The keys of the grammar's structs are those of the schema: serde names them when it meets another one.
    #[test]
    fn the_schema_has_the_keys_that_serde_knows() {
        let schema = schema();
        let known = |text: &str| {
            let error = toml::from_str::<crate::sync::mapping::Mapping>(text).unwrap_err();
            let words = error.message().split('`').skip(1).step_by(2).skip(1);
            let mut words: Vec<String> = words.map(str::to_owned).collect();
            words.sort();
            words
        };
        let keys = |of: &Value| {
            let mut keys: Vec<String> = of.as_object().unwrap().keys().cloned().collect();
            keys.sort();
            keys
        };
        let stream = "system = \"s\"\n[[stream]]\nname = \"n\"\n";
        let fact = format!("{stream}[[stream.fact]]\nkind = \"usage\"\n");
        assert_eq!(known("wrong = 1"), keys(&schema["properties"]));
        let of_stream = &schema["properties"]["stream"]["items"]["properties"];
        assert_eq!(known(&format!("{stream}wrong = 1")), keys(of_stream));
        assert_eq!(known(&format!("{fact}wrong = 1")), keys(&schema["$defs"]["fact"]["properties"]));
        for (text, of) in [
            ("known_at = { wrong = 1 }", "rule"),
            ("unpivot = { wrong = 1 }", "unpivot"),
            ("account = { wrong = 1 }", "link"),
            ("when = { wrong = 1 }", "condition"),
        ] {
            assert_eq!(known(&format!("{fact}{text}")), keys(&schema["$defs"][of]["properties"]), "{of}");
        }
    }
}
