//! A customer company, as a system sends it: each field is a claim of that system.

use std::any::Any;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::account;
use entity::enums::{AccountStatus, AssignmentRole, Phase, RecordKind, TouchModel};
use entity::ids::{AccountId, TeamMemberId};
use entity::values::{Assignment, Claim, Claims, Team};
use serde::Serialize;
use serde_json::{Map, Value};

use super::gaps::{self, Gaps};
use super::merge::{Merge, said};
use super::reference::{ExternalIdInput, Reference, listed, stated};
use super::result::{Problem, ProblemCode};
use super::row::{Row, common};
use super::value::{self, Read};
use crate::command::claims;
use crate::domain::bounds::TEAM;
use crate::domain::facts;
use crate::scalar::{Date, DateTime, Json};

/// A customer company. Each field is a claim of its system: of all claims the one that was recorded last stands, whatever its stamp, and a system that repeats what it said last claims nothing.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AccountRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// Its name, up to 255 characters; a new record needs it.
    pub name: MaybeUndefined<String>,
    /// Its main domain, such as `example.com`.
    pub domain: MaybeUndefined<String>,
    /// Where it stands as a contract; a new record needs it.
    pub status: MaybeUndefined<AccountStatus>,
    /// How much of our people's time it is meant to get; LOW_TOUCH where absent.
    pub touch_model: MaybeUndefined<TouchModel>,
    /// The part of the customer's life it is in.
    pub phase: MaybeUndefined<Phase>,
    /// Its segment, up to 255 characters.
    pub segment: MaybeUndefined<String>,
    /// Its industry, up to 255 characters.
    pub industry: MaybeUndefined<String>,
    /// How many people work there, from 0.
    pub employees: MaybeUndefined<i32>,
    /// Its country, up to 255 characters.
    pub country: MaybeUndefined<String>,
    /// First day as a customer.
    pub started_on: MaybeUndefined<Date>,
    /// When it first got value from the product.
    pub first_value_at: MaybeUndefined<DateTime>,
    /// The account it belongs to.
    pub parent: MaybeUndefined<ExternalIdInput>,
    /// Our people who look after it, the whole list, at most 30.
    pub team: MaybeUndefined<Vec<TeamRowInput>>,
    /// Custom fields, a JSON object of at most 250 keys: each is set, or cleared by null. A key may not be the name of a field. What all systems say of an account's custom fields takes 256 KiB of JSON at most, unless the operator has set another bound; a write that makes it smaller is always taken. Else TOO_LONG.
    pub attributes: MaybeUndefined<Json>,
    /// What this and other systems call the same account besides; one that another account has: DUPLICATE. An id of another system needs ADMIN or the scope `link:accounts` (FORBIDDEN, whether there is such an id or not). A new record that names one account so becomes that account.
    pub also_known_as: MaybeUndefined<Vec<ExternalIdInput>>,
    /// Where it can be seen in the system: an address that begins with http:// or https://.
    pub url: MaybeUndefined<String>,
}

/// One of our people on an account's team.
#[derive(Clone, Debug, InputObject)]
pub struct TeamRowInput {
    /// Who.
    pub member: ExternalIdInput,
    /// As what.
    pub role: AssignmentRole,
    /// Since when; where absent the day it stands since, else today.
    pub since: MaybeUndefined<Date>,
}

impl Row for AccountRowInput {
    type Model = account::Model;

    common!(no account);

    fn url(&self) -> MaybeUndefined<&String> {
        said(&self.url)
    }

    fn also_known_as(&self) -> &[ExternalIdInput] {
        self.also_known_as.value().map(Vec::as_slice).unwrap_or_default()
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let mut references = stated(RecordKind::Account, [&self.parent]);
        references.extend(listed(RecordKind::Account, &self.also_known_as));
        references.extend(self.team.value().into_iter().flatten().map(|row| (RecordKind::TeamMember, &row.member)));
        references
    }

