//! A recorder on a disk that hangs, fails and fills up; and what of it survives a kill.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use decklog::journal::drafts::{Draft, HalfTyped};
use decklog::session::{Keeper, Session};
use decklog::time::Clock;
use decklog::timeline::{ClockNote, EventChange, Record, RecordId, Tag};

use crate::disk::{EIO, Fault, Plan, SimDisk};
use crate::responder::{FakeClock, NINE, Responder};

/// No test waits so long; one that would has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// A session, and what wakes its screen.
struct Recorder {
    session: Session,
    woken: Receiver<()>,
    who: Responder,
}

impl Recorder {
    fn open(who: &Responder, incident: Option<&str>) -> Recorder {
        let (wake, woken) = channel();
        let wake = std::sync::Mutex::new(wake);
        let wake = move || wake.lock().unwrap().send(()).unwrap_or_default();
        let session = Session::open(who.author.clone(), incident.map(str::to_owned), Arc::new(wake));
        Recorder { session, woken, who: who.clone() }
    }

    /// One that has read everything.
    fn loaded(who: &Responder, incident: &str) -> Recorder {
        let mut recorder = Recorder::open(who, Some(incident));
        recorder.until(|session| session.is_loaded());
        recorder
    }

    /// Takes news until it is as wanted.
    fn until(&mut self, wanted: impl Fn(&Session) -> bool) {
        loop {
            self.session.take_news();
            if wanted(&self.session) {
                return;
            }
            self.woken.recv_timeout(PATIENCE).expect("news");
        }
    }

    fn type_line(&mut self, text: &str) -> RecordId {
        self.who.clock.forward(1000);
        let id = self.session.new_id();
        self.session.record_event(id, self.who.body(Tag::Note, text), &[], self.who.clock.now());
        id
    }

    fn texts(&self) -> Vec<&str> {
        self.session.timeline().events().map(|event| event.text()).collect()
    }

    fn is_saved(&self, id: RecordId) -> bool {
        self.session.is_saved(self.session.timeline().event(id).unwrap())
    }
}

fn all_saved(session: &Session) -> bool {
    session.unsaved().is_none()
}

/// How often each of these ids stands in the journal's bytes: once, if nothing had to be repeated.
fn copies(disk: &SimDisk, who: &Responder, incident: &str, id: RecordId) -> usize {
    let bytes = disk.bytes(&who.journal(incident));
    String::from_utf8_lossy(&bytes).matches(&format!("\"id\":\"{id}\"")).count()
}

#[test]
fn a_sync_that_hangs_leaves_typing_alive_and_the_events_marked() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    let mut recorder = Recorder::loaded(&ana, &incident);
    disk.hang(true);
    let first = recorder.type_line("alert");
    let since = ana.author.clock.now();
    disk.await_hanging();
    let rest = ["slow queries", "called bo", "fixed"].map(|text| recorder.type_line(text));
    recorder.session.take_news();
    ana.clock.forward(60_000);

    assert_eq!(recorder.texts(), ["alert", "slow queries", "called bo", "fixed"]);
    let unsaved = recorder.session.unsaved().unwrap();
    assert_eq!((unsaved.events, unsaved.since, unsaved.why), (4, since, None));
    assert!(![first].iter().chain(&rest).any(|id| recorder.is_saved(*id)));
    assert!(recorder.session.at_rest(Duration::ZERO).is_none(), "a lock may be held");
    // Even read back from the file, they are not called saved.
    let texts: Vec<&str> = recorder.session.unsaved_words().map(|words| words.text()).collect();
    assert_eq!(texts, ["alert", "slow queries", "called bo", "fixed"]);

    disk.hang(false);
    recorder.until(all_saved);
    assert!([first].iter().chain(&rest).all(|id| recorder.is_saved(*id)));
    assert!([first].iter().chain(&rest).all(|id| copies(&disk, &ana, &incident, *id) == 1));
    assert_eq!(ana.texts(&incident), recorder.texts());
}

#[test]
fn a_sync_that_fails_is_marked_with_its_reason_and_saved_once_later() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    let mut recorder = Recorder::loaded(&ana, &incident);
    disk.plan(Some(Plan { nth: 1, fault: Fault::Error(EIO), forever: true, only_syncs: true }));
    let id = recorder.type_line("alert");
    recorder.until(|session| session.unsaved().is_some_and(|unsaved| unsaved.why.is_some()));
    let why = recorder.session.unsaved().unwrap().why.unwrap();
    assert!(why.starts_with("cannot sync /data/incidents/") && why.contains("Input/output error"), "{why}");
    assert!(!recorder.is_saved(id));

    disk.plan(None);
    recorder.session.try_again();
    recorder.until(all_saved);
    assert!(recorder.is_saved(id));
    assert_eq!(recorder.texts(), ["alert"]);
    assert_eq!(ana.texts(&incident), ["alert"]);
    // The recorder and whoever reads it later put it in the same place.
    let place = |session: &Session| session.timeline().event(id).unwrap().place.clone();
    recorder.until(|session| place(session) == ana.timeline(&incident).event(id).unwrap().place);
    assert!(!ana.verify(&incident).is_bad());
}

