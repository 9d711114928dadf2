//! A terminal to run programs in: what they show, every byte they wrote, and what they leave behind.
//!
//! Nothing here sleeps. A test says what it waits for and is woken by each byte that arrives; when
//! the deadline passes it fails with a picture of the screen.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::event::{PollFd, PollFlags};
use rustix::process::{Pid, Signal};
use rustix::termios::{LocalModes, Termios};

/// Long, because a loaded machine is slow; a test that passes never waits for it.
const DEADLINE: Duration = Duration::from_secs(30);

pub struct Terminal {
    /// The far side of the pseudo-terminal, until it is hung up.
    line: Option<Line>,
    screen: vt100::Parser,
    bytes: Vec<u8>,
    arrivals: Receiver<Vec<u8>>,
    ended: Receiver<ExitStatus>,
    process: Pid,
    status: Option<ExitStatus>,
    modes_at_start: Modes,
}

struct Line {
    master: Box<dyn MasterPty + Send>,
    /// The same, to read and write. The library's own writer would end with a newline and an
    /// end-of-file, which a program would take for typing.
    file: File,
    stop_reading: UnixStream,
    reader: thread::JoinHandle<()>,
}

/// The modes of a terminal, as far as a program can change them.
#[derive(Debug)]
pub struct Modes(Termios);

impl PartialEq for Modes {
    fn eq(&self, other: &Modes) -> bool {
        let Modes(a) = self;
        let Modes(b) = other;
        let flags = |t: &Termios| (t.input_modes, t.output_modes, t.control_modes, t.local_modes);
        flags(a) == flags(b)
    }
}

impl Modes {
    /// Whether keys arrive one by one, with no meaning to the system.
    pub fn are_raw(&self) -> bool {
        !self.0.local_modes.intersects(LocalModes::ICANON | LocalModes::ISIG | LocalModes::ECHO)
    }
}

/// A command with nothing in its environment that the test did not put there.
pub fn command(program: &str, arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    command.cwd(env!("CARGO_MANIFEST_DIR"));
    command
}

impl Terminal {
    /// Runs a command in a terminal of 80 columns and 24 rows.
    pub fn run(command: CommandBuilder) -> Terminal {
        Terminal::run_in(command, 80, 24)
    }

    pub fn run_in(command: CommandBuilder, columns: u16, rows: u16) -> Terminal {
        let pair = native_pty_system().openpty(pty_size(columns, rows)).expect("a pseudo-terminal");
        let descriptor = pair.master.as_raw_fd().expect("its far side");
        // SAFETY: `pair.master` keeps the descriptor open, and it is only borrowed to copy it.
        let file = File::from(unsafe { BorrowedFd::borrow_raw(descriptor) }.try_clone_to_owned().unwrap());
        let modes_at_start = modes(&file);

        let mut child = pair.slave.spawn_command(command).expect("the command starts");
        drop(pair.slave);
        let process = Pid::from_raw(child.process_id().unwrap() as i32).unwrap();
        let (end, ended) = mpsc::channel();
        thread::spawn(move || end.send(child.wait().expect("a child to wait for")));

        let (arrive, arrivals) = mpsc::channel();
        let (stop_reading, stopped) = UnixStream::pair().unwrap();
        let reading = file.try_clone().unwrap();
        let reader = thread::spawn(move || read_all(reading, stopped, |bytes| arrive.send(bytes).is_ok()));

        Terminal {
            line: Some(Line { master: pair.master, file, stop_reading, reader }),
            screen: vt100::Parser::new(side(rows), side(columns), 0),
            bytes: Vec::new(),
            arrivals,
            ended,
            process,
            status: None,
            modes_at_start,
        }
    }

