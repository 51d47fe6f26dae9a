//! Quayline's people at work: what they do goes through the same commands as everybody's.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::MaybeUndefined;
use chrono::TimeDelta;
use entity::enums::{Department, RecordKind, Role};
use entity::ids::{AccountId, ContactId, RequestId, TeamMemberId};
use uuid::Uuid;

use super::company::PEOPLE;
use super::script::{Act, Deed};
use crate::auth::Viewer;
use crate::command::act::{Action, act};
use crate::command::health::override_score::Override;
use crate::command::named::Named;
use crate::command::request::close::Close;
use crate::command::request::comment::AddComment;
use crate::command::request::open::Open;
use crate::command::request::tell::Tell;
use crate::command::request::update::Update;
use crate::command::risk::answer::AnswerRisk;
use crate::command::{Desk, FactCache};
use crate::domain::access::Rights;
use crate::error::AppError;
use crate::job;
use crate::store::records::named;

/// What the people remember: the ids of what they named.
pub(super) struct Office {
    facts: FactCache,
    requests: BTreeMap<String, RequestId>,
    known: BTreeMap<(RecordKind, String), Uuid>,
}

impl Office {
    /// At the beginning.
    pub(super) fn new(facts: FactCache) -> Self {
        Self { facts, requests: BTreeMap::new(), known: BTreeMap::new() }
    }

    /// Does what a person does.
    pub(super) async fn perform(&mut self, desk: &Desk, doing: Act) -> Result<(), AppError> {
        let Act { at, by, deed } = doing;
        let viewer = self.viewer(desk, &by).await?;
        match deed {
            Deed::Open { request, account, title, body, department, urgency, raised_by, owner } => {
                let raised_by_id = ContactId(self.id(desk, RecordKind::Contact, "crm", &raised_by).await?).to_string();
                let owner_id = match owner {
                    Some(owner) => Some(self.member(desk, &owner).await?.to_string()),
                    None => None,
                };
                let open = Open {
                    account: Named::ExternalId { system: "crm".to_owned(), id: account },
                    title,
                    body: Some(body),
                    department,
                    urgency,
                    raised_by_id: Some(raised_by_id),
                    raised_at: None,
                    owner_id,
                    next_update_due: None,
                };
                let id = done(desk, &viewer, &open).await?;
                self.requests.insert(request, id);
            }
            Deed::Comment { request, body } => {
                done(desk, &viewer, &AddComment { id: self.request(&request)?, body }).await?;
            }
            Deed::Update { request, status, resolution, comment } => {
                let update = Update {
                    id: self.request(&request)?,
                    expected_version: None,
                    status: MaybeUndefined::Value(status),
                    owner_id: MaybeUndefined::Undefined,
                    department: MaybeUndefined::Undefined,
                    urgency: MaybeUndefined::Undefined,
                    next_update_due: MaybeUndefined::Undefined,
                    resolution: resolution.map_or(MaybeUndefined::Undefined, MaybeUndefined::Value),
                    comment: Some(comment),
                };
                done(desk, &viewer, &update).await?;
            }
            Deed::Tell { request, contact, channel, message } => {
                let contact = ContactId(self.id(desk, RecordKind::Contact, "crm", &contact).await?);
                let tell = Tell {
                    id: self.request(&request)?,
                    expected_version: None,
                    contact_id: Some(contact.to_string()),
                    channel,
                    message,
                    told_at: None,
                };
                done(desk, &viewer, &tell).await?;
            }
            Deed::Close { request, resolution, declined } => {
                let id = self.request(&request)?;
                let close = Close { id, expected_version: None, declined, resolution: Some(resolution) };
                done(desk, &viewer, &close).await?;
            }
            Deed::Override { account, score, reason, days } => {
                let account_id = AccountId(self.id(desk, RecordKind::Account, "crm", &account).await?).to_string();
                let until = Some(at + TimeDelta::days(days));
                done(desk, &viewer, &Override { account_id, score: Some(score), reason, until }).await?;
            }
            Deed::Answer { account, kind, state, reason } => {
                let account = AccountId(self.id(desk, RecordKind::Account, "crm", &account).await?);
                let picture = self.facts.picture(account);
                let risk = picture.and_then(|picture| picture.risks.into_iter().find(|risk| risk.kind == kind));
                if let Some(risk) = risk {
                    let answer = AnswerRisk { id: risk.id.to_string(), expected_version: None, state, reason };
                    // The reviews that come first may end the risk: then there is nothing to answer.
                    let _ = act(desk, &viewer, None, &answer).await?;
                }
            }
            Deed::Wait => {
                job::ladder::run(desk).await?;
            }
        }
        Ok(())
    }

    /// One of our people, with the rights of their department.
    async fn viewer(&mut self, desk: &Desk, key: &str) -> Result<Viewer, AppError> {
        let person = PEOPLE.iter().find(|person| person.0 == key);
        let person = person.ok_or(AppError::Invariant("the demo's story names nobody"))?;
        let role = match person.2 {
            Department::Cs => Role::Cs,
            Department::Sales => Role::Sales,
            Department::Marketing => Role::Marketing,
            Department::Product => Role::Product,
            Department::Support => Role::Support,
            Department::Executive => Role::Executive,
        };
        let member = Some(self.member(desk, key).await?);
        Ok(Viewer { subject: key.to_owned(), rights: Rights::of([role]), member, name: person.1.to_owned() })
    }

    async fn member(&mut self, desk: &Desk, key: &str) -> Result<TeamMemberId, AppError> {
        Ok(TeamMemberId(self.id(desk, RecordKind::TeamMember, "people", key).await?))
    }

    fn request(&self, key: &str) -> Result<String, AppError> {
        let id = self.requests.get(key).ok_or(AppError::Invariant("the demo's story names no request"))?;
        Ok(id.to_string())
    }

    async fn id(&mut self, desk: &Desk, kind: RecordKind, system: &str, key: &str) -> Result<Uuid, AppError> {
        let place = (kind, key.to_owned());
        if let Some(id) = self.known.get(&place) {
            return Ok(*id);
        }
        let name = (kind, system.to_owned(), key.to_owned());
        let found = named(&desk.db.read, BTreeSet::from([name])).await?;
        let id = found.first().ok_or(AppError::Invariant("the demo's story names what is not there"))?.record_id;
        self.known.insert(place, id);
        Ok(id)
    }
}

/// Carries an action out, which the story knows to be allowed.
async fn done<A: Action>(desk: &Desk, viewer: &Viewer, action: &A) -> Result<A::Done, AppError> {
    act(desk, viewer, None, action).await?.map_err(|refusals| {
        tracing::error!(who = viewer.subject, ?refusals, "an act of the story was refused");
        AppError::Invariant("an act of the demo's story was refused")
    })
}
