//! The screen: keys in, drawings out.
//!
//! [`input`] turns what a terminal sends into [`key`]s and what the [`mouse`] did, a row of the top
//! [`screen`]'s [`command`] table gives them meaning, the screen answers with [`effect`]s, and [`app`]
//! performs them on the session. Drawing looks and changes nothing. [`terminal`] takes the terminal
//! over and gives it back, [`theme`] says how things look, [`widget`] holds the parts a screen is made
//! of.

pub mod app;
pub mod command;
pub mod effect;
pub mod input;
pub mod key;
pub mod mouse;
mod pace;
pub mod screen;
pub mod terminal;
pub mod theme;
mod undone;
pub mod widget;

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use ratatui::Frame;

pub use app::{App, End};
use input::Input;

/// Something that the loop has to act on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Happening {
    Input(Input),
    /// The session has news.
    News,
    /// The terminal takes bytes again.
    Room,
    /// Asked from outside to stop as Ctrl-Z stops, or continued after a stop that came unasked.
    Stop,
    Continued,
}

/// Where the loop draws: the terminal, or a test's.
pub trait Canvas {
    /// # Errors
    /// As the terminal reports them.
    fn draw(&mut self, view: &mut dyn FnMut(&mut Frame)) -> io::Result<()>;

    /// How many bytes were written so far.
    fn written(&self) -> u64 {
        0
    }

    /// Stops the program until it is continued; false where nothing could continue it.
    ///
    /// # Errors
    /// As the terminal reports them.
    fn suspend(&mut self) -> io::Result<bool>;

    /// Lets the next frame draw everything anew.
    ///
    /// # Errors
    /// As the terminal reports them.
    fn repaint(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Gives the terminal to another program until [`Canvas::resume`].
    ///
    /// # Errors
    /// As the terminal reports them.
    fn hand_over(&mut self) -> io::Result<()>;

    /// Takes the terminal over anew and draws everything.
    ///
    /// # Errors
    /// As the terminal reports them.
    fn resume(&mut self) -> io::Result<()>;

    /// Takes the mouse, or gives it back.
    ///
    /// # Errors
    /// As the terminal reports them.
    fn set_mouse(&mut self, on: bool) -> io::Result<()>;

    /// Asks the terminal to put a text on the clipboard; it never says whether it did.
    ///
    /// # Errors
    /// As the terminal reports them.
    fn copy(&mut self, text: &str) -> io::Result<()>;
}

impl Canvas for terminal::Screen {
    fn draw(&mut self, view: &mut dyn FnMut(&mut Frame)) -> io::Result<()> {
        terminal::Screen::draw(self, view)
    }

    fn written(&self) -> u64 {
        terminal::Screen::written(self)
    }

    fn suspend(&mut self) -> io::Result<bool> {
        terminal::Screen::suspend(self)
    }

    fn repaint(&mut self) -> io::Result<()> {
        terminal::Screen::repaint(self)
    }

    fn hand_over(&mut self) -> io::Result<()> {
        terminal::leave()
    }

    fn resume(&mut self) -> io::Result<()> {
        terminal::Screen::resume(self)
    }

    fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        terminal::Screen::set_mouse(self, on)
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        terminal::Screen::copy(self, text)
    }
}

/// What touches the world, handed in by whoever starts the screen.
pub trait Outside {
    /// Has a text edited by the program that the person has chosen for it; none where it came back
    /// as it went.
    ///
    /// # Errors
    /// Where there is none, it failed, or what it wrote can't be read; the words say where that is
    /// kept.
    fn edit(&mut self, name: &str, text: &str) -> io::Result<Option<String>>;
}

/// The clocks on the screen show seconds.
const TICK: Duration = Duration::from_secs(1);

/// What moves by itself is looked at so often: four frames a second are seen as a movement, and a slow
/// line can carry them.
const MOVING_TICK: Duration = Duration::from_millis(250);

/// How long a stop waits for the disk to let go of its lock.
const REST: Duration = Duration::from_millis(1500);

/// Draws, waits, acts, until somebody leaves or the terminal is gone.
///
/// # Errors
/// As the terminal reports them while drawing.
pub fn run(
    app: &mut App,
    canvas: &mut dyn Canvas,
    happenings: &Receiver<Happening>,
    outside: &mut dyn Outside,
) -> io::Result<End> {
    loop {
        canvas.set_mouse(app.has_mouse())?;
        canvas.draw(&mut |frame| app.view(frame))?;
        app.wrote(canvas.written());
        let tick = if app.is_moving() { MOVING_TICK } else { TICK };
        let tick = app.others_wait().map_or(tick, |wait| tick.min(wait));
        let first = match happenings.recv_timeout(tick) {
            Ok(happening) => Some(happening),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ok(End::Gone),
        };
        // The first key after a sleep comes after it.
        app.session_mut().look_at_clocks();
        app.time_passes(first.is_none());
        // Everything that waits is taken in before the next frame: a fast typist and a slow line
        // cost one frame, not one for each key, and much news is heard at once.
        let all = first.into_iter().chain(std::iter::from_fn(|| happenings.try_recv().ok()));
        let (news, others): (Vec<_>, Vec<_>) = all.partition(|happening| *happening == Happening::News);
        let is_due = app.others_wait().is_some_and(|wait| wait.is_zero());
        let news = (is_due || !news.is_empty()).then_some(Happening::News);
        for happening in others.into_iter().chain(news) {
            let next = match happening {
                Happening::News => app.hear(),
                other => app.take(other),
            };
            if let Some(text) = app.take_copy() {
                canvas.copy(&text)?;
            }
            match next {
                app::Next::Go => {}
                app::Next::End(end) => return Ok(end),
                app::Next::Suspend => {
                    app.suspend(canvas, REST)?;
                }
                app::Next::Edit => app.have_edited(canvas, outside, REST)?,
                app::Next::Resume => canvas.resume()?,
                // Of a size that changed and changed back between two frames only the terminal
                // knows, and what it did to the cells.
                app::Next::Repaint => canvas.repaint()?,
            }
        }
    }
}
