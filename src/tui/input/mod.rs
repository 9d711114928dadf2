//! Input: what the terminal sends, as keys, pastes, sizes and what the mouse did.
//!
//! Terminals disagree about keys; here, and nowhere else, their dialects are folded into one. A
//! thread of its own reads, so that drawing and disk never make a key wait to be stamped.

mod burst;
mod pause;

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{
    self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use rustix::event::{PollFd, PollFlags, Timespec};

use self::burst::Burst;
pub use self::pause::Pause;
use self::pause::Rest;
use super::key::{Code, Key};
use super::mouse::{Kind, Mouse};

/// One thing that came in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    Key(Key),
    /// Text that was pasted, its lines parted by `\n`; nothing in it is a command.
    Paste(String),
    /// The paste before it was longer than anybody reads, so many bytes in all: its first [`MOST_PASTED`] came.
    CutOff {
        pasted: usize,
    },
    /// Something was done with the mouse, which the terminal says only while it is asked to.
    Mouse(Mouse),
    /// The terminal has a new size: columns and rows.
    Resize(u16, u16),
    /// The terminal is gone, and why. Nothing comes after this.
    Gone(String),
}

/// More of one paste is not taken: it is a file that somebody meant to attach.
pub const MOST_PASTED: usize = 16 << 20;

/// Starts the thread that reads, and gives what pauses it. It ends when `deliver` says that nobody
/// listens any more (at the next input), or after it has delivered [`Input::Gone`].
///
/// # Errors
/// Where there is no terminal to read from.
pub fn read(mut deliver: impl FnMut(Input) -> bool + Send + 'static) -> io::Result<Pause> {
    let (pause, rest) = pause::pair()?;
    let mut source = Terminal::open(rest)?;
    thread::Builder::new().name("keys".to_owned()).spawn(move || {
        if let Err(end) = gather(&mut source, &mut deliver) {
            deliver(Input::Gone(end.to_string()));
        }
    })?;
    Ok(pause)
}

/// Where events come from.
trait Source {
    /// Returns when something may be waiting, and for how long nothing came; fails when the terminal is
    /// gone.
    fn wait(&mut self) -> io::Result<Duration>;

    /// The next event, if it comes within `pause`; within none, if it waits already.
    fn next(&mut self, pause: Duration) -> io::Result<Option<Event>>;
}

/// Gathers bursts and delivers what they were, until nobody listens or the source fails.
fn gather(source: &mut impl Source, deliver: &mut impl FnMut(Input) -> bool) -> io::Result<()> {
    loop {
        let mut burst = Burst::after(source.wait()?);
        let end = loop {
            let event = match source.next(burst.pause()) {
                Ok(Some(event)) => event,
                Ok(None) => break Ok(()),
                Err(gone) => break Err(gone),
            };
            let others = match event {
                Event::Key(event) => {
                    key(event).into_iter().for_each(|key| burst.push(key));
                    continue;
                }
                Event::Paste(text) => pasted(text),
                Event::Resize(columns, rows) => vec![Input::Resize(columns, rows)],
                Event::Mouse(event) => {
                    mouse(event).into_iter().for_each(|mouse| burst.push_mouse(mouse));
                    continue;
                }
                Event::FocusGained | Event::FocusLost => continue,
            };
            // A paste in brackets says that what came before it was typed.
            let before = match others[..] {
                [Input::Paste(_), ..] => std::mem::take(&mut burst),
                _ => Burst::default(),
            };
            if !before.into_inputs().into_iter().chain(others).all(&mut *deliver) {
                return Ok(());
            }
        };
        // What was typed before the terminal went is delivered before its end is.
        if !burst.into_inputs().into_iter().all(&mut *deliver) {
            return Ok(());
        }
        end?;
    }
}

