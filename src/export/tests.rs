//! Whole documents: an incident written down, and the bytes that come of it, as files to open.

use std::path::PathBuf;

use pulldown_cmark::{Event as Rendered, Options, Parser, Tag as Node, TagEnd};

use crate::analysis::recorded::Recording;
use crate::export::{Markup, PROFILES, Published, Wanted, json, markdown, text};
use crate::time::Stamp;
use crate::timeline::{ActionChange, ClockNote, Record, SECTIONS, SectionRow, Setting, Tag};

/// The write-up of a shop whose database took too few connections, as a responder would have it.
pub(super) fn shop() -> Recording {
    let mut log = Recording::titled("E-commerce platform down: database connection limit", "WAT");
    log.at("10:00").detection("monitoring alert: responses slow, then timeouts on the main platform");
    log.at("10:00").impact("80% of users cannot reach the site");
    log.at("10:05").acknowledged("on-call engineers take it");
    let network = log.at("10:10").hypothesis("network fault");
    log.at("10:20").rules_out(network, "network diagnostics clean");
    let application = log.at("10:20").hypothesis("application server fault");
    log.at("10:30").rules_out(application, "nothing in the application logs so far");
    log.at("10:45").tagged(Tag::Finding, "the application logs now hold database connection errors");
    let database = log.at("10:45").hypothesis("database");
    log.at("10:45").escalation("database team, because of the connection errors");
    log.at("11:00").confirms(database, "connection limit set too low in the server settings");
    log.at("11:15").tagged(Tag::Action, "connection limit raised");
    log.at("11:15").mitigation("services begin to stabilise");
    log.at("12:00").resolution("all services normal, confirmed by monitoring");
    for todo in [
        "bring the database server up to date",
        "alert when database connections come near the limit",
        "a second person reads every configuration change",
        "load tests at regular intervals",
        "write down how configuration is changed and what to do in an emergency",
    ] {
        log.at("?").tagged(Tag::Todo, todo);
    }
    log
}

/// A night with everything that is hard to write down: two days, ranges, bounds, unknown times,
/// struck and hidden events, a path that nobody closed, a time that could not be placed.
pub(super) fn night() -> Recording {
    let mut log = Recording::titled("Referrals offline & <slow> | *night* shift", "Africa/Nairobi");
    log.day("2023-02-10");
    log.at("~21:15").impact("pages of 1_000 `clinics` time out");
    log.at("21:30:12").detection("call from the liaison desk");
    log.at("by 22:00").acknowledged("head office looks");
    let settings = log.at("22:40").hypothesis("server settings");
    let crash = log.at("after 22:50").hypothesis("the web server crashed, see <http://status.example/_a_>");
    let wrong = log.at("22:55").note("wrong incident");
    log.strike(wrong, "meant for another one");
    log.at("23:00").mark();
    log.at("23:10").rules_out(settings, "settings are those of last week");
    log.at("23:50").tagged(Tag::MisleadingPath, "it is not the load balancer either");
    log.day("2023-02-11");
    let secret = log.at("00:10").note("token hunter2");
    log.hide(secret);
    let output = log.at("00:20").tagged(Tag::Finding, "");
    log.evidence(output, "paste", 2_345);
    log.at("01:30-02:15").tagged(Tag::Action, "moved to another virtual server");
    log.at("this morning").escalation("operations team");
    log.at("04:45").resolution("# online again\n\nwithout loss");
    log.at("?").tagged(Tag::Question, "when did the power fail?");
    log.action(ActionChange {
        text: Some("bigger battery".to_owned()),
        owner: Some("bo | facilities".to_owned()),
        state: Some("open".to_owned()),
        ..ActionChange::default()
    });
    let _ = crash;
    log
}

/// Compares with a file under `tests/golden`, or rewrites it with `UPDATE_GOLDEN=1`.
pub(super) fn golden(name: &str, actual: &str) {
    let file: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name].iter().collect();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(expected == actual, "{} differs; UPDATE_GOLDEN=1 rewrites it. Now:\n{actual}", file.display());
}

