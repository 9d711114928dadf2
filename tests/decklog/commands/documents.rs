//! `export`: to standard output, or to a file that is never lost by it.

use std::fs;

use super::deck_with;

#[test]
fn a_document_goes_to_stdout_or_to_a_file() {
    let deck = deck_with(&["d: alert"]);
    let document = deck.run(&["export"]).succeeds().stdout;
    assert!(document.contains("Checkout is down") && document.contains("alert"), "{document}");
    let path = deck.path("out.md");
    let wrote = deck.run(&["export", "-o", "out.md"]).succeeds();
    assert!(wrote.stdout.is_empty() && wrote.stderr.contains("out.md"), "{wrote:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), document);
    // What we wrote ourselves is replaced, and nothing is left beside it.
    deck.run(&["log", "r: works"]).succeeds();
    deck.run(&["export", "-o", "out.md"]).succeeds();
    assert!(fs::read_to_string(&path).unwrap().contains("works"));
    let beside: Vec<_> = fs::read_dir(deck.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 2, "{beside:?}");
}

#[test]
fn what_somebody_changed_is_not_replaced() {
    let deck = deck_with(&["d: alert"]);
    let path = deck.path("out.md");
    deck.run(&["export", "-o", "out.md"]).succeeds();
    fs::write(&path, "my own words").unwrap();
    let refused = deck.run(&["export", "-o", "out.md"]).fails_with(2);
    assert!(refused.stderr.contains("--force") && refused.stderr.contains("out.md"), "{refused:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "my own words");
    deck.run(&["export", "-o", "out.md", "--force"]).succeeds();
    assert!(fs::read_to_string(&path).unwrap().contains("alert"));
}

#[test]
fn where_nothing_can_be_written_nothing_is_left() {
    let deck = deck_with(&["d: alert"]);
    for path in ["missing/out.md", "data", "/proc/decklog.md"] {
        let failed = deck.run(&["export", "--force", "-o", path]).fails_with(1);
        assert!(failed.stderr.contains(path), "{failed:?}");
    }
    fs::write(deck.path("out.md"), "before").unwrap();
    let limited = deck.shell("ulimit -f 0; \"$@\" export --force -o out.md").fails_with(1);
    assert!(limited.stderr.contains("out.md"), "{limited:?}");
    assert_eq!(fs::read_to_string(deck.path("out.md")).unwrap(), "before");
    assert_eq!(fs::read_dir(deck.path("")).unwrap().count(), 2);
}

#[test]
fn the_same_journal_gives_the_same_bytes() {
    let deck = deck_with(&["10:00-10:15 d: alert", "h: network", "x: no"]);
    let once = deck.run(&["export"]).succeeds().stdout;
    let again = deck.run(&["export"]).env("LANG", "C").env("TZ", "Asia/Tokyo").env("USER", "bo").succeeds().stdout;
    assert_eq!(once, again);
}
