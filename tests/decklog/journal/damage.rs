//! Damage in the middle: any bit, any line. It is noticed, and costs what it hit and nothing else.

use std::path::PathBuf;
use std::sync::Arc;

use decklog::journal::chain::FaultKind;
use decklog::journal::redact;
use decklog::journal::shelf::Shelf;
use decklog::journal::verify::{Verdict, verify};
use decklog::timeline::{EventChange, Record, Recorded, Tag, Timeline};

use crate::disk::{Dice, SimDisk};
use crate::responder::{INCIDENT, ROOT, append_all, event, journal_path, pending};

const WRITER: &str = "web-3-7f3a";

fn path() -> PathBuf {
    journal_path(WRITER).file()
}

fn dir() -> PathBuf {
    journal_path(WRITER).dir.parent().unwrap().to_owned()
}

/// A journal of so many records, all kinds of them, with a torn and fenced piece in its middle.
fn journal(count: u64) -> Vec<u8> {
    let record = |n: u64| match n % 6 {
        0 => pending(n, Record::Strike { of: event(n - 1, "").id, why: Some("typed twice".to_owned()) }),
        1 => {
            let change = EventChange { tag: Some(Tag::Finding), ..EventChange::default() };
            pending(n, Record::Amend { of: event(n - 1, "").id, change: change.into() })
        }
        _ => event(n, &format!("event {n}: größer ≥ {}", "z".repeat(n as usize % 40))),
    };
    let disk = SimDisk::new();
    append_all(&disk, WRITER, &(2..count / 2).map(record).collect::<Vec<_>>());
    let mut bytes = disk.bytes(&path());
    bytes.extend_from_slice(b"{\"v\":1,\"n\":11,\"id\":\"01HZRQ8");
    let disk = SimDisk::with([(path(), bytes)]);
    append_all(&disk, WRITER, &(count / 2..count).map(record).collect::<Vec<_>>());
    disk.bytes(&path())
}

fn check(bytes: &[u8], expect: Option<&str>) -> (Verdict, Vec<Recorded>) {
    let disk = SimDisk::with([(path(), bytes.to_vec())]);
    let verdict = verify(&disk, &dir(), WRITER, expect).unwrap();
    let reading = decklog::journal::reading::read_all(&disk, &journal_path(WRITER).dir, WRITER).unwrap();
    (verdict, reading.records.into_iter().map(|recorded| *recorded).collect())
}

/// Whether every word of every one of them was written by somebody.
fn nobody_invented(found: &[Recorded], written: &[Recorded]) -> bool {
    // In order, so that this costs little; what was moved is looked for everywhere.
    let mut rest = written.iter();
    found.iter().all(|recorded| rest.any(|there| there == recorded) || written.contains(recorded))
}

/// Inverts bits: all eight of each byte, or one of every second byte and of each newline.
fn every_bit(count: u64, all: bool) -> usize {
    let mut dice = Dice::new(5);
    let whole = journal(count);
    let (verdict, records) = check(&whole, None);
    assert!(!verdict.is_bad());
    let [torn] = verdict.faults.as_slice() else { panic!("{:?}", verdict.faults) };
    assert_eq!(torn.kind, FaultKind::Torn);
    let torn = torn.at.start as usize..torn.at.end as usize;
    let mut flips = 0;
    for at in 0..whole.len() {
        if !all && whole[at] != b'\n' && dice.coin() {
            continue;
        }
        let bits = if all { 0..8 } else { dice.below(8)..8 };
        for bit in bits.take(if all { 8 } else { 1 }) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            let (verdict, found) = check(&bytes, None);
            let what = format!("bit {bit} of byte {at}: {:?}", verdict.faults);
            // With a newline before a torn piece, or the last one, nothing is lost: what stands there
            // looks as if one more byte had been torn.
            let beside_torn = at + 1 == torn.start || at + 1 == whole.len();
            if torn.contains(&at) || beside_torn {
                assert!(!verdict.faults.is_empty(), "{what}");
            } else {
                assert!(verdict.is_bad(), "{what}");
            }
            assert!(found.len() + 1 >= records.len(), "{what}");
            assert!(nobody_invented(&found, &records), "{what}: an event that nobody wrote");
            flips += 1;
        }
    }
    flips
}

#[test]
fn an_inverted_bit_is_noticed_and_costs_one_record_at_most() {
    let flips = every_bit(24, false);
    assert!(flips > 4000, "{flips}");
}

#[test]
#[ignore = "every bit of 64 records: minutes, with --release"]
fn every_inverted_bit_of_a_long_journal_is_noticed() {
    println!("{} states", every_bit(64, true));
}

