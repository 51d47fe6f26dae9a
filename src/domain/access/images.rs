//! What the log's images show: the keys of each type that the schema shows too. A key that is not listed here is closed to
//! everybody, so that a column that is added later does not leave through the log.

/// Keys of an image that say which record it is, and when: open in every image, also to who may not read its type.
const IDENTITY: &[&str] = &["id", "accountId", "system", "externalId", "version", "recordedAt", "updatedAt"];

/// The keys of a type's images that are shown. A dot leads into an object; a key stands for all that is below it. After `>`
/// comes the field of the schema that shows the same, where its name differs: a field of the type, or `Type.field`.
const SHOWN: &[(&str, &[&str])] = &[
    (
        "TeamMember",
        &["name", "email", "subject>Viewer.subject", "department", "managerId>manager", "weeklyMinutes", "active"],
    ),
    ("Feature", &["name", "key", "plans"]),
    (
        "Account",
        &[
            "name",
            "domain",
            "status",
            "touchModel",
            "phase",
            "segment",
            "industry",
            "employees",
            "country",
            "parentId>parent",
            "startedOn",
            "firstValueAt",
            "attributes",
            "team.memberId>Assignment.member",
            "team.role>Assignment.role",
            "team.since>Assignment.since",
            "claims.key>Attribute.key",
            "claims.source>AttributeClaim.source",
            "claims.value>AttributeClaim.value",
            "claims.actor>AttributeClaim.actor",
            "claims.observedAt>AttributeClaim.observedAt",
            "externalIds.system>ExternalId.system",
            "externalIds.id>ExternalId.id",
            "externalIds.url>ExternalId.url",
            "externalIds.syncedAt>ExternalId.syncedAt",
        ],
    ),
    (
        "Contact",
        &[
            "name",
            "title",
            "email",
            "phone",
            "seniority",
            "renewalInfluence",
            "consents.purpose>Consent.purpose",
            "consents.granted>Consent.granted",
            "consents.recordedAt>Consent.recordedAt",
            "consents.source>Consent.source",
            "leftAt",
            // Custom fields of a person: no field shows them, but their group reads them here.
            "attributes>email",
        ],
    ),
    (
        "Ticket",
        &[
            "contactId>contact",
            "subject",
            "severity",
            "openedAt",
            "closedAt",
            "targetAt",
            "firstContactResolved",
            "reopens",
            "escalated",
            "effort",
            "minutes>Profitability.minutes",
        ],
    ),
    (
        "SurveyResponse",
        &["contactId>contact", "kind", "answer", "scaleMin", "scaleMax", "lowIsGood", "comment", "answeredAt"],
    ),
    (
        "CustomerSubscription",
        &[
            "plan",
            "mrrMinor>mrr",
            "currency>mrr",
            "seats",
            "trial",
            "startedOn",
            "termEndsOn",
            "endedOn",
            "autoRenew",
            "reason",
        ],
    ),
    ("Outcome", &["subscriptionId>subscription", "kind", "on", "reason", "note"]),
    (
        "Touchpoint",
        &[
            "channel",
            "direction",
            "initiation",
            "state",
            "purpose",
            "occurredAt",
            "minutes",
            "agenda",
            "goal",
            "outcome",
            "sentiment",
            "contactIds>contacts",
            "memberIds>members",
        ],
    ),
    (
        "CustomerRequest",
        &[
            "title",
            "body",
            "raisedById>raisedBy",
            "department",
            "ownerId>owner",
            "urgency",
            "status",
            "raisedAt",
            "nextUpdateDue",
            "customerToldAt",
            "resolution",
            "resolutionAt>resolution",
        ],
    ),
    ("Comment", &["requestId>CustomerRequest.comments", "author", "body", "createdAt"]),
    (
        "RequestEscalation",
        &["requestId>CustomerRequest.escalations", "level", "due>CustomerRequest.nextUpdateDue", "at", "toId>to"],
    ),
    (
        "Goal",
        &[
            "name",
            "metric",
            "unit",
            "baseline",
            "target",
            "startOn",
            "dueOn",
            "abandoned>state",
            "values.on>latest",
            "values.value>latest",
            "acceptedAt",
        ],
    ),
    ("Promise", &["text", "dueOn", "outcome>state", "endedOn>state", "madeById>madeBy"]),
    (
        "Handoff",
        &["fromId>from", "toId>to", "signedOn", "offeredAt", "acceptedAt", "sentBackAt>state", "reason", "kickoffAt"],
    ),
    ("Feedback", &["contactId>contact", "receivedAt", "text", "about", "closedAt", "customerToldAt"]),
    ("Cost", &["kind", "on", "amountMinor>amount", "currency>amount", "note"]),
    ("TimeEntry", &["memberId>member", "on", "minutes", "activity", "note"]),
    (
        "AdvocacyMembership",
        &[
            "joinedOn>Advocacy.joinedOn",
            "leftOn>Advocacy.member",
            "motivations>Advocacy.motivations",
            "rewards>Advocacy.motivations",
        ],
    ),
    ("AdvocacyAct", &["contactId>contact", "kind", "on", "url", "note"]),
    (
        "Risk",
        &[
            "kind",
            "severity",
            "state",
            "open>state",
            "since",
            "reasons.rule>Reason.rule",
            "reasons.text>Reason.text",
            "reasons.value>Reason.value",
            "reasons.threshold>Reason.threshold",
            "reasons.observedAt>Reason.observedAt",
            "reasons.evidence>Reason.evidence",
            "reasons.evidenceCount>Reason.evidenceCount",
            "reasons.next>Reason.next",
            "reasons.until>Reason.until",
            "play",
        ],
    ),
    (
        "RiskAnswer",
        &[
            "riskId>Risk.id",
            "kind>Risk.kind",
            "state>Risk.state",
            "reason>HistoryEntry.summary",
            "author>HistoryEntry.actor",
            "at>HistoryEntry.occurredAt",
        ],
    ),
    ("HealthOverride", &["score", "reason", "author", "since", "until", "endedAt>until"]),
    // A clock that was ahead, and was accepted.
    ("Company", &["clockAcceptedUntil>Change.cause"]),
    // The whole document is a field.
    ("Policy", &["*>document"]),
    (
        "Assessment",
        &[
            "assessmentId>Account.assessedAt",
            "assessedAt>Account.assessedAt",
            "policyVersion>Account.policyVersion",
            "health.score>Health.score",
            "health.modelScore>Health.modelScore",
            "health.band>Health.band",
            "health.coverage>Health.coverage",
            "health.trend>Health.trend",
            "happiness.score>Happiness.score",
            "happiness.label>Happiness.label",
            "stage.rung>Stage.rung",
            "stage.since>Stage.since",
            "stage.criteria.rule>Criterion.rule",
            "stage.criteria.state>Criterion.state",
            "quadrant.name>Quadrant.name",
            "quadrant.since>Quadrant.since",
            "risks.kind>Risk.kind",
            "risks.severity>Risk.severity",
            "risks.state>Risk.state",
            "risks.since>Risk.since",
        ],
    ),
    // Bulk facts of one account and batch: which days, and how many records. Their own images are never in the log.
    ("Bulk", &["from>UsagePoint.on", "to>UsagePoint.on", "written>Change.recordType", "deleted>Change.recordType"]),
];

