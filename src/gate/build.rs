//! Makes the plan of an operation from the validated document. The document's size has been checked before.

use std::collections::HashMap;

use apollo_compiler::ast::{DirectiveList, Type, Value};
use apollo_compiler::executable::{Field as Selected, Operation, Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, Name, Node, Schema};

use super::guard;
use super::plan::{Condition, Field, Plan, Size, Weight};
use crate::domain::access::field_group;

struct Builder<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
}

/// The plan of an operation.
pub(super) fn plan(schema: &Schema, document: &ExecutableDocument, operation: &Operation) -> Plan {
    let builder = Builder { schema, document };
    let mut level = Level::default();
    builder.spread(&operation.selection_set, &[], &mut level);
    Plan { fields: level.fields }
}

/// The fields of one level; those with one key, parent and conditions are one.
#[derive(Default)]
struct Level {
    fields: Vec<Field>,
    by_key: HashMap<(String, Name), Vec<usize>>,
}

impl Level {
    fn put(&mut self, field: Field) {
        let places = self.by_key.entry((field.key.clone(), field.parent.clone())).or_default();
        let same = places.iter().copied().find(|&place| self.fields[place].conditions == field.conditions);
        if let Some(place) = same {
            let merged = &mut self.fields[place];
            merged.guards.extend(field.guards);
            let mut below = Self::default();
            for inner in std::mem::take(&mut merged.fields).into_iter().chain(field.fields) {
                below.put(inner);
            }
            merged.fields = below.fields;
        } else {
            places.push(self.fields.len());
            self.fields.push(field);
        }
    }
}

impl Builder<'_> {
    fn spread(&self, set: &SelectionSet, conditions: &[Condition], level: &mut Level) {
        for selection in &set.selections {
            let Some(conditions) = with(conditions, selection.directives()) else { continue };
            match selection {
                Selection::Field(field) => level.put(self.field(&set.ty, field, conditions)),
                Selection::InlineFragment(fragment) => self.spread(&fragment.selection_set, &conditions, level),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        self.spread(&fragment.selection_set, &conditions, level);
                    }
                }
            }
        }
    }

    fn field(&self, parent: &Name, field: &Selected, conditions: Vec<Condition>) -> Field {
        let mut below = Level::default();
        if let Some(set) = &field.selection_set {
            self.spread(set, &[], &mut below);
        }
        let guards = field
            .arguments
            .iter()
            .filter_map(|argument| Some((field.definition.argument_by_name(&argument.name)?, argument)))
            .flat_map(|(definition, argument)| guard::of_value(self.schema, &definition.ty, &argument.value))
            .collect();
        Field {
            key: field.response_name().to_string(),
            name: field.name.clone(),
            span: field.name.location(),
            parent: parent.clone(),
            lists: lists(field.ty()),
            group: field_group(parent, &field.name),
            conditions,
            weight: self.weight(field),
            guards,
            fields: below.fields,
        }
    }

    fn weight(&self, field: &Selected) -> Weight {
        let name = field.ty().inner_named_type();
        let composite = matches!(
            self.schema.types.get(name),
            Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_))
        );
        if !composite || name.ends_with("Edge") || name == "PageInfo" {
            Weight::Nothing
        } else if name.ends_with("Connection") {
            Weight::Page { first: size(field, "first"), last: size(field, "last") }
        } else {
            Weight::Object
        }
    }
}

/// The conditions with those of the directives; none where the selection never runs.
fn with(conditions: &[Condition], directives: &DirectiveList) -> Option<Vec<Condition>> {
    let mut all = conditions.to_vec();
    for (name, runs_if) in [("skip", false), ("include", true)] {
        let Some(directive) = directives.get(name) else { continue };
        match directive.specified_argument_by_name("if").map(Node::as_ref) {
            Some(Value::Boolean(value)) if *value == runs_if => {}
            Some(Value::Boolean(_)) => return None,
            Some(Value::Variable(variable)) => {
                let condition = Condition { variable: variable.clone(), runs_if };
                if !all.contains(&condition) {
                    all.push(condition);
                }
            }
            _ => {}
        }
    }
    Some(all)
}

fn size(field: &Selected, argument: &str) -> Size {
    match field.specified_argument_by_name(argument).map(Node::as_ref) {
        Some(Value::Int(value)) => Size::Said(value.as_str().parse().unwrap_or(i64::MAX)),
        Some(Value::Variable(variable)) => Size::By(variable.clone()),
        _ => Size::Unsaid,
    }
}

fn lists(ty: &Type) -> usize {
    match ty {
        Type::Named(_) | Type::NonNullNamed(_) => 0,
        Type::List(inner) | Type::NonNullList(inner) => 1 + lists(inner),
    }
}
