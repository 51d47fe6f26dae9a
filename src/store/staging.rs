//! A place on disk for records that a run has read and not yet sent: a SQLite file of its own without a name, which goes
//! with the process however that ends. What is read may so be far more than memory holds.

use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, FromQueryResult, Statement};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

use crate::error::AppError;

/// Rows that are read at a time where all are passed through.
const PAGE: usize = 2_000;

/// A record that was read.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Staged {
    /// Its number, in the order in which records were read.
    pub n: i64,
    /// The place of its kind in the order in which kinds are sent.
    pub kind: i64,
    /// Its key in the system that is read.
    pub id: String,
    /// How it finds its account, as JSON.
    pub link: Option<String>,
    /// Its account's system and key, as JSON, where they are known.
    pub about: Option<String>,
    /// The kind of the record of this system whose account it is, or [`DOMAIN`].
    pub through_kind: Option<i64>,
    /// That record's key, or the domain.
    pub through_id: Option<String>,
    /// When its source knew it, in microseconds.
    pub known: Option<i64>,
    /// Its source's stamp, in microseconds.
    pub stamp: Option<i64>,
    /// Its source has deleted it.
    pub deleted: bool,
    /// The row, as JSON.
    pub body: String,
    /// Its place in the mapping.
    pub place: i64,
    /// The file it stands in.
    pub file: i64,
    /// The line there.
    pub line: i64,
    /// The moment at which it is sent, in microseconds, where moments count.
    pub at: Option<i64>,
    /// Its place in the order of sending.
    pub turn: i64,
}

/// In the place of a kind: the account is the one with a domain.
pub const DOMAIN: i64 = -1;

/// Another record of the same system that a record refers to.
#[derive(Clone, Debug)]
pub struct Need {
    /// The number of the record.
    pub n: i64,
    /// The other's kind.
    pub kind: i64,
    /// The other's key.
    pub id: String,
}

/// What has become of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for its turn.
    Waiting = 0,
    /// It was sent.
    Sent = 1,
    /// It was refused.
    Rejected = 2,
    /// It waits for a record that it refers to.
    Pending = 3,
}

/// In which order records are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Account by account, and there kind by kind: what is known of an account comes at once. Before them what these kinds
    /// tell, and what was deleted, kind by kind.
    Accounts {
        /// The places of the kinds.
        first: Vec<i64>,
    },
    /// By the moments at which their source knew them, and what they need.
    Moments,
}

/// The records of one run.
#[derive(Clone, Debug)]
pub struct Staging(DatabaseConnection);

const COLUMNS: &str =
    "n, kind, id, link, about, through_kind, through_id, known, stamp, deleted, body, place, file, line, at";

