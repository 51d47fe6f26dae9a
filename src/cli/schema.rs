//! `vitrine schema`: prints the schema, or compares it with a file.

use std::path::PathBuf;
use std::process::ExitCode;

use super::{Failure, Outcome};
use crate::graphql::schema::sdl;

/// Prints the schema, or compares it with a file.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Compare with this file, and print nothing where it is the same
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
}

/// Runs it.
pub fn run(args: &Args) -> Outcome {
    let sdl = sdl();
    let Some(file) = &args.check else {
        super::say(sdl.trim_end())?;
        return Ok(ExitCode::SUCCESS);
    };
    let committed = std::fs::read_to_string(file)?;
    let (ours, theirs) = (sdl.trim_end(), committed.trim_end());
    if ours == theirs {
        return Ok(ExitCode::SUCCESS);
    }
    let same = ours.lines().zip(theirs.lines()).take_while(|(one, other)| one == other).count();
    eprintln!(
        "vitrine: {} is not the schema of this binary; they differ from line {} on:\n- {}\n+ {}",
        file.display(),
        same + 1,
        theirs.lines().nth(same).unwrap_or_default(),
        ours.lines().nth(same).unwrap_or_default(),
    );
    Ok(Failure::BROKEN.into())
}
