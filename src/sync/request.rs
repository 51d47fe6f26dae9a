//! Something the customer asked of us, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::Utc;
use entity::enums::{Department, RecordKind, RequestStatus, Urgency};
use entity::request;

use super::gaps::{Gaps, moment, said};
use super::merge::{Merge, fact};
use super::reference::{ExternalIdInput, Reference, stated};
use super::result::{Problem, ProblemCode};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::domain::request as rules;
use crate::registry::request::moved;
use crate::scalar::DateTime;

/// Something the customer asked of us.
#[derive(Clone, Debug, Default, InputObject)]
pub struct RequestRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// In one line, up to 255 characters; a new record needs it.
    pub title: MaybeUndefined<String>,
    /// In full, up to 10,000 characters.
    pub body: MaybeUndefined<String>,
    /// Who is asked; a new record needs it.
    pub department: MaybeUndefined<Department>,
    /// How soon it wants an update; NORMAL where absent.
    pub urgency: MaybeUndefined<Urgency>,
    /// Where it stands; OPEN where absent. CLOSED and DECLINED need `resolution`, and `customerToldAt` not before `raisedAt`.
    pub status: MaybeUndefined<RequestStatus>,
    /// The contact who asked.
    pub raised_by: MaybeUndefined<ExternalIdInput>,
    /// When they asked; a new record needs it.
    pub raised_at: MaybeUndefined<DateTime>,
    /// Who sees to it; where absent the account's assignee of the department, else the policy's default owner.
    pub owner: MaybeUndefined<ExternalIdInput>,
    /// When the next update is due; where absent `raisedAt` and the step of its urgency: URGENT 1 day, HIGH 2, NORMAL 7, LOW 14.
    pub next_update_due: MaybeUndefined<DateTime>,
    /// When the customer was told.
    pub customer_told_at: MaybeUndefined<DateTime>,
    /// What became of it, up to 10,000 characters.
    pub resolution: MaybeUndefined<String>,
}

impl Row for RequestRowInput {
    type Model = request::Model;

    common!();

    fn references(&self) -> Vec<Reference<'_>> {
        let mut references = stated(RecordKind::Contact, [&self.raised_by]);
        references.extend(stated(RecordKind::TeamMember, [&self.owner]));
        references
    }

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        let urgency = m.defaulted("urgency", &self.urgency, value::plain, |b| b.urgency, Urgency::Normal);
        let status = m.defaulted("status", &self.status, value::plain, |b| b.status, RequestStatus::Open);
        let department = m.required("department", &self.department, value::plain, |b| b.department, Department::Cs);
        let raised_at = m.required("raisedAt", &self.raised_at, value::moment, |b| b.raised_at, m.moment);
        let told_at = m.optional("customerToldAt", &self.customer_told_at, value::moment, |b| b.customer_told_at);
        let resolution = m.optional("resolution", &self.resolution, value::text, |b| b.resolution.clone());
        let pending = rules::pending(status);
        if !pending {
            closed(m, resolution.as_deref(), told_at, raised_at);
        }
        let kept = m.before.filter(|before| before.resolution == resolution).and_then(|before| before.resolution_at);
        let resolution_at = resolution.as_ref().map(|_| kept.unwrap_or(m.moment));
        let due = m.optional("nextUpdateDue", &self.next_update_due, value::moment, |b| b.next_update_due);
        let next_update_due =
            due.or_else(|| if pending { rules::next_due(raised_at, urgency, m.policy) } else { None });
        let owner = m.reference("owner", RecordKind::TeamMember, &self.owner, |b| b.owner_id);
        let owner_id = if pending { m.owner(owner, department) } else { owner };
        let mut record = fact!(request, m, {
            title: m.required("title", &self.title, value::line, |b| b.title.clone(), String::new()),
            body: m.optional("body", &self.body, value::text, |b| b.body.clone()),
            department: department,
            urgency: urgency,
            status: status,
            raised_by_id: m.reference("raisedBy", RecordKind::Contact, &self.raised_by, |b| b.raised_by_id),
            raised_at: raised_at,
            owner_id: owner_id,
            next_update_due: next_update_due,
            customer_told_at: told_at,
            resolution: resolution,
            resolution_at: resolution_at,
            put_offs: m.before.map_or(0, |before| before.put_offs),
        });
        if m.before.is_some_and(|before| moved(before, &record)) {
            record.put_offs = 0;
        }
        record
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Request {
        facts::Request {
            id: gaps.id(RecordKind::Request, &self.external_id),
            urgency: said(&self.urgency).unwrap_or(Urgency::Normal),
            status: said(&self.status).unwrap_or(RequestStatus::Open),
            raised_at: moment(&self.raised_at),
            next_update_due: moment(&self.next_update_due),
            customer_told_at: moment(&self.customer_told_at),
            external_id: self.external_id.0.clone(),
        }
    }
}

/// What a request needs before it can be closed: a resolution, and a customer who was told.
fn closed(
    m: &mut Merge<'_, request::Model>,
    resolution: Option<&str>,
    told_at: Option<chrono::DateTime<Utc>>,
    raised_at: chrono::DateTime<Utc>,
) {
    if resolution.is_none() {
        m.refuse("resolution", Problem::new(ProblemCode::Required, "a closed or declined request needs it"));
    }
    match told_at {
        None => {
            m.refuse("customerToldAt", Problem::new(ProblemCode::Required, "a closed or declined request needs it"));
        }
        Some(at) if at < raised_at => {
            m.refuse("customerToldAt", Problem::new(ProblemCode::Invalid, "must not lie before raisedAt"));
        }
        Some(_) => {}
    }
}
