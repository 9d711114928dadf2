//! What alarms tell: PagerDuty and Alertmanager.

use super::{read, told};

#[test]
fn a_log_of_pagerduty_is_the_course_of_its_incident() {
    let imported = read("log.json", include_str!("../../../tests/samples/pagerduty-log.json"));
    assert_eq!(imported.title.as_deref(), Some("checkout p99 above 5 s"));
    assert_eq!(
        told(&imported),
        [
            "7 09:00 detection checkout p99 above 5 s",
            "7 09:04 acknowledged Ana Lima acknowledged",
            "7 10:10 escalation escalated to Bo Musa",
            "7 10:20 note Bo Musa: the pool is full, raising it",
            "7 10:42 resolution Ana Lima resolved",
        ]
    );
    assert_eq!(imported.events[0].notes, ["https://acme.pagerduty.com/incidents/P1"]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
}

#[test]
fn its_webhooks_tell_the_same_each_once() {
    let imported = read("hooks.jsonl", include_str!("../../../tests/samples/pagerduty-webhooks.jsonl"));
    assert_eq!(imported.title.as_deref(), Some("checkout p99 above 5 s"));
    assert_eq!(
        told(&imported),
        [
            "7 09:00 detection checkout p99 above 5 s",
            "7 09:04 acknowledged Ana Lima acknowledged",
            "7 09:30 note Bo Musa: the pool is full",
            "7 10:42 resolution Ana Lima resolved",
        ]
    );
}

#[test]
fn an_alert_is_told_once_and_the_last_that_ends_is_the_end() {
    let text = include_str!("../../../tests/samples/alertmanager.jsonl");
    let imported = read("alerts.jsonl", text);
    assert_eq!((imported.title.as_deref(), imported.severity), (Some("checkout answers slowly"), None));
    assert_eq!(
        told(&imported),
        [
            "7 09:00 detection HighLatency on web-1 (critical): p99 above 5 s",
            "7 09:02 detection HighLatency on web-2 (critical): p99 above 5 s",
            "7 10:30 note HighLatency on web-1: the alert is over",
            "7 10:40 resolution HighLatency on web-2: the alert is over",
        ]
    );
    // The first body alone: nothing is over, and no year 1 is told.
    let firing = read("alert.json", text.lines().next().unwrap());
    assert_eq!(told(&firing), ["7 09:00 detection HighLatency on web-1 (critical): p99 above 5 s"]);
    assert_eq!(firing.events[0].notes, ["https://prom.example/graph?g0=1", "https://alerts.example"]);
}

#[test]
fn while_one_fires_nothing_is_resolved() {
    let text = include_str!("../../../tests/samples/alertmanager.jsonl");
    let still = text.replace(r#""endsAt":"2024-06-07T10:40:00Z""#, r#""endsAt":"0001-01-01T00:00:00Z""#);
    let tags: Vec<&str> = read("alerts.jsonl", &still).events.iter().map(|told| told.tag.name()).collect();
    assert_eq!(tags, ["detection", "detection", "note"]);
}

#[test]
fn a_severity_is_a_number_or_none() {
    let text = include_str!("../../../tests/samples/alertmanager.jsonl").replace("\"critical\"", "\"sev2\"");
    assert_eq!(read("alerts.jsonl", &text).severity, Some(2));
}
