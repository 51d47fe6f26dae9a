//! `vitrine ingest`: other people's data, in.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use clap::{Subcommand, ValueEnum};

use super::place::stamp_ahead;
use super::serve::stop;
use super::{Failure, Outcome, Place, block_on, say};
use crate::clock::Clock;
use crate::command::Desk;
use crate::error::AppError;
use crate::job;
use crate::sync::csv::{Doing, Job, Report, Watch, checked, files, ingest};
use crate::sync::mapping::Mapping;
use crate::sync::replay::replay;
use crate::sync::value;

/// Reads facts from other people's data.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, Subcommand)]
enum From {
    /// Files of rows, as a mapping reads them
    Csv(Csv),
}

#[derive(Debug, clap::Args)]
struct Csv {
    /// What the columns say of which facts
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    /// The system that the records are of [default: the mapping's]
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Tell what is read to an empty database as its source knew it, moment by moment
    #[arg(long, conflicts_with = "dry_run")]
    replay: bool,
    /// In a replay, how far apart accounts are reviewed: 12h, 7d
    #[arg(long, value_name = "SPAN", default_value = "7d", value_parser = span, requires = "replay")]
    step: TimeDelta,
    /// Tell what would become of the records, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Rejects that are borne: a number, or a share such as 2%
    #[arg(long, value_name = "N|N%", default_value = "0%")]
    max_rejects: Limit,
    /// Where rejects are kept, a JSON object a line
    #[arg(long, value_name = "FILE", default_value = "vitrine-rejects.jsonl")]
    rejects: PathBuf,
    /// How the report is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Files, or folders that have some
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
}

/// How many rejects are borne.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Limit {
    Number(u64),
    Percent(f64),
}

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let limit = match text.strip_suffix('%') {
            Some(share) => share.parse().ok().filter(|share| (0.0..=100.0).contains(share)).map(Self::Percent),
            None => text.parse().ok().map(Self::Number),
        };
        limit.ok_or_else(|| format!("`{text}` is neither a number nor a share such as 2%"))
    }
}

impl Limit {
    #[allow(clippy::cast_precision_loss, reason = "a share needs no more digits than a double has")]
    fn bears(self, report: &Report) -> bool {
        let others = report.created + report.updated + report.unchanged + report.conflicts + report.deleted;
        let all = others + report.rejected + report.pending;
        match self {
            Self::Number(most) => report.rejected <= most,
            Self::Percent(share) => report.rejected as f64 * 100.0 <= share * all as f64,
        }
    }
}

fn span(text: &str) -> Result<TimeDelta, String> {
    let wrong = || format!("`{text}` is no span such as 12h or 7d");
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let number: i64 = number.parse().map_err(|_| wrong())?;
    let span = match unit {
        "h" => TimeDelta::try_hours(number),
        "d" => TimeDelta::try_days(number),
        _ => None,
    };
    span.filter(|span| (1..=366 * 24).contains(&span.num_hours())).ok_or_else(wrong)
}

/// Runs it.
pub fn run(args: &Args, place: &Place) -> Outcome {
    let From::Csv(args) = &args.from;
    let mapping = mapping(&args.mapping)?;
    let system = args.system.clone().unwrap_or_else(|| mapping.system.clone());
    value::system(&system).map_err(|problem| Failure::usage(format!("--system {}", problem.message)))?;
    let (files, unread) = files(&mapping, &args.paths)?;
    for path in unread {
        eprintln!("vitrine: no stream reads {}", path.display());
    }
    let headers = checked(&mapping, &files)?;
    let mut missing = files
        .iter()
        .zip(headers)
        .flat_map(|(file, header)| header.missing.into_iter().map(|what| format!("{}: {what}", file.path.display())));
    if let Some(first) = missing.next() {
        let more = missing.count();
        let more = if more > 0 { format!(", and {more} more: see `vitrine mapping check`") } else { String::new() };
        return Err(AppError::Config(format!("{first}{more}")).into());
    }
    let ahead = stamp_ahead(&place.settings()?.config);
    let job = Job { mapping, system, files, dry_run: args.dry_run, rejects: args.rejects.clone(), ahead };
    let report = block_on(args.carry_out(&job, place))?;
    args.tell(&report)
}

