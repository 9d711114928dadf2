//! Two readers of the same journals agree: ours, and one of a page or two of Python that
//! was written from the format's document alone (`tests/reader/journal.py`).
//!
//! Needs `python3`; where there is none, the test says so and passes.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use decklog::journal::append::Pending;
use decklog::journal::chain::{Fault, FaultKind};
use decklog::journal::line::Line;
use decklog::journal::reading::read_all_noting;
use decklog::journal::recovery::What;
use decklog::journal::shelf::Shelf;
use decklog::journal::verify::verify;
use decklog::journal::{codec, line, redact};
use decklog::time::{Offset, Said, SinceBoot, When, Zone};
use decklog::timeline::{
    ActionChange, ClockNote, EventBody, EventChange, Evidence, GroupId, Order, Record, RecordId, Setting, TAGS,
    Timeline,
};
use serde_json::{Value, json};

use crate::disk::{Dice, SimDisk};
use crate::responder::{INCIDENT, ROOT, append_all, journal_path, pending};

/// Set where the test has to run: there, no Python is a failure.
const REQUIRED: &str = "DECKLOG_TEST_PYTHON";

const READER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reader/journal.py");

const WRITERS: [&str; 3] = ["bastion-19c2", "db-1-00ff", "web-3-7f3a"];

/// Nobody: whose file is not finished is then said of each in the same way.
const NOBODY: &str = "nobody";

const JOURNALS: u64 = 1000;

fn text(dice: &mut Dice) -> String {
    match dice.below(30) {
        0 | 5 => String::new(),
        1 => "größer ≥ 10 %, 数据库 \u{1f525} \"quoted\" \\ \u{7f}\u{202e}\u{1b}[2J\0".to_owned(),
        2 => "{\"v\":1,\"n\":0,\"sum\":\"\",\"do\":{\"redacted\":\"\"}}\n{\"v\":".repeat(dice.below(4)),
        3 => "line one\nline two\r\n\ttabbed\u{2028}\u{feff}".to_owned(),
        4 => "checkout is slow ".repeat(dice.below(1000)),
        _ => format!("checkout is slow, {} of them", dice.below(1000)),
    }
}

/// One of what was recorded before, and sometimes what nobody ever recorded.
fn one_of(told: &[Pending], dice: &mut Dice) -> (RecordId, GroupId) {
    match told.get(dice.below(told.len() + 1)) {
        Some(told) => (told.id, told.group),
        None => (RecordId::new(7, 7), GroupId::new(7, 7)),
    }
}

fn when(dice: &mut Dice, at: decklog::time::Stamp) -> When {
    let said = match dice.below(8) {
        0 => Said::Second(at),
        1 => Said::Minute(at),
        2 => Said::About { at, margin_minutes: 15 },
        3 => Said::By(at),
        4 => Said::After(at),
        5 => Said::Between(at, at),
        6 => Said::Unknown,
        _ => Said::Live(at),
    };
    When { said, words: dice.coin().then(|| text(dice)) }
}

/// A record of any kind.
fn record(n: u64, told: &[Pending], dice: &mut Dice) -> Record {
    let at = pending(n, Record::Redacted).at;
    let (of, group) = one_of(told, dice);
    match dice.below(20) {
        0 => Record::Set(vec![Setting::Title(text(dice)), Setting::Severity(2), Setting::Closed(dice.coin())]),
        1 => Record::Set(vec![Setting::Zone("Africa/Lagos".to_owned()), Setting::Started(at), Setting::Reopened(at)]),
        2 => {
            let details = [("cause".to_owned(), text(dice)), ("tag".to_owned(), String::new())].into();
            let opens = [None, Some(None), Some(Some(3))][dice.below(3)];
            let change = EventChange { details, opens, confirms: Some(vec![of]), ..EventChange::default() };
            Record::Amend {
                of,
                change: EventChange { text: Some(text(dice)), when: Some(when(dice, at)), ..change }.into(),
            }
        }
        3 => Record::Strike { of, why: dice.coin().then(|| text(dice)) },
        4 => Record::Section { name: "summary".to_owned(), text: text(dice) },
        5 => {
            let owner = Some("bo".to_owned());
            let change = ActionChange { text: Some(text(dice)), owner, answers: Some(of), ..ActionChange::default() };
            Record::Action { of: dice.coin().then_some(of), change: change.into() }
        }
        6 => {
            let file = format!("{}.txt", "0f".repeat(16));
            Record::Evidence(Evidence { of, file, bytes: n, source: text(dice) })
        }
        7 => Record::Mute { rule: "T03".to_owned(), why: dice.coin().then(|| text(dice)) },
        8 => Record::Clock(ClockNote::Suspended { millis: 7000 + n }),
        9 => Record::Redact { of, why: text(dice), kept: None },
        10 => Record::Undo { group },
        _ => {
            let mut body = EventBody::new(when(dice, at), TAGS[dice.below(TAGS.len())].tag, text(dice));
            body.opens = (dice.below(5) == 0).then_some(2);
            body.about = if dice.coin() { vec![of] } else { vec![] };
            (body.starred, body.hidden, body.typed) = (dice.coin(), dice.coin(), dice.coin().then_some(at));
            Record::Event(body.into())
        }
    }
}

