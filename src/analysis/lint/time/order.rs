//! What follows from the times of the events alone.

use std::collections::BTreeSet;

use crate::analysis::Gap;
use crate::analysis::bounds::are_reversed;
use crate::analysis::lint::examined::{Examined, quoted};
use crate::analysis::lint::lists::List;
use crate::analysis::lint::{Hit, Subject};
use crate::analysis::paths::Path;
use crate::time::{Moment, Stamp, When, Zone};
use crate::timeline::{Event, Tag};
use crate::words;

const MINUTE_MS: i64 = 60_000;

/// A clock of the incident, to the minute.
fn clock(examined: &Examined, at: Stamp) -> String {
    let zone = examined.analysis.timeline.incident().zone();
    When::minute(at).shown(&zone)
}

pub(super) fn ends(examined: &Examined) -> Vec<Hit> {
    let (analysis, incident) = (examined.analysis, examined.analysis.timeline.incident());
    let start = analysis.impact.start.is_none().then(|| "nothing says when it began".to_owned());
    let end = analysis.milestones.resolved.is_none().then(|| "nothing says when it ended".to_owned());
    let zone = match incident.zone.as_deref() {
        None => Some("no zone is set for its times".to_owned()),
        Some(name) => Zone::named(name).is_err().then(|| format!("its zone {} is not known", quoted(name))),
    };
    [start, end, zone].into_iter().flatten().map(|message| Hit::of(message, Subject::Incident)).collect()
}

pub(super) fn reversed(examined: &Examined) -> Vec<Hit> {
    let analysis = examined.analysis;
    let start = analysis.milestones.impact_start.or(analysis.milestones.detected);
    let ends = start.zip(analysis.milestones.resolved);
    let ends = ends.filter(|(start, end)| are_reversed(analysis.bounds.of_event(start), analysis.bounds.of_event(end)));
    let whole = ends.and_then(|(start, end)| {
        let (from, to) = (clock(examined, start.when().bound()?), clock(examined, end.when().bound()?));
        Some(Hit::of(format!("it ends at {to}, before it begins at {from}"), Subject::Event(end.id)))
    });
    let ranges = analysis.told.iter().filter(|event| event.until().is_some()).filter_map(|event| {
        let (from, until) = (event.when().bound()?, event.when().until()?);
        let backwards = until.moment < from.moment;
        let (from, until) = (clock(examined, from), clock(examined, until));
        backwards.then(|| Hit::of(format!("the range {from}–{until} ends before it begins"), Subject::Event(event.id)))
    });
    whole.into_iter().chain(ranges).collect()
}

pub(super) fn silences(examined: &Examined) -> Vec<Hit> {
    let least = examined.document.silence.of(examined.analysis.timeline.severity());
    if least == 0 {
        return Vec::new();
    }
    let gaps = examined.analysis.gaps(i64::from(least) * MINUTE_MS);
    let hit = |gap: &Gap| {
        let (from, to) = (clock(examined, gap.start), clock(examined, gap.end));
        let length = words::span(gap.length);
        Hit::of(format!("nothing is recorded for {length}, from {from} to {to}"), Subject::Event(gap.from.id))
    };
    gaps.iter().filter(|gap| !gap.within_range).map(hit).collect()
}

/// Whoever writes times down from memory writes quarters of hours.
pub(super) fn heaping(examined: &Examined) -> Vec<Hit> {
    const LEAST: usize = 5;
    const PERCENT: usize = 60;
    let stated = examined.analysis.told.iter().filter(|event| event.is_stated());
    let ends = stated.flat_map(|event| [event.when().bound(), event.when().until()]);
    let minutes: BTreeSet<i64> = ends.flatten().map(local_minute).collect();
    let on_a_quarter = minutes.iter().filter(|minute| *minute % 15 == 0).count();
    let is_heaped = minutes.len() >= LEAST && on_a_quarter * 100 >= minutes.len() * PERCENT;
    let percent = on_a_quarter * 100 / minutes.len().max(1);
    let message = format!(
        "{on_a_quarter} of {} stated times ({percent} %) are on :00, :15, :30 or :45: they look reconstructed",
        minutes.len()
    );
    Hit::when(is_heaped, message, Subject::Incident)
}

/// The minute that the clock on the wall showed.
fn local_minute(at: Stamp) -> i64 {
    at.moment.millis().div_euclid(MINUTE_MS) + i64::from(at.offset.minutes())
}

