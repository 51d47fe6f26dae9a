//! An unset variable in what a query picks by never shows more than was meant.

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::domain::access::Rights;
use vitrine::gate::{Ask, Code, Gate, GateError, Limits, Refusal};
use vitrine::graphql::sdl;

use crate::common::each_engine;
use crate::common::world::World;

/// Arguments for which null is the same as absence.
const NULLABLE: [&str; 7] = ["after", "asOf", "before", "filter", "first", "last", "orderBy"];

struct Asking {
    gate: Gate,
    rights: Rights,
}

impl Asking {
    fn new() -> Self {
        Self { gate: Gate::new(&sdl(), Limits::default()).unwrap(), rights: Rights::of([Role::Admin]) }
    }

    /// Why a document does not run; nothing where it does.
    fn refused(&self, document: &str, variables: Value) -> Option<GateError> {
        let variables = serde_json::from_value(variables).unwrap();
        let ask = Ask { document: Some(document), variables, ..Ask::default() };
        match self.gate.admit(&ask, &self.rights) {
            Ok(_) => None,
            Err(Refusal::Request(errors)) => Some(errors.into_iter().next().unwrap()),
            Err(other) => panic!("{document}: {other:?}"),
        }
    }

    /// Null is refused at this place of the field with this key.
    fn refuses(&self, document: &str, variables: Value, key: &[&str], place: &str) {
        let error = self.refused(document, variables).unwrap_or_else(|| panic!("taken: {document}"));
        assert_eq!(
            (error.code, error.path),
            (Code::BadUserInput, key.iter().map(|&key| key.to_owned()).collect()),
            "{document}"
        );
        assert!(error.message.starts_with(&format!("`{place}` must not be null")), "{document}: {}", error.message);
        assert!(!error.locations.is_empty(), "{document}");
    }

    fn takes(&self, document: &str, variables: Value) {
        assert_eq!(self.refused(document, variables), None, "{document}");
    }
}

fn nullable(ty: &Type) -> bool {
    !ty.is_non_null()
}