impl Staging {
    /// An empty one.
    pub async fn open() -> Result<Self, AppError> {
        let mut options = ConnectOptions::new("sqlite://");
        options.max_connections(1).min_connections(1).sqlx_logging(false);
        options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
        options.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .filename("")
                .journal_mode(SqliteJournalMode::Off)
                .synchronous(SqliteSynchronous::Off)
                .pragma("cache_size", "-32768")
        });
        let staging = Self(Database::connect(options).await?);
        staging
            .run(
                "CREATE TABLE record (n INTEGER PRIMARY KEY, kind INTEGER NOT NULL, id TEXT NOT NULL, link TEXT, about TEXT,
                    through_kind INTEGER, through_id TEXT, known INTEGER, stamp INTEGER, deleted INTEGER NOT NULL,
                    body TEXT NOT NULL, place INTEGER NOT NULL, file INTEGER NOT NULL, line INTEGER NOT NULL, at INTEGER,
                    state INTEGER NOT NULL DEFAULT 0);
                CREATE TABLE need (n INTEGER NOT NULL, kind INTEGER NOT NULL, id TEXT NOT NULL);",
            )
            .await?;
        Ok(staging)
    }

    /// Takes records and what they refer to.
    pub async fn put(&self, records: &[Staged], needs: &[Need]) -> Result<(), AppError> {
        let records = records.iter().map(|r| {
            json!([
                r.n,
                r.kind,
                r.id,
                r.link,
                r.about,
                r.through_kind,
                r.through_id,
                r.known,
                r.stamp,
                i32::from(r.deleted),
                r.body,
                r.place,
                r.file,
                r.line,
                r.known
            ])
        });
        let values: Vec<String> = (0..15).map(|place| format!("value->>{place}")).collect();
        let insert = format!("INSERT INTO record ({COLUMNS}) SELECT {} FROM json_each($1)", values.join(", "));
        self.with(&insert, [records.collect::<Value>().to_string().into()]).await?;
        let needs = needs.iter().map(|need| json!([need.n, need.kind, need.id]));
        let insert = "INSERT INTO need SELECT value->>0, value->>1, value->>2 FROM json_each($1)";
        self.with(insert, [needs.collect::<Value>().to_string().into()]).await?;
        Ok(())
    }

    /// Puts what was read in order: each record once, or once for each moment, `overlaid` by what is said of it later.
    /// `accounts` is the place of their kind.
    pub async fn arrange(
        &self,
        order: Order,
        accounts: i64,
        overlaid: impl Fn(&str, &str) -> Result<String, AppError>,
    ) -> Result<(), AppError> {
        self.run("CREATE INDEX record_id ON record (kind, id)").await?;
        self.follow_links(accounts).await?;
        if order == Order::Moments {
            self.wait_for_needs().await?;
        }
        self.fold(order == Order::Moments, overlaid).await?;
        let queue = match order {
            Order::Accounts { first } => {
                let first: Vec<_> = first.iter().map(i64::to_string).collect();
                let stage = format!("CASE WHEN kind IN ({}) THEN 0 WHEN deleted THEN 1 ELSE 2 END", first.join(", "));
                let about = "CASE WHEN stage = 2 THEN about END";
                format!(
                    "SELECT n FROM (SELECT *, {stage} AS stage FROM record) ORDER BY stage, {about}, kind, about, id"
                )
            }
            Order::Moments => "SELECT n FROM record ORDER BY at, kind, place, id".to_owned(),
        };
        self.run(&format!("CREATE TABLE queue AS {queue}")).await?;
        self.run("CREATE INDEX record_state ON record (state) WHERE state <> 0").await
    }

    /// Whose a record is that names its account through another one that was read, too.
    async fn follow_links(&self, accounts: i64) -> Result<(), AppError> {
        let target = "SELECT target.about FROM record AS target
            WHERE target.kind = record.through_kind AND target.id = record.through_id AND target.about IS NOT NULL
            ORDER BY coalesce(target.stamp, target.known) DESC, target.known DESC, target.body DESC LIMIT 1";
        let follow = format!(
            "UPDATE record SET about = ({target}) WHERE through_kind IS NOT NULL AND about IS NULL AND EXISTS ({target})"
        );
        while self.with(&follow, []).await? > 0 {}
        let by_domain = self.with("UPDATE record SET at = at WHERE through_kind = $1", [DOMAIN.into()]).await?;
        if by_domain == 0 {
            return Ok(());
        }
        // Of two accounts with one domain neither is meant.
        self.run("CREATE INDEX record_domain ON record (lower(body->>'domain')) WHERE body->>'domain' IS NOT NULL")
            .await?;
        let target = "FROM record AS target WHERE target.body->>'domain' IS NOT NULL AND target.kind = $2
            AND lower(target.body->>'domain') = record.through_id";
        let follow = format!(
            "UPDATE record SET about = (SELECT min(target.about) {target}) WHERE through_kind = $1
            AND (SELECT count(DISTINCT target.about) {target}) = 1"
        );
        self.with(&follow, [DOMAIN.into(), accounts.into()]).await?;
        let need = "INSERT INTO need SELECT n, $2, about->>1 FROM record WHERE through_kind = $1 AND about IS NOT NULL";
        self.with(need, [DOMAIN.into(), accounts.into()]).await?;
        Ok(())
    }

    /// A record's moment is the latest of its own and of those of the records that it refers to. One that has none of its
    /// own comes with them, or first.
    async fn wait_for_needs(&self) -> Result<(), AppError> {
        self.run(
            "UPDATE record SET at = (SELECT min(known) FROM record) WHERE at IS NULL;
            CREATE INDEX need_n ON need (n);
            CREATE TABLE first (kind INTEGER, id TEXT, at INTEGER, PRIMARY KEY (kind, id)) WITHOUT ROWID;",
        )
        .await?;
        loop {
            self.run(
                "DELETE FROM first;
                INSERT INTO first SELECT kind, id, min(at) FROM record GROUP BY kind, id",
            )
            .await?;
            let later = self
                .with(
                    "UPDATE record SET at = waits.at FROM (
                        SELECT need.n AS n, max(first.at) AS at FROM need JOIN first USING (kind, id) GROUP BY need.n
                    ) AS waits WHERE waits.n = record.n AND waits.at > record.at",
                    [],
                )
                .await?;
            if later == 0 {
                return Ok(());
            }
        }
    }

    /// Makes one record of several of one identity (and moment): later ones are laid over earlier ones, by the source's
    /// stamp, by when it knew, by what they say; so the order in which they were read does not matter.
    async fn fold(
        &self,
        moments: bool,
        overlaid: impl Fn(&str, &str) -> Result<String, AppError>,
    ) -> Result<(), AppError> {
        let at = if moments { "at, " } else { "" };
        self.run(&format!(
            "CREATE TABLE again AS SELECT record.n FROM record JOIN (
                SELECT kind, id FROM record GROUP BY kind, id HAVING count(*) > 1
            ) USING (kind, id)
            ORDER BY kind, id, {at}coalesce(stamp, known), known, body, link, deleted, file, line"
        ))
        .await?;
        let mut after = 0;
        let mut fold = Fold { moments, whole: None, before: None, changed: Vec::new(), gone: Vec::new() };
        loop {
            let page = self.page("again", after, "", PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.turn;
            for record in page {
                fold.take(record, &overlaid)?;
            }
            self.write(&mut fold).await?;
        }
        fold.close();
        self.write(&mut fold).await?;
        self.run("DROP TABLE again").await
    }

    async fn write(&self, fold: &mut Fold) -> Result<(), AppError> {
        let changed = std::mem::take(&mut fold.changed);
        let changed = changed.iter().map(|r| json!([r.n, r.body, r.link, r.about, r.stamp, r.known]));
        self.with(
            "UPDATE record SET body = new.value->>1, link = new.value->>2, about = new.value->>3, stamp = new.value->>4,
                known = new.value->>5 FROM json_each($1) AS new WHERE record.n = new.value->>0",
            [changed.collect::<Value>().to_string().into()],
        )
        .await?;
        let gone = Value::from(std::mem::take(&mut fold.gone)).to_string();
        self.with("DELETE FROM record WHERE n IN (SELECT value FROM json_each($1))", [gone.into()]).await?;
        Ok(())
    }

    /// The next records in this state, in the order of sending.
    pub async fn next(&self, state: State, after: i64, many: usize) -> Result<Vec<Staged>, AppError> {
        self.page("queue", after, &format!("AND state = {}", state as i32), many).await
    }

    /// The next moments after this one at which records wait, and how many do.
    pub async fn moments(&self, after: Option<i64>) -> Result<Vec<(i64, usize)>, AppError> {
        #[derive(FromQueryResult)]
        struct Moment {
            at: i64,
            many: i64,
        }
        let sql =
            "SELECT at, count(*) AS many FROM record WHERE state = 0 AND at > $1 GROUP BY at ORDER BY at LIMIT 500";
        let of = statement(sql, [after.unwrap_or(i64::MIN).into()]);
        let found = Moment::find_by_statement(of).all(&self.0).await?;
        Ok(found.into_iter().map(|moment| (moment.at, usize::try_from(moment.many).unwrap_or_default())).collect())
    }

    /// The place in the order of sending of the last record before this moment; 0 where there is none.
    pub async fn before(&self, at: i64) -> Result<i64, AppError> {
        let sql = "SELECT coalesce(max(queue.rowid), 0) AS turn FROM queue JOIN record USING (n) WHERE record.at < $1";
        let row = self.0.query_one_raw(statement(sql, [at.into()])).await?;
        Ok(row.map(|row| row.try_get::<i64>("", "turn")).transpose()?.unwrap_or_default())
    }

    /// The first and the last moment, where there is any.
    pub async fn span(&self) -> Result<Option<(i64, i64)>, AppError> {
        let sql = "SELECT min(at) AS first, max(at) AS last FROM record";
        let row = self.0.query_one_raw(statement(sql, [])).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(row.try_get::<Option<i64>>("", "first")?.zip(row.try_get::<Option<i64>>("", "last")?))
    }

    /// How many records there are in all.
    pub async fn count(&self) -> Result<u64, AppError> {
        let row = self.0.query_one_raw(statement("SELECT count(*) AS many FROM record", [])).await?;
        let many = row.map(|row| row.try_get::<i64>("", "many")).transpose()?;
        Ok(many.and_then(|many| u64::try_from(many).ok()).unwrap_or_default())
    }

    /// Notes what has become of these records.
    pub async fn mark(&self, records: &[i64], state: State) -> Result<(), AppError> {
        if records.is_empty() {
            return Ok(());
        }
        let sql = "UPDATE record SET state = $1 WHERE n IN (SELECT value FROM json_each($2))";
        self.with(sql, [(state as i32).into(), Value::from(records).to_string().into()]).await?;
        Ok(())
    }

    /// Whether all of these records were read, and none of them refused.
    pub async fn has(&self, names: &[(i64, &str)]) -> Result<bool, AppError> {
        let sql = "SELECT count(*) AS many FROM json_each($1) AS name WHERE NOT EXISTS (
            SELECT 1 FROM record WHERE kind = name.value->>0 AND id = name.value->>1 AND state <> 2)";
        let row = self.0.query_one_raw(statement(sql, [json!(names).to_string().into()])).await?;
        Ok(row.map(|row| row.try_get::<i64>("", "many")).transpose()? == Some(0))
    }

    async fn page(&self, list: &str, after: i64, only: &str, many: usize) -> Result<Vec<Staged>, AppError> {
        let columns: Vec<String> = COLUMNS.split(", ").map(|column| format!("record.{column}")).collect();
        let sql = format!(
            "SELECT {}, list.rowid AS turn FROM {list} AS list JOIN record ON record.n = list.n
            WHERE list.rowid > $1 {only} ORDER BY list.rowid LIMIT $2",
            columns.join(", ")
        );
        let many = i64::try_from(many).unwrap_or(i64::MAX);
        Ok(Staged::find_by_statement(statement(&sql, [after.into(), many.into()])).all(&self.0).await?)
    }

    async fn run(&self, sql: &str) -> Result<(), AppError> {
        self.0.execute_unprepared(sql).await?;
        Ok(())
    }

    async fn with(&self, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Result<u64, AppError> {
        Ok(self.0.execute_raw(statement(sql, values)).await?.rows_affected())
    }
}

