//! A desk: somebody at the keyboard of the recorder, on a terminal of cells, with a clock that
//! only moves when the test lets it.
//!
//! Everything behind the keys is real: the loop, the session with its threads, the journals in a
//! directory that goes with the desk. After each key that could have stored something the disk is
//! waited for, so no test sleeps and each sees the same screen every time.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use decklog::analysis::filter::OwnFilter;
use decklog::cli::{self, World};
use decklog::config::Settings;
use decklog::journal::fallback::Kept;
use decklog::journal::medium::{Access, Disk, Medium as _};
use decklog::journal::shelf::{Machine, Shelf};
use decklog::session::{Author, Keeper, Session};
use decklog::time::Zone;
use decklog::timeline::Timeline;
use decklog::tui::input::Input;
use decklog::tui::key::keys;
use decklog::tui::mouse::{Kind, Mouse};
use decklog::tui::theme::Theme;
use decklog::tui::{App, Canvas, End, Happening, Outside, run};
use ratatui::Frame;
use serde_json::Value;
use tempfile::TempDir;

use super::clock::{HandClock, stamp};
use super::disks::Switches;
use super::glass::Glass;
use crate::patience::until;

/// Long, because a loaded machine is slow; a test that passes never waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// What somebody starts with, unless the test says otherwise.
const SIZE: (u16, u16) = (80, 24);

/// From a cell to more than there is to show; and nothing at all.
const SIZES: [(u16, u16); 16] = [
    (1, 1),
    (2, 3),
    (5, 5),
    (8, 2),
    (10, 2),
    (20, 5),
    (20, 6),
    (33, 12),
    (40, 10),
    (59, 9),
    (59, 14),
    (60, 20),
    (61, 13),
    (61, 17),
    (200, 70),
    (0, 0),
];

pub struct Desk {
    home: Rc<TempDir>,
    switches: Arc<Switches>,
    author: Author,
    clock: Arc<HandClock>,
    theme: Theme,
    settings: Settings,
    filters: Vec<OwnFilter>,
    glass: Glass,
    /// Time between two keys, and how many of them come before the next frame.
    step_ms: i64,
    at_once: usize,
    patience: Duration,
    seat: Option<Seat>,
    end: Option<End>,
    stops: usize,
    /// What was last put on the clipboard.
    copied: Option<String>,
    editor: Editor,
    has_mouse: bool,
}

/// A recorder that runs.
struct Seat {
    app: App,
    keeper: Keeper,
    /// Each time the session has news.
    woken: Receiver<()>,
    /// How much the disk has refused.
    refused: usize,
}

impl Desk {
    /// A desk in a room where nothing was recorded yet, at this time.
    pub fn at(time: &str, zone: &str) -> Desk {
        let zone = Zone::named(zone).unwrap();
        let clock = Arc::new(HandClock::at(stamp(time, &zone).moment));
        let home = Rc::new(tempfile::tempdir().unwrap());
        let switches = Arc::new(Switches::default());
        let author = Author {
            shelf: Shelf::new(switches.disk(), home.path().join("decklog")),
            machine: Machine { host: "desk".to_owned(), machine_id: "desk".to_owned(), program: "decklog".to_owned() },
            by: Arc::from("ana"),
            clock: clock.clone(),
            zone,
        };
        Desk {
            home,
            switches,
            author,
            clock,
            theme: Theme { colour: true, ascii: false },
            settings: Settings::default(),
            filters: Vec::new(),
            copied: None,
            editor: Editor::default(),
            glass: Glass::new(SIZE.0, SIZE.1),
            step_ms: 120,
            at_once: 1,
            patience: PATIENCE,
            seat: None,
            end: None,
            stops: 0,
            has_mouse: false,
        }
    }

    /// Somebody else, at a machine of their own, who records into the same directory at the same
    /// time.
    pub fn beside(&self, by: &str) -> Desk {
        let machine = Machine { host: by.to_owned(), machine_id: by.to_owned(), ..self.author.machine.clone() };
        Desk {
            home: self.home.clone(),
            switches: self.switches.clone(),
            author: Author { by: Arc::from(by), machine, ..self.author.clone() },
            clock: self.clock.clone(),
            ..Desk::at("2024-01-01 00:00", "UTC")
        }
    }

