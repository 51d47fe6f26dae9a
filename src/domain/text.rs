//! What texts and custom fields may hold, at every door alike.

use serde_json::Value;
use strsim::damerau_levenshtein;

/// Longest text of one line, in characters: a name, a title.
pub const LINE: usize = 255;
/// Longest text, in characters: a body, a comment, a reason.
pub const TEXT: usize = 10_000;
/// Most entries of a list.
pub const LIST: usize = 1_000;

/// The name of a host: labels of letters, digits, hyphens and underscores, parted by points.
pub fn is_host(host: &str) -> bool {
    host.split('.').all(|label| {
        let inner = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
        !label.is_empty() && label.chars().all(inner) && !label.starts_with('-') && !label.ends_with('-')
    })
}

/// A domain such as `example.com`.
pub fn is_domain(domain: &str) -> bool {
    domain.contains('.') && is_host(domain)
}

/// What is wrong with a key and value of the custom fields; nothing where they are fine.
pub fn wrong_attribute(key: &str, value: &Value) -> Option<String> {
    if key.trim().is_empty() || key.contains('\0') || key.chars().count() > LINE {
        return Some(format!("a key has 1 to {LINE} characters"));
    }
    if holds_nul(value) {
        return Some("must not hold the character NUL".to_owned());
    }
    let length = value.to_string().chars().count();
    (length > TEXT).then(|| format!("has {length} characters of JSON, and the most is {TEXT}"))
}

/// Whether a text in the value, or a key, holds the character NUL, which PostgreSQL stores in none.
pub fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(list) => list.iter().any(holds_nul),
        Value::Object(map) => map.iter().any(|(key, value)| key.contains('\0') || holds_nul(value)),
        _ => false,
    }
}

/// The name that is nearest to a misspelt one.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names.into_iter().min_by_key(|name| damerau_levenshtein(word, name))
}

/// The name that was meant by a misspelt one, where one is near enough to be.
pub fn near<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Whoever sends a whole text has not misspelt a name, and it would take its time.
    let word = Some(word.to_lowercase()).filter(|word| word.len() <= LINE)?;
    let allowed = word.chars().count() * 2 / 5 + 1;
    let far = |name: &&str| damerau_levenshtein(&word, &name.to_lowercase());
    names.into_iter().map(|name| (far(&name), name)).filter(|(far, _)| *far <= allowed).min().map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_nearest_name() {
        assert_eq!(nearest("lisen", ["listen", "issuer", "clock"]), Some("listen"));
        assert_eq!(nearest("isuer", ["listen", "issuer", "clock"]), Some("issuer"));
        assert_eq!(near("isuer", ["listen", "issuer", "clock"]), Some("issuer"));
        assert_eq!(near("NAEM", ["id", "name"]), Some("name"));
        assert_eq!(near("hostname", ["listen", "issuer", "clock"]), None);
        assert_eq!(near(&"x".repeat(LINE + 1), ["x"]), None);
    }
}
