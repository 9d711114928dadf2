//! One life: who is there, what they do, what goes wrong, and what must be there afterwards.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use decklog::journal::append::{Appender, NotSaved, Pending};
use decklog::journal::drafts::{Draft, DraftFile, HalfTyped, claim_orphans};
use decklog::journal::evidence;
use decklog::journal::follow::Follower;
use decklog::journal::medium::Medium;
use decklog::journal::reading;
use decklog::session::Once;
use decklog::timeline::{RecordId, Recorded, Tag, Timeline};

use crate::disk::{Dice, EDQUOT, EIO, ENOSPC, EROFS, FAULTS, Plan, SimDisk};
use crate::responder::{FakeClock, NINE, Responder};

const PLACES: [&str; 2] = ["/run/decklog-unsaved/data", "/tmp/decklog-unsaved-0/data"];
const MACHINES: [&str; 2] = ["ana", "bo"];

/// What was said, and what became of it.
struct Said {
    id: RecordId,
    text: String,
    /// How many pieces of evidence were pasted beside it.
    pasted: usize,
    fate: Fate,
    /// Saved at the first attempt, as the so-many-th of all that were.
    at_once: Option<usize>,
    /// Somebody has taken its journal away.
    at_risk: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    /// It was called saved, or kept.
    Acknowledged,
    /// It was said that it is not saved, or nobody lived to say anything.
    Open,
}

/// A half-typed line: what was surely kept of it, and what may have been since.
#[derive(Default)]
struct Typed {
    kept: Option<String>,
    perhaps: Vec<String>,
    /// It may be gone, because its line was stored or given up.
    may_be_gone: bool,
}

/// Somebody who sits there, and not a single command.
struct Recorder {
    machine: usize,
    who: Responder,
    appender: Appender,
    waiting: Vec<Pending>,
    follower: Follower,
    timeline: Timeline,
    drafts: DraftFile,
    /// What others left half typed, and this one offers.
    aside: Vec<HalfTyped>,
    typed: Typed,
}

/// How a life ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    PowerCut,
    Kill,
    Peace,
}

pub struct World {
    dice: Dice,
    disk: SimDisk,
    clocks: [Arc<FakeClock>; 2],
    incident: String,
    said: Vec<Said>,
    acknowledged: usize,
    /// The half-typed lines of those who were here before.
    typed: Vec<Typed>,
    /// Whether the power was ever cut, or a journal taken away: then there may be damage.
    alarm: bool,
    lives: usize,
}

impl World {
    pub fn new(dice: Dice) -> World {
        // As on any machine, the directories of the system are there.
        let disk = SimDisk::with(["/run/system", "/tmp/system"].map(|file| (PathBuf::from(file), Vec::new())));
        let clocks = [FakeClock::at(NINE), FakeClock::at(NINE)];
        let incident = responder(&disk, 0, &clocks[0]).start("checkout down");
        let said = Vec::new();
        World { dice, disk, clocks, incident, said, acknowledged: 0, typed: Vec::new(), alarm: false, lives: 0 }
    }

    /// With DECKLOG_SIMULATE_TELL, the whole story.
    fn tells(&self, what: &str) {
        if std::env::var_os("DECKLOG_SIMULATE_TELL").is_some() {
            eprintln!("{what}");
        }
    }

    fn who(&self, machine: usize) -> Responder {
        responder(&self.disk, machine, &self.clocks[machine])
    }

