//! Sends what was read, account by account, again and again until nothing more finds what it refers to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::DateTime;
use entity::enums::RecordKind;

use super::Job;
use super::link::unresolved;
use super::outcome::Tally;
use super::pieces::Pieces;
use super::report::{Doing, Watch};
use crate::command::desk::Desk;
use crate::error::AppError;
use crate::store::Engine;
use crate::store::staging::{Staged, Staging, State};
use crate::sync::Deletion;
use crate::sync::kinds::{ORDER, rank};
use crate::sync::mapping::Mapping;
use crate::sync::parcel::{Parcel, Piece};
use crate::sync::result::{UpsertOutcome, UpsertResult};

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
    let sender = Sender {
        desk: desk.clone(),
        job: Arc::new(job.clone()),
        staging: staging.clone(),
        first: first(job),
        // SQLite has one writer.
        abreast: if desk.db.engine == Engine::Postgres { ABREAST } else { 1 },
    };
    let mut done = Done { of: staging.count().await?, ..Done::default() };
    let mut state = State::Waiting;
    loop {
        let before = done.resolved;
        let pending = sender.pass(state, &mut done, tally, watch).await?;
        if watch.stopped() {
            return Ok(());
        }
        if pending == 0 || (state == State::Pending && done.resolved == before) {
            break;
        }
        state = State::Pending;
    }
    sender.left(tally).await
}

/// How far a run has come.
#[derive(Default)]
struct Done {
    /// Records that there are.
    of: u64,
    /// How many were sent, some of them more than once.
    sent: u64,
    /// How many wait for no other.
    resolved: usize,
    /// The kinds that were sent.
    kinds: BTreeSet<i64>,
}

#[derive(Clone)]
struct Sender {
    desk: Desk,
    job: Arc<Job>,
    staging: Staging,
    /// The places of the kinds that are sent by themselves, before what is known of each account.
    first: Vec<i64>,
    /// How many parcels are under way at once.
    abreast: usize,
}

impl Sender {
    /// Sends the records in this state once; says how many of them wait for others.
    async fn pass(
        &self,
        state: State,
        done: &mut Done,
        tally: &mut Tally,
        watch: &Watch<'_>,
    ) -> Result<usize, AppError> {
        let (mut after, mut pending) = (0, 0);
        loop {
            let many = MOST * (self.abreast + 1);
            let page = self.staging.next(state, after, many).await?;
            let mut parcels: Vec<_> = page.chunk_by(|one, other| self.join(one, other)).flat_map(cut).collect();
            if page.len() == many && parcels.len() > 1 {
                // The next page may have more of its last account.
                parcels.pop();
            }
            let Some(last) = parcels.last().and_then(|parcel| parcel.last()) else { return Ok(pending) };
            after = last.turn;
            for group in self.groups(parcels, &mut done.kinds) {
                if watch.stopped() {
                    return Ok(pending);
                }
                let many: usize = group.iter().map(Vec::len).sum();
                let waiting = self.send(group, tally).await?;
                pending += waiting;
                done.resolved += many - waiting;
                done.sent += u64::try_from(many).unwrap_or_default();
            }
            watch.tell(Doing::Sending, done.sent, Some(done.of).filter(|of| done.sent <= *of));
        }
    }

    /// Whether two records that follow each other may go in one parcel.
    fn join(&self, one: &Staged, other: &Staged) -> bool {
        together(one, other) || (self.is_of_an_account(one) && self.is_of_an_account(other))
    }

    fn is_of_an_account(&self, record: &Staged) -> bool {
        !record.deleted && !self.first.contains(&record.kind)
    }

    /// Parcels that may be under way at once. Whoever sends a kind first goes alone: it connects the kind, which puts behind
    /// whoever was assessed before.
    fn groups(&self, parcels: Vec<&[Staged]>, kinds: &mut BTreeSet<i64>) -> Vec<Vec<Vec<Staged>>> {
        let mut groups: Vec<Vec<Vec<Staged>>> = Vec::new();
        let mut alone = true;
        for parcel in parcels.into_iter().map(by_kind) {
            let new = parcel.iter().fold(false, |new, record| kinds.insert(record.kind) | new);
            match groups.last_mut().filter(|group| !alone && !new && group.len() < self.abreast) {
                Some(group) if group.last().is_some_and(|last| self.side_by_side(last, &parcel)) => group.push(parcel),
                _ => groups.push(vec![parcel]),
            }
            alone = new;
        }
        groups
    }

    /// Whether two parcels that follow each other may be under way at once: no row of one needs one of the other.
    fn side_by_side(&self, one: &[Staged], other: &[Staged]) -> bool {
        let abouts: BTreeSet<_> = one.iter().filter_map(|record| record.about.as_ref()).collect();
        one.iter().chain(other).all(|record| self.is_of_an_account(record))
            && !other.iter().filter_map(|record| record.about.as_ref()).any(|about| abouts.contains(about))
    }

    /// Sends parcels at once; says how many of their records wait for others.
    async fn send(&self, parcels: Vec<Vec<Staged>>, tally: &mut Tally) -> Result<usize, AppError> {
        let mut marks: [Vec<i64>; 4] = Default::default();
        for (record, result) in self.all_results(parcels).await? {
            let state = match result {
                Some(result) => tally.sent(&record, &result)?,
                None => State::Pending,
            };
            marks[state as usize].push(record.n);
        }
        for state in [State::Sent, State::Rejected, State::Pending] {
            self.staging.mark(&marks[state as usize], state).await?;
        }
        Ok(marks[State::Pending as usize].len())
    }

