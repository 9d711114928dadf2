//! `summary.json`: what a one-line command must know of an incident without reading it.
//!
//! A cache beside the journals. It names the heads it was made from; whatever was added since is
//! read and brought forward, and when that can't be done, or the file is missing, stale or
//! damaged, the journals are read once in full. Deleting it costs that one reading.

use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::line::{self, Link};
use super::medium::{Access, Medium, MediumFile};
use super::reading::{Read, is_of_another, read_all, writer_of};
use super::recovery::{self, What};
use crate::time::{Moment, Stamp};
use crate::timeline::{
    GroupId, Incident, KnownEvent, KnownHypothesis, Order, Place, RecordId, Recorded, State, Summary, Tag, Timeline,
};

/// A summary with what it was made from.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Known {
    pub summary: Summary,
    heads: Vec<Head>,
    /// Bytes of journals that were read to bring it up to date.
    pub read: u64,
}

/// How far into one journal a summary reaches.
#[derive(Clone, PartialEq, Debug)]
struct Head {
    file: String,
    len: u64,
    link: Option<Link>,
}

/// Beyond this, it is worth writing the summary anew: what a line more costs to read and prove, every command after
/// it pays again; a new summary costs about as much as four of them, once.
const WORTH_WRITING: u64 = 4 * 1024;

/// The summary of the incident in `dir`, brought up to date.
///
/// # Errors
/// When the journals can't be read at all.
pub fn load(medium: &dyn Medium, dir: &Path, own: &str) -> io::Result<Known> {
    let known = match kept(medium, dir) {
        Some(known) => known,
        None => from_journals(medium, dir, own)?,
    };
    if known.read > WORTH_WRITING {
        // Never has to succeed, and never has to be durable.
        let _ = store(medium, dir, &known);
    }
    Ok(known)
}

/// The summary as it was kept, brought up to date; none when only a full reading would do.
pub fn kept(medium: &dyn Medium, dir: &Path) -> Option<Known> {
    let known = decode(&medium.read(&dir.join("summary.json")).ok()?)?;
    bring_forward(medium, dir, known).ok().flatten()
}

/// The summary of a timeline that was folded from `reading`.
pub fn of(timeline: &Timeline, journals: &[Read]) -> Known {
    let head = |read: &Read| Head { file: read.file.clone(), len: read.len, link: read.head.clone() };
    let heads: Vec<Head> = journals.iter().map(head).collect();
    let read = heads.iter().map(|head| head.len).sum();
    Known { summary: Summary::of(timeline), heads, read }
}

/// Writes the summary beside the journals.
///
/// # Errors
/// As the medium reports them; the summary can always be done without.
pub fn store(medium: &dyn Medium, dir: &Path, known: &Known) -> io::Result<()> {
    medium.replace(&dir.join("summary.json"), &encode(known), false)
}

/// One full reading.
fn from_journals(medium: &dyn Medium, dir: &Path, own: &str) -> io::Result<Known> {
    let journals = dir.join("journal");
    let reading = match read_all(medium, &journals, own) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Known::default()),
        reading => reading?,
    };
    Ok(of(&Timeline::of(reading.records), &reading.journals))
}

/// Reads what was added since; `None` when only a full reading tells.
fn bring_forward(medium: &dyn Medium, dir: &Path, mut known: Known) -> io::Result<Option<Known>> {
    let journals = dir.join("journal");
    let mut added: Vec<Recorded> = Vec::new();
    let files = medium.list(&journals)?;
    // What was in a journal that somebody took away is not there any more.
    if known.heads.iter().any(|head| !files.contains(&head.file)) {
        return Ok(None);
    }
    for file in files {
        let Some(writer) = writer_of(&file) else { continue };
        let path = journals.join(&file);
        let head = known.heads.iter_mut().find(|head| head.file == file);
        let from = head.as_ref().map_or(0, |head| head.len);
        let (_, len) = match medium.stat(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            there => there?,
        };
        if len < from {
            return Ok(None);
        }
        let open = medium.open(&path, Access::Read)?;
        if let Some(head) = head.as_ref()
            && !still_ends_so(&*open, head)?
        {
            return Ok(None);
        }
        if len == from {
            continue;
        }
        let mut last = head.as_ref().and_then(|head| head.link.clone());
        let writer: Arc<str> = Arc::from(writer);
        let (mut follows, mut unfinished) = (true, None);
        let end = recovery::scan(&*open, from, &writer, &mut |found| match found.what {
            What::Line(line) => {
                // A copy under a wrong name is left out.
                follows &= from > 0 || last.is_some() || !is_of_another(&line, &writer);
                follows &= last.as_ref().is_none_or(|last| line.prev == last.sum);
                last = Some(Link { n: line.n, sum: line.sum });
                added.extend(line.recorded.map(|recorded| *recorded));
            }
            What::Tail => unfinished = Some(found.at.start),
            What::Bad { .. } => {}
        })?;
        if !follows {
            return Ok(None);
        }
        known.read += end - from;
        let len = unfinished.unwrap_or(end);
        match head {
            Some(head) => (head.len, head.link) = (len, last),
            None => known.heads.push(Head { file, len, link: last }),
        }
    }
    added.sort_by(|a, b| (&a.place, a.id).cmp(&(&b.place, b.id)));
    // What was appended again after a failed sync counts once.
    let mut seen = HashSet::new();
    added.retain(|recorded| seen.insert(recorded.id));
    Ok(added.iter().all(|recorded| known.summary.advance(recorded)).then_some(known))
}

