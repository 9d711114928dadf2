//! `decklog import` of journals: what two recorders kept of one outage becomes one story.

use std::fs;

use serde_json::Value;

use crate::deck::Deck;

/// Two machines on which somebody began to record in the same outage.
struct Night {
    ana: Deck,
    bo: Deck,
}

fn night() -> Night {
    let (ana, bo) = (Deck::new(), Deck::new());
    ana.run(&["start", "Checkout is down"]).succeeds();
    for line in ["d: alert", "h: network", "x1: clean"] {
        ana.run(&["log", "-q", line]).succeeds();
    }
    bo.run(&["start", "Payments fail"]).succeeds();
    for line in ["h: the pool", "a: raised the pool", "c1: the pool was full"] {
        bo.run(&["log", "-q", "--by", "bo", line]).succeeds();
    }
    bo.run(&["attach", "-"]).input("waiting: 312").succeeds();
    Night { ana, bo }
}

impl Night {
    fn his(&self) -> String {
        self.bo.incident().to_str().unwrap().to_owned()
    }

    fn her_incident(&self) -> Value {
        let shown = self.ana.run(&["show", "checkout", "--format", "json"]).succeeds().stdout;
        serde_json::from_str(&shown).unwrap()
    }
}

fn texts(shown: &Value) -> Vec<&str> {
    shown["events"].as_array().unwrap().iter().map(|event| event["text"].as_str().unwrap()).collect()
}

