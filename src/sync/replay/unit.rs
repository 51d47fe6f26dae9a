//! All records of one moment: one unit of work.

use chrono::DateTime;
use serde_json::{Value, json};

use super::driver::Driver;
use super::state::{Progress, REPLAY};
use crate::error::AppError;
use crate::store::staging::{Staged, Staging, State};
use crate::sync::csv::{Job, Pieces, Tally, unresolved};
use crate::sync::parcel::Parcel;
use crate::sync::result::Problem;

/// Records of one unit of work at most: a moment with more of them takes several, cut at the same places each time.
const MOST: usize = 10_000;

pub(super) struct Units<'a> {
    job: &'a Job,
    staging: &'a Staging,
    progress: Progress,
    /// The turn of the last record that was sent.
    after: i64,
}

impl<'a> Units<'a> {
    pub(super) fn new(job: &'a Job, staging: &'a Staging, progress: Progress) -> Self {
        Self { job, staging, progress, after: 0 }
    }

    /// Sends all records of this moment: so many.
    pub(super) async fn send(
        &mut self,
        driver: &mut Driver,
        at: i64,
        mut many: usize,
        tally: &mut Tally,
    ) -> Result<(), AppError> {
        if self.after == 0 {
            self.after = self.staging.before(at).await?;
        }
        let mut page = self.next(&mut many).await?;
        while !page.is_empty() {
            let following = self.next(&mut many).await?;
            let note = following
                .is_empty()
                .then(|| (REPLAY.to_owned(), json!(Progress { at: Some(at), ..self.progress.clone() })));
            let mut pending = self.unit(driver, at, &page, note, tally).await?;
            // A record may refer to one of its own kind that comes after it.
            while !pending.is_empty() {
                let again: Vec<Staged> = pending.iter().map(|(record, _)| record.clone()).collect();
                let left = self.unit(driver, at, &again, None, tally).await?;
                if left.len() == pending.len() {
                    left.iter().try_for_each(|(record, problems)| tally.pending(record, problems))?;
                    break;
                }
                pending = left;
            }
            page = following;
        }
        Ok(())
    }

    /// The next records of a moment of which so many are left.
    async fn next(&mut self, many: &mut usize) -> Result<Vec<Staged>, AppError> {
        if *many == 0 {
            return Ok(Vec::new());
        }
        let page = self.staging.next(State::Waiting, self.after, MOST.min(*many)).await?;
        self.after = page.last().map_or(self.after, |last| last.turn);
        *many -= page.len().min(*many);
        Ok(page)
    }

    /// One unit of work; gives what waits for another record, and why.
    async fn unit(
        &self,
        driver: &mut Driver,
        at: i64,
        records: &[Staged],
        note: Option<(String, Value)>,
        tally: &mut Tally,
    ) -> Result<Vec<(Staged, Vec<Problem>)>, AppError> {
        let Pieces { all: pieces, sent, waiting } = Pieces::of(&driver.desk().db, self.job, records).await?;
        let parcel = Parcel { pieces, grant: Job::grant(), note };
        let moment = DateTime::from_timestamp_micros(at).ok_or(AppError::Invariant("a moment beyond all calendars"))?;
        let results = driver.send(moment, self.job.origin(), &parcel).await?;
        let mut pending = Vec::new();
        for record in waiting {
            pending.push((record.clone(), vec![unresolved(record)?]));
        }
        for (record, result) in sent.into_iter().zip(results) {
            if tally.sent(record, &result)? == State::Pending {
                pending.push((record.clone(), result.problems));
            }
        }
        Ok(pending)
    }
}
