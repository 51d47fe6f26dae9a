//! From the schema's rows to the facts of one account. Gaps stay gaps, or become what rules.md says for them.

mod records;

use std::collections::HashSet;
use std::sync::Arc;

use async_graphql::MaybeUndefined;
use entity::enums::{RecordKind, TouchModel};
use entity::values::Micros;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Failure;
use super::names::Names;
use super::row::{parse, parse_all, said};
use crate::domain::currency;
use crate::domain::facts::{Account, Facts, Feature, TeamMember};
use crate::domain::policy::Policy;
use crate::scalar::{Date, DateTime, Decimal};
use crate::sync::account::AccountRowInput;
use crate::sync::reference::ExternalIdInput;

/// The facts as far as they are read.
pub(super) struct Reading {
    account_key: String,
    currency: String,
    names: Names,
    facts: Facts,
    features: Vec<Feature>,
    team_members: Vec<TeamMember>,
}

/// Where a value stands, for the word to whoever typed it.
struct At<'a> {
    array: &'a str,
    index: usize,
}

impl At<'_> {
    fn wrong(&self, field: &str, problem: &str) -> Failure {
        Failure::usage(format!("{}[{}].{field}: {problem}", self.array, self.index))
    }

    fn micros(&self, field: &str, value: &MaybeUndefined<Decimal>) -> Result<Option<Micros>, Failure> {
        said(value).map(|value| self.exact(field, value)).transpose()
    }

    fn exact(&self, field: &str, value: Decimal) -> Result<Micros, Failure> {
        value.to_micros().ok_or_else(|| self.wrong(field, "has more than six digits behind the point, or is too large"))
    }

    fn minor(&self, field: &str, value: &MaybeUndefined<Decimal>, currency: &str) -> Result<Option<i64>, Failure> {
        let digits = currency::digits(currency);
        let minor = |value: Decimal| {
            value
                .to_minor(digits)
                .ok_or_else(|| self.wrong(field, "has more digits than its currency, or is too large"))
        };
        said(value).map(minor).transpose()
    }
}

fn moment(field: &MaybeUndefined<DateTime>) -> Option<chrono::DateTime<chrono::Utc>> {
    said(field).map(Into::into)
}

fn date(field: &MaybeUndefined<Date>) -> Option<chrono::NaiveDate> {
    said(field).map(Into::into)
}

fn filled(field: &MaybeUndefined<String>) -> Option<String> {
    said(field).filter(|text| !text.is_empty())
}

impl Reading {
    pub(super) fn of(account: Value, policy: &Policy) -> Result<Self, Failure> {
        let row: AccountRowInput = parse(account, "account")?;
        let mut names = Names::default();
        let status = said(&row.status).ok_or_else(|| Failure::usage("account.status: is required"))?;
        let facts = Facts {
            account: Account {
                id: names.id(RecordKind::Account, &row.external_id),
                status,
                touch_model: said(&row.touch_model).unwrap_or(TouchModel::LowTouch),
                started_on: date(&row.started_on),
                first_value_at: moment(&row.first_value_at),
            },
            first_seen: None,
            connected: std::collections::BTreeSet::new(),
            contacts: Vec::new(),
            usage: Vec::new(),
            tickets: Vec::new(),
            survey_responses: Vec::new(),
            subscriptions: Vec::new(),
            outcomes: Vec::new(),
            touchpoints: Vec::new(),
            measures: Vec::new(),
            requests: Vec::new(),
            goals: Vec::new(),
            promises: Vec::new(),
            handoffs: Vec::new(),
            feedback: Vec::new(),
            costs: Vec::new(),
            time_entries: Vec::new(),
            advocacy_memberships: Vec::new(),
            advocacy_acts: Vec::new(),
            features: Arc::default(),
            team_members: Arc::default(),
            health_override: None,
            risk_answers: Vec::new(),
        };
        let account_key = row.external_id.to_string();
        let currency = policy.currency.clone();
        Ok(Self { account_key, currency, names, facts, features: Vec::new(), team_members: Vec::new() })
    }

