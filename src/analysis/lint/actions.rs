//! Rules about what is to be done: that somebody will, by when, and how one knows that it is done.

use std::collections::BTreeSet;

use super::examined::{Examined, Passage, Source, quoted};
use super::lists::List;
use super::prose::{self, Word};
use super::{Hit, Rule, Subject, error, hint, warning};
use crate::analysis::has_number;
use crate::timeline::{ActionItem, EventBody, Tag};
use crate::words;

pub(super) const RULES: &[Rule] = &[
    error(
        "A01",
        "no action item, and no word why none is needed",
        "add one (decklog action add TEXT), or say why none is needed (decklog section action-items --skip WHY)",
        none,
    ),
    error(
        "A02",
        "an action item without an owner",
        "name one person who will see to it: decklog action set ID --owner NAME",
        unowned,
    ),
    error("A03", "an action item without a due date", "say by when: decklog action set ID --due WHEN", undue),
    warning(
        "A04",
        "an action item that begins with a weak verb",
        "begin with what will be made, changed or removed: add, set, write, remove",
        weak_verbs,
    ),
    warning(
        "A05",
        "an action item with no way to tell that it is done",
        "say how one will know: a number, a threshold, “done when …”",
        endless,
    ),
    warning(
        "A06",
        "action items that answer no cause, path or silence",
        "link each to what it answers (decklog action set ID --answers EVENT), or say so in its words",
        unlinked,
    ),
    warning(
        "A07",
        "people found it, and no item lets it be seen sooner",
        "add what would have told of it: an alert, a check, a dashboard",
        unseen,
    ),
    hint(
        "A08",
        "every action item is to prevent it",
        "add what would show it sooner, shorten it, or help whoever is called",
        only_prevention,
    ),
    hint("A09", "more than ten action items", "keep those that matter most, reject the others with a reason", many),
    warning("A10", "something is claimed as done without a date", "say when it was done", undated),
    warning(
        "A11",
        "a todo that is neither made an item nor rejected",
        "give it an owner (decklog action set ID --owner NAME), or reject it (--state rejected)",
        only_said,
    ),
];

/// The items that are still to be done, with their words.
fn open<'e, 'a>(examined: &'e Examined<'a>) -> impl Iterator<Item = (&'a ActionItem, &'e Passage<'a>)> {
    let items = examined.passages.iter().filter_map(|passage| match passage.from {
        Source::Action(item) => Some((item, passage)),
        _ => None,
    });
    items.filter(|(item, _)| item.state() != Some("done"))
}

fn none(examined: &Examined) -> Vec<Hit> {
    let left_out = |name: &str| {
        let section = examined.sections.iter().find(|section| section.name == name);
        section.and_then(|section| section.skipped()).is_some_and(|why| !why.is_empty())
    };
    let answered = || left_out("action items") || left_out("corrective measures") || examined.says(List::NoneNeeded);
    let none = examined.all_actions.is_empty() && !answered();
    Hit::when(none, "nothing is to be done, and nothing says why", Subject::Section("action items"))
}

fn unowned(examined: &Examined) -> Vec<Hit> {
    lacking(examined, "nobody owns", |item| item.owner().is_none())
}

fn undue(examined: &Examined) -> Vec<Hit> {
    lacking(examined, "no date is set for", |item| item.due().is_none())
}

/// One finding for each open item that lacks something.
fn lacking(examined: &Examined, lacks: &str, is_lacking: fn(&ActionItem) -> bool) -> Vec<Hit> {
    let hit = |(item, _): (&ActionItem, &Passage)| {
        is_lacking(item).then(|| Hit::of(format!("{lacks} {}", quoted(item.text())), Subject::Action(item.id)))
    };
    open(examined).filter_map(hit).collect()
}

fn weak_verbs(examined: &Examined) -> Vec<Hit> {
    // What stands before the verb: `we need to improve …`.
    const BEFORE: [&str; 12] =
        ["we", "need", "should", "must", "will", "to", "please", "the", "team", "have", "also", "immediately"];
    let hit = |(item, passage): (&ActionItem, &Passage)| {
        let skipped = passage.words().iter().take_while(|word| BEFORE.contains(&word.lower.as_str())).count();
        let words = &passage.words()[skipped..];
        let length = List::WeakVerb.begins(words)?;
        let said = quoted(prose::text_of(passage.text, &words[..length]));
        Some(Hit::of(format!("{said} says little of what is to be done: {}", quoted(item.text())), passage.at()))
    };
    open(examined).filter_map(hit).collect()
}

