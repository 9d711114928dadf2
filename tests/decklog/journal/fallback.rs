//! Records that are kept aside, and every operation on their way there and back fails or is the last:
//! what was called kept or saved is in its incident once.

use std::collections::BTreeMap;
use std::path::PathBuf;

use decklog::journal::volume::Volume;
use decklog::session::Once;
use decklog::timeline::Tag;

use crate::disk::{Dice, EINTR, ENOSPC, EROFS, FAULTS, Fault, Plan, SimDisk};
use crate::responder::{FakeClock, NINE, Responder};

const PLACES: [&str; 2] = ["/run/decklog-unsaved/data", "/tmp/decklog-unsaved-0/data"];

/// Somebody with places to fall back to.
fn ana(disk: &SimDisk, later_ms: i64) -> Responder {
    let mut ana = Responder::at(disk, "ana", &FakeClock::at(NINE + later_ms));
    ana.author.shelf = ana.author.shelf.clone().with_fallback(PLACES.map(PathBuf::from));
    ana
}

/// Saves a line, or keeps it aside; whether that was acknowledged.
fn log(ana: &Responder, incident: &str, text: &str, pasted: &[String]) -> bool {
    ana.clock.forward(1000);
    let open = Once::open(&ana.author, incident);
    let mut once = open.unwrap_or_else(|error| Once::unusable(&ana.author, Some(incident.to_owned()), error));
    once.add(ana.author.event(ana.author.new_id(), ana.body(Tag::Note, text), pasted, ana.author.clock.now()));
    once.save().is_ok() || once.keep_aside().is_ok()
}

/// Lines while the data directory takes none, and when it does again; what was acknowledged of them.
fn story(disk: &SimDisk, incident: &str) -> BTreeMap<&'static str, bool> {
    let ana = ana(disk, 60_000);
    let mut said = BTreeMap::new();
    disk.close_below(Some(("/data", ENOSPC)));
    said.insert("one", log(&ana, incident, "one", &[]));
    said.insert("two", log(&ana, incident, "two", &["row\n".repeat(300)]));
    disk.close_below(None);
    ana.author.take_back(&|_| false);
    said.insert("three", log(&ana, incident, "three", &[]));
    ana.author.take_back(&|_| false);
    said
}

/// Later, on a sound disk: everything is where it belongs, once.
fn assert_all_there(disk: &SimDisk, incident: &str, said: &BTreeMap<&str, bool>, alarm: bool, what: &str) {
    let ana = ana(disk, 3_600_000);
    let taken = ana.author.take_back(&|_| false);
    assert!(taken.left.is_empty() && ana.author.shelf.kept_aside().is_empty(), "{what}: {taken:?}");
    let texts = ana.texts(incident);
    for (text, kept) in said {
        let count = texts.iter().filter(|found| found == text).count();
        assert!(count == 1 || !kept && count == 0, "{what}: “{text}” is there {count} times, acknowledged: {kept}");
    }
    assert!(texts.contains(&"before".to_owned()), "{what}");
    let verdict = ana.verify(incident);
    assert!(alarm || !verdict.is_bad(), "{what}: {:?} {:?}", verdict.faults, verdict.evidence);
    ana.log(incident, "afterwards").unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(ana.texts(incident).len(), texts.len() + 1, "{what}");
}

fn disk_with_an_incident() -> (SimDisk, String) {
    let disk = SimDisk::new();
    let ana = ana(&disk, 0);
    let incident = ana.start("checkout down");
    ana.log(&incident, "before").unwrap();
    (disk, incident)
}

#[test]
fn whatever_fails_on_the_way_there_or_back_nothing_acknowledged_is_lost_or_there_twice() {
    let mut dice = Dice::new(7);
    let mut runs = 0;
    for fault in FAULTS {
        for forever in [false, true].into_iter().filter(|forever| !(*forever && fault == Fault::Error(EINTR))) {
            for nth in 1.. {
                let (disk, incident) = disk_with_an_incident();
                disk.plan(Some(Plan { nth, fault, forever, only_syncs: false }));
                let said = story(&disk, &incident);
                let passed = disk.operations() < nth;
                disk.plan(None);
                let what = format!("{fault:?} at {nth}, for ever: {forever}");
                let crashed = disk.crash(&mut dice);
                assert_all_there(&crashed, &incident, &said, true, &format!("{what}, then a crash"));
                assert_all_there(&disk, &incident, &said, false, &what);
                runs += 1;
                if passed {
                    assert!(said.values().all(|kept| *kept), "{said:?}");
                    break;
                }
            }
        }
    }
    assert!(runs > 1000, "{runs}");
}

