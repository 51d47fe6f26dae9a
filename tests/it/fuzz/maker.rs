//! Makes documents that fit the schema, with variables, at random.

use apollo_compiler::Schema;
use apollo_compiler::ast::{FieldDefinition, InputValueDefinition, Type};
use apollo_compiler::schema::ExtendedType;
use proptest::prelude::RngExt;
use proptest::test_runner::TestRng;
use serde_json::{Map, Value, json};

/// Levels of fields; below, only leaves.
const DEEP: usize = 6;
/// Fields after which only leaves come.
const MANY: usize = 40;

pub struct Maker<'a> {
    schema: &'a Schema,
    /// Ids of records that there are.
    ids: &'a [String],
    rng: &'a mut TestRng,
    declared: Vec<String>,
    variables: Map<String, Value>,
    fragments: Vec<String>,
    /// Fields so far: each has a key of its own, so that any two go together.
    fields: usize,
}

impl<'a> Maker<'a> {
    pub fn new(schema: &'a Schema, ids: &'a [String], rng: &'a mut TestRng) -> Self {
        Self { schema, ids, rng, declared: Vec::new(), variables: Map::new(), fragments: Vec::new(), fields: 0 }
    }

    /// A document and its variables.
    pub fn document(mut self) -> (String, Value) {
        let (kind, root) = if self.chance(0.8) { ("query", "Query") } else { ("mutation", "Mutation") };
        let selection = self.selection(root, 0);
        let declared = if self.declared.is_empty() { String::new() } else { format!("({})", self.declared.join(", ")) };
        let document = format!("{kind} Q{declared} {selection}\n{}", self.fragments.join("\n"));
        (document, Value::Object(self.variables))
    }

    /// A value that fits an argument, as it stands in a document.
    pub fn given(&mut self, argument: &InputValueDefinition) -> String {
        let value = self.value(&argument.ty, 0);
        self.literal(&argument.ty, &value)
    }

    fn chance(&mut self, often: f64) -> bool {
        self.rng.random_bool(often)
    }

    fn below(&mut self, end: usize) -> usize {
        self.rng.random_range(0..end)
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        let at = self.below(all.len());
        all[at].clone()
    }

    fn is_composite(&self, ty: &str) -> bool {
        use ExtendedType::{Interface, Object, Union};
        matches!(self.schema.types.get(ty), Some(Object(_) | Interface(_) | Union(_)))
    }

    fn selection(&mut self, ty: &str, level: usize) -> String {
        let fields: Vec<FieldDefinition> = match self.schema.types.get(ty) {
            Some(ExtendedType::Object(object)) => object.fields.values().map(|field| (**field).clone()).collect(),
            Some(ExtendedType::Interface(interface)) => {
                interface.fields.values().map(|field| (**field).clone()).collect()
            }
            _ => Vec::new(),
        };
        let fields: Vec<_> = fields
            .into_iter()
            .filter(|field| (level < DEEP && self.fields < MANY) || !self.is_composite(field.ty.inner_named_type()))
            .collect();
        let mut parts = Vec::new();
        if fields.is_empty() || self.chance(0.1) {
            parts.push("__typename".to_owned());
        }
        if !fields.is_empty() {
            let most = if level == 0 { 3 } else { 6 };
            for _ in 0..=self.below(most) {
                let field = self.one_of(&fields);
                self.fields += 1;
                let alias = if self.chance(0.99) { format!("a{}: ", self.fields) } else { String::new() };
                let field = self.field(&field, level);
                let directive = self.directive();
                let (head, below) = field
                    .split_once(" {")
                    .map_or((field.as_str(), String::new()), |(head, below)| (head, format!(" {{{below}")));
                parts.push(format!("{alias}{head}{directive}{below}"));
            }
        }
        if level > 0 && self.chance(0.1) {
            let inner = self.selection(ty, level.max(DEEP - 1));
            if self.chance(0.5) {
                parts.push(format!("... on {ty} {inner}"));
            } else {
                let name = format!("F{}", self.fragments.len());
                self.fragments.push(format!("fragment {name} on {ty} {inner}"));
                parts.push(format!("...{name}"));
            }
        }
        format!("{{ {} }}", parts.join(" "))
    }

    fn directive(&mut self) -> String {
        match self.below(20) {
            0 => " @include(if: true)".to_owned(),
            1 => " @skip(if: false)".to_owned(),
            2 => format!(" @skip(if: {})", self.variable("Boolean!", json!(false))),
            _ => String::new(),
        }
    }

