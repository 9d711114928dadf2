//! The stories of the golden journals: fixed ids, clocks and salts, so that the bytes are fixed.

use std::path::PathBuf;
use std::sync::Arc;

use decklog::journal::append::{Appender, Pending};
use decklog::journal::codec::{self, Head};
use decklog::journal::{evidence, line, redact};
use decklog::time::{Moment, Offset, Said, Stamp, When};
use decklog::timeline::{
    ActionChange, Begin, ClockNote, EventBody, EventChange, Evidence, Order, Record, RecordId, Setting, Tag, Timeline,
};

use crate::disk::SimDisk;
use crate::responder::{INCIDENT, NINE, Responder, event, journal_path, pending};

pub const NAMES: [&str; 7] = ["good", "torn", "damaged", "redacted", "grouped-and-undone", "newer", "two-writers"];

const WRITER: &str = "web-3-7f3a";

/// The journals of a story, as they are written today.
pub fn told(name: &str) -> SimDisk {
    match name {
        "good" => good(),
        "torn" => torn(),
        "damaged" => damaged(),
        "redacted" => redacted(),
        "grouped-and-undone" => grouped_and_undone(),
        "newer" => newer(),
        "two-writers" => two_writers(),
        _ => panic!("no story is called {name}"),
    }
}

pub fn incident_dir() -> PathBuf {
    journal_path(WRITER).dir.parent().unwrap().to_owned()
}

fn path(writer: &str) -> PathBuf {
    journal_path(writer).file()
}

/// A disk with the beginning of a writer's journal, whose ids and salt are fixed, too.
fn begun(disk: Option<SimDisk>, writer: &str, n: u64) -> SimDisk {
    let begin = Begin {
        incident: INCIDENT.to_owned(),
        writer: writer.to_owned(),
        host: writer.split('-').next().unwrap().to_owned(),
        program: "decklog 0.1.0".to_owned(),
    };
    let first = pending(n, Record::Begin(begin));
    let head = Head {
        v: 1,
        n: 0,
        id: first.id,
        at: first.at,
        order: Order { millis: first.at.moment.millis(), counter: 0 },
        up: first.up.clone(),
        group: first.group,
        prev: line::chain_start(INCIDENT, writer),
    };
    let (line, _) = line::write(&head, &codec::encode_payload(&first.by, &first.salt, &first.record));
    let mut files = disk.map(|disk| disk.files()).unwrap_or_default();
    files.insert(path(writer), line.into_bytes());
    SimDisk::with(files)
}

/// Appends what belongs together in one write.
fn append(disk: &SimDisk, writer: &str, records: &[Pending]) {
    let mut appender = Appender::new(Arc::new(disk.clone()), journal_path(writer));
    appender.append(records, records[0].at.moment).unwrap();
}

fn each(disk: &SimDisk, writer: &str, records: &[Pending]) {
    records.iter().for_each(|record| append(disk, writer, std::slice::from_ref(record)));
}

/// So many minutes after nine in UTC, by a clock an hour ahead.
fn at(minute: i64) -> Stamp {
    Moment::from_millis(NINE + minute * 60_000).at(Offset::from_seconds(3600))
}

fn body(said: Said, words: Option<&str>, tag: Tag, text: &str) -> EventBody {
    EventBody::new(When { said, words: words.map(str::to_owned) }, tag, text)
}

fn id(n: u64) -> RecordId {
    pending(n, Record::Redacted).id
}

