//! Small facts beside the text of an event, by name: which role, how bad, when something is due.
//!
//! They are kept as words, so that what a later version adds survives this one.

use super::{CauseRole, EventBody, RecordId, Tag, Turn};
use crate::time::Stamp;

impl EventBody {
    /// What it says more than its tag does, in a word: `parked`, `trigger`, `all clear`.
    pub fn nuance(&self) -> Option<&'static str> {
        if self.begins_impact() {
            return Some("impact start");
        }
        if self.is_all_clear() {
            return Some(Self::ALL_CLEAR);
        }
        match self.tag {
            Tag::Hypothesis => {
                let turn = Turn::in_detail(self.details.get(Tag::Hypothesis.name())?)?;
                Some(if turn == Turn::Parked { "parked" } else { "taken up again" })
            }
            Tag::Cause => Some(match self.cause_role()? {
                CauseRole::Root => "root cause",
                CauseRole::Contributing => "contributing",
                CauseRole::Trigger => "trigger",
            }),
            _ => None,
        }
    }

    /// The role that its person holds from now on: `ic`.
    pub fn role(&self) -> Option<&str> {
        self.details.get(Tag::Role.name()).map(String::as_str)
    }

    /// The severity from now on.
    pub fn severity(&self) -> Option<u8> {
        self.details.get(Tag::Severity.name())?.parse().ok()
    }

    /// Of an update, when it promised the next one; of a question, when its answer was asked for.
    pub fn due(&self) -> Option<Stamp> {
        Stamp::parse(self.details.get(Self::DUE)?).ok()
    }

    /// Whether it says in so many words that this is when the impact began.
    pub fn begins_impact(&self) -> bool {
        self.tag == Tag::Impact && self.details.get(Tag::Impact.name()).is_some_and(|said| said == Self::START)
    }

    /// Whether it says that nothing more is to come: the incident is over, not only the impact.
    pub fn is_all_clear(&self) -> bool {
        self.tag == Tag::Resolution
            && self.details.get(Tag::Resolution.name()).is_some_and(|said| said == Self::ALL_CLEAR)
    }

    /// The event without anything in words of a person's own: its time, tag and links, and what of
    /// its details is one of our own words, a number or a stamp.
    pub fn without_words(&self) -> EventBody {
        let is_ours = |name: &str, value: &str| match Tag::named(name) {
            Some(Tag::Severity) => value.parse::<u8>().is_ok(),
            Some(Tag::Role) => Tag::Role.row().prefixes.contains(&value) || value == Self::WRITE_UP,
            Some(Tag::Cause) => self.cause_role().is_some(),
            Some(Tag::Hypothesis) => Turn::in_detail(value).is_some(),
            Some(Tag::Impact) => value == Self::START,
            Some(Tag::Resolution) => value == Self::ALL_CLEAR,
            _ => (name == Self::DUE && Stamp::parse(value).is_ok()) || Self::is_of_ending(name, value),
        };
        let mut body = EventBody { text: String::new(), ..self.clone() };
        body.details.retain(|name, value| is_ours(name, value));
        body.when.words = None;
        body
    }

    /// What it says beside its text, by name: not where it came from, and not what the recorder still has
    /// to understand.
    pub fn facts(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_own = |name: &str| [Self::MOVED_FROM, Self::IMPORTED, Self::AS_TYPED].contains(&name);
        self.details.iter().map(|(name, value)| (name.as_str(), value.as_str())).filter(move |(name, _)| !is_own(name))
    }

    /// The incident that it was moved here from, and what it was known by there.
    pub fn moved_from(&self) -> Option<(&str, RecordId)> {
        let (incident, id) = self.details.get(Self::MOVED_FROM)?.split_once(' ')?;
        Some((incident, id.parse().ok()?))
    }

    /// Says so of an event that is moved.
    pub fn set_moved_from(&mut self, incident: &str, id: RecordId) {
        self.details.insert(Self::MOVED_FROM.to_owned(), format!("{incident} {id}"));
    }

    /// Where it was imported from: the source, and the line of it.
    pub fn imported(&self) -> Option<&str> {
        self.details.get(Self::IMPORTED).map(String::as_str)
    }

    /// Says so of an event that is imported.
    pub fn set_imported(&mut self, source: &str, line: usize) {
        self.details.insert(Self::IMPORTED.to_owned(), format!("{source}, line {line}"));
    }

    /// Whether somebody said of what was imported that it is right as it stands.
    pub fn is_confirmed(&self) -> bool {
        self.details.contains_key(Self::CONFIRMED)
    }

    /// Says so.
    pub fn confirm(&mut self) {
        self.details.insert(Self::CONFIRMED.to_owned(), "yes".to_owned());
    }

    /// The roles that something depends on: who is in command, and who writes the postmortem.
    pub const COMMANDER: &'static str = "ic";
    pub const WRITE_UP: &'static str = "write-up";
    /// The name of the detail that says when something is due, as a stamp.
    pub const DUE: &'static str = "due";
    /// The name of the detail of a detection that says what told of it: `monitoring`.
    pub const SOURCE: &'static str = "source";
    /// The name of the detail of a resolution that says whether it lasts: `for good`, `for now`.
    pub const LASTING: &'static str = "lasting";
    /// The name of the detail of an event that was moved here, which says where from.
    const MOVED_FROM: &'static str = "moved_from";
    /// The name of the detail of a line that was stored with its words alone, because its incident was not
    /// known yet. It is on disk with the line: whoever has read the journal next understands it.
    pub const AS_TYPED: &'static str = "as_typed";
    /// The name of the detail of an event that was imported, which says where from.
    const IMPORTED: &'static str = "imported";
    /// The name of the detail that says that somebody has looked at what was imported.
    pub(super) const CONFIRMED: &'static str = "confirmed";
    /// What says where an event came from, and nothing of what happened.
    pub(super) const WHERE_FROM: [&str; 3] = [Self::MOVED_FROM, Self::IMPORTED, Self::CONFIRMED];
    /// The detail of an impact that is its own beginning.
    pub const START: &'static str = "start";
    /// The detail of a resolution after which nothing more is to come.
    pub const ALL_CLEAR: &'static str = "all clear";
}
