//! What a run tells: its progress, what came of it, and what it refused.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use crate::error::AppError;

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Records that are new.
    pub created: u64,
    /// Records of which a field changed.
    pub updated: u64,
    /// Records that changed nothing.
    pub unchanged: u64,
    /// Records that lost every change to a source with more authority.
    pub conflicts: u64,
    /// Records that were deleted.
    pub deleted: u64,
    /// Rows and records that were refused.
    pub rejected: u64,
    /// Records that wait for another one that they refer to.
    pub pending: u64,
    /// Where each reject and each pending record is told, with its file and line; nothing where there are none.
    pub rejects: Option<PathBuf>,
    /// The run was stopped before its end.
    #[serde(skip)]
    pub stopped: bool,
}

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// It reads rows.
    Reading,
    /// It sends records.
    Sending,
}

/// Who watches a run, and may stop it.
pub struct Watch<'a> {
    /// Told now and then what is done, how much of it, and of how much in all.
    pub told: &'a (dyn Fn(Doing, u64, Option<u64>) + Sync),
    /// Set by whoever wants it to stop.
    pub stop: &'a AtomicBool,
}

impl Watch<'_> {
    pub(in crate::sync) fn tell(&self, doing: Doing, done: u64, of: Option<u64>) {
        (self.told)(doing, done, of);
    }

    /// Whether the run is to stop.
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// One line of the file of rejects.
#[derive(Serialize)]
pub(super) struct Told<'a> {
    pub(super) file: &'a Path,
    pub(super) line: i64,
    pub(super) kind: Option<String>,
    pub(super) key: &'a str,
    pub(super) field: &'a str,
    pub(super) reason: &'a str,
    pub(super) pending: bool,
}

/// The file of rejects, a JSON object a line; there is none until something is told.
#[derive(Debug)]
pub(super) struct Rejects {
    path: PathBuf,
    out: Option<BufWriter<File>>,
}

impl Rejects {
    /// At this path. What an earlier run left there goes.
    pub(super) fn at(path: &Path) -> Result<Self, AppError> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(Self { path: path.to_owned(), out: None }),
        }
    }

    pub(super) fn tell(&mut self, told: &Told<'_>) -> Result<(), AppError> {
        let out = match &mut self.out {
            Some(out) => out,
            none => none.insert(BufWriter::new(File::create(&self.path)?)),
        };
        serde_json::to_writer(&mut *out, told)?;
        Ok(out.write_all(b"\n")?)
    }

    /// Sees to it that all is on disk; gives the path, where anything was told.
    pub(super) fn close(self) -> Result<Option<PathBuf>, AppError> {
        let Some(out) = self.out else { return Ok(None) };
        out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        Ok(Some(self.path))
    }
}
