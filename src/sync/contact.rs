//! A person at the customer, as a system sends them.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::contact;
use entity::enums::{ConsentPurpose, RecordKind, RenewalInfluence, Seniority};
use entity::values::{Consent, Consents};

use super::gaps::{Gaps, moment, said};
use super::merge::{Merge, fact};
use super::reference::ExternalIdInput;
use super::row::{Row, common};
use super::value;
use crate::domain::bounds::CONSENTS;
use crate::domain::facts;
use crate::scalar::{DateTime, Json};

/// A person at the customer.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ContactRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// Full name, up to 255 characters; a new record needs it.
    pub name: MaybeUndefined<String>,
    /// Job title, up to 255 characters.
    pub title: MaybeUndefined<String>,
    /// E-mail address.
    pub email: MaybeUndefined<String>,
    /// Telephone number, up to 255 characters.
    pub phone: MaybeUndefined<String>,
    /// Standing at the customer; UNKNOWN where absent.
    pub seniority: MaybeUndefined<Seniority>,
    /// Part in the decision to renew; UNKNOWN where absent.
    pub renewal_influence: MaybeUndefined<RenewalInfluence>,
    /// What they agreed to or refused; each purpose that is named replaces what this system said of it, and null removes all that this system said. At most 50 of all systems.
    pub consents: MaybeUndefined<Vec<ConsentRowInput>>,
    /// When they left the customer.
    pub left_at: MaybeUndefined<DateTime>,
    /// Custom fields, a JSON object of at most 250 keys: each is set, or removed by null. All of a contact take 256 KiB of JSON at most, unless the operator has set another bound; a write that makes it smaller is always taken. Else TOO_LONG.
    pub attributes: MaybeUndefined<Json>,
}

impl Row for ContactRowInput {
    type Model = contact::Model;

    common!();

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        fact!(contact, m, {
            name: m.required("name", &self.name, value::line, |b| b.name.clone(), String::new()),
            title: m.optional("title", &self.title, value::line, |b| b.title.clone()),
            email: m.optional("email", &self.email, value::email, |b| b.email.clone()),
            phone: m.optional("phone", &self.phone, value::line, |b| b.phone.clone()),
            seniority: m.defaulted("seniority", &self.seniority, value::plain, |b| b.seniority, Seniority::Unknown),
            renewal_influence: m.defaulted("renewalInfluence", &self.renewal_influence, value::plain, |b| b.renewal_influence, RenewalInfluence::Unknown),
            consents: self.consents(m),
            left_at: m.optional("leftAt", &self.left_at, value::moment, |b| b.left_at),
            attributes: m.attributes(&self.attributes, |b| b.attributes.clone()),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Contact {
        facts::Contact {
            id: gaps.id(RecordKind::Contact, &self.external_id),
            seniority: said(&self.seniority).unwrap_or(Seniority::Unknown),
            renewal_influence: said(&self.renewal_influence).unwrap_or(RenewalInfluence::Unknown),
            left_at: moment(&self.left_at),
            external_id: self.external_id.0.clone(),
        }
    }
}

/// A consent or a refusal.
#[derive(Clone, Debug, InputObject)]
pub struct ConsentRowInput {
    /// What for.
    pub purpose: ConsentPurpose,
    /// Agreed, or refused.
    pub granted: bool,
    /// When.
    pub recorded_at: DateTime,
}

impl ContactRowInput {
    fn consents(&self, m: &mut Merge<'_, contact::Model>) -> Consents {
        let mut consents = m.before.map(|before| before.consents.clone()).unwrap_or_default();
        match &self.consents {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => consents.0.retain(|consent| consent.source != m.system),
            MaybeUndefined::Value(rows) => {
                for (index, row) in rows.iter().enumerate() {
                    match value::moment(&row.recorded_at) {
                        Ok(recorded_at) => {
                            let said = |consent: &Consent| consent.source == m.system && consent.purpose == row.purpose;
                            consents.0.retain(|consent| !said(consent));
                            let (purpose, granted, source) = (row.purpose, row.granted, m.system.to_owned());
                            consents.0.push(Consent { purpose, granted, recorded_at, source });
                        }
                        Err(problem) => m.refuse("consents", problem.at("recordedAt").at(&index.to_string())),
                    }
                }
            }
        }
        let before = m.before.map_or(0, |before| before.consents.0.len());
        if consents.0.len() > before {
            m.take("consents", value::within(consents.0.len(), CONSENTS));
        }
        consents.0.sort_by(|a, b| (a.purpose, &a.source).cmp(&(b.purpose, &b.source)));
        consents
    }
}