    /// One life, and a look at what it leaves; whether it ended in the middle of something.
    pub fn life(&mut self) -> bool {
        self.lives += 1;
        let end = [End::PowerCut, End::PowerCut, End::Kill, End::Peace][self.dice.below(4)];
        self.tells(&format!("life {}, which ends by {end:?}", self.lives));
        if end != End::Peace {
            self.disk.doom(1 + self.dice.below(400) as u64);
        }
        if self.dice.below(3) == 0 {
            self.something_goes_wrong();
        }
        let mut recorders: Vec<Recorder> = (0..self.dice.below(3)).filter_map(|_| self.sits_down()).collect();
        for _ in 0..4 + self.dice.below(30) {
            if self.disk.is_over() {
                break;
            }
            self.something_happens(&mut recorders);
        }
        if end == End::Peace {
            self.disk.mend();
            recorders.iter_mut().for_each(|recorder| self.knows_everything(recorder));
        }
        self.typed.extend(recorders.into_iter().map(|recorder| recorder.typed));
        if end == End::PowerCut {
            self.disk = self.disk.crash(&mut self.dice);
            self.alarm = true;
        }
        self.disk.mend();
        // Now and then the next life begins before anybody has looked.
        if self.dice.below(4) > 0 {
            self.look(&format!("life {} ended by {end:?}", self.lives));
        }
        end != End::Peace
    }

    fn something_happens(&mut self, recorders: &mut [Recorder]) {
        let machine = self.dice.below(2);
        self.clocks[machine].forward(self.dice.below(3000) as i64);
        let somebody = self.dice.below(recorders.len().max(1));
        match (self.dice.below(24), recorders.get_mut(somebody)) {
            (0..=4, _) => self.logs(machine),
            (5..=9, Some(recorder)) => self.stores(recorder),
            (10..=13, Some(recorder)) => self.types(recorder),
            (14..=15, Some(recorder)) => looks(recorder),
            (16, _) => drop(self.who(machine).author.take_back(&|_| false)),
            (17..=18, _) => self.something_goes_wrong(),
            (19, _) => self.disk.mend_all_but_its_end(),
            (20..=21, _) => self.a_clock_jumps(machine),
            (22, _) if self.dice.below(12) == 0 => self.somebody_takes_a_journal_away(machine),
            _ => self.logs(machine),
        }
    }

    fn something_goes_wrong(&mut self) {
        let what = self.dice.below(7);
        self.tells(&format!("something goes wrong ({what})"));
        match what {
            0..=2 => {
                let fault = FAULTS[self.dice.below(FAULTS.len())];
                let (forever, only_syncs) = (self.dice.below(5) == 0, self.dice.below(3) == 0);
                // An interrupted call is no fault that a disk has for ever.
                let forever = forever && fault != crate::disk::Fault::Error(crate::disk::EINTR);
                let nth = 1 + self.dice.below(if only_syncs { 6 } else { 40 }) as u64;
                self.disk.plan(Some(Plan { nth, fault, forever, only_syncs }));
            }
            3 => self.disk.set_space(Some(self.disk.used() + self.dice.below(900))),
            4 => {
                let error = [ENOSPC, EROFS, EDQUOT, EIO][self.dice.below(4)];
                self.disk.close_below(Some(("/data", error)));
            }
            5 => self.disk.take_locks_from(Some("/data")),
            _ => self.disk.hold_locks(1 + self.dice.below(4)),
        }
    }

    fn a_clock_jumps(&mut self, machine: usize) {
        const HOUR: i64 = 3_600_000;
        let clock = &self.clocks[machine];
        match self.dice.below(8) {
            0 => clock.step(-3 * HOUR),
            1 => clock.step(3 * HOUR),
            2 => clock.step(-10 * 365 * 24 * HOUR),
            3 => clock.step(self.dice.below(120_000) as i64 - 60_000),
            4 => clock.reboot(["b7c1", "0f3e", "aa00"][self.dice.below(3)]),
            5 => clock.sleep(8 * HOUR),
            6 => clock.step(14 * 365 * 24 * HOUR),
            _ => clock.forward(HOUR),
        }
    }

