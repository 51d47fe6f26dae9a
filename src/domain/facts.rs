//! The facts about one account, as `assess` reads them. Whoever loads them has already left out what is deleted.

mod all;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::{
    AccountStatus, ActKind, Channel, CostKind, Department, Direction, Initiation, MeetingState, OutcomeKind,
    PromiseOutcome, Purpose, RecordKind, RenewalInfluence, RequestStatus, RiskKind, RiskState, Seniority, SurveyKind,
    TicketSeverity, TouchModel, Urgency,
};
use entity::ids::{
    AccountId, AdvocacyActId, AdvocacyMembershipId, ContactId, CostId, FeatureId, FeedbackId, GoalId, HandoffId,
    MeasureId, OutcomeId, PromiseId, RequestId, SubscriptionId, SurveyResponseId, TeamMemberId, TicketId, TimeEntryId,
    TouchpointId, UsageId,
};
use entity::values::{GoalValue, Micros};
use uuid::Uuid;

pub use all::Fact;
use all::facts;

facts! {
    /// The people at the customer.
    contacts: Contact,
    /// Use of the product.
    usage: Usage,
    /// Support cases.
    tickets: Ticket,
    /// Answers to surveys.
    survey_responses: SurveyResponse,
    /// Contract lines.
    subscriptions: Subscription,
    /// What really happened.
    outcomes: Outcome,
    /// Interactions.
    touchpoints: Touchpoint,
    /// The company's own numbers and words.
    measures: Measure,
    /// What the customer asked.
    requests: Request,
    /// What the customer wants to reach.
    goals: Goal,
    /// Expectations we set.
    promises: Promise,
    /// Transfers between our people.
    handoffs: Handoff,
    /// What the customer said works or not.
    feedback: Feedback,
    /// Money spent on the account.
    costs: Cost,
    /// Minutes spent on the account.
    time_entries: TimeEntry,
    /// Memberships of the advocacy programme.
    advocacy_memberships: AdvocacyMembership,
    /// What the account's advocates did.
    advocacy_acts: AdvocacyAct,
}

/// The account's own fields that rules count.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Where it stands as a contract.
    pub status: AccountStatus,
    /// How much of our people's time it is meant to get.
    pub touch_model: TouchModel,
    /// First day as a customer.
    pub started_on: Option<NaiveDate>,
    /// When it first got value.
    pub first_value_at: Option<DateTime<Utc>>,
}

/// A person at the customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// Standing at the customer.
    pub seniority: Seniority,
    /// Part in the decision to renew.
    pub renewal_influence: RenewalInfluence,
    /// When they left.
    pub left_at: Option<DateTime<Utc>>,
}

/// Use of the product from a day until another.
#[derive(Clone, Debug, PartialEq)]
pub struct Usage {
    /// Its id.
    pub id: UsageId,
    /// First day.
    pub from: NaiveDate,
    /// The day after the last one.
    pub to: NaiveDate,
    /// The product's own user key.
    pub user: Option<Arc<str>>,
    /// The feature's external id.
    pub feature: Option<Arc<str>>,
    /// Uses.
    pub uses: Option<i64>,
    /// Sessions.
    pub sessions: Option<i64>,
    /// Seconds.
    pub seconds: Option<i64>,
    /// The source's own count of active users of exactly this period.
    pub active_users: Option<i64>,
}

/// A support case.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// How bad it is.
    pub severity: TicketSeverity,
    /// When it was opened.
    pub opened_at: Option<DateTime<Utc>>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Its own target.
    pub target_at: Option<DateTime<Utc>>,
    /// Solved at first contact, where known.
    pub first_contact_resolved: Option<bool>,
    /// How often it was opened again.
    pub reopens: i32,
    /// Flagged as escalated.
    pub escalated: bool,
    /// Our minutes spent on it.
    pub minutes: Option<i32>,
}

/// An answer to a survey.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyResponse {
    /// Its id.
    pub id: SurveyResponseId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// Who answered.
    pub contact: Option<ContactId>,
    /// What was asked.
    pub kind: Option<SurveyKind>,
    /// The answer, on its scale.
    pub answer: Option<Micros>,
    /// Lowest answer of the scale.
    pub scale_min: Option<Micros>,
    /// Highest answer of the scale.
    pub scale_max: Option<Micros>,
    /// A low answer is a good one.
    pub low_is_good: bool,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
}

/// A contract line.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscription {
    /// Its id.
    pub id: SubscriptionId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// The plan.
    pub plan: Option<String>,
    /// Monthly recurring revenue in minor units.
    pub mrr_minor: Option<i64>,
    /// Its currency; absent: the policy's.
    pub currency: Option<String>,
    /// Seats.
    pub seats: Option<i32>,
    /// A trial.
    pub trial: bool,
    /// First day.
    pub started_on: Option<NaiveDate>,
    /// Last day of the term.
    pub term_ends_on: Option<NaiveDate>,
    /// The day from which it no longer runs.
    pub ended_on: Option<NaiveDate>,
}

/// What really happened to a contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its id.
    pub id: OutcomeId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// What happened.
    pub kind: Option<OutcomeKind>,
    /// When.
    pub on: Option<NaiveDate>,
}

