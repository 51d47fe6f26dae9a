//! What a unit of work leaves behind in assessments, risks, histories and the log.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::{ChangeKind, ChangeRecordType, HealthBand, HistoryKind, QuadrantName, RecordKind, Rung};
use entity::ids::{AccountId, ChangeId, HistoryId};
use entity::values::Actor;
use entity::{account, assessment, external_id, history, risk};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::deed::Deed;
use super::ids::Ids;
use super::parallel;
use super::review::Step;
use super::risks::{RiskStep, Turn, follow};
use crate::command::desk::{Origin, vitrine};
use crate::domain::assessment::Risk;
use crate::error::AppError;
use crate::registry::{AnyRecord, HistoryLine, is_bulk};
use crate::store::external_id::Name;
use crate::store::log::Entry;
use crate::store::picture::Picture;
use crate::store::slim::slim;

/// What systems call accounts, by account.
pub(super) type Names = BTreeMap<AccountId, Vec<external_id::Model>>;

/// Rows to write, gathered.
#[derive(Debug, Default)]
pub(super) struct Trail {
    /// The assessments to store, each account's in their order.
    pub(super) assessments: BTreeMap<AccountId, Vec<Step>>,
    /// The last state of each risk that changed.
    pub(super) risks: BTreeMap<Uuid, risk::Model>,
    pub(super) history: Vec<history::Model>,
    pub(super) entries: Vec<Entry>,
    /// How many assessments were made.
    pub(super) steps: usize,
}

impl Trail {
    pub(super) fn append(&mut self, mut other: Self) {
        for (account, steps) in std::mem::take(&mut other.assessments) {
            self.assessments.entry(account).or_default().extend(steps);
        }
        // Not `append`: it builds the whole map anew each time.
        self.risks.extend(std::mem::take(&mut other.risks));
        self.history.append(&mut other.history);
        self.entries.append(&mut other.entries);
        self.steps += other.steps;
    }

    /// An assessment: its row where anything differs, its verdicts, its risks, its entry where a verdict differs.
    pub(super) fn assessed(
        &mut self,
        account: AccountId,
        step: Step,
        picture: &mut Picture,
        moment: DateTime<Utc>,
        ids: &Ids,
    ) -> Result<(), AppError> {
        self.steps += 1;
        if !step.stored {
            return Ok(());
        }
        self.verdicts(account, &step, moment, ids);
        let answers = &picture.facts.risk_answers;
        for risk in follow(account, &mut picture.risks, &step.after, answers, moment, ids)? {
            self.risk(account, risk, &step, moment, ids)?;
        }
        if step.logged {
            self.entries.push(Entry {
                id: ChangeId(ids.next()),
                account_id: Some(account),
                kind: ChangeKind::Assessed,
                record_type: ChangeRecordType::Account,
                record_id: Some(account.0),
                actor: vitrine(),
                source: None,
                cause: Some(step.cause.word()),
                after: Some(verdicts(&step)),
            });
        }
        self.assessments.entry(account).or_default().push(step);
        Ok(())
    }

    fn verdicts(&mut self, account: AccountId, step: &Step, moment: DateTime<Utc>, ids: &Ids) {
        let before = step.before.as_deref();
        let after = &step.after;
        let band = before.map_or(HealthBand::Unknown, |before| before.health.band);
        let rung = before.map_or(Rung::Unproven, |before| before.stage.rung);
        let quadrant = before.map_or(QuadrantName::Unknown, |before| before.quadrant.name);
        let mut turned = |kind, what: &str, was: String, is: String| {
            if was != is {
                let summary = format!("{what}: {}, was {}", plain(&is), plain(&was));
                let line = HistoryLine { kind, occurred_at: after.assessed_at, summary };
                self.history.push(row(account, HistoryId(ids.next()), line, vitrine(), None, None, moment));
            }
        };
        turned(HistoryKind::HealthBand, "Health", band.word(), after.health.band.word());
        turned(HistoryKind::Stage, "Stage", rung.word(), after.stage.rung.word());
        turned(HistoryKind::Quadrant, "Quadrant", quadrant.word(), after.quadrant.name.word());
    }

    fn risk(
        &mut self,
        account: AccountId,
        risk_step: RiskStep,
        step: &Step,
        moment: DateTime<Utc>,
        ids: &Ids,
    ) -> Result<(), AppError> {
        let RiskStep { turn, risk, answered } = risk_step;
        let kind = plain(&risk.kind.word());
        let severity = plain(&risk.severity.word());
        let summary = match turn {
            Turn::Raised => Some(format!("Risk raised: {kind}, {severity}")),
            Turn::Changed if !answered => Some(format!("Risk {kind}: {severity} now")),
            Turn::Closed if !answered => Some(format!("Risk over: {kind}")),
            // The answer has its own line, with the person's reason.
            Turn::Changed | Turn::Closed | Turn::Reworded => None,
        };
        if let Some(summary) = summary {
            let line = HistoryLine { kind: HistoryKind::Risk, occurred_at: step.after.assessed_at, summary };
            let of = Some(("Risk", risk.id.0));
            self.history.push(row(account, HistoryId(ids.next()), line, vitrine(), None, of, moment));
        }
        if turn != Turn::Reworded {
            self.entries.push(Entry {
                id: ChangeId(ids.next()),
                account_id: Some(account),
                kind: if turn == Turn::Raised { ChangeKind::Created } else { ChangeKind::Updated },
                record_type: ChangeRecordType::Risk,
                record_id: Some(risk.id.0),
                actor: vitrine(),
                source: None,
                cause: Some(step.cause.word()),
                after: Some(serde_json::to_value(&risk)?),
            });
        }
        self.risks.insert(risk.id.0, risk);
        Ok(())
    }
}