fn files() -> PathBuf {
    journal_path(WRITERS[0]).dir
}

/// So many records, each by one of some writers, on clocks that are set and machines that start anew.
fn told(disk: &SimDisk, from: u64, count: usize, writers: usize, told: &mut Vec<Pending>, dice: &mut Dice) {
    for n in (from..).take(count) {
        let mut next = pending(n, record(n, told, dice));
        next.up = match dice.below(8) {
            0 => None,
            1 => Some(SinceBoot { boot: "00aa".into(), millis: n * 10 }),
            _ => next.up,
        };
        if dice.below(6) == 0 {
            let offset = Offset::from_seconds(7200);
            (next.at, next.zone) = (next.at.moment.at(offset), Zone::fixed(offset));
        }
        append_all(disk, WRITERS[dice.below(writers)], std::slice::from_ref(&next));
        told.push(next);
    }
}

/// Takes an event's words off the disk as `decklog redact` does.
fn redacted(disk: &SimDisk, n: u64, told: &mut Vec<Pending>, dice: &mut Dice) {
    let (of, _) = one_of(told, dice);
    let next = pending(n, Record::Redact { of, why: "a password".to_owned(), kept: None });
    append_all(disk, WRITERS[0], std::slice::from_ref(&next));
    told.push(next);
    let reading = decklog::journal::reading::read_all(disk, &files(), NOBODY).unwrap();
    let shelf = Shelf::new(Arc::new(disk.clone()), PathBuf::from(ROOT));
    redact::erase(&shelf, INCIDENT, &Timeline::of(reading.records), &[]).unwrap();
}

/// A line that goes on after these bytes, by somebody who knows how sums are made: of a newer version,
/// or with a head that nobody can read.
fn by_hand(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let of_last = bytes.split(|b| *b == b'\n').rev().find_map(line::stated);
    let Some(last) = of_last else { return Vec::new() };
    let like = pending(900, Record::Redacted);
    let head = codec::Head {
        v: 2,
        n: last.n + 1,
        id: like.id,
        at: like.at,
        order: Order { millis: like.at.moment.millis(), counter: 0 },
        up: None,
        group: like.group,
        prev: last.sum,
    };
    let mut head = codec::encode_head(&head);
    match dice.below(3) {
        0 => head = head.replacen("\"order\":[", "\"order\":[\"later\",", 1),
        1 => head = head.replacen("\"v\":2", "\"v\":1", 1).replacen("\"at\":\"2", "\"at\":\"in 2", 1),
        _ => {}
    }
    let payload = r#"{"by":"cy","salt":"00","vote":{"for":"H2"}}"#;
    let sum = line::sum(head.as_bytes(), &line::digest(payload));
    codec::encode_line(&head, &sum, payload).into_bytes()
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect()
}

/// What bad disks, bad copies and bad people do to a file.
fn damaged(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut hurt = bytes.to_vec();
    let mut all = lines(bytes);
    let at = dice.below(bytes.len());
    let (one, other) = (dice.below(all.len()), dice.below(all.len()));
    match dice.below(14) {
        0 | 1 => hurt[at] ^= 1 << dice.below(8),
        2 => drop(hurt.remove(at)),
        3 => hurt.insert(at, hurt[at]),
        4 => hurt.truncate(at),
        5 => {
            hurt.truncate(at);
            hurt.push(b'\n');
        }
        6 => {
            let end = hurt.len().min(at + [16, 512, 4096][dice.below(3)]);
            hurt[at..end].fill(0);
        }
        7 => {
            // A newline that is lost, or one that is too much.
            let newlines: Vec<usize> = (0..hurt.len()).filter(|at| hurt[*at] == b'\n').collect();
            match newlines.get(dice.below(newlines.len())).filter(|_| dice.coin()) {
                Some(newline) => drop(hurt.remove(*newline)),
                None => hurt.insert(at, b'\n'),
            }
        }
        8 => return [bytes, &by_hand(bytes, dice)].concat(),
        9 => {
            let text = std::str::from_utf8(&all[one]).ok().and_then(|line| codec::decode_line(line.trim_end()));
            if let Some(parts) = text {
                let gone = codec::encode_redacted(&line::hex(&line::digest(parts.payload)));
                let head = String::from_utf8_lossy(parts.head_bytes).into_owned();
                all[one] = codec::encode_line(&head, parts.sum, &gone).into_bytes();
            }
            return all.concat();
        }
        10 => {
            all.remove(one);
            return all.concat();
        }
        11 => {
            all.swap(one, other);
            return all.concat();
        }
        12 => {
            all.insert(other, all[one].clone());
            return all.concat();
        }
        _ => {
            // Somebody pastes a part of it into the middle.
            let part = bytes[at..bytes.len().min(at + dice.below(3000))].to_vec();
            let into = dice.below(bytes.len());
            hurt.splice(into..into, part);
        }
    }
    hurt
}