#[test]
fn what_a_colleague_recorded_of_the_same_outage_is_told_in_one_incident() {
    let night = night();
    let wrote = night.ana.run(&["import", &night.his(), "--into", "checkout"]).succeeds();
    assert!(wrote.stdout.contains("3 events; 1 hypothesis numbered anew of "), "{wrote:?}");
    let shown = night.her_incident();
    assert_eq!(texts(&shown), ["alert", "network", "clean", "the pool", "raised the pool", "the pool was full"]);
    let his = night.bo.shown();
    for (event, before) in shown["events"].as_array().unwrap()[3..].iter().zip(his["events"].as_array().unwrap()) {
        for field in ["id", "at", "stated", "tag", "text", "by", "evidence"] {
            assert_eq!(event[field], before[field], "{field}");
        }
    }
    let paths: Vec<(&str, &str)> = shown["hypotheses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|path| (path["name"].as_str().unwrap(), path["state"].as_str().unwrap()))
        .collect();
    assert_eq!(paths, [("H1", "ruled out"), ("H2", "confirmed")]);
    night.ana.run(&["verify", "checkout"]).succeeds();
    // Again, after he has gone on: what is new comes, and nothing twice.
    night.bo.run(&["log", "-q", "--by", "bo", "r: paying works"]).succeeds();
    let again = night.ana.run(&["import", &night.his(), "--into", "checkout"]).succeeds().stdout;
    assert!(again.contains("1 event; 3 events known already"), "{again}");
    assert_eq!(texts(&night.her_incident()).len(), 7);
    night.ana.run(&["verify", "checkout"]).succeeds();
}

#[test]
fn alone_it_is_an_incident_of_its_own_and_what_was_at_the_same_time_is_said() {
    let night = night();
    let wrote = night.ana.run(&["import", &night.his()]).succeeds();
    assert!(wrote.stdout.contains("Payments fail"), "{wrote:?}");
    assert!(wrote.stderr.contains("was at the same time") && wrote.stderr.contains("--into"), "{wrote:?}");
    let list = night.ana.run(&["list"]).succeeds().stdout;
    assert_eq!(list.lines().count(), 2, "{list}");
    // The open one stays open.
    assert_eq!(night.ana.shown()["title"], "Checkout is down");
    let shown: Value =
        serde_json::from_str(&night.ana.run(&["show", "payments", "--format", "json"]).succeeds().stdout).unwrap();
    assert_eq!(shown["events"], night.bo.shown()["events"]);
    night.ana.run(&["verify", "payments"]).succeeds();
}

#[test]
fn a_file_only_grows_and_what_is_here_already_is_left() {
    let night = night();
    let his = night.bo.journal();
    let his = his.to_str().unwrap();
    night.ana.run(&["import", his]).succeeds();
    let copy = night.ana.journal_of("payments");
    assert_eq!(fs::read(&copy).unwrap(), fs::read(his).unwrap());
    let again = night.ana.run(&["import", his]).succeeds().stdout;
    assert!(again.contains("nothing new"), "{again}");
    night.bo.run(&["log", "-q", "r: up"]).succeeds();
    let more = night.ana.run(&["import", his]).succeeds().stdout;
    assert!(more.contains("1 record more"), "{more}");
    assert_eq!(fs::read(&copy).unwrap(), fs::read(his).unwrap());
    // An older copy takes nothing away.
    let older = night.bo.path("older.jsonl");
    let bytes = fs::read(his).unwrap();
    let half = bytes.iter().take(bytes.len() / 2).rposition(|b| *b == b'\n').unwrap() + 1;
    fs::write(&older, &bytes[..half]).unwrap();
    let older = night.ana.run(&["import", older.to_str().unwrap()]).succeeds().stdout;
    assert!(older.contains("nothing new"), "{older}");
    assert_eq!(fs::read(&copy).unwrap(), bytes);
}

#[test]
fn two_stories_under_one_name_are_not_mixed() {
    let night = night();
    let his = night.bo.journal();
    night.ana.run(&["import", his.to_str().unwrap()]).succeeds();
    let copy = night.ana.journal_of("payments");
    // The same writer went on in two places.
    let before = fs::read(&his).unwrap();
    night.bo.run(&["log", "-q", "here"]).succeeds();
    let here = fs::read(&his).unwrap();
    fs::write(&copy, &here).unwrap();
    fs::write(&his, &before).unwrap();
    night.bo.run(&["log", "-q", "there"]).succeeds();
    let wrote = night.ana.run(&["import", his.to_str().unwrap()]).fails_with(2);
    assert!(wrote.stderr.contains("something else here after record"), "{wrote:?}");
    assert_eq!(fs::read(&copy).unwrap(), here);
}

#[test]
fn a_damaged_journal_comes_with_its_damage_told_and_one_without_a_beginning_not_at_all() {
    let night = night();
    let his = night.bo.journal();
    let text = fs::read_to_string(&his).unwrap();
    fs::write(&his, text.replace("raised the pool", "razed the pool")).unwrap();
    let wrote = night.ana.run(&["import", his.to_str().unwrap()]).succeeds();
    assert!(wrote.stderr.contains("damaged") || wrote.stderr.contains("missing"), "{wrote:?}");
    let headless = night.bo.path("headless.jsonl");
    fs::write(&headless, text.split_once('\n').unwrap().1).unwrap();
    let wrote = night.ana.run(&["import", headless.to_str().unwrap()]).fails_with(2);
    assert!(wrote.stderr.contains("first line"), "{wrote:?}");
}

#[test]
fn words_that_were_taken_off_the_disk_do_not_come_back() {
    let night = night();
    night.ana.run(&["import", &night.his()]).succeeds();
    let his = fs::read(night.bo.journal()).unwrap();
    let id = night.bo.shown()["events"][1]["id"].as_str().unwrap().to_owned();
    night.ana.run(&["--incident", "payments", "redact", &id, "--why", "a name"]).succeeds();
    fs::write(night.bo.path("before.jsonl"), his).unwrap();
    night.bo.run(&["log", "-q", "r: up"]).succeeds();
    for file in [night.bo.path("before.jsonl"), night.bo.journal()] {
        night.ana.run(&["import", file.to_str().unwrap()]).succeeds();
    }
    for file in fs::read_dir(night.ana.data().join("incidents")).unwrap().flatten() {
        for journal in fs::read_dir(file.path().join("journal")).unwrap().flatten() {
            assert!(!fs::read_to_string(journal.path()).unwrap().contains("raised the pool"));
        }
    }
    let shown = night.ana.run(&["show", "payments"]).succeeds().stdout;
    assert!(shown.contains("up") && !shown.contains("raised"), "{shown}");
}

#[test]
fn a_whole_data_directory_comes_incident_by_incident() {
    let night = night();
    night.bo.run(&["start", "Another one"]).succeeds();
    night.bo.run(&["log", "-q", "d: alert"]).succeeds();
    let wrote = night.ana.run(&["import", night.bo.data().to_str().unwrap()]).succeeds();
    assert!(wrote.stdout.contains("Payments fail") && wrote.stdout.contains("Another one"), "{wrote:?}");
    assert_eq!(night.ana.run(&["list"]).succeeds().stdout.lines().count(), 3);
    let dry = Deck::new();
    dry.run(&["import", night.bo.data().to_str().unwrap(), "--dry-run"]).succeeds();
    assert!(!dry.data().join("incidents").exists(), "nothing is stored");
}

#[test]
fn a_journal_names_no_place_of_ours() {
    let night = night();
    let text = fs::read_to_string(night.bo.journal()).unwrap();
    let incident = night.bo.incident().file_name().unwrap().to_str().unwrap().to_owned();
    let odd = night.bo.path("odd.jsonl");
    fs::write(&odd, text.replace(&incident, "../../../../../../tmp/elsewhere")).unwrap();
    night.ana.run(&["import", odd.to_str().unwrap()]).fails_with(2);
}