    /// A journal that is moved or deleted takes what was in it along.
    fn somebody_takes_a_journal_away(&mut self, machine: usize) {
        let journal = self.who(machine).author.journal(&self.incident).map(|path| path.file());
        let Ok(journal) = journal else { return };
        let Some(held) = self.disk.files().remove(&journal) else { return };
        let held = String::from_utf8_lossy(&held).into_owned();
        self.tells(&format!("{} is taken away", journal.display()));
        let taken = if self.dice.coin() {
            self.disk.rename(&journal, &journal.with_extension("moved"))
        } else {
            self.disk.remove(&journal)
        };
        if taken.is_ok() {
            self.alarm = true;
            self.said.iter_mut().for_each(|said| said.at_risk |= held.contains(&said.id.to_string()));
        }
    }

    fn says(&mut self, machine: usize, id: RecordId, pasted: usize) -> (usize, String) {
        let text = format!("event {} of {}", self.said.len(), MACHINES[machine]);
        let fate = Fate::Open;
        self.said.push(Said { id, text: text.clone(), pasted, fate, at_once: None, at_risk: false });
        (self.said.len() - 1, text)
    }

    fn is_acknowledged(&mut self, nth: usize, at_once: bool) {
        self.acknowledged += 1;
        self.said[nth].fate = Fate::Acknowledged;
        self.said[nth].at_once = at_once.then_some(self.acknowledged);
    }

    /// As `decklog log` does it: saved, or else kept aside.
    fn logs(&mut self, machine: usize) {
        let who = self.who(machine);
        let id = who.author.new_id();
        let pasted: Vec<String> =
            (0..self.dice.below(6) / 5).map(|_| format!("row {}\n", self.said.len()).repeat(100)).collect();
        let (nth, text) = self.says(machine, id, pasted.len());
        let again = self.dice.below(3) == 0;
        let open = Once::open(&who.author, &self.incident);
        let mut once = open.unwrap_or_else(|error| Once::unusable(&who.author, Some(self.incident.clone()), error));
        once.add(who.author.event(id, who.body(Tag::Note, &text), &pasted, who.author.clock.now()));
        let saved = once.save();
        if saved.is_ok() {
            self.is_acknowledged(nth, true);
        } else if again && once.save().is_ok() || once.keep_aside().is_ok() {
            self.is_acknowledged(nth, false);
        }
        let fate = self.said[nth].fate;
        self.tells(&format!("{}: {fate:?} {}", self.said[nth].text, problem(&saved)));
    }

    /// Begins as a recorder does: what was kept aside is taken back, what was half typed is taken over, and
    /// the journals are read.
    fn sits_down(&mut self) -> Option<Recorder> {
        let machine = self.dice.below(2);
        let who = self.who(machine);
        who.author.take_back(&|_| false);
        let path = who.author.journal(&self.incident).ok()?;
        let read = reading::read_all(&self.disk, &path.dir, &path.writer).ok()?;
        let follower = Follower::new(who.author.shelf.medium.clone(), path.dir.clone(), &read.journals);
        let mut recorder = Recorder {
            machine,
            appender: Appender::new(who.author.shelf.medium.clone(), path),
            waiting: Vec::new(),
            follower,
            timeline: Timeline::of(read.records),
            drafts: DraftFile::new(&who.author.shelf),
            aside: Vec::new(),
            typed: Typed::default(),
            who,
        };
        self.takes_over(&mut recorder);
        Some(recorder)
    }

    /// What killed recorders left half typed is ours before it is taken off the disk.
    fn takes_over(&self, recorder: &mut Recorder) {
        let shelf = &recorder.who.author.shelf;
        let claimed = claim_orphans(shelf);
        let lines: Vec<HalfTyped> = claimed.iter().flat_map(|claimed| claimed.draft.lines().cloned()).collect();
        if lines.is_empty() {
            return;
        }
        recorder.aside.clone_from(&lines);
        if recorder.drafts.keep(&Draft { aside: lines, ..Draft::default() }).is_ok() {
            claimed.into_iter().for_each(|claimed| claimed.release(shelf));
        }
    }