#[test]
fn an_amended_event_is_not_saved_before_its_amendment_is() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    let id = ana.log(&incident, "alert").unwrap();
    let mut recorder = Recorder::open(&ana, Some(&incident));
    disk.hang(true);
    let change = EventChange { text: Some("page".to_owned()), ..EventChange::default() };
    recorder.session.record(vec![Record::Amend { of: id, change: change.into() }]);
    recorder.until(|session| session.is_loaded());
    assert_eq!(recorder.texts(), ["page"]);
    assert!(!recorder.is_saved(id));
    disk.hang(false);
    recorder.until(all_saved);
    assert!(recorder.is_saved(id));
}

#[test]
fn what_is_typed_while_a_long_journal_loads_is_there_once() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    for n in 0..300 {
        ana.log(&incident, &format!("event {n}")).unwrap();
    }
    let mut recorder = Recorder::open(&ana, Some(&incident));
    let ids = ["typed early", "typed again", "and again"].map(|text| recorder.type_line(text));
    assert!(recorder.texts().ends_with(&["typed early", "typed again", "and again"]));
    recorder.until(|session| session.is_loaded() && all_saved(session));
    assert_eq!(recorder.session.timeline().len(), 303);
    assert!(ids.iter().all(|id| recorder.is_saved(*id) && copies(&disk, &ana, &incident, *id) == 1));
    assert_eq!(ana.texts(&incident), recorder.texts());
    assert_eq!(recorder.session.undo(), recorder.session.timeline().recorded(ids[2]).map(|last| last.group));
    assert_eq!(recorder.session.timeline().len(), 302);
}

#[test]
fn two_recorders_see_what_the_other_adds() {
    let disk = SimDisk::new();
    let clock = FakeClock::at(NINE);
    let ana = Responder::at(&disk, "ana", &clock);
    let incident = ana.start("checkout down");
    let mut one = Recorder::loaded(&ana, &incident);
    let mut other = Recorder::loaded(&ana, &incident);
    one.type_line("from one");
    other.until(|session| session.timeline().len() == 1);
    other.type_line("from the other");
    one.until(|session| session.timeline().len() == 2 && all_saved(session));
    assert_eq!(one.texts(), ["from one", "from the other"]);
    ana.log(&incident, "from a shell").unwrap();
    for recorder in [&mut one, &mut other] {
        recorder.until(|session| session.timeline().len() == 3);
    }
    assert_eq!(one.texts(), other.texts());
}

#[test]
fn a_full_disk_is_said_and_what_waited_is_saved_when_there_is_room() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let mut recorder = Recorder::open(&ana, None);
    let used = |disk: &SimDisk| disk.files().values().map(Vec::len).sum::<usize>();
    disk.set_space(Some(used(&disk) + 100));
    let id = recorder.type_line("alert");
    recorder.until(|session| session.unsaved().is_some_and(|unsaved| unsaved.why.is_some()));
    let unsaved = recorder.session.unsaved().unwrap();
    assert_eq!(unsaved.events, 1);
    assert!(unsaved.why.unwrap().ends_with("; free some space"));
    recorder.type_line("slow queries");
    assert_eq!(recorder.texts(), ["alert", "slow queries"]);
    disk.set_space(None);
    recorder.session.try_again();
    recorder.until(all_saved);
    let incident = recorder.session.incident().unwrap().to_owned();
    assert_eq!(ana.texts(&incident), ["alert", "slow queries"]);
    assert_eq!(copies(&disk, &ana, &incident, id), 1 + torn_pieces(&disk, &ana, &incident, id));
    assert!(!ana.verify(&incident).is_bad());
}

/// Torn lines in which the id of a record can still be read.
fn torn_pieces(disk: &SimDisk, who: &Responder, incident: &str, id: RecordId) -> usize {
    let text = String::from_utf8_lossy(&disk.bytes(&who.journal(incident))).into_owned();
    text.lines().filter(|line| line.contains(&id.to_string()) && !line.ends_with("}}")).count()
}

