//! What must be known of an incident to understand and store one more line.
//!
//! Small whatever the incident's size, so that a one-line command never reads a long journal. It
//! is derived, may be thrown away, and never has to be right about more than its own journal.

use std::collections::BTreeSet;

use super::incident::severity_of;
use super::record::{EventBody, GroupId, Place, Record, Recorded, Setting};
use super::{Event, Incident, RecordId, State, Tag, Timeline};
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
    /// The first detection, and the first word of an impact.
    pub detected: Option<Stamp>,
    pub felt: Option<Stamp>,
    /// When anything was last recorded, by anybody.
    pub recorded: Option<Moment>,
    /// Every hypothesis that stands, open or not, in the order of recording.
    pub hypotheses: Vec<KnownHypothesis>,
    pub highest_number: u32,
    /// When an event last said the severity that holds; none where it is as it was set.
    pub severity_said: Option<Moment>,
    /// The furthest place that it knows of.
    pub newest: Place,
    /// Records and groups that something speaks of already, though they have not been seen.
    pub awaited: Vec<RecordId>,
    pub awaited_groups: Vec<GroupId>,
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

/// The first time of events in their order; of equal moments that of the lowest offset, so that
/// the order of recording makes no difference.
fn earliest<'a>(events: impl Iterator<Item = &'a Event>) -> Option<Stamp> {
    let mut bounds = events.filter_map(|event| event.when().bound());
    let first = bounds.next()?;
    bounds.take_while(|at| at.moment == first.moment).min().map_or(Some(first), |other| Some(other.min(first)))
}

impl Summary {
    /// The summary of a whole timeline.
    pub fn of(timeline: &Timeline) -> Summary {
        let first = earliest(timeline.events());
        let backwards = || timeline.events().rev().filter_map(|event| event.when().bound());
        let latest = backwards().next().and_then(|last| backwards().take_while(|at| at.moment == last.moment).max());
        Summary {
            incident: Incident { severity: timeline.severity(), ..timeline.incident().clone() },
            state: timeline.state(),
            events: timeline.len() as u64,
            first,
            latest,
            detected: earliest(timeline.tagged(Tag::Detection)),
            felt: earliest(timeline.tagged(Tag::Impact)),
            recorded: timeline.last_recorded,
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
            severity_said: timeline.severity_said(),
            newest: timeline.newest.clone(),
            awaited: timeline.awaited(),
            awaited_groups: timeline.undone.keys().copied().collect::<BTreeSet<_>>().into_iter().collect(),
        }
    }

    /// When the incident began, for the clocks that run: as it was said, else with the impact or
    /// the detection, as documents have it, else with the first event.
    pub fn start(&self) -> Option<Stamp> {
        let felt = self.felt.filter(|felt| self.detected.is_none_or(|detected| felt.moment < detected.moment));
        self.incident.started.or(felt).or(self.detected).or(self.first)
    }

    /// Brings the summary forward over one more record of a journal.
    ///
    /// `false` for a record that corrects others, or comes late: then only the whole timeline tells.
    #[must_use]
    pub fn advance(&mut self, recorded: &Recorded) -> bool {
        let late = recorded.place <= self.newest;
        let in_order_only = match &recorded.record {
            Record::Event(body) => body.opens.is_some(),
            record => matches!(record, Record::Set(_) | Record::Begin(_)),
        };
        let foretold = self.awaited.contains(&recorded.id) || self.awaited_groups.contains(&recorded.group);
        if late && in_order_only || foretold || !self.foresee(recorded) {
            return false;
        }
        if !late {
            self.newest = recorded.place.clone();
        }
        true
    }

    /// The same over a record that has no place yet, and will come after all others.
    pub fn foresee(&mut self, recorded: &Recorded) -> bool {
        let told = match &recorded.record {
            Record::Event(body) => self.take_event(recorded.id, body),
            Record::Set(settings) => settings.iter().all(|setting| self.take_setting(setting)),
            Record::Begin(begin) => {
                if self.incident.begun.is_none() {
                    self.incident.id.clone_from(&begin.incident);
                    self.incident.begun = Some(recorded.at);
                }
                true
            }
            Record::Section { .. }
            | Record::Action { .. }
            | Record::Evidence(_)
            | Record::Mute { .. }
            | Record::Clock(_)
            | Record::Unknown { .. } => true,
            Record::Amend { .. }
            | Record::Strike { .. }
            | Record::Redact { .. }
            | Record::Undo { .. }
            | Record::Redacted => false,
        };
        if told {
            self.recorded = self.recorded.max(Some(recorded.at.moment));
        }
        told
    }

    fn take_setting(&mut self, setting: &Setting) -> bool {
        match setting {
            Setting::Closed(_) | Setting::Reopened(_) => return false,
            // What an event said holds, whatever is set beside it.
            Setting::Severity(_) if self.severity_said.is_some() => {}
            setting => self.incident.set(setting),
        }
        true
    }

    fn take_event(&mut self, id: RecordId, body: &EventBody) -> bool {
        if let Some(number) = body.opens {
            if self.hypotheses.iter().any(|known| known.number == number) {
                return false;
            }
            self.highest_number = self.highest_number.max(number);
            self.hypotheses.push(KnownHypothesis {
                id,
                number,
                label: format!("H{number}"),
                name: body.text.clone(),
                opened: body.when.bound(),
                open: true,
            });
        }
        for of in body.rules_out.iter().chain(&body.confirms) {
            match self.hypotheses.iter_mut().find(|known| known.id == *of) {
                Some(known) => known.open = false,
                None => {
                    if let Err(at) = self.awaited.binary_search(of) {
                        self.awaited.insert(at, *of);
                    }
                }
            }
        }
        self.events += 1;
        let Some(bound) = body.when.bound() else { return true };
        self.first = Some(self.first.map_or(bound, |first| first.min(bound)));
        let named = match body.tag {
            Tag::Detection => Some(&mut self.detected),
            Tag::Impact => Some(&mut self.felt),
            _ => None,
        };
        if let Some(named) = named.filter(|_| !body.hidden) {
            *named = Some(named.map_or(bound, |known| known.min(bound)));
        }
        self.latest = Some(self.latest.map_or(bound, |latest| latest.max(bound)));
        body.hidden || self.take_turn(bound.moment, body)
    }

    /// What an event says of how the incident stands.
    fn take_turn(&mut self, at: Moment, body: &EventBody) -> bool {
        let holds = self.state != State::Closed && Some(at) > self.incident.reopened;
        match body.tag {
            Tag::Resolution if holds => self.state = State::Resolved,
            Tag::Mitigation if holds && self.state == State::Open => self.state = State::Mitigated,
            Tag::Severity => {
                if let Some(severity) = severity_of(body) {
                    match self.severity_said {
                        // Which of two at the same time was recorded last is not known here.
                        Some(said) if said == at => return false,
                        Some(said) if said > at => {}
                        _ => (self.severity_said, self.incident.severity) = (Some(at), Some(severity)),
                    }
                }
            }
            _ => {}
        }
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
