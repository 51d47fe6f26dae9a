//! The schema's own scalars: newtypes over the values that the rest of the house uses.

pub mod fit;
pub mod unfit;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{NaiveDate, SecondsFormat, SubsecRound, Timelike, Utc};
use entity::values::Micros;

/// What a value must be that does not fit.
fn misfit<T: async_graphql::InputType>(wanted: &str) -> InputValueError<T> {
    InputValueError::custom(format!("must be {wanted}"))
}

/// A moment in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// A moment, as RFC 3339 with an offset: `2026-03-01T09:30:00.000Z`. Answers are in UTC, with three digits of a second where they suffice and six elsewhere. Input may have any offset; what is finer than a microsecond is cut off.
#[Scalar(name = "DateTime", specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(misfit(fit::DATE_TIME)) };
        let moment = chrono::DateTime::parse_from_rfc3339(text).map_err(|_| misfit(fit::DATE_TIME))?;
        // A leap second is no moment here.
        if moment.nanosecond() >= 1_000_000_000 {
            return Err(misfit(fit::DATE_TIME));
        }
        Ok(Self(moment.with_timezone(&Utc).trunc_subsecs(6)))
    }

    fn to_value(&self) -> Value {
        Value::String(self.text())
    }
}

impl DateTime {
    fn text(self) -> String {
        let whole = self.0.timestamp_subsec_micros().is_multiple_of(1_000);
        let digits = if whole { SecondsFormat::Millis } else { SecondsFormat::Micros };
        self.0.to_rfc3339_opts(digits, true)
    }
}

impl std::fmt::Display for DateTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(moment: chrono::DateTime<Utc>) -> Self {
        Self(moment)
    }
}

impl From<DateTime> for chrono::DateTime<Utc> {
    fn from(moment: DateTime) -> Self {
        moment.0
    }
}

/// A date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub NaiveDate);

/// A date of the calendar, without a time or a zone: `2026-03-01`.
#[Scalar(name = "Date", specified_by_url = "https://scalars.graphql.org/andimarek/local-date.html")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(misfit(fit::DATE)) };
        if text.len() != 10 || !text.starts_with(|first: char| first.is_ascii_digit()) {
            return Err(misfit(fit::DATE));
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Self).map_err(|_| misfit(fit::DATE))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

impl From<Date> for NaiveDate {
    fn from(date: Date) -> Self {
        date.0
    }
}

/// An exact decimal number: an integer and how many of its digits stand behind the point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decimal {
    unscaled: i64,
    digits: u32,
}

impl Decimal {
    /// An amount of money in minor units of a currency with so many digits; shown with all of them.
    pub fn of_minor(minor: i64, digits: u32) -> Self {
        Self { unscaled: minor, digits }
    }

    /// The amount in minor units of a currency with so many digits; nothing where it is finer or too large.
    pub fn to_minor(self, digits: u32) -> Option<i64> {
        let short = self.shortest();
        let more = digits.checked_sub(short.digits)?;
        short.unscaled.checked_mul(10_i64.checked_pow(more)?)
    }

    /// Millionths; nothing where the number is finer or too large.
    pub fn to_micros(self) -> Option<Micros> {
        self.to_minor(6).map(Micros)
    }

    /// Reads digits with an optional sign and point, `18` of them at most.
    pub fn read(text: &str) -> Option<Self> {
        let (sign, body) = match text.as_bytes().first()? {
            b'-' => ("-", &text[1..]),
            b'+' => ("", &text[1..]),
            _ => ("", text),
        };
        let (whole, part) = body.split_once('.').unwrap_or((body, ""));
        let part = part.trim_end_matches('0');
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if body.trim_matches('.').is_empty() || !all_digits(whole) || !all_digits(part) {
            return None;
        }
        let unscaled = format!("{sign}0{whole}{part}").parse().ok()?;
        let digits = u32::try_from(part.len()).ok().filter(|&digits| digits <= 18)?;
        Some(Self { unscaled, digits }.shortest())
    }

