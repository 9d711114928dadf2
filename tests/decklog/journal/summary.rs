//! `summary.json`: whatever its age and state, what it says is what the whole timeline says.

use std::path::PathBuf;
use std::sync::Arc;

use decklog::journal::append::{Appender, Pending};
use decklog::journal::medium::{Access, Medium};
use decklog::journal::reading::Read;
use decklog::journal::summary;
use decklog::session::Once;
use decklog::time::{Moment, Offset, When};
use decklog::timeline::{EventBody, EventChange, GroupId, Record, RecordId, Setting, Summary, TAGS, Tag};

use crate::disk::{Dice, SimDisk};
use crate::responder::{INCIDENT, NINE, Responder, journal_path, pending};

fn dir() -> PathBuf {
    journal_path("").dir.parent().unwrap().to_owned()
}

fn file() -> PathBuf {
    dir().join("summary.json")
}

/// The summary that a reading of everything gives.
fn of_the_whole(ana: &Responder) -> Summary {
    Summary::of(&ana.timeline(INCIDENT))
}

fn loaded(disk: &SimDisk) -> summary::Known {
    summary::load(disk, &dir(), "").unwrap()
}

fn store(disk: &SimDisk) {
    summary::store(disk, &dir(), &loaded(disk)).unwrap();
}

/// Whatever a responder may record next.
fn any_record(n: u64, before: &[Pending], dice: &mut Dice) -> Record {
    let at = Moment::from_millis(NINE + n as i64 * 1000 - dice.below(3) as i64 * 60_000).at(Offset::UTC);
    let event = |tag, text: String| EventBody::new(When::live(at), tag, text);
    let any: Option<&Pending> = before.get(dice.below(before.len()));
    let (of, group) = any.map_or((RecordId::new(0, 0), GroupId::new(0, 0)), |any| (any.id, any.group));
    match dice.below(16) {
        0..=6 => Record::Event(event(TAGS[dice.below(TAGS.len())].tag, format!("event {n}")).into()),
        7 | 8 => {
            // Writers apart from each other give the same number now and then.
            let number = 1 + dice.below(5 + n as usize) as u32;
            Record::Event(EventBody { opens: Some(number), ..event(Tag::Hypothesis, format!("because {n}")) }.into())
        }
        9 => Record::Event(EventBody { rules_out: vec![of], ..event(Tag::MisleadingPath, "no".to_owned()) }.into()),
        10 => {
            let mut body = event(Tag::Severity, String::new());
            body.details.insert("severity".to_owned(), (1 + dice.below(5)).to_string());
            Record::Event(body.into())
        }
        11 => {
            let change = EventChange { text: Some(format!("amended {n}")), ..EventChange::default() };
            Record::Amend { of, change: change.into() }
        }
        12 => Record::Undo { group },
        13 => Record::Strike { of, why: Some("typed twice".to_owned()) },
        14 => Record::Set(vec![match dice.below(5) {
            0 => Setting::Closed(dice.coin()),
            1 => Setting::Reopened(at),
            2 => Setting::Severity(1 + dice.below(5) as u8),
            _ => Setting::Title(format!("title {n}")),
        }]),
        _ => Record::Redact { of, why: "a password".to_owned(), kept: None },
    }
}

/// A history by two writers, the one at home and one whose file arrives from time to time; the
/// summary is written, lost, damaged and brought back from before, and always right.
fn history(seed: u64, steps: u64) {
    let mut dice = Dice::new(seed);
    let (home, far) = (SimDisk::new(), SimDisk::new());
    let ana = Responder::alone(&home);
    let path = |writer: &str| journal_path(writer).file();
    let mut here = Appender::new(Arc::new(home.clone()), journal_path("ana-0000"));
    let mut there = Appender::new(Arc::new(far.clone()), journal_path("bo-1111"));
    let mut before: Vec<Pending> = Vec::new();
    let mut older: Option<Vec<u8>> = None;
    for n in 1..=steps {
        let record = pending(n, any_record(n, &before, &mut dice));
        before.push(record.clone());
        let appender = if dice.coin() { &mut here } else { &mut there };
        appender.append(std::slice::from_ref(&record), record.at.moment).unwrap();
        if home.stat(&journal_path("").dir).is_err() {
            continue;
        }
        if dice.below(4) == 0 {
            // The other writer's file arrives, now and then with its last line cut off.
            if let Some(whole) = far.files().get(&path("bo-1111")) {
                let cut = whole.len() - if dice.coin() { dice.below(50) } else { 0 };
                let known = home.files().get(&path("bo-1111")).map_or(0, Vec::len);
                let mut copy = home.open(&path("bo-1111"), Access::Append).unwrap();
                copy.write_whole(&whole[known..cut.max(known)]).unwrap();
            }
        }
        match dice.below(8) {
            0 | 1 => store(&home),
            2 => older = home.files().get(&file()).cloned(),
            3 => drop(home.remove(&file())),
            4 => {
                if let Some(mut bytes) = home.files().get(&file()).cloned() {
                    let at = dice.below(bytes.len());
                    bytes[at] ^= 1 << dice.below(8);
                    home.put(&file(), &bytes);
                }
            }
            5 => older.iter().for_each(|older| home.put(&file(), older)),
            _ => {}
        }
        assert_eq!(loaded(&home).summary, of_the_whole(&ana), "seed {seed}, after {n}");
    }
}