/// Whether the part of a journal that a summary reaches into still ends in the line that it has seen last.
/// After the power failed another can stand there, for which there was no place before.
fn still_ends_so(open: &dyn MediumFile, head: &Head) -> io::Result<bool> {
    const REACH: u64 = 4096;
    if head.len == 0 {
        return Ok(true);
    }
    // The first line of a journal is its beginning, which is never another.
    let start = head.len.saturating_sub(REACH).max(1);
    let bytes = open.read_range(start, usize::try_from(head.len - start).unwrap_or(0))?;
    let Some(lines) = bytes.strip_suffix(b"\n") else { return Ok(false) };
    // A line that is longer than that is not looked for.
    let Some(newline) = lines.iter().rposition(|b| *b == b'\n') else { return Ok(true) };
    let last = &lines[newline + 1..];
    Ok(line::stated(last).is_none_or(|stated| head.link.as_ref() == Some(&stated)))
}

#[derive(Serialize, Deserialize)]
struct Wire {
    format: u32,
    heads: Vec<HeadWire>,
    id: String,
    title: Option<String>,
    zone: Option<String>,
    severity: Option<u8>,
    started: Option<String>,
    closed: bool,
    reopened: Option<i64>,
    begun: Option<String>,
    state: String,
    events: u64,
    first: Option<String>,
    latest: Option<String>,
    detected: Option<String>,
    felt: Option<String>,
    impact_start: Option<String>,
    recorded: Option<i64>,
    highest: u32,
    hypotheses: Vec<HypothesisWire>,
    events_known: Vec<KnownEventWire>,
    questions: u64,
    todos: u64,
    severity_said: Option<i64>,
    newest: (i64, u32, String, u64),
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    awaited: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    awaited_groups: Vec<String>,
}

/// What is in the file: the summary, and a sum that proves that it is what was written.
#[derive(Serialize, Deserialize)]
struct Sealed<'a> {
    sum: String,
    #[serde(borrow)]
    summary: &'a RawValue,
}

/// A file, how far it was read, and the number and sum of its last line.
type HeadWire = (String, u64, Option<(u64, String)>);

