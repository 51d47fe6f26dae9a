//! `vitrine token`: signs a token, and prints nothing else.

use std::process::ExitCode;

use entity::enums::Role;

use super::place::{secret, terms};
use super::{Failure, Outcome, Place, say};
use crate::auth::Secret;
use crate::auth::token::{Sketch, sign};

/// Signs a token, and prints nothing else. Without `--jwt-secret-file` it is signed with VITRINE_JWT_SECRET, else with the
/// demo's secret.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A role; may be given again, and roles add up
    #[arg(long, required = true, value_name = "ROLE", value_parser = role)]
    role: Vec<Role>,
    /// Who it is for: the subject of a team member, or a system [default: the system, else the first role's name]
    #[arg(long, value_name = "NAME")]
    sub: Option<String>,
    /// The one system that an INTEGRATION writes [default: the subject]
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// What an INTEGRATION may do, with blanks between: "read write:usage"
    #[arg(long, value_name = "SCOPES")]
    scope: Option<String>,
    /// How long it holds: 90s, 30m, 8h, 7d
    #[arg(long, default_value = "8h", value_parser = ttl)]
    ttl: i64,
}

/// Runs it.
pub fn run(args: &Args, place: &Place) -> Outcome {
    let config = place.settings()?.config;
    let secret = secret(&config)?.unwrap_or_else(Secret::demo);
    let first = args.role.first().map(|role| role.word().to_lowercase());
    let sketch = Sketch {
        subject: args.sub.clone().or_else(|| args.system.clone()).or(first).unwrap_or_default(),
        roles: args.role.clone(),
        scopes: args.scope.iter().flat_map(|scopes| scopes.split_whitespace()).map(str::to_owned).collect(),
        system: args.system.clone(),
        ttl: args.ttl,
    };
    if sketch.subject.is_empty() {
        return Err(Failure::usage("the subject may not be empty"));
    }
    say(&sign(&secret, &terms(&config), &sketch)?)?;
    Ok(ExitCode::SUCCESS)
}

fn role(text: &str) -> Result<Role, String> {
    Role::ALL.iter().copied().find(|role| role.word().eq_ignore_ascii_case(text)).ok_or_else(|| {
        let words: Vec<String> = Role::ALL.iter().map(|role| role.word()).collect();
        format!("there are the roles {}", words.join(", "))
    })
}

/// Seconds of `90s`, `30m`, `8h`, `7d`.
fn ttl(text: &str) -> Result<i64, String> {
    let wrong = || format!("`{text}` is no span of time like 90s, 30m, 8h or 7d");
    let unit = match text.chars().last() {
        Some('s') => 1,
        Some('m') => 60,
        Some('h') => 3600,
        Some('d') => 86_400,
        _ => return Err(wrong()),
    };
    let number: i64 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    number.checked_mul(unit).filter(|seconds| (1..=3660 * 86_400).contains(seconds)).ok_or_else(wrong)
}