pub(super) fn impossible(examined: &Examined) -> Vec<Hit> {
    let analysis = examined.analysis;
    let before =
        |first: &Event, then: &Event| are_reversed(analysis.bounds.of_event(first), analysis.bounds.of_event(then));
    let at = |event: &Event| event.when().bound().map_or_else(String::new, |at| clock(examined, at));
    let unseen = analysis.milestones.detected.zip(analysis.milestones.acknowledged).filter(|(d, k)| before(d, k));
    let unseen = unseen.map(|(detected, acknowledged)| {
        let (found, taken) = (at(detected), at(acknowledged));
        let message = format!("acknowledged at {taken}, before it was detected at {found}");
        Hit::of(message, Subject::Event(acknowledged.id))
    });
    let unopened = |path: &Path| {
        let (opened, closed) = path.opened.zip(path.closed).filter(|(opened, closed)| before(opened, closed))?;
        let label = path.hypothesis.map_or("it", |hypothesis| &hypothesis.label);
        let message =
            format!("{label} is {} at {}, before it was opened at {}", path.state.name(), at(closed), at(opened));
        Some(Hit::of(message, Subject::Event(closed.id)))
    };
    let early = analysis.told.iter().filter(|told| told.is_stated() && is_of_the_future(examined, told)).map(|event| {
        let message = format!("{} is later than when it was recorded", at(event));
        Hit::of(message, Subject::Event(event.id))
    });
    unseen.into_iter().chain(analysis.paths.iter().filter_map(unopened)).chain(early).collect()
}

/// Whether nobody could know of it yet when it was last spoken of. What is planned may lie ahead.
fn is_of_the_future(examined: &Examined, event: &Event) -> bool {
    let may_be_planned = matches!(event.tag(), Tag::Change | Tag::Todo | Tag::Question | Tag::Update);
    let later = examined.analysis.timeline.speaking_of(event.id).map(|recorded| recorded.at.moment);
    let known = later.fold(event.recorded.moment, Moment::max);
    let earliest = event.when().interval().earliest;
    event.when().is_stated() && !may_be_planned && earliest.is_some_and(|at| at.millis_since(known) > MINUTE_MS)
}

pub(super) fn start(examined: &Examined) -> Vec<Hit> {
    let milestones = &examined.analysis.milestones;
    let Some(detected) = milestones.detected.filter(|_| milestones.impact_start.is_none()) else { return Vec::new() };
    let at = detected.when().bound().map_or_else(String::new, |at| clock(examined, at));
    let message = format!("the impact is taken to begin with the detection at {at}; when it began is not recorded");
    Hit::when(!examined.says(List::StartKnown), message, Subject::Section("duration"))
}

pub(super) fn tail(examined: &Examined) -> Vec<Hit> {
    const LEAST_MS: i64 = 30 * MINUTE_MS;
    let analysis = examined.analysis;
    let Some(resolved) = analysis.milestones.resolved else { return Vec::new() };
    let diagnosed = analysis.milestones.diagnosed.and_then(Event::bound);
    let is_fix = |event: &Event| match event.tag() {
        Tag::Mitigation => true,
        Tag::Action => diagnosed.is_some_and(|cause| event.bound().is_some_and(|at| at >= cause)),
        _ => false,
    };
    let place = analysis.told.iter().position(|event| event.id == resolved.id).unwrap_or(0);
    let before = analysis.told[..place].last().map(|told| told.event).filter(|event| is_fix(event));
    let ends = before.and_then(|fix| Some((fix, fix.when().end()?, resolved.when().bound()?)));
    let hit = |(fix, from, to): (&Event, Stamp, Stamp)| {
        let length = to.moment.millis_since(from.moment);
        let (minutes, from, to) = (words::minutes(length / MINUTE_MS), clock(examined, from), clock(examined, to));
        let message = format!("{minutes} between the fix at {from} and the end at {to}, and nothing between them");
        (length >= LEAST_MS).then(|| Hit::of(message, Subject::Event(fix.id)))
    };
    ends.and_then(hit).into_iter().collect()
}

pub(super) fn backdated(examined: &Examined) -> Vec<Hit> {
    const LEAST: usize = 5;
    const PERCENT: usize = 30;
    let lateness = examined.analysis.lateness();
    let afterwards = examined.analysis.timeline.incident().is_written_afterwards();
    let many = lateness.entries >= LEAST && lateness.backdated * 100 > lateness.entries * PERCENT;
    let percent = lateness.backdated * 100 / lateness.entries.max(1);
    let message =
        format!("{} of {} entries ({percent} %) were recorded after the fact", lateness.backdated, lateness.entries);
    Hit::when(many && !afterwards, message, Subject::Incident)
}

pub(super) fn afterwards(examined: &Examined) -> Vec<Hit> {
    let analysis = examined.analysis;
    let last = [analysis.milestones.resolved, analysis.milestones.all_clear].into_iter().flatten();
    let Some(end) = last.filter_map(|event| Some(event.when().end()?.moment)).max() else {
        return Vec::new();
    };
    let belongs = |tag: Tag| !matches!(tag, Tag::Update | Tag::Question | Tag::Role | Tag::Severity | Tag::Resolution);
    let late: Vec<&Event> = examined
        .events()
        .filter(|(event, passage)| {
            event.bound().is_some_and(|at| at > end) && belongs(event.tag()) && !passage.has(List::PostIncident)
        })
        .map(|(event, _)| event)
        .collect();
    let Some(first) = late.first() else { return Vec::new() };
    let many = words::count(late.len(), "entry");
    let at = first.when().bound().map_or_else(String::new, |at| clock(examined, at));
    let message = format!("{many} after the end without a word that it is post-incident, the first at {at}");
    vec![Hit::of(message, Subject::Event(first.id))]
}
