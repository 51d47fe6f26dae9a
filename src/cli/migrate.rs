//! `vitrine migrate`: brings the tables up or down, or lists the migrations.

use std::process::ExitCode;

use clap::Subcommand;

use super::{Outcome, Place, block_on, say};

/// Brings the tables up or down, or lists the migrations.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    way: Way,
    #[command(flatten)]
    place: Place,
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
pub fn run(args: &Args) -> Outcome {
    block_on(async {
        let db = args.place.connect().await?;
        let before = db.migrations().await?;
        match args.way {
            Way::Up => db.migrate_up().await?,
            Way::Down { steps } => db.migrate_down(steps).await?,
            Way::Status => {
                for (name, applied) in &before {
                    say(&format!("{} {name}", if *applied { "applied" } else { "pending" }))?;
                }
            }
        }
        let after = db.migrations().await?;
        for ((name, was), (_, is)) in before.iter().zip(&after) {
            if was != is {
                say(&format!("{} {name}", if *is { "up" } else { "down" }))?;
            }
        }
        db.close().await?;
        Ok(ExitCode::SUCCESS)
    })
}
