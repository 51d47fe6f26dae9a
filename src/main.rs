//! The binary: it reads its words, and leaves the rest to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    vitrine::cli::main(std::env::args_os())
}
