//! The real program on the real disk: killed at random moments, and many at once.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use crate::disk::Dice;

fn decklog(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_decklog"));
    command.env_clear().env("DECKLOG_DIR", dir).env("DECKLOG_BY", "ana").env("DECKLOG_ZONE", "UTC");
    command
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    decklog(dir).args(arguments).output().unwrap()
}

fn started() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    assert!(run(dir.path(), &["start", "storm"]).status.success());
    dir
}

/// The texts of all events, in the order of the journal, and its numbers.
fn recorded(dir: &Path) -> (Vec<String>, Vec<u64>) {
    let incidents = dir.join("incidents");
    let incident = std::fs::read_dir(incidents).unwrap().next().unwrap().unwrap().path();
    let journal = std::fs::read_dir(incident.join("journal")).unwrap().next().unwrap().unwrap().path();
    let mut texts = Vec::new();
    let mut numbers = Vec::new();
    for line in std::fs::read(journal).unwrap().split(|b| *b == b'\n') {
        let Ok(line) = serde_json::from_slice::<serde_json::Value>(line) else { continue };
        numbers.push(line["n"].as_u64().unwrap());
        texts.extend(line["do"]["event"]["text"].as_str().map(str::to_owned));
    }
    (texts, numbers)
}

fn assert_whole(dir: &Path) {
    let verify = run(dir, &["verify"]);
    assert_eq!(verify.status.code(), Some(0), "{}", String::from_utf8_lossy(&verify.stdout));
}

/// A process that logs line after line, and answers each that is saved.
struct Logger {
    child: Child,
    answers: BufReader<ChildStdout>,
    name: String,
    sent: usize,
    acknowledged: usize,
}

