//! What is typed, and what it says: every form, and the words that only look like one.

use super::*;
use crate::time::Said;

#[test]
fn clock_times_are_read_in_every_spelling() {
    check(
        &[
            ("22:15 pods gone", "7.6. 22:15 | pods gone"),
            ("22:15:30 pods gone", "7.6. 22:15:30 | pods gone"),
            ("22:15:30.250 pods gone", "7.6. 22:15:30 | pods gone"),
            ("at 22:15 pods gone", "7.6. 22:15 | pods gone"),
            ("At 22:15, pods gone", "7.6. 22:15 | pods gone"),
            ("10.15pm pods gone", "7.6. 22:15 | pods gone"),
            ("10:15 PM pods gone", "7.6. 22:15 | pods gone"),
            ("10:15 p.m. pods gone", "7.6. 22:15 | pods gone"),
            ("10:15\u{202f}PM pods gone", "7.6. 22:15 | pods gone"),
            ("10 pm pods gone", "7.6. 22:00 | pods gone"),
            ("22:15 PM pods gone", "7.6. 22:15 | pods gone"),
            ("12:00 PM — noon report", "7.6. 12:00 | noon report"),
            ("at noon the report", "7.6. 12:00 | the report"),
            ("at 10 o'clock pm", "? that was more than 12 hours ago: 7.6. 10:00 | pm"),
            ("at 2215 deploy failed", "7.6. 22:15 | deploy failed"),
            ("at 22 the pods went", "7.6. 22:00 | the pods went"),
        ],
        told,
    );
}

#[test]
fn midnight_and_noon_are_where_people_put_them() {
    let at_one = |text: &str| told_at(text, "2024-06-08T01:00:00.000+01:00", "WAT", DayRule::MostRecent);
    check(
        &[
            ("12:00 AM — power is back", "8.6. 00:00 | power is back"),
            ("12:30 am power is back", "8.6. 00:30 | power is back"),
            ("0:30 power is back", "8.6. 00:30 | power is back"),
            ("24:00 power is back", "8.6. 00:00 | power is back"),
            ("2024-06-07 24:00 power is back", "8.6. 00:00 | power is back"),
            ("9:30 PM — power fails", "7.6. 21:30 | power fails"),
            ("12:30 PM lunch", "? today that is still to come: 7.6. 12:30, 8.6. 12:30 | lunch"),
            ("midnight was quiet", "text"),
            ("at midnight power is back", "8.6. 00:00 | power is back"),
        ],
        at_one,
    );
}

#[test]
fn how_exactly_it_was_said_is_kept() {
    check(
        &[
            ("~22:00 slow", "7.6. ~22:00 | slow"),
            ("around 22:00 slow", "7.6. ~22:00 | slow"),
            ("around 10pm, slow", "7.6. ~22:00 | slow"),
            ("10ish pm", "? that was more than 12 hours ago: 7.6. ~10:00, 7.6. ~22:00 | pm"),
            ("22ish slow", "7.6. ~22:00 | slow"),
            ("22:10ish slow", "7.6. ~22:10 | slow"),
            ("9pm-ish UTC slow", "7.6. ~22:00 | slow"),
            ("approximately 22:00 slow", "7.6. ~22:00 | slow"),
            ("By 22:30, that left out", "7.6. ≤ 22:30 | that left out"),
            ("before 22 the disk was fine", "7.6. ≤ 22:00 | the disk was fine"),
            ("after 21:50 no errors", "7.6. ≥ 21:50 | no errors"),
            ("since 21:50 no errors", "7.6. ≥ 21:50 | no errors"),
            ("≤ 22:15 no errors", "7.6. ≤ 22:15 | no errors"),
            ("≥ 21:50 no errors", "7.6. ≥ 21:50 | no errors"),
        ],
        told,
    );
    for (text, margin) in
        [("~22:00", 5), ("around 22", 15), ("22ish", 15), ("half an hour ago", 5), ("an hour ago", 15)]
    {
        let phrase = read_whole(text).expect("a time");
        let zone = Zone::named("WAT").expect("a zone in a test");
        let context = Context { now: moment(NOW), zone: &zone, rule: DayRule::MostRecent, start: None };
        let Placing::Placed(When { said: Said::About { margin_minutes, .. }, .. }) = phrase.place(&context) else {
            panic!("{text} is about some time");
        };
        assert_eq!(margin_minutes, margin, "{text}");
    }
}

