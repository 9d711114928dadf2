//! What was suspected, ruled out and found.

use super::lacking;
use crate::analysis::lint::examined::{Examined, Passage, Source, quoted, ties};
use crate::analysis::lint::lists::List;
use crate::analysis::lint::prose::{self, Word};
use crate::analysis::lint::{Hit, Subject};
use crate::analysis::paths::{Path, PathState};
use crate::timeline::{CauseRole, Event, Tag};

pub(super) fn hypotheses(examined: &Examined) -> Vec<Hit> {
    let none = examined.analysis.paths.is_empty() && !examined.is_answered("misleading paths");
    Hit::when(none, "nothing says what was suspected before the cause was known", Subject::Section("misleading paths"))
}

/// `H2 database`, as far as it has a name.
fn named(path: &Path) -> String {
    match &path.hypothesis {
        Some(hypothesis) => format!("{} {}", hypothesis.label, quoted(&hypothesis.name)),
        None => "a path".to_owned(),
    }
}

fn at(path: &Path) -> Subject {
    let event = path.closed.or(path.opened).map(|event| event.id);
    let opened = path.hypothesis.map(|hypothesis| hypothesis.id);
    event.or(opened).map_or(Subject::Incident, Subject::Event)
}

pub(super) fn misleading(examined: &Examined) -> Vec<Hit> {
    let ruled_out = examined.analysis.paths.iter().filter(|path| path.state == PathState::RuledOut);
    let hit = |path: &Path| {
        let timed = |event: Option<&Event>| event.is_some_and(|event| event.when().bound().is_some());
        let disproved = path.closed.is_some_and(|event| !event.text().trim().is_empty() || event.redacted.is_some());
        let lacks = [
            (!timed(path.opened), "when it began"),
            (!timed(path.closed), "when it ended"),
            (!disproved, "what disproved it"),
        ];
        let message = format!("{} was ruled out: nothing says {}", named(path), lacking(&lacks)?);
        Some(Hit::of(message, at(path)))
    };
    ruled_out.filter_map(hit).collect()
}

pub(super) fn undecided(examined: &Examined) -> Vec<Hit> {
    let open = examined.analysis.paths.iter().filter(|path| path.state == PathState::Unresolved);
    open.map(|path| Hit::of(format!("{} is neither ruled out nor confirmed", named(path)), at(path))).collect()
}

pub(super) fn cause(examined: &Examined) -> Vec<Hit> {
    let known = examined.causes().next().is_some() || examined.section("root cause").is_some();
    Hit::when(!known, "the root cause is not recorded", Subject::Section("root cause"))
}

/// What states the root cause: the events that confirm it, and the section.
fn stated<'e, 'a>(examined: &'e Examined<'a>) -> impl Iterator<Item = &'e Passage<'a>> {
    let is_root = |event: &Event| event.body.cause_role().is_none_or(|role| role == CauseRole::Root);
    let events = examined.causes().filter(move |(event, _)| is_root(event)).map(|(_, passage)| passage);
    events.chain(examined.section("root cause"))
}

/// The sentence of a text that names the cause.
fn naming<'p>(passage: &'p Passage) -> Option<&'p [Word]> {
    passage.sentences().next()
}

pub(super) fn symptom(examined: &Examined) -> Vec<Hit> {
    let is_symptom = |sentence: &[Word]| List::CauseSymptom.is_in(sentence) && !List::CauseBelow.is_in(sentence);
    let is_explained = |passage: &Passage| {
        let others = examined.causes().filter(|(event, _)| Subject::Event(event.id) != passage.at());
        let mut below = others.filter_map(|(_, other)| naming(other)).filter(|sentence| !is_symptom(sentence));
        matches!(passage.from, Source::Event(_)) && (below.next().is_some() || examined.section("root cause").is_some())
    };
    let hit = |passage: &Passage| {
        let sentence = naming(passage).filter(|sentence| is_symptom(sentence) && !is_explained(passage))?;
        let said = quoted(prose::text_of(passage.text, sentence));
        Some(Hit::of(format!("{said} is what was seen of the cause: what is below it?"), passage.at()))
    };
    stated(examined).filter_map(hit).collect()
}

