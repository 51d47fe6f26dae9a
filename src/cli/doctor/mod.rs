//! `vitrine doctor`: looks at configuration, database, clock and keys.

mod accept;
mod check;
mod finding;
mod tell;

use std::process::ExitCode;

use clap::ValueEnum;

use super::{Failure, Outcome, Place, block_on};

pub use finding::Finding;

/// Looks at configuration, database, clock and keys; exit 1 when something is wrong.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Look at the demo's database
    #[arg(long)]
    demo: bool,
    /// Accept a log whose last entry lies ahead of all clocks: writes go on after it
    #[arg(long)]
    accept_clock: bool,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Find unknown variables, and secrets that others can read, wrong
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
}

/// Runs it.
pub fn run(args: &Args, place: &Place) -> Outcome {
    let mut flags = place.flags();
    if args.demo {
        flags.insert("demo", "true".to_owned());
    }
    let settings = super::place::settings(&flags)?;
    let findings = block_on(async {
        let mut findings = check::settings(&settings.warnings, args.strict);
        if args.accept_clock {
            findings.push(accept::accept(&settings.config).await);
        }
        findings.extend(check::all(&settings.config).await);
        Ok(findings)
    })?;
    match args.format {
        Form::Text => tell::text(&settings, &findings)?,
        Form::Json => tell::json(&settings, &findings)?,
    }
    let well = findings.iter().all(|finding| finding.ok);
    Ok(if well { ExitCode::SUCCESS } else { Failure::BROKEN.into() })
}
