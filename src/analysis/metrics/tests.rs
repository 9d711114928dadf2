//! Each metric, of incidents of which everything, something or nothing is known.

use super::{Analysis, METRICS};
use crate::analysis::recorded::Recording;
use crate::timeline::{ClockNote, Record, Setting, Tag};
use crate::words;

fn told(log: &Recording, name: &str) -> String {
    let timeline = log.timeline();
    let metric = Analysis::of(&timeline).metric(name).unwrap();
    let reason = if metric.reason.is_empty() { String::new() } else { format!(" ({})", metric.reason) };
    let value = metric.span.map_or(metric.reason, |span| words::span(span) + &reason);
    format!("{}: {value}", metric.state.name())
}

#[test]
fn an_open_incident_waits_and_a_finished_one_says_what_it_lacks() {
    let mut log = Recording::new();
    assert_eq!(told(&log, "time_to_acknowledge"), "pending: the detection is not recorded yet");
    assert_eq!(told(&log, "misled_time"), "pending: no hypothesis is ruled out yet");
    log.at("10:00").detection("alert");
    assert_eq!(told(&log, "time_to_acknowledge"), "pending: the acknowledgement is not recorded yet");
    assert_eq!(told(&log, "impact_duration"), "pending: the resolution is not recorded yet");
    log.at("11:00").resolution("up");
    for (name, expected) in [
        ("impact_duration", "recorded: 1 h 00 min (from the detection; the start of the impact was not recorded)"),
        ("time_to_acknowledge", "recorded: 1 h 00 min (acknowledged by the first entry after it)"),
        ("alert_delay", "unknown: when the alert reached somebody was not recorded"),
        ("time_to_escalate", "not_applicable: an escalation was not recorded"),
        ("time_to_mitigate", "recorded: 1 h 00 min (mitigated by the resolution)"),
        ("recovery_tail", "not_applicable: neither a mitigation nor an action was recorded before it"),
        ("time_to_detect", "unknown: the start of the impact was not recorded"),
        ("response_duration", "unknown: nobody declared it: no severity and no commander was recorded"),
        ("full_outage", "unknown: no share of the users was recorded as a percentage"),
        ("deployment_recovery", "not_applicable: no change is linked to the cause (t3: links one to H3)"),
        ("time_to_restore", "unknown: the start of the impact was not recorded"),
        ("time_to_restore_from_detection", "recorded: 1 h 00 min"),
    ] {
        assert_eq!(told(&log, name), expected, "{name}");
    }
    log.at("?").escalation("the database team");
    assert_eq!(told(&log, "time_to_escalate"), "unknown: the time of an escalation was not recorded");
}

#[test]
fn figures_say_no_more_than_their_ends() {
    for (said, expected) in [
        ("10:05", "recorded: 5 min"),
        ("by 10:15", "recorded: ≤ 15 min"),
        ("~10:20", "recorded: 15–25 min"),
        ("10:00", "recorded: 0 min"),
        ("9:50", "unknown: the acknowledgement is recorded before the detection"),
    ] {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        log.at(said).acknowledged("on it");
        assert_eq!(told(&log, "time_to_acknowledge"), expected, "{said}");
    }
}

/// An outage of which everything is known, each time by its clock.
fn known() -> Recording {
    let mut log = Recording::new();
    let change = log.at("14:50").tagged(Tag::Change, "deploy");
    log.at("14:54").impact("40% of users");
    log.at("14:58").detection("alert");
    log.at("15:00").acknowledged("on it");
    log.at("15:01").with(Tag::Severity, "", |body| drop(body.details.insert("severity".into(), "1".into())));
    let wrong = log.at("15:02").hypothesis("network");
    log.at("15:10").rules_out(wrong, "clean");
    let right = log.at("15:12").hypothesis("deploy");
    log.at("15:20").confirms(right, "it was");
    log.at("15:26").escalation("release team");
    log.at("15:30").tagged(Tag::Action, "rolled back");
    log.at("15:36").mitigation("errors fall");
    log.at("15:36").impact("10% of users");
    log.at("16:00").resolution("normal");
    log.at("16:30").all_clear("nothing more");
    log.link(change, right);
    log
}

