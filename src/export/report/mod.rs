//! The report: all that a postmortem says, in words, before it becomes any format.
//!
//! Made from what may be told, and from nothing else: what was not recorded is empty here, and the
//! format says so with the question to ask. Templates are written over this object; its fields, as
//! they are named here, are what they may use (`assets/templates/README.md`).

mod beside;
mod written;

use std::collections::BTreeMap;

use serde::Serialize;

use super::clocks::clock_remarks;
use super::diagram::Diagram;
use super::figures::{Figure, figures};
use super::profile::Profile;
use super::prose::opening;
use super::questions::questions;
use super::rows::{Row, Rows, Teller};
use crate::analysis::{Analysis, Path, PathState, Told};
use crate::time::Moment;
use crate::timeline::{ActionItem, CauseRole, Event, TAGS, Tag, Timeline};
use crate::words;
pub use beside::{Attached, Held, Measure, Muted};
pub use written::Written;

/// A postmortem as plain values.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Report {
    /// brief, full, external.
    pub profile: &'static str,
    /// What must be mended before it is final, in the words of the rules; with none, it is no draft.
    pub draft: Vec<&'static str>,
    pub id: String,
    pub title: String,
    /// 1 is the worst; none if nobody said.
    pub severity: Option<u8>,
    /// open, mitigated, resolved, closed.
    pub state: &'static str,
    /// Who recorded or wrote something, in alphabetical order.
    pub authors: Vec<String>,
    /// The zone of every time: `WAT`.
    pub zone: String,
    pub duration: Duration,
    pub impact: Vec<Row>,
    pub detections: Vec<Row>,
    /// Deploys, settings, maintenance: what may have set it off.
    pub changes: Vec<Row>,
    /// The causes that still hold.
    pub causes: Vec<Cause>,
    pub days: Vec<Day>,
    /// Events whose time was not recorded, in the order of recording.
    pub untimed: Rows,
    /// How many events of each tag the timeline tells, in the order of the tags.
    pub tags: Vec<Tally>,
    pub misleading_paths: Vec<PathRow>,
    /// Whether any suspected cause was recorded at all.
    pub any_hypothesis: bool,
    /// The metrics that say something of this incident, each with the times it was measured between.
    pub figures: Vec<Figure>,
    /// What was decided and done once the cause was known, mitigations, resolutions.
    pub resolution: Vec<Row>,
    pub escalations: Vec<Row>,
    pub roles: Vec<Held>,
    pub decisions: Vec<Row>,
    /// The status messages that went out.
    pub updates: Vec<Row>,
    pub evidence: Vec<Attached>,
    /// What is to be done.
    pub measures: Vec<Measure>,
    /// What was considered and is not to be done.
    pub rejected: Vec<Measure>,
    pub questions: Vec<String>,
    /// Every section by its name: `sections["root cause"]`.
    pub sections: BTreeMap<&'static str, Written>,
    /// What was written under names that are none of the sections.
    pub other_sections: Vec<Written>,
    /// The rules of the lint that were silenced.
    pub muted: Vec<Muted>,
    /// What the reader must know of the document itself.
    pub remarks: Vec<String>,
    pub diagram: Picture,
}

/// The diagram, as far as the format shows one.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Picture {
    /// In characters, for a block of code.
    pub text: Option<String>,
    /// The source of a Mermaid chart, where it was asked for.
    pub mermaid: Option<String>,
    /// A drawing, in a page.
    pub svg: Option<String>,
    /// The name of the drawing's file beside the document, where it was asked for.
    pub svg_file: Option<String>,
}

/// In which ways a document draws its diagram.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Drawn {
    pub text: bool,
    pub mermaid: bool,
    pub svg: bool,
}