    /// Another window of the same machine, with this person at it.
    pub fn at_another_window(&self, by: &str) -> Desk {
        Desk { author: Author { by: Arc::from(by), ..self.author.clone() }, ..self.beside(by) }
    }

    pub fn size(mut self, columns: u16, rows: u16) -> Desk {
        self.resize(columns, rows);
        self
    }

    pub fn theme(mut self, theme: Theme) -> Desk {
        self.theme = theme;
        self
    }

    /// The switches of the disk under the journals.
    pub fn disk(&self) -> &Switches {
        &self.switches
    }

    /// On a machine that has a place to fall back to.
    pub fn with_fallback(mut self) -> Desk {
        let places = self.fallback_places();
        self.author.shelf = self.author.shelf.with_fallback(places);
        self
    }

    /// Kills the recorder, and what it has on its way to the disk with it: that disk never takes anything
    /// again. Another recorder meets one that does.
    pub fn killed_for_good(mut self) -> Desk {
        self.kill();
        let switches = Arc::new(Switches::default());
        let shelf = Shelf { medium: switches.disk(), ..self.author.shelf.clone() };
        Desk { author: Author { shelf, ..self.author.clone() }, switches, ..self }
    }

    /// Where a command at this desk falls back to.
    fn fallback_places(&self) -> Vec<PathBuf> {
        self.world(io::sink()).fallback_places(&self.author.shelf.root)
    }

    pub fn typing_every(mut self, ms: i64) -> Desk {
        self.step_ms = ms;
        self
    }

    /// On a slow line, so many keys arrive between two frames.
    pub fn in_bursts_of(mut self, keys: usize) -> Desk {
        self.at_once = keys;
        self
    }

    /// Somebody who does not wait for the disk.
    pub fn hurried(mut self) -> Desk {
        self.patience = Duration::ZERO;
        self
    }

    pub fn patient(&mut self) {
        self.patience = PATIENCE;
        // What did not come at once was not refused.
        self.seat.iter_mut().for_each(|seat| seat.refused = 0);
    }

    /// Runs a command in another shell; what it answers.
    pub fn command(&mut self, arguments: &[&str]) -> String {
        self.command_answering(arguments, &[0])
    }

    /// The same for one that asks a question, whose answer may be a bad one.
    pub fn command_that_asks(&mut self, arguments: &[&str]) -> String {
        self.command_answering(arguments, &[0, 1])
    }

    /// Runs a command that fails with this code.
    pub fn command_failing(&mut self, arguments: &[&str], code: u8) {
        self.command_answering(arguments, &[code]);
    }