#[test]
fn impact_mitigation_and_incident_are_three_figures() {
    // An outage from 14:54 to 16:00, mitigated at 15:36; the incident from 15:01 to 16:30.
    for (name, expected) in [
        ("impact_duration", "1 h 06 min"),
        ("response_duration", "1 h 29 min"),
        ("time_to_detect", "4 min"),
        ("alert_delay", "≤ 2 min (not longer than until it was acknowledged)"),
        ("time_to_acknowledge", "2 min"),
        ("time_to_escalate", "28 min"),
        ("handoff_idle", "6 min"),
        ("time_to_diagnose", "22 min"),
        ("time_to_mitigate", "38 min"),
        ("time_to_mitigate_from_impact", "42 min"),
        ("time_to_restore", "1 h 06 min"),
        ("time_to_restore_from_detection", "1 h 02 min"),
        ("fix_time", "40 min"),
        ("recovery_tail", "24 min"),
        ("verification", "30 min"),
        ("misled_time", "8 min"),
        ("unattributed_time", "6 min"),
        ("longest_silence", "24 min"),
        ("recording_lag", "0 min"),
        ("full_outage", "19 min"),
        ("deployment_recovery", "1 h 10 min"),
    ] {
        assert_eq!(told(&known(), name), format!("recorded: {expected}"), "{name}");
    }
    assert_eq!(METRICS.len(), 21);
}

#[test]
fn an_expert_who_was_called_before_the_cause_was_known_waited_for_nothing() {
    let mut log = Recording::new();
    log.at("10:00").detection("alert");
    log.at("10:10").escalation("database team");
    log.at("10:20").tagged(Tag::Cause, "limit");
    let expected = "not_applicable: somebody was called before the cause was known";
    assert_eq!(told(&log, "handoff_idle"), expected);
}

#[test]
fn the_time_in_which_it_had_gone_away_is_no_impact() {
    let mut log = Recording::new();
    log.at("10:00").impact("all users");
    log.at("10:05").detection("alert");
    log.at("10:30").resolution("up");
    let back = log.stamp("11:00").unwrap();
    log.set([Setting::Reopened(back)]);
    assert_eq!(told(&log, "impact_duration"), "pending: the resolution is not recorded yet");
    log.at("11:20").resolution("up for good");
    assert_eq!(told(&log, "impact_duration"), "recorded: 50 min (less 30 min in which it had gone away)");
    assert_eq!(told(&log, "time_to_restore"), "recorded: 1 h 20 min");
}

#[test]
fn without_a_mitigation_recovery_begins_with_the_last_action() {
    let mut log = Recording::new();
    log.at("10:00").detection("alert");
    log.at("10:10").tagged(Tag::Action, "restart, in vain");
    log.at("10:20").tagged(Tag::Cause, "limit");
    assert_eq!(told(&log, "recovery_tail"), "pending: the resolution is not recorded yet");
    let expected = "not_applicable: neither a mitigation nor an action was recorded before it";
    let mut without = log.clone();
    without.at("11:00").resolution("up");
    assert_eq!(told(&without, "recovery_tail"), expected);
    log.at("10:40").tagged(Tag::Action, "limit raised");
    log.at("11:00").resolution("up");
    let expected = "recorded: 20 min (no mitigation was recorded)";
    assert_eq!(told(&log, "recovery_tail"), expected);
}

