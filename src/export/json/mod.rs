//! A timeline as JSON, for scripts: the shape is a promise, its keys in this order.
//!
//! Times are RFC 3339 in the incident's zone, what is not known is null, and the text of an event
//! comes out as it was typed, byte for byte, once parsed. Characters that could drive a terminal
//! are written as `\u` escapes. What is not there where it says nothing (how a time was said that is
//! not to the minute, small facts beside a text, what is hidden) is enough for `import` to give the same
//! timeline back.

mod figures;
mod inert;

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use self::figures::FiguresJson;
use self::inert::inert_array;
pub use self::inert::inert_json;
use super::Chosen;
use crate::analysis::Analysis;
use crate::beside::both;
use crate::time::{Moment, Said, Span, When, Zone};
use crate::timeline::{ActionItem, CauseRole, ClockNote, Ending, Event, Evidence, RecordId, Recorded, Timeline};

/// The whole timeline, everything that is struck or hidden included. Outside not all of it is told,
/// and what is measured by what is not told is left out.
pub fn json(timeline: &Timeline, outside: bool) -> String {
    written(timeline, &IncidentJson::of(timeline, outside), outside, |_| true)
}

/// The same of a timeline as it was known at a moment, or with no more events than were chosen; both
/// are named.
pub fn json_of(timeline: &Timeline, as_of: Option<Moment>, chosen: Option<&Chosen>) -> String {
    let mut incident = IncidentJson::of(timeline, false);
    incident.as_of = as_of.map(|at| stamp(&timeline.incident().zone(), at));
    incident.filter = chosen.map(|chosen| chosen.expression.as_str());
    written(timeline, &incident, false, |event| chosen.is_none_or(|chosen| chosen.has(event.id)))
}

/// The document with those events that are wanted in their place: most of it is events, and they are
/// made into text as it is written, so that a long incident is not held in one more form.
fn written(timeline: &Timeline, incident: &IncidentJson, outside: bool, is_wanted: impl Fn(&Event) -> bool) -> String {
    // No text can hold this line: its quotes would be escaped.
    const EVENTS: &str = "\n  \"events\": ";
    const LAST: &str = "\n  ]";
    let around = inert_json(incident);
    let Some((before, after)) = around.split_once(&format!("{EVENTS}[]")) else { return around };
    let (zone, labels) = (timeline.incident().zone(), timeline.hypothesis_labels());
    let events: Vec<&Event> = timeline.all_events().filter(|event| is_wanted(event)).collect();
    let (first, second) = events.split_at(if events.len() < MANY { events.len() } else { events.len() / 2 });
    let json = |events: &[&Event], begun: String| {
        inert_array(begun, events.iter().map(|event| EventJson::of(event, &zone, &labels, outside)))
    };
    let first = || json(first, [before, EVENTS].concat());
    let mut document = if second.is_empty() {
        first()
    } else {
        let (mut document, rest) = both(first, || json(second, String::new()));
        document.truncate(document.len() - LAST.len());
        document.push(',');
        document.push_str(&rest[1..]);
        document
    };
    document.push_str(after);
    document
}

/// So many events are worth a second thread.
const MANY: usize = 1024;

#[derive(Serialize)]
struct IncidentJson<'a> {
    id: &'a str,
    title: Option<&'a str>,
    zone: String,
    severity: Option<u8>,
    state: &'static str,
    start: Option<String>,
    end: Option<String>,
    /// Put in when the rest is written.
    events: [EventJson<'a>; 0],
    hypotheses: Vec<HypothesisJson>,
    actions: Vec<ActionJson>,
    sections: BTreeMap<String, String>,
    #[serde(flatten)]
    figures: FiguresJson,
    clock: Vec<ClockJson<'a>>,
    /// When it began, of one that was written down afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    started: Option<String>,
    /// When it was closed by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<String>,
    /// The severity that it was started with, where events have said another one since.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_severity: Option<u8>,
    /// When it came back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reopened: Vec<String>,
    /// The moment at which so much was known; not there where all is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// What chose the events; not there where all are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'a str>,
}

/// What a clock did, as its writer noted it.
#[derive(Default, Serialize)]
struct ClockJson<'a> {
    at: String,
    kind: &'static str,
    /// How far it was set, how long the machine slept, or how far the other clock is ahead.
    seconds: Option<f64>,
    /// The last stamp with the old offset, and the first with the new one.
    from: Option<String>,
    to: Option<String>,
    /// The writer whose clock is ahead.
    other: Option<&'a str>,
    writer: &'a str,
}

