//! The incident as a whole: its title, zone, severity, and how far along it is.

use super::record::{Record, Recorded, Setting};
use super::{Event, RecordId, Tag, Timeline};
use crate::time::{Moment, Stamp, Zone};

/// What one is called that nobody named.
pub const UNTITLED: &str = "Untitled incident";

/// From so long after it began on, an incident is written down rather than recorded.
pub const AFTERWARDS_MS: i64 = 12 * 3_600_000;

/// The fields of an incident, each as it was last set.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Incident {
    /// Its id, from the first line of its journals.
    pub id: String,
    pub title: Option<String>,
    pub zone: Option<String>,
    pub severity: Option<u8>,
    /// When it began, if it is written down afterwards.
    pub started: Option<Stamp>,
    pub closed: bool,
    pub reopened: Option<Moment>,
    /// When the first record was made.
    pub begun: Option<Stamp>,
}

/// How far along an incident is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum State {
    #[default]
    Open,
    Mitigated,
    Resolved,
    Closed,
}

impl State {
    /// Whether nothing more is to come of it.
    pub fn is_over(self) -> bool {
        matches!(self, State::Resolved | State::Closed)
    }

    /// The word in JSON and on screen.
    pub fn name(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Mitigated => "mitigated",
            State::Resolved => "resolved",
            State::Closed => "closed",
        }
    }
}

impl Incident {
    /// What the given records, in order, set.
    pub(super) fn of<'a>(records: impl Iterator<Item = &'a Recorded>) -> Incident {
        let mut incident = Incident::default();
        for recorded in records {
            match &recorded.record {
                Record::Begin(begin) if incident.begun.is_none() => {
                    incident.id.clone_from(&begin.incident);
                    incident.begun = Some(recorded.at);
                }
                Record::Set(settings) => settings.iter().for_each(|setting| incident.set(setting)),
                _ => {}
            }
        }
        incident
    }

    pub(super) fn set(&mut self, setting: &Setting) {
        match setting {
            Setting::Title(title) => self.title = Some(title.clone()).filter(|title| !title.is_empty()),
            Setting::Zone(zone) => self.zone = Some(zone.clone()),
            Setting::Severity(severity) => self.severity = Some(*severity),
            Setting::Started(stamp) => self.started = Some(*stamp),
            Setting::Closed(closed) => self.closed = *closed,
            Setting::Reopened(stamp) => self.reopened = Some(stamp.moment),
        }
    }

    /// Whether its first record was made long after it had begun.
    pub fn is_written_afterwards(&self) -> bool {
        let late = self.started.zip(self.begun).map(|(started, begun)| begun.moment.millis_since(started.moment));
        late.is_some_and(|late| late > AFTERWARDS_MS)
    }

    /// The zone in which its times are read and shown; UTC until one is set, or if this machine
    /// does not know the name.
    pub fn zone(&self) -> Zone {
        self.zone.as_deref().and_then(|name| Zone::named(name).ok()).unwrap_or_else(Zone::utc)
    }

    /// The title, or words that say there is none.
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(UNTITLED)
    }
}

impl Timeline {
    /// Closed by hand; else by the last mitigation or resolution since it was reopened.
    pub fn state(&self) -> State {
        let incident = self.incident();
        if incident.closed {
            return State::Closed;
        }
        let holds = |event: &Event| {
            let at = event.bound();
            incident.reopened.is_none_or(|since| at.is_some_and(|at| at > since))
        };
        let last = |tag| self.tagged(tag).next_back().is_some_and(holds);
        match (last(Tag::Resolution), last(Tag::Mitigation)) {
            (true, _) => State::Resolved,
            (false, true) => State::Mitigated,
            (false, false) => State::Open,
        }
    }

    /// Every time that it came back, in the order of recording.
    pub fn reopenings(&self) -> Vec<Moment> {
        let set = self.counting_others().filter_map(|recorded| match &recorded.record {
            Record::Set(settings) => Some(settings),
            _ => None,
        });
        let reopened = |setting: &Setting| match setting {
            Setting::Reopened(at) => Some(at.moment),
            _ => None,
        };
        set.flatten().filter_map(reopened).collect()
    }

    /// When it was closed by hand and by which record; none while it is not, or was opened again.
    pub fn closing(&self) -> Option<(Stamp, RecordId)> {
        let set = self.counting_others().filter_map(|recorded| match &recorded.record {
            Record::Set(settings) => Some((recorded, settings)),
            _ => None,
        });
        let closed = |setting: &Setting| match setting {
            Setting::Closed(closed) => Some(*closed),
            _ => None,
        };
        let said = set.filter_map(|(recorded, settings)| Some((recorded, settings.iter().rev().find_map(closed)?)));
        said.last().filter(|(_, closed)| *closed).map(|(recorded, _)| (recorded.at, recorded.id))
    }

    /// The severity that was set beside the events.
    pub fn severity_set(&self) -> Option<u8> {
        self.incident.severity
    }

    /// The severity that holds now: the last one recorded as an event, else the one it was
    /// started with.
    pub fn severity(&self) -> Option<u8> {
        self.said_severity().map(|(_, severity)| severity).or(self.incident().severity)
    }

    /// When an event last said the severity.
    pub(super) fn severity_said(&self) -> Option<Moment> {
        self.said_severity().map(|(at, _)| at)
    }

    fn said_severity(&self) -> Option<(Moment, u8)> {
        let said = |event: &Event| Some((event.bound()?, event.body.severity()?));
        self.tagged(Tag::Severity).rev().find_map(said)
    }
}