impl Picture {
    fn of(teller: &Teller, profile: Profile, drawn: Drawn) -> Picture {
        let wanted = drawn.text || drawn.mermaid || drawn.svg;
        let Some(diagram) = wanted.then(|| Diagram::told_by(teller)).flatten() else { return Picture::default() };
        let diagram = if profile == Profile::External { diagram.of_what_is_told() } else { diagram };
        Picture {
            text: drawn.text.then(|| diagram.text().trim_end().to_owned()),
            mermaid: drawn.mermaid.then(|| diagram.mermaid().trim_end().to_owned()),
            svg: drawn.svg.then(|| diagram.svg()),
            svg_file: None,
        }
    }
}

/// The parts of the line that says how long it lasted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Duration {
    /// `2 h 00 min`
    pub length: Option<String>,
    /// How much of the time between start and end it had gone away.
    pub less: Option<String>,
    /// Why there is no length, where there is both a start and an end.
    pub reason: String,
    /// `Fri 7 Jun 2024, 10:00`
    pub start: Option<String>,
    /// `12:00`, with its date where that is another day.
    pub end: Option<String>,
    /// `WAT (UTC+1)`
    pub zone: String,
    /// `09:00–11:00 UTC`; none where the zone is UTC.
    pub utc: Option<String>,
    /// What the start is: `impact`, `detection` or `entry`.
    pub start_is: &'static str,
    /// All of these in sentences: `Fri 7 Jun 2024, 10:00 to 12:00 WAT (UTC+1), 09:00–11:00 UTC.`, and
    /// what the start is, where the impact's own is not recorded; empty without a start.
    pub from_to: String,
}

/// One day of the timeline.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Day {
    /// `Fri 7 Jun 2024`
    pub date: String,
    pub days_later: String,
    pub rows: Rows,
}

/// How many events have a tag.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Tally {
    pub name: &'static str,
    pub count: usize,
}

/// A cause, with the hypotheses that it confirmed: `H3: database`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Cause {
    pub row: Row,
    /// `Root cause`, `Contributing cause`, `Trigger`.
    pub role: &'static str,
    pub confirms: Vec<String>,
}

/// A path that was ruled out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PathRow {
    /// `H1`; empty where nobody recorded it as a hypothesis.
    pub label: String,
    pub name: String,
    pub from: Option<String>,
    pub to: Option<String>,
    pub length: Option<String>,
    /// The words that disproved it.
    pub ruled_out_by: String,
}

impl Report {
    /// What the timeline says of a section that nobody has written or confirmed; none where it says
    /// nothing, or nothing is drafted for it.
    pub fn drafted(&self, section: &str) -> Option<&str> {
        self.sections.get(section).filter(|written| written.state == "drafted")?.text.as_deref()
    }

    /// The report of a timeline that may be told.
    pub fn of(timeline: &Timeline, profile: Profile, drawn: Drawn) -> Report {
        Report::by(Analysis::of(timeline), profile, drawn)
    }

    pub(super) fn by(analysis: Analysis, profile: Profile, drawn: Drawn) -> Report {
        let timeline = analysis.timeline;
        let teller = Teller::by(analysis);
        let told = || teller.analysis.all_told();
        let rows = |tag: Tag| told().filter(|event| event.tag() == tag).map(|event| teller.row(&event)).collect();
        let untimed = teller.analysis.untimed.iter().filter(|event| !is_listed(event));
        let items = timeline.action_items();
        let (rejected, open): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.is_rejected());
        let measures =
            |items: Vec<&ActionItem>| items.into_iter().map(|item| Measure::of(item, &teller)).collect::<Vec<_>>();
        let mut report = Report {
            profile: profile.name(),
            draft: Vec::new(),
            id: timeline.incident().id.clone(),
            title: timeline.incident().title().to_owned(),
            severity: timeline.severity(),
            state: timeline.state().name(),
            authors: beside::authors(&items, &teller),
            zone: teller.calendar.zone_name(),
            duration: duration(&teller),
            impact: rows(Tag::Impact),
            detections: told().filter(|event| event.tag() == Tag::Detection).map(|event| teller.gist(&event)).collect(),
            changes: rows(Tag::Change),
            causes: causes(&teller),
            days: days(&teller),
            untimed: teller.rows(&untimed.collect::<Vec<_>>()),
            tags: tags(told().filter(|event| !is_listed(event))),
            misleading_paths: misleading_paths(&teller),
            any_hypothesis: !teller.analysis.paths.is_empty(),
            figures: figures(&teller),
            resolution: told().filter(|event| ends_it(event, &teller)).map(|event| teller.gist(&event)).collect(),
            escalations: rows(Tag::Escalation),
            roles: beside::roles(&teller),
            decisions: rows(Tag::Decision),
            updates: rows(Tag::Update),
            evidence: beside::attached(told(), &teller),
            measures: measures(open),
            rejected: measures(rejected),
            questions: questions(&teller),
            sections: BTreeMap::new(),
            other_sections: Vec::new(),
            muted: beside::muted(timeline),
            remarks: remarks(timeline, &teller),
            diagram: Picture::of(&teller, profile, drawn),
        };
        (report.sections, report.other_sections) = written::sections(timeline, &report);
        report
    }
}

