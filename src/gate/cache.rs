//! Validated documents, kept by the hash of their text and bounded by bytes.

use std::sync::Arc;

use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::{Document, Refusal};

/// The SHA-256 of a document's text: its name where it is persisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DocumentHash([u8; 32]);

impl DocumentHash {
    /// The hash of this text.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// The hash that is written so, in 64 hexadecimal digits.
    pub fn of_hex(text: &str) -> Option<Self> {
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }
}

#[derive(Debug)]
pub(super) struct Documents(Cache<DocumentHash, Arc<Document>>);

impl Documents {
    pub(super) fn new(bytes: u64) -> Self {
        let weigh = |_: &DocumentHash, document: &Arc<Document>| u32::try_from(document.bytes()).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(bytes).weigher(weigh).build())
    }

    /// The document of this hash, where it is kept.
    pub(super) fn get(&self, hash: DocumentHash) -> Option<Arc<Document>> {
        self.0.get(&hash)
    }

    /// The document of this hash; a refused one is not kept.
    pub(super) fn get_or(
        &self,
        hash: DocumentHash,
        build: impl FnOnce() -> Result<Document, Refusal>,
    ) -> Result<Arc<Document>, Refusal> {
        if let Some(document) = self.0.get(&hash) {
            return Ok(document);
        }
        let document = Arc::new(build()?);
        self.0.insert(hash, Arc::clone(&document));
        Ok(document)
    }

    pub(super) fn size(&self) -> (u64, u64) {
        self.0.run_pending_tasks();
        (self.0.entry_count(), self.0.weighted_size())
    }
}