#[test]
fn the_shop_is_written_out() {
    let timeline = shop().timeline();
    golden("shop.md", &markdown(&timeline));
    golden("shop.json", &json(&timeline, false));
    golden("shop.txt", &text(&timeline, false, None));
}

#[test]
fn the_shop_has_the_figures_of_its_write_up() {
    let read: serde_json::Value = serde_json::from_str(&json(&shop().timeline(), false)).unwrap();
    assert_eq!(read["start"], "2024-06-07T10:00:00.000+01:00");
    assert_eq!(read["end"], "2024-06-07T12:00:00.000+01:00");
    for (position, name, state, minutes) in
        [(0, "H1", "ruled out", 10), (1, "H2", "ruled out", 10), (2, "H3", "confirmed", 15)]
    {
        let hypothesis = &read["hypotheses"][position];
        assert_eq!((&hypothesis["name"], &hypothesis["state"]), (&name.into(), &state.into()));
        assert_eq!(hypothesis["minutes"], serde_json::json!([minutes, minutes]));
    }
    for (name, minutes) in [
        ("impact_duration", Some(120)),
        ("time_to_acknowledge", Some(5)),
        ("time_to_escalate", Some(45)),
        ("time_to_diagnose", Some(60)),
        ("time_to_mitigate", Some(75)),
        ("time_to_restore", None),
        ("time_to_restore_from_detection", Some(120)),
        ("misled_time", Some(20)),
    ] {
        let expected = minutes.map_or(serde_json::Value::Null, |minutes| serde_json::json!([minutes, minutes]));
        assert_eq!(read["metrics"][name]["minutes"], expected, "{name}");
    }
}

#[test]
fn the_shop_renders_with_its_headings_and_an_item_for_each_event() {
    let (mut headings, mut items, mut rows) = (Vec::new(), 0, 0);
    let mut in_heading = false;
    let document = markdown(&shop().timeline());
    for event in Parser::new_ext(&document, Options::ENABLE_TABLES) {
        match event {
            Rendered::Start(Node::Heading { .. }) => {
                in_heading = true;
                headings.push(String::new());
            }
            Rendered::End(TagEnd::Heading(_)) => in_heading = false,
            Rendered::Text(text) if in_heading => headings.last_mut().unwrap().push_str(&text),
            Rendered::Start(Node::Item) if headings.last().is_some_and(|heading| heading.starts_with("Timeline")) => {
                items += 1;
            }
            Rendered::Start(Node::TableRow) => rows += 1,
            _ => {}
        }
    }
    assert_eq!(
        headings,
        [
            "E-commerce platform down: database connection limit",
            "Issue summary",
            "Timeline (WAT)",
            "Misleading paths",
            "Root cause and resolution",
            "Corrective and preventative measures",
            "Open questions",
        ]
    );
    // Metrics, misleading paths, measures.
    assert_eq!((items, rows), (14, 10 + 2 + 5));
}

/// The lines of a document that hold some words.
fn lines(log: &Recording, words: &str) -> Vec<String> {
    markdown(&log.timeline()).lines().filter(|line| line.contains(words)).map(str::to_owned).collect()
}

#[test]
fn an_open_incident_says_that_it_is_not_over() {
    let mut log = Recording::titled("Checkout down", "WAT");
    log.at("10:00:12").detection("alert");
    log.at("10:10:00").hypothesis("network");
    assert_eq!(
        lines(&log, "Duration"),
        ["- **Duration:** not over, no resolution is recorded. Start: Fri 7 Jun 2024, 10:00 WAT (UTC+1), 09:00 UTC. \
          Start is the first detection; when the impact began was not recorded."]
    );
    assert_eq!(lines(&log, "still open"), ["1. H1: network: still open. What would rule it out, or confirm it?"]);
    assert_eq!(lines(&log, "Misleading"), Vec::<String>::new());
    log.set([Setting::Closed(true)]);
    assert_eq!(lines(&log, "closed without").len(), 1);
}

