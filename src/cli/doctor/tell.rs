//! The settings and the findings, as text or as JSON.

use serde_json::json;

use super::Finding;
use crate::cli::{Failure, say};
use crate::config::{Config, Settings};

/// For people.
pub(super) fn text(settings: &Settings, findings: &[Finding]) -> Result<(), Failure> {
    for setting in Config::ALL {
        let value = settings.config.show(setting.name).unwrap_or_default();
        say(&format!("{:<22} {:<14} {value}", setting.name, settings.origin(setting.name).to_string()))?;
    }
    say("")?;
    for finding in findings {
        say(&format!("{} {:<10} {}", if finding.ok { "ok   " } else { "WRONG" }, finding.what, finding.text))?;
        for thing in &finding.list {
            say(&format!("{:<16} {thing}", ""))?;
        }
    }
    Ok(())
}

/// For programs.
pub(super) fn json(settings: &Settings, findings: &[Finding]) -> Result<(), Failure> {
    let all: Vec<_> = Config::ALL
        .iter()
        .map(|setting| {
            let value = settings.config.show(setting.name);
            json!({"name": setting.name, "value": value, "from": settings.origin(setting.name).to_string()})
        })
        .collect();
    let well = findings.iter().all(|finding| finding.ok);
    say(&json!({"ok": well, "settings": all, "findings": findings}).to_string())
}