    /// What became of the records of each parcel: several are worked on by threads of their own.
    async fn all_results(&self, parcels: Vec<Vec<Staged>>) -> Result<Vec<Told>, AppError> {
        let under_way = parcels.into_iter().map(|records| {
            let sender = self.clone();
            tokio::spawn(async move { sender.results(records).await })
        });
        let under_way: Vec<_> = under_way.collect();
        let mut all = Vec::new();
        for parcel in under_way {
            all.extend(parcel.await.map_err(|_| AppError::Invariant("a parcel that broke off"))??);
        }
        Ok(all)
    }

    /// What became of each record.
    async fn results(&self, records: Vec<Staged>) -> Result<Vec<Told>, AppError> {
        let Pieces { all: pieces, sent, .. } = Pieces::of(&self.desk.db, &self.job, &records).await?;
        let parcel = Parcel { pieces, grant: Job::grant(), note: None };
        let mut results = parcel.send(&self.desk, self.job.origin()).await?;
        if self.job.dry_run {
            self.would_resolve(&parcel, &mut results).await?;
        }
        let mut results: BTreeMap<_, _> = sent.iter().map(|record| record.n).zip(results).collect();
        Ok(records
            .into_iter()
            .map(|record| {
                let result = results.remove(&record.n);
                (record, result)
            })
            .collect())
    }

    /// A dry run writes nothing that others could refer to: what they name must have been read.
    async fn would_resolve(&self, parcel: &Parcel, results: &mut [UpsertResult]) -> Result<(), AppError> {
        let named = parcel.pieces.iter().flat_map(|piece| match piece {
            Piece::Rows(batch) => batch.references(),
            Piece::Deletes(deletion) => vec![Vec::new(); deletion.external_ids.len()],
        });
        for (result, named) in results.iter_mut().zip(named) {
            let refused = result.outcome == UpsertOutcome::Rejected;
            if !refused || !result.problems.iter().all(|problem| problem.retryable) {
                continue;
            }
            let own = named.iter().filter(|(_, system, _)| *system == self.job.system);
            let own: Vec<(i64, &str)> =
                own.filter_map(|(kind, _, id)| Some((i64::try_from(rank(*kind)).ok()?, id.as_str()))).collect();
            if own.len() == named.len() && self.staging.has(&own).await? {
                result.outcome = UpsertOutcome::Created;
            }
        }
        Ok(())
    }

    /// Tells which records are left, and what they wait for.
    async fn left(&self, tally: &mut Tally) -> Result<(), AppError> {
        let mut after = 0;
        loop {
            let page = self.staging.next(State::Pending, after, MOST).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.turn;
            for (record, result) in self.results(by_kind(&page)).await? {
                match result {
                    // Somebody else has sent what it waited for, just now.
                    Some(result) if tally.sent(&record, &result)? != State::Pending => {}
                    Some(result) => tally.pending(&record, &result.problems)?,
                    None => tally.pending(&record, &[unresolved(&record)?])?,
                }
            }
        }
    }
}

/// What became of a record; nothing where nobody knows its account.
type Told = (Staged, Option<UpsertResult>);

/// Parcels of records that may go in one: each account whole, where it is not more than one takes.
fn cut(mut records: &[Staged]) -> Vec<&[Staged]> {
    let mut parcels = Vec::new();
    while records.len() > MOST {
        let last = records[..=MOST].windows(2).rposition(|pair| pair[0].about != pair[1].about);
        let (parcel, others) = records.split_at(last.map_or(MOST, |last| last + 1));
        parcels.push(parcel);
        records = others;
    }
    parcels.push(records);
    parcels
}

/// A parcel as it is sent: what others refer to stands before them.
fn by_kind(records: &[Staged]) -> Vec<Staged> {
    let mut records = records.to_vec();
    records.sort_by_key(|record| (record.kind, record.turn));
    records
}

/// Whether two records that follow each other go in one batch: deletes have one moment.
pub(super) fn together(one: &Staged, other: &Staged) -> bool {
    let stamp = |record: &Staged| record.stamp.filter(|_| record.deleted);
    (one.kind, one.deleted, stamp(one)) == (other.kind, other.deleted, stamp(other))
}

/// The places of the kinds that are sent before what is known of each account: what is common, and accounts that the
/// mapping says are other ones, or under others.
pub(super) fn first(job: &Job) -> Vec<i64> {
    let mut first = vec![RecordKind::TeamMember, RecordKind::Feature];
    if !apart(&job.mapping) {
        first.push(RecordKind::Account);
    }
    first.into_iter().filter_map(|kind| i64::try_from(rank(kind)).ok()).collect()
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
pub(super) fn deletion(kind: RecordKind, job: &Job, records: &[Staged]) -> Deletion {
    Deletion {
        unfit: Vec::new(),
        system: job.system.clone(),
        kind,
        external_ids: records.iter().map(|record| record.id.clone()).collect(),
        deleted_at: records.first().and_then(|record| record.stamp).and_then(DateTime::from_timestamp_micros),
        dry_run: job.dry_run,
    }
}
