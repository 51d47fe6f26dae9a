//! The keys of a row, as a cursor keeps them.

use sea_orm::sea_query::ColumnType;
use sea_orm::{ColumnTrait, Value};
use serde_json::{Value as Json, json};
use uuid::Uuid;

/// A key of a cursor; nothing where the column was null.
pub type Key = Option<Value>;

pub(super) fn to_json(value: Value) -> Json {
    match value {
        Value::Uuid(Some(value)) => json!(value),
        Value::String(Some(value)) => json!(value),
        Value::Int(Some(value)) => json!(value),
        Value::BigInt(Some(value)) => json!(value),
        Value::ChronoDate(Some(value)) => json!(value),
        Value::ChronoDateTimeUtc(Some(value)) => json!(value.timestamp_micros()),
        _ => Json::Null,
    }
}

pub(super) fn from_json<C: ColumnTrait>(column: C, key: &Json) -> Option<Key> {
    let definition = column.def();
    if key.is_null() {
        return definition.is_null().then_some(None);
    }
    let value = match definition.get_column_type() {
        ColumnType::Uuid => key.as_str()?.parse::<Uuid>().ok()?.into(),
        ColumnType::Integer => i32::try_from(key.as_i64()?).ok()?.into(),
        ColumnType::BigInteger => key.as_i64()?.into(),
        ColumnType::Date => key.as_str()?.parse::<chrono::NaiveDate>().ok()?.into(),
        ColumnType::TimestampWithTimeZone => chrono::DateTime::from_timestamp_micros(key.as_i64()?)?.into(),
        ColumnType::Text | ColumnType::String(_) => key.as_str().filter(|text| !text.contains('\0'))?.into(),
        _ => return None,
    };
    Some(Some(value))
}
