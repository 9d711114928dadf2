//! The floors: what does the least there is to do. Each is this same program, asked by an environment variable to be
//! that floor and nothing else.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::process::Command;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent};
use ratatui::crossterm::{execute, terminal};
use ratatui::layout::{Constraint, Layout};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;
use rustix::fs::{FlockOperation, flock};
use sha2::{Digest as _, Sha256};

/// The variable that asks for a floor.
pub const ASKED: &str = "DECKLOG_BENCH_FLOOR";

/// This program as a floor.
pub fn floor(name: &str, arguments: &[&OsStr]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.env_clear().env(ASKED, name).env("TERM", "xterm-256color").args(arguments);
    command
}

pub fn run(name: &str) {
    let argument = || PathBuf::from(std::env::args_os().nth(1).expect("a file"));
    match name {
        "nothing" => {}
        "add" => add(&argument(), "restarted the pool").expect("it is stored"),
        "list" => list(&argument(), |listed| format!("- {} — {}\n", listed.at, listed.text)).expect("it is listed"),
        "json" => list(&argument(), |listed| format!("{{\"at\":\"{}\",\"text\":\"{}\"}}\n", listed.at, listed.text))
            .expect("it is listed"),
        "screen" => screen(std::env::args_os().nth(1).map(PathBuf::from)).expect("it is shown"),
        "peak" => peak(),
        other => panic!("no floor is called {other}"),
    }
}

/// Appends a line that proves itself and the one before it: a lock, a look at the end, a sum, one write, one sync.
fn add(path: &PathBuf, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    flock(&file, FlockOperation::LockExclusive)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(4096)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let last = tail.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let fence = if tail.is_empty() || tail.ends_with(b"\n") { "" } else { "\n" };
    let line = format!("{{\"prev\":\"{:x?}\",\"text\":\"{text}\"", &Sha256::digest(last)[..16]);
    let line = format!("{fence}{line},\"sum\":\"{:x?}\"}}\n", &Sha256::digest(&line)[..16]);
    file.write_all(line.as_bytes())?;
    file.sync_data()
}

/// What a floor lists of an event, as it stands in the line.
struct Listed<'a> {
    at: &'a str,
    text: &'a str,
}

/// Checks the sum of every line of a journal and prints its events.
fn list(path: &PathBuf, row: impl Fn(Listed) -> String) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in BufReader::new(File::open(path)?).split(b'\n') {
        let line = line?;
        assert!(is_whole(&line), "a line that does not prove itself");
        let line = str::from_utf8(&line).expect("text");
        if let Some(listed) = listed(line) {
            out.write_all(row(listed).as_bytes())?;
        }
    }
    out.flush()
}

/// Whether the sum of a line is that of its bytes.
fn is_whole(line: &[u8]) -> bool {
    let find = |what: &[u8]| line.windows(what.len()).position(|bytes| bytes == what);
    let (Some(sum), Some(payload)) = (find(b",\"sum\":\""), find(b",\"do\":")) else { return false };
    let inner = Sha256::digest(&line[payload + 6..line.len() - 1]);
    let whole = Sha256::new().chain_update(&line[..sum]).chain_update(inner).finalize();
    let hex: String = whole[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    line[sum + 8..].starts_with(hex.as_bytes())
}

fn listed(line: &str) -> Option<Listed<'_>> {
    let of = |name: &str| line.split_once(name)?.1.split_once('"').map(|(value, _)| value);
    Some(Listed { at: of("\"at\":\"")?, text: of("\"text\":\"")? })
}

/// A list with a line to type in: Enter stores the line, `\u{4}` ends.
fn screen(journal: Option<PathBuf>) -> io::Result<()> {
    let mut rows: Vec<String> = Vec::new();
    if let Some(journal) = journal {
        for line in BufReader::new(File::open(journal)?).lines() {
            let line = line?;
            assert!(is_whole(line.as_bytes()), "a line that does not prove itself");
            rows.extend(listed(&line).map(|listed| format!("{} {}", listed.at, listed.text)));
        }
    }
    let kept = std::env::temp_dir().join(format!("floor-{}", std::process::id()));
    terminal::enable_raw_mode()?;
    execute!(io::stdout(), terminal::EnterAlternateScreen, event::EnableBracketedPaste)?;
    let mut terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
    let (mut typed, mut saved) = (String::new(), 0);
    loop {
        terminal.draw(|frame| {
            let [above, quiet, below] =
                Layout::vertical([Constraint::Fill(1), Constraint::Length(1), Constraint::Length(1)])
                    .areas(frame.area());
            let last = &rows[rows.len().saturating_sub(usize::from(above.height))..];
            frame.render_widget(
                Paragraph::new(last.iter().map(|row| Line::raw(row.as_str())).collect::<Vec<_>>()),
                above,
            );
            frame.render_widget(Paragraph::new(format!("{saved} saved")), quiet);
            frame.render_widget(Paragraph::new(format!("› {typed}")), below);
        })?;
        match event::read()? {
            Event::Key(KeyEvent { code: KeyCode::Char('d'), modifiers, .. }) if !modifiers.is_empty() => break,
            Event::Key(KeyEvent { code: KeyCode::Char(c), .. }) => typed.push(c),
            Event::Key(KeyEvent { code: KeyCode::Enter, .. }) => {
                add(&kept, &typed)?;
                rows.push(std::mem::take(&mut typed));
                saved += 1;
            }
            Event::Paste(text) => typed.push_str(&text.replace('\n', " ")),
            _ => {}
        }
    }
    execute!(io::stdout(), terminal::LeaveAlternateScreen)?;
    let _ = std::fs::remove_file(kept);
    terminal::disable_raw_mode()
}

/// Runs the command behind it, and prints the most memory it had at a time, in bytes.
fn peak() {
    let mut arguments = std::env::args_os().skip(1);
    let mut command = Command::new(arguments.next().expect("a command"));
    command.args(arguments).env_remove(ASKED).stdout(std::process::Stdio::null());
    command.status().expect("it runs");
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN).expect("its use");
    println!("{}", usage.max_rss() * 1024);
}
