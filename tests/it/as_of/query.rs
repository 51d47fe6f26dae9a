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

/// A list of the whole company, with what can be selected of its nodes.
pub struct Root {
    /// The query's field.
    pub field: String,
    /// Everything.
    pub whole: String,
    /// Small parts of it: together they hold each field, which is alone on its object in one of them.
    pub parts: Vec<String>,
}

/// The lists of the whole company.
pub fn roots() -> Vec<Root> {
    let schema = Schema::parse_and_validate(vitrine::graphql::sdl(), "schema.graphql").unwrap();
    let walk = Walk { schema: &schema };
    let ExtendedType::Object(query) = &schema.types["Query"] else { panic!("no Query") };
    let lists = query.fields.iter().filter_map(|(field, definition)| {
        let of = definition.ty.inner_named_type();
        let ExtendedType::Object(page) = &schema.types[of] else { return None };
        let of = of.ends_with("Connection").then(|| page.fields["nodes"].ty.inner_named_type())?;
        Some(Root { field: field.to_string(), whole: walk.object(of, false, ""), parts: walk.parts(of) })
    });
    lists.collect()
}

/// A field's arguments; nothing where it is left out.
fn arguments(at: &str, definition: &FieldDefinition) -> Option<String> {
    if LEFT_OUT.contains(&at) {
        return None;
    }
    let stated = ARGUMENTS.iter().find(|(field, _)| *field == at).map(|(_, arguments)| *arguments);
    Some(match stated {
        Some(arguments) => format!("({arguments})"),
        None if definition.ty.inner_named_type().ends_with("Connection") => "(first: 100)".to_owned(),
        None => {
            let needed = definition.arguments.iter().find(|argument| argument.is_required());
            assert!(needed.is_none(), "{at} needs an argument: state it above");
            String::new()
        }
    })
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
        let arguments = arguments(at, definition)?;
        let of = definition.ty.inner_named_type();
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

    fn parts(&self, name: &str) -> Vec<String> {
        let mut lists = Vec::new();
        let mut parts = self.leaves(name, false, &mut |list| lists.push(list));
        let most = lists.iter().map(Vec::len).max().unwrap_or_default();
        let one_of_each =
            |at: usize| lists.iter().map(|list| list[at % list.len()].as_str()).collect::<Vec<_>>().join(" ");
        parts.extend((0..most).map(one_of_each));
        parts
    }

    /// A selection for each leaf below a type, which selects nothing beside it. What is in the lists of an account goes to
    /// `list`, since an account's own fields are alone without it.
    fn leaves(&self, name: &str, below_record: bool, list: &mut dyn FnMut(Vec<String>)) -> Vec<String> {
        let ExtendedType::Object(object) = &self.schema.types[name] else { panic!("{name} is no object") };
        let record = is_node(object) && name != "Account";
        let bare = record && below_record;
        let mut all = Vec::new();
        for (field, definition) in &object.fields {
            let Some(arguments) = arguments(&format!("{name}.{field}"), definition) else { continue };
            let of = definition.ty.inner_named_type();
            let below = match &self.schema.types[of] {
                ExtendedType::Scalar(_) | ExtendedType::Enum(_) => {
                    all.push(format!("{field}{arguments}"));
                    continue;
                }
                _ if of == "Account" || matches!(&self.schema.types[of], ExtendedType::Interface(_)) => {
                    vec!["id".to_owned()]
                }
                _ if bare => continue,
                ExtendedType::Object(page) if of.ends_with("Connection") => {
                    let nodes = page.fields["nodes"].ty.inner_named_type();
                    let leaves = self.leaves(nodes, below_record || record, &mut |_| ());
                    let leaves =
                        leaves.iter().map(|leaf| format!("{field}{arguments} {{ nodes {{ {leaf} }} }}")).collect();
                    if record {
                        all.extend::<Vec<String>>(leaves);
                    } else {
                        list(leaves);
                        all.push(format!("{field}{arguments} {{ nodes {{ id }} }}"));
                    }
                    continue;
                }
                ExtendedType::Object(_) => {
                    let within = |leaf: &String| format!("{field}{arguments} {{ {leaf} }}");
                    let mut lists = |leaves: Vec<String>| list(leaves.iter().map(within).collect());
                    self.leaves(of, below_record || record, &mut lists)
                }
                other => panic!("{field}: {other:?}"),
            };
            all.extend(below.iter().map(|leaf| format!("{field}{arguments} {{ {leaf} }}")));
        }
        all
    }
}
