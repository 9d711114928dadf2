//! What a crash leaves of the last write: any prefix, the length without the bytes, some sectors.

use std::collections::BTreeSet;
use std::path::PathBuf;

use decklog::journal::append::{Appender, Pending};
use decklog::journal::chain::FaultKind;
use decklog::journal::reading::{Reading, read_all};
use decklog::timeline::{Record, Recorded};

use crate::disk::{Dice, SimDisk};
use crate::responder::{append_all, event, journal_path};

const WRITER: &str = "web-3-7f3a";

fn path() -> PathBuf {
    journal_path(WRITER).file()
}

/// Texts of all sorts of lengths: empty, of several lines, beyond ASCII, longer than a block.
fn texts(count: usize) -> Vec<String> {
    let longest = if count > 20 { 9 * 1024 } else { 700 };
    let text = |n: usize| match n % 5 {
        0 => String::new(),
        1 => format!("line one\nline two of {n}\n\ttabbed"),
        2 => format!("größer ≥ 10 %, 数据库 \u{1f525} {n} \"quoted\" \\ {{\"v\":1,\"n\":0,"),
        3 => "x".repeat(longest * n / count),
        _ => format!("checkout is slow {n}"),
    };
    (0..count).map(text).collect()
}

fn journal(count: usize) -> Vec<u8> {
    let disk = SimDisk::new();
    let records: Vec<Pending> = texts(count).iter().zip(1..).map(|(text, n)| event(n, text)).collect();
    append_all(&disk, WRITER, &records);
    disk.bytes(&path())
}

/// The disk with these bytes as the journal.
fn disk_with(bytes: &[u8]) -> SimDisk {
    SimDisk::with([(path(), bytes.to_vec())])
}

fn read(disk: &SimDisk) -> Reading {
    read_all(disk, &journal_path(WRITER).dir, WRITER).unwrap()
}

/// Ids of what was recorded by a person: all but beginnings.
fn said(records: &[Box<Recorded>]) -> Vec<String> {
    let told = records.iter().filter(|recorded| !matches!(recorded.record, Record::Begin(_)));
    told.map(|recorded| recorded.id.to_string()).collect()
}

/// Appends one more and sees that it can be read, and that nothing that stood there was touched.
fn append_after(disk: &SimDisk, before: &[u8]) -> Reading {
    let last = event(9999, "written after the crash");
    let mut appender = Appender::new(std::sync::Arc::new(disk.clone()), journal_path(WRITER));
    appender.append(std::slice::from_ref(&last), last.at.moment).unwrap();
    let after = disk.bytes(&path());
    assert!(after.starts_with(before), "what stood there was changed");
    let reading = read(disk);
    assert!(said(&reading.records).contains(&last.id.to_string()), "the next event can't be read");
    reading
}

fn is_bad(reading: &Reading) -> bool {
    reading.faults.iter().any(|fault| fault.kind.is_damage())
}

/// Every prefix of a journal: what is whole in it is there, what is torn is reported with its
/// place, and the next event is joined to it.
fn every_prefix(count: usize) -> usize {
    let whole = journal(count);
    let all = said(&read(&disk_with(&whole)).records);
    for cut in 0..=whole.len() {
        let prefix = &whole[..cut];
        let ends = whole[..=cut.min(whole.len() - 1)].iter().filter(|b| **b == b'\n').count();
        let expected = &all[..ends.saturating_sub(1)];
        let torn_from = prefix.iter().rposition(|b| *b == b'\n').map_or(0, |newline| newline + 1);
        let is_torn = torn_from < cut && whole.get(cut).is_none_or(|next| *next != b'\n');
        let disk = disk_with(prefix);
        let reading = read(&disk);
        assert_eq!(said(&reading.records), expected, "cut at {cut}");
        let faults: Vec<_> = reading.faults.iter().map(|fault| (&fault.kind, fault.at.clone())).collect();
        let torn = (&FaultKind::Torn, torn_from as u64..cut as u64);
        assert_eq!(faults, if is_torn { vec![torn] } else { vec![] }, "cut at {cut}");
        let reading = append_after(&disk, prefix);
        assert_eq!(said(&reading.records).len(), expected.len() + 1, "cut at {cut}");
        assert!(!is_bad(&reading), "cut at {cut}: {:?}", reading.faults);
        assert_eq!(!reading.faults.is_empty(), is_torn, "cut at {cut}: {:?}", reading.faults);
    }
    whole.len() + 1
}

