//! Journals that were written once and are kept: the format is frozen.
//!
//! Beside each stands what a reading of it says, for a person to compare. A version that reads one
//! of them otherwise, or writes the same story in other bytes, has changed the format.

mod account;
mod story;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::disk::SimDisk;
use crate::responder::journal_path;

fn dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/journals")
}

/// The journals of one golden directory, and what is attached to them, on a disk.
fn kept(name: &str) -> SimDisk {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(dir().join(name)).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        let place = match file.as_str() {
            "account.txt" => continue,
            journal if journal.ends_with(".jsonl") => journal_path("").dir.join(journal),
            evidence => story::incident_dir().join("evidence").join(evidence),
        };
        files.insert(place, std::fs::read(path).unwrap());
    }
    SimDisk::with(files)
}

#[test]
fn every_golden_journal_is_read_as_its_account_says() {
    for name in story::NAMES {
        let expected = std::fs::read_to_string(dir().join(name).join("account.txt")).unwrap();
        assert_eq!(account::of(&kept(name)), expected, "{name}");
    }
}

#[test]
fn the_same_story_is_written_in_the_same_bytes() {
    for name in story::NAMES {
        assert_eq!(story::told(name).files(), kept(name).files(), "{name}");
    }
}

/// The next line is joined to each of them, and changes nothing that is there.
#[test]
fn every_golden_journal_can_be_written_on() {
    for name in story::NAMES {
        let disk = kept(name);
        let before = account::of(&disk);
        crate::responder::append_all(&disk, "web-3-7f3a", &[crate::responder::event(900, "today")]);
        for (path, bytes) in kept(name).files() {
            assert!(disk.bytes(&path).starts_with(&bytes), "{name}");
        }
        let after = account::of(&disk);
        assert!(after.contains("note “today”"), "{name}: {after}");
        // What was damaged stays so, and nothing else becomes it.
        let sound = |account: &str| account.contains("\nno damage\n");
        assert_eq!(sound(&before), sound(&after), "{name}: {after}");
    }
}

/// Only for a new golden journal: those that are there are never made anew.
#[test]
#[ignore = "writes the golden journals that are missing"]
fn make_the_golden_journals_that_are_missing() {
    for name in story::NAMES.iter().filter(|name| !dir().join(name).exists()) {
        let disk = story::told(name);
        std::fs::create_dir_all(dir().join(name)).unwrap();
        for (path, bytes) in disk.files() {
            std::fs::write(dir().join(name).join(path.file_name().unwrap()), bytes).unwrap();
        }
        std::fs::write(dir().join(name).join("account.txt"), account::of(&disk)).unwrap();
    }
}
