//! Everything that has an id of its own, by that id.

use std::collections::{HashMap, HashSet};

use async_graphql::{Context, ID, Interface, Object, Result};
use entity::ids;
use uuid::Uuid;

use super::account::object::Account;
use super::advocacy::act::AdvocacyAct;
use super::change::object::Change;
use super::contact::object::Contact;
use super::context::ContextExt;
use super::cost::object::Cost;
use super::error::{Code, bad_input};
use super::feature::object::Feature;
use super::feedback::object::Feedback;
use super::goal::object::Goal;
use super::handoff::object::Handoff;
use super::history::object::HistoryEntry;
use super::id::read_any;
use super::loaders::by_ids;
use super::measure::object::Measure;
use super::outcome::object::Outcome;
use super::page::LARGEST;
use super::promise::object::Promise;
use super::request::comment::Comment;
use super::request::object::Request;
use super::risk::object::Risk;
use super::subscription::object::Subscription;
use super::survey_response::object::SurveyResponse;
use super::team_member::object::TeamMember;
use super::ticket::object::Ticket;
use super::time_entry::object::TimeEntry;
use super::touchpoint::object::Touchpoint;
use crate::domain::access::Group;
use crate::error::AppError;

macro_rules! nodes {
    ($($kind:ident: $table:ident, $id:ident, $type:literal, $group:ident;)+) => {
        /// Something that has an id of its own and can be read by it.
        #[derive(Clone, Interface)]
        #[graphql(field(name = "id", ty = "ID", desc = "Opaque id; its prefix says the kind."))]
        pub enum Node {
            $(
                #[doc = $type]
                $kind($kind),
            )+
        }

        /// What a node is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind {
            $(
                #[doc = $type]
                $kind,
            )+
        }

        impl Kind {
            /// The kind of this GraphQL type.
            pub fn of_type(name: &str) -> Option<Self> {
                match name {
                    $($type => Some(Self::$kind),)+
                    _ => None,
                }
            }

            /// The kind whose ids begin so.
            fn of_prefix(prefix: &str) -> Option<Self> {
                match prefix {
                    $(ids::$id::PREFIX => Some(Self::$kind),)+
                    _ => None,
                }
            }

            /// What the ids of the kind begin with.
            pub const fn prefix(self) -> &'static str {
                match self {
                    $(Self::$kind => ids::$id::PREFIX,)+
                }
            }

            /// Who may read a node of this kind at all.
            fn group(self) -> Group {
                match self {
                    $(Self::$kind => Group::$group,)+
                }
            }
        }

        /// Nodes by kind and id: one statement for each kind. What the viewer may not read is not there.
        pub async fn load(
            ctx: &Context<'_>,
            wanted: HashMap<Kind, HashSet<Uuid>>,
        ) -> Result<HashMap<(Kind, Uuid), Node>, AppError> {
            let mut found = HashMap::new();
            for (kind, ids) in wanted {
                if !ctx.may_read(kind.group()) {
                    continue;
                }
                match kind {
                    $(Kind::$kind => {
                        let rows = by_ids::<::entity::$table::Entity>(ctx, ids).await?;
                        found.extend(rows.into_iter().map(|(id, row)| ((kind, id), Node::from($kind::from(row)))));
                    })+
                }
            }
            Ok(found)
        }
    };
}

nodes! {
    Account: account, AccountId, "Account", Open;
    AdvocacyAct: advocacy_act, AdvocacyActId, "AdvocacyAct", Open;
    Change: change, ChangeId, "Change", Open;
    Comment: comment, CommentId, "Comment", Open;
    Contact: contact, ContactId, "Contact", Open;
    Cost: cost, CostId, "Cost", Profitability;
    Feature: feature, FeatureId, "Feature", Open;
    Feedback: feedback, FeedbackId, "Feedback", Open;
    Goal: goal, GoalId, "Goal", Open;
    Handoff: handoff, HandoffId, "Handoff", Open;
    HistoryEntry: history, HistoryId, "HistoryEntry", Open;
    Measure: measure, MeasureId, "Measure", Open;
    Outcome: outcome, OutcomeId, "Outcome", Open;
    Promise: promise, PromiseId, "Promise", Open;
    Request: request, RequestId, "CustomerRequest", Open;
    Risk: risk, RiskId, "Risk", Open;
    Subscription: subscription, SubscriptionId, "CustomerSubscription", Open;
    SurveyResponse: survey_response, SurveyResponseId, "SurveyResponse", Open;
    TeamMember: team_member, TeamMemberId, "TeamMember", Open;
    Ticket: ticket, TicketId, "Ticket", Open;
    TimeEntry: time_entry, TimeEntryId, "TimeEntry", Profitability;
    Touchpoint: touchpoint, TouchpointId, "Touchpoint", Open;
}

/// Reading anything by its id.
#[derive(Default)]
pub struct NodeQuery;

/// Reading anything by its id.
#[Object]
impl NodeQuery {
    /// What has this id; null where nothing has, or the viewer may not read its kind. What is no id: BAD_USER_INPUT.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Option<Result<Node>> {
        one(ctx, &id).await.transpose()
    }

    /// What has these ids, each in its place; null where nothing has, or the viewer may not read its kind. 250 ids at most, else PAGE_SIZE; what is no id: BAD_USER_INPUT.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ids, 250 at most.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if i32::try_from(ids.len()).is_ok_and(|many| many <= LARGEST) {
            all(ctx, &ids).await
        } else {
            Err(Code::PageSize.error(format!("{LARGEST} ids at most")))
        }
    }
}

async fn one(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    Ok(all(ctx, std::slice::from_ref(id)).await?.pop().flatten())
}

async fn all(ctx: &Context<'_>, ids: &[ID]) -> Result<Vec<Option<Node>>> {
    let named = ids.iter().map(|id| {
        let (prefix, value) = read_any(id)?;
        Ok((Kind::of_prefix(prefix).ok_or_else(|| bad_input("nothing that can be read has such an id"))?, value))
    });
    let named = named.collect::<Result<Vec<_>>>()?;
    let mut wanted: HashMap<Kind, HashSet<Uuid>> = HashMap::new();
    for &(kind, id) in &named {
        wanted.entry(kind).or_default().insert(id);
    }
    let found = load(ctx, wanted).await?;
    Ok(named.iter().map(|named| found.get(named).cloned()).collect())
}
