//! Tells the customer what became of a request: an interaction that stands in the history.

use chrono::{DateTime, Utc};
use entity::enums::{Channel, Direction, Initiation, MeetingState, UserErrorCode};
use entity::ids::{ContactId, RequestId, TouchpointId};
use entity::request::Model;
use entity::touchpoint;
use entity::values::{ContactIds, TeamMemberIds};
use serde::Serialize;

use crate::auth::Viewer;
use crate::command::act::{Action, Answer, ensure, granted};
use crate::command::checks::{Checks, TEXT};
use crate::command::refusal::Refusal;
use crate::command::unit_of_work::Unit;
use crate::domain::policy::Policy;
use crate::domain::request::{next_due, pending};
use crate::error::AppError;
use crate::store::{policy, targets};

/// What the customer was told.
#[derive(Clone, Debug, Serialize)]
pub struct Tell {
    /// The request.
    pub id: String,
    /// The version that was read.
    pub expected_version: Option<i32>,
    /// Who was told.
    pub contact_id: Option<String>,
    /// How.
    pub channel: Channel,
    /// What.
    pub message: String,
    /// When.
    pub told_at: Option<DateTime<Utc>>,
}

impl Action for Tell {
    type Done = (RequestId, TouchpointId);

    async fn run(&self, unit: &mut Unit, viewer: &Viewer) -> Result<Answer<Self::Done>, AppError> {
        let before = granted!(super::find(unit, &self.id).await?);
        let people = targets::people(unit.tx()).await?;
        let grant = granted!(viewer.rights.request_update(super::is_own(&before, viewer, &people)));
        granted!(Refusal::stale(self.expected_version, before.version));
        let policy = policy::newest(unit.tx()).await?;
        let mut checks = Checks::default();
        let message = checks.text("message", &self.message, TEXT);
        let asked: Vec<_> = self.contact_id.iter().map(|wire| ("contactId".to_owned(), wire.as_str())).collect();
        let contact = checks.contacts(unit.tx(), before.account_id, &asked).await?.pop().or(before.raised_by_id);
        let (after, told) = self.apply(&before, &policy, unit.moment(), &mut checks);
        ensure!(checks);
        let touchpoint =
            self.touchpoint(TouchpointId(unit.new_id()), &before, message, (told, unit.moment()), contact, viewer);
        let done = (before.id, touchpoint.id);
        unit.put(grant.clone(), None, touchpoint);
        let after = super::counted(after, &before, unit);
        unit.put(grant, Some(before), after);
        Ok(Ok(done))
    }
}

impl Tell {
    /// The interaction by which the customer was told.
    fn touchpoint(
        &self,
        id: TouchpointId,
        request: &Model,
        message: String,
        (told, now): (DateTime<Utc>, DateTime<Utc>),
        contact: Option<ContactId>,
        viewer: &Viewer,
    ) -> touchpoint::Model {
        touchpoint::Model {
            account_id: request.account_id,
            id,
            system: "vitrine".to_owned(),
            external_id: id.to_string(),
            channel: self.channel,
            direction: Direction::Outbound,
            initiation: Some(Initiation::Inbound),
            state: MeetingState::Kept,
            purpose: None,
            occurred_at: told,
            minutes: None,
            agenda: Some(format!("Request: {}", request.title)),
            goal: None,
            outcome: Some(message),
            sentiment: None,
            contact_ids: ContactIds(contact.into_iter().collect()),
            member_ids: TeamMemberIds(viewer.member.into_iter().collect()),
            version: 1,
            recorded_at: now,
            updated_at: now,
        }
    }

    /// The request as it will be, and when its customer was told.
    fn apply(
        &self,
        before: &Model,
        policy: &Policy,
        now: DateTime<Utc>,
        checks: &mut Checks,
    ) -> (Model, DateTime<Utc>) {
        let told = self.told_at.unwrap_or(now);
        if !pending(before.status) {
            let message = "The request is closed: requestUpdate opens it again.";
            checks.refuse(Refusal::new(UserErrorCode::WrongState, "id", message));
        }
        if told > now {
            checks.invalid("toldAt", "The customer cannot have been told ahead of now.");
        } else if told < before.raised_at {
            checks.invalid("toldAt", "The customer cannot have been told before the request was raised.");
        }
        let mut after = before.clone();
        after.customer_told_at = before.customer_told_at.max(Some(told));
        after.next_update_due = next_due(now, before.urgency, policy);
        after.put_offs = 0;
        (after, told)
    }
}
