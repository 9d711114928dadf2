//! A responder at a machine: an author on some disk, with a clock that only tests move.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use decklog::journal::append::{Appender, JournalPath, NotSaved, Pending};
use decklog::journal::medium::Medium;
use decklog::journal::reading::{self, Reading};
use decklog::journal::shelf::{Machine, Shelf};
use decklog::journal::verify::{self, Verdict};
use decklog::session::{Author, Once, Start};
use decklog::time::{Clock, Moment, Offset, SinceBoot, When, Zone};
use decklog::timeline::{EventBody, GroupId, Record, RecordId, Recorded, Tag, Timeline};

/// 2024-06-07T09:00:00Z.
pub const NINE: i64 = 1_717_750_800_000;

/// The clocks of a machine that stand still until they are moved.
pub struct FakeClock(Mutex<Clocks>);

struct Clocks {
    wall: i64,
    up: i64,
    asleep: u64,
    /// None on a system that does not tell.
    boot: Option<String>,
}

impl FakeClock {
    pub fn at(millis: i64) -> Arc<FakeClock> {
        let up = millis - NINE + 5_000_000;
        Arc::new(FakeClock(Mutex::new(Clocks { wall: millis, up, asleep: 0, boot: Some("b7c1".to_owned()) })))
    }

    /// Time passes.
    pub fn forward(&self, millis: i64) {
        let mut clocks = self.0.lock().unwrap();
        clocks.wall += millis;
        clocks.up += millis;
    }

    /// Somebody sets the wall clock.
    pub fn step(&self, millis: i64) {
        self.0.lock().unwrap().wall += millis;
    }

    /// Time passes, and the machine sleeps through it.
    pub fn sleep(&self, millis: i64) {
        self.forward(millis);
        self.0.lock().unwrap().asleep += millis.unsigned_abs();
    }

    /// The machine is started again.
    pub fn reboot(&self, boot: &str) {
        let mut clocks = self.0.lock().unwrap();
        (clocks.up, clocks.asleep, clocks.boot) = (0, 0, Some(boot.to_owned()));
    }

