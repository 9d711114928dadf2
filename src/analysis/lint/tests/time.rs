//! Cases of the rules about times.

use super::{Case, case};
use crate::analysis::lint::lists::List;
use crate::analysis::lint::prose;
use crate::time::{Said, When};
use crate::timeline::{EventChange, Record, Setting, Tag};

pub(super) const CASES: &[Case] = &[
    case(
        "T01",
        |log| _ = log.at("10:00").detection("alert"),
        "nothing says when it ended",
        |log| {
            log.at("10:00").detection("alert");
            log.at("11:00").resolution("up");
        },
    ),
    case(
        "T01",
        |log| {
            log.at("11:00").resolution("up");
            log.set([Setting::Zone("Narnia".to_owned())]);
        },
        "its zone “Narnia” is not known",
        |log| {
            log.at("11:00").resolution("up");
            log.set([Setting::Zone("Africa/Lagos".to_owned())]);
        },
    ),
    case(
        "T02",
        |log| {
            log.at("21:30").detection("alert");
            log.at("04:45").resolution("up");
        },
        "it ends at 04:45, before it begins at 21:30",
        |log| {
            log.at("21:30").detection("alert");
            log.day("2024-06-08");
            log.at("04:45").resolution("up");
        },
    ),
    case(
        "T02",
        |log| _ = log.at("11:00-10:30").note("restarts"),
        "the range 11:00–10:30 ends before it begins",
        |log| _ = log.at("10:30-11:00").note("restarts"),
    ),
    case(
        "T03",
        |log| {
            log.at("10:00").detection("alert");
            log.at("12:00").resolution("up");
            log.section("summary", "On that day the shop had an outage for about three hours.");
        },
        "stated “about three hours”, the timeline gives 2 h 00 min",
        |log| {
            log.at("10:00").detection("alert");
            log.at("12:00").resolution("up");
            log.section("summary", "The shop was down for 2 h 05 min. Within three hours of the outage we wrote this.");
        },
    ),
    case(
        "T03",
        |log| {
            log.at("10:00").detection("alert");
            log.at("11:18").resolution("up");
            log.section("Issue summary", "Duration: 2 hours and 5 minutes");
        },
        "stated “2 hours and 5 minutes”, the timeline gives 1 h 18 min",
        |log| {
            log.at("10:00").detection("alert");
            log.at("11:18").resolution("up");
            log.section("Issue summary", "It was down for over an hour. Users log in for two minutes on average.");
            log.section("impact", "The outage lasted 80 minutes; search was down for five minutes of it.");
        },
    ),
    case(
        "T04",
        |log| log.section("summary", "It was down on Monday, 07/06/2024."),
        "“07/06/2024” is no Monday: 7 June 2024 is a Friday, 6 July 2024 is a Saturday",
        |log| log.section("summary", "It was down on Friday, 07/06/2024, and on Sat 8 June 2024."),
    ),
    case(
        "T05",
        |log| log.section("summary", "It was down on 07/06/2024."),
        "the date “07/06/2024” can be 7 June 2024 or 6 July 2024",
        |log| log.section("summary", "On Friday, 07/06/2024, on 25/06/2024, on 2024-06-07, on 06/06/2024, 24/7."),
    ),
    case(
        "T06",
        |log| log.section("summary", "It was down from 10:00 AM, and up at 12:30."),
        "1 time in the section “summary” on a 12-hour clock (“10:00 AM”), beside 24-hour times",
        |log| log.section("summary", "It was down at 10:00; I am sure of that."),
    ),
    case(
        "T06",
        |log| {
            log.day("2024-06-01");
            let started = log.stamp("10:00").map(Setting::Started);
            log.at("10:00").note("first");
            log.change(2, |body| body.when.words = Some("10:00 AM EAT".to_owned()));
            log.set(started);
        },
        "1 time in the events on a 12-hour clock (“10:00 AM”)",
        |log| {
            log.at("10:00").note("first");
            log.change(2, |body| body.when.words = Some("10:00 AM EAT".to_owned()));
        },
    ),
    case(
        "T07",
        |log| {
            log.at("10:00").detection("alert");
            log.section("summary", "From 10:00 IST, or 8:00 GMT, or 9:00 ETA");
        },
        "“ETA” behind a time is no zone\n\
         the zone “GMT” in June: where clocks change, another one holds then\n\
         the zone “IST” can mean India (+05:30) or Israel (+02:00) or Ireland (+01:00)",
        |log| {
            log.at("10:00").detection("alert");
            log.section("summary", "From 10:00 WAT, or 9:00 UTC; GMT is what others have.");
        },
    ),
    case(
        "T08",
        |log| log.section("summary", "On 10 February 2023, from 21:30 to 04:45, it was down."),
        "“21:30 to 04:45” goes over midnight, and no date says so",
        |log| log.section("summary", "From 21:30 to 04:45 on the next day; before, from 10:00 to 11:00."),
    ),
    case(
        "T08",
        |log| log.section("log", "- 9:30 PM the alert\n- 11 PM a restart\n- 12:30 AM up"),
        "the line at “12:30 AM” is on the next day, and no date says so",
        |log| log.section("log", "- 9:30 PM the alert\n- 11 Feb 2023\n- 12:30 AM up"),
    ),
    case(
        "T09",
        |log| {
            log.at("10:00").detection("alert");
            log.at("10:45").resolution("up");
        },
        "nothing is recorded for 45 min, from 10:00 to 10:45",
        |log| {
            log.at("10:00").detection("alert");
            log.at("10:05-10:40").tagged(Tag::Action, "restarts");
            log.at("10:45").resolution("up");
        },
    ),
    case(
        "T10",
        |log| ["10:00", "10:07", "10:15", "10:30", "11:12"].iter().for_each(|at| _ = log.at(at).note("n")),
        "3 of 5 stated times (60 %) are on :00, :15, :30 or :45: they look reconstructed",
        |log| ["10:00:00", "10:15:00", "10:30", "10:45", "11:00"].iter().for_each(|at| _ = log.at(at).note("n")),
    ),
    case(
        "T11",
        |log| {
            log.at("9:50").acknowledged("on it");
            log.at("10:00").detection("alert");
        },
        "acknowledged at 09:50, before it was detected at 10:00",
        |log| {
            log.at("by 10:00").acknowledged("on it");
            log.at("10:00").detection("alert");
        },
    ),
    case(
        "T11",
        |log| {
            let h = log.at("10:30").hypothesis("network");
            log.at("10:10").rules_out(h, "clean");
        },
        "H1 is ruled out at 10:10, before it was opened at 10:30",
        |log| {
            let h = log.at("10:10").hypothesis("network");
            log.at("10:10").rules_out(h, "clean");
        },
    ),
    case(
        "T11",
        |log| _ = log.late("11:00", "10:00"),
        "11:00 is later than when it was recorded",
        |log| {
            // The time was corrected once it had come.
            let of = log.at("10:00").note("restart");
            let when = log.stamp("11:00").map(|at| When { said: Said::Minute(at), words: None });
            log.at("11:10").note("later");
            log.record(Record::Amend { of, change: EventChange { when, ..EventChange::default() }.into() });
        },
    ),
    case(
        "T12",
        |log| _ = log.at("10:00").detection("alert"),
        "the impact is taken to begin with the detection at 10:00; when it began is not recorded",
        |log| {
            log.at("10:00").detection("alert");
            log.section("duration", "The start is known: it began then, with the deploy.");
        },
    ),
    case(
        "T13",
        |log| {
            log.at("10:00").detection("alert");
            log.at("10:30").mitigation("limit raised");
            log.at("11:00").resolution("up");
        },
        "30 min between the fix at 10:30 and the end at 11:00, and nothing between them",
        |log| {
            log.at("10:00").detection("alert");
            log.at("10:30").mitigation("limit raised");
            log.at("10:50").note("caches are warm");
            log.at("11:00").resolution("up");
        },
    ),
    case(
        "T14",
        |log| {
            ["10:00", "10:05"].iter().for_each(|at| _ = log.late(at, "11:00"));
            ["11:01:00", "11:02:00", "11:03:00"].iter().for_each(|at| _ = log.at(at).note("n"));
        },
        "2 of 5 entries (40 %) were recorded after the fact",
        |log| {
            log.late("10:00", "11:00");
            ["11:01:00", "11:02:00", "11:03:00", "11:04:00"].iter().for_each(|at| _ = log.at(at).note("n"));
        },
    ),
    case(
        "T15",
        |log| {
            log.at("11:00").resolution("up");
            log.at("13:00").note("review held");
        },
        "1 entry after the end without a word that it is post-incident, the first at 13:00",
        |log| {
            log.at("11:00").resolution("up");
            log.at("11:20").note("still quiet");
            log.at("11:30").all_clear("holds");
            log.at("13:00").note("review held #post-incident");
            log.at("13:10").tagged(Tag::Update, "report is out");
        },
    ),
];

#[test]
fn a_season_is_that_of_the_incident() {
    assert!(List::WinterZone.holds(&prose::words("GMT")[0]) && !List::WinterZone.holds(&prose::words("WAT")[0]));
    for (day, zone, odd) in [
        ("2024-05-07", "GMT", true),
        ("2024-01-07", "GMT", false),
        ("2024-03-30", "GMT", false),
        ("2024-01-07", "CEST", true),
        ("2024-07-07", "Africa/Accra", false),
    ] {
        let mut log = crate::analysis::recorded::Recording::titled("Site down", zone);
        log.day(day);
        log.at("10:00").resolution("up");
        assert_eq!(!super::said(&log.timeline(), "T07").is_empty(), odd, "{day} {zone}");
    }
}
