//! Whether tokens can be verified.

use crate::auth::jwks::KeyState;
use crate::cli::doctor::Finding;
use crate::cli::place::{key_set, secret};
use crate::config::Config;

const WHAT: &str = "keys";

pub(super) async fn check(config: &Config) -> Finding {
    match key_set(config) {
        Err(error) => Finding::failed(WHAT, error),
        Ok(Some(keys)) => match keys.current().await {
            KeyState::Fresh => Finding::well(WHAT, "the provider's keys can be read"),
            KeyState::Old(_) | KeyState::Gone => Finding::wrong(WHAT, "the provider's keys cannot be read"),
        },
        Ok(None) => of_secret(config),
    }
}

fn of_secret(config: &Config) -> Finding {
    match secret(config) {
        Err(error) => Finding::failed(WHAT, error),
        Ok(None) if config.demo => Finding::well(WHAT, "the demo's published secret"),
        Ok(None) => Finding::wrong(WHAT, "no secret verifies tokens: set jwt_secret_file or VITRINE_JWT_SECRET"),
        Ok(Some(secret)) if secret.is_demo() && !config.demo => {
            Finding::wrong(WHAT, "the secret is the demo's, which everybody knows")
        }
        Ok(Some(_)) => Finding::well(WHAT, "a secret of 32 bytes or more"),
    }
}
