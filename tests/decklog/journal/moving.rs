//! Events on their way to another incident: whatever fails, and wherever the power goes, each is in
//! one of the two.

use std::sync::Arc;

use decklog::journal::append::NotSaved;
use decklog::journal::evidence;
use decklog::session::{CantMove, Move, Once};
use decklog::time::Clock as _;
use decklog::timeline::{ClockNote, Record, RecordId, Tag};

use crate::disk::{Dice, EIO, ENOSPC, Fault, Plan, SimDisk};
use crate::responder::{FakeClock, NINE, Responder};

/// Two incidents, and in the first what belongs into the second.
#[derive(Clone)]
struct Story {
    ana: Responder,
    from: String,
    to: String,
    event: RecordId,
}

const SAID: &str = "slow queries, pasted";

fn story(disk: &SimDisk) -> Story {
    let ana = Responder::at(disk, "ana", &FakeClock::at(NINE));
    let (from, to) = (ana.start("checkout down"), ana.start("payments slow"));
    ana.log(&to, "there before").unwrap();
    let event = ana.author.new_id();
    let mut once = Once::open(&ana.author, &from).unwrap();
    let body = ana.body(Tag::Finding, SAID);
    once.add(ana.author.event(event, body, &["row\n".repeat(300)], ana.clock.now()));
    once.save().unwrap();
    ana.clock.forward(60_000);
    Story { ana, from, to, event }
}

impl Story {
    /// The same on another disk: the one that is left after a crash.
    fn on(&self, disk: &SimDisk) -> Story {
        let ana = Responder::at(disk, "ana", &FakeClock::at(NINE + 3_600_000));
        Story { ana, from: self.from.clone(), to: self.to.clone(), event: self.event }
    }

    fn going(&self) -> Result<Move, CantMove> {
        Move::of(&self.ana.timeline(&self.from), &self.from, &self.to, &[self.event])
    }

    fn strike(&self, going: &Move) -> Result<(), NotSaved> {
        let mut once = Once::open(&self.ana.author, &self.from)?;
        let batch = once.author().batch(going.strikes());
        once.add(batch);
        once.save().map(drop)
    }

    fn moves(&self) -> Result<(), NotSaved> {
        let going = self.going().expect("an event that can be moved");
        going.write(&self.ana.author)?;
        self.strike(&going)
    }

    /// How often it stands in an incident, not struck.
    fn standing(&self, incident: &str) -> usize {
        let timeline = self.ana.timeline(incident);
        timeline.all_events().filter(|event| event.text() == SAID && event.struck.is_none()).count()
    }

    /// Wherever it stands, what is attached to it lies beside.
    fn assert_attached(&self, disk: &SimDisk, incident: &str, what: &str) {
        let timeline = self.ana.timeline(incident);
        for event in timeline.all_events().filter(|event| event.text() == SAID && event.struck.is_none()) {
            assert_eq!(event.evidence.len(), 1, "{what}");
            let path = evidence::dir_of(&self.ana.dir(incident)).join(&event.evidence[0].file);
            assert_eq!(disk.bytes(&path).len(), 1200, "{what}");
        }
    }
}

#[test]
fn a_crash_between_the_two_leaves_it_in_both_and_again_moves_it_once() {
    let disk = SimDisk::new();
    let story = story(&disk);
    let going = story.going().unwrap();
    going.write(&story.ana.author).unwrap();
    let after = disk.crash(&mut Dice::new(3));
    let story = story.on(&after);
    assert_eq!((story.standing(&story.from), story.standing(&story.to)), (1, 1));
    story.moves().unwrap();
    assert_eq!((story.standing(&story.from), story.standing(&story.to)), (0, 1));
    story.assert_attached(&after, &story.to, "after all");
    assert!(matches!(story.going(), Err(CantMove::Struck(_))));
}

