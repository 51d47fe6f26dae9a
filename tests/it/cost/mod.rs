//! What requests cost, on the published schema: a list that is no page counts as often as its bound says.

mod filters;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use chrono::{DateTime, TimeZone, Utc};
use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::auth::token::every_scope;
use vitrine::domain::access::Rights;
use vitrine::domain::bounds::{self, Bound, of_list};
use vitrine::gate::{Admitted, Ask, Code, Gate, GateError, Limits, Refusal};
use vitrine::graphql::sdl;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 30, 12, 0, 0).unwrap()
}

fn gate() -> Gate {
    Gate::new(&sdl(), Limits::default()).unwrap()
}

fn rights(role: Role) -> Rights {
    let integration = role == Role::Integration;
    let scopes = if integration { every_scope() } else { BTreeSet::new() };
    Rights { roles: [role].into(), scopes, system: integration.then(|| "demo".to_owned()) }
}

fn asked(gate: &Gate, role: Role, document: &str, variables: &Value) -> Result<Admitted, GateError> {
    let variables = serde_json::from_value(variables.clone()).unwrap();
    let ask = Ask { document: Some(document), variables, now: now(), ..Ask::default() };
    gate.admit(&ask, &rights(role)).map_err(|refusal| match refusal {
        Refusal::Request(mut errors) => errors.remove(0),
        other => panic!("{document}: {other:?}"),
    })
}

fn cost_of(gate: &Gate, document: &str, variables: &Value) -> u64 {
    asked(gate, Role::Admin, document, variables).unwrap_or_else(|error| panic!("{document}: {error:?}")).cost
}

/// The schema's lists of objects' fields, but for pages and the schema's own.
fn lists(schema: &Schema) -> Vec<(String, String, String)> {
    let mut lists = Vec::new();
    for (name, object) in schema.types.iter().filter_map(|(name, ty)| Some((name, ty.as_object()?))) {
        for (field, definition) in object.fields.iter().filter(|(_, field)| field.ty.is_list()) {
            let page = name.ends_with("Connection") && matches!(field.as_str(), "nodes" | "edges");
            if !page && !name.starts_with("__") {
                let about = definition.description.as_ref().map(ToString::to_string).unwrap_or_default();
                lists.push((name.to_string(), field.to_string(), about));
            }
        }
    }
    assert!(lists.len() > 60, "{lists:?}");
    lists
}

/// `1,000`.
fn shown(number: usize) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}

fn states(about: &str, most: usize) -> bool {
    let about = about.to_lowercase();
    let mut said = about.split("at most ").skip(1);
    let word = |rest: &str| {
        rest.split(|letter: char| !letter.is_ascii_digit() && letter != ',')
            .next()
            .map(|word| word.trim_end_matches(',').to_owned())
    };
    said.any(|rest| word(rest).is_some_and(|word| word == shown(most)))
}

