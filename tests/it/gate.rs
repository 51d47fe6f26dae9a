//! What the gate refuses, what it lets through, and that the next request works.

use std::fmt::Write;
use std::time::{Duration, Instant};

use entity::enums::Role;
use serde_json::{Value, json};

use crate::door::TestDoor;
use vitrine::gate::Limits;
use vitrine::http::Manners;

/// The refused document is answered in time and with this code, and the next request works.
async fn refused(door: &TestDoor, document: &str, code: &str) {
    let begun = Instant::now();
    let reply = door.ask(Role::Cs, document).await;
    let took = begun.elapsed();
    let head: String = document.chars().take(60).collect();
    assert_eq!(reply.code(), code, "{head}: {}", reply.text.chars().take(300).collect::<String>());
    assert_eq!(reply.status, 400, "{head}");
    assert!(reply.json().get("data").is_none(), "{head}");
    assert!(reply.json()["errors"].as_array().unwrap().len() <= 20, "{head}");
    assert!(took < Duration::from_secs(8), "{head} took {took:?}");
    let next = door.ask(Role::Cs, "{ viewer { subject } }").await;
    assert_eq!(next.json()["data"]["viewer"]["subject"], "test-cs", "after {head}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attacks_are_refused_in_bounded_time() {
    let door = TestDoor::new().await;
    for depth in [1_600, 20_000] {
        let lists = format!("{{__type(name:{}{}){{name}}}}", "[".repeat(depth), "]".repeat(depth));
        refused(&door, &lists, "GRAPHQL_PARSE_FAILED").await;
        let objects = format!("{{account(by:{}1{}){{id}}}}", "{id:".repeat(depth), "}".repeat(depth));
        refused(&door, &objects, "GRAPHQL_PARSE_FAILED").await;
        let fields = format!("{}{{name}}{}", "{account".repeat(depth), "}".repeat(depth));
        refused(&door, &fields, "GRAPHQL_PARSE_FAILED").await;
        let inline = format!("{}name{}", "{...".repeat(depth), "}".repeat(depth));
        refused(&door, &inline, "GRAPHQL_PARSE_FAILED").await;
        let types = format!("query($a:{}Int{}){{__typename}}", "[".repeat(depth), "]".repeat(depth));
        refused(&door, &types, "GRAPHQL_PARSE_FAILED").await;
    }
    refused(&door, &format!("{{{}}}", "__typename ".repeat(20_000)), "GRAPHQL_PARSE_FAILED").await;
}

fn bomb(fragments: usize, spreads: usize) -> String {
    let mut document = "{ ...F0 }".to_owned();
    for number in 0..fragments {
        let next = format!("...F{} ", number + 1).repeat(spreads);
        write!(document, " fragment F{number} on Query {{ {next} }}").unwrap();
    }
    write!(document, " fragment F{fragments} on Query {{ __typename }}").unwrap();
    document
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fragments_that_grow_are_refused_before_they_are_spread() {
    let door = TestDoor::new().await;
    for (fragments, spreads) in [(16, 2), (24, 2), (40, 2), (60, 60)] {
        refused(&door, &bomb(fragments, spreads), "QUERY_TOO_COMPLEX").await;
    }
    let long = bomb(80, 1);
    assert_eq!(door.ask(Role::Cs, &long).await.json()["data"]["__typename"], "Query");
    refused(&door, &bomb(140, 1), "GRAPHQL_VALIDATION_FAILED").await;
    refused(&door, "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "GRAPHQL_VALIDATION_FAILED")
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_asks_for_too_much_is_refused() {
    let door = TestDoor::new().await;
    let by = "account(by: {id: \"a\"})";
    let deep = |levels: usize| format!("{{ {by} {} }}", nested(levels));
    assert!(door.ask(Role::Cs, &deep(13)).await.json().get("errors").is_none());
    refused(&door, &deep(14), "QUERY_TOO_COMPLEX").await;
    let many: String = (0..51).map(|number| format!("a{number}: __typename ")).collect();
    refused(&door, &format!("{{ {many} }}"), "QUERY_TOO_COMPLEX").await;
    let aliases: String = (0..101).map(|number| format!("a{number}: name ")).collect();
    refused(&door, &format!("{{ {by} {{ {aliases} }} }}"), "QUERY_TOO_COMPLEX").await;
    let unknown: String = (0..2_000).map(|number| format!("x{number} ")).collect();
    refused(&door, &format!("{{ {unknown} }}"), "GRAPHQL_VALIDATION_FAILED").await;
    let circle =
        "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }";
    refused(&door, circle, "QUERY_TOO_COMPLEX").await;
}

fn nested(levels: usize) -> String {
    format!("{}{{ name }}{}", "{ parent ".repeat(levels), "}".repeat(levels))
}

/// 250 accounts allow 99 objects each, and not 100.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cost_is_known_before_it_runs() {
    let door = TestDoor::new().await;
    let objects =
        |many: usize| -> String { (0..many).map(|number| format!("q{number}: quadrant {{ advice }} ")).collect() };
    let page = |many: usize| {
        format!("{{ accounts(first: 250) {{ pageInfo {{ hasNextPage }} nodes {{ {} }} }} }}", objects(many))
    };
    let body = json!({"query": page(99)}).to_string();
    let reply = door.post(Role::Cs, body, &[("vitrine-cost", "1")]).await;
    assert_eq!(reply.json()["extensions"]["cost"]["requested"], 25_000);
    refused(&door, &page(100), "QUERY_TOO_COMPLEX").await;
    let nested = "{ accounts(first: 100) { nodes { contacts { nodes { __typename } } } } }";
    let reply = door.post(Role::Cs, json!({"query": nested}).to_string(), &[("vitrine-cost", "1")]).await;
    assert_eq!(reply.json()["extensions"]["cost"]["requested"], 100 * 51);
    let twice = "{ accounts(first: 10) { nodes { name } ...F } } fragment F on AccountConnection { nodes { id } }";
    let reply = door.post(Role::Cs, json!({"query": twice}).to_string(), &[("vitrine-cost", "1")]).await;
    assert_eq!(reply.json()["extensions"]["cost"]["requested"], 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_outside_its_bounds_is_an_error() {
    let door = TestDoor::new().await;
    for size in ["0", "-1", "251", "2147483647"] {
        refused(&door, &format!("{{ accounts(first: {size}) {{ nodes {{ id }} }} }}"), "PAGE_SIZE").await;
        let reply = door
            .ask_with(
                Role::Cs,
                "query($n: Int) { accounts(last: $n) { nodes { id } } }",
                json!({"n": size.parse::<i64>().unwrap()}),
            )
            .await;
        assert_eq!(reply.code(), "PAGE_SIZE");
    }
    let skipped = "{ accounts(first: 0) @skip(if: true) { nodes { id } } __typename }";
    assert_eq!(door.ask(Role::Cs, skipped).await.json(), json!({"data": {"__typename": "Query"}}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_validator_lets_pass_is_refused() {
    let door = TestDoor::new().await;
    refused(&door, "{ account(by: {id: \"a\", id: \"b\"}) { id } }", "GRAPHQL_VALIDATION_FAILED").await;
    refused(&door, "{ accounts(filter: {name: null, name: null}) { nodes { id } } }", "GRAPHQL_VALIDATION_FAILED")
        .await;
    refused(&door, "{ account(by: {id: \"a\"}) { } }", "GRAPHQL_PARSE_FAILED").await;
    refused(&door, "{ account(by: {id: \"a\", domain: \"b\"}) { id } }", "GRAPHQL_VALIDATION_FAILED").await;
    refused(&door, "{ account(by: {}) { id } }", "GRAPHQL_VALIDATION_FAILED").await;
    refused(&door, "{ __typename { x } }", "GRAPHQL_VALIDATION_FAILED").await;
    refused(&door, "{ a: __typename a: viewer { subject } }", "GRAPHQL_VALIDATION_FAILED").await;
    refused(&door, "", "GRAPHQL_PARSE_FAILED").await;
    let one_of = "query($by: AccountBy!) { account(by: $by) { id } }";
    for by in [json!({"id": "a", "domain": "b"}), json!({}), json!({"id": null}), json!({"x": 1}), Value::Null] {
        assert_eq!(door.ask_with(Role::Cs, one_of, json!({"by": by})).await.code(), "BAD_USER_INPUT", "{by}");
    }
}

/// The answers that an engine of another version gets wrong.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_engine_answers_as_the_specification_says() {
    let door = TestDoor::new().await;
    let introspection = include_str!("door/introspection.graphql");
    let reply = door.ask(Role::Cs, introspection).await;
    assert_eq!(reply.json()["data"]["__schema"]["queryType"]["name"], "Query", "{}", reply.text);
    assert!(reply.json().get("errors").is_none());
    assert_eq!(door.ask(Role::Cs, "{ viewer @skip(if: true) { subject } }").await.json(), json!({"data": {}}));
    let several = "query A { a: __typename } query B { b: __typename }";
    let body = json!({"query": several, "operationName": "B"}).to_string();
    assert_eq!(door.post(Role::Cs, body, &[]).await.json(), json!({"data": {"b": "Query"}}));
    assert_eq!(door.ask(Role::Cs, several).await.code(), "BAD_USER_INPUT");
    let body = json!({"query": several, "operationName": "C"}).to_string();
    assert_eq!(door.post(Role::Cs, body, &[]).await.code(), "BAD_USER_INPUT");
    assert_eq!(door.ask(Role::Cs, "query Only { __typename }").await.json(), json!({"data": {"__typename": "Query"}}));
    let order = "{ z: __typename viewer { subject } a: __typename }";
    assert_eq!(
        door.ask(Role::Cs, order).await.text,
        r#"{"data":{"z":"Query","viewer":{"subject":"test-cs"},"a":"Query"}}"#
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn denied_fields_are_listed_once_for_each_field_of_the_document() {
    let door = TestDoor::new().await;
    let page = "query($no: Boolean = false) { accounts(first: 3) { nodes { name commercials { seats } quadrant { level advice } \
                contacts { nodes { email } } hidden: commercials @include(if: $no) { seats } ...More } } } \
                fragment More on Account { commercials { seats } }";
    let reply = door.ask(Role::Product, page).await.json();
    assert_eq!(reply["data"]["accounts"]["nodes"].as_array().unwrap().len(), 3);
    let errors = reply["errors"].as_array().unwrap();
    let paths: Vec<String> = errors
        .iter()
        .map(|error| {
            error["path"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect::<Vec<_>>().join(".")
        })
        .collect();
    assert_eq!(
        paths,
        ["accounts.nodes.@.commercials", "accounts.nodes.@.quadrant.level", "accounts.nodes.@.contacts.nodes.@.email"]
    );
    assert_eq!(errors[0]["extensions"]["code"], "FORBIDDEN");
    assert_eq!(
        errors[0]["extensions"]["requires"],
        json!({"anyOf": ["CS", "SALES", "EXECUTIVE", "ADMIN"], "scope": "read:commercials"})
    );
    let body = json!({"query": page}).to_string();
    let apart = door.post(Role::Product, body, &[("vitrine-denied", "extensions")]).await.json();
    assert!(apart.get("errors").is_none());
    assert_eq!(apart["extensions"]["denied"].as_array().unwrap().len(), 3);
    assert!(door.ask(Role::Cs, page).await.json().get("errors").is_none());
    let included = door.ask_with(Role::Product, page, json!({"no": true})).await.json();
    assert_eq!(included["errors"].as_array().unwrap().len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fields_under_a_type_condition_count_whether_or_not_such_a_row_comes() {
    let door = TestDoor::new().await;
    let reply = door.ask(Role::Sales, "{ node(id: \"acct\") { id ... on Cost { note } } }").await.json();
    assert_eq!(reply["data"]["node"]["id"], "acct");
    assert_eq!(reply["errors"][0]["path"], json!(["node", "note"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_filter_or_order_by_a_denied_field_is_forbidden() {
    let door = TestDoor::new().await;
    let by_filter = "query($f: AccountFilter) { accounts(filter: $f) { nodes { id } } }";
    let by_order = "query($o: AccountOrder) { accounts(orderBy: $o) { nodes { id } } }";
    let by_field = "query($o: AccountOrderField!) { accounts(orderBy: {field: $o}) { nodes { id } } }";
    let by_value = "query($m: DecimalFilter) { accounts(filter: {mrr: $m}) { nodes { id } } }";
    let asks = [
        ("{ accounts(filter: {mrr: {gt: 1}}) { nodes { id } } }", json!({})),
        ("{ accounts(filter: {and: [{and: [{mrr: {}}]}]}) { nodes { id } } }", json!({})),
        ("{ accounts(orderBy: {field: MRR}) { nodes { id } } }", json!({})),
        (by_filter, json!({"f": {"and": [{"mrr": {"gt": 1}}]}})),
        (by_order, json!({"o": {"field": "MRR"}})),
        (by_field, json!({"o": "MRR"})),
        (by_value, json!({"m": {"gt": 1}})),
    ];
    for (document, variables) in asks {
        let reply = door.ask_with(Role::Support, document, variables.clone()).await;
        assert_eq!((reply.code().as_str(), reply.status.as_u16()), ("FORBIDDEN", 400), "{document}");
        assert!(reply.json().get("data").is_none(), "{document}");
        assert!(door.ask_with(Role::Sales, document, variables).await.json().get("errors").is_none(), "{document}");
    }
    assert!(door.ask(Role::Support, by_value).await.json().get("errors").is_none());
    let open = door.ask_with(Role::Support, by_filter, json!({"f": {"name": "x"}})).await;
    assert!(open.json().get("errors").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mutation_that_may_never_be_done_does_not_run() {
    let door = TestDoor::new().await;
    let reply = door.ask(Role::Cs, "mutation { usageUpsert { key } }").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["data"], json!({"usageUpsert": null}));
    assert_eq!(reply.json()["errors"][0]["path"], json!(["usageUpsert"]));
    assert_eq!(
        reply.json()["errors"][0]["extensions"]["requires"],
        json!({"anyOf": ["ADMIN"], "scope": "write:usage"})
    );
    let both = "mutation { a: requestOpen(title: \"x\") { key } t: __typename usageUpsert { key } }";
    let reply = door.ask(Role::Cs, both).await.json();
    assert_eq!(reply["data"], json!({"a": null, "t": "Mutation", "usageUpsert": null}));
    assert_eq!(reply["errors"].as_array().unwrap().len(), 2);
    assert!(door.ask(Role::Integration, "mutation { usageUpsert { key } }").await.json().get("errors").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_misspelt_name_is_told_with_its_place_and_the_nearest() {
    let open = TestDoor::new().await;
    let closed = TestDoor::limited(Manners::default(), Limits { introspection: false, ..Limits::default() }).await;
    let by = "account(by: {id: \"a\"})";
    let none = json!({});
    let filtered = "query($f: AccountFilter) { accounts(filter: $f) { nodes { id } } }";
    let ordered = "query($o: AccountOrder) { accounts(orderBy: $o) { nodes { id } } }";
    for (document, variables, meant, place) in [
        (format!("{{\n  {by} {{ naem }} }}"), &none, Some("name"), (2, 28)),
        (format!("{{ {by} {{ conatcts {{ nodes {{ email }} }} }} }}"), &none, Some("contacts"), (1, 28)),
        ("{ veiwer { subject } }".to_owned(), &none, Some("viewer"), (1, 3)),
        ("{ accounts(frist: 3) { nodes { id } } }".to_owned(), &none, Some("first"), (1, 12)),
        ("{ __typename @skip(fi: true, if: true) }".to_owned(), &none, Some("if"), (1, 20)),
        ("{ __typename @inlcude(if: true) }".to_owned(), &none, Some("include"), (1, 14)),
        ("{ accounts(orderBy: {field: NAEM}) { nodes { id } } }".to_owned(), &none, Some("NAME"), (1, 29)),
        ("{ accounts(filter: {nmae: \"x\"}) { nodes { id } } }".to_owned(), &none, Some("name"), (1, 27)),
        (
            "query($f: AccountFitler) { accounts(filter: $f) { nodes { id } } }".to_owned(),
            &none,
            Some("AccountFilter"),
            (1, 7),
        ),
        ("{ ... on Qeury { __typename } }".to_owned(), &none, Some("Query"), (1, 10)),
        (filtered.to_owned(), &json!({"f": {"nmae": "x"}}), Some("name"), (1, 7)),
        (ordered.to_owned(), &json!({"o": {"field": "NAEM"}}), Some("NAME"), (1, 7)),
        // Nothing that is named so.
        ("{ weather { today } }".to_owned(), &none, None, (1, 3)),
        (format!("{{ {} }}", "x".repeat(5_000)), &none, None, (1, 3)),
    ] {
        for (door, told) in [(&open, meant), (&closed, None)] {
            let reply = door.ask_with(Role::Cs, &document, variables.clone()).await;
            let error = &reply.json()["errors"][0];
            let message = error["message"].as_str().unwrap();
            let hint = told.map(|name| format!(". Did you mean `{name}`?"));
            match &hint {
                Some(hint) => assert!(message.ends_with(hint), "{message}"),
                None => assert!(!message.contains("mean"), "{message}"),
            }
            assert!(message.len() < 600, "{message}");
            if variables == &none {
                assert_eq!(error["locations"], json!([{"line": place.0, "column": place.1}]), "{document}: {message}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_gate_itself_refuses_has_its_place_too() {
    let door = TestDoor::new().await;
    for (role, document, line, column) in [
        (Role::Cs, "{\n account(by: {id: \"a\",\n id: \"b\"}) { id } }", 3, 2),
        (Role::Cs, "{ accounts(first: 1) { nodes { id } }\n b: accounts(first: 0) { nodes { id } } }", 2, 5),
        (Role::Support, "{\n\n accounts(filter: {mrr: {gt: 1}}) { nodes { id } } }", 3, 2),
        (Role::Cs, "mutation {\n usageUpsert { key } }", 2, 2),
    ] {
        let error = &door.ask(role, document).await.json()["errors"][0];
        assert_eq!(error["locations"], json!([{"line": line, "column": column}]), "{document}: {error:#}");
    }
}
