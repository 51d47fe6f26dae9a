//! Reading: the groups of fields, who reads each, and which field belongs to which.

use entity::enums::{Capability, Role};

use super::{Requirement, Rights};

/// A group of fields that the same callers may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// What a valid token alone opens: the viewer, the schema, and the outcome of one's own writes.
    Everyone,
    /// What every role may read.
    Open,
    /// Contacts' e-mail addresses.
    ContactEmail,
    /// Contacts' telephone numbers.
    ContactPhone,
    /// MRR and what is made of it.
    Commercials,
    /// Costs, minutes and margins.
    Profitability,
    /// The use of features.
    Features,
    /// The advocacy programme.
    Advocacy,
    /// Which token is whose.
    Identities,
}

use Role::{Admin, Cs, Executive, Marketing, Product, Sales, Support};

impl Group {
    /// Every group, in the order of its declaration.
    pub const ALL: &'static [Self] = &[
        Self::Everyone,
        Self::Open,
        Self::ContactEmail,
        Self::ContactPhone,
        Self::Commercials,
        Self::Profitability,
        Self::Features,
        Self::Advocacy,
        Self::Identities,
    ];

    /// The roles that read it.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Everyone => Role::ALL,
            Self::Open => &[Cs, Sales, Marketing, Product, Support, Executive, Admin],
            Self::ContactEmail => &[Cs, Sales, Marketing, Support, Admin],
            Self::ContactPhone => &[Cs, Sales, Support, Admin],
            Self::Commercials => &[Cs, Sales, Executive, Admin],
            Self::Profitability => &[Cs, Executive, Admin],
            Self::Features => &[Cs, Product, Support, Executive, Admin],
            Self::Advocacy => &[Cs, Sales, Marketing, Executive, Admin],
            Self::Identities => &[Admin],
        }
    }

    /// The scope with which an INTEGRATION reads it.
    pub const fn scope(self) -> Option<&'static str> {
        match self {
            Self::Everyone | Self::Identities => None,
            Self::Open => Some("read"),
            Self::ContactEmail | Self::ContactPhone => Some("read:contacts"),
            Self::Commercials => Some("read:commercials"),
            Self::Profitability => Some("read:profitability"),
            Self::Features => Some("read:features"),
            Self::Advocacy => Some("read:advocacy"),
        }
    }

    /// What a caller needs to read it.
    pub fn requirement(self) -> Requirement {
        Requirement { any_of: self.roles(), scope: self.scope().map(str::to_owned) }
    }

    /// Whether only some roles read it.
    pub const fn scoped(self) -> bool {
        !matches!(self, Self::Everyone | Self::Open)
    }

    /// The group that a policy's `markedAttributes` names: `COMMERCIALS`, `CONTACT_EMAIL` and so on.
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "OPEN" => Self::Open,
            "CONTACT_EMAIL" => Self::ContactEmail,
            "CONTACT_PHONE" => Self::ContactPhone,
            "COMMERCIALS" => Self::Commercials,
            "PROFITABILITY" => Self::Profitability,
            "FEATURES" => Self::Features,
            "ADVOCACY" => Self::Advocacy,
            _ => return None,
        })
    }
}

impl Rights {
    /// Whether the caller may read the group's fields.
    pub fn may_read(&self, group: Group) -> bool {
        group == Group::Everyone || self.any_of(group.roles()) || group.scope().is_some_and(|scope| self.scoped(scope))
    }

    /// Everything the caller may do, in the order of the enum.
    pub fn can(&self) -> Vec<Capability> {
        Capability::ALL.iter().copied().filter(|&capability| self.is_capable(capability)).collect()
    }

    fn is_capable(&self, capability: Capability) -> bool {
        match capability {
            Capability::ReadCommercials => self.may_read(Group::Commercials),
            Capability::ReadProfitability => self.may_read(Group::Profitability),
            Capability::ReadFeatures => self.may_read(Group::Features),
            Capability::ReadAdvocacy => self.may_read(Group::Advocacy),
            Capability::ReadContactDetails => self.may_read(Group::ContactEmail) || self.may_read(Group::ContactPhone),
            Capability::RequestWrite => self.request_open().is_ok(),
            Capability::TouchpointWrite => self.touchpoint_record().is_ok(),
            Capability::HealthOverride => self.health_override().is_ok(),
            Capability::RiskWrite => self.risk_answer().is_ok(),
            Capability::AccountWrite => self.account_update().is_ok(),
            Capability::Upsert => self.may_upsert_something(),
            Capability::Delete => self.may_delete_something(),
            Capability::PolicyWrite => self.policy_update().is_ok(),
        }
    }
}

