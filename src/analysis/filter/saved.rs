//! Saved filters: what is looked for again and again, each an expression like any other.

use super::Reading;
use super::read::read_saved;
use super::words::is_same;

/// A filter that is called by its name: `filter:gaps`.
#[derive(Debug)]
pub struct SavedFilter {
    pub name: &'static str,
    pub expression: &'static str,
    pub help: &'static str,
}

/// A saved filter of somebody's own, from the settings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnFilter {
    pub name: String,
    pub expression: String,
}

/// Those that everybody has, in the order in which a review tends to use them.
pub const SAVED: &[SavedFilter] = &[
    row("milestones", "is:milestone", "impact start, detected, … as they were recorded"),
    row("gaps", "is:gap", "what was recorded behind a long silence"),
    row("marks to fill", "is:mark -is:struck", "times that still want their words"),
    row("no time", "no:time -is:struck", "what nobody said the time of"),
    row("back-dated", "is:backdated", "recorded a minute or more after it happened"),
    row("added later", "is:late", "recorded after the incident was over"),
    row("approximate times", "is:approximate is:told", "about, by, after or between"),
    row("without evidence", "no:evidence is:told", "told, with nothing attached to it"),
    row("open questions", "tag:question is:told", "open threads"),
    row("turning points", "tag:detection,\"misleading path\",escalation,resolution is:told", "the four that stand out"),
    row("starred", "is:starred", "starred for the document"),
    row("hidden", "is:hidden", "left out of the document"),
    row("struck", "is:struck", "taken out of the story"),
    row("corrected", "is:amended", "corrected since it was recorded"),
    row("to confirm", "is:unconfirmed is:told", "imported, and nobody has looked at it yet"),
];

const fn row(name: &'static str, expression: &'static str, help: &'static str) -> SavedFilter {
    SavedFilter { name, expression, help }
}

/// The saved filter of this name and its expression; one's own goes before everybody's.
pub fn saved<'a>(name: &str, own: &'a [OwnFilter]) -> Option<(&'a str, &'a str)> {
    let known = SAVED.iter().map(|saved| (saved.name, saved.expression));
    own.iter()
        .map(|own| (own.name.as_str(), own.expression.as_str()))
        .chain(known)
        .find(|(known, _)| is_same(known, name))
}

impl OwnFilter {
    /// What is wrong with it, whatever the incident: its name, or its expression.
    pub fn problem(&self) -> Option<String> {
        if !super::spelled::can_be_written(&self.name) {
            return Some("a name begins and ends with a letter, and has no quotes".to_owned());
        }
        let (_, problems) = read_saved(&self.expression, &Reading::default());
        problems.into_iter().find(|problem| problem.is_wrong).map(|problem| problem.message)
    }
}
