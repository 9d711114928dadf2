//! Text that would like to drive the terminal: shown, exported, and never sent raw.

use crate::deck::Deck;
use crate::terminal::Terminal;

/// What an event, a name or a title can bring, each with the harm it would do.
const PAYLOADS: &[&str] = &[
    "\u{1b}[2Jclears",
    "\u{1b}[3J\u{1b}[Hclears more",
    "\u{1b}]52;c;cm0gLXJmIC8=\u{7}clipboard",
    "\u{1b}]8;;http://evil.example\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}]0;title\u{7}",
    "\u{1b}Pq#0;2;0;0;0#0!100~-\u{1b}\\sixel",
    "\u{9b}2J \u{9d}0;c1\u{9c} \u{90}q\u{9c} \u{85}next",
    "bell\u{7} back\u{8}\u{8}\u{8}\u{8} return\rover delete\u{7f} tab\tvertical\u{b} form\u{c} shift\u{e}\u{f}",
    "\u{202a}\u{202b}\u{202d}\u{202e}evil\u{202c} \u{2066}\u{2067}\u{2068}isolated\u{2069} \u{200e}\u{200f}\u{61c}",
    "line\u{2028}paragraph\u{2029}end \u{feff}\u{200b}\u{200d}\u{2060}\u{fff9}\u{e0041} zero",
    "\u{1b}[?1049l\u{1b}[?25l\u{1b}[?2004h\u{1b}c modes",
    "\u{1b}[6n\u{1b}[c\u{1b}[>q asks",
];

fn combining() -> String {
    format!("e{}", "\u{301}".repeat(100))
}

/// The sequences that the recorder itself may write: modes of its own, places, looks, the end of a row
/// made blank, rows moved between margins that are taken away at once, and the clearing of the screen,
/// which is only ever the first thing in a frame.
fn without_own_sequences(written: &str) -> String {
    let moved = regex_lite::Regex::new(r"^\x1b\[\d+;\d+r\x1b\[\d+;1H\x1b\[\d+[LM]\x1b\[r").unwrap();
    let mut rest = written;
    let mut left = String::new();
    while let Some(at) = rest.find('\u{1b}') {
        left.push_str(&rest[..at]);
        rest = &rest[at..];
        let modes = ["2026", "25", "1049", "2004"]
            .iter()
            .flat_map(|mode| [format!("\u{1b}[?{mode}h"), format!("\u{1b}[?{mode}l")])
            // The mouse is only given back here.
            .chain(["1006", "1002", "1000"].map(|mode| format!("\u{1b}[?{mode}l")));
        let mode = modes.into_iter().find(|mode| rest.starts_with(mode.as_str()));
        let numbers = rest
            .strip_prefix("\u{1b}[")
            .map_or(0, |rest| rest.find(|c: char| !(c.is_ascii_digit() || c == ';')).unwrap_or(rest.len()));
        let end = 2 + numbers;
        let moved = moved.find(rest).map(|moved| moved.end());
        match (mode, rest.get(end..end + 1)) {
            (Some(mode), _) => rest = &rest[mode.len()..],
            (None, Some("H" | "G" | "m")) => rest = &rest[end + 1..],
            (None, Some("K")) if numbers == 0 => rest = &rest[end + 1..],
            (None, Some("r")) if moved.is_some() => rest = &rest[moved.unwrap_or_default()..],
            (None, Some("J")) if left.ends_with('\n') || left.is_empty() || &rest[2..end] == "2" => {
                left.push('\u{0}');
                rest = &rest[end + 1..];
            }
            _ => {
                left.push('\u{1b}');
                rest = &rest[1..];
            }
        }
    }
    left.push_str(rest);
    left
}

/// No control character, no bidi control, and as many clearings of the screen as are our own.
#[track_caller]
fn assert_drives_nothing(terminal: &Terminal, clearings: usize) {
    let written = String::from_utf8(terminal.bytes().to_vec()).expect("UTF-8");
    let left = without_own_sequences(&written);
    assert_eq!(left.matches('\u{0}').count(), clearings, "clearings of the screen");
    let raw = |c: char| decklog::words::is_unsafe_to_show(c) && !matches!(c, '\u{0}' | '\r' | '\n');
    let found = left.find(raw);
    let around =
        |at: usize| left[left.floor_char_boundary(at.saturating_sub(40))..].chars().take(60).collect::<String>();
    assert_eq!(found.map(around), None);
}

fn clearings(terminal: &Terminal) -> usize {
    String::from_utf8_lossy(terminal.bytes()).matches("\u{1b}[2J").count()
}

