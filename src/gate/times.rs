//! How many entries a field may have, once the variables are known.

use apollo_compiler::Node;
use apollo_compiler::ast::Value;
use apollo_compiler::response::{JsonMap, JsonValue};
use chrono::{DateTime, NaiveDate, Utc};

use super::price::{Size, Times};
use super::{Code, GateError, Limits};

/// A value of the document, with the variables in it.
#[derive(Clone, Copy)]
pub(super) enum Read<'a> {
    /// As the document has it.
    Document(&'a Value),
    /// As a variable has it.
    Variable(&'a JsonValue),
}

impl<'a> Read<'a> {
    /// The value; nothing where it is null, or a variable that is left out.
    pub(super) fn of(value: &'a Value, variables: &'a JsonMap) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Variable(name) => Self::json(variables.get(name.as_str())?),
            value => Some(Self::Document(value)),
        }
    }

    fn json(value: &'a JsonValue) -> Option<Self> {
        (!value.is_null()).then_some(Self::Variable(value))
    }

    /// The field of an input object.
    fn field(self, name: &str, variables: &'a JsonMap) -> Option<Self> {
        match self {
            Self::Document(Value::Object(fields)) => {
                let (_, value) = fields.iter().find(|(key, _)| key == name)?;
                Self::of(value, variables)
            }
            Self::Variable(JsonValue::Object(fields)) => Self::json(fields.get(name)?),
            _ => None,
        }
    }

    /// The entries of a list; one value is a list of one.
    fn len(self) -> usize {
        match self {
            Self::Document(Value::List(items)) => items.len(),
            Self::Variable(JsonValue::Array(items)) => items.len(),
            _ => 1,
        }
    }

    /// A text.
    pub(super) fn text(self) -> Option<&'a str> {
        match self {
            Self::Document(Value::String(text)) => Some(text),
            Self::Variable(JsonValue::String(text)) => Some(text.as_str()),
            _ => None,
        }
    }

    fn number(self) -> Option<i64> {
        match self {
            Self::Document(Value::Int(number)) => number.as_str().parse().ok(),
            Self::Variable(number) => number.as_i64(),
            Self::Document(_) => None,
        }
    }
}

/// How many entries; a page out of its bounds is an error.
pub(super) fn count(times: &Times, variables: &JsonMap, now: DateTime<Utc>, limits: &Limits) -> Result<u64, GateError> {
    let read = |value: &'_ Option<Node<Value>>| value.as_ref().and_then(|value| Read::of(value, variables)).is_some();
    let (entries, most) = match times {
        Times::One => return Ok(1),
        Times::Page { first, last } => return page(first, last, variables, limits),
        Times::Most(most) => (None, *most),
        Times::Given { list, path, most } => {
            let list = path.iter().try_fold(Read::of(list, variables), |at, name| Some(at?.field(name, variables)));
            (list.flatten().map(Read::len), *most)
        }
        Times::Days { since, until, most } => {
            let day = |value: &Option<Node<Value>>| Day::of(Read::of(value.as_ref()?, variables)?.text()?);
            // What cannot be read is the resolver's to refuse.
            let until = if read(until) { day(until) } else { Some(Day { on: now.date_naive(), whole: false }) };
            let days = day(since).zip(until).map(|(since, until)| {
                let days = (until.on - since.on).num_days() + i64::from(!until.whole);
                usize::try_from(days.max(1)).unwrap_or(*most)
            });
            (days, *most)
        }
        Times::Months { months, most } => {
            let months = months.as_ref().and_then(|months| Read::of(months, variables)?.number());
            let months = months.map(|months| usize::try_from(months).unwrap_or_default());
            return Ok(1 + months.map_or(*most, |months| months.min(*most)) as u64);
        }
    };
    Ok(entries.map_or(most, |entries| entries.min(most)) as u64)
}

/// A day, whole where no moment on it is named: it is then left out of a span that ends with it.
struct Day {
    on: NaiveDate,
    whole: bool,
}

impl Day {
    fn of(text: &str) -> Option<Self> {
        if let Ok(on) = text.parse::<NaiveDate>() {
            return Some(Self { on, whole: true });
        }
        let at = DateTime::parse_from_rfc3339(text).ok()?;
        Some(Self { on: at.with_timezone(&Utc).date_naive(), whole: false })
    }
}

fn page(first: &Size, last: &Size, variables: &JsonMap, limits: &Limits) -> Result<u64, GateError> {
    let mut times = None;
    for (argument, size) in [("first", first), ("last", last)] {
        let said = match size {
            Size::Unsaid => None,
            Size::Said(said) => Some(*said),
            Size::By(variable) => variables.get(variable.as_str()).and_then(JsonValue::as_i64),
        };
        let Some(said) = said else { continue };
        if !(1..=limits.page).contains(&said) {
            let message = format!("`{argument}` must be from 1 to {}, and is {said}.", limits.page);
            return Err(GateError::new(Code::PageSize, message));
        }
        times = times.max(u64::try_from(said).ok());
    }
    Ok(times.unwrap_or(limits.default_page))
}
