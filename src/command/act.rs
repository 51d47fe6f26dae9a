//! What a person does: one unit of work that is carried out, or refused and changes nothing.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::desk::{Desk, Origin};
use super::idempotency::Claim;
use super::refusal::Refusal;
use super::unit_of_work::Unit;
use crate::auth::Viewer;
use crate::error::AppError;

/// What came of an action: what it names afterwards, or why it was refused.
pub type Answer<T> = Result<T, Vec<Refusal>>;

/// What an update names afterwards, and whether it changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Updated<T> {
    /// What was updated.
    pub id: T,
    /// Something is other than before.
    pub changed: bool,
}

/// Something that a person does by one mutation.
pub trait Action: Serialize + Send + Sync {
    /// The ids of what a client may want to see afterwards.
    type Done: Serialize + DeserializeOwned + Send;
    /// Does it, or says why not.
    fn run(
        &self,
        unit: &mut Unit,
        viewer: &Viewer,
    ) -> impl Future<Output = Result<Answer<Self::Done>, AppError>> + Send;
}

/// Carries an action out in a unit of work of its own; its outcome is kept for the claim.
pub async fn act<A: Action>(
    desk: &Desk,
    viewer: &Viewer,
    claim: Option<Claim>,
    action: &A,
) -> Result<Answer<A::Done>, AppError> {
    let origin = Origin { claim, ..Origin::of(viewer.actor()) };
    desk.unit(origin, [], &Work { action, viewer }).await
}

struct Work<'a, A> {
    action: &'a A,
    viewer: &'a Viewer,
}

impl<A: Action> super::desk::Work for Work<'_, A> {
    type Done = Answer<A::Done>;

    async fn run(&self, unit: &mut Unit) -> Result<Self::Done, AppError> {
        let answer = self.action.run(unit, self.viewer).await?;
        if answer.is_err() {
            unit.discard();
        }
        if unit.origin().claim.is_some() {
            let outcome = serde_json::to_value(&answer)?;
            unit.outcome(outcome);
        }
        Ok(answer)
    }
}

/// Ends an action with what is wrong, where anything is.
macro_rules! ensure {
    ($checks:expr) => {
        if let Err(refusals) = $checks.done() {
            return Ok(Err(refusals));
        }
    };
}
/// What is granted or found, or the end of the action with why not.
macro_rules! granted {
    ($result:expr) => {
        match $result {
            Ok(granted) => granted,
            Err(refusal) => return Ok(Err(vec![$crate::command::refusal::Refusal::from(refusal)])),
        }
    };
}
pub(crate) use {ensure, granted};
