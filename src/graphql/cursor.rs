//! Cursors: the keys of a row, opaque, and good for one list in one order.

use std::sync::Arc;

use async_graphql::{Context, Error};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::context::ContextExt;
use super::error::bad_input;
use crate::error::AppError;
use crate::store::cursor_key::CursorKey;
use crate::store::kept::Kept;
use crate::store::page::Listing;

/// The form of plain cursors.
const VERSION: u32 = 1;
/// The first byte of encrypted ones; plain ones begin with a bracket.
const SEALED: u8 = 1;

/// How the cursors of a list are written and read. An order by what only some may read has encrypted ones: its keys are what
/// others may not read.
#[derive(Clone)]
pub struct Cursors {
    list: Arc<str>,
    key: Option<Arc<CursorKey>>,
}

impl Cursors {
    /// Plain ones, of a list of this name.
    pub fn plain(list: &str) -> Self {
        Self { list: list.into(), key: None }
    }

    /// Those of this list.
    pub fn of<E: Kept>(ctx: &Context<'_>, listing: &Listing<E>) -> Self {
        let scoped = listing.sort.iter().any(|(column, _)| E::scoped(*column));
        Self { list: listing.tag().into(), key: scoped.then(|| Arc::clone(&ctx.desk().cursor_key)) }
    }

    /// Writes one.
    pub fn write(&self, keys: &Value) -> Result<String, AppError> {
        let bytes = match &self.key {
            Some(key) => [&[SEALED][..], &key.seal(&self.list, keys.to_string())?].concat(),
            None => json!([VERSION, *self.list, keys]).to_string().into_bytes(),
        };
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads one; refuses what was made for another list, order or database, or was changed since.
    pub fn read(&self, cursor: &str) -> Result<Vec<Value>, Error> {
        self.keys(cursor).ok_or_else(|| bad_input("not a cursor of this list in this order"))
    }

    fn keys(&self, cursor: &str) -> Option<Vec<Value>> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        if let Some(key) = &self.key {
            let (&SEALED, sealed) = bytes.split_first()? else { return None };
            return serde_json::from_slice(&key.open(&self.list, sealed)?).ok();
        }
        let (version, list, keys): (u32, String, Vec<Value>) = serde_json::from_slice(&bytes).ok()?;
        (version == VERSION && *list == *self.list).then_some(keys)
    }
}