#[test]
fn an_impact_without_a_number_is_asked_for_one() {
    let mut log = Recording::new();
    log.at("10:00").impact("some users cannot log in");
    assert_eq!(lines(&log, "without a number").len(), 1);
    log.at("10:10").impact("12 of 40 offices");
    assert!(lines(&log, "without a number").is_empty());
}

#[test]
fn marks_alone_make_no_story() {
    let mut log = Recording::titled("Checkout down", "WAT");
    log.at("10:00:12").mark();
    assert_eq!(lines(&log, "Nothing was recorded").len(), 1);
    assert!(text(&log.timeline(), false, None).contains("10:00:12  ·  note  (mark, to fill in)"));
}

#[test]
fn a_path_ruled_out_twice_counts_to_the_first_time() {
    let mut log = Recording::new();
    let network = log.at("10:00").hypothesis("network");
    log.at("10:10").rules_out(network, "clean");
    log.at("10:40").rules_out(network, "still clean");
    assert_eq!(
        lines(&log, "— Misleading path"),
        ["- 10:10 — Misleading path (H1, 10 min) — clean", "- 10:40 — Misleading path (H1) — still clean"]
    );
    assert_eq!(lines(&log, "| H1"), ["| H1: network | 10:00 | 10:10 | 10 min | clean |"]);
}

#[test]
fn one_line_can_end_a_path_and_open_the_next() {
    let mut log = Recording::new();
    let network = log.at("10:00").hypothesis("network");
    log.at("10:10").with(Tag::MisleadingPath, "clean; perhaps the disk", |body| {
        body.rules_out.push(network);
        body.opens = Some(2);
    });
    let expected = "- 10:10 — Misleading path (H1, 10 min), Hypothesis H2 — clean; perhaps the disk";
    assert_eq!(lines(&log, "— Misleading path"), [expected]);
}

#[test]
fn a_cause_that_was_overturned_is_told_as_such() {
    let mut log = Recording::new();
    let network = log.at("10:00").hypothesis("network");
    log.at("10:10").confirms(network, "it is the network");
    log.at("10:30").rules_out(network, "it was not");
    assert_eq!(lines(&log, "overturned"), ["- 10:10 — Cause, later overturned (H1) — it is the network"]);
    assert_eq!(lines(&log, "**Root cause:**").len(), 1);
    assert!(lines(&log, "**Root cause:**")[0].contains("Not recorded"));
}

#[test]
fn a_resolution_that_did_not_hold_is_told_as_such() {
    let mut log = Recording::new();
    log.at("10:00").detection("alert");
    log.at("11:00").resolution("up");
    let back = log.stamp("11:30").unwrap();
    log.set([Setting::Reopened(back)]);
    assert!(lines(&log, "** not over").len() == 1 && lines(&log, "Resolution (it came back) — up").len() == 2);
    assert_eq!(lines(&log, "since."), ["It came back after it was resolved, and is not resolved since."]);
}

#[test]
fn ends_in_the_wrong_order_give_no_length() {
    let mut log = Recording::new();
    log.at("12:00").detection("alert");
    log.at("11:00").resolution("up");
    assert!(
        lines(&log, "Duration")[0]
            .starts_with("- **Duration:** *Not known,* because the resolution is recorded before")
    );
}

#[test]
fn records_of_a_newer_version_are_mentioned() {
    let mut log = Recording::new();
    log.record(Record::Unknown { kind: "poll\u{1b}".to_owned() });
    assert!(text(&log.timeline(), false, None).ends_with("Not shown: 1 record of a newer version (poll^[).\n"));
    assert_eq!(lines(&log, "newer version").len(), 1);
}

/// An outage with these notes of clocks between its first event and its last.
fn with_clocks(notes: &[ClockNote]) -> Recording {
    let mut log = Recording::titled("Checkout down", "Europe/Berlin");
    log.at("10:00:12").detection("alert");
    for note in notes {
        log.at("10:10:00").note("in between");
        log.record(Record::Clock(note.clone()));
    }
    log.at("11:00:00").resolution("up");
    log
}

