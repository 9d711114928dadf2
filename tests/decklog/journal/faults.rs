//! Every operation fails, once or for good: what was called saved is there, and nothing panics.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use decklog::journal::append::Appender;
use decklog::journal::lock::LOCK_DEADLINE;
use decklog::journal::medium::{Access, Medium};
use decklog::session::{Once, Start};
use decklog::timeline::Tag;

use crate::disk::{Dice, EINTR, EIO, ENOSPC, FAULTS, Fault, Plan, SimDisk};
use crate::responder::{FakeClock, NINE, Responder, event, journal_path};

/// How a disk behaves in a story: what fails, and whether something else fails in the recovery.
struct Trouble<'a> {
    disk: &'a SimDisk,
    again: Option<&'a mut Dice>,
}

impl Trouble<'_> {
    /// Between a failure and the next attempt.
    fn before_another_attempt(&mut self) {
        if let Some(dice) = &mut self.again {
            let fault = [Fault::Error(EIO), Fault::Error(ENOSPC), Fault::Short][dice.below(3)];
            let plan = Plan { nth: 1 + dice.below(25) as u64, fault, forever: false, only_syncs: dice.coin() };
            self.disk.plan(Some(plan));
        }
    }
}

/// Starts an incident and logs to it; each save that fails is tried once more. Which texts were
/// acknowledged, and which were not.
fn story(trouble: &mut Trouble<'_>) -> (Option<String>, BTreeMap<String, bool>) {
    let ana = Responder::at(trouble.disk, "ana", &FakeClock::at(NINE));
    let mut said = BTreeMap::new();
    let start = Start { title: Some("checkout down".to_owned()), ..Start::default() };
    let Ok(mut once) = Once::start(&ana.author, start.clone()).or_else(|_| {
        trouble.before_another_attempt();
        Once::start(&ana.author, start)
    }) else {
        return (None, said);
    };
    let mut say = |once: &mut Once, text: &str, pasted: &[String], trouble: &mut Trouble<'_>| {
        ana.clock.forward(1000);
        let body = ana.body(Tag::Finding, text);
        once.add(ana.author.event(ana.author.new_id(), body, pasted, ana.author.clock.now()));
        let saved = once.save().or_else(|_| {
            trouble.before_another_attempt();
            once.save()
        });
        said.insert(text.to_owned(), saved.is_ok());
        saved.is_ok()
    };
    let id = once.id().to_owned();
    say(&mut once, "alert", &[], trouble);
    for text in ["slow queries", "pasted output", "fixed"] {
        let pasted = if text == "pasted output" { vec!["row\n".repeat(300)] } else { Vec::new() };
        // What could not be saved is still with the one who typed it: another command takes over.
        if let Ok(mut next) = Once::open(&ana.author, &id) {
            say(&mut next, text, &pasted, trouble);
        }
    }
    (Some(id), said)
}

/// What was acknowledged is there once; what was not is there once at most; nobody is alarmed.
fn assert_kept(disk: &SimDisk, id: Option<&String>, said: &BTreeMap<String, bool>, alarm: bool, what: &str) {
    let Some(id) = id else { return assert!(said.is_empty()) };
    let ana = Responder::at(disk, "ana", &FakeClock::at(NINE + 3_600_000));
    if disk.stat(&ana.dir(id).join("journal")).is_err() {
        return assert!(said.values().all(|saved| !saved), "{what}: everything is lost");
    }
    let texts = ana.texts(id);
    for (text, saved) in said {
        let count = texts.iter().filter(|found| *found == text).count();
        assert!(count == 1 || !saved && count == 0, "{what}: “{text}” is there {count} times, saved: {saved}");
    }
    let verdict = ana.verify(id);
    assert!(alarm || !verdict.is_bad(), "{what}: {:?} {:?}", verdict.faults, verdict.evidence);
    // The next event is stored and read whatever went before.
    ana.log(id, "afterwards").unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(ana.texts(id).len(), texts.len() + 1, "{what}");
}

#[test]
fn whatever_fails_nothing_that_was_acknowledged_is_lost() {
    let mut dice = Dice::new(7);
    let mut runs = 0;
    for fault in FAULTS {
        // A system call that is interrupted for ever is no fault that a disk has.
        for forever in [false, true].into_iter().filter(|forever| !(*forever && fault == Fault::Error(EINTR))) {
            for nth in 1.. {
                let disk = SimDisk::new();
                disk.plan(Some(Plan { nth, fault, forever, only_syncs: false }));
                let (id, said) = story(&mut Trouble { disk: &disk, again: None });
                let passed = disk.operations() < nth;
                disk.plan(None);
                let what = format!("{fault:?} at {nth}, for ever: {forever}");
                let crashed = disk.crash(&mut dice);
                assert_kept(&crashed, id.as_ref(), &said, true, &format!("{what}, then a crash"));
                assert_kept(&disk, id.as_ref(), &said, false, &what);
                runs += 1;
                if passed {
                    assert!(said.values().all(|saved| *saved) && said.len() == 4, "{said:?}");
                    break;
                }
            }
        }
    }
    assert!(runs > 500, "{runs}");
}

