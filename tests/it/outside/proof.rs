//! How well the score tells what happened, and the raw columns beside it: the ranges that the published tables stay in.

use std::path::Path;

use clap::Parser;
use vitrine::cli::backtest::baseline;
use vitrine::cli::backtest::{Question, Report, report, text};
use vitrine::store::Db;

#[derive(Debug, Parser)]
struct Words {
    #[command(flatten)]
    baseline: baseline::Baseline,
}

/// What a backtest says, and a regression on the columns of a file beside it.
pub async fn proof(db: &Db, question: Question, file: &Path, words: &[&str]) -> Report {
    let report = report(&db.read, question).await.unwrap();
    let fixed = ["baseline", "--columns", file.to_str().unwrap()];
    let asked = Words::parse_from(fixed.iter().chain(words)).baseline;
    let regression = asked.regression(&db.read, &report.accounts).await.unwrap();
    let report = Report { regression, ..report };
    println!("{}", text::text(&report));
    report
}

/// The score's area with its interval, and the regression's.
pub fn areas(report: &Report) -> ((f64, f64, f64), f64) {
    let score = report.findings.score.auc.unwrap();
    let columns = report.regression.as_ref().unwrap().ranked.auc.unwrap();
    ((score.low.unwrap(), score.value, score.high.unwrap()), columns.value)
}