impl Logger {
    fn start(dir: &Path, name: String) -> Logger {
        let mut command = decklog(dir);
        command.args(["log", "--stdin"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Logger { child, answers, name, sent: 0, acknowledged: 0 }
    }

    /// Sends so many lines at once.
    fn send(&mut self, count: usize) {
        let lines: String = (0..count).map(|n| format!("{} says {}\n", self.name, self.sent + n)).collect();
        self.sent += count;
        self.child.stdin.as_mut().unwrap().write_all(lines.as_bytes()).unwrap();
    }

    /// Waits for one more answer; whether it came.
    fn hear(&mut self) -> bool {
        let mut line = String::new();
        let heard = self.answers.read_line(&mut line).unwrap() > 0 && line.ends_with('\n');
        self.acknowledged += usize::from(heard);
        heard
    }

    /// Kills it in the middle of whatever it does. What it had answered by then was answered.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        while self.hear() {}
    }
}

/// A moment of no known length.
fn a_moment(dice: &mut Dice, longest: usize) {
    for _ in 0..dice.below(longest) {
        std::hint::spin_loop();
    }
}

/// So many kills, in rounds of three processes that log at the same time.
fn storm(kills: usize) {
    let mut dice = Dice::new(11);
    let dir = started();
    let mut killed: Vec<Logger> = Vec::new();
    for round in 0..kills.div_ceil(3) {
        let mut loggers: Vec<Logger> =
            (0..3).map(|n| Logger::start(dir.path(), format!("process {round}-{n}"))).collect();
        loggers.iter_mut().for_each(|logger| logger.send(1 + dice.below(8)));
        for logger in &mut loggers {
            let answers = dice.below(logger.sent + 1);
            assert!((0..answers).all(|_| logger.hear()), "{} says nothing", logger.name);
        }
        loggers.iter_mut().for_each(|logger| logger.send(1 + dice.below(60)));
        for mut logger in loggers {
            a_moment(&mut dice, 60_000);
            logger.kill();
            killed.push(logger);
        }
    }
    let (texts, _) = recorded(dir.path());
    let (mut acknowledged, mut sent) = (0, 0);
    for Logger { name, acknowledged: answered, sent: asked, .. } in &killed {
        let found: Vec<&String> = texts.iter().filter(|text| text.starts_with(&format!("{name} "))).collect();
        let in_order: Vec<String> = (0..found.len()).map(|n| format!("{name} says {n}")).collect();
        assert_eq!(found, in_order.iter().collect::<Vec<_>>(), "once each, in order");
        assert!(found.len() >= *answered, "{name}: {answered} acknowledged, {} there", found.len());
        acknowledged += answered;
        sent += asked;
    }
    println!("{} killed; {sent} sent, {} there, {acknowledged} acknowledged", killed.len(), texts.len());
    assert!(acknowledged > 0 && acknowledged < sent, "every kill came too late or too early");
    assert_whole(dir.path());
}

#[test]
fn processes_that_are_killed_lose_nothing_that_they_acknowledged() {
    storm(200);
}

#[test]
#[ignore = "thousands of kills: minutes"]
fn thousands_of_kills_lose_nothing_that_was_acknowledged() {
    storm(6000);
}

#[test]
fn single_commands_that_are_killed_lose_nothing_that_they_acknowledged() {
    let mut dice = Dice::new(12);
    let dir = started();
    let mut acknowledged = Vec::new();
    for n in 0..40 {
        let text = format!("event {n}");
        let mut child = decklog(dir.path()).args(["log", "-q", &text]).stdin(Stdio::null()).spawn().unwrap();
        if dice.below(5) > 0 {
            a_moment(&mut dice, 400_000);
            // It may have ended already.
            let _ = child.kill();
        }
        if child.wait().unwrap().success() {
            acknowledged.push(text);
        }
    }
    let (texts, _) = recorded(dir.path());
    for text in &acknowledged {
        assert_eq!(texts.iter().filter(|found| *found == text).count(), 1, "{text}");
    }
    assert!(!acknowledged.is_empty());
    assert_whole(dir.path());
}

#[test]
fn eight_processes_at_once_lose_nothing_and_share_no_number() {
    let dir = started();
    let processes: Vec<_> = (0..8)
        .map(|process| {
            let dir = dir.path().to_owned();
            std::thread::spawn(move || {
                for n in 0..25 {
                    let text = format!("process {process} says {n}");
                    assert!(run(&dir, &["log", "-q", &text]).status.success(), "{text}");
                }
            })
        })
        .collect();
    processes.into_iter().for_each(|process| process.join().unwrap());
    let (texts, numbers) = recorded(dir.path());
    assert_eq!(texts.len(), 200);
    for process in 0..8 {
        let own: Vec<&String> = texts.iter().filter(|text| text.starts_with(&format!("process {process} "))).collect();
        let expected: Vec<String> = (0..25).map(|n| format!("process {process} says {n}")).collect();
        assert_eq!(own, expected.iter().collect::<Vec<_>>());
    }
    assert_eq!(numbers, (0..202).collect::<Vec<u64>>());
    assert_whole(dir.path());
}

#[test]
fn eight_feeds_of_a_thousand_lines_each_are_all_there() {
    const LINES: usize = 1000;
    let dir = started();
    let mut loggers: Vec<Logger> = (0..8).map(|n| Logger::start(dir.path(), format!("feed {n}"))).collect();
    std::thread::scope(|scope| {
        for logger in &mut loggers {
            scope.spawn(|| {
                logger.send(LINES);
                assert!((0..LINES).all(|_| logger.hear()), "{} says nothing", logger.name);
            });
        }
    });
    let (texts, numbers) = recorded(dir.path());
    for name in loggers.iter().map(|logger| &logger.name) {
        let own: Vec<&String> = texts.iter().filter(|text| text.starts_with(&format!("{name} says "))).collect();
        let expected: Vec<String> = (0..LINES).map(|n| format!("{name} says {n}")).collect();
        assert_eq!(own, expected.iter().collect::<Vec<_>>());
    }
    assert_eq!(texts.len(), 8 * LINES);
    assert!(numbers.is_sorted_by(|before, after| before + 1 == *after), "without a gap, without a double");
    drop(loggers);
    assert_whole(dir.path());
}
