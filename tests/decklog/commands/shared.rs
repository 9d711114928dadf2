//! Copies and neighbours: foreign journals, shared homes, words that were taken back.

use std::fs;

use decklog::journal::codec::{self, Head};
use decklog::journal::line;
use decklog::time::Stamp;
use decklog::timeline::{Begin, GroupId, Order, Record, RecordId};

use crate::deck::Deck;
use crate::recorder::{store, wait_until_saved};

/// A colleague's journal of this incident, with whatever payloads they like: anybody can write one.
fn foreign_journal(deck: &Deck, writer: &str, payloads: &[String]) {
    let incident = deck.incident().file_name().unwrap().to_str().unwrap().to_owned();
    let at = Stamp::parse("2024-06-07T10:00:00.000+01:00").unwrap();
    let begin = Record::Begin(Begin {
        incident: incident.clone(),
        writer: writer.to_owned(),
        host: "elsewhere".to_owned(),
        program: "by hand".to_owned(),
    });
    let salt = "0".repeat(32);
    let begin = codec::encode_payload("bo", &salt, &begin);
    let mut prev = line::chain_start(&incident, writer);
    let mut text = String::new();
    for (n, payload) in [begin].iter().chain(payloads).enumerate() {
        let head = Head {
            v: 1,
            n: n as u64,
            id: RecordId::new(1_717_750_800_000, 1000 + n as u128),
            at,
            order: Order { millis: at.moment.millis(), counter: n as u32 },
            up: None,
            group: GroupId::new(1, n as u128),
            prev,
        };
        let (written, sum) = line::write(&head, payload);
        text.push_str(&written);
        prev = sum;
    }
    fs::write(deck.incident().join("journal").join(format!("{writer}.jsonl")), text).unwrap();
}

