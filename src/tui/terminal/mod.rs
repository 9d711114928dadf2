//! The terminal: taken over for the screen, and given back whatever happens.
//!
//! [`Screen`] draws; [`leave`] undoes what [`Screen::enter`] did, from any thread and as often as
//! anybody likes. Nothing here asks the terminal a question: an answer that comes late would be
//! read as typing, by us or by the shell after us.

mod outlet;
mod painter;
mod pen;
mod shift;

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Once, TryLockError};
use std::thread;
use std::time::Duration;

use crossterm::clipboard::CopyToClipboard;
use crossterm::{Command as _, style, terminal};
use nix::unistd;
use ratatui::layout::Size;
use ratatui::{Frame, Terminal};
use rustix::event::{PollFd, PollFlags, Timespec};
use signal_hook::consts::SIGTSTP;

use self::outlet::Outlet;
pub use self::painter::Painter;

/// What is switched on besides raw mode: the alternate screen, brackets around pastes.
const TAKE_OVER: &[u8] = b"\x1b[?1049h\x1b[?2004h";

/// What makes the terminal tell of the mouse: buttons, moves with one held down, and that in
/// numbers; and the other way round. Where it only moves is nobody's business.
const TAKE_MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const GIVE_MOUSE: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// What undoes it, in this order, before raw mode ends: the mouse given back, brackets off,
/// synchronised update off, colours and cursor as they were, and only then the screen that was there
/// before.
const GIVE_BACK: [&[u8]; 6] = [GIVE_MOUSE, b"\x1b[?2004l", b"\x1b[?2026l", b"\x1b[0m", b"\x1b[?25h", b"\x1b[?1049l"];

/// Whether the terminal is ours at present.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Held while a frame is written, so that giving back never lands in the middle of one.
static WRITING: Mutex<()> = Mutex::new(());

/// How long giving back waits for a frame being written, and for a terminal that takes no bytes.
const PATIENCE: Duration = Duration::from_millis(250);

/// The screen, while the terminal is ours.
pub struct Screen {
    terminal: Terminal<Painter<Outlet>>,
    /// Whether the terminal is to tell of the mouse.
    mouse: bool,
}

impl Screen {
    /// Takes the terminal over. It is given back when the screen is dropped, and before the
    /// report of a panic in any thread; after that nothing can be drawn any more.
    ///
    /// A terminal that takes its bytes slowly is waited for.
    pub fn enter() -> io::Result<Screen> {
        Screen::enter_by(None)
    }

    /// The same, but a terminal that takes its bytes slowly is not waited for: nothing is drawn meanwhile,
    /// and `wake` is called, from another thread, when something can be.
    pub fn enter_waking(wake: Arc<dyn Fn() + Send + Sync>) -> io::Result<Screen> {
        Screen::enter_by(Some(wake))
    }

    fn enter_by(wake: Option<Arc<dyn Fn() + Send + Sync>>) -> io::Result<Screen> {
        give_back_on_panic();
        // Whether there is colour is the theme's decision. Left to itself the library reads
        // NO_COLOR too, and then writes resets that take bold and reverse away as well.
        style::force_color_output(true);
        let tty = Tty::open()?;
        take_over(&tty)?;
        let terminal = Terminal::new(Painter::new(Outlet::new(tty, wake))).inspect_err(|_| drop(leave()))?;
        let mut screen = Screen { terminal, mouse: false };
        screen.repaint()?;
        Ok(screen)
    }

    /// How many bytes were written so far.
    pub fn written(&self) -> u64 {
        self.terminal.backend().out.written
    }

    /// Draws a frame, as one write, and only what changed since the last; nothing while the terminal has
    /// not taken the last.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) -> io::Result<()> {
        if !TAKEN.load(Ordering::Acquire) {
            return Err(given_back());
        }
        let painter = self.terminal.backend_mut();
        if painter.out.is_full() {
            return Ok(());
        }
        painter.size = painter.out.tty.size().unwrap_or(painter.size);
        self.terminal.draw(view)?;
        Ok(())
    }

    /// Lets the next frame draw everything anew, for a screen that something else wrote on.
    pub fn repaint(&mut self) -> io::Result<()> {
        self.terminal.backend_mut().forget();
        self.terminal.clear()
    }

    /// Gives the terminal back, stops as Ctrl-Z stops any program, and takes it over again when
    /// continued. False, with nothing done, where no shell is there to continue us.
    pub fn suspend(&mut self) -> io::Result<bool> {
        if !can_be_continued() {
            return Ok(false);
        }
        leave()?;
        signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
        self.resume()?;
        Ok(true)
    }

    /// Puts a text on the clipboard of whoever sits at the terminal, over SSH too (OSC 52). The
    /// terminal says nothing of it, and some allow it only when asked to.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let mut sequence = String::new();
        let written = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut sequence);
        written.map_err(|_| io::Error::other("it can't be copied"))?;
        self.terminal.backend_mut().out.write_all(sequence.as_bytes())
    }

    /// Takes the mouse, or gives it back to the terminal, whose own selection needs it.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        if std::mem::replace(&mut self.mouse, on) == on {
            return Ok(());
        }
        self.terminal.backend_mut().out.write_all(if on { TAKE_MOUSE } else { GIVE_MOUSE })
    }

    /// Takes the terminal over again, whatever was done to it meanwhile: after an editor ran in
    /// it, or a stop that came unasked.
    pub fn resume(&mut self) -> io::Result<()> {
        let _ = leave();
        let out = &self.terminal.backend().out;
        out.drop_rest();
        take_over(&out.tty)?;
        if self.mouse {
            self.terminal.backend_mut().out.write_all(TAKE_MOUSE)?;
        }
        self.repaint()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = leave();
    }
}