#[test]
fn what_the_clocks_did_is_remarked_on_in_the_words_of_the_list() {
    let at = |words: &str| Stamp::parse(words).unwrap();
    let offset = ClockNote::Offset { from: at("2024-10-27T02:50:00+02:00"), to: at("2024-10-27T02:10:00+01:00") };
    let unnamed = ClockNote::Offset { from: at("2024-06-07T10:00:00+02:00"), to: at("2024-06-07T05:00:00-03:00") };
    let follows = "; times recorded there before and after differ by that";
    for (note, words) in [
        (ClockNote::Stepped { millis: -420_000 }, format!("the clock of web-3 was set back 7 min{follows}")),
        (ClockNote::Stepped { millis: 3_600_000 }, format!("the clock of web-3 was set forward 1 h 00 min{follows}")),
        (ClockNote::Stepped { millis: 2_600 }, format!("the clock of web-3 was set forward 3 s{follows}")),
        (
            ClockNote::Suspended { millis: 733_000 },
            "web-3 slept for 12 min 13 s; nothing was recorded there meanwhile".to_owned(),
        ),
        (offset, "the clock of web-3 went from CEST (UTC+2) to CET (UTC+1)".to_owned()),
        (unnamed, "the clock of web-3 went from CEST (UTC+2) to UTC-3".to_owned()),
        (
            ClockNote::Ahead { writer: "bastion-19c2".to_owned(), millis: 7_200_000 },
            "the clock of bastion-19c2 is 2 h 00 min ahead of that of web-3; times recorded on the two differ by that"
                .to_owned(),
        ),
    ] {
        let log = with_clocks(&[note]);
        assert_eq!(lines(&log, "At 10:10"), [format!("At 10:10, {words}.")]);
        assert_eq!(text(&log.timeline(), false, None).matches(&format!("        10:10:00  {words}\n")).count(), 1);
    }
}

#[test]
fn what_the_clocks_did_is_there_for_scripts() {
    let stamp = |words: &str| Stamp::parse(words).unwrap();
    let (from, to) = (stamp("2024-10-27T02:50:00+02:00"), stamp("2024-10-27T02:10:00+01:00"));
    let log = with_clocks(&[
        ClockNote::Stepped { millis: -420_250 },
        ClockNote::Suspended { millis: 733_000 },
        ClockNote::Offset { from, to },
        ClockNote::Ahead { writer: "bastion-19c2".to_owned(), millis: 7_200_000 },
    ]);
    let read: serde_json::Value = serde_json::from_str(&json(&log.timeline(), false)).unwrap();
    let (at, writer) = ("2024-06-07T10:10:00.000+02:00", "web-3-7f3a");
    let (from, to) = ("2024-10-27T02:50:00.000+02:00", "2024-10-27T02:10:00.000+01:00");
    assert_eq!(
        read["clock"],
        serde_json::json!([
            {"at": at, "kind": "stepped", "seconds": -420.25, "from": null, "to": null, "other": null, "writer": writer},
            {"at": at, "kind": "suspended", "seconds": 733.0, "from": null, "to": null, "other": null, "writer": writer},
            {"at": at, "kind": "offset", "seconds": null, "from": from, "to": to, "other": null, "writer": writer},
            {"at": at, "kind": "ahead", "seconds": 7200.0, "from": null, "to": null, "other": "bastion-19c2", "writer": writer},
        ])
    );
}

#[test]
fn many_changes_of_clocks_are_counted() {
    let steps: Vec<ClockNote> = (1..=5).map(|n| ClockNote::Stepped { millis: n * 60_000 }).collect();
    for (count, more) in
        [(3, None), (4, Some("And 1 more change of a clock.")), (5, Some("And 2 more changes of a clock."))]
    {
        let log = with_clocks(&steps[..count]);
        assert_eq!(lines(&log, "set forward").len(), 3);
        assert_eq!(lines(&log, "of a clock.").first().map(String::as_str), more);
        assert_eq!(text(&log.timeline(), false, None).matches("set forward").count(), count);
    }
}

