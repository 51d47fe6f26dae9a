//! The whole view of an account, as a selection read from the schema's own text: a field that is added later is in it.

use std::fmt::Write;

use apollo_compiler::Schema;
use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::schema::{ExtendedType, ObjectType};

/// What is not compared: which assessment it was that said the same, and sendings that changed nothing.
const LEFT_OUT: &[&str] = &["Account.assessedAt", "Account.nextReviewAt", "ExternalId.syncedAt"];

/// Arguments that a field needs, or that let it show more.
const ARGUMENTS: &[(&str, &str)] = &[
    ("Account.risks", "first: 100, state: [RAISED, ACKNOWLEDGED, RESOLVED, FALSE_ALARM]"),
    ("Account.requests", "first: 100, state: ALL"),
    ("Account.history", "first: 60"),
    ("Account.featureUsage", "since: \"2026-01-01\", until: \"2026-12-01\""),
    ("Health.change", "from: \"2026-03-01T00:00:00Z\""),
    ("Health.series", "since: \"2026-03-01T00:00:00Z\""),
    ("Adoption.series", "since: \"2026-01-01\""),
];

/// Everything under `Account`.
pub fn whole_view() -> String {
    let schema = Schema::parse_and_validate(vitrine::graphql::sdl(), "schema.graphql").unwrap();
    Walk { schema: &schema }.object("Account", false, "")
}

fn is_node(object: &ObjectType) -> bool {
    object.implements_interfaces.iter().any(|name| name == "Node")
}

struct Walk<'a> {
    schema: &'a Schema,
}

impl Walk<'_> {
    /// The fields of a type; of a record that another record names its own alone.
    fn object(&self, name: &str, below_record: bool, alias: &str) -> String {
        let ExtendedType::Object(object) = &self.schema.types[name] else { panic!("{name} is no object") };
        let record = is_node(object) && name != "Account";
        let bare = record && below_record;
        let fields = object.fields.iter().filter_map(|(field, definition)| {
            let at = format!("{name}.{field}");
            let selected = self.field(&at, definition, bare, below_record || record)?;
            Some(if alias.is_empty() {
                format!("{field}{selected}")
            } else {
                format!("{alias}_{field}: {field}{selected}")
            })
        });
        fields.collect::<Vec<_>>().join(" ")
    }

    fn field(&self, at: &str, definition: &FieldDefinition, bare: bool, below_record: bool) -> Option<String> {
        if LEFT_OUT.contains(&at) {
            return None;
        }
        let of = definition.ty.inner_named_type();
        let stated = ARGUMENTS.iter().find(|(field, _)| *field == at).map(|(_, arguments)| *arguments);
        let arguments = match stated {
            Some(arguments) => format!("({arguments})"),
            None if of.ends_with("Connection") => "(first: 100)".to_owned(),
            None => {
                let needed = definition.arguments.iter().find(|argument| argument.is_required());
                assert!(needed.is_none(), "{at} needs an argument: state it above");
                String::new()
            }
        };
        let below = match &self.schema.types[of] {
            ExtendedType::Scalar(_) | ExtendedType::Enum(_) => return Some(arguments),
            _ if of == "Account" => "id".to_owned(),
            _ if bare => return None,
            ExtendedType::Interface(_) => self.any(of),
            ExtendedType::Object(page) if of.ends_with("Connection") => {
                let nodes = page.fields["nodes"].ty.inner_named_type();
                let page = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor }";
                format!("{page} nodes {{ {} }}", self.object(nodes, below_record, ""))
            }
            ExtendedType::Object(_) => self.object(of, below_record, ""),
            other => panic!("{at}: {other:?}"),
        };
        Some(format!("{arguments} {{ {below} }}"))
    }

    /// Every type that implements the interface, with its own fields.
    fn any(&self, interface: &str) -> String {
        let mut below = "__typename id".to_owned();
        for (name, of) in &self.schema.types {
            let ExtendedType::Object(object) = of else { continue };
            if object.implements_interfaces.iter().any(|named| named == interface)
                && name != "Change"
                && name != "Account"
            {
                write!(below, " ... on {name} {{ {} }}", self.object(name, true, name)).unwrap();
            }
        }
        below
    }
}
