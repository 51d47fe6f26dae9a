//! What is doubtful about the settings: it is warned about, and refused where the command is strict.

use std::path::Path;

use super::sources::PREFIX;
use super::{Config, nearest};
use crate::private::others_read;

/// Whether Kubernetes makes a variable of this name, of a Service that is named like this program: `VITRINE_SERVICE_HOST`,
/// `VITRINE_SERVICE_PORT_HTTP`, `VITRINE_PORT_4000_TCP_ADDR`.
pub(super) fn of_kubernetes(name: &str) -> bool {
    name.ends_with("_SERVICE_HOST") || name.contains("_PORT")
}

/// Variables that look like settings and are none, each with the nearest setting.
pub(super) fn unknown(variables: &[String]) -> impl Iterator<Item = String> {
    variables.iter().map(|variable| {
        let name = variable.strip_prefix(PREFIX).unwrap_or(variable).to_ascii_lowercase();
        let near = nearest(&name, Config::ALL.iter().map(|setting| setting.name)).unwrap_or_default();
        let near = near.to_ascii_uppercase();
        format!("environment: there is no setting {variable}; did you mean {PREFIX}{near}?")
    })
}

/// Files with a secret that others than their owner and its group can read.
pub(super) fn readable<'a>(secrets: impl Iterator<Item = &'a Path>) -> impl Iterator<Item = String> {
    secrets.filter(|file| others_read(file)).map(|file| {
        let file = file.display();
        format!("{file} holds a secret, and everybody on this machine can read it: chmod o-rwx {file}")
    })
}
