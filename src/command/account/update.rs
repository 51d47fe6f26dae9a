//! Changes an account's own fields, its custom fields and its team: each is a claim of the person who says so.

use std::collections::BTreeMap;

use async_graphql::MaybeUndefined;
use chrono::{DateTime, NaiveDate, Utc};
use entity::account::Model;
use entity::enums::{AccountStatus, AssignmentRole, Phase, TouchModel, UserErrorCode};
use entity::ids::{AccountId, TeamMemberId};
use entity::values::{Actor, Assignment, Claim, Team};
use serde::Serialize;
use serde_json::Value;

use crate::auth::Viewer;
use crate::command::act::{Action, Answer, Updated, ensure, granted};
use crate::command::checks::{Checks, LINE};
use crate::command::claims::{self, claim};
use crate::command::refusal::Refusal;
use crate::command::unit_of_work::Unit;
use crate::domain::access::{Group, Rights, marked};
use crate::domain::bounds::{CUSTOM_FIELDS, TEAM};
use crate::domain::request::People;
use crate::domain::text::{is_domain, wrong_attribute};
use crate::error::AppError;
use crate::store::{policy, targets};

/// The source of what people say through the API.
const SOURCE: &str = "vitrine";

/// What is new about an account.
#[derive(Clone, Debug, Serialize)]
pub struct Update {
    /// The account.
    pub id: String,
    /// The version that was read.
    pub expected_version: Option<i32>,
    /// Its name.
    pub name: MaybeUndefined<String>,
    /// Its main domain.
    pub domain: MaybeUndefined<String>,
    /// Where it stands as a contract.
    pub status: MaybeUndefined<AccountStatus>,
    /// How much of our people's time it is meant to get.
    pub touch_model: MaybeUndefined<TouchModel>,
    /// The part of the customer's life it is in.
    pub phase: MaybeUndefined<Phase>,
    /// Its segment.
    pub segment: MaybeUndefined<String>,
    /// Its industry.
    pub industry: MaybeUndefined<String>,
    /// How many people work there.
    pub employees: MaybeUndefined<i32>,
    /// Its country.
    pub country: MaybeUndefined<String>,
    /// First day as a customer.
    pub started_on: MaybeUndefined<NaiveDate>,
    /// When it first got value.
    pub first_value_at: MaybeUndefined<DateTime<Utc>>,
    /// The whole team.
    pub team: MaybeUndefined<Vec<Member>>,
    /// Custom fields.
    pub attributes: MaybeUndefined<Value>,
}

/// One of our people on the team.
#[derive(Clone, Debug, Serialize)]
pub struct Member {
    /// Who.
    pub member_id: String,
    /// As what.
    pub role: AssignmentRole,
    /// Since when.
    pub since: Option<NaiveDate>,
}

/// What is said of each key; null clears.
type Said = BTreeMap<String, Value>;

impl Action for Update {
    type Done = Updated<AccountId>;

    async fn run(&self, unit: &mut Unit, viewer: &Viewer) -> Result<Answer<Self::Done>, AppError> {
        let grant = granted!(viewer.rights.account_update());
        let before = granted!(super::find(unit, "id", &self.id).await?).clone();
        granted!(Refusal::stale(self.expected_version, before.version));
        let people = targets::people(unit.tx()).await?;
        let marked = marked(&policy::newest(unit.tx()).await?);
        let mut checks = Checks::default();
        if self.states_nothing() {
            checks.refuse(Refusal::nothing_stated());
        }
        self.allowed(&before, &marked, &viewer.rights, &mut checks);
        let mut after = self.apply(&before, &people, &viewer.actor(), unit.moment(), &mut checks);
        self.bounded(&before, &after, unit.custom_fields(), &mut checks);
        ensure!(checks);
        let id = before.id;
        let changed = after != before;
        if changed {
            after.version += 1;
            after.updated_at = unit.moment();
            unit.put(grant, Some(before), after);
        }
        Ok(Ok(Updated { id, changed }))
    }
}

impl Update {
    /// It names no field, and no custom field.
    fn states_nothing(&self) -> bool {
        let named = [
            !self.name.is_undefined(),
            !self.domain.is_undefined(),
            !self.status.is_undefined(),
            !self.touch_model.is_undefined(),
            !self.phase.is_undefined(),
            !self.segment.is_undefined(),
            !self.industry.is_undefined(),
            !self.employees.is_undefined(),
            !self.country.is_undefined(),
            !self.started_on.is_undefined(),
            !self.first_value_at.is_undefined(),
            !self.team.is_undefined(),
        ];
        let custom = match &self.attributes {
            MaybeUndefined::Undefined => false,
            MaybeUndefined::Value(Value::Object(object)) => !object.is_empty(),
            MaybeUndefined::Null | MaybeUndefined::Value(_) => true,
        };
        !custom && !named.contains(&true)
    }

