//! Writing: what each role may change. A right to write is a grant, and the store's writing functions take one.

use entity::enums::{RecordKind, Role};

use super::{Denied, Requirement, Rights};

use Role::{Admin, Cs, Executive, Marketing, Product, Sales, Support};

/// The right to one write. Only the functions of this file make one, so a check that was forgotten does not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    cause: Option<&'static str>,
    links: bool,
    identifies: bool,
}

/// The scope with which an INTEGRATION says what other systems call an account.
pub const LINK_ACCOUNTS: &str = "link:accounts";
/// The scope with which an INTEGRATION sets what tokens know our people by.
pub const WRITE_IDENTITY: &str = "write:identity";

impl Grant {
    /// The right of Vitrine itself; the log names the cause.
    pub const fn system(cause: &'static str) -> Self {
        Self { cause: Some(cause), links: true, identifies: true }
    }

    const fn viewer() -> Self {
        Self { cause: None, links: false, identifies: false }
    }

    /// Whether it says what other systems call an account.
    pub const fn may_link(&self) -> bool {
        self.links
    }

    /// Whether it sets what tokens know our people by: subjects, and the e-mail addresses of who has signed in.
    pub const fn may_identify(&self) -> bool {
        self.identifies
    }

    /// Why Vitrine itself writes; none where a caller does.
    pub const fn cause(&self) -> Option<&'static str> {
        self.cause
    }
}

const PEOPLE: &[Role] = &[Cs, Sales, Marketing, Product, Support, Executive, Admin];
const KEEPERS: &[Role] = &[Cs, Executive, Admin];
const ACCOUNT: &[Role] = &[Cs, Sales, Executive, Admin];
const POLICY: &[Role] = &[Executive, Admin];
const SYNC: &[Role] = &[Admin];

/// The mutations that are no upserts, and the roles that may ever call them.
const MUTATIONS: &[(&str, &[Role])] = &[
    ("requestOpen", PEOPLE),
    ("requestComment", PEOPLE),
    ("touchpointRecord", PEOPLE),
    ("requestUpdate", PEOPLE),
    ("requestTellCustomer", PEOPLE),
    ("requestClose", PEOPLE),
    ("accountUpdate", ACCOUNT),
    ("healthOverride", KEEPERS),
    ("riskAnswer", KEEPERS),
    ("policyUpdate", POLICY),
];

impl Rights {
    /// Opens a request.
    pub fn request_open(&self) -> Result<Grant, Denied> {
        self.granted_to(PEOPLE)
    }

    /// Comments on a request.
    pub fn request_comment(&self) -> Result<Grant, Denied> {
        self.granted_to(PEOPLE)
    }

    /// Changes a request, tells its customer or closes it. `own`: the caller is its owner, the owner's manager, or a
    /// member of its department.
    pub fn request_update(&self, own: bool) -> Result<Grant, Denied> {
        if self.any_of(KEEPERS) || own {
            return self.granted_to(PEOPLE);
        }
        self.granted_to(PEOPLE).and(Err(Denied::NotOwn))
    }

    /// Records a touchpoint.
    pub fn touchpoint_record(&self) -> Result<Grant, Denied> {
        self.granted_to(PEOPLE)
    }

    /// Changes an account's own fields and team.
    pub fn account_update(&self) -> Result<Grant, Denied> {
        self.granted_to(ACCOUNT)
    }

    /// Sets or ends an override of a health score.
    pub fn health_override(&self) -> Result<Grant, Denied> {
        self.granted_to(KEEPERS)
    }

    /// Answers a risk.
    pub fn risk_answer(&self) -> Result<Grant, Denied> {
        self.granted_to(KEEPERS)
    }

    /// Makes a new version of the policy.
    pub fn policy_update(&self) -> Result<Grant, Denied> {
        self.granted_to(POLICY)
    }

    /// Upserts records of this kind in the name of a system.
    pub fn upsert(&self, kind: RecordKind, system: &str) -> Result<Grant, Denied> {
        self.synced("write", kind, system)
    }

    /// Deletes records of this kind in the name of a system.
    pub fn delete(&self, kind: RecordKind, system: &str) -> Result<Grant, Denied> {
        self.synced("delete", kind, system)
    }

    /// Whether some upsert is allowed at all.
    pub fn may_upsert_something(&self) -> bool {
        self.any_of(SYNC) || RecordKind::ALL.iter().any(|&kind| self.scoped(&format!("write:{}", kind.noun())))
    }

    /// Whether some delete is allowed at all.
    pub fn may_delete_something(&self) -> bool {
        self.any_of(SYNC) || RecordKind::ALL.iter().any(|&kind| self.scoped(&format!("delete:{}", kind.noun())))
    }

    /// What a mutation needs that none of the caller's roles or scopes may ever do; none where it may be tried.
    /// A mutation that the table does not know may be done by nobody.
    pub fn never_may(&self, mutation: &str) -> Option<Requirement> {
        if mutation.starts_with("__") {
            return None;
        }
        if let Some(&(_, roles)) = MUTATIONS.iter().find(|(name, _)| *name == mutation) {
            let requirement = Requirement { any_of: roles, scope: None };
            return (!self.meet(&requirement)).then_some(requirement);
        }
        if mutation == "recordsDelete" {
            let requirement = Requirement { any_of: SYNC, scope: Some("delete:<noun>".to_owned()) };
            return (!self.may_delete_something()).then_some(requirement);
        }
        let kind = mutation
            .strip_suffix("Upsert")
            .and_then(|word| RecordKind::ALL.iter().copied().find(|&kind| kind.noun() == word));
        match kind {
            Some(kind) => {
                let requirement = sync_requirement("write", kind);
                (!self.meet(&requirement)).then_some(requirement)
            }
            None => Some(Requirement { any_of: &[], scope: None }),
        }
    }

    fn granted_to(&self, roles: &'static [Role]) -> Result<Grant, Denied> {
        if self.any_of(roles) {
            Ok(Grant::viewer())
        } else {
            Err(Denied::Requires(Requirement { any_of: roles, scope: None }))
        }
    }

    fn synced(&self, verb: &str, kind: RecordKind, system: &str) -> Result<Grant, Denied> {
        let requirement = sync_requirement(verb, kind);
        let may = |scope| self.any_of(SYNC) || self.scoped(scope);
        let granted = Grant { cause: None, links: may(LINK_ACCOUNTS), identifies: may(WRITE_IDENTITY) };
        if self.any_of(SYNC) {
            Ok(granted)
        } else if !self.meet(&requirement) {
            Err(Denied::Requires(requirement))
        } else if self.system.as_deref() == Some(system) {
            Ok(granted)
        } else {
            Err(Denied::OtherSystem)
        }
    }
}

fn sync_requirement(verb: &str, kind: RecordKind) -> Requirement {
    Requirement { any_of: SYNC, scope: Some(format!("{verb}:{}", kind.noun())) }
}
