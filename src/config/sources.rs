//! Where settings come from, and which of them wins.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use figment::error::Kind;
use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Error, Figment, Metadata, Profile, Provider};

use super::{Config, nearest, warnings};
use crate::error::AppError;

/// What stands before a setting's name in the environment.
pub(super) const PREFIX: &str = "VITRINE_";
/// Variables with that prefix that are no settings of the server.
const FOREIGN: &[&str] = &["pg_bin"];

/// Settings given by flags: name and text.
pub type Flags = BTreeMap<&'static str, String>;

/// Where a setting's value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// The file.
    File,
    /// A variable of the environment.
    Environment,
    /// A flag of the command line.
    Flag,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Default => "default",
            Self::File => "vitrine.toml",
            Self::Environment => "environment",
            Self::Flag => "flag",
        })
    }
}

/// The settings in force, and where each came from.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Their values.
    pub config: Config,
    /// What is doubtful about them: it is warned about, and refused where the command is strict.
    pub warnings: Vec<String>,
    origins: BTreeMap<&'static str, Origin>,
}

impl Settings {
    /// Where a setting's value came from.
    pub fn origin(&self, name: &str) -> Origin {
        self.origins.get(name).cloned().unwrap_or(Origin::Default)
    }
}

/// Text values of one kind of source.
struct Texts {
    name: &'static str,
    values: BTreeMap<String, String>,
}

impl Provider for Texts {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name)
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        let values: Dict = self.values.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str()))).collect();
        Ok(Profile::Default.collect(values))
    }
}

/// Reads the settings: these flags, these variables, and `vitrine.toml` in this folder.
pub fn read(
    flags: &Flags,
    environment: impl IntoIterator<Item = (String, String)>,
    folder: &Path,
) -> Result<Settings, AppError> {
    let (values, unknown) = variables(environment);
    let environment = Texts { name: "environment", values };
    let flags =
        Texts { name: "flag", values: flags.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect() };
    let file = folder.join("vitrine.toml");
    let figment = Figment::new().merge(Toml::file(&file)).merge(environment).merge(flags);
    let config: Config = figment.extract().map_err(|error| wrong(&error))?;
    let origin = |name: &str| match figment.find_metadata(name)?.name.as_ref() {
        "flag" => Some(Origin::Flag),
        "environment" => Some(Origin::Environment),
        _ => Some(Origin::File),
    };
    let origins: BTreeMap<_, _> =
        Config::ALL.iter().filter_map(|setting| Some((setting.name, origin(setting.name)?))).collect();
    let in_file = |name| origins.get(name) == Some(&Origin::File);
    let secret_in_file = Config::ALL.iter().any(|setting| setting.secret && in_file(setting.name));
    let secrets = config.jwt_secret_file.as_deref().into_iter().chain(secret_in_file.then_some(file.as_path()));
    let warnings = warnings::unknown(&unknown).chain(warnings::readable(secrets)).collect();
    Ok(Settings { config, warnings, origins })
}

/// The settings among the variables: `VITRINE_…`, and `DATABASE_URL`, over which `VITRINE_DATABASE_URL` wins. And the names
/// of variables that look like settings and are none.
fn variables(environment: impl IntoIterator<Item = (String, String)>) -> (BTreeMap<String, String>, Vec<String>) {
    let (mut values, mut unknown) = (BTreeMap::new(), Vec::new());
    let mut database = None;
    for (name, text) in environment {
        if name == "DATABASE_URL" {
            database = Some(text);
        } else if let Some(setting) = name.strip_prefix(PREFIX).map(str::to_ascii_lowercase) {
            if Config::ALL.iter().any(|known| known.name == setting) {
                values.insert(setting, text);
            } else if !FOREIGN.contains(&setting.as_str()) && !warnings::of_kubernetes(&name) {
                unknown.push(name);
            }
        }
    }
    if let Some(url) = database.filter(|url| !url.is_empty()) {
        values.entry("database_url".to_owned()).or_insert(url);
    }
    unknown.sort_unstable();
    (values, unknown)
}

/// What is wrong with the settings, without their values: one of them may be a secret.
fn wrong(error: &Error) -> AppError {
    let source = error.metadata.as_ref().map_or("settings", |metadata| match metadata.name.as_ref() {
        "flag" => "flags",
        "environment" => "environment",
        _ => "vitrine.toml",
    });
    let path = error.path.join(".");
    let text = match &error.kind {
        Kind::UnknownField(name, known) => {
            let near = nearest(name, known.iter().copied()).unwrap_or_default();
            format!("{source}: there is no setting `{name}`; did you mean `{near}`?")
        }
        Kind::Message(message) if Config::ALL.iter().any(|setting| setting.name == path && !setting.secret) => {
            format!("{source}: `{path}`: {message}")
        }
        // The parser's further lines show the file's own text.
        Kind::Message(message) if path.is_empty() => {
            format!("{source}: {}", message.lines().next().unwrap_or_default())
        }
        _ => format!("{source}: `{path}` is not what it must be"),
    };
    AppError::Config(text)
}

/// The platform's own folder for data of programs, as these variables name it.
pub fn platform_folder(variable: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let named = |name: &str| variable(name).filter(|text| !text.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        return named("LOCALAPPDATA").map(|folder| folder.join("vitrine"));
    }
    if cfg!(target_os = "macos") {
        return named("HOME").map(|home| home.join("Library/Application Support/vitrine"));
    }
    named("XDG_DATA_HOME")
        .or_else(|| named("HOME").map(|home| home.join(".local/share")))
        .map(|folder| folder.join("vitrine"))
}

#[cfg(test)]
mod tests;