/// The rows of the assessments. One that another of its unit takes the place of at the same moment stood for nobody, and
/// is stored as the thinned are; but not the last that was logged, which the next ones are compared with.
pub(super) fn rows(
    assessments: BTreeMap<AccountId, Vec<Step>>,
    moment: DateTime<Utc>,
) -> Result<Vec<assessment::Model>, AppError> {
    let row = |(account, steps): (AccountId, Vec<Step>)| -> Result<Vec<_>, AppError> {
        let last_logged = steps.iter().rposition(|step| step.logged);
        let stood =
            |at: usize| steps.get(at + 1).is_none_or(|next| next.after.assessed_at != steps[at].after.assessed_at);
        let whole = |at: usize| last_logged == Some(at) || stood(at);
        steps.iter().enumerate().map(|(at, step)| stored(account, step, whole(at), moment)).collect()
    };
    let mut rows = Vec::with_capacity(assessments.len());
    for of_account in parallel::each(assessments.into_iter().collect(), row) {
        rows.extend(of_account?);
    }
    Ok(rows)
}

fn stored(account: AccountId, step: &Step, whole: bool, moment: DateTime<Utc>) -> Result<assessment::Model, AppError> {
    let after = step.after.as_ref();
    Ok(assessment::Model {
        account_id: account,
        id: step.id,
        assessed_at: after.assessed_at,
        recorded_at: moment,
        next_review_at: after.next_review_at,
        cause: step.cause,
        policy_version: after.policy_version,
        epoch: step.epoch,
        score: tenths(after.health.score.map(|score| score.0)),
        model_score: tenths(after.health.model_score.map(|score| score.0)),
        band: after.health.band,
        quadrant: after.quadrant.name,
        customer_happiness: tenths(after.quadrant.customer_happiness.map(|happiness| happiness.0)),
        company_happiness: tenths(after.quadrant.company_happiness.map(|happiness| happiness.0)),
        lines: slim(&step.lines)?,
        carries_since: None,
        logged: step.logged,
        body: whole.then(|| slim(after)).transpose()?,
        memory: whole.then(|| slim(&step.memory)).transpose()?,
        given: whole.then(|| slim(&step.given)).transpose()?,
    })
}

/// What an entry ASSESSED tells: the verdicts, and which stored assessment has the reasons. Nothing of a scoped group.
fn verdicts(step: &Step) -> Value {
    let after = step.after.as_ref();
    let (health, stage) = (&after.health, &after.stage);
    let criteria: Vec<_> =
        stage.criteria.iter().map(|criterion| json!({ "rule": criterion.rule, "state": criterion.state })).collect();
    let told =
        |risk: &Risk| json!({ "kind": risk.kind, "severity": risk.severity, "state": risk.state, "since": risk.since });
    json!({
        "assessmentId": step.id,
        "assessedAt": after.assessed_at,
        "policyVersion": after.policy_version,
        "health": {
            "score": health.score, "modelScore": health.model_score, "band": health.band,
            "coverage": health.coverage, "trend": health.trend,
        },
        "happiness": { "score": after.happiness.score, "label": after.happiness.label },
        "stage": { "rung": stage.rung, "since": stage.since, "criteria": criteria },
        "quadrant": { "name": after.quadrant.name, "since": after.quadrant.since },
        "risks": after.risks.iter().map(told).collect::<Vec<_>>(),
    })
}

/// A small number in its column.
pub(super) fn tenths(number: Option<i64>) -> Option<i32> {
    number.and_then(|number| i32::try_from(number).ok())
}

/// WORK_TO_KEEP_UNHAPPY, as it is read.
fn plain(word: &str) -> String {
    word.to_lowercase().replace('_', " ")
}

/// A line of an account's history.
pub(super) fn row(
    account_id: AccountId,
    id: HistoryId,
    line: HistoryLine,
    actor: Actor,
    source: Option<String>,
    of: Option<(&str, Uuid)>,
    moment: DateTime<Utc>,
) -> history::Model {
    history::Model {
        account_id,
        id,
        kind: line.kind,
        occurred_at: line.occurred_at,
        recorded_at: moment,
        actor,
        source,
        summary: line.summary,
        record_type: of.map(|(record_type, _)| record_type.to_owned()),
        record_id: of.map(|(_, id)| id),
    }
}