fn endless(examined: &Examined) -> Vec<Hit> {
    let hit = |(item, passage): (&ActionItem, &Passage)| {
        let measured = has_number(passage.text) || passage.has(List::DoneWhen);
        let said = passage.says(List::OpenEnded).map(quoted);
        let bare = passage.words().len() <= 3 && List::WeakVerb.begins(passage.words()).is_some();
        let said = said.or_else(|| bare.then(|| quoted(item.text())));
        let message = format!("{} has no end: how is it known to be done? {}", said?, quoted(item.text()));
        (!measured).then(|| Hit::of(message, passage.at()))
    };
    open(examined).filter_map(hit).collect()
}

/// Tied by a link, or by a word of the cause, a path, or what was found and done.
fn unlinked(examined: &Examined) -> Vec<Hit> {
    let about = |tag: Tag| !matches!(tag, Tag::Todo | Tag::Question | Tag::Role | Tag::Severity | Tag::Update);
    let told = examined.events().filter(|(event, _)| about(event.tag())).map(|(_, passage)| passage);
    let known: BTreeSet<String> = told.chain(examined.section("root cause")).flat_map(Passage::ties).collect();
    let is_tied = |passage: &Passage| passage.ties().iter().any(|tie| known.contains(tie));
    let loose: Vec<&ActionItem> = open(examined)
        .filter(|(item, passage)| item.answers().is_none() && !is_tied(passage))
        .map(|(item, _)| item)
        .collect();
    let Some(first) = loose.first() else { return Vec::new() };
    let rest = match loose.len() {
        1 => String::new(),
        more => format!(", and {}", words::count(more - 1, "other item")),
    };
    let message = format!("{}{rest}: which part of the outage does it answer?", quoted(first.text()));
    vec![Hit::of(message, Subject::Action(first.id))]
}

fn unseen(examined: &Examined) -> Vec<Hit> {
    let by_people = |text: &Passage| text.has(List::People) && !text.has(List::Machine);
    let Some((event, passage)) = examined.tagged(Tag::Detection).next() else { return Vec::new() };
    let source = event.body.details.get(EventBody::SOURCE);
    let source = source.map(|source| prose::words(source));
    let found_by_people =
        source.map_or_else(|| by_people(passage), |said| List::People.is_in(&said) && !List::Machine.is_in(&said));
    let detects =
        |(item, passage): (&ActionItem, &Passage)| item.kind() == Some("detect") || passage.has(List::Detects);
    let seen = open(examined).any(detects) || examined.all_actions.iter().any(|item| item.kind() == Some("detect"));
    let message = "people found it, not monitoring, and no action item is about detection";
    Hit::when(found_by_people && !seen, message, Subject::Section("action items"))
}

fn only_prevention(examined: &Examined) -> Vec<Hit> {
    let kinds: Vec<Option<&str>> = examined.actions.iter().map(|item| item.kind()).collect();
    let only = kinds.len() > 1 && kinds.iter().all(|kind| *kind == Some("prevent"));
    let message = format!("all {} action items are to prevent it; none to see it sooner or shorten it", kinds.len());
    Hit::when(only, message, Subject::Section("action items"))
}

fn many(examined: &Examined) -> Vec<Hit> {
    const MOST: usize = 10;
    let items = examined.actions.len();
    Hit::when(items > MOST, format!("{items} action items"), Subject::Section("action items"))
}

/// Items that are done, and sentences that say so of what nobody dates.
fn undated(examined: &Examined) -> Vec<Hit> {
    let done = examined.actions.iter().filter(|item| item.state() == Some("done"));
    let items = done.filter(|item| item.due().is_none() && !has_number(item.text())).map(|item| {
        let message = format!("{} is done, and nothing says since when", quoted(item.text()));
        Hit::of(message, Subject::Action(item.id))
    });
    let claims = examined.written().filter_map(|(_, passage)| {
        let claims = |sentence: &&[Word]| {
            List::ClaimedDone.is_in(sentence) && !sentence.iter().any(|word| has_number(&word.lower))
        };
        let sentence = passage.sentences().find(claims)?;
        let said = quoted(prose::text_of(passage.text, sentence));
        Some(Hit::of(format!("claimed as done without a date: {said}"), passage.at()))
    });
    items.chain(claims).collect()
}

fn only_said(examined: &Examined) -> Vec<Hit> {
    let is_only_said = |item: &&&ActionItem| item.record.is_none() && item.owner().is_none();
    let said: Vec<&&ActionItem> = examined.actions.iter().filter(is_only_said).collect();
    let Some(first) = said.first() else { return Vec::new() };
    let many = words::count(said.len(), "todo");
    let message = match said.len() {
        1 => format!("a todo is not taken up yet: {}", quoted(first.text())),
        _ => format!("{many} are not taken up yet, the first: {}", quoted(first.text())),
    };
    vec![Hit::of(message, Subject::Action(first.id))]
}
