//! What is wrong with a mapping, by itself and against a file's header.

use std::collections::{BTreeMap, BTreeSet};

use super::cell;
use super::grammar::{Condition, Fact, Mapping, Part, Rule, Said, Stream, Zone};
use super::shape::{Field, Type, shape};
use super::{glob, unknown};

/// What a mapping says of a file's header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// What the mapping names and the file lacks, with the nearest name.
    pub missing: Vec<String>,
    /// Columns that nothing reads and nobody ignores.
    pub unread: Vec<String>,
}

/// Holds a stream against the columns of a file.
pub fn header<'a>(stream: &Stream, columns: impl IntoIterator<Item = &'a str>) -> Header {
    let columns: Vec<&str> = columns.into_iter().collect();
    let mut seen = BTreeSet::new();
    let twice = columns.iter().filter(|column| !seen.insert(**column));
    let mut found = Header::default();
    found.missing.extend(twice.map(|column| format!("the column `{column}` stands twice")));
    let mut read = Columns::default();
    read.of_stream(stream);
    for column in &read.0 {
        if !seen.contains(column) {
            found.missing.push(unknown("column", column, columns.iter().copied()));
        }
    }
    let ignored = |column: &str| stream.ignore.iter().any(|pattern| glob(pattern, column));
    let unread = columns.iter().filter(|column| !read.0.contains(**column) && !ignored(column));
    found.unread.extend(unread.map(|column| (*column).to_owned()));
    // What is to be ignored and is not there is a column that was renamed, or a mistake.
    let absent = stream.ignore.iter().filter(|pattern| !columns.iter().any(|column| glob(pattern, column)));
    found.missing.extend(absent.map(|pattern| unknown("column", pattern, columns.iter().copied())));
    found
}

/// The columns that a stream reads.
#[derive(Default)]
struct Columns<'a>(BTreeSet<&'a str>);

impl<'a> Columns<'a> {
    fn of_stream(&mut self, stream: &'a Stream) {
        self.of_key(&stream.key);
        self.of_conditions(&stream.skip_when.0);
        self.of_conditions(&stream.deleted_when.0);
        stream.known_at.iter().for_each(|said| self.of_said(said));
        stream.facts.iter().for_each(|fact| self.of_fact(fact));
    }

    fn of_fact(&mut self, fact: &'a Fact) {
        self.of_key(fact.key.as_deref().unwrap_or_default());
        self.of_conditions(&fact.when.0);
        self.0.extend(fact.account.iter().map(|link| link.0.field.as_str()));
        self.0.extend(fact.unpivot.iter().flat_map(|unpivot| &unpivot.fields).map(String::as_str));
        let said = fact.set.fields.values().chain(fact.set.attributes.values()).chain(&fact.known_at);
        said.for_each(|said| self.of_said(said));
    }

    fn of_key(&mut self, parts: &'a [Part]) {
        self.0.extend(parts.iter().filter_map(|part| match part {
            Part::Column(column) => Some(column.as_str()),
            Part::Const(_) => None,
        }));
    }

    fn of_conditions(&mut self, conditions: &'a [Condition]) {
        self.0.extend(conditions.iter().map(|condition| condition.field.as_str()));
    }

    fn of_said(&mut self, said: &'a Said) {
        match said {
            Said::Column(column) => {
                self.0.insert(column);
            }
            Said::Rule(rule) => self.0.extend(rule.field.iter().chain(rule.join.iter().flatten()).map(String::as_str)),
            Said::Each(each) => each.iter().flat_map(BTreeMap::values).for_each(|said| self.of_said(said)),
        }
    }
}

/// What is wrong with a mapping whatever the files hold.
pub(super) fn mapping(mapping: &Mapping) -> Vec<String> {
    let mut wrong = Wrong { zone: mapping.zone, ..Wrong::default() };
    if mapping.streams.is_empty() {
        wrong.tell("a mapping has one [[stream]] at least");
    }
    if !mapping.delimiter.is_ascii() {
        wrong.tell("delimiter: must be a letter of ASCII");
    }
    let mut names = BTreeSet::new();
    for stream in &mapping.streams {
        wrong.place = format!("stream {}", stream.name);
        if !names.insert(&stream.name) {
            wrong.tell("stands twice");
        }
        if stream.facts.is_empty() {
            wrong.tell("has no [[stream.fact]]");
        }
        wrong.conditions(&stream.skip_when.0);
        wrong.conditions(&stream.deleted_when.0);
        if let Some(said) = &stream.known_at {
            wrong.said("known_at", said, &Type::DateTime);
        }
        for (number, fact) in stream.facts.iter().enumerate() {
            let kind = fact.kind.0.word().to_lowercase();
            wrong.place = format!("stream {}, fact {} ({kind})", stream.name, number + 1);
            wrong.fact(fact, &kind);
        }
    }
    wrong.list
}

#[derive(Default)]
struct Wrong {
    zone: Zone,
    place: String,
    list: Vec<String>,
}

