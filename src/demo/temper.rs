//! The kinds of customer in the book, and how each behaves from week to week.

/// A kind of customer. Each is here because it ends in a place that the others do not reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Uses it, likes it, renews.
    Steady,
    /// Speaks for us.
    Advocate,
    /// Says nothing, and goes.
    Silent,
    /// Signed, and nobody called since.
    Cold,
    /// Asked, and waits.
    Waiting,
    /// Pays well, and is cross.
    Unhappy,
    /// Is fond of us, and costs more than it pays.
    Costly,
    /// Is cross, and costs more than it pays.
    Reassess,
    /// Was cross, and comes back.
    Recovering,
    /// Has just begun.
    New,
    /// Talks with sales.
    Prospect,
    /// Signed, begins soon.
    Coming,
    /// Has left.
    Lost,
    /// Stands still because of us.
    Crisis,
    /// Lost the person who wanted us.
    Orphaned,
    /// Sleeps in winter.
    Seasonal,
    /// Neither likes nor minds us, and pays well.
    Neutral,
    /// Pays, and that is all we know.
    Dark,
    /// Uses the small things only.
    Shallow,
    /// Is better or worse than its numbers, a person says.
    Judged,
    /// Has given notice.
    Leaving,
}

/// How many of each kind a whole book has.
pub(crate) const SHARES: [(Kind, usize); 21] = [
    (Kind::Steady, 68),
    (Kind::Advocate, 24),
    (Kind::Silent, 16),
    (Kind::Cold, 7),
    (Kind::Waiting, 9),
    (Kind::Unhappy, 24),
    (Kind::Costly, 20),
    (Kind::Reassess, 12),
    (Kind::Recovering, 18),
    (Kind::New, 16),
    (Kind::Prospect, 24),
    (Kind::Coming, 5),
    (Kind::Lost, 18),
    (Kind::Crisis, 7),
    (Kind::Orphaned, 8),
    (Kind::Seasonal, 12),
    (Kind::Neutral, 12),
    (Kind::Dark, 8),
    (Kind::Shallow, 6),
    (Kind::Judged, 4),
    (Kind::Leaving, 5),
];

/// How a customer behaves in a week. Chances are of a thousand weeks, shares of a hundred.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Temper {
    /// Share of the seats in use.
    pub(crate) active: i64,
    /// Sessions of each user, against what is usual.
    pub(crate) volume: i64,
    /// Uses what makes customers stay.
    pub(crate) key: bool,
    /// What they think of us, −100 to 100.
    pub(crate) mood: i64,
    /// Chance that somebody answers a survey.
    pub(crate) voice: i64,
    /// Chance that they write or call.
    pub(crate) inbound: i64,
    /// Chance that we do.
    pub(crate) outbound: i64,
    /// Weeks from one planned meeting to the next; 0: none.
    pub(crate) meet: i64,
    /// Meetings kept, of a thousand.
    pub(crate) kept: i64,
    /// Chance of a support case.
    pub(crate) tickets: i64,
    /// Grave ones, of a thousand.
    pub(crate) grave: i64,
    /// Late or reopened ones, of a thousand.
    pub(crate) late: i64,
}

const STEADY: Temper = Temper {
    active: 80,
    volume: 100,
    key: true,
    mood: 42,
    voice: 70,
    inbound: 70,
    outbound: 70,
    meet: 9,
    kept: 860,
    tickets: 70,
    grave: 50,
    late: 110,
};
const CROSS: Temper = Temper {
    active: 62,
    volume: 85,
    mood: -58,
    voice: 90,
    inbound: 110,
    meet: 8,
    kept: 620,
    tickets: 160,
    grave: 160,
    late: 420,
    ..STEADY
};
const MUTE: Temper = Temper { voice: 0, inbound: 0, outbound: 15, meet: 0, tickets: 0, ..STEADY };

/// How a kind of customer behaves when so many weeks are left until the end of the story.
pub(crate) fn temper(kind: Kind, left: i64) -> Temper {
    match kind {
        Kind::Steady | Kind::Crisis | Kind::Leaving => STEADY,
        Kind::Waiting => Temper { mood: 15, ..STEADY },
        Kind::Judged => Temper { mood: 30, active: 70, ..STEADY },
        Kind::Advocate => Temper {
            active: 94,
            volume: 112 - left / 6,
            mood: 86,
            voice: 130,
            inbound: 150,
            meet: 5,
            kept: 965,
            tickets: 50,
            grave: 10,
            late: 20,
            ..STEADY
        },
        Kind::Silent if left > 38 => Temper { mood: 18, voice: 50, meet: 12, ..STEADY },
        Kind::Silent => Temper { active: 38 + left, volume: 45 + left, ..MUTE },
        Kind::Cold => {
            Temper { active: 22, volume: 40, meet: 0, inbound: 0, outbound: 0, voice: 0, tickets: 90, ..STEADY }
        }
        Kind::Unhappy => CROSS,
        Kind::Costly => Temper { mood: 66, inbound: 220, outbound: 160, meet: 3, tickets: 190, grave: 40, ..STEADY },
        Kind::Reassess => Temper { tickets: 240, meet: 4, ..CROSS },
        Kind::Recovering if left > 30 => CROSS,
        Kind::Recovering => Temper {
            active: 62 + (30 - left) * 9 / 10,
            volume: 85 + (30 - left) * 7 / 6,
            mood: -58 + (30 - left) * 46 / 10,
            voice: 140,
            meet: 4,
            kept: 930,
            tickets: 90,
            late: 60,
            ..STEADY
        },
        Kind::New | Kind::Coming => Temper {
            active: 88,
            volume: 80 + 20 / (left + 1),
            mood: 55,
            inbound: 180,
            outbound: 200,
            meet: 3,
            kept: 940,
            ..STEADY
        },
        Kind::Prospect => Temper { inbound: 90, outbound: 170, meet: 0, tickets: 0, voice: 0, ..STEADY },
        Kind::Lost if left < 26 => MUTE,
        Kind::Lost => Temper { active: 50, mood: -30, tickets: 120, grave: 120, late: 350, kept: 500, ..STEADY },
        Kind::Orphaned if left < 6 => Temper { active: 66, volume: 72, inbound: 20, ..STEADY },
        Kind::Orphaned => Temper { mood: 50, ..STEADY },
        Kind::Seasonal => STEADY,
        Kind::Neutral => Temper { mood: 0, voice: 110, ..STEADY },
        Kind::Dark => Temper { active: 0, outbound: 0, ..MUTE },
        Kind::Shallow => Temper { key: left > 7, mood: 20, active: 60, ..STEADY },
    }
}

/// What a customer costs us, in hundredths of what it pays.
pub(crate) fn burn(kind: Kind, luck: i64) -> i64 {
    match kind {
        Kind::Costly => 74 + luck / 3,
        Kind::Reassess => 64 + luck / 2,
        Kind::Neutral => 16 + luck / 10,
        Kind::Unhappy => 22 + luck / 6,
        _ => 20 + luck * 4 / 10,
    }
}
