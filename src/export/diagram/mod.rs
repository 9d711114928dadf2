//! The diagram of an incident: who noticed, who was called, which paths were followed, how bad it
//! was and when it was silent, on one axis of time.
//!
//! Worked out once as plain values; [`text`], [`mermaid`] and [`svg`] only draw them. Nothing is
//! drawn that was not recorded: what is not known of a beginning or an end is drawn as not known.

mod lanes;
mod mermaid;
mod placing;
mod svg;
mod text;

#[cfg(test)]
mod tests;

use self::lanes::{entries, impact, marks, paths, silences};
use super::rows::Teller;
use crate::analysis::{Axis, PathState, Told};
use crate::time::{Moment, When};
use crate::timeline::{Event, RecordId, Tag, Timeline};
use crate::words;

/// What a diagram shows of an incident.
#[derive(Clone, Debug)]
pub struct Diagram {
    title: String,
    /// `Fri 7 Jun 2024, 10:00 to 12:00 WAT (UTC+1)`
    span: String,
    /// `WAT`
    zone: String,
    axis: Axis,
    detections: Vec<Mark>,
    people: Vec<Mark>,
    /// A lane each, in the order of recording.
    paths: Vec<PathLane>,
    /// `and 14 more hypotheses`; empty where each has its lane.
    more_paths: String,
    /// What ended misleading paths that nobody had recorded as hypotheses.
    nameless: Vec<Mark>,
    impact: ImpactLane,
    /// Every told event on the axis.
    entries: Vec<Entry>,
    silences: Vec<Silence>,
    /// `1 entry earlier`; empty where everything is on the axis.
    beyond: String,
}

/// Something that happened at a moment.
#[derive(Clone, Debug)]
struct Mark {
    at: Moment,
    shape: Shape,
    /// None where no told event says it.
    event: Option<RecordId>,
    tag: Option<Tag>,
    /// What stands beside it.
    label: String,
    /// All there is to say: time, tag, text.
    full: String,
    /// For how many others at almost the same time it stands.
    more: usize,
}

/// What a mark stands for, the weightier the later.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Shape {
    Role,
    Acknowledged,
    Escalation,
    Detection,
    Impact,
    CameBack,
    /// A path is followed from here on.
    Opened,
    Parked,
    RuledOut,
    Confirmed,
    Mitigated,
    AllClear,
    Resolved,
}

/// One hypothesis.
#[derive(Clone, Debug)]
struct PathLane {
    /// `H1`
    label: String,
    /// `H1 network fault`
    name: String,
    /// `H1: network fault, ruled out after 10 min`
    full: String,
    state: PathState,
    event: Option<RecordId>,
    lines: Vec<Line>,
    marks: Vec<Mark>,
    /// What stands behind its end: `10 min: network diagnostics clean`.
    verdict: String,
    /// The same where there is more room: `ruled out after 10 min: network diagnostics clean`.
    outcome: String,
}

/// A stretch in which a path was followed: surely between the inner two moments, perhaps between
/// the outer ones.
#[derive(Clone, Copy, Debug)]
struct Line {
    from: Moment,
    sure_from: Moment,
    sure_to: Moment,
    to: Moment,
    /// It goes on beyond its end.
    is_open: bool,
}

#[derive(Clone, Debug)]
struct ImpactLane {
    stages: Vec<Level>,
    marks: Vec<Mark>,
    /// Whether its first stage begins where the impact did, and not merely where it was seen.
    start_recorded: bool,
    /// Whether it was not over when the last was recorded.
    goes_on: bool,
}

/// A stretch of the impact, cut to the axis.
#[derive(Clone, Debug)]
struct Level {
    from: Moment,
    to: Moment,
    mitigated: bool,
    share: Option<f64>,
    /// Its share where that is new: `80%`.
    said: String,
    /// All that is new of it: `80%, mitigated`.
    words: String,
    full: String,
}

#[derive(Clone, Debug)]
struct Entry {
    at: Moment,
    event: RecordId,
    tag: Tag,
    /// Empty where there are too many to be told apart.
    full: String,
}

/// A time in which nothing was recorded while the impact lasted.
#[derive(Clone, Debug)]
struct Silence {
    from: Moment,
    to: Moment,
    /// `45 min`
    length: String,
    full: String,
}

impl Silence {
    /// What stands in the middle of it: as much as there is room for, by how wide words are.
    fn words(&self, fits: impl Fn(&str) -> bool) -> Option<String> {
        [format!("{} silent", self.length), self.length.clone()].into_iter().find(|words| fits(words))
    }
}

