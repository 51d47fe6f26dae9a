//! The command line, one file per subcommand. Results go to stdout, everything else to stderr.

pub mod assess;
pub mod backtest;
pub mod doctor;
pub mod failure;
pub mod ingest;
pub mod mapping;
pub mod migrate;
pub mod place;
pub mod policy;
pub mod schema;
pub mod serve;
pub mod token;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};

use crate::config::{Config, LogFormat};
use crate::error::AppError;

pub use failure::{Failure, Outcome};
pub use place::Place;

#[derive(Debug, Parser)]
#[command(
    name = "vitrine",
    version,
    about = "One shared, transparent view of every customer account, served as GraphQL"
)]
struct Line {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API.
    Serve(serve::Args),
    /// Sign a token, and print nothing else.
    Token(token::Args),
    /// Bring the database's tables up or down, or list its migrations.
    Migrate(migrate::Args),
    /// Print the schema, or compare it with a file.
    Schema(schema::Args),
    /// Read facts from other people's data.
    Ingest(ingest::Args),
    /// Hold a mapping against the files that it is to read.
    Mapping(mapping::Args),
    /// Hold what was assessed against what happened.
    Backtest(backtest::Args),
    /// Show, check or apply the numbers behind every rule.
    Policy(policy::Args),
    /// Look at configuration, database, clock and keys.
    Doctor(doctor::Args),
    /// Read facts from stdin, and print what they say at a moment, without a database.
    Assess(Assess),
}

#[derive(Debug, clap::Args)]
struct Assess {
    /// A fragment of a policy, as JSON; merged over the defaults
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// The moment of the assessment
    #[arg(long, value_name = "TIME")]
    now: DateTime<Utc>,
}

impl Assess {
    fn run(&self) -> Outcome {
        assess::run(self.policy.as_deref(), self.now, std::io::stdin().lock(), std::io::stdout().lock())?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Runs the command of these words.
pub fn main(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let line = match Line::try_parse_from(words) {
        Ok(line) => line,
        Err(error) => {
            // Help and the version are what was asked for; the rest is wrong usage.
            let told = error.print();
            let wrong = error.use_stderr() || told.is_err();
            return if wrong { Failure::USAGE.into() } else { ExitCode::SUCCESS };
        }
    };
    let Line { command, place } = line;
    let outcome = match command {
        Command::Serve(args) => serve::run(&args, &place),
        Command::Token(args) => token::run(&args, &place),
        Command::Migrate(args) => migrate::run(&args, &place),
        Command::Schema(args) => schema::run(&args),
        Command::Ingest(args) => ingest::run(&args, &place),
        Command::Mapping(args) => mapping::run(&args),
        Command::Backtest(args) => backtest::run(&args, &place),
        Command::Policy(args) => policy::run(&args, &place),
        Command::Doctor(args) => doctor::run(&args, &place),
        Command::Assess(args) => args.run(),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => failure.tell(),
    }
}

/// The stack of a thread that runs requests. The engine recurses into a document's levels: unoptimised, a request of the
/// depth that the gate admits takes more than the 2 MiB that a thread has by default, and an overflow ends the process.
const STACK: usize = 16 << 20;

/// Runs async work to its end.
pub fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().thread_stack_size(STACK).enable_all().build()?;
    let done = runtime.block_on(work);
    runtime.shutdown_background();
    done
}

/// Prints a line to stdout. A reader that has gone away is no failure of ours to report.
pub fn say(line: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// Starts the log, on stderr.
pub fn start_log(config: &Config) -> Result<(), Failure> {
    use tracing_subscriber::EnvFilter;
    // A span for each statement costs more than the log is worth, unless it is asked for.
    let filter = format!("sea_orm=warn,{}", config.log);
    let filter = EnvFilter::try_new(filter).map_err(|error| AppError::Config(format!("log: {error}")))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A log that somebody has started before us goes on.
    let _ = match config.log_format {
        LogFormat::Json => log.json().flatten_event(true).try_init(),
        LogFormat::Text => log.try_init(),
    };
    Ok(())
}

#[cfg(test)]
mod tests;
