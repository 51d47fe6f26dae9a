//! `vitrine mapping`: holds a mapping against the files that it is to read.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use super::{Failure, Outcome, ingest, say};
use crate::sync::csv::{checked, files};

/// Holds a mapping against the files that it is to read.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Say what the mapping names that the files lack, and what they have that nothing reads, before anything is written
    Check {
        /// The mapping
        file: PathBuf,
        /// Files, or folders that have some
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
}

/// Runs it.
pub fn run(args: &Args) -> Outcome {
    let Deed::Check { file, paths } = &args.deed;
    let mapping = ingest::mapping(file)?;
    let (files, unread) = files(&mapping, paths)?;
    let mut lacks = 0;
    for (file, header) in files.iter().zip(checked(&mapping, &files)?) {
        let path = file.path.display();
        lacks += header.missing.len();
        for what in header.missing {
            say(&format!("{path}: {what}"))?;
        }
        for column in header.unread {
            say(&format!("{path}: nothing reads the column `{column}`, and nobody ignores it"))?;
        }
    }
    for path in unread {
        say(&format!("{}: no stream reads it", path.display()))?;
    }
    for (place, stream) in mapping.streams.iter().enumerate() {
        if !files.iter().any(|file| file.stream == place) {
            say(&format!("stream {}: no file has its name", stream.name))?;
        }
    }
    if lacks > 0 {
        let message = format!("{}: {lacks} things are named that the files lack", file.display());
        return Err(Failure { exit: Failure::CONFIGURATION, message });
    }
    Ok(ExitCode::SUCCESS)
}