#[test]
fn a_record_that_fits_no_line_holds_up_no_other() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    let mut recorder = Recorder::loaded(&ana, &incident);
    let text = "x".repeat(100_000);
    recorder.session.record(vec![Record::Section { name: "summary".to_owned(), text: text.clone() }]);
    recorder.until(|session| session.unsaved().is_some_and(|unsaved| unsaved.why.is_some()));
    let why = recorder.session.unsaved().unwrap().why.unwrap();
    assert!(why.contains("too long"), "{why}");
    let id = recorder.type_line("alert");
    recorder.until(|session| session.unsaved().is_some_and(|unsaved| unsaved.events == 1));
    assert!(recorder.is_saved(id));
    // The long wording of an event is kept beside it.
    let change = EventChange { text: Some(text), ..EventChange::default() };
    recorder.session.record(vec![Record::Amend { of: id, change: change.into() }]);
    recorder.until(|session| session.timeline().event(id).is_some_and(|event| session.is_saved(event)));
    assert_eq!(ana.timeline(&incident).event(id).unwrap().evidence[0].bytes, 100_000);
    assert!(!ana.verify(&incident).is_bad());
}

#[test]
fn nobody_turns_away_from_what_the_disk_still_owes() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let (first, second) = (ana.start("checkout down"), ana.start("search down"));
    let mut recorder = Recorder::loaded(&ana, &first);
    disk.hang(true);
    recorder.type_line("alert");
    disk.await_hanging();
    assert!(!recorder.session.turn_to(Some(second.clone())));
    assert_eq!(recorder.session.incident(), Some(first.as_str()));
    assert_eq!(recorder.session.unsaved_words().next().unwrap().text(), "alert");
    disk.hang(false);
    recorder.until(all_saved);
    assert!(recorder.session.turn_to(Some(second.clone())));
    assert_eq!(recorder.session.incident(), Some(second.as_str()));
    assert_eq!(ana.texts(&first), ["alert"]);
}

/// How long the machine slept, as each note of it says, in seconds.
fn naps(who: &Responder, incident: &str) -> Vec<u64> {
    let timeline = who.timeline(incident);
    let naps = timeline.clock_notes().map(|(_, note)| match note {
        ClockNote::Suspended { millis } => millis / 1000,
        other => panic!("{other:?}"),
    });
    naps.collect()
}

#[test]
fn a_machine_that_slept_is_noted_before_the_next_line() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    let mut recorder = Recorder::loaded(&ana, &incident);
    recorder.type_line("before");
    ana.clock.sleep(12 * 60_000);
    recorder.session.take_news();
    let woke = ana.clock.now();
    ana.clock.forward(60_000);
    recorder.type_line("after");
    recorder.type_line("and after");
    recorder.until(all_saved);
    assert_eq!(naps(&ana, &incident), [12 * 60]);
    let timeline = ana.timeline(&incident);
    let (note, _) = timeline.clock_notes().next().unwrap();
    assert_eq!(note.at.moment, woke, "when it was seen, not when the next line was typed");
    let after = timeline.events().find(|event| event.text() == "after").unwrap();
    assert!(note.place < after.place && note.group == after.group);
    // Sleep is no step: the wall clock and the time since boot go on alike.
    assert_eq!(recorder.session.timeline().clock_notes().count(), 1);
    assert!(!ana.verify(&incident).is_bad());
}

#[test]
fn what_was_slept_in_pieces_is_one_sleep_and_a_nap_is_none() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    let mut recorder = Recorder::loaded(&ana, &incident);
    for seconds in [600, 4, 900, 3] {
        ana.clock.sleep(seconds * 1000);
        recorder.session.look_at_clocks();
        ana.clock.forward(10_000);
    }
    recorder.type_line("good morning");
    ana.clock.sleep(4_900);
    recorder.type_line("a nap");
    recorder.until(all_saved);
    assert_eq!(naps(&ana, &incident), [1500]);
}

#[test]
fn two_recorders_of_one_machine_note_its_sleep_once() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    let (mut one, mut other) = (Recorder::loaded(&ana, &incident), Recorder::loaded(&ana, &incident));
    ana.clock.sleep(600_000);
    one.type_line("from one");
    other.until(|session| session.timeline().len() == 1);
    other.type_line("from the other");
    other.until(all_saved);
    assert_eq!(naps(&ana, &incident), [600]);
}

#[test]
fn sleep_before_the_incident_is_no_part_of_it_and_a_command_can_not_know() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let mut recorder = Recorder::open(&ana, None);
    ana.clock.sleep(600_000);
    recorder.session.look_at_clocks();
    recorder.type_line("alert");
    recorder.until(all_saved);
    let incident = recorder.session.incident().unwrap().to_owned();
    drop(recorder);
    ana.clock.sleep(600_000);
    ana.log(&incident, "from a shell").unwrap();
    assert!(naps(&ana, &incident).is_empty());
}

