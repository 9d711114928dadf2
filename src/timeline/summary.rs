//! What must be known of an incident to understand and store one more line.
//!
//! Small whatever the incident's size, so that a one-line command never reads a long journal. It
//! is derived, may be thrown away, and never has to be right about more than its own journal.

use std::collections::BTreeSet;

use super::record::{EventBody, GroupId, Place, Record, Recorded, Setting};
use super::{Event, Hypothesis, Incident, RecordId, State, Tag, Timeline, Turn, Verdict};
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
    /// When the impact was said to have begun.
    pub impact_start: Option<Stamp>,
    /// When anything was last recorded, by anybody.
    pub recorded: Option<Moment>,
    /// Every hypothesis that stands, open or not, in the order of recording.
    pub hypotheses: Vec<KnownHypothesis>,
    pub highest_number: u32,
    /// The latest events of the tags that a short account tells of, each with its time, in the order
    /// of the timeline; how many of each is in [`KNOWN_EVENTS`].
    pub events_known: Vec<KnownEvent>,
    /// How many questions and todos were told at a time.
    pub questions: u64,
    pub todos: u64,
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
    /// When it was opened, or last taken up again.
    pub opened: Option<Stamp>,
    /// Neither ruled out, confirmed nor parked.
    pub open: bool,
    pub confirmed: bool,
    /// The latest time at which anything was said of it: what is said after that holds.
    pub last_turn: Option<Moment>,
}

impl KnownHypothesis {
    /// Takes in what was said of it, if that is after everything that was said before; else only
    /// the whole timeline tells what holds. What has no time comes before what has one.
    fn take_turn(&mut self, turn: Turn, at: Option<Stamp>) -> bool {
        let moment = at.map(|at| at.moment);
        if moment < self.last_turn {
            return false;
        }
        // One that has no time may have opened it, or this one: the whole timeline tells.
        if turn == Turn::Reopened && self.open && moment.is_some() && self.last_turn.is_none() {
            return false;
        }
        self.last_turn = moment;
        match turn {
            Turn::RuledOut => (self.open, self.confirmed) = (false, false),
            Turn::Confirmed => (self.open, self.confirmed) = (false, true),
            Turn::Parked => self.open = false,
            Turn::Reopened => {
                self.opened = at.filter(|_| !self.open).or(self.opened);
                (self.open, self.confirmed) = (true, false);
            }
        }
        true
    }
}

/// When a hypothesis was last taken up again.
fn taken_up(timeline: &Timeline, hypothesis: &Hypothesis) -> Option<Stamp> {
    let (_, by) = hypothesis.turns.iter().rev().find(|(turn, _)| *turn == Turn::Reopened)?;
    timeline.event(*by)?.when().bound()
}

/// The tags that a short account tells of, and how many of their latest events.
pub const KNOWN_EVENTS: [(Tag, usize); 9] = [
    (Tag::Impact, 1),
    // The latest of each role.
    (Tag::Role, 20),
    (Tag::Cause, 1),
    (Tag::Action, 3),
    (Tag::Mitigation, 3),
    (Tag::Resolution, 2),
    (Tag::Update, 1),
    (Tag::Question, 5),
    (Tag::Todo, 3),
];

/// An event as a short account tells of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownEvent {
    pub id: RecordId,
    pub tag: Tag,
    pub at: Stamp,
    /// The beginning of its text, at most [`KnownEvent::TEXT_LIMIT`] bytes.
    pub text: String,
    /// Of a role, which it is; of a cause, the hypothesis that it confirms; of a resolution, whether
    /// it is the all clear; of an update or a question, when what it waits for is due, as a stamp.
    pub detail: Option<String>,
}

impl KnownEvent {
    pub const TEXT_LIMIT: usize = 400;

    /// Whether it says what an earlier one said: who holds a role.
    fn replaces(&self, earlier: &KnownEvent) -> bool {
        self.tag == Tag::Role && earlier.tag == Tag::Role && self.detail == earlier.detail
    }

