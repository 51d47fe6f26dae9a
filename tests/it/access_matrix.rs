//! The matrix of access: every field of every type has an entry, the committed matrix is what the code says, and what is
//! scoped is marked in the published schema and tried through every door (`roles.rs` reads it all as each role).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use apollo_compiler::Schema;
use apollo_compiler::ast::DirectiveList;
use apollo_compiler::schema::ExtendedType;
use entity::enums::Role;
use vitrine::domain::access::{Group, Rights, enum_value_group, field_group, input_group, key_group, shown_in_images};
use vitrine::graphql::sdl;

use crate::common::secrets::CLOSED;

fn schema() -> Schema {
    Schema::parse(sdl(), "schema.graphql").unwrap()
}

/// Every field of every object type, with its group.
fn fields() -> BTreeMap<(String, String), Option<Group>> {
    let mut fields = BTreeMap::new();
    for (name, kind) in &schema().types {
        let named = match kind {
            ExtendedType::Object(object) => object.fields.keys().cloned().collect::<Vec<_>>(),
            ExtendedType::Interface(interface) => interface.fields.keys().cloned().collect(),
            _ => continue,
        };
        if name.starts_with("__") {
            continue;
        }
        for field in named {
            fields.insert((name.to_string(), field.to_string()), field_group(name, &field));
        }
    }
    fields
}

fn readers(group: Group) -> String {
    let roles: Vec<String> = group.roles().iter().map(|role| role.word()).collect();
    let scope = group.scope().map_or(String::new(), |scope| format!(" or {scope}"));
    format!("{}{scope}", roles.join(" "))
}

/// What the code says, as text.
fn matrix() -> String {
    let mut text =
        String::from("# Who may read what: a type stands for all of its fields that have no line of their own.\n\n");
    for &group in Group::ALL {
        writeln!(text, "{group:?}: {}", readers(group)).unwrap();
    }
    text.push('\n');
    let mut types: BTreeMap<String, BTreeMap<String, Group>> = BTreeMap::new();
    for ((name, field), group) in fields() {
        types.entry(name).or_default().insert(field, group.unwrap());
    }
    for (name, fields) in types {
        let own: BTreeSet<Group> = fields.values().copied().collect();
        let most = own.iter().max_by_key(|group| fields.values().filter(|other| other == group).count()).unwrap();
        writeln!(text, "{name}: {most:?}").unwrap();
        for (field, group) in fields.iter().filter(|(_, group)| *group != most) {
            writeln!(text, "{name}.{field}: {group:?}").unwrap();
        }
    }
    text.push_str("\n# Who may ever call which mutation.\n\n");
    let ExtendedType::Object(mutation) = &schema().types["Mutation"] else { panic!("no mutations") };
    let mut calls: Vec<String> = mutation.fields.keys().map(ToString::to_string).collect();
    calls.sort();
    for call in calls {
        let may = Role::ALL.iter().filter(|role| Rights::of([**role]).never_may(&call).is_none());
        let may: Vec<String> = may.map(|role| role.word()).collect();
        let scope = Rights::default().never_may(&call).and_then(|needs| needs.scope);
        let scope = scope.map_or(String::new(), |scope| format!(" or {scope}"));
        writeln!(text, "{call}: {}{scope}", may.join(" ")).unwrap();
    }
    text
}

#[test]
fn every_field_has_an_entry() {
    let missing: Vec<_> = fields().into_iter().filter(|(_, group)| group.is_none()).map(|(field, _)| field).collect();
    assert!(missing.is_empty(), "nobody may read what the table does not know: {missing:#?}");
}

#[test]
fn the_committed_matrix_is_what_the_code_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/access_matrix.txt");
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        fs::write(&file, matrix()).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    let says = matrix();
    let differs = committed.lines().zip(says.lines()).find(|(old, new)| old != new);
    assert!(
        committed == says,
        "access_matrix.txt is old, {differs:?}: run this test with UPDATE_MATRIX=1, and read the difference"
    );
}

/// The roles that `@requiresRole` names.
fn required(directives: &DirectiveList) -> Option<BTreeSet<String>> {
    let any_of = directives.get("requiresRole")?.specified_argument_by_name("anyOf")?.as_list()?;
    Some(any_of.iter().filter_map(|role| role.as_enum().map(ToString::to_string)).collect())
}

fn words(group: Group) -> BTreeSet<String> {
    group.roles().iter().map(|role| role.word()).collect()
}

#[test]
fn the_published_schema_marks_what_is_scoped() {
    let mut wrong = Vec::new();
    let mut compare = |name: String, group: Option<Group>, told: Option<BTreeSet<String>>| {
        let expected = group.filter(|group| group.scoped()).map(words);
        if told != expected {
            wrong.push(format!("{name}: the schema says {told:?}, the table {expected:?}"));
        }
    };
    for (name, kind) in &schema().types {
        match kind {
            ExtendedType::Object(object) if !name.starts_with("__") => {
                for (field, definition) in &object.fields {
                    // What is scoped as a whole type is marked where it is reached.
                    let group = field_group(name, field);
                    let own = object.fields.keys().any(|other| field_group(name, other) != group);
                    let told = required(&definition.directives);
                    if own || told.is_some() {
                        compare(format!("{name}.{field}"), group, told);
                    }
                }
            }
            ExtendedType::InputObject(input) => {
                for (field, definition) in &input.fields {
                    compare(format!("{name}.{field}"), input_group(name, field), required(&definition.directives));
                }
            }
            ExtendedType::Enum(values) => {
                for (value, definition) in &values.values {
                    compare(format!("{name}.{value}"), enum_value_group(name, value), required(&definition.directives));
                }
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A field that is scoped apart from its type must be tried as each role: a new one without a case fails here.
#[test]
fn every_scoped_field_is_tried() {
    let tried: BTreeSet<&str> =
        CLOSED.iter().flat_map(|(_, paths)| *paths).filter_map(|path| path.rsplit('.').next()).collect();
    let mut untried = Vec::new();
    let all = fields();
    for ((name, field), &group) in &all {
        let of_type = all.iter().filter(|((other, _), _)| other == name).all(|(_, &other)| other == group);
        if group.is_some_and(Group::scoped) && !of_type && !tried.contains(field.as_str()) {
            untried.push(format!("{name}.{field}"));
        }
    }
    assert!(untried.is_empty(), "no role is refused these in roles.rs: {untried:#?}");
}

/// A key of an image is shown where the schema shows the same, to nobody else than there.
#[test]
fn what_images_show_the_schema_shows_too() {
    let all = fields();
    let mut wrong = Vec::new();
    for (of, key, shown) in shown_in_images() {
        let (name, field) = shown.split_once('.').unwrap_or((of, shown));
        let Some(Some(group)) = all.get(&(name.to_owned(), field.to_owned())) else {
            wrong.push(format!("{of}.{key}: the schema has no {name}.{field}"));
            continue;
        };
        let readers = key_group(of, key.split('.').next().unwrap()).map(Group::roles).unwrap_or_default();
        if group.scoped() && !readers.iter().all(|role| group.roles().contains(role)) {
            wrong.push(format!("{of}.{key} is read by {readers:?}, {name}.{field} by {:?}", group.roles()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