/// How much of a key of an image is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// All of it.
    Whole,
    /// Some keys below it.
    Within,
    /// Nothing.
    Nothing,
}

/// What the images of one type show.
#[derive(Clone, Copy, Debug)]
pub(super) struct Image(&'static [&'static str]);

impl Image {
    /// Of this type; of one that is not listed nothing but its identity.
    pub(super) fn of(record_type: &str) -> Self {
        Self(SHOWN.iter().find(|(of, _)| *of == record_type).map_or(&[], |(_, keys)| keys))
    }

    /// How much is shown of the key at this path.
    pub(super) fn shows(self, path: &str) -> Shown {
        let below = |key: &str| key.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
        let mut shown = Shown::Nothing;
        for (key, _) in self.keys() {
            if key == "*" || key == path {
                return Shown::Whole;
            }
            if below(key) {
                shown = Shown::Within;
            }
        }
        if is_identity(path) { Shown::Whole } else { shown }
    }

    fn keys(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.0.iter().map(|entry| entry.split_once('>').unwrap_or((*entry, *entry)))
    }
}

/// Whether the key says which record it is.
pub(super) fn is_identity(path: &str) -> bool {
    IDENTITY.contains(&path)
}

/// The keys of images that are shown: type, key, and the field of the schema that shows the same.
pub fn shown_in_images() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    SHOWN.iter().flat_map(|(of, keys)| Image(keys).keys().map(move |(key, field)| (*of, key, field)))
}
