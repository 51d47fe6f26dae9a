//! The grammar of a mapping file, as it is read.

use std::collections::BTreeMap;

use chrono::FixedOffset;
use entity::enums::RecordKind;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use toml::Value as Toml;

use super::shape;

/// A mapping file: what each stream of one system says of which facts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The system that the records come from.
    pub system: String,
    /// Cells that say nothing, once white space around them is left out.
    #[serde(default = "empty")]
    pub null: Vec<String>,
    /// The zone of times that name none.
    #[serde(default)]
    pub zone: Zone,
    /// What parts the cells of a line.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// The streams.
    #[serde(rename = "stream", default)]
    pub streams: Vec<Stream>,
}

fn empty() -> Vec<String> {
    vec![String::new()]
}

fn comma() -> char {
    ','
}

/// One kind of file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// The file's name without its ending, exact or with `*` and `?`.
    pub name: String,
    /// The columns that make a record's identity; none: a digest of the whole row.
    #[serde(default)]
    pub key: Vec<Part>,
    /// When the source knew what the row says.
    pub known_at: Option<Said>,
    /// Columns that are not read on purpose, exact or with `*` and `?`.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// In the place of the file's own.
    pub null: Option<Vec<String>>,
    /// In the place of the file's own.
    pub zone: Option<Zone>,
    /// Rows that are passed over: all of these hold.
    #[serde(default)]
    pub skip_when: Conditions,
    /// Rows that tell of a delete: all of these hold.
    #[serde(default)]
    pub deleted_when: Conditions,
    /// What a row says.
    #[serde(rename = "fact", default)]
    pub facts: Vec<Fact>,
}

/// One fact that a row says, or several where it is unpivoted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Its kind.
    pub kind: Kind,
    /// In the place of the stream's own.
    pub key: Option<Vec<Part>>,
    /// Whose it is.
    pub account: Option<Link>,
    /// It is said only where all of these hold.
    #[serde(default)]
    pub when: Conditions,
    /// One fact for each of these columns that has a value.
    pub unpivot: Option<Unpivot>,
    /// In the place of the stream's own.
    pub known_at: Option<Said>,
    /// Its fields.
    #[serde(default)]
    pub set: Sets,
}

/// A kind of fact, in snake case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind(pub RecordKind);

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = String::deserialize(from)?;
        let known = RecordKind::ALL.iter().find(|kind| kind.word().to_lowercase() == word);
        known.map(|kind| Self(*kind)).ok_or_else(|| {
            let kinds: Vec<String> = RecordKind::ALL.iter().map(|kind| kind.word().to_lowercase()).collect();
            D::Error::custom(super::unknown("kind of fact", &word, kinds.iter().map(String::as_str)))
        })
    }
}

/// A part of a key: a column, or a constant that tells the facts of one row apart.
#[derive(Clone, Debug)]
pub enum Part {
    /// A column.
    Column(String),
    /// A constant.
    Const(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConstPart {
    #[serde(rename = "const")]
    constant: String,
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Toml::deserialize(from)? {
            Toml::String(column) => Ok(Self::Column(column)),
            other => table::<ConstPart, D>(other).map(|part| Self::Const(part.constant)),
        }
    }
}

/// How a row names its account.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkTable {
    /// The column.
    pub field: String,
    /// The column names a record of this kind, whose account it is.
    pub through: Option<Kind>,
    /// What the column names the account by.
    #[serde(default)]
    pub by: By,
    /// The system whose name it is; the mapping's own where absent.
    pub source: Option<String>,
}

/// What a column names an account by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Its key in a system.
    #[default]
    ExternalId,
    /// Its domain.
    Domain,
}

/// How a row names its account: a column alone is its key in the mapping's system.
#[derive(Clone, Debug)]
pub struct Link(pub LinkTable);

impl<'de> Deserialize<'de> for Link {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Toml::deserialize(from)? {
            Toml::String(field) => Ok(Self(LinkTable { field, through: None, by: By::ExternalId, source: None })),
            other => table::<LinkTable, D>(other).map(Self),
        }
    }
}

/// A condition on a row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The column.
    pub field: String,
    /// It says this.
    pub equals: Option<Scalar>,
    /// It says anything but this.
    pub not_equals: Option<Scalar>,
    /// It says one of these.
    #[serde(rename = "in")]
    pub among: Option<Vec<Scalar>>,
    /// It says something, or nothing.
    pub present: Option<bool>,
}

/// Conditions that all hold; one may stand alone.
#[derive(Clone, Debug, Default)]
pub struct Conditions(pub Vec<Condition>);

impl<'de> Deserialize<'de> for Conditions {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Toml::deserialize(from)? {
            Toml::Array(all) => all.into_iter().map(table::<Condition, D>).collect::<Result<_, _>>().map(Self),
            one => table::<Condition, D>(one).map(|one| Self(vec![one])),
        }
    }
}

/// Wide to long: one fact for each listed column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unpivot {
    /// The columns.
    pub fields: Vec<String>,
    /// The field that takes the column's name.
    pub name: String,
    /// The field `number` takes the cell.
    #[serde(default)]
    pub number: bool,
    /// The field `word` takes the cell.
    #[serde(default)]
    pub word: bool,
}

impl Unpivot {
    /// The field that takes the cell.
    pub fn value(&self) -> &'static str {
        if self.number { "number" } else { "word" }
    }
}

