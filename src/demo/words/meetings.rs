//! What our people and the customers' people meet about.

/// A planned meeting: agenda, goal, and what came of it when it went well.
pub(crate) struct Meeting {
    /// What is talked about.
    pub(crate) agenda: &'static str,
    /// What it is for.
    pub(crate) goal: &'static str,
    /// What came of it.
    pub(crate) outcome: &'static str,
}

/// Reviews.
pub(crate) const REVIEWS: [Meeting; 10] = [
    Meeting {
        agenda: "Quarter in numbers; the two open requests; what the new depot needs",
        goal: "Agree on one goal for the next quarter",
        outcome: "Goal agreed: half an hour less planning per depot and day. Both requests explained.",
    },
    Meeting {
        agenda: "Empty miles against the target; return loads on the northern tours",
        goal: "Show where the next five points come from",
        outcome: "They will try pooled return loads on two tours for a month.",
    },
    Meeting {
        agenda: "Who uses what; seats nobody signs in with; night shift",
        goal: "Give unused seats to the night shift",
        outcome: "Three seats moved. Night shift lead wants a half-hour training.",
    },
    Meeting {
        agenda: "Lessons from the outage; what we changed; questions",
        goal: "Win back trust with facts",
        outcome: "They liked the plain answer. Want to see the failover test in writing.",
    },
    Meeting {
        agenda: "On-time rate by customer; the three worst; what the planner can do",
        goal: "One action per late customer",
        outcome: "Slot times widened for two customers, the third gets an earlier tour.",
    },
    Meeting {
        agenda: "Carrier portal after six weeks; who books, who still phones",
        goal: "Get the last four carriers off the phone",
        outcome: "Two carriers are invited again, for two the rate card comes first.",
    },
    Meeting {
        agenda: "Season ahead: temporary dispatchers, training, extra seats",
        goal: "A date for training before the rush",
        outcome: "Training in the second week, extra seats for ten weeks.",
    },
    Meeting {
        agenda: "Board paper: what Quayline brought this year",
        goal: "Numbers that their finance accepts",
        outcome: "Finance accepted fuel and hours, wants overtime left out. Paper goes up as agreed.",
    },
    Meeting {
        agenda: "Roadmap: ferry legs, credit notes, offline stops; what matters to them",
        goal: "Rank their wishes with them",
        outcome: "Offline stops first. They know that ferry legs will not come this year.",
    },
    Meeting {
        agenda: "Monthly look at late loads and open cases",
        goal: "Nothing open that they would be surprised by",
        outcome: "One old case closed in the meeting, no surprises.",
    },
];
/// Kickoffs.
pub(crate) const KICKOFFS: [Meeting; 3] = [
    Meeting {
        agenda: "Who is who; goals as written in the handoff; plan for the first 30 days",
        goal: "First live tour within three weeks",
        outcome: "Plan agreed. Import of the vehicle list is theirs, depot setup is ours.",
    },
    Meeting {
        agenda: "What sales promised; how the yard works today; first depot",
        goal: "No question that they answered before",
        outcome: "They were glad that nobody asked again. First depot goes live on a Monday.",
    },
    Meeting {
        agenda: "Goals, stakeholders, risks; who decides what; first week",
        goal: "A name for each step",
        outcome: "Names on all steps. Their IT opens the interface by Friday.",
    },
];
/// Trainings.
pub(crate) const TRAININGS: [Meeting; 4] = [
    Meeting {
        agenda: "Planning a day from nothing: import, build loads, plan, publish",
        goal: "Each dispatcher plans one real day",
        outcome: "All planned their own day; two were faster than the trainer.",
    },
    Meeting {
        agenda: "Driver app: stops, photos, breaks, what to do without signal",
        goal: "Drivers confirm stops themselves",
        outcome: "Fourteen drivers, one broken phone, no open questions.",
    },
    Meeting {
        agenda: "Reports for depot managers; comparing tours; sending them on",
        goal: "Depot managers stop asking planning for numbers",
        outcome: "Weekly report set up for each depot.",
    },
    Meeting {
        agenda: "Dock calendar for the gate: late arrivals, waiting list, no-shows",
        goal: "Gate staff decide without a phone call",
        outcome: "Rules for no-shows agreed and written on the wall.",
    },
];
/// Talks about renewal.
pub(crate) const RENEWALS: [Meeting; 3] = [
    Meeting {
        agenda: "Year in review, what changes at renewal, open wishes",
        goal: "Know who signs and by when",
        outcome: "Finance signs in the last week of the month, no blockers named.",
    },
    Meeting {
        agenda: "Seats in use, price per seat, two-year option",
        goal: "Agree on term and seats",
        outcome: "Two years are welcome if the price is held.",
    },
    Meeting {
        agenda: "What went wrong this year and what we owe before renewal",
        goal: "A list both sides sign",
        outcome: "Four points on the list, two with dates.",
    },
];
/// What customers write or call about by themselves.
pub(crate) const INBOUND: [&str; 12] = [
    "Asks for the training slides for two new dispatchers.",
    "Sends a photo of the new yard and says thanks for the help with the gates.",
    "Wants to know whether the planner can hold two fuel prices.",
    "Asks who to call on the bank holiday.",
    "Forwards a compliment from a customer about arrival texts.",
    "Asks for a quote for four more seats at the second depot.",
    "Says that the new export saved the audit.",
    "Wants the list of all vehicles with their last service.",
    "Asks when the credit notes will come.",
    "Tells us that a new operations manager starts next month.",
    "Asks for a second training for the night shift.",
    "Wonders why two loads went out twice, and finds it was the import.",
];
/// What customers write when they are cross.
pub(crate) const COMPLAINTS: [&str; 8] = [
    "Third time this month that the board freezes at six. Wants to hear from someone who decides.",
    "Says that nobody called after the outage, and that the board will hear of it.",
    "Asks for the contract's notice period.",
    "Wants the promised date for the portal in writing.",
    "Complains that each new contact asks for the same documents.",
    "Sends the spreadsheet they went back to, without a word.",
    "Says the price was explained differently a year ago.",
    "Cancels the training: no time for it while planning takes this long.",
];
/// What our people write.
pub(crate) const OUTBOUND: [&str; 10] = [
    "Sends the summary of last month with the two tours worth a look.",
    "Asks how the first week with the driver app went.",
    "Shares how a brewery of the same size halved its gate times.",
    "Offers a half-hour session about load templates.",
    "Tells them that the export they asked about is live.",
    "Asks whether the new depot opens as planned.",
    "Sends the checklist for the season.",
    "Explains the change of the fuel surcharge before it shows on the invoice.",
    "Invites two dispatchers to the planners' morning.",
    "Points out three seats that nobody used since spring.",
];
/// What sales does before there is a contract.
pub(crate) const SELLING: [&str; 6] = [
    "Demo with their own tours of last week.",
    "Call about the interface to their order system.",
    "Visit to the yard at five in the morning, to see the real rush.",
    "Offer sent: twelve seats, one year, carrier portal included.",
    "Reference call arranged with a customer of their trade.",
    "Talk with finance about the payback.",
];
/// Campaigns that go out to many.
pub(crate) const CAMPAIGNS: [&str; 7] = [
    "Letter: planning the holiday peak without overtime",
    "Planners' morning: how three yards got rid of the gate queue",
    "Release letter: load templates, faster board",
    "Invitation: the winter webinar on empty miles",
    "Benchmark: on-time rates by trade",
    "Release letter: slots that carriers book themselves",
    "Guide: the ten checks before the season",
];
