//! A replay: files are told again to an empty database as their source knew them, moment by moment, under a clock that
//! the records drive. Afterwards the past is what it would have been, and nothing later leaks into an earlier moment.

mod driver;
mod state;
mod unit;

use chrono::{DateTime, TimeDelta, Utc};

use super::csv::{ACCOUNTS, Doing, Job, Report, Tally, Watch, overlaid, staged};
use crate::clock::{Clock, machine_now};
use crate::command::desk::Desk;
use crate::domain::stamp::Horizon;
use crate::error::AppError;
use crate::store::staging::{Order, Staging};
use crate::store::{self, Db};

pub use driver::Driver;
use state::Progress;
use unit::Units;

/// Tells all files of a job to an empty database; accounts are reviewed at the end of each step. One that was cut goes on
/// after the last moment that it committed, one that is done changes nothing. Refused where the log holds anything else.
pub async fn replay(
    db: &Db,
    job: &Job,
    step: TimeDelta,
    custom_fields: usize,
    watch: &Watch<'_>,
) -> Result<Report, AppError> {
    dated(job)?;
    let progress = Progress::begin(db, job, step).await?;
    let staging = Staging::open().await?;
    let mut tally = Tally::new(job)?;
    staged(job, Horizon::beyond(machine_now(), job.ahead), &staging, &mut tally, watch).await?;
    if watch.stopped() {
        return tally.done(watch);
    }
    staging.arrange(Order::Moments, ACCOUNTS, overlaid).await?;
    let all = staging.count().await?;
    let Some((first, last)) = staging.span().await? else { return tally.done(watch) };
    if progress.whole {
        tally.report.unchanged = all;
        return tally.done(watch);
    }
    if store::log::last_recorded(&db.write).await?.is_some_and(|recorded| recorded > latest(last)) {
        return Err(AppError::Config(
            "this database was written to after what is replayed: a replay needs an empty one".to_owned(),
        ));
    }
    progress.keep(db).await?;
    let start = moment(progress.at.unwrap_or(first))?;
    let desk = Desk::open(db.clone(), Clock::set(start)).await?.stamps_ahead(job.ahead).telling_past();
    let desk = desk.with_custom_fields(custom_fields);
    let mut telling = Telling {
        driver: Driver::new(&desk),
        steps: Steps { origin: midnight(moment(first)?), length: step },
        reviewed: start,
        units: Units::new(job, &staging, progress.clone()),
    };
    // The last moment that was committed comes again: of it nothing changes but what still waited for its own kind.
    let mut after = progress.at.map(|at| at - 1);
    let mut done = 0;
    loop {
        let moments = staging.moments(after).await?;
        let Some((latest, _)) = moments.last() else { break };
        after = Some(*latest);
        for (at, many) in moments {
            if watch.stopped() {
                return tally.done(watch);
            }
            telling.moment(at, many, &mut tally).await?;
            done += u64::try_from(many).unwrap_or_default();
            watch.tell(Doing::Sending, done, Some(all));
        }
    }
    telling.driver.review(moment(last)?, true).await?;
    Progress { at: Some(last), whole: true, ..progress }.keep(db).await?;
    tally.done(watch)
}

/// Every fact says when its source knew it, or nothing can be told again.
fn dated(job: &Job) -> Result<(), AppError> {
    for file in &job.files {
        let Some(stream) = job.mapping.streams.get(file.stream) else { continue };
        if let Some(fact) = stream.facts.iter().find(|fact| !stream.is_dated(fact)) {
            let kind = fact.kind.0.word().to_lowercase();
            return Err(AppError::Config(format!(
                "a replay needs to know when: stream {}, fact {kind} has neither known_at nor a date of its own",
                stream.name
            )));
        }
    }
    Ok(())
}

/// The ends of steps.
#[derive(Clone, Copy)]
struct Steps {
    origin: DateTime<Utc>,
    length: TimeDelta,
}

impl Steps {
    /// The number and the moment of the first end after this moment.
    fn next(self, after: DateTime<Utc>) -> (i64, DateTime<Utc>) {
        let length = self.length.num_seconds().max(1);
        let number = (after - self.origin).num_seconds().max(0) / length + 1;
        (number, self.origin + TimeDelta::seconds(number.saturating_mul(length)))
    }
}

/// How often steps pass between two thinnings.
const THIN: i64 = 6;

struct Telling<'a> {
    driver: Driver,
    steps: Steps,
    /// The moment up to which the ends of steps are seen to.
    reviewed: DateTime<Utc>,
    units: Units<'a>,
}

impl Telling<'_> {
    /// All records of one moment.
    async fn moment(&mut self, at: i64, many: usize, tally: &mut Tally) -> Result<(), AppError> {
        self.until(moment(at)?).await?;
        self.units.send(&mut self.driver, at, many, tally).await
    }

    /// Reviews what is due at the ends of the steps up to this moment.
    async fn until(&mut self, moment: DateTime<Utc>) -> Result<(), AppError> {
        loop {
            let (number, end) = self.steps.next(self.reviewed);
            if end > moment {
                return Ok(());
            }
            self.driver.review(end, number % THIN == 0).await?;
            self.reviewed = end;
        }
    }
}

fn moment(micros: i64) -> Result<DateTime<Utc>, AppError> {
    DateTime::from_timestamp_micros(micros).ok_or(AppError::Invariant("a moment beyond all calendars"))
}

/// Nothing of a replay is recorded later than this: units of one account and moment follow each other by a microsecond.
fn latest(last: i64) -> DateTime<Utc> {
    moment(last).map_or(DateTime::<Utc>::MAX_UTC, |last| last + TimeDelta::seconds(1))
}

fn midnight(moment: DateTime<Utc>) -> DateTime<Utc> {
    moment.date_naive().and_time(chrono::NaiveTime::MIN).and_utc()
}
