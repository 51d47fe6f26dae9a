//! An operation as it will run: its fields with all fragments spread, and what each costs and needs.

use std::collections::BTreeSet;

use apollo_compiler::Name;
use apollo_compiler::parser::SourceSpan;

use super::as_of::AsOf;
use super::batch::Batch;
use super::inputs::Given;
use super::null::Spot;
use super::price::Price;
use crate::domain::access::Group;

/// The fields of an operation.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    pub(super) fields: Vec<Field>,
    /// The variables that stand elsewhere than in batches.
    pub(super) elsewhere: BTreeSet<Name>,
}

/// A field of the document.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its key in the answer.
    pub(super) key: String,
    /// Its name in the schema.
    pub(super) name: Name,
    /// Where it stands in the client's document.
    pub(super) span: Option<SourceSpan>,
    /// The type it is selected on.
    pub(super) parent: Name,
    /// How many lists it is in.
    pub(super) lists: usize,
    /// Who may read it; nobody where the access table does not know it.
    pub(super) group: Option<Group>,
    /// It runs where all of these hold.
    pub(super) conditions: Vec<Condition>,
    /// What it costs.
    pub(super) price: Price,
    /// Whether it reads a state of the past.
    pub(super) as_of: AsOf,
    /// What its arguments filter or order by.
    pub(super) guards: Vec<Guard>,
    /// The arguments whose lists and texts have bounds.
    pub(super) given: Vec<Given>,
    /// Where in its arguments null is refused.
    pub(super) spots: Vec<Spot>,
    /// Its records, where a variable brings them.
    pub(super) batch: Option<Batch>,
    /// What is selected below.
    pub(super) fields: Vec<Self>,
}

/// `@skip` or `@include` by a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) variable: Name,
    /// The value with which the field runs.
    pub(super) runs_if: bool,
}

/// A filter or order by a scoped field.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    pub(super) group: Group,
    /// Nothing is filtered where this variable is left out.
    pub(super) unless_absent: Option<Name>,
}

impl Plan {
    pub(super) const fn nothing() -> Self {
        Self { fields: Vec::new(), elsewhere: BTreeSet::new() }
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        bytes(&self.fields)
    }
}

fn bytes(fields: &[Field]) -> usize {
    fields
        .iter()
        .map(|field| {
            let parts = field.conditions.len() + field.given.len() + field.spots.len();
            size_of::<Field>() + field.key.len() + 64 * parts + bytes(&field.fields)
        })
        .sum()
}