/// One incident: made by our own appender, about half of them damaged, some of those written on.
fn incident(seed: u64) -> SimDisk {
    let mut dice = Dice::new(seed);
    let disk = SimDisk::new();
    let (writers, count) = (1 + dice.below(3), 1 + dice.below(10));
    let mut all = Vec::new();
    told(&disk, 1, count, writers, &mut all, &mut dice);
    if dice.below(3) == 0 {
        redacted(&disk, 100, &mut all, &mut dice);
    }
    if dice.coin() {
        return disk;
    }
    for round in 0..1 + dice.below(3) as u64 {
        let mut files = disk.files();
        files.retain(|path, bytes| path.extension().is_some_and(|extension| extension == "jsonl") && !bytes.is_empty());
        let Some((path, bytes)) = files.iter().nth(dice.below(files.len())) else { break };
        disk.put(path, &damaged(bytes, &mut dice));
        match dice.below(6) {
            // Torn, fenced, and written on.
            0 | 1 => told(&disk, 200 + 20 * round, 1 + dice.below(3), writers, &mut all, &mut dice),
            2 => disk.put(&path.with_file_name("copy-of-it.jsonl"), bytes),
            3 => disk.put(&path.with_file_name("web-3.sync-conflict.jsonl"), bytes),
            _ => {}
        }
    }
    disk
}

/// What our reader says, in the words of the other one.
fn ours(disk: &SimDisk) -> Vec<Value> {
    let mut lines: Vec<(String, u64, std::ops::Range<u64>, Line)> = Vec::new();
    let reading = read_all_noting(disk, &files(), NOBODY, &mut |file, found| {
        if let What::Line(line) = &found.what {
            lines.push((file.to_owned(), found.line, found.at.clone(), line.clone()));
        }
    })
    .unwrap();
    let bytes = disk.files();
    let is_read = |file: &String| reading.journals.iter().any(|read| read.file == *file);
    let lines = lines.iter().filter(|(file, ..)| is_read(file));
    let mut said: Vec<Value> = lines
        .map(|(file, number, at, line)| {
            let bytes = &bytes[&files().join(file)][at.start as usize..at.end as usize];
            let parts = codec::decode_line(std::str::from_utf8(bytes).unwrap()).unwrap();
            let digest = codec::redacted_digest(parts.payload).map(str::to_owned);
            let digest = digest.unwrap_or_else(|| line::hex(&line::digest(parts.payload)));
            let (by, kind, value) = match &line.recorded {
                Some(recorded) => what_was_recorded(&recorded.by, &recorded.record, &digest),
                None => (Value::Null, Value::Null, Value::Null),
            };
            json!({"record": parts.id, "file": file, "line": number, "at": [at.start, at.end], "v": line.v, "n": line.n,
                "sum": line.sum, "payload": digest, "by": by, "kind": kind, "value": value,
                "is_read": line.recorded.is_some()})
        })
        .collect();
    let verdict = verify(disk, files().parent().unwrap(), NOBODY, None).unwrap();
    said.extend(verdict.faults.iter().map(in_words));
    said
}

/// Who, the kind and the fields, as they would be written again.
fn what_was_recorded(by: &str, record: &Record, digest: &str) -> (Value, Value, Value) {
    let who = if by.is_empty() { Value::Null } else { Value::from(by) };
    match record {
        Record::Redacted => (who, "redacted".into(), digest.into()),
        Record::Unknown { .. } => (who, Value::Null, Value::Null),
        record => {
            let written: Value = serde_json::from_str(&codec::encode_payload(by, "", record)).unwrap();
            let fields = written.as_object().unwrap().iter().find(|(name, _)| *name != "by" && *name != "salt");
            let (kind, value) = fields.unwrap();
            (who, Value::from(kind.as_str()), value.clone())
        }
    }
}

