//! Records an interaction.

use chrono::{DateTime, Utc};
use entity::enums::{Channel, Direction, Initiation, MeetingState, Purpose, UserErrorCode};
use entity::ids::{AccountId, TeamMemberId, TouchpointId};
use entity::touchpoint::Model;
use entity::values::{ContactIds, TeamMemberIds};
use serde::Serialize;

use crate::auth::Viewer;
use crate::command::act::{Action, Answer, ensure, granted};
use crate::command::checks::{Checks, LIST, TEXT};
use crate::command::named::Named;
use crate::command::refusal::Refusal;
use crate::command::unit_of_work::Unit;
use crate::error::AppError;
use crate::store::targets;

/// Minutes of the longest interaction: a week.
const LONGEST: i32 = 7 * 24 * 60;

/// An interaction.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    /// The account.
    pub account: Named,
    /// The medium.
    pub channel: Channel,
    /// Who spoke.
    pub direction: Direction,
    /// What it began from.
    pub initiation: Initiation,
    /// What became of it.
    pub state: MeetingState,
    /// What it is for.
    pub purpose: Option<Purpose>,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// How long it took us.
    pub minutes: Option<i32>,
    /// What was to be spoken about.
    pub agenda: Option<String>,
    /// What it was to reach.
    pub goal: Option<String>,
    /// What it reached.
    pub outcome: Option<String>,
    /// The customer's sentiment.
    pub sentiment: Option<f64>,
    /// The contacts that took part.
    pub contact_ids: Vec<String>,
    /// The team members that took part.
    pub member_ids: Vec<String>,
}

impl Action for Record {
    type Done = (AccountId, TouchpointId);

    async fn run(&self, unit: &mut Unit, viewer: &Viewer) -> Result<Answer<Self::Done>, AppError> {
        let grant = granted!(viewer.rights.touchpoint_record());
        let account = granted!(self.account.lock(unit).await?);
        let mut checks = Checks::default();
        for (field, many) in [("contactIds", self.contact_ids.len()), ("memberIds", self.member_ids.len())] {
            if many > LIST {
                let message = format!("{field} names {LIST} at most.");
                checks.refuse(Refusal::new(UserErrorCode::TooMany, field, message));
            }
        }
        ensure!(std::mem::take(&mut checks));
        let named = |field: &str, wires: &[String]| -> Vec<(String, String)> {
            wires.iter().enumerate().map(|(index, wire)| (format!("{field}.{index}"), wire.clone())).collect()
        };
        let contacts = named("contactIds", &self.contact_ids);
        let contacts: Vec<_> = contacts.iter().map(|(field, wire)| (field.clone(), wire.as_str())).collect();
        let contacts = checks.contacts(unit.tx(), account.id, &contacts).await?;
        let people = targets::people(unit.tx()).await?;
        let mut members = Vec::new();
        for (field, wire) in named("memberIds", &self.member_ids) {
            let Some(id) = checks.id(&field, &wire, TeamMemberId::parse, TeamMemberId::PREFIX) else { continue };
            if !people.contains_key(&id) {
                checks.refuse(Refusal::not_found(&field, "team member"));
            } else if !members.contains(&id) {
                members.push(id);
            }
        }
        let ids = (account.id, TouchpointId(unit.new_id()));
        let people = (ContactIds(contacts), TeamMemberIds(members));
        let touchpoint = self.apply(ids, people, unit.moment(), &mut checks);
        ensure!(checks);
        unit.put(grant, None, touchpoint);
        Ok(Ok(ids))
    }
}

impl Record {
    /// The interaction as it will stand.
    fn apply(
        &self,
        (account_id, id): (AccountId, TouchpointId),
        (contact_ids, member_ids): (ContactIds, TeamMemberIds),
        now: DateTime<Utc>,
        checks: &mut Checks,
    ) -> Model {
        match self.state {
            MeetingState::Kept | MeetingState::Missed => checks.has_happened("occurredAt", self.occurred_at, now),
            MeetingState::Planned | MeetingState::Moved | MeetingState::Canceled => {
                checks.sane("occurredAt", self.occurred_at);
            }
        }
        if let Some(minutes) = self.minutes {
            checks.number("minutes", minutes, 0, LONGEST);
        }
        if self.sentiment.is_some_and(|sentiment| !(-1.0..=1.0).contains(&sentiment)) {
            checks.invalid("sentiment", "sentiment must lie between -1 and 1.");
        }
        Model {
            account_id,
            id,
            system: "vitrine".to_owned(),
            external_id: id.to_string(),
            channel: self.channel,
            direction: self.direction,
            initiation: Some(self.initiation),
            state: self.state,
            purpose: self.purpose,
            occurred_at: self.occurred_at,
            minutes: self.minutes,
            agenda: checks.optional_text("agenda", self.agenda.as_deref(), TEXT),
            goal: checks.optional_text("goal", self.goal.as_deref(), TEXT),
            outcome: checks.optional_text("outcome", self.outcome.as_deref(), TEXT),
            sentiment: self.sentiment,
            contact_ids,
            member_ids,
            version: 1,
            recorded_at: now,
            updated_at: now,
        }
    }
}
