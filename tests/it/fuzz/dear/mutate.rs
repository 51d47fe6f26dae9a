//! Changes a query at random: more of what it asks for, in other ways, and now and then less.

use apollo_compiler::Schema;
use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::schema::ExtendedType;
use proptest::prelude::RngExt;
use proptest::test_runner::TestRng;

use super::tree::Node;
use crate::fuzz::maker::Maker;

/// Nodes of a page that are tried.
const PAGES: &[&str] = &["1", "5", "13", "39", "50", "100", "199", "250"];

pub struct Mutate<'a> {
    pub schema: &'a Schema,
    pub ids: &'a [String],
    pub rng: &'a mut TestRng,
}

impl Mutate<'_> {
    /// The same query with one to four changes; `other` lends parts.
    pub fn changed(&mut self, roots: &[Node], other: &[Node]) -> Vec<Node> {
        let mut roots = roots.to_vec();
        for _ in 0..self.rng.random_range(1..5) {
            self.change("Query", &mut roots, other);
        }
        numbered(&mut roots, &mut 0);
        roots
    }

    /// The same query with smaller pages.
    pub fn smaller(&mut self, roots: &mut [Node]) {
        for node in roots {
            for (name, value) in &mut node.arguments {
                let size = if matches!(name.as_str(), "first" | "last") { value.parse::<u32>().ok() } else { None };
                if let Some(size) = size.filter(|&size| size > 1) {
                    *value = self.rng.random_range(size / 2..=size).max(1).to_string();
                }
            }
            self.smaller(&mut node.below);
        }
    }

    fn change(&mut self, ty: &str, nodes: &mut Vec<Node>, other: &[Node]) {
        // Down to some place; changes happen at any level.
        let composite: Vec<usize> = (0..nodes.len()).filter(|&at| !nodes[at].below.is_empty()).collect();
        if !composite.is_empty() && self.rng.random_bool(0.75) {
            let at = composite[self.rng.random_range(0..composite.len())];
            let inner = match &nodes[at].on {
                Some(ty) => ty.clone(),
                None => match self.definition(ty, &nodes[at].name) {
                    Some(field) => field.ty.inner_named_type().to_string(),
                    None => return,
                },
            };
            return self.change(&inner, &mut nodes[at].below, other);
        }
        match self.rng.random_range(0..10) {
            0..=2 => {
                let added = self.any_field(ty);
                nodes.extend(added);
            }
            3 | 4 if !nodes.is_empty() => {
                // Once more, under another key.
                let at = self.rng.random_range(0..nodes.len());
                let times =
                    if nodes[at].below.is_empty() { self.rng.random_range(1..30) } else { self.rng.random_range(1..4) };
                for _ in 0..times {
                    let again = nodes[at].clone();
                    nodes.push(again);
                }
            }
            5 | 6 if !nodes.is_empty() => {
                let at = self.rng.random_range(0..nodes.len());
                if let Some(definition) = self.definition(ty, &nodes[at].name) {
                    nodes[at].arguments = self.arguments(&definition);
                }
            }
            7 => {
                // All plain fields of the type.
                let plain =
                    self.fields(ty).into_iter().filter(|field| !self.is_composite(field) && field.arguments.is_empty());
                let plain: Vec<Node> = plain.map(|field| Node::field(&field.name)).collect();
                let new: Vec<Node> =
                    plain.into_iter().filter(|one| !nodes.iter().any(|known| known.name == one.name)).collect();
                nodes.extend(new);
            }
            8 => {
                // A part of another query on the same type.
                let mut parts = Vec::new();
                self.parts_of(ty, "Query", other, &mut parts);
                if !parts.is_empty() {
                    let part = parts[self.rng.random_range(0..parts.len())].clone();
                    nodes.push(part);
                }
            }
            _ if nodes.len() > 1 => {
                let at = self.rng.random_range(0..nodes.len());
                nodes.remove(at);
            }
            _ => {}
        }
    }

    fn parts_of(&self, wanted: &str, ty: &str, nodes: &[Node], parts: &mut Vec<Node>) {
        for node in nodes {
            if ty == wanted {
                parts.push(node.clone());
            }
            let inner = match &node.on {
                Some(ty) => Some(ty.clone()),
                None => self.definition(ty, &node.name).map(|field| field.ty.inner_named_type().to_string()),
            };
            if let Some(inner) = inner {
                self.parts_of(wanted, &inner, &node.below, parts);
            }
        }
    }

    fn fields(&self, ty: &str) -> Vec<FieldDefinition> {
        let fields = match self.schema.types.get(ty) {
            Some(ExtendedType::Object(object)) => &object.fields,
            Some(ExtendedType::Interface(interface)) => &interface.fields,
            _ => return Vec::new(),
        };
        fields.values().map(|field| (**field).clone()).collect()
    }

    fn definition(&self, ty: &str, field: &str) -> Option<FieldDefinition> {
        self.schema.type_field(ty, field).ok().map(|field| (**field).clone())
    }

    fn is_composite(&self, field: &FieldDefinition) -> bool {
        use ExtendedType::{Interface, Object, Union};
        matches!(self.schema.types.get(field.ty.inner_named_type()), Some(Object(_) | Interface(_) | Union(_)))
    }

    /// Any field of a type, with something below it.
    fn any_field(&mut self, ty: &str) -> Option<Node> {
        let mut fields = self.fields(ty);
        // Rather one that leads on.
        if self.rng.random_bool(0.7) {
            let leads: Vec<FieldDefinition> = fields.iter().filter(|field| self.is_composite(field)).cloned().collect();
            if !leads.is_empty() {
                fields = leads;
            }
        }
        if fields.is_empty() {
            return None;
        }
        let field = fields[self.rng.random_range(0..fields.len())].clone();
        let mut node = Node { arguments: self.arguments(&field), ..Node::field(&field.name) };
        if self.is_composite(&field) {
            let inner = field.ty.inner_named_type().to_string();
            let part = if inner.ends_with("Connection") { "nodes" } else { "__typename" };
            node.below.push(Node::field(part));
            if part == "nodes" {
                let of = self.definition(&inner, "nodes").map(|field| field.ty.inner_named_type().to_string());
                let plain = of.map(|of| self.fields(&of)).unwrap_or_default();
                let plain = plain.into_iter().filter(|field| !self.is_composite(field) && field.arguments.is_empty());
                node.below[0].below = plain.map(|field| Node::field(&field.name)).collect();
            }
        }
        Some(node)
    }

    fn arguments(&mut self, field: &FieldDefinition) -> Vec<(String, String)> {
        let mut arguments = Vec::new();
        for argument in &field.arguments {
            let name = argument.name.to_string();
            let value = match name.as_str() {
                "first" => PAGES[self.rng.random_range(0..PAGES.len())].to_owned(),
                "last" | "after" | "before" => continue,
                "months" => self.rng.random_range(1..61).to_string(),
                "ids" => {
                    let many = self.rng.random_range(1..250);
                    let one = |_| format!("\"{}\"", self.ids[self.rng.random_range(0..self.ids.len())]);
                    format!("[{}]", (0..many).map(one).collect::<Vec<_>>().join(", "))
                }
                _ if argument.is_required() || self.rng.random_bool(0.4) => {
                    Maker::new(self.schema, self.ids, self.rng).given(argument)
                }
                _ => continue,
            };
            arguments.push((name, value));
        }
        arguments
    }
}

/// Gives each field that stands twice a key of its own.
fn numbered(nodes: &mut [Node], next: &mut usize) {
    let mut seen: Vec<String> = Vec::new();
    for node in nodes.iter_mut() {
        if node.on.is_none() {
            let plain = !seen.contains(&node.name);
            node.key = None;
            if plain {
                seen.push(node.name.clone());
            } else {
                node.key = Some(format!("k{next}"));
                *next += 1;
            }
        }
        numbered(&mut node.below, next);
    }
}