fn in_words(fault: &Fault) -> Value {
    let mut said = json!({"file": fault.file, "line": fault.line, "at": [fault.at.start, fault.at.end]});
    let (what, more) = match &fault.kind {
        FaultKind::Torn => ("torn", json!({})),
        FaultKind::Arriving => ("unfinished", json!({})),
        FaultKind::Damaged => ("damaged", json!({})),
        FaultKind::Missing { from, to } => ("missing", json!({"from": from, "to": to})),
        FaultKind::OutOfOrder { n, expected } => ("out of order", json!({"n": n, "expected": expected})),
        FaultKind::Rejoined { n } => ("rejoined", json!({"n": n})),
        FaultKind::Unexplained { id } => ("unexplained", json!({"id": id.to_string()})),
        FaultKind::Unread { n, v } => ("unread", json!({"n": n, "v": v})),
        FaultKind::Stray { .. } => ("stray", json!({})),
        FaultKind::Unreadable { why } => panic!("{why}"),
    };
    said["fault"] = what.into();
    said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    said
}

/// What the other reader says of each of these directories.
fn theirs(dirs: &[PathBuf]) -> Vec<Vec<Value>> {
    let mut child =
        Command::new("python3").args([READER, "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut to = child.stdin.take().unwrap();
    let names: String = dirs.iter().map(|dir| format!("{}\n", dir.display())).collect();
    let told = std::thread::spawn(move || to.write_all(names.as_bytes()));
    let output = child.wait_with_output().unwrap();
    told.join().unwrap().unwrap();
    assert!(output.status.success());
    let mut said = vec![Vec::new()];
    for line in output.stdout.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
        let mut value: Value = serde_json::from_slice(line).unwrap();
        if value.get("end").is_some() {
            said.push(Vec::new());
            continue;
        }
        // What this version can't read, ours does not look into.
        if value["is_read"] == false {
            ["by", "kind", "value"].into_iter().for_each(|said| value[said] = Value::Null);
        }
        said.last_mut().unwrap().push(value);
    }
    said.pop();
    said
}

fn put_out(disk: &SimDisk, dir: &Path) {
    std::fs::create_dir_all(dir.join("journal")).unwrap();
    for (path, bytes) in disk.files().iter().filter(|(path, _)| path.parent() == Some(&files())) {
        std::fs::write(dir.join("journal").join(path.file_name().unwrap()), bytes).unwrap();
    }
}

#[test]
fn a_second_reader_finds_the_same_records_and_the_same_damage() {
    if Command::new("python3").arg("--version").output().is_err() {
        assert!(std::env::var_os(REQUIRED).is_none(), "there is no python3, and {REQUIRED} is set");
        let _ = std::io::stderr().write_all(b"\nSKIPPED: no python3 here, so no second reader read our journals\n");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let (mut dirs, mut disks) = (Vec::new(), Vec::new());
    for seed in 0..JOURNALS {
        let (disk, dir) = (incident(seed), home.path().join(seed.to_string()));
        put_out(&disk, &dir);
        dirs.push(dir);
        disks.push(disk);
    }
    let theirs = theirs(&dirs);
    assert_eq!(theirs.len(), disks.len());
    let (mut records, mut faulty, mut faults) = (0, 0, std::collections::BTreeMap::<String, u32>::new());
    for (seed, (disk, theirs)) in disks.iter().zip(theirs).enumerate() {
        let ours = ours(disk);
        let differs = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs);
        if differs.is_some() || ours.len() != theirs.len() {
            let kept = std::env::temp_dir().join(format!("decklog-differs-{seed}"));
            put_out(disk, &kept);
            panic!(
                "journal {seed} (kept as {}): ours says {} things, theirs {}; first: {differs:#?}",
                kept.display(),
                ours.len(),
                theirs.len()
            );
        }
        let said = ours.iter().filter_map(|said| said["fault"].as_str());
        said.for_each(|fault| *faults.entry(fault.to_owned()).or_default() += 1);
        faulty += u32::from(ours.iter().any(|said| said.get("fault").is_some()));
        records += ours.iter().filter(|said| said.get("record").is_some()).count();
    }
    println!("{records} records, {faulty} journals with faults: {faults:?}");
    // Half of them were damaged, in every way there is.
    assert!(records > 5000 && faulty > 350, "{records} {faulty}");
    assert_eq!(faults.len(), 9, "{faults:?}");
}
