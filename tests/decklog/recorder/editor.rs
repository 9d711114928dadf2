//! The person's own editor: it has the terminal to itself, and what it wrote is a version.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::stops::{UNDER_A_SHELL, wait_for_shell};
use super::store;
use crate::deck::Deck;
use crate::terminal::Terminal;

/// An editor that shows what it was given, and writes the line that is typed to it.
const SCRIPT: &str = "#!/bin/sh
trap 'echo interrupted' INT
echo \"edits $(basename \"$1\"): $(cat \"$1\")\"
until read line; do :; done
echo \"$line\" > \"$1\"
";

/// The recorder with that editor, in the Postmortem screen.
fn at_the_sections(deck: &Deck, script: &str, under_a_shell: bool) -> Terminal {
    let editor = deck.path("an editor");
    fs::write(&editor, script).unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o700)).unwrap();
    let mut command = if under_a_shell { deck.shell_around(UNDER_A_SHELL) } else { deck.recorder() };
    command.env("EDITOR", format!("'{}'", editor.display()));
    command.env("TMPDIR", deck.path("."));
    let mut terminal = Terminal::run(command);
    terminal.wait_for_text(" saved ");
    store(&mut terminal, "d: checkout is down");
    terminal.send("\x18p");
    terminal.wait_for_text("Postmortem");
    terminal
}

fn written(deck: &Deck) -> String {
    deck.shown()["sections"]["summary"].as_str().unwrap_or_default().to_owned()
}

/// Whether the terminal is as programs expect it that are started in one.
fn is_lent(terminal: &Terminal) -> bool {
    !terminal.screen().alternate_screen() && terminal.modes() == *terminal.modes_at_start()
}

#[test]
fn it_has_the_terminal_and_every_key() {
    let deck = Deck::new();
    let mut terminal = at_the_sections(&deck, SCRIPT, false);
    for (before, text) in [("", "first, from there"), ("first, from there", "second, from there")] {
        terminal.send("E");
        terminal.wait_for("the editor", |terminal| terminal.text().contains(&format!("edits summary.md: {before}")));
        assert!(is_lent(&terminal), "{}", terminal.text());
        // What stops other programs is meant for the editor.
        terminal.send("\x03");
        terminal.wait_for_text("interrupted");
        terminal.send(format!("{text}\n"));
        terminal.wait_for_text("summary is written");
        assert!(terminal.modes().are_raw() && terminal.screen().alternate_screen());
        terminal.wait_for_text(" saved ─");
        assert_eq!(written(&deck), text);
    }
    // The keys are the recorder's again.
    terminal.send("\x1b");
    terminal.wait_for_text("checkout is down");
    store(&mut terminal, "typing goes on");
    terminal.send("\x04");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
    let left = fs::read_dir(deck.path(".")).unwrap().flatten();
    let left: Vec<String> = left.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert!(!left.iter().any(|name| name.starts_with("decklog-")), "{left:?}");
}

#[test]
fn ctrl_z_in_it_stops_both_and_fg_continues_both() {
    let deck = Deck::new();
    let mut terminal = at_the_sections(&deck, SCRIPT, true);
    terminal.send("E");
    terminal.wait_for_text("edits summary.md");
    terminal.send("\x1a");
    wait_for_shell(&mut terminal, 1);
    assert!(deck.run(&["log", "meanwhile"]).succeeds().stderr.is_empty());
    terminal.send("\n");
    terminal.send("after a while\n");
    terminal.wait_for_text("summary is written");
    terminal.wait_for_text(" saved ─");
    assert_eq!(written(&deck), "after a while");
}

#[test]
fn what_a_failing_one_wrote_is_kept_and_said() {
    let deck = Deck::new();
    let mut terminal = at_the_sections(&deck, &format!("{SCRIPT}exit 3\n"), false);
    terminal.send("E");
    terminal.wait_for_text("edits summary.md");
    terminal.send("not lost\n");
    terminal.wait_for_text("nothing was changed; what was written is kept in");
    assert!(terminal.modes().are_raw() && terminal.screen().alternate_screen());
    assert_eq!(written(&deck), "");
    let kept = fs::read_dir(deck.path(".")).unwrap().flatten().map(|entry| entry.path().join("summary.md"));
    let kept: Vec<String> = kept.filter_map(|path| fs::read_to_string(path).ok()).collect();
    assert_eq!(kept, ["not lost\n"]);
}
