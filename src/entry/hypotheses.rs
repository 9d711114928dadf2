//! Which hypothesis a line opens, rules out, confirms or speaks of.

use super::Doubt;
use crate::timeline::{EventBody, KnownHypothesis, Summary, Tag};
use crate::words;

/// Links an event to its hypothesis; one that can't be told is left out, with a doubt.
pub(super) fn link(body: &mut EventBody, number: Option<u32>, summary: &Summary, doubts: &mut Vec<Doubt>) {
    let linked = match (body.tag, number) {
        (Tag::Hypothesis, _) => {
            body.opens = summary.highest_number.checked_add(1);
            return;
        }
        (Tag::MisleadingPath | Tag::Cause, None) => the_open_one(summary, doubts),
        (_, Some(number)) => numbered(number, summary, doubts),
        (_, None) => None,
    };
    let ids = match body.tag {
        Tag::MisleadingPath => &mut body.rules_out,
        Tag::Cause => &mut body.confirms,
        _ => &mut body.about,
    };
    ids.extend(linked.map(|known| known.id));
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
