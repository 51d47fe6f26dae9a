//! Other people's data, with the mappings that are shipped. The data is not part of the repository: `VITRINE_DATA` names the
//! folder that has it, and without it these tests fail.

mod edtech;
mod proof;
mod ravenstack;
mod sync;
mod telco;

use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use entity::account;
use sea_orm::EntityTrait;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Instant;
use vitrine::clock::Clock;
use vitrine::command::Desk;
use vitrine::job;
use vitrine::store::Db;
use vitrine::sync::csv::{Job, Report, Watch, checked, files, ingest};
use vitrine::sync::mapping::Mapping;
use vitrine::sync::replay::replay;

/// The folder of a data set.
fn data(set: &str) -> PathBuf {
    let all = std::env::var_os("VITRINE_DATA").expect("VITRINE_DATA names the folder of the outside data");
    let folder = Path::new(&all).join(set);
    assert!(folder.is_dir(), "{} is no folder", folder.display());
    folder
}

/// A shipped mapping over the files of a folder. It says of every column what becomes of it.
fn job(mapping: &str, folder: &Path) -> Job {
    let text = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings").join(format!("{mapping}.toml"));
    let mapping = Mapping::read(&std::fs::read_to_string(text).unwrap()).unwrap();
    let (files, unread) = files(&mapping, &[folder.to_owned()]).unwrap();
    assert_eq!((unread.len(), files.len()), (0, mapping.streams.len()));
    for (file, header) in files.iter().zip(checked(&mapping, &files).unwrap()) {
        assert_eq!((header.missing.len(), header.unread.len()), (0, 0), "{}: {header:?}", file.path.display());
    }
    let rejects = std::env::temp_dir().join(format!("vitrine-{}-{}.jsonl", mapping.system, std::process::id()));
    Job { system: mapping.system.clone(), mapping, files, dry_run: false, rejects, ahead: TimeDelta::minutes(5) }
}

/// Reads all of it as things stood at this moment; says how fast.
async fn read(url: &str, job: &Job, now: DateTime<Utc>) -> Report {
    let desk = Desk::open(Db::connect(url).await.unwrap(), Clock::set(now)).await.unwrap();
    let (stop, start) = (AtomicBool::new(false), Instant::now());
    let report = ingest(&desk, job, &Watch { told: &|_, _, _| {}, stop: &stop }).await.unwrap();
    let seconds = start.elapsed().as_secs_f64();
    job::run_due(&desk).await.unwrap();
    println!("{} {:?}: {report:?} in {seconds:.1} s", job.system, desk.db.engine);
    report
}

/// Tells all of it again.
async fn tell(url: &str, job: &Job) -> Report {
    let db = Db::connect(url).await.unwrap();
    let (stop, start) = (AtomicBool::new(false), Instant::now());
    let watch = Watch { told: &|_, _, _| {}, stop: &stop };
    let report = replay(&db, job, TimeDelta::days(7), 256 << 10, &watch).await.unwrap();
    println!("{} replayed: {report:?} in {:.1} s", job.system, start.elapsed().as_secs_f64());
    report
}

/// How many accounts stand how: band, rung and quadrant.
async fn standings(db: &Db) -> BTreeMap<String, usize> {
    let mut standings = BTreeMap::new();
    for account in account::Entity::find().all(&db.read).await.unwrap() {
        let word = format!("{:?} {:?} {:?}", account.health_band, account.rung, account.quadrant);
        *standings.entry(word).or_default() += 1;
    }
    println!("{standings:#?}");
    standings
}

/// The mean coverage of the accounts' standing assessments, and how many of them have a risk of each kind.
async fn covered(db: &Db) -> (f64, BTreeMap<String, usize>) {
    let all = entity::standing::Entity::find().all(&db.read).await.unwrap();
    let stored = entity::assessment::Entity::find().all(&db.read).await.unwrap();
    let stored: BTreeMap<_, _> = stored.into_iter().map(|one| (one.id, one.body)).collect();
    let (mut coverage, mut risks) = (0.0, BTreeMap::new());
    for one in &all {
        let body = stored[&one.assessment_id].as_deref().unwrap();
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        coverage += body["health"]["coverage"].as_f64().unwrap_or_default();
        for risk in body["risks"].as_array().into_iter().flatten() {
            *risks.entry(risk["kind"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "some thousands")]
    let mean = coverage / all.len() as f64;
    println!("coverage {mean:.3}, risks {risks:?}");
    (mean, risks)
}
