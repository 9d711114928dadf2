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
use super::{Failure, World, editor, say};
use crate::session::{Keeper, Session, Words};
use crate::timeline::Event;
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
        if !world.stdout_is_terminal {
            return Err(Failure::Usage(
                "the recorder needs a terminal; “decklog log TEXT” records from a script".to_owned(),
            ));
        }
        let incident = match &self.incident {
            Some(name) => Some(opened.shelf().find(name)?),
            None => opened.open_incident()?,
        };
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
        watch_signals(&keeper, loan.clone(), happen.clone()).map_err(terminal("cannot watch for signals"))?;
        keep_on_panic(&keeper);
        let mut app = App::new(session, keeper.clone(), loaded.settings, theme);
        if let Some(said) = in_short(&loaded.problems) {
            app.tell(&said);
        }
        let mut screen = terminal::Screen::enter().map_err(terminal("cannot use this terminal"))?;
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
                if let Some(id) = app.session().incident() {
                    say(world, &format!("{id} stays open; “decklog” goes on, “decklog show” shows it"));
                }
            }
            return Ok(0);
        }
        keeper.keep_at_last();
        let unsaved = session.unsaved();
        let why = unsaved.and_then(|unsaved| unsaved.why).unwrap_or_else(|| "the disk does not answer".to_owned());
        say(world, &format!("NOT SAVED: {why}"));
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
fn watch_signals(keeper: &Keeper, loan: Arc<Loan>, happen: Sender<Happening>) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT])?;
    let keeper = keeper.clone();
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let is_lent = loan.has(signal);
            match signal {
                SIGINT | SIGQUIT | SIGCONT if is_lent => {}
                SIGTSTP if is_lent => drop(emulate_default_handler(SIGTSTP)),
                SIGTSTP => drop(happen.send(Happening::Stop)),
                SIGCONT => drop(happen.send(Happening::Continued)),
                _ => {
                    keeper.keep_at_last();
                    let _ = terminal::leave();
                    std::process::exit(128 + signal);
                }
            }
        }
    });
    Ok(())
}

/// A panic in any thread ends the program; the half-typed line is kept before it is reported.
fn keep_on_panic(keeper: &Keeper) {
    let keeper = keeper.clone();
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        keeper.keep_at_last();
        let _ = terminal::leave();
        report(panic);
        std::process::exit(101);
    }));
}
