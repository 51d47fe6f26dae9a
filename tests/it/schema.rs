//! The published schema: current, described in every item, and what was promised.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use apollo_compiler::Schema;
use apollo_compiler::ast::{DirectiveList, FieldDefinition, InputValueDefinition};
use apollo_compiler::schema::ExtendedType;
use vitrine::graphql::sdl;

/// What is promised and not there yet: a whole type, or a field, argument or value of one.
const NOT_YET: &[&str] = &[
    "Account.loyaltyBank",
    "Advocacy.lastAskedAt",
    "Advocacy.readiness",
    "LedgerEntry",
    "LedgerEntryConnection",
    "LedgerEntryEdge",
    "LoyaltyBank",
    "Readiness",
    "ReadinessRule",
    "Subscription",
    "Verdict",
];

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

#[test]
fn what_was_promised_is_there_with_its_names() {
    let promised =
        Schema::parse(fs::read_to_string(root("docs/contract.graphql")).unwrap(), "contract.graphql").unwrap();
    let ours = ours();
    let mut judge = Judge::default();
    for (name, definition) in promised.types.iter().filter(|(_, definition)| !definition.is_built_in()) {
        match ours.types.get(name) {
            None => judge.absent(name.to_string()),
            Some(there) => judge.definition(name, definition, there),
        }
    }
    let not_yet: BTreeSet<String> = NOT_YET.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(judge.wrong, Vec::<String>::new());
    assert_eq!(judge.absent, not_yet);
}

#[derive(Default)]
struct Judge {
    absent: BTreeSet<String>,
    wrong: Vec<String>,
}

impl Judge {
    fn absent(&mut self, name: String) {
        self.absent.insert(name);
    }

    fn same(&mut self, name: &str, promised: &str, there: &str) {
        if promised != there {
            self.wrong.push(format!("{name}: promised {promised}, there is {there}"));
        }
    }

    fn definition(&mut self, name: &str, promised: &ExtendedType, there: &ExtendedType) {
        match (promised, there) {
            (ExtendedType::Object(promised), ExtendedType::Object(there)) => {
                for interface in &promised.implements_interfaces {
                    self.same(
                        name,
                        &interface.to_string(),
                        if there.implements_interfaces.contains(interface) { interface } else { "nothing" },
                    );
                }
                for (field, promised) in &promised.fields {
                    match there.fields.get(field) {
                        None => self.absent(format!("{name}.{field}")),
                        Some(there) => self.field(&format!("{name}.{field}"), promised, there),
                    }
                }
            }
            (ExtendedType::Enum(promised), ExtendedType::Enum(there)) => {
                for (word, promised) in &promised.values {
                    match there.values.get(word) {
                        None => self.absent(format!("{name}.{word}")),
                        Some(there) => self.scope(&format!("{name}.{word}"), &promised.directives, &there.directives),
                    }
                }
            }
            (ExtendedType::InputObject(promised), ExtendedType::InputObject(there)) => {
                let one_of =
                    |directives: &apollo_compiler::schema::DirectiveList| directives.get("oneOf").is_some().to_string();
                self.same(name, &one_of(&promised.directives), &one_of(&there.directives));
                for (field, promised) in &promised.fields {
                    match there.fields.get(field) {
                        None => self.absent(format!("{name}.{field}")),
                        Some(there) => self.input(&format!("{name}.{field}"), promised, there),
                    }
                }
            }
            (ExtendedType::Scalar(promised), ExtendedType::Scalar(there)) => {
                let url = |directives: &apollo_compiler::schema::DirectiveList| {
                    directives.get("specifiedBy").map(std::string::ToString::to_string).unwrap_or_default()
                };
                self.same(name, &url(&promised.directives), &url(&there.directives));
            }
            (ExtendedType::Interface(promised), ExtendedType::Interface(there)) => {
                for (field, promised) in &promised.fields {
                    self.same(name, &promised.ty.to_string(), &there.fields[field].ty.to_string());
                }
            }
            _ => self.wrong.push(format!("{name} is another kind of type")),
        }
    }

    fn field(&mut self, name: &str, promised: &FieldDefinition, there: &FieldDefinition) {
        self.same(name, &promised.ty.to_string(), &there.ty.to_string());
        self.scope(name, &promised.directives, &there.directives);
        for argument in &promised.arguments {
            match there.argument_by_name(&argument.name) {
                None => self.absent(format!("{name}({})", argument.name)),
                Some(there) => self.input(&format!("{name}({})", argument.name), argument, there),
            }
        }
    }

    fn input(&mut self, name: &str, promised: &InputValueDefinition, there: &InputValueDefinition) {
        self.same(name, &promised.ty.to_string(), &there.ty.to_string());
        let default =
            |input: &InputValueDefinition| input.default_value.as_ref().map(ToString::to_string).unwrap_or_default();
        self.same(name, &default(promised), &default(there));
        self.scope(name, &promised.directives, &there.directives);
    }

    /// The roles and the scope that the item asks for.
    fn scope(&mut self, name: &str, promised: &DirectiveList, there: &DirectiveList) {
        let scope = |directives: &DirectiveList| {
            directives.get("requiresRole").map(std::string::ToString::to_string).unwrap_or_default()
        };
        self.same(name, &scope(promised), &scope(there));
    }
}