    /// The account as it will be, but for version and stamp.
    fn apply(&self, before: &Model, people: &People, actor: &Actor, now: DateTime<Utc>, checks: &mut Checks) -> Model {
        let mut said = Said::new();
        self.needed(&mut said, checks);
        self.texts(&mut said, checks);
        if !self.touch_model.is_undefined() {
            let touch_model = self.touch_model.take().unwrap_or(TouchModel::LowTouch);
            put(&mut said, "touchModel", &MaybeUndefined::Value(touch_model));
        }
        put(&mut said, "phase", &self.phase);
        put(&mut said, "employees", &self.employees);
        if let MaybeUndefined::Value(employees) = self.employees {
            checks.number("employees", employees, 0, i32::MAX);
        }
        put(&mut said, "startedOn", &self.started_on);
        if let MaybeUndefined::Value(day) = self.started_on {
            checks.sane("startedOn", day.and_time(chrono::NaiveTime::MIN).and_utc());
        }
        put(&mut said, "firstValueAt", &self.first_value_at);
        if let MaybeUndefined::Value(moment) = self.first_value_at {
            checks.has_happened("firstValueAt", moment, now);
        }
        put(&mut said, "team", &self.team(before, people, now.date_naive(), checks));
        self.custom(before, &mut said, checks);

        let standing = serde_json::to_value(before).unwrap_or_default();
        said.retain(|key, value| field(&standing, key) != value);
        let mut after = before.clone();
        for (key, value) in said.clone() {
            // A person who says again what they said before means it: only systems repeat themselves.
            after.claims.0.retain(|claim| claim.key != key || claim.source != SOURCE);
            let claimed = Claim { key, source: SOURCE.to_owned(), value, actor: actor.clone(), observed_at: now };
            claim(&mut after, claimed);
        }
        // A value that is refused for itself does not stand either.
        if checks.pass() {
            stands(&after, &said, checks);
        }
        after
    }

    /// A custom field that the policy marks is written by who may read it. Whether it says something new does not count: that would
    /// tell what stands.
    fn allowed(&self, before: &Model, marked: &BTreeMap<String, Group>, rights: &Rights, checks: &mut Checks) {
        let keys: Vec<&String> = match &self.attributes {
            MaybeUndefined::Undefined => return,
            // Which keys an account has is open, also of those that were cleared.
            MaybeUndefined::Null => before.claims.0.iter().map(|claim| &claim.key).collect(),
            MaybeUndefined::Value(value) => value.as_object().into_iter().flat_map(|object| object.keys()).collect(),
        };
        let denied: BTreeMap<&String, Group> = keys
            .into_iter()
            .filter_map(|key| Some((key, *marked.get(key)?)))
            .filter(|(_, group)| !rights.may_read(*group))
            .collect();
        for (key, group) in denied {
            let message = format!("Only who may read this custom field may write it: {}.", group.requirement());
            checks.refuse(of_custom(UserErrorCode::Forbidden, key, message));
        }
    }

    /// Refuses custom fields that grow beyond what they may take.
    fn bounded(&self, before: &Model, after: &Model, most: usize, checks: &mut Checks) {
        if self.attributes.is_undefined() {
            return;
        }
        if let Some(wrong) = claims::custom_fields(after).wrong(claims::custom_fields(before), most) {
            checks.invalid("attributes", format!("The custom fields {wrong}."));
        }
    }

    /// The fields without which an account cannot be.
    fn needed(&self, said: &mut Said, checks: &mut Checks) {
        match &self.name {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => checks.invalid("name", "An account always has a name."),
            MaybeUndefined::Value(name) => {
                said.insert("name".to_owned(), checks.text("name", name, LINE).into());
            }
        }
        if self.status.is_null() {
            checks.invalid("status", "An account always has a status.");
        }
        put(said, "status", &self.status);
    }

    fn texts(&self, said: &mut Said, checks: &mut Checks) {
        let texts = [("segment", &self.segment), ("industry", &self.industry), ("country", &self.country)];
        for (key, text) in texts {
            if !text.is_undefined() {
                let text = checks.optional_text(key, text.as_opt_deref().flatten(), LINE);
                said.insert(key.to_owned(), text.into());
            }
        }
        if !self.domain.is_undefined() {
            let domain = checks.optional_text("domain", self.domain.as_opt_deref().flatten(), LINE);
            let domain = domain.map(|domain| domain.to_lowercase());
            if domain.as_deref().is_some_and(|domain| !is_domain(domain)) {
                checks.invalid("domain", "domain is no domain such as example.com.");
            }
            said.insert("domain".to_owned(), domain.into());
        }
    }