#[test]
fn no_field_of_a_filter_is_null() {
    let schema = Schema::parse(sdl(), "schema.graphql").unwrap();
    let asking = Asking::new();
    let query = schema.get_object("Query").unwrap();
    let mut tried = 0;
    for (root, definition) in &query.fields {
        for argument in &definition.arguments {
            let name = &argument.name;
            let Some(input) = schema.get_input_object(argument.ty.inner_named_type()) else { continue };
            if input.is_one_of() || name == "orderBy" {
                continue;
            }
            asking.takes(
                &format!("query($v: {}) {{ {root}({name}: $v) {{ __typename }} }}", input.name),
                json!({"v": null}),
            );
            for (field, definition) in input.fields.iter().filter(|(_, field)| nullable(&field.ty)) {
                let place = format!("{name}.{field}");
                let literal = |inner: &str| format!("{{ x: {root}({name}: {{{field}: {inner}}}) {{ __typename }} }}");
                asking.refuses(&literal("null"), json!({}), &["x"], &place);
                let one =
                    format!("query($v: {}) {{ {root}({name}: {{{field}: $v}}) {{ __typename }} }}", definition.ty);
                asking.refuses(&one, json!({"v": null}), &[root], &place);
                asking.takes(&one, json!({}));
                let whole = format!("query($v: {}) {{ {root}({name}: $v) {{ __typename }} }}", input.name);
                asking.refuses(&whole, json!({"v": {field.as_str(): null}}), &[root], &place);
                tried += 1;
                let Some(comparator) = schema.get_input_object(definition.ty.inner_named_type()) else { continue };
                let listed = definition.ty.is_list();
                for (inner, definition) in comparator.fields.iter().filter(|(_, field)| nullable(&field.ty)) {
                    let place = if listed { format!("{place}[0].{inner}") } else { format!("{place}.{inner}") };
                    let wrap = |value: Value| if listed { json!([value]) } else { value };
                    let (open, close) = if listed { ("[", "]") } else { ("", "") };
                    asking.refuses(&literal(&format!("{open}{{{inner}: null}}{close}")), json!({}), &["x"], &place);
                    let variables = json!({"v": {field.as_str(): wrap(json!({inner.as_str(): null}))}});
                    asking.refuses(&whole, variables, &[root], &place);
                    let deep = format!("{open}{{{inner}: $v}}{close}");
                    let deep = format!(
                        "query($v: {}) {{ {root}({name}: {{{field}: {deep}}}) {{ __typename }} }}",
                        definition.ty
                    );
                    asking.refuses(&deep, json!({"v": null}), &[root], &place);
                    asking.takes(&deep, json!({}));
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 100, "{tried}");
    asking.refuses(
        "{ accounts(orderBy: {field: NAME, direction: null}) { __typename } }",
        json!({}),
        &["accounts"],
        "orderBy.direction",
    );
}

#[test]
fn no_argument_that_picks_is_null() {
    let schema = Schema::parse(sdl(), "schema.graphql").unwrap();
    let asking = Asking::new();
    // How each type with such arguments is reached.
    let ways = [
        ("Query", "{ X }"),
        ("Account", "{ account(by: {id: \"a\"}) { X } }"),
        ("Health", "{ account(by: {id: \"a\"}) { health { X } } }"),
        ("Quadrant", "{ account(by: {id: \"a\"}) { quadrant { X } } }"),
        ("Adoption", "{ account(by: {id: \"a\"}) { adoption { X } } }"),
        ("Voice", "{ account(by: {id: \"a\"}) { voice { X } } }"),
    ];
    let mut tried = 0;
    for (name, object) in schema.types.iter().filter_map(|(name, ty)| Some((name, ty.as_object()?))) {
        if name == "Mutation" || name.starts_with("__") {
            continue;
        }
        for (field, definition) in &object.fields {
            let picking = definition.arguments.iter().filter(|argument| nullable(&argument.ty));
            for argument in picking.filter(|argument| !NULLABLE.contains(&argument.name.as_str())) {
                let way = ways
                    .iter()
                    .find(|(of, _)| *of == name.as_str())
                    .unwrap_or_else(|| panic!("no way to {name}.{field}"))
                    .1;
                let others = definition.arguments.iter().filter(|other| other.is_required());
                let value = |ty: &str| if ty == "Date" { "2026-01-01" } else { "2026-01-01T00:00:00Z" };
                let others: String = others
                    .map(|other| format!("{}: \"{}\", ", other.name, value(other.ty.inner_named_type())))
                    .collect();
                let below =
                    if schema.types[definition.ty.inner_named_type()].is_object() { " { __typename }" } else { "" };
                let document =
                    |value: &str| way.replace('X', &format!("x: {field}({others}{}: {value}){below}", argument.name));
                let error = asking
                    .refused(&document("null"), json!({}))
                    .unwrap_or_else(|| panic!("taken: {name}.{field}({})", argument.name));
                assert_eq!(error.code, Code::BadUserInput, "{name}.{field}: {}", error.message);
                assert_eq!(error.path.last().map(String::as_str), Some("x"), "{name}.{field}");
                let by_variable = format!("query($v: {}) {}", argument.ty, document("$v"));
                assert!(
                    asking.refused(&by_variable, json!({"v": null})).is_some(),
                    "{name}.{field}({})",
                    argument.name
                );
                asking.takes(&by_variable, json!({}));
                tried += 1;
            }
        }
    }
    assert!(tried >= 15, "{tried}");
}

#[test]
fn null_stays_what_it_was_elsewhere() {
    let asking = Asking::new();
    let page = "query($n: Int, $c: String, $f: AccountFilter, $o: AccountOrder) {
        accounts(first: $n, after: $c, last: null, before: null, filter: $f, orderBy: $o) { totalCount } }";
    asking.takes(page, json!({"n": null, "c": null, "f": null, "o": null}));
    asking.takes("query($t: DateTime) { account(by: {id: \"a\"}, asOf: $t) { name } }", json!({"t": null}));
    let cleared = "mutation($i: AccountUpdateInput!) { accountUpdate(input: $i) { changed } }";
    asking.takes(cleared, json!({"i": {"id": "a", "segment": null}}));
    // Below a mutation the same holds as in a query; what is skipped does not run.
    let below = "mutation { accountUpdate(input: {id: \"a\"}) { account { risks(state: null) { totalCount } } } }";
    asking.refuses(below, json!({}), &["accountUpdate", "account", "risks"], "state");
    asking.takes("{ accounts(filter: {memberId: null}) @skip(if: true) { totalCount } viewer { subject } }", json!({}));
}

each_engine! {
    async fn my_accounts_are_not_all_accounts(database) {
        let world = World::new(database).await;
        let cleo = world.actor(Role::Cs);
        let mine = "query($m: ID, $d: String) { mine: accounts(filter: {memberId: $m}) { totalCount } byDomain: accounts(filter: {domain: {eq: $d}}) { totalCount } }";
        assert_eq!(cleo.gql(mine, json!({"m": null, "d": null})).await.errors(), ["BAD_USER_INPUT mine"]);
        assert_eq!(cleo.gql(mine, json!({"d": null})).await.errors(), ["BAD_USER_INPUT byDomain"]);
        let all = cleo.gql(mine, json!({})).await;
        assert_eq!(all.data(), &json!({"mine": {"totalCount": 1}, "byDomain": {"totalCount": 1}}), "left out, it does not filter");
        let sam = cleo.gql(mine, json!({"m": world.people["sam"], "d": "acme.example"})).await;
        assert_eq!(sam.data(), &json!({"mine": {"totalCount": 0}, "byDomain": {"totalCount": 1}}));
    }
}
