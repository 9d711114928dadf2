//! Whether the machine slept while the recorder ran. Only who was there before and after can tell.

use super::Session;
use crate::journal::append::Pending;
use crate::time::{Clock, Moment, SinceBoot};
use crate::timeline::ClockNote;

/// A nap shorter than this is not worth a word.
const NAP_MS: u64 = 5000;

/// The machine's sleep, looked after.
#[derive(Default)]
pub(super) struct Sleep {
    /// How long it had slept at the last look, and when that was.
    looked: Option<(u64, SinceBoot)>,
    slept: Option<Slept>,
}

/// Sleep that was noticed and is in no record yet.
struct Slept {
    millis: u64,
    /// The last look before it.
    since: SinceBoot,
    /// The first look after it.
    at: Moment,
    up: SinceBoot,
}

impl Sleep {
    /// From now on; what was before is no part of the incident.
    pub fn since_now(clock: &dyn Clock) -> Sleep {
        let mut sleep = Sleep::default();
        sleep.look(clock);
        sleep
    }

    /// Compares how long the machine has slept with the last look.
    pub fn look(&mut self, clock: &dyn Clock) {
        let Some((asleep, up)) = clock.asleep().zip(clock.since_boot()) else { return };
        if let Some((before, since)) = self.looked.replace((asleep, up.clone()))
            && let millis @ NAP_MS.. = asleep.saturating_sub(before)
        {
            // A machine may wake many times in a night: all of it is one sleep until something is
            // recorded.
            let (more, since) = self.slept.take().map_or((0, since), |earlier| (earlier.millis, earlier.since));
            self.slept = Some(Slept { millis: more + millis, since, at: clock.now(), up });
        }
    }
}

impl Session {
    /// Looks whether the machine has slept, which costs nothing: to be asked now and then.
    pub fn look_at_clocks(&mut self) {
        self.sleep.look(&*self.author.clock);
    }

    /// The sleep that is to be noted with what is recorded next; less what another recorder of this
    /// writer has noted of it already.
    pub(super) fn slept_before(&mut self, next: &Pending) -> Option<Pending> {
        self.look_at_clocks();
        let Slept { millis, since, at, up } = self.sleep.slept.take()?;
        let is_since = |noted: &SinceBoot| noted.boot == since.boot && noted.millis > since.millis;
        let notes = self
            .timeline
            .clock_notes()
            .filter(|(recorded, _)| recorded.place.writer == self.writer && recorded.up.as_ref().is_some_and(is_since));
        let known = notes.fold(0, |known: u64, (_, note)| match note {
            ClockNote::Suspended { millis } => known.saturating_add(*millis),
            _ => known,
        });
        let millis = millis.checked_sub(known).filter(|rest| *rest >= NAP_MS)?;
        let note = next.noting(ClockNote::Suspended { millis });
        Some(Pending { at: next.zone.stamp(at), up: Some(up), ..note })
    }
}