#[test]
fn a_change_of_clocks_that_no_time_depends_on_is_not_remarked_on() {
    let mut log = Recording::titled("Checkout down", "WAT");
    log.record(Record::Clock(ClockNote::Suspended { millis: 3_600_000 }));
    log.at("10:00:12").detection("alert");
    log.at("11:00:00").resolution("up");
    // Corrections in the next week.
    log.record(Record::Clock(ClockNote::Stepped { millis: 60_000 }));
    assert!(lines(&log, "web-3").is_empty());
    assert_eq!(
        text(&log.timeline(), false, None).matches("of web-3").count(),
        1,
        "who reads all of it reads that, too"
    );
}

#[test]
fn a_host_with_a_name_to_drive_a_terminal_drives_none() {
    let mut log = with_clocks(&[ClockNote::Stepped { millis: 60_000 }]);
    log.record(Record::Clock(ClockNote::Ahead { writer: "\u{1b}[2J*bold*".to_owned(), millis: 7_200_000 }));
    log.at("11:01:00").note("still up");
    assert_eq!(lines(&log, "ahead of")[0].matches("^\\[\\[2J\\*bold\\*").count(), 1, "{:?}", lines(&log, "ahead of"));
    let shown = text(&log.timeline(), false, None);
    assert!(shown.contains("^[[2J*bold*") && !json(&log.timeline(), false).contains('\u{1b}'), "{shown}");
}

#[test]
fn the_night_is_written_out() {
    let timeline = night().timeline();
    golden("night.md", &markdown(&timeline));
    golden("night.txt", &text(&timeline, true, None));
}

#[test]
fn nothing_at_all_is_written_out_as_that() {
    let timeline = Recording::new().timeline();
    golden("nothing.md", &markdown(&timeline));
    golden("nothing.json", &json(&timeline, false));
    assert_eq!(text(&timeline, false, None), "Untitled incident · open\n\nNo events yet.\n");
}

#[test]
fn the_shop_is_told_in_every_profile() {
    let timeline = shop().timeline();
    for row in PROFILES {
        let wanted = Wanted { profile: row.profile, ..Wanted::default() };
        golden(&format!("shop.{}.md", row.name), &Published::of(&timeline, wanted).document(Markup::Markdown));
    }
}

#[test]
fn the_shop_is_a_page() {
    let timeline = shop().timeline();
    for row in PROFILES {
        let wanted = Wanted { profile: row.profile, ..Wanted::default() };
        golden(&format!("shop.{}.text", row.name), &Published::of(&timeline, wanted).document(Markup::Text));
        golden(&format!("shop.{}.html", row.name), &Published::of(&timeline, wanted).document(Markup::Html));
    }
}

/// Every section with this before its own words.
fn with_every_section(before: &str) -> Recording {
    let mut log = Recording::titled("Checkout is down", "WAT");
    log.at("10:00").detection("alert");
    log.at("10:30").resolution("up");
    for row in SECTIONS {
        let text = format!("{before}the words of {} hold", row.name);
        log.record(Record::Section { name: row.name.to_owned(), text });
    }
    log
}

#[test]
fn what_is_written_or_left_out_on_purpose_is_told_and_not_asked_for_in_any_format() {
    let names = |of: &dyn Fn(&SectionRow) -> bool| {
        SECTIONS.iter().filter(|row| of(row)).map(|row| row.name).collect::<Vec<_>>()
    };
    for before in ["", "Not applicable because "] {
        let timeline = with_every_section(before).timeline();
        for row in PROFILES {
            for markup in [Markup::Markdown, Markup::Html, Markup::Text] {
                let wanted = Wanted { profile: row.profile, ..Wanted::default() };
                let document = Published::of(&timeline, wanted).document(markup);
                let asked = names(&|row| document.contains(row.question));
                assert_eq!(asked, Vec::<&str>::new(), "{before}, {} {markup:?}", row.name);
                let silent = names(&|row| !document.contains(&format!("the words of {} hold", row.name)));
                assert!(silent.is_empty() || row.name != "full", "{before}, {markup:?}: {silent:?}");
            }
        }
    }
}
