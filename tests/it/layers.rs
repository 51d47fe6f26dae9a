//! Which way the arrows point (docs/architecture.md): read from the `use` lines and paths of the code itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room, and the rooms it may name.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &[]),
    ("error", &["domain"]),
    ("scalar", &[]),
    ("private", &[]),
    ("config", &["domain", "error", "private"]),
    ("registry", &["domain", "error"]),
    ("store", &["domain", "error", "registry", "clock", "private"]),
    ("auth", &["domain", "error", "store", "clock"]),
    ("feed", &["domain", "error", "store", "registry", "clock"]),
    ("command", &["domain", "error", "store", "registry", "clock", "feed", "auth"]),
    ("sync", &["domain", "error", "scalar", "store", "registry", "clock", "command", "auth", "job"]),
    ("job", &["domain", "error", "store", "registry", "clock", "command", "feed"]),
    ("graphql", &["domain", "error", "scalar", "store", "registry", "clock", "command", "feed", "sync", "auth"]),
    ("gate", &["domain", "error", "scalar", "auth"]),
    ("http", &["domain", "error", "scalar", "config", "gate", "graphql", "auth", "store", "command", "clock"]),
    ("demo", &["domain", "error", "private", "scalar", "store", "registry", "clock", "command", "sync", "job", "auth"]),
    (
        "cli",
        &[
            "domain", "error", "scalar", "config", "gate", "graphql", "auth", "store", "command", "clock", "http",
            "job", "feed", "sync", "demo",
        ],
    ),
];

#[test]
fn every_arrow_points_the_way_the_architecture_says() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut breaches = Vec::new();
    for file in rust_files(&source) {
        let room = room_of(&source, &file);
        if room == "main" || room == "lib" {
            continue;
        }
        let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == room) else {
            breaches.push(format!("{room} is no room of the house"));
            continue;
        };
        for named in rooms_named_in(&fs::read_to_string(&file).unwrap()) {
            if named != room && !allowed.contains(&named.as_str()) {
                breaches.push(format!("{} names crate::{named}", file.strip_prefix(&source).unwrap().display()));
            }
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn domain_is_pure_and_the_tables_know_no_queries() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let forbidden: BTreeMap<PathBuf, &[&str]> = BTreeMap::from([
        (
            root.join("src/domain"),
            &["sea_orm", "sqlx", "tokio", "axum", "async_graphql", "std::fs", "std::env", "std::net", "machine_now"][..],
        ),
        (
            root.join("entity/src"),
            &["tokio", "axum", "async_graphql::Object", "InputObject", "SimpleObject", ".filter(", ".all("][..],
        ),
        (root.join("migration/src"), &["entity::"][..]),
        (root.join("src/graphql"), &["QueryFilter", "Statement::from", "raw_sql!"][..]),
        (root.join("src/http"), &["QueryFilter", "Statement::from", "raw_sql!"][..]),
    ]);
    for (folder, words) in forbidden {
        for file in rust_files(&folder) {
            let text = code_of(&fs::read_to_string(&file).unwrap());
            for word in words {
                assert!(!text.contains(word), "{} names {word}", file.display());
            }
        }
    }
}

#[test]
fn no_file_is_too_long() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["src", "entity/src", "migration/src"] {
        for file in rust_files(&root.join(folder)) {
            let text = fs::read_to_string(&file).unwrap();
            let lines = text.split("#[cfg(test)]").next().unwrap_or_default().lines().count();
            assert!(lines <= 500, "{} has {lines} lines without its tests", file.display());
        }
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}

fn room_of(source: &Path, file: &Path) -> String {
    let first = file.strip_prefix(source).unwrap().components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The text without comments and without the tests at its end.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn rooms_named_in(text: &str) -> Vec<String> {
    let code = code_of(text);
    let mut named: Vec<String> = Vec::new();
    for part in code.split("crate::").skip(1) {
        if let Some(group) = part.strip_prefix('{') {
            let mut depth = 0_i32;
            let mut word = String::new();
            for letter in group.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => named.push(std::mem::take(&mut word)),
                    _ if depth == 0 => word.push(letter),
                    _ => {}
                }
            }
            named.push(word);
        } else {
            named.push(part.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect());
        }
    }
    let first_word = |path: String| path.trim().split("::").next().unwrap_or_default().to_owned();
    named.into_iter().map(first_word).filter(|room| MAY_NAME.iter().any(|(name, _)| name == room)).collect()
}
