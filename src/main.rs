//! The binary: it reads its words, and leaves the rest to the library.

fn main() {}