    /// From now on it is a system that does not tell how long it has been up.
    pub fn keep_to_itself(&self) {
        self.0.lock().unwrap().boot = None;
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Moment {
        Moment::from_millis(self.0.lock().unwrap().wall)
    }

    fn since_boot(&self) -> Option<SinceBoot> {
        let clocks = self.0.lock().unwrap();
        Some(SinceBoot { boot: clocks.boot.as_deref()?.into(), millis: u64::try_from(clocks.up).unwrap_or(0) })
    }

    fn asleep(&self) -> Option<u64> {
        let clocks = self.0.lock().unwrap();
        clocks.boot.as_ref().map(|_| clocks.asleep)
    }
}

/// Somebody who records, at a machine of their own.
#[derive(Clone)]
pub struct Responder {
    pub author: Author,
    pub clock: Arc<FakeClock>,
}

pub const ROOT: &str = "/data";

impl Responder {
    /// Each machine has a data directory of its own on the disk.
    pub fn at(disk: &(impl Medium + Clone + 'static), name: &str, clock: &Arc<FakeClock>) -> Responder {
        let machine = Machine {
            host: name.to_owned(),
            machine_id: format!("machine of {name}"),
            program: "decklog 0.1.0".to_owned(),
        };
        let author = Author {
            shelf: Shelf::new(Arc::new(disk.clone()), PathBuf::from(ROOT)),
            machine,
            by: Arc::from(name),
            clock: clock.clone(),
            zone: Zone::fixed(Offset::from_seconds(3600)),
        };
        Responder { author, clock: clock.clone() }
    }

    /// The only responder of a test.
    pub fn alone(disk: &(impl Medium + Clone + 'static)) -> Responder {
        Responder::at(disk, "ana", &FakeClock::at(NINE))
    }

    /// Starts an incident with a title; its id.
    pub fn start(&self, title: &str) -> String {
        let start = Start { title: Some(title.to_owned()), ..Start::default() };
        let mut once = Once::start(&self.author, start).expect("a name");
        once.save().expect("a sound disk");
        once.id().to_owned()
    }

    /// A body for an event that is typed now.
    pub fn body(&self, tag: Tag, text: &str) -> EventBody {
        EventBody::new(When::live(self.author.zone.stamp(self.clock.now())), tag, text)
    }

    /// As one `decklog log`: what it acknowledged.
    pub fn log(&self, incident: &str, text: &str) -> Result<RecordId, NotSaved> {
        self.log_body(incident, self.body(Tag::Note, text))
    }

    pub fn log_body(&self, incident: &str, body: EventBody) -> Result<RecordId, NotSaved> {
        self.clock.forward(1000);
        let mut once = Once::open(&self.author, incident)?;
        let id = self.author.new_id();
        once.add(self.author.event(id, body, &[], self.clock.now()));
        once.save()?;
        Ok(id)
    }

    pub fn store(&self, incident: &str, records: Vec<Record>) -> Result<(), NotSaved> {
        self.clock.forward(1000);
        let mut once = Once::open(&self.author, incident)?;
        once.add(self.author.batch(records));
        once.save().map(drop)
    }

    pub fn journal(&self, incident: &str) -> PathBuf {
        self.author.journal(incident).expect("a name").file()
    }

    pub fn dir(&self, incident: &str) -> PathBuf {
        self.author.shelf.incident_dir(incident)
    }

    /// Everything that the journals hold, and what is wrong with them.
    pub fn read(&self, incident: &str) -> Reading {
        let medium = &*self.author.shelf.medium;
        let own = self.author.shelf.writer(&self.author.machine).expect("a name");
        reading::read_all(medium, &self.dir(incident).join("journal"), &own).expect("journals that can be read")
    }

    pub fn timeline(&self, incident: &str) -> Timeline {
        let mut timeline = Timeline::default();
        timeline.apply(self.read(incident).records);
        timeline
    }

    /// The texts of the timeline.
    pub fn texts(&self, incident: &str) -> Vec<String> {
        self.timeline(incident).all_events().map(|event| event.text().to_owned()).collect()
    }

    pub fn verify(&self, incident: &str) -> Verdict {
        self.verify_expecting(incident, None)
    }

    pub fn verify_expecting(&self, incident: &str, head: Option<&str>) -> Verdict {
        let own = self.author.shelf.writer(&self.author.machine).expect("a name");
        let medium = &*self.author.shelf.medium;
        verify::verify(medium, &self.dir(incident), &own, head).expect("journals that can be read")
    }
}

/// One journal apart from shelf and session, where every byte is given.
pub const INCIDENT: &str = "2024-06-07-checkout-down-k3x9";

pub fn journal_path(writer: &str) -> JournalPath {
    JournalPath {
        dir: PathBuf::from(ROOT).join("incidents").join(INCIDENT).join("journal"),
        incident: INCIDENT.to_owned(),
        writer: Arc::from(writer),
        host: "web-3".to_owned(),
        program: "decklog 0.1.0".to_owned(),
    }
}

/// The `n`-th record of a fixed story: same ids, same salts, same clock whenever it is told.
pub fn pending(n: u64, record: Record) -> Pending {
    let at = Moment::from_millis(NINE + n as i64 * 1000);
    Pending {
        id: RecordId::new(at.millis(), u128::from(n)),
        at: at.at(Offset::from_seconds(3600)),
        zone: Zone::fixed(Offset::from_seconds(3600)),
        up: Some(SinceBoot { boot: "b7c1".into(), millis: 5_000_000 + n * 1000 }),
        group: GroupId::new(at.millis(), u128::from(n) << 32),
        by: Arc::from("ana"),
        record,
        salt: format!("{n:032x}"),
    }
}

/// An event of that story.
pub fn event(n: u64, text: &str) -> Pending {
    let at = Moment::from_millis(NINE + n as i64 * 1000).at(Offset::from_seconds(3600));
    pending(n, Record::Event(EventBody::new(When::live(at), Tag::Note, text).into()))
}

/// Appends each of them for itself, as so many commands would.
pub fn append_all(disk: &(impl Medium + Clone + 'static), writer: &str, records: &[Pending]) -> Vec<Recorded> {
    let mut appender = Appender::new(Arc::new(disk.clone()), journal_path(writer));
    let append = |record: &Pending| appender.append(std::slice::from_ref(record), record.at.moment);
    records.iter().map(append).flat_map(|saved| saved.expect("a sound disk")).collect()
}
