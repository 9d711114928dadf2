//! A data directory for one test, and the program run on it with nothing else around it.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Instant;

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal};
use serde_json::Value;
use tempfile::TempDir;

use crate::patience::DEADLINE;
use crate::terminal::{Terminal, command};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_decklog");

/// A directory that goes with the test: the data directory is `data` in it.
pub struct Deck(TempDir);

impl Deck {
    pub fn new() -> Deck {
        Deck(tempfile::tempdir().expect("a directory"))
    }

    /// A file beside the data directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    pub fn settings(&self) -> PathBuf {
        self.path("config/decklog/settings.toml")
    }

    /// Writes the file of settings.
    pub fn set(&self, settings: impl AsRef<[u8]>) {
        std::fs::create_dir_all(self.settings().parent().unwrap()).expect("a place for settings");
        std::fs::write(self.settings(), settings).expect("settings");
    }

    /// The only incident there is.
    pub fn incident(&self) -> PathBuf {
        self.incident_of("")
    }

    /// The only incident whose id holds this.
    fn incident_of(&self, part: &str) -> PathBuf {
        only(&self.data().join("incidents"), |name| name.contains(part))
    }

    /// The only journal of the only incident.
    pub fn journal(&self) -> PathBuf {
        self.journal_of("")
    }

    /// The only journal of the incident whose id holds this.
    pub fn journal_of(&self, part: &str) -> PathBuf {
        only(&self.incident_of(part).join("journal"), |name| name.ends_with(".jsonl"))
    }

    /// Whether this is kept as half typed, for the next recorder to offer it again.
    pub fn keeps_draft(&self, text: &str) -> bool {
        let drafts = std::fs::read_dir(self.data().join("drafts")).into_iter().flatten().flatten();
        drafts.filter_map(|draft| std::fs::read_to_string(draft.path()).ok()).any(|draft| draft.contains(text))
    }

    /// The program with these arguments, to be started as a plain process.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.start(PROGRAM, arguments)
    }

    /// A shell script in which `"$@"` is the program.
    pub fn shell(&self, script: &str) -> Run {
        self.start("sh", &["-c", script, "sh", PROGRAM])
    }

    fn start(&self, program: &str, arguments: &[&str]) -> Run {
        let mut run = Command::new(program);
        run.args(arguments).current_dir(self.0.path()).env_clear();
        for (name, value) in self.environment() {
            run.env(name, value);
        }
        Run { command: run, input: Vec::new(), stdout: Stdio::piped() }
    }

    fn environment(&self) -> Vec<(&'static str, OsString)> {
        vec![
            ("PATH", std::env::var_os("PATH").unwrap_or_default()),
            ("LANG", "C.UTF-8".into()),
            ("TERM", "xterm-256color".into()),
            ("USER", "ana".into()),
            ("TZ", "UTC".into()),
            ("DECKLOG_ZONE", "Africa/Lagos".into()),
            ("DECKLOG_DIR", self.data().into()),
            ("XDG_CONFIG_HOME", self.path("config").into()),
            ("XDG_RUNTIME_DIR", self.path("run").into()),
            ("TMPDIR", self.0.path().into()),
        ]
    }

    /// The recorder, to be run in a terminal.
    pub fn recorder(&self) -> CommandBuilder {
        self.in_terminal(PROGRAM, &[])
    }

    /// A shell script in a terminal, in which `"$@"` is the recorder.
    pub fn shell_around(&self, script: &str) -> CommandBuilder {
        self.in_terminal("sh", &["-c", script, "sh", PROGRAM])
    }

    pub fn in_terminal(&self, program: &str, arguments: &[&str]) -> CommandBuilder {
        let mut command = command(program, arguments);
        command.cwd(self.0.path());
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command
    }

    /// The recorder, with its first frame on the screen.
    pub fn open(&self) -> Terminal {
        let mut terminal = Terminal::run(self.recorder());
        terminal.wait_for_text(" saved ");
        terminal
    }

    /// The incident as `show` gives it to scripts.
    pub fn shown(&self) -> Value {
        let shown = self.run(&["show", "--format", "json"]).succeeds();
        serde_json::from_str(&shown.stdout).expect("JSON")
    }

    /// The texts of its events, in their order.
    pub fn texts(&self) -> Vec<String> {
        let shown = self.shown();
        let events = shown["events"].as_array().expect("events");
        events.iter().map(|event| event["text"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// The only entry of a directory with such a name.
fn only(directory: &Path, is_meant: impl Fn(&str) -> bool) -> PathBuf {
    let names = std::fs::read_dir(directory).expect("a directory").map(|entry| entry.unwrap().file_name());
    let mut meant: Vec<OsString> = names.filter(|name| is_meant(&name.to_string_lossy())).collect();
    assert_eq!(meant.len(), 1, "{meant:?} in {}", directory.display());
    directory.join(meant.remove(0))
}

/// A plain process in the making. The last word is the verdict.
pub struct Run {
    command: Command,
    input: Vec<u8>,
    stdout: Stdio,
}

/// What a process wrote.
#[derive(Debug)]
pub struct Wrote {
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Run {
        self.command.env(name, value);
        self
    }

    pub fn without(mut self, name: &str) -> Run {
        self.command.env_remove(name);
        self
    }

    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Run {
        self.command.arg(argument);
        self
    }

    pub fn input(mut self, input: impl Into<Vec<u8>>) -> Run {
        self.input = input.into();
        self
    }

    pub fn stdout(mut self, path: &str) -> Run {
        self.stdout = Stdio::from(File::options().write(true).open(path).expect("a file to write to"));
        self
    }

    /// Exit code 0.
    #[track_caller]
    pub fn succeeds(self) -> Wrote {
        self.ends_with(0)
    }

    /// That exit code, with a sentence on stderr.
    #[track_caller]
    pub fn fails_with(self, code: i32) -> Wrote {
        let wrote = self.ends_with(code);
        assert!(!wrote.stderr.trim().is_empty(), "it fails without a word: {wrote:?}");
        wrote
    }

    /// Exit code 1: a question whose answer is bad.
    #[track_caller]
    pub fn answers_badly(self) -> Wrote {
        self.ends_with(1)
    }

    /// Any exit code but 0, with a sentence on stderr.
    #[track_caller]
    pub fn fails(self) -> Wrote {
        let (code, wrote) = self.ends();
        assert!(code != 0 && !wrote.stderr.trim().is_empty(), "{code}: {wrote:?}");
        wrote
    }

    #[track_caller]
    fn ends_with(self, code: i32) -> Wrote {
        let asked = format!("{:?}", self.command.get_args());
        let (ended, wrote) = self.ends();
        assert_eq!(ended, code, "{asked}: {wrote:?}");
        wrote
    }

    /// Any exit code, but neither a signal nor a panic.
    #[track_caller]
    pub fn ends(mut self) -> (i32, Wrote) {
        let input = std::mem::take(&mut self.input);
        let mut process = self.starts();
        process.say(input);
        let (ended, wrote) = process.end();
        assert!(ended.code().is_some_and(|code| code < 101), "{ended}: {wrote:?}");
        assert!(!wrote.stderr.contains("panicked"), "{wrote:?}");
        (ended.code().unwrap_or_default(), wrote)
    }

    /// Starts it, to be talked with while it runs.
    pub fn starts(mut self) -> Process {
        self.command.stdin(Stdio::piped()).stdout(self.stdout).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("the program starts");
        drop(self.command);
        let (say, said) = mpsc::channel::<Vec<u8>>();
        let mut stdin = child.stdin.take().expect("its stdin");
        // It may answer before it has read everything, or end without reading.
        thread::spawn(move || said.iter().try_for_each(|input| stdin.write_all(&input)));
        let stdout = child.stdout.take().map(Stream::of);
        let stderr = child.stderr.take().map(Stream::of);
        Process { child, say: Some(say), stdout, stderr }
    }
}

/// A process that runs, and nothing outlives its test.
pub struct Process {
    child: Child,
    say: Option<Sender<Vec<u8>>>,
    stdout: Option<Stream>,
    stderr: Option<Stream>,
}

/// What arrives on one of its streams, read beside us so that it never waits for a reader.
struct Stream {
    arrivals: Receiver<Vec<u8>>,
    so_far: Vec<u8>,
}

impl Stream {
    fn of(mut stream: impl Read + Send + 'static) -> Stream {
        let (arrive, arrivals) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; 65536];
            while let Ok(read @ 1..) = stream.read(&mut buffer) {
                if arrive.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        Stream { arrivals, so_far: Vec::new() }
    }

    fn wait_for(&mut self, text: &str) -> &str {
        let so_far = self.wait(|so_far| so_far.contains(text));
        assert!(so_far.contains(text), "waited for {text:?}, but it ended after {so_far:?}");
        so_far
    }

    /// Takes in what arrives until it is enough or the stream ends.
    fn wait(&mut self, is_enough: impl Fn(&str) -> bool) -> &str {
        let deadline = Instant::now() + DEADLINE;
        while !is_enough(&String::from_utf8_lossy(&self.so_far)) {
            match self.arrivals.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.so_far.extend(bytes),
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    panic!("waited in vain after {:?}", String::from_utf8_lossy(&self.so_far));
                }
            }
        }
        str::from_utf8(&self.so_far).expect("what the program writes is UTF-8")
    }
}

impl Process {
    /// Writes to its stdin.
    pub fn say(&mut self, input: impl Into<Vec<u8>>) {
        self.say.as_ref().expect("stdin is open").send(input.into()).expect("somebody to write it");
    }

    /// Waits until this is on its stdout; all that was written until then.
    pub fn wait_for(&mut self, text: &str) -> &str {
        self.stdout.as_mut().expect("its stdout").wait_for(text)
    }

    /// The same for stderr.
    pub fn wait_for_warning(&mut self, text: &str) -> &str {
        self.stderr.as_mut().expect("its stderr").wait_for(text)
    }

    pub fn signal(&self, signal: Signal) {
        rustix::process::kill_process(self.id(), signal).expect("a process to signal");
    }

    pub fn id(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Closes its stdin, reads what it still writes, and waits for its end.
    pub fn end(mut self) -> (ExitStatus, Wrote) {
        self.say = None;
        let all = |stream: &mut Option<Stream>| match stream {
            Some(stream) => stream.wait(|_| false).to_owned(),
            None => String::new(),
        };
        let wrote = Wrote { stdout: all(&mut self.stdout), stderr: all(&mut self.stderr) };
        // Its streams are closed: it is ending.
        (self.child.wait().expect("a process to wait for"), wrote)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
