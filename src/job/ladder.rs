//! The ladder of silence: who hears, and when, that a request's update is overdue (rules.md 8). Each step is taken once;
//! after a stop the steps that were missed are made up, at their own times.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::enums::HistoryKind;
use entity::ids::{AccountId, RequestId};
use entity::request::Model;
use entity::request_escalation;

use crate::command::{Desk, Origin, Unit, Work, request};
use crate::domain::access::Grant;
use crate::domain::policy::Policy;
use crate::domain::request::{People, Step, due, ladder, overdue};
use crate::error::AppError;
use crate::registry::HistoryLine;
use crate::store::{self, targets};

/// Requests that are looked at together, and written by one unit of work.
const BATCH: u64 = 1_000;
/// Why it writes.
const CAUSE: &str = "silence";

/// Takes the steps that are due of all silent requests; says how many.
pub async fn run(desk: &Desk) -> Result<usize, AppError> {
    let mut taken = 0;
    let mut after = None;
    loop {
        let (requests, missing) = look(desk, after).await?;
        let Some(last) = requests.last() else { return Ok(taken) };
        after = Some(last.id);
        if !missing.is_empty() {
            let accounts: BTreeSet<AccountId> = missing.iter().map(|request| request.account_id).collect();
            let climb = Climb { requests: missing.iter().map(|request| request.id).collect() };
            taken += desk.unit(Origin::vitrine(CAUSE), accounts, &climb).await?;
        }
    }
}

/// The next batch of requests whose update is overdue, and those among them with a step to take.
async fn look(desk: &Desk, after: Option<RequestId>) -> Result<(Vec<Model>, Vec<Model>), AppError> {
    let conn = &desk.db.read;
    let now = desk.clock.now();
    let policy = store::policy::newest(conn).await?;
    let requests = targets::silent(conn, now, &policy, after, BATCH).await?;
    if requests.is_empty() {
        return Ok((requests, Vec::new()));
    }
    let people = targets::people(conn).await?;
    let taken = targets::escalations(conn, &requests).await?;
    let missing = requests.iter().filter(|request| !steps(request, &taken, &people, &policy, now).is_empty());
    let missing = missing.cloned().collect();
    Ok((requests, missing))
}

/// When the update of a request is due.
fn due_of(request: &Model, policy: &Policy) -> Option<DateTime<Utc>> {
    due(request.next_update_due, Some(request.raised_at), request.urgency, policy)
}

/// The steps of a request's ladder that are due and not taken yet. A level hears once of one silence, whoever it was then.
fn steps(
    request: &Model,
    taken: &[request_escalation::Model],
    people: &People,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Vec<Step> {
    let Some(due) = due_of(request, policy).filter(|due| overdue(request.status, Some(*due), now)) else {
        return Vec::new();
    };
    let heard =
        |level| taken.iter().any(|step| step.request_id == request.id && step.due == due && step.level == level);
    let ladder = ladder(request.owner_id, request.urgency, due, people, policy);
    ladder.into_iter().filter(|step| step.at <= now && !heard(step.level)).collect()
}

/// Takes the steps of these requests, as they stand once their accounts are locked.
struct Climb {
    requests: Vec<RequestId>,
}

impl Work for Climb {
    type Done = usize;

    async fn run(&self, unit: &mut Unit) -> Result<usize, AppError> {
        let policy = store::policy::newest(unit.tx()).await?;
        let people = targets::people(unit.tx()).await?;
        let names = targets::names(unit.tx()).await?;
        let requests = targets::requests(unit.tx(), &self.requests).await?;
        unit.require(requests.iter().map(|request| request.account_id))?;
        let taken = targets::escalations(unit.tx(), &requests).await?;
        let mut many = 0;
        for request in requests {
            for step in steps(&request, &taken, &people, &policy, unit.moment()) {
                let told = request::names(&step.to, &names);
                let line = HistoryLine {
                    kind: HistoryKind::Request,
                    occurred_at: step.at,
                    summary: format!("No update on \"{}\": {told} was told", request.title),
                };
                let due = due_of(&request, &policy).unwrap_or(step.at);
                request::escalate(unit, &Grant::system(CAUSE), &request, &step, due);
                unit.tell(request.account_id, line);
                many += 1;
            }
        }
        Ok(many)
    }
}
