//! The open questions of a report: those that were asked, and those that its gaps ask.

use super::report::named;
use super::rows::Teller;
use crate::analysis::{Path, PathState};
use crate::time::{Moment, Said, Stamp, When};
use crate::timeline::{Event, Tag, Timeline};
use crate::words;

/// A silence shorter than this is no question.
const SILENCE_MS: i64 = 25 * 60_000;

/// Every question that the record leaves open, the recorded ones first.
pub(super) fn questions(timeline: &Timeline, teller: &Teller) -> Vec<String> {
    let told = || timeline.all_events().filter(|event| event.is_told());
    let asked = told().filter(|event| event.tag() == Tag::Question && !event.text().trim().is_empty());
    let mut found: Vec<String> = asked.map(|event| event.text().to_owned()).collect();
    found.extend(teller.paths.iter().filter_map(undecided));
    found.extend(teller.paths.iter().filter_map(|path| nameless(path, teller)));
    found.extend(start(teller));
    found.extend(scope(told()));
    let caused = teller.milestones.diagnosed.is_some();
    if caused && !told().any(|event| event.tag() == Tag::Change) {
        found.push(
            "What changed before it (a deploy, a setting, maintenance), and when? No change is recorded.".to_owned(),
        );
    }
    found.extend(silence(timeline, teller));
    found.extend(untimed(timeline));
    found
}

/// What is told without a time; todos and questions need none.
fn untimed(timeline: &Timeline) -> Option<String> {
    let needs_one = |event: &&Event| event.is_told() && !matches!(event.tag(), Tag::Todo | Tag::Question);
    match timeline.untimed().filter(needs_one).count() {
        0 => None,
        1 => Some("When was the event whose time is not recorded?".to_owned()),
        events => Some(format!("When were the {events} events whose time is not recorded?")),
    }
}

fn undecided(path: &Path) -> Option<String> {
    let name = named(path).filter(|_| path.opened.is_some_and(Event::is_told))?;
    match path.state {
        PathState::Open => Some(format!("{name}: still open. What would rule it out, or confirm it?")),
        PathState::Unresolved => Some(format!("{name}: neither ruled out nor confirmed. What became of it?")),
        PathState::RuledOut | PathState::Confirmed => None,
    }
}

fn nameless(path: &Path, teller: &Teller) -> Option<String> {
    let closed = path.closed.filter(|event| path.hypothesis.is_none() && event.is_told())?;
    closed.when().bound()?;
    let clock = teller.calendar.dated_clock(closed.when());
    Some(format!("When did the path that was ruled out at {clock} begin? No hypothesis was recorded for it."))
}

fn start(teller: &Teller) -> Option<String> {
    let detected = teller.milestones.detected.filter(|_| teller.milestones.impact_start.is_none())?;
    let clock = teller.calendar.dated_clock(detected.when());
    Some(format!("When did users first feel it? The first that is recorded is the detection at {clock}."))
}

/// An impact without any number in it leaves its size open.
fn scope<'a>(told: impl Iterator<Item = &'a Event>) -> Option<String> {
    let texts: Vec<&str> = told.filter(|event| event.tag() == Tag::Impact).map(Event::text).collect();
    let unmeasured = !texts.is_empty() && !texts.iter().any(|text| text.contains(|c: char| c.is_ascii_digit()));
    unmeasured.then(|| "How many users were affected, of how many? The impact is recorded without a number.".to_owned())
}

/// The longest time in which nothing was recorded while it lasted.
fn silence(timeline: &Timeline, teller: &Teller) -> Option<String> {
    let impact = teller.milestones.impact(timeline);
    let (start, end) = (impact.start_at()?.moment, impact.end_at().map(|at| at.moment));
    let during = |event: &&Event| {
        let at = event.when().bound().map(|at| at.moment);
        event.is_told() && at.is_some_and(|at| at >= start && end.is_none_or(|end| at <= end))
    };
    let mut longest: Option<(i64, &When, &When)> = None;
    let mut last: Option<(Moment, &When)> = None;
    for when in timeline.events().filter(during).map(Event::when) {
        let Some(at) = when.bound().map(|at| at.moment) else { continue };
        if let Some((before, words)) = last {
            let silent = at.millis_since(before);
            if silent >= SILENCE_MS && longest.is_none_or(|(most, ..)| silent > most) {
                longest = Some((silent, words, when));
            }
        }
        let reached = when.until().map_or(at, |until| until.moment);
        if last.is_none_or(|(before, _)| reached >= before) {
            last = Some((reached, when));
        }
    }
    let (silent, from, to) = longest?;
    let edge = |at: Stamp| teller.calendar.dated_clock(&When { said: Said::Minute(at), words: None });
    let (from, to) = (edge(from.until().or(from.bound())?), edge(to.bound()?));
    let silent = words::minutes(silent / 60_000);
    Some(format!("What happened between {from} and {to}? The timeline is silent for {silent}."))
}
