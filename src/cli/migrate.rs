//! `vitrine migrate`: brings the tables up or down, or lists the migrations.

use std::process::ExitCode;

use clap::Subcommand;

use super::{Failure, Outcome, Place, block_on, say};

/// Brings the tables up or down, or lists the migrations.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    way: Way,
}

#[derive(Debug, Subcommand)]
enum Way {
    /// Apply all that are pending
    Up,
    /// Take the last ones back
    Down {
        /// How many
        #[arg(default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        steps: u32,
    },
    /// List them
    Status,
}

/// Runs it.
pub fn run(args: &Args, place: &Place) -> Outcome {
    block_on(async {
        let db = place.connect().await?;
        match args.way {
            Way::Up => done("up", &db.migrate_up().await?)?,
            Way::Down { steps } => done("down", &db.migrate_down(steps).await?)?,
            Way::Status => {
                for (name, applied) in db.migrations().await? {
                    say(&format!("{} {name}", if applied { "applied" } else { "pending" }))?;
                }
            }
        }
        db.close().await?;
        Ok(ExitCode::SUCCESS)
    })
}

fn done(way: &str, names: &[String]) -> Result<(), Failure> {
    names.iter().try_for_each(|name| say(&format!("{way} {name}")))
}
