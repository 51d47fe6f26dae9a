//! An answer to a survey.

use async_graphql::{Context, ID, Object, Result};
use entity::contact;
use entity::enums::SurveyKind;
use entity::survey_response::Model;

use crate::domain::number::Millionths;
use crate::domain::survey::Scale;
use crate::graphql::account::object::Account;
use crate::graphql::contact::object::Contact;
use crate::graphql::loaders::{reference, row_object};
use crate::scalar::{DateTime, Decimal};

row_object! {
    /// An answer to a survey.
    SurveyResponse = survey_response
}

/// An answer to a survey.
#[Object]
impl SurveyResponse {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// The contact who answered; null where none is named, or the one named is gone.
    async fn contact(&self, ctx: &Context<'_>) -> Option<Result<Contact>> {
        let found = reference::<_, contact::Entity>(ctx, &self.0, "contact", |row| row.contact_id.map(Into::into));
        found.await.map(|found| found.map(Contact)).transpose()
    }

    /// What was asked.
    async fn kind(&self) -> SurveyKind {
        self.0.kind
    }

    /// The answer, on its scale.
    async fn answer(&self) -> Decimal {
        self.0.answer.into()
    }

    /// The lowest answer of the scale.
    async fn scale_min(&self) -> Decimal {
        self.0.scale_min.into()
    }

    /// The highest answer of the scale.
    async fn scale_max(&self) -> Decimal {
        self.0.scale_max.into()
    }

    /// A low answer is a good one.
    async fn low_is_good(&self) -> bool {
        self.0.low_is_good
    }

    /// The answer as 0 to 1, 1 being best: what the rules count. NPS is 0 to 10, high is good, whatever it states.
    async fn normalized(&self) -> f64 {
        normalized(&self.0)
    }

    /// What they added in words.
    async fn comment(&self) -> Option<&str> {
        self.0.comment.as_deref()
    }

    /// When they answered.
    async fn answered_at(&self) -> DateTime {
        self.0.answered_at.into()
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// v of the answer on its scale; a scale or an answer that does not count was refused at the door.
fn normalized(row: &Model) -> f64 {
    let own = Scale { min: row.scale_min, max: row.scale_max, low_is_good: row.low_is_good };
    let scale = if row.kind == SurveyKind::Nps { Scale::NPS } else { own };
    scale.value(row.answer).map_or(0.0, Millionths::as_f64)
}
