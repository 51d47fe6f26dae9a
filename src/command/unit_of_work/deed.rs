//! What a unit of work was asked to write.

use entity::enums::ChangeRecordType;
use entity::ids::AccountId;
use entity::{comment, health_override, request_escalation, risk_answer};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::access::Grant;
use crate::domain::facts::Facts;
use crate::error::AppError;
use crate::registry::AnyRecord;
use crate::store::picture::{answer_fact, override_fact};

#[derive(Debug)]
pub(super) enum Deed {
    /// `was`: the version before; none where the record is new.
    Put {
        grant: Grant,
        was: Option<i32>,
        record: AnyRecord,
    },
    Delete {
        grant: Grant,
        record: AnyRecord,
    },
    Aside {
        grant: Grant,
        new: bool,
        side: Side,
    },
    Policy {
        grant: Grant,
        policy: entity::policy::Model,
    },
}

impl Deed {
    /// The account it touches; none for common facts.
    pub(super) fn account(&self) -> Option<AccountId> {
        match self {
            Self::Put { record, .. } | Self::Delete { record, .. } => record.account(),
            Self::Aside { side, .. } => Some(side.account()),
            Self::Policy { .. } => None,
        }
    }

    /// It sets or ends an override.
    pub(super) fn is_override(&self) -> bool {
        matches!(self, Self::Aside { side: Side::Override(_), .. })
    }
}

/// What hangs on a record and is no fact that a system sends.
#[derive(Clone, Debug)]
pub(super) enum Side {
    Comment(comment::Model),
    Escalation(request_escalation::Model),
    Override(health_override::Model),
    RiskAnswer(risk_answer::Model),
}

impl Side {
    pub(super) fn account(&self) -> AccountId {
        match self {
            Self::Comment(row) => row.account_id,
            Self::Escalation(row) => row.account_id,
            Self::Override(row) => row.account_id,
            Self::RiskAnswer(row) => row.account_id,
        }
    }

    pub(super) fn key(&self) -> Uuid {
        match self {
            Self::Comment(row) => row.id.0,
            Self::Escalation(row) => row.id.0,
            Self::Override(row) => row.id.0,
            Self::RiskAnswer(row) => row.id.0,
        }
    }

    pub(super) const fn record_type(&self) -> ChangeRecordType {
        match self {
            Self::Comment(_) => ChangeRecordType::Comment,
            Self::Escalation(_) => ChangeRecordType::RequestEscalation,
            Self::Override(_) => ChangeRecordType::HealthOverride,
            Self::RiskAnswer(_) => ChangeRecordType::RiskAnswer,
        }
    }

    pub(super) fn image(&self) -> Result<Value, AppError> {
        Ok(match self {
            Self::Comment(row) => serde_json::to_value(row)?,
            Self::Escalation(row) => serde_json::to_value(row)?,
            Self::Override(row) => serde_json::to_value(row)?,
            Self::RiskAnswer(row) => serde_json::to_value(row)?,
        })
    }

    /// Puts it among the facts, where `assess` reads it.
    pub(super) fn put(&self, facts: &mut Facts) {
        match self {
            Self::Override(row) => facts.health_override = Some(override_fact(row)),
            Self::RiskAnswer(row) => facts.risk_answers.push(answer_fact(row)),
            Self::Comment(_) | Self::Escalation(_) => {}
        }
    }
}
