//! Ids of the wire and typed ids.

use async_graphql::{Error, ID};
use entity::ids;
use uuid::Uuid;

use super::error::bad_input;

/// A typed id that the wire knows.
pub trait WireId: Sized {
    /// Reads it; nothing where it is of another kind.
    fn parse_wire(wire: &str) -> Option<Self>;
    /// What its kind's ids begin with.
    const PREFIX: &'static str;
}

macro_rules! wire_ids {
    ($($name:ident),+ $(,)?) => {$(
        impl WireId for ids::$name {
            const PREFIX: &'static str = ids::$name::PREFIX;
            fn parse_wire(wire: &str) -> Option<Self> {
                Self::parse(wire)
            }
        }
    )+};
}

wire_ids!(
    AccountId,
    AdvocacyActId,
    ChangeId,
    CommentId,
    ContactId,
    CostId,
    FeatureId,
    FeedbackId,
    GoalId,
    HandoffId,
    HistoryId,
    MeasureId,
    OutcomeId,
    PromiseId,
    RequestId,
    RiskId,
    SubscriptionId,
    SurveyResponseId,
    TeamMemberId,
    TicketId,
    TimeEntryId,
    TouchpointId,
);

/// Reads an id of this kind; one of another kind is BAD_USER_INPUT.
pub fn read<T: WireId>(id: &ID) -> Result<T, Error> {
    T::parse_wire(id).ok_or_else(|| bad_input(format!("not an id of this kind: it begins with {}_", T::PREFIX)))
}

/// Reads an id of any kind: its prefix and value.
pub fn read_any(id: &ID) -> Result<(&str, Uuid), Error> {
    ids::decode(id).ok_or_else(|| bad_input("not an id"))
}