/// Fields whose group is not that of their type.
pub(super) const FIELDS: &[(&str, &str, Group)] = &[
    ("Query", "viewer", Group::Everyone),
    ("Account", "commercials", Group::Commercials),
    ("Account", "profitability", Group::Profitability),
    ("Account", "featureUsage", Group::Features),
    ("Account", "advocacy", Group::Advocacy),
    ("Contact", "email", Group::ContactEmail),
    ("Contact", "phone", Group::ContactPhone),
    ("CustomerSubscription", "mrr", Group::Commercials),
    ("Quadrant", "companyHappiness", Group::Profitability),
    ("Quadrant", "level", Group::Profitability),
    ("Quadrant", "recoverable", Group::Profitability),
    ("QuadrantPoint", "companyHappiness", Group::Profitability),
    ("Touchpoint", "minutes", Group::Profitability),
];

macro_rules! groups_of_kinds {
    ($($(#[$doc:meta])* $kind:ident = $table:ident $id:tt [$type:literal $group:ident $($node:ident)?] $upsert:tt;)+) => {
        /// The group of the type of every kind of record.
        const KINDS: &[(&str, Group)] = &[$(($type, Group::$group),)+];
    };
}
entity::kinds!(groups_of_kinds);

/// The group of every other type. Connections and edges have the group of their node; payloads are the caller's own.
const TYPES: &[(Group, &[&str])] = &[
    (Group::Everyone, &["Viewer", "Mutation", "PageInfo", "UpsertStats", "UpsertResult", "Problem", "UserError"]),
    (
        Group::Open,
        &[
            "Query",
            "Subscription",
            "Node",
            "Actor",
            "Adoption",
            "Assignment",
            "Attribute",
            "AttributeClaim",
            "Change",
            "Comment",
            "Consent",
            "Contribution",
            "Criterion",
            "ExternalId",
            "GoalValue",
            "Happiness",
            "Health",
            "HealthChange",
            "HealthChangePart",
            "HealthComponentScore",
            "HealthOverride",
            "HealthPoint",
            "HistoryEntry",
            "LedgerEntry",
            "LevelNpsStats",
            "LoyaltyBank",
            "Money",
            "Nps",
            "Policy",
            "Quadrant",
            "QuadrantPoint",
            "Reason",
            "RequestEscalation",
            "Risk",
            "RungProgress",
            "SeverityCount",
            "ShareStats",
            "Stage",
            "Support",
            "UsagePoint",
            "Voice",
        ],
    ),
    (Group::Commercials, &["Commercials"]),
    (Group::Profitability, &["Profitability"]),
    (Group::Features, &["FeatureUsage", "FeatureUsageStats"]),
    (Group::Advocacy, &["Advocacy", "Readiness", "ReadinessRule"]),
];

/// The group of a field of the schema; none where the table does not know its type, and then nobody may read it.
pub fn field_group(type_name: &str, field: &str) -> Option<Group> {
    if field.starts_with("__") || type_name.starts_with("__") {
        return Some(Group::Everyone);
    }
    let own = FIELDS.iter().find(|(of, name, _)| *of == type_name && *name == field);
    own.map(|&(_, _, group)| group).or_else(|| type_group(type_name))
}

/// The group of a type; none where the table does not know it.
pub(super) fn type_group(type_name: &str) -> Option<Group> {
    if type_name.ends_with("Payload") {
        return Some(Group::Everyone);
    }
    let node = match type_name {
        "HistoryConnection" | "HistoryEdge" => "HistoryEntry",
        _ => ["Connection", "Edge"].iter().find_map(|suffix| type_name.strip_suffix(suffix)).unwrap_or(type_name),
    };
    let kind = KINDS.iter().find(|(name, _)| *name == node).map(|&(_, group)| group);
    kind.or_else(|| TYPES.iter().find(|(_, names)| names.contains(&node)).map(|&(group, _)| group))
}

/// The group that filtering by an input field needs; none where everyone who gets so far may.
pub fn input_group(input_type: &str, field: &str) -> Option<Group> {
    (input_type == "AccountFilter" && field == "mrr").then_some(Group::Commercials)
}

/// The group that ordering by an enum value needs; none where everyone who gets so far may.
pub fn enum_value_group(enum_type: &str, value: &str) -> Option<Group> {
    (enum_type == "AccountOrderField" && value == "MRR").then_some(Group::Commercials)
}
