//! The hour of a review meeting: which part it is in, and how long that still has.
//!
//! A value: the time is handed in, and nothing runs. The parts follow one another by the clock; whoever
//! leads the meeting can go on or back by hand, and what comes behind moves along. A part that is gone
//! back to has what was left of it, and says so when that is over.

use crate::time::Moment;
use crate::words;

/// One part of the meeting.
#[derive(PartialEq, Eq, Debug)]
pub struct MeetingPart {
    pub name: &'static str,
    pub minutes: i64,
    /// What is done in it.
    pub help: &'static str,
}

const COUNT: usize = 4;

/// The parts, in their order.
pub const MEETING: [MeetingPart; COUNT] = [
    part(
        "introduction",
        5,
        "everybody did the best they could with what they knew, had and were able to then; we look for how it came about",
    ),
    part("timeline", 35, "walk it as it was known at the time: what is missing, and is this what happened?"),
    part("what we learned", 10, "what surprised us, what went well, where we were lucky"),
    part("actions", 10, "take the ideas out of the parking lot; each item with an owner and a due date"),
];

const fn part(name: &'static str, minutes: i64, help: &'static str) -> MeetingPart {
    MeetingPart { name, minutes, help }
}

/// A meeting that was begun.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Meeting {
    /// The part that was gone to last, by hand or as the first, and when.
    part: usize,
    since: Moment,
    /// What each part had used of its time until then, in milliseconds.
    used: [i64; COUNT],
}

/// Where a meeting is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MeetingTime {
    pub part: &'static MeetingPart,
    /// What is left of the part; less than nothing when it is over its time.
    pub left_ms: i64,
    /// What is left of the part and of all behind it.
    pub left_in_all_ms: i64,
}

impl Meeting {
    pub fn started(at: Moment) -> Meeting {
        Meeting { part: 0, since: at, used: [0; COUNT] }
    }

    /// The part that it is in at a moment, with the time that is left.
    pub fn at(&self, now: Moment) -> MeetingTime {
        let meeting = self.settled(now);
        let left_ms = meeting.left(meeting.part);
        let behind: i64 = (meeting.part + 1..COUNT).map(|part| meeting.left(part).max(0)).sum();
        MeetingTime { part: &MEETING[meeting.part], left_ms, left_in_all_ms: left_ms + behind }
    }

    /// Goes on to the next part now; those behind it begin earlier, or later. The last stays.
    pub fn next(&self, now: Moment) -> Meeting {
        let meeting = self.settled(now);
        Meeting { part: (meeting.part + 1).min(COUNT - 1), ..meeting }
    }

    /// Goes back to the part before, which has what was left of it. The first stays.
    pub fn previous(&self, now: Moment) -> Meeting {
        let meeting = self.settled(now);
        Meeting { part: meeting.part.saturating_sub(1), ..meeting }
    }

    /// The same meeting, with the time until now put on its parts.
    fn settled(&self, now: Moment) -> Meeting {
        let mut settled = Meeting { since: now, ..*self };
        let mut passed = now.millis_since(self.since).max(0);
        // Who goes to a part whose time is used up stays in it until somebody goes on.
        let stays = self.left(self.part) <= 0;
        while !stays && settled.part < COUNT - 1 && passed >= settled.left(settled.part) {
            passed -= settled.left(settled.part).max(0);
            settled.used[settled.part] += settled.left(settled.part).max(0);
            settled.part += 1;
        }
        settled.used[settled.part] += passed;
        settled
    }

    fn left(&self, part: usize) -> i64 {
        MEETING[part].minutes * 60_000 - self.used[part]
    }
}

impl MeetingTime {
    /// `timeline 12 min left, 32 min in all`; `actions 3 min over`.
    pub fn words(&self) -> String {
        let name = self.part.name;
        match (in_words(self.left_ms), in_words(self.left_in_all_ms)) {
            (part, _) if self.left_ms == self.left_in_all_ms => format!("{name} {part}"),
            (part, all) => format!("{name} {part}, {} in all", all.strip_suffix(" left").unwrap_or(&all)),
        }
    }
}