#[test]
fn every_prefix_is_read_and_written_on() {
    let states = every_prefix(6);
    assert!(states > 2000, "{states}");
}

#[test]
#[ignore = "every prefix of a long journal: minutes, with --release"]
fn every_prefix_of_a_long_journal_is_read_and_written_on() {
    println!("{} states", every_prefix(64));
}

/// What may stand where the bytes of the last write did not arrive.
fn fillers(len: usize, dice: &mut Dice) -> [Vec<u8>; 3] {
    let random = (0..len).map(|_| dice.next() as u8).collect();
    // The end of an older journal of this writer: whole lines, of another incident.
    let older = SimDisk::new();
    let mut path = journal_path(WRITER);
    path.incident = "2024-05-01-older-0000".to_owned();
    let mut appender = Appender::new(std::sync::Arc::new(older.clone()), path);
    for n in 500..506 {
        let old = event(n, "said in another incident");
        appender.append(std::slice::from_ref(&old), old.at.moment).unwrap();
    }
    let old = older.bytes(&journal_path(WRITER).file());
    [vec![0; len], random, old.into_iter().cycle().take(len).collect()]
}

/// What must hold whatever became of the last write: all before it is there, nothing that nobody
/// wrote, and the next event can be read.
fn assert_only_the_last_is_lost(bytes: &[u8], before: &[String], all: &[String], what: &str) {
    let disk = disk_with(bytes);
    for reading in [read(&disk), append_after(&disk, bytes)] {
        let found = said(&reading.records);
        for id in before {
            assert!(found.contains(id), "{what}: {id} is lost");
        }
        let known: BTreeSet<&String> = all.iter().collect();
        let invented = found.iter().filter(|id| !known.contains(id)).count();
        let next = usize::from(found.contains(&event(9999, "").id.to_string()));
        // Whole lines of another journal are told from ours by the chain, loudly.
        assert!(invented == next || is_bad(&reading), "{what}: {found:?}");
        assert!(what.contains("old") || invented == next, "{what}: an event that nobody wrote");
    }
}

#[test]
fn a_length_without_its_bytes_costs_the_last_write_and_nothing_else() {
    let mut dice = Dice::new(2);
    let whole = journal(6);
    let all = said(&read(&disk_with(&whole)).records);
    let start = whole[..whole.len() - 1].iter().rposition(|b| *b == b'\n').unwrap() + 1;
    let fillers = fillers(whole.len() - start, &mut dice);
    for (filler, name) in fillers.iter().zip(["nothing", "random", "old"]) {
        for kept in 0..whole.len() - start {
            let mut bytes = whole[..start + kept].to_vec();
            bytes.extend_from_slice(&filler[kept..]);
            let what = format!("{name} after {kept} bytes");
            assert_only_the_last_is_lost(&bytes, &all[..all.len() - 1], &all, &what);
            if name == "nothing" {
                let faults = read(&disk_with(&bytes)).faults;
                assert!(matches!(faults.as_slice(), [one] if one.kind == FaultKind::Torn), "{what}: {faults:?}");
            }
        }
    }
}

#[test]
fn any_subset_of_sectors_costs_the_last_write_and_nothing_else() {
    const SECTOR: usize = 512;
    let mut dice = Dice::new(3);
    let mut states = 0;
    for length in [10, 300, 900, 1900, 3000] {
        let disk = SimDisk::new();
        let records: Vec<Pending> = (1..6).map(|n| event(n, "checkout is slow")).collect();
        append_all(&disk, WRITER, &records);
        let before = disk.bytes(&path());
        append_all(&disk, WRITER, &[event(6, &"y".repeat(length))]);
        let whole = disk.bytes(&path());
        let all = said(&read(&disk).records);
        let first = before.len() / SECTOR;
        let sectors = whole.len().div_ceil(SECTOR) - first;
        for filler in fillers(whole.len(), &mut dice) {
            for kept in 0..1_u32 << sectors {
                let mut bytes = whole.clone();
                for sector in (0..sectors).filter(|sector| kept & 1 << sector == 0) {
                    let from = ((first + sector) * SECTOR).max(before.len());
                    let to = ((first + sector + 1) * SECTOR).min(whole.len());
                    bytes[from..to].copy_from_slice(&filler[from..to]);
                }
                assert_only_the_last_is_lost(&bytes, &all[..all.len() - 1], &all, "old or other bytes in sectors");
                states += 1;
            }
        }
    }
    assert!(states > 800, "{states}");
}