/// The fields of a fact, in snake case; custom fields under `attributes`.
#[derive(Clone, Debug, Default)]
pub struct Sets {
    /// By name.
    pub fields: BTreeMap<String, Said>,
    /// Custom fields, by key.
    pub attributes: BTreeMap<String, Said>,
}

impl<'de> Deserialize<'de> for Sets {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut sets = Self::default();
        for (name, value) in BTreeMap::<String, Toml>::deserialize(from)? {
            if name == "attributes" {
                sets.attributes = table::<BTreeMap<String, Said>, D>(value)?;
            } else {
                let said = table::<Said, D>(value).map_err(|error| D::Error::custom(format!("{name}: {error}")))?;
                sets.fields.insert(name, said);
            }
        }
        Ok(sets)
    }
}

/// What a field says.
#[derive(Clone, Debug)]
pub enum Said {
    /// What the column says.
    Column(String),
    /// What comes of a rule.
    Rule(Box<Rule>),
    /// A list of objects, each by its fields.
    Each(Vec<BTreeMap<String, Said>>),
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Toml::deserialize(from)? {
            Toml::String(column) => Ok(Self::Column(column)),
            Toml::Array(each) => {
                each.into_iter().map(table::<BTreeMap<String, Said>, D>).collect::<Result<_, _>>().map(Self::Each)
            }
            other => table::<Rule, D>(other).map(|rule| Self::Rule(Box::new(rule))),
        }
    }
}

/// How a cell becomes a value. Exactly one of `field`, `join` and `const`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The column.
    pub field: Option<String>,
    /// Columns that are put one behind the other.
    pub join: Option<Vec<String>>,
    /// What stands between them.
    #[serde(default)]
    pub with: String,
    /// The same value for every row.
    #[serde(rename = "const")]
    pub constant: Option<Scalar>,
    /// What a cell says, as the field says it; any other cell is refused, unless there is `otherwise`.
    pub map: Option<BTreeMap<String, Scalar>>,
    /// The value where the map has none, or the cell says nothing.
    pub otherwise: Option<Scalar>,
    /// What is read, where the field alone does not say: for custom fields.
    #[serde(rename = "type")]
    pub reads: Option<Reads>,
    /// How a date or time is written: one format or several, tried in turn.
    #[serde(default)]
    pub format: Formats,
    /// The zone of a time that names none.
    pub zone: Option<Zone>,
    /// Cells that say nothing, in the place of the stream's.
    pub null: Option<Vec<String>>,
    /// A factor: a number, or a fraction such as `1/12`.
    pub scale: Option<Scale>,
    /// Days that are added to a date or time.
    pub add_days: Option<i64>,
    /// What parts the entries of a list.
    pub split: Option<String>,
    /// The system of a reference; the mapping's own where absent.
    pub source: Option<String>,
}

/// What a rule reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reads {
    /// A text.
    Text,
    /// A whole number.
    Int,
    /// An exact number.
    Decimal,
    /// Yes or no.
    Boolean,
    /// A date.
    Date,
    /// A moment.
    Datetime,
}

/// Ways to write a date or time.
#[derive(Clone, Debug, Default)]
pub struct Formats(pub Vec<String>);

impl<'de> Deserialize<'de> for Formats {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let formats = match Toml::deserialize(from)? {
            Toml::String(one) => vec![one],
            several => table::<Vec<String>, D>(several)?,
        };
        match formats.iter().find(|format| !shape::is_format(format)) {
            Some(wrong) => Err(D::Error::custom(format!("`{wrong}` is no format of a date or time"))),
            None => Ok(Self(formats)),
        }
    }
}

/// A zone: `UTC`, or an offset such as `+05:30`.
#[derive(Clone, Copy, Debug)]
pub struct Zone(pub FixedOffset);

impl Default for Zone {
    fn default() -> Self {
        Self(chrono::Offset::fix(&chrono::Utc))
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text == "UTC" {
            return Ok(Self::default());
        }
        let wrong = |_| D::Error::custom(format!("`{text}` is no zone: UTC, or an offset such as +05:30"));
        text.parse().map(Self).map_err(wrong)
    }
}

/// A factor, as a fraction.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// What is multiplied by.
    pub times: i64,
    /// What is divided by.
    pub by: i64,
}

impl<'de> Deserialize<'de> for Scale {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let fraction = match Toml::deserialize(from)? {
            Toml::Integer(times) => Some((times, 1)),
            Toml::String(text) => {
                text.split_once('/').and_then(|(times, by)| Some((times.trim().parse().ok()?, by.trim().parse().ok()?)))
            }
            _ => None,
        };
        match fraction {
            Some((times, by)) if times != 0 && by > 0 => Ok(Self { times, by }),
            _ => Err(D::Error::custom("scale is a whole number, or a fraction such as \"1/12\"")),
        }
    }
}

/// A text, a number, a yes or no.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar(pub Value);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(match Toml::deserialize(from)? {
            Toml::String(text) => text.into(),
            Toml::Integer(number) => number.into(),
            Toml::Float(number) => number.into(),
            Toml::Boolean(yes) => yes.into(),
            Toml::Datetime(moment) => moment.to_string().into(),
            Toml::Array(_) | Toml::Table(_) => {
                return Err(D::Error::custom("a value is a text, a number, a yes or no, or a time"));
            }
        }))
    }
}

impl Scalar {
    /// As a cell would write it.
    pub fn text(&self) -> String {
        match &self.0 {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

fn table<'de, T: DeserializeOwned, D: Deserializer<'de>>(value: Toml) -> Result<T, D::Error> {
    T::deserialize(value).map_err(|error| D::Error::custom(error.message()))
}
