//! An operation as it will run: its fields with all fragments spread, and what each costs and needs.

use apollo_compiler::Name;
use apollo_compiler::parser::SourceSpan;

use crate::domain::access::Group;

/// The fields of an operation.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    pub(super) fields: Vec<Field>,
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
    /// What an object of it costs.
    pub(super) weight: Weight,
    /// What its arguments filter or order by.
    pub(super) guards: Vec<Guard>,
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

/// What an object of a field costs.
#[derive(Clone, Debug)]
pub(super) enum Weight {
    /// A scalar, or the wrapping of a page: nothing.
    Nothing,
    /// One.
    Object,
    /// As many as the page may hold.
    Page { first: Size, last: Size },
}

/// The size of a page, as the document says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Size {
    Unsaid,
    Said(i64),
    By(Name),
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
        Self { fields: Vec::new() }
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        bytes(&self.fields)
    }
}

fn bytes(fields: &[Field]) -> usize {
    fields
        .iter()
        .map(|field| size_of::<Field>() + field.key.len() + 64 * field.conditions.len() + bytes(&field.fields))
        .sum()
}
