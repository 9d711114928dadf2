//! From when each record of an incident was known.

use std::collections::HashMap;

use crate::analysis::bounds::Bounds;
use crate::time::{Moment, When};
use crate::timeline::{Event, Evidence, Record, RecordId, Recorded, Setting, Timeline};

const MINUTE_MS: i64 = 60_000;

/// The records of an incident by what was known when.
pub(super) struct Schedule {
    /// What is no knowledge, or must hold at every moment.
    pub always: Vec<Recorded>,
    /// The others, in the order in which they became known.
    pub later: Vec<(Moment, Recorded)>,
}

/// From when something is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Known {
    Always,
    From(Moment),
    /// When all the rest is.
    AtTheEnd,
}

pub(super) fn schedule(timeline: &Timeline) -> Schedule {
    let known: Vec<(Known, Recorded)> = match timeline.incident().is_written_afterwards() {
        true => written_afterwards(timeline),
        false => timeline.records().map(|recorded| (live(recorded, timeline), recorded.clone())).collect(),
    };
    let end = end_of(&known, timeline);
    let mut schedule = Schedule { always: Vec::new(), later: Vec::with_capacity(known.len()) };
    for (known, recorded) in known {
        match known {
            Known::Always => schedule.always.push(recorded),
            Known::From(moment) => schedule.later.push((moment, recorded)),
            Known::AtTheEnd => schedule.later.push((end, recorded)),
        }
    }
    schedule.later.sort_by(|(a, left), (b, right)| (a, &left.place, left.id).cmp(&(b, &right.place, right.id)));
    schedule
}

/// A minute after the last of them: a clock that shows minutes then tells the two apart.
fn end_of(known: &[(Known, Recorded)], timeline: &Timeline) -> Moment {
    let from = known.iter().filter_map(|(known, _)| match known {
        Known::From(moment) => Some(*moment),
        _ => None,
    });
    let incident = timeline.incident();
    let begun = || incident.started.or(incident.begun).map_or(Moment::from_millis(0), |at| at.moment);
    from.max().unwrap_or_else(begun).plus_millis(MINUTE_MS)
}

/// Of an incident that was recorded while it lasted: as it was recorded.
fn live(recorded: &Recorded, timeline: &Timeline) -> Known {
    match &recorded.record {
        // In which zone times are shown, and which incident it is, is no knowledge.
        Record::Set(settings) if settings.iter().all(|setting| matches!(setting, Setting::Zone(_))) => Known::Always,
        Record::Begin(_) if timeline.incident().begun == Some(recorded.at) => Known::Always,
        // What must not be read must not be read in looking back either.
        Record::Redact { .. } => Known::Always,
        _ => Known::From(recorded.at.moment),
    }
}

/// Of an incident that was written down afterwards: an event, with all that was corrected in the
/// writing of it, from when it had surely happened; whatever else people wrote, when all is known.
fn written_afterwards(timeline: &Timeline) -> Vec<(Known, Recorded)> {
    let told: Vec<&Event> = timeline.events().filter(|event| event.is_told()).collect();
    let bounds = Bounds::of(&told, timeline.state().is_over());
    let of_event = |event: &Event| match event.bound() {
        Some(_) => bounds.of_event(event).latest.map_or(Known::AtTheEnd, |at| Known::From(surely(at, event.when()))),
        None => Known::AtTheEnd,
    };
    let events: HashMap<RecordId, Known> = timeline.all_events().map(|event| (event.id, of_event(event))).collect();
    let of = |id: &RecordId| events.get(id).copied().unwrap_or(Known::AtTheEnd);
    let mut found = Vec::new();
    let mut parts = 0;
    for recorded in timeline.records() {
        let known = match &recorded.record {
            Record::Event(_) | Record::Redacted => of(&recorded.id),
            Record::Amend { of: event, .. } | Record::Strike { of: event, .. } => of(event),
            Record::Evidence(Evidence { of: event, .. }) => of(event),
            Record::Begin(_) | Record::Redact { .. } | Record::Undo { .. } => Known::Always,
            Record::Set(settings) if !timeline.is_redacted(recorded.id) => {
                found.extend(set_apart(recorded, settings, &mut parts));
                continue;
            }
            Record::Set(_) => Known::Always,
            Record::Section { .. }
            | Record::Action { .. }
            | Record::Mute { .. }
            | Record::Clock(_)
            | Record::Unknown { .. } => Known::AtTheEnd,
        };
        found.push((known, recorded.clone()));
    }
    found
}

/// The moment by which something had surely happened whose latest time this is: what was said to the
/// minute was some time in it.
fn surely(latest: Moment, when: &When) -> Moment {
    if when.interval().to_the_minute { latest.plus_millis(MINUTE_MS) } else { latest }
}

/// From when a setting of an incident that was written down afterwards was known. Whoever names it then
/// knows how it ends, and says so in the title.
fn of_setting(setting: &Setting) -> Known {
    match setting {
        Setting::Zone(_) | Setting::Severity(_) | Setting::Started(_) => Known::Always,
        Setting::Reopened(at) => Known::From(at.moment),
        Setting::Title(_) | Setting::Closed(_) => Known::AtTheEnd,
    }
}

/// The settings of one record, parted by when they were known; each part but the first has a name of
/// its own, that no clock gives.
fn set_apart(recorded: &Recorded, settings: &[Setting], parts: &mut u128) -> Vec<(Known, Recorded)> {
    let mut apart: Vec<(Known, Vec<Setting>)> = Vec::new();
    for setting in settings {
        let known = of_setting(setting);
        match apart.iter_mut().find(|(other, _)| *other == known) {
            Some((_, settings)) => settings.push(setting.clone()),
            None => apart.push((known, vec![setting.clone()])),
        }
    }
    let part = |(at, (known, settings)): (usize, (Known, Vec<Setting>))| {
        if at > 0 {
            *parts += 1;
        }
        let id = if at == 0 { recorded.id } else { RecordId::new(0, NO_CLOCK - *parts) };
        (known, Recorded { id, record: Record::Set(settings), ..recorded.clone() })
    };
    apart.into_iter().enumerate().map(part).collect()
}

/// Ids of parts are counted down from here.
const NO_CLOCK: u128 = 1 << 79;
