//! `decklog` itself: the recorder, with its threads, its signals, and what is said at the end.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use clap::Args;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::config::in_short;
use super::loan::Loan;
use super::opened::Opened;
use super::settings::load;
use super::{Failure, World, editor, kept_aside, say};
use crate::session::{Keeper, Session, Words};
use crate::timeline::Event;
use crate::tui::effect::Over;
use crate::tui::theme::Theme;
use crate::tui::{App, End, Happening, Outside, input, run, terminal};
use crate::words;

/// Open the recorder (what decklog does without a command)
#[derive(Args, Debug, Default)]
pub struct Open {
    /// An id, a unique part of one, or a date; without one, the open incident, or a new one
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
}

/// How long leaving waits for what is on its way to the disk.
const LAST_WAIT: Duration = Duration::from_secs(4);

impl Open {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        needs_terminal(world, "the recorder needs a terminal; “decklog log TEXT” records from a script")?;
        let said = opened.take_back_beside();
        let incident = match &self.incident {
            Some(name) => Some(opened.shelf().find(name)?),
            // One that lies in a fallback place alone, where the disk still takes nothing.
            None => opened.open_incident()?.or_else(|| opened.shelf().begun_aside()),
        };
        Stay { greeting: said, ..Stay::default() }.with(opened, incident, world)
    }
}

/// A wrong command line, in these words, where there is no terminal.
pub(super) fn needs_terminal(world: &World, said: &str) -> Result<(), Failure> {
    if world.stdout_is_terminal { Ok(()) } else { Err(Failure::Usage(said.to_owned())) }
}

/// How somebody stays with the recorder.
pub(super) struct Stay {
    /// Said on the quiet line, until the first key.
    pub greeting: Option<String>,
    /// What lies over the recorder at first.
    pub over: Option<Over>,
    /// Whether it is said at the end that the incident stays open.
    pub is_left_open: bool,
    /// What is done when the program is ended from outside, or by a panic.
    pub last: Arc<dyn Fn() + Send + Sync>,
}

impl Default for Stay {
    fn default() -> Stay {
        Stay { greeting: None, over: None, is_left_open: true, last: Arc::new(|| ()) }
    }
}

impl Stay {
    /// Runs the recorder on an incident, or (none) on a new one, until it is left.
    pub fn with(self, opened: &Opened, incident: Option<String>, world: &mut World) -> Result<u8, Failure> {
        let loaded = load(world);
        let theme = Theme { colour: !world.is_monochrome(), ascii: !world.is_utf8() };
        let (happen, happenings) = channel();
        let news = happen.clone();
        let wake = Arc::new(move || drop(news.send(Happening::News)));
        let session = Session::open(opened.beginner(), incident, wake);
        let keeper = Keeper::start(opened.shelf());
        let terminal = |doing: &str| {
            let doing = doing.to_owned();
            move |source| Failure::Io { doing, source }
        };
        let loan = Arc::new(Loan::default());
        let last = self.last_of(&keeper);
        watch_signals(last.clone(), loan.clone(), happen.clone()).map_err(terminal("cannot watch for signals"))?;
        act_on_panic(last);
        let mut app = App::new(session, keeper.clone(), loaded.settings, theme).with_filters(loaded.filters);
        if let Some(over) = self.over.clone() {
            app.open_at(over);
        }
        if let Some(said) = in_short(&loaded.problems).or_else(|| self.greeting.clone()) {
            app.tell(&said);
        }
        let room = happen.clone();
        let wake = Arc::new(move || drop(room.send(Happening::Room)));
        let mut screen = terminal::Screen::enter_waking(wake).map_err(terminal("cannot use this terminal"))?;
        let keys = input::read(move |input| happen.send(Happening::Input(input)).is_ok())
            .map_err(terminal("cannot read from this terminal"))?;
        let ended = run(&mut app, &mut screen, &happenings, &mut Editors { world, keys, loan });
        // A terminal that can't be drawn on is gone, too.
        let end = ended.unwrap_or(End::Gone);
        drop(screen);
        if end == End::Gone {
            keeper.keep_at_last();
        }
        self.farewell(&mut app, &keeper, end, world)
    }

