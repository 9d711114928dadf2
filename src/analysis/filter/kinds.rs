//! What an event can be (`is:`) and can have (`has:`, `no:`): tables of rows.

use super::term::{Asked, Cost};
use crate::analysis::Trait;
use crate::timeline::{Event, Tag};

/// One thing that an event can be or have.
#[derive(Debug)]
pub struct Kind {
    /// As typed behind the colon.
    pub name: &'static str,
    /// Which events those are, as a title.
    pub help: &'static str,
    pub(super) cost: Cost,
    pub(super) holds: fn(Asked) -> bool,
}

impl PartialEq for Kind {
    fn eq(&self, other: &Kind) -> bool {
        self.name == other.name
    }
}

/// Everything that an event can be. All of it is told by the rows.
pub const IS: &[Kind] = &[
    row("starred", "starred for the document", |asked| asked.is(Trait::Starred)),
    row("hidden", "left out of the document", |asked| asked.is(Trait::Hidden)),
    row("struck", "taken out of the story, with the reason kept", |asked| asked.is(Trait::Struck)),
    row("told", "in the story: neither struck, hidden nor an unfilled mark", |asked| asked.is(Trait::Told)),
    row("amended", "corrected since it was recorded", |asked| asked.is(Trait::Amended)),
    row("backdated", "recorded a minute or more after it happened", |asked| asked.is(Trait::Backdated)),
    row("late", "recorded after the incident was over", |asked| {
        asked.row.tag.is_some() && asked.context.over.is_some_and(|over| asked.row.recorded > over)
    }),
    row("approximate", "about, by, after or between: not one stated time", |asked| asked.is(Trait::Approximate)),
    row("untimed", "without a time", |asked| asked.row.at.is_none()),
    row("gap", "behind a long silence", |asked| {
        let gap_ms = asked.context.gap_ms;
        gap_ms > 0 && asked.row.silence_ms().is_some_and(|silent| silent >= gap_ms)
    }),
    row("milestone", "recorded as a milestone: impact start, detected, …", |asked| {
        asked.context.milestones.contains(&asked.row.id)
    }),
    row("mark", "a time without words, to be filled in", |asked| asked.is(Trait::Mark)),
    row("imported", "read from a write-up, a chat, a table", |asked| asked.is(Trait::Imported)),
    row("unconfirmed", "imported, and neither confirmed nor corrected since", |asked| asked.is(Trait::Unconfirmed)),
    row("redacted", "its words were taken off the disk", |asked| asked.is(Trait::Redacted)),
    row("clock", "no event: what a clock did", |asked| asked.row.tag.is_none()),
];

/// Everything that an event can have.
pub const HAS: &[Kind] = &[
    row("evidence", "something attached", |asked| asked.is(Trait::Evidence)),
    row("time", "a time", |asked| asked.row.at.is_some()),
    row("tag", "a tag: more than a note", |asked| asked.row.tag.is_some_and(|tag| tag != Tag::Note)),
    row("text", "words", |asked| !asked.text().is_empty()),
    row("amendment", "a correction", |asked| asked.is(Trait::Amended)),
    row("link", "a hypothesis that it opens or speaks of", |asked| asked.is(Trait::Linked)),
    Kind {
        cost: Cost::LookedUp,
        ..row("label", "a #label", |asked| has_sign(asked, '#', |event| event.labels().next().is_some()))
    },
    Kind {
        cost: Cost::LookedUp,
        ..row("person", "an @person", |asked| has_sign(asked, '@', |event| event.people().next().is_some()))
    },
];

const fn row(name: &'static str, help: &'static str, holds: fn(Asked) -> bool) -> Kind {
    Kind { name, help, cost: Cost::Row, holds }
}

/// Only what has the sign anywhere is looked up.
fn has_sign(asked: Asked, sign: char, marked: impl Fn(&Event) -> bool) -> bool {
    asked.text().contains(sign) && asked.event().is_some_and(marked)
}