impl Wrong {
    fn tell(&mut self, what: impl std::fmt::Display) {
        let place = if self.place.is_empty() { String::new() } else { format!("{}: ", self.place) };
        self.list.push(format!("{place}{what}"));
    }

    fn fact(&mut self, fact: &Fact, kind: &str) {
        let shape = shape(fact.kind.0);
        match (&fact.account, shape.of_account) {
            (None, true) => self.tell("account: is missing; it says whose the fact is"),
            (Some(_), false) => self.tell("account: the kind belongs to no account"),
            (Some(link), true) => {
                let through = link.0.through.filter(|kind| !super::shape::shape(kind.0).of_account);
                if through.is_some() {
                    self.tell("account: through names a kind that belongs to no account");
                }
            }
            (None, false) => {}
        }
        if fact.key.as_ref().is_some_and(Vec::is_empty) {
            self.tell("key: has one part at least");
        }
        self.conditions(&fact.when.0);
        if let Some(said) = &fact.known_at {
            self.said("known_at", said, &Type::DateTime);
        }
        let mut set: BTreeSet<&str> = fact.set.fields.keys().map(String::as_str).collect();
        if let Some(unpivot) = &fact.unpivot {
            if unpivot.number == unpivot.word {
                self.tell("unpivot: exactly one of number and word is true");
            }
            if unpivot.fields.is_empty() {
                self.tell("unpivot: fields has one column at least");
            }
            for name in [unpivot.name.as_str(), unpivot.value()] {
                self.known(kind, name, &shape.fields);
                if !set.insert(name) {
                    self.tell(format!("set.{name}: is set by unpivot already"));
                }
            }
        }
        self.fields("", kind, fact.set.fields.iter(), &shape.fields);
        if !fact.set.attributes.is_empty() && shape.field("attributes").is_none() {
            self.tell(format!("set.attributes: {kind} has no custom fields"));
        }
        for (name, said) in &fact.set.attributes {
            self.said(&format!("set.attributes.{name}"), said, &Type::Attributes);
        }
        for field in shape.fields.iter().filter(|field| field.required && !set.contains(field.name.as_str())) {
            self.tell(format!("set.{}: is missing; every row of this kind needs it", field.name));
        }
    }

    fn known(&mut self, kind: &str, name: &str, fields: &[Field]) {
        if !fields.iter().any(|field| field.name == name) {
            let names = fields.iter().map(|field| field.name.as_str());
            self.tell(unknown(&format!("field of {kind}"), name, names));
        }
    }

    fn fields<'a>(
        &mut self,
        inside: &str,
        kind: &str,
        set: impl Iterator<Item = (&'a String, &'a Said)>,
        fields: &[Field],
    ) {
        for (name, said) in set {
            match fields.iter().find(|field| field.name == *name) {
                Some(field) => self.said(&format!("set.{inside}{name}"), said, &field.takes),
                None => self.known(kind, name, fields),
            }
        }
    }

    fn said(&mut self, at: &str, said: &Said, takes: &Type) {
        match (said, takes) {
            (Said::Column(_), _) => {}
            (Said::Rule(rule), _) => self.rule(at, rule, takes),
            (Said::Each(each), Type::List(inner)) if matches!(**inner, Type::Object(_)) => {
                let Type::Object(fields) = inner.as_ref() else { return };
                for set in each {
                    let inside = at.strip_prefix("set.").unwrap_or(at);
                    self.fields(&format!("{inside}."), inside, set.iter(), fields);
                    for field in fields.iter().filter(|field| field.required && !set.contains_key(&field.name)) {
                        self.tell(format!("{at}.{}: is missing", field.name));
                    }
                }
            }
            (Said::Each(_), _) => self.tell(format!("{at}: takes no list of tables")),
        }
        let objects = matches!(takes, Type::List(inner) if matches!(**inner, Type::Object(_)));
        if objects && !matches!(said, Said::Each(_)) {
            self.tell(format!("{at}: takes a list of tables, such as [{{ … }}]"));
        }
    }

    fn rule(&mut self, at: &str, rule: &Rule, takes: &Type) {
        let ways = [rule.field.is_some(), rule.join.is_some(), rule.constant.is_some()];
        if ways.iter().filter(|way| **way).count() != 1 {
            self.tell(format!("{at}: exactly one of field, join and const says what is read"));
        }
        if matches!(takes, Type::Object(_)) {
            return;
        }
        // What is given rather than read must be what the field takes; a map's values pass the rule as cells do.
        let given = rule.constant.iter().chain(&rule.otherwise).chain(rule.map.iter().flat_map(BTreeMap::values));
        for scalar in given {
            if let Err(reason) = cell::value(&scalar.text(), rule, takes, self.zone) {
                self.tell(format!("{at}: {reason}"));
            }
        }
    }

    fn conditions(&mut self, conditions: &[Condition]) {
        for Condition { field, equals, not_equals, among, present } in conditions {
            if equals.is_none() && not_equals.is_none() && among.is_none() && present.is_none() {
                self.tell(format!("when {field}: says neither equals, nor not_equals, in or present"));
            }
        }
    }
}