pub(super) fn trigger(examined: &Examined) -> Vec<Hit> {
    let is_trigger = |event: &Event| event.body.cause_role() == Some(CauseRole::Trigger);
    let changes: Vec<&Event> = examined
        .events()
        .map(|(event, _)| event)
        .filter(|event| event.tag() == Tag::Change || event.tag() == Tag::Cause && is_trigger(event))
        .collect();
    // What changed after it began did not set it off.
    let start = examined.analysis.impact.start_at().map(|at| at.moment);
    let is_before = |event: &&Event| event.bound().is_some_and(|at| start.is_none_or(|start| at <= start));
    if examined.is_answered("lead-up") || changes.iter().any(is_before) {
        return Vec::new();
    }
    match changes.iter().find(|event| event.bound().is_none()) {
        Some(event) => {
            let message = format!("nothing says when it was: {}", quoted(event.text()));
            vec![Hit::of(message, Subject::Event(event.id))]
        }
        None => vec![Hit::of("nothing says what changed before it, and when", Subject::Section("lead-up"))],
    }
}

pub(super) fn differing(examined: &Examined) -> Vec<Hit> {
    let roots: Vec<(&Event, &Passage)> = examined
        .causes()
        .filter(|(event, _)| event.body.cause_role().is_none_or(|role| role == CauseRole::Root))
        .collect();
    let is_another = |(event, _): &&(&Event, &Passage)| event.body.confirms != roots[0].0.body.confirms;
    if let Some((event, passage)) = roots.iter().skip(1).find(is_another) {
        let first = quoted(roots[0].1.text);
        let message = format!("two root causes: {first}, and {}", quoted(passage.text));
        return vec![Hit::of(message, Subject::Event(event.id))];
    }
    // What a summary says of the cause, beside the section about it.
    let Some(section) = examined.section("root cause") else { return Vec::new() };
    let known = section.ties();
    let told = examined.written().filter(|(written, _)| written.name != "root cause");
    let statement = |passage: &Passage| {
        let names_it = |sentence: &&[Word]| (0..sentence.len()).any(|at| names_the_cause(&sentence[at..]));
        let sentence = passage.sentences().find(names_it)?;
        let own = ties(sentence);
        let differs = !own.is_empty() && !known.is_empty() && !own.iter().any(|tie| known.contains(tie));
        let said = quoted(prose::text_of(passage.text, sentence));
        differs.then(|| Hit::of(format!("{said} is not what the section “root cause” says"), passage.at()))
    };
    told.filter_map(|(_, passage)| statement(passage)).collect()
}

/// `The root cause of it was`; not what only speaks of one.
fn names_the_cause(words: &[Word]) -> bool {
    const WITHIN: usize = 4;
    let [root, cause, rest @ ..] = words else { return false };
    let says = |word: &Word| ["was", "is", "were", "lay"].contains(&word.lower.as_str());
    root.lower == "root" && cause.lower == "cause" && rest.iter().take(WITHIN).any(says)
}

/// A cause that is stated has to be seen somewhere in what happened.
pub(super) fn meeting(examined: &Examined) -> Vec<Hit> {
    let is_timed = |event: &Event| event.when().bound().is_some();
    let mut untimed = examined.causes().filter(|(event, _)| !is_timed(event));
    if let Some((event, _)) = untimed.next().filter(|_| examined.analysis.milestones.diagnosed.is_none()) {
        let message = "the cause is stated without a time: no entry says when it was known";
        return vec![Hit::of(message, Subject::Event(event.id))];
    }
    let Some(section) = examined.section("root cause") else { return Vec::new() };
    let (stated, timed) = (section.ties(), examined.events().filter(|(event, _)| is_timed(event)));
    let met = timed.flat_map(|(_, passage)| passage.ties()).any(|tie| stated.contains(&tie));
    let message = "no entry of the timeline speaks of what the section “root cause” says";
    Hit::when(!stated.is_empty() && !met, message, section.at())
}
