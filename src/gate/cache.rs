//! Validated documents, kept by the hash of their text and bounded by bytes.

use std::sync::Arc;

use moka::sync::Cache;

use super::{Document, DocumentHash, Refusal};

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