#[test]
fn the_summary_is_right_whatever_its_age_and_state() {
    (0..30).for_each(|seed| history(seed, 40));
}

#[test]
#[ignore = "many histories: minutes"]
fn the_summary_is_right_over_many_histories() {
    (0..2_000).for_each(|seed| history(seed, 60));
}

#[test]
fn a_file_that_is_shorter_or_another_than_the_summary_says_is_read_anew() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let mut here = Appender::new(Arc::new(disk.clone()), journal_path("ana-0000"));
    let titled = |n: u64| pending(n, Record::Set(vec![Setting::Title(format!("title {n}"))]));
    (1..6).for_each(|n| assert!(here.append(&[titled(n)], Moment::from_millis(NINE)).is_ok()));
    store(&disk);
    let path = journal_path("ana-0000").file();
    let whole = disk.bytes(&path);
    let ends: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] == b'\n').collect();
    disk.put(&path, &whole[..=ends[2]]);
    assert_eq!(loaded(&disk).summary, of_the_whole(&ana));
    assert_eq!(loaded(&disk).summary.incident.title.as_deref(), Some("title 2"));
    // It grows past what the summary knows, with other lines.
    (6..20).for_each(|n| assert!(here.append(&[titled(n)], Moment::from_millis(NINE)).is_ok()));
    assert!(disk.bytes(&path).len() > whole.len());
    assert_eq!(loaded(&disk).summary, of_the_whole(&ana));
    assert_eq!(loaded(&disk).summary.incident.title.as_deref(), Some("title 19"));
}

#[test]
fn a_fresh_summary_costs_the_lines_that_were_added_and_no_more() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    (0..200).for_each(|n| assert!(ana.log(&incident, &format!("event {n}")).is_ok()));
    let dir = ana.dir(&incident);
    summary::store(&disk, &dir, &summary::load(&disk, &dir, "").unwrap()).unwrap();
    assert_eq!(summary::load(&disk, &dir, "").unwrap().read, 0);
    let before = disk.bytes(&ana.journal(&incident)).len();
    ana.log(&incident, "one more").unwrap();
    let added = disk.bytes(&ana.journal(&incident)).len() - before;
    let known = summary::load(&disk, &dir, "").unwrap();
    assert_eq!(known.read, added as u64);
    assert_eq!(known.summary, Summary::of(&ana.timeline(&incident)));
}

/// Bytes that one command reads to log one event, by its own account and by the disk's.
fn read_by_one_log(lines: usize) -> (u64, u64) {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    (0..10).for_each(|n| assert!(ana.log(&incident, &format!("event {n}")).is_ok()));
    let (path, dir) = (ana.journal(&incident), ana.dir(&incident));
    let (read, timeline) = (ana.read(&incident).journals.remove(0), ana.timeline(&incident));
    let mut bytes = disk.bytes(&path);
    // What lies in the middle is never looked at: a line again and again will do.
    let last = bytes[..bytes.len() - 1].iter().rposition(|b| *b == b'\n').unwrap() + 1;
    let line = bytes[last..].to_vec();
    bytes.splice(last..last, line.repeat(lines));
    disk.put(&path, &bytes);
    let known = summary::of(&timeline, &[Read { len: bytes.len() as u64, ..read }]);
    summary::store(&disk, &dir, &known).unwrap();

    let before = disk.read_so_far();
    let mut once = Once::open(&ana.author, &incident).unwrap();
    once.add(ana.author.event(ana.author.new_id(), ana.body(Tag::Note, "one more"), &[], ana.author.clock.now()));
    once.save().unwrap();
    (once.bytes_read(), disk.read_so_far() - before)
}

#[test]
fn logging_reads_as_much_of_a_long_journal_as_of_a_short_one() {
    let (short, short_disk) = read_by_one_log(0);
    let (long, long_disk) = read_by_one_log(100_000);
    println!("{short} and {long} bytes of journals, {short_disk} and {long_disk} bytes of all files");
    assert!(long <= 4096 && long <= short + 4096, "{short} and {long} bytes");
    assert!(long_disk <= short_disk + 4096, "{short_disk} and {long_disk} bytes");
}