#[test]
fn what_does_not_fit_yet_leaves_the_room_to_the_next_line() {
    let (disk, incident) = disk_with_an_incident();
    let ana = ana(&disk, 60_000);
    disk.close_below(Some(("/data", ENOSPC)));
    assert!((0..50).all(|n| log(&ana, &incident, &format!("line {n}"), &[])), "all of them are kept");
    disk.close_below(None);
    disk.set_volume(Volume::of_kind(0xef53, 4096));
    let taken = ana.author.take_back(&|_| false);
    let why = taken.left[0].to_string();
    assert!(taken.records.is_empty() && why.contains("bytes wait, and 4096 are free; free some space"), "{why}");
    assert_eq!(ana.texts(&incident), ["before"], "nothing was begun");
    disk.set_volume(Volume::of_kind(0xef53, 1 << 20));
    assert_eq!(ana.author.take_back(&|_| false).records.len(), 50);
    assert_eq!(ana.texts(&incident).len(), 51);
}

#[test]
fn what_another_has_taken_back_meanwhile_counts_once() {
    let (disk, incident) = disk_with_an_incident();
    let (ana, other) = (ana(&disk, 60_000), ana(&disk, 120_000));
    let mut once = Once::open(&ana.author, &incident).unwrap();
    once.add(ana.author.event(ana.author.new_id(), ana.body(Tag::Note, "one"), &[], ana.author.clock.now()));
    disk.close_below(Some(("/data", EROFS)));
    once.save().unwrap_err();
    let place = once.keep_aside().unwrap();
    assert_eq!(place, PathBuf::from(PLACES[0]));
    assert_eq!(once.keep_aside().unwrap(), place, "not twice");
    assert_eq!(ana.author.shelf.kept_aside()[0].records, 1);
    disk.close_below(None);
    assert_eq!(other.author.take_back(&|_| false).records.len(), 1);
    once.save().unwrap();
    assert_eq!(ana.texts(&incident), ["before", "one"]);
    assert!(!ana.verify(&incident).is_bad());
    assert_eq!(Once::open(&ana.author, &incident).unwrap().summary().events, 2);
}

#[test]
fn what_was_saved_here_is_not_brought_again() {
    let (disk, incident) = disk_with_an_incident();
    let ana = ana(&disk, 60_000);
    let mut once = Once::open(&ana.author, &incident).unwrap();
    once.add(ana.author.event(ana.author.new_id(), ana.body(Tag::Note, "one"), &[], ana.author.clock.now()));
    disk.close_below(Some(("/data", EROFS)));
    once.save().unwrap_err();
    once.keep_aside().unwrap();
    disk.close_below(None);
    once.save().unwrap();
    assert!(ana.author.shelf.kept_aside().is_empty());
    let journal = disk.bytes(&ana.journal(&incident));
    assert_eq!(String::from_utf8(journal).unwrap().matches("\"text\":\"one\"").count(), 1);
}

#[test]
fn a_place_that_a_newer_program_wrote_in_or_that_is_damaged_is_not_thrown_away() {
    let (disk, incident) = disk_with_an_incident();
    let ana = ana(&disk, 60_000);
    disk.close_below(Some(("/data", EROFS)));
    assert!(log(&ana, &incident, "one", &[]) && log(&ana, &incident, "two", &[]));
    disk.close_below(None);
    let aside =
        disk.files().into_keys().find(|path| path.starts_with("/run") && path.to_string_lossy().ends_with("jsonl"));
    let aside = aside.unwrap();
    let bytes = String::from_utf8(disk.bytes(&aside)).unwrap();
    // One line is damaged: the others come, and the file stays under another name.
    disk.put(&aside, bytes.replace("\"one\"", "\"eno\"").as_bytes());
    assert_eq!(ana.author.take_back(&|_| false).records.len(), 1);
    assert_eq!(ana.texts(&incident), ["before", "two"]);
    assert!(disk.files().contains_key(&aside.with_extension("damaged")));
    // A record of a kind that is not known here is for a newer program to write.
    let path = decklog::journal::append::JournalPath {
        dir: aside.parent().unwrap().to_owned(),
        ..ana.author.journal(&incident).unwrap()
    };
    let unknown = decklog::timeline::Record::Unknown { kind: "later".to_owned() };
    let mut appender = decklog::journal::append::Appender::new(ana.author.shelf.medium.clone(), path);
    appender.append(&[crate::responder::pending(9, unknown)], ana.author.clock.now()).unwrap();
    let taken = ana.author.take_back(&|_| false);
    assert!(taken.records.is_empty() && taken.left[0].to_string().contains("newer version"), "{taken:?}");
}