#[test]
fn whatever_fails_it_is_in_one_of_the_two() {
    let mut dice = Dice::new(11);
    let mut failed = 0;
    for fault in [Fault::Error(EIO), Fault::Error(ENOSPC), Fault::Short] {
        for forever in [false, true] {
            for nth in 1.. {
                let disk = SimDisk::new();
                let story = story(&disk);
                let going = story.going().unwrap();
                disk.plan(Some(Plan { nth, fault, forever, only_syncs: false }));
                let outcome = going.write(&story.ana.author).and_then(|_| story.strike(&going));
                let passed = disk.operations() < nth;
                disk.plan(None);
                let what = format!("{fault:?} at {nth}, for ever: {forever}, {outcome:?}");
                for disk in [disk.crash(&mut dice), disk] {
                    let story = story.on(&disk);
                    let stands = (story.standing(&story.from), story.standing(&story.to));
                    assert!(stands.0 + stands.1 > 0, "{what}: in none");
                    assert!(stands.0 <= 1 && stands.1 <= 1, "{what}: {stands:?}");
                    assert!(outcome.is_err() || stands == (0, 1), "{what}: {stands:?}");
                    story.assert_attached(&disk, &story.from, &what);
                    story.assert_attached(&disk, &story.to, &what);
                    if stands.0 == 1 {
                        story.moves().unwrap_or_else(|error| panic!("{what}, then {error}"));
                    }
                    assert_eq!((story.standing(&story.from), story.standing(&story.to)), (0, 1), "{what}, again");
                }
                failed += usize::from(outcome.is_err());
                if passed {
                    assert!(outcome.is_ok(), "{what}");
                    break;
                }
            }
        }
    }
    assert!(failed > 50, "{failed}");
}

#[test]
fn it_is_as_it_was_recorded_and_no_clock_is_said_to_have_been_set() {
    let disk = SimDisk::new();
    let story = story(&disk);
    let before = story.ana.timeline(&story.from).event(story.event).unwrap().clone();
    // The next day, after the machine was started again.
    story.ana.clock.forward(86_400_000);
    story.ana.clock.reboot("c2d3");
    story.ana.clock.forward(60_000);
    story.ana.log(&story.to, "the next day").unwrap();
    story.moves().unwrap();
    story.ana.log(&story.to, "after it").unwrap();
    story.ana.log(&story.from, "after it").unwrap();
    let there = story.ana.timeline(&story.to);
    let after = there.all_events().find(|event| event.text() == SAID).unwrap();
    assert_eq!((after.recorded, &after.by, after.when()), (before.recorded, &before.by, before.when()));
    assert_eq!(after.body.moved_from(), Some((story.from.as_str(), story.event)));
    for incident in [&story.from, &story.to] {
        let timeline = story.ana.timeline(incident);
        let notes: Vec<&ClockNote> = timeline.clock_notes().map(|(_, note)| note).collect();
        assert!(notes.is_empty(), "{notes:?}");
        assert!(!story.ana.verify(incident).is_bad());
    }
}

#[test]
fn what_was_undone_there_can_be_moved_there_again() {
    let disk = SimDisk::new();
    let story = story(&disk);
    let going = story.going().unwrap();
    let moved = going.write(&story.ana.author).unwrap();
    let group = story.ana.timeline(&story.to).event(moved.ids[0].1).unwrap().group;
    story.ana.store(&story.to, vec![Record::Undo { group }]).unwrap();
    story.moves().unwrap();
    assert_eq!((story.standing(&story.from), story.standing(&story.to)), (0, 1));
}

#[test]
fn there_and_back_again_it_is_what_it_was() {
    let disk = SimDisk::new();
    let story = story(&disk);
    let told = |incident: &str| {
        let timeline = story.ana.timeline(incident);
        let mut events: Vec<_> = timeline.all_events().filter(|event| event.struck.is_none()).cloned().collect();
        for event in &mut events {
            Arc::make_mut(&mut event.body).details.clear();
        }
        events.into_iter().map(|event| (event.body, event.by, event.recorded)).collect::<Vec<_>>()
    };
    let before = (told(&story.from), told(&story.to));
    let going = story.going().unwrap();
    let moved = going.write(&story.ana.author).unwrap();
    story.strike(&going).unwrap();
    let back = Story { from: story.to.clone(), to: story.from.clone(), event: moved.ids[0].1, ..story.clone() };
    back.moves().unwrap();
    assert_eq!((told(&story.from), told(&story.to)), before);
    back.assert_attached(&disk, &story.from, "back");
}
