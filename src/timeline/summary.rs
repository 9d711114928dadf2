//! What must be known of an incident to understand and store one more line.
//!
//! Small whatever the incident's size, so that a one-line command never reads a long journal. It
//! is derived, may be thrown away, and never has to be right about more than its own journal.

use super::record::{Record, Recorded};
use super::{Incident, RecordId, State, Tag, Timeline};
use crate::time::{Moment, Stamp};

/// The short account of an incident.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Summary {
    pub incident: Incident,
    pub state: State,
    pub events: u64,
    /// The first and the latest time any event has.
    pub first: Option<Stamp>,
    pub latest: Option<Stamp>,
    /// When something was last recorded, by anybody.
    pub recorded: Option<Moment>,
    /// Every hypothesis that stands, open or not, in the order of recording.
    pub hypotheses: Vec<KnownHypothesis>,
    pub highest_number: u32,
}

/// What a line needs to know of a hypothesis to speak of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownHypothesis {
    pub id: RecordId,
    pub number: u32,
    pub label: String,
    pub name: String,
    pub opened: Option<Stamp>,
    /// Neither ruled out nor confirmed.
    pub open: bool,
}

impl Summary {
    /// The summary of a whole timeline.
    pub fn of(timeline: &Timeline) -> Summary {
        let bound = |event: Option<&super::Event>| event.and_then(|event| event.when().bound());
        Summary {
            incident: timeline.incident().clone(),
            state: timeline.state(),
            events: timeline.len() as u64,
            first: bound(timeline.events().next()),
            latest: bound(timeline.events().next_back()),
            recorded: timeline.latest_recording(),
            hypotheses: timeline
                .hypotheses()
                .into_iter()
                .map(|hypothesis| KnownHypothesis {
                    open: hypothesis.is_open(),
                    id: hypothesis.id,
                    number: hypothesis.number,
                    label: hypothesis.label,
                    name: hypothesis.name,
                    opened: hypothesis.opened.bound(),
                })
                .collect(),
            highest_number: timeline.highest_number(),
        }
    }

    /// Brings the summary forward over the next record of a journal.
    ///
    /// `false` for a record that corrects earlier ones: then only the whole timeline tells.
    #[must_use]
    pub fn advance(&mut self, recorded: &Recorded) -> bool {
        match &recorded.record {
            Record::Event(body) => {
                self.events += 1;
                if let Some(bound) = body.when.bound() {
                    let after_reopening = self.incident.reopened.is_none_or(|since| bound.moment > since);
                    match body.tag {
                        _ if self.state == State::Closed || !after_reopening || body.is_mark() => {}
                        Tag::Resolution => self.state = State::Resolved,
                        Tag::Mitigation if self.state == State::Open => self.state = State::Mitigated,
                        _ => {}
                    }
                    self.first = Some(self.first.map_or(bound, |first| first.min(bound)));
                    self.latest = Some(self.latest.map_or(bound, |latest| latest.max(bound)));
                }
                for known in &mut self.hypotheses {
                    known.open &= !(body.rules_out.contains(&known.id) || body.confirms.contains(&known.id));
                }
                if let Some(number) = body.opens {
                    if self.hypotheses.iter().any(|known| known.number == number) {
                        return false;
                    }
                    self.highest_number = self.highest_number.max(number);
                    self.hypotheses.push(KnownHypothesis {
                        id: recorded.id,
                        number,
                        label: format!("H{number}"),
                        name: body.text.clone(),
                        opened: body.when.bound(),
                        open: true,
                    });
                }
            }
            Record::Set(settings) => {
                for setting in settings {
                    use super::Setting::{Closed, Reopened};
                    if matches!(setting, Closed(_) | Reopened(_)) {
                        return false;
                    }
                    self.incident.set(setting);
                }
            }
            Record::Begin(begin) => {
                if self.incident.begun.is_none() {
                    self.incident.id.clone_from(&begin.incident);
                    self.incident.begun = Some(recorded.at);
                }
            }
            Record::Section { .. }
            | Record::Action { .. }
            | Record::Evidence(_)
            | Record::Mute { .. }
            | Record::Clock(_)
            | Record::Unknown { .. } => {}
            Record::Amend { .. }
            | Record::Strike { .. }
            | Record::Redact { .. }
            | Record::Undo { .. }
            | Record::Redacted => return false,
        }
        self.recorded = self.recorded.max(Some(recorded.at.moment));
        true
    }

    /// The hypotheses that are neither ruled out nor confirmed.
    pub fn open(&self) -> impl Iterator<Item = &KnownHypothesis> {
        self.hypotheses.iter().filter(|known| known.open)
    }

    /// The hypothesis of this number, open or not.
    pub fn numbered(&self, number: u32) -> Option<&KnownHypothesis> {
        self.hypotheses.iter().find(|known| known.number == number)
    }

    /// The only open hypothesis, if there is just one.
    pub fn only_open(&self) -> Option<&KnownHypothesis> {
        let mut open = self.open();
        open.next().filter(|_| open.next().is_none())
    }
}
