//! Where every write begins: the database, the clock, and what wakes others after a commit.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::ActorKind;
use entity::ids::{AccountId, TeamMemberId};
use entity::values::Actor;
use tokio::sync::watch;
use tracing::Instrument;

use super::idempotency::{self, Claim, Claimed};
use super::lease::Leases;
use super::turns::{Turn, Turns};
use super::unit_of_work::{FactCache, Unit};
use crate::clock::{Clock, machine_now};
use crate::domain::custom_fields::BYTES;
use crate::domain::stamp::Horizon;
use crate::error::AppError;
use crate::store::company::Common;
use crate::store::cursor_key::CursorKey;
use crate::store::db::is_transient;
use crate::store::{self, Db, sign_ins};

/// How often a unit of work is tried when others stand in its way.
const TRIES: u32 = 10;
/// The pause after the first failure; it doubles with each.
const PAUSE: Duration = Duration::from_millis(4);

/// How far a unit's moment may be ahead of the database's own clock, where nothing else is said.
const AHEAD: TimeDelta = TimeDelta::minutes(2);
/// How far ahead of the clock a source's stamp may lie, where no setting says otherwise.
const STAMPS_AHEAD: TimeDelta = TimeDelta::minutes(5);

/// Who writes, and on whose word.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Who does it.
    pub actor: Actor,
    /// The system it comes from.
    pub source: Option<String>,
    /// Why, where Vitrine itself does it.
    pub cause: Option<String>,
    /// The caller's claim on an idempotency key, whose outcome is stored with the write.
    pub claim: Option<Claim>,
}

impl Origin {
    /// A person or a system.
    pub fn of(actor: Actor) -> Self {
        let source = actor.system.clone();
        Self { actor, source, cause: None, claim: None }
    }

    /// Vitrine itself, for this cause.
    pub fn vitrine(cause: &str) -> Self {
        Self { actor: vitrine(), source: None, cause: Some(cause.to_owned()), claim: None }
    }
}

/// Vitrine as an actor.
pub fn vitrine() -> Actor {
    Actor { kind: ActorKind::System, name: "Vitrine".to_owned(), member_id: None, system: None }
}

/// What one unit of work does. It may run more than once, each time from the start: it keeps nothing outside.
pub trait Work: Sync {
    /// What it answers.
    type Done: Send;
    /// Does it. An error rolls everything back.
    fn run(&self, unit: &mut Unit) -> impl Future<Output = Result<Self::Done, AppError>> + Send;
}

/// How reviews that were missed are made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// One at each moment that has passed.
    Steady,
    /// One, at the moment at which it is noticed: a replay, which takes longer steps.
    Leaps,
}

/// Where every write begins. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The database.
    pub db: Db,
    /// The clock that moves the facts.
    pub clock: Clock,
    /// What cursors of scoped orders are encrypted with.
    pub cursor_key: Arc<CursorKey>,
    pub(super) pace: Pace,
    /// How far ahead of the clock a source's stamp may lie.
    stamps_ahead: TimeDelta,
    /// It tells a past: its own moments make no stamp right.
    tells_past: bool,
    /// It serves reads alone.
    read_only: bool,
    /// Accounts that stood before a unit are left to the worker.
    pub(super) later: bool,
    /// How far a unit's moment may be ahead of the database's own clock; nothing where it is not held to it.
    pub(super) ahead: Option<TimeDelta>,
    pub(super) cache: Option<FactCache>,
    pub(super) custom_fields: usize,
    pub(super) common: Arc<Mutex<Option<Arc<Common>>>>,
    leases: Leases,
    /// The turns of this node's heavy work, where others want some too.
    turns: Option<Turns>,
    commits: Arc<watch::Sender<u64>>,
}

fn another_stood_in_the_way(error: &AppError) -> bool {
    match error {
        AppError::Database(error) => is_transient(error),
        AppError::Overtaken => true,
        _ => false,
    }
}

impl Desk {
    /// Opens a migrated database: the first start makes the company's row and the policy's version 1.
    pub async fn open(db: Db, clock: Clock) -> Result<Self, AppError> {
        store::company::ensure(&db.write).await?;
        store::policy::ensure(&db.write, vitrine(), clock.now()).await?;
        let cursor_key = Arc::new(CursorKey::read(&db.read).await?);
        let commits = Arc::new(watch::Sender::new(0));
        // A clock that somebody moves is ahead, or behind, because it is meant to be.
        let ahead = clock.is_machine().then_some(AHEAD);
        Ok(Self {
            db,
            clock,
            cursor_key,
            pace: Pace::Steady,
            stamps_ahead: STAMPS_AHEAD,
            tells_past: false,
            read_only: false,
            later: false,
            ahead,
            cache: None,
            custom_fields: BYTES,
            common: Arc::default(),
            leases: Leases::default(),
            turns: None,
            commits,
        })
    }

    /// The same desk, which believes stamps so far ahead of the clock.
    #[must_use]
    pub fn stamps_ahead(self, stamps_ahead: TimeDelta) -> Self {
        Self { stamps_ahead, ..self }
    }

    /// The same desk for a replay: the moments that it tells are the source's own, so stamps are held against the machine's
    /// clock alone.
    #[must_use]
    pub fn telling_past(self) -> Self {
        Self { tells_past: true, ..self }
    }