#[test]
fn ranges_are_read_and_roll_over_midnight() {
    check(
        &[
            ("22:00-22:15 slow", "7.6. 22:00–22:15 | slow"),
            ("22:00–22:15 slow", "7.6. 22:00–22:15 | slow"),
            ("22:00 — 22:15 — slow", "7.6. 22:00–22:15 | slow"),
            ("16:00 – 17:00 slow", "7.6. 16:00–17:00 | slow"),
            ("between 22:00 and 22:15 slow", "7.6. 22:00–22:15 | slow"),
            ("between 9 and 10 PM the site was slow", "7.6. 21:00–22:00 | the site was slow"),
            ("9-10pm slow", "7.6. 21:00–22:00 | slow"),
            ("yesterday 11:30-1:00 PM slow", "6.6. 11:30–13:00 | slow"),
            ("from 20:00 to 21:00 GMT slow", "7.6. 21:00–22:00 | slow"),
            ("22:15:30-22:16:10 slow", "7.6. 22:15–22:16 | slow"),
            ("yesterday 23:50 to 00:10 slow", "6.6. 23:50–00:10 | slow"),
            ("2024-06-05 23:50 – 2024-06-07 00:10 slow", "5.6. 23:50–00:10 | slow"),
            ("22:30-22:50 slow", "? that is still to come: 7.6. 22:30–22:50 | slow"),
            ("2200-2215 slow", "maybe 7.6. 22:00–22:15 | slow"),
            ("between 10 and 15 pods died", "hardly ? that was more than 12 hours ago: 7.6. 10:00–15:00 | pods died"),
            ("22:00 - 12 pods died", "7.6. 22:00 | 12 pods died"),
        ],
        told,
    );
    let after_midnight = |text: &str| told_at(text, "2024-06-08T00:30:00.000+01:00", "WAT", DayRule::MostRecent);
    check(
        &[
            ("between 17:20 and 00:00 slow", "7.6. 17:20–00:00 | slow"),
            ("23:50-00:10 slow", "7.6. 23:50–00:10 | slow"),
            ("22:00-24:00 slow", "7.6. 22:00–00:00 | slow"),
        ],
        after_midnight,
    );
}

#[test]
fn minutes_are_counted_back_from_now_and_forth_from_the_start() {
    check(
        &[
            ("-5m slow", "7.6. 22:37 | slow"),
            ("−5m slow", "7.6. 22:37 | slow"),
            ("-1h30 slow", "7.6. 21:12 | slow"),
            ("-1h30m slow", "7.6. 21:12 | slow"),
            ("-90s slow", "7.6. 22:40:59 | slow"),
            ("-5 slow", "maybe 7.6. 22:37 | slow"),
            ("-5 pods", "hardly 7.6. 22:37 | pods"),
            ("-5 min d: slow", "maybe 7.6. 22:37 | d: slow"),
            ("5m ago slow", "7.6. 22:37 | slow"),
            ("5 min ago, slow", "7.6. 22:37 | slow"),
            ("1 hour 30 minutes ago slow", "7.6. 21:12 | slow"),
            ("~5m ago slow", "7.6. ~22:37 | slow"),
            ("half an hour ago slow", "7.6. ~22:12 | slow"),
            ("an hour ago slow", "7.6. ~21:42 | slow"),
            ("an hour and a half ago slow", "7.6. ~21:12 | slow"),
            ("two hours ago slow", "7.6. ~20:42 | slow"),
            ("a minute ago slow", "7.6. ~22:41 | slow"),
            ("just now slow", "7.6. ~22:42 | slow"),
            ("T+12 slow", "7.6. 21:12 | slow"),
            ("T+1h30 slow", "7.6. 22:30 | slow"),
            ("T+00:12:30 slow", "7.6. 21:12:42 | slow"),
            ("t+5m slow", "7.6. 21:05 | slow"),
            ("T+3h slow", "? that is still to come: 8.6. 00:00 | slow"),
            ("an hour of silence", "text"),
        ],
        told,
    );
}

