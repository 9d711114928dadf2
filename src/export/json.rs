//! A timeline as JSON, for scripts: the shape is a promise, its keys in this order.
//!
//! Times are RFC 3339 in the incident's zone, what is not known is null, and the text of an event
//! comes out as it was typed, byte for byte, once parsed. Characters that could drive a terminal
//! are written as `\u` escapes.

use std::collections::{BTreeMap, HashMap};
use std::io;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::analysis::{Analysis, Metric};
use crate::time::{Moment, Span, Zone};
use crate::timeline::{CauseRole, ClockNote, Event, Evidence, RecordId, Recorded, Tag, Timeline};
use crate::words;

/// The whole timeline, everything that is struck or hidden included.
pub fn json(timeline: &Timeline) -> String {
    inert_json(&IncidentJson::of(timeline))
}

/// A value as indented JSON in which nothing can drive a terminal.
pub fn inert_json(value: &impl Serialize) -> String {
    let mut written = Vec::new();
    let formatter = Inert(PrettyFormatter::new());
    // Neither a vector nor these values can fail; what is written is UTF-8.
    let _ = value.serialize(&mut serde_json::Serializer::with_formatter(&mut written, formatter));
    let mut text = String::from_utf8(written).unwrap_or_default();
    text.push('\n');
    text
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
    metrics: MetricsJson,
    clock: Vec<ClockJson<'a>>,
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
struct LinkJson {
    id: String,
    name: Option<String>,
    link: &'static str,
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

/// An object with a key for each metric, in the order of their table.
struct MetricsJson(Vec<Metric>);

#[derive(Serialize)]
struct MetricJson {
    minutes: Option<(i64, Option<i64>)>,
    state: &'static str,
    /// Why there is no figure, or what stands for an end that nobody recorded.
    reason: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

impl<'a> IncidentJson<'a> {
    fn of(timeline: &'a Timeline) -> IncidentJson<'a> {
        let incident = timeline.incident();
        let zone = incident.zone();
        let analysis = Analysis::of(timeline);
        let impact = analysis.impact;
        let labels: HashMap<RecordId, String> =
            timeline.hypotheses().into_iter().map(|hypothesis| (hypothesis.id, hypothesis.label)).collect();
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
            metrics: MetricsJson(analysis.metrics()),
            clock: timeline
                .clock_notes()
                .filter(|(recorded, _)| !timeline.is_redacted(recorded.id))
                .map(|(recorded, note)| ClockJson::of(recorded, note, &zone))
                .collect(),
            zone: zone.name().to_owned(),
        }
    }
}

impl<'a> EventJson<'a> {
    fn of(event: &'a Event, zone: &Zone, labels: &HashMap<RecordId, String>) -> EventJson<'a> {
        let when = event.when();
        let said = || when.words.clone().unwrap_or_else(|| when.shown(zone));
        let evidence =
            |Evidence { file, bytes, source, .. }: &'a Evidence| EvidenceJson { file, bytes: *bytes, source };
        EventJson {
            id: event.id.to_string(),
            at: when.bound().map(|at| stamp(zone, at.moment)),
            until: when.until().map(|until| stamp(zone, until.moment)),
            stated: (when.is_stated() && (when.words.is_some() || when.bound().is_some())).then(said),
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
fn links(event: &Event, labels: &HashMap<RecordId, String>) -> Vec<LinkJson> {
    let link = |id: &RecordId, link| LinkJson { id: id.to_string(), name: labels.get(id).cloned(), link };
    let body = &event.body;
    let own = body.opens.map(|_| link(&event.id, "opens"));
    let others = [(&body.rules_out, "rules_out"), (&body.confirms, "confirms"), (&body.about, "about")];
    let others = others.into_iter().flat_map(|(ids, name)| ids.iter().map(move |id| link(id, name)));
    own.into_iter().chain(others).collect()
}

fn hypotheses(analysis: &Analysis, zone: &Zone) -> Vec<HypothesisJson> {
    let at = |event: Option<&Event>| event.and_then(|event| event.when().bound()).map(|at| stamp(zone, at.moment));
    let known = analysis.paths.iter().filter_map(|path| {
        let hypothesis = path.hypothesis.as_ref()?;
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

/// Todos that no action item answers, then the action items.
fn actions(timeline: &Timeline) -> Vec<ActionJson> {
    let items = timeline.action_items();
    let answered = |event: &Event| items.iter().any(|item| item.change.answers == Some(event.id));
    let todo = |event: &&Event| event.is_told() && event.tag() == Tag::Todo && !answered(event);
    let said = timeline.all_events().filter(todo).map(|event| ActionJson {
        text: Some(event.text().to_owned()),
        r#type: None,
        owner: None,
        due: None,
        state: None,
    });
    let made = items.iter().map(|item| item.change.clone()).map(|change| ActionJson {
        text: change.text,
        r#type: change.kind,
        owner: change.owner,
        due: change.due,
        state: change.state,
    });
    said.chain(made).collect()
}

impl Serialize for MetricsJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.0.len()))?;
        for metric in &self.0 {
            let value = MetricJson {
                minutes: metric.span.map(Span::minutes),
                state: metric.state.name(),
                reason: Some(metric.reason.clone()).filter(|reason| !reason.is_empty()),
                from: metric.from.map(|id| id.to_string()),
                to: metric.to.map(|id| id.to_string()),
            };
            object.serialize_entry(metric.name, &value)?;
        }
        object.end()
    }
}

fn stamp(zone: &Zone, at: Moment) -> String {
    zone.stamp(at).to_string()
}

/// Writes indented JSON in which nothing can drive a terminal.
struct Inert(PrettyFormatter<'static>);

impl Formatter for Inert {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for piece in fragment.split_inclusive(words::is_unsafe_to_show) {
            let unsafe_end = piece.char_indices().next_back().filter(|(_, c)| words::is_unsafe_to_show(*c));
            let plain = unsafe_end.map_or(piece, |(start, _)| &piece[..start]);
            writer.write_all(plain.as_bytes())?;
            for unit in unsafe_end.map(|(_, c)| c).into_iter().flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec()) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}