#[test]
fn a_foreign_journal_names_no_file_of_ours() {
    let deck = Deck::new();
    deck.run(&["log", "d: alert"]).succeeds();
    let victim = deck.path("victim.txt");
    fs::write(&victim, "precious").unwrap();
    for name in [victim.to_str().unwrap(), "../../../../victim.txt", "..", "0/../../../../../victim.txt"] {
        let event = RecordId::new(1_717_750_800_000, 1001);
        let evidence =
            format!(r#"{{"by":"bo","salt":"","evidence":{{"of":"{event}","file":"{name}","bytes":8,"source":"x"}}}}"#);
        let evidence_id = RecordId::new(1_717_750_800_000, 1001);
        let redact = format!(r#"{{"by":"bo","salt":"","redact":{{"of":"{evidence_id}","why":"x"}}}}"#);
        foreign_journal(&deck, "bastion-19c2", &[evidence, redact]);
        deck.run(&["log", "-q", "a: token"]).succeeds();
        let id = deck.shown()["events"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
        deck.run(&["redact", &id, "--why", "a token"]).succeeds();
        deck.run(&["verify"]).ends();
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious", "{name}");
    }
}

#[test]
fn what_can_not_be_read_of_an_event_hides_none_of_its_words() {
    let deck = Deck::new();
    deck.run(&["log", "d: alert"]).succeeds();
    let newer = [
        r#"{"by":"bo","salt":"","event":{"when":{"said":"sometime","words":"at dusk"},"tag":"note","text":"newer time"}}"#,
        r#"{"by":"bo","salt":"","event":{"when":{"said":"unknown"},"tag":"note","text":"newer link","about":["H2 of B"]}}"#,
    ];
    foreign_journal(&deck, "bastion-19c2", &newer.map(str::to_owned));
    let shown = deck.run(&["show"]).succeeds();
    assert!(shown.stdout.contains("newer time") && shown.stdout.contains("newer link"), "{shown:?}");
    deck.run(&["verify"]).succeeds();
}

#[test]
fn a_home_that_two_hosts_share_has_a_name_for_each() {
    let deck = Deck::new();
    deck.run(&["log", "d: alert"]).succeeds();
    let file = deck.data().join("writer");
    let ours = fs::read_to_string(&file).unwrap();
    // The other host came first, and was killed in the middle of another line.
    fs::write(&file, format!("bastion-19c2 0123456789abcdef\n{ours}bastion-x")).unwrap();
    deck.run(&["log", "a: restarted"]).succeeds();
    assert_eq!(fs::read_dir(deck.incident().join("journal")).unwrap().count(), 1, "the same writer");
    fs::write(&file, "bastion-19c2 0123456789abcdef\nbastion-x").unwrap();
    deck.run(&["log", "r: fine"]).succeeds();
    let kept = fs::read_to_string(&file).unwrap();
    assert!(kept.starts_with("bastion-19c2 0123456789abcdef\nbastion-x\n") && kept.ends_with('\n'), "{kept}");
    assert_eq!(deck.texts(), ["alert", "restarted", "fine"]);
}

#[test]
fn words_that_were_taken_back_can_be_redacted() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    store(&mut terminal, "a: token=hunter2");
    terminal.send("\x1f");
    terminal.wait_for_text("taken back");
    store(&mut terminal, "f: all well");
    terminal.send("\x04");
    terminal.wait_for_end();
    let shown = deck.run(&["show"]).succeeds().stdout;
    assert!(!shown.contains("hunter2"), "{shown}");
    let (_, noted) = shown.split_once("Taken back, and still in the journal: 1 event (").expect("its id");
    let id = noted.split(')').next().unwrap();
    deck.run(&["redact", id, "--why", "a token"]).succeeds();
    assert!(!fs::read_to_string(deck.journal()).unwrap().contains("hunter2"));
    deck.run(&["verify"]).succeeds();
}

#[test]
fn a_title_can_be_redacted_and_the_zone_stays() {
    let deck = Deck::new();
    deck.run(&["start", "Shop of Acme is down", "--severity", "2", "--zone", "EAT"]).succeeds();
    deck.run(&["log", "title: Acme shop, again"]).succeeds();
    deck.run(&["redact", "title", "--why", "a customer's name"]).succeeds();
    let journal = fs::read_to_string(deck.journal()).unwrap();
    assert!(!journal.contains("Shop of Acme") && !journal.contains("Acme shop"), "{journal}");
    let shown = deck.run(&["show", "--format", "json"]).without("DECKLOG_ZONE").succeeds().stdout;
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (&shown["title"], &shown["severity"], &shown["zone"]),
        (&serde_json::Value::Null, &2.into(), &"EAT".into())
    );
    deck.run(&["verify"]).succeeds();
    deck.run(&["redact", "title", "--why", "again"]).fails_with(3);
}

#[test]
fn an_open_recorder_joins_the_incident_that_a_command_starts() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    deck.run(&["log", "d: alert from outside"]).succeeds();
    terminal.wait_for_text("alert from outside");
    store(&mut terminal, "k: on it");
    assert_eq!(deck.texts(), ["alert from outside", "on it"]);
    // A new one that is asked for is not the one that was just left.
    terminal.send("\x18");
    terminal.wait_for_text("new incident");
    terminal.send("n");
    terminal.wait_for_text("a new incident begins");
    store(&mut terminal, "d: something else");
    wait_until_saved(&mut terminal);
    let listed = deck.run(&["list"]).succeeds().stdout;
    assert_eq!(listed.lines().count(), 2, "{listed}");
}

#[test]
fn a_wrong_variable_does_not_stop_a_line() {
    let deck = Deck::new();
    let wrote = deck.run(&["log", "d: alert"]).env("DECKLOG_ZONE", "IST").succeeds();
    assert!(wrote.stderr.contains("DECKLOG_ZONE") && wrote.stderr.contains("India"), "{wrote:?}");
    assert_eq!(deck.texts(), ["alert"]);
    deck.run(&["list", "--zone", "IST"]).fails_with(2);
}

#[test]
fn what_is_written_down_afterwards_comes_back_in_its_own_time() {
    let deck = Deck::new();
    deck.run(&["start", "Shop", "--at", "2024-06-07 10:00", "--zone", "WAT"]).succeeds();
    for line in ["10:00 d: alert", "11:00 r: up"] {
        deck.run(&["log", line]).succeeds();
    }
    deck.run(&["reopen"]).succeeds();
    assert_eq!(deck.shown()["state"], "open");
    deck.run(&["log", "12:00 r: up for good"]).succeeds();
    assert_eq!(
        (&deck.shown()["state"], &deck.shown()["end"]),
        (&"resolved".into(), &"2024-06-07T12:00:00.000+01:00".into())
    );
}