fn duration(teller: &Teller) -> Duration {
    let (impact, calendar) = (teller.analysis.impact, &teller.calendar);
    let start_at = impact.start_at().map(|at| at.moment);
    let end_at = impact.end_at().map(|at| at.moment);
    let end = impact.end.zip(end_at).map(|(event, at)| {
        let clock = calendar.clock(event.when());
        let same_day = start_at.is_some_and(|start| calendar.date(start) == calendar.date(at));
        if same_day { clock } else { format!("{}, {clock}", calendar.date(at)) }
    });
    let metric = teller.analysis.metric("impact_duration");
    let length = metric.as_ref().and_then(|metric| metric.span);
    let mut duration = Duration {
        length: length.map(words::span),
        less: teller.analysis.gone_away().map(words::span),
        reason: metric.map_or_else(String::new, |metric| metric.reason),
        start: impact
            .start
            .zip(start_at)
            .map(|(event, at)| format!("{}, {}", calendar.date(at), calendar.clock(event.when()))),
        end,
        zone: start_at.map_or_else(String::new, |at| calendar.zone().label_at(at)),
        utc: start_at.and_then(|at| calendar.in_utc(at, end_at)),
        start_is: match (impact.start_recorded, teller.analysis.milestones.detected) {
            (true, _) => "impact",
            (false, Some(_)) => "detection",
            (false, None) => "entry",
        },
        from_to: String::new(),
    };
    duration.from_to = from_to(&duration);
    duration
}

fn from_to(duration: &Duration) -> String {
    let Some(start) = &duration.start else { return String::new() };
    let end = duration.end.as_ref().map_or_else(String::new, |end| format!(" to {end}"));
    let utc = duration.utc.as_ref().map_or_else(String::new, |utc| format!(", {utc}"));
    let start_is = match duration.start_is {
        "detection" => " Start is the first detection; when the impact began was not recorded.",
        "entry" => " Start is the first entry; neither a detection nor the beginning of the impact was recorded.",
        _ => "",
    };
    format!("{start}{end} {}{utc}.{start_is}", duration.zone)
}

fn days(teller: &Teller) -> Vec<Day> {
    let listed = teller.analysis.told.iter().filter(|event| !is_listed(event));
    let listed: Vec<(&Told, Moment)> = listed.filter_map(|event| Some((event, event.bound()?))).collect();
    let days = listed.chunk_by(|(_, at), (_, next)| teller.calendar.day(*at) == teller.calendar.day(*next));
    let day = |events: &[(&Told, Moment)]| {
        let (_, at) = *events.first()?;
        Some(Day {
            date: teller.calendar.date(at),
            days_later: teller.calendar.days_later(at),
            rows: teller.rows(&events.iter().map(|(event, _)| *event).collect::<Vec<_>>()),
        })
    };
    days.filter_map(day).collect()
}

fn tags<'a>(told: impl Iterator<Item = Told<'a>>) -> Vec<Tally> {
    let mut counts = vec![0; TAGS.len()];
    told.for_each(|event| counts[event.tag() as usize] += 1);
    let tallies = TAGS.iter().zip(counts).map(|(row, count)| Tally { name: row.name, count });
    tallies.filter(|tally| tally.count > 0).collect()
}

