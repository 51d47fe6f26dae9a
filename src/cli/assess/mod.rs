//! `vitrine assess`: facts in, assessment and memory out, without a database.

mod answer;
mod check;
mod facts;
mod input;
mod row;
pub mod schema;

use std::io::{Read, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Failure;
use crate::domain::assess::assess;
use crate::domain::policy::Policy;

/// Reads one JSON object of facts, and writes what they say at `now`. Nothing is written when the input is refused.
pub fn run(
    policy: Option<&Path>,
    now: DateTime<Utc>,
    mut input: impl Read,
    mut out: impl Write,
) -> Result<(), Failure> {
    let policy = policy.map_or_else(|| Ok(Policy::default()), read_policy)?;
    let mut text = String::new();
    input.read_to_string(&mut text).map_err(|_| Failure::usage("the input cannot be read as text in UTF-8"))?;
    let value: Value = serde_json::from_str(&text).map_err(|error| not_json("the input", &error))?;
    check::check(&schema::input(), &value)?;
    let read = input::read(value, &policy)?;
    let (assessment, memory) = assess(&read.facts, &read.memory, &policy, now);
    let answer = answer::answer(&assessment, &memory, &read.names).map_err(Failure::io)?;
    writeln!(out, "{answer:#}").and_then(|()| out.flush()).map_err(Failure::io)
}

fn read_policy(path: &Path) -> Result<Policy, Failure> {
    let wrong = |error: &dyn std::fmt::Display| Failure::usage(format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
    let fragment: Value = serde_json::from_str(&text).map_err(|error| not_json(&path.display().to_string(), &error))?;
    Policy::from_fragment(&fragment).map_err(|error| wrong(&error))
}

/// A text that is no JSON, with the place where it stops to be.
fn not_json(what: &str, error: &serde_json::Error) -> Failure {
    Failure::usage(format!("{what} is no JSON: line {}, column {}", error.line(), error.column()))
}

#[cfg(test)]
mod tests;
