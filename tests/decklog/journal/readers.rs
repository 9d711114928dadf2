//! Readers while somebody writes: they see a beginning of the story, and never damage.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use decklog::journal::append::Appender;
use decklog::journal::follow::Follower;
use decklog::journal::medium::Disk;
use decklog::journal::reading::read_all;

use crate::responder::{event, journal_path};

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
