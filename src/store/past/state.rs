//! An account's records as the log's images tell them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::enums::{ChangeKind, RecordKind};
use entity::ids::HistoryId;
use entity::values::Actor;
use entity::{account, comment, contact, external_id, health_override, history, request_escalation, risk};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use uuid::Uuid;

use super::images::Image;
use crate::error::AppError;
use crate::registry::{AnyRecord, from_image};
use crate::store::external_id::Name;

/// All that hangs on an account and stands in the log with its image.
#[derive(Debug)]
pub(super) struct State {
    pub(super) account: account::Model,
    /// Its records, without itself and without bulk facts.
    pub(super) records: Vec<AnyRecord>,
    pub(super) comments: Vec<comment::Model>,
    pub(super) escalations: Vec<request_escalation::Model>,
    pub(super) overrides: Vec<health_override::Model>,
    pub(super) risks: Vec<risk::Model>,
    /// What systems call it and its contacts.
    pub(super) names: Vec<external_id::Model>,
    /// The lines of history that its records have of themselves.
    pub(super) lines: Vec<history::Model>,
}

/// Who first recorded a record, and when.
type First = (Actor, Option<String>, DateTime<Utc>);

impl State {
    /// Reads the images; nothing where the account is not among them.
    pub(super) fn read(images: Vec<Image>) -> Result<Option<Self>, AppError> {
        let mut first: HashMap<(String, Uuid), First> = HashMap::new();
        let mut whole: Option<Self> = None;
        let mut later = Vec::new();
        for image in images {
            let Some(id) = image.record_id else { continue };
            if image.kind == ChangeKind::Created {
                let made = (image.actor.clone(), image.source.clone(), image.recorded_at);
                first.insert((image.record_type.clone(), id), made);
            }
            let (1, Some(after)) = (image.newest, image.after) else { continue };
            if image.record_type == "Account" {
                whole = Some(Self::of(after)?);
            } else {
                later.push((image.record_type, image.source, image.recorded_at, after));
            }
        }
        let Some(mut state) = whole else { return Ok(None) };
        for (record_type, source, recorded_at, image) in later {
            state.take(&record_type, source.as_deref(), recorded_at, image)?;
        }
        state.tell(&first)?;
        Ok(Some(state))
    }

    fn of(image: Json) -> Result<Self, AppError> {
        let names = image.get("externalIds").cloned().map_or_else(|| Ok(Vec::new()), parse::<Vec<Name>>)?;
        let account: account::Model = parse(image)?;
        let names = names.into_iter().map(|name| name.of(RecordKind::Account, account.id.0, account.id)).collect();
        Ok(Self {
            account,
            records: Vec::new(),
            comments: Vec::new(),
            escalations: Vec::new(),
            overrides: Vec::new(),
            risks: Vec::new(),
            names,
            lines: Vec::new(),
        })
    }

    fn take(
        &mut self,
        record_type: &str,
        source: Option<&str>,
        recorded_at: DateTime<Utc>,
        image: Json,
    ) -> Result<(), AppError> {
        match record_type {
            "Comment" => self.comments.push(parse(image)?),
            "RequestEscalation" => self.escalations.push(parse(image)?),
            "HealthOverride" => self.overrides.push(parse(image)?),
            "Risk" => self.risks.push(parse(image)?),
            // It is read by `assess` alone.
            "RiskAnswer" => {}
            _ => {
                let kind =
                    RecordKind::of_type(record_type).ok_or(AppError::Invariant("an entry of a type that is none"))?;
                let record = from_image(kind, image)?;
                if let AnyRecord::Contact(contact) = &record {
                    self.names.push(name_of(contact, source, recorded_at));
                }
                self.records.push(record);
            }
        }
        Ok(())
    }

    /// The lines of history of the records, as their writers wrote them.
    fn tell(&mut self, first: &HashMap<(String, Uuid), First>) -> Result<(), AppError> {
        let itself = AnyRecord::from(self.account.clone());
        for record in self.records.iter().chain([&itself]) {
            let Some(line) = record.history() else { continue };
            let record_type = record.kind().type_name().to_owned();
            let made = first.get(&(record_type.clone(), record.key()));
            let (actor, source, recorded_at) =
                made.cloned().ok_or(AppError::Invariant("a record that nobody created"))?;
            self.lines.push(history::Model {
                account_id: self.account.id,
                id: HistoryId(record.key()),
                kind: line.kind,
                occurred_at: line.occurred_at,
                recorded_at,
                actor,
                source,
                summary: line.summary,
                record_type: Some(record_type),
                record_id: Some(record.key()),
            });
        }
        Ok(())
    }
}

fn name_of(contact: &contact::Model, source: Option<&str>, recorded_at: DateTime<Utc>) -> external_id::Model {
    let name = Name {
        system: contact.system.clone(),
        id: contact.external_id.clone(),
        url: None,
        synced_at: (source == Some(contact.system.as_str())).then_some(recorded_at),
    };
    name.of(RecordKind::Contact, contact.id.0, contact.account_id)
}

fn parse<T: DeserializeOwned>(image: Json) -> Result<T, AppError> {
    Ok(serde_json::from_value(image)?)
}