/// `12 min left`, `3 min over`: a minute that has begun is left.
fn in_words(left_ms: i64) -> String {
    match left_ms {
        0.. => format!("{} left", words::minutes(left_ms.saturating_add(59_999) / 60_000)),
        _ => format!("{} over", words::minutes(-left_ms / 60_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: Moment = Moment::from_millis(1_717_754_400_000);

    fn at(minute: i64) -> Moment {
        START.plus_millis(minute * 60_000)
    }

    fn told(meeting: &Meeting, minutes: &[i64]) -> Vec<String> {
        minutes.iter().map(|minute| format!("{minute}: {}", meeting.at(at(*minute)).words())).collect()
    }

    #[test]
    fn an_hour_is_parted_and_says_when_it_is_over() {
        assert_eq!(MEETING.iter().map(|part| part.minutes).collect::<Vec<_>>(), [5, 35, 10, 10]);
        assert_eq!(
            told(&Meeting::started(START), &[-1, 0, 4, 5, 28, 40, 49, 50, 60, 63]),
            [
                "-1: introduction 5 min left, 1 h 00 min in all",
                "0: introduction 5 min left, 1 h 00 min in all",
                "4: introduction 1 min left, 56 min in all",
                "5: timeline 35 min left, 55 min in all",
                "28: timeline 12 min left, 32 min in all",
                "40: what we learned 10 min left, 20 min in all",
                "49: what we learned 1 min left, 11 min in all",
                "50: actions 10 min left",
                "60: actions 0 min left",
                "63: actions 3 min over",
            ]
        );
    }

    #[test]
    fn who_goes_on_earlier_moves_the_rest() {
        let meeting = Meeting::started(START).next(at(2)).next(at(30));
        assert_eq!(
            told(&meeting, &[30, 39, 40, 51]),
            [
                "30: what we learned 10 min left, 20 min in all",
                "39: what we learned 1 min left, 11 min in all",
                "40: actions 10 min left",
                "51: actions 1 min over",
            ]
        );
        assert_eq!(meeting.next(at(31)).next(at(32)).at(at(33)).words(), "actions 8 min left");
    }

    #[test]
    fn a_part_that_is_gone_back_to_has_what_was_left_of_it() {
        // Too early by mistake, and back.
        let meeting = Meeting::started(START).next(at(4)).next(at(15)).previous(at(16));
        assert_eq!(
            told(&meeting, &[16, 39, 41]),
            [
                "16: timeline 24 min left, 43 min in all",
                "39: timeline 1 min left, 20 min in all",
                "41: what we learned 8 min left, 18 min in all",
            ]
        );
        // Its time is used up: it is over time until somebody goes on.
        let meeting = Meeting::started(START).previous(at(42));
        assert_eq!(
            told(&meeting, &[42, 45]),
            ["42: timeline 0 min left, 18 min in all", "45: timeline 3 min over, 15 min in all"]
        );
        assert_eq!(meeting.next(at(45)).at(at(45)).words(), "what we learned 8 min left, 18 min in all");
        assert_eq!(Meeting::started(START).previous(at(1)).at(at(1)).part.name, "introduction");
    }

    proptest! {
        #[test]
        fn no_time_is_lost_and_none_is_made(steps in prop::collection::vec((0..40_i64, 0..3_u8), 0..12)) {
            let mut meeting = Meeting::started(START);
            let mut now = START;
            for (minutes, key) in steps {
                now = now.plus_millis(minutes * 60_000);
                let before = meeting.at(now);
                meeting = match key {
                    0 => meeting.next(now),
                    1 => meeting.previous(now),
                    _ => meeting,
                };
                let used: i64 = meeting.settled(now).used.iter().sum();
                prop_assert_eq!(used, now.millis_since(START));
                let after = meeting.at(now);
                prop_assert!(key != 2 || before == after);
                let later = meeting.at(now.plus_millis(1));
                prop_assert!(later.left_in_all_ms == after.left_in_all_ms - 1 || !std::ptr::eq(later.part, after.part));
            }
        }
    }
}