/// Takes a byte out of a journal of so many records, or puts it there twice, at every place.
fn every_byte(count: u64) -> usize {
    let whole = journal(count);
    let (Verdict { faults, .. }, records) = check(&whole, None);
    let torn = faults[0].at.start as usize..faults[0].at.end as usize;
    for at in 0..whole.len() {
        let [mut gone, mut twice] = [whole.clone(), whole.clone()];
        gone.remove(at);
        twice.insert(at, whole[at]);
        for (name, bytes) in [("gone", gone), ("twice", twice)] {
            let (verdict, found) = check(&bytes, None);
            let what = format!("byte {at} {name}: {:?}", verdict.faults);
            // Newlines are no part of any record: lines that stand on one are both read, and an empty one is
            // nothing. A last line without its own is one that is still being written, and what stands behind a
            // whole line or in a torn piece is another torn piece: no record is lost.
            let is_newline = whole[at] == b'\n';
            assert!(is_newline || torn.contains(&at) || verdict.faults != faults, "{what}");
            let is_last = at + 1 == whole.len();
            assert!(is_last || found == records || verdict.is_bad(), "{what}");
            assert!(found.len() + 1 >= records.len(), "{what}");
            assert!(nobody_invented(&found, &records), "{what}: an event that nobody wrote");
        }
    }
    2 * whole.len()
}

#[test]
fn a_byte_that_is_gone_or_there_twice_is_noticed_and_costs_one_record_at_most() {
    let states = every_byte(12);
    assert!(states > 3000, "{states}");
}

#[test]
#[ignore = "every byte of 64 records: minutes"]
fn every_byte_of_a_long_journal_that_is_gone_or_there_twice_is_noticed() {
    println!("{} states", every_byte(64));
}

/// What a disk does that loses a block, or writes it to another's place.
#[test]
fn blocks_that_are_empty_or_in_each_others_place_are_noticed() {
    const BLOCK: usize = 4096;
    let whole = journal(64);
    let (_, records) = check(&whole, None);
    let blocks: Vec<&[u8]> = whole.chunks(BLOCK).collect();
    assert!(blocks.len() > 4, "{}", blocks.len());
    let empty = [0; BLOCK];
    let zeroed_end = |name: &str| name == format!("{} empty", blocks.len() - 1);
    for one in 0..blocks.len() {
        let mut zeroed = blocks.clone();
        zeroed[one] = &empty[..blocks[one].len()];
        let swapped = (one + 1..blocks.len()).map(|other| {
            let mut swapped = blocks.clone();
            swapped.swap(one, other);
            (format!("{one} and {other} swapped"), swapped)
        });
        for (name, blocks) in [(format!("{one} empty"), zeroed)].into_iter().chain(swapped) {
            let (verdict, found) = check(&blocks.concat(), None);
            // An empty end is one that was still being written.
            let noticed = verdict.is_bad() || zeroed_end(&name) && verdict.faults.len() > 1;
            assert!(noticed, "block {name}: {:?}", verdict.faults);
            assert!(nobody_invented(&found, &records), "block {name}: an event that nobody wrote");
        }
    }
}

/// What stands for words that were taken off the disk is as safe as the words were.
#[test]
fn an_inverted_bit_in_a_journal_with_a_redaction_is_noticed() {
    let disk = SimDisk::new();
    let of = event(1, "").id;
    let redaction = Record::Redact { of, why: "a password".to_owned(), kept: None };
    append_all(&disk, WRITER, &[event(1, "the password is hunter2"), event(2, "after"), pending(3, redaction)]);
    let shelf = Shelf::new(Arc::new(disk.clone()), PathBuf::from(ROOT));
    let reading = decklog::journal::reading::read_all(&disk, &journal_path(WRITER).dir, WRITER).unwrap();
    assert_eq!(redact::erase(&shelf, INCIDENT, &Timeline::of(reading.records), &[]).unwrap().payloads, 1);
    let whole = disk.bytes(&path());
    assert_eq!(check(&whole, None).0.faults, []);
    let placeholder = b"{\"redacted\":";
    let from = whole.windows(placeholder.len()).position(|window| window == placeholder).unwrap();
    let to = from + whole[from..].iter().position(|b| *b == b'\n').unwrap();
    for (at, bit) in (from..to).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << bit;
        assert!(!check(&bytes, None).0.faults.is_empty(), "bit {bit} of byte {at}");
    }
}

/// The journal's lines, each with its newline.
fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect()
}

