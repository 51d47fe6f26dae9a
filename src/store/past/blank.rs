//! An empty database in memory, with the tables of this binary.

use sea_orm::{ConnectionTrait, Statement};
use tokio::sync::OnceCell;

use crate::error::AppError;
use crate::store::Db;

const MEMORY: &str = "sqlite::memory:";

/// Pages of 4 KiB that a database may have: 64 MiB.
const PAGES: u32 = 16_384;

/// What makes the tables: read once from a database that the migrations have made, which takes far longer.
static TABLES: OnceCell<String> = OnceCell::const_new();

/// A database with empty tables. It lives as long as somebody holds it.
pub async fn blank() -> Result<Db, AppError> {
    let tables = TABLES.get_or_try_init(tables).await?;
    let db = Db::connect(MEMORY).await?;
    db.write.execute_unprepared(&format!("PRAGMA max_page_count = {PAGES}")).await?;
    db.write.execute_unprepared(tables).await?;
    Ok(db)
}

async fn tables() -> Result<String, AppError> {
    let db = Db::connect(MEMORY).await?;
    db.migrate_up().await?;
    let made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'seaql_%' ORDER BY rowid";
    let rows = db.read.query_all_raw(Statement::from_string(db.engine.backend(), made)).await?;
    let mut tables = "BEGIN;\n".to_owned();
    for row in rows {
        tables.push_str(&row.try_get::<String>("", "sql")?);
        tables.push_str(";\n");
    }
    tables.push_str("COMMIT;");
    db.close().await?;
    Ok(tables)
}
