//! From what a cell says to what a field takes.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, Utc};
use serde_json::Value;

use super::grammar::{Reads, Rule, Scalar, Scale, Zone};
use super::shape::{MILLIS, SECONDS, Type};
use crate::domain::text::nearest;
use crate::scalar::Decimal;

/// Digits behind the point of what a scale does not divide evenly: those of most currencies.
const ROUNDED: u32 = 2;
/// How dates are written where a mapping does not say.
const DATES: &[&str] = &["%Y-%m-%d"];
/// How moments are written where a mapping does not say.
const MOMENTS: &[&str] = &["%+", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d"];

/// A value, or what is wrong with the cell.
pub(super) type Read = Result<Value, String>;

/// The value that a text of a cell or a constant has for a field that takes this.
pub(super) fn value(text: &str, rule: &Rule, takes: &Type, zone: Zone) -> Read {
    let zone = rule.zone.unwrap_or(zone);
    match takes {
        Type::Attributes => attribute(text, rule, zone),
        Type::Text => match rule.reads {
            Some(_) => attribute(text, rule, zone).map(|value| plain(&value).into()),
            None => Ok(text.into()),
        },
        Type::Boolean => boolean(text),
        Type::Int => whole(text, rule.scale),
        Type::Decimal => decimal(text, rule.scale).map(|number| number.to_string().into()),
        Type::Float => match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number.into()),
            _ => Err(format!("`{text}` is no number")),
        },
        Type::Date => date(text, rule, zone).map(|date| date.to_string().into()),
        Type::DateTime => moment(text, rule, zone).map(|moment| written(moment).into()),
        Type::Word(words) => word(text, words),
        Type::List(inner) => list(text, rule, inner, zone),
        Type::Reference | Type::Object(_) => Ok(text.into()),
    }
}

/// A value as a cell would write it.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A moment as the schema writes it.
pub(super) fn written(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn attribute(text: &str, rule: &Rule, zone: Zone) -> Read {
    match rule.reads {
        None | Some(Reads::Text) => Ok(text.into()),
        Some(Reads::Int) => whole(text, rule.scale),
        Some(Reads::Boolean) => boolean(text),
        Some(Reads::Date) => date(text, rule, zone).map(|date| date.to_string().into()),
        Some(Reads::Datetime) => moment(text, rule, zone).map(|moment| written(moment).into()),
        Some(Reads::Decimal) => {
            let number = decimal(text, rule.scale)?.to_string();
            serde_json::from_str(&number).map_err(|_| format!("`{text}` is no number"))
        }
    }
}

fn list(text: &str, rule: &Rule, inner: &Type, zone: Zone) -> Read {
    let entries: Vec<&str> = match &rule.split {
        Some(split) => text.split(split.as_str()).map(str::trim).filter(|entry| !entry.is_empty()).collect(),
        None => vec![text],
    };
    entries.into_iter().map(|entry| value(entry, rule, inner, zone)).collect::<Result<Vec<_>, _>>().map(Value::from)
}

fn word(text: &str, words: &[String]) -> Read {
    if words.iter().any(|word| word == text) {
        return Ok(text.into());
    }
    let hint = nearest(&text.to_uppercase(), words.iter().map(String::as_str));
    let hint = hint.map_or_else(String::new, |word| format!("; the nearest is {word}"));
    Err(format!("`{text}` is no word that the field takes{hint}"))
}

/// Whether a cell says yes or no.
pub(super) fn yes(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

fn boolean(text: &str) -> Read {
    yes(text).map(Value::from).ok_or_else(|| format!("`{text}` is neither yes nor no"))
}

fn whole(text: &str, scale: Option<Scale>) -> Read {
    let number = decimal(text, scale)?;
    let number = number.to_minor(0).ok_or_else(|| format!("`{text}` is no whole number"))?;
    Ok(number.into())
}

/// The exact number of a cell, after its scale: a quotient that does not end is rounded to two digits, half away from zero.
fn decimal(text: &str, scale: Option<Scale>) -> Result<Decimal, String> {
    let wrong = || format!("`{text}` is no number");
    let number = Decimal::read(text.trim()).ok_or_else(wrong)?;
    let Some(Scale { times, by }) = scale else { return Ok(number) };
    let micros = number.to_micros().ok_or_else(wrong)?;
    let scaled = i128::from(micros.0) * i128::from(times);
    let by = i128::from(by);
    let unit = if scaled % by == 0 { by } else { by * 10_i128.pow(6 - ROUNDED) };
    let rounded = (scaled.abs() + unit / 2) / unit * scaled.signum() * (unit / by);
    i64::try_from(rounded).map(|micros| Decimal::of_minor(micros, 6)).map_err(|_| wrong())
}

fn formats<'a>(rule: &'a Rule, standard: &'a [&'a str]) -> Vec<&'a str> {
    if rule.format.0.is_empty() { standard.to_vec() } else { rule.format.0.iter().map(String::as_str).collect() }
}

