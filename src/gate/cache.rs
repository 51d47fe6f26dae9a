//! Validated documents, kept by the hash of their text and bounded by bytes.

use std::sync::Arc;

use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::{Document, Refusal};

type Hash = [u8; 32];

#[derive(Debug)]
pub(super) struct Documents(Cache<Hash, Arc<Document>>);

impl Documents {
    pub(super) fn new(bytes: u64) -> Self {
        let weigh = |_: &Hash, document: &Arc<Document>| u32::try_from(document.bytes()).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(bytes).weigher(weigh).build())
    }

    /// The document of this text; a refused one is not kept.
    pub(super) fn get_or(
        &self,
        text: &str,
        build: impl FnOnce() -> Result<Document, Refusal>,
    ) -> Result<Arc<Document>, Refusal> {
        let hash: Hash = Sha256::digest(text.as_bytes()).into();
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