/// Every kind of record, every kind of time, every field.
fn good() -> SimDisk {
    let disk = begun(None, WRITER, 0);
    let opening = vec![
        Setting::Title("Checkout down, 5xx".to_owned()),
        Setting::Zone("Africa/Lagos".to_owned()),
        Setting::Severity(2),
        Setting::Started(at(-5)),
    ];
    let severity = [("severity".to_owned(), "1".to_owned())];
    let evidence = Evidence {
        of: id(2),
        file: evidence::file_name(PASTED, "txt"),
        bytes: PASTED.len() as u64,
        source: "paste".to_owned(),
    };
    let change = EventChange {
        when: Some(When { said: Said::Minute(at(3)), words: Some("10:03".to_owned()) }),
        tag: Some(Tag::Finding),
        text: Some("p99 > 4 s on \"checkout\"".to_owned()),
        details: severity.clone().into(),
        starred: Some(true),
        ..EventChange::default()
    };
    let todo = ActionChange {
        text: Some("alert on pool exhaustion".to_owned()),
        kind: Some("detect".to_owned()),
        owner: Some("ana".to_owned()),
        due: Some("Friday".to_owned()),
        state: Some("open".to_owned()),
        answers: Some(id(4)),
        todo: None,
    };
    let records = [
        Record::Set(opening),
        Record::Event(
            body(Said::Live(at(1)), None, Tag::Detection, "Alert: größer ≥ 10 %\n\tsecond line #checkout").into(),
        ),
        Record::Event(body(Said::Second(at(2)), Some("10:02:00"), Tag::Impact, "").into()),
        Record::Event(
            EventBody {
                opens: Some(1),
                typed: Some(at(4)),
                ..body(Said::Minute(at(3)), Some("10:03"), Tag::Hypothesis, "the database is full")
            }
            .into(),
        ),
        Record::Event(
            EventBody {
                opens: Some(2),
                rules_out: vec![id(4)],
                about: vec![id(4)],
                ..body(
                    Said::About { at: at(10), margin_minutes: 5 },
                    Some("~10:10"),
                    Tag::MisleadingPath,
                    "disk is 40 % full; so it is the pool",
                )
            }
            .into(),
        ),
        Record::Event(
            EventBody {
                confirms: vec![id(5)],
                starred: true,
                ..body(Said::By(at(20)), Some("by 10:20"), Tag::Cause, "pool exhausted")
            }
            .into(),
        ),
        Record::Event(body(Said::After(at(15)), Some("after 10:15"), Tag::Escalation, "called @bo").into()),
        Record::Event(body(Said::Between(at(16), at(19)), Some("10:16-10:19"), Tag::Action, "restarted web-3").into()),
        Record::Event(
            EventBody { hidden: true, ..body(Said::Unknown, Some("when bo left"), Tag::Note, "lunch \u{1b}[2J") }
                .into(),
        ),
        Record::Event(
            EventBody {
                details: severity.into(),
                ..body(Said::Live(at(21)), None, Tag::Severity, "everybody is affected")
            }
            .into(),
        ),
        Record::Amend { of: id(3), change: change.into() },
        Record::Amend { of: id(7), change: EventChange { opens: Some(None), ..EventChange::default() }.into() },
        Record::Strike { of: id(8), why: Some("it was web-4".to_owned()) },
        Record::Section { name: "impact".to_owned(), text: "Nobody could pay.".to_owned() },
        Record::Action { of: None, change: todo.into() },
        Record::Action {
            of: Some(id(15)),
            change: ActionChange { state: Some("done".to_owned()), ..Default::default() }.into(),
        },
        Record::Evidence(evidence),
        Record::Mute { rule: "no-owner".to_owned(), why: Some("not ours".to_owned()) },
        Record::Mute { rule: "no-owner".to_owned(), why: None },
        Record::Clock(ClockNote::Stepped { millis: -7_200_000 }),
        Record::Clock(ClockNote::Suspended { millis: 28_800_000 }),
        Record::Clock(ClockNote::Offset { from: at(0), to: at(0).moment.at(Offset::UTC) }),
        Record::Clock(ClockNote::Ahead { writer: "bastion-19c2".to_owned(), millis: 7_200_000 }),
        Record::Event(body(Said::Live(at(30)), None, Tag::Resolution, "payments go through again").into()),
        Record::Set(vec![Setting::Closed(true), Setting::Reopened(at(31))]),
        Record::Set(vec![Setting::Closed(false)]),
    ];
    let records: Vec<Pending> = records.into_iter().zip(1..).map(|(record, n)| pending(n, record)).collect();
    each(&disk, WRITER, &records);
    evidence::keep(&disk, &incident_dir(), &evidence::file_name(PASTED, "txt"), PASTED).unwrap();
    disk
}

/// What was pasted into an event.
const PASTED: &[u8] = b"pool: 200 of 200 in use\nwaiting: 1312\n";

/// A write that was cut off and fenced, and one that was cut off at the end.
fn torn() -> SimDisk {
    let disk = begun(None, WRITER, 0);
    each(&disk, WRITER, &[event(1, "before"), event(2, "before, too"), event(3, "never acknowledged")]);
    let whole = disk.bytes(&path(WRITER));
    let disk = SimDisk::with([(path(WRITER), whole[..whole.len() - 40].to_vec())]);
    each(&disk, WRITER, &[event(4, "after"), event(5, "never acknowledged either")]);
    let whole = disk.bytes(&path(WRITER));
    SimDisk::with([(path(WRITER), whole[..whole.len() - 200].to_vec())])
}

/// A changed letter, a lost newline, a lost line.
fn damaged() -> SimDisk {
    let disk = begun(None, WRITER, 0);
    each(&disk, WRITER, &(1..10).map(|n| event(n, &format!("event {n}"))).collect::<Vec<_>>());
    let text = String::from_utf8(disk.bytes(&path(WRITER))).unwrap();
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let changed = lines[2].replace("event 2", "evend 2");
    let glued = lines[4].trim_end().to_owned() + "\u{b}";
    (lines[2], lines[4]) = (&changed, &glued);
    lines.remove(7);
    SimDisk::with([(path(WRITER), lines.concat().into_bytes())])
}

