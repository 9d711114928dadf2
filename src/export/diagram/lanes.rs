//! What stands in each lane of a diagram, from the timeline and what follows from it.

use std::cmp::Reverse;

use super::{Entry, ImpactLane, Level, Line, Mark, PathLane, Shape, Silence, clock};
use crate::analysis::{Axis, Followed, Gap, Path, PathState, SILENCE, Stage, Told};
use crate::export::report::named;
use crate::export::rows::Teller;
use crate::time::Moment;
use crate::timeline::{Event, Tag, Turn};
use crate::words;

/// More marks than this in one lane can't be told apart.
pub(super) const MARKS: usize = 200;

/// So many hypotheses have a lane of their own; more only if each was confirmed.
const LANES: usize = 12;
const CONFIRMED: usize = 40;

/// The longest silences that are drawn.
const SILENCES: usize = 60;

/// The longest text that a picture holds beside a mark; the timeline has all of it.
const LABEL: usize = 120;
const FULL: usize = 400;

/// The events as marks of one lane; where they are too many, the weightiest of those close
/// together stands for all of them.
pub(super) fn marks(events: &[&Event], teller: &Teller, axis: &Axis) -> Vec<Mark> {
    let on_axis = |event: &&&Event| event.is_told() && event.bound().is_some_and(|at| axis.holds(at));
    let mut events: Vec<&Event> = events.iter().filter(on_axis).copied().collect();
    events.sort_by_key(|event| event.bound());
    let parts = if events.len() > MARKS { MARKS } else { usize::MAX };
    let mut found: Vec<(usize, &Event, usize)> = Vec::new();
    for (place, event) in events.into_iter().enumerate() {
        let part = match event.bound() {
            Some(at) if parts < usize::MAX => axis.part(at, parts),
            _ => place,
        };
        match found.last_mut().filter(|(last, ..)| *last == part) {
            Some((_, shown, more)) => {
                *more += 1;
                *shown = if shape(event) > shape(shown) { event } else { shown };
            }
            None => found.push((part, event, 0)),
        }
    }
    found.into_iter().filter_map(|(_, event, more)| Some(Mark { more, ..mark(event, teller)? })).collect()
}

/// One event as a mark.
fn mark(event: &Event, teller: &Teller) -> Option<Mark> {
    let text = words::one_line(event.text());
    let label = match event.tag() {
        Tag::Acknowledged if text.is_empty() => "ack".to_owned(),
        Tag::Acknowledged => format!("ack: {text}"),
        Tag::Role => words::one_line(&event.body.said()),
        Tag::Resolution if text.is_empty() => event.tag().name().to_owned(),
        _ => text,
    };
    Some(Mark {
        at: event.bound()?,
        shape: shape(event),
        event: Some(event.id),
        tag: Some(event.tag()),
        label: shortened(&label, LABEL),
        full: full(event, teller),
        more: 0,
    })
}

fn shape(event: &Event) -> Shape {
    match event.tag() {
        Tag::Detection => Shape::Detection,
        Tag::Acknowledged => Shape::Acknowledged,
        Tag::Role => Shape::Role,
        Tag::MisleadingPath => Shape::RuledOut,
        Tag::Mitigation => Shape::Mitigated,
        Tag::Resolution if event.body.is_all_clear() => Shape::AllClear,
        Tag::Resolution => Shape::Resolved,
        Tag::Impact => Shape::Impact,
        _ => Shape::Escalation,
    }
}

/// `10:20 Misleading path (H1, 10 min): network diagnostics clean`
fn full(event: &Event, teller: &Teller) -> String {
    let row = teller.row(event);
    let text = words::one_line(&row.text);
    let colon = if text.is_empty() { "" } else { ": " };
    shortened(
        &format!("{} {}{colon}{text}", teller.calendar.dated_clock(event.when()), words::one_line(&row.tag)),
        FULL,
    )
}

fn shortened(text: &str, most: usize) -> String {
    super::placing::fitted(text, i64::try_from(most).unwrap_or(i64::MAX), &|_| 1)
}

/// The hypotheses that have a lane, and what is said of the others.
pub(super) fn paths(teller: &Teller, axis: &Axis) -> (Vec<PathLane>, String) {
    let hypotheses = teller.analysis.paths.iter().filter(|path| path.hypothesis.is_some());
    let all: Vec<(&Path, Vec<Line>)> = hypotheses.map(|path| (path, lines(path, axis))).collect();
    let length = |lines: &[Line]| lines.iter().map(|line| line.to.millis_since(line.from)).fold(0, i64::saturating_add);
    let mut order: Vec<usize> = (0..all.len()).filter(|place| !all[*place].1.is_empty()).collect();
    let is_confirmed = |place: &usize| all[*place].0.state == PathState::Confirmed;
    order.sort_by_key(|place| (!is_confirmed(place), Reverse(length(&all[*place].1)), *place));
    let confirmed = order.iter().filter(|place| is_confirmed(place)).count();
    order.truncate(confirmed.clamp(LANES, CONFIRMED));
    order.sort_unstable();
    let lanes = order.iter().map(|place| lane(all[*place].0, all[*place].1.clone(), teller, axis)).collect();
    (lanes, left_out(all.len() - order.len(), order.len()))
}

