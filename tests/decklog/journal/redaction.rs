//! Redaction in all its reach: the words leave this disk, the chain stays whole.

use std::path::PathBuf;
use std::sync::Arc;

use decklog::journal::append::{Appender, NotSaved};
use decklog::journal::chain::FaultKind;
use decklog::journal::drafts::{Draft, DraftFile, HalfTyped};
use decklog::journal::medium::{Access, Medium};
use decklog::journal::redact::{self, Erased};
use decklog::journal::{codec, line, summary};
use decklog::session::Once;
use decklog::timeline::{EventBody, EventChange, Record, RecordId, Tag};

use crate::disk::{Dice, EIO, Fault, Plan, SimDisk};
use crate::responder::{FakeClock, NINE, Responder, event, journal_path};

const SECRET: &str = "password is hunter2";

/// Records the redaction, as `decklog redact` does.
fn record_redaction(ana: &Responder, incident: &str, event: RecordId) {
    let redactions = redact::redactions(&ana.timeline(incident), event, "a password");
    ana.store(incident, redactions).unwrap();
}

fn erase(ana: &Responder, incident: &str) -> Result<Erased, NotSaved> {
    redact::erase(&ana.author.shelf, incident, &ana.timeline(incident), &[SECRET.to_owned()])
}

/// Every file that still has the words in it.
fn still_said(disk: &SimDisk) -> Vec<PathBuf> {
    let secret = SECRET.as_bytes();
    let says = |bytes: &[u8]| bytes.windows(secret.len()).any(|window| window == secret);
    disk.files().into_iter().filter(|(_, bytes)| says(bytes)).map(|(path, _)| path).collect()
}

/// Another writer's journal, copied into the incident.
fn copy_of_another(disk: &SimDisk, ana: &Responder, incident: &str) -> RecordId {
    let mut path = journal_path("bastion-19c2");
    path.dir = ana.dir(incident).join("journal");
    path.incident = incident.to_owned();
    let said = event(700, &format!("bo says the {SECRET}"));
    let mut appender = Appender::new(Arc::new(disk.clone()), path);
    appender.append(&[event(699, "before"), said.clone(), event(701, "after")], said.at.moment).unwrap();
    said.id
}

/// An incident in which the words were said everywhere they could be.
fn told_everywhere(disk: &SimDisk) -> (Responder, String, RecordId) {
    let ana = Responder::alone(disk);
    let incident = ana.start("checkout down");
    ana.log(&incident, "before").unwrap();
    let mut once = Once::open(&ana.author, &incident).unwrap();
    let id = ana.author.new_id();
    let body = EventBody { opens: Some(1), ..ana.body(Tag::Hypothesis, &format!("the {SECRET} leaked")) };
    once.add(ana.author.event(id, body, &[format!("$ cat .pgpass\n{SECRET}\n")], ana.author.clock.now()));
    once.save().unwrap();
    let change = EventChange { text: Some(format!("really the {SECRET}")), ..EventChange::default() };
    ana.store(&incident, vec![Record::Amend { of: id, change: change.into() }]).unwrap();
    ana.log(&incident, "after").unwrap();
    let known = summary::load(disk, &ana.dir(&incident), "").unwrap();
    summary::store(disk, &ana.dir(&incident), &known).unwrap();
    (ana, incident, id)
}

#[test]
fn the_words_leave_every_file_of_this_disk_and_the_chains_stay_whole() {
    let disk = SimDisk::new();
    let (ana, incident, id) = told_everywhere(&disk);
    let of_another = copy_of_another(&disk, &ana, &incident);
    let half = |text: &str| HalfTyped {
        id: ana.author.new_id(),
        text: text.to_owned(),
        began: ana.author.clock.now(),
        tag: None,
        incident: None,
        section: None,
    };
    let mut draft = DraftFile::new(&ana.author.shelf);
    let kept = Draft { line: Some(half(&format!("x1: {SECRET}"))), aside: vec![half("ask bo")], ..Draft::default() };
    draft.keep(&kept).unwrap();
    drop(draft);
    disk.put(&ana.dir(&incident).join("journal/.bastion-19c2.jsonl.99-0.new"), SECRET.as_bytes());
    assert!(still_said(&disk).len() >= 6, "{:?}", still_said(&disk));

    record_redaction(&ana, &incident, id);
    record_redaction(&ana, &incident, of_another);
    // Masked before a byte is gone: as it is where the files are only copied to.
    assert!(ana.texts(&incident).iter().all(|text| !text.contains("hunter2")));
    let erased = erase(&ana, &incident).unwrap();

    assert_eq!(still_said(&disk), Vec::<PathBuf>::new());
    assert_eq!((erased.payloads, erased.evidence, erased.drafts), (4, 1, 1));
    let verdict = ana.verify(&incident);
    assert!(!verdict.is_bad(), "{:?} {:?}", verdict.faults, verdict.evidence);
    let timeline = ana.timeline(&incident);
    let event = timeline.event(id).unwrap();
    assert_eq!((event.text(), event.tag(), event.redacted.as_deref()), ("", Tag::Hypothesis, Some("a password")));
    assert!(event.evidence.is_empty());
    assert_eq!(timeline.hypotheses()[0].label, "H1");
    assert_eq!(timeline.len(), 6);
    let drafts = decklog::journal::drafts::claim_orphans(&ana.author.shelf);
    let lines: Vec<&str> = drafts.iter().flat_map(|draft| draft.draft.lines()).map(|line| &*line.text).collect();
    assert_eq!(lines, ["ask bo"]);

    // Nothing is left to do, and the journals go on.
    assert_eq!(erase(&ana, &incident).unwrap().payloads, 0);
    ana.log(&incident, "afterwards").unwrap();
    assert!(!ana.verify(&incident).is_bad());
}

