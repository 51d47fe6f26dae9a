//! A customer's request: until when it is pending, when it wants an update, and who hears when none comes (rules.md 8).

pub mod clock;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::{AssignmentRole, Department, RequestStatus, Urgency};
use entity::ids::TeamMemberId;
use entity::values::Assignment;

use super::policy::Policy;

/// One of our people, as far as a request asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Where they work.
    pub department: Option<Department>,
    /// Whom they report to.
    pub manager: Option<TeamMemberId>,
    /// They work with us now.
    pub active: bool,
}

/// All of our people.
pub type People = BTreeMap<TeamMemberId, Person>;

/// A step of a silent request's ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// 1 the owner, 2 their manager, 3 the leadership.
    pub level: i32,
    /// When they hear.
    pub at: DateTime<Utc>,
    /// Who.
    pub to: Vec<TeamMemberId>,
}

/// It waits for us or for the customer: ANSWERED too, as long as the customer has not been told.
pub const fn pending(status: RequestStatus) -> bool {
    !matches!(status, RequestStatus::Closed | RequestStatus::Declined)
}

/// The time from one update to the next.
pub fn step(urgency: Urgency, policy: &Policy) -> TimeDelta {
    let days = policy.requests.step_days.get(&urgency).copied().unwrap_or_default();
    TimeDelta::try_days(days).unwrap_or_default()
}

/// When the next update is due: the stated time, else a step after it was raised.
pub fn due(
    next_update_due: Option<DateTime<Utc>>,
    raised_at: Option<DateTime<Utc>>,
    urgency: Urgency,
    policy: &Policy,
) -> Option<DateTime<Utc>> {
    next_update_due.or_else(|| next_due(raised_at?, urgency, policy))
}

/// When an update after `from` is due.
pub fn next_due(from: DateTime<Utc>, urgency: Urgency, policy: &Policy) -> Option<DateTime<Utc>> {
    from.checked_add_signed(step(urgency, policy))
}

/// The latest moment to which the next update may be put off.
pub fn furthest_due(now: DateTime<Utc>, policy: &Policy) -> Option<DateTime<Utc>> {
    now.checked_add_signed(TimeDelta::try_days(policy.requests.furthest_days)?)
}

/// Pending, and the update is due.
pub fn overdue(status: RequestStatus, due: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    pending(status) && due.is_some_and(|due| due <= now)
}

/// The customer knows the outcome: there is a resolution, and they were told since it last changed.
pub fn told(
    resolution: Option<&str>,
    customer_told_at: Option<DateTime<Utc>>,
    resolution_changed_at: DateTime<Utc>,
) -> bool {
    resolution.is_some_and(|text| !text.trim().is_empty())
        && customer_told_at.is_some_and(|told| told >= resolution_changed_at)
}

/// The owner of a new request: the one asked for, else the account's assignee of the department, else the department's
/// default owner, else the opener. Nothing: OWNER_REQUIRED.
pub fn owner(
    asked: Option<TeamMemberId>,
    team: &[Assignment],
    department: Department,
    opener: Option<TeamMemberId>,
    people: &People,
    policy: &Policy,
) -> Option<TeamMemberId> {
    let default = || policy.default_owners.get(&department).and_then(|id| TeamMemberId::parse(id));
    let candidates = [asked, assignee(team, department, people), default(), opener];
    candidates.into_iter().flatten().find(|id| people.get(id).is_some_and(|person| person.active))
}

/// The account's person of a department: by their part in the team, else by where they work; the latest.
pub fn assignee(team: &[Assignment], department: Department, people: &People) -> Option<TeamMemberId> {
    let active =
        || team.iter().filter(|assignment| people.get(&assignment.member_id).is_some_and(|person| person.active));
    let by_role = active().filter(|assignment| part(assignment.role) == Some(department));
    let by_work = active().filter(|assignment| {
        let works = people.get(&assignment.member_id).and_then(|person| person.department);
        assignment.role == AssignmentRole::Other && works == Some(department)
    });
    let latest = |assignment: &&Assignment| (assignment.since, assignment.member_id);
    by_role.max_by_key(latest).or_else(|| by_work.max_by_key(latest)).map(|assignment| assignment.member_id)
}

const fn part(role: AssignmentRole) -> Option<Department> {
    match role {
        AssignmentRole::Csm => Some(Department::Cs),
        AssignmentRole::AccountExecutive => Some(Department::Sales),
        AssignmentRole::Marketing => Some(Department::Marketing),
        AssignmentRole::Product => Some(Department::Product),
        AssignmentRole::Support => Some(Department::Support),
        AssignmentRole::ExecutiveSponsor => Some(Department::Executive),
        AssignmentRole::Other => None,
    }
}

/// Those above a member, nearest first, each once.
fn above(member: TeamMemberId, people: &People) -> Vec<TeamMemberId> {
    let mut chain = vec![member];
    while let Some(manager) = chain.last().and_then(|id| people.get(id)).and_then(|person| person.manager) {
        if chain.contains(&manager) {
            break;
        }
        chain.push(manager);
    }
    chain.split_off(1)
}

/// Who takes over from a member who becomes inactive: the nearest active one above.
pub fn heir(member: TeamMemberId, people: &People) -> Option<TeamMemberId> {
    above(member, people).into_iter().find(|id| people.get(id).is_some_and(|person| person.active))
}

