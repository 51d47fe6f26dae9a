//! Settings: flags over environment over `vitrine.toml` over defaults; one struct, read once.

mod reading;
mod sources;
mod warnings;

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::Deserialize;

pub use reading::Hidden;

pub use crate::domain::text::nearest;
pub use sources::{Flags, Origin, Settings, platform_folder, read};

/// A setting, as the documentation lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name in `vitrine.toml`; in the environment it is in capitals, after `VITRINE_`.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Whether its value is shown to nobody.
    pub secret: bool,
}

/// Declares the struct, its defaults, and the list from which the documentation is made.
macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident: $ty:ty = $default:expr $(, $secret:ident)?;)+) => {
        /// Every setting.
        #[derive(Clone, Debug, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Config {
            $($(#[doc = $doc])+ #[serde(deserialize_with = "reading::plain")] pub $name: $ty,)+
        }

        impl Config {
            /// The list of all settings.
            pub const ALL: &'static [Setting] = &[$(Setting {
                name: stringify!($name),
                about: concat!($($doc,)+),
                secret: settings!(@secret $($secret)?),
            },)+];

            /// A setting's value as it would be written; a secret as `set`.
            pub fn show(&self, name: &str) -> Option<String> {
                match name {
                    $(stringify!($name) => Some(reading::Plain::show(&self.$name)),)+
                    _ => None,
                }
            }
        }

        impl Default for Config {
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }
    };
    (@secret secret) => { true };
    (@secret) => { false };
}

