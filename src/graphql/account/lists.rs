//! The lists of an account.

use entity::enums::{HistoryKind, RiskState};
use entity::{contact, goal, history, measure, outcome, promise, request, risk};

use crate::graphql::contact::object::Contact;
use crate::graphql::feedback::object::Feedback;
use crate::graphql::goal::object::Goal;
use crate::graphql::history::object::HistoryEntry;
use crate::graphql::lists::lists;
use crate::graphql::loaders::{Row, children};
use crate::graphql::measure::object::Measure;
use crate::graphql::outcome::object::Outcome;
use crate::graphql::promise::Promise;
use crate::graphql::request::object::Request;
use crate::graphql::request::query::RequestState;
use crate::graphql::risk::object::Risk;
use crate::scalar::DateTime;
use crate::store::requests::Wanted;
use crate::store::{contacts, feedback, goals, histories, measures, outcomes, promises, requests, risks};

/// The lists of `Account`.
pub struct AccountLists(pub(super) Row<entity::account::Model>);

lists! {
    /// The lists of `Account`.
    impl AccountLists {
        /// The people at the customer, by name.
        fn contacts(&self, ctx, page) -> Contact {
            children(ctx, &self.0, "contacts", |row| row.id.into(), contact::Column::AccountId, contacts::listing, page).await
        }

        /// What endangers it, the last begun first; without `state` those that are RAISED or ACKNOWLEDGED.
        fn risks(
            &self, ctx, page,
            #[graphql(desc = "Only those in these states, at most 250; absent: RAISED and ACKNOWLEDGED. Not null.")] state: Option<Vec<RiskState>>
        ) -> Risk {
            let states = state.unwrap_or_else(|| vec![RiskState::Raised, RiskState::Acknowledged]);
            children(ctx, &self.0, "risks", |row| row.id.into(), risk::Column::AccountId, || risks::listing(&states), page).await
        }

        /// What happened, newest first by occurredAt, then by id. since is included, until is not.
        fn history(
            &self, ctx, page,
            #[graphql(desc = "Only lines of these kinds, at most 250; not null.")] kinds: Option<Vec<HistoryKind>>,
            #[graphql(desc = "From when; not null.")] since: Option<DateTime>,
            #[graphql(desc = "Until before when; not null.")] until: Option<DateTime>
        ) -> HistoryEntry {
            let (since, until) = (since.map(Into::into), until.map(Into::into));
            children(ctx, &self.0, "history", |row| row.id.into(), history::Column::AccountId, || histories::listing(kinds.as_deref(), since, until), page).await
        }

        /// What it asked of us, the last raised first.
        fn requests(
            &self, ctx, page,
            #[graphql(desc = "Whether they are still to be seen to; not null.", default_with = "Some(RequestState::Pending)")] state: Option<RequestState>
        ) -> Request {
            let state = state.unwrap_or(RequestState::All);
            let wanted = Wanted { pending: state.pending(), ..Wanted::default() };
            children(ctx, &self.0, "requests", |row| row.id.into(), request::Column::AccountId, || requests::listing(wanted), page).await
        }

        /// What it wants to reach, the last begun first.
        fn goals(&self, ctx, page) -> Goal {
            children(ctx, &self.0, "goals", |row| row.id.into(), goal::Column::AccountId, goals::listing, page).await
        }

        /// What we promised it, the last due first.
        fn promises(&self, ctx, page) -> Promise {
            children(ctx, &self.0, "promises", |row| row.id.into(), promise::Column::AccountId, promises::listing, page).await
        }

        /// What it said works or does not, newest first.
        fn feedback(&self, ctx, page) -> Feedback {
            children(ctx, &self.0, "feedback", |row| row.id.into(), entity::feedback::Column::AccountId, feedback::listing, page).await
        }

        /// What really happened to its contracts, newest first.
        fn outcomes(&self, ctx, page) -> Outcome {
            children(ctx, &self.0, "outcomes", |row| row.id.into(), outcome::Column::AccountId, outcomes::listing, page).await
        }

        /// What the company itself tracks about it: the latest of each key, by key.
        fn measures(
            &self, ctx, page,
            #[graphql(desc = "Only these keys, at most 250; not null.")] keys: Option<Vec<String>>
        ) -> Measure {
            children(ctx, &self.0, "measures", |row| row.id.into(), measure::Column::AccountId, || measures::latest(keys.as_deref()), page).await
        }
    }
}
