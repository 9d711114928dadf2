//! `decklog import` of write-ups, as somebody meets it who has an old postmortem.

use crate::deck::Deck;

const MAIL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples/mail.md");

#[test]
fn what_would_be_understood_is_told_line_by_line_and_nothing_is_stored() {
    let deck = Deck::new();
    let told = deck.run(&["import", MAIL, "--dry-run"]).succeeds().stdout;
    for line in [
        "the mail of Tuesday night · resolved · Tue 12 Mar 2024, 21:40 to 00:25 (+1d) CET (UTC+1) · 2 h 45 min",
        "line 11  21:52        detection        Nagios alert: mail queue above 10,000.",
        "Wed 13 Mar 2024, CET (UTC+1)",
        "line 17  00:25        resolution       All mail delivered, confirmed by monitoring.",
        "line 27  Alert 14 days before a certificate ends [owner Ana, due 2024-03-29, state open]",
        "Sections: summary (22 words), root cause (14 words)",
    ] {
        assert!(told.lines().any(|told| told == line), "{line}\n{told}");
    }
    assert_eq!(deck.run(&["list"]).succeeds().stdout, "");
}

#[test]
fn it_becomes_an_incident_of_its_own_and_leaves_the_open_one_open() {
    let deck = Deck::new();
    let open = deck.run(&["start", "Checkout", "is", "down"]).succeeds().stdout;
    deck.run(&["import", MAIL]).succeeds();
    assert!(deck.run(&["status"]).succeeds().stdout.contains("Checkout is down"));
    deck.run(&["close"]).succeeds();
    // It was touched last but one: the closing was later.
    let shown = deck.run(&["show", "mail", "--format", "json"]).succeeds().stdout;
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((&shown["start"], &shown["state"]), (&"2024-03-12T21:40:00.000+01:00".into(), &"resolved".into()));
    let first = &shown["events"][0];
    assert_eq!((&first["imported"], &first["unconfirmed"]), (&"mail.md, line 10".into(), &true.into()));
    assert!(shown["sections"]["root cause"].as_str().unwrap().starts_with("The certificate of the relay"));
    assert_eq!(shown["hypotheses"][0]["state"], "ruled out");
    assert!(!open.is_empty());
}

#[test]
fn the_same_again_is_said_to_be_here_and_adds_nothing_to_it() {
    let deck = Deck::new();
    let first = deck.run(&["import", MAIL]).succeeds().stdout;
    let first = first.split(':').next().unwrap().to_owned();
    let again = deck.run(&["import", MAIL]).succeeds();
    assert!(again.stderr.contains(&format!("--into {first} adds only what is new to it")), "{again:?}");
    let before = deck.run(&["show", &first]).succeeds().stdout;
    deck.run(&["import", MAIL, "--into", &first]).succeeds();
    assert_eq!(deck.run(&["show", &first]).succeeds().stdout, before);
    let full = |deck: &Deck| deck.run(&["export", "--incident", &first, "-p", "full"]).succeeds().stdout;
    let document = full(&deck);
    deck.run(&["import", MAIL, "--into", &first]).succeeds();
    assert_eq!(full(&deck), document, "no section and no item twice");
}

#[test]
fn what_is_written_there_is_not_written_over() {
    let deck = Deck::new();
    let first = deck.run(&["import", MAIL]).succeeds().stdout;
    let first = first.split(':').next().unwrap().to_owned();
    deck.run(&["section", "--incident", &first, "root-cause", "Nobody owned the certificate."]).succeeds();
    let told = deck.run(&["import", MAIL, "--into", &first]).succeeds();
    assert!(told.stderr.contains("written there already, and left as they are: root cause"), "{told:?}");
    let written = deck.run(&["section", "--incident", &first, "root-cause"]).succeeds().stdout;
    assert_eq!(written, "Nobody owned the certificate.\n");
}

#[test]
fn what_is_no_text_is_refused_and_old_encodings_are_read() {
    let deck = Deck::new();
    std::fs::write(deck.path("picture.png"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    let refused = deck.run(&["import", "picture.png"]).fails_with(2);
    assert!(refused.stderr.contains("picture.png is no text"), "{refused:?}");
    let text = "Café down\n\nTimeline\n10:00 café closed\n10:20 open again\n";
    let western: Vec<u8> = text.chars().map(|c| c as u32 as u8).collect();
    let windows: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes().to_vec(), western, windows] {
        std::fs::write(deck.path("cafe.txt"), bytes).unwrap();
        let told = deck.run(&["import", "cafe.txt", "--dry-run", "--date", "2024-06-07"]).succeeds().stdout;
        assert!(told.contains("line 4  10:00        note             café closed"), "{told}");
    }
}

#[test]
fn without_a_timeline_nothing_is_invented() {
    let deck = Deck::new();
    let told = deck.run(&["import", "-"]).input("# All is well\n\nNothing happened.\n").succeeds();
    assert!(told.stderr.contains("no timeline was found in it; nothing is invented"), "{told:?}");
    assert!(deck.run(&["show"]).succeeds().stdout.starts_with("All is well"));
}