    /// The same desk of a server of reads alone.
    #[must_use]
    pub fn reading_only(self) -> Self {
        Self { read_only: true, ..self }
    }

    /// Up to when the stamps of sources are believed at a moment: a little beyond it or the machine's clock, whichever is later.
    pub fn horizon(&self, moment: DateTime<Utc>) -> Horizon {
        let machine = machine_now();
        Horizon::beyond(if self.tells_past { machine } else { machine.max(moment) }, self.stamps_ahead)
    }

    /// Writes down that a token named one of our people; nothing is written by a server of reads alone.
    pub async fn note_sign_in(&self, member: TeamMemberId) -> Result<(), AppError> {
        if self.read_only {
            return Ok(());
        }
        sign_ins::note(&self.db, member, machine_now()).await
    }

    /// The same desk for a driver that is the only writer: it keeps the accounts' facts between its units.
    #[must_use]
    pub fn with_cache(&self, cache: FactCache) -> Self {
        Self { cache: Some(cache), ..self.clone() }
    }

    /// The same desk, whose units' moments may be so far ahead of the database's own clock; without a bound they are not held to it.
    #[must_use]
    pub fn ahead_at_most(&self, ahead: Option<TimeDelta>) -> Self {
        Self { ahead, ..self.clone() }
    }

    /// How far a unit's moment may be ahead of the database's own clock; nothing where it is not held to it.
    pub fn ahead(&self) -> Option<TimeDelta> {
        self.ahead
    }

    /// The same desk where the custom fields of a record may take so many bytes.
    #[must_use]
    pub fn with_custom_fields(&self, bytes: usize) -> Self {
        Self { custom_fields: bytes, ..self.clone() }
    }

    /// The same desk at another pace.
    #[must_use]
    pub fn at_pace(&self, pace: Pace) -> Self {
        Self { pace, ..self.clone() }
    }

    /// The same desk for one request: its transactions end in the database when it is given up.
    #[must_use]
    pub fn for_request(&self) -> Self {
        Self { db: self.db.for_request(), ..self.clone() }
    }

    /// The same desk for batches of facts: an account that stood before a unit is not assessed in it, but left to the
    /// worker, or to its next unit at another desk.
    #[must_use]
    pub fn assessing_later(&self) -> Self {
        Self { later: true, ..self.clone() }
    }

    /// The same desk, whose heavy work takes turns with that of others.
    #[must_use]
    pub fn sharing(&self, turns: &Turns) -> Self {
        Self { turns: Some(turns.clone()), ..self.clone() }
    }

    /// Whether its heavy work takes turns with that of others.
    pub fn shares(&self) -> bool {
        self.turns.is_some()
    }

    /// Waits for a turn; none is needed where nobody else wants one.
    pub async fn turn(&self, who: &str) -> Option<Turn> {
        match &self.turns {
            Some(turns) => Some(turns.take(who).await),
            None => None,
        }
    }

    /// Counts this node's commits: changed after each one.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    /// Wakes whoever waits for commits.
    pub fn wake(&self) {
        self.commits.send_modify(|commits| *commits += 1);
    }

    /// Claims a caller's idempotency key for a mutation. It comes to its end though whoever asked may give up in between: then
    /// the key is freed again.
    pub async fn claim(&self, caller: &str, field: &str, key: &str, digest: &str) -> Result<Claimed, AppError> {
        let (db, leases, claim, digest) =
            (self.db.clone(), self.leases.clone(), Claim::new(caller, field, key), digest.to_owned());
        let claims = async move { idempotency::claim(&db, &leases, claim, &digest).await };
        tokio::spawn(claims.in_current_span()).await.map_err(|_| AppError::Invariant("a claim that broke off"))?
    }

    /// Runs one unit of work over these accounts: they are locked in the order of their ids. Where others stand in its
    /// way it is tried again, a bounded number of times.
    pub async fn unit<W: Work>(
        &self,
        origin: Origin,
        accounts: impl IntoIterator<Item = AccountId>,
        work: &W,
    ) -> Result<W::Done, AppError> {
        let mut accounts: BTreeSet<_> = accounts.into_iter().collect();
        let origin = Arc::new(origin);
        let mut tries = 0;
        loop {
            match self.attempt(Arc::clone(&origin), &accounts, work).await {
                Err(AppError::NeedsAccounts(more)) if tries < TRIES => accounts.extend(more),
                Err(error) if tries < TRIES && another_stood_in_the_way(&error) => {
                    tracing::debug!(%error, tries, "a unit of work is tried again");
                    tokio::time::sleep(PAUSE * 2_u32.pow(tries.min(6))).await;
                }
                other => return other,
            }
            tries += 1;
        }
    }

    async fn attempt<W: Work>(
        &self,
        origin: Arc<Origin>,
        accounts: &BTreeSet<AccountId>,
        work: &W,
    ) -> Result<W::Done, AppError> {
        let mut unit = Unit::begin(self, origin, accounts).await?;
        let done = work.run(&mut unit).await?;
        if unit.finish().await? {
            self.wake();
        }
        Ok(done)
    }

    pub(super) fn known_common(&self, epoch: i64) -> Option<Arc<Common>> {
        let known = self.common.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|common| common.epoch == epoch).cloned()
    }

    pub(super) fn keep_common(&self, common: &Arc<Common>) {
        *self.common.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(common));
    }
}