fn left_out(left_out: usize, drawn: usize) -> String {
    match (left_out, drawn) {
        (0, _) => String::new(),
        (n, 0) => format!("{} at other times", words::count(n, "hypothesis")),
        (1, _) => "and 1 more hypothesis".to_owned(),
        (n, _) => format!("and {n} more hypotheses"),
    }
}

fn lane(path: &Path, lines: Vec<Line>, teller: &Teller, axis: &Axis) -> PathLane {
    let label = path.hypothesis.map_or("", |hypothesis| &hypothesis.label);
    let named = named(path).unwrap_or_default();
    let name = named.strip_prefix(label).and_then(|name| name.strip_prefix(": ")).unwrap_or_default();
    let length = path.length.map(words::span);
    let after = length.as_ref().map_or_else(String::new, |length| format!(" after {length}"));
    let became = match path.state {
        PathState::RuledOut | PathState::Confirmed | PathState::Parked => format!("{}{after}", path.state.name()),
        PathState::Open => "still open".to_owned(),
        PathState::Unresolved => "neither ruled out nor confirmed".to_owned(),
    };
    PathLane {
        label: words::one_line(label),
        name: shortened(words::one_line(&format!("{label} {name}")).trim_end(), LABEL),
        full: shortened(&words::one_line(&format!("{named}, {became}")), FULL),
        outcome: joined([became, said_at_the_end(path)]),
        state: path.state,
        event: path.opened.filter(|event| event.is_told()).map(|event| event.id),
        lines,
        marks: turns(path, teller, axis),
        verdict: verdict(path, length),
    }
}

/// What stands behind the end of a path where there is little room.
fn verdict(path: &Path, length: Option<String>) -> String {
    let became = match path.state {
        PathState::RuledOut => length.unwrap_or_default(),
        PathState::Confirmed => String::new(),
        state => state.name().to_owned(),
    };
    joined([became, said_at_the_end(path)])
}

/// What ended a path, in the words of whoever said it.
fn said_at_the_end(path: &Path) -> String {
    let told = path.closed.filter(|event| event.is_told());
    told.map_or_else(String::new, |event| words::one_line(event.text()))
}

fn joined(parts: [String; 2]) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    shortened(&parts.join(": "), LABEL)
}

/// The marks on a path: where it was opened, and each turn that it took.
fn turns(path: &Path, teller: &Teller, axis: &Axis) -> Vec<Mark> {
    let opened = path.opened.map(|event| (Shape::Opened, event));
    let turns = path.hypothesis.iter().flat_map(|hypothesis| &hypothesis.turns);
    let turns = turns.filter_map(|(turn, by)| {
        let shape = match turn {
            Turn::RuledOut => Shape::RuledOut,
            Turn::Confirmed => Shape::Confirmed,
            Turn::Parked => Shape::Parked,
            Turn::Reopened => Shape::Opened,
        };
        Some((shape, teller.analysis.timeline.event(*by)?))
    });
    let mark = |(shape, event): (Shape, &Event)| {
        let at = event.bound().filter(|at| axis.holds(*at))?;
        match mark(event, teller).filter(|_| event.is_told()) {
            Some(mark) => Some(Mark { shape, ..mark }),
            // What nobody is to read of still had its effect.
            None => {
                Some(Mark { at, shape, event: None, tag: None, label: String::new(), full: String::new(), more: 0 })
            }
        }
    };
    opened.into_iter().chain(turns).filter_map(mark).take(MARKS).collect()
}

/// When a path was followed, cut to the axis.
fn lines(path: &Path, axis: &Axis) -> Vec<Line> {
    path.followed.iter().filter_map(|followed| line(followed, axis)).take(MARKS).collect()
}

fn line(followed: &Followed, axis: &Axis) -> Option<Line> {
    let ends = followed.to;
    let from = followed.from.earliest.unwrap_or(axis.from);
    let to = ends.map_or(Some(axis.to), |to| to.latest).unwrap_or(axis.to);
    // Ends that contradict each other are no stretch of time.
    if to < from || to < axis.from || from > axis.to {
        return None;
    }
    let cut = |at: Moment| at.clamp(axis.from, axis.to);
    let sure_to = ends.map_or(Some(axis.to), |to| to.earliest).unwrap_or(axis.from);
    Some(Line {
        from: cut(from),
        sure_from: cut(followed.from.latest.unwrap_or(axis.to)),
        sure_to: cut(sure_to),
        to: cut(to),
        is_open: ends.is_none() || to > axis.to,
    })
}

