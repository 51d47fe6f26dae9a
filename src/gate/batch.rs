//! Batches that come by a variable: each of their records is held against its type alone, and one that does not fit is taken
//! out and told of, so that its neighbours go in. It departs from the specification for these lists, and for nothing else.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use apollo_compiler::ast::{Type, Value};
use apollo_compiler::executable::{Field, Operation};
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Schema};
use sha2::{Digest, Sha256};

use super::coerce::{Misfit, Place, Step, coerce};
use super::plan::Plan;
use crate::scalar::unfit::{Unfit, UnfitOf};

/// The lists of a mutation's input that are answered record by record, and whether their entries have a key of their own.
const LISTS: [(&str, bool); 2] = [("records", true), ("externalIds", false)];
/// Characters of a key that a result repeats.
const LONGEST: usize = 255;

/// The list of a root field that a variable brings.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    variable: Name,
    /// The variable is the whole input, not the list alone.
    whole: bool,
    list: &'static str,
    /// The type of an entry.
    item: Type,
    /// An entry has its key in a field; else it is the key.
    keyed: bool,
}

/// The batch of a mutation's root field.
pub(super) fn of_field(schema: &Schema, parent: &Name, field: &Field) -> Option<Batch> {
    let root = schema.schema_definition.mutation.as_ref()?;
    if root.as_str() != parent.as_str() {
        return None;
    }
    let argument = field.arguments.first()?;
    let definition = field.definition.argument_by_name(&argument.name)?;
    let input = schema.types.get(definition.ty.inner_named_type()).and_then(ExtendedType::as_input_object)?;
    let (list, keyed) =
        LISTS.into_iter().find(|(list, _)| input.fields.get(*list).is_some_and(|of| of.ty.is_list()))?;
    let item = input.fields.get(list)?.ty.item_type().clone();
    let batch = |variable: &Name, whole| Batch { variable: variable.clone(), whole, list, item, keyed };
    match &*argument.value {
        Value::Variable(variable) => Some(batch(variable, true)),
        Value::Object(fields) => match fields.iter().find(|(name, _)| name.as_str() == list).map(|(_, value)| &**value)
        {
            Some(Value::Variable(variable)) => Some(batch(variable, false)),
            _ => None,
        },
        _ => None,
    }
}

/// The variables of a field's arguments that stand elsewhere than in its batch.
pub(super) fn elsewhere(field: &Field, batch: Option<&Batch>, found: &mut BTreeSet<Name>) {
    for argument in &field.arguments {
        match (&*argument.value, batch) {
            (Value::Variable(variable), Some(batch)) if batch.whole && batch.variable == *variable => {}
            (Value::Object(fields), Some(batch)) if !batch.whole => {
                let others = fields.iter().filter(|(name, _)| name.as_str() != batch.list);
                others.for_each(|(_, value)| variables(value, found));
            }
            (value, _) => variables(value, found),
        }
    }
}

fn variables(value: &Value, found: &mut BTreeSet<Name>) {
    match value {
        Value::Variable(variable) => {
            found.insert(variable.clone());
        }
        Value::List(items) => items.iter().for_each(|item| variables(item, found)),
        Value::Object(fields) => fields.iter().for_each(|(_, value)| variables(value, found)),
        _ => {}
    }
}

/// Takes what does not fit out of the lists of the operation's batches. A variable that is used elsewhere too is left as it
/// is: there it is coerced as a whole.
pub(super) fn take_out(
    schema: &Schema,
    plan: &Plan,
    operation: &Operation,
    given: &mut JsonMap,
    helps: bool,
) -> UnfitOf {
    let mut taken: HashMap<&Name, Arc<[Unfit]>> = HashMap::new();
    let mut unfit = UnfitOf::default();
    for field in &plan.fields {
        let Some(batch) = field.batch.as_ref().filter(|batch| !plan.elsewhere.contains(&batch.variable)) else {
            continue;
        };
        let declared = operation.variables.iter().any(|variable| variable.name == batch.variable);
        let found = taken.entry(&batch.variable).or_insert_with(|| {
            let list = given.get_mut(batch.variable.as_str()).filter(|_| declared);
            let list =
                if batch.whole { list.and_then(|input| input.as_object_mut()?.get_mut(batch.list)) } else { list };
            list.map(|list| of_list(schema, batch, list, helps)).unwrap_or_default().into()
        });
        if !found.is_empty() {
            unfit.0.insert(field.key.clone(), Arc::clone(found));
        }
    }
    unfit
}

fn of_list(schema: &Schema, batch: &Batch, list: &mut JsonValue, helps: bool) -> Vec<Unfit> {
    if list.is_object() {
        // One value where a list may stand is a list of one.
        *list = JsonValue::Array(vec![std::mem::take(list)]);
    }
    let JsonValue::Array(items) = list else { return Vec::new() };
    let mut unfit = Vec::new();
    let mut fit = Vec::with_capacity(items.len());
    for (index, item) in std::mem::take(items).into_iter().enumerate() {
        match coerce(schema, &batch.item, item.clone(), &Place::Of(batch.list)) {
            Ok(item) => fit.push(item),
            Err(misfit) => unfit.push(told(batch, index, &item, misfit, helps)),
        }
    }
    *items = fit;
    unfit
}

fn told(batch: &Batch, index: usize, item: &JsonValue, misfit: Misfit, helps: bool) -> Unfit {
    let key = item.as_object().filter(|_| batch.keyed).and_then(|record| match record.get("externalId")? {
        JsonValue::String(key) => Some(key.as_str().chars().take(LONGEST).collect()),
        JsonValue::Number(key) if key.is_i64() => Some(key.to_string()),
        _ => None,
    });
    let step = |step| match step {
        Step::Key(key) => key,
        Step::Index(index) => index.to_string(),
    };
    // The place of a record's value is told from the record on, that of a key is its list.
    let path = misfit.path.into_iter().skip(usize::from(batch.keyed)).map(step).collect();
    let message = match misfit.meant.filter(|_| helps) {
        Some(meant) => format!("{}. Did you mean `{meant}`?", misfit.message),
        None => misfit.message,
    };
    let mut said = serde_json::to_value(item).unwrap_or_default();
    said.sort_all_objects();
    let digest = Sha256::digest(said.to_string()).iter().map(|byte| format!("{byte:02x}")).collect();
    Unfit { index, external_id: key.unwrap_or_default(), path, message, digest }
}
