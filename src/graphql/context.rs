//! What a request brings along: who asks, when, and one state of the database that all its reads share.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use async_graphql::{Context, Error, QueryPathSegment};
use chrono::{DateTime, Utc};
use entity::ids::{AccountId, TeamMemberId};
use sea_orm::DatabaseTransaction;
use tokio::sync::{Mutex, OnceCell};

use super::error::Code;
use super::meter::Meter;
use crate::auth::{Identity, Viewer};
use crate::command::desk::Desk;
use crate::domain::access::{Group, Rights};
use crate::domain::policy::Policy;
use crate::error::AppError;
use crate::feed::settle;
use crate::store::life::{Guard, Life};
use crate::store::people::People;
use crate::store::{Db, past, policy};

/// What one request carries; the door puts it into the engine's request.
pub struct Scope {
    caller: Arc<Identity>,
    viewer: OnceCell<Viewer>,
    desk: Desk,
    today: View,
    /// The states of the past that root fields asked for, by response key.
    pasts: RwLock<HashMap<String, Past>>,
    /// The same by moment: root fields that ask for one share it.
    moments: Mutex<HashMap<DateTime<Utc>, Past>>,
    idempotency_key: Option<String>,
    replayed: Arc<AtomicBool>,
    meter: Arc<Meter>,
}

/// A state that fields read, and the moment that is now in it.
#[derive(Clone)]
pub struct View {
    reader: Reader,
    now: DateTime<Utc>,
    policy: Arc<OnceCell<Arc<Policy>>>,
}

impl View {
    fn new(reader: Reader, now: DateTime<Utc>) -> Self {
        Self { reader, now, policy: Arc::default() }
    }

    /// The policy that holds in it: read once.
    async fn policy(&self) -> Result<Arc<Policy>, AppError> {
        let load = async || {
            let newest = policy::newest(&*self.reader.snapshot().await?).await?;
            Ok::<_, AppError>(Arc::new(newest))
        };
        Box::pin(self.policy.get_or_try_init(load)).await.map(Arc::clone)
    }
}

/// A moment of the past, as root fields asked for it. It holds the accounts that were brought into it.
#[derive(Clone)]
pub struct Past {
    view: View,
    /// The accounts that were looked for, each once.
    pub(super) brought: Arc<Mutex<HashSet<AccountId>>>,
}

impl Past {
    /// A moment of the past, in a database of its own.
    fn new(db: Db, now: DateTime<Utc>) -> Self {
        Self { view: View::new(Reader::over(db), now), brought: Arc::default() }
    }

    /// Its moment.
    pub fn now(&self) -> DateTime<Utc> {
        self.view.now
    }

    /// Its reads. Its own state is never committed: what is brought goes through the same transaction.
    pub fn reader(&self) -> &Reader {
        &self.view.reader
    }
}

impl Scope {
    /// The scope of a request of this caller that begins now.
    pub fn new(caller: Arc<Identity>, desk: Desk) -> Self {
        let desk = desk.for_request();
        let today = View::new(Reader::over(desk.db.clone()), desk.clock.now());
        let (viewer, pasts) = (OnceCell::new(), RwLock::default());
        Self {
            caller,
            viewer,
            desk,
            today,
            pasts,
            moments: Mutex::default(),
            idempotency_key: None,
            replayed: Arc::default(),
            meter: Arc::default(),
        }
    }

    /// The same with an answer that is counted here.
    #[must_use]
    pub fn with_meter(self, meter: Arc<Meter>) -> Self {
        Self { meter, ..self }
    }