#[derive(Serialize, Deserialize)]
struct HypothesisWire {
    id: String,
    number: u32,
    label: String,
    name: String,
    opened: Option<String>,
    open: bool,
    confirmed: bool,
    last_turn: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct KnownEventWire {
    id: String,
    tag: String,
    at: String,
    text: String,
    detail: Option<String>,
}

/// A summary of another format is read anew from the journals.
const FORMAT: u32 = 3;
const STATES: [State; 4] = [State::Open, State::Mitigated, State::Resolved, State::Closed];

fn encode(known: &Known) -> Vec<u8> {
    let stamp = |stamp: &Option<Stamp>| stamp.map(|stamp| stamp.to_string());
    let Summary { incident, state, events, first, latest, recorded, hypotheses, highest_number, .. } = &known.summary;
    let Summary { detected, felt, impact_start, severity_said, newest, awaited, awaited_groups, .. } = &known.summary;
    let Summary { events_known, questions, todos, .. } = &known.summary;
    let head = |head: &Head| {
        let link = head.link.as_ref().map(|link| (link.n, link.sum.clone()));
        (head.file.clone(), head.len, link)
    };
    let wire = Wire {
        format: FORMAT,
        heads: known.heads.iter().map(head).collect(),
        id: incident.id.clone(),
        title: incident.title.clone(),
        zone: incident.zone.clone(),
        severity: incident.severity,
        started: stamp(&incident.started),
        closed: incident.closed,
        reopened: incident.reopened.map(Moment::millis),
        begun: stamp(&incident.begun),
        state: state.name().to_owned(),
        events: *events,
        first: stamp(first),
        latest: stamp(latest),
        detected: stamp(detected),
        felt: stamp(felt),
        impact_start: stamp(impact_start),
        recorded: recorded.map(Moment::millis),
        highest: *highest_number,
        hypotheses: hypotheses
            .iter()
            .map(|known| HypothesisWire {
                id: known.id.to_string(),
                number: known.number,
                label: known.label.clone(),
                name: known.name.clone(),
                opened: stamp(&known.opened),
                open: known.open,
                confirmed: known.confirmed,
                last_turn: known.last_turn.map(Moment::millis),
            })
            .collect(),
        events_known: events_known
            .iter()
            .map(|event| KnownEventWire {
                id: event.id.to_string(),
                tag: event.tag.name().to_owned(),
                at: event.at.to_string(),
                text: event.text.clone(),
                detail: event.detail.clone(),
            })
            .collect(),
        questions: *questions,
        todos: *todos,
        severity_said: severity_said.map(Moment::millis),
        newest: (newest.order.millis, newest.order.counter, newest.writer.to_string(), newest.n),
        awaited: awaited.iter().map(RecordId::to_string).collect(),
        awaited_groups: awaited_groups.iter().map(GroupId::to_string).collect(),
    };
    let sealed = |summary: &RawValue| serde_json::to_vec(&Sealed { sum: seal(summary), summary });
    serde_json::value::to_raw_value(&wire).and_then(|summary| sealed(&summary)).unwrap_or_default()
}

fn seal(summary: &RawValue) -> String {
    line::hex(&line::digest(summary.get())[..16])
}

fn decode(bytes: &[u8]) -> Option<Known> {
    let sealed: Sealed<'_> = serde_json::from_slice(bytes).ok()?;
    if sealed.sum != seal(sealed.summary) {
        return None;
    }
    let wire: Wire = serde_json::from_str(sealed.summary.get()).ok().filter(|wire: &Wire| wire.format == FORMAT)?;
    let stamp = |text: Option<String>| match text {
        Some(text) => Stamp::parse(&text).ok().map(Some),
        None => Some(None),
    };
    let hypothesis = |wire: HypothesisWire| {
        let HypothesisWire { id, number, label, name, opened, open, confirmed, last_turn } = wire;
        let last_turn = last_turn.map(Moment::from_millis);
        let (id, opened) = (id.parse().ok()?, stamp(opened)?);
        Some(KnownHypothesis { id, number, label, name, opened, open, confirmed, last_turn })
    };
    let known_event = |wire: KnownEventWire| {
        let KnownEventWire { id, tag, at, text, detail } = wire;
        Some(KnownEvent { id: id.parse().ok()?, tag: Tag::named(&tag)?, at: Stamp::parse(&at).ok()?, text, detail })
    };
    let incident = Incident {
        id: wire.id,
        title: wire.title,
        zone: wire.zone,
        severity: wire.severity,
        started: stamp(wire.started)?,
        closed: wire.closed,
        reopened: wire.reopened.map(Moment::from_millis),
        begun: stamp(wire.begun)?,
    };
    let summary = Summary {
        incident,
        state: STATES.into_iter().find(|state| state.name() == wire.state)?,
        events: wire.events,
        first: stamp(wire.first)?,
        latest: stamp(wire.latest)?,
        detected: stamp(wire.detected)?,
        felt: stamp(wire.felt)?,
        impact_start: stamp(wire.impact_start)?,
        recorded: wire.recorded.map(Moment::from_millis),
        hypotheses: wire.hypotheses.into_iter().map(hypothesis).collect::<Option<_>>()?,
        highest_number: wire.highest,
        events_known: wire.events_known.into_iter().map(known_event).collect::<Option<_>>()?,
        questions: wire.questions,
        todos: wire.todos,
        severity_said: wire.severity_said.map(Moment::from_millis),
        newest: {
            let (millis, counter, writer, n) = wire.newest;
            Place { order: Order { millis, counter }, writer: Arc::from(writer), n }
        },
        awaited: wire.awaited.iter().map(|id| id.parse().ok()).collect::<Option<_>>()?,
        awaited_groups: wire.awaited_groups.iter().map(|id| id.parse().ok()).collect::<Option<_>>()?,
    };
    let head = |(file, len, link): HeadWire| {
        let link = link.map(|(n, sum)| Link { n, sum });
        Head { file, len, link }
    };
    Some(Known { summary, heads: wire.heads.into_iter().map(head).collect(), read: 0 })
}