/// Every payload everywhere: text, author, title, hypothesis, evidence, name of a file.
fn hostile_deck() -> (Deck, Vec<String>) {
    let deck = Deck::new();
    let mut payloads: Vec<String> = PAYLOADS.iter().map(|payload| (*payload).to_owned()).collect();
    payloads.push(combining());
    let all = payloads.concat();
    deck.run(&["start", &all]).succeeds();
    let mut lines: String = payloads.iter().map(|payload| format!("{payload}\n")).collect();
    lines.push_str("nul \0 byte\n");
    deck.run(&["log", "--stdin", "--by", &all]).input(lines).succeeds();
    payloads.push("nul \0 byte".to_owned());
    for prefix in ["h:", "x:", "sev2:", "ic:", "todo:", "?:"] {
        let text = format!("{prefix} {all}");
        deck.run(&["log"]).env("DECKLOG_BY", &all).input(text.replace('\0', "") + "\n").succeeds();
    }
    deck.run(&["log", "--at", &all, "with a time"]).succeeds();
    let long = format!("{} {all}", "x".repeat(9000));
    deck.run(&["log"]).input(long).succeeds();
    let id = deck.run(&["log", "to be redacted"]).succeeds().stdout.split_whitespace().next().unwrap().to_owned();
    deck.run(&["redact", &id, "--why", &all]).succeeds();
    (deck, payloads)
}

#[test]
fn nothing_recorded_drives_the_terminal_of_the_recorder() {
    let (deck, _) = hostile_deck();
    let mut terminal = Terminal::run_in(deck.recorder(), 100, 60);
    terminal.wait_for_text(" saved ");
    let empty = Deck::new();
    let mut harmless = Terminal::run_in(empty.recorder(), 100, 60);
    harmless.wait_for_text(" saved ");
    let own = clearings(&harmless);
    assert_eq!(clearings(&terminal), own);
    // Recalled into the line, searched for, paged through, pasted, amended.
    for keys in ["\x1b[A", "\x1b[A", "\x1b[A", "\x07", "\x12clears", "\x07", "\x1b[5~", "\x1b[6~", "\x18?", "q"] {
        terminal.send(keys);
        terminal.let_pass(std::time::Duration::from_millis(60));
    }
    for payload in PAYLOADS {
        terminal.send(format!("\x1b[200~{payload}\x1b[201~"));
        terminal.let_pass(std::time::Duration::from_millis(20));
    }
    terminal.send("\x1b[200~one\x1b[3J\r\u{202e}two\u{9c}\x1b[201~");
    terminal.wait_for_text("pasted lines");
    terminal.send("\r");
    terminal.wait_for_text("evidence");
    super::wait_until_saved(&mut terminal);
    terminal.send("\x04");
    terminal.wait_for_end();
    assert_drives_nothing(&terminal, own);
}

#[test]
fn nothing_recorded_drives_the_terminal_of_a_command() {
    let (deck, _) = hostile_deck();
    for arguments in [&["show"][..], &["status"], &["list"], &["verify"], &["export"], &["show", "--format", "json"]] {
        let mut terminal = Terminal::run(deck.in_terminal(crate::deck::PROGRAM, arguments));
        assert!(terminal.wait_for_end().success());
        assert_drives_nothing(&terminal, 0);
        let wrote = deck.run(arguments).succeeds();
        let raw = |c: char| decklog::words::is_unsafe_to_show(c) && c != '\n';
        assert_eq!((wrote.stdout.find(raw), wrote.stderr.find(raw)), (None, None), "{arguments:?}: {wrote:?}");
    }
}

#[test]
fn scripts_get_every_character_back() {
    let (deck, payloads) = hostile_deck();
    let texts = deck.texts();
    for payload in payloads {
        let line = payload.trim();
        assert!(texts.iter().any(|text| text == line), "{line:?} is not in {texts:?}");
    }
    let shown = deck.shown();
    assert_eq!(shown["title"], PAYLOADS.concat() + &combining());
    deck.run(&["verify"]).succeeds();
}

/// A directory that somebody else made has whatever name they like.
#[test]
fn the_name_of_an_incident_drives_nothing() {
    let deck = Deck::new();
    deck.run(&["start", "Checkout"]).succeeds();
    let evil = deck.data().join("incidents").join("2026-01-01-\u{1b}[3J\u{202e}-k3x9");
    std::fs::rename(deck.incident(), &evil).unwrap();
    for arguments in [&["list"][..], &["use", "k3x9"], &["status"], &["show"], &["verify"], &["close"], &["reopen"]] {
        let wrote = deck.run(arguments).ends().1;
        let raw = |c: char| decklog::words::is_unsafe_to_show(c) && c != '\n';
        assert_eq!((wrote.stdout.find(raw), wrote.stderr.find(raw)), (None, None), "{arguments:?}: {wrote:?}");
    }
}
