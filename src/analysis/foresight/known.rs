//! From when each record of an incident was known.

use std::collections::{HashMap, HashSet};

use crate::analysis::Told;
use crate::analysis::bounds::Bounds;
use crate::time::{Moment, When};
use crate::timeline::{Event, Evidence, Marks, Record, RecordId, Recorded, Setting, Timeline};

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
        true => each(timeline, &written_afterwards(timeline), &of_setting),
        false => each(timeline, &|recorded| live(recorded, timeline), &|recorded, setting| match setting {
            Setting::Zone(_) => Known::Always,
            _ => live(recorded, timeline),
        }),
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

/// Every record with when it was known; the settings of one may be known at different times. What was
/// masked stays in one piece.
fn each(
    timeline: &Timeline,
    known: &dyn Fn(&Recorded) -> Known,
    of_setting: &dyn Fn(&Recorded, &Setting) -> Known,
) -> Vec<(Known, Recorded)> {
    let mut found = Vec::new();
    let mut parts = 0;
    for recorded in timeline.records() {
        match &recorded.record {
            Record::Set(settings) if !timeline.is_redacted(recorded.id) => {
                let known = |setting: &Setting| of_setting(recorded, setting);
                found.extend(set_apart(recorded, settings, &known, &mut parts));
            }
            _ => found.push((known(recorded), recorded.clone())),
        }
    }
    found
}

/// Of an incident that was recorded while it lasted: as it was recorded.
fn live(recorded: &Recorded, timeline: &Timeline) -> Known {
    match &recorded.record {
        // Which incident it is, is no knowledge; in which zone its times are shown neither.
        Record::Begin(_) if timeline.incident().begun == Some(recorded.at) => Known::Always,
        // What must not be read must not be read in looking back either. The event then is what is kept
        // of it, whenever it came to that: what it was before is gone.
        Record::Redact { .. } => Known::Always,
        _ => Known::From(recorded.at.moment),
    }
}

/// Whoever writes an incident down without a pause of this length does so in one sitting.
const PAUSE_MS: i64 = 3_600_000;

/// What was said of events when all had been written down, or in another sitting: that is not the
/// writing of it, but what somebody knew better then.
fn known_better(timeline: &Timeline) -> HashSet<RecordId> {
    let mut records: Vec<&Recorded> = timeline.records().collect();
    records.sort_unstable_by_key(|recorded| (recorded.at.moment, recorded.id));
    let mut sitting = 0;
    let mut sittings: HashMap<RecordId, usize> = HashMap::with_capacity(records.len());
    let mut last_event: Vec<Option<&Recorded>> = vec![None];
    for (at, recorded) in records.iter().enumerate() {
        let pause = at.checked_sub(1).map_or(0, |last| recorded.at.moment.millis_since(records[last].at.moment));
        if pause >= PAUSE_MS {
            sitting += 1;
            last_event.push(None);
        }
        sittings.insert(recorded.id, sitting);
        if let Record::Event(_) = recorded.record {
            last_event[sitting] = Some(recorded);
        }
    }
    let is_better = |recorded: &&&Recorded| match recorded.record {
        Record::Amend { of, .. } | Record::Strike { of, .. } | Record::Evidence(Evidence { of, .. }) => {
            let own = sittings.get(&recorded.id);
            let with_it = timeline.recorded(of).is_some_and(|event| event.group == recorded.group);
            let went_on = own.and_then(|own| last_event[*own]).is_some_and(|last| last.place > recorded.place);
            !with_it && (own != sittings.get(&of) || !went_on)
        }
        _ => false,
    };
    records.iter().filter(is_better).map(|recorded| recorded.id).collect()
}

/// Of an incident that was written down afterwards: an event, with all that was corrected in the
/// writing of it, from when it had surely happened; whatever else people wrote, when all is known.
fn written_afterwards(timeline: &Timeline) -> impl Fn(&Recorded) -> Known {
    let better = known_better(timeline);
    let mut timeline = timeline.clone();
    timeline.rewind(better.iter().copied(), Marks::default());
    let told: Vec<Told> = timeline.events().filter(|event| event.is_told()).map(Told::of).collect();
    let bounds = Bounds::of(&told, timeline.state().is_over());
    let of_event = |event: &Event| match event.bound() {
        Some(_) => bounds.of_event(event).latest.map_or(Known::AtTheEnd, |at| Known::From(surely(at, event.when()))),
        None => Known::AtTheEnd,
    };
    let events: HashMap<RecordId, Known> = timeline.all_events().map(|event| (event.id, of_event(event))).collect();
    move |recorded| match &recorded.record {
        Record::Begin(_) | Record::Redact { .. } | Record::Undo { .. } => Known::Always,
        _ if better.contains(&recorded.id) => Known::AtTheEnd,
        Record::Amend { of, .. } | Record::Strike { of, .. } | Record::Evidence(Evidence { of, .. }) => {
            events.get(of).copied().unwrap_or(Known::AtTheEnd)
        }
        _ => events.get(&recorded.id).copied().unwrap_or(Known::AtTheEnd),
    }
}

/// The moment by which something had surely happened whose latest time this is: what was said to the
/// minute was some time in it.
fn surely(latest: Moment, when: &When) -> Moment {
    if when.interval().to_the_minute { latest.plus_millis(MINUTE_MS) } else { latest }
}

/// From when a setting of an incident that was written down afterwards was known. Whoever names it then
/// knows how it ends, and says so in the title.
fn of_setting(_: &Recorded, setting: &Setting) -> Known {
    match setting {
        Setting::Zone(_) | Setting::Severity(_) | Setting::Started(_) => Known::Always,
        Setting::Reopened(at) => Known::From(at.moment),
        Setting::Title(_) | Setting::Closed(_) => Known::AtTheEnd,
    }
}

/// The settings of one record, parted by when they were known; each part but the first has a name of
/// its own, that no clock gives.
fn set_apart(
    recorded: &Recorded,
    settings: &[Setting],
    known: &dyn Fn(&Setting) -> Known,
    parts: &mut u128,
) -> Vec<(Known, Recorded)> {
    let mut apart: Vec<(Known, Vec<Setting>)> = Vec::new();
    for setting in settings {
        let known = known(setting);
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
