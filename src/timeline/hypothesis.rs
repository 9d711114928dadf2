//! Hypotheses: suspected causes, each known by the record that opened it.

use super::RecordId;
use crate::time::When;

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
    pub verdict: Verdict,
}

/// What is said of a hypothesis now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Open,
    /// By the event that ruled it out.
    RuledOut(RecordId),
    /// By the event that confirmed it.
    Confirmed(RecordId),
}

impl Hypothesis {
    pub fn is_open(&self) -> bool {
        self.verdict == Verdict::Open
    }
}
