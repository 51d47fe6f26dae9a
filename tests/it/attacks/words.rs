//! Wrong values of every kind of JSON for every scalar and input type of the schema: each is refused with a code and its
//! place, in our own words.

use std::any::TypeId;
use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::ExtendedType;
use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::domain::access::Rights;
use vitrine::gate::{Admitted, Ask, Gate, JsonMap, Limits, Refusal};
use vitrine::graphql::sdl;
use vitrine::scalar::unfit::{Unfit, UnfitOf};

use crate::common::api::Actor;
use crate::common::world::World;
use crate::common::{TestDatabase, on_a_deep_stack};

/// Words of libraries that no answer has.
pub const THEIRS: &[&str] = &[
    "expected",
    "Expected",
    "invalid type",
    "invalid value",
    "invalid length",
    "Failed to parse",
    "occurred while parsing",
    "at line",
    "premature end",
    "trailing input",
    "input contains invalid characters",
    "input is not enough",
    "out of range",
    "missing field `",
    "unknown variant",
    "unknown field",
    "could not coerce",
    "EOF",
    "serde",
    "chrono",
    "R_CURLY",
    "aborting",
    "lexing",
    "parser",
];

/// Our own words alone.
fn is_ours(text: &str, sent: &str) {
    let theirs = THEIRS.iter().find(|word| text.contains(**word) && !sent.contains(**word));
    assert_eq!(theirs, None, "{text}\n{sent}");
}

/// A value of each kind of JSON.
fn of_every_kind() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(42),
        json!(1.5),
        json!(u64::MAX),
        json!(1e300),
        json!("soon"),
        json!("2026-02-30"),
        json!([]),
        json!([{"a": 1}]),
        json!({}),
        json!({"other": 1}),
    ]
}

/// Whether GraphQL takes a value for a type, by its specification and by what the schema says of its scalars.
fn fits(schema: &Schema, ty: &Type, value: &Value) -> bool {
    if value.is_null() {
        return !ty.is_non_null();
    }
    if ty.is_list() {
        let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        return items.iter().all(|item| fits(schema, ty.item_type(), item));
    }
    let name = ty.inner_named_type();
    match schema.types.get(name) {
        Some(ExtendedType::InputObject(input)) => value.as_object().is_some_and(|fields| {
            let needed = input.fields.values().filter(|field| field.is_required());
            fields.keys().all(|key| input.fields.contains_key(key.as_str()))
                && needed.into_iter().all(|field| fields.contains_key(field.name.as_str()))
                && (!input.is_one_of() || fields.len() == 1)
        }),
        Some(ExtendedType::Enum(values)) => value.as_str().is_some_and(|word| values.values.contains_key(word)),
        _ => match name.as_str() {
            "Boolean" => value.is_boolean(),
            "Int" => value == 42,
            "Float" => value == 42 || value == 1.5 || value == 1e300,
            "ID" => value == 42 || value.is_string(),
            "String" => value.is_string(),
            "Decimal" => value == 42 || value == 1.5,
            "Date" | "DateTime" => false,
            "JSON" => true,
            other => panic!("what fits {other}?"),
        },
    }
}

/// A value that fits, with `inner` at a field of it.
fn valid(schema: &Schema, ty: &Type) -> Value {
    if ty.is_list() {
        return json!([]);
    }
    match schema.types.get(ty.inner_named_type()) {
        Some(ExtendedType::InputObject(input)) if input.is_one_of() => {
            let (name, field) = input.fields.iter().next().unwrap();
            json!({name.as_str(): valid(schema, &field.ty)})
        }
        Some(ExtendedType::InputObject(input)) => {
            let needed = input.fields.values().filter(|field| field.is_required());
            needed.map(|field| (field.name.to_string(), valid(schema, &field.ty))).collect()
        }
        Some(ExtendedType::Enum(values)) => json!(values.values.keys().next().unwrap().as_str()),
        _ => match ty.inner_named_type().as_str() {
            "Boolean" => json!(true),
            "String" | "ID" => json!("a"),
            "DateTime" => json!("2026-03-01T09:30:00Z"),
            "Date" => json!("2026-03-01"),
            _ => json!(1),
        },
    }
}

