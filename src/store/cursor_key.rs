//! The key that cursors of scoped orders are encrypted with. It stands in the database, so that every node reads the cursors
//! of every other one; the migrations make it, and a node reads it once, when it opens the database.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};

use super::settings;
use crate::error::AppError;

/// The name of the setting that has it.
const NAME: &str = "cursor_key";
/// What is encrypted is filled up to a multiple of this: its length would tell how many digits an amount has.
const BLOCK: usize = 128;

/// Encrypts and reads the keys of cursors.
pub struct CursorKey(RandomizedNonceKey);

impl CursorKey {
    /// The database's key.
    pub async fn read(db: &impl ConnectionTrait) -> Result<Self, AppError> {
        let kept = settings::get(db, NAME).await?;
        let kept = kept.ok_or(AppError::Invariant("the setting cursor_key is missing, which the migrations make"))?;
        let text: String = serde_json::from_value(kept)?;
        Self::of(Sha256::digest(text).into())
    }

    fn of(key: [u8; 32]) -> Result<Self, AppError> {
        let key = RandomizedNonceKey::new(&AES_256_GCM_SIV, &key);
        Ok(Self(key.map_err(|_| AppError::Invariant("the key of cursors is no key"))?))
    }

    /// The JSON text of a cursor's keys, encrypted: it can be read again for this list alone.
    pub fn seal(&self, list: &str, json: String) -> Result<Vec<u8>, AppError> {
        let mut text = json.into_bytes();
        text.resize(text.len().next_multiple_of(BLOCK), b' ');
        let nonce = self.0.seal_in_place_append_tag(Aad::from(list), &mut text);
        let nonce = nonce.map_err(|_| AppError::Invariant("a cursor could not be encrypted"))?;
        Ok([nonce.as_ref().as_slice(), &text].concat())
    }

    /// The JSON text that was encrypted for this list; nothing where it is not, or not with this key.
    pub fn open(&self, list: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        self.0.open_in_place(nonce, Aad::from(list), &mut text).ok().map(|text| text.to_vec())
    }
}

impl fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CursorKey").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_what_it_sealed_for_the_same_list_alone() {
        let (key, other) = (CursorKey::of([1; 32]).unwrap(), CursorKey::of([2; 32]).unwrap());
        let seal = |json: &str| key.seal("account+mrr_minor", json.to_owned()).unwrap();
        let sealed = seal("[9876543]");
        let opened = key.open("account+mrr_minor", &sealed).unwrap();
        assert_eq!(String::from_utf8(opened).unwrap().trim_end(), "[9876543]");
        assert_eq!(key.open("account-mrr_minor", &sealed), None);
        assert_eq!(other.open("account+mrr_minor", &sealed), None);
        for at in 0..sealed.len() {
            let mut forged = sealed.clone();
            forged[at] ^= 1;
            assert_eq!(key.open("account+mrr_minor", &forged), None, "byte {at}");
            assert_eq!(key.open("account+mrr_minor", &sealed[..at]), None, "{at} bytes");
        }
        assert_ne!(seal("[9876543]"), sealed, "the same amount twice is not seen to be the same");
        assert_eq!(seal("[1]").len(), sealed.len(), "nor how long it is");
    }
}
