//! Many rows in one statement.

use std::fmt::Display;

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::sea_query::{self, Expr, Func, InsertStatement, OnConflict, Query, SqliteQueryBuilder};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, IntoActiveModel, Iterable, Statement, Value,
};

use crate::error::AppError;

/// Bytes of text after which a statement for PostgreSQL ends.
const MOST_BYTES: usize = 2 << 20;
/// How many variables a statement for SQLite takes.
const MOST_VARIABLES: usize = 32_766;

/// Inserts rows; `clash` says what becomes of those whose key is taken, and without it that is an error. What the first
/// row leaves to the database all leave to it. Gives how many rows were written.
pub async fn put_all<R, A, C>(tx: &C, rows: Vec<R>, clash: Option<&OnConflict>) -> Result<u64, AppError>
where
    R: IntoActiveModel<A>,
    A: ActiveModelTrait,
    C: ConnectionTrait,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    let Some(first) = rows.peek() else { return Ok(0) };
    let columns: Vec<_> = ColumnOf::<A>::iter().filter(|column| !first.is_not_set(*column)).collect();
    let mut written = 0;
    while rows.len() > 0 {
        let statement = match tx.get_database_backend() {
            DbBackend::Postgres => as_arrays(&mut rows, &columns, clash)?,
            _ => as_rows(&mut rows, &columns, clash)?,
        };
        written += tx.execute_raw(statement).await?.rows_affected();
    }
    Ok(written)
}

type ColumnOf<A> = <<A as ActiveModelTrait>::Entity as EntityTrait>::Column;

/// An array for each column: as many variables as columns, whatever the rows, and nothing to plan.
fn as_arrays<A: ActiveModelTrait>(
    rows: &mut impl Iterator<Item = A>,
    columns: &[ColumnOf<A>],
    clash: Option<&OnConflict>,
) -> Result<Statement, AppError> {
    let mut arrays: Vec<_> = columns.iter().map(|_| Array { of: "text", text: "{".to_owned() }).collect();
    let mut bytes = 0;
    while bytes < MOST_BYTES
        && let Some(mut row) = rows.next()
    {
        bytes = 0;
        for (column, array) in columns.iter().zip(&mut arrays) {
            array.push(row.take(*column).into_value())?;
            bytes += array.text.len();
        }
    }
    let mut select = Query::select();
    select.exprs(arrays.into_iter().map(Array::unnested));
    let mut insert = into_table::<A>(columns, clash);
    insert.select_from(select).map_err(uneven)?;
    Ok(DbBackend::Postgres.build(&insert))
}

/// A variable for each value.
fn as_rows<A: ActiveModelTrait>(
    rows: &mut impl ExactSizeIterator<Item = A>,
    columns: &[ColumnOf<A>],
    clash: Option<&OnConflict>,
) -> Result<Statement, AppError> {
    let one = format!("({})", vec!["?"; columns.len()].join(", "));
    let mut insert = into_table::<A>(columns, clash);
    insert.values(columns.iter().map(|_| Expr::value(0))).map_err(uneven)?;
    let (of_one, _) = insert.build(SqliteQueryBuilder);
    let portion = rows.len().min(MOST_VARIABLES / columns.len().max(1));
    let mut values = Vec::with_capacity(portion * columns.len());
    for mut row in rows.take(portion) {
        for column in columns {
            values.push(plain(row.take(*column).into_value())?);
        }
    }
    // The builder would make it value by value, and copy each.
    let text = of_one.replacen(&one, &vec![one.as_str(); portion].join(", "), 1);
    Ok(Statement::from_sql_and_values(DbBackend::Sqlite, text, values))
}

fn into_table<A: ActiveModelTrait>(columns: &[ColumnOf<A>], clash: Option<&OnConflict>) -> InsertStatement {
    let mut insert = Query::insert();
    insert.into_table(A::Entity::default()).columns(columns.iter().copied());
    if let Some(clash) = clash {
        insert.on_conflict(clash.clone());
    }
    insert
}

fn uneven(_: sea_query::error::Error) -> AppError {
    AppError::Invariant("a row with other columns than its statement")
}

/// JSON as its text, which is what SQLite stores: a tree would be copied on its way.
fn plain(value: Option<Value>) -> Result<Value, AppError> {
    Ok(match value {
        Some(Value::Json(Some(tree))) => Value::String(Some(serde_json::to_string(&tree)?)),
        Some(value) => value,
        None => return Err(AppError::Invariant("rows that leave different columns out")),
    })
}

/// An array of PostgreSQL as its text: the form in which it takes absent values.
struct Array {
    of: &'static str,
    text: String,
}

impl Array {
    fn push(&mut self, value: Option<Value>) -> Result<(), AppError> {
        let text = &mut self.text;
        if text.len() > 1 {
            text.push(',');
        }
        self.of = match value {
            Some(Value::Bool(value)) => bare("bool", text, value),
            Some(Value::Int(value)) => bare("int4", text, value),
            Some(Value::BigInt(value)) => bare("int8", text, value),
            Some(Value::Double(value)) => bare("float8", text, value),
            Some(Value::Uuid(value)) => bare("uuid", text, value),
            Some(Value::ChronoDate(value)) => bare("date", text, value),
            Some(Value::ChronoDateTimeUtc(value)) => quoted("timestamptz", text, value.map(micros)),
            Some(Value::String(value)) => quoted("text", text, value),
            Some(Value::Json(value)) => {
                let value = value.map(|tree| serde_json::to_string(&tree)).transpose()?;
                quoted("jsonb", text, value)
            }
            _ => return Err(AppError::Invariant("a value that no column of a record has")),
        };
        Ok(())
    }

    fn unnested(self) -> Expr {
        let Self { of, mut text } = self;
        text.push('}');
        Func::cust("unnest").arg(Expr::value(text).cast_as(format!("{of}[]"))).into()
    }
}

/// What is never in need of quotes.
fn bare(of: &'static str, text: &mut String, value: Option<impl Display>) -> &'static str {
    match value {
        Some(value) => text.push_str(&value.to_string()),
        None => text.push_str("NULL"),
    }
    of
}

fn quoted(of: &'static str, text: &mut String, value: Option<String>) -> &'static str {
    let Some(value) = value else { return bare(of, text, None::<&str>) };
    text.push('"');
    let mut rest = value.as_str();
    while let Some(at) = rest.find(['"', '\\']) {
        text.push_str(&rest[..at]);
        text.push('\\');
        text.push_str(&rest[at..=at]);
        rest = &rest[at + 1..];
    }
    text.push_str(rest);
    text.push('"');
    of
}

/// PostgreSQL would round what is finer; nothing of ours is.
fn micros(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Micros, true)
}
