//! Checks of an input: they find all that is wrong with it at once.

use chrono::{DateTime, Utc};
use entity::enums::UserErrorCode;
use entity::ids::{AccountId, ContactId, TeamMemberId};
use sea_orm::ConnectionTrait;

use super::refusal::Refusal;
use crate::domain::bounds::PROBLEMS;
use crate::domain::request::People;
use crate::error::AppError;
use crate::store::targets;

pub use crate::domain::text::{LINE, LIST, TEXT};

/// What was found wrong so far.
#[derive(Debug, Default)]
pub struct Checks(Vec<Refusal>);

impl Checks {
    /// Something is wrong.
    pub fn refuse(&mut self, refusal: Refusal) {
        if self.0.len() < PROBLEMS {
            self.0.push(refusal);
        }
    }

    /// Whether nothing is wrong so far.
    pub fn pass(&self) -> bool {
        self.0.is_empty()
    }

    /// A value is out of range, too long, or of the wrong kind.
    pub fn invalid(&mut self, field: &str, message: impl Into<String>) {
        self.refuse(Refusal::new(UserErrorCode::Invalid, field, message));
    }

    /// Keeps the value, or says what is wrong with it.
    pub fn keep<T>(&mut self, result: Result<T, Refusal>) -> Option<T> {
        result.map_err(|refusal| self.refuse(refusal)).ok()
    }

    /// A text that must be there; white space around it is left out.
    pub fn text(&mut self, field: &str, text: &str, most: usize) -> String {
        let text = text.trim();
        if text.is_empty() {
            self.refuse(Refusal::new(UserErrorCode::Required, field, format!("{} is missing.", named(field))));
        }
        self.bounded(field, text, most)
    }

    /// A text that may be missing; an empty one is.
    pub fn optional_text(&mut self, field: &str, text: Option<&str>, most: usize) -> Option<String> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        Some(self.bounded(field, text, most))
    }

    fn bounded(&mut self, field: &str, text: &str, most: usize) -> String {
        if text.chars().count() > most {
            self.invalid(field, format!("{} is longer than {most} characters.", named(field)));
        }
        if text.contains('\0') {
            self.invalid(field, format!("{} holds a character that no text may hold (U+0000).", named(field)));
        }
        text.to_owned()
    }

    /// A whole number within bounds.
    pub fn number(&mut self, field: &str, number: i32, least: i32, most: i32) {
        if !(least..=most).contains(&number) {
            self.invalid(field, format!("{} must lie between {least} and {most}.", named(field)));
        }
    }

    /// A moment that has come: whatever is dated today has.
    pub fn has_happened(&mut self, field: &str, moment: DateTime<Utc>, now: DateTime<Utc>) {
        if moment.date_naive() > now.date_naive() {
            self.invalid(field, format!("{} lies ahead, and so cannot have happened.", named(field)));
        }
        self.sane(field, moment);
    }

    /// A moment that lies ahead, and at the latest here.
    pub fn lies_ahead(
        &mut self,
        field: &str,
        moment: DateTime<Utc>,
        now: DateTime<Utc>,
        latest: Option<DateTime<Utc>>,
    ) {
        if moment <= now {
            self.invalid(field, format!("{} must lie ahead.", named(field)));
        } else if let Some(latest) = latest.filter(|&latest| moment > latest) {
            let days = (latest - now).num_days();
            self.invalid(field, format!("{} must be at most {days} days on.", named(field)));
        }
    }

    /// A moment that makes sense.
    pub fn sane(&mut self, field: &str, moment: DateTime<Utc>) {
        use chrono::Datelike;
        if !(1900..2200).contains(&moment.year()) {
            self.invalid(field, format!("{} must lie in the years 1900 to 2199.", named(field)));
        }
    }

    /// An id of the kind that is asked for; nothing where it is of another.
    pub fn id<T>(&mut self, field: &str, wire: &str, parse: fn(&str) -> Option<T>, prefix: &str) -> Option<T> {
        self.keep(Refusal::id(field, wire, parse, prefix))
    }

    /// One of our people who is still with us.
    pub fn member(&mut self, field: &str, wire: &str, people: &People) -> Option<TeamMemberId> {
        let id = self.id(field, wire, TeamMemberId::parse, TeamMemberId::PREFIX)?;
        self.active(field, id, people).then_some(id)
    }

    /// Contacts of an account, each once; one that is none is named by its place, or by the field where it is the only one.
    pub async fn contacts(
        &mut self,
        tx: &impl ConnectionTrait,
        account: AccountId,
        wires: &[(String, &str)],
    ) -> Result<Vec<ContactId>, AppError> {
        let parsed =
            wires.iter().map(|(field, wire)| (field, self.id(field, wire, ContactId::parse, ContactId::PREFIX)));
        let parsed: Vec<_> = parsed.filter_map(|(field, id)| Some((field, id?))).collect();
        let ids: Vec<_> = parsed.iter().map(|(_, id)| *id).collect();
        let known = targets::contacts_of(tx, account, &ids).await?;
        let mut contacts = Vec::new();
        for (field, id) in parsed {
            if !known.contains(&id) {
                self.refuse(Refusal::not_found(field, "contact of this account"));
            } else if !contacts.contains(&id) {
                contacts.push(id);
            }
        }
        Ok(contacts)
    }

    /// Whether this is one of our people, and still with us.
    pub fn active(&mut self, field: &str, id: TeamMemberId, people: &People) -> bool {
        match people.get(&id) {
            Some(person) if person.active => return true,
            Some(_) => self.invalid(field, "This team member is not active any more."),
            None => self.refuse(Refusal::not_found(field, "team member")),
        }
        false
    }

    /// Fails with all that is wrong.
    pub fn done(self) -> Result<(), Vec<Refusal>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}

/// The last word of a path, as a sentence begins with it.
fn named(field: &str) -> &str {
    field.rsplit('.').find(|part| part.parse::<usize>().is_err()).unwrap_or(field)
}
