//! Where a command works: its settings, its database, its secret.

use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use secrecy::SecretString;

use super::Failure;
use crate::auth::jwks::Provider;
use crate::auth::{KeySet, Secret, Terms};
use crate::clock::Clock;
use crate::config::{Config, Flags, Settings, platform_folder, read};
use crate::error::AppError;
use crate::store::Db;

/// The heading of these flags in the help.
const SHARED: &str = "Options of all commands, before or after the command";

/// The flags that commands have in common: where the database is, and what tokens are signed and verified with.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Place {
    /// The database: sqlite://PATH, sqlite::memory: or postgres://…
    #[arg(long, value_name = "URL", global = true, help_heading = SHARED)]
    pub database_url: Option<String>,
    /// The folder for data
    #[arg(long, value_name = "DIR", global = true, help_heading = SHARED)]
    pub data_dir: Option<PathBuf>,
    /// The file with the secret that signs and verifies tokens
    #[arg(long, value_name = "FILE", global = true, help_heading = SHARED)]
    pub jwt_secret_file: Option<PathBuf>,
    /// The audience that a token is made for [default: vitrine]
    #[arg(long, global = true, help_heading = SHARED)]
    pub audience: Option<String>,
    /// The issuer that a token comes from
    #[arg(long, value_name = "URL", global = true, help_heading = SHARED)]
    pub issuer: Option<String>,
}

impl Place {
    /// The flags that were given.
    pub fn flags(&self) -> Flags {
        let mut flags = Flags::new();
        flags.extend(self.database_url.clone().map(|url| ("database_url", url)));
        flags.extend(self.data_dir.as_ref().map(|folder| ("data_dir", folder.display().to_string())));
        flags.extend(self.jwt_secret_file.as_ref().map(|file| ("jwt_secret_file", file.display().to_string())));
        flags.extend(self.audience.clone().map(|audience| ("audience", audience)));
        flags.extend(self.issuer.clone().map(|issuer| ("issuer", issuer)));
        flags
    }

    /// The settings in force: these flags over the environment over `vitrine.toml`. What is doubtful about them is told.
    pub fn settings(&self) -> Result<Settings, Failure> {
        let settings = settings(&self.flags())?;
        for warning in &settings.warnings {
            eprintln!("vitrine: warning: {warning}");
        }
        Ok(settings)
    }

    /// How far the moment of a write may be ahead of PostgreSQL's own clock.
    pub fn ahead(&self) -> Result<TimeDelta, Failure> {
        Ok(ahead(&settings(&self.flags())?.config))
    }

    /// Bytes that the custom fields of a record may take.
    pub fn custom_fields(&self) -> Result<usize, Failure> {
        Ok(self.settings()?.config.custom_fields_bytes)
    }

    /// Connects to the database of the settings. Its migrations may be pending.
    pub async fn connect(&self) -> Result<Db, Failure> {
        let settings = self.settings()?;
        connect(&settings.config).await
    }

    /// Connects to the database of the settings, and refuses one with pending migrations.
    pub async fn open(&self) -> Result<Db, Failure> {
        let db = self.connect().await?;
        current(&db).await?;
        Ok(db)
    }

    /// The same for a command that fills the database.
    pub async fn open_to_fill(&self) -> Result<Db, Failure> {
        let db = Db::connect_to_fill(&place(&self.settings()?.config)?).await?;
        current(&db).await?;
        Ok(db)
    }
}

/// The settings in force: these flags over the environment over `vitrine.toml`.
pub fn settings(flags: &Flags) -> Result<Settings, Failure> {
    let folder = std::env::current_dir()?;
    let environment =
        std::env::vars_os().filter_map(|(name, text)| Some((name.into_string().ok()?, text.into_string().ok()?)));
    Ok(read(flags, environment, &folder)?)
}

/// How far the moment of a write may be ahead of PostgreSQL's own clock.
pub fn ahead(config: &Config) -> TimeDelta {
    TimeDelta::seconds(config.clock_ahead_seconds.into())
}

/// How far ahead of the clock a source's stamp may lie.
pub fn stamp_ahead(config: &Config) -> TimeDelta {
    TimeDelta::seconds(config.stamp_ahead_seconds.into())
}

/// Connects to the database of the settings.
pub async fn connect(config: &Config) -> Result<Db, Failure> {
    Ok(Db::connect(&place(config)?).await?)
}

/// The database's URL, once its folder is there.
fn place(config: &Config) -> Result<String, Failure> {
    let url = database_url(config)?;
    if let Some(file) = url.strip_prefix("sqlite://")
        && let Some(folder) = Path::new(file.split('?').next().unwrap_or(file)).parent()
    {
        std::fs::create_dir_all(folder)?;
    }
    Ok(url)
}

/// The database's URL: as set, or a file in the data folder; the demo has a folder of its own under it.
pub fn database_url(config: &Config) -> Result<String, AppError> {
    if let Some(url) = &config.database_url {
        return Ok(url.expose().to_owned());
    }
    let mut folder = config
        .data_dir
        .clone()
        .or_else(|| platform_folder(|name| std::env::var(name).ok()))
        .ok_or_else(|| AppError::Config("there is no folder for data: name one by --data-dir".to_owned()))?;
    if config.demo {
        folder.push("demo");
    }
    Ok(format!("sqlite://{}", folder.join("vitrine.db").display()))
}

/// Refuses a database whose migrations are pending.
pub async fn current(db: &Db) -> Result<(), AppError> {
    let pending = db.pending_migrations().await?;
    if pending.is_empty() {
        return Ok(());
    }
    Err(AppError::Config(format!(
        "{} migrations are pending, the first is {}: run `vitrine migrate up`, or serve with --migrate",
        pending.len(),
        pending[0]
    )))
}

/// The signing secret of the settings, if they have one.
pub fn secret(config: &Config) -> Result<Option<Secret>, AppError> {
    let text = match (&config.jwt_secret_file, &config.jwt_secret) {
        (Some(_), Some(_)) => {
            return Err(AppError::Config("jwt_secret and jwt_secret_file do not go together".to_owned()));
        }
        (Some(file), None) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| AppError::Config(format!("{}: {error}", file.display())))?;
            SecretString::from(text)
        }
        (None, Some(text)) => text.0.clone(),
        (None, None) => return Ok(None),
    };
    Secret::new(&text).map(Some)
}

/// The provider's keys of the settings, if they name one.
pub fn key_set(config: &Config) -> Result<Option<KeySet>, AppError> {
    let provider = match (&config.oidc_issuer, &config.jwks_url) {
        (Some(_), Some(_)) => {
            return Err(AppError::Config("oidc_issuer and jwks_url do not go together".to_owned()));
        }
        (Some(issuer), None) => Provider::of_issuer(issuer)?,
        (None, Some(url)) => Provider::of_keys(url)?,
        (None, None) => return Ok(None),
    };
    let [fresh, bound] = [config.keys_fresh_seconds, config.keys_bound_seconds].map(|s| TimeDelta::seconds(s.into()));
    Ok(Some(KeySet::new(provider, Clock::machine(), fresh, bound)))
}

/// What the settings ask of a token.
pub fn terms(config: &Config) -> Terms {
    Terms {
        audience: config.audience.clone(),
        issuer: config.issuer.clone().or_else(|| config.oidc_issuer.clone()),
        roles_claim: config.roles_claim.clone(),
        system_claim: config.system_claim.clone(),
    }
}