    fn field(&mut self, field: &FieldDefinition, level: usize) -> String {
        let arguments: Vec<String> = field
            .arguments
            .iter()
            .filter_map(|argument| {
                let often = if matches!(argument.name.as_str(), "after" | "before" | "last") { 0.03 } else { 0.3 };
                (argument.is_required() || self.chance(often))
                    .then(|| format!("{}: {}", argument.name, self.argument(argument)))
            })
            .collect();
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        let ty = field.ty.inner_named_type();
        let below = if self.is_composite(ty) { format!(" {}", self.selection(ty, level + 1)) } else { String::new() };
        format!("{}{arguments}{below}", field.name)
    }

    fn argument(&mut self, argument: &InputValueDefinition) -> String {
        let value = self.value(&argument.ty, 0);
        if self.chance(0.4) {
            self.variable(&argument.ty.to_string(), value)
        } else {
            self.literal(&argument.ty, &value)
        }
    }

    fn variable(&mut self, ty: &str, value: Value) -> String {
        let name = format!("v{}", self.declared.len());
        self.declared.push(format!("${name}: {ty}"));
        self.variables.insert(name.clone(), value);
        format!("${name}")
    }

    /// The value as it stands in a document.
    fn literal(&self, ty: &Type, value: &Value) -> String {
        let named = ty.inner_named_type();
        match value {
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| self.literal(ty.item_type(), item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(members) => {
                let input = self.schema.get_input_object(named);
                let members: Vec<_> = members
                    .iter()
                    .map(|(name, value)| {
                        let inner = input.and_then(|input| input.fields.get(name.as_str()));
                        format!("{name}: {}", self.literal(inner.map_or(ty, |field| &field.ty), value))
                    })
                    .collect();
                format!("{{{}}}", members.join(", "))
            }
            Value::String(word) if self.schema.get_enum(named).is_some() => word.clone(),
            other => other.to_string(),
        }
    }

    fn value(&mut self, ty: &Type, level: usize) -> Value {
        if !ty.is_non_null() && self.chance(0.1) {
            return Value::Null;
        }
        if ty.is_list() {
            let many = if level > 3 { 0 } else { self.below(4) };
            return (0..many).map(|_| self.value(ty.item_type(), level + 1)).collect();
        }
        let name = ty.inner_named_type().to_string();
        match self.schema.types.get(name.as_str()) {
            Some(ExtendedType::Enum(values)) => {
                let words: Vec<String> = values.values.keys().map(ToString::to_string).collect();
                json!(self.one_of(&words))
            }
            Some(ExtendedType::InputObject(input)) => {
                let fields: Vec<InputValueDefinition> = input.fields.values().map(|field| (**field).clone()).collect();
                let chosen = if input.is_one_of() {
                    let mut field = self.one_of(&fields);
                    field.ty = field.ty.as_ref().clone().non_null().into();
                    vec![field]
                } else {
                    let wanted = if level > 3 { 0.0 } else { 0.25 };
                    fields.into_iter().filter(|field| field.is_required() || self.chance(wanted)).collect()
                };
                chosen.iter().map(|field| (field.name.to_string(), self.value(&field.ty, level + 1))).collect()
            }
            _ => self.scalar(&name),
        }
    }

    fn scalar(&mut self, name: &str) -> Value {
        let text = |maker: &mut Self| {
            let texts = ["", "a", "acme", "crm", "ü 🚀", "\0", "%_\\", "'; --", "\u{feff}", "Acme", "acme.example"];
            json!(maker.one_of(&texts))
        };
        match name {
            "Boolean" => json!(self.chance(0.5)),
            "Int" => {
                if self.chance(0.7) {
                    json!(self.below(60))
                } else {
                    json!(self.one_of(&[i32::MIN, i32::MAX, -1, 0, 1, 250]))
                }
            }
            "Float" => json!(self.one_of(&[0.0, -0.0, 1.5, 100.0, 1e308, -1e-308])),
            "ID" if self.chance(0.8) => json!(self.one_of(self.ids)),
            "DateTime" | "Date" if self.chance(0.9) => {
                let dates = ["2026-02-01", "2025-12-31", "0001-01-01", "9999-12-31", "2024-02-29"];
                let date = self.one_of(&dates);
                if name == "Date" { json!(date) } else { json!(format!("{date}T10:00:00Z")) }
            }
            "Decimal" if self.chance(0.9) => {
                json!(self.one_of(&["0", "12.34", "-1", "99999999999999999999.99", "1e5"]))
            }
            "JSON" => json!({"a": [1, null, {"b": "c"}]}),
            _ => text(self),
        }
    }
}
