//! What a request brings along: who asks, when, and one state of the database that all its reads share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::{Context, Error};
use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;
use tokio::sync::{Mutex, OnceCell};

use super::error::Code;
use crate::auth::Viewer;
use crate::command::desk::Desk;
use crate::domain::access::{Group, Rights};
use crate::domain::policy::Policy;
use crate::error::AppError;
use crate::feed::settle;
use crate::store::{Db, policy};

/// What one request carries; the door puts it into the engine's request.
pub struct Scope {
    viewer: Arc<Viewer>,
    desk: Desk,
    reader: Reader,
    now: DateTime<Utc>,
    policy: OnceCell<Arc<Policy>>,
    idempotency_key: Option<String>,
    replayed: Arc<AtomicBool>,
}

impl Scope {
    /// The scope of a request of this viewer that begins now.
    pub fn new(viewer: Arc<Viewer>, desk: Desk) -> Self {
        let reader = Reader { db: desk.db.clone(), snapshot: Mutex::new(None) };
        let now = desk.clock.now();
        let replayed = Arc::new(AtomicBool::new(false));
        Self { viewer, desk, reader, now, policy: OnceCell::new(), idempotency_key: None, replayed }
    }

    /// The same with the caller's key for its one mutation.
    #[must_use]
    pub fn with_key(self, idempotency_key: Option<String>) -> Self {
        Self { idempotency_key, ..self }
    }

    /// The caller's key for the request's one mutation.
    pub fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    /// The request's mutation was carried out before: the answer will say so.
    pub fn replay(&self) {
        self.replayed.store(true, Ordering::Relaxed);
    }

    /// Whether the request's mutation was carried out before, once the request is answered.
    pub fn replayed(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.replayed)
    }

    /// Who asks.
    pub fn who(&self) -> &Arc<Viewer> {
        &self.viewer
    }

    /// The policy that holds now: read once.
    pub async fn policy(&self) -> Result<Arc<Policy>, AppError> {
        let load = async || {
            let newest = policy::newest(&*self.reader.snapshot().await?).await?;
            Ok::<_, AppError>(Arc::new(newest))
        };
        self.policy.get_or_try_init(load).await.map(Arc::clone)
    }
}

/// Reads for one request: a reading transaction that is opened at the first read and shared by all that follow.
pub struct Reader {
    db: Db,
    snapshot: Mutex<Option<Arc<DatabaseTransaction>>>,
}

impl Reader {
    /// The request's state of the database.
    pub async fn snapshot(&self) -> Result<Arc<DatabaseTransaction>, AppError> {
        let mut snapshot = self.snapshot.lock().await;
        if let Some(open) = &*snapshot {
            return Ok(Arc::clone(open));
        }
        let open = Arc::new(self.db.begin_read().await?);
        *snapshot = Some(Arc::clone(&open));
        Ok(open)
    }

    /// Numbers what was committed before now, so that the log shows it; what is read from here on is a state that has it.
    pub async fn settle(&self) -> Result<(), AppError> {
        let mut snapshot = self.snapshot.lock().await;
        snapshot.take();
        settle(&self.db).await?;
        Ok(())
    }

    /// Ends the state that was read so far. A mutation calls it before its command, so that it holds no transaction, and
    /// after, so that its payload shows what was written.
    pub async fn renew(&self) {
        self.snapshot.lock().await.take();
    }
}

/// What a resolver asks of its request. The only place that names what the engine carries.
pub trait ContextExt {
    /// What the request carries.
    fn scope(&self) -> &Scope;

    /// Who asks.
    fn viewer(&self) -> &Viewer {
        &self.scope().viewer
    }

    /// What they may read and write.
    fn rights(&self) -> &Rights {
        &self.scope().viewer.rights
    }

    /// Whether they may read this group of fields.
    fn may_read(&self, group: Group) -> bool {
        self.rights().may_read(group)
    }

    /// Nothing where they may not read this group of fields: what is denied is null.
    fn allow(&self, group: Group) -> Option<()> {
        self.may_read(group).then_some(())
    }

    /// Refuses who may not even read what is open to every role: a token without a role, or an integration's without the
    /// scope.
    fn require_open(&self) -> Result<(), Error> {
        if self.may_read(Group::Open) {
            Ok(())
        } else {
            Err(Code::Forbidden.error(Group::Open.requirement().to_string()))
        }
    }

    /// The request's reads.
    fn reader(&self) -> &Reader {
        &self.scope().reader
    }

    /// Where writes begin.
    fn desk(&self) -> &Desk {
        &self.scope().desk
    }

    /// The moment of the request.
    fn now(&self) -> DateTime<Utc> {
        self.scope().now
    }
}

impl ContextExt for Context<'_> {
    fn scope(&self) -> &Scope {
        self.data_unchecked::<Scope>()
    }
}
