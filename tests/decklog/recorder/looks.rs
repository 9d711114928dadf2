//! What the terminal can show, and what the person wants of it.

use super::{store, wait_until_saved};
use crate::deck::Deck;
use crate::terminal::Terminal;

/// Everything that the recorder shows in a few minutes.
fn tour(terminal: &mut Terminal) {
    terminal.wait_for_text(" saved ");
    for line in ["d: alert", "h: network", "x: not it", "e: database team", "sev1: all of it", "ic: ana", "r: works"] {
        terminal.send(format!("{line}\r"));
        terminal.wait_for_text(line.split(": ").nth(1).unwrap());
    }
    for (keys, text) in [("\t", "note"), ("\x18", "help"), ("?", "Keys"), ("q", "database team"), ("\x1b[A", "amend")] {
        terminal.send(keys);
        terminal.wait_for_text(text);
    }
    terminal.wait_for("the row that is amended", |terminal| {
        let (rows, columns) = (terminal.screen().size().0.get(), terminal.screen().size().1.get());
        (0..rows).any(|y| (0..columns).any(|x| terminal.screen().cell(y, x).is_some_and(vt100::Cell::inverse)))
    });
    terminal.send("\x07");
    terminal.send("\x12team");
    terminal.wait_for_text("found");
    terminal.send("\x07");
    terminal.send("~10:15 half\x1b[200~one\rtwo\x1b[201~");
    terminal.wait_for_text("pasted");
    terminal.send("\r\r");
    terminal.wait_for_text("(mark");
    terminal.send("\x04");
    assert!(terminal.wait_for_end().success());
}

/// The numbers of all `CSI … m` that were written.
fn looks(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let sequences = text.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ';' || c == ':'))?;
        rest[end..].starts_with('m').then(|| rest[..end].to_owned())
    });
    sequences.flat_map(|numbers| numbers.split(';').map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn sets_a_colour(number: &str) -> bool {
    let number: u8 = number.split(':').next().unwrap().parse().unwrap_or(0);
    matches!(number, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107)
}

#[test]
fn without_colour_there_is_weight_and_reverse_and_no_colour() {
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let deck = Deck::new();
        let mut command = deck.recorder();
        command.env(name, value);
        let mut terminal = Terminal::run(command);
        tour(&mut terminal);
        let looks = looks(terminal.bytes());
        assert_eq!(looks.iter().find(|number| sets_a_colour(number)), None, "{name}");
        assert!(looks.contains(&"1".to_owned()) && looks.contains(&"7".to_owned()), "{looks:?}");
    }
}

#[test]
fn with_colour_there_is_colour() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    tour(&mut terminal);
    assert!(looks(terminal.bytes()).iter().any(|number| sets_a_colour(number)));
}

#[test]
fn where_only_ascii_can_be_shown_only_ascii_is_written() {
    let deck = Deck::new();
    let mut command = deck.recorder();
    command.env("LANG", "C");
    let mut terminal = Terminal::run(command);
    tour(&mut terminal);
    let written = String::from_utf8_lossy(terminal.bytes());
    let odd = written.find(|c: char| !c.is_ascii());
    assert_eq!(odd.map(|at| &written[at.saturating_sub(60)..written.len().min(at + 60)]), None);
}

#[test]
fn a_locale_is_named_in_three_ways() {
    for (all, ctype, lang, expected) in
        [("", "C.UTF-8", "C", '›'), ("C", "C.UTF-8", "C.UTF-8", '>'), ("", "", "C.utf8", '›')]
    {
        let deck = Deck::new();
        let mut command = deck.recorder();
        for (name, value) in [("LC_ALL", all), ("LC_CTYPE", ctype), ("LANG", lang)] {
            command.env(name, value);
        }
        let mut terminal = Terminal::run(command);
        terminal.wait_for_text(" saved ");
        assert!(super::line(&terminal).ends_with(expected), "{}", terminal.text());
    }
}

#[test]
fn any_size_shows_the_line() {
    for (columns, rows) in [(60, 20), (120, 40), (20, 5), (30, 3), (250, 80)] {
        let deck = Deck::new();
        let mut terminal = Terminal::run_in(deck.recorder(), columns, rows);
        terminal.wait_for_text("type what");
        terminal.send("typed");
        terminal.wait_for_text("typed");
        terminal.send("\r");
        terminal.wait_for("an empty line", |terminal| !super::line(terminal).contains("typed"));
        terminal.send("\x04");
        assert!(terminal.wait_for_end().success());
        assert_eq!(deck.texts(), ["typed"]);
    }
    let deck = Deck::new();
    let mut terminal = deck.open();
    store(&mut terminal, "typed");
    wait_until_saved(&mut terminal);
}
