//! In, from files: rows are read into a place on disk, put in order there, and sent through the same batches as the
//! mutations'. So neither the order of files and rows nor how often one stands there matters, and memory stays flat.

mod files;
mod link;
mod outcome;
mod pieces;
mod read;
mod report;
mod send;

use std::path::PathBuf;

use chrono::TimeDelta;
use entity::enums::ActorKind;
use entity::values::Actor;

use super::mapping::Mapping;
use crate::command::Origin;
use crate::command::desk::Desk;
use crate::domain::access::Grant;
use crate::error::AppError;
use crate::store::staging::{Order, Staging};

pub use files::{File, checked, files};
pub(super) use link::unresolved;
pub(super) use outcome::Tally;
pub(super) use pieces::Pieces;
pub(super) use read::{ACCOUNTS, overlaid, staged};
pub use report::{Doing, Report, Watch};

/// What is to be read, and how.
#[derive(Clone, Debug)]
pub struct Job {
    /// What the columns say.
    pub mapping: Mapping,
    /// The system that the records are of.
    pub system: String,
    /// The files, each with the stream that reads it.
    pub files: Vec<File>,
    /// Tell what would become of the records, and change nothing.
    pub dry_run: bool,
    /// Where rejects are kept.
    pub rejects: PathBuf,
    /// How far ahead of the clock a source's stamp may lie.
    pub ahead: TimeDelta,
}

impl Job {
    /// Who writes.
    pub(super) fn origin(&self) -> Origin {
        Origin::of(Actor {
            kind: ActorKind::Integration,
            name: format!("{}'s files", self.system),
            member_id: None,
            system: Some(self.system.clone()),
        })
    }

    /// The right to write, as the log names it.
    pub(super) fn grant() -> Grant {
        Grant::system("ingest")
    }
}

/// Reads all files and sends what they say, as things stand now. Accounts that stood before are left to the worker:
/// whoever calls runs the jobs that are due, or a server does.
pub async fn ingest(desk: &Desk, job: &Job, watch: &Watch<'_>) -> Result<Report, AppError> {
    let staging = Staging::open().await?;
    let mut tally = Tally::new(job)?;
    staged(job, desk.horizon(desk.clock.now()), &staging, &mut tally, watch).await?;
    if !watch.stopped() {
        staging.arrange(Order::Accounts { first: send::first(job) }, ACCOUNTS, overlaid).await?;
        send::all(&desk.assessing_later(), job, &staging, &mut tally, watch).await?;
    }
    tally.done(watch)
}
