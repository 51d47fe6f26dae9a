//! All facts of one account together: how one is put among them and taken away.

use std::sync::Arc;

use uuid::Uuid;

use super::{Account, Facts, Feature, TeamMember};

/// What the rules see of one record.
pub trait Fact {
    /// Its id.
    fn key(&self) -> Uuid;
    /// Puts it among the facts, in the place of what it was.
    fn put(self, facts: &mut Facts);
    /// Takes the one with this id away.
    fn remove(facts: &mut Facts, id: Uuid);
}

/// Declares [`Facts`]: a list for each kind of fact.
macro_rules! facts {
    ($($(#[$doc:meta])* $list:ident: $fact:ident,)+) => {
        /// All that is known about one account.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Facts {
            /// The account itself.
            pub account: Account,
            /// date(`recorded_at`) of its first fact; nothing where it has none.
            pub first_seen: Option<NaiveDate>,
            /// The kinds of fact that some system has sent for some account.
            pub connected: BTreeSet<RecordKind>,
            $($(#[$doc])* pub $list: Vec<$fact>,)+
            /// All features of the product: a common fact.
            pub features: Arc<Vec<Feature>>,
            /// All people on our side: a common fact.
            pub team_members: Arc<Vec<TeamMember>>,
            /// The override last set, standing or not; one that a person ended has `until` at that moment.
            pub health_override: Option<HealthOverride>,
            /// What people answered to risks, in the order in which they did.
            pub risk_answers: Vec<RiskAnswer>,
        }

        impl Facts {
            /// An account of which nothing else is known.
            pub fn of(account: Account) -> Self {
                Self {
                    account,
                    first_seen: None,
                    connected: BTreeSet::new(),
                    $($list: Vec::new(),)+
                    features: Arc::default(),
                    team_members: Arc::default(),
                    health_override: None,
                    risk_answers: Vec::new(),
                }
            }
        }

        $(
            impl Fact for $fact {
                fn key(&self) -> Uuid {
                    self.id.0
                }
                fn put(self, facts: &mut Facts) {
                    $crate::domain::facts::all::place(&mut facts.$list, self);
                }
                fn remove(facts: &mut Facts, id: Uuid) {
                    $crate::domain::facts::all::take(&mut facts.$list, id);
                }
            }
        )+
    };
}
pub(super) use facts;

impl Fact for Account {
    fn key(&self) -> Uuid {
        self.id.0
    }
    fn put(self, facts: &mut Facts) {
        facts.account = self;
    }
    fn remove(_facts: &mut Facts, _id: Uuid) {}
}

impl Fact for Feature {
    fn key(&self) -> Uuid {
        self.id.0
    }
    fn put(self, facts: &mut Facts) {
        place(Arc::make_mut(&mut facts.features), self);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(Arc::make_mut(&mut facts.features), id);
    }
}

impl Fact for TeamMember {
    fn key(&self) -> Uuid {
        self.id.0
    }
    fn put(self, facts: &mut Facts) {
        place(Arc::make_mut(&mut facts.team_members), self);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(Arc::make_mut(&mut facts.team_members), id);
    }
}

/// Puts a fact into a list that is sorted by id, in the place of what it was.
pub(super) fn place<T: Fact>(list: &mut Vec<T>, fact: T) {
    // Facts mostly come with growing ids.
    let key = fact.key();
    if list.last().is_none_or(|last| last.key() < key) {
        list.push(fact);
        return;
    }
    match list.binary_search_by_key(&key, Fact::key) {
        Ok(index) => list[index] = fact,
        Err(index) => list.insert(index, fact),
    }
}

/// Takes a fact out of a list that is sorted by id.
pub(super) fn take<T: Fact>(list: &mut Vec<T>, key: Uuid) {
    if let Ok(index) = list.binary_search_by_key(&key, Fact::key) {
        list.remove(index);
    }
}