    /// How much the answer holds so far.
    pub fn meter(&self) -> &Arc<Meter> {
        &self.meter
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

    /// Ends the request's statements in the database where it is dropped before it is told that all went well.
    pub fn guard(&self) -> Option<Guard> {
        self.desk.db.life().map(Life::guard)
    }

    /// Who asks, as their token says.
    pub fn caller(&self) -> &Arc<Identity> {
        &self.caller
    }

    /// Who asks, with who they are among our people: looked up once, for who writes.
    pub async fn viewer(&self) -> Result<&Viewer, AppError> {
        let find = async || {
            let viewer = Viewer::of(&self.caller, &self.desk.db.read).await?;
            if let Some(member) = viewer.member {
                self.desk.note_sign_in(member).await?;
            }
            Ok(viewer)
        };
        self.viewer.get_or_try_init(find).await
    }

    /// Writes down beside the request that its token named one of our people.
    pub fn signed_in(&self, member: TeamMemberId) {
        let desk = self.desk.clone();
        tokio::spawn(async move {
            if let Err(error) = desk.note_sign_in(member).await {
                tracing::warn!(%error, %member, "that a team member has signed in could not be written down");
            }
        });
    }

    /// The policy that holds now, also for who looks at the past: rights are today's.
    pub async fn policy(&self) -> Result<Arc<Policy>, AppError> {
        self.today.policy().await
    }

    /// The reads of today, also for who looks at the past.
    pub fn reader(&self) -> &Reader {
        &self.today.reader
    }

    /// The moment of the request, also for who looks at the past.
    pub fn now(&self) -> DateTime<Utc> {
        self.today.now
    }

    /// A moment of the past, with the accounts that were brought into it so far.
    pub async fn moment(&self, at: DateTime<Utc>) -> Result<Past, AppError> {
        let mut moments = self.moments.lock().await;
        if let Some(past) = moments.get(&at) {
            return Ok(past.clone());
        }
        let past = Past::new(past::blank().await?, at);
        moments.insert(at, past.clone());
        Ok(past)
    }

    /// Lets all fields below a root field read a state of the past.
    pub fn go_back(&self, root: &str, past: Past) {
        self.pasts.write().unwrap_or_else(PoisonError::into_inner).insert(root.to_owned(), past);
    }

    fn past(&self, root: &str) -> Option<Past> {
        self.pasts.read().unwrap_or_else(PoisonError::into_inner).get(root).cloned()
    }
}

/// Reads for one request: a reading transaction that is opened at the first read and shared by all that follow. Cheap to
/// clone.
#[derive(Clone)]
pub struct Reader {
    db: Db,
    snapshot: Arc<Mutex<Option<Arc<Open>>>>,
}

/// A state of the database that is being read.
struct Open {
    tx: Arc<DatabaseTransaction>,
    epoch: Option<i64>,
    people: OnceCell<Arc<People>>,
}

impl Reader {
    fn over(db: Db) -> Self {
        Self { db, snapshot: Arc::default() }
    }

    /// The request's state of the database.
    pub async fn snapshot(&self) -> Result<Arc<DatabaseTransaction>, AppError> {
        Ok(Arc::clone(&self.open().await?.tx))
    }

    async fn open(&self) -> Result<Arc<Open>, AppError> {
        let mut snapshot = self.snapshot.lock().await;
        if let Some(open) = &*snapshot {
            return Ok(Arc::clone(open));
        }
        let (tx, epoch) = Box::pin(self.db.begin_read_at()).await?;
        let open = Arc::new(Open { tx: Arc::new(tx), epoch, people: OnceCell::new() });
        *snapshot = Some(Arc::clone(&open));
        Ok(open)
    }

    /// Our people in the request's state of the database.
    pub async fn people(&self) -> Result<Arc<People>, AppError> {
        let open = self.open().await?;
        let read = || self.db.people(&*open.tx, open.epoch);
        Box::pin(open.people.get_or_try_init(read)).await.map(Arc::clone)
    }

    /// Numbers what was committed before now, so that the log shows it; what is read from here on is a state that has it.
    pub async fn settle(&self) -> Result<(), AppError> {
        let mut snapshot = self.snapshot.lock().await;
        snapshot.take();
        settle(&self.db).await?;
        Ok(())
    }

    /// Waits until whoever writes to this account has ended; what is read from here on is a state that has it.
    pub async fn quiet(&self, account: AccountId) -> Result<(), AppError> {
        if self.db.single {
            // One connection in all: whoever holds it is alone.
            return Ok(());
        }
        let mut snapshot = self.snapshot.lock().await;
        snapshot.take();
        past::quiet(&self.db, account).await
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

    /// The response key of the root field that is answered.
    fn root(&self) -> Option<&str>;

    /// The moment of the past that the root field asked for.
    fn past(&self) -> Option<Past> {
        self.scope().past(self.root()?)
    }

    /// What is read here: today's state, or the past's.
    fn view(&self) -> View {
        self.past().map_or_else(|| self.scope().today.clone(), |past| past.view)
    }

    /// What they may read and write.
    fn rights(&self) -> &Rights {
        &self.scope().caller.rights
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

    /// The field's reads.
    fn reader(&self) -> Reader {
        self.view().reader
    }

    /// The policy that holds where the field reads.
    fn policy(&self) -> impl Future<Output = Result<Arc<Policy>, AppError>> + Send {
        let view = self.view();
        async move { view.policy().await }
    }

    /// Where writes begin.
    fn desk(&self) -> &Desk {
        &self.scope().desk
    }

    /// The moment that is now where the field reads.
    fn now(&self) -> DateTime<Utc> {
        self.view().now
    }
}

impl ContextExt for Context<'_> {
    fn scope(&self) -> &Scope {
        self.data_unchecked::<Scope>()
    }

    fn root(&self) -> Option<&str> {
        let mut node = self.path_node.as_ref()?;
        while let Some(parent) = node.parent {
            node = parent;
        }
        match node.segment {
            QueryPathSegment::Name(name) => Some(name),
            QueryPathSegment::Index(_) => None,
        }
    }
}