#[test]
fn what_was_done_before_it_came_back_did_not_end_it() {
    let mut log = Recording::new();
    log.at("10:00").detection("alert");
    log.at("10:10").tagged(Tag::Action, "restarted");
    log.at("10:30").resolution("up");
    let back = log.stamp("11:00").unwrap();
    log.set([Setting::Reopened(back)]);
    log.at("11:05").note("looking");
    log.at("12:00").resolution("up");
    let expected = "not_applicable: neither a mitigation nor an action was recorded before it";
    assert_eq!(told(&log, "recovery_tail"), expected);
    let back = log.stamp("12:30").unwrap();
    log.set([Setting::Reopened(back)]);
    log.at("13:00").resolution("up");
    // Said to the minute, and no wider for coming twice.
    let detection = "from the detection; the start of the impact was not recorded";
    let expected = format!("recorded: 2 h 00 min ({detection}; less 1 h 00 min in which it had gone away)");
    assert_eq!(told(&log, "impact_duration"), expected);
}

#[test]
fn a_reason_is_about_what_is_missing_and_nothing_else() {
    let mut log = Recording::new();
    log.set([Setting::Severity(1)]);
    log.at("10:00").detection("alert");
    log.at("11:00").resolution("up");
    log.at("?").resolution("the rest, too");
    log.set([Setting::Closed(true)]);
    assert_eq!(told(&log, "verification"), "not_applicable: an all clear was not recorded");
    let expected = "unknown: when it was declared was not recorded: it was started with a severity";
    assert_eq!(told(&log, "response_duration"), expected);
}

#[test]
fn a_closed_incident_without_an_all_clear_lasted_until_it_was_closed() {
    let mut log = Recording::new();
    log.at("10:00").with(Tag::Severity, "", |body| drop(body.details.insert("severity".into(), "1".into())));
    assert_eq!(told(&log, "response_duration"), "pending: no all clear is recorded yet");
    log.at("10:40").resolution("up");
    log.late("10:45", "11:30");
    log.set([Setting::Closed(true)]);
    let expected = "recorded: 1 h 30 min (to the closing; no all clear was recorded)";
    assert_eq!(told(&log, "response_duration"), expected);
}

#[test]
fn an_all_clear_is_waited_for_until_the_incident_is_closed() {
    let mut log = Recording::new();
    log.at("10:00").detection("alert");
    assert_eq!(told(&log, "fix_time"), "pending: the cause is not recorded yet");
    assert_eq!(told(&log, "verification"), "pending: the resolution is not recorded yet");
    log.at("11:00").resolution("up");
    assert_eq!(told(&log, "verification"), "pending: an all clear is not recorded yet");
    log.set([Setting::Closed(true)]);
    assert_eq!(told(&log, "verification"), "not_applicable: an all clear was not recorded");
}

#[test]
fn an_all_clear_before_the_last_resolution_was_none() {
    let mut log = known();
    log.at("16:45").resolution("up for good");
    assert_eq!(told(&log, "verification"), "pending: an all clear is not recorded yet");
}

#[test]
fn what_was_first_seen_when_it_was_over_has_no_known_length() {
    let mut log = Recording::new();
    log.at("10:00").resolution("ok");
    assert_eq!(told(&log, "impact_duration"), "unknown: the first entry was not recorded");
}

#[test]
fn a_cause_that_was_overturned_and_found_again_was_found_then() {
    let mut log = Recording::new();
    log.at("10:00").detection("alert");
    let h = log.at("10:05").hypothesis("limit");
    log.at("10:15").confirms(h, "yes");
    log.at("10:30").rules_out(h, "no");
    log.at("10:35").looks_again(h, "again");
    log.at("10:45").confirms(h, "yes after all");
    log.at("10:50").confirms(h, "seen again");
    assert_eq!(told(&log, "time_to_diagnose"), "recorded: 45 min");
}

#[test]
fn a_figure_over_a_clock_that_was_set_says_so() {
    let mut log = Recording::new();
    log.at("10:00:00").detection("alert");
    log.record(Record::Clock(ClockNote::Stepped { millis: 3_600_000 }));
    log.at("11:00:02").acknowledged("on it");
    let expected = "recorded: 1 h 00 min (a clock was set by 1 h 00 min in between)";
    assert_eq!(told(&log, "time_to_acknowledge"), expected);
}