    fn types(&mut self, recorder: &mut Recorder) {
        let text = format!("half typed {}", self.dice.next());
        let id = recorder.who.author.new_id();
        let began = recorder.who.author.clock.now();
        let line = HalfTyped { id, text: text.clone(), began, tag: None, incident: None, section: None };
        let aside = recorder.aside.clone();
        let draft = Draft { incident: Some(self.incident.clone()), line: Some(line), aside, ..Draft::default() };
        recorder.typed.perhaps.push(text.clone());
        if recorder.drafts.keep(&draft).is_ok() {
            recorder.typed = Typed { kept: Some(text), ..Typed::default() };
        }
    }

    /// As the recorder does it: what waits is tried again with what is new, and the half-typed line is given
    /// up only when it is saved.
    fn stores(&mut self, recorder: &mut Recorder) {
        let who = recorder.who.clone();
        let id = who.author.new_id();
        let (_, text) = self.says(recorder.machine, id, 0);
        let batch = who.author.event(id, who.body(Tag::Finding, &text), &[], who.author.clock.now());
        let first = recorder.waiting.is_empty();
        recorder.waiting.extend(batch.pending);
        let saved = recorder.appender.append(&recorder.waiting, who.author.clock.now());
        self.tells(&format!("recorder {}: {} waiting {}", recorder.machine, recorder.waiting.len(), problem(&saved)));
        let Ok(saved) = saved else { return };
        recorder.waiting.clear();
        let saved: HashSet<RecordId> = saved.iter().map(|recorded| recorded.id).collect();
        for nth in 0..self.said.len() {
            if saved.contains(&self.said[nth].id) {
                self.is_acknowledged(nth, first);
            }
        }
        recorder.typed.may_be_gone = true;
        let _ = recorder.drafts.keep(&Draft { aside: recorder.aside.clone(), ..Draft::default() });
    }

    /// At the end of a life in peace, a recorder has seen what anybody has written.
    fn knows_everything(&mut self, recorder: &mut Recorder) {
        looks(recorder);
        let there = ids(&recorder.who.timeline(&self.incident));
        let known = ids(&recorder.timeline);
        let unseen: Vec<&RecordId> = there.difference(&known).collect();
        assert!(unseen.is_empty(), "life {}: a recorder never saw {unseen:?}", self.lives);
    }

    /// Looks on a sound disk whether everything is there that must be, and nothing else, and whether it goes on.
    fn look(&mut self, what: &str) {
        let who = self.who(0);
        for machine in 0..MACHINES.len() {
            let taken = self.who(machine).author.take_back(&|_| false);
            assert!(taken.left.is_empty(), "{what}: {taken:?}");
        }
        assert!(who.author.shelf.kept_aside().is_empty(), "{what}: something is still kept aside");
        let timeline = who.timeline(&self.incident);
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for event in timeline.all_events() {
            *found.entry(event.text()).or_default() += 1;
        }
        let said: BTreeMap<&str, &Said> = self.said.iter().map(|said| (said.text.as_str(), said)).collect();
        let ghosts: Vec<&&str> = found.keys().filter(|text| !said.contains_key(**text)).collect();
        assert!(ghosts.is_empty(), "{what}: nobody said {ghosts:?}");
        for said in &self.said {
            let count = found.get(said.text.as_str()).copied().unwrap_or(0);
            let (text, fate) = (&said.text, said.fate);
            assert!(count <= 1, "{what}: “{text}” is there {count} times");
            let must_be_there = fate == Fate::Acknowledged && !said.at_risk;
            assert!(count == 1 || !must_be_there, "{what}: “{text}” was acknowledged, and is gone");
            let evidence = timeline
                .event(said.id)
                .map_or(0, |event| event.evidence.iter().filter(|evidence| self.has(&evidence.file)).count());
            let pasted = said.pasted;
            assert!(!must_be_there || evidence == pasted, "{what}: {evidence} of {pasted} pasted beside “{text}”");
        }
        self.assert_in_order(&timeline, what);
        let verdict = who.verify(&self.incident);
        assert!(self.alarm || !verdict.is_bad(), "{what}: {:?} {:?}", verdict.faults, verdict.evidence);
        self.assert_drafts(what);
        let known = Once::open(&who.author, &self.incident).expect("a sound disk").summary().events;
        // Of a journal that is damaged, it may know what nobody can read any more.
        assert!(
            known == timeline.len() as u64 || verdict.is_bad(),
            "{what}: {known} events are known in short, and {} are there",
            timeline.len()
        );
        let before = self.acknowledged;
        (0..MACHINES.len()).for_each(|machine| self.logs(machine));
        assert_eq!(self.acknowledged, before + MACHINES.len(), "{what}: the next line is not saved");
        self.said.iter().for_each(|said| assert!(said.fate == Fate::Acknowledged || said.at_once.is_none()));
    }

