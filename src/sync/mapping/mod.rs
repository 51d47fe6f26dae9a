//! Mapping files: what the columns of a system's files say of which facts.

mod cell;
pub mod check;
mod grammar;
mod row;
pub mod schema;
mod shape;

use crate::domain::text::nearest;
use crate::error::AppError;
use crate::sync::value;

pub use grammar::{Fact, Mapping, Stream};
pub use row::{Line, Link, Made, Reject, made};
pub use shape::snake;

impl Mapping {
    /// Reads a mapping, and refuses one that says what cannot be, whatever the files hold.
    pub fn read(text: &str) -> Result<Self, AppError> {
        let mapping: Self = toml::from_str(text).map_err(|error| AppError::Config(told(text, &error)))?;
        value::system(&mapping.system).map_err(|problem| AppError::Config(format!("system: {}", problem.message)))?;
        let wrong = check::mapping(&mapping);
        if wrong.is_empty() { Ok(mapping) } else { Err(AppError::Config(wrong.join("; "))) }
    }

    /// The stream that reads a file of this name, without its ending.
    pub fn stream(&self, name: &str) -> Option<(usize, &Stream)> {
        let exact = self.streams.iter().position(|stream| stream.name == name);
        let found = exact.or_else(|| self.streams.iter().position(|stream| glob(&stream.name, name)))?;
        Some((found, self.streams.get(found)?))
    }
}

/// What is wrong with the text of a mapping, and in which line; a misspelt key with the nearest one.
fn told(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let message = error.message();
    let words: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let hint = match (message.starts_with("unknown "), words.split_first()) {
        (true, Some((word, known))) => nearest(word, known.iter().copied()),
        _ => None,
    };
    let hint = hint.map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
    let line = line.map_or_else(String::new, |line| format!("line {line}: "));
    format!("{line}{message}{hint}")
}

/// What is not known, and the nearest name that is.
fn unknown<'a>(what: &str, word: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let hint = nearest(word, names).map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
    format!("there is no {what} `{word}`{hint}")
}

/// Whether a name fits a pattern with `*` for anything and `?` for one letter.
fn glob(pattern: &str, name: &str) -> bool {
    fn fits(pattern: &[char], name: &[char]) -> bool {
        match (pattern.split_first(), name.split_first()) {
            (None, None) => true,
            (Some(('*', rest)), _) => (0..=name.len()).any(|skipped| fits(rest, &name[skipped..])),
            (Some(('?', rest)), Some((_, others))) => fits(rest, others),
            (Some((letter, rest)), Some((other, others))) => letter == other && fits(rest, others),
            _ => false,
        }
    }
    let letters = |text: &str| text.chars().collect::<Vec<_>>();
    fits(&letters(pattern), &letters(name))
}

#[cfg(test)]
mod tests;