fn failures_in_the_recovery(runs: usize) {
    let mut dice = Dice::new(77);
    for run in 0..runs {
        let disk = SimDisk::new();
        let fault = FAULTS[dice.below(FAULTS.len())];
        disk.plan(Some(Plan { nth: 1 + dice.below(110) as u64, fault, forever: false, only_syncs: false }));
        let (id, said) = story(&mut Trouble { disk: &disk, again: Some(&mut dice) });
        disk.plan(None);
        let crashed = disk.crash(&mut dice);
        assert_kept(&crashed, id.as_ref(), &said, true, &format!("run {run}, then a crash"));
        assert_kept(&disk, id.as_ref(), &said, false, &format!("run {run}"));
    }
}

#[test]
fn another_failure_in_the_recovery_loses_nothing_either() {
    failures_in_the_recovery(300);
}

#[test]
#[ignore = "many failures in the recovery: minutes"]
fn many_more_failures_in_the_recovery_lose_nothing_either() {
    failures_in_the_recovery(30_000);
}

/// How often a record's line stands in a file.
fn copies(disk: &SimDisk, path: &Path, id: &str) -> usize {
    let bytes = disk.bytes(path);
    String::from_utf8_lossy(&bytes).matches(&format!("\"id\":\"{id}\"")).count()
}

#[test]
fn a_failed_sync_is_not_tried_again_on_the_same_file_and_its_events_count_once() {
    for (kth, forever) in [(1, false), (2, false), (3, false), (2, true)] {
        let disk = SimDisk::new();
        let path = journal_path("web-3-7f3a");
        let mut appender = Appender::new(Arc::new(disk.clone()), path.clone());
        disk.plan(Some(Plan { nth: kth, fault: Fault::Error(EIO), forever, only_syncs: true }));
        let mut waiting = Vec::new();
        let mut failures = 0;
        for n in 1..=4 {
            waiting.push(event(n, &format!("event {n}")));
            match appender.append(&waiting, waiting[0].at.moment) {
                Ok(_) => waiting.clear(),
                Err(error) => {
                    assert!(error.to_string().starts_with("cannot sync"), "{error}");
                    failures += 1;
                }
            }
        }
        let syncs = disk.syncs();
        for (handle, _) in syncs.iter().filter(|(_, synced)| !synced) {
            assert_eq!(syncs.iter().filter(|(other, _)| other == handle).count(), 1, "tried again: {syncs:?}");
        }
        assert_eq!(waiting.is_empty(), !forever);
        disk.plan(None);
        if forever {
            appender.append(&waiting, waiting[0].at.moment).unwrap();
        }
        // What failed to sync was written again, because it may be lost; it counts once.
        let failed = event(kth, "").id.to_string();
        assert_eq!(copies(&disk, &path.file(), &failed), 1 + failures);
        for seed in 0..20 {
            let crashed = disk.crash(&mut Dice::new(seed));
            let reading = decklog::journal::reading::read_all(&crashed, &path.dir, &path.writer).unwrap();
            let mut timeline = decklog::timeline::Timeline::default();
            timeline.apply(reading.records);
            let texts: Vec<&str> = timeline.events().map(|event| event.text()).collect();
            assert_eq!(texts, ["event 1", "event 2", "event 3", "event 4"], "seed {seed}");
        }
    }
}

#[test]
fn a_lock_that_is_never_given_back_is_refused_with_the_one_who_holds_it() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    let mut holder = disk.open(&ana.journal(&incident), Access::Append).unwrap();
    assert!(holder.try_lock().unwrap());

    let mut once = Once::open(&ana.author, &incident).unwrap();
    once.add(ana.author.event(ana.author.new_id(), ana.body(Tag::Note, "kept"), &[], ana.author.clock.now()));
    let begun = std::time::Instant::now();
    let error = once.save().unwrap_err().to_string();
    assert!(begun.elapsed() >= LOCK_DEADLINE && begun.elapsed() < LOCK_DEADLINE * 2);
    assert!(error.contains("process 4711 (decklog) has held it for 3 s"), "{error}");
    assert!(ana.texts(&incident).is_empty());

    drop(holder);
    once.save().unwrap();
    assert_eq!(ana.texts(&incident), ["kept"]);
}

#[test]
fn a_journal_that_was_moved_away_or_cut_short_is_begun_or_continued_where_it_should_be() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    ana.log(&incident, "before").unwrap();
    let path = ana.journal(&incident);
    disk.rename(&path, &path.with_extension("moved")).unwrap();
    ana.log(&incident, "after").unwrap();
    assert_eq!(ana.texts(&incident), ["after"]);
    assert!(!ana.verify(&incident).is_bad());
}