settings! {
    /// Address and port that the server listens on.
    listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 4000));
    /// Address and port of a listener of its own for `/metrics`; without it `/metrics` is served beside `/graphql`.
    metrics_listen: Option<SocketAddr> = None;
    /// The database: `sqlite://PATH`, `sqlite::memory:` or `postgres://…`; also read from `DATABASE_URL`. By default a file in the data folder.
    database_url: Option<Hidden> = None, secret;
    /// The folder for data; by default the platform's own.
    data_dir: Option<PathBuf> = None;
    /// Run the demo: a made-up company's story, and a ready token for each role.
    demo: bool = false;
    /// Tell the demo's story anew, up to yesterday.
    fresh: bool = false;
    /// Apply pending migrations before serving.
    migrate: bool = false;
    /// Serve reads alone.
    read_only: bool = false;
    /// Hosts that the demo answers on beside loopback names, with commas between them, such as `demo.internal`; names without ports.
    demo_hosts: String = String::new();
    /// The moment at which the clock starts; with `demo` or `read_only` only.
    clock: Option<DateTime<Utc>> = None;
    /// Seconds for which the moment of a write may be ahead of PostgreSQL's own clock; a write beyond is answered 503.
    clock_ahead_seconds: u32 = 120;
    /// The secret that signs tokens by HS256: 32 bytes or more.
    jwt_secret: Option<Hidden> = None, secret;
    /// A file that holds that secret.
    jwt_secret_file: Option<PathBuf> = None;
    /// The OpenID provider whose keys verify tokens.
    oidc_issuer: Option<String> = None;
    /// The key set that verifies tokens.
    jwks_url: Option<String> = None;
    /// Seconds after which the provider's keys are read anew; never less than 30.
    keys_fresh_seconds: u32 = 600;
    /// Seconds for which the provider's keys go on when it does not answer; then no token is accepted.
    keys_bound_seconds: u32 = 3_600;
    /// The audience that a token must be made for.
    audience: String = "vitrine".to_owned();
    /// The issuer that a token must come from; where none is set, the provider's, and with a secret or a key set any.
    issuer: Option<String> = None;
    /// The claim that holds the roles; a dot leads into an object.
    roles_claim: String = "roles".to_owned();
    /// The claim that names the one system that an INTEGRATION writes; a dot leads into an object.
    system_claim: String = "system".to_owned();
    /// Seconds by which `updatedAt` and `deletedAt` of what systems send may lie ahead of the clock; what lies further is refused.
    stamp_ahead_seconds: u32 = 300;
    /// Serve the explorer on `/`; by default in the demo only.
    explorer: Option<bool> = None;
    /// Serve `/schema.graphql` without a token; by default in the demo only.
    introspection: Option<bool> = None;
    /// Answer `__schema` and `__type` to callers with a token.
    introspect: bool = true;
    /// Origins whose pages may read answers, such as `https://app.example`, with commas between them; without any, none.
    cors_origins: String = String::new();
    /// Requests that are worked on at once, at most; who comes beyond waits for `wait_seconds`, and is then answered 503 and when to come back.
    requests_at_once: usize = 256;
    /// Large mutations (batches of more than 1,000 values) that are carried out at once, at most; who comes beyond waits for their turn as long as `timeout_seconds`, and is then answered 503 and when to come back. 0: one for each core, and two at least.
    batches_at_once: usize = 0;
    /// Seconds for which a request waits for a place.
    wait_seconds: u64 = 5;
    /// Addresses and networks of proxies that are believed about where requests come from (`Forwarded`, `X-Forwarded-For`), with commas between them: `10.0.0.0/8, ::1`.
    trusted_proxies: String = String::new();
    /// Connections that are open at once, at most, beside 16 for health checks. Beyond it the oldest one on which nothing is under way is closed, of whoever has the most.
    connections: usize = 4_096;
    /// Seconds for which nothing may come or go on a connection, and which a request's head, or taking an answer of more than 64 KiB, may take; then it is closed. Never less than a request needs: `wait_seconds`, three times `timeout_seconds` and five.
    silence_seconds: u64 = 75;
    /// Bytes of a request's body at most.
    body_bytes: usize = 1_048_576;
    /// Bytes of a request's body at most, for a caller who may upsert.
    upsert_body_bytes: usize = 8_388_608;
    /// Bytes of all bodies that are worked on at once, at most, beside the first 64 KiB of each; one caller has three quarters of it at most. Who comes beyond is answered 503 and when to come back. Never less than one body may have.
    bodies_bytes: usize = 33_554_432;
    /// Values in a request's variables at most; in a query's also no more than `max_tokens`.
    max_values: usize = 200_000;
    /// Tokens of a document at most.
    max_tokens: usize = 15_000;
    /// Levels of nesting in a document's syntax at most.
    max_recursion: usize = 64;
    /// Levels of fields at most; introspection has a bound of its own.
    max_depth: u32 = 15;
    /// Root fields of an operation at most.
    max_root_fields: u64 = 50;
    /// Aliases in a document at most.
    max_aliases: usize = 100;
    /// Selections of a document at most, once its fragments are spread.
    max_selections: u64 = 10_000;
    /// Cost of a request at most: objects that its answer may hold.
    max_cost: u64 = 25_000;
    /// Accounts as of a moment that one request may read, at most.
    max_as_of: usize = 4;
    /// Accounts as of a moment that this node makes at once, at most; who comes beyond waits for two seconds, and is then answered 503 and when to come back.
    as_of_at_once: usize = 4;
    /// Bytes of JSON that the custom fields of one account, or of one contact, may take: what all systems say of them together. A record that stands above it can be read, and made smaller.
    custom_fields_bytes: usize = 262_144;
    /// Seconds that an execution may take.
    timeout_seconds: u64 = 15;
    /// Bytes of an answer at most, before it is compressed; its values may take four times as much memory while it is made. One that is larger ends as ANSWER_TOO_LARGE, without data.
    answer_bytes: usize = 16_777_216;
    /// Bytes of validated documents that are kept.
    document_cache_bytes: u64 = 33_554_432;
    /// A file of the only documents that may run, as tools of code generation write it: a JSON object of ids and texts.
    documents_file: Option<PathBuf> = None;
    /// Seconds that requests under way get to end when the server stops.
    drain_seconds: u64 = 30;
    /// What is logged: `error`, `warn`, `info`, `debug`, `trace`, or a filter by module.
    log: String = "info".to_owned();
    /// How it is logged: `json`, or `text` for people.
    log_format: LogFormat = LogFormat::Json;
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

impl std::str::FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            other => Err(format!("`{other}` is neither json nor text")),
        }
    }
}

impl std::fmt::Display for LogFormat {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Json => "json",
            Self::Text => "text",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::fs;
    use std::path::Path;

    use super::Config;

    const MARK: &str = "<!-- settings: made from src/config.rs by `VITRINE_WRITE_DOCS=1 cargo test --lib config` -->\n";

    #[test]
    fn the_page_of_settings_is_what_the_struct_says() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operations.md");
        let text = fs::read_to_string(&page).unwrap();
        let (before, _) = text.split_once(MARK).expect("the page has the settings' mark");
        let mut made = format!("{before}{MARK}\n| setting | default | what it does |\n|---|---|---|\n");
        for setting in Config::ALL {
            let default = Config::default().show(setting.name).filter(|value| !value.is_empty());
            let default = default.map_or_else(String::new, |value| format!("`{value}`"));
            let secret = if setting.secret { " Never shown." } else { "" };
            let about = setting.about.trim().replace('|', "\\|");
            writeln!(made, "| `{}` | {default} | {about}{secret} |", setting.name).unwrap();
        }
        if std::env::var_os("VITRINE_WRITE_DOCS").is_some() {
            fs::write(&page, &made).unwrap();
        }
        assert_eq!(fs::read_to_string(&page).unwrap(), made);
    }
}