#[test]
fn a_torn_piece_loses_the_words_too() {
    let disk = SimDisk::new();
    let (ana, incident, id) = told_everywhere(&disk);
    let path = ana.journal(&incident);
    // Of a line that was torn in its middle, the words may be all that is left.
    let torn = format!("\u{0}\u{0}event\":{{\"text\":\"{SECRET}\"");
    disk.open(&path, Access::Append).unwrap().write(torn.as_bytes()).unwrap();
    ana.log(&incident, "afterwards").unwrap();
    record_redaction(&ana, &incident, id);
    erase(&ana, &incident).unwrap();
    assert_eq!(still_said(&disk), Vec::<PathBuf>::new());
    assert!(!ana.verify(&incident).is_bad());
}

#[test]
fn words_that_are_gone_without_a_redaction_are_damage() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    let id = ana.log(&incident, SECRET).unwrap();
    ana.log(&incident, "after").unwrap();
    let path = ana.journal(&incident);
    let text = String::from_utf8(disk.bytes(&path)).unwrap();
    let line = text.lines().find(|line| line.contains(SECRET)).unwrap();
    let payload = codec::decode_line(line).unwrap().payload;
    let placeholder = codec::encode_redacted(&line::hex(&line::digest(payload)));
    disk.put(&path, text.replace(payload, &placeholder).as_bytes());
    let verdict = ana.verify(&incident);
    let kinds: Vec<&FaultKind> = verdict.faults.iter().map(|fault| &fault.kind).collect();
    assert_eq!(kinds, [&FaultKind::Unexplained { id }]);
    assert!(verdict.is_bad());
}

#[test]
fn a_crash_in_the_middle_leaves_the_old_file_or_the_new_one() {
    let mut states = 0;
    for nth in 1.. {
        let disk = SimDisk::new();
        let (ana, incident, id) = told_everywhere(&disk);
        record_redaction(&ana, &incident, id);
        let path = ana.journal(&incident);
        let old = disk.bytes(&path);
        let copy = SimDisk::with(disk.files());
        erase(&Responder::at(&copy, "ana", &FakeClock::at(NINE + 60_000)), &incident).unwrap();
        let new = copy.bytes(&path);
        let timeline = ana.timeline(&incident);

        disk.plan(Some(Plan { nth, fault: Fault::Error(EIO), forever: true, only_syncs: false }));
        let erased = redact::erase(&ana.author.shelf, &incident, &timeline, &[]);
        let passed = disk.operations() < nth;
        disk.plan(None);
        assert!(!passed || erased.is_ok());
        for seed in 0..10 {
            let crashed = disk.crash(&mut Dice::new(nth * 100 + seed));
            let found = crashed.bytes(&path);
            assert!(found == old || found == new, "operation {nth}, seed {seed}");
            let ana = Responder::at(&crashed, "ana", &FakeClock::at(NINE + 60_000));
            erase(&ana, &incident).unwrap();
            assert_eq!(still_said(&crashed), Vec::<PathBuf>::new(), "operation {nth}, seed {seed}");
            assert!(!ana.verify(&incident).is_bad());
            states += 1;
        }
        if passed {
            break;
        }
    }
    assert!(states > 100, "{states}");
}

#[test]
fn a_redaction_that_waited_for_the_lock_writes_over_nothing_that_came_meanwhile() {
    let disk = SimDisk::new();
    let (ana, incident, id) = told_everywhere(&disk);
    record_redaction(&ana, &incident, id);
    let path = ana.journal(&incident);
    let mut holder = disk.open(&path, Access::Append).unwrap();
    assert!(holder.try_lock().unwrap());
    disk.plan(None);
    let waiting = {
        let (ana, incident) = (ana.clone(), incident.clone());
        std::thread::spawn(move || erase(&ana, &incident).unwrap())
    };
    // By then it has opened the file and asks for its lock again and again.
    while disk.operations() < 40 {
        std::thread::yield_now();
    }
    // Another redaction puts a new file in place, and somebody logs to it.
    let elsewhere = SimDisk::with(disk.files());
    let other = Responder::at(&elsewhere, "ana", &FakeClock::at(NINE + 60_000));
    erase(&other, &incident).unwrap();
    other.log(&incident, "logged meanwhile").unwrap();
    disk.put(&path, &elsewhere.bytes(&path));
    drop(holder);
    waiting.join().unwrap();
    assert!(ana.texts(&incident).contains(&"logged meanwhile".to_owned()));
    assert_eq!(still_said(&disk), Vec::<PathBuf>::new());
}

#[test]
fn nobody_appends_to_the_new_file_before_its_name_is_durable() {
    let disk = SimDisk::new();
    let (ana, incident, id) = told_everywhere(&disk);
    record_redaction(&ana, &incident, id);
    let path = ana.journal(&incident);
    let old = disk.stat(&path).unwrap().0;
    disk.hang_dir(path.parent());
    let erasing = {
        let (ana, incident) = (ana.clone(), incident.clone());
        std::thread::spawn(move || erase(&ana, &incident).unwrap())
    };
    disk.await_hanging();
    let mut new = disk.open(&path, Access::Append).unwrap();
    assert_ne!(new.identity().unwrap(), old);
    assert!(!new.try_lock().unwrap(), "a line could be called saved in a file that a crash takes away");
    disk.hang_dir(None);
    erasing.join().unwrap();
    assert!(new.try_lock().unwrap());
}
