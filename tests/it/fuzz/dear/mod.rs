//! Queries that cost the server as much as an admitted one may: from a committed corpus, documents and their values are changed
//! at random towards more time of processors and more memory of the server's process. The dearest found for each root field
//! stand in `worst/`, and none may take more than its bounds.
//!
//! `VITRINE_FUZZ_SECONDS` says for how long, `VITRINE_FUZZ_SEED` which changes, `VITRINE_FUZZ_DATABASE` over which database
//! (else a book is made), `VITRINE_FUZZ_KEEP` the folder into which the dearest are written, and `VITRINE_RELEASE` a release build
//! that is asked instead of that of the tests: only then do the bounds of time hold.

mod book;
mod mutate;
mod process;
mod tree;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use apollo_compiler::Schema;
use apollo_compiler::validation::Valid;
use entity::enums::Role;
use proptest::prelude::RngExt;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Map, Value, json};
use vitrine::clock::machine_now;
use vitrine::domain::access::Rights;
use vitrine::gate::{Ask, Gate, Limits};
use vitrine::graphql::sdl;

use super::{any_seed, number};
use crate::common::TestDatabase;
use crate::common::server::{self, Client, Server};
use mutate::Mutate;
use process::{MIB, Process};
use tree::{Node, printed};

/// Documents that are tried where no time is said.
const SOME: usize = 30;
/// Bytes of an answer.
const ANSWER: usize = 16 << 20;
/// In which `/healthz` answers meanwhile, in a release build.
const SOON: Duration = Duration::from_millis(100);

/// Whether the server is a release build: else all takes many times as long.
fn optimised() -> bool {
    server::release().is_some() || !cfg!(debug_assertions)
}

/// The time of processors that a query may take.
fn time() -> Duration {
    Duration::from_secs(if optimised() { 2 } else { 60 })
}

/// The memory that a query may take beside what the server has idle, in MiB.
fn memory() -> f64 {
    if optimised() { 100.0 } else { 150.0 }
}

struct Range {
    server: Server,
    _database: Option<TestDatabase>,
    client: Client,
    schema: Valid<Schema>,
    gate: Gate,
    rights: Rights,
    /// Ids by their prefixes.
    ids: BTreeMap<String, Vec<String>>,
}

/// What a query took.
#[derive(Clone, Debug)]
struct Took {
    time: Duration,
    /// MiB more than before, at most.
    memory: f64,
    cost: u64,
    bytes: usize,
    code: String,
}

impl Took {
    /// How dear it is: 1 where it takes all that it may of either.
    fn score(&self) -> f64 {
        self.time.as_secs_f64() / time().as_secs_f64() + self.memory / memory()
    }
}

impl Range {
    fn open() -> Self {
        let settings = [("VITRINE_TIMEOUT_SECONDS", if optimised() { "15" } else { "300" })];
        let admin = server::token(&["--role", "ADMIN", "--sub", "ada"]);
        let (server, database) = match std::env::var("VITRINE_FUZZ_DATABASE") {
            Ok(url) => (Server::start_with(&url, &settings), None),
            Err(_) => {
                let database = tokio::runtime::Runtime::new().unwrap().block_on(TestDatabase::sqlite());
                let server = Server::start_with(&database.url, &settings);
                book::fill(&server.client(&admin));
                (server, Some(database))
            }
        };
        let client = server.client(&admin);
        let text = sdl();
        let schema = Schema::parse_and_validate(&text, "schema.graphql").unwrap();
        let gate = Gate::new(&text, Limits::default()).unwrap();
        let mut range = Self {
            server,
            _database: database,
            client,
            schema,
            gate,
            rights: Rights::of([Role::Admin]),
            ids: BTreeMap::new(),
        };
        range.find_ids();
        range
    }

