//! The binary: it reads its words, and leaves the rest to the library.

use std::process::ExitCode;

/// Much of a write's work is allocation.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    vitrine::cli::main(std::env::args_os())
}
