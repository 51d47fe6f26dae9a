//! A document that passed everything that does not depend on who asks and with which variables.

use std::collections::HashMap;

use apollo_compiler::ast::OperationType;
use apollo_compiler::executable::Operation;
use apollo_compiler::parser::{Parser, SourceMap};
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{ExecutableDocument, Name, Node, Schema};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument as EngineDocument;

use super::plan::Plan;
use super::{Code, GateError, Limits, Refusal, build, literal, measure, nearest, shape};

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// Reads.
    Query,
    /// Writes.
    Mutation,
    /// Listens.
    Subscription,
}

impl OperationKind {
    pub(super) fn of(operation: &Operation) -> Self {
        match operation.operation_type {
            OperationType::Query => Self::Query,
            OperationType::Mutation => Self::Mutation,
            OperationType::Subscription => Self::Subscription,
        }
    }

    /// Its word, for logs and metrics.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }
}

/// A validated document, with the engine's parsed form of it and the plan of each of its operations.
#[derive(Debug)]
pub struct Document {
    parsed: Valid<ExecutableDocument>,
    engine: EngineDocument,
    plans: HashMap<Option<Name>, Plan>,
    bytes: usize,
}

impl Document {
    /// Parses, validates and measures a text.
    pub(super) fn build(schema: &Valid<Schema>, text: &str, limits: &Limits) -> Result<Self, Refusal> {
        let refused = |code, errors: &DiagnosticList| {
            let listed = errors.iter().take(limits.errors).map(|error| {
                let error = GateError::of_diagnostic(code, &error.to_json());
                if limits.introspection { nearest::helped(schema, error) } else { error }
            });
            Refusal::Request(listed.collect())
        };
        let ast = Parser::new()
            .recursion_limit(limits.recursion)
            .token_limit(limits.tokens)
            .parse_ast(text, "request.graphql")
            .map_err(|failed| refused(Code::ParseFailed, &failed.errors))?;
        shape::check(&ast)?;
        let parsed =
            ast.to_executable_validate(schema).map_err(|failed| refused(Code::ValidationFailed, &failed.errors))?;
        measure::check(&parsed, limits)?;
        literal::check(schema, &parsed)?;
        let plans: HashMap<Option<Name>, Plan> = parsed
            .operations
            .iter()
            .map(|operation| (operation.name.clone(), build::plan(schema, &parsed, operation)))
            .collect();
        let serialised = parsed.to_string();
        let engine = parse_query(&serialised).map_err(|_| {
            GateError::new(Code::ValidationFailed, "The document uses syntax that this server does not support.")
        })?;
        let planned: usize = plans.values().map(Plan::bytes).sum();
        // Both parsed forms take some twenty times the text.
        let bytes = text.len() + 40 * serialised.len() + planned;
        Ok(Self { parsed, engine, plans, bytes })
    }

    pub(super) fn operation(&self, name: Option<&str>) -> Result<&Node<Operation>, Refusal> {
        self.parsed.operations.get(name).map_err(|_| {
            let message = match name {
                Some(name) => format!("The document has no operation named \"{}\".", shorten(name)),
                None => "The document has several operations: say which one to run in operationName.".to_owned(),
            };
            GateError::new(Code::BadUserInput, message).into()
        })
    }

    pub(super) fn plan(&self, operation: &Operation) -> &Plan {
        static NOTHING: Plan = Plan::nothing();
        self.plans.get(&operation.name).unwrap_or(&NOTHING)
    }

    pub(super) fn for_engine(&self) -> EngineDocument {
        self.engine.clone()
    }

    pub(super) fn sources(&self) -> &SourceMap {
        &self.parsed.sources
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

fn shorten(name: &str) -> String {
    name.chars().take(80).collect()
}
