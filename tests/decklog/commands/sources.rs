//! `decklog import` of what other programs and our own wrote: read whole, or refused whole.

use std::path::Path;

use serde_json::Value;

use crate::deck::Deck;

/// A sample that was written for the project.
fn sample(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name);
    std::fs::read_to_string(path).expect("a sample")
}

fn put(deck: &Deck, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = deck.path(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// How many incidents there are.
fn incidents(deck: &Deck) -> usize {
    deck.run(&["list"]).succeeds().stdout.lines().count()
}

#[test]
fn every_sort_of_source_becomes_an_incident() {
    for (name, events) in [
        ("irssi.log", 7),
        ("weechat.log", 3),
        ("slack-day.json", 5),
        ("pagerduty-log.json", 5),
        ("alertmanager.jsonl", 4),
        ("sheet.csv", 3),
    ] {
        let deck = Deck::new();
        let file = put(&deck, name, sample(name));
        let wrote = deck.run(&["import", &file, "--date", "2024-06-07"]).succeeds();
        assert!(wrote.stdout.contains(&format!(": {events} events")), "{name}: {wrote:?}");
        assert_eq!(deck.texts().len(), events, "{name}");
        deck.run(&["verify"]).succeeds();
    }
}

#[test]
fn the_days_of_a_channel_are_one_incident() {
    let next = r#"[{"type":"message","user":"U1","text":"m: larger pool","ts":"1717830000.000100"}]"#;
    for as_directory in [true, false] {
        let deck = Deck::new();
        let first = put(&deck, "slack/inc-42/2024-06-07.json", sample("slack-day.json"));
        let second = put(&deck, "slack/inc-42/2024-06-08.json", next);
        let channel = deck.path("slack/inc-42");
        match as_directory {
            true => deck.run(&["import", channel.to_str().unwrap()]).succeeds(),
            false => deck.run(&["import", &first, &second]).succeeds(),
        };
        assert_eq!(incidents(&deck), 1);
        assert_eq!(deck.texts().last().unwrap(), "larger pool");
    }
}

#[test]
fn what_is_said_of_a_source_holds() {
    let deck = Deck::new();
    let file = put(&deck, "x.csv", "Started,Message\n10:15,slow\n10:25,r: fine\n");
    let arguments = ["import", &file, "--date", "2024-06-07", "--map", "time=Started,text=Message,zone=+02:00"];
    deck.run(&arguments).succeeds();
    let shown = deck.run(&["show", "--format", "json"]).without("DECKLOG_ZONE").succeeds().stdout;
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (&shown["events"][0]["at"], &shown["zone"]),
        (&"2024-06-07T10:15:00.000+02:00".into(), &"+02:00".into())
    );
    let wrong = deck.run(&["import", &file, "--map", "time=When"]).fails_with(2).stderr;
    assert!(wrong.contains("no column is called “When”; there are “Started” and “Message”"), "{wrong}");
    let wrong = deck.run(&["import", &file, "--from", "fax"]).fails_with(2).stderr;
    assert!(wrong.contains("slack") && wrong.contains("alertmanager"), "{wrong}");
    deck.run(&["import", &file, "--map", "nothing"]).fails_with(2);
    deck.run(&["import", &file, "--date", "soon"]).fails_with(2);
    assert_eq!(incidents(&deck), 1);
}

#[test]
fn help_names_every_source() {
    let help = Deck::new().run(&["import", "--help"]).succeeds().stdout;
    for name in ["slack", "pagerduty", "alertmanager", "chat", "csv", "json", "journal", "writeup", "64 MiB"] {
        assert!(help.contains(name), "{name}: {help}");
    }
}

/// An incident with something of everything, and where its JSON is.
fn recorded(deck: &Deck) -> String {
    deck.run(&["start", "Checkout is down", "--severity", "2", "--zone", "WAT"]).succeeds();
    for line in [
        "d: alert #shop",
        "h: network",
        "x1: network is clean",
        "impact start: -30m errors",
        "park: the disk",
        "sev1: worse",
        "ic: bo",
        "todo: alert on the pool @bo",
        "todo: write it up",
        "r: fine",
    ] {
        deck.run(&["log", "-q", "--by", "bo", line]).succeeds();
    }
    let todo = deck.shown()["events"].as_array().unwrap().iter().find(|event| event["text"] == "write it up").unwrap()
        ["id"]
        .clone();
    deck.run(&["action", "set", todo.as_str().unwrap(), "--owner", "ana", "--due", "Friday"]).succeeds();
    deck.run(&["action", "add", "limits on the pool"]).succeeds();
    deck.run(&["section", "impact", "Nobody could pay."]).succeeds();
    deck.run(&["close"]).succeeds();
    let json = deck.run(&["export", "-f", "json", "-p", "full", "--incident", "checkout"]).succeeds().stdout;
    put(deck, "incident.json", json)
}

/// What a document tells, without what its machine's clock did, and by which record it was closed.
fn told(deck: &Deck) -> Value {
    let mut shown = deck.shown();
    shown.as_object_mut().unwrap().remove("clock");
    let closed = &mut shown["metrics"]["response_duration"];
    assert!(closed.as_object_mut().unwrap().remove("to").is_some());
    shown
}

#[test]
fn our_own_json_gives_the_same_incident_on_another_shelf() {
    let deck = Deck::new();
    let file = recorded(&deck);
    let other = Deck::new();
    let wrote = other.run(&["import", &file]).succeeds();
    assert_eq!(told(&deck), told(&other), "{wrote:?}");
    other.run(&["verify"]).succeeds();
    // Twice is as good as once, there and here.
    for deck in [&other, &deck] {
        let before = std::fs::read(deck.journal()).unwrap();
        let again = deck.run(&["import", &file]).succeeds().stdout;
        assert!(again.contains("0 events") && again.contains("known already"), "{again}");
        assert_eq!(incidents(deck), 1);
        assert_eq!(std::fs::read(deck.journal()).unwrap(), before, "nothing was written");
    }
}

#[test]
fn a_file_that_is_not_in_the_document_is_left_out_and_that_is_said() {
    let deck = Deck::new();
    deck.run(&["log", "d: alert"]).succeeds();
    deck.run(&["attach", "-"]).input("the pool is full").succeeds();
    let file = put(&deck, "x.json", deck.run(&["show", "--format", "json"]).succeeds().stdout);
    let other = Deck::new();
    let wrote = other.run(&["import", &file]).succeeds();
    assert!(wrote.stderr.contains("1 file of evidence"), "{wrote:?}");
    other.run(&["verify"]).succeeds();
}

#[test]
fn a_chat_comes_into_the_incident_that_was_recorded_and_once() {
    let deck = Deck::new();
    deck.run(&["start", "Shop", "--at", "2024-06-07 22:40", "--zone", "UTC"]).succeeds();
    deck.run(&["log", "22:45 h: the archive"]).succeeds();
    let file = put(&deck, "irssi.log", sample("irssi.log"));
    let wrote = deck.run(&["import", &file, "--into", "shop"]).succeeds();
    assert!(wrote.stdout.contains("7 events; 1 hypothesis numbered anew"), "{wrote:?}");
    let again = deck.run(&["import", &file, "--into", "shop"]).succeeds().stdout;
    assert!(again.contains("0 events; 7 events known already"), "{again}");
    assert_eq!((incidents(&deck), deck.texts().len()), (1, 8));
    let names: Vec<String> =
        deck.shown()["hypotheses"].as_array().unwrap().iter().map(|path| path["name"].to_string()).collect();
    assert_eq!(names, ["\"H1\"", "\"H2\""]);
}

#[test]
fn an_import_is_all_or_nothing() {
    let deck = Deck::new();
    let good = put(&deck, "irssi.log", sample("irssi.log"));
    let bad = put(&deck, "cut.json", &sample("slack-day.json")[..400]);
    let wrote = deck.run(&["import", &good, &bad]).fails_with(2);
    assert!(wrote.stderr.contains("cut.json") && wrote.stderr.contains("EOF"), "{wrote:?}");
    assert!(!deck.data().join("incidents").exists(), "nothing is there");
}

#[test]
fn what_is_too_much_or_no_file_is_refused_at_once() {
    let deck = Deck::new();
    deck.shell("mkfifo pipe").succeeds();
    let long = deck.path("long.csv");
    std::fs::File::create(&long).unwrap().set_len(65 << 20).unwrap();
    let brackets = put(&deck, "brackets.json", "[".repeat(1_000_000));
    let line = put(&deck, "line.txt", "x".repeat(8 << 20));
    for (file, why) in [
        (deck.path("pipe").to_str().unwrap(), "is a pipe"),
        ("/dev/zero", "is a device"),
        (long.to_str().unwrap(), "longer than 64 MiB"),
        (brackets.as_str(), "recursion limit"),
        (deck.path(".").to_str().unwrap(), "is a directory"),
    ] {
        let wrote = deck.run(&["import", file]).fails_with(2);
        assert!(wrote.stderr.contains(why), "{file}: {wrote:?}");
    }
    deck.run(&["import", "nowhere.md"]).fails_with(3);
    assert!(!deck.data().join("incidents").exists(), "nothing is there");
    deck.run(&["import", &line, "--dry-run"]).ends();
    for text in [r#"{"events":[],"events":[]}"#, r#"{"events":[],"n":1e400}"#, r#"{"events":[{"text":"cut"#] {
        let file = put(&deck, "bad.json", text);
        deck.run(&["import", &file]).fails_with(2);
    }
    assert!(!deck.data().join("incidents").exists(), "nothing is there");
}

#[test]
fn standard_input_is_a_source_too() {
    let deck = Deck::new();
    deck.run(&["import", "-", "--date", "2024-06-07"]).input(sample("irssi.log")).succeeds();
    assert_eq!(deck.texts().len(), 7);
}

#[test]
fn a_document_names_no_place_of_ours() {
    for id in ["../../../../tmp/x", "/etc", "..", "A B", ""] {
        let deck = Deck::new();
        let text = serde_json::json!({"id": id, "zone": "UTC", "events": [{"at": "2024-06-07T10:00:00Z", "text": "x",
            "evidence": [{"file": "../../victim.txt", "bytes": 1, "source": "x"}]}]});
        let file = put(&deck, "x.json", text.to_string());
        deck.run(&["import", &file]).succeeds();
        let name = deck.incident().file_name().unwrap().to_str().unwrap().to_owned();
        assert!(name.starts_with("20") && deck.incident().starts_with(deck.data()), "{name}");
        deck.run(&["verify"]).succeeds();
    }
}