#[derive(Serialize)]
struct EventJson<'a> {
    id: String,
    at: Option<String>,
    until: Option<String>,
    /// The time as said; null for one that was stamped.
    stated: Option<String>,
    tag: &'static str,
    text: &'a str,
    labels: Vec<&'a str>,
    hypotheses: Vec<LinkJson>,
    by: Option<&'a str>,
    recorded: String,
    struck: bool,
    starred: bool,
    evidence: Vec<EvidenceJson<'a>>,
    /// How a stated time was meant, where that is not the minute: `second`, `about`, `by`, `after`.
    #[serde(skip_serializing_if = "Option::is_none")]
    said: Option<&'static str>,
    /// How many minutes off `about` can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    margin: Option<u16>,
    /// Left out of the story, and not struck.
    #[serde(skip_serializing_if = "is_not")]
    hidden: bool,
    /// The reason it was struck.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    /// Small facts beside the text: which role, how bad, that it was the start.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    details: BTreeMap<&'a str, &'a str>,
    /// Where it was imported from, and that nobody has confirmed it since.
    #[serde(skip_serializing_if = "Option::is_none")]
    imported: Option<&'a str>,
    #[serde(skip_serializing_if = "is_not")]
    unconfirmed: bool,
    /// Of a command that was run; absent for everything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<OutcomeJson>,
}

fn is_not(value: &bool) -> bool {
    !value
}

/// How a command ended.
#[derive(Serialize)]
struct OutcomeJson {
    /// ok, failed, or unknown where its end was not recorded.
    state: &'static str,
    /// Its status, the signal that ended it, or why it was not started.
    exit: Option<String>,
    seconds: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct LinkJson {
    pub id: String,
    pub name: Option<String>,
    pub link: &'static str,
}

#[derive(Serialize)]
struct EvidenceJson<'a> {
    file: &'a str,
    bytes: u64,
    source: &'a str,
}

#[derive(Serialize)]
struct HypothesisJson {
    id: String,
    name: String,
    text: String,
    opened: Option<String>,
    closed: Option<String>,
    state: &'static str,
    /// root, contributing or trigger, where it was confirmed and somebody said which.
    role: Option<&'static str>,
    minutes: Option<(i64, Option<i64>)>,
}

#[derive(Serialize)]
struct ActionJson {
    text: Option<String>,
    r#type: Option<String>,
    owner: Option<String>,
    due: Option<String>,
    state: Option<String>,
    /// The event that it was made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    todo: Option<String>,
}