#[test]
fn a_document_keeps_the_permissions_of_the_one_before() {
    use std::os::unix::fs::PermissionsExt;
    let deck = Deck::new();
    deck.run(&["log", "d: alert"]).succeeds();
    let out = deck.path("out.md");
    fs::write(&out, "").unwrap();
    fs::set_permissions(&out, fs::Permissions::from_mode(0o644)).unwrap();
    deck.run(&["export", "-o", "out.md"]).succeeds();
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o644);
    assert!(fs::read_to_string(&out).unwrap().contains("alert"));
}

#[test]
fn lists_for_scripts_drive_no_terminal() {
    let deck = Deck::new();
    deck.run(&["start", "odd \u{202e}title\u{9b}2J"]).succeeds();
    let listed = deck.run(&["list", "--format", "json"]).succeeds().stdout;
    assert!(!listed.contains('\u{202e}') && !listed.contains('\u{9b}'), "{listed}");
    let read: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(read[0]["title"], "odd \u{202e}title\u{9b}2J");
}

#[test]
fn a_journal_that_is_taken_away_under_a_recorder_is_not_called_saved() {
    for taken_away in ["cut", "removed"] {
        let deck = Deck::new();
        let mut terminal = deck.open();
        store(&mut terminal, "d: one");
        // What others add is on the screen when the recorder has looked at the file.
        deck.run(&["log", "f: two"]).succeeds();
        terminal.wait_for_text("two");
        match taken_away {
            "cut" => fs::write(deck.journal(), "").unwrap(),
            _ => fs::remove_file(deck.journal()).unwrap(),
        }
        terminal.wait_for_text("was cut or replaced");
        // A redaction replaces the file, too, and takes no record away.
        let deck = Deck::new();
        let mut terminal = deck.open();
        store(&mut terminal, "a: token");
        let id = deck.shown()["events"][0]["id"].as_str().unwrap().to_owned();
        deck.run(&["redact", &id, "--why", "a token"]).succeeds();
        terminal.wait_for_text("words taken out");
        assert!(terminal.text().contains(" saved "), "{}", terminal.text());
    }
}

#[test]
fn a_feed_sees_what_others_record() {
    use std::io::Write as _;
    let deck = Deck::new();
    deck.run(&["start", "Shop"]).succeeds();
    let (reader, mut writer) = std::io::pipe().unwrap();
    let mut feed = std::process::Command::new(crate::deck::PROGRAM);
    feed.args(["log", "--stdin"]).env_clear().env("DECKLOG_DIR", deck.data()).env("USER", "ana").env("LANG", "C.UTF-8");
    let mut feed = feed.stdin(reader).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut answers = std::io::BufRead::lines(std::io::BufReader::new(feed.stdout.take().unwrap()));
    let mut fed = |line: &str| {
        writeln!(writer, "{line}").unwrap();
        answers.next().unwrap().unwrap()
    };
    assert!(fed("h: feed one").ends_with("opens H1"));
    deck.run(&["log", "h: shell two"]).succeeds();
    deck.run(&["log", "x1: clean"]).succeeds();
    assert!(fed("h: feed three").ends_with("opens H3"));
    assert!(fed("x2: not two").ends_with("rules out H2 shell two"));
    drop(writer);
    assert!(feed.wait().unwrap().success());
}

#[test]
fn a_start_that_fails_leaves_the_open_incident_open() {
    let deck = Deck::new();
    deck.run(&["start", "Shop"]).succeeds();
    // A name that no line holds: the incident can be named, and then nothing of it stored.
    deck.run(&["start", "Other", "--by", &"x".repeat(70_000)]).fails_with(4);
    deck.run(&["log", "e: database team"]).succeeds();
    assert_eq!(deck.shown()["title"], "Shop");
    assert_eq!(deck.texts(), ["database team"]);
}
