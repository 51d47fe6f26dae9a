//! How much the custom fields of a record may take together.

use std::io::{self, Write};

use serde::Serialize;

use super::bounds::CUSTOM_FIELDS;

/// Bytes of JSON that the custom fields of an account, or of a contact, take at most, where the operator says nothing else.
pub const BYTES: usize = 256 << 10;

/// What the custom fields of a record take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Keys that have a value.
    pub keys: usize,
    /// Bytes of JSON, as it is stored.
    pub bytes: usize,
}

impl Size {
    /// What is wrong with a write after which the record takes this; nothing where it takes no more than `before`, so that a
    /// record above a bound can be made smaller.
    pub fn wrong(self, before: Self, most_bytes: usize) -> Option<String> {
        if self.keys > CUSTOM_FIELDS.max(before.keys) {
            return Some(format!("are {} keys together, and the most is {CUSTOM_FIELDS}", self.keys));
        }
        let too_large = self.bytes > most_bytes.max(before.bytes);
        too_large.then(|| format!("take {} bytes of JSON together, and the most is {most_bytes}", self.bytes))
    }
}

/// Bytes of a value as JSON.
pub fn bytes(value: &impl Serialize) -> usize {
    struct Count(usize);

    impl Write for Count {
        fn write(&mut self, part: &[u8]) -> io::Result<usize> {
            self.0 += part.len();
            Ok(part.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut count = Count(0);
    // What cannot be written as JSON cannot be stored either.
    serde_json::to_writer(&mut count, value).map_or(usize::MAX, |()| count.0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_write_may_make_a_large_record_smaller_and_not_larger() {
        let size = |keys, bytes| Size { keys, bytes };
        assert_eq!(size(CUSTOM_FIELDS, 100).wrong(Size::default(), 100), None);
        assert!(size(1, 101).wrong(Size::default(), 100).is_some());
        assert!(size(CUSTOM_FIELDS + 1, 1).wrong(Size::default(), 100).is_some());
        assert_eq!(size(300, 900).wrong(size(300, 1000), 100), None);
        assert_eq!(size(300, 1000).wrong(size(300, 1000), 100), None);
        assert!(size(300, 1001).wrong(size(300, 1000), 100).is_some());
        assert!(size(301, 900).wrong(size(300, 1000), 100).is_some());
    }

    #[test]
    fn counts_what_is_written() {
        for value in [json!({"a": ["ä", 1.5, null]}), json!("\n"), json!({})] {
            assert_eq!(bytes(&value), value.to_string().len());
        }
    }
}
