//! Which hypothesis a line opens, rules out, confirms, parks, looks into again or speaks of.

use super::Doubt;
use crate::timeline::{EventBody, KnownHypothesis, Summary, Tag, Turn};
use crate::words;

/// Links an event to its hypothesis; one that can't be told is left out, with a doubt.
pub(super) fn link(body: &mut EventBody, number: Option<u32>, summary: &Summary, doubts: &mut Vec<Doubt>) {
    let parks = body.details.contains_key(Tag::Hypothesis.name());
    let linked = match (body.tag, number) {
        (Tag::Hypothesis, None) if !parks => {
            body.opens = summary.highest_number.checked_add(1);
            return;
        }
        (Tag::Hypothesis, Some(number)) if !parks => {
            look_into_again(body, number, summary, doubts);
            return;
        }
        (Tag::MisleadingPath | Tag::Cause | Tag::Hypothesis, None) => the_open_one(summary, doubts),
        (_, Some(number)) => numbered(number, summary, doubts),
        (_, None) => None,
    };
    if parks && linked.is_some_and(|known| !known.open) {
        doubts.push(Doubt::saying("it is not open; there is nothing to park"));
    }
    let ids = match body.tag {
        Tag::MisleadingPath => &mut body.rules_out,
        Tag::Cause => &mut body.confirms,
        _ => &mut body.about,
    };
    ids.extend(linked.map(|known| known.id));
}

/// `h2:` takes up a hypothesis that was left; one that is still open is only spoken of. A number
/// that nobody gave opens the next: what is suspected must not get lost over a digit.
fn look_into_again(body: &mut EventBody, number: u32, summary: &Summary, doubts: &mut Vec<Doubt>) {
    if summary.numbered(number).is_none() {
        body.opens = summary.highest_number.checked_add(1);
        let opened = body.opens.map_or_else(String::new, |next| format!("; opens H{next}"));
        doubts.push(Doubt::saying(format!("there is no H{number}{opened}")));
        return;
    }
    let Some(known) = numbered(number, summary, doubts) else { return };
    body.about.push(known.id);
    if !known.open {
        body.say_turn(Turn::Reopened);
    }
}

fn the_open_one<'a>(summary: &'a Summary, doubts: &mut Vec<Doubt>) -> Option<&'a KnownHypothesis> {
    let only = summary.only_open();
    if only.is_none() {
        doubts.push(match summary.open().next() {
            Some(_) => which(summary.open()),
            None => Doubt::saying("no hypothesis is open; linked to none"),
        });
    }
    only
}

/// Two writers can have given the same number; then the one that is still open is meant.
fn numbered<'a>(number: u32, summary: &'a Summary, doubts: &mut Vec<Doubt>) -> Option<&'a KnownHypothesis> {
    let same = || summary.hypotheses.iter().filter(|known| known.number == number);
    let open: Vec<&KnownHypothesis> = same().filter(|known| known.open).collect();
    match (same().count(), &open[..]) {
        (0, _) => {
            doubts.push(Doubt::saying(format!("there is no H{number}; linked to none")));
            None
        }
        (1, _) => summary.numbered(number),
        (_, [only]) => Some(only),
        _ => {
            doubts.push(which(same()));
            None
        }
    }
}

/// `which? H1 network · H2 app server`
fn which<'a>(known: impl Iterator<Item = &'a KnownHypothesis>) -> Doubt {
    let names: Vec<String> = known.map(named).collect();
    Doubt::saying(format!("which? {}", names.join(" · ")))
}

/// `H1 network`, safe to show.
pub(super) fn named(known: &KnownHypothesis) -> String {
    words::visible(format!("{} {}", known.label, known.name).trim()).into_owned()
}
