//! Events as they stand now: what was first said, with everything that was corrected since.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use super::Tag;
use super::record::{EventBody, Evidence, GroupId, Place, RecordId};
use crate::time::{Moment, Stamp, When};

/// One thing that happened, after all amendments.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    pub id: RecordId,
    pub body: Arc<EventBody>,
    pub by: Arc<str>,
    /// When it was recorded, by the wall clock of its writer.
    pub recorded: Stamp,
    pub place: Place,
    pub group: GroupId,
    /// Known to be on disk, with all its amendments.
    pub saved: bool,
    /// The reason it was struck, if it was.
    pub struck: Option<String>,
    /// The reason its words were taken off the disk, if they were.
    pub redacted: Option<String>,
    /// How often it was corrected.
    pub amendments: usize,
    pub evidence: Vec<Evidence>,
}

impl Event {
    pub fn tag(&self) -> Tag {
        self.body.tag
    }

    pub fn text(&self) -> &str {
        &self.body.text
    }

    pub fn when(&self) -> &When {
        &self.body.when
    }

    /// A time without words, to be filled in later.
    pub fn is_mark(&self) -> bool {
        self.body.is_mark() && self.redacted.is_none() && self.evidence.is_empty()
    }

    /// Whether it was imported, and nobody has confirmed or corrected it since.
    pub fn is_unconfirmed(&self) -> bool {
        self.body.imported().is_some() && !self.body.is_confirmed() && self.amendments == 0
    }

    /// Whether it belongs in the story: not struck, not hidden, not an unfilled mark.
    pub fn is_told(&self) -> bool {
        self.struck.is_none() && !self.body.hidden && !self.is_mark()
    }

    /// How long after it happened it was recorded, in milliseconds; none for what was typed live
    /// or has no time.
    pub fn backdated_ms(&self) -> Option<i64> {
        let stated = self.body.when.is_stated().then(|| self.body.when.bound()).flatten()?;
        let late = self.recorded.moment.millis_since(stated.moment);
        (late >= 60_000).then_some(late)
    }

    /// The hypotheses that it opens or speaks of, its own first.
    pub fn hypotheses(&self) -> impl Iterator<Item = RecordId> {
        let body = &self.body;
        let own = body.opens.map(|_| self.id);
        own.into_iter().chain(body.rules_out.iter().chain(&body.confirms).chain(&body.about).copied())
    }

    /// The `#words` of the text.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        marked_words(&self.body.text, '#').map(|(_, name)| name)
    }

    /// Where they stand in it, sign and all, in bytes.
    pub fn label_places(&self) -> impl Iterator<Item = Range<usize>> {
        marked_words(&self.body.text, '#').map(|(at, name)| at..at + 1 + name.len())
    }

    /// The `@people` of the text.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        marked_words(&self.body.text, '@').map(|(_, name)| name)
    }

    /// The moment that the timeline sorts it by.
    pub fn bound(&self) -> Option<Moment> {
        self.body.when.bound().map(|at| at.moment)
    }
}

/// Who sits in the timeline: by the bound of an event, then in the order of recording.
#[derive(Clone, Debug)]
pub(super) enum Seat {
    /// One that has a time.
    Event(Arc<Event>),
    /// What a clock did.
    Note { moment: Moment, place: Place, id: RecordId },
}

impl Seat {
    /// The seat of an event; none where it has no time.
    pub fn of(event: &Arc<Event>) -> Option<Seat> {
        event.bound().map(|_| Seat::Event(event.clone()))
    }

    /// The event that sits there.
    pub fn event(&self) -> Option<&Event> {
        match self {
            Seat::Event(event) => Some(event),
            Seat::Note { .. } => None,
        }
    }

    pub fn id(&self) -> RecordId {
        match self {
            Seat::Event(event) => event.id,
            Seat::Note { id, .. } => *id,
        }
    }

    fn order(&self) -> (Option<Moment>, &Place, RecordId) {
        match self {
            Seat::Event(event) => (event.bound(), &event.place, event.id),
            Seat::Note { moment, place, id } => (Some(*moment), place, *id),
        }
    }
}

impl PartialEq for Seat {
    fn eq(&self, other: &Seat) -> bool {
        self.order() == other.order()
    }
}

impl Eq for Seat {}

impl PartialOrd for Seat {
    fn partial_cmp(&self, other: &Seat) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Seat {
    fn cmp(&self, other: &Seat) -> Ordering {
        self.order().cmp(&other.order())
    }
}

/// Words that begin with `sign` at the start of a word, each with the byte at which the sign stands:
/// letters, digits, `_`, `-`, `.` follow.
pub(crate) fn marked_words(text: &str, sign: char) -> impl Iterator<Item = (usize, &str)> {
    let parts = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';');
    let begins = move |at: usize| text[..at].chars().next_back().is_none_or(parts);
    text.match_indices(sign).filter(move |(at, _)| begins(*at)).filter_map(move |(at, sign)| {
        let rest = &text[at + sign.len()..];
        let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches(['.', '-']);
        (name.chars().any(char::is_alphabetic)).then_some((at, name))
    })
}

/// Whether this can be part of what stands behind the sign of a label or a person.
pub(crate) fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_people_are_words_with_a_sign() {
        let text = "@ana asked #db, (#slow-queries) issue #42 a@b.c ##x done @bo.";
        let names = |sign| marked_words(text, sign).map(|(_, name)| name).collect::<Vec<_>>();
        assert_eq!(names('#'), ["db", "slow-queries"]);
        assert_eq!(names('@'), ["ana", "bo"]);
        assert!(marked_words(text, '#').all(|(at, name)| text[at + 1..].starts_with(name)));
    }
}
