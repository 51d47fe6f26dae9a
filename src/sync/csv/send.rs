//! Sends what was read in batches, again and again until nothing more finds what it refers to.

use std::sync::Arc;

use chrono::DateTime;
use entity::enums::RecordKind;
use serde_json::Value;

use super::Job;
use super::link::{bodies, unresolved};
use super::outcome::Tally;
use super::report::{Doing, Watch};
use crate::command::desk::Desk;
use crate::error::AppError;
use crate::store::Engine;
use crate::store::staging::{Staged, Staging, State};
use crate::sync::kinds::{self, AnyBatch, ORDER, rank};
use crate::sync::mapping::Mapping;
use crate::sync::result::{UpsertOutcome, UpsertResult};
use crate::sync::{Deletion, delete};

/// Records of one batch at most: as the mutations take them.
const MOST: usize = 1_000;
/// Batches that are under way at once, where they may be: while the database carries out one, the next is made.
const ABREAST: usize = 4;

/// Sends all records; those that wait for others once more after each pass, until one resolves none.
pub(super) async fn all(
    desk: &Desk,
    job: &Job,
    staging: &Staging,
    tally: &mut Tally,
    watch: &Watch<'_>,
) -> Result<(), AppError> {
    let sender =
        Sender { desk: desk.clone(), job: Arc::new(job.clone()), staging: staging.clone(), apart: apart(&job.mapping) };
    // SQLite has one writer.
    let abreast = if desk.db.engine == Engine::Postgres { ABREAST } else { 1 };
    let of = Some(staging.count().await?);
    let (mut state, mut done, mut before) = (State::Waiting, 0, None);
    loop {
        let (mut after, mut resolved, mut waiting) = (0, 0, false);
        loop {
            let page = staging.next(state, after, MOST * abreast).await?;
            let Some(last) = page.last() else { break };
            after = last.turn;
            let batches: Vec<_> = page.chunk_by(together).flat_map(|records| records.chunks(MOST)).collect();
            for group in batches.chunk_by(|one, other| sender.side_by_side(one, other)) {
                let kind = group.first().and_then(|records| kind_of(records));
                // The first batch of a kind connects it, which puts behind whoever was assessed before.
                let (first, others) = group.split_at(usize::from(kind != before));
                before = kind;
                for batches in [first, others].into_iter().filter(|batches| !batches.is_empty()) {
                    if watch.stopped() {
                        return Ok(());
                    }
                    let pending = sender.send(batches, tally).await?;
                    waiting |= pending > 0;
                    resolved += batches.iter().map(|records| records.len()).sum::<usize>() - pending;
                }
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

#[derive(Clone)]
struct Sender {
    desk: Desk,
    job: Arc<Job>,
    staging: Staging,
    /// No account is said to be another one, or under it.
    apart: bool,
}

impl Sender {
    /// Whether two batches that follow each other may be under way at once: no row of one needs one of the other. Common
    /// facts and deletes keep their order, too.
    fn side_by_side(&self, one: &[Staged], other: &[Staged]) -> bool {
        kind_of(one) == kind_of(other)
            && match kind_of(one) {
                None | Some(RecordKind::TeamMember | RecordKind::Feature) => false,
                Some(RecordKind::Account) => self.apart,
                Some(_) => true,
            }
    }

    /// Sends batches at once; says how many of their records wait for others.
    async fn send(&self, batches: &[&[Staged]], tally: &mut Tally) -> Result<usize, AppError> {
        let sent = self.all_results(batches).await?;
        let mut marks: [Vec<i64>; 4] = Default::default();
        for (record, result) in batches.iter().copied().flatten().zip(sent.iter().flatten()) {
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

    /// What became of the records of each batch: several are worked on by threads of their own.
    async fn all_results(&self, batches: &[&[Staged]]) -> Result<Vec<Vec<Option<UpsertResult>>>, AppError> {
        if let [only] = batches {
            return Ok(vec![self.results(only).await?]);
        }
        let under_way = batches.iter().map(|records| {
            let (sender, records) = (self.clone(), records.to_vec());
            tokio::spawn(async move { sender.results(&records).await })
        });
        let under_way: Vec<_> = under_way.collect();
        let mut all = Vec::with_capacity(batches.len());
        for batch in under_way {
            all.push(batch.await.map_err(|_| AppError::Invariant("a batch that broke off"))??);
        }
        Ok(all)
    }

    /// What became of each record; nothing of one whose account nobody knows.
    async fn results(&self, records: &[Staged]) -> Result<Vec<Option<UpsertResult>>, AppError> {
        let Some(first) = records.first() else { return Ok(Vec::new()) };
        let kind = kind(first)?;
        let (desk, origin, system) = (&self.desk, self.job.origin(), &self.job.system);
        if first.deleted {
            let deletion = deletion(kind, &self.job, records);
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

/// The kind of records that are no deletes.
fn kind_of(records: &[Staged]) -> Option<RecordKind> {
    kind(records.first().filter(|first| !first.deleted)?).ok()
}

/// Whether the mapping lets no row of an account name another account.
fn apart(mapping: &Mapping) -> bool {
    let mut facts = mapping.streams.iter().flat_map(|stream| &stream.facts);
    let names = |field: &str| ["parent", "also_known_as"].contains(&field);
    !facts.any(|fact| fact.kind.0 == RecordKind::Account && fact.set.fields.keys().any(|field| names(field)))
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