fn date(text: &str, rule: &Rule, zone: Zone) -> Result<NaiveDate, String> {
    let text = text.trim();
    for format in formats(rule, DATES) {
        if let Ok(date) = NaiveDate::parse_from_str(text, format) {
            return later(date, rule.add_days).ok_or_else(|| format!("`{text}` is no date"));
        }
    }
    // A moment has a date, too: the one in its zone.
    moment(text, rule, zone).map(|moment| moment.with_timezone(&zone.0).date_naive()).map_err(|_| {
        let asked = formats(rule, DATES).join(" or ");
        format!("`{text}` is no date written {asked}")
    })
}

fn later(date: NaiveDate, days: Option<i64>) -> Option<NaiveDate> {
    date.checked_add_signed(TimeDelta::try_days(days.unwrap_or(0))?)
}

/// The moment that a cell says.
pub(super) fn moment(text: &str, rule: &Rule, zone: Zone) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    let zone = rule.zone.unwrap_or(zone);
    let said = formats(rule, MOMENTS).into_iter().find_map(|format| in_format(text, format, zone.0));
    let moment = said.and_then(|moment| moment.checked_add_signed(TimeDelta::try_days(rule.add_days.unwrap_or(0))?));
    moment.ok_or_else(|| match rule.format.0.as_slice() {
        [] => format!("`{text}` is no time such as 2026-03-01T09:30:00Z, 2026-03-01 09:30:00 or 2026-03-01"),
        formats => format!("`{text}` is no time written {}", formats.join(" or ")),
    })
}

fn in_format(text: &str, format: &str, zone: FixedOffset) -> Option<DateTime<Utc>> {
    let naive = |moment: NaiveDateTime| moment.and_local_timezone(zone).single().map(|moment| moment.to_utc());
    match format {
        SECONDS | MILLIS => {
            let micros = Decimal::read(text)?.to_micros()?.0;
            DateTime::from_timestamp_micros(if format == SECONDS { micros } else { micros / 1_000 })
        }
        "%+" => DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc()),
        _ => DateTime::parse_from_str(text, format)
            .map(|moment| moment.to_utc())
            .ok()
            .or_else(|| NaiveDateTime::parse_from_str(text, format).ok().and_then(naive))
            .or_else(|| {
                let date = NaiveDate::parse_from_str(text, format).ok()?;
                naive(date.and_time(NaiveTime::MIN))
            }),
    }
}