    /// Whether a piece of evidence is there, and what it was.
    fn has(&self, file: &str) -> bool {
        let bytes = (&self.disk as &dyn Medium).read(&self.who(0).dir(&self.incident).join("evidence").join(file));
        bytes.is_ok_and(|bytes| evidence::file_name(&bytes, "txt") == file)
    }

    /// What a writer saved one after the other, at once, stands in that order.
    fn assert_in_order(&self, timeline: &Timeline, what: &str) {
        let mut last: BTreeMap<&str, (usize, u64)> = BTreeMap::new();
        let mut saved: Vec<(&Said, usize)> =
            self.said.iter().filter(|said| !said.at_risk).filter_map(|said| Some((said, said.at_once?))).collect();
        saved.sort_by_key(|(_, nth)| *nth);
        for (said, nth) in saved {
            let Some(Recorded { place, .. }) = timeline.recorded(said.id) else { continue };
            if let Some((before, n)) = last.insert(&place.writer, (nth, place.n)) {
                assert!(
                    n < place.n,
                    "{what}: “{}” ({nth}) stands before the one saved before it ({before})",
                    said.text
                );
            }
        }
    }

    /// What was half typed and surely kept is offered again, or something newer; then it is given up.
    fn assert_drafts(&mut self, what: &str) {
        let shelf = self.who(0).author.shelf.clone();
        let claimed = claim_orphans(&shelf);
        let offered: Vec<String> =
            claimed.iter().flat_map(|claimed| claimed.draft.lines().map(|line| line.text.clone())).collect();
        for typed in &self.typed {
            assert!(
                typed.kept.is_none() || typed.may_be_gone || typed.is_among(&offered),
                "{what}: the half-typed “{:?}” is gone; there is {offered:?}",
                typed.kept
            );
        }
        claimed.into_iter().for_each(|claimed| claimed.release(&shelf));
        self.typed.clear();
    }
}

impl Typed {
    fn is_among(&self, texts: &[String]) -> bool {
        self.kept.iter().chain(&self.perhaps).any(|text| texts.contains(text))
    }
}

/// What went wrong, in words.
fn problem<T>(done: &Result<T, NotSaved>) -> String {
    done.as_ref().err().map(NotSaved::to_string).unwrap_or_default()
}

fn responder(disk: &SimDisk, machine: usize, clock: &Arc<FakeClock>) -> Responder {
    let mut who = Responder::at(disk, MACHINES[machine], clock);
    who.author.shelf = who.author.shelf.clone().with_fallback(PLACES.map(PathBuf::from));
    who
}

/// A recorder takes in what anybody has added since it last looked.
fn looks(recorder: &mut Recorder) {
    let added = recorder.follower.look().unwrap_or_default();
    recorder.timeline.apply(added);
}

fn ids(timeline: &Timeline) -> HashSet<RecordId> {
    timeline.records().map(|recorded| recorded.id).collect()
}