    fn merge(&self, m: &mut Merge<'_, account::Model>) -> account::Model {
        let mut said: Vec<(String, Value)> = Vec::new();
        let mut claim = |key: &str, value: Option<Value>| said.extend(value.map(|value| (key.to_owned(), value)));
        claim("name", m.needed("name", &self.name, value::line));
        claim("domain", m.claimed("domain", &self.domain, value::domain));
        claim("status", m.needed("status", &self.status, value::plain));
        claim("touchModel", m.claimed("touchModel", &self.touch_model, value::plain));
        claim("phase", m.claimed("phase", &self.phase, value::plain));
        claim("segment", m.claimed("segment", &self.segment, value::line));
        claim("industry", m.claimed("industry", &self.industry, value::line));
        claim("employees", m.claimed("employees", &self.employees, value::count));
        claim("country", m.claimed("country", &self.country, value::line));
        claim("startedOn", m.claimed("startedOn", &self.started_on, value::date));
        claim("firstValueAt", m.claimed("firstValueAt", &self.first_value_at, value::moment));
        claim("parent", self.parent(m));
        claim("team", self.team(m));
        for (key, value) in self.own_fields(m) {
            claim(&key, Some(value));
        }
        m.optional("url", &self.url, value::url, |_| None);

        let mut account = m.before.cloned().unwrap_or_else(|| blank(m));
        for (key, value) in said {
            let (source, actor, observed_at) = (m.system.to_owned(), m.actor.clone(), m.observed_at);
            claims::claim(&mut account, Claim { key, source, value, actor, observed_at });
        }
        if !self.attributes.is_undefined() {
            m.bounded(m.before.map(claims::custom_fields).unwrap_or_default(), claims::custom_fields(&account));
        }
        account
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Account {
        if self.status.value().is_none() {
            gaps.wrong("status", "is required");
        }
        facts::Account {
            id: gaps.id(RecordKind::Account, &self.external_id),
            status: self.status.value().copied().unwrap_or(AccountStatus::Prospect),
            touch_model: self.touch_model.value().copied().unwrap_or(TouchModel::LowTouch),
            started_on: gaps::date(&self.started_on),
            first_value_at: gaps::moment(&self.first_value_at),
        }
    }
}

impl AccountRowInput {
    fn parent(&self, m: &mut Merge<'_, account::Model>) -> Option<Value> {
        match &self.parent {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(Value::Null),
            MaybeUndefined::Value(reference) => {
                let id = m.resolve("parent", RecordKind::Account, reference).map(AccountId)?;
                if m.is_above(AccountId(m.head.id), id) {
                    m.refuse(
                        "parent",
                        Problem::new(ProblemCode::Invalid, "an account is not its own parent, near or far"),
                    );
                }
                Some(id.to_string().into())
            }
        }
    }

    fn team(&self, m: &mut Merge<'_, account::Model>) -> Option<Value> {
        let rows = match &self.team {
            MaybeUndefined::Undefined => return None,
            MaybeUndefined::Null => return m.stored("team", &Team::default()),
            MaybeUndefined::Value(rows) => rows,
        };
        m.take("team", value::within(rows.len(), TEAM))?;
        let standing = m.before.map(|before| known_assignments(before, m.system)).unwrap_or_default();
        let mut team: Vec<Assignment> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let index = index.to_string();
            let Some(member) = m.identities.record(RecordKind::TeamMember, &row.member) else {
                let problem = super::merge::unknown(RecordKind::TeamMember, &row.member);
                m.refuse("team", problem.at("member").at(&index));
                continue;
            };
            let (member_id, role) = (TeamMemberId(member), row.role);
            let same = |other: &&Assignment| other.member_id == member_id && other.role == role;
            if team.iter().any(|other| same(&other)) {
                m.refuse("team", Problem::new(ProblemCode::Duplicate, "is named twice in this role").at(&index));
                continue;
            }
            let since = match &row.since {
                MaybeUndefined::Value(date) => {
                    m.take("team", value::date(date).map_err(|problem| problem.at("since").at(&index)))
                }
                _ => standing.iter().find(same).map(|other| other.since),
            };
            team.push(Assignment { member_id, role, since: since.unwrap_or_else(|| m.moment.date_naive()) });
        }
        m.stored("team", &Team(team))
    }

