//! The clock at a desk: it moves when the test lets it.

use std::sync::atomic::{AtomicI64, Ordering};

use decklog::time::phrase::{self, Context, DayRule, Placing};
use decklog::time::{Clock, Moment, SinceBoot, Stamp, Zone};

/// A clock that is moved by hand.
pub struct HandClock(AtomicI64);

impl HandClock {
    pub fn at(moment: Moment) -> HandClock {
        HandClock(AtomicI64::new(moment.millis()))
    }

    pub fn pass(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Moment {
        Moment::from_millis(self.0.load(Ordering::SeqCst))
    }

    fn since_boot(&self) -> Option<SinceBoot> {
        // The machine was started with the epoch, and never slept.
        Some(SinceBoot { boot: "0123".to_owned(), millis: u64::try_from(self.0.load(Ordering::SeqCst)).ok()? })
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
