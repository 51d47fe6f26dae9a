//! Spoils documents and variables.

use proptest::prelude::RngExt;
use proptest::test_runner::TestRng;
use serde_json::{Value, json};

/// What is put where it does not belong.
const PIECES: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ":",
    "!",
    "$",
    "@",
    "...",
    "|",
    "=",
    "\"",
    "\"\"\"",
    "#",
    "\\",
    "\0",
    "\u{feff}",
    "é",
    "null",
    "true",
    "on",
    "fragment F0 on Query { ...F0 }",
    "query",
    "mutation",
    "subscription",
    "@skip(if: 1)",
    "@include",
    "@deprecated",
    "__schema { types { name } }",
    "__typename",
    "__type(name: \"Query\") { name }",
    "$v0",
    "$v0: Int",
    "1e999",
    "99999999999999999999",
    "-0",
    ".5",
    "id",
    "name",
    "first: -1",
    "first: 251",
    "last: 1",
    "filter: {}",
    "after: \"x\"",
    "extend type Query { a: Int }",
    "nodes { id }",
    "\"\\ud800\"",
];

/// The same, a little wrong.
pub fn spoilt(rng: &mut TestRng, mut document: String, mut variables: Value) -> (String, Value) {
    for _ in 0..rng.random_range(1..4) {
        match rng.random_range(0..7) {
            0 | 1 => {
                let at = place(rng, &document);
                document.insert_str(at, PIECES[rng.random_range(0..PIECES.len())]);
            }
            2 => {
                let (from, to) = range(rng, &document);
                document.replace_range(from..to, "");
            }
            3 => {
                let (from, to) = range(rng, &document);
                let part = document[from..to].repeat(rng.random_range(1..20));
                document.insert_str(to, &part);
            }
            4 => {
                let at = place(rng, &document);
                document.truncate(at);
            }
            5 => {
                let (one, other) = (word(rng, &document), word(rng, &document));
                if !one.is_empty() {
                    document = document.replacen(&one, &other, rng.random_range(1..4));
                }
            }
            _ => spoil(rng, &mut variables),
        }
    }
    (document, variables)
}

fn place(rng: &mut TestRng, text: &str) -> usize {
    let mut at = rng.random_range(0..=text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn range(rng: &mut TestRng, text: &str) -> (usize, usize) {
    let (one, other) = (place(rng, text), place(rng, text));
    let (from, to) = (one.min(other), one.max(other));
    let mut end = to.min(from + 200);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (from, end)
}

fn word(rng: &mut TestRng, text: &str) -> String {
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { String::new() } else { words[rng.random_range(0..words.len())].to_owned() }
}

/// Puts something else in the place of a value somewhere.
fn spoil(rng: &mut TestRng, value: &mut Value) {
    match value {
        Value::Object(members) if !members.is_empty() && rng.random_bool(0.8) => {
            let at = rng.random_range(0..members.len());
            if let Some((_, inner)) = members.iter_mut().nth(at) {
                spoil(rng, inner);
            }
        }
        Value::Array(items) if !items.is_empty() && rng.random_bool(0.8) => {
            let at = rng.random_range(0..items.len());
            spoil(rng, &mut items[at]);
        }
        Value::Object(members) if rng.random_bool(0.5) => {
            members.insert("other".to_owned(), json!(1));
        }
        other => {
            let others = [
                json!(null),
                json!(true),
                json!(-1),
                json!(1.5),
                json!(1e300),
                json!(""),
                json!("\0"),
                json!("x".repeat(5_000)),
                json!([]),
                json!({}),
                json!([[[1]]]),
                json!({"a": {"b": [{"c": null}]}}),
                json!(u64::MAX),
            ];
            *other = others[rng.random_range(0..others.len())].clone();
        }
    }
}
