//! The clock at a desk: it moves when the test lets it.

use std::sync::atomic::{AtomicI64, Ordering};

use decklog::time::phrase::{self, Context, DayRule, Placing};
use decklog::time::{Clock, Moment, SinceBoot, Stamp, Zone};

/// A machine's clocks, moved by hand.
#[derive(Default)]
pub struct HandClock {
    /// Since the machine was started, which was with the epoch; so much of it asleep.
    up: AtomicI64,
    asleep: AtomicI64,
    /// By how much the wall clock was set since.
    set: AtomicI64,
}

impl HandClock {
    pub fn at(moment: Moment) -> HandClock {
        HandClock { up: AtomicI64::new(moment.millis()), ..HandClock::default() }
    }

    pub fn pass(&self, ms: i64) {
        self.up.fetch_add(ms, Ordering::SeqCst);
    }

    /// Sets the wall clock forward, or back.
    pub fn set(&self, ms: i64) {
        self.set.fetch_add(ms, Ordering::SeqCst);
    }

    /// Lets time pass while the machine sleeps.
    pub fn sleep(&self, ms: i64) {
        self.pass(ms);
        self.asleep.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Moment {
        Moment::from_millis(self.up.load(Ordering::SeqCst) + self.set.load(Ordering::SeqCst))
    }

    fn since_boot(&self) -> Option<SinceBoot> {
        Some(SinceBoot { boot: "0123".into(), millis: u64::try_from(self.up.load(Ordering::SeqCst)).ok()? })
    }

    fn asleep(&self) -> Option<u64> {
        u64::try_from(self.asleep.load(Ordering::SeqCst)).ok()
    }
}

/// A time of a day, in a zone.
pub fn stamp(time: &str, zone: &Zone) -> Stamp {
    let now = Moment::from_millis(4_000_000_000_000);
    let context = Context { now, zone, rule: DayRule::MostRecent, start: None };
    match phrase::read_whole(time).unwrap().place(&context) {
        Placing::Placed(when) => when.bound().unwrap(),
        Placing::Doubtful { readings, .. } => readings[0].bound().unwrap(),
    }
}