    /// The texts of the events that are on disk.
    pub fn texts(&mut self) -> Vec<String> {
        let shown = self.shown();
        let events = shown["events"].as_array().expect("events").iter();
        events.map(|event| event["text"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// What is kept in the fallback places.
    pub fn aside(&self) -> Vec<Kept> {
        self.author.shelf.kept_aside()
    }

    /// Waits until the recorder has taken back what was kept.
    pub fn wait_until_nothing_is_aside(&self) {
        until("nothing to be left aside", || self.aside().is_empty());
    }

    fn command_answering(&mut self, arguments: &[&str], expected: &[u8]) -> String {
        let answer = Answer::default();
        let mut world = self.world(answer.clone());
        let arguments = ["decklog"].iter().chain(arguments).map(OsString::from);
        let code = cli::run(arguments, &mut world);
        assert!(expected.contains(&code), "it answered with {code}");
        answer.text()
    }

    /// What a command at this desk is given.
    fn world(&self, stdout: impl Write + 'static) -> World {
        let set = [("DECKLOG_BY", &*self.author.by), ("LANG", "C.UTF-8")];
        let mut env: HashMap<String, OsString> = set.map(|(name, value)| (name.to_owned(), value.into())).into();
        env.insert("DECKLOG_DIR".to_owned(), self.author.shelf.root.clone().into());
        env.insert("XDG_CONFIG_HOME".to_owned(), self.author.shelf.root.join("config").into());
        env.insert("TMPDIR".to_owned(), self.home.path().into());
        World {
            stdin: Box::new(io::empty()),
            stdout: Box::new(stdout),
            stderr: Box::new(io::sink()),
            stdin_is_terminal: false,
            stdout_is_terminal: false,
            env,
            clock: self.clock.clone(),
            medium: self.author.shelf.medium.clone(),
            machine: self.author.machine.clone(),
        }
    }

    /// The incident as `show` gives it to scripts.
    pub fn shown(&mut self) -> Value {
        serde_json::from_str(&self.command(&["show", "--format", "json"])).expect("JSON")
    }

    /// Types this before anything else happens.
    pub fn beginning(mut self, script: &str) -> Desk {
        self.type_keys(script);
        self
    }

    fn seat(&mut self) -> &mut Seat {
        if self.seat.is_none() {
            let (wake, woken) = channel();
            let wake = Mutex::new(wake);
            let wake = Arc::new(move || {
                let _ = wake.lock().unwrap().send(());
            });
            let incident = self.author.shelf.current().unwrap().or_else(|| self.author.shelf.begun_aside());
            let session = Session::open(self.author.clone(), incident, wake);
            let keeper = Keeper::start(&self.author.shelf);
            let app = App::new(session, keeper.clone(), self.settings, self.theme).with_filters(self.filters.clone());
            self.seat = Some(Seat { app, keeper, woken, refused: 0 });
            self.settle();
        }
        self.seat.as_mut().unwrap()
    }

    pub fn app(&mut self) -> &mut App {
        &mut self.seat().app
    }

    pub fn timeline(&mut self) -> &Timeline {
        self.app().session().timeline()
    }

    /// Types a script of keys, as [`keys`] reads it, each after a moment.
    pub fn type_keys(&mut self, script: &str) -> &mut Desk {
        let inputs: Vec<Input> = keys(script).unwrap().into_iter().map(Input::Key).collect();
        for inputs in inputs.split_inclusive(|input| matches!(input, Input::Key(key) if key.typed().is_none())) {
            self.give(inputs.to_vec());
        }
        self
    }

    pub fn paste(&mut self, text: &str) -> &mut Desk {
        self.give(vec![Input::Paste(text.to_owned())])
    }

    /// Does this with the mouse.
    pub fn points(&mut self, kind: Kind, column: u16, row: u16) -> &mut Desk {
        self.give(vec![Input::Mouse(Mouse::at(kind, column, row))])
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.glass = Glass::new(columns, rows);
    }

    /// What is on the screen fits on one of any size. In the end it has its first size again.
    pub fn fits_anywhere(&mut self) {
        self.fits_anywhere_and_takes("");
    }

    /// The same, and on each of them these keys are typed.
    pub fn fits_anywhere_and_takes(&mut self, script: &str) {
        for (columns, rows) in SIZES {
            self.resize(columns, rows);
            self.screen();
            self.type_keys(script);
        }
        self.resize(SIZE.0, SIZE.1);
    }

    /// Gives the loop these inputs, one a frame, and waits for the disk.
    pub fn give(&mut self, inputs: Vec<Input>) -> &mut Desk {
        assert!(self.end.is_none(), "the recorder has ended");
        self.seat();
        let (happen, happenings) = channel();
        let mut hands = Hands {
            glass: &mut self.glass,
            clock: &self.clock,
            step_ms: self.step_ms,
            at_once: self.at_once,
            inputs: inputs.into_iter(),
            happen: Some(happen),
            stops: &mut self.stops,
            copied: &mut self.copied,
            has_mouse: &mut self.has_mouse,
        };
        let app = &mut self.seat.as_mut().unwrap().app;
        let end = run(app, &mut hands, &happenings, &mut self.editor).unwrap();
        // That the hands have nothing more to give is no end.
        self.end = (end == End::Left).then_some(end);
        self.settle();
        self
    }

    /// Waits until the disk has answered, and tells the recorder.
    pub fn settle(&mut self) {
        let Seat { app, refused, .. } = self.seat.as_mut().unwrap();
        let waiting = |app: &App| app.session().unsaved().map_or(0, |unsaved| unsaved.events);
        // Twice, because what is read can make the recorder write. What the disk has refused it is
        // asked for again in its own time.
        for _ in 0..2 {
            if *refused == 0 || waiting(app) != *refused {
                let all_saved = app.session_mut().settle(self.patience);
                *refused = if all_saved { 0 } else { waiting(app) };
            }
            app.take(Happening::News);
        }
    }

    /// Waits until the timeline is as the test says, because of somebody else.
    #[track_caller]
    pub fn wait_for(&mut self, is_there: impl Fn(&Timeline) -> bool) {
        self.take_news_until(|desk| is_there(desk.timeline()));
    }

    /// Waits until the session is as the test says, while something is held back.
    #[track_caller]
    pub fn wait_until(&mut self, is_so: impl Fn(&Session) -> bool) {
        self.take_news_until(|desk| is_so(desk.app().session()));
    }

    /// Waits until the recorder has heard of what the test says, as its loop hears it.
    #[track_caller]
    pub fn hear_until(&mut self, is_so: impl Fn(&Session) -> bool) {
        while !is_so(self.app().session()) {
            let woken = self.seat().woken.recv_timeout(PATIENCE);
            assert!(woken.is_ok(), "it never came");
            self.app().hear();
        }
    }

    /// Waits until the screen is as the test says, because of what is read beside it.
    #[track_caller]
    pub fn wait_for_screen(&mut self, is_so: impl Fn(&str) -> bool) {
        self.take_news_until(|desk| is_so(&desk.screen()));
    }

    #[track_caller]
    fn take_news_until(&mut self, is_so: impl Fn(&mut Desk) -> bool) {
        while !is_so(self) {
            let woken = self.seat().woken.recv_timeout(PATIENCE);
            assert!(woken.is_ok(), "it never came:\n{}", self.screen());
            self.app().take(Happening::News);
        }
    }

    /// The data directory.
    pub fn shelf(&self) -> &Shelf {
        &self.author.shelf
    }

    /// Puts the draft on disk as at a pause in typing.
    pub fn keep_draft(&mut self) {
        self.seat().keeper.flush();
    }

    /// Waits until the disk has done what it was asked while its syncs were held; the recorder is
    /// not told.
    pub fn wait_for_disk(&mut self) {
        self.switches.wait_for_sync(PATIENCE);
        assert!(self.app().session().at_rest(PATIENCE).is_some(), "the disk never answered");
    }

    /// Removes what is kept of incidents in short; it only spares reading.
    pub fn forget_what_is_known(&mut self) {
        let incident = self.author.shelf.current().unwrap().unwrap();
        std::fs::remove_file(self.author.shelf.incident_dir(&incident).join("summary.json")).unwrap();
    }

    /// The only journal of the incident whose id holds this.
    pub fn journal_of(&self, incident: &str) -> PathBuf {
        let id = self.author.shelf.find(incident).unwrap();
        let journals = self.author.shelf.incident_dir(&id).join("journal");
        let files = Disk.list(&journals).unwrap();
        assert_eq!(files.len(), 1, "{files:?}");
        journals.join(&files[0])
    }

    /// Lets a moment pass.
    pub fn moment_passes(&mut self, ms: i64) -> &mut Desk {
        self.clock.pass(ms);
        self
    }

    /// Lets time pass.
    pub fn minutes_pass(&mut self, minutes: i64) -> &mut Desk {
        self.clock.pass(minutes * 60_000);
        self
    }

    /// Lets seconds pass in which nothing is pressed, and the screen move by itself.
    pub fn seconds_pass(&mut self, seconds: i64) -> &mut Desk {
        for _ in 0..seconds {
            self.clock.pass(1000);
            self.app().time_passes(true);
        }
        self
    }

    /// Sets the wall clock forward, or back; no time passes.
    pub fn clock_is_set(&mut self, seconds: i64) -> &mut Desk {
        self.clock.set(seconds * 1000);
        self
    }

    /// Closes the lid, and opens it so many minutes later.
    pub fn machine_sleeps(&mut self, minutes: i64) -> &mut Desk {
        self.clock.sleep(minutes * 60_000);
        self
    }

    pub fn has_left(&self) -> bool {
        self.end.is_some()
    }

    /// How often the program was stopped as by Ctrl-Z.
    pub fn stops(&self) -> usize {
        self.stops
    }

    /// Whether the terminal was asked to tell of the mouse.
    pub fn has_mouse(&self) -> bool {
        self.has_mouse
    }

    /// What was last put on the clipboard.
    pub fn copied(&self) -> &str {
        self.copied.as_deref().unwrap_or_default()
    }

    /// The person's own editor will give this for whatever it gets, or fail with these words.
    pub fn editor_gives(&mut self, answer: Result<&str, &str>) {
        self.editor.answer = Some(answer.map(str::to_owned).map_err(str::to_owned));
    }

    /// What it was last given: the name, and the text.
    pub fn editor_got(&self) -> (&str, &str) {
        (&self.editor.name, &self.editor.text)
    }

    /// With these saved filters, as the file of settings would say it.
    pub fn filters(mut self, table: &str) -> Desk {
        self.filters = decklog::config::read(&format!("[filters]\n{table}\n")).1;
        self
    }

    /// With these settings, as their file would say it.
    pub fn settings(mut self, text: &str) -> Desk {
        self.settings = decklog::config::read(text).0;
        self
    }

    /// Kills the recorder: what is half typed was kept at the last pause.
    pub fn kill(&mut self) {
        if let Some(Seat { app, keeper, .. }) = self.seat.take() {
            keeper.finish();
            drop((app, keeper));
            // A killed program's lock on its draft ends with it, here with the keeper's thread.
            let drafts = self.author.shelf.drafts_dir();
            let is_free = |name: String| Disk.open(&drafts.join(name), Access::Read)?.try_lock();
            let all_free =
                || Disk.list(&drafts).unwrap_or_default().into_iter().all(|name| is_free(name).unwrap_or(true));
            while !all_free() {
                std::thread::yield_now();
            }
        }
    }

    /// What is on the screen now.
    pub fn glass(&mut self) -> &Glass {
        self.seat();
        let app = &self.seat.as_ref().unwrap().app;
        self.glass.draw(&mut |frame| app.view(frame));
        &self.glass
    }

    pub fn screen(&mut self) -> String {
        self.glass().text()
    }

    /// One row of it, from the top (0) or from the bottom (-1).
    pub fn row(&mut self, row: isize) -> String {
        let screen = self.screen();
        let rows: Vec<&str> = screen.lines().collect();
        let at = if row < 0 { rows.len().checked_add_signed(row).unwrap() } else { row as usize };
        rows[at].to_owned()
    }

    /// The row of the screen on which this stands.
    #[track_caller]
    pub fn row_of(&mut self, text: &str) -> u16 {
        let screen = self.screen();
        let row = screen.lines().position(|line| line.contains(text));
        u16::try_from(row.unwrap_or_else(|| panic!("{text} is not in\n{screen}"))).unwrap()
    }

    /// The line being typed, and what is said below it.
    pub fn line(&mut self) -> String {
        self.row(-2)
    }

    /// The row that the caret is in.
    pub fn caret_row(&mut self) -> String {
        let (_, row) = self.glass().caret();
        self.row(isize::try_from(row).unwrap())
    }

    pub fn quiet_line(&mut self) -> String {
        self.row(-1)
    }
}

/// The hands of the person: a key after each look at the screen, or a few.
struct Hands<'a> {
    glass: &'a mut Glass,
    clock: &'a HandClock,
    step_ms: i64,
    at_once: usize,
    inputs: std::vec::IntoIter<Input>,
    happen: Option<Sender<Happening>>,
    stops: &'a mut usize,
    copied: &'a mut Option<String>,
    has_mouse: &'a mut bool,
}

impl Canvas for Hands<'_> {
    fn draw(&mut self, view: &mut dyn FnMut(&mut Frame)) -> io::Result<()> {
        self.glass.draw(view);
        let Some(happen) = &self.happen else { return Ok(()) };
        let inputs: Vec<Input> = self.inputs.by_ref().take(self.at_once).collect();
        for input in &inputs {
            self.clock.pass(self.step_ms);
            let _ = happen.send(Happening::Input(input.clone()));
        }
        if inputs.is_empty() {
            self.happen = None;
        }
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<bool> {
        *self.stops += 1;
        Ok(true)
    }

    fn hand_over(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        *self.has_mouse = on;
        Ok(())
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        *self.copied = Some(text.to_owned());
        Ok(())
    }
}

/// The person's own editor.
#[derive(Default)]
struct Editor {
    name: String,
    text: String,
    answer: Option<Result<String, String>>,
}

impl Outside for Editor {
    fn edit(&mut self, name: &str, text: &str) -> io::Result<Option<String>> {
        (self.name, self.text) = (name.to_owned(), text.to_owned());
        self.answer.take().transpose().map_err(io::Error::other)
    }
}

/// What a command writes.
#[derive(Clone, Default)]
struct Answer(Arc<Mutex<Vec<u8>>>);

impl Answer {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Answer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
