//! How many entries a list of the schema may have where it is no page. The gate prices lists by these numbers, whoever makes
//! or writes a list keeps to them, and the description of each list states its number.

use entity::enums::{Capability, ContactLevel, HealthComponent, Role, TicketSeverity};

/// Custom fields of an account, or of a contact: keys.
pub const CUSTOM_FIELDS: usize = 250;
/// Attributes of an account: its custom fields, and the fields of its own that sources claim.
pub const ATTRIBUTES: usize = CUSTOM_FIELDS + 13;
/// Other sources' values of one attribute.
pub const CONFLICTS: usize = 20;
/// Names of one record in other systems.
pub const EXTERNAL_IDS: usize = 30;
/// Assignments of an account's team.
pub const TEAM: usize = 30;
/// Words of a list of words: plans, motivations, rewards, scopes.
pub const WORDS: usize = 100;
/// Consents of a contact.
pub const CONSENTS: usize = 50;
/// Steps of a request's ladder.
pub const ESCALATIONS: usize = 20;
/// Features in the use of an account.
pub const FEATURES: usize = 200;
/// Reasons of one answer.
pub const REASONS: usize = 25;
/// Caps of a health score.
pub const CAPS: usize = 5;
/// Measures that a policy makes signals of health.
pub const HEALTH_MEASURES: usize = 20;
/// Contributions to a health score: 18 signals of the rules, those of the measures, and a cap.
pub const CONTRIBUTIONS: usize = 18 + HEALTH_MEASURES + 1;
/// Parts of a change of health.
pub const CHANGE_PARTS: usize = 60;
/// Records that a reason names.
pub const EVIDENCE: usize = 10;
/// Criteria of all rungs.
pub const CRITERIA: usize = 11;
/// Criteria of one rung.
pub const RUNG_CRITERIA: usize = 4;
/// Rungs with criteria.
pub const RUNGS: usize = 3;
/// Days of a series.
pub const DAYS: usize = 400;
/// Months' ends of a path through the quadrants.
pub const MONTHS: usize = 60;
/// Records of a batch, and results.
pub const BATCH: usize = 1_000;
/// Problems of one record, and user errors of one mutation.
pub const PROBLEMS: usize = 20;
/// Steps of the path of a problem.
pub const PATH: usize = 8;
/// What a caller may do beyond reading.
pub const CAPABILITIES: usize = 40;
/// Nodes that are asked for by their ids at once.
pub const NODES: usize = 250;

/// Entries of a list in the arguments of a query.
pub const LISTED: usize = 250;
/// Filters in `and` or `or`.
pub const PARTS: usize = 100;
/// Comparisons and listed values in one argument of a query.
pub const VALUES: usize = 500;
/// Characters of a text in the filter or list of a query.
pub const COMPARED: usize = 1_000;

const _: () =
    assert!(Capability::ALL.len() <= CAPABILITIES, "the list of what a caller may do is longer than its bound");

/// How many entries a list may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// So many at most.
    Most(usize),
    /// As many as the list at this path of its field's arguments, and so many at most, also without such a list.
    Given(&'static [&'static str], usize),
    /// The same, of the arguments of the field above.
    GivenAbove(&'static [&'static str], usize),
    /// One for each day from the argument `since` to `until`, so many at most.
    Days(usize),
    /// One for each of the argument `months`, so many at most, and one for now.
    Months(usize),
}

impl Bound {
    /// The number that the list's description states.
    pub const fn most(self) -> usize {
        match self {
            Self::Most(most)
            | Self::Given(_, most)
            | Self::GivenAbove(_, most)
            | Self::Days(most)
            | Self::Months(most) => most,
        }
    }
}

/// The bound of each list that is no page: type, field, bound. `*` stands for every type.
const LISTS: &[(&str, &str, Bound)] = &[
    ("*", "externalIds", Bound::Most(EXTERNAL_IDS)),
    ("*", "reasons", Bound::Most(REASONS)),
    ("*", "userErrors", Bound::Most(PROBLEMS)),
    ("RecordsDeletePayload", "results", Bound::GivenAbove(&["input", "externalIds"], BATCH)),
    ("*", "results", Bound::GivenAbove(&["input", "records"], BATCH)),
    ("Account", "attributes", Bound::Given(&["keys"], ATTRIBUTES)),
    ("Account", "team", Bound::Most(TEAM)),
    ("Adoption", "series", Bound::Days(DAYS)),
    ("Advocacy", "motivations", Bound::Most(WORDS)),
    ("Attribute", "conflicts", Bound::Most(CONFLICTS)),
    ("Contact", "consents", Bound::Most(CONSENTS)),
    ("CustomerRequest", "escalations", Bound::Most(ESCALATIONS)),
    ("Feature", "plans", Bound::Most(WORDS)),
    ("FeatureUsage", "features", Bound::Most(FEATURES)),
    ("Health", "caps", Bound::Most(CAPS)),
    ("Health", "components", Bound::Most(HealthComponent::ALL.len())),
    ("Health", "contributions", Bound::Most(CONTRIBUTIONS)),
    ("Health", "series", Bound::Days(DAYS)),
    ("HealthChange", "parts", Bound::Most(CHANGE_PARTS)),
    ("Nps", "byLevel", Bound::Most(ContactLevel::ALL.len())),
    ("Problem", "path", Bound::Most(PATH)),
    ("Quadrant", "path", Bound::Months(MONTHS)),
    ("Query", "nodes", Bound::Given(&["ids"], NODES)),
    ("Reason", "evidence", Bound::Most(EVIDENCE)),
    ("Stage", "criteria", Bound::Most(CRITERIA)),
    ("Stage", "next", Bound::Most(RUNG_CRITERIA)),
    ("Stage", "progress", Bound::Most(RUNGS)),
    ("Support", "openBySeverity", Bound::Most(TicketSeverity::ALL.len())),
    ("UpsertResult", "problems", Bound::Most(PROBLEMS)),
    ("UserError", "field", Bound::Most(PATH)),
    ("Viewer", "can", Bound::Most(CAPABILITIES)),
    ("Viewer", "roles", Bound::Most(Role::ALL.len())),
    ("Viewer", "scopes", Bound::Most(WORDS)),
];

/// The bound of a type's list; nothing where none is stated.
pub fn of_list(of: &str, field: &str) -> Option<Bound> {
    let stated = |&&(ty, name, _): &&(&str, &str, Bound)| (ty == of || ty == "*") && name == field;
    LISTS.iter().find(stated).map(|&(.., bound)| bound)
}

/// Objects that reading a field is priced at beside what it answers with, for each row: what is stored there may be large.
pub fn surcharge(of: &str, field: &str) -> u64 {
    match (of, field) {
        // So that one request reads the custom fields of some 270 accounts at most: at the bound of an account, 70 MiB.
        ("Account", "attributes") => 90,
        // An image holds the custom fields of its record as they stand and as they were said.
        ("Change", "after") => 50,
        _ => 0,
    }
}

/// Entries that a list in the arguments of a query may have.
pub fn of_argument(name: &str) -> usize {
    if matches!(name, "and" | "or") { PARTS } else { LISTED }
}
