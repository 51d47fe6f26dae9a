//! Counts what becomes of records, and tells what was refused.

use std::path::PathBuf;

use super::Job;
use super::report::{Rejects, Report, Told, Watch};
use super::send::kind;
use crate::error::AppError;
use crate::store::staging::{Staged, State};
use crate::sync::mapping::{Reject, snake};
use crate::sync::result::{Problem, UpsertOutcome, UpsertResult};

/// The report of a run under way.
#[derive(Debug)]
pub(in crate::sync) struct Tally {
    pub(in crate::sync) report: Report,
    files: Vec<PathBuf>,
    rejects: Rejects,
}

impl Tally {
    pub(in crate::sync) fn new(job: &Job) -> Result<Self, AppError> {
        let files = job.files.iter().map(|file| file.path.clone()).collect();
        Ok(Self { report: Report::default(), files, rejects: Rejects::at(&job.rejects)? })
    }

    /// A row is refused, or one of its facts.
    pub(in crate::sync) fn refused(&mut self, file: usize, line: u64, reject: Reject) -> Result<(), AppError> {
        self.report.rejected += 1;
        let Reject { kind, key, field, reason } = reject;
        let told = Told {
            file: &self.files[file],
            line: i64::try_from(line).unwrap_or(i64::MAX),
            kind: kind.map(|kind| kind.word().to_lowercase()),
            key: &key,
            field: &field,
            reason: &reason,
            pending: false,
        };
        self.rejects.tell(&told)
    }

    /// Counts what became of a record that was sent, and says how it stands.
    pub(in crate::sync) fn sent(&mut self, record: &Staged, result: &UpsertResult) -> Result<State, AppError> {
        let count = match result.outcome {
            UpsertOutcome::Created => &mut self.report.created,
            UpsertOutcome::Updated => &mut self.report.updated,
            UpsertOutcome::Unchanged => &mut self.report.unchanged,
            UpsertOutcome::Conflict => &mut self.report.conflicts,
            UpsertOutcome::Deleted => &mut self.report.deleted,
            UpsertOutcome::Rejected => {
                if result.problems.iter().all(|problem| problem.retryable) {
                    return Ok(State::Pending);
                }
                self.report.rejected += 1;
                self.problems(record, &result.problems, false)?;
                return Ok(State::Rejected);
            }
        };
        *count += 1;
        Ok(State::Sent)
    }

    /// A record is left that waits for another one.
    pub(in crate::sync) fn pending(&mut self, record: &Staged, problems: &[Problem]) -> Result<(), AppError> {
        self.report.pending += 1;
        self.problems(record, problems, true)
    }

    fn problems(&mut self, record: &Staged, problems: &[Problem], pending: bool) -> Result<(), AppError> {
        let kind = kind(record)?.word().to_lowercase();
        let file = usize::try_from(record.file).ok().and_then(|file| self.files.get(file));
        let file = file.ok_or(AppError::Invariant("a record without its file"))?;
        for problem in problems {
            let field: Vec<String> = problem.path.iter().map(|part| snake(part)).collect();
            self.rejects.tell(&Told {
                file,
                line: record.line,
                kind: Some(kind.clone()),
                key: &record.id,
                field: &field.join("."),
                reason: &problem.message,
                pending,
            })?;
        }
        Ok(())
    }

    /// The report at the end.
    pub(in crate::sync) fn done(self, watch: &Watch<'_>) -> Result<Report, AppError> {
        let rejects = self.rejects.close()?;
        Ok(Report { rejects, stopped: watch.stopped(), ..self.report })
    }
}
