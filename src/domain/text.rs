//! What texts and custom fields may hold, at every door alike.

use serde_json::Value;

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
    names.into_iter().min_by_key(|name| distance(word, name))
}

/// How many letters must be added, taken away or changed to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, second) in other.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *second);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_nearest_name() {
        assert_eq!(nearest("lisen", ["listen", "issuer", "clock"]), Some("listen"));
        assert_eq!(nearest("isuer", ["listen", "issuer", "clock"]), Some("issuer"));
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
