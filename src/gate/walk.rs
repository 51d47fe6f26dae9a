//! Walks the plan with variables and rights: cost, page sizes, denied fields, forbidden mutations.

use std::collections::HashSet;

use apollo_compiler::parser::SourceMap;
use apollo_compiler::response::JsonMap;

use super::document::OperationKind;
use super::plan::{Field, Plan, Size, Weight};
use super::{Code, Denial, GateError, Limits, Refusal, guard};
use crate::domain::access::{Group, Rights};

/// What the walk found.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) root_fields: Vec<String>,
    pub(super) denied: Vec<Denial>,
    pub(super) cost: u64,
}

/// Who asks for what.
pub(super) struct Asks<'a> {
    pub(super) kind: OperationKind,
    pub(super) variables: &'a JsonMap,
    pub(super) rights: &'a Rights,
    /// The client's document, for telling places in it.
    pub(super) sources: &'a SourceMap,
}

struct Walk<'a> {
    asks: &'a Asks<'a>,
    limits: &'a Limits,
    path: Vec<String>,
    seen: HashSet<Vec<String>>,
    denied: Vec<Denial>,
}

/// Walks an operation.
pub(super) fn walk(plan: &Plan, asks: &Asks<'_>, limits: &Limits) -> Result<Outcome, Refusal> {
    let mut walk = Walk { asks, limits, path: Vec::new(), seen: HashSet::new(), denied: Vec::new() };
    let roots: Vec<&Field> = plan.fields.iter().filter(|field| walk.runs(field)).collect();
    if !limits.introspection && roots.iter().any(|field| matches!(&*field.name, "__schema" | "__type")) {
        return Err(GateError::new(Code::ValidationFailed, "Introspection is off here.").into());
    }
    if asks.kind == OperationKind::Mutation {
        mutations(&roots, asks)?;
    }
    let mut cost = 0_u64;
    for field in &roots {
        cost = cost.saturating_add(walk.field(field)?);
    }
    if cost > limits.cost {
        let message = format!(
            "The request may answer with {cost} objects, and {} are allowed: ask for smaller pages, or for less on each.",
            limits.cost
        );
        return Err(GateError::new(Code::QueryTooComplex, message).into());
    }
    let named = roots.iter().filter(|field| field.name != "__typename");
    Ok(Outcome { root_fields: named.map(|field| field.name.to_string()).collect(), denied: walk.denied, cost })
}

/// Refuses the whole request where one of its mutations may never be done by the viewer.
fn mutations(roots: &[&Field], asks: &Asks<'_>) -> Result<(), Refusal> {
    let rights = asks.rights;
    if roots.iter().all(|field| rights.never_may(&field.name).is_none()) {
        return Ok(());
    }
    let mut keys: Vec<(String, bool)> = Vec::new();
    let mut errors = Vec::new();
    for field in roots {
        if keys.iter().any(|(key, _)| *key == field.key) {
            continue;
        }
        let typename = field.name == "__typename";
        keys.push((field.key.clone(), typename));
        let error = match rights.never_may(&field.name) {
            _ if typename => continue,
            Some(requirement) => {
                GateError::new(Code::Forbidden, format!("This mutation needs one of the roles {requirement}."))
                    .requiring(requirement)
            }
            None => GateError::new(Code::Forbidden, "It was not run, because another mutation beside it is forbidden."),
        };
        errors.push(error.at(vec![field.key.clone()]).located(field.span, asks.sources));
    }
    Err(Refusal::Mutations { keys, errors })
}

impl Walk<'_> {
    fn field(&mut self, field: &Field) -> Result<u64, Refusal> {
        self.path.push(field.key.clone());
        let cost = self.entered(field);
        self.path.pop();
        cost
    }

    fn entered(&mut self, field: &Field) -> Result<u64, Refusal> {
        if !field.group.is_some_and(|group| self.asks.rights.may_read(group)) {
            return self.deny(field).map(|()| 0);
        }
        for guard in &field.guards {
            let absent =
                guard.unless_absent.as_ref().is_some_and(|name| !self.asks.variables.contains_key(name.as_str()));
            if !absent && !self.asks.rights.may_read(guard.group) {
                return Err(self.refused(field, guard::refused(guard.group)));
            }
        }
        let times = self.times(field)?;
        self.path.extend(std::iter::repeat_n("@".to_owned(), field.lists));
        let mut below = 0_u64;
        for inner in field.fields.iter().filter(|inner| self.runs(inner)).collect::<Vec<_>>() {
            below = below.saturating_add(self.field(inner)?);
        }
        self.path.truncate(self.path.len() - field.lists);
        Ok(match field.weight {
            Weight::Nothing => below,
            Weight::Object => below.saturating_add(1),
            Weight::Page { .. } => below.saturating_mul(times),
        })
    }

    /// A scoped field is null and listed; without the right to read what is open, nothing runs.
    fn deny(&mut self, field: &Field) -> Result<(), Refusal> {
        let requires = field.group.unwrap_or(Group::Open).requirement();
        let denial = Denial { path: self.path.clone(), requires };
        if !field.group.is_some_and(Group::scoped) {
            return Err(self.refused(field, denial.to_error()));
        }
        if self.seen.insert(denial.path.clone()) {
            self.denied.push(denial);
        }
        Ok(())
    }

    fn refused(&self, field: &Field, error: GateError) -> Refusal {
        error.at(self.path.clone()).located(field.span, self.asks.sources).into()
    }

    fn runs(&self, field: &Field) -> bool {
        field.conditions.iter().all(|condition| {
            let value = self
                .asks
                .variables
                .get(condition.variable.as_str())
                .and_then(apollo_compiler::response::serde_json_bytes::Value::as_bool);
            value.is_none_or(|value| value == condition.runs_if)
        })
    }

    /// How many objects the page may hold.
    fn times(&self, field: &Field) -> Result<u64, Refusal> {
        let Weight::Page { first, last } = &field.weight else { return Ok(1) };
        let mut times = None;
        for (argument, size) in [("first", first), ("last", last)] {
            let said = match size {
                Size::Unsaid => None,
                Size::Said(said) => Some(*said),
                Size::By(variable) => self
                    .asks
                    .variables
                    .get(variable.as_str())
                    .and_then(apollo_compiler::response::serde_json_bytes::Value::as_i64),
            };
            let Some(said) = said else { continue };
            if !(1..=self.limits.page).contains(&said) {
                let message = format!("`{argument}` must be from 1 to {}, and is {said}.", self.limits.page);
                return Err(self.refused(field, GateError::new(Code::PageSize, message)));
            }
            times = times.max(u64::try_from(said).ok());
        }
        Ok(times.unwrap_or(self.limits.default_page))
    }
}
