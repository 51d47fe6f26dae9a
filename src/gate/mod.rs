//! What a request passes before a resolver runs: limits, parsing, validation, variables, cost, and what it may not do.
//!
//! The engine gets a document that was parsed from our own serialisation of the validated one, never the client's text.

mod as_of;
mod batch;
mod build;
mod cache;
mod coerce;
mod document;
mod guard;
mod inputs;
mod limits;
mod listed;
mod literal;
mod measure;
mod name;
mod nearest;
mod null;
mod plan;
mod price;
mod refusal;
mod shape;
mod times;
mod walk;
mod words;

use std::sync::Arc;

use apollo_compiler::Schema;
use apollo_compiler::validation::Valid;
use async_graphql::{Request, Variables};
use chrono::{DateTime, Utc};

use crate::domain::access::Rights;
use crate::domain::text::holds_nul;
use crate::error::AppError;

pub use apollo_compiler::response::JsonMap;
pub use coerce::{Misfit, Place, Step, coerce};
pub use document::{Document, OperationKind};
pub use limits::{ENGINE_RECURSION, Limits};
pub use name::{DocumentHash, DocumentName};
pub use refusal::{Code, Denial, GateError, Refusal};

/// Stands between the door and the engine.
#[derive(Debug)]
pub struct Gate {
    schema: Valid<Schema>,
    limits: Limits,
    guarded: guard::Guarded,
    documents: cache::Documents,
    listed: Option<listed::Listed>,
}

/// What a client asked.
#[derive(Clone, Debug, Default)]
pub struct Ask<'a> {
    /// The document's text; without one its name is of a document that was sent before, or is listed.
    pub document: Option<&'a str>,
    /// What the document is called by.
    pub name: Option<DocumentName>,
    /// The operation to run, where the document has several.
    pub operation: Option<&'a str>,
    /// The variables' values.
    pub variables: JsonMap,
    /// How many values there are in them: in a query no more than a document may have tokens.
    pub values: usize,
    /// Whether only a query may run: over GET.
    pub queries_only: bool,
    /// The moment that is now: series end with it.
    pub now: DateTime<Utc>,
}

/// A request that may run.
#[derive(Debug)]
pub struct Admitted {
    /// For the engine: document, operation and variables are set; the caller adds its data.
    pub request: Request,
    /// Query or mutation.
    pub kind: OperationKind,
    /// The names of the root fields that will run, in order, without `__typename`.
    pub root_fields: Vec<String>,
    /// The fields that the viewer may not read: null in the answer, and one entry each.
    pub denied: Vec<Denial>,
    /// The cost, known beforehand.
    pub cost: u64,
    /// How many states of the past it makes: accounts at moments.
    pub as_of: usize,
}

impl Gate {
    /// A gate to the schema of this SDL.
    pub fn new(sdl: &str, limits: Limits) -> Result<Self, AppError> {
        let schema = Schema::parse_and_validate(sdl, "schema.graphql").map_err(|failed| {
            AppError::Config(format!("the schema is not valid: {}", first_message(&failed.errors)))
        })?;
        price::all_bounded(&schema)?;
        let guarded = guard::Guarded::of(&schema);
        Ok(Self { schema, guarded, documents: cache::Documents::new(limits.cached_bytes), limits, listed: None })
    }

    /// The same gate, to the documents of this list alone: a JSON object of ids and texts.
    pub fn only(mut self, list: &str) -> Result<Self, AppError> {
        self.listed = Some(listed::Listed::read(list, &self.schema, &self.limits)?);
        Ok(self)
    }

    /// How many documents are listed, where those alone may run.
    pub fn listed(&self) -> Option<usize> {
        self.listed.as_ref().map(listed::Listed::len)
    }

    /// Decides whether a request may run, and prepares it for the engine.
    pub fn admit(&self, ask: &Ask<'_>, rights: &Rights) -> Result<Admitted, Refusal> {
        let document = self.document(ask.document, ask.name.as_ref())?;
        let operation = document.operation(ask.operation)?;
        let kind = OperationKind::of(operation);
        if ask.queries_only && kind != OperationKind::Query {
            return Err(Refusal::MutationOverGet);
        }
        if kind == OperationKind::Subscription {
            return Err(GateError::new(Code::BadUserInput, "Subscriptions are not served over this transport.").into());
        }
        if kind == OperationKind::Query && ask.values > self.limits.tokens {
            let message = format!("The variables of a query may have {} values.", self.limits.tokens);
            return Err(GateError::new(Code::QueryTooComplex, message).into());
        }
        let plan = document.plan(operation);
        let mut given = ask.variables.clone();
        let unfit = batch::take_out(&self.schema, plan, operation, &mut given, self.limits.introspection);
        let variables = coerce::variables(&self.schema, operation, given).map_err(|misfit| {
            let named = |name: &str| misfit.path.first() == Some(&Step::Key(name.to_owned()));
            let variable = operation.variables.iter().find(|variable| named(&variable.name));
            let span = variable.and_then(apollo_compiler::Node::location);
            GateError::of_misfit("$", &misfit, self.limits.introspection).located(span, document.sources())
        })?;
        self.guarded.check(&self.schema, operation, &variables, rights)?;
        let asks = walk::Asks {
            kind,
            variables: &variables,
            rights,
            schema: &self.schema,
            sources: document.sources(),
            now: ask.now,
        };
        let outcome = walk::walk(plan, &asks, &self.limits)?;
        let values = serde_json::to_value(&variables)
            .map_err(|_| GateError::new(Code::BadUserInput, "The variables cannot be read."))?;
        // A mutation tells it as a user error, with the path in its input.
        if kind == OperationKind::Query && holds_nul(&values) {
            return Err(GateError::new(Code::BadUserInput, shape::NO_NUL).into());
        }
        let mut request = Request::new("").variables(Variables::from_json(values)).data(unfit);
        if let Some(name) = &operation.name {
            request = request.operation_name(name.as_str());
        }
        request.set_parsed_query(document.for_engine());
        let walk::Outcome { root_fields, denied, cost, as_of } = outcome;
        Ok(Admitted { request, kind, root_fields, denied, cost, as_of })
    }

    /// How many documents are kept, and their bytes.
    pub fn cached(&self) -> (u64, u64) {
        self.documents.size()
    }

    fn document(&self, text: Option<&str>, name: Option<&DocumentName>) -> Result<Arc<Document>, Refusal> {
        let build = |text: &str| Document::build(&self.schema, text, &self.limits);
        if let Some(listed) = &self.listed {
            let (hash, text) = listed.find(text, name)?;
            return self.documents.get_or(hash, || build(text));
        }
        let hash = match name {
            Some(DocumentName::Hash(hash)) => Some(*hash),
            Some(DocumentName::Listed(_)) | None => None,
        };
        let Some(text) = text else {
            let found = hash.and_then(|hash| self.documents.get(hash));
            // The message is a part of the protocol: clients look for it, and send the text along.
            return found.ok_or_else(|| GateError::new(Code::PersistedQueryNotFound, "PersistedQueryNotFound").into());
        };
        let own = DocumentHash::of(text);
        if hash.is_some_and(|hash| hash != own) {
            return Err(GateError::new(Code::BadUserInput, "The hash is not that of the document.").into());
        }
        self.documents.get_or(own, || build(text))
    }
}

fn first_message(errors: &apollo_compiler::validation::DiagnosticList) -> String {
    errors.iter().next().map(|error| error.to_json().message).unwrap_or_default()
}