fn statement(sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
}

/// Records of one identity on their way into one.
struct Fold {
    /// Those of different moments stay apart.
    moments: bool,
    whole: Option<Staged>,
    /// What was last said of the same identity at an earlier moment.
    before: Option<Staged>,
    changed: Vec<Staged>,
    gone: Vec<i64>,
}

impl Fold {
    fn take(
        &mut self,
        next: Staged,
        overlaid: &impl Fn(&str, &str) -> Result<String, AppError>,
    ) -> Result<(), AppError> {
        match &mut self.whole {
            Some(whole) if whole.kind == next.kind && whole.id == next.id && (!self.moments || whole.at == next.at) => {
                self.gone.push(whole.n);
                let earlier = std::mem::replace(whole, next);
                // What was said before a delete, and a delete that was taken back, say nothing any more.
                if !whole.deleted && !earlier.deleted {
                    whole.body = overlaid(&earlier.body, &whole.body)?;
                    whole.link = whole.link.take().or(earlier.link);
                    whole.about = whole.about.take().or(earlier.about);
                    whole.known = whole.known.max(earlier.known);
                    whole.stamp = whole.stamp.max(earlier.stamp);
                }
            }
            _ => {
                self.close();
                self.whole = Some(next);
            }
        }
        Ok(())
    }

    /// The record is whole. One that says what it said at its last moment says nothing.
    fn close(&mut self) {
        let Some(whole) = self.whole.take() else { return };
        let same = |before: &Staged| {
            (before.kind, &before.id, &before.body, &before.link, before.deleted)
                == (whole.kind, &whole.id, &whole.body, &whole.link, whole.deleted)
        };
        if self.before.as_ref().is_some_and(same) {
            self.gone.push(whole.n);
        } else {
            self.changed.push(whole.clone());
        }
        self.before = Some(whole);
    }
}
