//! How answers are stored: JSON without what is null or empty, which is half of it.

use std::cell::RefCell;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::error::AppError;

/// Writes a value without the fields that are null or an empty list. Its type reads them back as absent.
pub fn slim(value: &impl Serialize) -> Result<String, AppError> {
    let text = RefCell::new(Vec::with_capacity(1024));
    let format = Slim { text: &text, field: None, list: None };
    value.serialize(&mut Serializer::with_formatter(Text(&text), format))?;
    String::from_utf8(text.into_inner()).map_err(|_| AppError::Invariant("JSON that is no text"))
}

/// Where the text grows.
struct Text<'a>(&'a RefCell<Vec<u8>>);

impl Write for Text<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Takes a field back when its value turns out to be nothing.
struct Slim<'a> {
    text: &'a RefCell<Vec<u8>>,
    /// Where the field begins whose value comes next.
    field: Option<usize>,
    /// The same, while that value is a list with nothing in it yet.
    list: Option<usize>,
}

impl Slim<'_> {
    fn ends_with(&self, byte: u8) -> bool {
        self.text.borrow().last() == Some(&byte)
    }
}

impl Formatter for Slim<'_> {
    fn write_null<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        match self.field.take() {
            Some(begin) => self.text.borrow_mut().truncate(begin),
            None => CompactFormatter.write_null(writer)?,
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.list = self.field.take();
        CompactFormatter.begin_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        (self.field, self.list) = (None, None);
        CompactFormatter.begin_array_value(writer, first)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        match self.list.take() {
            Some(begin) => self.text.borrow_mut().truncate(begin),
            None => CompactFormatter.end_array(writer)?,
        }
        Ok(())
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, _first: bool) -> io::Result<()> {
        self.field = Some(self.text.borrow().len());
        // The first field may have been taken back.
        CompactFormatter.begin_object_key(writer, self.ends_with(b'{'))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn leaves_out_what_is_null_or_empty() {
        let whole = json!({
            "a": null, "b": [], "c": 1, "d": { "e": null }, "f": [null, [], [1, { "g": [], "h": "{" , "i": null }], {}],
            "j": "", "k": { "l": "null", "m": [{ "n": null }, { "o": null, "p": [] }] }, "q": [[]], "r": null,
        });
        let expected = r#"{"c":1,"d":{},"f":[null,[],[1,{"h":"{"}],{}],"j":"","k":{"l":"null","m":[{},{}]},"q":[[]]}"#;
        assert_eq!(slim(&whole).unwrap(), expected);
    }
}