#[test]
fn lines_that_are_dropped_swapped_repeated_or_replaced_are_noticed() {
    let whole = lines(&journal(16));
    let (_, records) = check(&whole.concat(), None);
    let is_torn = |line: &[u8]| !line.ends_with(b"}\n");
    for at in 0..whole.len() {
        if is_torn(&whole[at]) {
            continue;
        }
        let last = at + 1 == whole.len();
        let mut dropped = whole.clone();
        dropped.remove(at);
        let mut repeated = whole.clone();
        repeated.insert(at, whole[at].clone());
        let mut replaced = whole.clone();
        replaced[at] = whole[(at + 3) % whole.len()].clone();
        let mut swapped = whole.clone();
        let other = (at + 1..whole.len()).find(|at| !is_torn(&whole[*at])).unwrap_or(0);
        swapped.swap(at, other);
        let mut blanked = whole.clone();
        blanked[at] = b"\n".to_vec();
        for (name, lines) in [
            ("dropped", &dropped),
            ("repeated", &repeated),
            ("replaced", &replaced),
            ("swapped", &swapped),
            ("blanked", &blanked),
        ] {
            let (verdict, found) = check(&lines.concat(), None);
            let noticed = verdict.is_bad() || last && matches!(name, "dropped" | "blanked");
            assert!(noticed, "line {at} {name}: {:?}", verdict.faults);
            assert!(nobody_invented(&found, &records) && found.len() + 1 >= records.len(), "line {at} {name}");
        }
    }
}

#[test]
fn an_end_that_was_cut_off_is_noticed_with_the_head_that_was_noted() {
    let whole = journal(16);
    let (verdict, _) = check(&whole, None);
    let head = verdict.journals[0].head.clone().unwrap().sum;
    assert_eq!(check(&whole, Some(&head)).0.expected, Some(true));
    let lines = lines(&whole);
    for kept in 1..lines.len() {
        let cut = lines[..kept].concat();
        assert!(!check(&cut, None).0.is_bad(), "nothing tells without a head");
        let (verdict, _) = check(&cut, Some(&head));
        assert_eq!(verdict.expected, Some(false));
        assert!(verdict.is_bad());
    }
}

/// A line with a sum of its own, from somebody who knows how sums are made.
#[test]
fn a_forged_line_in_the_middle_breaks_the_chain() {
    let whole = lines(&journal(16));
    let forger = SimDisk::with([(path(), whole[..4].concat())]);
    append_all(&forger, WRITER, &[event(4000, "nothing happened")]);
    let forged = lines(&forger.bytes(&path())).pop().unwrap();
    let mut bytes = whole.clone();
    bytes[4] = forged;
    let (verdict, _) = check(&bytes.concat(), None);
    assert!(verdict.faults.iter().any(|fault| matches!(fault.kind, FaultKind::Rejoined { n: 5 })), "{verdict:?}");
}

#[test]
fn numbers_and_clocks_at_their_limits_stop_nothing() {
    use decklog::journal::{codec, line};
    use decklog::time::{Moment, Offset};
    use decklog::timeline::Order;
    let own = append_bytes();
    let prev = check(&own, None).0.journals[0].head.clone().unwrap().sum;
    let huge = codec::Head {
        v: 1,
        n: u64::MAX,
        id: event(9, "").id,
        at: Moment::from_millis(i64::MAX).at(Offset::UTC),
        order: Order { millis: i64::MAX, counter: u32::MAX },
        up: None,
        group: event(9, "").group,
        prev,
    };
    let payload = codec::encode_payload("ana", "00", &event(9, "at the end of time").record);
    let bytes = [own, line::write(&huge, &payload).0.into_bytes()].concat();
    let disk = SimDisk::with([(path(), bytes)]);
    append_all(&disk, WRITER, &[event(10, "and after it")]);
    let (verdict, found) = check(&disk.bytes(&path()), None);
    assert!(verdict.is_bad());
    assert_eq!(found.len(), 4);
}

fn append_bytes() -> Vec<u8> {
    let disk = SimDisk::new();
    append_all(&disk, WRITER, &[event(1, "one")]);
    disk.bytes(&path())
}

/// Bytes made to cost time: a million places where a line could begin.
#[test]
fn hostile_bytes_cost_no_more_than_they_are_long() {
    let bytes = br#"{"v":1,"n":1,"#.repeat(100_000);
    let (verdict, found) = check(&[append_bytes(), bytes, b"\n".to_vec()].concat(), None);
    assert!(verdict.is_bad());
    assert_eq!(found.len(), 2);
}
