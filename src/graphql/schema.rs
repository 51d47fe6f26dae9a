//! The schema: all roots together, and its text.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use async_graphql::{
    EmptySubscription, MergedObject, Request, Response, SDLExportOptions, Schema as Engine, ValidationMode, Value,
};

use super::account::mutation::AccountMutation;
use super::account::query::AccountQuery;
use super::change::query::ChangeQuery;
use super::context::Scope;
use super::feature::query::FeatureQuery;
use super::health::mutation::HealthMutation;
use super::node::NodeQuery;
use super::policy::query::PolicyQuery;
use super::request::mutation::RequestMutation;
use super::request::query::RequestQuery;
use super::risk::mutation::RiskMutation;
use super::team_member::query::TeamMemberQuery;
use super::touchpoint::mutation::TouchpointMutation;
use super::upsert::{RecordsDeleteMutation, UpsertMutation};
use super::viewer::query::ViewerQuery;

/// What can be read.
#[derive(Default, MergedObject)]
pub struct Query(
    ViewerQuery,
    NodeQuery,
    AccountQuery,
    RequestQuery,
    TeamMemberQuery,
    FeatureQuery,
    ChangeQuery,
    PolicyQuery,
);

/// What can be written. A mutation that the viewer may never do is FORBIDDEN and does nothing; what a client can mend comes as the payload's userErrors.
#[derive(Default, MergedObject)]
pub struct Mutation(
    RequestMutation,
    TouchpointMutation,
    AccountMutation,
    HealthMutation,
    RiskMutation,
    UpsertMutation,
    RecordsDeleteMutation,
);

/// Vitrine's schema.
pub type Schema = Engine<Query, Mutation, EmptySubscription>;

/// Makes the schema. What a request carries comes with it: [`super::context::Scope`].
pub fn schema() -> Schema {
    let builder = Schema::build(Query::default(), Mutation::default(), EmptySubscription);
    // The gate has validated every document and bounded its nesting before one comes here.
    let builder = builder.validation_mode(ValidationMode::Fast).limit_recursive_depth(160);
    builder.with_sorted_fields().with_sorted_enums().finish()
}

/// Answers an admitted request; a mutation that its key had carried out before is marked in the extensions. What was made of an
/// answer that became too large, as the scope's meter tells, is dropped.
pub async fn answer(schema: &Schema, request: Request, scope: Scope) -> Response {
    let (replayed, meter) = (scope.replayed(), Arc::clone(scope.meter()));
    let guard = scope.guard();
    let mut response = tokio::select! {
        response = schema.execute(request.data(scope)) => response,
        () = meter.full() => return Response::default(),
    };
    if let Some(guard) = guard {
        guard.well();
    }
    if replayed.load(Ordering::Relaxed) {
        response.extensions.insert("idempotentReplay".to_owned(), Value::Boolean(true));
    }
    response
}

/// The engine's text leaves out the descriptions of a directive's arguments.
const BARE: &str = "directive @requiresRole(anyOf: [Role!]!, scope: String)";
const DESCRIBED: &str = "directive @requiresRole(\n  \"Any of these roles is enough.\"\n  anyOf: [Role!]!,\n  \"What the token of an INTEGRATION needs instead.\"\n  scope: String\n)";

/// The schema's text, in one order.
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by()
        .use_space_ident();
    schema().sdl_with_options(options).replace(BARE, DESCRIBED)
}
