//! Documents and variables at random, against the whole door over a database in memory, and over PostgreSQL: valid ones, and
//! others that were spoilt. Each gets an answer, with codes, without a word of ours, in time.
//!
//! `VITRINE_FUZZ_SECONDS` says for how long (by default some hundred documents), `VITRINE_FUZZ_SEED` which documents. A
//! failure names both the document and the seed that makes it first.

#[cfg(target_os = "linux")]
mod dear;
mod maker;
mod spoil;

use std::time::{Duration, Instant};

use apollo_compiler::Schema;
use entity::enums::Role;
use proptest::prelude::RngExt;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Value, json};
use vitrine::auth::token::every_scope;
use vitrine::clock::machine_now;
use vitrine::gate::Code;
use vitrine::graphql::sdl;

use crate::attacks::words::THEIRS;
use crate::common::api::Actor;
use crate::common::world::World;
use crate::common::{TestDatabase, on_a_deep_stack};
use maker::Maker;

/// Documents where no time is said.
const SOME: u64 = 150;
/// What an answer may take in an unoptimised build.
const SOON: Duration = Duration::from_secs(14);
/// What nobody outside should read.
const OURS: &[&str] =
    &["panicked", "sqlx", "sea_orm", "SQLSTATE", "no such column", "syntax error at or near", "src/", ".rs:"];

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[test]
fn every_document_gets_an_honest_answer() {
    on_a_deep_stack(|| async { run(TestDatabase::memory()).await });
}

#[test]
fn and_on_postgres() {
    on_a_deep_stack(|| async { run(TestDatabase::postgres().await).await });
}

async fn run(database: TestDatabase) {
    // What a fault of ours was is in the log alone.
    let log = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).with_test_writer();
    let _the_other_engine_did = log.try_init();
    let world = World::new(database).await;
    let schema = Schema::parse_and_validate(sdl(), "schema.graphql").unwrap();
    let scopes = every_scope();
    let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
    let people = Role::ALL.iter().filter(|&&role| role != Role::Integration).map(|&role| world.actor(role));
    let actors: Vec<Actor> = people.chain([world.app.integration("crm", &scopes)]).collect();
    let mut ids: Vec<String> = world.people.values().chain(world.contacts.values()).cloned().collect();
    ids.push(world.acme.clone());
    ids.push(world.request().await["id"].as_str().unwrap().to_owned());

    let until = number("VITRINE_FUZZ_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let first = number("VITRINE_FUZZ_SEED").unwrap_or_else(any_seed);
    let mut tally = Tally::default();
    for seed in first.. {
        if until.map_or(tally.sent >= SOME, |until| Instant::now() >= until) {
            break;
        }
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let (document, variables) = Maker::new(&schema, &ids, &mut rng).document();
        let (document, variables) =
            if rng.random_bool(0.5) { spoil::spoilt(&mut rng, document, variables) } else { (document, variables) };
        let actor = &actors[rng.random_range(0..actors.len())];
        tally.judge(seed, actor, &document, &variables).await;
    }
    eprintln!("{tally:?}");
    // Most of what is made to be valid is let in: else this would look at refusals alone.
    assert!(tally.data * 10 >= tally.sent, "{tally:?}");
    assert!(tally.refused * 10 >= tally.sent, "{tally:?}");
}

/// Another one each time.
fn any_seed() -> u64 {
    u64::try_from(machine_now().timestamp()).unwrap() << 24
}

#[derive(Debug, Default)]
struct Tally {
    sent: u64,
    data: u64,
    refused: u64,
    longest: Duration,
}

impl Tally {
    async fn judge(&mut self, seed: u64, actor: &Actor, document: &str, variables: &Value) {
        let sent = format!("VITRINE_FUZZ_SEED={seed}\n{document}\n{variables}");
        let ask = async || {
            let begun = Instant::now();
            let answer = actor.post(json!({"query": document, "variables": variables}).to_string());
            let answer = tokio::time::timeout(4 * SOON, answer).await;
            (begun.elapsed(), answer.unwrap_or_else(|_| panic!("no answer: {sent}")))
        };
        let (mut took, (status, text)) = ask().await;
        if took >= SOON {
            // The machine may have had other work: what is slow is slow again.
            took = ask().await.0;
        }
        assert!(took < SOON, "{took:?}: {sent}");
        assert!([200, 400, 405].contains(&status), "{status} {text}: {sent}");
        let body: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}: {sent}"));
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        assert!(body.get("data").is_some() || !errors.is_empty(), "nothing: {sent}");
        assert_eq!(status == 400, body.get("data").is_none(), "{text}: {sent}");
        let code = |error: &Value| error["extensions"]["code"].as_str().and_then(Code::of_word);
        for error in &errors {
            let code = code(error);
            assert!(code.is_some_and(|code| code != Code::Internal), "{error:#}: {sent}");
            let message = error["message"].as_str().unwrap();
            let told = |word: &&str| message.contains(word) && !sent.contains(word);
            assert!(!OURS.iter().chain(THEIRS).any(told), "{message}: {sent}");
        }
        let denied = errors.iter().filter(|error| code(error) == Some(Code::Forbidden)).count();
        assert!(errors.len() - denied <= 20, "{} errors: {sent}", errors.len());
        self.sent += 1;
        self.data += u64::from(body["data"].is_object());
        self.refused += u64::from(status == 400);
        self.longest = self.longest.max(took);
    }
}
