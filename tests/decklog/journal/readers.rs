//! Readers: while somebody writes, and beside files that are not what they should be.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use decklog::journal::append::Appender;
use decklog::journal::chain::FaultKind;
use decklog::journal::follow::Follower;
use decklog::journal::medium::{Disk, Medium};
use decklog::journal::reading::read_all;

use crate::disk::SimDisk;
use crate::responder::{Responder, append_all, event, journal_path};

#[test]
fn readers_see_a_prefix_and_no_damage_while_somebody_writes() {
    const EVENTS: u64 = 200;
    let root = tempfile::tempdir().unwrap();
    let mut path = journal_path("web-3-7f3a");
    path.dir = root.path().join("journal");
    let done = Arc::new(AtomicBool::new(false));
    let reader = |_| {
        let (dir, done) = (path.dir.clone(), done.clone());
        std::thread::spawn(move || {
            let mut follower = Follower::new(Arc::new(Disk), dir.clone(), &[]);
            let (mut readings, mut followed, mut longest) = (0, 0, 0);
            loop {
                let last = done.load(Ordering::Acquire);
                followed += follower.look().unwrap().len();
                if let Ok(reading) = read_all(&Disk, &dir, "somebody-else") {
                    assert!(reading.faults.iter().all(|fault| !fault.kind.is_damage()), "{:?}", reading.faults);
                    let numbers: Vec<u64> = reading.records.iter().map(|recorded| recorded.place.n).collect();
                    assert!(numbers.iter().copied().eq(0..numbers.len() as u64), "{numbers:?}");
                    assert!(numbers.len() >= longest, "what was there is gone");
                    longest = numbers.len();
                    readings += 1;
                }
                if last {
                    assert_eq!(followed, longest);
                    return (readings, longest);
                }
            }
        })
    };
    let readers: Vec<_> = (0..4).map(reader).collect();
    let mut appender = Appender::new(Arc::new(Disk), path.clone());
    for n in 1..=EVENTS {
        let event = event(n, &"checkout is slow ".repeat(n as usize % 300));
        appender.append(std::slice::from_ref(&event), event.at.moment).unwrap();
    }
    done.store(true, Ordering::Release);
    for reader in readers {
        let (readings, longest) = reader.join().unwrap();
        assert!(readings > 1);
        assert_eq!(longest as u64, EVENTS + 1);
    }
}

/// Written over in its place: the same file for the system, and longer than it was.
#[test]
fn a_journal_that_is_written_over_in_its_place_is_noticed() {
    let disk = SimDisk::new();
    append_all(&disk, "web-3-7f3a", &[event(1, "one"), event(2, "two")]);
    let mut follower = Follower::new(Arc::new(disk.clone()), journal_path("web-3-7f3a").dir, &[]);
    assert_eq!(follower.look().unwrap().len(), 3);
    append_all(&disk, "web-3-7f3a", &[event(3, "three")]);
    assert_eq!(follower.look().unwrap().len(), 1);
    assert!(follower.begun_anew().is_empty());
    let other = SimDisk::new();
    append_all(&other, "web-3-7f3a", &[event(1, "one"), event(4, &"another story ".repeat(100)), event(5, "five")]);
    let path = journal_path("web-3-7f3a").file();
    disk.write_over(&path, &other.bytes(&path));
    assert_eq!(follower.look().unwrap().len(), 4);
    let anew = follower.begun_anew();
    assert_eq!((anew.len(), anew[0].holds.len()), (1, 4));
    append_all(&disk, "web-3-7f3a", &[event(6, "six")]);
    assert_eq!(follower.look().unwrap().len(), 1);
    assert!(follower.begun_anew().is_empty());
    // Not a line of it begins where the next one was expected.
    append_all(&other, "web-3-7f3a", &[event(7, &"a last story ".repeat(1000))]);
    disk.write_over(&path, &other.bytes(&path));
    assert_eq!(follower.look().unwrap().len(), 5);
    assert_eq!(follower.begun_anew().len(), 1);
}

/// A colleague's file that can't be read hides nobody's events but its own, and stops nobody.
#[test]
fn a_file_that_cannot_be_read_stops_nobody() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    let dir = ana.dir(&incident).join("journal");
    let mut follower = Follower::new(Arc::new(disk.clone()), dir.clone(), &[]);
    // Listed after ours, so that ours was read when it fails.
    disk.create_dir(&dir.join("zoe-9999.jsonl")).unwrap();
    ana.log(&incident, "alert").unwrap();
    assert_eq!(ana.texts(&incident), ["alert"]);
    assert_eq!(follower.look().unwrap().len(), 3);
    let faults = ana.verify(&incident).faults;
    assert!(matches!(faults.as_slice(), [one] if matches!(one.kind, FaultKind::Unreadable { .. })), "{faults:?}");
    assert!(ana.verify(&incident).is_bad());
}

/// A copy under another name tells nothing twice, however it arrives.
#[test]
fn a_copy_under_a_wrong_name_is_left_alone() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    ana.log(&incident, "alert").unwrap();
    let path = ana.journal(&incident);
    let mut follower = Follower::new(Arc::new(disk.clone()), ana.dir(&incident).join("journal"), &[]);
    disk.put(&path.with_file_name("aaa-copy.jsonl"), &disk.bytes(&path));
    let followed = follower.look().unwrap();
    assert!(followed.iter().all(|recorded| *recorded.place.writer != *"aaa-copy"));
    assert_eq!(followed.len(), 3);
    ana.log(&incident, "and another").unwrap();
    disk.put(&path.with_file_name("aaa-copy.jsonl"), &disk.bytes(&path));
    assert_eq!(follower.look().unwrap().len(), 1);
    let faults = ana.read(&incident).faults;
    assert!(matches!(faults.as_slice(), [one] if one.kind.is_left_out()), "{faults:?}");
    assert_eq!(ana.timeline(&incident).len(), 2);
}

#[test]
fn a_journal_that_a_newer_version_began_is_no_damage() {
    use decklog::journal::{codec, line};
    let path = journal_path("web-3-7f3a");
    let first = event(0, "");
    let head =
        format!(r#"{{"v":2,"n":0,"id":"{}","prev":"{}""#, first.id, line::chain_start(&path.incident, &path.writer));
    let payload = r#"{"by":"ana","salt":"00","begin":{"all":"new"}}"#;
    let sum = line::sum(head.as_bytes(), &line::digest(payload));
    let disk = SimDisk::with([(path.file(), codec::encode_line(&head, &sum, payload).into_bytes())]);
    append_all(&disk, "web-3-7f3a", &[event(1, "written by this version")]);
    let reading = read_all(&disk, &path.dir, "web-3-7f3a").unwrap();
    assert_eq!(reading.faults, []);
    assert_eq!(reading.records.len(), 2);
}
