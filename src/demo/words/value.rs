//! What customers want to reach, what we promised, what advocates did.

/// A customer's goal in the customer's own number.
pub(crate) struct Aim {
    /// Its name.
    pub(crate) name: &'static str,
    /// What is counted.
    pub(crate) metric: &'static str,
    /// In what.
    pub(crate) unit: &'static str,
    /// Where they were.
    pub(crate) baseline: i64,
    /// Where they want to be.
    pub(crate) target: i64,
    /// What proves it.
    pub(crate) evidence: &'static str,
}

/// All goals.
pub(crate) const AIMS: [Aim; 10] = [
    Aim {
        name: "Plan tomorrow before lunch",
        metric: "Planning time per depot and day",
        unit: "minutes",
        baseline: 210,
        target: 90,
        evidence: "Their own time sheet of the planning desk, four weeks in a row",
    },
    Aim {
        name: "Fewer empty miles",
        metric: "Share of empty miles",
        unit: "%",
        baseline: 27,
        target: 18,
        evidence: "Fleet report that their finance signed",
    },
    Aim {
        name: "On time, and provably",
        metric: "Deliveries inside their window",
        unit: "%",
        baseline: 83,
        target: 95,
        evidence: "Scorecard of their largest customer",
    },
    Aim {
        name: "A quiet gate",
        metric: "Average wait at the gate",
        unit: "minutes",
        baseline: 48,
        target: 15,
        evidence: "Gate log, compared with the same month a year ago",
    },
    Aim {
        name: "Invoices within a day",
        metric: "Days from delivery to invoice",
        unit: "days",
        baseline: 6,
        target: 1,
        evidence: "Their ledger: average over a quarter",
    },
    Aim {
        name: "Fewer calls asking where the truck is",
        metric: "Calls a day",
        unit: "calls",
        baseline: 120,
        target: 40,
        evidence: "Telephone statistics of the service desk",
    },
    Aim {
        name: "Fuller trailers",
        metric: "Average fill of a trailer",
        unit: "%",
        baseline: 71,
        target: 82,
        evidence: "Load report, checked by their controller",
    },
    Aim {
        name: "No claims without a photo",
        metric: "Claims that we could not answer",
        unit: "claims a month",
        baseline: 14,
        target: 3,
        evidence: "Claims list of their insurer",
    },
    Aim {
        name: "New dispatchers on their own in days",
        metric: "Days until a new dispatcher plans alone",
        unit: "days",
        baseline: 15,
        target: 4,
        evidence: "Notes of their team lead on three starters",
    },
    Aim {
        name: "Chilled means chilled",
        metric: "Temperature breaches a month",
        unit: "breaches",
        baseline: 9,
        target: 2,
        evidence: "Report for their auditor",
    },
];

/// What we promised.
pub(crate) const PROMISES: [&str; 12] = [
    "Import of the old vehicle list, checked by us",
    "A written report on the outage within a week",
    "Training of the night shift on site",
    "Carrier portal in their language",
    "A named person in support for the season",
    "Second depot live before the holidays",
    "Fuel surcharge shown as a line of its own",
    "Answer on ferry legs, yes or no, with a date",
    "Two months without charge for the seats of the closed depot",
    "Failover test with their IT watching",
    "New label layout for the pharmacy boxes",
    "Monthly call until the board is fast again",
];

/// What moves an advocate.
pub(crate) const MOTIVATIONS: [&str; 6] = [
    "Wants to be seen as a modern employer",
    "Likes to speak in front of planners",
    "Early look at the roadmap",
    "Meets other yards of the same size",
    "Their software team hires, and our blog is read",
    "Proud of the numbers and of the team",
];
/// What we give back.
pub(crate) const REWARDS: [&str; 4] = [
    "Seat on the customer board",
    "Two places at the planners' morning",
    "Early access",
    "Donation to the drivers' charity",
];

/// What an advocate did.
pub(crate) const ACTS: [&str; 8] = [
    "Forty minutes with a prospect about gate times, no sales person on the line",
    "Three sentences and a photo of the yard for the home page",
    "Story of the second depot, with their numbers",
    "Four stars and a fair complaint about the reports",
    "Brought in a neighbour from the same estate",
    "Talk at the logistics days: from whiteboard to board",
    "Shared the story of the quiet gate",
    "Answered a question about interfaces in public",
];

/// What time was spent on.
pub(crate) const ACTIVITIES: [&str; 7] = [
    "Review prepared and held",
    "Training",
    "Cleaning up their import",
    "Calls about open cases",
    "Report made by hand, again",
    "Visit at the yard",
    "Coordination with product and support",
];

/// Money given or lost.
pub(crate) const CONCESSIONS: [&str; 4] = [
    "One month without charge after the outage",
    "Seats of the closed depot waived until renewal",
    "Import done by us, not invoiced",
    "Price held for another year",
];

/// Why people set a score by hand.
pub(crate) const OVERRIDES: [&str; 4] = [
    "Their owner told me on the phone that they will sell the company this spring. The numbers cannot know.",
    "Usage looks bad because they move to the new yard: agreed pause until the end of the quarter.",
    "Signed letter of intent for three more depots lies on my desk.",
    "New managing director has worked with our main rival for ten years.",
];

/// What people answer to a risk.
pub(crate) const ANSWERS: [&str; 6] = [
    "Spoke with their finance: decision after the summer shutdown, no doubts named.",
    "On it: visit at the yard next Tuesday with support.",
    "Known: the depot is being rebuilt, usage returns with the reopening.",
    "Meeting moved twice because of their audit, new date stands.",
    "Not a risk: they write through their group's address, which we did not match.",
    "Sponsor call with our COO is booked.",
];
