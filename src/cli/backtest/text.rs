//! A report for people.

use std::fmt::Write;

use super::Report;
use crate::domain::backtest::{Auc, Caught, Ranked};

/// The report in lines.
pub fn text(report: &Report) -> String {
    // Writing to a text does not fail.
    let mut out = String::new();
    let _ = write(&mut out, report);
    out.trim_end().to_owned()
}

fn write(out: &mut String, report: &Report) -> std::fmt::Result {
    let findings = &report.findings;
    match report.days_before {
        Some(days) => writeln!(out, "as of      {days} days before each outcome")?,
        None => writeln!(out, "as of      now, without any outcome")?,
    }
    let kept = findings.cases - findings.churned;
    let rate = number(findings.base_rate);
    writeln!(out, "cases      {}: {} churned (base rate {rate}), {kept} kept", findings.cases, findings.churned)?;
    if report.others_kept {
        writeln!(out, "           accounts without an outcome count as kept")?;
    }
    let left = report.left_out;
    writeln!(
        out,
        "left out   {} not assessed by then, {} known before, {} without a day, {} of no customer",
        left.not_assessed, left.known_before, left.undated, left.no_customer
    )?;
    writeln!(out, "coverage   {} in the mean", number(findings.coverage))?;

    writeln!(out, "\nAUC: low values telling who churns; 95 % interval by DeLong")?;
    writeln!(out, "{:<32}{:>7}{:>9}{:>8}{:>8}{:>8}", "", "n", "churned", "AUC", "from", "to")?;
    for ranked in std::iter::once(&findings.score).chain(&findings.components).chain(&findings.signals) {
        line(out, ranked)?;
    }
    #[cfg(feature = "baseline")]
    if let Some(regression) = &report.regression {
        line(out, &regression.ranked)?;
        writeln!(out, "  five folds, by {}", regression.columns.join(", "))?;
    }

    writeln!(out, "\n{:<32}{:>7}{:>9}{:>8}{:>11}", "marked", "n", "churned", "recall", "precision")?;
    for (name, Caught { n, churned, recall, precision }) in
        [("RED", findings.red), ("RED or any open risk", findings.flagged)]
    {
        writeln!(out, "{name:<32}{n:>7}{churned:>9}{:>8}{:>11}", number(recall), number(precision))?;
    }

    writeln!(out, "\n{:<32}{:>7}{:>9}{:>8}", "score", "n", "churned", "share")?;
    for tenth in &findings.tenths {
        let name = format!("{} to {}", tenth.from, tenth.to);
        writeln!(out, "{name:<32}{:>7}{:>9}{:>8}", tenth.n, tenth.churned, number(tenth.share))?;
    }
    Ok(())
}

fn line(out: &mut String, Ranked { name, n, churned, auc }: &Ranked) -> std::fmt::Result {
    let of = |part: fn(&Auc) -> Option<f64>| number(auc.as_ref().and_then(part));
    let (value, low, high) = (of(|auc| Some(auc.value)), of(|auc| auc.low), of(|auc| auc.high));
    writeln!(out, "{name:<32}{n:>7}{churned:>9}{value:>8}{low:>8}{high:>8}")
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}
