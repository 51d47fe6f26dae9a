//! The upserts: one line per kind.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::run::{self, Outcome};
use crate::graphql::problem::UserError;
use crate::sync::Batch;
use crate::sync::result::{UpsertResult, UpsertStats};

macro_rules! upserts {
    ($($method:ident($input:ident of $module:ident::$row:ident) -> $payload:ident = $what:literal;)+) => {
        $(
            #[doc = concat!("A batch of records of one system: ", $what, ".")]
            #[derive(Clone, Debug, InputObject)]
            pub struct $input {
                /// The system that the records come from, 1 to 255 characters; an INTEGRATION names its own. `vitrine` is reserved.
                pub system: String,
                /// The records, 1 to 1,000 (TOO_MANY), applied in this order.
                pub records: Vec<crate::sync::$module::$row>,
                /// Tells what would become of each record, and changes nothing.
                #[graphql(default_with = "Some(false)")]
                pub dry_run: Option<bool>,
            }

            #[doc = concat!("What became of a batch: ", $what, ".")]
            #[derive(Clone, Debug, SimpleObject)]
            pub struct $payload {
                /// One result for each record, in the order in which they were given; none where the batch as a whole was refused.
                pub results: Vec<UpsertResult>,
                /// How many records had which outcome.
                pub stats: UpsertStats,
                /// Nothing was changed, because a dry run was asked for.
                pub dry_run: bool,
                /// Why the batch as a whole was refused: INVALID, TOO_MANY, or FORBIDDEN for another system's name. Nothing was changed then.
                pub user_errors: Vec<UserError>,
            }

            impl From<Outcome> for $payload {
                fn from(outcome: Outcome) -> Self {
                    let Outcome { results, dry_run, user_errors } = outcome;
                    Self { stats: UpsertStats::of(&results), results, dry_run, user_errors }
                }
            }
        )+

        /// Writes records that systems sync, by the keys they have there.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct UpsertMutation;

        /// Writes records that systems sync, by the keys they have there.
        #[Object]
        impl UpsertMutation {
            $(
                #[doc = concat!(
                    "Creates and updates records: ", $what, ". Absent leaves a field, null clears it. A bad record never spoils its ",
                    "neighbours: its result says what is wrong. The same again changes nothing, an older `updatedAt` neither (STALE)."
                )]
                async fn $method(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "The system and its records.")] input: $input,
                ) -> Option<Result<$payload>> {
                    let $input { system, records, dry_run } = input;
                    let batch = Batch { system, records, dry_run: dry_run.unwrap_or(false) };
                    Some(run::upsert(ctx, batch).await.map(Into::into))
                }
            )+
        }
    };
}

upserts! {
    accounts_upsert(AccountsUpsertInput of account::AccountRowInput) -> AccountsUpsertPayload = "customer companies";
    contacts_upsert(ContactsUpsertInput of contact::ContactRowInput) -> ContactsUpsertPayload = "people at customers";
    team_members_upsert(TeamMembersUpsertInput of team_member::TeamMemberRowInput) -> TeamMembersUpsertPayload = "people on our side";
    features_upsert(FeaturesUpsertInput of feature::FeatureRowInput) -> FeaturesUpsertPayload = "features of our product";
    usage_upsert(UsageUpsertInput of usage::UsageRowInput) -> UsageUpsertPayload = "records of usage";
    tickets_upsert(TicketsUpsertInput of ticket::TicketRowInput) -> TicketsUpsertPayload = "support cases";
    survey_responses_upsert(SurveyResponsesUpsertInput of survey_response::SurveyResponseRowInput) -> SurveyResponsesUpsertPayload = "answers to surveys";
    subscriptions_upsert(SubscriptionsUpsertInput of subscription::SubscriptionRowInput) -> SubscriptionsUpsertPayload = "contract lines";
    outcomes_upsert(OutcomesUpsertInput of outcome::OutcomeRowInput) -> OutcomesUpsertPayload = "what really happened to contracts";
    touchpoints_upsert(TouchpointsUpsertInput of touchpoint::TouchpointRowInput) -> TouchpointsUpsertPayload = "interactions";
    measures_upsert(MeasuresUpsertInput of measure::MeasureRowInput) -> MeasuresUpsertPayload = "the company's own numbers and words";
    requests_upsert(RequestsUpsertInput of request::RequestRowInput) -> RequestsUpsertPayload = "what customers asked of us";
    goals_upsert(GoalsUpsertInput of goal::GoalRowInput) -> GoalsUpsertPayload = "what customers want to reach";
    promises_upsert(PromisesUpsertInput of promise::PromiseRowInput) -> PromisesUpsertPayload = "expectations we set";
    handoffs_upsert(HandoffsUpsertInput of handoff::HandoffRowInput) -> HandoffsUpsertPayload = "transfers between our people";
    feedback_upsert(FeedbackUpsertInput of feedback::FeedbackRowInput) -> FeedbackUpsertPayload = "what customers said works or not";
    costs_upsert(CostsUpsertInput of cost::CostRowInput) -> CostsUpsertPayload = "money that serving accounts took";
    time_entries_upsert(TimeEntriesUpsertInput of time_entry::TimeEntryRowInput) -> TimeEntriesUpsertPayload = "minutes that serving accounts took";
    advocacy_memberships_upsert(AdvocacyMembershipsUpsertInput of advocacy_membership::AdvocacyMembershipRowInput) -> AdvocacyMembershipsUpsertPayload = "memberships of the advocacy programme";
    advocacy_acts_upsert(AdvocacyActsUpsertInput of advocacy_act::AdvocacyActRowInput) -> AdvocacyActsUpsertPayload = "what advocates did";
}
