//! Sends what was read in batches, again and again until nothing more finds what it refers to.

use chrono::DateTime;
use entity::enums::RecordKind;
use serde_json::Value;

use super::Job;
use super::link::{bodies, unresolved};
use super::outcome::Tally;
use super::report::{Doing, Watch};
use crate::command::desk::Desk;
use crate::error::AppError;
use crate::store::staging::{Staged, Staging, State};
use crate::sync::kinds::{self, AnyBatch, ORDER, rank};
use crate::sync::result::{UpsertOutcome, UpsertResult};
use crate::sync::{Deletion, delete};

/// Records of one batch at most: as the mutations take them.
const MOST: usize = 1_000;

/// Sends all records; those that wait for others once more after each pass, until one resolves none.
pub(super) async fn all(
    desk: &Desk,
    job: &Job,
    staging: &Staging,
    tally: &mut Tally,
    watch: &Watch<'_>,
) -> Result<(), AppError> {
    let sender = Sender { desk, job, staging };
    let of = Some(staging.count().await?);
    let (mut state, mut done) = (State::Waiting, 0);
    loop {
        let (mut after, mut resolved, mut waiting) = (0, 0, false);
        loop {
            let page = staging.next(state, after, MOST).await?;
            let Some(last) = page.last() else { break };
            after = last.turn;
            for records in page.chunk_by(together) {
                if watch.stopped() {
                    return Ok(());
                }
                let pending = sender.send(records, tally).await?;
                waiting |= pending > 0;
                resolved += records.len() - pending;
            }
            done += u64::try_from(page.len()).unwrap_or_default();
            watch.tell(Doing::Sending, done, of.filter(|of| done <= *of));
        }
        let stuck = state == State::Pending && resolved == 0;
        state = State::Pending;
        if !waiting || stuck {
            break;
        }
    }
    sender.left(tally).await
}

struct Sender<'a> {
    desk: &'a Desk,
    job: &'a Job,
    staging: &'a Staging,
}

impl Sender<'_> {
    /// Sends records of one kind; says how many of them wait for others.
    async fn send(&self, records: &[Staged], tally: &mut Tally) -> Result<usize, AppError> {
        let sent = self.results(records).await?;
        let mut marks: [Vec<i64>; 4] = Default::default();
        for (record, result) in records.iter().zip(&sent) {
            let state = match result {
                Some(result) => tally.sent(record, result)?,
                None => State::Pending,
            };
            marks[state as usize].push(record.n);
        }
        for state in [State::Sent, State::Rejected, State::Pending] {
            self.staging.mark(&marks[state as usize], state).await?;
        }
        Ok(marks[State::Pending as usize].len())
    }

    /// What became of each record; nothing of one whose account nobody knows.
    async fn results(&self, records: &[Staged]) -> Result<Vec<Option<UpsertResult>>, AppError> {
        let Some(first) = records.first() else { return Ok(Vec::new()) };
        let kind = kind(first)?;
        let (desk, origin, system) = (self.desk, self.job.origin(), &self.job.system);
        if first.deleted {
            let deletion = deletion(kind, self.job, records);
            let results = delete(desk, origin, Job::grant(), &deletion).await?;
            return Ok(results.into_iter().map(Some).collect());
        }
        let bodies = bodies(&desk.db, system, records).await?;
        let rows: Vec<Value> = bodies.iter().flatten().cloned().collect();
        let batch = AnyBatch::read(kind, system, rows, self.job.dry_run)?;
        let mut results = batch.send(desk, origin, Job::grant()).await?.into_iter();
        let mut all = Vec::with_capacity(records.len());
        for body in bodies {
            let Some(body) = body else {
                all.push(None);
                continue;
            };
            let mut result = results.next().ok_or(AppError::Invariant("a record without a result"))?;
            if self.job.dry_run
                && result.outcome == UpsertOutcome::Rejected
                && self.would_resolve(kind, &body, &result).await?
            {
                result.outcome = UpsertOutcome::Created;
            }
            all.push(Some(result));
        }
        Ok(all)
    }

    /// A dry run writes nothing that others could refer to: what they name must have been read.
    async fn would_resolve(&self, kind: RecordKind, body: &Value, result: &UpsertResult) -> Result<bool, AppError> {
        if !result.problems.iter().all(|problem| problem.retryable) {
            return Ok(false);
        }
        let named = kinds::references(kind, body).unwrap_or_default();
        let own: Vec<(i64, &str)> = named
            .iter()
            .filter(|(_, system, _)| *system == self.job.system)
            .filter_map(|(kind, _, id)| Some((i64::try_from(rank(*kind)).ok()?, id.as_str())))
            .collect();
        Ok(own.len() == named.len() && self.staging.has(&own).await?)
    }

    /// Tells which records are left, and what they wait for.
    async fn left(&self, tally: &mut Tally) -> Result<(), AppError> {
        let mut after = 0;
        loop {
            let mut page = self.staging.next(State::Pending, after, MOST).await?;
            let Some(first) = page.first().map(|first| first.kind) else { return Ok(()) };
            page.retain(|record| record.kind == first);
            after = page.last().map_or(after, |last| last.turn);
            for (record, result) in page.iter().zip(self.results(&page).await?) {
                match result {
                    // Somebody else has sent what it waited for, just now.
                    Some(result) if tally.sent(record, &result)? != State::Pending => {}
                    Some(result) => tally.pending(record, &result.problems)?,
                    None => tally.pending(record, &[unresolved(record)?])?,
                }
            }
        }
    }
}

/// Whether two records that follow each other go in one batch: deletes have one moment.
pub(in crate::sync) fn together(one: &Staged, other: &Staged) -> bool {
    let stamp = |record: &Staged| record.stamp.filter(|_| record.deleted);
    (one.kind, one.deleted, stamp(one)) == (other.kind, other.deleted, stamp(other))
}

/// The kind of a record that was read.
pub(in crate::sync) fn kind(record: &Staged) -> Result<RecordKind, AppError> {
    let place = usize::try_from(record.kind).ok().and_then(|place| ORDER.get(place));
    place.copied().ok_or(AppError::Invariant("a record of no kind"))
}

/// The deletes that records tell of, all of one kind and stamp.
pub(in crate::sync) fn deletion(kind: RecordKind, job: &Job, records: &[Staged]) -> Deletion {
    Deletion {
        system: job.system.clone(),
        kind,
        external_ids: records.iter().map(|record| record.id.clone()).collect(),
        deleted_at: records.first().and_then(|record| record.stamp).and_then(DateTime::from_timestamp_micros),
        dry_run: job.dry_run,
    }
}
