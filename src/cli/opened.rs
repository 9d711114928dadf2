//! What every command starts from: the shelf, the author, and which incident is meant.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use super::{Failure, World};
use crate::journal::append::NotSaved;
use crate::journal::chain::Fault;
use crate::journal::reading;
use crate::journal::shelf::{Shelf, is_incident};
use crate::session::{Author, Once, Start, TakenBack};
use crate::time::{Stamp, Zone};
use crate::timeline::{Order, Place, Record, RecordId, Recorded, Setting, Timeline};
use crate::words;

/// The data directory and the person, as the arguments and the environment say.
pub struct Opened {
    pub author: Author,
    /// From `--incident` or DECKLOG_INCIDENT.
    pub named: Option<String>,
    /// From `--zone` or DECKLOG_ZONE; the machine's own is only looked up where it is needed.
    pub zone: Option<Zone>,
    /// From `--zone` alone: what is asked of one document, whoever asks.
    asked_zone: Option<Zone>,
}

impl Opened {
    pub fn new(
        world: &mut World,
        dir: Option<PathBuf>,
        incident: Option<String>,
        by: Option<String>,
        zone: Option<String>,
    ) -> Result<Opened, Failure> {
        let root = world.data_dir(dir).ok_or_else(|| {
            Failure::Usage(
                "there is no home directory to keep journals in; give one with --dir or DECKLOG_DIR".to_owned(),
            )
        })?;
        let asked_zone = zone.as_deref().map(zone_named).transpose()?;
        let zone = match (asked_zone.clone(), world.var("DECKLOG_ZONE")) {
            (Some(zone), _) => Some(zone),
            (None, None) => None,
            // A variable that somebody set months ago is no reason not to record tonight.
            (None, Some(name)) => match Zone::named(&name) {
                Ok(zone) => Some(zone),
                Err(problem) => {
                    super::say(world, &format!("DECKLOG_ZONE is left aside: {problem}"));
                    None
                }
            },
        };
        let fallback = world.fallback_places(&root);
        let author = Author {
            shelf: Shelf::new(world.medium.clone(), root).with_fallback(fallback),
            machine: world.machine.clone(),
            by: Arc::from(by.filter(|by| !by.trim().is_empty()).unwrap_or_else(|| world.person())),
            clock: world.clock.clone(),
            zone: zone.clone().unwrap_or_else(Zone::utc),
        };
        let named = incident.or_else(|| world.var("DECKLOG_INCIDENT"));
        Ok(Opened { author, named, zone, asked_zone })
    }

    /// The same person with another shelf, and no incident of this one in mind.
    pub fn elsewhere(&self, root: &Path) -> Opened {
        let shelf = Shelf::new(self.author.shelf.medium.clone(), root);
        let author = Author { shelf, ..self.author.clone() };
        Opened { author, named: None, zone: self.zone.clone(), asked_zone: self.asked_zone.clone() }
    }

    /// The zone that `--zone` names, whatever else is known.
    pub fn asked_zone(&self) -> Option<&Zone> {
        self.asked_zone.as_ref()
    }

    pub fn shelf(&self) -> &Shelf {
        &self.author.shelf
    }

    /// The author of a new incident: in the zone that was given, else in this machine's.
    pub fn beginner(&self) -> Author {
        let zone = self.zone.clone().unwrap_or_else(Zone::system);
        Author { zone, ..self.author.clone() }
    }

    /// The incident meant: by a command's own argument, `--incident`, else the open one, else the
    /// one touched last.
    pub fn incident(&self, argument: Option<&str>) -> Result<String, Failure> {
        match argument.or(self.named.as_deref()) {
            Some(name) => Ok(self.shelf().find(name)?),
            None => Ok(self.shelf().latest()?),
        }
    }

    /// The incident that a command records in: the one named, else the open one; none where a new
    /// one has to be started.
    pub fn open_incident(&self) -> Result<Option<String>, Failure> {
        match &self.named {
            Some(name) => Ok(Some(self.shelf().find(name)?)),
            None => Ok(self.shelf().current()?),
        }
    }

    /// The incident that a command records in, and whether it is new: one is started, untitled, where
    /// none is open.
    pub fn recording(&self) -> Result<(Once, bool), Failure> {
        if let Some(id) = self.open_incident()? {
            return Ok((Once::open(&self.author, &id)?, false));
        }
        if let Some(id) = self.shelf().begun_aside() {
            return Ok((Once::begun_aside(&self.beginner(), id), false));
        }
        let turn = self.shelf().turn_to_start()?;
        if let Some(id) = self.open_incident()? {
            return Ok((Once::open(&self.author, &id)?, false));
        }
        let mut once = Once::start(&self.beginner(), Start::default())?;
        once.hold(turn);
        Ok((once, true))
    }

    /// The incident that a command records in while the data directory can't be used, and whether it is
    /// new.
    pub fn recording_aside(&self, because: NotSaved) -> (Once, bool) {
        let open = match &self.named {
            Some(name) => self.shelf().find(name).ok().or_else(|| Some(name.clone()).filter(|name| is_whole_id(name))),
            None => self.shelf().current().ok().flatten(),
        };
        let is_new = open.is_none() && self.shelf().begun_aside().is_none();
        (Once::unusable(&self.beginner(), open, because), is_new)
    }

