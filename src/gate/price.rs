//! What a field costs: an object counts as one, a page and a list as often as they may hold entries, a scalar in a list as a
//! hundredth.

use apollo_compiler::ast::{Type, Value};
use apollo_compiler::executable::Field as Selected;
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Node, Schema};

use crate::domain::bounds::{self, Bound};
use crate::error::AppError;

/// Parts of an object in which costs are counted.
pub(super) const PARTS: u64 = 100;

/// What a field costs.
#[derive(Clone, Debug)]
pub(super) struct Price {
    /// Each entry, in parts of an object.
    pub(super) each: u64,
    /// Beside its entries, in parts of an object.
    pub(super) once: u64,
    /// How many entries it may have: what is below comes as often.
    pub(super) times: Times,
}

/// How many entries a field may have.
#[derive(Clone, Debug)]
pub(super) enum Times {
    /// One.
    One,
    /// A page, as the document says.
    Page { first: Size, last: Size },
    /// So many at most.
    Most(usize),
    /// As many as the list at this path of an argument.
    Given { list: Node<Value>, path: &'static [&'static str], most: usize },
    /// A day each.
    Days { since: Option<Node<Value>>, until: Option<Node<Value>>, most: usize },
    /// A month each, and now.
    Months { months: Option<Node<Value>>, most: usize },
}

/// The size of a page, as the document says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Size {
    Unsaid,
    Said(i64),
    By(Name),
}

impl Price {
    /// The price of a field of this type; `above` is the field that it is selected on.
    pub(super) fn of(schema: &Schema, parent: &Name, above: Option<&Selected>, field: &Selected) -> Self {
        let name = field.ty().inner_named_type();
        let once = PARTS * bounds::surcharge(parent, &field.name);
        let free = |times| Self { each: 0, once, times };
        let composite = is_composite(schema, name);
        if composite && name.ends_with("Connection") {
            return free(Times::Page { first: size(field, "first"), last: size(field, "last") });
        }
        // What a page holds is counted with the page.
        if composite && (name.ends_with("Edge") || name == "PageInfo") {
            return free(Times::One);
        }
        let paged = parent.ends_with("Connection") && field.name == "nodes";
        let times = if field.ty().is_list() && !paged { times(parent, above, field) } else { Times::One };
        let each = match (composite, &times) {
            (true, _) => PARTS,
            (false, Times::One) => 0,
            (false, _) => 1,
        };
        Self { each, once, times }
    }
}

fn is_composite(schema: &Schema, name: &Name) -> bool {
    matches!(
        schema.types.get(name),
        Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_))
    )
}

fn times(parent: &Name, above: Option<&Selected>, field: &Selected) -> Times {
    let argument = |of: &Selected, name: &str| of.argument_by_name(name).ok().cloned();
    let given = |of: Option<&Selected>, path: &'static [&'static str], most| {
        let (name, path) = path.split_first()?;
        Some(Times::Given { list: argument(of?, name)?, path, most })
    };
    match bounds::of_list(parent, &field.name) {
        Some(Bound::Most(most)) => Times::Most(most),
        Some(Bound::Given(path, most)) => given(Some(field), path, most).unwrap_or(Times::Most(most)),
        Some(Bound::GivenAbove(path, most)) => given(above, path, most).unwrap_or(Times::Most(most)),
        Some(Bound::Days(most)) => {
            Times::Days { since: argument(field, "since"), until: argument(field, "until"), most }
        }
        Some(Bound::Months(most)) => Times::Months { months: argument(field, "months"), most },
        // Only the schema's own fields have none: `all_bounded` sees to it.
        None => Times::One,
    }
}

fn size(field: &Selected, argument: &str) -> Size {
    match field.specified_argument_by_name(argument).map(Node::as_ref) {
        Some(Value::Int(value)) => Size::Said(value.as_str().parse().unwrap_or(i64::MAX)),
        Some(Value::Variable(variable)) => Size::By(variable.clone()),
        _ => Size::Unsaid,
    }
}

/// Refuses a schema that has a list without a bound: it would cost nothing.
pub(super) fn all_bounded(schema: &Schema) -> Result<(), AppError> {
    let objects = schema.types.iter().filter_map(|(name, ty)| Some((name, ty.as_object()?)));
    for (name, object) in objects.filter(|(name, _)| !name.starts_with("__")) {
        let page = name.ends_with("Connection");
        let lists = object.fields.iter().filter(|(_, field)| is_list(&field.ty));
        let unbounded = lists.map(|(field, _)| field).find(|field| {
            !(page && matches!(field.as_str(), "nodes" | "edges")) && bounds::of_list(name, field).is_none()
        });
        if let Some(field) = unbounded {
            return Err(AppError::Config(format!("the list {name}.{field} has no bound in src/domain/bounds.rs")));
        }
    }
    Ok(())
}

fn is_list(ty: &Type) -> bool {
    ty.is_list()
}
