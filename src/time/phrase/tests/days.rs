//! On which day a time is: the rules for a live incident, for one told afterwards, and for the
//! nights on which the clocks change.

use super::*;

#[test]
fn a_live_incident_takes_the_most_recent_past() {
    check(
        &[
            ("22:42", "7.6. 22:42 | "),
            ("22:43", "? today that is still to come: 6.6. 22:43, 7.6. 22:43 | "),
            ("10:43", "7.6. 10:43 | "),
            ("10:42", "? that was more than 12 hours ago: 7.6. 10:42, 7.6. 22:42 | "),
            ("10:42 AM", "? that was more than 12 hours ago: 7.6. 10:42 | "),
            ("0:10", "? that was more than 12 hours ago: 7.6. 00:10 | "),
        ],
        told,
    );
    let after_midnight = |text: &str| told_at(text, "2024-06-08T00:10:00.000+01:00", "WAT", DayRule::MostRecent);
    check(
        &[
            ("23:50", "7.6. 23:50 | "),
            ("00:05", "8.6. 00:05 | "),
            ("00:10", "8.6. 00:10 | "),
            ("00:11", "? today that is still to come: 7.6. 00:11, 8.6. 00:11 | "),
            ("12:10", "7.6. 12:10 | "),
        ],
        after_midnight,
    );
}

#[test]
fn what_is_told_afterwards_follows_the_event_before_it() {
    let after = |anchor: &'static str| move |text: &str| told_at(text, NOW, "EAT", DayRule::NearestTo(moment(anchor)));
    let rows = &[
        ("21:30", "10.2. 21:30 | "),
        ("23:00", "10.2. 23:00 | "),
        ("12:00 AM — power is back", "11.2. 00:00 | power is back"),
        ("04:45", "11.2. 04:45 | "),
        ("23:00 - 01:45", "10.2. 23:00–01:45 | "),
        ("09:30", "11.2. 09:30 | "),
        ("Saturday 04:45", "11.2. 04:45 | "),
        ("Feb 11, 04:45", "11.2. 04:45 | "),
    ];
    check(rows, after("2023-02-10T21:30:00.000+03:00"));
    let rows = &[("23:00", "10.2. 23:00 | "), ("02:30", "11.2. 02:30 | "), ("12:00", "11.2. 12:00 | ")];
    check(rows, after("2023-02-11T00:00:00.000+03:00"));
}

#[test]
fn what_is_looked_back_at_lies_in_the_incident_or_nearest_to_it() {
    let within = |begin: &'static str, end: &'static str, zone: &'static str| {
        move |text: &str| told_at(text, NOW, zone, DayRule::Within(moment(begin), moment(end)))
    };
    // Over midnight, in February.
    check(
        &[
            ("21:30", "10.2. 21:30 | "),
            ("21:29", "10.2. 21:29 | "),
            ("23:00", "10.2. 23:00 | "),
            ("04:45", "11.2. 04:45 | "),
            ("09:00", "11.2. 09:00 | "),
            ("19:00", "10.2. 19:00 | "),
            ("Saturday 02:00", "11.2. 02:00 | "),
            ("5m ago", "? that counts from now, long after the incident; say a clock time: 7.6. 22:37 | "),
        ],
        within("2023-02-10T21:30:00.000+01:00", "2023-02-11T04:45:00.000+01:00", "WAT"),
    );
    // Of several days the first; and what goes on has no time that is still to come.
    check(
        &[("10:30", "5.6. 10:30 | "), ("09:00", "6.6. 09:00 | ")],
        within("2024-06-05T10:00:00.000+01:00", "2024-06-07T12:00:00.000+01:00", "WAT"),
    );
    check(
        &[("22:30", "7.6. 22:30 | "), ("23:30", "? that is still to come: 7.6. 23:30 | "), ("5m ago", "7.6. 22:37 | ")],
        within("2024-06-07T22:00:00.000+01:00", NOW, "WAT"),
    );
}

#[test]
fn told_afterwards_is_still_never_after_now() {
    let rule = DayRule::NearestTo(moment("2024-06-07T22:00:00.000+01:00"));
    let told = |text: &str| told_at(text, NOW, "WAT", rule);
    check(
        &[
            ("22:30", "7.6. 22:30 | "),
            ("23:30", "6.6. 23:30 | "),
            ("2024-06-07 23:30", "? that is still to come: 7.6. 23:30 | "),
        ],
        told,
    );
    let ahead = DayRule::NearestTo(moment("2031-01-01T12:00:00.000+00:00"));
    assert_eq!(told_at("12:30", NOW, "UTC", ahead), "? that is still to come: 1.1. 12:30 | ");
}

#[test]
fn a_time_shown_twice_is_not_guessed_until_only_one_has_passed() {
    let told = |now: &'static str| move |text: &str| told_at(text, now, "America/New_York", DayRule::MostRecent);
    check(
        &[
            ("01:30", "? the clocks went back: it was that time twice: 1.11. 01:30, 1.11. 01:30 | "),
            ("01:30 EDT", "1.11. 01:30 | "),
            ("01:30 EST", "1.11. 01:30 | "),
            ("02:10", "1.11. 02:10 | "),
            ("2026-11-01 01:30", "? the clocks went back: it was that time twice: 1.11. 01:30, 1.11. 01:30 | "),
        ],
        told("2026-11-01T02:15:00.000-05:00"),
    );
    check(&[("01:30", "1.11. 01:30 | ")], told("2026-11-01T01:45:00.000-04:00"));

    let zone = Zone::named("America/New_York").expect("a zone in a test");
    let now = moment("2026-11-01T02:15:00.000-05:00");
    let context = Context { now, zone: &zone, rule: DayRule::MostRecent, start: None };
    let phrase = read_whole("01:30").expect("a time");
    let Placing::Doubtful { readings, .. } = phrase.place(&context) else { panic!("01:30 was shown twice") };
    let stamps: Vec<String> = readings.iter().filter_map(When::bound).map(|stamp| stamp.to_string()).collect();
    assert_eq!(stamps, ["2026-11-01T01:30:00.000-04:00", "2026-11-01T01:30:00.000-05:00"]);
}

#[test]
fn a_time_never_shown_offers_the_moment_after_the_jump() {
    let told = |text: &str| told_at(text, "2026-03-08T04:15:00.000-04:00", "America/New_York", DayRule::MostRecent);
    check(
        &[
            ("02:30", "? the clocks went forward over that time: 8.3. 03:00 | "),
            ("01:59", "8.3. 01:59 | "),
            ("03:00", "8.3. 03:00 | "),
            ("01:30-02:30", "? the clocks went forward over that time: 8.3. 01:30–03:00 | "),
        ],
        told,
    );
}

#[test]
fn minutes_from_the_start_need_a_start() {
    let zone = Zone::utc();
    let context = Context { now: moment(NOW), zone: &zone, rule: DayRule::MostRecent, start: None };
    let phrase = read_whole("T+12").expect("a time");
    let Placing::Doubtful { readings, .. } = phrase.place(&context) else { panic!("no start is known") };
    assert!(readings.is_empty());
}