/// A todo is a measure and a question an open one: each has a list of its own, and is no part of
/// what happened.
fn is_listed(event: &Told) -> bool {
    matches!(event.tag(), Tag::Todo | Tag::Question)
}

fn causes(teller: &Teller) -> Vec<Cause> {
    let names = |event: &Event| {
        let confirmed = |path: &&Path| path.state == PathState::Confirmed && path.is_of(&event.body.confirms);
        teller.analysis.paths.iter().filter(confirmed).filter_map(named).collect()
    };
    let standing = teller.analysis.standing_causes();
    let role = |event: &Event| match event.body.cause_role() {
        None | Some(CauseRole::Root) => "Root cause",
        Some(CauseRole::Contributing) => "Contributing cause",
        Some(CauseRole::Trigger) => "Trigger",
    };
    standing.map(|event| Cause { row: teller.row(event), role: role(event), confirms: names(event) }).collect()
}

/// `H3: database`, or the label alone where its words are not told.
pub(in crate::export) fn named(path: &Path) -> Option<String> {
    let hypothesis = path.hypothesis?;
    let name =
        path.opened.filter(|event| event.is_told()).map_or_else(String::new, |event| words::one_line(event.text()));
    Some(if name.is_empty() { hypothesis.label.clone() } else { format!("{}: {name}", hypothesis.label) })
}

fn misleading_paths(teller: &Teller) -> Vec<PathRow> {
    let is_told = |event: &&Event| event.is_told();
    let row = |path: &Path| {
        let (opened, closed) = (path.opened.filter(is_told), path.closed.filter(is_told));
        (opened.is_some() || closed.is_some()).then(|| PathRow {
            label: path.hypothesis.map_or_else(String::new, |hypothesis| hypothesis.label.clone()),
            name: opened.map_or_else(String::new, |event| event.text().to_owned()),
            from: opened.and_then(|event| teller.time(event)),
            to: closed.and_then(|event| teller.time(event)),
            length: path.length.map(words::span),
            ruled_out_by: closed.map_or_else(String::new, |event| opening(event.text()).to_owned()),
        })
    };
    teller.analysis.paths.iter().filter(|path| path.state == PathState::RuledOut).filter_map(row).collect()
}

/// Whether an event may be part of how it ended: a mitigation, a resolution, or something decided
/// or done, unless that was before the cause was known.
fn ends_it(event: &Told, teller: &Teller) -> bool {
    match event.tag() {
        Tag::Mitigation | Tag::Resolution => true,
        Tag::Action | Tag::Decision => {
            let diagnosed = teller.analysis.milestones.diagnosed.and_then(Event::bound);
            event.bound().zip(diagnosed).is_none_or(|(at, diagnosed)| at >= diagnosed)
        }
        _ => false,
    }
}

fn remarks(timeline: &Timeline, teller: &Teller) -> Vec<String> {
    let written = teller.calendar.written_afterwards(timeline.incident());
    let written = written.map(|date| format!("Written down afterwards, on {date}."));
    let newer = timeline.unknown().count();
    let newer = (newer > 0).then(|| {
        format!(
            "{} in the journal, written by a newer version of decklog, could not be shown here.",
            words::count(newer, "record")
        )
    });
    let reopened = timeline.incident().reopened.is_some() && !timeline.state().is_over();
    let reopened = reopened.then(|| "It came back after it was resolved, and is not resolved since.".to_owned());
    let unconfirmed = timeline.all_events().filter(|event| event.is_told() && event.is_unconfirmed()).count();
    let unconfirmed = (unconfirmed > 0).then(|| match unconfirmed {
        1 => "1 event was imported, and nobody has confirmed it yet.".to_owned(),
        n => format!("{n} events were imported, and nobody has confirmed them yet."),
    });
    [reopened, written, unconfirmed, newer].into_iter().flatten().chain(clock_remarks(timeline, teller)).collect()
}
