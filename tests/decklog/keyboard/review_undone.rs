//! Whatever is corrected in the review can be taken back, as often as there was something, and all of
//! it is still in the journal.

use std::collections::BTreeSet;

use decklog::timeline::{GroupId, Timeline};
use proptest::prelude::*;

use super::desk::Desk;
use super::review::reviewed;

/// Corrections, as keys; what each is for is under the cursor.
const CORRECTIONS: &[&str] = &[
    "e<C-e>, corrected<Enter>",
    "e<C-u>other words #new<Enter>",
    "t10:07<Enter>",
    "tby 10:30<Enter>",
    "t10:00-10:20<Enter>",
    "tunknown<Enter>",
    "gx1<Enter>",
    "gc2<Enter>",
    "ghypothesis<Enter>",
    "gnote<Enter>",
    "gsev1<Enter>",
    "h1<Enter>",
    "h1 2<Enter>",
    "h1<Enter>hnone<Enter>",
    "l<C-u>db net<Enter>",
    "l<C-u><Enter>",
    "s",
    "H",
    "xa mistake<Enter>",
    "xtoo soon<Enter>x",
    "J",
    "S<Left><Left><Left><Enter>",
    ">+7m<Enter>",
    "<Space><Space><Space>>-90s<Enter>",
    "<Space><Space>s",
    "<Space><Space>gfinding<Enter>",
    "<Space><Space>xtwice<Enter>",
    "<Space><Space><Space>J",
    "a<C-u>10:12 e: called the vendor<Enter>",
    "a<C-u>h: the cache<Enter>",
    "a<C-u>title: Another name<Enter>",
    "ian idea<Enter>",
    "mfilled in<Enter>",
];

const MOVES: &[&str] =
    &["<Home>", "<End>", "<Down>", "<Up>", "<Down><Down><Down>", "<PgDn>", "]", "/e<Enter>", "<Esc>"];

/// Everything that the timeline tells now.
fn told(timeline: &Timeline) -> String {
    let event = |event: &decklog::timeline::Event| {
        format!("{:?} {:?} {:?} {:?} {}\n", event.id, event.body, event.struck, event.evidence, event.amendments)
    };
    let events: String = timeline.all_events().map(event).collect();
    format!("{events}{:?}\n{:?}\n{:?}", timeline.incident(), timeline.hypotheses(), timeline.items_and_ideas())
}

fn groups(timeline: &Timeline) -> BTreeSet<GroupId> {
    timeline.records().map(|recorded| recorded.group).collect()
}

/// The only journal of the only incident, as it is on disk.
fn journal(desk: &Desk) -> Vec<u8> {
    std::fs::read(desk.journal_of("2024")).unwrap()
}

fn undone(desk: &mut Desk, keys: &[(usize, usize)]) -> usize {
    let (before, written, recorded) = (told(desk.timeline()), journal(desk), groups(desk.timeline()).len());
    for (place, correction) in keys {
        desk.type_keys(MOVES[place % MOVES.len()]).type_keys(CORRECTIONS[correction % CORRECTIONS.len()]);
        // A question that was not answered is left.
        desk.type_keys("<Esc>");
        if !desk.screen().contains("Review") {
            desk.type_keys("<C-x>r");
        }
    }
    let times = groups(desk.timeline()).len() - recorded;
    let corrected = told(desk.timeline());
    assert!(times != 1 || corrected != before, "a correction changed nothing");
    for _ in 0..times {
        desk.type_keys("u");
    }
    assert_eq!(told(desk.timeline()), before, "after {times} undos of {keys:?}");
    for _ in 0..times {
        desk.type_keys("U");
    }
    assert_eq!(told(desk.timeline()), corrected, "after as many redos of {keys:?}");
    let grown = journal(desk);
    assert!(grown.starts_with(&written), "what was recorded was changed");
    assert_eq!(grown.iter().filter(|byte| **byte == b'\n').count(), desk.timeline().records().count());
    times
}

#[test]
fn each_correction_is_taken_back_by_one_undo_and_comes_again_by_one_redo() {
    for (correction, keys) in CORRECTIONS.iter().enumerate() {
        // Some need an event of their kind under the cursor.
        let done: usize = [0, 4].map(|place| undone(&mut reviewed(), &[(place, correction)])).iter().sum();
        assert!(done > 0, "{keys} did nothing");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_corrections_are_taken_back_by_as_many_undos(
        keys in proptest::collection::vec((0..MOVES.len(), 0..CORRECTIONS.len()), 1..14),
    ) {
        undone(&mut reviewed(), &keys);
    }
}