/// Whether a cell says what a mapping names.
pub(super) fn says(text: &str, scalar: &Scalar) -> bool {
    match &scalar.0 {
        Value::Bool(wanted) => yes(text) == Some(*wanted),
        Value::Number(number) => {
            let (said, wanted) = (Decimal::read(text.trim()), Decimal::read(&number.to_string()));
            said.is_some() && said == wanted
        }
        other => plain(other) == text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(takes: &Type, rule: &Rule, text: &str) -> Read {
        value(text, rule, takes, Zone::default())
    }

    fn written_as(formats: &[&str]) -> Rule {
        let formats = super::super::grammar::Formats(formats.iter().map(|&format| format.to_owned()).collect());
        Rule { format: formats, ..Rule::default() }
    }

    #[test]
    fn numbers_are_exact_and_scales_round_once() {
        let cents = Rule { scale: Some(Scale { times: 1, by: 100 }), ..Rule::default() };
        let monthly = Rule { scale: Some(Scale { times: 1, by: 12 }), ..Rule::default() };
        let seconds = Rule { scale: Some(Scale { times: 60, by: 1 }), ..Rule::default() };
        for (rule, text, expected) in [
            (&Rule::default(), "0.10", "0.1"),
            (&cents, "1999", "19.99"),
            (&cents, "-5", "-0.05"),
            (&monthly, "33432", "2786"),
            (&monthly, "100", "8.33"),
            (&monthly, "-100.04", "-8.34"),
            (&monthly, "200", "16.67"),
        ] {
            let read = reads(&Type::Decimal, rule, text).unwrap();
            assert_eq!(Decimal::read(read.as_str().unwrap()), Decimal::read(expected), "{text}");
        }
        assert_eq!(reads(&Type::Int, &seconds, "1.5").unwrap(), Value::from(90));
        assert_eq!(reads(&Type::Int, &Rule::default(), "27.0").unwrap(), Value::from(27));
        for wrong in ["", "one", "1,5", "1e3", "0x10", "NaN", "99999999999999999999"] {
            assert!(reads(&Type::Decimal, &Rule::default(), wrong).is_err(), "{wrong}");
        }
        assert!(reads(&Type::Int, &Rule::default(), "1.5").is_err());
        assert!(reads(&Type::Float, &Rule::default(), "inf").is_err());
    }

    #[test]
    fn times_have_formats_and_zones() {
        let moment = |rule: &Rule, text: &str| reads(&Type::DateTime, rule, text).map(|value| plain(&value));
        let first = written_as(&["%d-%m-%Y %H:%M", "%d/%m/%Y"]);
        assert_eq!(moment(&first, "29-02-2016 01:16").unwrap(), "2016-02-29T01:16:00.000000Z");
        assert_eq!(moment(&first, "29/02/2016").unwrap(), "2016-02-29T00:00:00.000000Z");
        assert!(moment(&first, "2016-02-29").is_err());
        assert!(moment(&first, "30-02-2016 01:16").is_err());
        let there = Rule { zone: Some(Zone("+05:30".parse().unwrap())), ..Rule::default() };
        assert_eq!(moment(&there, "2024-01-01 00:00:00").unwrap(), "2023-12-31T18:30:00.000000Z");
        assert_eq!(moment(&there, "2024-01-01T00:00:00Z").unwrap(), "2024-01-01T00:00:00.000000Z");
        assert_eq!(moment(&written_as(&[SECONDS]), "1700000000").unwrap(), "2023-11-14T22:13:20.000000Z");
        assert_eq!(moment(&written_as(&[MILLIS]), "1700000000123").unwrap(), "2023-11-14T22:13:20.123000Z");
        let week = Rule { add_days: Some(7), ..Rule::default() };
        assert_eq!(reads(&Type::Date, &week, "2024-02-26").unwrap(), Value::from("2024-03-04"));
        assert_eq!(reads(&Type::Date, &Rule::default(), "2024-02-26 10:00:00").unwrap(), Value::from("2024-02-26"));
    }

    #[test]
    fn a_date_that_is_read_from_a_moment_is_moved_once() {
        let week = Rule { add_days: Some(7), ..Rule::default() };
        assert_eq!(reads(&Type::Date, &week, "2024-02-26 10:00:00").unwrap(), Value::from("2024-03-04"));
    }

    #[test]
    fn words_and_answers() {
        let words = Type::Word(vec!["SEV1".to_owned(), "SEV2".to_owned()]);
        assert!(reads(&words, &Rule::default(), "SEV2").is_ok());
        assert!(reads(&words, &Rule::default(), "sev2").unwrap_err().contains("SEV2"));
        assert_eq!(reads(&Type::Boolean, &Rule::default(), "Yes").unwrap(), Value::from(true));
        assert!(reads(&Type::Boolean, &Rule::default(), "maybe").is_err());
        let list = Rule { split: Some(";".to_owned()), ..Rule::default() };
        let texts = Type::List(Box::new(Type::Text));
        assert_eq!(reads(&texts, &list, "a; b;").unwrap(), serde_json::json!(["a", "b"]));
    }
}
