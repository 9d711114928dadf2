//! A timeline as JSON, for scripts: the shape is a promise, its keys in this order.
//!
//! Times are RFC 3339 in the incident's zone, what is not known is null, and the text of an event
//! comes out as it was typed, byte for byte, once parsed. Characters that could drive a terminal
//! are written as `\u` escapes.

mod figures;
mod inert;

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use self::figures::FiguresJson;
pub use self::inert::inert_json;
use super::Chosen;
use crate::analysis::Analysis;
use crate::time::{Moment, Span, Zone};
use crate::timeline::{ActionItem, CauseRole, ClockNote, Event, Evidence, RecordId, Recorded, Timeline};

/// The whole timeline, everything that is struck or hidden included. Outside not all of it is told,
/// and what is measured by what is not told is left out.
pub fn json(timeline: &Timeline, outside: bool) -> String {
    inert_json(&IncidentJson::of(timeline, outside))
}

/// The same of a timeline as it was known at a moment, or with no more events than were chosen; both
/// are named.
pub fn json_of(timeline: &Timeline, as_of: Option<Moment>, chosen: Option<&Chosen>) -> String {
    let mut incident = IncidentJson::of(timeline, false);
    incident.as_of = as_of.map(|at| stamp(&timeline.incident().zone(), at));
    if let Some(chosen) = chosen {
        incident.events.retain(|event| event.id.parse().is_ok_and(|id| chosen.has(id)));
        incident.filter = Some(&chosen.expression);
    }
    inert_json(&incident)
}

#[derive(Serialize)]
struct IncidentJson<'a> {
    id: &'a str,
    title: Option<&'a str>,
    zone: String,
    severity: Option<u8>,
    state: &'static str,
    start: Option<String>,
    end: Option<String>,
    events: Vec<EventJson<'a>>,
    hypotheses: Vec<HypothesisJson>,
    actions: Vec<ActionJson>,
    sections: BTreeMap<String, String>,
    #[serde(flatten)]
    figures: FiguresJson,
    clock: Vec<ClockJson<'a>>,
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
}

impl<'a> IncidentJson<'a> {
    fn of(timeline: &'a Timeline, outside: bool) -> IncidentJson<'a> {
        let incident = timeline.incident();
        let zone = incident.zone();
        let analysis = Analysis::of(timeline);
        let impact = analysis.impact;
        let labels = timeline.hypothesis_labels();
        IncidentJson {
            id: &incident.id,
            title: incident.title.as_deref(),
            severity: timeline.severity(),
            state: timeline.state().name(),
            start: impact.start_at().map(|at| stamp(&zone, at.moment)),
            end: impact.end_at().map(|at| stamp(&zone, at.moment)),
            events: timeline.all_events().map(|event| EventJson::of(event, &zone, &labels)).collect(),
            hypotheses: hypotheses(&analysis, &zone),
            actions: actions(timeline),
            sections: timeline.sections().into_iter().map(|section| (section.name, section.text)).collect(),
            figures: if outside { FiguresJson::outside(&analysis, &zone) } else { FiguresJson::of(&analysis, &zone) },
            clock: timeline
                .clock_notes()
                .filter(|(recorded, _)| !timeline.is_redacted(recorded.id))
                .map(|(recorded, note)| ClockJson::of(recorded, note, &zone))
                .collect(),
            as_of: None,
            filter: None,
            zone: zone.name().to_owned(),
        }
    }
}

impl<'a> EventJson<'a> {
    fn of(event: &'a Event, zone: &Zone, labels: &HashMap<RecordId, &str>) -> EventJson<'a> {
        let evidence =
            |Evidence { file, bytes, source, .. }: &'a Evidence| EvidenceJson { file, bytes: *bytes, source };
        let Times { at, until, stated } = Times::of(event, zone);
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
        }
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
    };
    timeline.action_items().into_iter().map(action).collect()
}

fn stamp(zone: &Zone, at: Moment) -> String {
    zone.stamp(at).to_string()
}
