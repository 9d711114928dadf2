//! What the clocks did, in its place among the events, and in words that are the same wherever a
//! person reads them.

use super::event::Seat;
use super::record::{ClockNote, Record, RecordId, Recorded};
use super::{Event, Timeline};
use crate::time::{Moment, Stamp, Zone};
use crate::words;

/// One thing in the order of the timeline.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    Event(&'a Event),
    Clock(Noted<'a>),
}

/// What a clock did, and whose it was.
#[derive(Clone, Copy, Debug)]
pub struct Noted<'a> {
    pub recorded: &'a Recorded,
    pub note: &'a ClockNote,
    /// The machine whose clock noted it, and the one that it speaks of where that is another.
    host: &'a str,
    other: &'a str,
}

impl<'a> Part<'a> {
    pub fn id(self) -> RecordId {
        match self {
            Part::Event(event) => event.id,
            Part::Clock(noted) => noted.recorded.id,
        }
    }

    /// The moment that the timeline sorts it by.
    pub fn at(self) -> Option<Moment> {
        match self {
            Part::Event(event) => event.bound(),
            Part::Clock(noted) => Some(noted.recorded.at.moment),
        }
    }

    pub fn event(self) -> Option<&'a Event> {
        match self {
            Part::Event(event) => Some(event),
            Part::Clock(_) => None,
        }
    }
}

impl Timeline {
    /// The events that have a time, and among them what the clocks did. Where all is written down
    /// afterwards nobody read its times off a clock, and what one did then says nothing.
    pub fn story(&self) -> impl DoubleEndedIterator<Item = Part<'_>> {
        let by_the_clock = !self.incident.is_written_afterwards();
        self.seats.iter().filter_map(move |seat| match seat.event() {
            Some(event) => Some(Part::Event(event)),
            None => self.noted(seat.id()).filter(|_| by_the_clock).map(Part::Clock),
        })
    }

    /// An event, or what a clock did where that is part of the story.
    pub fn story_part(&self, id: RecordId) -> Option<Part<'_>> {
        let in_story = |part: &Part| part.event().is_some() || !self.incident.is_written_afterwards();
        self.part(id).filter(in_story)
    }

    /// The part of the story with this id.
    pub fn part(&self, id: RecordId) -> Option<Part<'_>> {
        self.event(id).map(Part::Event).or_else(|| self.noted(id).map(Part::Clock))
    }

    fn noted(&self, id: RecordId) -> Option<Noted<'_>> {
        let recorded = self.recorded(id).filter(|_| !self.is_redacted(id))?;
        let Record::Clock(note) = &recorded.record else { return None };
        let other = if let ClockNote::Ahead { writer, .. } = note { self.host(writer) } else { "" };
        Some(Noted { recorded, note, host: self.host(&recorded.place.writer), other })
    }

    /// The name of a writer's machine; its own where nobody has read how it began.
    fn host<'a>(&'a self, writer: &'a str) -> &'a str {
        let begun = self.begun.get(writer).into_iter().flatten().map(|(_, id)| *id);
        let mut hosts = begun.filter(|id| !self.is_redacted(*id)).filter_map(|id| match &self.recorded(id)?.record {
            Record::Begin(begin) => Some(begin.host.as_str()),
            _ => None,
        });
        hosts.next().unwrap_or(writer)
    }
}

impl Seat {
    /// The seat of a note: where its record was made.
    pub(super) fn of_note(recorded: &Recorded) -> Seat {
        Seat::Note { moment: recorded.at.moment, place: recorded.place.clone(), id: recorded.id }
    }
}

impl Noted<'_> {
    /// What happened: `the clock of web-3 was set back 7 min`.
    pub fn words(&self, zone: &Zone) -> String {
        let host = words::one_line(self.host);
        match self.note {
            ClockNote::Stepped { millis } => {
                let way = if *millis < 0 { "back" } else { "forward" };
                format!("the clock of {host} was set {way} {}", words::exactly(millis.saturating_abs()))
            }
            ClockNote::Suspended { millis } => {
                format!("{host} slept for {}", words::exactly(i64::try_from(*millis).unwrap_or(i64::MAX)))
            }
            ClockNote::Offset { from, to } => {
                format!("the clock of {host} went from {} to {}", offset(*from, zone), offset(*to, zone))
            }
            ClockNote::Ahead { millis, .. } => {
                let other = words::one_line(self.other);
                format!("the clock of {other} is {} ahead of that of {host}", words::exactly(*millis))
            }
        }
    }

    /// The same, with what follows for who reads the times.
    pub fn sentence(&self, zone: &Zone) -> String {
        let follows = match self.note {
            ClockNote::Stepped { .. } => "; times recorded there before and after differ by that",
            ClockNote::Suspended { .. } => "; nothing was recorded there meanwhile",
            ClockNote::Offset { .. } => "",
            ClockNote::Ahead { .. } => "; times recorded on the two differ by that",
        };
        format!("{}{follows}", self.words(zone))
    }
}

/// `CEST (UTC+2)`; without a name where the zone has another offset then.
fn offset(at: Stamp, zone: &Zone) -> String {
    let bare = Zone::fixed(at.offset).short_at(at.moment);
    let short = zone.short_at(at.moment);
    if zone.offset_at(at.moment) == at.offset && short != bare { format!("{short} ({bare})") } else { bare }
}