/// Gives the terminal back if it is ours; safe in any thread, at any time, and more than once.
///
/// Each mode is undone on its own, even when undoing another failed, and within half a second
/// even if the terminal takes no bytes. The first failure is told.
pub fn leave() -> io::Result<()> {
    if !TAKEN.swap(false, Ordering::AcqRel) {
        return Ok(());
    }
    let _turn = turn_to_write();
    let switched = Tty::open().and_then(|tty| {
        let writes = GIVE_BACK.map(|undo| tty.write_if_taken_soon(undo));
        writes.into_iter().collect::<io::Result<()>>()
    });
    let cooked = terminal::disable_raw_mode();
    switched.and(cooked)
}

fn take_over(tty: &Tty) -> io::Result<()> {
    terminal::enable_raw_mode()?;
    TAKEN.store(true, Ordering::Release);
    (&tty.0).write_all(TAKE_OVER).inspect_err(|_| drop(leave()))
}

/// A panic in any thread ends the screen: its report would be lost on the alternate screen, and
/// what the thread did will not be done any more.
fn give_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let _ = leave();
            report(panic);
        }));
    });
}

/// The turn to write, or none if whoever has it keeps it too long.
fn turn_to_write() -> Option<MutexGuard<'static, ()>> {
    const STEP: Duration = Duration::from_millis(5);
    for _ in 0..PATIENCE.as_millis() / STEP.as_millis() {
        match WRITING.try_lock() {
            Ok(turn) => return Some(turn),
            Err(TryLockError::Poisoned(turn)) => return Some(turn.into_inner()),
            Err(TryLockError::WouldBlock) => thread::sleep(STEP),
        }
    }
    None
}

/// Whether a shell with job control is waiting for us. A program that was started straight in a
/// window of tmux, say, would stop for ever.
///
/// A session or a group that began outside of our namespace of processes is number 0.
pub fn can_be_continued() -> bool {
    let parent = unistd::getppid();
    let (Ok(session), Ok(theirs)) = (unistd::getsid(None), unistd::getsid(Some(parent))) else { return false };
    let in_our_group = unistd::getpgid(Some(parent)).is_ok_and(|group| group == unistd::getpgrp());
    parent.as_raw() != 0 && session == theirs && !(in_our_group && parent == session)
}

fn given_back() -> io::Error {
    io::Error::new(io::ErrorKind::NotConnected, "the terminal was given back")
}

/// The terminal as a place to write: the standard output, or what is behind it.
struct Tty(File);

impl Tty {
    fn open() -> io::Result<Tty> {
        let stdout = io::stdout();
        match stdout.is_terminal() {
            true => Ok(Tty(File::from(stdout.as_fd().try_clone_to_owned()?))),
            false => File::options().read(true).write(true).open("/dev/tty").map(Tty),
        }
    }

    /// The size, from the system. A side it does not know is that of the terminals of old, and
    /// one that no terminal has is not believed: every cell of it would cost memory.
    fn size(&self) -> Option<Size> {
        let size = rustix::termios::tcgetwinsize(&self.0).ok()?;
        let side = |told: u16, usual: u16, most: u16| if told == 0 { usual } else { told.min(most) };
        Some(Size::new(side(size.ws_col, 80, 2000), side(size.ws_row, 24, 1000)))
    }

    /// Writes a few bytes, but never hangs on a terminal that takes none.
    fn write_if_taken_soon(&self, bytes: &[u8]) -> io::Result<()> {
        let patience = Timespec { tv_sec: 0, tv_nsec: i64::from(PATIENCE.subsec_nanos()) / GIVE_BACK.len() as i64 };
        let mut ready = [PollFd::new(&self.0, PollFlags::OUT)];
        match rustix::event::poll(&mut ready, Some(&patience))? {
            0 => Err(io::ErrorKind::TimedOut.into()),
            _ => (&self.0).write_all(bytes),
        }
    }
}