impl Diagram {
    /// The diagram of a timeline; none where fewer than two moments were recorded.
    pub fn of(timeline: &Timeline) -> Option<Diagram> {
        Diagram::told_by(&Teller::of(timeline))
    }

    /// The same where not every event is told: then neither silence nor how much was entered is to be
    /// seen.
    pub(super) fn of_what_is_told(self) -> Diagram {
        Diagram { entries: Vec::new(), silences: Vec::new(), beyond: String::new(), ..self }
    }

    pub(super) fn told_by(teller: &Teller) -> Option<Diagram> {
        let analysis = &teller.analysis;
        let axis = analysis.axis(teller.calendar.zone().clone())?;
        let tagged = |tags: &'static [Tag]| {
            let wanted = move |event: &&Told| tags.contains(&event.tag());
            analysis.told.iter().filter(wanted).map(|told| told.event).collect::<Vec<&Event>>()
        };
        let (lanes, more_paths) = paths(teller, &axis);
        let nameless = analysis.paths.iter().filter(|path| path.hypothesis.is_none());
        let nameless: Vec<&Event> = nameless.filter_map(|path| path.closed).collect();
        Some(Diagram {
            title: words::one_line(analysis.timeline.incident().title()),
            span: span(teller, &axis),
            zone: words::one_line(&teller.calendar.zone_name()),
            detections: marks(&tagged(&[Tag::Detection]), teller, &axis),
            people: marks(&tagged(&[Tag::Acknowledged, Tag::Escalation, Tag::Role]), teller, &axis),
            paths: lanes,
            more_paths,
            nameless: marks(&nameless, teller, &axis),
            impact: impact(teller, &axis),
            entries: entries(teller, &axis),
            silences: silences(teller, &axis),
            beyond: beyond(teller, &axis),
            axis,
        })
    }

    /// The same in sentences, for whoever does not see it.
    fn description(&self) -> String {
        let mut said = vec![self.span.clone()];
        said.extend(first(&self.detections, "detection"));
        said.extend(first(&self.people, "entry of people"));
        said.extend(self.paths.iter().map(|path| path.full.clone()));
        said.extend(Some(self.more_paths.clone()).filter(|more| !more.is_empty()));
        said.extend(self.impact.stages.iter().take(SAID).map(|level| level.full.clone()));
        said.extend(
            self.silences
                .iter()
                .max_by_key(|silence| silence.to.millis_since(silence.from))
                .map(|longest| format!("Longest silence: {}", longest.full)),
        );
        said.extend((!self.entries.is_empty()).then(|| words::count(self.entries.len(), "entry")));
        said.join(". ") + "."
    }
}

/// The first mark of a lane, and how many there are.
fn first(marks: &[Mark], noun: &str) -> Option<String> {
    let others = marks.iter().map(|mark| mark.more + 1).sum::<usize>().checked_sub(1)?;
    let more = if others > 0 { format!(" (and {others} more)") } else { String::new() };
    Some(format!("First {noun}: {}{more}", marks.first()?.full))
}

/// So many stages of the impact are told in words.
const SAID: usize = 12;

fn span(teller: &Teller, axis: &Axis) -> String {
    let calendar = &teller.calendar;
    let zone = calendar.zone();
    let (from, to) = (calendar.date(axis.from), calendar.date(axis.to));
    let end = if from == to { String::new() } else { format!("{to}, ") };
    let [start_clock, end_clock] = [axis.from, axis.to].map(|at| zone.stamp(at).local().format("%H:%M"));
    if zone.offset_at(axis.from) == zone.offset_at(axis.to) {
        return format!("{from}, {start_clock} to {end}{end_clock} {}", zone.label_at(axis.from));
    }
    let [before, after] = [axis.from, axis.to].map(|at| zone.short_at(at));
    format!("{from}, {start_clock} {before} to {end}{end_clock} {after} ({})", zone.name())
}

fn clock(teller: &Teller, at: Moment) -> String {
    teller.calendar.clock(&When::minute(teller.calendar.zone().stamp(at)))
}

/// How much was recorded of other times.
fn beyond(teller: &Teller, axis: &Axis) -> String {
    let count = |is_beyond: &dyn Fn(Moment) -> bool| {
        let bounds = teller.analysis.told.iter().filter_map(|event| event.bound());
        bounds.filter(|at| is_beyond(*at)).count()
    };
    let (earlier, later) = (count(&|at| at < axis.from), count(&|at| at > axis.to));
    let said = [(earlier, "earlier"), (later, "later")];
    let said = said.iter().filter(|(n, _)| *n > 0).map(|(n, when)| format!("{} {when}", words::count(*n, "entry")));
    said.collect::<Vec<_>>().join(", ")
}
