//! What customers write to the help desk.

/// Cases that stop the work.
pub(crate) const SEV1: [&str; 8] = [
    "Dispatch board is blank for the whole yard, trucks are queuing at the gate",
    "Nobody can sign in since 05:40, night shift is planning on paper",
    "Routes of tomorrow are gone after the import",
    "Driver app shows yesterday's stops to all drivers",
    "Carrier portal answers 502 for every carrier",
    "Duplicate loads sent to twelve carriers this morning",
    "Proof of delivery photos are not saved, we cannot invoice",
    "All dock slots of the week are shown as free",
];
/// Cases that hurt.
pub(crate) const SEV2: [&str; 10] = [
    "Route planner puts the Dover runs on the wrong trailers",
    "Import from our order system stops at row 2,000",
    "Drivers are signed out in the middle of their tour",
    "Temperature alerts come four hours late",
    "Invoices leave out the fuel surcharge",
    "Load builder ignores the axle weights of the new trailers",
    "Slots booked by carriers overwrite our own",
    "Reports of last month differ from what finance was sent",
    "Two dispatchers see different boards",
    "API answers 429 although we are far under the limit",
];
/// Everyday cases.
pub(crate) const SEV3: [&str; 16] = [
    "How do I swap two drivers for a single day?",
    "Depot moved, old address still on the delivery notes",
    "New starter cannot see the dock calendar",
    "Export puts the postcode in the wrong column",
    "Scanner in bay 4 lost its pairing",
    "Board loads slowly on Monday mornings",
    "Public holidays of Bavaria are missing",
    "Can a vehicle belong to two depots?",
    "Driver sees stops in the wrong order after a change",
    "We were invoiced for a seat that we gave back",
    "Carrier cannot open its booking link on a phone",
    "Labels print half a page too low",
    "Time zone of the Lisbon depot is off by an hour",
    "Need the history of one pallet for a claim",
    "Where do I set the break rules for night drivers?",
    "Customer wants the arrival text in Polish",
];
/// Small things.
pub(crate) const SEV4: [&str; 8] = [
    "Typo in the German delivery note",
    "Could the map remember my zoom?",
    "Logo looks squeezed in the e-mail",
    "Wish: darker colours for the night shift",
    "Which browser do you recommend for the wall screen?",
    "Please change the name on our invoices",
    "The tour report says 'tuor'",
    "Shortcut for 'next vehicle' is gone",
];
