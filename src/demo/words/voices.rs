//! What customers say when somebody asks them.

/// From people who are glad.
pub(crate) const GLAD: [&str; 18] = [
    "We plan tomorrow before lunch now. It used to take two of us until six.",
    "The drivers asked for it at the second depot. That has never happened with any software here.",
    "Support answered before I had finished my coffee.",
    "Empty miles are down, and for once I can prove it to our board.",
    "Our customers stopped calling to ask where the truck is.",
    "You told us it would take three weeks, and it took three weeks.",
    "I would hate to go back to the whiteboard.",
    "The review with your team was the most useful hour of the month.",
    "Carriers book their own slots, and the gate is quiet.",
    "We opened a depot in spring and hired no extra planner.",
    "Honest people. When it broke you said so, and why.",
    "New dispatchers are on their own after two days.",
    "Every month something I asked for turns up.",
    "The load builder paid for the year by itself.",
    "My boss opens the dashboard before I do.",
    "It simply works, even on the night shift.",
    "I have recommended you twice already.",
    "You know our business by now, and it shows.",
];
/// From people who shrug.
pub(crate) const SHRUG: [&str; 10] = [
    "It does what it says. No more, no less.",
    "Fine for planning, I still do the reports by hand.",
    "Good days and bad days.",
    "We use a third of it, I think.",
    "Nothing to complain about, nothing to write home about.",
    "It is all right once you know where things are.",
    "The price is all right for now.",
    "My colleagues like it more than I do.",
    "We have not had the time to look at the new planner.",
    "Ask me again after the season.",
];
/// From people who are cross.
pub(crate) const CROSS: [&str; 16] = [
    "I explain our yard anew every time somebody new calls.",
    "Three updates, and the same thing is still broken.",
    "We were promised the carrier portal for March. It is not here.",
    "Everything takes a ticket, and every ticket takes a week.",
    "The planner knows trucks, it does not know ferries.",
    "We pay for forty things and use four.",
    "Nobody called us back after the outage. Nobody.",
    "I have a spreadsheet again. That says it all.",
    "You listen very well and then nothing happens.",
    "Our drivers have gone back to phoning in.",
    "The invoice was right for the first time in June.",
    "I was sold one thing and handed another.",
    "It costs me an hour a day. It was meant to save me one.",
    "Whoever I talk to has to ask somebody else.",
    "Too slow on the only day that matters, Monday.",
    "We are looking around, to be frank.",
];

/// Feedback: what it is about, and the words. The first half likes, the second half misses something.
pub(crate) const FEEDBACK: [(&str, &str); 18] = [
    ("route-planner", "Locking a stop before replanning is exactly how we think."),
    ("driver-app", "Big buttons. The drivers with gloves say thank you."),
    ("dispatch-board", "The colours for late loads saved us an argument a day."),
    ("proof-of-delivery", "Signature plus photo ended the claims with our biggest customer."),
    ("dock-calendar", "Carriers like the waiting list more than we do."),
    ("reports", "The depot comparison started a small competition. Good."),
    ("alerts", "Fewer alerts since the change, and the right ones."),
    ("api", "Our integration ran on the first day. Somebody cared about those docs."),
    ("load-builder", "Axle weights are right since May, and the police agree."),
    ("route-planner", "Ferry times should be part of the route, not a note beside it."),
    ("reports", "I cannot send a report to someone without a seat."),
    ("driver-app", "No signal in the valley means no stops. Please keep them on the phone."),
    ("dispatch-board", "With two hundred loads the board needs a search."),
    ("carrier-portal", "Carriers want one sign-in for all their customers."),
    ("invoicing", "Credit notes still go through our own system."),
    ("dock-calendar", "A cancelled slot should ask why."),
    ("alerts", "Night shift gets alerts meant for the day manager."),
    ("api", "Webhooks twice a minute are too many for our poor server."),
];

/// Why customers leave: the reason as sales files it, and what was said.
pub(crate) const PARTINGS: [(&str, &str); 10] = [
    ("no value seen", "Nobody here could say what it brought us, so the line went out of the budget."),
    ("champion left", "It was Tom's project. Tom works elsewhere now."),
    ("price", "A third more at renewal, and nothing new that we use."),
    ("missing feature", "We asked for ferry legs for a year and a half."),
    ("support", "The outage in the harvest weeks was one too many."),
    ("merged", "The group that bought us has its own system."),
    ("competitor", "A rival came with the telematics built in."),
    ("never started", "We never got past the import. Then the season began."),
    ("closed a site", "The depot that used it is closed."),
    ("silent", "To be honest we stopped looking at it in spring. You did not ask, either."),
];