struct Tried<'a> {
    schema: &'a Schema,
    gate: Gate,
    rights: Rights,
    types: BTreeSet<String>,
    refused: usize,
}

impl Tried<'_> {
    /// Tries wrong values of a type, and of what its fields hold; `whole` is the variable's value with another in that place.
    fn of(&mut self, document: &str, ty: &Type, path: &[Value], whole: &dyn Fn(Value) -> Value) {
        let schema = self.schema;
        let name = ty.inner_named_type().to_string();
        for value in of_every_kind().into_iter().filter(|value| !fits(schema, ty, value)) {
            self.one(document, path, whole(value));
        }
        if !self.types.insert(name.clone()) {
            return;
        }
        let Some(ExtendedType::InputObject(input)) = schema.types.get(name.as_str()) else { return };
        let listed = ty.is_list();
        for field in input.fields.values() {
            let around = |inner: Value| {
                let mut object = if input.is_one_of() {
                    json!({})
                } else {
                    valid(schema, &Type::Named(ty.inner_named_type().clone()))
                };
                object[field.name.as_str()] = inner;
                whole(if listed { json!([object]) } else { object })
            };
            let mut path = path.to_vec();
            if listed {
                path.push(json!(0));
            }
            path.push(json!(field.name.as_str()));
            let mut inner_ty: Type = (*field.ty).clone();
            if input.is_one_of() {
                inner_ty = inner_ty.non_null();
            }
            self.of(document, &inner_ty, &path, &around);
        }
    }

    /// A record that was taken out of its batch is told of like any other wrong value, from the record on.
    fn taken_out(&mut self, admitted: &Admitted, path: &[Value], sent: &str) {
        let unfit = admitted.request.data.get(&TypeId::of::<UnfitOf>()).and_then(|data| data.downcast_ref::<UnfitOf>());
        let unfit: Vec<Unfit> =
            unfit.into_iter().flat_map(|unfit| unfit.0.values()).flat_map(|some| some.to_vec()).collect();
        assert!(!unfit.is_empty(), "it was let in: {sent}");
        let within: Vec<String> =
            path.iter().skip(3).map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned)).collect();
        for unfit in unfit {
            assert!(unfit.path.starts_with(&within) || unfit.path == ["externalIds"], "{unfit:?} {path:?} {sent}");
            is_ours(&unfit.message, sent);
        }
        self.refused += 1;
    }

    /// One wrong value: refused as wrong, at its place or at one below.
    fn one(&mut self, document: &str, path: &[Value], value: Value) {
        let sent = value.to_string();
        let variables: JsonMap = serde_json::from_value(json!({"v": value})).unwrap();
        let ask = Ask { document: Some(document), variables, ..Ask::default() };
        let refusal = match self.gate.admit(&ask, &self.rights) {
            Ok(admitted) => return self.taken_out(&admitted, path, &sent),
            Err(refusal) => refusal,
        };
        let Refusal::Request(errors) = refusal else { panic!("another refusal: {document} {sent}") };
        let error = errors[0].to_json();
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{error:#} {document} {sent}");
        let at = error["extensions"]["input"].as_array().unwrap_or_else(|| panic!("no place: {error:#} {sent}"));
        assert!(at.starts_with(path), "{error:#} {path:?} {sent}");
        assert!(error["locations"].is_array(), "{error:#}");
        is_ours(error["message"].as_str().unwrap(), &sent);
        self.refused += 1;
    }
}

