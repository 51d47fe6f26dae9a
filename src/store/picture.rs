//! All that a unit of work must know of accounts to assess them: facts, the standing assessment, open risks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use entity::ids::{AccountId, AssessmentId};
use entity::{account, assessment, health_override, risk, risk_answer, standing};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::company::Common;
use crate::domain::assess::Numbers;
use crate::domain::assessment::Assessment;
use crate::domain::facts::{self, Facts};
use crate::domain::memory::Memory;
use crate::error::AppError;
use crate::registry::{self, Record, chunk};

/// An account as a unit of work sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Its facts.
    pub facts: Facts,
    /// What was assessed last; nothing where it never was.
    pub standing: Option<Standing>,
    /// Its open risks, by kind.
    pub risks: Vec<risk::Model>,
}

/// What was assessed last.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The stored assessment that it equals but for its moments.
    pub id: AssessmentId,
    /// The whole answer.
    pub assessment: Arc<Assessment>,
    /// What it left behind.
    pub memory: Memory,
    /// The last one that stands in the log.
    pub logged_id: AssessmentId,
    /// Its answer; nothing where it has been thinned away.
    pub logged: Option<Arc<Assessment>>,
    /// The view's numbers that were made beside it.
    pub numbers: Numbers,
}

impl Picture {
    /// A new account, which has no facts yet.
    pub fn new(account: &account::Model, common: &Common) -> Self {
        Self { facts: empty(account, common), standing: None, risks: Vec::new() }
    }

    /// Shows the facts of all accounts as `common` has them.
    pub fn see(&mut self, common: &Common) {
        self.facts.connected.clone_from(&common.connected);
        self.facts.features = Arc::clone(&common.features);
        self.facts.team_members = Arc::clone(&common.members);
    }
}

/// The facts of an account that has none yet.
pub fn empty(account: &account::Model, common: &Common) -> Facts {
    Facts {
        first_seen: Some(account.recorded_at.date_naive()),
        connected: common.connected.clone(),
        features: Arc::clone(&common.features),
        team_members: Arc::clone(&common.members),
        ..Facts::of(account.fact())
    }
}

/// Loads the pictures of these accounts, in a number of statements that does not depend on theirs up to some thousands.
pub async fn load<'a>(
    tx: &impl ConnectionTrait,
    accounts: impl IntoIterator<Item = &'a account::Model>,
    common: &Common,
) -> Result<BTreeMap<AccountId, Picture>, AppError> {
    let mut facts: BTreeMap<_, _> = accounts.into_iter().map(|account| (account.id, empty(account, common))).collect();
    if facts.is_empty() {
        return Ok(BTreeMap::new());
    }
    registry::load_facts(tx, &mut facts).await?;
    let ids: Vec<_> = facts.keys().copied().collect();
    for set in health_override::Entity::find()
        .filter(health_override::Column::AccountId.is_in(ids.iter().copied()))
        .order_by_asc(health_override::Column::Since)
        .order_by_asc(health_override::Column::Id)
        .all(tx)
        .await?
    {
        if let Some(facts) = facts.get_mut(&set.account_id) {
            facts.health_override = Some(override_fact(&set));
        }
    }
    for answer in risk_answer::Entity::find()
        .filter(risk_answer::Column::AccountId.is_in(ids.iter().copied()))
        .order_by_asc(risk_answer::Column::At)
        .order_by_asc(risk_answer::Column::Id)
        .all(tx)
        .await?
    {
        if let Some(facts) = facts.get_mut(&answer.account_id) {
            facts.risk_answers.push(answer_fact(&answer));
        }
    }
    let mut standings = standings(tx, &ids).await?;
    let mut risks = open_risks(tx, &ids).await?;
    let picture = |(id, facts)| {
        let standing = standings.remove(&id);
        (id, Picture { facts, standing, risks: risks.remove(&id).unwrap_or_default() })
    };
    Ok(facts.into_iter().map(picture).collect())
}

/// Writes on an account's row what it is filtered and sorted by: from its assessment, and the numbers made beside it.
pub fn derive(account: &mut account::Model, assessment: &Assessment, numbers: &Numbers) {
    let small = |number: Option<i64>| number.and_then(|number| i32::try_from(number).ok());
    account.health_score = small(assessment.health.score.map(|score| score.0));
    account.health_band = Some(assessment.health.band);
    account.happiness = small(assessment.happiness.score.map(|score| score.0));
    account.rung = Some(assessment.stage.rung);
    account.quadrant = Some(assessment.quadrant.name);
    account.renews_on = numbers.renews_on;
    account.mrr_minor = numbers.commercials.mrr_minor;
    account.next_review_at = Some(assessment.next_review_at);
}

/// An override as `assess` reads it.
pub fn override_fact(set: &health_override::Model) -> facts::HealthOverride {
    let until = set.ended_at.map_or(set.until, |ended| ended.min(set.until));
    facts::HealthOverride { score: set.score, reason: set.reason.clone(), since: set.since, until }
}

/// An answer to a risk as `assess` reads it.
pub fn answer_fact(answer: &risk_answer::Model) -> facts::RiskAnswer {
    facts::RiskAnswer { kind: answer.kind, state: answer.state, at: answer.at, reason: answer.reason.clone() }
}

async fn standings(tx: &impl ConnectionTrait, ids: &[AccountId]) -> Result<BTreeMap<AccountId, Standing>, AppError> {
    let rows = standing::Entity::find().filter(standing::Column::AccountId.is_in(ids.iter().copied())).all(tx).await?;
    // The one that stands is mostly the one that was logged last.
    let wanted: BTreeSet<_> = rows.iter().flat_map(|row| [row.assessment_id, row.logged_id]).collect();
    let mut bodies: BTreeMap<AssessmentId, Arc<Assessment>> = BTreeMap::new();
    for part in wanted.into_iter().collect::<Vec<_>>().chunks(chunk(tx, 2) / 2) {
        let found: Vec<(AssessmentId, Option<String>)> = assessment::Entity::find()
            .select_only()
            .columns([assessment::Column::Id, assessment::Column::Body])
            .filter(assessment::Column::AccountId.is_in(ids.iter().copied()))
            .filter(assessment::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        for (id, body) in found {
            if let Some(body) = body {
                bodies.insert(id, Arc::new(serde_json::from_str(&body)?));
            }
        }
    }
    let mut standings = BTreeMap::new();
    for row in rows {
        let logged = bodies.get(&row.logged_id).cloned();
        let stored =
            bodies.get(&row.assessment_id).ok_or(AppError::Invariant("a standing assessment that is thinned"))?;
        let assessment = super::standings::at_its_moments(Arc::clone(stored), row.assessed_at, row.next_review_at);
        let memory = serde_json::from_str(&row.memory)?;
        let standing = Standing {
            id: row.assessment_id,
            assessment,
            memory,
            logged_id: row.logged_id,
            logged,
            numbers: serde_json::from_str(&row.numbers)?,
        };
        standings.insert(row.account_id, standing);
    }
    Ok(standings)
}

async fn open_risks(
    tx: &impl ConnectionTrait,
    ids: &[AccountId],
) -> Result<BTreeMap<AccountId, Vec<risk::Model>>, AppError> {
    let found = risk::Entity::find()
        .filter(risk::Column::AccountId.is_in(ids.iter().copied()))
        .filter(risk::Column::Open.eq(true))
        .order_by_asc(risk::Column::Id)
        .all(tx)
        .await?;
    let mut risks: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for risk in found {
        risks.entry(risk.account_id).or_default().push(risk);
    }
    Ok(risks)
}
