//! Rows that were read together stay together: whatever one of them needs is loaded once for all of them.
//! So the number of statements depends on the document and never on how many rows it meets.

use std::any::Any;
use std::collections::HashMap;
use std::future::Future;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::error::AppError;

/// Rows that were read by one statement, and what was loaded for all of them since.
pub struct Cohort<M> {
    rows: Vec<M>,
    loaded: Mutex<HashMap<String, Arc<dyn Any + Send + Sync>>>,
}

/// One row of a cohort.
pub struct Row<M> {
    cohort: Arc<Cohort<M>>,
    at: usize,
}

impl<M> Clone for Row<M> {
    fn clone(&self) -> Self {
        Self { cohort: Arc::clone(&self.cohort), at: self.at }
    }
}

impl<M> Deref for Row<M> {
    type Target = M;
    fn deref(&self) -> &M {
        &self.cohort.rows[self.at]
    }
}

impl<M> Row<M> {
    /// Makes a cohort of these rows, and gives them back one by one.
    pub fn all(rows: Vec<M>) -> Vec<Self> {
        let cohort = Arc::new(Cohort { rows, loaded: Mutex::default() });
        (0..cohort.rows.len()).map(|at| Self { cohort: Arc::clone(&cohort), at }).collect()
    }

    /// A row that was read alone.
    pub fn alone(row: M) -> Self {
        Self { cohort: Arc::new(Cohort { rows: vec![row], loaded: Mutex::default() }), at: 0 }
    }

    /// The rows that were read together with this one, itself among them.
    pub fn siblings(&self) -> &[M] {
        &self.cohort.rows
    }

    /// What `load` gives for the whole cohort: it runs once for each `key`, whoever asks first.
    pub async fn shared<V, F, L>(&self, key: String, load: F) -> Result<Arc<V>, AppError>
    where
        V: Send + Sync + 'static,
        F: FnOnce(Self) -> L + Send,
        L: Future<Output = Result<V, AppError>> + Send,
        M: Send + Sync,
    {
        let cell = {
            let mut loaded = self.cohort.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            let cell = loaded.entry(key).or_insert_with(|| Arc::new(OnceCell::<Arc<V>>::new()));
            Arc::clone(cell)
        };
        let cell = cell.downcast::<OnceCell<Arc<V>>>();
        let cell = cell.map_err(|_| AppError::Invariant("two relations of a type share a name"))?;
        let value = cell.get_or_try_init(|| async { load(self.clone()).await.map(Arc::new) }).await?;
        Ok(Arc::clone(value))
    }
}