#[test]
fn wrong_variables_of_every_type_are_told_in_our_words() {
    let text = sdl();
    let schema = Schema::parse_and_validate(&text, "schema.graphql").unwrap();
    let rights = Rights { roles: [Role::Admin].into(), scopes: BTreeSet::new(), system: None };
    let gate = Gate::new(&text, Limits::default()).unwrap();
    let mut tried = Tried { schema: &schema, gate, rights, types: BTreeSet::new(), refused: 0 };
    for (kind, root) in [("query", "Query"), ("mutation", "Mutation")] {
        let Some(ExtendedType::Object(root)) = schema.types.get(root) else { panic!("{root}") };
        for field in root.fields.values() {
            for argument in &field.arguments {
                let others = field.arguments.iter().filter(|other| other.is_required() && other.name != argument.name);
                let others: Vec<String> =
                    others.map(|other| format!("{}: {}", other.name, literal(&schema, &other.ty))).collect();
                let below = if matches!(schema.types.get(field.ty.inner_named_type()), Some(ExtendedType::Scalar(_))) {
                    ""
                } else {
                    "{ __typename }"
                };
                let document = format!(
                    "{kind}($v: {}) {{ {}({}: $v {}) {below} }}",
                    argument.ty,
                    field.name,
                    argument.name,
                    others.join(" ")
                );
                tried.of(&document, &argument.ty, &[json!("v")], &|value| value);
            }
        }
    }
    let inputs = schema.types.iter().filter(|(_, ty)| ty.is_input_object()).map(|(name, _)| name.to_string());
    let missed: Vec<String> = inputs.filter(|name| !tried.types.contains(name)).collect();
    assert_eq!(missed, Vec::<String>::new());
    for scalar in ["Boolean", "Int", "Float", "ID", "String", "Date", "DateTime", "Decimal"] {
        assert!(tried.types.contains(scalar), "{scalar}");
    }
    assert!(tried.refused > 2_000, "{}", tried.refused);
}

/// A value that fits, as it stands in a document.
fn literal(schema: &Schema, ty: &Type) -> String {
    let value = valid(schema, ty);
    let text = value.to_string();
    match &value {
        Value::Object(fields) => {
            let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key}: {value}")).collect();
            format!("{{{}}}", fields.join(", "))
        }
        Value::String(word) if schema.get_enum(ty.inner_named_type()).is_some() => word.clone(),
        _ => text,
    }
}

/// What a wrong body, document, id, cursor or header is answered with.
async fn told(actor: &Actor, body: &str) -> (Value, String) {
    let (_, text) = actor.post(body.to_owned()).await;
    let answer: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let error = answer["errors"][0].clone();
    assert!(error["extensions"]["code"].is_string(), "{body}: {text}");
    is_ours(error["message"].as_str().unwrap(), body);
    (error.clone(), error["message"].as_str().unwrap().to_owned())
}

#[test]
fn wrong_bodies_and_literals_are_told_in_our_words() {
    on_a_deep_stack(|| async { wrong_bodies_and_literals().await });
}