#[test]
fn a_zone_said_with_the_time_holds() {
    check(
        &[
            ("2030Z slow", "7.6. 21:30 | slow"),
            ("20:30 UTC slow", "7.6. 21:30 | slow"),
            ("20:30 utc slow", "7.6. 21:30 | slow"),
            ("22:15 WAT slow", "7.6. 22:15 | slow"),
            ("22:15 (WAT) slow", "7.6. 22:15 | slow"),
            ("22:15 (Africa/Lagos): slow", "7.6. 22:15 | slow"),
            ("23:15 +02:00 slow", "7.6. 22:15 | slow"),
            ("23:15+0200 slow", "7.6. 22:15 | slow"),
            ("22:15 UTC+1, slow", "7.6. 22:15 | slow"),
            ("10:00 PM EAT: slow", "7.6. 20:00 | slow"),
            ("15:15:30-05:00 slow", "7.6. 21:15:30 | slow"),
            ("15:15 -05:00 slow", "7.6. 21:15 | slow"),
            ("2024-06-07T15:15:30-05:00 slow", "7.6. 21:15:30 | slow"),
            ("22:15 eat lunch", "7.6. 22:15 | eat lunch"),
            ("22:15 API down", "7.6. 22:15 | API down"),
            ("22:15 +1000 errors", "7.6. 22:15 | +1000 errors"),
            ("22:15 (see ticket)", "7.6. 22:15 | (see ticket)"),
            ("22:15 local time (21:15 GMT) slow", "7.6. 22:15 | slow"),
            (
                "22:15 local time (20:15 GMT) slow",
                "? the two clocks do not show the same moment: 7.6. 22:15, 7.6. 21:15 | slow",
            ),
            (
                "22:15 IST slow",
                "? “IST” can mean India (+05:30) or Israel (+02:00) or Ireland (+01:00): 7.6. 17:45, 7.6. 21:15, \
                 7.6. 22:15 | slow",
            ),
        ],
        told,
    );
    let in_india = told_at("02:15 IST slow", "2024-06-07T04:00:00.000+05:30", "Asia/Kolkata", DayRule::MostRecent);
    assert_eq!(in_india, "7.6. 02:15 | slow", "an incident in India says which IST");
    let in_kenya = |text: &str| told_at(text, "2024-06-08T02:00:00.000+03:00", "EAT", DayRule::MostRecent);
    check(&[("01:00 local time (22:00 GMT) up", "8.6. 01:00 | up")], in_kenya);
}

