//! The list of documents, where there is one.

use crate::cli::doctor::Finding;
use crate::cli::serve::door::gate;
use crate::config::Config;
use crate::graphql::schema::sdl;

const WHAT: &str = "documents";

pub(super) fn check(config: &Config) -> Option<Finding> {
    config.documents_file.as_ref()?;
    Some(match gate(config, &sdl()) {
        Ok(gate) => Finding::well(WHAT, format!("{} alone may run", gate.listed().unwrap_or_default())),
        Err(error) => Finding::failed(WHAT, error),
    })
}
