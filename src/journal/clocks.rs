//! What the clocks of a machine did between two lines of its journal.
//!
//! Each line has the wall clock and the time since boot, taken together. What the wall clock gained
//! or lost against the other is how far it was set, and one line is compared with the next: so a
//! step is noticed by whatever records next, a one-line command included, and once.

use crate::time::{SinceBoot, Stamp, Zone};
use crate::timeline::ClockNote;

/// What the clocks showed when a line was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clocks {
    pub at: Stamp,
    pub up: Option<SinceBoot>,
}

/// A wall clock that moved by more than this was set.
const STEP_MS: i128 = 2000;

/// The fastest that a clock is slewed, not set: 500 parts in a million.
const SLEWED_MS_PER_MS: (i128, i128) = (1, 2000);

impl Clocks {
    /// What the clocks did until `next`, which was made in `zone`.
    ///
    /// Of another boot, or where the system tells no time since boot, a step can't be told from
    /// time that passed, and nothing is said. A record that was made before this one, and comes to
    /// the disk after it, has nothing new to say.
    pub fn did_until(&self, next: &Clocks, zone: &Zone) -> Vec<ClockNote> {
        if next.was_made_before(self) {
            return Vec::new();
        }
        self.stepped(next).into_iter().chain(self.changed_offset(next, zone)).collect()
    }

    /// Of these and those of an earlier line, the ones of the line that was made last: several
    /// processes may write one journal, and each makes its records before it gets its turn.
    pub fn latest_of(self, earlier: Option<Clocks>) -> Clocks {
        let made_last = |earlier: &Clocks| self.same_boot(earlier).is_some_and(|(up, earlier)| earlier > up);
        match earlier {
            Some(earlier) if made_last(&earlier) => earlier,
            _ => self,
        }
    }

    fn stepped(&self, next: &Clocks) -> Option<ClockNote> {
        let (before, after) = self.same_boot(next)?;
        let passed = i128::from(after) - i128::from(before);
        let moved = i128::from(next.at.moment.millis_since(self.at.moment)) - passed;
        let (slewed, per) = SLEWED_MS_PER_MS;
        let is_step = moved.abs() > STEP_MS + passed.abs() * slewed / per;
        let millis = i64::try_from(moved).unwrap_or(if moved < 0 { i64::MIN } else { i64::MAX });
        is_step.then_some(ClockNote::Stepped { millis })
    }

    /// Records are stamped in the zone of their incident, once that is known; the first of it may
    /// have been stamped in the machine's own, and somebody may set another zone on purpose. So a
    /// different offset tells of a changed clock only where the zone of the new record explains the
    /// offset of the old one, too: then its clocks were changed in between, as in spring and in
    /// autumn. Two offsets that no one zone has are two zones, which the records name.
    fn changed_offset(&self, next: &Clocks, zone: &Zone) -> Option<ClockNote> {
        let (from, to) = (self.at, next.at);
        let of_this_zone = |at: Stamp| zone.offset_at(at.moment) == at.offset;
        let changed = from.offset != to.offset && of_this_zone(from) && of_this_zone(to);
        changed.then_some(ClockNote::Offset { from, to })
    }

    /// What they showed at an earlier time of the same clocks; of a later one nothing is known.
    pub fn earlier(self, at: Stamp) -> Clocks {
        let before = self.at.moment.millis_since(at.moment);
        if before < 0 {
            return self;
        }
        let up = self.up.map(|up| SinceBoot { millis: up.millis.saturating_sub(before.unsigned_abs()), ..up });
        Clocks { at, up }
    }

    /// Whether it was made before a line, though it may come to the disk after it.
    pub fn was_made_before(&self, other: &Clocks) -> bool {
        match self.same_boot(other) {
            Some((up, other)) => up < other,
            None => self.at.moment < other.at.moment,
        }
    }

    /// Both times since boot, where it is the same one.
    fn same_boot(&self, other: &Clocks) -> Option<(u64, u64)> {
        let (own, other) = (self.up.as_ref()?, other.up.as_ref()?);
        (own.boot == other.boot).then_some((own.millis, other.millis))
    }
}
