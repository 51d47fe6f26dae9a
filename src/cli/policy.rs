//! `vitrine policy`: shows, checks and applies the numbers behind every rule.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use serde_json::Value;

use super::{Failure, Outcome, Place, block_on, say};
use crate::clock::Clock;
use crate::command::{Desk, Origin, policy};
use crate::domain::access::Grant;
use crate::domain::policy::Policy;
use crate::store;

/// Shows, checks and applies the numbers behind every rule.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Print a version as JSON
    Show {
        /// Which [default: the one in force]
        version: Option<i32>,
    },
    /// Check a fragment, without a database
    Check {
        /// The fragment, as JSON
        file: PathBuf,
    },
    /// Merge a fragment over the version in force, and make it the next one from now
    Apply {
        /// The fragment, as JSON
        file: PathBuf,
        /// Why
        #[arg(long)]
        note: Option<String>,
    },
}

/// Runs it.
pub fn run(args: &Args, place: &Place) -> Outcome {
    match &args.deed {
        Deed::Show { version } => block_on(async {
            let db = place.open().await?;
            let policy = match version {
                None => store::policy::newest(&db.read).await?,
                Some(version) => store::policy::version(&db.read, *version)
                    .await?
                    .ok_or_else(|| Failure::usage(format!("there is no version {version} of the policy")))?,
            };
            print(&policy)
        }),
        Deed::Check { file } => {
            let policy = Policy::from_fragment(&fragment(file)?)?;
            eprintln!("vitrine: {} is a policy", file.display());
            print(&policy)
        }
        Deed::Apply { file, note } => {
            let fragment = fragment(file)?;
            block_on(async {
                let desk = Desk::open(place.open().await?, Clock::machine()).await?.ahead_at_most(Some(place.ahead()?));
                let (origin, grant) = (Origin::vitrine("POLICY"), Grant::system("POLICY"));
                let version = policy::apply(&desk, origin, grant, &fragment, note.as_deref()).await?;
                say(&format!("version {version}"))?;
                Ok(ExitCode::SUCCESS)
            })
        }
    }
}

fn fragment(file: &Path) -> Result<Value, Failure> {
    let text = std::fs::read_to_string(file)?;
    serde_json::from_str(&text).map_err(|error| Failure::usage(format!("{}: {error}", file.display())))
}

fn print(policy: &Policy) -> Outcome {
    let mut document = policy.document();
    document["version"] = Value::from(policy.version);
    say(&serde_json::to_string_pretty(&document)?)?;
    Ok(ExitCode::SUCCESS)
}