    /// Types these bytes. Large ones are taken only as fast as the program reads.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.line().file.write_all(bytes.as_ref()).expect("the terminal takes bytes");
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.line().master.resize(pty_size(columns, rows)).expect("a new size");
        self.screen.set_size(side(rows), side(columns));
    }

    /// Hangs up, as when a window is closed or a connection breaks. What arrived before can still
    /// be looked at.
    pub fn hang_up(&mut self) {
        let Some(line) = self.line.take() else { return };
        drop(line.stop_reading);
        line.reader.join().expect("the reader stops");
    }

    pub fn process(&self) -> Pid {
        self.process
    }

    pub fn signal(&self, signal: Signal) {
        rustix::process::kill_process(self.process, signal).expect("a process to signal");
    }

    /// Waits until it is as the test says.
    pub fn wait_for(&mut self, what: &str, is_there: impl Fn(&Terminal) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !is_there(self) {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.arrivals.recv_timeout(left) else {
                panic!("waited for {what}, but the screen is:\n{}", self.text());
            };
            self.take(&bytes);
        }
    }

    /// Waits until this text is somewhere on the screen.
    pub fn wait_for_text(&mut self, text: &str) {
        self.wait_for(text, |terminal| terminal.text().contains(text));
    }

    /// Lets so much time pass, for tests in which it means something; takes in what arrives.
    pub fn let_pass(&mut self, time: Duration) {
        let until = Instant::now() + time;
        while let Ok(bytes) = self.arrivals.recv_timeout(until.saturating_duration_since(Instant::now())) {
            self.take(&bytes);
        }
    }

    /// Waits until the program has ended, and takes in all that it wrote.
    pub fn wait_for_end(&mut self) -> ExitStatus {
        if self.status.is_none() {
            let Ok(status) = self.ended.recv_timeout(DEADLINE) else {
                panic!("the program did not end:\n{}", self.text());
            };
            self.status = Some(status);
            // All its bytes are there to be read; with nobody at the near side, reading ends.
            while let Ok(bytes) = self.arrivals.recv_timeout(DEADLINE) {
                self.take(&bytes);
            }
        }
        self.status.clone().unwrap()
    }

    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// The screen as lines of text.
    pub fn text(&self) -> String {
        self.screen().contents()
    }

    /// One line of it, counted from 0, without blanks at its end.
    pub fn row(&self, row: u16) -> String {
        self.screen().rows(0, u16::MAX).nth(usize::from(row)).unwrap_or_default().trim_end().to_owned()
    }

    /// Every byte the program wrote, so far as it was waited for.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn modes(&self) -> Modes {
        modes(&self.line.as_ref().expect("not hung up").file)
    }

    pub fn modes_at_start(&self) -> &Modes {
        &self.modes_at_start
    }

    /// Whether it was asked to tell of the mouse: of buttons, of moves with one held down, and of
    /// nothing else.
    pub fn tells_of_mouse(&self) -> bool {
        let screen = self.screen();
        match (screen.mouse_protocol_mode(), screen.mouse_protocol_encoding()) {
            (vt100::MouseProtocolMode::None, vt100::MouseProtocolEncoding::Default) => false,
            (vt100::MouseProtocolMode::ButtonMotion, vt100::MouseProtocolEncoding::Sgr) => true,
            other => panic!("half of it: {other:?}"),
        }
    }

    /// Everything is as it was before, and nothing was asked of the terminal.
    #[track_caller]
    pub fn assert_given_back(&self) {
        assert_eq!(self.modes(), self.modes_at_start);
        let screen = self.screen();
        assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
        assert!(!self.tells_of_mouse());
        let written = String::from_utf8_lossy(self.bytes());
        let given_back = "\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[?2026l\x1b[0m\x1b[?25h\x1b[?1049l";
        assert!(written.contains(given_back), "{written:?}");
        for question in ["\x1b[6n", "\x1b[c", "\x1b[?u", "\x1b]11;?"] {
            assert!(!written.contains(question), "{question:?}");
        }
    }

    fn line(&mut self) -> &mut Line {
        self.line.as_mut().expect("not hung up")
    }

    fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.bytes.extend(bytes);
    }
}

/// Nothing outlives its terminal.
impl Drop for Terminal {
    fn drop(&mut self) {
        if self.status.is_none() && self.ended.try_recv().is_err() {
            let _ = rustix::process::kill_process(self.process, Signal::KILL);
        }
        self.hang_up();
    }
}

fn read_all(mut from: File, stop: UnixStream, mut arrive: impl FnMut(Vec<u8>) -> bool) {
    let mut buffer = [0; 65536];
    loop {
        let mut waiting = [PollFd::new(&from, PollFlags::IN), PollFd::new(&stop, PollFlags::IN)];
        let polled = rustix::event::poll(&mut waiting, None);
        let (readable, stopped) = (!waiting[0].revents().is_empty(), !waiting[1].revents().is_empty());
        match polled {
            Err(rustix::io::Errno::INTR) => continue,
            Ok(_) if readable && !stopped => {}
            _ => return,
        }
        // At the end of the near side some systems read nothing, others fail.
        match from.read(&mut buffer) {
            Ok(read) if read > 0 && arrive(buffer[..read].to_vec()) => {}
            _ => return,
        }
    }
}

fn modes(terminal: &File) -> Modes {
    Modes(rustix::termios::tcgetattr(terminal).expect("the modes of a terminal"))
}

fn side(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).unwrap_or(NonZeroU16::MIN)
}

fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

#[test]
fn a_program_is_seen_and_heard() {
    let mut terminal =
        Terminal::run(command("sh", &["-c", "printf '\\033[7mname?\\033[m '; read name; echo hello $name"]));
    terminal.wait_for_text("name?");
    assert!(terminal.screen().cell(0, 0).is_some_and(vt100::Cell::inverse));
    terminal.send("bo\n");
    assert!(terminal.wait_for_end().success());
    assert!(terminal.text().contains("hello bo"), "{}", terminal.text());
    assert!(terminal.bytes().starts_with(b"\x1b[7mname?"));
}

#[test]
fn the_environment_is_the_tests_own() {
    let mut command = command("env", &[]);
    command.env("DECKLOG_BY", "ana");
    let mut terminal = Terminal::run(command);
    terminal.wait_for_end();
    assert!(terminal.text().contains("DECKLOG_BY=ana") && !terminal.text().contains("HOME="), "{}", terminal.text());
}

#[test]
fn the_end_of_a_program_is_told() {
    assert_eq!(Terminal::run(command("sh", &["-c", "exit 3"])).wait_for_end().exit_code(), 3);
    let terminal = &mut Terminal::run(command("cat", &[]));
    terminal.signal(Signal::TERM);
    assert!(terminal.wait_for_end().signal().is_some());
}

#[test]
fn sizes_and_modes_are_those_of_the_terminal() {
    let script = "stty size; stty raw -echo; echo raw; read key; stty size; stty sane; echo sane; cat";
    let mut terminal = Terminal::run_in(command("sh", &["-c", script]), 100, 30);
    terminal.wait_for_text("raw");
    assert!(terminal.text().contains("30 100"));
    assert!(terminal.modes().are_raw() && terminal.modes() != *terminal.modes_at_start());
    terminal.resize(40, 10);
    terminal.send("\n");
    terminal.wait_for_text("sane");
    assert!(terminal.text().contains("10 40"));
    assert!(!terminal.modes().are_raw());
}

#[test]
fn a_hang_up_ends_what_does_not_ignore_it() {
    let mut terminal = Terminal::run(command("cat", &[]));
    terminal.send("here\n");
    terminal.wait_for_text("here\nhere");
    terminal.hang_up();
    assert!(!terminal.wait_for_end().success());
}