    /// The half-typed line is kept before anything else.
    fn last_of(&self, keeper: &Keeper) -> Arc<dyn Fn() + Send + Sync> {
        let (keeper, last) = (keeper.clone(), self.last.clone());
        Arc::new(move || {
            keeper.keep_at_last();
            last();
        })
    }

    /// Waits for the disk a last time; what is not saved then is given back.
    fn farewell(&self, app: &mut App, keeper: &Keeper, end: End, world: &mut World) -> Result<u8, Failure> {
        let session = app.session_mut();
        session.try_again();
        if session.settle(LAST_WAIT) || session.unsaved().is_none() {
            if end == End::Left {
                app.forget_saved();
                // What was placed only now is on its way, too.
                app.session_mut().settle(LAST_WAIT);
                keeper.finish();
                if let Some(id) = app.session().incident().filter(|_| self.is_left_open) {
                    say(world, &format!("{id} stays open; “decklog” goes on, “decklog show” shows it"));
                }
            }
            return Ok(0);
        }
        keeper.keep_at_last();
        session.settle_aside(LAST_WAIT);
        let (why, kept) = session.unsaved().map_or((None, None), |unsaved| (unsaved.why, unsaved.kept));
        let why = why.unwrap_or_else(|| "the disk does not answer".to_owned());
        say(world, &format!("NOT SAVED: {why}"));
        if let Some(place) = kept {
            say(world, &kept_aside(&place));
        }
        let zone = session.zone();
        for unsaved in session.unsaved_words() {
            let of = |event: &Event| format!("{} {}", event.when().shown(&zone), event.tag().name());
            let what = match unsaved {
                Words::Event(event) => of(event),
                Words::Correction { of: Some(event), .. } => format!("{}, corrected", of(event)),
                Words::Correction { of: None, .. } => "corrected".to_owned(),
                Words::Title(_) => "title".to_owned(),
                Words::Section { name, .. } => format!("section {name}"),
                Words::Action(_) => "action item".to_owned(),
            };
            let line = format!("{what}: {}", unsaved.text());
            let shown = match unsaved {
                Words::Section { .. } => words::visible_lines(&line).into(),
                _ => words::visible(&line),
            };
            let _ = writeln!(world.stderr, "{shown}");
        }
        Ok(4)
    }
}

/// The person's own editor, in the terminal that is lent to it.
struct Editors<'a> {
    world: &'a World,
    keys: input::Pause,
    loan: Arc<Loan>,
}

impl Outside for Editors<'_> {
    fn edit(&mut self, name: &str, text: &str) -> io::Result<Option<String>> {
        let edited = self.keys.during(|| self.loan.during(|| editor::edit(self.world, name, text)));
        edited.map_err(|failure| io::Error::other(failure.to_string()))
    }
}

/// Signals have a thread of their own: reading the keys may never return once a terminal is gone.
///
/// While the terminal is lent, what its keys send goes to all who sit at it: an interrupt is meant
/// for the other program, and a stop stops us with it.
fn watch_signals(last: Arc<dyn Fn() + Send + Sync>, loan: Arc<Loan>, happen: Sender<Happening>) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT])?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let is_lent = loan.has(signal);
            match signal {
                SIGINT | SIGQUIT | SIGCONT if is_lent => {}
                SIGTSTP if is_lent => drop(emulate_default_handler(SIGTSTP)),
                SIGTSTP => drop(happen.send(Happening::Stop)),
                SIGCONT => drop(happen.send(Happening::Continued)),
                _ => {
                    last();
                    let _ = terminal::leave();
                    std::process::exit(128 + signal);
                }
            }
        }
    });
    Ok(())
}

/// A panic in any thread ends the program; the half-typed line is kept before it is reported.
fn act_on_panic(last: Arc<dyn Fn() + Send + Sync>) {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        last();
        let _ = terminal::leave();
        report(panic);
        std::process::exit(101);
    }));
}