    /// None for what a short account does not tell of, and for what has no time.
    fn of(id: RecordId, body: &EventBody) -> Option<KnownEvent> {
        let is_told_of = KNOWN_EVENTS.iter().any(|(tag, _)| *tag == body.tag);
        let at = body.when.bound().filter(|_| is_told_of)?;
        let detail = match body.tag {
            Tag::Role => body.role().map(str::to_owned),
            Tag::Cause => body.confirms.first().map(RecordId::to_string),
            Tag::Resolution => body.is_all_clear().then(|| EventBody::ALL_CLEAR.to_owned()),
            Tag::Update | Tag::Question => body.due().map(|due| due.to_string()),
            _ => None,
        };
        let text = body.text[..body.text.floor_char_boundary(Self::TEXT_LIMIT)].to_owned();
        Some(KnownEvent { id, tag: body.tag, at, text, detail })
    }

    /// When the next update, or the answer, is due.
    pub fn due(&self) -> Option<Stamp> {
        Stamp::parse(self.detail.as_ref().filter(|_| matches!(self.tag, Tag::Update | Tag::Question))?).ok()
    }
}

/// The first time of events in their order; of equal moments that of the lowest offset, so that
/// the order of recording makes no difference.
fn earliest<'a>(events: impl Iterator<Item = &'a Event>) -> Option<Stamp> {
    let mut bounds = events.filter_map(|event| event.when().bound());
    let first = bounds.next()?;
    bounds.take_while(|at| at.moment == first.moment).min().map_or(Some(first), |other| Some(other.min(first)))
}

