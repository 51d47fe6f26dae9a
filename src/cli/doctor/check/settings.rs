//! What is doubtful about the settings; where the command is strict it is wrong.

use crate::cli::doctor::Finding;

const WHAT: &str = "settings";

pub(crate) fn check(warnings: &[String], strict: bool) -> Vec<Finding> {
    let finding = if strict { Finding::wrong } else { Finding::well };
    warnings.iter().map(|warning| finding(WHAT, format!("warning: {warning}"))).collect()
}