    fn find_ids(&mut self) {
        let query = "{ accounts(first: 250) { nodes { id } } teamMembers(first: 250) { nodes { id } } features(first: 250) { nodes { id } }
            requests(first: 250, filter: {}) { nodes { id } } changes(first: 250) { nodes { id recordId } } }";
        let answer = self.client.post(query, &json!({}), None).unwrap();
        let mut all = Vec::new();
        strings(&answer["data"], &mut all);
        for id in all {
            if let Some((prefix, _)) = id.split_once('_') {
                let ids = self.ids.entry(prefix.to_owned()).or_default();
                if ids.len() < 500 && !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        assert!(self.ids.contains_key("acct"), "{answer}");
    }

    /// A text with `prefix#n` in the place of ids.
    fn named(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (prefix, ids) in &self.ids {
            for (at, id) in ids.iter().enumerate().filter(|(_, id)| text.contains(*id)).collect::<Vec<_>>() {
                text = text.replace(&format!("\"{id}\""), &format!("\"{prefix}#{at}\""));
            }
        }
        text
    }

    /// The text with ids of this database.
    fn placed(&self, text: &str) -> String {
        let parts = text.split('"').map(|part| match part.split_once('#') {
            Some((prefix, at)) if self.ids.contains_key(prefix) => match at.parse::<usize>() {
                Ok(at) => self.ids[prefix][at % self.ids[prefix].len()].clone(),
                Err(_) => part.to_owned(),
            },
            _ => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join("\"")
    }

    /// The queries of the corpus and the dearest found before, by their root fields one by one.
    fn corpus(&self) -> Vec<Vec<Node>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut texts = Vec::new();
        for folder in ["tests/it/fuzz/corpus", "tests/it/fuzz/worst", "benches/view", "src/demo"] {
            for entry in fs::read_dir(root.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "graphql") {
                    texts.push((path.clone(), fs::read_to_string(path).unwrap()));
                }
            }
        }
        texts.sort();
        let variables = Map::from_iter([("id".to_owned(), json!(self.ids["acct"][0]))]);
        let queries = texts.iter().flat_map(|(_, text)| tree::read(&self.schema, &self.placed(text), &variables));
        queries.collect()
    }

    /// Its cost, where the gate lets it in.
    fn admitted(&self, text: &str) -> Option<u64> {
        let ask = Ask { document: Some(text), now: machine_now(), ..Ask::default() };
        self.gate.admit(&ask, &self.rights).ok().map(|admitted| admitted.cost)
    }

    #[expect(clippy::cast_precision_loss, reason = "bytes of memory, shown in MiB")]
    fn take(&self, text: &str, cost: u64) -> Took {
        let process = Process(self.server.id());
        process.forget();
        let (ran, memory) = (process.ran(), process.memory());
        let answer = self.client.post(text, &json!({}), None).unwrap_or_else(|error| panic!("{error}: {text}"));
        let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
        Took {
            time: process.ran().saturating_sub(ran),
            memory: process.most_memory().saturating_sub(memory) as f64 / MIB,
            cost,
            bytes: answer.to_string().len(),
            code,
        }
    }
}

impl Took {
    /// What the query took keeps within all bounds.
    fn hold(&self, text: &str) {
        assert!(self.code != "INTERNAL_SERVER_ERROR" && self.code != "TIMEOUT", "{self:?}: {text}");
        assert!(self.bytes <= ANSWER && self.cost <= Limits::default().cost, "{self:?}: {text}");
        assert!(self.time <= time() && self.memory <= memory(), "{self:?}: {text}");
    }
}

fn strings(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(text) => all.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, all)),
        Value::Object(fields) => fields.values().for_each(|value| strings(value, all)),
        _ => {}
    }
}

/// The name of the query's first root field.
fn root(query: &[Node]) -> &str {
    query.first().map_or("", |node| &node.name)
}