    /// Puts what is kept in fallback places where it belongs, and says so. What stays is said, too.
    pub fn take_back(&self, world: &mut World) {
        if self.shelf().kept_aside().is_empty() {
            return;
        }
        let taken = self.author.take_back(&|_| false);
        in_words(&taken).into_iter().for_each(|said| super::say(world, &said));
        for why in taken.left {
            super::say(world, &format!("NOT DURABLE, what is kept aside: {why}"));
        }
    }

    /// The same for a recorder that is about to be opened, without waiting for a disk that hangs; what
    /// is to be said of it.
    pub fn take_back_beside(&self) -> Option<String> {
        const PATIENCE: Duration = Duration::from_millis(700);
        if self.shelf().kept_aside().is_empty() {
            return None;
        }
        let (done, waited) = channel();
        let author = self.author.clone();
        std::thread::spawn(move || done.send(author.take_back(&|_| false)));
        in_words(&waited.recv_timeout(PATIENCE).ok()?)
    }

    /// An incident as it is to be shown: in the zone that was asked for.
    pub fn shown(&self, id: &str) -> Result<(Timeline, Vec<Fault>), Failure> {
        self.timeline_in(id, self.zone.as_ref())
    }

    /// An incident as it is to be written out: no variable of this machine makes a difference.
    pub fn exported(&self, id: &str) -> Result<(Timeline, Vec<Fault>), Failure> {
        self.timeline_in(id, self.asked_zone.as_ref())
    }

    fn timeline_in(&self, id: &str, zone: Option<&Zone>) -> Result<(Timeline, Vec<Fault>), Failure> {
        let (mut timeline, faults) = self.timeline(id)?;
        if let Some(zone) = zone {
            timeline.apply([in_memory(0, Setting::Zone(zone.name().to_owned()))]);
        }
        Ok((timeline, faults))
    }

    /// Reads an incident whole, as it was recorded, with what is wrong with its files.
    pub fn timeline(&self, id: &str) -> Result<(Timeline, Vec<Fault>), Failure> {
        let dir = self.shelf().incident_dir(id).join("journal");
        let own = self.known_writer();
        let reading = reading::read_all(&*self.shelf().medium, &dir, &own)
            .map_err(|source| Failure::Io { doing: format!("cannot read {}", dir.display()), source })?;
        Ok((Timeline::of(reading.records), reading.faults))
    }

    /// The writer that is ours; reading makes none, and then an unfinished end is somebody's.
    pub fn known_writer(&self) -> Arc<str> {
        self.shelf().known_writer(&self.author.machine).unwrap_or_else(|| Arc::from(""))
    }

    /// The event that `show` prints with this id, one that was taken back included.
    pub fn event(&self, timeline: &Timeline, name: &str) -> Result<RecordId, Failure> {
        let told = timeline.all_events().map(|event| event.id);
        let all = told.chain(timeline.taken_back().map(|recorded| recorded.id));
        let mut found = all.filter(|id| id.is_called(name));
        match (found.next(), found.next()) {
            (Some(id), None) => Ok(id),
            (None, _) => Err(Failure::NotFound(format!("no event has the id “{name}”; “decklog show” prints them"))),
            (Some(_), Some(_)) => {
                Err(Failure::NotFound(format!("several events end in “{name}”; give more of the id")))
            }
        }
    }
}

/// What was taken back, where anything was.
fn in_words(taken: &TakenBack) -> Option<String> {
    let records = words::count(taken.records.len(), "record");
    let said = || format!("{records} kept aside until now: saved in {}", words::list(&taken.incidents));
    (!taken.records.is_empty()).then(said)
}

/// Whether this is an id as we make them, and not a part of one: a day, and more.
fn is_whole_id(name: &str) -> bool {
    const DAY: &str = "2024-06-07-";
    let day = name.get(..DAY.len()).unwrap_or_default();
    let is_like = |(given, like): (char, char)| like == given || like.is_ascii_digit() && given.is_ascii_digit();
    is_incident(name) && day.len() == DAY.len() && day.chars().zip(DAY.chars()).all(is_like) && name.len() > DAY.len()
}

/// The zone of this name, or a wrong command line.
pub fn zone_named(name: &str) -> Result<Zone, Failure> {
    Zone::named(name).map_err(|problem| Failure::Usage(problem.to_string()))
}

/// Faults of the journals that a reader should hear of, in short.
pub fn warn_of(faults: &[Fault], world: &mut World) {
    let bad = faults.iter().filter(|fault| fault.kind.is_damage()).count();
    if bad > 0 {
        let places = crate::words::count(bad, "place");
        super::say(world, &format!("the journals are damaged in {places}; “decklog verify” names them"));
    }
    for stray in faults.iter().filter(|fault| fault.kind.is_left_out()) {
        super::say(world, &stray.to_string());
    }
}

/// A setting in memory alone, the `nth` of them: `--zone` shows an incident in another zone and
/// changes nothing.
pub fn in_memory(nth: u128, setting: Setting) -> Recorded {
    let last = Order { millis: i64::MAX, counter: u32::MAX };
    Recorded {
        id: RecordId::new(0, u128::MAX - nth),
        at: Stamp::from_local(chrono::NaiveDateTime::default(), crate::time::Offset::UTC),
        up: None,
        place: Place { order: last, writer: Arc::from(""), n: u64::MAX },
        group: crate::timeline::GroupId::new(0, u128::MAX - nth),
        by: Arc::from(""),
        saved: true,
        record: Record::Set(vec![setting]),
    }
}