    /// All custom fields, cleared. Of those that the policy marks only what this system has said itself: whether others have said
    /// something shows nowhere.
    fn cleared(m: &Merge<'_, account::Model>) -> Map<String, Value> {
        let Some(before) = m.before else { return Map::new() };
        let marked = |key: &str| m.policy.marked_attributes.contains_key(key);
        let standing = before.attributes.as_object().into_iter().flat_map(|object| object.keys());
        let said = before.claims.0.iter().filter(|claim| claim.source == m.system).map(|claim| &claim.key);
        let said = said.filter(|key| marked(key) && !claims::FIELDS.contains(&key.as_str()));
        let open = standing.filter(|key| !marked(key));
        open.chain(said).map(|key| (key.clone(), Value::Null)).collect()
    }

    fn own_fields(&self, m: &mut Merge<'_, account::Model>) -> Map<String, Value> {
        let json = match &self.attributes {
            MaybeUndefined::Undefined => return Map::new(),
            MaybeUndefined::Value(json) => json,
            MaybeUndefined::Null => return Self::cleared(m),
        };
        let object = m.take("attributes", value::attributes(json)).unwrap_or_default();
        for key in object.keys().filter(|key| claims::FIELDS.contains(&key.as_str())) {
            let problem = Problem::new(ProblemCode::Invalid, "is a field of the account: state it there");
            m.refuse("attributes", problem.at(key));
        }
        object
    }
}

impl Merge<'_, account::Model> {
    fn stored(&mut self, field: &str, value: &impl Serialize) -> Option<Value> {
        let wrong = |_| Problem::new(ProblemCode::Invalid, "cannot be stored");
        self.take(field, serde_json::to_value(value).map_err(wrong))
    }

    /// What the row says of a field, as a claim's value; nothing where it says nothing.
    fn claimed<T: Any, V: Serialize>(
        &mut self,
        field: &str,
        row: &MaybeUndefined<T>,
        read: impl Fn(&T) -> Read<V>,
    ) -> Option<Value> {
        match said(row) {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(Value::Null),
            MaybeUndefined::Value(value) => {
                let value = self.take(field, read(value))?;
                self.stored(field, &value)
            }
        }
    }

    /// The same of a field without which an account cannot be.
    fn needed<T: Any, V: Serialize>(
        &mut self,
        field: &str,
        row: &MaybeUndefined<T>,
        read: impl Fn(&T) -> Read<V>,
    ) -> Option<Value> {
        let value = self.claimed(field, row, read);
        let absent = said(row).is_undefined() && self.before.is_none();
        if absent || said(row).is_null() {
            self.missing(field);
        }
        value
    }
}

/// What a system last said of an account's team, and then the team as it stands.
fn known_assignments(account: &account::Model, system: &str) -> Vec<Assignment> {
    let own = account.claims.0.iter().find(|claim| claim.key == "team" && claim.source == system);
    let own = own.and_then(|claim| serde_json::from_value::<Team>(claim.value.clone()).ok()).unwrap_or_default();
    own.0.into_iter().chain(account.team.0.iter().cloned()).collect()
}

fn blank(m: &Merge<'_, account::Model>) -> account::Model {
    account::Model {
        id: m.head.id.into(),
        name: String::new(),
        domain: None,
        status: AccountStatus::Prospect,
        touch_model: TouchModel::LowTouch,
        phase: None,
        segment: None,
        industry: None,
        employees: None,
        country: None,
        parent_id: None,
        started_on: None,
        first_value_at: None,
        attributes: Value::Object(Map::new()),
        team: Team::default(),
        claims: Claims::default(),
        version: m.head.version,
        recorded_at: m.moment,
        updated_at: m.moment,
        last_recorded_at: m.moment,
        health_score: None,
        health_band: None,
        happiness: None,
        rung: None,
        quadrant: None,
        renews_on: None,
        mrr_minor: None,
        next_review_at: None,
        epoch: 0,
    }
}