/// The impact: its stages, and what was said to change it.
pub(super) fn impact(teller: &Teller, axis: &Axis) -> ImpactLane {
    let analysis = &teller.analysis;
    let stages: Vec<Stage> = analysis.course();
    let changes = |event: &&Told| matches!(event.tag(), Tag::Impact | Tag::Mitigation | Tag::Resolution);
    let changes: Vec<&Event> = analysis.told.iter().filter(changes).map(|told| told.event).collect();
    let mut marks = marks(&changes, teller, axis);
    let gone = stages.windows(2).filter(|pair| pair[0].to.is_some_and(|to| to < pair[1].from));
    marks.extend(gone.map(|pair| pair[1].from).filter(|at| axis.holds(*at)).take(MARKS).map(|at| Mark {
        at,
        shape: Shape::CameBack,
        event: None,
        tag: None,
        label: "came back".to_owned(),
        full: format!("{} It came back", clock(teller, at)),
        more: 0,
    }));
    marks.sort_by_key(|mark| mark.at);
    ImpactLane {
        goes_on: stages.last().is_some_and(|last| last.to.is_none()),
        stages: levels(&stages, teller, axis),
        marks,
        start_recorded: analysis.impact.start_recorded,
    }
}

fn levels(stages: &[Stage], teller: &Teller, axis: &Axis) -> Vec<Level> {
    let mut before: Option<&Stage> = None;
    let mut levels = Vec::new();
    for stage in stages {
        // Once it came back, all of it is news.
        before = before.filter(|before| before.to == Some(stage.from));
        let share = stage.share.filter(|_| before.is_none_or(|before| before.share != stage.share));
        let share = share.map_or_else(String::new, |share| format!("{}%", (share * 10.0).round() / 10.0));
        let is_mitigated = stage.mitigated && before.is_none_or(|before| !before.mitigated);
        let news = [share.clone(), if is_mitigated { "mitigated".to_owned() } else { String::new() }];
        let news: Vec<String> = news.into_iter().filter(|part| !part.is_empty()).collect();
        let (words, colon) = (news.join(", "), if news.is_empty() { "" } else { ": " });
        let until = stage.to.map_or_else(|| "on".to_owned(), |to| format!("to {}", clock(teller, to)));
        levels.push(Level {
            from: stage.from.clamp(axis.from, axis.to),
            to: stage.to.unwrap_or(axis.to).clamp(axis.from, axis.to),
            mitigated: stage.mitigated,
            share: stage.share,
            full: format!("Impact from {} {until}{colon}{words}", clock(teller, stage.from)),
            said: share,
            words,
        });
        before = Some(stage);
    }
    levels
}

/// Every told event on the axis; with its words while they are few enough to be told apart.
pub(super) fn entries(teller: &Teller, axis: &Axis) -> Vec<Entry> {
    let on_axis = |event: &&Told| event.bound().is_some_and(|at| axis.holds(at));
    let are_few = teller.analysis.told.iter().filter(on_axis).count() <= MARKS;
    let entry = |event: &Told| {
        let full = if are_few { full(event, teller) } else { String::new() };
        Some(Entry { at: event.bound()?, event: event.id, tag: event.tag(), full })
    };
    teller.analysis.told.iter().filter(on_axis).filter_map(entry).collect()
}

/// The silences that are long enough, and of which nothing was said; of many the longest.
pub(super) fn silences(teller: &Teller, axis: &Axis) -> Vec<Silence> {
    let is_drawn = |gap: &Gap| !gap.within_range && axis.holds(gap.start.moment) && axis.holds(gap.end.moment);
    let mut gaps: Vec<_> = teller.analysis.gaps(i64::from(SILENCE) * 60_000).into_iter().filter(is_drawn).collect();
    gaps.sort_by_key(|gap| Reverse(gap.millis()));
    gaps.truncate(SILENCES);
    gaps.sort_by_key(|gap| gap.start.moment);
    // Ranges that were stated backwards can make silences that lie on each other.
    let mut until = axis.from;
    gaps.retain(|gap| gap.start.moment >= until && std::mem::replace(&mut until, gap.end.moment) <= gap.start.moment);
    let silence = |gap: Gap| {
        let (from, to, length) = (gap.start.moment, gap.end.moment, words::span(gap.length));
        let full = format!("{} to {}: {length} silent", clock(teller, from), clock(teller, to));
        Silence { from, to, length, full }
    };
    gaps.into_iter().map(silence).collect()
}