/// The mapping of a file.
pub(super) fn mapping(path: &Path) -> Result<Mapping, Failure> {
    let wrong = |error: &dyn std::fmt::Display| AppError::Config(format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
    Ok(Mapping::read(&text).map_err(|error| wrong(&error))?)
}

impl Csv {
    async fn carry_out(&self, job: &Job, place: &Place) -> Result<Report, Failure> {
        let db = place.open_to_fill().await?;
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        let signal = tokio::spawn(async move {
            stop::signal().await;
            told.store(true, Ordering::Relaxed);
            eprintln!("vitrine: stopping after the records under way");
        });
        let progress = Progress::new();
        let watch = Watch { told: &|doing, done, of| progress.tell(doing, done, of), stop: &stop };
        let custom_fields = place.custom_fields()?;
        let report = if self.replay {
            replay(&db, job, self.step, custom_fields, &watch).await?
        } else {
            let desk = Desk::open(db.clone(), Clock::machine()).await?.ahead_at_most(Some(place.ahead()?));
            let desk = desk.stamps_ahead(job.ahead);
            let desk = desk.with_custom_fields(custom_fields);
            let report = ingest(&desk, job, &watch).await?;
            // What the records left behind is seen to at once, as a server would; that of a run that was killed, too.
            if !job.dry_run && !report.stopped {
                job::run_due(&desk).await?;
            }
            report
        };
        progress.end();
        signal.abort();
        db.close().await?;
        Ok(report)
    }

    fn tell(&self, report: &Report) -> Outcome {
        match self.format {
            Format::Json => say(&serde_json::to_string(report)?)?,
            Format::Text => {
                let Report { created, updated, unchanged, conflicts, deleted, rejected, pending, .. } = report;
                let counts = [
                    ("created", created),
                    ("updated", updated),
                    ("unchanged", unchanged),
                    ("conflicts", conflicts),
                    ("deleted", deleted),
                    ("rejected", rejected),
                    ("pending", pending),
                ];
                for (word, count) in counts {
                    say(&format!("{word:<10}{count:>10}"))?;
                }
                if let Some(rejects) = &report.rejects {
                    say(&format!("{:<10}{:>10}", "rejects", rejects.display()))?;
                }
            }
        }
        if report.stopped {
            let text = "stopped before the end: what was committed stays; the same command goes on from there";
            return Err(Failure::io(text));
        }
        if !self.max_rejects.bears(report) {
            let rejects = report.rejects.as_deref().unwrap_or(&self.rejects).display();
            eprintln!("vitrine: too many rejects: they are in {rejects}, with file, line, field and reason");
            return Ok(Failure::REJECTS.into());
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Tells how far a run has come: in place on a terminal, else now and then in a line.
struct Progress {
    terminal: bool,
    last: Mutex<Instant>,
}

impl Progress {
    fn new() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), last: Mutex::new(Instant::now()) }
    }

    fn tell(&self, doing: Doing, done: u64, of: Option<u64>) {
        let pause = if self.terminal { Duration::from_millis(200) } else { Duration::from_secs(5) };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.elapsed() < pause {
            return;
        }
        *last = Instant::now();
        let what = match doing {
            Doing::Reading => "rows read",
            Doing::Sending => "records sent",
        };
        let of = of.map_or_else(String::new, |of| format!(" of {of}"));
        let mut out = std::io::stderr().lock();
        // Nobody is there to hear that nobody is there.
        let _ = if self.terminal {
            write!(out, "\r\x1b[Kvitrine: {done}{of} {what}").and_then(|()| out.flush())
        } else {
            writeln!(out, "vitrine: {done}{of} {what}")
        };
    }

    fn end(&self) {
        if self.terminal {
            eprint!("\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_are_borne_by_number_or_share() {
        let report = Report { created: 97, rejected: 3, ..Report::default() };
        for (text, bears) in [("0%", false), ("0", false), ("2", false), ("3", true), ("2.9%", false), ("3%", true)] {
            assert_eq!(text.parse::<Limit>().unwrap().bears(&report), bears, "{text}");
        }
        assert!("0%".parse::<Limit>().unwrap().bears(&Report::default()));
        for wrong in ["", "%", "-1", "101%", "many"] {
            assert!(wrong.parse::<Limit>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_step_is_a_span_of_hours_or_days() {
        assert_eq!(span("7d"), Ok(TimeDelta::days(7)));
        assert_eq!(span("12h"), Ok(TimeDelta::hours(12)));
        for wrong in ["", "7", "d", "0d", "-1d", "9999d", "7w", "€"] {
            assert!(span(wrong).is_err(), "{wrong}");
        }
    }
}
