//! Opens a customer's request.

use chrono::{DateTime, Utc};
use entity::account;
use entity::enums::{Department, RequestStatus, Urgency, UserErrorCode};
use entity::ids::{ContactId, RequestId, TeamMemberId};
use entity::request::Model;
use serde::Serialize;

use crate::auth::Viewer;
use crate::command::act::{Action, Answer, ensure, granted};
use crate::command::checks::{Checks, LINE, TEXT};
use crate::command::named::Named;
use crate::command::refusal::Refusal;
use crate::command::unit_of_work::Unit;
use crate::domain::policy::Policy;
use crate::domain::request::{self, People, furthest_due, next_due};
use crate::error::AppError;
use crate::store::{policy, targets};

/// What a customer asked.
#[derive(Clone, Debug, Serialize)]
pub struct Open {
    /// The account that asked.
    pub account: Named,
    /// In one line.
    pub title: String,
    /// In full.
    pub body: Option<String>,
    /// Who is asked.
    pub department: Department,
    /// How soon it wants an update.
    pub urgency: Urgency,
    /// The contact who asked.
    pub raised_by_id: Option<String>,
    /// When they asked.
    pub raised_at: Option<DateTime<Utc>>,
    /// Who sees to it.
    pub owner_id: Option<String>,
    /// When the next update is due.
    pub next_update_due: Option<DateTime<Utc>>,
}

impl Action for Open {
    type Done = RequestId;

    async fn run(&self, unit: &mut Unit, viewer: &Viewer) -> Result<Answer<RequestId>, AppError> {
        let grant = granted!(viewer.rights.request_open());
        let account = granted!(self.account.lock(unit).await?);
        let people = targets::people(unit.tx()).await?;
        let policy = policy::newest(unit.tx()).await?;
        let mut checks = Checks::default();
        let asked = self.owner_id.as_deref().and_then(|wire| checks.member("ownerId", wire, &people));
        let raised_by: Vec<_> = self.raised_by_id.iter().map(|wire| ("raisedById".to_owned(), wire.as_str())).collect();
        let raised_by = checks.contacts(unit.tx(), account.id, &raised_by).await?.pop();
        let ground =
            Ground { account: &account, opener: viewer.member, people: &people, policy: &policy, now: unit.moment() };
        let id = RequestId(unit.new_id());
        let request = self.apply(id, asked, raised_by, &ground, &mut checks);
        ensure!(checks);
        unit.put(grant, None, request);
        Ok(Ok(id))
    }
}

/// What an opening rests on.
struct Ground<'a> {
    account: &'a account::Model,
    opener: Option<TeamMemberId>,
    people: &'a People,
    policy: &'a Policy,
    now: DateTime<Utc>,
}

impl Open {
    /// The request as it will be.
    fn apply(
        &self,
        id: RequestId,
        asked: Option<TeamMemberId>,
        raised_by_id: Option<ContactId>,
        ground: &Ground<'_>,
        checks: &mut Checks,
    ) -> Model {
        let Ground { account, opener, people, policy, now } = *ground;
        let raised_at = self.raised_at.unwrap_or(now);
        checks.has_happened("raisedAt", raised_at, now);
        if let Some(due) = self.next_update_due {
            checks.lies_ahead("nextUpdateDue", due, now, furthest_due(now, policy));
        }
        let owner_id = request::owner(asked, &account.team.0, self.department, opener, people, policy);
        if owner_id.is_none() && self.owner_id.is_none() {
            let message = "Nobody could be found who would own this request: name an active team member.";
            checks.refuse(Refusal::new(UserErrorCode::OwnerRequired, "ownerId", message));
        }
        Model {
            account_id: account.id,
            id,
            system: "vitrine".to_owned(),
            external_id: id.to_string(),
            title: checks.text("title", &self.title, LINE),
            body: checks.optional_text("body", self.body.as_deref(), TEXT),
            department: self.department,
            urgency: self.urgency,
            status: RequestStatus::Open,
            raised_by_id,
            raised_at,
            owner_id,
            next_update_due: self.next_update_due.or_else(|| next_due(raised_at, self.urgency, policy)),
            customer_told_at: None,
            resolution: None,
            resolution_at: None,
            put_offs: 0,
            version: 1,
            recorded_at: now,
            updated_at: now,
        }
    }
}