/// A paste in brackets, its lines parted by `\n`, and that it was cut off where it was.
fn pasted(mut text: String) -> Vec<Input> {
    let pasted = text.len();
    text.truncate(text.floor_char_boundary(MOST_PASTED));
    text.shrink_to_fit();
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    let cut_off = (pasted > MOST_PASTED).then_some(Input::CutOff { pasted });
    [Input::Paste(text)].into_iter().chain(cut_off).collect()
}

/// The terminal we were started in.
struct Terminal {
    tty: File,
    resized: UnixStream,
    has_new_size: bool,
    look_again: bool,
    /// Whether the library holds back no event, as far as we know.
    has_given_all: bool,
    /// When something came last.
    came: Instant,
    rest: Rest,
}

/// The library gives nothing to who does not wait at all.
const MOMENT: Duration = Duration::from_micros(50);

/// What waits to be read it reads long before this.
const A_READ: Duration = Duration::from_millis(1);

impl Terminal {
    /// The terminal is only watched through `tty`; the library reads it. Asking for it by the name
    /// `/dev/tty` comes last, because not every system can wait for that.
    fn open(rest: Rest) -> io::Result<Terminal> {
        let (stdin, stdout, stderr) = (io::stdin(), io::stdout(), io::stderr());
        let ours = [stdin.as_fd(), stdout.as_fd(), stderr.as_fd()].into_iter().find(|stream| stream.is_terminal());
        let tty = match ours {
            Some(stream) => File::from(stream.try_clone_to_owned()?),
            None => File::open("/dev/tty")?,
        };
        let (resized, sender) = UnixStream::pair()?;
        for end in [&resized, &sender] {
            end.set_nonblocking(true)?;
        }
        // The library notices new sizes only while it is asked, and may be asked too early.
        signal_hook::low_level::pipe::register(signal_hook::consts::SIGWINCH, sender)?;
        event::poll(Duration::ZERO)?;
        let came = Instant::now();
        Ok(Terminal { tty, resized, has_new_size: false, look_again: true, has_given_all: false, came, rest })
    }

    /// The next event, if it comes within `pause`. Of a single byte the library makes no more than one,
    /// so that it needs no asking after that whether there is another.
    fn ask(&mut self, pause: Duration) -> io::Result<Option<Event>> {
        let waiting = rustix::io::ioctl_fionread(&self.tty).unwrap_or(u64::MAX);
        if pause.is_zero() && self.has_given_all && waiting == 0 {
            return Ok(None);
        }
        let is_there = event::poll(pause.max(if waiting > 0 { A_READ } else { MOMENT }))?;
        self.has_given_all = !is_there || self.has_given_all && waiting <= 1;
        if !is_there {
            return Ok(None);
        }
        self.look_again = true;
        event::read().map(Some)
    }
}

impl Source for Terminal {
    /// Asks the system rather than the library, which does not notice that a terminal is gone:
    /// it reads nothing, again and again, for as long as it may.
    fn wait(&mut self) -> io::Result<Duration> {
        // The library can hold events back when this thread was not given the processor in time
        // (its clock starts before it looks), so after events there is a second look.
        let again = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
        let timeout = std::mem::take(&mut self.look_again).then_some(&again);
        // What arrives in a pause is not ours.
        let tty = loop {
            let mut waiting = [
                PollFd::new(&self.tty, PollFlags::IN),
                PollFd::new(&self.resized, PollFlags::IN),
                PollFd::new(&self.rest.woken, PollFlags::IN),
            ];
            match rustix::event::poll(&mut waiting, timeout) {
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(end) => return Err(end.into()),
            }
            let tty = waiting[0].revents();
            if !self.rest.if_wanted() {
                break tty;
            }
        };
        if tty.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the terminal was closed"));
        }
        while self.resized.read(&mut [0; 64]).is_ok_and(|bytes| bytes > 0) {
            self.has_new_size = true;
        }
        Ok(self.came.elapsed())
    }

    fn next(&mut self, pause: Duration) -> io::Result<Option<Event>> {
        if std::mem::take(&mut self.has_new_size) {
            let size = rustix::termios::tcgetwinsize(&self.tty)?;
            return Ok(Some(Event::Resize(size.ws_col, size.ws_row)));
        }
        while let Some(event) = self.ask(pause)? {
            if !matches!(event, Event::Resize(..)) {
                self.came = Instant::now();
                return Ok(Some(event));
            }
        }
        Ok(None)
    }
}

