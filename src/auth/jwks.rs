//! The keys that an OpenID provider publishes, kept and read anew as access.md, "Tokens", says.

mod key;
mod provider;

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use crate::clock::Clock;

pub use key::{ACCEPTED, Key};
pub use provider::{Provider, Unreadable};

/// The provider is asked at most once in this time, whatever keys tokens name.
pub const PAUSE: TimeDelta = TimeDelta::seconds(30);

/// A provider's keys.
#[derive(Clone)]
pub struct KeySet(Arc<Inner>);

struct Inner {
    provider: Provider,
    clock: Clock,
    /// How long keys are fresh; then they are read anew.
    fresh: TimeDelta,
    /// How long keys go on when the provider does not answer.
    bound: TimeDelta,
    known: RwLock<Known>,
    /// When the provider was last asked; whoever asks holds it.
    asked: Mutex<Option<DateTime<Utc>>>,
}

#[derive(Clone, Default)]
struct Known {
    keys: Arc<[Key]>,
    read_at: Option<DateTime<Utc>>,
}

/// How a key set stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// The keys are as the provider has them.
    Fresh,
    /// The provider does not answer; the keys of this moment go on for a while.
    Old(DateTime<Utc>),
    /// There are none, or they are too old: no token can be verified.
    Gone,
}

/// Why there is no key for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKey {
    /// The provider has none of that name.
    Unknown,
    /// The provider's keys cannot be read.
    Gone,
}

impl KeySet {
    /// The keys of this provider: they are fresh for a while, and go on for `bound` when it does not answer.
    pub fn new(provider: Provider, clock: Clock, fresh: TimeDelta, bound: TimeDelta) -> Self {
        Self(Arc::new(Inner {
            provider,
            clock,
            fresh: fresh.max(PAUSE),
            bound,
            known: RwLock::default(),
            asked: Mutex::default(),
        }))
    }

    /// The key of this name. A token that names none may be of the only key there is.
    pub async fn find(&self, kid: Option<&str>) -> Result<Key, NoKey> {
        match self.state() {
            KeyState::Fresh => {}
            // Nobody waits for keys while those at hand still hold.
            KeyState::Old(_) => {
                let set = self.clone();
                tokio::spawn(async move { set.refresh().await });
            }
            KeyState::Gone => self.refresh().await,
        }
        match self.look(kid) {
            Err(NoKey::Unknown) => {
                self.refresh().await;
                self.look(kid)
            }
            found => found,
        }
    }

    /// How it stands, once it was read anew where that is due.
    pub async fn current(&self) -> KeyState {
        if self.state() != KeyState::Fresh {
            self.refresh().await;
        }
        self.state()
    }

    /// How it stands now.
    pub fn state(&self) -> KeyState {
        match self.known().read_at {
            Some(at) if self.age(at) < self.0.fresh => KeyState::Fresh,
            Some(at) if self.age(at) < self.0.bound => KeyState::Old(at),
            _ => KeyState::Gone,
        }
    }

    /// Asks the provider, unless it was asked just now.
    async fn refresh(&self) {
        let mut asked = self.0.asked.lock().await;
        if asked.is_some_and(|at| self.age(at) < PAUSE) {
            return;
        }
        let now = self.0.clock.now();
        *asked = Some(now);
        match self.0.provider.keys().await {
            Ok(keys) => {
                let known = Known { keys: keys.into(), read_at: Some(now) };
                *self.0.known.write().unwrap_or_else(PoisonError::into_inner) = known;
            }
            Err(error) => tracing::warn!(?error, "the provider's keys cannot be read"),
        }
    }

    fn look(&self, kid: Option<&str>) -> Result<Key, NoKey> {
        if self.state() == KeyState::Gone {
            return Err(NoKey::Gone);
        }
        let keys = self.known().keys;
        let found = match kid {
            Some(kid) => keys.iter().find(|key| key.kid.as_deref() == Some(kid)),
            None => keys.first().filter(|_| keys.len() == 1),
        };
        found.cloned().ok_or(NoKey::Unknown)
    }

    fn known(&self) -> Known {
        self.0.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn age(&self, at: DateTime<Utc>) -> TimeDelta {
        self.0.clock.now() - at
    }
}
