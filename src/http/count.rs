//! Values of JSON, counted as they are read: a small body may have millions, each of which takes memory for as long as its
//! request does.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// How many there were, and how many there may be.
#[derive(Debug)]
pub struct Count {
    most: usize,
    seen: Cell<usize>,
}

impl Count {
    /// So many at most.
    pub fn to(most: usize) -> Self {
        Self { most, seen: Cell::new(0) }
    }

    /// How many there may be.
    pub fn most(&self) -> usize {
        self.most
    }

    /// How many there were.
    pub fn seen(&self) -> usize {
        self.seen.get()
    }

    /// Whether there were too many.
    pub fn is_over(&self) -> bool {
        self.seen() > self.most
    }

    /// Reads a text.
    pub fn read(&self, text: &[u8]) -> serde_json::Result<Value> {
        let mut reader = serde_json::Deserializer::from_slice(text);
        let value = Counted(self).deserialize(&mut reader)?;
        reader.end().map(|()| value)
    }
}

/// Reads a value.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a>(pub &'a Count);

impl Counted<'_> {
    fn one<E: Error>(self, value: impl Into<Value>) -> Result<Value, E> {
        self.0.seen.set(self.0.seen() + 1);
        if self.0.is_over() { Err(E::custom("there are too many values")) } else { Ok(value.into()) }
    }
}

impl<'de> DeserializeSeed<'de> for Counted<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Counted<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.one(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.one(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.one(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.one(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.one(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.one(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut read: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = read.next_element_seed(self)? {
            items.push(item);
        }
        self.one(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut read: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = read.next_key::<String>()? {
            members.insert(key, read.next_value_seed(self)?);
        }
        self.one(members)
    }
}
