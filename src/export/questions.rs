//! The open questions of a report: those that were asked, and those that its gaps ask.

use super::report::named;
use super::rows::Teller;
use crate::analysis::{Path, PathState, SILENCE, Told, has_number};
use crate::time::{Stamp, When};
use crate::timeline::{Event, Tag};
use crate::words;

/// Every question that the record leaves open, the recorded ones first.
pub(super) fn questions(teller: &Teller) -> Vec<String> {
    let told = || teller.analysis.all_told();
    let asked = told().filter(|event| event.tag() == Tag::Question && !event.text().trim().is_empty());
    let mut found: Vec<String> = asked.map(|event| event.text().to_owned()).collect();
    found.extend(teller.analysis.paths.iter().filter_map(undecided));
    found.extend(teller.analysis.paths.iter().filter_map(|path| nameless(path, teller)));
    found.extend(start(teller));
    found.extend(scope(told()));
    let caused = teller.analysis.milestones.diagnosed.is_some();
    if caused && !told().any(|event| event.tag() == Tag::Change) {
        found.push(
            "What changed before it (a deploy, a setting, maintenance), and when? No change is recorded.".to_owned(),
        );
    }
    found.extend(unnamed(teller));
    found.extend(silence(teller));
    found.extend(untimed(teller));
    found
}

/// What nobody recorded, and every outage has or says that it had not.
fn unnamed(teller: &Teller) -> Vec<String> {
    if !teller.analysis.is_over() || teller.analysis.told.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    if teller.analysis.paths.is_empty() {
        found.push("Which causes were suspected, and what ruled them out? No hypothesis is recorded.".to_owned());
    }
    let called = teller.analysis.all_told().any(|event| event.tag() == Tag::Escalation);
    if !called && teller.analysis.timeline.section("escalations").is_none() {
        found.push("Was anybody called, or did the first team handle it? No escalation is recorded.".to_owned());
    }
    found
}

/// What is told without a time; todos and questions need none.
fn untimed(teller: &Teller) -> Option<String> {
    let needs_one = |event: &&Told| !matches!(event.tag(), Tag::Todo | Tag::Question);
    match teller.analysis.untimed.iter().filter(needs_one).count() {
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
        PathState::Parked => Some(format!("{name}: parked. Was it looked into since?")),
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
    let detected = teller.analysis.milestones.detected.filter(|_| teller.analysis.milestones.impact_start.is_none())?;
    let clock = teller.calendar.dated_clock(detected.when());
    Some(format!("When did users first feel it? The first that is recorded is the detection at {clock}."))
}

/// An impact without any number in it leaves its size open.
fn scope<'a>(told: impl Iterator<Item = Told<'a>>) -> Option<String> {
    let impact = told.filter(|event| event.tag() == Tag::Impact);
    let texts: Vec<&str> = impact.map(|told| told.event.text()).collect();
    let unmeasured = !texts.is_empty() && !texts.iter().any(|text| has_number(text));
    unmeasured.then(|| "How many users were affected, of how many? The impact is recorded without a number.".to_owned())
}

/// The longest time in which nothing was recorded while it lasted, and of which nothing was said.
fn silence(teller: &Teller) -> Option<String> {
    let gaps = teller.analysis.gaps(i64::from(SILENCE) * 60_000);
    let longest = gaps.iter().rev().filter(|gap| !gap.within_range).max_by_key(|gap| gap.millis())?;
    let edge = |at: Stamp| teller.calendar.dated_clock(&When::minute(at));
    let silent = words::span(longest.length);
    let (from, to) = (edge(longest.start), edge(longest.end));
    Some(format!("What happened between {from} and {to}? The timeline is silent for {silent}."))
}