fn latest_events(timeline: &Timeline) -> Vec<KnownEvent> {
    let latest = |(tag, most): &(Tag, usize)| {
        let events = timeline.tagged(*tag).rev().filter_map(|event| KnownEvent::of(event.id, &event.body));
        let mut latest: Vec<KnownEvent> = Vec::new();
        for event in events {
            if latest.len() == *most {
                break;
            }
            if !latest.iter().any(|later| later.replaces(&event)) {
                latest.push(event);
            }
        }
        latest.reverse();
        latest
    };
    KNOWN_EVENTS.iter().flat_map(latest).collect()
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
            impact_start: earliest(timeline.tagged(Tag::Impact).filter(|event| event.body.begins_impact())),
            recorded: timeline.marks.last_recorded,
            hypotheses: timeline
                .hypotheses()
                .iter()
                .map(|hypothesis| KnownHypothesis {
                    opened: taken_up(timeline, hypothesis).or(hypothesis.opened.bound()),
                    open: hypothesis.is_open(),
                    confirmed: matches!(hypothesis.verdict, Verdict::Confirmed(_)),
                    last_turn: hypothesis.last_turn,
                    id: hypothesis.id,
                    number: hypothesis.number,
                    label: hypothesis.label.clone(),
                    name: hypothesis.name.clone(),
                })
                .collect(),
            highest_number: timeline.highest_number(),
            events_known: latest_events(timeline),
            questions: timeline.count(Tag::Question) as u64,
            todos: timeline.count(Tag::Todo) as u64,
            severity_said: timeline.severity_said(),
            newest: timeline.marks.newest.clone(),
            awaited: timeline.awaited(),
            awaited_groups: timeline.undone.keys().copied().collect::<BTreeSet<_>>().into_iter().collect(),
        }
    }

    /// When the incident began, for the clocks that run: when the impact was said to have begun,
    /// else as it was started, else with the impact or the detection, as documents have it, else
    /// with the first event.
    pub fn start(&self) -> Option<Stamp> {
        let felt = self.felt.filter(|felt| self.detected.is_none_or(|detected| felt.moment < detected.moment));
        self.impact_start.or(self.incident.started).or(felt).or(self.detected).or(self.first)
    }

    /// Whether somebody holds a role, since a time that is known.
    pub fn is_held(&self, role: &str) -> bool {
        self.latest(Tag::Role).any(|event| event.detail.as_deref() == Some(role))
    }

    /// When it ended, for one that is over or is written down afterwards: clocks run no further.
    /// What was noted after the resolution makes no outage longer.
    pub fn over_at(&self) -> Option<Moment> {
        let resolved = self.latest(Tag::Resolution).rfind(|event| event.detail.is_none());
        let resolved = resolved.filter(|_| self.state == State::Resolved).map(|event| event.at.moment);
        let over = self.state.is_over() || self.incident.started.is_some();
        resolved.or(self.latest.filter(|_| over).map(|at| at.moment))
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
        if late && in_order_only || foretold || !self.take(recorded, late) {
            return false;
        }
        if !late {
            self.newest = recorded.place.clone();
        }
        true
    }

    /// The same over a record that has no place yet, and will come after all others.
    pub fn foresee(&mut self, recorded: &Recorded) -> bool {
        self.take(recorded, false)
    }

    fn take(&mut self, recorded: &Recorded, late: bool) -> bool {
        let told = match &recorded.record {
            Record::Event(body) => self.take_event(recorded.id, body, late) && self.note(recorded.id, body, late),
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

    fn take_event(&mut self, id: RecordId, body: &EventBody, late: bool) -> bool {
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
                confirmed: false,
                last_turn: None,
            });
        }
        for (turn, of) in body.turns() {
            match self.hypotheses.iter_mut().find(|known| known.id == of) {
                Some(known) => {
                    if late || !known.take_turn(turn, body.when.bound()) {
                        return false;
                    }
                }
                None => {
                    if let Err(at) = self.awaited.binary_search(&of) {
                        self.awaited.insert(at, of);
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
        let begins = body.begins_impact().then_some(&mut self.impact_start);
        for named in named.into_iter().chain(begins).filter(|_| !body.hidden) {
            *named = Some(named.map_or(bound, |known| known.min(bound)));
        }
        self.latest = Some(self.latest.map_or(bound, |latest| latest.max(bound)));
        body.hidden || self.take_turn(bound.moment, body)
    }

    /// Puts an event among those that a short account tells of.
    fn note(&mut self, id: RecordId, body: &EventBody, late: bool) -> bool {
        let Some(event) = KnownEvent::of(id, body).filter(|_| !body.hidden) else { return true };
        match event.tag {
            Tag::Question => self.questions += 1,
            Tag::Todo => self.todos += 1,
            _ => {}
        }
        let row = |tag: Tag| KNOWN_EVENTS.iter().position(|(known, _)| *known == tag);
        let same = |known: &KnownEvent| known.tag == event.tag;
        // Which of two at the same time comes first, only their places tell.
        if late && self.events_known.iter().any(|known| same(known) && known.at.moment == event.at.moment) {
            return false;
        }
        match self.events_known.iter().position(|known| known.replaces(&event)) {
            Some(known) if self.events_known[known].at.moment > event.at.moment => return true,
            Some(known) => drop(self.events_known.remove(known)),
            None => {}
        }
        let most = row(event.tag).map_or(0, |row| KNOWN_EVENTS[row].1);
        let after = |known: &KnownEvent| (row(known.tag), known.at.moment) > (row(event.tag), event.at.moment);
        let first = self.events_known.iter().position(same).unwrap_or(self.events_known.len());
        let full = self.events_known.iter().filter(|known| same(known)).count() == most;
        let at = self.events_known.iter().position(after).unwrap_or(self.events_known.len());
        if full && at == first {
            return true;
        }
        self.events_known.insert(at, event);
        if full {
            self.events_known.remove(first);
        }
        true
    }

    /// The latest events of a tag, as the timeline has them; as many as are known of it.
    pub fn latest(&self, tag: Tag) -> impl DoubleEndedIterator<Item = &KnownEvent> {
        self.events_known.iter().filter(move |known| known.tag == tag)
    }

    /// What an event says of how the incident stands.
    fn take_turn(&mut self, at: Moment, body: &EventBody) -> bool {
        let holds = self.state != State::Closed && Some(at) > self.incident.reopened;
        match body.tag {
            Tag::Resolution if holds => self.state = State::Resolved,
            Tag::Mitigation if holds && self.state == State::Open => self.state = State::Mitigated,
            Tag::Severity => {
                if let Some(severity) = body.severity() {
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
