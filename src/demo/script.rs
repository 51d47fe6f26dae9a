//! What happens, in order: the facts of each week, and what people do in between.

use async_graphql::MaybeUndefined;
use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::{Channel, Department, RequestStatus, RiskKind, RiskState, Urgency};

use super::calendar::{Calendar, WEEKS};
use crate::scalar::Decimal;
pub(crate) use crate::sync::account::{AccountRowInput, TeamRowInput};
pub(crate) use crate::sync::advocacy_act::AdvocacyActRowInput;
pub(crate) use crate::sync::advocacy_membership::AdvocacyMembershipRowInput;
pub(crate) use crate::sync::contact::{ConsentRowInput, ContactRowInput};
pub(crate) use crate::sync::cost::CostRowInput;
pub(crate) use crate::sync::feature::FeatureRowInput;
pub(crate) use crate::sync::feedback::FeedbackRowInput;
pub(crate) use crate::sync::goal::{GoalRowInput, GoalValueRowInput};
pub(crate) use crate::sync::handoff::HandoffRowInput;
pub(crate) use crate::sync::measure::MeasureRowInput;
pub(crate) use crate::sync::outcome::OutcomeRowInput;
pub(crate) use crate::sync::promise::PromiseRowInput;
pub(crate) use crate::sync::reference::ExternalIdInput;
pub(crate) use crate::sync::request::RequestRowInput;
pub(crate) use crate::sync::subscription::SubscriptionRowInput;
pub(crate) use crate::sync::survey_response::SurveyResponseRowInput;
pub(crate) use crate::sync::team_member::TeamMemberRowInput;
pub(crate) use crate::sync::ticket::TicketRowInput;
pub(crate) use crate::sync::time_entry::TimeEntryRowInput;
pub(crate) use crate::sync::touchpoint::TouchpointRowInput;
pub(crate) use crate::sync::usage::UsageRowInput;