/// The key of an event, in the one dialect that the rest of the program knows.
///
/// Bytes below a space name several keys at once; which of them is meant is decided here. The
/// library gives 0x1c to 0x1f (`C-\ C-] C-^ C-_`) as Ctrl-4 to Ctrl-7, 0x08 as Ctrl-H, and a line
/// feed as Ctrl-J, which stays apart from Enter until its [`Burst`] is known.
fn key(event: KeyEvent) -> Option<Key> {
    let held = |modifier| event.modifiers.intersects(modifier);
    if event.kind == KeyEventKind::Release || held(KeyModifiers::SUPER | KeyModifiers::HYPER) {
        return None;
    }
    let (ctrl, alt) = (held(KeyModifiers::CONTROL), held(KeyModifiers::ALT | KeyModifiers::META));
    let shift = held(KeyModifiers::SHIFT);
    let code = match event.code {
        KeyCode::Char(c) => return character(c, ctrl, alt, shift),
        KeyCode::Null => return Some(Key { alt, ..Key::ctrl(' ') }),
        KeyCode::Enter => Code::Enter,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => return Some(Key { code: Code::Tab, ctrl, alt, shift: true }),
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Esc => Code::Esc,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    };
    Some(Key { code, ctrl, alt, shift })
}

fn character(c: char, ctrl: bool, alt: bool, shift: bool) -> Option<Key> {
    let of = |code| Some(Key { code, ctrl: false, alt, shift: false });
    match c.to_ascii_lowercase() {
        // AltGr, which some systems report as Ctrl and Alt, only made the character.
        _ if ctrl && alt && (c.is_ascii_punctuation() || !c.is_ascii()) => Some(Key::char(c)),
        '\r' | '\n' => of(Code::Enter),
        _ if c.is_control() && c.is_ascii() => None,
        'h' if ctrl => of(Code::Backspace),
        'i' if ctrl => of(Code::Tab),
        'm' if ctrl => of(Code::Enter),
        '[' if ctrl => of(Code::Esc),
        '4' if ctrl => Some(Key { alt, ..Key::ctrl('\\') }),
        '5' if ctrl => Some(Key { alt, ..Key::ctrl(']') }),
        '6' if ctrl => Some(Key { alt, ..Key::ctrl('^') }),
        '7' | '/' if ctrl => Some(Key { alt, ..Key::ctrl('_') }),
        '-' if ctrl && shift => Some(Key { alt, ..Key::ctrl('_') }),
        '2' | '@' if ctrl => Some(Key { alt, ..Key::ctrl(' ') }),
        small if ctrl => Some(Key { alt, ..Key::ctrl(small) }),
        small if shift && small == c => of(Code::Char(c.to_ascii_uppercase())),
        _ => of(Code::Char(c)),
    }
}

/// What was done with the mouse, as far as it is known here.
fn mouse(event: MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => Kind::Press,
        MouseEventKind::Drag(MouseButton::Left) => Kind::Drag,
        MouseEventKind::Up(MouseButton::Left) => Kind::Release,
        MouseEventKind::ScrollUp => Kind::ScrollUp,
        MouseEventKind::ScrollDown => Kind::ScrollDown,
        _ => return None,
    };
    // The library takes one from what the terminal gave, and of nothing that leaves the most.
    if event.column == u16::MAX || event.row == u16::MAX {
        return None;
    }
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    Some(Mouse { kind, column: event.column, row: event.row, ctrl })
}

#[cfg(test)]
mod tests;