impl<'a> IncidentJson<'a> {
    fn of(timeline: &'a Timeline, outside: bool) -> IncidentJson<'a> {
        let incident = timeline.incident();
        let zone = incident.zone();
        let analysis = Analysis::of(timeline);
        let impact = analysis.impact;
        IncidentJson {
            id: &incident.id,
            title: incident.title.as_deref(),
            severity: timeline.severity(),
            state: timeline.state().name(),
            start: impact.start_at().map(|at| stamp(&zone, at.moment)),
            end: impact.end_at().map(|at| stamp(&zone, at.moment)),
            events: [],
            hypotheses: hypotheses(&analysis, &zone),
            actions: actions(timeline),
            sections: timeline.sections().into_iter().map(|section| (section.name, section.text)).collect(),
            figures: if outside { FiguresJson::outside(&analysis, &zone) } else { FiguresJson::of(&analysis, &zone) },
            clock: timeline
                .clock_notes()
                .filter(|(recorded, _)| !timeline.is_redacted(recorded.id))
                .map(|(recorded, note)| ClockJson::of(recorded, note, &zone))
                .collect(),
            started: incident.started.filter(|_| !outside).map(|at| stamp(&zone, at.moment)),
            closed: timeline.closing().filter(|_| !outside).map(|(at, _)| stamp(&zone, at.moment)),
            first_severity: incident.severity.filter(|first| Some(*first) != timeline.severity() && !outside),
            reopened: timeline.reopenings().into_iter().filter(|_| !outside).map(|at| stamp(&zone, at)).collect(),
            as_of: None,
            filter: None,
            zone: zone.name().to_owned(),
        }
    }
}

impl<'a> EventJson<'a> {
    fn of(event: &'a Event, zone: &Zone, labels: &HashMap<RecordId, &str>, outside: bool) -> EventJson<'a> {
        let evidence =
            |Evidence { file, bytes, source, .. }: &'a Evidence| EvidenceJson { file, bytes: *bytes, source };
        let Times { at, until, stated } = Times::of(event, zone);
        let (said, margin) = meant(event.when());
        EventJson {
            id: event.id.to_string(),
            at,
            until,
            stated,
            tag: event.tag().name(),
            text: event.text(),
            labels: event.labels().collect(),
            hypotheses: links(event, labels),
            by: Some(&*event.by).filter(|by| !by.is_empty()),
            recorded: stamp(zone, event.recorded.moment),
            struck: event.struck.is_some(),
            starred: event.body.starred,
            evidence: event.evidence.iter().map(evidence).collect(),
            said,
            margin,
            hidden: event.body.hidden,
            why: event.struck.as_deref().filter(|_| !outside),
            details: event.body.facts().filter(|_| !outside).collect(),
            imported: event.body.imported().filter(|_| !outside),
            unconfirmed: event.is_unconfirmed() && !outside,
            outcome: event.body.outcome().map(|state| OutcomeJson::of(state, event.body.ending().as_ref())),
        }
    }
}

/// How a stated time was meant, where that is not the minute and no range; and how far off it can be.
fn meant(when: &When) -> (Option<&'static str>, Option<u16>) {
    match when.said {
        Said::Second(_) => (Some("second"), None),
        Said::About { margin_minutes, .. } => (Some("about"), Some(margin_minutes)),
        Said::By(_) => (Some("by"), None),
        Said::After(_) => (Some("after"), None),
        Said::Live(_) | Said::Minute(_) | Said::Between(..) | Said::Unknown => (None, None),
    }
}

impl OutcomeJson {
    fn of(state: &'static str, ending: Option<&Ending>) -> OutcomeJson {
        let seconds = ending.map(|ending| ending.took_ms as f64 / 1000.0);
        OutcomeJson { state, exit: ending.map(Ending::exit), seconds }
    }
}

/// When an event happened, for machines to read.
pub(super) struct Times {
    pub at: Option<String>,
    pub until: Option<String>,
    /// The time as said; none for one that was stamped.
    pub stated: Option<String>,
}

impl Times {
    pub(super) fn of(event: &Event, zone: &Zone) -> Times {
        let when = event.when();
        let said = || when.words.clone().unwrap_or_else(|| when.shown(zone));
        Times {
            at: when.bound().map(|at| stamp(zone, at.moment)),
            until: when.until().map(|until| stamp(zone, until.moment)),
            stated: (when.is_stated() && (when.words.is_some() || when.bound().is_some())).then(said),
        }
    }
}

impl<'a> ClockJson<'a> {
    fn of(recorded: &'a Recorded, note: &'a ClockNote, zone: &Zone) -> ClockJson<'a> {
        let noted =
            ClockJson { at: stamp(zone, recorded.at.moment), writer: &recorded.place.writer, ..ClockJson::default() };
        let seconds = |millis: f64| Some(millis / 1000.0);
        match note {
            ClockNote::Stepped { millis } => ClockJson { kind: "stepped", seconds: seconds(*millis as f64), ..noted },
            ClockNote::Suspended { millis } => {
                ClockJson { kind: "suspended", seconds: seconds(*millis as f64), ..noted }
            }
            ClockNote::Offset { from, to } => {
                ClockJson { kind: "offset", from: Some(from.to_string()), to: Some(to.to_string()), ..noted }
            }
            ClockNote::Ahead { writer, millis } => {
                ClockJson { kind: "ahead", seconds: seconds(*millis as f64), other: Some(writer), ..noted }
            }
        }
    }
}

/// What an event says of hypotheses, its own first.
pub(super) fn links(event: &Event, labels: &HashMap<RecordId, &str>) -> Vec<LinkJson> {
    let link = |id: &RecordId, link| LinkJson {
        id: id.to_string(),
        name: labels.get(id).map(|label| (*label).to_owned()),
        link,
    };
    let body = &event.body;
    let own = body.opens.map(|_| link(&event.id, "opens"));
    let others = [(&body.rules_out, "rules_out"), (&body.confirms, "confirms"), (&body.about, "about")];
    let others = others.into_iter().flat_map(|(ids, name)| ids.iter().map(move |id| link(id, name)));
    own.into_iter().chain(others).collect()
}

fn hypotheses(analysis: &Analysis, zone: &Zone) -> Vec<HypothesisJson> {
    let at = |event: Option<&Event>| event.and_then(|event| event.when().bound()).map(|at| stamp(zone, at.moment));
    let known = analysis.paths.iter().filter_map(|path| {
        let hypothesis = path.hypothesis?;
        Some(HypothesisJson {
            id: hypothesis.id.to_string(),
            name: hypothesis.label.clone(),
            text: hypothesis.name.clone(),
            opened: at(path.opened),
            closed: at(path.closed),
            state: path.state.name(),
            role: path.role.map(CauseRole::name),
            minutes: path.length.map(Span::minutes),
        })
    });
    known.collect()
}

/// As they were typed; an empty word takes back what was said before.
fn actions(timeline: &Timeline) -> Vec<ActionJson> {
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    let action = |ActionItem { change, .. }| ActionJson {
        text: change.text,
        r#type: said(change.kind),
        owner: said(change.owner),
        due: said(change.due),
        state: said(change.state),
        todo: change.todo.map(|todo| todo.to_string()),
    };
    timeline.action_items().into_iter().map(action).collect()
}

fn stamp(zone: &Zone, at: Moment) -> String {
    zone.stamp(at).to_string()
}
