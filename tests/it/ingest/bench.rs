//! A made-up shop's files, and runs over them.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use vitrine::clock::Clock;
use vitrine::command::Desk;
use vitrine::error::AppError;
use vitrine::job;
use vitrine::store::Db;
use vitrine::sync::csv::{Job, Report, Watch, checked, files, ingest};
use vitrine::sync::mapping::Mapping;
use vitrine::sync::replay::replay;

use crate::common::TestDatabase;

/// What the shop's columns say.
pub const MAPPING: &str = r#"
system = "shop"

[[stream]]
name = "companies*"
key = ["id"]
known_at = "seen"
  [[stream.fact]]
  kind = "account"
  set.name = "name"
  set.domain = "domain"
  set.status = { const = "CUSTOMER" }
  set.started_on = "since"
  set.parent = "parent"
  set.attributes.tier = "tier"

[[stream]]
name = "people*"
key = ["id"]
known_at = "since"
  [[stream.fact]]
  kind = "contact"
  account = "company"
  set.name = "name"
  set.email = "email"

[[stream]]
name = "lines*"
key = ["id"]
known_at = "from"
  [[stream.fact]]
  kind = "subscription"
  account = "company"
  set.plan = "plan"
  set.mrr = { field = "cents", scale = "1/100" }
  set.currency = { const = "USD" }
  set.started_on = "from"

[[stream]]
name = "use*"
key = ["id", "line"]
known_at = "seen"
  [[stream.fact]]
  kind = "feature"
  key = ["feature"]
  set.name = "feature"
  [[stream.fact]]
  kind = "usage"
  account = { field = "line", through = "subscription" }
  set.from = "day"
  set.feature = "feature"
  set.user = "user"
  set.uses = "uses"

[[stream]]
name = "cases*"
key = ["id"]
  [[stream.fact]]
  kind = "ticket"
  account = { field = "domain", by = "domain" }
  known_at = "opened"
  set.opened_at = "opened"
  set.severity = { field = "priority", map = { high = "SEV1", low = "SEV4" } }
  [[stream.fact]]
  kind = "ticket"
  account = { field = "domain", by = "domain" }
  when = { field = "closed", present = true }
  known_at = "closed"
  set.closed_at = "closed"
"#;

/// A file before it is written.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name, without its ending.
    pub name: String,
    /// Its columns.
    pub header: &'static str,
    /// Its rows.
    pub rows: Vec<String>,
}

impl Table {
    fn new(name: &str, header: &'static str) -> Self {
        Self { name: name.to_owned(), header, rows: Vec::new() }
    }
}

/// The shop's files over so many days from 2024-01-01: what is said once in a tidy world is here said early and late.
pub fn shop(companies: usize, days: usize) -> Vec<Table> {
    let day = |number: usize| {
        let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        first + TimeDelta::days(i64::try_from(number).unwrap())
    };
    let mut of = [
        Table::new("companies", "id,name,domain,since,parent,tier,seen"),
        Table::new("people", "id,company,name,email,since"),
        Table::new("lines", "id,company,plan,cents,from"),
        Table::new("use", "id,line,day,feature,user,uses,seen"),
        Table::new("cases", "id,domain,priority,opened,closed"),
    ];
    let [company, people, lines, uses, cases] = &mut of;
    for c in 0..companies {
        let since = day(c % 5);
        // The parent stands behind its child as often as before it, and is known at the same moment as often as not.
        let parent = if c % 3 == 0 && c + 1 < companies { format!("c{}", c + 1) } else { String::new() };
        company.rows.push(format!("c{c},Company {c},c{c}.example,{since},{parent},bronze,{since}"));
        if c % 4 == 0 {
            company.rows.push(format!("c{c},Company {c} Ltd,c{c}.example,{since},{parent},gold,{}", day(days / 2 + c)));
        }
        people.rows.push(format!("p{c},c{c},Person {c},p{c}@c{c}.example,{}", day(c % 7)));
        lines.rows.push(format!("l{c},c{c},Basic,{}99,{}", 10 + c, day(c % 6)));
        for d in 0..days {
            if (c + d) % 3 == 0 {
                // Some of it is known late, and some lies before its line.
                let seen = day(d + (c * d) % 4);
                uses.rows.push(format!("u{d},l{c},{},f{},w{},{},{seen}", day(d), d % 4, d % 3, d + 1));
            }
        }
        let opened = day(c % 9 + 2);
        let closed = if c % 2 == 0 { format!("{} 12:30:00", day(c % 9 + 5)) } else { String::new() };
        cases.rows.push(format!("t{c},c{c}.example,{},{opened},{closed}", if c % 2 == 0 { "high" } else { "low" }));
    }
    of.to_vec()
}

