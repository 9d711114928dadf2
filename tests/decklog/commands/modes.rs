//! Who may read the files, and what is not followed.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::{deck_with, ids};
use crate::deck::Deck;

/// Every file and directory below a path, with its mode.
fn modes(path: &Path) -> Vec<(String, bool, u32)> {
    let meta = fs::symlink_metadata(path).unwrap();
    let mut all = vec![(path.display().to_string(), meta.is_dir(), meta.permissions().mode() & 0o7777)];
    if meta.is_dir() {
        all.extend(fs::read_dir(path).unwrap().flat_map(|entry| modes(&entry.unwrap().path())));
    }
    all
}

#[test]
fn files_are_the_owners_alone_under_any_umask() {
    for umask in ["000", "022", "077"] {
        let deck = Deck::new();
        let run = |arguments: &str| deck.shell(&format!("umask {umask}; exec \"$@\" {arguments}")).succeeds().stdout;
        run("start Checkout");
        run("log d: alert");
        let answer = deck.shell(&format!("umask {umask}; exec \"$@\" log")).input("x".repeat(9000)).succeeds().stdout;
        run("status");
        run("show");
        run("export -o out.md");
        run(&format!("redact {} --why x", ids(&answer)[0]));
        let found = modes(&deck.data());
        assert!(found.len() > 8, "{found:?}");
        for (path, is_dir, mode) in found {
            assert_eq!(mode, if is_dir { 0o700 } else { 0o600 }, "{path} under {umask}");
        }
        assert_eq!(modes(&deck.path("out.md"))[0].2 & 0o022, 0);
    }
}

#[test]
fn a_journal_that_is_a_link_is_refused() {
    let deck = deck_with(&["d: alert"]);
    let journal = deck.journal();
    let elsewhere = deck.path("elsewhere");
    fs::rename(&journal, &elsewhere).unwrap();
    symlink(&elsewhere, &journal).unwrap();
    let before = fs::read(&elsewhere).unwrap();
    let wrote = deck.run(&["log", "my words"]).fails_with(4);
    assert!(wrote.stderr.contains("my words") && wrote.stderr.contains(".jsonl"), "{wrote:?}");
    assert_eq!(fs::read(&elsewhere).unwrap(), before);
}

#[test]
fn what_is_no_file_is_refused_and_never_waited_for() {
    for kind in ["mkfifo", "mkdir"] {
        let deck = deck_with(&["d: alert"]);
        let journal = deck.journal();
        fs::remove_file(&journal).unwrap();
        let made = std::process::Command::new(kind).arg(&journal).status().unwrap();
        assert!(made.success());
        deck.run(&["log", "my words"]).fails_with(4);
        deck.run(&["show"]).ends();
        deck.run(&["verify"]).ends();
    }
}

#[test]
fn an_export_does_not_follow_a_link() {
    let deck = deck_with(&["d: alert"]);
    fs::write(deck.path("precious"), "precious").unwrap();
    symlink(deck.path("precious"), deck.path("out.md")).unwrap();
    deck.run(&["export", "-o", "out.md"]).fails();
    deck.run(&["export", "--force", "-o", "out.md"]).succeeds();
    assert_eq!(fs::read_to_string(deck.path("precious")).unwrap(), "precious");
}