#[test]
fn every_list_that_is_no_page_states_its_bound() {
    let schema = Schema::parse(sdl(), "schema.graphql").unwrap();
    let mut wrong = Vec::new();
    for (of, field, about) in lists(&schema) {
        let Some(bound) = of_list(&of, &field) else {
            wrong.push(format!("{of}.{field} has no bound"));
            continue;
        };
        if !states(&about, bound.most()) {
            wrong.push(format!("{of}.{field} does not say at most {}: {about}", shown(bound.most())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_schema_with_a_list_without_a_bound_is_refused() {
    let bare = "type Query { account: Account } type Account { id: ID! oddities: [String!]! }";
    let error = Gate::new(bare, Limits::default()).unwrap_err().to_string();
    assert!(error.contains("Account.oddities"), "{error}");
}

/// Lists and texts by which a query picks say how long they may be.
#[test]
fn every_list_of_a_filter_or_argument_states_its_bound() {
    let schema = Schema::parse(sdl(), "schema.graphql").unwrap();
    let mut wrong = Vec::new();
    let mut see = |place: String, name: &str, ty: &Type, about: Option<String>| {
        let most = bounds::of_argument(name);
        if ty.is_list() && !states(&about.unwrap_or_default(), most) {
            wrong.push(format!("{place} does not say at most {most}"));
        }
    };
    for (name, ty) in &schema.types {
        if let Some(input) = ty.as_input_object().filter(|_| name.ends_with("Filter")) {
            for (field, definition) in &input.fields {
                let about = definition.description.as_ref().map(ToString::to_string);
                see(format!("{name}.{field}"), field, &definition.ty, about);
            }
        }
        let Some(object) = ty.as_object().filter(|_| name != "Mutation" && !name.starts_with("__")) else { continue };
        for (field, definition) in &object.fields {
            for argument in &definition.arguments {
                let about = argument.description.as_ref().map(ToString::to_string);
                see(format!("{name}.{field}({})", argument.name), &argument.name, &argument.ty, about);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_entry_of_a_list_counts_as_an_object_and_a_word_as_a_hundredth() {
    let gate = gate();
    let account = |below: &str| format!("{{ account(by: {{id: \"acct_1\"}}) {{ {below} }} }}");
    for (below, objects) in [
        ("id", 1),
        ("team { role }", 1 + 30),
        ("team { member { name } }", 1 + 30 * 2),
        ("health { contributions { points reason { text } } }", 1 + 1 + 39 * 2),
        // 39 words of 10 each, rounded up to whole objects.
        ("health { contributions { reason { evidence } } }", 1 + 1 + 39 * 2 + 4),
        ("attributes(keys: [\"a\", \"b\"]) { key }", 1 + 90 + 2),
        ("attributes(keys: [\"a\", \"b\"]) { conflicts { source } }", 1 + 90 + 2 * 21),
        ("attributes { key }", 1 + 90 + 263),
        ("health { series(since: \"2026-11-28T12:00:00Z\") { score } }", 1 + 1 + 3),
        ("health { series(since: \"2026-11-28T12:00:00Z\", until: \"2026-11-29T00:00:00Z\") { score } }", 1 + 1 + 2),
        ("health { series(since: \"1999-01-01T00:00:00Z\") { score } }", 1 + 1 + 400),
        ("adoption { series(since: \"2026-11-28\") { users } }", 1 + 1 + 3),
        ("adoption { series(since: \"2026-11-01\", until: \"2026-11-30\") { users } }", 1 + 1 + 29),
        ("adoption { series(since: \"1999-01-01\") { users } }", 1 + 1 + 400),
        ("quadrant { path { name } }", 1 + 1 + 13),
        ("quadrant { path(months: 60) { name } }", 1 + 1 + 61),
        ("quadrant { path(months: 2000000000) { name } }", 1 + 1 + 61),
        ("featureUsage { features { feature { name } } }", 1 + 1 + 200 * 2),
    ] {
        assert_eq!(cost_of(&gate, &account(below), &json!({})), objects, "{below}");
    }
    let spans = "query($s: DateTime!, $u: DateTime, $m: Int, $k: [String!]) { account(by: {id: \"a\"}) { health { series(since: $s, until: $u) { score } } \
                 quadrant { path(months: $m) { name } } attributes(keys: $k) { key } } }";
    for (variables, objects) in [
        (json!({"s": "2026-11-28T12:00:00Z", "m": 3, "k": ["a"]}), 3 + 4 + 90 + 1),
        (json!({"s": "2026-11-28T12:00:00Z", "u": "2026-11-28T13:00:00Z", "m": 1, "k": []}), 1 + 2 + 90),
        (json!({"s": "2020-01-01T00:00:00Z"}), 400 + 61 + 90 + 263),
    ] {
        assert_eq!(cost_of(&gate, spans, &variables), 1 + 2 + objects, "{variables}");
    }
    assert_eq!(cost_of(&gate, "{ nodes(ids: [\"a\", \"b\"]) { id } }", &json!({})), 2);
    assert_eq!(cost_of(&gate, "query($i: [ID!]!) { nodes(ids: $i) { id } }", &json!({"i": vec!["a"; 300]})), 250);
    assert_eq!(cost_of(&gate, "{ changes(first: 250) { nodes { after } } }", &json!({})), 250 * 51);
}

#[test]
fn the_results_of_a_batch_count_as_often_as_it_has_records() {
    let gate = gate();
    let document =
        "mutation($i: TicketsUpsertInput!) { ticketsUpsert(input: $i) { results { outcome problems { message } } } }";
    let records = |many: usize| json!({"i": {"system": "demo", "records": vec![json!({"externalId": "1"}); many]}});
    for many in [1, 7, 1_000] {
        let admitted = asked(&gate, Role::Integration, document, &records(many)).unwrap();
        assert_eq!(admitted.cost, 1 + 21 * many as u64);
    }
    let literal = "mutation { recordsDelete(input: {system: \"demo\", kind: CONTACT, externalIds: [\"1\", \"2\"]}) { results { outcome } } }";
    assert_eq!(asked(&gate, Role::Integration, literal, &json!({})).unwrap().cost, 1 + 2);
}

#[test]
fn many_series_of_many_accounts_are_refused_by_the_name_of_the_dearest() {
    let gate = gate();
    let series: String =
        (0..38).map(|number| format!("s{number}: series(since: \"2025-11-01\") {{ on users }} ")).collect();
    let attack = format!("{{ accounts(first: 250) {{ nodes {{ adoption {{ {series} }} }} }} }}");
    let more = "{ accounts(first: 250) { nodes { name team { role } health { series(since: \"2025-12-01T00:00:00Z\") { score } } } } }";
    for role in Role::ALL.iter().copied() {
        for (document, dearest) in [(attack.as_str(), "adoption.s0"), (more, "health.series")] {
            let error = asked(&gate, role, document, &json!({})).unwrap_err();
            assert_eq!(error.code, Code::QueryTooComplex);
            assert!(error.message.contains(&format!("`accounts.nodes.{dearest}`")), "{}", error.message);
            let path: Vec<&str> = dearest.split('.').collect();
            assert_eq!(error.path, [&["accounts", "nodes", "@"][..], &path].concat(), "{}", error.message);
            assert_eq!(error.locations.len(), 1);
        }
    }
}

/// Whatever we publish, and what a front end asks in bulk, is admitted as it is.
#[test]
fn what_is_published_is_admitted() {
    let gate = gate();
    let file = |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let readme = file("README.md");
    let blocks = readme.split("```graphql\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
    let mut documents: Vec<String> = blocks.collect();
    assert!(documents.len() >= 2);
    documents.extend(["benches/view/account.graphql", "benches/view/page.graphql", "src/demo/first.graphql"].map(file));
    documents.push("query($after: String) { accounts(first: 250, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage } } }".to_owned());
    documents.push(include_str!("../door/introspection.graphql").to_owned());
    for document in &documents {
        let admitted = asked(&gate, Role::Cs, document, &json!({"id": "acct_1"}));
        assert!(admitted.is_ok(), "{document}: {:?}", admitted.err());
    }
    for bulk in [
        "health { series(since: \"2026-10-31T12:00:00Z\") { at score } }",
        "quadrant { path(months: 12) { at name } }",
        "health { change(from: \"2026-10-31T12:00:00Z\") { delta parts { signal points } } }",
        "health { contributions { points reason { text } } }",
        "team { role member { name } } externalIds { system id }",
        "attributes(keys: [\"tier\"]) { value }",
    ] {
        let document = format!("{{ accounts(first: 250) {{ nodes {{ id name {bulk} }} }} }}");
        let admitted = asked(&gate, Role::Cs, &document, &json!({}));
        assert!(admitted.is_ok(), "{document}: {:?}", admitted.err());
    }
    // As `examples/sync` sends them.
    let noun = [("tickets", "Tickets"), ("usage", "Usage"), ("accounts", "Accounts")];
    for (noun, kind) in noun {
        let document = format!(
            "mutation Sync($input: {kind}UpsertInput!) {{ {noun}Upsert(input: $input) {{ stats {{ created updated unchanged conflicts deleted rejected }} \
             results {{ externalId outcome problems {{ code path message }} }} userErrors {{ code field message }} }} }}"
        );
        let row = if noun == "usage" {
            json!({"externalId": "1", "account": {"system": "demo", "id": "1"}})
        } else {
            json!({"externalId": "1"})
        };
        let admitted = asked(
            &gate,
            Role::Integration,
            &document,
            &json!({"input": {"system": "demo", "records": vec![row; 1_000]}}),
        );
        assert!(admitted.is_ok(), "{document}: {:?}", admitted.err());
    }
}

#[test]
fn each_account_at_a_moment_is_priced_and_four_are_the_most() {
    let gate = gate();
    let root = |key: &str, by: &str, at: &str, below: &str| {
        format!("{key}: account(by: {{id: \"{by}\"}}, asOf: \"{at}\") {{ name {below} }} ")
    };
    let day = |day: u32| format!("2026-05-{day:02}T00:00:00Z");
    let of = |roots: &[String]| format!("{{ {} }}", roots.concat());
    let one = of(&[root("a", "x", &day(1), "")]);
    assert_eq!(cost_of(&gate, &one, &json!({})), 501);
    assert_eq!(asked(&gate, Role::Cs, &one, &json!({})).unwrap().as_of, 1);
    // The same account at the same moment, however it is spelled, is one.
    let same = of(&[root("a", "x", &day(1), ""), root("b", "x", "2026-05-01T02:00:00.000+02:00", "")]);
    assert_eq!(cost_of(&gate, &same, &json!({})), 502);
    let twice = "query($a: DateTime, $x: ID!) { a: account(by: {id: $x}, asOf: $a) { name } b: account(by: {id: \"x\"}, asOf: \"2026-05-01T00:00:00Z\") { name } }";
    assert_eq!(cost_of(&gate, twice, &json!({"a": day(1), "x": "x"})), 502);
    assert_eq!(cost_of(&gate, twice, &json!({"x": "x"})), 502);
    assert_eq!(cost_of(&gate, twice, &json!({"a": day(2), "x": "x"})), 1_002);
    // Parents are accounts too.
    let parents = of(&[root("a", "x", &day(1), "parent { name parent { name } } again: parent { id }")]);
    let admitted = asked(&gate, Role::Cs, &parents, &json!({})).unwrap();
    assert_eq!((admitted.cost, admitted.as_of), (3 * 500 + 4, 3));
    let four: Vec<String> = (1..=4).map(|at| root(&format!("a{at}"), "x", &day(at), "")).collect();
    assert_eq!(cost_of(&gate, &of(&four), &json!({})), 4 * 501);
    let today: String = (0..46).map(|at| format!("t{at}: account(by: {{id: \"x\"}}) {{ name }} ")).collect();
    assert_eq!(asked(&gate, Role::Cs, &of(&[four.concat(), today]), &json!({})).unwrap().as_of, 4);
    for (document, path) in [
        (of(&(1..=30).map(|at| root(&format!("a{at}"), "x", &day(at), "")).collect::<Vec<_>>()), vec!["a5"]),
        (of(&[four[..3].concat(), root("b", "y", &day(1), "parent { id }")]), vec!["b", "parent"]),
        (
            of(&(1..=50).map(|at| root(&format!("a{at}"), &format!("x{at}"), &day(1), "")).collect::<Vec<_>>()),
            vec!["a5"],
        ),
    ] {
        let error = asked(&gate, Role::Cs, &document, &json!({})).unwrap_err();
        assert_eq!((error.code, error.path), (Code::QueryTooComplex, path.iter().map(ToString::to_string).collect()));
    }
    let skipped = "query($no: Boolean = false) { a: account(by: {id: \"x\"}, asOf: \"2026-05-01T00:00:00Z\") @include(if: $no) { name } __typename }";
    assert_eq!(asked(&gate, Role::Cs, skipped, &json!({})).unwrap().as_of, 0);
}

#[test]
fn what_is_denied_costs_nothing() {
    let gate = gate();
    let page = "{ accounts(first: 250) { nodes { id featureUsage { features { feature { name } } } } } }";
    assert_eq!(asked(&gate, Role::Marketing, page, &json!({})).unwrap().cost, 250);
    assert_eq!(asked(&gate, Role::Product, page, &json!({})).unwrap_err().code, Code::QueryTooComplex);
}

/// A filter that an engine would not take is refused at its place.
#[test]
fn bounds_are_those_of_what_is_listed() {
    assert_eq!(of_list("Account", "attributes"), Some(Bound::Given(&["keys"], bounds::CUSTOM_FIELDS + 13)));
    assert_eq!(vitrine::command::claims::FIELDS.len(), 13);
}
