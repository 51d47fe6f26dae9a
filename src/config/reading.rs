//! Reading one value: every setting can be written as plain text, in a file also as what it is.

use std::fmt::Display;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

use super::LogFormat;

/// Text that is shown to nobody.
#[derive(Clone, Debug)]
pub struct Hidden(pub SecretString);

impl Hidden {
    /// The text itself.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// A value that can be written as plain text.
pub(super) trait Plain: Sized {
    /// Reads it.
    fn of_text(text: &str) -> Result<Self, String>;

    /// Writes it.
    fn show(&self) -> String;
}

macro_rules! plain {
    ($($ty:ty),+) => {$(
        impl Plain for $ty {
            fn of_text(text: &str) -> Result<Self, String> {
                of(text)
            }

            fn show(&self) -> String {
                self.to_string()
            }
        }
    )+};
}
plain!(bool, usize, u32, u64, String, SocketAddr, LogFormat);

fn of<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}

impl Plain for PathBuf {
    fn of_text(text: &str) -> Result<Self, String> {
        Ok(Self::from(text))
    }

    fn show(&self) -> String {
        self.display().to_string()
    }
}

impl Plain for DateTime<Utc> {
    fn of_text(text: &str) -> Result<Self, String> {
        of(text)
    }

    fn show(&self) -> String {
        self.to_rfc3339()
    }
}

impl Plain for Hidden {
    fn of_text(text: &str) -> Result<Self, String> {
        Ok(Self(text.into()))
    }

    fn show(&self) -> String {
        "set".to_owned()
    }
}

impl<T: Plain> Plain for Option<T> {
    fn of_text(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::of_text(text).map(Some) }
    }

    fn show(&self) -> String {
        self.as_ref().map_or_else(String::new, T::show)
    }
}

/// A value of a file, or the text of a flag or variable.
#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Switch(bool),
    Whole(i64),
    Text(String),
}

/// Deserializes a setting.
pub(super) fn plain<'de, T: Plain, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = match Given::deserialize(deserializer)? {
        Given::Switch(switch) => switch.to_string(),
        Given::Whole(number) => number.to_string(),
        Given::Text(text) => text,
    };
    T::of_text(&text).map_err(serde::de::Error::custom)
}
