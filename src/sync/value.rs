//! Readers of single values: from what a row says to what is stored, or what is wrong with it.

#![allow(clippy::ptr_arg, reason = "a reader takes the very type of its field")]

use chrono::{Datelike, NaiveDate, Utc};
use entity::values::{Micros, Words};
use serde_json::Value;

use super::result::{Problem, ProblemCode};
use crate::domain::bounds::{CUSTOM_FIELDS, WORDS};
use crate::domain::currency::is_known;
use crate::domain::stamp::Horizon;
use crate::domain::text::{LINE, TEXT, holds_nul, is_domain};
use crate::scalar::{Date, DateTime, Decimal, Json};

/// The system of records that are born here.
pub const OWN_SYSTEM: &str = "vitrine";

/// A value that was read, or what is wrong with it.
pub type Read<T> = Result<T, Problem>;

fn invalid<T>(message: impl Into<String>) -> Read<T> {
    Err(Problem::new(ProblemCode::Invalid, message))
}

/// A word, a yes or no: anything that GraphQL has checked already.
pub fn plain<T: Copy>(said: &T) -> Read<T> {
    Ok(*said)
}

fn sane(year: i32) -> bool {
    (1900..2200).contains(&year)
}

/// A moment between the years 1900 and 2200.
pub fn moment(said: &DateTime) -> Read<chrono::DateTime<Utc>> {
    if sane(said.0.year()) { Ok(said.0) } else { invalid("must lie in the years 1900 to 2199") }
}

/// A source's own stamp: a moment that does not lie ahead.
pub fn stamp(said: chrono::DateTime<Utc>, horizon: Horizon) -> Read<chrono::DateTime<Utc>> {
    let said = moment(&DateTime(said))?;
    if horizon.is_ahead(said) { invalid("lies further ahead of the clock than a stamp may") } else { Ok(said) }
}

/// A date between the years 1900 and 2200.
pub fn date(said: &Date) -> Read<NaiveDate> {
    if sane(said.0.year()) { Ok(said.0) } else { invalid("must lie in the years 1900 to 2199") }
}

fn text_of(said: &str, longest: usize) -> Read<String> {
    if said.contains('\0') {
        return invalid("must not hold the character NUL");
    }
    let length = said.chars().count();
    if length > longest {
        return Err(Problem::new(ProblemCode::TooLong, format!("has {length} characters, and the most is {longest}")));
    }
    Ok(said.to_owned())
}

/// A text of one line, up to 255 characters.
pub fn line(said: &String) -> Read<String> {
    text_of(said, LINE)
}

/// A text of up to 10,000 characters.
pub fn text(said: &String) -> Read<String> {
    text_of(said, TEXT)
}

/// An e-mail address.
pub fn email(said: &String) -> Read<String> {
    let address = line(said)?;
    let well_formed = address.split_once('@').is_some_and(|(local, host)| !local.is_empty() && is_domain(host));
    if well_formed && !address.contains(char::is_whitespace) { Ok(address) } else { invalid("is no e-mail address") }
}

/// A domain such as `example.com`, in lower case.
pub fn domain(said: &String) -> Read<String> {
    let domain = line(said)?.to_lowercase();
    if is_domain(&domain) { Ok(domain) } else { invalid("is no domain such as example.com") }
}

/// An address on the web.
pub fn url(said: &String) -> Read<String> {
    let url = text_of(said, 2_000)?;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !url.contains(char::is_whitespace) => Ok(url),
        _ => invalid("is no address that begins with http:// or https://"),
    }
}

/// A number that counts something.
pub fn count(said: &i32) -> Read<i32> {
    if *said >= 0 { Ok(*said) } else { invalid("must not be negative") }
}

/// A number that counts something, stored wide.
pub fn wide_count(said: &i32) -> Read<i64> {
    count(said).map(i64::from)
}

/// An exact number with up to six digits behind the point.
pub fn micros(said: &Decimal) -> Read<Micros> {
    said.to_micros()
        .map_or_else(|| invalid("has more than six digits behind the point, or more than twelve before it"), Ok)
}

/// A sentiment, −1 to 1.
pub fn sentiment(said: &f64) -> Read<f64> {
    if (-1.0..=1.0).contains(said) { Ok(*said) } else { invalid("must lie between -1 and 1") }
}

/// A list of up to 100 words, each once, none empty.
pub fn words(said: &Vec<String>) -> Read<Words> {
    let mut words: Vec<String> = Vec::new();
    within(said.len(), WORDS)?;
    for (index, word) in said.iter().enumerate() {
        let word = line(word).map_err(|problem| problem.at(&index.to_string()))?;
        if !word.trim().is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    Ok(Words(words))
}

/// Whether a list is short enough.
pub fn within(length: usize, most: usize) -> Read<()> {
    if length > most {
        return Err(Problem::new(ProblemCode::TooLong, format!("has {length} entries, and the most is {most}")));
    }
    Ok(())
}

/// Custom fields: a JSON object with keys of one line and values of up to 10,000 characters of JSON.
pub fn attributes(said: &Json) -> Read<serde_json::Map<String, Value>> {
    let Value::Object(map) = &said.0 else { return invalid("must be a JSON object") };
    within(map.len(), CUSTOM_FIELDS)?;
    for (key, value) in map {
        if key.trim().is_empty() || key.contains('\0') || key.chars().count() > LINE {
            return invalid("a key has 1 to 255 characters").map_err(|problem: Problem| problem.at(key));
        }
        if holds_nul(value) {
            return invalid("must not hold the character NUL").map_err(|problem: Problem| problem.at(key));
        }
        text_of(&value.to_string(), TEXT).map_err(|problem| problem.at(key))?;
    }
    Ok(map.clone())
}

/// Minutes of a week.
pub fn weekly_minutes(said: &i32) -> Read<i32> {
    if (0..=10_080).contains(said) { Ok(*said) } else { invalid("must lie between 0 and the 10,080 minutes of a week") }
}

/// A currency of ISO 4217, in upper case.
pub fn currency(said: &String) -> Read<String> {
    if is_known(said) { Ok(said.clone()) } else { invalid("is no currency of ISO 4217 in upper case") }
}

/// An amount in minor units of a currency with so many digits.
pub fn minor(said: Decimal, digits: u32) -> Read<i64> {
    let wrong =
        || invalid(format!("has more than the {digits} digits behind the point of its currency, or is too large"));
    said.to_minor(digits).map_or_else(wrong, Ok)
}

/// A system's key of a record: 1 to 255 characters.
pub fn external_id(said: &str) -> Read<()> {
    if said.is_empty() {
        return invalid("must not be empty");
    }
    text_of(said, LINE).map(drop)
}

/// The name of a system: 1 to 255 characters, and not the one of records that are born here.
pub fn system(said: &str) -> Read<()> {
    if said.trim().is_empty() {
        return invalid("must not be empty");
    }
    if said.eq_ignore_ascii_case(OWN_SYSTEM) {
        return invalid("is the name of records that are born here");
    }
    text_of(said, LINE).map(drop)
}
