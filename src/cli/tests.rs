use clap::CommandFactory;

use super::*;

/// Every command, and what it needs.
const COMMANDS: [(&str, &str); 13] = [
    ("serve", ""),
    ("token", "--role CS"),
    ("migrate up", ""),
    ("migrate down", "2"),
    ("migrate status", ""),
    ("schema", ""),
    ("ingest csv", "--mapping m.toml data.csv"),
    ("mapping check", "m.toml data.csv"),
    ("backtest", "--at 90d"),
    ("policy show", ""),
    ("policy check", "p.json"),
    ("policy apply", "p.json"),
    ("doctor", ""),
];

fn leaves(command: &clap::Command, path: &str, into: &mut Vec<String>) {
    for inner in command.get_subcommands() {
        let path = format!("{path} {}", inner.get_name());
        if inner.has_subcommands() {
            leaves(inner, &path, into);
        } else {
            into.push(path.trim().to_owned());
        }
    }
}

#[test]
fn shared_options_stand_before_and_after_each_command() {
    let mut all = Vec::new();
    leaves(&Line::command(), "", &mut all);
    let known: Vec<_> = COMMANDS.iter().map(|(path, _)| *path).chain(["assess"]).collect();
    assert_eq!(all, known);
    let assess = ("assess", "--now 2026-01-01T00:00:00Z");
    for (path, needs) in COMMANDS.into_iter().chain([assess]) {
        let (path, needs): (Vec<_>, Vec<_>) = (path.split(' ').collect(), needs.split_whitespace().collect());
        for at in 0..=path.len() + 1 {
            let mut words = vec!["vitrine"];
            let options =
                ["--database-url", "sqlite::memory:", "--data-dir=d", "--jwt-secret-file", "s", "--audience=a"];
            let all = [&path[..], &needs[..]].concat();
            let (before, after) = all.split_at(if at > path.len() { all.len() } else { at });
            words.extend(before);
            words.extend(options);
            words.extend(after);
            let line = Line::try_parse_from(&words).unwrap_or_else(|error| panic!("{words:?}: {error}"));
            assert_eq!(line.place.database_url.as_deref(), Some("sqlite::memory:"), "{words:?}");
            assert_eq!(line.place.flags().len(), 4, "{words:?}");
        }
    }
}

#[test]
fn an_option_that_stands_twice_counts_where_it_stands_last() {
    let line = Line::try_parse_from(["vitrine", "--data-dir", "a", "policy", "--data-dir", "b", "show"]).unwrap();
    assert_eq!(line.place.data_dir.as_deref(), Some(std::path::Path::new("b")));
}

#[test]
fn an_unknown_option_is_refused() {
    for words in [["vitrine", "--databse-url=x", "doctor"], ["vitrine", "doctor", "--databse-url=x"]] {
        assert!(Line::try_parse_from(words).is_err(), "{words:?}");
    }
}
