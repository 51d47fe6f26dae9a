//! The published schema: current, and described in every item.

use std::fs;
use std::path::{Path, PathBuf};

use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;
use vitrine::graphql::sdl;

fn root(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn ours() -> Schema {
    Schema::parse(sdl(), "schema.graphql").unwrap()
}

#[test]
fn the_committed_schema_is_current() {
    let file = root("schema.graphql");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(&file, sdl()).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    let differs = committed.lines().zip(sdl().lines().map(str::to_owned).collect::<Vec<_>>()).position(|(a, b)| a != b);
    assert!(committed == sdl(), "schema.graphql is old from line {differs:?} on: run this test with UPDATE_SCHEMA=1");
}

#[test]
fn every_item_is_described() {
    let mut bare = Vec::new();
    let schema = ours();
    let mut see = |name: String, described: bool| {
        if !described && !name.starts_with("__") {
            bare.push(name);
        }
    };
    for (name, definition) in schema.types.iter().filter(|(_, definition)| !definition.is_built_in()) {
        see(name.to_string(), definition.description().is_some());
        match definition {
            ExtendedType::Object(object) => {
                for (field, definition) in &object.fields {
                    see(format!("{name}.{field}"), definition.description.is_some());
                    for argument in &definition.arguments {
                        see(format!("{name}.{field}({})", argument.name), argument.description.is_some());
                    }
                }
            }
            ExtendedType::Interface(interface) => {
                for (field, definition) in &interface.fields {
                    see(format!("{name}.{field}"), definition.description.is_some());
                }
            }
            ExtendedType::Enum(words) => {
                for (word, definition) in &words.values {
                    see(format!("{name}.{word}"), definition.description.is_some());
                }
            }
            ExtendedType::InputObject(input) => {
                for (field, definition) in &input.fields {
                    see(format!("{name}.{field}"), definition.description.is_some());
                }
            }
            ExtendedType::Scalar(_) | ExtendedType::Union(_) => {}
        }
    }
    for (name, directive) in schema.directive_definitions.iter().filter(|(_, directive)| !directive.is_built_in()) {
        see(format!("@{name}"), directive.description.is_some());
    }
    assert!(bare.is_empty(), "not described: {bare:#?}");
}