    fn team(&self, before: &Model, people: &People, today: NaiveDate, checks: &mut Checks) -> MaybeUndefined<Team> {
        let members = match &self.team {
            MaybeUndefined::Undefined => return MaybeUndefined::Undefined,
            MaybeUndefined::Null => return MaybeUndefined::Value(Team::default()),
            MaybeUndefined::Value(members) => members,
        };
        if members.len() > TEAM {
            let message = format!("A team has at most {TEAM} members.");
            checks.refuse(Refusal::new(UserErrorCode::TooMany, "team", message));
            return MaybeUndefined::Undefined;
        }
        let mut team: Vec<Assignment> = Vec::new();
        for (index, member) in members.iter().enumerate() {
            let field = format!("team.{index}.memberId");
            let id = checks.id(&field, &member.member_id, TeamMemberId::parse, TeamMemberId::PREFIX);
            let Some(member_id) = id.filter(|id| checks.active(&field, *id, people)) else { continue };
            let same = |other: &&Assignment| other.member_id == member_id && other.role == member.role;
            if team.iter().any(|other| same(&other)) {
                let message = "This person stands on the team twice in this role.";
                checks.refuse(Refusal::new(UserErrorCode::Duplicate, &format!("team.{index}"), message));
            }
            if let Some(since) = member.since {
                checks.sane(&format!("team.{index}.since"), since.and_time(chrono::NaiveTime::MIN).and_utc());
            }
            let standing = || before.team.0.iter().find(same).map(|other| other.since);
            let since = member.since.or_else(standing).unwrap_or(today);
            team.push(Assignment { member_id, role: member.role, since });
        }
        MaybeUndefined::Value(Team(team))
    }

    fn custom(&self, before: &Model, said: &mut Said, checks: &mut Checks) {
        let object = match &self.attributes {
            MaybeUndefined::Undefined => return,
            MaybeUndefined::Null => {
                let standing = before.attributes.as_object().into_iter().flatten();
                said.extend(standing.map(|(key, _)| (key.clone(), Value::Null)));
                return;
            }
            MaybeUndefined::Value(Value::Object(object)) => object,
            MaybeUndefined::Value(_) => return checks.invalid("attributes", "attributes must be a JSON object."),
        };
        if object.len() > CUSTOM_FIELDS {
            let message = format!("An account has at most {CUSTOM_FIELDS} custom fields.");
            return checks.refuse(Refusal::new(UserErrorCode::TooMany, "attributes", message));
        }
        for (key, value) in object {
            let wrong = if claims::FIELDS.contains(&key.as_str()) {
                Some("is a field of the account: state it there".to_owned())
            } else {
                wrong_attribute(key, value)
            };
            if let Some(wrong) = wrong {
                checks.refuse(of_custom(UserErrorCode::Invalid, key, format!("This custom field {wrong}.")));
            }
            said.insert(key.clone(), value.clone());
        }
    }
}

/// A refusal of one custom field.
fn of_custom(code: UserErrorCode, key: &str, message: String) -> Refusal {
    let mut refusal = Refusal::new(code, "attributes", message);
    refusal.field.push(key.to_owned());
    refusal
}

/// What an account's image has under a key: a field of the account, or a custom one.
fn field<'a>(image: &'a Value, key: &str) -> &'a Value {
    if claims::FIELDS.contains(&key) { &image[key] } else { &image["attributes"][key] }
}

/// Refuses what would not stand: an update that does not take effect is never answered as done.
fn stands(after: &Model, said: &Said, checks: &mut Checks) {
    let image = serde_json::to_value(after).unwrap_or_default();
    for (key, value) in said {
        if field(&image, key) == value {
            continue;
        }
        let others = after.claims.0.iter().rev().filter(|claim| claim.key == *key && claim.source != SOURCE);
        let source = others.map(|claim| claim.source.as_str()).next().unwrap_or("the account");
        let message = format!("This would not stand: what {source} says does.");
        checks.refuse(if claims::FIELDS.contains(&key.as_str()) {
            Refusal::new(UserErrorCode::Conflict, key, message)
        } else {
            of_custom(UserErrorCode::Conflict, key, message)
        });
    }
}

/// Says of a key what the input does; null clears.
fn put<T: Serialize>(said: &mut Said, key: &str, field: &MaybeUndefined<T>) {
    if let Some(value) = field.as_opt_ref() {
        // None of these types can fail to become JSON.
        said.insert(key.to_owned(), serde_json::to_value(value).unwrap_or_default());
    }
}
