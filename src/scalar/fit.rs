//! What a value must be for a scalar, in the one wording of every answer.

use async_graphql::{InputType, Value as Given};
use serde_json::Value;

use super::{Date, DateTime, Decimal};

/// The words for a date.
pub const DATE: &str = "a date of the calendar, written YYYY-MM-DD";
/// The words for a moment.
pub const DATE_TIME: &str = "a moment with its offset from UTC, such as 2026-03-01T09:30:00Z";
/// The words for a decimal number.
pub const DECIMAL: &str =
    "a decimal number of up to 18 digits without exponent, as a string where a JSON number would not be exact";
/// The words for any JSON value.
pub const JSON: &str = "a JSON value";

/// Characters of a value that a message repeats.
const LONGEST: usize = 100;

/// The largest whole number that is exact as a float.
const EXACT: f64 = 9_007_199_254_740_991.0;

/// What a value of this scalar must be.
pub fn wanted(scalar: &str) -> &'static str {
    match scalar {
        "Boolean" => "true or false",
        "Date" => DATE,
        "DateTime" => DATE_TIME,
        "Decimal" => DECIMAL,
        "Float" => "a number",
        "ID" => "a string or a whole number",
        "Int" => "a whole number from -2147483648 to 2147483647",
        "String" => "a string",
        _ => JSON,
    }
}

/// Whether a value that is not null fits this scalar.
pub fn fits(scalar: &str, value: &Value) -> bool {
    match scalar {
        "Boolean" => value.is_boolean(),
        "Date" => parses::<Date>(value),
        "DateTime" => parses::<DateTime>(value),
        "Decimal" => parses::<Decimal>(value),
        "Float" => value.is_f64() || value.as_f64().is_some_and(|number| number.abs() <= EXACT),
        "ID" => value.is_string() || value.is_i64(),
        "Int" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "String" => value.is_string(),
        _ => true,
    }
}

fn parses<T: InputType>(value: &Value) -> bool {
    Given::from_json(value.clone()).is_ok_and(|value| T::parse(Some(value)).is_ok())
}

/// What is wrong with a value: what it must be, and what it is.
pub fn misfit(wanted: &str, value: &Value) -> String {
    format!("must be {wanted}, and is {}", shown(value))
}

/// A value as a message repeats it: its first hundred characters, and none of what is in a list or an object.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) if text.chars().nth(LONGEST).is_some() => format!("{} (cut)", Value::String(cut(text))),
        other => other.to_string(),
    }
}

/// The first hundred characters of a text.
pub fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// What is wrong with a value by the engine's parser of types, in our words: those of a scalar of ours stand in it.
pub fn reworded(told: &str) -> String {
    let ours =
        told.split_once("\": must be ").map(|(_, rest)| rest.split(" (occurred while parsing").next().unwrap_or(rest));
    let scalar = told.strip_prefix("Expected input type \"").and_then(|rest| rest.split('"').next());
    match (ours, scalar) {
        (Some(wanted), _) => format!("must be {wanted}"),
        (None, Some(scalar)) if wanted(scalar) != JSON => format!("must be {}", wanted(scalar)),
        (None, Some(ty)) => format!("must be a value of {}", cut(ty)),
        (None, None) => "does not fit its type".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_shown_in_short() {
        assert_eq!(
            misfit(wanted("Int"), &json!("4")),
            "must be a whole number from -2147483648 to 2147483647, and is \"4\""
        );
        assert_eq!(shown(&json!("ü".repeat(101))), format!("\"{}\" (cut)", "ü".repeat(100)));
        assert_eq!(
            (shown(&json!([1])), shown(&json!({"a": 1})), shown(&json!(null))),
            ("a list".into(), "an object".into(), "null".into())
        );
    }

    #[test]
    fn scalars_take_what_graphql_says() {
        for (scalar, value, fit) in [
            ("Int", json!(i32::MAX), true),
            ("Int", json!(i64::from(i32::MAX) + 1), false),
            ("Int", json!(1.5), false),
            ("Float", json!(3), true),
            ("Float", json!(u64::MAX), false),
            ("ID", json!(7), true),
            ("ID", json!(7.5), false),
            ("Date", json!("2026-02-30"), false),
            ("DateTime", json!("2026-02-03"), false),
            ("Decimal", json!("12.30"), true),
            ("Decimal", json!(true), false),
            ("JSON", json!([{}]), true),
        ] {
            assert_eq!(fits(scalar, &value), fit, "{scalar} {value}");
        }
    }
}
