//! Documents that alone may run: called by their ids, or sent; anything else is refused, and a list that is wrong at the start.

use std::path::Path;
use std::process::Output;

use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::gate::{DocumentHash, Gate, Limits};
use vitrine::graphql::schema::sdl;

use crate::common::server::vitrine;
use crate::door::{TestDoor, token};

const WHO: &str = "query Who { viewer { subject } }";
const TWO: &str = "query One { __typename } query Two { viewer { subject } }";
/// SHA-1, as the client preset makes ids where it is not told otherwise.
const SHA1: &str = "1ff5a2a5a6ae1cf0d7ae5c9b5b4bbbf8e2f4d7c1";

fn list() -> String {
    let hash = DocumentHash::of(WHO);
    let digits = "7".repeat(64);
    json!({SHA1: WHO, format!("sha256:{hash}"): WHO, "two": TWO, digits: TWO}).to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listed_document_runs_by_its_id() {
    let door = TestDoor::only(&list()).await;
    let hash = DocumentHash::of(WHO).to_string();
    let apollo = |hash: &str| json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash}}});
    for body in [
        json!({"documentId": SHA1}),
        json!({"documentId": format!("sha256:{hash}")}),
        json!({"documentId": "two", "operationName": "Two"}),
        json!({"documentId": "7".repeat(64), "operationName": "Two"}),
        json!({"documentId": format!("sha256:{}", "7".repeat(64)), "operationName": "Two"}),
        json!({"documentId": SHA1, "query": WHO}),
        json!({"query": WHO}),
        apollo(&hash),
        apollo(SHA1),
    ] {
        let reply = door.post(Role::Cs, body.to_string(), &[]).await;
        assert_eq!(reply.status, 200, "{body}: {}", reply.text);
        assert_eq!(reply.json()["data"]["viewer"]["subject"], "test-cs", "{body}");
    }
    let bearer = format!("Bearer {}", token(Role::Cs));
    for path in [format!("/graphql/{SHA1}"), format!("/graphql?documentId={SHA1}")] {
        let reply = door.get(&path, &[("authorization", &bearer)]).await;
        assert_eq!(reply.json()["data"]["viewer"]["subject"], "test-cs", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_else_runs() {
    let door = TestDoor::only(&list()).await;
    let unlisted = "{ viewer { subject } }";
    let hash = DocumentHash::of(unlisted).to_string();
    let apollo = json!({"persistedQuery": {"version": 1, "sha256Hash": hash}});
    for (body, code) in [
        (json!({"query": unlisted}), "FORBIDDEN"),
        (json!({"query": format!("{WHO} ")}), "FORBIDDEN"),
        (json!({"query": "{ __schema { types { name } } }"}), "FORBIDDEN"),
        (json!({"query": "{"}), "FORBIDDEN"),
        (json!({"extensions": apollo}), "NOT_FOUND"),
        (json!({"query": unlisted, "extensions": apollo}), "NOT_FOUND"),
        (json!({"documentId": "other"}), "NOT_FOUND"),
        (json!({"documentId": ""}), "NOT_FOUND"),
        (json!({"documentId": format!("sha256:{hash}")}), "NOT_FOUND"),
        (json!({"documentId": "two", "query": WHO}), "BAD_USER_INPUT"),
        (json!({"documentId": "sha256:xyz"}), "BAD_USER_INPUT"),
        (json!({}), "BAD_USER_INPUT"),
    ] {
        let reply = door.post(Role::Cs, body.to_string(), &[]).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (400, code), "{body}: {}", reply.text);
        assert!(reply.json().get("data").is_none(), "{body}");
    }
    // What was sent and refused did not become known by it.
    let again = door.post(Role::Cs, json!({"extensions": apollo}).to_string(), &[]).await;
    assert_eq!(again.code(), "NOT_FOUND");
    let unknown = door.post(Role::Cs, json!({"documentId": SHA1}).to_string(), &[("authorization", "")]).await;
    assert_eq!((unknown.status.as_u16(), unknown.code().as_str()), (401, "UNAUTHENTICATED"));
}

#[test]
fn a_wrong_list_is_told_with_the_entry_and_the_place() {
    let sdl = sdl();
    for (list, told) in [
        ("", "at line 1 column 0"),
        ("[]", "invalid type: sequence, expected an object of ids and documents at line 1 column 0"),
        ("{}", "it lists no document"),
        (
            "{\"a\": \"{ __typename }\",\n \"b\": 1}",
            "`b`: invalid type: integer `1`, expected a string at line 2 column 7",
        ),
        ("{\"a\": \"{ __typename }\" \"b\"}", "expected `,` or `}` at line 1 column 24"),
        ("{\"a\": \"{ __typename }\", \"a\": \"{ __typename }\"}", "the document `a` is there twice"),
        ("{\"a\": \"\"}", "the document `a`, line 1, column 1: "),
        ("{\"a\": \"{ __typename }\", \"b\": \"{\\n  nope\\n}\"}", "the document `b`, line 2, column 3: "),
        ("{\"a\": \"{ __typename\"}", "the document `a`, line 1, column "),
    ] {
        let refused = Gate::new(&sdl, Limits::default()).unwrap().only(list);
        let text = refused.err().unwrap_or_else(|| panic!("{list} is taken")).to_string();
        assert!(text.contains(told), "{list}: {text}");
    }
    let other = json!({format!("sha256:{}", "0".repeat(64)): WHO}).to_string();
    let text = Gate::new(&sdl, Limits::default()).unwrap().only(&other).unwrap_err().to_string();
    assert!(text.ends_with(&format!(": the hash of its text is sha256:{}", DocumentHash::of(WHO))), "{text}");
    let limits = Limits { depth: 2, ..Limits::default() };
    let deep = json!({"deep": "{ accounts { nodes { name } } }"}).to_string();
    let text = Gate::new(&sdl, limits).unwrap().only(&deep).unwrap_err().to_string();
    assert!(text.starts_with("the document `deep`"), "{text}");
}

fn run(folder: &Path, words: &[&str]) -> Output {
    let database = format!("sqlite://{}", folder.join("listed.db").display());
    let documents = folder.join("persisted-documents.json");
    vitrine()
        .args(words)
        .args(["--database-url", &database])
        .env("VITRINE_DOCUMENTS_FILE", documents)
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn the_server_does_not_start_with_a_wrong_list_and_the_doctor_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("persisted-documents.json");
    let serve = || {
        let output = run(folder.path(), &["serve", "--migrate", "--listen", "127.0.0.1:0"]);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let doctor = || {
        let output = run(folder.path(), &["doctor", "--format", "json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        report["findings"].as_array().unwrap().iter().find(|found| found["what"] == "documents").unwrap().clone()
    };
    let (code, told) = serve();
    assert_eq!(code, Some(3), "{told}");
    assert!(told.contains("persisted-documents.json: No such file"), "{told}");
    std::fs::write(&file, json!({"who": "{ viewer { nobody } }"}).to_string()).unwrap();
    let (code, told) = serve();
    assert_eq!(code, Some(3), "{told}");
    let why = "persisted-documents.json: the document `who`, line 1, column 12: ";
    assert!(told.contains(why), "{told}");
    let found = doctor();
    assert_eq!(found["ok"], false);
    assert!(found["text"].as_str().unwrap().contains(why), "{found}");
    std::fs::write(&file, json!({"who": WHO, "two": TWO}).to_string()).unwrap();
    assert_eq!(doctor(), json!({"what": "documents", "ok": true, "text": "2 alone may run"}));
}
