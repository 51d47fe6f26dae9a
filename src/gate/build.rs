//! Makes the plan of an operation from the validated document. The document's size has been checked before.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use apollo_compiler::ast::{DirectiveList, Type, Value};
use apollo_compiler::executable::{Field as Selected, Operation, Selection, SelectionSet};
use apollo_compiler::{ExecutableDocument, Name, Node, Schema};

use super::as_of::AsOf;
use super::plan::{Condition, Field, Plan};
use super::price::Price;
use super::{batch, guard, inputs, null};
use crate::domain::access::field_group;

struct Builder<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    elsewhere: RefCell<BTreeSet<Name>>,
}

/// The plan of an operation.
pub(super) fn plan(schema: &Schema, document: &ExecutableDocument, operation: &Operation) -> Plan {
    let builder = Builder { schema, document, elsewhere: RefCell::default() };
    let mut level = Level::default();
    builder.spread(&operation.selection_set, None, &[], &mut level);
    Plan { fields: level.fields, elsewhere: builder.elsewhere.into_inner() }
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
    fn spread(&self, set: &SelectionSet, above: Option<&Selected>, conditions: &[Condition], level: &mut Level) {
        for selection in &set.selections {
            let Some(conditions) = with(conditions, selection.directives()) else { continue };
            match selection {
                Selection::Field(field) => level.put(self.field(&set.ty, above, field, conditions)),
                Selection::InlineFragment(fragment) => self.spread(&fragment.selection_set, above, &conditions, level),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        self.spread(&fragment.selection_set, above, &conditions, level);
                    }
                }
            }
        }
    }

    fn field(&self, parent: &Name, above: Option<&Selected>, field: &Selected, conditions: Vec<Condition>) -> Field {
        let mut below = Level::default();
        if let Some(set) = &field.selection_set {
            self.spread(set, Some(field), &[], &mut below);
        }
        let guards = field
            .arguments
            .iter()
            .filter_map(|argument| Some((field.definition.argument_by_name(&argument.name)?, argument)))
            .flat_map(|(definition, argument)| guard::of_value(self.schema, &definition.ty, &argument.value))
            .collect();
        let batch = batch::of_field(self.schema, parent, field);
        batch::elsewhere(field, batch.as_ref(), &mut self.elsewhere.borrow_mut());
        Field {
            key: field.response_name().to_string(),
            name: field.name.clone(),
            span: field.name.location(),
            parent: parent.clone(),
            lists: lists(field.ty()),
            group: field_group(parent, &field.name),
            conditions,
            price: Price::of(self.schema, parent, above, field),
            as_of: AsOf::of(parent, field),
            guards,
            given: inputs::given(self.schema, parent, field),
            spots: null::spots(self.schema, parent, field),
            batch,
            fields: below.fields,
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

fn lists(ty: &Type) -> usize {
    match ty {
        Type::Named(_) | Type::NonNullNamed(_) => 0,
        Type::List(inner) | Type::NonNullList(inner) => 1 + lists(inner),
    }
}
