//! Lives: commands and recorders on two machines work on one incident, on a disk that fails, fills up and
//! forgets, by clocks that jump; each life ends in the middle of something, with the power or with a kill,
//! and the next begins with what is there. After each it is looked whether the promises were kept.
//!
//! One thread, and nothing that is not handed in but the digits of ids: a seed tells a whole story, and
//! `DECKLOG_SIMULATE_TELL=1 DECKLOG_SEED=7 cargo test simulation` tells it again in words. What a seed has
//! found has a test of its own below.

mod life;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use decklog::journal::drafts::{Draft, DraftFile, HalfTyped, claim_orphans};
use decklog::journal::medium::Medium as _;
use decklog::session::Once;
use decklog::timeline::Tag;

use crate::disk::{Dice, SimDisk};
use crate::responder::{FakeClock, NINE, Responder};
use life::World;

/// So many lives one after the other, of one seed; how many of them did not end by themselves.
fn lives(seed: u64, count: usize) -> usize {
    let mut world = World::new(Dice::new(seed));
    (0..count).map(|_| usize::from(world.life())).sum()
}

#[test]
fn promises_are_kept_over_many_lives() {
    let ends: usize = (0..24).map(|seed| lives(seed, 8)).sum();
    assert!(ends > 60, "{ends}");
}

#[test]
#[ignore = "as long as DECKLOG_SIMULATE says, in seconds"]
fn promises_are_kept_over_very_many_lives() {
    let seconds = std::env::var("DECKLOG_SIMULATE").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let first = std::env::var("DECKLOG_SIMULATE_FROM").ok().and_then(|text| text.parse().ok()).unwrap_or(1000);
    let begun = Instant::now();
    let (mut ends, mut broken) = (0, Vec::new());
    for seed in first.. {
        match catch_unwind(AssertUnwindSafe(|| lives(seed, 12))) {
            Ok(ended) => ends += ended,
            Err(_) => broken.push(seed),
        }
        if begun.elapsed() > Duration::from_secs(seconds) {
            println!("seeds {first} to {seed}: {ends} crashes, {} violations", broken.len());
            break;
        }
    }
    assert_eq!(broken, Vec::<u64>::new(), "seeds that broke a promise");
}

// What it has found.

#[test]
fn the_first_half_typed_line_that_is_kept_survives_the_power() {
    for seed in 0..40 {
        let disk = SimDisk::new();
        let ana = Responder::alone(&disk);
        let line = HalfTyped {
            id: ana.author.new_id(),
            text: "half".to_owned(),
            began: ana.author.clock.now(),
            tag: None,
            incident: None,
            section: None,
        };
        let mut file = DraftFile::new(&ana.author.shelf);
        file.keep(&Draft { line: Some(line.clone()), ..Draft::default() }).unwrap();
        let crashed = Responder::alone(&disk.crash(&mut Dice::new(seed)));
        let offered = claim_orphans(&crashed.author.shelf);
        assert_eq!(offered.first().and_then(|claimed| claimed.draft.line.clone()), Some(line), "seed {seed}");
    }
}

#[test]
fn evidence_in_a_directory_that_another_has_just_made_survives_the_power() {
    for seed in 0..40 {
        let disk = SimDisk::new();
        let ana = Responder::alone(&disk);
        let incident = ana.start("checkout down");
        disk.create_dir(&ana.dir(&incident).join("evidence")).unwrap();
        let mut once = Once::open(&ana.author, &incident).unwrap();
        let body = ana.body(Tag::Finding, "slow queries");
        once.add(ana.author.event(ana.author.new_id(), body, &["row\n".repeat(9)], ana.author.clock.now()));
        once.save().unwrap();
        let crashed = Responder::alone(&disk.crash(&mut Dice::new(seed)));
        let verdict = crashed.verify(&incident);
        assert!(!verdict.is_bad(), "seed {seed}: {:?} {:?}", verdict.faults, verdict.evidence);
    }
}

#[test]
fn what_was_in_a_journal_that_somebody_took_away_is_known_no_more() {
    let disk = SimDisk::new();
    let (ana, bo) = (Responder::alone(&disk), Responder::at(&disk, "bo", &FakeClock::at(NINE)));
    let incident = ana.start("checkout down");
    let known = || Once::open(&bo.author, &incident).unwrap().summary().events;
    for n in 0..20 {
        ana.log(&incident, &format!("event {n} {}", "long ".repeat(200))).unwrap();
    }
    bo.log(&incident, "here, too").unwrap();
    assert_eq!(known(), 21);
    assert!(disk.files().contains_key(&ana.dir(&incident).join("summary.json")), "nothing is known in short");
    disk.remove(&ana.journal(&incident)).unwrap();
    assert_eq!(known(), 1);
}

#[test]
fn another_line_in_the_place_of_one_that_the_power_took_is_known() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    for n in 0..20 {
        ana.log(&incident, &format!("event {n} {}", "long ".repeat(200))).unwrap();
    }
    let journal = ana.journal(&incident);
    let before = disk.bytes(&journal);
    for (lost, instead) in [("lost", "there"), ("as long", "as much"), ("lost", &*"there ".repeat(100))] {
        ana.log(&incident, lost).unwrap();
        assert_eq!(Once::open(&ana.author, &incident).unwrap().summary().events, 21);
        disk.remove(&ana.dir(&incident).join("summary.json")).unwrap();
        Once::open(&ana.author, &incident).unwrap();
        disk.write_over(&journal, &before);
        ana.log_body(&incident, ana.body(Tag::Detection, instead)).unwrap();
        let known = Once::open(&ana.author, &incident).unwrap().summary().clone();
        assert_eq!((known.events, known.detected.is_some()), (21, true), "“{instead}” in the place of “{lost}”");
        disk.write_over(&journal, &before);
    }
}
