//! How big a document becomes once its fragments are spread, found without spreading them: each is measured once.

use std::collections::HashMap;

use apollo_compiler::executable::{Selection, SelectionSet};
use apollo_compiler::introspection::check_max_depth;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Name};

use super::{Code, GateError, Limits, Refusal};

/// The size of a selection set once its fragments are spread.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    /// Selections in all.
    selections: u64,
    /// Fields on this level.
    fields: u64,
    /// Levels of fields.
    depth: u32,
    /// Levels of fields of the schema's own types.
    introspection: u32,
    /// Levels of selection sets, fragments included.
    nesting: u32,
}

struct Measure<'a> {
    document: &'a ExecutableDocument,
    fragments: HashMap<&'a Name, Size>,
    aliases: usize,
}

/// Refuses a document that becomes too big.
pub(super) fn check(document: &Valid<ExecutableDocument>, limits: &Limits) -> Result<(), Refusal> {
    let mut measure = Measure { document, fragments: HashMap::new(), aliases: 0 };
    let mut selections = 0_u64;
    for operation in document.operations.iter() {
        let size = measure.set(&operation.selection_set);
        selections = selections.saturating_add(size.selections);
        check_max_depth(document, operation)
            .map_err(|_| too_complex("Introspection nests lists too deep".to_owned(), None))?;
        within("levels of fields", u64::from(size.depth), u64::from(limits.depth))?;
        within("levels of introspection", u64::from(size.introspection), u64::from(limits.introspection_depth))?;
        within("levels of nesting", u64::from(size.nesting), u64::from(limits.nesting))?;
        within("root fields", size.fields, limits.root_fields)?;
    }
    within("selections once its fragments are spread", selections, limits.selections)?;
    within("aliases", measure.aliases as u64, limits.aliases as u64)
}

fn within(what: &str, asked: u64, allowed: u64) -> Result<(), Refusal> {
    if asked <= allowed {
        return Ok(());
    }
    Err(too_complex(format!("The document has too many {what}"), Some((asked, allowed))))
}

fn too_complex(what: String, numbers: Option<(u64, u64)>) -> Refusal {
    let message = match numbers {
        Some((u64::MAX, allowed)) => format!("{what}: {allowed} are allowed."),
        Some((asked, allowed)) => format!("{what}: {asked}, and {allowed} are allowed."),
        None => format!("{what}."),
    };
    GateError::new(Code::QueryTooComplex, message).into()
}

impl<'a> Measure<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Size {
        let of_schema = set.ty.starts_with("__");
        let mut size = Size { nesting: 1, ..Size::default() };
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    self.aliases += usize::from(field.alias.is_some());
                    let below = field.selection_set.as_ref().map(|set| self.set(set)).unwrap_or_default();
                    let to_schema = of_schema || matches!(field.name.as_str(), "__schema" | "__type");
                    let (depth, introspection) =
                        if to_schema { (0, 1 + below.introspection) } else { (1 + below.depth, below.introspection) };
                    size.join(Size {
                        selections: below.selections.saturating_add(1),
                        fields: 1,
                        depth,
                        introspection,
                        nesting: below.nesting.saturating_add(1),
                    });
                }
                Selection::InlineFragment(fragment) => {
                    let inner = self.set(&fragment.selection_set);
                    size.join(inner.spread());
                }
                Selection::FragmentSpread(spread) => {
                    let inner = self.fragment(&spread.fragment_name);
                    size.join(inner.spread());
                }
            }
        }
        size
    }

    fn fragment(&mut self, name: &'a Name) -> Size {
        if let Some(size) = self.fragments.get(name) {
            return *size;
        }
        let size = self.document.fragments.get(name).map(|fragment| self.set(&fragment.selection_set));
        let size = size.unwrap_or_default();
        self.fragments.insert(name, size);
        size
    }
}

impl Size {
    fn join(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.fields = self.fields.saturating_add(other.fields);
        self.depth = self.depth.max(other.depth);
        self.introspection = self.introspection.max(other.introspection);
        self.nesting = self.nesting.max(other.nesting);
    }

    /// The size of a fragment, where it is spread.
    fn spread(self) -> Self {
        Self { selections: self.selections.saturating_add(1), nesting: self.nesting.saturating_add(1), ..self }
    }
}