    /// The same number without zeros at the end.
    fn shortest(mut self) -> Self {
        while self.digits > 0 && self.unscaled % 10 == 0 {
            self.unscaled /= 10;
            self.digits -= 1;
        }
        self
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.unscaled < 0 { "-" } else { "" };
        let digits = self.digits as usize;
        let text = format!("{:0>width$}", self.unscaled.unsigned_abs(), width = digits + 1);
        let (whole, part) = text.split_at(text.len() - digits);
        let point = if digits > 0 { "." } else { "" };
        write!(f, "{sign}{whole}{point}{part}")
    }
}

/// An exact decimal number, as a string on the wire in both directions; a JSON number is accepted as input where it is exact (15 digits at most). Without exponent: `-12.5`.
#[Scalar(name = "Decimal", specified_by_url = "https://www.w3.org/TR/xmlschema-2/#decimal")]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        let read = match &value {
            Value::String(text) => Self::read(text),
            Value::Number(number) if number.is_f64() => number
                .as_f64()
                .map(|number| number.to_string())
                .filter(|text| text.bytes().filter(u8::is_ascii_digit).count() <= 15)
                .and_then(|text| Self::read(&text)),
            Value::Number(number) => Self::read(&number.to_string()),
            _ => None,
        };
        read.ok_or_else(|| misfit(fit::DECIMAL))
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

impl From<Micros> for Decimal {
    fn from(micros: Micros) -> Self {
        Self { unscaled: micros.0, digits: 6 }.shortest()
    }
}

/// Any JSON value.
#[derive(Clone, Debug, PartialEq)]
pub struct Json(pub serde_json::Value);

/// Any JSON value: object, list, string, number, true, false or null.
#[Scalar(name = "JSON", specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        value.into_json().map(Self).map_err(|_| misfit(fit::JSON))
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Self(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Option<String> {
        DateTime::parse(Value::from(text)).ok().map(|moment| moment.to_string())
    }

    #[test]
    fn moments_are_shown_in_utc() {
        assert_eq!(moment("2026-03-01T09:30:00+01:00").as_deref(), Some("2026-03-01T08:30:00.000Z"));
        assert_eq!(moment("2026-03-01T09:30:00.1234567Z").as_deref(), Some("2026-03-01T09:30:00.123456Z"));
        for wrong in ["2026-03-01T09:30:00", "2026-03-01", "2026-03-01T23:59:60Z", "soon"] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn dates_are_written_one_way() {
        assert!(Date::parse(Value::from("2024-02-29")).is_ok());
        for wrong in ["2023-02-29", "2024-2-29", "+02024-02-2", "24-02-29", "2024-02-29T00:00:00Z"] {
            assert!(Date::parse(Value::from(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn decimals_are_exact() {
        for (input, shown) in [
            ("90071992547409.93", "90071992547409.93"),
            ("-0.50", "-0.5"),
            (".5", "0.5"),
            ("7.", "7"),
            ("+012", "12"),
            ("0", "0"),
            ("100", "100"),
        ] {
            assert_eq!(Decimal::read(input).map(|read| read.to_string()).as_deref(), Some(shown), "{input}");
        }
        for wrong in ["", ".", "-", "1e3", "1,5", "1.2.3", " 1", "12345678901234567890"] {
            assert_eq!(Decimal::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_json_number_is_taken_where_it_is_exact() {
        let number =
            |json: &str| Decimal::parse(Value::Number(json.parse().unwrap())).ok().map(|read| read.to_string());
        assert_eq!(number("19.99").as_deref(), Some("19.99"));
        assert_eq!(number("9007199254740993").as_deref(), Some("9007199254740993"));
        assert_eq!(number("0.1234567890123456789"), None);
    }

    #[test]
    fn money_has_its_currencys_digits() {
        assert_eq!(Decimal::of_minor(-100_050, 2).to_string(), "-1000.50");
        assert_eq!(Decimal::of_minor(7, 0).to_string(), "7");
        assert_eq!(Decimal::read("19.990").and_then(|read| read.to_minor(2)), Some(1999));
        assert_eq!(Decimal::read("19.995").and_then(|read| read.to_minor(2)), None);
        assert_eq!(Decimal::from(Micros(1_500_000)).to_string(), "1.5");
    }
}