macro_rules! week {
    ($($(#[$doc:meta])* $kind:ident: $row:ty,)+) => {
        /// The facts of one week, as the systems send them at its end.
        #[derive(Default)]
        pub(crate) struct Week {
            $($(#[$doc])* pub(crate) $kind: Vec<$row>,)+
        }
    };
}

week! {
    /// People on our side.
    team_members: TeamMemberRowInput,
    /// Features of the product.
    features: FeatureRowInput,
    /// Customers.
    accounts: AccountRowInput,
    /// People at customers.
    contacts: ContactRowInput,
    /// Contract lines.
    subscriptions: SubscriptionRowInput,
    /// Use of the product.
    usage: UsageRowInput,
    /// Support cases.
    tickets: TicketRowInput,
    /// Answers to surveys.
    survey_responses: SurveyResponseRowInput,
    /// What really happened.
    outcomes: OutcomeRowInput,
    /// Interactions.
    touchpoints: TouchpointRowInput,
    /// The vendor's own numbers.
    measures: MeasureRowInput,
    /// What customers asked, in the system of the product team.
    requests: RequestRowInput,
    /// What customers want to reach.
    goals: GoalRowInput,
    /// What was promised.
    promises: PromiseRowInput,
    /// From sales to customer success.
    handoffs: HandoffRowInput,
    /// What works for them, and what does not.
    feedback: FeedbackRowInput,
    /// Money spent.
    costs: CostRowInput,
    /// Minutes spent.
    time_entries: TimeEntryRowInput,
    /// Members of the advocates' circle.
    advocacy_memberships: AdvocacyMembershipRowInput,
    /// What advocates did.
    advocacy_acts: AdvocacyActRowInput,
}

/// Something that a person on our side does through the API.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// Who, by key.
    pub(crate) by: String,
    /// What.
    pub(crate) deed: Deed,
}

/// What a person does.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    /// Writes down what a customer asks.
    Open {
        /// Names the request within the story.
        request: String,
        /// The customer.
        account: String,
        /// In one line.
        title: String,
        /// In their words.
        body: String,
        /// Whom it is for.
        department: Department,
        /// How soon.
        urgency: Urgency,
        /// Who asked.
        raised_by: String,
        /// Who is to see to it; nobody named: as the rules say.
        owner: Option<String>,
    },
    /// Says something about a request inside.
    Comment {
        /// The request.
        request: String,
        /// The words.
        body: String,
    },
    /// Moves a request on, which renews its date.
    Update {
        /// The request.
        request: String,
        /// Where it stands now.
        status: RequestStatus,
        /// How it ended, once it did.
        resolution: Option<String>,
        /// The words.
        comment: String,
    },
    /// Tells the customer.
    Tell {
        /// The request.
        request: String,
        /// Whom.
        contact: String,
        /// How.
        channel: Channel,
        /// The words.
        message: String,
    },
    /// Closes a request.
    Close {
        /// The request.
        request: String,
        /// How it ended.
        resolution: String,
        /// With a no.
        declined: bool,
    },
    /// Shows a health score of one's own.
    Override {
        /// The customer.
        account: String,
        /// The score.
        score: f64,
        /// Why.
        reason: String,
        /// For so many days.
        days: i64,
    },
    /// Answers a risk, if it stands.
    Answer {
        /// The customer.
        account: String,
        /// The risk.
        kind: RiskKind,
        /// The answer.
        state: RiskState,
        /// Why.
        reason: String,
    },
    /// Waits: the ladder of silent requests is climbed as far as it is due.
    Wait,
}

/// The whole story.
pub(crate) struct Script {
    /// Its weeks.
    pub(crate) calendar: Calendar,
    /// Facts week by week.
    pub(crate) weeks: Vec<Week>,
    /// What people do, in any order until sorted.
    pub(crate) acts: Vec<Act>,
}

impl Script {
    /// An empty story.
    pub(crate) fn new(calendar: Calendar) -> Self {
        Self { calendar, weeks: (0..WEEKS).map(|_| Week::default()).collect(), acts: Vec::new() }
    }

    /// The week in which a date lies. What is older is told in the first one; what is yet to come, in the last.
    pub(crate) fn week(&mut self, date: NaiveDate) -> &mut Week {
        let number = self.number(date);
        &mut self.weeks[number]
    }

    /// The number of that week.
    pub(crate) fn number(&self, date: NaiveDate) -> usize {
        usize::try_from(self.calendar.week(date).clamp(0, WEEKS - 1)).unwrap_or_default()
    }

    /// Adds what a person does, unless it lies outside of the story.
    pub(crate) fn act(&mut self, at: DateTime<Utc>, by: &str, deed: Deed) {
        if at >= self.calendar.end_of(-1) && at < self.calendar.end_of(WEEKS - 1) {
            self.acts.push(Act { at, by: by.to_owned(), deed });
        }
    }
}

/// A value that a row states.
pub(crate) fn is<T>(value: impl Into<T>) -> MaybeUndefined<T> {
    MaybeUndefined::Value(value.into())
}

/// A whole number, as rows state it.
pub(crate) fn whole(value: i64) -> Decimal {
    Decimal::of_minor(value, 0)
}

/// A value that a row may state.
pub(crate) fn may<T>(value: Option<T>) -> MaybeUndefined<T> {
    value.map_or(MaybeUndefined::Undefined, MaybeUndefined::Value)
}

fn reference(system: &str, id: &str) -> ExternalIdInput {
    ExternalIdInput { system: system.to_owned(), id: id.to_owned() }
}

/// An account, as other rows name it.
pub(crate) fn account(key: &str) -> ExternalIdInput {
    reference("crm", key)
}

/// A contact, as other rows name it.
pub(crate) fn contact(key: &str) -> ExternalIdInput {
    reference("crm", key)
}

/// One of our people, as other rows name them.
pub(crate) fn member(key: &str) -> ExternalIdInput {
    reference("people", key)
}

/// A contract line, as other rows name it.
pub(crate) fn subscription(key: &str) -> ExternalIdInput {
    reference("billing", key)
}