/// The entries of what was asked for, in its order; bulk facts once per account and batch, after the others.
pub(super) fn entries(
    deeds: &[Deed],
    renamed: &[account::Model],
    names: &Names,
    origin: &Origin,
    ids: &Ids,
) -> Result<Vec<Entry>, AppError> {
    let mut entries = Vec::with_capacity(deeds.len());
    let mut bulk: BTreeMap<(AccountId, RecordKind), Batch> = BTreeMap::new();
    for deed in deeds {
        let (grant, kind, record_type, record_id, after) = match deed {
            Deed::Put { record, grant, .. } if is_bulk(record.kind()) => {
                batch(&mut bulk, record, grant.cause())?.written(record)?;
                continue;
            }
            Deed::Delete { record, grant } if is_bulk(record.kind()) => {
                batch(&mut bulk, record, grant.cause())?.deleted(record);
                continue;
            }
            Deed::Put { grant, was, record } => {
                let kind = if was.is_none() { ChangeKind::Created } else { ChangeKind::Updated };
                (grant, kind, record.kind().into(), Some(record.key()), Some(image(record, names)?))
            }
            Deed::Delete { grant, record } => {
                (grant, ChangeKind::Deleted, record.kind().into(), Some(record.key()), None)
            }
            Deed::Aside { grant, new, side } => {
                let kind = if *new { ChangeKind::Created } else { ChangeKind::Updated };
                (grant, kind, side.record_type(), Some(side.key()), Some(side.image()?))
            }
            Deed::Policy { grant, policy } => {
                (grant, ChangeKind::Created, ChangeRecordType::Policy, None, Some(policy.document.clone()))
            }
        };
        entries.push(Entry {
            id: ChangeId(ids.next()),
            account_id: deed.account(),
            kind,
            record_type,
            record_id,
            actor: origin.actor.clone(),
            source: origin.source.clone(),
            cause: grant.cause().map(str::to_owned).or_else(|| origin.cause.clone()),
            after,
        });
    }
    for account in renamed {
        entries.push(Entry {
            id: ChangeId(ids.next()),
            account_id: Some(account.id),
            kind: ChangeKind::Updated,
            record_type: ChangeRecordType::Account,
            record_id: Some(account.id.0),
            actor: origin.actor.clone(),
            source: origin.source.clone(),
            cause: origin.cause.clone(),
            after: Some(image(&account.clone().into(), names)?),
        });
    }
    for ((account, kind), batch) in bulk {
        entries.push(Entry {
            id: ChangeId(ids.next()),
            account_id: Some(account),
            kind: ChangeKind::Bulk,
            record_type: kind.into(),
            record_id: None,
            actor: origin.actor.clone(),
            source: origin.source.clone(),
            cause: batch.cause.map(str::to_owned).or_else(|| origin.cause.clone()),
            after: Some(batch.image()),
        });
    }
    Ok(entries)
}

/// A record's image; an account's has its names too.
fn image(record: &AnyRecord, names: &Names) -> Result<Value, AppError> {
    let mut image = record.image()?;
    if let (AnyRecord::Account(account), Value::Object(fields)) = (record, &mut image) {
        let of_account: Vec<_> = names.get(&account.id).into_iter().flatten().map(Name::from).collect();
        fields.insert("externalIds".to_owned(), serde_json::to_value(of_account)?);
    }
    Ok(image)
}

/// Bulk facts of one account and kind.
#[derive(Default)]
struct Batch {
    cause: Option<&'static str>,
    days: Option<(NaiveDate, NaiveDate)>,
    written: BTreeMap<Uuid, Value>,
    deleted: BTreeSet<Uuid>,
}

fn batch<'a>(
    bulk: &'a mut BTreeMap<(AccountId, RecordKind), Batch>,
    record: &AnyRecord,
    cause: Option<&'static str>,
) -> Result<&'a mut Batch, AppError> {
    let account = record.account().ok_or(AppError::Invariant("a bulk fact without an account"))?;
    let batch = bulk.entry((account, record.kind())).or_default();
    batch.cause = cause;
    if let Some((from, to)) = record.days() {
        let (first, last) = batch.days.unwrap_or((from, to));
        batch.days = Some((first.min(from), last.max(to)));
    }
    Ok(batch)
}

impl Batch {
    fn written(&mut self, record: &AnyRecord) -> Result<(), AppError> {
        self.written.insert(record.key(), record.image()?);
        Ok(())
    }

    fn deleted(&mut self, record: &AnyRecord) {
        self.deleted.insert(record.key());
    }

    /// The days from the first to before the last, how many records, and a digest of their images in the order of ids.
    fn image(&self) -> Value {
        let mut digest = Sha256::new();
        for image in self.written.values() {
            digest.update(image.to_string());
        }
        for id in &self.deleted {
            digest.update(id.as_bytes());
        }
        let digest: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        json!({
            "from": self.days.map(|(from, _)| from),
            "to": self.days.map(|(_, to)| to),
            "written": self.written.len(),
            "deleted": self.deleted.len(),
            "digest": digest,
        })
    }
}
