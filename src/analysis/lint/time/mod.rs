//! Rules about times: that the ends are there, that order and lengths agree, that nothing can be
//! read two ways.

mod order;
mod stated;

use super::{Rule, error, hint, live, warning};

pub(super) const RULES: &[Rule] = &[
    error(
        "T01",
        "no start, no end, or no zone",
        "record the detection and the resolution with their times, in a zone that is known",
        order::ends,
    ),
    live(error(
        "T02",
        "the end is before the start",
        "correct the time of one of them; over midnight the end is on the next day",
        order::reversed,
    )),
    error(
        "T03",
        "a stated duration differs from the timeline by more than 10 %",
        "correct the length in the text, or the time that the timeline has wrong",
        stated::durations,
    ),
    error("T04", "a weekday does not match its date", "correct the weekday or the date", stated::weekdays),
    warning(
        "T05",
        "a date in figures that can be read two ways",
        "write the month as a word (7 June 2024), or the year first (2024-06-07)",
        stated::numeric_dates,
    ),
    warning(
        "T06",
        "a 12-hour clock, alone or beside a 24-hour one",
        "write 24-hour times: 00:00 for midnight, 12:00 for noon",
        stated::halved_clocks,
    ),
    warning(
        "T07",
        "a zone that means several, or does not hold in that season",
        "name the place (Africa/Accra) or the offset (+01:00)",
        stated::zones,
    ),
    warning("T08", "times that go over midnight without a date", "write the date of the second day", stated::midnight),
    warning(
        "T09",
        "nothing was recorded for long while the impact lasted",
        "add what was done meanwhile: decklog log 'HH:MM what happened'",
        order::silences,
    ),
    warning(
        "T10",
        "most times are on a quarter of an hour: they look reconstructed",
        "check them against alerts, chat and logs",
        order::heaping,
    ),
    live(error(
        "T11",
        "a time in the future, or an order that can't be",
        "correct the time: the event comes back with Up in the recorder",
        order::impossible,
    )),
    warning(
        "T12",
        "the impact is taken to begin with its detection",
        "record when users first felt it (impact start: 9:50 first errors), or write that it began then",
        order::start,
    ),
    warning(
        "T13",
        "the fix and the end are 30 minutes or more apart, with nothing between",
        "add what took so long: a restart, a warm-up, a check",
        order::tail,
    ),
    hint(
        "T14",
        "more than 30 % of the entries were recorded after the fact",
        "check their times against alerts, chat and logs",
        order::backdated,
    ),
    warning(
        "T15",
        "entries after the end that are not marked as such",
        "add #post-incident to them, or move the resolution",
        order::afterwards,
    ),
];
