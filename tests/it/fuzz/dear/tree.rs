//! A query as a tree of fields, with its values in it: easy to change, and printed again.

use apollo_compiler::ast::Value as Literal;
use apollo_compiler::executable::{Selection, SelectionSet};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use serde_json::{Map, Value};

/// A field with what is below it; or, with a type, what is selected where an object is of that type.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub key: Option<String>,
    pub name: String,
    pub arguments: Vec<(String, String)>,
    pub on: Option<String>,
    pub below: Vec<Node>,
}

impl Node {
    /// A field without arguments.
    pub fn field(name: &str) -> Self {
        Self { key: None, name: name.to_owned(), arguments: Vec::new(), on: None, below: Vec::new() }
    }

    fn print(&self, out: &mut String) {
        if let Some(ty) = &self.on {
            out.extend(["... on ", ty]);
        } else {
            if let Some(key) = &self.key {
                out.extend([key, ": "]);
            }
            out.push_str(&self.name);
            if !self.arguments.is_empty() {
                let arguments: Vec<String> =
                    self.arguments.iter().map(|(name, value)| format!("{name}: {value}")).collect();
                out.extend(["(", &arguments.join(", "), ")"]);
            }
        }
        if !self.below.is_empty() {
            out.push(' ');
            print_all(&self.below, out);
        }
    }
}

fn print_all(nodes: &[Node], out: &mut String) {
    out.push('{');
    for node in nodes {
        out.push(' ');
        node.print(out);
    }
    out.push_str(" }");
}

/// The query's text.
pub fn printed(roots: &[Node]) -> String {
    let mut out = String::new();
    print_all(roots, &mut out);
    out
}

/// The queries of a document, with the values of its variables in them.
pub fn read(schema: &Valid<Schema>, text: &str, variables: &Map<String, Value>) -> Vec<Vec<Node>> {
    let document = ExecutableDocument::parse_and_validate(schema, text, "corpus.graphql");
    let document = document.unwrap_or_else(|failed| panic!("{}\n{text}", failed.errors));
    let reading = Reading { document: &document, variables };
    document.operations.iter().filter(|one| one.is_query()).map(|one| reading.set(&one.selection_set)).collect()
}

struct Reading<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Map<String, Value>,
}

impl Reading<'_> {
    fn set(&self, set: &SelectionSet) -> Vec<Node> {
        let mut nodes = Vec::new();
        for selection in &set.selections {
            let (on, inner) = match selection {
                Selection::Field(field) => {
                    let arguments = field.arguments.iter();
                    let arguments = arguments.filter_map(|one| Some((one.name.to_string(), self.literal(&one.value)?)));
                    nodes.push(Node {
                        key: field.alias.as_ref().map(ToString::to_string),
                        arguments: arguments.collect(),
                        below: field.selection_set.as_ref().map(|set| self.set(set)).unwrap_or_default(),
                        ..Node::field(&field.name)
                    });
                    continue;
                }
                Selection::InlineFragment(fragment) => (fragment.type_condition.clone(), &fragment.selection_set),
                Selection::FragmentSpread(spread) => {
                    let fragment = &self.document.fragments[&spread.fragment_name];
                    (Some(fragment.selection_set.ty.clone()), &fragment.selection_set)
                }
            };
            let below = self.set(inner);
            match on.filter(|ty| *ty != set.ty) {
                None => nodes.extend(below),
                Some(ty) => nodes.push(Node { on: Some(ty.to_string()), below, ..Node::field("") }),
            }
        }
        nodes
    }

    fn literal(&self, value: &Literal) -> Option<String> {
        match value {
            Literal::Variable(name) => self.variables.get(name.as_str()).map(literal),
            Literal::List(items) => {
                Some(format!("[{}]", items.iter().filter_map(|item| self.literal(item)).collect::<Vec<_>>().join(", ")))
            }
            Literal::Object(fields) => {
                let fields = fields.iter().filter_map(|(key, value)| Some(format!("{key}: {}", self.literal(value)?)));
                Some(format!("{{{}}}", fields.collect::<Vec<_>>().join(", ")))
            }
            other => Some(other.to_string()),
        }
    }
}

/// A value of a variable as it stands in a document; words in capitals are those of an enum.
fn literal(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key}: {}", literal(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        other => other.to_string(),
    }
}
