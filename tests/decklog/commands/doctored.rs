//! `decklog doctor`: what is well, and on a disk in trouble what it is and what to do.

use std::sync::Arc;

use decklog::journal::volume::Volume;
use serde_json::Value;

use super::deck_with;
use super::in_memory::run_on;
use crate::deck::Deck;
use crate::disk::{EIO, ENOSPC, EROFS, Fault, Plan, SimDisk};
use crate::responder::{FakeClock, NINE};

/// The exit code and the answer of a command on this disk.
fn asked(disk: &SimDisk, clock: &Arc<FakeClock>, arguments: &[&str]) -> (u8, String) {
    let told = run_on(disk, clock, arguments);
    (told.code, told.stdout)
}

/// A disk with an incident on it.
fn disk() -> (SimDisk, Arc<FakeClock>) {
    let (disk, clock) = (SimDisk::new(), FakeClock::at(NINE));
    disk.set_volume(Volume::of_kind(0xef53, 120_000_000_000));
    assert_eq!(asked(&disk, &clock, &["log", "d: alert"]).0, 0);
    (disk, clock)
}

/// What needs doing: exit code 1, on one screen.
#[track_caller]
fn troubles(disk: &SimDisk, clock: &Arc<FakeClock>) -> String {
    let (code, screen) = asked(disk, clock, &["doctor"]);
    assert_eq!(code, 1, "{screen}");
    assert_fits(&screen);
    assert!(!screen.contains("All is well"), "{screen}");
    // As one reads it, rows joined.
    screen.replace("\n  ", " ")
}

fn assert_fits(screen: &str) {
    assert!(screen.lines().count() < 24 && screen.lines().all(|line| line.chars().count() <= 80), "{screen}");
}

#[test]
fn all_is_well_on_a_sound_disk() {
    let (disk, clock) = disk();
    let before = disk.files();
    let (code, screen) = asked(&disk, &clock, &["doctor"]);
    assert_eq!(code, 0, "{screen}");
    assert_fits(&screen);
    let told = "\
Data directory  /data
Settings        /nowhere/decklog/settings.toml
Fallback place  /tmp/decklog-unsaved-";
    assert!(screen.starts_with(told), "{screen}");
    let told = "
File system     ext4, 120 GB free
Writing         a file was made, synced and removed
A sync takes    under 1 ms (median of 9)
Locks           work
Incidents       1, 3 records, nothing damaged
Waiting         nothing

All is well.
";
    assert!(screen.ends_with(told), "{screen}");
    assert_eq!(disk.files(), before, "nothing is left");
}

#[test]
fn a_disk_that_takes_nothing_is_told_with_what_to_do() {
    for (error, todo) in [(ENOSPC, "free some space"), (EROFS, "--dir or DECKLOG_DIR"), (EIO, "Until then")] {
        let (disk, clock) = disk();
        disk.close_below(Some(("/data", error)));
        let screen = troubles(&disk, &clock);
        assert!(screen.contains("\n! Cannot make a file in /data: ") && screen.contains(todo), "{screen}");
        assert!(screen.contains("Incidents       1, 3 records, nothing damaged"), "reading goes on: {screen}");
        disk.close_below(None);
        assert_eq!(asked(&disk, &clock, &["doctor"]).0, 0);
    }
}

#[test]
fn whatever_fails_while_it_is_tried_is_told() {
    for nth in 1..=9 {
        let (disk, clock) = disk();
        disk.plan(Some(Plan { nth, fault: Fault::Error(EIO), forever: false, only_syncs: true }));
        assert!(troubles(&disk, &clock).contains("! Cannot sync a file in /data"));
        assert!(disk.files().keys().all(|path| !path.to_string_lossy().contains("doctor")), "nothing is left");
    }
}

#[test]
fn a_slow_disk_is_timed_by_the_clock() {
    let (disk, clock) = disk();
    disk.slow_down(&clock, 40);
    let (code, screen) = asked(&disk, &clock, &["doctor"]);
    assert!(code == 0 && screen.contains("A sync takes    40 ms (median of 9)"), "{screen}");
    disk.slow_down(&clock, 400);
    let screen = troubles(&disk, &clock);
    assert!(screen.contains("A sync takes    400 ms (median of 3)"), "not asked more often than need be: {screen}");
    assert!(screen.contains("\n! A sync takes 400 ms. "), "{screen}");
}

#[test]
fn a_disk_that_hangs_is_told_and_asked_no_more() {
    let (disk, clock) = disk();
    disk.hang_below(Some("/data"));
    let screen = troubles(&disk, &clock);
    disk.hang_below(None);
    assert!(screen.contains("Writing         the disk does not answer"), "{screen}");
    assert!(screen.contains("Incidents       not looked at") && screen.contains("! The disk has not answered for 5 s"));
}

#[test]
fn a_file_system_whose_word_may_not_hold_is_named() {
    for (kind, why) in [
        (0x6969, "! The file system (nfs) is another machine's disk"),
        (0x0102_1994, "! The file system (tmpfs) is in memory"),
    ] {
        let (disk, clock) = disk();
        disk.set_volume(Volume::of_kind(kind, 120_000_000_000));
        assert!(troubles(&disk, &clock).contains(why));
    }
    let (disk, clock) = disk();
    disk.set_volume(Volume::of_kind(0xef53, 3_200_000));
    let screen = troubles(&disk, &clock);
    assert!(screen.contains("ext4, 3.2 MB free") && screen.contains("\n! 3.2 MB are free. "), "{screen}");
}

#[test]
fn damage_is_counted_over_all_incidents() {
    let deck = deck_with(&["one"]);
    deck.run(&["start", "Search is down"]).succeeds();
    let journal = deck.journal_of("search");
    let damaged = std::fs::read_to_string(&journal).unwrap().replace("Search", "Saerch");
    std::fs::write(&journal, damaged).unwrap();
    let wrote = deck.run(&["doctor", "--format", "json"]).answers_badly();
    let told: Value = serde_json::from_str(&wrote.stdout).unwrap();
    assert_eq!((&told["writable"], &told["locks"], &told["incidents"]), (&true.into(), &true.into(), &2.into()));
    assert!(told["damaged"][0].as_str().unwrap().contains("search-is-down"), "{told}");
    let troubles: Vec<&str> =
        told["troubles"].as_array().unwrap().iter().map(|trouble| trouble["what"].as_str().unwrap()).collect();
    assert!(troubles.iter().any(|what| what.starts_with("1 incident damaged, first ")), "{troubles:?}");
    assert!(told["data_directory"].as_str().unwrap().ends_with("/data"), "{told}");
}

#[test]
fn where_nothing_was_recorded_yet_nothing_is_made_but_a_trial() {
    let deck = Deck::new();
    let wrote = deck.run(&["doctor"]).ends().1;
    assert!(
        wrote.stdout.contains("(made at the first line)") && wrote.stdout.contains("Locks           work"),
        "{wrote:?}"
    );
    assert!(!deck.data().exists());
    // A file stands where the directory should be.
    std::fs::write(deck.data(), "a file").unwrap();
    let wrote = deck.run(&["doctor"]).answers_badly();
    assert!(wrote.stdout.replace("\n  ", " ").contains("move it, or give --dir"), "{wrote:?}");
}