/// The words of an event and of its amendment are gone; what it stood for is not.
fn redacted() -> SimDisk {
    let disk = begun(None, WRITER, 0);
    let secret = EventBody {
        opens: Some(1),
        ..body(Said::Live(at(2)), None, Tag::Hypothesis, "the password hunter2 has leaked")
    };
    let change = EventChange { text: Some("hunter2 has leaked".to_owned()), ..EventChange::default() };
    each(
        &disk,
        WRITER,
        &[
            event(1, "before"),
            pending(2, Record::Event(secret.into())),
            pending(3, Record::Amend { of: id(2), change: change.into() }),
            event(4, "after"),
        ],
    );
    let timeline = |disk: &SimDisk| -> Timeline {
        let mut timeline = Timeline::default();
        timeline.apply(decklog::journal::reading::read_all(disk, &journal_path(WRITER).dir, WRITER).unwrap().records);
        timeline
    };
    let redactions = redact::redactions(&timeline(&disk), id(2), "a password");
    append(&disk, WRITER, &redactions.into_iter().zip(5..).map(|(record, n)| pending(n, record)).collect::<Vec<_>>());
    let ana = Responder::alone(&disk);
    redact::erase(&ana.author.shelf, INCIDENT, &timeline(&disk), &[]).unwrap();
    SimDisk::with(disk.files().into_iter().filter(|(path, _)| path.extension().is_some_and(|ext| ext == "jsonl")))
}

/// What one key press did together is taken back together, and brought back.
fn grouped_and_undone() -> SimDisk {
    let disk = begun(None, WRITER, 0);
    let together = |n: u64, others: std::ops::Range<u64>| {
        let group = pending(n, Record::Redacted).group;
        others.map(|n| Pending { group, ..event(n, &format!("event {n}")) }).collect::<Vec<_>>()
    };
    let undo = |n: u64, of: u64| pending(n, Record::Undo { group: pending(of, Record::Redacted).group });
    append(&disk, WRITER, &[event(1, "stays")]);
    append(&disk, WRITER, &together(2, 2..5));
    append(&disk, WRITER, &together(5, 5..7));
    each(&disk, WRITER, &[undo(7, 5), undo(8, 2), undo(9, 8), event(10, "after a redo"), undo(11, 10)]);
    disk
}

/// Lines of a newer version, and of this version with what it does not know.
fn newer() -> SimDisk {
    let disk = begun(None, WRITER, 0);
    each(&disk, WRITER, &[event(1, "written by this version")]);
    let mut bytes = disk.bytes(&path(WRITER));
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut push = |n: u64, head: &str, payload: &str| {
        let so_far = text(&bytes);
        let last = codec::decode_line(so_far.lines().last().unwrap()).unwrap();
        let head = head.replace("ID", &id(n).to_string()).replace("PREV", last.sum);
        let sum = line::sum(head.as_bytes(), &line::digest(payload));
        bytes.extend_from_slice(codec::encode_line(&head, &sum, payload).as_bytes());
    };
    let same = r#""at":"2024-06-07T10:01:00.000+01:00","order":[1717750860000,0],"group":"ID","prev":"PREV""#;
    let first = |v: u64, n: u64| format!(r#"{{"v":{v},"n":{n},"id":"ID","#);
    push(2, &(first(1, 2) + same), r#"{"by":"ana","salt":"02","poll":{"question":"roll back?"}}"#);
    let newer_event = r#"{"by":"ana","salt":"03","event":{"when":{"said":"live","at":"2024-06-07T10:02:00.000+01:00"},"tag":"customer call","text":"a tag and a field of tomorrow","mood":"calm"}}"#;
    push(3, &(first(1, 3) + &same.replace("10:01", "10:02").replace("0860", "0920")), newer_event);
    let kept =
        same.replace("10:01", "10:03").replace("0860", "0980").replace(r#","group""#, r#","zone":"UTC","group""#);
    push(4, &(first(2, 4) + &kept), r#"{"by":"ana","salt":"04","event":{"words":["all","new"]},"mood":"calm"}"#);
    let all_new = r#""clock":{"wall":"2024-06-07T09:04:00Z","vector":[3,1]},"prev":"PREV""#;
    push(5, &(first(3, 5) + all_new), r#"{"who":{"name":"ana"},"vote":[1,2]}"#);
    let disk = SimDisk::with([(path(WRITER), bytes)]);
    each(&disk, WRITER, &[event(600, "written by this version again")]);
    disk
}

/// Two writers who did not see each other gave the same number.
fn two_writers() -> SimDisk {
    let opened = |n: u64, number: u32, text: &str| {
        let body = EventBody { opens: Some(number), ..body(Said::Live(at(n as i64)), None, Tag::Hypothesis, text) };
        pending(n, Record::Event(body.into()))
    };
    let ruled_out = |n: u64, of: u64| {
        let body = body(Said::Live(at(n as i64)), None, Tag::MisleadingPath, "not that");
        pending(n, Record::Event(EventBody { rules_out: vec![id(of)], ..body }.into()))
    };
    let by_bo = |pending: Pending| Pending { by: Arc::from("bo"), ..pending };
    let disk = begun(None, WRITER, 0);
    each(&disk, WRITER, &[opened(1, 1, "the database"), opened(5, 2, "the network")]);
    let bo = begun(None, "bastion-19c2", 2);
    each(&bo, "bastion-19c2", &[by_bo(opened(6, 2, "the deploy")), by_bo(ruled_out(7, 1))]);
    let disk = SimDisk::with(disk.files().into_iter().chain(bo.files()));
    each(&disk, WRITER, &[ruled_out(8, 6), opened(9, 3, "the cache")]);
    disk
}