#[expect(clippy::too_many_lines, reason = "it is a list")]
async fn wrong_bodies_and_literals() {
    let world = World::new(TestDatabase::memory()).await;
    let admin = world.actor(Role::Admin);
    for (body, message) in [
        ("42", "The body must be a JSON object."),
        ("\"x\"", "The body must be a JSON object."),
        ("null", "The body must be a JSON object."),
        ("[]", "Batches are not served: send one request at a time."),
        ("{", "The body ends before its JSON does (line 1, column 1)."),
        ("", "The body ends before its JSON does (line 1, column 0)."),
        ("{\n\"query\": nothing}", "The body is no JSON that can be read (line 2, column 11)."),
        ("{\"query\": \"{__typename}\"} x", "The body is no JSON that can be read (line 1, column 27)."),
        ("{\"query\": \"{__typename}\", \"query\": \"{__typename}\"}", "`query` is given twice."),
        ("{\"query\": 42}", "`query` must be a string."),
        ("{\"query\": \"{__typename}\", \"variables\": [1]}", "`variables` must be an object."),
        ("{\"query\": \"{__typename}\", \"operationName\": {}}", "`operationName` must be a string."),
        ("{\"query\": \"{__typename}\", \"extensions\": 1}", "`extensions` must be an object."),
    ] {
        assert_eq!(told(&admin, body).await.1, message, "{body}");
    }
    let date = "must be a date of the calendar, written YYYY-MM-DD, and is";
    let moment = "must be a moment with its offset from UTC, such as 2026-03-01T09:30:00Z, and is";
    for (document, message) in [
        ("{ account(by: {id: \"a\"}, asOf: \"spring\") { id } }", format!("`asOf` {moment} \"spring\".")),
        ("{ account(by: {id: \"a\"}, asOf: 42) { id } }", format!("`asOf` {moment} 42.")),
        ("{ account(by: {id: \"a\"}, asOf: SPRING) { id } }", format!("`asOf` {moment} \"SPRING\".")),
        ("{ account(by: {id: \"a\"}, asOf: [{a: 1}]) { id } }", format!("`asOf` {moment} a list.")),
        (
            "{ accounts(filter: {renewsOn: {gte: \"soon\"}}) { nodes { id } } }",
            format!("`filter.renewsOn.gte` {date} \"soon\"."),
        ),
        (
            "query($d: Date = \"soon\") { accounts(filter: {renewsOn: {gte: $d}}) { nodes { id } } }",
            format!("`$d` {date} \"soon\"."),
        ),
        (
            "{ accounts(first: \"x\") { nodes { id } } }",
            "a value of type Int must stand here, and a string does".to_owned(),
        ),
        (
            "{ accounts(first: 99999999999) { nodes { id } } }",
            "a whole number from -2147483648 to 2147483647 must stand here".to_owned(),
        ),
        ("{ accounts(", "syntax error: an Argument must stand here".to_owned()),
    ] {
        let (error, told) = told(&admin, &json!({"query": document}).to_string()).await;
        assert!(told.starts_with(&message), "{document}: {told}");
        assert!(error["locations"].is_array(), "{error:#}");
    }
    let many = format!("{{ a(b: [{}]) }}", "1,".repeat(16_000));
    assert_eq!(
        told(&admin, &json!({"query": many}).to_string()).await.1,
        "the document has more tokens than are allowed"
    );
    let deep = format!("{}a{}", "{a".repeat(200), "}".repeat(200));
    assert_eq!(told(&admin, &json!({"query": deep}).to_string()).await.1, "the document nests too deep");
    for document in [
        "{",
        "}",
        "{ a",
        "{ a( }",
        "{ a(b: ) }",
        "{ a(b: \"",
        "query(",
        "query($",
        "query($a: ",
        "{ ...",
        "{ ... on",
        "fragment",
        "fragment a on",
        "{ a @ }",
        "{ a: }",
        "{ a(b: [1, }",
        "{ a(b: {c }",
        "\u{1}",
        "{ a(b: 0x1) }",
        "{ a(b: \"\\q\") }",
        "{ a(b: 1.) }",
        "query q q { a }",
        "type A { b: C }",
        "{ accounts(filter: {employees: {gte: 1.5}}) { nodes { id } } }",
        "{ accounts(filter: 1) { nodes { id } } }",
        "{ accounts(filter: {status: {in: [GONE]}}) { nodes { id } } }",
        "{ accounts(filter: {status: {eq: \"LOST\"}}) { nodes { id } } }",
        "{ account(by: {id: 1.5}) { id } }",
        "{ account(by: {}) { id } }",
        "{ account(by: {id: null}) { id } }",
        "{ account(by: {id: \"zzz\"}) { id } node(id: \"x\") { id } }",
        "{ node(id: \"x_1\") { id } }",
        "{ nodes(ids: [\"x\"]) { id } }",
        "{ accounts(after: \"x\") { nodes { id } } }",
        "{ accounts(after: \"WzFd\") { nodes { id } } }",
        "{ changes(after: \"x\") { nodes { id } } }",
        "{ requests(after: \"\") { nodes { id } } }",
    ] {
        let body = json!({"query": document}).to_string();
        let (_, text) = admin.post(body.clone()).await;
        let answer: Value = serde_json::from_str(&text).unwrap();
        for error in answer["errors"].as_array().into_iter().flatten() {
            assert!(error["extensions"]["code"].is_string(), "{text}");
            is_ours(error["message"].as_str().unwrap(), &body);
            assert!(error["locations"].is_array() || error["path"].is_array(), "{document}: {text}");
        }
    }
}
