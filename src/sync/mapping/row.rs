//! What one row of a file says: its facts, or what is wrong with it.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use csv::StringRecord;
use entity::enums::RecordKind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::cell::{self, plain, says};
use super::grammar::{By, Condition, Fact, Mapping, Part, Rule, Said, Stream, Zone};
use super::shape::{Field, Shape, Type, occurred, shape};

/// A row of a file, by the names of its columns.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Where each column stands.
    pub columns: &'a HashMap<String, usize>,
    /// The cells.
    pub cells: &'a StringRecord,
}

impl<'a> Line<'a> {
    fn cell(&self, column: &str) -> &'a str {
        self.columns.get(column).and_then(|place| self.cells.get(*place)).unwrap_or_default()
    }
}

/// How a fact finds its account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// By its key in a system.
    Account(String, String),
    /// As the account of another record: its kind, its system, its key there.
    Through(RecordKind, String, String),
    /// By its domain.
    Domain(String),
}

/// A fact that a row says.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its kind.
    pub kind: RecordKind,
    /// Its key in the system.
    pub key: String,
    /// The row of its kind, without its account.
    pub body: Map<String, Value>,
    /// Its account.
    pub link: Option<Link>,
    /// When the source knew it.
    pub known: Option<DateTime<Utc>>,
    /// The source has deleted it.
    pub deleted: bool,
    /// Its place in the mapping.
    pub place: usize,
}

/// What is wrong with a row, or with one of its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The kind of the fact; none where the whole row is wrong.
    pub kind: Option<RecordKind>,
    /// The fact's key, where it has one.
    pub key: String,
    /// The field, as the mapping names it.
    pub field: String,
    /// Why.
    pub reason: String,
}

fn at(field: &'static str) -> impl Fn(String) -> Wrong {
    move |reason| (field.to_owned(), reason)
}

/// What all facts of a row share.
struct Reading<'a> {
    stream: &'a Stream,
    system: &'a str,
    line: Line<'a>,
    null: &'a [String],
    zone: Zone,
}

type Wrong = (String, String);

/// The facts of a row, each for itself: one that is wrong never spoils its neighbours.
pub fn made(mapping: &Mapping, stream: &Stream, system: &str, line: Line<'_>) -> Vec<Result<Made, Reject>> {
    let null = stream.null.as_deref().unwrap_or(&mapping.null);
    let zone = stream.zone.unwrap_or(mapping.zone);
    let reading = Reading { stream, system, line, null, zone };
    if !stream.skip_when.0.is_empty() && reading.all(&stream.skip_when.0) {
        return Vec::new();
    }
    let said = stream.facts.iter().enumerate().filter(|(_, fact)| reading.all(&fact.when.0));
    said.flat_map(|(place, fact)| reading.facts(place, fact)).collect()
}

