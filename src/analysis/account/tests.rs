//! What a list tells of incidents that were written down the way they are told.

use super::*;
use crate::analysis::recorded::Recording;
use crate::timeline::{ActionChange, Record, Setting};

fn account(log: &Recording) -> Account {
    Account::of(&log.timeline(), Document::default)
}

fn cells(account: &Account, now: Moment) -> Vec<String> {
    COLUMNS.iter().map(|column| (column.cell)(account, now)).collect()
}

fn checkout() -> Recording {
    let mut log = Recording::titled("Checkout is down", "WAT");
    log.set([Setting::Severity(1)]);
    log.at("10:00").detection("monitoring alert");
    log.at("10:30").escalation("the Database team");
    log
}

fn write(log: &mut Recording, name: &str, text: &str) {
    log.record(Record::Section { name: name.to_owned(), text: text.to_owned() });
}

#[test]
fn one_that_goes_on_has_lasted_so_long_at_least_and_is_not_ready_for_anything() {
    let mut log = checkout();
    let at = |log: &Recording, clock: &str| log.stamp(clock).unwrap().moment;
    let now = at(&log, "10:42");
    assert_eq!(cells(&account(&log), now), ["2024-06-07 10:00", "≥ 42 min", "SEV1", "open", "nothing", "-"]);
    log.at("11:00").resolution("limit raised");
    assert_eq!(account(&log).length_at(now), Some(Span::exactly(3_600_000)));
    // It came back; while it had gone away it did not last.
    log.set([Setting::Reopened(log.stamp("11:30").unwrap())]);
    let now = at(&log, "12:00");
    assert_eq!(cells(&account(&log), now)[1], "≥ 1 h 30 min");
    let days_later = now.plus_millis(3 * 86_400_000);
    assert_eq!(cells(&account(&log), days_later)[1], "≥ 3 d 01 h");
}

#[test]
fn the_clock_of_one_that_is_written_down_afterwards_is_not_ours() {
    let mut log = checkout();
    log.set([Setting::Started(log.stamp("10:00").unwrap())]);
    let now = log.stamp("23:00").unwrap().moment;
    assert_eq!(cells(&account(&log), now)[1], "≥ 30 min");
}

#[test]
fn what_nobody_recorded_is_not_told() {
    let now = Moment::from_millis(0);
    let nothing = Account::of(&Timeline::default(), Document::default);
    assert_eq!(cells(&nothing, now), ["-", "-", "-", "open", "nothing", "-"]);
    assert_eq!((nothing.title().as_str(), nothing.readiness), ("Untitled incident", None));
    // Closed by hand: over, and how long it lasted nobody said.
    let mut log = checkout();
    log.set([Setting::Closed(true)]);
    let closed = account(&log);
    assert_eq!((closed.length_at(now), closed.state.name()), (None, "closed"));
    assert!(closed.readiness.is_some_and(|percent| percent < 100));
}

#[test]
fn a_write_up_grows_from_nothing_to_reviewed() {
    let mut log = checkout();
    let told = |log: &Recording| account(log).written();
    assert_eq!(told(&log), "nothing");
    write(&mut log, "lucky", "It was a weekday.");
    assert_eq!(told(&log), "0 of 5");
    for (name, text) in [("summary", "Down."), ("impact", "All."), ("root cause", "Not applicable: a drill.")] {
        write(&mut log, name, text);
    }
    write(&mut log, "resolution", "Restarted.");
    assert_eq!(told(&log), "4 of 5");
    log.action(ActionChange { text: Some("alert on connections".to_owned()), ..ActionChange::default() });
    assert_eq!(told(&log), "written");
    write(&mut log, "impact", "");
    assert_eq!(told(&log), "4 of 5");
    write(&mut log, "review", "On Monday, by everybody.");
    assert_eq!(told(&log), "reviewed");
}

#[test]
fn words_are_found_wherever_they_were_said() {
    let mut log = checkout();
    write(&mut log, "summary", "Nobody could pay.\nÜber Nacht.");
    let account = account(&log);
    for (words, found) in [
        ("checkout", Some("Checkout is down")),
        ("DATABASE", Some("the Database team")),
        ("team checkout", Some("the Database team")),
        ("über", Some("Über Nacht.")),
        ("nobody pay", Some("Nobody could pay.")),
        ("", None),
    ] {
        assert!(account.holds(words), "{words}");
        assert_eq!(account.found(words), found, "{words}");
    }
    assert!(!account.holds("checkout proxy") && account.found("proxy").is_none());
}

#[test]
fn what_was_taken_off_the_disk_is_not_found() {
    let mut log = checkout();
    let secret = log.at("10:10").note("the password is hunter2");
    assert!(account(&log).holds("hunter2"));
    log.record(Record::Redact { of: secret, why: "a secret".to_owned(), kept: None });
    assert!(!account(&log).holds("hunter2"));
}

#[test]
fn orders_put_first_what_is_looked_for_and_last_what_is_not_known() {
    let mut old = Recording::titled("Bananas", "UTC");
    old.day("2024-01-01");
    old.set([Setting::Severity(3)]);
    old.at("10:00").detection("alert");
    old.at("13:00").resolution("up");
    let new = checkout();
    let untold = Recording::new();
    let accounts = [("a", account(&old)), ("b", account(&new)), ("c", account(&untold))];
    let now = new.stamp("10:30").unwrap().moment;
    for (sort, expected) in
        [("when", "cba"), ("length", "abc"), ("severity", "bac"), ("readiness", "acb"), ("title", "abc")]
    {
        let mut sorted: Vec<(&str, &Account)> = accounts.iter().map(|(id, account)| (*id, account)).collect();
        sorted.sort_by(|a, b| Sort::named(sort).unwrap().compare(*a, *b, now));
        let ids: String = sorted.iter().map(|(id, _)| *id).collect();
        // That of which nothing was told has its first record to go by, which was made at 10:00, too.
        assert_eq!(ids, expected, "{sort}");
    }
    assert!(SORTS.iter().all(|sort| Sort::named(sort.name).is_some_and(|named| named.name == sort.name)));
}
