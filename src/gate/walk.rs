//! Walks the plan with variables and rights: cost, page sizes, denied fields, forbidden mutations.

use std::collections::HashSet;

use apollo_compiler::Schema;
use apollo_compiler::parser::SourceMap;
use apollo_compiler::response::{JsonMap, JsonValue};
use chrono::{DateTime, Utc};

use super::as_of::{STATE, State, States};
use super::document::OperationKind;
use super::plan::{Field, Plan};
use super::price::PARTS;
use super::times::count;
use super::{Code, Denial, GateError, Limits, Refusal, guard, inputs, null};
use crate::domain::access::{Group, Rights};

/// What the walk found.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) root_fields: Vec<String>,
    pub(super) denied: Vec<Denial>,
    pub(super) cost: u64,
    pub(super) as_of: usize,
}

/// Who asks for what.
pub(super) struct Asks<'a> {
    pub(super) kind: OperationKind,
    pub(super) variables: &'a JsonMap,
    pub(super) rights: &'a Rights,
    pub(super) schema: &'a Schema,
    /// The client's document, for telling places in it.
    pub(super) sources: &'a SourceMap,
    /// The moment that is now.
    pub(super) now: DateTime<Utc>,
}

struct Walk<'a> {
    asks: &'a Asks<'a>,
    limits: &'a Limits,
    path: Vec<String>,
    seen: HashSet<Vec<String>>,
    denied: Vec<Denial>,
    /// How often what stands here may come.
    times: u64,
    /// Parts of an object, in all.
    cost: u64,
    dearest: Option<Dearest<'a>>,
    /// The state of the past that is read here.
    state: Option<State>,
    states: States,
}

/// The field that costs most, without what is below it.
struct Dearest<'a> {
    cost: u64,
    field: &'a Field,
    path: Vec<String>,
}

/// Walks an operation.
pub(super) fn walk(plan: &Plan, asks: &Asks<'_>, limits: &Limits) -> Result<Outcome, Refusal> {
    let mut walk = Walk {
        asks,
        limits,
        path: Vec::new(),
        seen: HashSet::new(),
        denied: Vec::new(),
        times: 1,
        cost: 0,
        dearest: None,
        state: None,
        states: States::default(),
    };
    let roots: Vec<&Field> = plan.fields.iter().filter(|field| runs(asks, field)).collect();
    if !limits.introspection && roots.iter().any(|field| matches!(&*field.name, "__schema" | "__type")) {
        return Err(GateError::new(Code::ValidationFailed, "Introspection is off here.").into());
    }
    if asks.kind == OperationKind::Mutation {
        mutations(&roots, asks)?;
    }
    for field in &roots {
        walk.field(field)?;
    }
    let cost = walk.cost.div_ceil(PARTS);
    if cost > limits.cost {
        return Err(walk.too_dear(cost));
    }
    let named = roots.iter().filter(|field| field.name != "__typename");
    let root_fields = named.map(|field| field.name.to_string()).collect();
    Ok(Outcome { root_fields, denied: walk.denied, cost, as_of: walk.states.len() })
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

impl<'a> Walk<'a> {
    fn field(&mut self, field: &'a Field) -> Result<(), Refusal> {
        self.path.push(field.key.clone());
        let walked = self.entered(field);
        self.path.pop();
        walked
    }

    fn entered(&mut self, field: &'a Field) -> Result<(), Refusal> {
        if !field.group.is_some_and(|group| self.asks.rights.may_read(group)) {
            return self.deny(field);
        }
        for guard in &field.guards {
            let absent =
                guard.unless_absent.as_ref().is_some_and(|name| !self.asks.variables.contains_key(name.as_str()));
            if !absent && !self.asks.rights.may_read(guard.group) {
                return Err(self.refused(field, guard::refused(guard.group)));
            }
        }
        null::check(self.asks.schema, &field.spots, self.asks.variables).map_err(|error| self.refused(field, error))?;
        inputs::check(&field.given, self.asks.variables).map_err(|error| self.refused(field, error))?;
        let (times, state) = (self.times, self.state.clone());
        self.go_back(field)?;
        self.pay(field)?;
        self.path.extend(std::iter::repeat_n("@".to_owned(), field.lists));
        for inner in field.fields.iter().filter(|inner| runs(self.asks, inner)) {
            self.field(inner)?;
        }
        self.path.truncate(self.path.len() - field.lists);
        (self.times, self.state) = (times, state);
        Ok(())
    }

    /// Counts what the field costs; what is below it comes as often as it has entries.
    fn pay(&mut self, field: &'a Field) -> Result<(), Refusal> {
        let price = &field.price;
        let entries = count(&price.times, self.asks.variables, self.asks.now, self.limits);
        let entries = entries.map_err(|error| self.refused(field, error))?;
        let each = price.each.saturating_mul(entries).saturating_add(price.once);
        let cost = each.saturating_mul(self.times);
        self.cost = self.cost.saturating_add(cost);
        if self.dearest.as_ref().is_none_or(|dearest| dearest.cost < cost) {
            self.dearest = Some(Dearest { cost, field, path: self.path.clone() });
        }
        self.times = self.times.saturating_mul(entries);
        Ok(())
    }

    /// Counts the state of the past that the field is the first to read.
    fn go_back(&mut self, field: &'a Field) -> Result<(), Refusal> {
        let read = self.states.read(&field.as_of, self.state.as_ref(), self.asks.variables);
        let Some((state, new)) = read else { return Ok(()) };
        self.state = Some(state);
        if self.states.len() > self.limits.as_of {
            let message = format!(
                "A request may read {} accounts as of a moment at most, each moment of an account and each of its \
                 parents counted: ask for the others in requests of their own.",
                self.limits.as_of
            );
            return Err(self.refused(field, GateError::new(Code::QueryTooComplex, message)));
        }
        if new {
            self.cost = self.cost.saturating_add(STATE * PARTS);
        }
        Ok(())
    }

    fn too_dear(&self, cost: u64) -> Refusal {
        let message = format!("The request may answer with {cost} objects, and {} are allowed", self.limits.cost);
        let Some(dearest) = &self.dearest else { return GateError::new(Code::QueryTooComplex, message).into() };
        let names: Vec<&str> = dearest.path.iter().map(String::as_str).filter(|key| *key != "@").collect();
        let (path, most) = (names.join("."), dearest.cost.div_ceil(PARTS));
        let message = format!(
            "{message}, of which `{path}` takes {most}: ask for smaller pages, shorter spans, or less on each."
        );
        let error = GateError::new(Code::QueryTooComplex, message).at(dearest.path.clone());
        error.located(dearest.field.span, self.asks.sources).into()
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
}

fn runs(asks: &Asks<'_>, field: &Field) -> bool {
    field.conditions.iter().all(|condition| {
        let value = asks.variables.get(condition.variable.as_str()).and_then(JsonValue::as_bool);
        value.is_none_or(|value| value == condition.runs_if)
    })
}