    pub(super) fn done(self) -> (Facts, Names) {
        let (features, team_members) = (Arc::new(self.features), Arc::new(self.team_members));
        (Facts { features, team_members, ..self.facts }, self.names)
    }

    /// Reads an array of one kind.
    pub(super) fn read(&mut self, kind: RecordKind, array: &str, mut rows: Vec<Value>) -> Result<(), Failure> {
        let mut seen = HashSet::new();
        for (index, row) in rows.iter_mut().enumerate() {
            let at = At { array, index };
            self.of_this_account(kind, &at, row)?;
            let key = match row.get("externalId") {
                Some(Value::String(key)) => key.clone(),
                Some(Value::Number(key)) => key.to_string(),
                _ => continue,
            };
            if key.is_empty() {
                return Err(at.wrong("externalId", "must not be empty"));
            }
            if !seen.insert(key) {
                return Err(at.wrong("externalId", "stands twice"));
            }
        }
        match kind {
            RecordKind::Contact => self.contacts(parse_all(rows, array)?),
            RecordKind::Usage => self.usage(parse_all(rows, array)?),
            RecordKind::Ticket => self.tickets(parse_all(rows, array)?),
            RecordKind::SurveyResponse => self.survey_responses(array, parse_all(rows, array)?)?,
            RecordKind::Subscription => self.subscriptions(array, parse_all(rows, array)?)?,
            RecordKind::Outcome => self.outcomes(parse_all(rows, array)?),
            RecordKind::Touchpoint => self.touchpoints(parse_all(rows, array)?),
            RecordKind::Measure => self.measures(array, parse_all(rows, array)?)?,
            RecordKind::Request => self.requests(parse_all(rows, array)?),
            RecordKind::Goal => self.goals(array, parse_all(rows, array)?)?,
            RecordKind::Promise => self.promises(parse_all(rows, array)?),
            RecordKind::Handoff => self.handoffs(parse_all(rows, array)?),
            RecordKind::Feedback => self.feedback(parse_all(rows, array)?),
            RecordKind::Cost => self.costs(array, parse_all(rows, array)?)?,
            RecordKind::TimeEntry => self.time_entries(parse_all(rows, array)?),
            RecordKind::AdvocacyMembership => self.advocacy_memberships(parse_all(rows, array)?),
            RecordKind::AdvocacyAct => self.advocacy_acts(parse_all(rows, array)?),
            RecordKind::Feature => self.features(parse_all(rows, array)?),
            RecordKind::TeamMember => self.team_members(parse_all(rows, array)?),
            RecordKind::Account => {}
        }
        Ok(())
    }

    /// A row belongs to this account: it names it, or names none.
    fn of_this_account(&self, kind: RecordKind, at: &At<'_>, row: &mut Value) -> Result<(), Failure> {
        let common = matches!(kind, RecordKind::Feature | RecordKind::TeamMember);
        let Some(row) = row.as_object_mut().filter(|_| !common) else { return Ok(()) };
        match row.get("account") {
            None | Some(Value::Null) => {
                row.insert("account".to_owned(), json!({"system": "assess", "id": self.account_key}));
                Ok(())
            }
            Some(Value::Object(reference)) => {
                let id = match reference.get("id") {
                    Some(Value::Number(id)) => id.to_string(),
                    id => id.and_then(Value::as_str).unwrap_or_default().to_owned(),
                };
                if id == self.account_key { Ok(()) } else { Err(at.wrong("account", "is another account")) }
            }
            Some(_) => Ok(()),
        }
    }

    fn reference<I: From<Uuid>>(&mut self, kind: RecordKind, field: &MaybeUndefined<ExternalIdInput>) -> Option<I> {
        field.value().map(|reference| self.names.id(kind, &reference.id))
    }

    /// The records that a list names, each once.
    fn listed<I: From<Uuid> + PartialEq>(
        &mut self,
        kind: RecordKind,
        list: &MaybeUndefined<Vec<ExternalIdInput>>,
    ) -> Vec<I> {
        let mut ids = Vec::new();
        for reference in list.value().into_iter().flatten() {
            let id = self.names.id(kind, &reference.id);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }
}