#[test]
fn the_dearest_queries_are_looked_for() {
    let range = Range::open();
    let seed = number("VITRINE_FUZZ_SEED").unwrap_or_else(any_seed);
    let until = number("VITRINE_FUZZ_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let ids: Vec<String> = range.ids.values().flatten().cloned().collect();
    let corpus = range.corpus();
    // The dearest few of each root field.
    let mut best: BTreeMap<String, Vec<(f64, Vec<Node>, Took)>> = BTreeMap::new();
    let (mut tried, mut refused) = (0_usize, 0_usize);
    let mut waiting: Vec<Vec<Node>> = corpus.clone();
    loop {
        let query = match waiting.pop() {
            Some(query) => query,
            None if until.map_or(tried >= SOME + corpus.len(), |until| Instant::now() >= until) => break,
            None => {
                let roots: Vec<&String> = best.keys().collect();
                let of = &best[roots[rng.random_range(0..roots.len())]];
                let (parent, other) =
                    (&of[rng.random_range(0..of.len())].1, &corpus[rng.random_range(0..corpus.len())]);
                let mut mutate = Mutate { schema: &range.schema, ids: &ids, rng: &mut rng };
                let mut query = mutate.changed(parent, other);
                for _ in 0..12 {
                    if range.admitted(&printed(&query)).is_some() {
                        break;
                    }
                    mutate.smaller(&mut query);
                }
                query
            }
        };
        let text = printed(&query);
        let Some(cost) = range.admitted(&text) else {
            refused += 1;
            assert!(refused < 200 + 100 * tried, "nearly all is refused: VITRINE_FUZZ_SEED={seed} {text}");
            continue;
        };
        let took = range.take(&text, cost);
        tried += 1;
        took.hold(&text);
        let of = best.entry(root(&query).to_owned()).or_default();
        of.push((took.score(), query, took));
        of.sort_by(|one, other| other.0.total_cmp(&one.0));
        of.truncate(6);
    }
    let roots = range.schema.get_object("Query").unwrap().fields.keys();
    let missed: Vec<String> = roots.map(ToString::to_string).filter(|root| !best.contains_key(root)).collect();
    assert_eq!(missed, Vec::<String>::new(), "the corpus has a query for each root");
    let mut told = format!("VITRINE_FUZZ_SEED={seed}, {tried} tried, {refused} refused\n");
    for (root, of) in &best {
        let (score, query, took) = &of[0];
        writeln!(told, "{root}: {score:.3} {took:?}").unwrap();
        if let Ok(folder) = std::env::var("VITRINE_FUZZ_KEEP") {
            fs::create_dir_all(&folder).unwrap();
            let text = range.named(&printed(query));
            fs::write(Path::new(&folder).join(format!("{root}.graphql")), format!("{text}\n")).unwrap();
        }
    }
    eprintln!("{told}");
}

/// The dearest that were found, each against a server that has done nothing before; and all at once, with `/healthz` beside.
#[test]
fn the_dearest_that_were_found_keep_within_bounds() {
    let range = Range::open();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fuzz/worst");
    let mut texts: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let text = range.placed(&fs::read_to_string(&path).unwrap());
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), text)
        })
        .collect();
    texts.sort();
    assert!(!texts.is_empty());
    for (name, text) in &texts {
        let cost = range.admitted(text).unwrap_or_else(|| panic!("{name} is refused"));
        let took = range.take(text, cost);
        eprintln!("{name}: {took:?}");
        took.hold(text);
    }
    let mut longest = Duration::ZERO;
    std::thread::scope(|scope| {
        let asks: Vec<_> =
            texts.iter().map(|(_, text)| scope.spawn(|| range.client.post(text, &json!({}), None).unwrap())).collect();
        while !asks.iter().all(std::thread::ScopedJoinHandle::is_finished) {
            let begun = Instant::now();
            assert_eq!(range.server.health(), 200);
            longest = longest.max(begun.elapsed());
        }
    });
    eprintln!("/healthz within {longest:?}");
    assert!(!optimised() || longest <= SOON, "{longest:?}");
}
