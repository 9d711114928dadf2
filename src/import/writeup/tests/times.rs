//! Times, dates and zones as documents have them.

use super::*;
use crate::import::writeup::{clock, dates, mentions, zones};

fn stamp(text: &str) -> String {
    let Some(timed) = clock::at_start(text) else { return "no time".to_owned() };
    let doubt = if timed.clock.is_sure() { "" } else { "? " };
    format!("{doubt}{} | {}", timed.clock.words(), &text[timed.behind..])
}

#[test]
fn a_time_stands_at_the_start_in_whatever_is_put_around_it() {
    check(
        &[
            ("10:15 - it is slow", "10:15 | it is slow"),
            ("[10:15] it is slow", "10:15 | it is slow"),
            ("(10:15 UTC): it is slow", "10:15 UTC | it is slow"),
            ("Time: 10:15 PM | it is slow", "10:15 PM | it is slow"),
            ("T08:19:34 it is slow", "08:19:34 | it is slow"),
            ("1400 hrs: it is slow", "1400 | it is slow"),
            ("10:15 Denver - restarted", "10:15 | restarted"),
            ("16:20 ET our alarm went off", "16:20 | our alarm went off"),
            ("3 pods were restarted", "no time"),
            ("the deploy of 10:15 failed", "no time"),
        ],
        stamp,
    );
}

#[test]
fn what_hands_do_to_times_is_set_right() {
    check(
        &[
            ("3:AM it is slow", "3 AM | it is slow"),
            ("9:40a it is slow", "9:40am | it is slow"),
            ("23:00 AM it is slow", "23:00 | it is slow"),
            ("10h15 it is slow", "10:15 | it is slow"),
            ("+5m it is slow", "T+5m | it is slow"),
            ("4.10:15 it is slow", "10:15 | it is slow"),
            ("June7, 2024, 10:15 it is slow", "June 7, 2024, 10:15 | it is slow"),
            ("20244-06-07 10:15 it is slow", "2024-06-07 10:15 | it is slow"),
            ("2024-06-07: 10:15 it is slow", "2024-06-07 10:15 | it is slow"),
            ("June 7th, 24, 10:15 PM: it is slow", "June 7th, 2024, 10:15 PM | it is slow"),
            ("06, 07, 2024, 10:00 AM it is slow", "06/07/2024, 10:00 AM | it is slow"),
            ("Midnight: it is slow", "00:00 | it is slow"),
            ("Midnight oil was burnt", "no time"),
        ],
        stamp,
    );
}

#[test]
fn a_date_may_stand_behind_the_clock() {
    check(
        &[
            ("10:15 PM UTC Friday June 7th: it is slow", "Friday June 7th 10:15 PM UTC | it is slow"),
            ("5:25 pm 06/07/2024 - it is slow", "06/07/2024 5:25 pm | it is slow"),
            ("10:15 May it be known that it is slow", "10:15 | May it be known that it is slow"),
        ],
        stamp,
    );
}

#[test]
fn sentences_name_times_behind_the_words_that_lead_to_them() {
    let told = |text: &str| {
        let found = mentions::in_sentence(text);
        found.iter().map(|mention| &text[mention.at.clone()]).collect::<Vec<_>>().join(" | ")
    };
    check(
        &[
            ("we paged them at 10:45 and they came by 11:00", "at 10:45 | by 11:00"),
            ("it was slow from about 8:15 UTC until 12:20 UTC", "from about 8:15 UTC until 12:20 UTC"),
            ("nothing from 0412 to 0430", "from 0412 to 0430"),
            ("On 7 June at 16:20 ET it went off", "On 7 June at 16:20 ET"),
            ("the ticket came in at 2:20 PM Eastern time, alas", "at 2:20 PM Eastern time"),
            ("it began at midnight (East Africa Time)", "at midnight (East Africa Time)"),
            ("at 80 % of the disk, at 3 nodes", ""),
        ],
        told,
    );
}

#[test]
fn dates_are_found_in_every_spelling() {
    let found = |text: &str| dates::found_in(text).map_or("none".to_owned(), |(_, at)| text[at].to_owned());
    check(
        &[
            ("Incident of June 7, 2024.", "June 7, 2024"),
            ("on 7-Jun-2024 in the evening", "7-Jun-2024"),
            ("on 07/Jun/2024", "07/Jun/2024"),
            ("from 0412 on 7Jun24", "7Jun24"),
            ("ticket #2024-06-0041, version 1.2.3", "none"),
        ],
        found,
    );
    let alone =
        |text: &str| dates::alone(text).map_or("none".to_owned(), |date| format!("{:?}", date.readings(&[2024])));
    check(
        &[
            ("Friday, June 7th, 2024:", "[2024-06-07]"),
            ("Date: 2024-06-07", "[2024-06-07]"),
            ("June 7, 2024: it is slow", "none"),
            ("2024-06-07 10:15", "none"),
        ],
        alone,
    );
}

#[test]
fn one_line_can_name_the_zone_of_all() {
    let named = |text: &str| zones::of_all(text).map_or("none".to_owned(), |(zone, _)| zone.name().to_string());
    check(
        &[
            ("All times are in WAT.", "WAT"),
            ("Timezone: Europe/Berlin", "Europe/Berlin"),
            ("all times in Pacific Time", "America/Los_Angeles"),
            ("The times are hard.", "none"),
        ],
        named,
    );
}

#[test]
fn the_zone_of_a_column_or_of_most_times_is_that_of_all() {
    let zone = |text: &str| imported(text).zone.map_or("none".to_owned(), |zone| zone.name().to_string());
    check(
        &[
            ("| Time (UTC+5) | Event |\n|--|--|\n| 10:15 | it is slow |\n| 10:20 | it is down |", "+05:00"),
            ("## Timeline (WAT)\n- 10:15 it is slow\n- 10:20 it is down", "WAT"),
            ("## Timeline\n- 10:15 EAT it is slow\n- 10:20 EAT it is down\n- 10:30 UTC up", "EAT"),
        ],
        zone,
    );
}
