//! What a backtest reads: outcomes, what stood at moments, and what would be said today by who knows no outcome.

use chrono::{DateTime, Utc};
use entity::enums::{HealthBand, RecordKind};
use entity::ids::AccountId;
use entity::{account, outcome};
use sea_orm::sea_query::Value;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QuerySelect, Statement};

use super::{company, picture};
use crate::domain::assess::assess;
use crate::domain::assessment::Assessment;
use crate::domain::backtest::{Asked, Known};
use crate::domain::memory::Memory;
use crate::error::AppError;

/// How many are read at a time.
const PART: usize = 2_000;

/// An assessment, and the band of its model.
pub type Said = (Assessment, HealthBand);

/// All outcomes.
pub async fn outcomes(conn: &impl ConnectionTrait) -> Result<Vec<Known>, AppError> {
    use outcome::Column::{AccountId, Kind, On, RecordedAt};
    let rows = outcome::Entity::find().select_only().columns([AccountId, Kind, On, RecordedAt]);
    let rows: Vec<(_, _, _, _)> = rows.into_tuple().all(conn).await?;
    let known = |(account, kind, on, recorded_at)| Known { account, kind, on, recorded_at };
    Ok(rows.into_iter().map(known).collect())
}

/// All accounts.
pub async fn accounts(conn: &impl ConnectionTrait) -> Result<Vec<AccountId>, AppError> {
    let ids = account::Entity::find().select_only().column(account::Column::Id).order_by_asc(account::Column::Id);
    Ok(ids.into_tuple().all(conn).await?)
}

/// What stood about each account at its moment, as whoever looks back is shown it: the last that had been recorded and
/// is kept whole. One statement for thousands of cases.
pub async fn stood(conn: &impl ConnectionTrait, asked: &[Asked]) -> Result<Vec<Option<Said>>, AppError> {
    let mut said = vec![None; asked.len()];
    for (part, cases) in asked.chunks(PART).enumerate() {
        let mut values = Vec::with_capacity(cases.len() * 3);
        let mut rows = Vec::with_capacity(cases.len());
        for (place, case) in cases.iter().enumerate() {
            let first = values.len();
            rows.push(format!("(${}, ${}, ${})", first + 1, first + 2, first + 3));
            values.push(Value::from(i32::try_from(place).unwrap_or(i32::MAX)));
            values.push(Value::from(case.account));
            values.push(Value::from(case.moment));
        }
        // Both engines name the columns of a list of values so.
        let sql = format!(
            r#"SELECT "asked"."column1" AS "place", "stood"."band", "stood"."body", "stood"."memory"
            FROM (VALUES {}) AS "asked"
            JOIN "assessment" AS "stood" ON "stood"."account_id" = "asked"."column2" AND "stood"."id" = (
                SELECT "one"."id" FROM "assessment" AS "one"
                WHERE "one"."account_id" = "asked"."column2" AND "one"."recorded_at" <= "asked"."column3"
                    AND "one"."body" IS NOT NULL
                ORDER BY "one"."recorded_at" DESC, "one"."id" DESC LIMIT 1
            )"#,
            rows.join(", ")
        );
        let asked = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
        for row in conn.query_all_raw(asked).await? {
            let place: i32 = row.try_get("", "place")?;
            let body: String = row.try_get("", "body")?;
            let memory: Option<String> = row.try_get("", "memory")?;
            let shown: HealthBand = row.try_get("", "band")?;
            let memory: Option<Memory> = memory.map(|text| serde_json::from_str(&text)).transpose()?;
            let band = memory.and_then(|memory| memory.band).unwrap_or(shown);
            let place = part * PART + usize::try_from(place).unwrap_or_default();
            if let Some(said) = said.get_mut(place) {
                *said = Some((serde_json::from_str(&body)?, band));
            }
        }
    }
    Ok(said)
}

/// What all accounts' facts say at `now` to one who remembers nothing and knows no outcome and no override.
pub async fn without_outcomes(
    conn: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<(AccountId, Said)>, AppError> {
    let mut common = company::common(conn, company::epoch(conn).await?).await?;
    common.connected.remove(&RecordKind::Outcome);
    let accounts = account::Entity::find().order_by_asc(account::Column::Id).all(conn).await?;
    let mut said = Vec::with_capacity(accounts.len());
    for part in accounts.chunks(PART) {
        for (account, picture) in picture::load(conn, part, &common).await? {
            let mut facts = picture.facts;
            facts.outcomes.clear();
            facts.health_override = None;
            let (assessment, memory) = assess(&facts, &Memory::default(), &common.policy, now);
            let band = memory.band.unwrap_or(assessment.health.band);
            said.push((account, (assessment, band)));
        }
    }
    Ok(said)
}