impl Reading<'_> {
    fn all(&self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| {
            let text = self.line.cell(&condition.field);
            let present = !self.is_null(text, None);
            condition.present.is_none_or(|wanted| wanted == present)
                && condition.equals.as_ref().is_none_or(|wanted| says(text, wanted))
                && condition.not_equals.as_ref().is_none_or(|unwanted| !says(text, unwanted))
                && condition.among.as_ref().is_none_or(|wanted| wanted.iter().any(|wanted| says(text, wanted)))
        })
    }

    fn is_null(&self, text: &str, rule: Option<&Rule>) -> bool {
        let null = rule.and_then(|rule| rule.null.as_deref()).unwrap_or(self.null);
        null.iter().any(|spelling| spelling.trim() == text.trim())
    }

    /// One fact, or one for each column that is unpivoted.
    fn facts(&self, place: usize, fact: &Fact) -> Vec<Result<Made, Reject>> {
        let columns = match &fact.unpivot {
            None => vec![None],
            Some(unpivot) => {
                let said = unpivot.fields.iter().filter(|column| !self.is_null(self.line.cell(column), None));
                said.map(Some).collect()
            }
        };
        let one = |column: Option<&String>| {
            let mut key = String::new();
            self.fact(place, fact, column, &mut key).map_err(|(field, reason)| Reject {
                kind: Some(fact.kind.0),
                key,
                field,
                reason,
            })
        };
        columns.into_iter().map(one).collect()
    }

    fn fact(&self, place: usize, fact: &Fact, column: Option<&String>, key: &mut String) -> Result<Made, Wrong> {
        let kind = fact.kind.0;
        let shape = shape(kind);
        *key = self.key(fact.key.as_deref().unwrap_or(&self.stream.key), column).map_err(at("key"))?;
        let deleted = !self.stream.deleted_when.0.is_empty() && self.all(&self.stream.deleted_when.0);
        let mut body = Map::new();
        if deleted {
            if let (Some(said), Some(field)) = (fact.set.fields.get("updated_at"), shape.field("updated_at")) {
                body.insert(field.wire.clone(), self.said(said, &field.takes).map_err(at("updated_at"))?);
            }
        } else {
            self.fields(fact, shape, column, &mut body)?;
        }
        let link = if deleted { None } else { self.link(fact).map_err(at("account"))? };
        let known = match fact.known_at.as_ref().or(self.stream.known_at.as_ref()) {
            Some(said) => self.moment(said).map_err(at("known_at"))?,
            None => believed(kind, &body),
        };
        body.insert("externalId".to_owned(), key.clone().into());
        Ok(Made { kind, key: key.clone(), body, link, known, deleted, place })
    }

    fn fields(
        &self,
        fact: &Fact,
        shape: &Shape,
        column: Option<&String>,
        body: &mut Map<String, Value>,
    ) -> Result<(), Wrong> {
        if let (Some(unpivot), Some(column)) = (&fact.unpivot, column) {
            let cell = Said::Column(column.clone());
            for (name, said) in [(unpivot.name.as_str(), None), (unpivot.value(), Some(&cell))] {
                let Some(field) = shape.field(name) else { continue };
                let value = match said {
                    None => Ok(column.as_str().into()),
                    Some(said) => self.said(said, &field.takes),
                };
                body.insert(field.wire.clone(), value.map_err(|reason| (column.clone(), reason))?);
            }
        }
        for (name, said) in &fact.set.fields {
            let Some(field) = shape.field(name) else { continue };
            let value = self.said(said, &field.takes).map_err(|reason| (name.clone(), reason))?;
            if value.is_null() && field.required {
                return Err((name.clone(), "says nothing, and every row needs it".to_owned()));
            }
            body.insert(field.wire.clone(), value);
        }
        if !fact.set.attributes.is_empty() {
            let mut attributes = Map::new();
            for (name, said) in &fact.set.attributes {
                let field = |reason| (format!("attributes.{name}"), reason);
                attributes.insert(name.clone(), self.said(said, &Type::Attributes).map_err(field)?);
            }
            body.insert("attributes".to_owned(), attributes.into());
        }
        Ok(())
    }

    /// The record's identity. Several parts are put together so that no two sets of parts give one key.
    fn key(&self, parts: &[Part], column: Option<&String>) -> Result<String, String> {
        let mut said = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            match part {
                Part::Const(text) => said.push(text.as_str()),
                Part::Column(name) => {
                    let text = self.line.cell(name);
                    if self.is_null(text, None) {
                        return Err(format!("the column {name} says nothing"));
                    }
                    said.push(text);
                }
            }
        }
        let digest;
        if parts.is_empty() {
            digest = self.digest();
            said.push(&digest);
        }
        said.extend(column.map(String::as_str));
        Ok(match said.as_slice() {
            [one] => (*one).to_owned(),
            several => {
                several.iter().map(|part| part.replace('\\', "\\\\").replace(':', "\\:")).collect::<Vec<_>>().join(":")
            }
        })
    }

    /// The identity of a row that has none: what it says, whatever the order of its columns.
    fn digest(&self) -> String {
        let sorted: BTreeMap<&String, &str> =
            self.line.columns.iter().map(|(name, place)| (name, self.line.cells.get(*place).unwrap_or(""))).collect();
        let mut digest = Sha256::new();
        for (name, text) in sorted {
            for part in [name.as_str(), text] {
                digest.update(part.len().to_le_bytes());
                digest.update(part);
            }
        }
        digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    fn link(&self, fact: &Fact) -> Result<Option<Link>, String> {
        let Some(super::grammar::Link(link)) = &fact.account else { return Ok(None) };
        let text = self.line.cell(&link.field);
        if self.is_null(text, None) {
            return Err(format!("the column {} says nothing", link.field));
        }
        let system = link.source.clone().unwrap_or_else(|| self.system.to_owned());
        Ok(Some(match (link.through, link.by) {
            (Some(kind), _) => Link::Through(kind.0, system, text.to_owned()),
            (None, By::ExternalId) => Link::Account(system, text.to_owned()),
            (None, By::Domain) => Link::Domain(text.trim().to_lowercase()),
        }))
    }

    fn moment(&self, said: &Said) -> Result<Option<DateTime<Utc>>, String> {
        match self.said(said, &Type::DateTime)? {
            Value::String(text) => Ok(text.parse().ok()),
            _ => Ok(None),
        }
    }

    /// What a field says; null where the cell says nothing.
    fn said(&self, said: &Said, takes: &Type) -> Result<Value, String> {
        let rule = match said {
            Said::Column(column) => &Rule { field: Some(column.clone()), ..Rule::default() },
            Said::Rule(rule) => rule,
            Said::Each(each) => return self.each(each, takes),
        };
        let Some(text) = self.text(rule)? else { return Ok(Value::Null) };
        let value = cell::value(&text, rule, takes, self.zone)?;
        let system = rule.source.as_deref().unwrap_or(self.system);
        Ok(match (takes, value) {
            (Type::Reference, id) => json!({"system": system, "id": id}),
            (Type::List(inner), Value::Array(ids)) if **inner == Type::Reference => {
                ids.into_iter().map(|id| json!({"system": system, "id": id})).collect()
            }
            (_, value) => value,
        })
    }

    /// The text that a rule comes to, once nulls and the map are seen to.
    fn text(&self, rule: &Rule) -> Result<Option<String>, String> {
        if let Some(constant) = &rule.constant {
            return Ok(Some(constant.text()));
        }
        let text = match (&rule.join, &rule.field) {
            (Some(columns), _) => {
                let said = columns.iter().map(|column| self.line.cell(column));
                said.filter(|text| !self.is_null(text, Some(rule))).collect::<Vec<_>>().join(&rule.with)
            }
            (None, Some(column)) => self.line.cell(column).to_owned(),
            (None, None) => String::new(),
        };
        let otherwise = rule.otherwise.as_ref().map(super::grammar::Scalar::text);
        if text.is_empty() || self.is_null(&text, Some(rule)) {
            return Ok(otherwise);
        }
        match &rule.map {
            None => Ok(Some(text)),
            Some(map) => match map.get(&text).or_else(|| map.get(text.trim())) {
                Some(value) => Ok(Some(plain(&value.0))),
                None if otherwise.is_some() => Ok(otherwise),
                None => Err(format!("`{text}` is not in the map")),
            },
        }
    }

    /// A list of objects. One without a field that it needs is left out: its columns say nothing.
    fn each(&self, each: &[BTreeMap<String, Said>], takes: &Type) -> Result<Value, String> {
        let Type::List(inner) = takes else { return Err("takes no list".to_owned()) };
        let Type::Object(fields) = inner.as_ref() else { return Err("takes no objects".to_owned()) };
        let mut list = Vec::with_capacity(each.len());
        for said in each {
            let mut object = Map::new();
            for (name, said) in said {
                let Some(Field { wire, takes, .. }) = fields.iter().find(|field| field.name == *name) else { continue };
                object.insert(wire.clone(), self.said(said, takes).map_err(|reason| format!("{name}: {reason}"))?);
            }
            let lacks = |field: &Field| field.required && object.get(&field.wire).is_none_or(Value::is_null);
            if !fields.iter().any(lacks) {
                list.push(object.into());
            }
        }
        Ok(Value::Array(list))
    }
}

impl Stream {
    /// Whether the source says when it knew what its rows say of this fact, in whatever way.
    pub fn is_dated(&self, fact: &Fact) -> bool {
        let sets = |wire: &str| {
            let named = shape(fact.kind.0).fields.iter().find(|field| field.wire == wire);
            named.is_some_and(|field| fact.set.fields.contains_key(&field.name))
        };
        let known = fact.known_at.is_some() || self.known_at.is_some() || sets("updatedAt");
        known || occurred(fact.kind.0).iter().any(|wire| sets(wire))
    }
}

/// When the source knew a fact whose mapping does not say: its own stamp, else when the fact was true.
fn believed(kind: RecordKind, body: &Map<String, Value>) -> Option<DateTime<Utc>> {
    let said = |wire: &&str| body.get(*wire).and_then(Value::as_str).and_then(read);
    said(&"updatedAt").or_else(|| occurred(kind).iter().find_map(said))
}

fn read(text: &str) -> Option<DateTime<Utc>> {
    let date = || text.parse::<NaiveDate>().ok().map(|date| date.and_time(NaiveTime::MIN).and_utc());
    text.parse().ok().or_else(date)
}
