//! The kinds of fact and their fields, as the schema's own row types have them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use async_graphql::registry::{MetaInputValue, MetaType, Registry};
use chrono::format::{Item, StrftimeItems};
use entity::enums::RecordKind;

use crate::sync::kinds;

/// The format of whole seconds since 1970.
pub(super) const SECONDS: &str = "epoch_seconds";
/// The format of thousandths of a second since 1970.
pub(super) const MILLIS: &str = "epoch_millis";

/// What a field takes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    /// A text.
    Text,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// Yes or no.
    Boolean,
    /// A date.
    Date,
    /// A moment.
    DateTime,
    /// An exact number.
    Decimal,
    /// One of these words.
    Word(Vec<String>),
    /// Custom fields.
    Attributes,
    /// Another record, by its key.
    Reference,
    /// Several.
    List(Box<Type>),
    /// An object with these fields.
    Object(Vec<Field>),
}

/// A field of a kind.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    /// Its name in a mapping.
    pub name: String,
    /// Its name in the schema.
    pub wire: String,
    /// What it takes.
    pub takes: Type,
    /// Whether every row has it.
    pub required: bool,
    /// What it means.
    pub about: String,
}

/// A kind of fact.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// Its fields, without its key and account.
    pub fields: Vec<Field>,
    /// Whether it belongs to an account.
    pub of_account: bool,
    /// What it is.
    pub about: String,
}

impl Shape {
    /// A field by its name in a mapping.
    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// The shape of a kind.
pub(super) fn shape(kind: RecordKind) -> &'static Shape {
    static SHAPES: OnceLock<BTreeMap<RecordKind, Shape>> = OnceLock::new();
    static NONE: Shape = Shape { fields: Vec::new(), of_account: false, about: String::new() };
    SHAPES.get_or_init(|| kinds::ORDER.iter().map(|kind| (*kind, read(*kind))).collect()).get(&kind).unwrap_or(&NONE)
}

fn read(kind: RecordKind) -> Shape {
    let mut registry = Registry::default();
    let name = kinds::row_type(kind, &mut registry);
    let mut all = fields(&registry, &name);
    let about = match registry.types.get(&name) {
        Some(MetaType::InputObject { description, .. }) => description.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let of_account = all.iter().any(|field| field.name == "account");
    all.retain(|field| !matches!(field.name.as_str(), "account" | "external_id"));
    Shape { fields: all, of_account, about }
}

fn fields(registry: &Registry, name: &str) -> Vec<Field> {
    let Some(MetaType::InputObject { input_fields, .. }) = registry.types.get(name) else { return Vec::new() };
    let field = |value: &MetaInputValue| Field {
        name: snake(&value.name),
        wire: value.name.clone(),
        takes: typed(registry, &value.ty),
        required: value.ty.ends_with('!'),
        about: value.description.clone().unwrap_or_default(),
    };
    input_fields.values().map(field).collect()
}

fn typed(registry: &Registry, ty: &str) -> Type {
    let name = ty.trim_end_matches('!');
    if let Some(inner) = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        return Type::List(Box::new(typed(registry, inner)));
    }
    match name {
        "ExternalIdInput" => Type::Reference,
        "Int" => Type::Int,
        "Float" => Type::Float,
        "Boolean" => Type::Boolean,
        "Date" => Type::Date,
        "DateTime" => Type::DateTime,
        "Decimal" => Type::Decimal,
        "JSON" => Type::Attributes,
        _ => match registry.types.get(name) {
            Some(MetaType::Enum { enum_values, .. }) => Type::Word(enum_values.keys().cloned().collect()),
            Some(MetaType::InputObject { .. }) => Type::Object(fields(registry, name)),
            _ => Type::Text,
        },
    }
}

/// `observedAt` as a mapping writes it: `observed_at`.
pub fn snake(wire: &str) -> String {
    let mut name = String::with_capacity(wire.len() + 4);
    for letter in wire.chars() {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// The fields that say when a fact of this kind was true; the first that is there counts.
pub(super) const fn occurred(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Account | RecordKind::Subscription => &["startedOn"],
        RecordKind::Usage => &["from"],
        RecordKind::Ticket => &["openedAt"],
        RecordKind::SurveyResponse => &["answeredAt"],
        RecordKind::Outcome | RecordKind::Cost | RecordKind::TimeEntry | RecordKind::AdvocacyAct => &["on"],
        RecordKind::Touchpoint => &["occurredAt"],
        RecordKind::Measure => &["observedAt"],
        RecordKind::Request => &["raisedAt"],
        RecordKind::Goal => &["startOn"],
        RecordKind::Handoff => &["offeredAt", "signedOn"],
        RecordKind::Feedback => &["receivedAt"],
        RecordKind::AdvocacyMembership => &["joinedOn"],
        RecordKind::Promise | RecordKind::Contact | RecordKind::TeamMember | RecordKind::Feature => &[],
    }
}

/// Whether dates or times can be read by it.
pub(super) fn is_format(format: &str) -> bool {
    let known = [SECONDS, MILLIS].contains(&format);
    known || (format.contains('%') && !StrftimeItems::new(format).any(|item| item == Item::Error))
}
