//! `vitrine backtest`: holds what was assessed against what happened.

#[cfg(feature = "baseline")]
pub mod baseline;
pub mod text;

use std::process::ExitCode;

use chrono::{DateTime, TimeDelta, Utc};
use clap::ValueEnum;
use entity::ids::AccountId;
use sea_orm::ConnectionTrait;
use serde::Serialize;

use super::{Failure, Outcome, Place, block_on, say};
use crate::domain::backtest::{Asked, Case, Findings, LeftOut, before, decided};
use crate::error::AppError;
use crate::store::{backtest, log};

/// Holds what was assessed against what happened.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    question: Question,
    #[cfg(feature = "baseline")]
    #[command(flatten)]
    baseline: baseline::Baseline,
    /// How the report is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What is asked.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Question {
    /// Take what stood so long before each outcome, such as 90d
    #[arg(long, value_name = "DAYS", value_parser = days, required_unless_present = "snapshot")]
    pub at: Option<u32>,
    /// Take all facts as they are, but for outcomes: for data without dates
    #[arg(long, conflicts_with = "at")]
    pub snapshot: bool,
    /// Count accounts without an outcome as kept: by the log's end, where what stood before is taken
    #[arg(long)]
    pub others_kept: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
}

/// What was asked, and what the cases say.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Days before the outcome; none of a snapshot.
    pub days_before: Option<u32>,
    /// Accounts without an outcome count as kept.
    pub others_kept: bool,
    /// When the log ends; the moment of a snapshot.
    pub log_ends: Option<DateTime<Utc>>,
    /// Outcomes that make no case.
    pub left_out: LeftOut,
    /// The account of each case, and whether it churned.
    #[serde(skip)]
    pub accounts: Vec<(AccountId, bool)>,
    /// What the cases say.
    #[serde(flatten)]
    pub findings: Findings,
    /// The logistic regression beside it.
    #[cfg(feature = "baseline")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regression: Option<baseline::Regression>,
}

fn days(text: &str) -> Result<u32, String> {
    let days = text.strip_suffix('d').and_then(|number| number.parse().ok()).filter(|days| (1..=3_660).contains(days));
    days.ok_or_else(|| format!("`{text}` is no number of days such as 90d"))
}

/// Runs it.
pub fn run(args: &Args, place: &Place) -> Outcome {
    block_on(async {
        let db = place.open().await?;
        let tx = db.begin_read().await?;
        let report = report(&tx, args.question).await?;
        #[cfg(feature = "baseline")]
        let report = Report { regression: args.baseline.regression(&tx, &report.accounts).await?, ..report };
        drop(tx);
        db.close().await?;
        match args.format {
            Format::Json => say(&serde_json::to_string(&report)?)?,
            Format::Text => say(&text::text(&report))?,
        }
        if report.findings.cases == 0 {
            eprintln!("vitrine: no outcome makes a case: see docs/backtest.md for which do");
        }
        Ok::<_, Failure>(ExitCode::SUCCESS)
    })
}

/// The answer to a question, in a number of statements that does not depend on how many accounts there are, up to some
/// thousands.
pub async fn report(conn: &impl ConnectionTrait, question: Question) -> Result<Report, AppError> {
    let log_ends = log::last_recorded(conn).await?;
    let outcomes = backtest::outcomes(conn).await?;
    let (mut cases, mut accounts) = (Vec::new(), Vec::new());
    let mut left_out = LeftOut::default();
    let mut take = |account, said: Option<backtest::Said>, churned| match said {
        None => left_out.not_assessed += 1,
        Some((assessment, band)) => match Case::of(&assessment, band, churned) {
            None => left_out.no_customer += 1,
            Some(case) => {
                cases.push(case);
                accounts.push((account, churned));
            }
        },
    };
    let end = log_ends.unwrap_or_default();
    if let Some(days) = question.at {
        let (mut asked, known) = before(&outcomes, days);
        if question.others_kept {
            let decided = decided(&outcomes);
            let others = backtest::accounts(conn).await?.into_iter().filter(|account| !decided.contains_key(account));
            let moment = end - TimeDelta::days(i64::from(days));
            asked.extend(others.map(|account| Asked { account, moment, churned: false }));
        }
        let said = backtest::stood(conn, &asked).await?;
        asked.iter().zip(said).for_each(|(case, said)| take(case.account, said, case.churned));
        left_out.undated = known.undated;
        left_out.known_before = known.known_before;
    } else {
        let decided = decided(&outcomes);
        for (account, said) in backtest::without_outcomes(conn, end).await? {
            let churned = decided.get(&account).copied().or(question.others_kept.then_some(false));
            if let Some(churned) = churned {
                take(account, Some(said), churned);
            }
        }
    }
    Ok(Report {
        days_before: question.at,
        others_kept: question.others_kept,
        log_ends,
        left_out,
        accounts,
        findings: Findings::of(&cases),
        #[cfg(feature = "baseline")]
        regression: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_number_of_days() {
        assert_eq!((days("90d"), days("1d")), (Ok(90), Ok(1)));
        for wrong in ["", "d", "90", "0d", "-1d", "9999d", "3w", "€"] {
            assert!(days(wrong).is_err(), "{wrong}");
        }
    }
}
