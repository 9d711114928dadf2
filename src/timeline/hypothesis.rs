//! Hypotheses: suspected causes, each known by the record that opened it.

use super::{EventBody, RecordId, Tag};
use crate::time::{Moment, When};

/// A suspected cause, from the event that opened it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hypothesis {
    /// The event that opened it.
    pub id: RecordId,
    /// The number given at entry. Never renumbered, never used again.
    pub number: u32,
    /// As shown: `H2`, or `H2·bo` where two writers gave the same number and this is the later.
    pub label: String,
    /// What is suspected, in the words of the event.
    pub name: String,
    pub opened: When,
    pub by: std::sync::Arc<str>,
    /// What was said of it since, in the order of the timeline; said twice in a row, it stands
    /// here once, from the first time on.
    pub turns: Vec<(Turn, RecordId)>,
    /// The latest time at which anything was said of it, whether it made a difference or not.
    pub last_turn: Option<Moment>,
    pub verdict: Verdict,
}

/// What an event can say of a hypothesis that is known already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    RuledOut,
    Confirmed,
    /// Not pursued for now.
    Parked,
    /// Looked into again.
    Reopened,
}

/// What is said of a hypothesis now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Open,
    /// By the event that ruled it out.
    RuledOut(RecordId),
    /// By the event that confirmed it.
    Confirmed(RecordId),
    /// By the event that parked it.
    Parked(RecordId),
}

/// What a confirmed hypothesis is among the causes. Whoever names one cause need not say which.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CauseRole {
    Root,
    Contributing,
    Trigger,
}

impl Hypothesis {
    pub fn is_open(&self) -> bool {
        self.verdict == Verdict::Open
    }

    /// Takes in what an event says of it, after everything before; whether the event has a time,
    /// and whether the turn before had one. What has a time says more than what has none. Only what
    /// is open can be parked.
    pub(super) fn turn(&mut self, turn: Turn, by: RecordId, timed: bool, last_was_timed: &mut bool) {
        let is_decided = matches!(self.verdict, Verdict::RuledOut(_) | Verdict::Confirmed(_));
        if turn == Turn::Parked && is_decided {
            return;
        }
        let last = self.turns.last_mut();
        let again = last.as_ref().map_or(Turn::Reopened, |(last, _)| *last) == turn;
        match last {
            Some(last) if again && timed && !*last_was_timed => last.1 = by,
            _ if again => return,
            _ => self.turns.push((turn, by)),
        }
        *last_was_timed = timed;
        self.verdict = match turn {
            Turn::RuledOut => Verdict::RuledOut(by),
            Turn::Confirmed => Verdict::Confirmed(by),
            Turn::Parked => Verdict::Parked(by),
            Turn::Reopened => Verdict::Open,
        };
    }
}

impl Turn {
    /// The word, in the detail of an event and in documents.
    pub const fn word(self) -> &'static str {
        match self {
            Turn::RuledOut => "ruled out",
            Turn::Confirmed => "confirmed",
            Turn::Parked => "parked",
            Turn::Reopened => "reopened",
        }
    }

    /// The turn that stands in a detail of an event about the hypothesis; the other two are links.
    pub(super) fn in_detail(word: &str) -> Option<Turn> {
        [Turn::Parked, Turn::Reopened].into_iter().find(|turn| turn.word() == word)
    }
}

impl CauseRole {
    pub const ALL: [CauseRole; 3] = [CauseRole::Root, CauseRole::Contributing, CauseRole::Trigger];

    /// The word in JSON, in documents, and before the colon.
    pub const fn name(self) -> &'static str {
        match self {
            CauseRole::Root => "root",
            CauseRole::Contributing => "contributing",
            CauseRole::Trigger => "trigger",
        }
    }
}

impl EventBody {
    /// What this says of hypotheses that are known already.
    pub fn turns(&self) -> impl Iterator<Item = (Turn, RecordId)> {
        let about = self.details.get(Tag::Hypothesis.name()).and_then(|word| Turn::in_detail(word));
        let about = about.into_iter().flat_map(|turn| self.about.iter().map(move |id| (turn, *id)));
        let ruled_out = self.rules_out.iter().map(|id| (Turn::RuledOut, *id));
        let confirmed = self.confirms.iter().map(|id| (Turn::Confirmed, *id));
        ruled_out.chain(confirmed).chain(about)
    }

    /// Says that the hypotheses it is about are parked, or looked into again.
    pub fn say_turn(&mut self, turn: Turn) {
        self.details.insert(Tag::Hypothesis.name().to_owned(), turn.word().to_owned());
    }

    /// What the cause that this names is among the causes, if it says so.
    pub fn cause_role(&self) -> Option<CauseRole> {
        let said = self.details.get(Tag::Cause.name())?;
        CauseRole::ALL.into_iter().find(|role| role.name() == said)
    }
}
