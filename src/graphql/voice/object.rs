//! What the customer says.

use std::sync::Arc;

use async_graphql::{Enum, Object, Result, SimpleObject};
use entity::enums::ContactLevel;
use entity::{account, survey_response};

use crate::domain::assess::{self, LevelNpsNumbers, NpsNumbers, Numbers};
use crate::domain::number::Millionths;
use crate::error::AppError;
use crate::graphql::lists::lists;
use crate::graphql::loaders::{Row, children};
use crate::graphql::share::{ShareStats, whole};
use crate::graphql::survey_response::object::SurveyResponse;
use crate::scalar::DateTime;
use crate::store::survey_responses;

/// How an account's NPS is worked out from the answers of 365 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "assess::NpsMethod")]
pub enum NpsMethod {
    /// The mean of each contact's latest answer, each without a contact by itself.
    Average,
    /// The same, of the highest level that answered; UNKNOWN last.
    Waterfall,
    /// The mean of every answer.
    All,
}

/// What an account's NPS makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "assess::NpsGroup")]
pub enum NpsGroup {
    /// 9 or higher.
    Promoter,
    /// 7 or higher.
    Passive,
    /// Lower.
    Detractor,
    /// No answer in 365 days.
    Unknown,
}

/// What the customer says.
pub struct Voice {
    /// The account.
    pub account: Row<account::Model>,
    /// Its numbers.
    pub numbers: Arc<Numbers>,
}

/// What the customer says, by the surveys of 365 days, as of the standing assessment.
#[Object]
impl Voice {
    /// The account's net promoter score.
    async fn nps(
        &self,
        #[graphql(desc = "How it is worked out; not null.", default_with = "Some(NpsMethod::Average)")] method: Option<
            NpsMethod,
        >,
    ) -> Result<Nps> {
        let method = method.unwrap_or(NpsMethod::Average).into();
        let found = self.numbers.voice.nps.iter().find(|nps| nps.method == method);
        Ok(found.map(Nps::from).ok_or(AppError::Invariant("numbers without a method of NPS"))?)
    }

    /// Satisfaction: answers in the top two boxes of their scale, of all.
    async fn csat(&self) -> ShareStats {
        ShareStats::from(&self.numbers.voice.csat)
    }

    /// Mean of the answers about effort, 0 to 1, where 1 is the least effort; null without any.
    async fn ces(&self) -> Option<f64> {
        self.numbers.voice.ces.map(Millionths::as_f64)
    }

    /// When the last answer came; null where none did.
    async fn last_answer_at(&self) -> Option<DateTime> {
        self.numbers.voice.last_answer_at.map(Into::into)
    }

    #[graphql(flatten)]
    async fn lists(&self) -> VoiceLists {
        VoiceLists(self.account.clone())
    }
}

/// The lists of `Voice`.
pub struct VoiceLists(Row<entity::account::Model>);

lists! {
    /// The lists of `Voice`.
    impl VoiceLists {
        /// All answers, newest first.
        fn responses(&self, ctx, page) -> SurveyResponse {
            children(ctx, &self.0, "responses", |row| row.id.into(), survey_response::Column::AccountId, survey_responses::listing, page).await
        }
    }
}

/// One net promoter score for the account, from the answers of 365 days; byLevel is the same for each class of user.
#[derive(SimpleObject)]
pub struct Nps {
    /// How it was worked out.
    method: NpsMethod,
    /// The mean answer, 0 to 10; null without any.
    score: Option<f64>,
    /// What that makes the account.
    group: NpsGroup,
    /// Answers of 9 or more that it counts.
    promoters: i32,
    /// Answers of 7 or more, below 9, that it counts.
    passives: i32,
    /// Lower answers that it counts.
    detractors: i32,
    /// The same for each class of user, at most 4, the highest first.
    by_level: Vec<LevelNpsStats>,
}

/// The net promoter score of one class of user.
#[derive(SimpleObject)]
pub struct LevelNpsStats {
    /// The class of user.
    level: ContactLevel,
    /// The mean answer, 0 to 10; null without any.
    score: Option<f64>,
    /// Answers of 9 or more that it counts.
    promoters: i32,
    /// Answers of 7 or more, below 9, that it counts.
    passives: i32,
    /// Lower answers that it counts.
    detractors: i32,
}

impl From<&NpsNumbers> for Nps {
    fn from(nps: &NpsNumbers) -> Self {
        Self {
            method: nps.method.into(),
            score: nps.score.map(Millionths::as_f64),
            group: nps.group.into(),
            promoters: whole(nps.promoters),
            passives: whole(nps.passives),
            detractors: whole(nps.detractors),
            by_level: nps.by_level.iter().map(LevelNpsStats::from).collect(),
        }
    }
}

impl From<&LevelNpsNumbers> for LevelNpsStats {
    fn from(nps: &LevelNpsNumbers) -> Self {
        Self {
            level: nps.level,
            score: nps.score.map(Millionths::as_f64),
            promoters: whole(nps.promoters),
            passives: whole(nps.passives),
            detractors: whole(nps.detractors),
        }
    }
}
