//! Who a team member is to their tokens: subject and e-mail address. Only some may set them, and nobody has another's.

use std::collections::{BTreeSet, HashMap, HashSet};

use async_graphql::MaybeUndefined;
use entity::ids::TeamMemberId;
use entity::team_member::Model;

use super::merge::Merge;
use super::result::{Problem, ProblemCode};
use super::team_member::TeamMemberRowInput;
use super::value;

/// What tokens know our people by; loaded for rows of team members.
#[derive(Clone, Debug, Default)]
pub(super) struct Identified {
    /// Whether the sender may set what tokens know people by.
    may_set: bool,
    signed_in: HashSet<TeamMemberId>,
    subjects: Index,
    emails: Index,
}

/// Who has which text.
#[derive(Clone, Debug, Default)]
struct Index {
    owners: HashMap<String, BTreeSet<TeamMemberId>>,
    texts: HashMap<TeamMemberId, String>,
}

impl Index {
    fn set(&mut self, member: TeamMemberId, text: Option<String>) {
        if let Some(owners) = self.texts.remove(&member).and_then(|before| self.owners.get_mut(&before)) {
            owners.remove(&member);
        }
        if let Some(text) = text {
            self.owners.entry(text.clone()).or_default().insert(member);
            self.texts.insert(member, text);
        }
    }

    /// Whether somebody else has it.
    fn is_taken(&self, text: &str, member: TeamMemberId) -> bool {
        self.owners.get(text).is_some_and(|owners| owners.iter().any(|owner| *owner != member))
    }
}

impl Identified {
    /// What tokens know these people by.
    pub(super) fn of(members: &[Model], signed_in: HashSet<TeamMemberId>, may_set: bool) -> Self {
        let mut known = Self { may_set, signed_in, ..Self::default() };
        for member in members {
            known.put(member);
        }
        known
    }

    /// A member is known by this from here on.
    pub(super) fn put(&mut self, member: &Model) {
        self.subjects.set(member.id, member.subject.clone());
        self.emails.set(member.id, member.email.as_deref().map(str::to_lowercase));
    }
}

fn forbidden() -> Problem {
    Problem::new(ProblemCode::Forbidden, "tokens know a person by it: it needs ADMIN or the scope write:identity")
}

fn taken() -> Problem {
    Problem::new(ProblemCode::Duplicate, "belongs to another team member")
}

/// The subject as it will be. Without the right it is left out, whatever it says: whether it is what stands is nobody's to try.
pub(super) fn subject(row: &TeamMemberRowInput, m: &mut Merge<'_, Model>) -> Option<String> {
    let stood = m.before.and_then(|before| before.subject.clone());
    if row.subject.is_undefined() {
        return stood;
    }
    if !m.identified.may_set {
        m.leave_out("subject", forbidden());
        return stood;
    }
    let stated = m.optional("subject", &row.subject, value::line, |_| None);
    let changed = stated.as_deref().filter(|stated| Some(*stated) != stood.as_deref());
    if changed.is_some_and(|subject| m.identified.subjects.is_taken(subject, m.head.id.into())) {
        m.leave_out("subject", taken());
        return stood;
    }
    stated
}

/// The e-mail address as it will be. Of who has signed in it is changed by right alone.
pub(super) fn email(row: &TeamMemberRowInput, m: &mut Merge<'_, Model>) -> Option<String> {
    let stood = m.before.and_then(|before| before.email.clone());
    if matches!(row.email, MaybeUndefined::Undefined) {
        return stood;
    }
    let stated = m.optional("email", &row.email, value::email, |_| None);
    let fold = |email: &Option<String>| email.as_deref().map(str::to_lowercase);
    let folded = fold(&stated);
    if folded == fold(&stood) {
        return stated;
    }
    let id = TeamMemberId(m.head.id);
    if !m.identified.may_set && m.identified.signed_in.contains(&id) {
        m.leave_out("email", forbidden());
        return stood;
    }
    if folded.is_some_and(|email| m.identified.emails.is_taken(&email, id)) {
        m.leave_out("email", taken());
        return stood;
    }
    stated
}
