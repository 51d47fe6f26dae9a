//! The view's numbers (rules.md 10): made by the pass that assesses, stored beside the assessment.

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::{ContactLevel, TicketSeverity};
use serde::{Deserialize, Serialize};

use crate::domain::number::{Hundredths, Millionths};

/// The view's numbers about one account at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Numbers {
    /// Use of the product in the 28-day window.
    pub adoption: AdoptionNumbers,
    /// Support cases open now and of 90 days.
    pub support: SupportNumbers,
    /// Answers of 365 days.
    pub voice: VoiceNumbers,
    /// The end of the term that ends next.
    pub renews_on: Option<NaiveDate>,
    /// What the contracts are worth; scoped.
    pub commercials: CommercialNumbers,
    /// What the account earns and costs; scoped.
    pub profitability: ProfitabilityNumbers,
}

/// Use of the product in the 28-day window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdoptionNumbers {
    /// Seats of the subscriptions running on the window's last day; none where none states them.
    pub seats: Option<i64>,
    /// Active users, where they are known.
    pub active_users: Option<i64>,
    /// Active users by seat, at most 1.
    pub active_share: Option<Millionths>,
    /// Volume of the window by that of the one before.
    pub trend: Option<Millionths>,
    /// Entitled key features with use.
    pub key_features_used: Option<i64>,
    /// Entitled key features.
    pub key_features_entitled: Option<i64>,
    /// Seconds by user and day of use.
    pub seconds_per_user_day: Option<Millionths>,
    /// The last day with use, today included.
    pub last_used_on: Option<NaiveDate>,
}

/// A share with what it is made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShareNumbers {
    /// How many of them.
    pub numerator: i64,
    /// How many in all; with 0 the share is null.
    pub denominator: i64,
}

/// How many open tickets of one severity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeverityNumbers {
    /// The severity.
    pub severity: TicketSeverity,
    /// How many.
    pub count: i64,
}

/// Support cases open now and of 90 days.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SupportNumbers {
    /// Open now.
    pub open_count: i64,
    /// Open now, by severity, the worst first; all four.
    pub open_by_severity: Vec<SeverityNumbers>,
    /// Open past their target.
    pub past_target: i64,
    /// Closed at first contact, of those closed in 90 days where that is known.
    pub first_contact_resolution: ShareNumbers,
    /// Reopened, of those closed in 90 days.
    pub reopened: ShareNumbers,
    /// Opened in 90 days, or open now, and flagged as escalated.
    pub escalated: i64,
}

/// Answers of 365 days.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VoiceNumbers {
    /// By each method: AVERAGE, WATERFALL, ALL.
    pub nps: Vec<NpsNumbers>,
    /// CSAT answers in the top two boxes, of all.
    pub csat: ShareNumbers,
    /// Mean of the CES answers, 0 to 1, where 1 is the least effort.
    pub ces: Option<Millionths>,
    /// When the last answer came.
    pub last_answer_at: Option<DateTime<Utc>>,
}

/// How an account's NPS is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NpsMethod {
    /// The mean of each contact's latest answer.
    Average,
    /// The same, of the highest level that answered.
    Waterfall,
    /// The mean of every answer.
    All,
}

/// What an account's NPS makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NpsGroup {
    /// 9 or higher.
    Promoter,
    /// 7 or higher.
    Passive,
    /// Lower.
    Detractor,
    /// No answer.
    Unknown,
}

/// An account's NPS by one method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NpsNumbers {
    /// The method.
    pub method: NpsMethod,
    /// The mean answer, 0 to 10.
    pub score: Option<Millionths>,
    /// What that makes the account.
    pub group: NpsGroup,
    /// Answers of 9 or more.
    pub promoters: i64,
    /// Answers of 7 or more.
    pub passives: i64,
    /// Lower answers.
    pub detractors: i64,
    /// The same for each level, the highest first.
    pub by_level: Vec<LevelNpsNumbers>,
}

/// The NPS of one level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LevelNpsNumbers {
    /// The level.
    pub level: ContactLevel,
    /// The mean answer, 0 to 10.
    pub score: Option<Millionths>,
    /// Answers of 9 or more.
    pub promoters: i64,
    /// Answers of 7 or more.
    pub passives: i64,
    /// Lower answers.
    pub detractors: i64,
}

/// What the contracts are worth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CommercialNumbers {
    /// The currency of the amounts.
    pub currency: String,
    /// MRR of the paid subscriptions that run today, in minor units; null where a rate is missing.
    pub mrr_minor: Option<i64>,
    /// NO_RATE where the MRR is null.
    pub problem: Option<String>,
    /// Seats of the subscriptions that run today; none where none states them.
    pub seats: Option<i64>,
}

/// What the account earned and cost over the period of rules.md 3.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProfitabilityNumbers {
    /// First day of the period.
    pub from: NaiveDate,
    /// The day after its last one.
    pub to: NaiveDate,
    /// The currency of the amounts.
    pub currency: String,
    /// Revenue in minor units; null where a rate is missing.
    pub revenue_minor: Option<i64>,
    /// Cost in minor units; null where a rate is missing or nothing tells the time spent.
    pub cost_minor: Option<i64>,
    /// (revenue − cost) / revenue; null where either is or there is no revenue.
    pub margin: Option<Hundredths>,
    /// No time was ever booked, so it was worked out from tickets and touchpoints.
    pub estimated: bool,
    /// Minutes spent.
    pub minutes: i64,
    /// TOO_YOUNG, NO_RATE, NO_COST or NO_REVENUE, where the company's happiness rests on no profit.
    pub problem: Option<String>,
}