/// Files in a folder of their own.
pub struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    /// Writes tables.
    pub fn of(tables: &[Table]) -> Self {
        let folder = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(folder.data()).unwrap();
        folder.write("mapping.toml", MAPPING);
        for table in tables {
            let text = format!("{}\n{}\n", table.header, table.rows.join("\n"));
            folder.write(&format!("data/{}.csv", table.name), &text);
        }
        folder
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Where a file is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where the data is.
    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// The lines of the file of rejects; none where there is no such file.
    pub fn rejects(&self) -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(self.path("rejects.jsonl")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// What is to be read.
    pub fn job(&self, paths: &[PathBuf]) -> Job {
        let mapping = Mapping::read(&std::fs::read_to_string(self.path("mapping.toml")).unwrap()).unwrap();
        let (files, _) = files(&mapping, paths).unwrap();
        for header in checked(&mapping, &files).unwrap() {
            assert_eq!(header.missing, Vec::<String>::new());
        }
        let system = mapping.system.clone();
        Job {
            mapping,
            system,
            files,
            dry_run: false,
            rejects: self.path("rejects.jsonl"),
            ahead: TimeDelta::minutes(5),
        }
    }

    /// Reads all files into a database.
    pub async fn ingest(&self, url: &str) -> Report {
        self.ingest_of(url, &[self.data()]).await
    }

    /// Reads some files into a database.
    pub async fn ingest_of(&self, url: &str, paths: &[PathBuf]) -> Report {
        run(url, &self.job(paths)).await
    }

    /// Tells all files again to an empty database.
    pub async fn replay(&self, url: &str) -> Result<Report, AppError> {
        let db = Db::connect(url).await.unwrap();
        let stop = AtomicBool::new(false);
        let watch = Watch { told: &|_, _, _| {}, stop: &stop };
        let report = replay(&db, &self.job(&[self.data()]), TimeDelta::days(7), 256 << 10, &watch).await;
        db.close().await.unwrap();
        report
    }
}

/// Carries a job out, as the command does, at a moment after all that the shop's files tell of.
pub async fn run(url: &str, job: &Job) -> Report {
    let now: DateTime<Utc> = "2025-06-01T10:00:00Z".parse().unwrap();
    let desk = Desk::open(Db::connect(url).await.unwrap(), Clock::set(now)).await.unwrap();
    let stop = AtomicBool::new(false);
    let report = ingest(&desk, job, &Watch { told: &|_, _, _| {}, stop: &stop }).await.unwrap();
    if !job.dry_run {
        job::run_due(&desk).await.unwrap();
    }
    desk.db.close().await.unwrap();
    report
}

/// Another database on the same engine.
pub async fn another(database: &TestDatabase) -> TestDatabase {
    if database.url.starts_with("postgres") { TestDatabase::postgres().await } else { TestDatabase::sqlite().await }
}

/// How many records came of it in all.
pub fn all(report: &Report) -> u64 {
    let Report { created, updated, unchanged, conflicts, deleted, rejected, pending, .. } = report;
    created + updated + unchanged + conflicts + deleted + rejected + pending
}

/// A path as the command line takes it.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
