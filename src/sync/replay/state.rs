//! How far a replay has come, as its database keeps it.

use std::fs::File;
use std::io::Read;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::error::AppError;
use crate::store::{Db, log, settings};
use crate::sync::csv::Job;

/// Under this name the database says how far its replay has come.
pub(super) const REPLAY: &str = "replay";

/// How far a replay has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    /// SHA-256 of what is told: the mapping, the system, the step, and the files in whatever order.
    pub(super) digest: String,
    /// The last moment that was committed whole, in microseconds.
    pub(super) at: Option<i64>,
    /// All of it is told.
    pub(super) whole: bool,
}

impl Progress {
    /// Where a replay of this job begins; refused where the database holds anything else.
    pub(super) async fn begin(db: &Db, job: &Job, step: TimeDelta) -> Result<Self, AppError> {
        let digest = digest(job, step)?;
        let kept = settings::get(&db.write, REPLAY).await?;
        let kept: Option<Self> = kept.map(serde_json::from_value).transpose()?;
        let refused = |text: &str| Err(AppError::Config(format!("{text}: a replay needs an empty database")));
        match kept {
            Some(kept) if kept.digest != digest => {
                refused("this database holds the replay of another mapping or other files")
            }
            Some(kept) if log::holds_others(&db.write, &job.system).await? => {
                let end = if kept.whole { "since it was replayed" } else { "beside a replay that was cut" };
                refused(&format!("somebody else has written to this database {end}"))
            }
            Some(kept) => Ok(kept),
            None if log::last_recorded(&db.write).await?.is_some() => refused("this database holds something already"),
            None => Ok(Self { digest, at: None, whole: false }),
        }
    }

    /// Keeps it.
    pub(super) async fn keep(&self, db: &Db) -> Result<(), AppError> {
        settings::put(&db.write, REPLAY, json!(self)).await
    }
}

/// What is told, as one digest.
fn digest(job: &Job, step: TimeDelta) -> Result<String, AppError> {
    let mut files = Vec::with_capacity(job.files.len());
    for file in &job.files {
        files.push((file.stream, of_file(&mut File::open(&file.path)?)?));
    }
    files.sort();
    files.dedup();
    let what = format!("{:?} {} {} {files:?}", job.mapping, job.system, step.num_seconds());
    Ok(hex(&Sha256::digest(what)))
}

fn of_file(file: &mut File) -> Result<String, AppError> {
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&digest.finalize())),
            many => digest.update(&buffer[..many]),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
