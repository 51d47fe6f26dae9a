//! Wrong input, tried: every mutation with missing, too long, out-of-range, wrong-kind-of-id, stale and unknown values.
//! Each gets a code and a path, and changes nothing: the log is as long as before.

mod batches;
mod people;
mod rows;

use entity::enums::Role;
use entity::ids::encode;
use serde_json::Value;
use uuid::Uuid;

use crate::common::api::{Actor, Answer, refusals};
use crate::common::world::World;

/// An id of the right form that names nothing.
fn nobody(prefix: &str) -> String {
    encode(prefix, Uuid::from_u128(7))
}

/// The input with the members of `wrong` in place of its own; `"(absent)"` takes one away.
fn with(good: &Value, wrong: Value) -> Value {
    let mut input = good.clone();
    let Value::Object(wrong) = wrong else { panic!("an object") };
    for (key, value) in wrong {
        if value == "(absent)" {
            input.as_object_mut().unwrap().remove(&key);
        } else {
            input[key] = value;
        }
    }
    input
}

/// What is wrong with a mutation's input, as `CODE path`: user errors, or errors of the request.
async fn wrong(actor: &Actor, field: &str, input: Value) -> Vec<String> {
    let answer = actor.try_mutate(field, input, "userErrors { code field message currentVersion }").await;
    let errors = request_errors(&answer);
    if errors.is_empty() { refusals(&answer.body["data"][field]) } else { errors }
}

/// Errors of a request: one that no type or scalar takes is BAD_USER_INPUT, and its message names the place.
fn request_errors(answer: &Answer) -> Vec<String> {
    let code = |error: String| error.split(' ').next().unwrap_or_default().to_owned();
    answer.errors().into_iter().map(code).collect()
}

/// Tries each wrong input of a mutation: the expected answer is one `CODE path`.
async fn try_all(world: &World, field: &str, good: &Value, cases: Vec<(Value, &str)>) {
    let admin = world.actor(Role::Admin);
    for (patch, expected) in cases {
        let shown = patch.to_string().chars().take(120).collect::<String>();
        let before = world.log_length().await;
        let found = wrong(&admin, field, with(good, patch)).await;
        assert_eq!(found, [expected], "{field} {shown}");
        assert_eq!(world.log_length().await, before, "{field} {shown}: something was written");
    }
}

/// A text of so many characters, of more than one byte each.
fn long(characters: usize) -> String {
    "ü".repeat(characters)
}