/// An interaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Touchpoint {
    /// Its id.
    pub id: TouchpointId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// The medium.
    pub channel: Option<Channel>,
    /// Who spoke.
    pub direction: Direction,
    /// What it began from.
    pub initiation: Option<Initiation>,
    /// What became of it.
    pub state: MeetingState,
    /// What it is for.
    pub purpose: Option<Purpose>,
    /// When.
    pub occurred_at: Option<DateTime<Utc>>,
    /// Our minutes spent on it.
    pub minutes: Option<i32>,
    /// It has an outcome.
    pub has_outcome: bool,
    /// The customer's sentiment, −1 to 1.
    pub sentiment: Option<f64>,
    /// The contacts it names, each once.
    pub contacts: Vec<ContactId>,
    /// The team members it names, each once.
    pub members: Vec<TeamMemberId>,
}

/// A number or word of the company's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its id.
    pub id: MeasureId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// What is measured.
    pub key: String,
    /// Its value, where it is a number.
    pub number: Option<Micros>,
    /// Its value, where it is a word.
    pub word: Option<String>,
    /// When.
    pub observed_at: DateTime<Utc>,
}

/// Something the customer asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// How soon it wants an update.
    pub urgency: Urgency,
    /// Where it stands.
    pub status: RequestStatus,
    /// When they asked.
    pub raised_at: Option<DateTime<Utc>>,
    /// When the next update is due.
    pub next_update_due: Option<DateTime<Utc>>,
    /// When the customer was told.
    pub customer_told_at: Option<DateTime<Utc>>,
}

/// What the customer wants to reach.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Its id.
    pub id: GoalId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// Where it began.
    pub baseline: Option<Micros>,
    /// Where it is to end.
    pub target: Option<Micros>,
    /// First day.
    pub start_on: Option<NaiveDate>,
    /// Day by which it is to be reached.
    pub due_on: Option<NaiveDate>,
    /// Given up.
    pub abandoned: bool,
    /// Its values, in the order in which they were given.
    pub values: Vec<GoalValue>,
    /// When the customer accepted the evidence.
    pub accepted_at: Option<DateTime<Utc>>,
}

/// An expectation we set.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    /// Its id.
    pub id: PromiseId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// What became of it.
    pub outcome: Option<PromiseOutcome>,
    /// When that was.
    pub ended_on: Option<NaiveDate>,
}

/// A transfer between our people.
#[derive(Clone, Debug, PartialEq)]
pub struct Handoff {
    /// Its id.
    pub id: HandoffId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// Who hands over.
    pub from: Option<TeamMemberId>,
    /// Who receives.
    pub to: Option<TeamMemberId>,
    /// When the contract was signed.
    pub signed_on: Option<NaiveDate>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When it was sent back.
    pub sent_back_at: Option<DateTime<Utc>>,
    /// When the kickoff is or was.
    pub kickoff_at: Option<DateTime<Utc>>,
}

/// What the customer said works or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    /// Its id.
    pub id: FeedbackId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// When they said it.
    pub received_at: Option<DateTime<Utc>>,
    /// When it was dealt with.
    pub closed_at: Option<DateTime<Utc>>,
    /// When the customer was told.
    pub customer_told_at: Option<DateTime<Utc>>,
}

/// Money spent on the account.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// Its id.
    pub id: CostId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// What it is.
    pub kind: Option<CostKind>,
    /// The day it counts on.
    pub on: Option<NaiveDate>,
    /// The amount in minor units.
    pub amount_minor: Option<i64>,
    /// Its currency; absent: the policy's.
    pub currency: Option<String>,
}

/// Minutes spent on the account.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeEntry {
    /// Its id.
    pub id: TimeEntryId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// Whose minutes.
    pub member: Option<TeamMemberId>,
    /// The day they count on.
    pub on: Option<NaiveDate>,
    /// How many.
    pub minutes: Option<i32>,
}

/// A membership of the advocacy programme.
#[derive(Clone, Debug, PartialEq)]
pub struct AdvocacyMembership {
    /// Its id.
    pub id: AdvocacyMembershipId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// When they joined.
    pub joined_on: Option<NaiveDate>,
    /// When they left.
    pub left_on: Option<NaiveDate>,
    /// Motivations are recorded.
    pub has_motivations: bool,
}

/// What an advocate did.
#[derive(Clone, Debug, PartialEq)]
pub struct AdvocacyAct {
    /// Its id.
    pub id: AdvocacyActId,
    /// Its key in its system; breaks ties.
    pub external_id: String,
    /// Who did it.
    pub contact: Option<ContactId>,
    /// What.
    pub kind: Option<ActKind>,
    /// When.
    pub on: Option<NaiveDate>,
}

/// A feature of the product.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Its id.
    pub id: FeatureId,
    /// The name that usage gives it.
    pub external_id: String,
    /// Who uses it stays.
    pub key: bool,
    /// The plans that include it; none: every plan.
    pub plans: Vec<String>,
}

/// A person on our side.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamMember {
    /// Its id.
    pub id: TeamMemberId,
    /// The part of our company; nothing where it is not known.
    pub department: Option<Department>,
}

/// A person's override of the health score.
#[derive(Clone, Debug, PartialEq)]
pub struct HealthOverride {
    /// The score shown, in tenths.
    pub score: i32,
    /// Why.
    pub reason: String,
    /// From when.
    pub since: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
}

/// A person's answer to a risk.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskAnswer {
    /// The kind of risk.
    pub kind: RiskKind,
    /// The answer.
    pub state: RiskState,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}