/// Who stands on each level of the ladder, from 1: the owner, their manager, the leadership.
fn levels(owner: Option<TeamMemberId>, people: &People) -> [Vec<TeamMemberId>; 3] {
    let active = |id: &TeamMemberId| people.get(id).is_some_and(|person| person.active);
    let leads =
        |id: &TeamMemberId| people.get(id).is_some_and(|person| person.department == Some(Department::Executive));
    let chain = owner.map(|owner| above(owner, people)).unwrap_or_default();
    let leader = chain.iter().copied().find(|id| active(id) && leads(id));
    let leadership = match leader {
        Some(leader) => vec![leader],
        None => people.keys().copied().filter(|id| active(id) && leads(id)).collect(),
    };
    [
        owner.into_iter().filter(active).collect(),
        chain.first().copied().into_iter().filter(active).collect(),
        leadership,
    ]
}

/// The ladder of a request whose update was due at `due`. A level without anybody is skipped, and the next takes its time.
pub fn ladder(
    owner: Option<TeamMemberId>,
    urgency: Urgency,
    due: DateTime<Utc>,
    people: &People,
    policy: &Policy,
) -> Vec<Step> {
    let urgent = urgency == Urgency::Urgent;
    let rules = &policy.requests;
    let manager = if urgent { rules.manager_urgent_hours } else { rules.manager_hours };
    let mut times = [0, manager, rules.executive_hours].into_iter();
    let mut steps = Vec::new();
    for (level, to) in (1..).zip(levels(owner, people)) {
        if to.is_empty() {
            continue;
        }
        let at = times.next().and_then(TimeDelta::try_hours).and_then(|after| due.checked_add_signed(after));
        steps.extend(at.map(|at| Step { level, at, to }));
    }
    steps
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> TeamMemberId {
        TeamMemberId(Uuid::from_u128(number))
    }

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_225_600 + hour * 3600, 0).unwrap()
    }

    fn people() -> People {
        let person =
            |department, manager: Option<u128>, active| Person { department, manager: manager.map(id), active };
        BTreeMap::from([
            (id(1), person(Some(Department::Support), Some(2), true)),
            (id(2), person(Some(Department::Support), Some(3), true)),
            (id(3), person(Some(Department::Executive), None, true)),
            (id(4), person(Some(Department::Executive), Some(4), true)),
            (id(5), person(Some(Department::Cs), Some(6), true)),
            (id(6), person(Some(Department::Cs), Some(5), false)),
        ])
    }

    #[test]
    fn climbs_the_ladder() {
        let policy = Policy::default();
        let steps = |owner, urgency| ladder(owner, urgency, at(0), &people(), &policy);
        let step = |level, hour, to: &[u128]| Step { level, at: at(hour), to: to.iter().copied().map(id).collect() };
        assert_eq!(steps(Some(id(1)), Urgency::Normal), [step(1, 0, &[1]), step(2, 24, &[2]), step(3, 72, &[3])]);
        assert_eq!(steps(Some(id(1)), Urgency::Urgent), [step(1, 0, &[1]), step(2, 4, &[2]), step(3, 72, &[3])]);
        assert_eq!(steps(Some(id(5)), Urgency::Low), [step(1, 0, &[5]), step(3, 24, &[3, 4])]);
        assert_eq!(steps(None, Urgency::Low), [step(3, 0, &[3, 4])]);
    }

    #[test]
    fn finds_an_owner() {
        let policy =
            Policy::from_fragment(&serde_json::json!({"defaultOwners": {"PRODUCT": id(4).to_string()}})).unwrap();
        let since = |day| NaiveDate::from_ymd_opt(2026, 1, day).unwrap();
        let team = [
            Assignment { member_id: id(1), role: AssignmentRole::Support, since: since(1) },
            Assignment { member_id: id(2), role: AssignmentRole::Support, since: since(2) },
            Assignment { member_id: id(6), role: AssignmentRole::Csm, since: since(2) },
        ];
        let owner = |asked, department, opener| owner(asked, &team, department, opener, &people(), &policy);
        assert_eq!(owner(Some(id(3)), Department::Support, None), Some(id(3)));
        assert_eq!(owner(None, Department::Support, None), Some(id(2)));
        assert_eq!(owner(None, Department::Cs, Some(id(5))), Some(id(5)));
        assert_eq!(owner(None, Department::Product, Some(id(5))), Some(id(4)));
        assert_eq!(owner(None, Department::Sales, None), None);
        assert_eq!(heir(id(6), &people()), Some(id(5)));
        assert_eq!(heir(id(3), &people()), None);
    }

    #[test]
    fn is_due_and_told() {
        let policy = Policy::default();
        assert_eq!(due(None, Some(at(0)), Urgency::High, &policy), Some(at(48)));
        assert!(overdue(RequestStatus::Answered, Some(at(48)), at(48)));
        assert!(!overdue(RequestStatus::Declined, Some(at(48)), at(50)));
        assert!(!overdue(RequestStatus::Open, Some(at(48)), at(47)));
        assert!(told(Some("done"), Some(at(5)), at(5)));
        assert!(!told(Some("done"), Some(at(4)), at(5)));
        assert!(!told(Some(" "), Some(at(6)), at(5)));
    }
}