#[test]
fn a_system_that_does_not_tell_is_not_said_to_sleep() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    ana.clock.keep_to_itself();
    let mut recorder = Recorder::loaded(&ana, &incident);
    ana.clock.sleep(600_000);
    recorder.type_line("alert");
    recorder.until(all_saved);
    assert!(naps(&ana, &incident).is_empty());
}

/// Whatever held us up between Enter and the journal, both clocks are those of Enter.
#[test]
fn what_takes_its_time_between_enter_and_the_journal_looks_like_no_step() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    let mut recorder = Recorder::loaded(&ana, &incident);
    for text in ["one", "two"] {
        let entered = ana.clock.now();
        let body = ana.body(Tag::Note, text);
        ana.clock.forward(300_000);
        recorder.session.record_event(recorder.session.new_id(), body, &[], entered);
        recorder.session.set_title(recorder.session.new_id(), text.to_owned());
    }
    recorder.until(all_saved);
    assert_eq!(ana.timeline(&incident).clock_notes().count(), 0);
}

fn half_typed(who: &Responder, text: &str) -> HalfTyped {
    HalfTyped {
        id: who.author.new_id(),
        text: text.to_owned(),
        began: who.clock.now(),
        tag: None,
        incident: None,
        section: None,
    }
}

/// What a killed process leaves: its files, and none of its locks.
fn killed(disk: &SimDisk) -> SimDisk {
    SimDisk::with(disk.files())
}

#[test]
fn a_half_typed_line_survives_the_process_and_is_offered_once() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    let keeper = Keeper::start(&ana.author.shelf);
    let line = HalfTyped { incident: Some(incident.clone()), ..half_typed(&ana, "x1: it was not the ne") };
    keeper.update(Draft { incident: Some(incident.clone()), line: Some(line.clone()), ..Draft::default() });
    assert!(keeper.flush());
    // While its owner lives, nobody takes it.
    assert!(Keeper::start(&ana.author.shelf).claim().is_empty());

    let after = killed(&disk);
    let ana = Responder::alone(&after);
    let next = Keeper::start(&ana.author.shelf);
    let claimed = next.claim();
    assert_eq!(claimed.iter().flat_map(Draft::lines).collect::<Vec<_>>(), [&line]);
    assert!(Keeper::start(&ana.author.shelf).claim().is_empty(), "offered twice");
    // The next one is killed before a key was pressed: it is offered again.
    let ana = Responder::alone(&killed(&after));
    let again = Keeper::start(&ana.author.shelf).claim();
    assert_eq!(again.iter().flat_map(Draft::lines).collect::<Vec<_>>(), [&line]);
}

#[test]
fn a_line_that_was_saved_just_before_the_end_is_known_by_its_record() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    let keeper = Keeper::start(&ana.author.shelf);
    let mut recorder = Recorder::loaded(&ana, &incident);
    let line = half_typed(&ana, "alert");
    keeper.update(Draft { incident: Some(incident.clone()), line: Some(line.clone()), ..Draft::default() });
    assert!(keeper.flush());
    recorder.session.record_event(line.id, ana.body(Tag::Note, "alert"), &[], ana.clock.now());
    recorder.until(all_saved);

    let ana = Responder::alone(&killed(&disk));
    let recorder = Recorder::loaded(&ana, &incident);
    let claimed = Keeper::start(&ana.author.shelf).claim();
    assert!(claimed.iter().flat_map(Draft::lines).all(|line| recorder.session.is_on_disk(line.id)));
    // Left in order, a recorder leaves no draft behind.
    let keeper = Keeper::start(&ana.author.shelf);
    keeper.update(Draft { line: Some(half_typed(&ana, "done")), ..Draft::default() });
    assert!(keeper.flush());
    keeper.update(Draft::default());
    keeper.finish();
    assert!(decklog::journal::drafts::claim_orphans(&ana.author.shelf).is_empty());
}

#[test]
fn what_a_killed_recorder_left_stays_until_it_is_kept_elsewhere() {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    ana.start("checkout down");
    let keeper = Keeper::start(&ana.author.shelf);
    let line = half_typed(&ana, "half");
    keeper.update(Draft { line: Some(line.clone()), ..Draft::default() });
    assert!(keeper.flush());

    let full = killed(&disk);
    full.set_space(Some(0));
    let ana = Responder::alone(&full);
    let claimed = Keeper::start(&ana.author.shelf).claim();
    assert_eq!(claimed.len(), 1, "it is offered all the same");
    let ana = Responder::alone(&killed(&full));
    let again = Keeper::start(&ana.author.shelf).claim();
    assert_eq!(again.iter().flat_map(Draft::lines).collect::<Vec<_>>(), [&line]);
}
