//! Streams that end early, are full, or are not there.

use super::deck_with;

const ASKING: &[&[&str]] = &[
    &["show"],
    &["show", "--format", "json"],
    &["status"],
    &["list"],
    &["list", "--format", "json"],
    &["export"],
    &["verify"],
    &["--help"],
    &["log", "--help"],
    &["--version"],
];

#[test]
fn a_full_device_is_said() {
    let deck = deck_with(&["d: alert"]);
    for arguments in ASKING {
        let wrote = deck.run(arguments).stdout("/dev/full").fails_with(1);
        assert!(wrote.stderr.contains("No space left"), "{arguments:?}: {wrote:?}");
    }
    // An event is on disk whether or not that can be said.
    let wrote = deck.run(&["log", "more"]).stdout("/dev/full").fails_with(1);
    assert!(wrote.stderr.contains("recorded and saved"), "{wrote:?}");
    let lines: String = (0..1500).map(|n| format!("line {n}\n")).collect();
    deck.run(&["log", "--stdin"]).stdout("/dev/full").input(lines).fails_with(1);
    assert_eq!(deck.texts().len(), 1502);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let deck = deck_with(&["d: alert"]);
    let lines: String = (0..2000).map(|n| format!("a line that is one of many, number {n}\n")).collect();
    deck.run(&["log", "-q", "--stdin"]).input(lines).succeeds();
    for arguments in ["show", "show --format json", "export", "list", "status", "verify", "log hello", "--help"] {
        let script = format!("{{ \"$@\" {arguments}; echo $? >&2; }} | head -1");
        let wrote = deck.shell(&script).succeeds();
        assert_eq!(wrote.stderr.trim(), "0", "{arguments}: {wrote:?}");
    }
}

#[test]
fn streams_that_are_not_there_are_no_panic() {
    let deck = deck_with(&["d: alert"]);
    deck.shell("exec \"$@\" show >&-").succeeds();
    deck.shell("exec \"$@\" log hello <&- >&- 2>&-").succeeds();
    deck.shell("exec \"$@\" log <&-").fails_with(2);
    deck.shell("exec \"$@\" log --stdin <&-").succeeds();
    assert_eq!(deck.texts(), ["alert", "hello"]);
}

#[test]
fn without_a_terminal_the_recorder_says_what_to_do() {
    let deck = deck_with(&[]);
    for arguments in [&[][..], &["open"]] {
        assert!(deck.run(arguments).fails_with(2).stderr.contains("decklog log"));
    }
}
