//! The pace at which the screen takes in what others record. Nobody at this terminal asked for it, and it
//! must not stand in the way of typing: a line to a jump host may carry 1,200 bytes a second, and how fast
//! one is, no terminal tells.

use std::time::Duration;

/// Bytes a second that any line carries, as is thought here.
const LINE: u64 = 1200;

/// Who pressed a key so short a time ago is typing.
const TYPING_MS: u64 = 1000;

/// So few records change a row or two: they do not wait for a pause in typing.
const FEW: usize = 2;

/// Of what is on its way they wait only for what takes longer than this; and more of them than this.
const SOON_MS: u64 = 600;
const AT_ONCE_MS: u64 = 100;

/// What was written, and when somebody last pressed a key. In ms of a clock that never goes back; one that
/// does all the same holds nothing up.
#[derive(Default)]
pub(super) struct Pace {
    /// When such a line has carried all that was written.
    carried: u64,
    pressed: Option<u64>,
    written: u64,
}

impl Pace {
    /// So many bytes were written so far, in all.
    pub fn wrote(&mut self, written: u64, now: u64) {
        let more = written.saturating_sub(std::mem::replace(&mut self.written, written));
        self.carried = now + self.on_its_way(now) + more * 1000 / LINE;
    }

    pub fn pressed(&mut self, now: u64) {
        self.pressed = Some(now);
    }

    /// How long so many records have still to wait.
    pub fn wait(&self, records: usize, now: u64) -> Duration {
        let on_its_way = self.on_its_way(now);
        let typing = self.pressed.filter(|pressed| *pressed <= now).map_or(0, |pressed| pressed + TYPING_MS);
        let wait = match records {
            0..=FEW => on_its_way.saturating_sub(SOON_MS),
            _ => on_its_way.saturating_sub(AT_ONCE_MS).max(typing.saturating_sub(now)),
        };
        Duration::from_millis(wait)
    }

    /// How long what was written takes to be carried, in ms. A screenful is the most that is ever written.
    fn on_its_way(&self, now: u64) -> u64 {
        const A_SCREENFUL_MS: u64 = 10_000;
        Some(self.carried.saturating_sub(now)).filter(|wait| *wait <= A_SCREENFUL_MS).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait_ms(pace: &Pace, records: usize, now: u64) -> u128 {
        pace.wait(records, now).as_millis()
    }

    #[test]
    fn what_others_record_waits_for_nothing_at_rest() {
        let pace = Pace::default();
        assert_eq!((wait_ms(&pace, 1, 5000), wait_ms(&pace, 90, 5000)), (0, 0));
    }

    #[test]
    fn much_waits_for_a_pause_in_typing_and_little_does_not() {
        let mut pace = Pace::default();
        pace.pressed(5000);
        assert_eq!((wait_ms(&pace, 2, 5100), wait_ms(&pace, 3, 5100)), (0, 900));
        assert_eq!(wait_ms(&pace, 3, 6000), 0);
    }

    #[test]
    fn it_waits_until_a_slow_line_has_carried_what_was_written() {
        let mut pace = Pace::default();
        pace.wrote(2400, 5000);
        assert_eq!((wait_ms(&pace, 3, 5000), wait_ms(&pace, 1, 5000)), (1900, 1400));
        // Written so far in all: nothing more.
        pace.wrote(2400, 5500);
        assert_eq!((wait_ms(&pace, 3, 5500), wait_ms(&pace, 1, 5500)), (1400, 900));
        pace.wrote(2460, 5500);
        assert_eq!(wait_ms(&pace, 3, 5500), 1450);
        assert_eq!(wait_ms(&pace, 3, 9000), 0);
    }

    #[test]
    fn a_clock_that_goes_back_holds_nothing_up() {
        let mut pace = Pace::default();
        pace.wrote(2400, 5_000_000);
        pace.pressed(5_000_000);
        assert_eq!(wait_ms(&pace, 3, 1000), 0);
    }
}