#[test]
fn dates_are_taken_as_said_and_numbers_are_not_guessed() {
    check(
        &[
            ("2024-06-07 10:15 slow", "7.6. 10:15 | slow"),
            ("2024-6-7 10:15 slow", "7.6. 10:15 | slow"),
            ("13-06-2023 10:15 AM GMT+1 - slow", "13.6. 10:15 | slow"),
            ("7 Jun 10:15 | slow", "7.6. 10:15 | slow"),
            ("2024/06/07 10:15 slow", "7.6. 10:15 | slow"),
            ("June 7, 2024, 10:00 AM (WAT) slow", "7.6. 10:00 | slow"),
            ("7th of June 10:00 slow", "7.6. 10:00 | slow"),
            ("Fri 7 Jun 10:15 WAT slow", "7.6. 10:15 | slow"),
            ("Jun  7 10:15:01 host sshd slow", "7.6. 10:15:01 | host sshd slow"),
            ("7.6.2024 10:15 slow", "7.6. 10:15 | slow"),
            ("yesterday 23:50 slow", "6.6. 23:50 | slow"),
            ("yesterday at 10 the site was slow", "6.6. 10:00 | the site was slow"),
            ("23:50 yesterday slow", "6.6. 23:50 | slow"),
            ("10:15 on June 6 slow", "6.6. 10:15 | slow"),
            ("today 10:15 slow", "7.6. 10:15 | slow"),
            ("Thursday 10:15 slow", "6.6. 10:15 | slow"),
            ("on Monday at 10:15, slow", "3.6. 10:15 | slow"),
            ("13/06/2023 10:15 slow", "13.6. 10:15 | slow"),
            ("Friday, 07/06/2024, at 14:00 WAT slow", "7.6. 14:00 | slow"),
            ("07/06/2024 14:00 slow", "? day first or month first?: 7.6. 14:00, 6.7. 14:00 | slow"),
            (
                "Monday, 07/06/2024, at 14:00 WAT slow",
                "? the date and the day of the week do not fit: 7.6. 14:00, 6.7. 14:00 | slow",
            ),
            ("2024-06-08 10:15 slow", "? that is still to come: 8.6. 10:15 | slow"),
            ("2024-06-07 deploy", "text"),
            ("2024-02-30 10:15 slow", "no such time: 2024-02-30 10:15"),
        ],
        told,
    );
}

#[test]
fn what_no_clock_shows_is_no_time() {
    check(
        &[
            ("25:99 slow", "no such time: 25:99"),
            ("10:75 slow", "no such time: 10:75"),
            ("10:15:60 slow", "no such time: 10:15:60"),
            ("13:15 AM slow", "no such time: 13:15 AM"),
            ("by 25:00 slow", "no such time: by 25:00"),
            ("22:00-25:00 slow", "no such time: 22:00-25:00"),
            ("2575 slow", "text"),
            ("at 75 the", "no such time: at 75"),
        ],
        told,
    );
}

#[test]
fn words_that_only_look_like_times_stay_words() {
    for text in [
        "the 10:15 deploy failed",
        "deploy started at 10:15",
        "502s on checkout",
        "after the deploy",
        "10:5 is the ratio",
        "10:15/10:20 disagree",
        "10:15?",
        "10.15.2 released",
        "1.2.3 released",
        "10-fold load",
        "22:00-12 pods",
        "-m flag",
        "--5",
        "T+ nothing",
        "between us",
        "at",
        "~",
        "-",
        "",
        "by",
        "midnight",
        "yesterday it rained",
        "May 5 pods",
        "10:15yesterday",
        "1:234",
        "10:15:3",
        "99999 rows",
        "half an hour later",
        "a few users",
        "½ of users",
        "٣ pods",
    ] {
        assert_eq!(told(text), "text", "{text}");
    }
    for text in [
        "3 pods restarted",
        "1015 errors",
        "by 10 users",
        "10 users",
        "since 9 people",
        "before 10 pods died",
        "-5 pods",
        "10.15 is the version",
        "at 10 users left",
        "around 10 customer complaints",
        "1 pod left",
        "after 5 minutes it died",
        "5 minutes later",
        "after 10 retries",
        "10 of 12 pods",
        "500 internal error",
        "yesterday 10 pods died",
    ] {
        assert!(told(text).starts_with("hardly "), "{text}: {}", told(text));
    }
    for text in ["since 2019 we know it", "1015", "1015 deploy failed", "10", "10.15", "-5", "2215", "10: slow"] {
        assert!(told(text).starts_with("maybe "), "{text}: {}", told(text));
    }
}

#[test]
fn a_text_beside_the_line_is_a_time_as_a_whole_or_not_at_all() {
    for text in ["10:15", "1015", "10", "-5", "now", " yesterday 23:50 ", "2024-06-07 10:00", "half an hour ago", "T+5"]
    {
        assert!(read_whole(text).is_some(), "{text}");
    }
    for text in ["", "soon", "10:15 deploy", "25:99", "10:15 or so", "2024-06-07"] {
        assert!(read_whole(text).is_none(), "{text}");
    }
}
