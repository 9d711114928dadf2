//! The terminal part of the library, in a terminal: what bytes become, and what is left behind.
//!
//! What runs inside is [`inside`], a test of this same file that shows each input as it was
//! understood; there is no program for it that anybody could install by mistake.

use std::env;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use decklog::tui::input::{self, Input};
use decklog::tui::key::{Code, Key};
use decklog::tui::mouse::Mouse;
use decklog::tui::terminal::Screen;
use decklog::tui::theme::{Role, Theme};
use portable_pty::CommandBuilder;
use ratatui::text::{Line, Text};

use crate::terminal::{Terminal, command};

const INSIDE: &str = "DECKLOG_TEST_INSIDE";

#[test]
#[ignore = "runs inside the terminals of the tests below"]
fn inside() {
    if env::var_os(INSIDE).is_none() {
        return;
    }
    let (send, inputs) = mpsc::channel();
    let mut screen = Screen::enter().unwrap();
    input::read(move |input| send.send(input).is_ok()).unwrap();
    let theme = Theme { colour: env::var_os("NO_COLOR").is_none(), ascii: false };
    let mut seen = vec!["ready".to_owned()];
    let mut has_mouse = false;
    loop {
        let lines = seen.iter().enumerate().rev().map(|(n, input)| Line::from(format!("{n} {input}.")));
        let shown = Text::from_iter([Line::styled("selected", theme.style(Role::Selection))].into_iter().chain(lines));
        if screen.draw(|frame| frame.render_widget(shown, frame.area())).is_err() {
            return;
        }
        match inputs.recv().unwrap() {
            Input::Key(Key { code: Code::Char('q'), ctrl: true, .. }) => return,
            Input::Key(Key { code: Code::Char('g'), ctrl: true, .. }) => {
                let _ = thread::spawn(|| panic!("gone wrong")).join();
            }
            Input::Key(Key { code: Code::Char('z'), ctrl: true, .. }) => {
                seen.push(format!("suspended: {}", screen.suspend().unwrap()));
            }
            Input::Key(key) if key == Key::ctrl('t') => {
                has_mouse = !has_mouse;
                screen.set_mouse(has_mouse).unwrap();
                seen.push(format!("mouse: {has_mouse}"));
            }
            Input::Key(key) => seen.push(key.to_string()),
            Input::Mouse(Mouse { kind, column, row, ctrl }) => {
                seen.push(format!("{kind:?} {column},{row}{}", if ctrl { " C" } else { "" }));
            }
            Input::Paste(text) if text.len() > 100 => seen.push(format!("paste of {}", text.len())),
            Input::Gone(_) => std::process::exit(7),
            other => seen.push(format!("{other:?}")),
        }
    }
}

/// The test binary with only [`inside`] in it, started directly or by a program before it.
fn in_terminal(before: &[&str]) -> CommandBuilder {
    let own = env::current_exe().unwrap();
    let own = [own.to_str().unwrap(), "--exact", "screen::inside", "--ignored", "--nocapture"];
    let words: Vec<&str> = before.iter().chain(&own).copied().collect();
    let mut command = command(words[0], &words[1..]);
    command.env(INSIDE, "1");
    command
}

fn ready() -> Terminal {
    let mut terminal = Terminal::run(in_terminal(&[]));
    terminal.wait_for_text("0 ready.");
    terminal
}

#[test]
fn bytes_become_the_keys_they_are_meant_as() {
    let mut terminal = ready();
    let table: &[(&str, &[&str])] = &[
        ("a", &["a"]),
        ("ü", &["ü"]),
        ("👩‍🚒", &["👩", "\u{200d}", "🚒"]),
        ("\x1f", &["C-_"]),
        ("\x08", &["Backspace"]),
        ("\x7f", &["Backspace"]),
        ("\r", &["Enter"]),
        ("\n", &["Enter"]),
        ("\t", &["Tab"]),
        ("\0", &["C-Space"]),
        ("\x18s", &["C-x", "s"]),
        ("\x1b", &["Esc"]),
        ("\x1bb", &["M-b"]),
        ("\x1b\x7f", &["M-Backspace"]),
        ("\x1b[A", &["Up"]),
        ("\x1bOA", &["Up"]),
        ("\x1b[1;5C", &["C-Right"]),
        ("\x1b[5~", &["PgUp"]),
        ("\x1bOP", &["F1"]),
        ("\x1b[Z", &["S-Tab"]),
        ("ab\r", &["a", "b", "Enter"]),
        ("a\rb\r", &[r#"Paste("a\nb\n")"#]),
        ("a\nb", &[r#"Paste("a\nb")"#]),
        ("\x1b[200~a\r\nb\x1b[31m\x1b[201~", &[r#"Paste("a\nb\u{1b}[31m")"#]),
        ("\x1b[I", &[]),
        ("\x1b[<0;10;5M", &["Press 9,4"]),
        ("\x1b[<32;11;5M", &["Drag 10,4"]),
        ("\x1b[<0;11;5m", &["Release 10,4"]),
        ("\x1b[<64;1;1M", &["ScrollUp 0,0"]),
        ("\x1b[<81;300;200M", &["ScrollDown 299,199 C"]),
        // Other buttons, and a mouse that only moves.
        ("\x1b[<2;10;5M\x1b[<35;10;5M\x1b[<66;10;5M", &[]),
        // Cells that there are not.
        ("\x1b[<0;0;5M\x1b[<0;5;0M\x1b[<0;70000;5M\x1b[M   ", &[]),
        // The oldest way of telling.
        ("\x1b[M !!", &["Press 0,0"]),
    ];
    let mut n = 0;
    for (bytes, expected) in table {
        terminal.send(bytes);
        for input in *expected {
            n += 1;
            terminal.wait_for_text(&format!("{n} {input}."));
        }
        assert!(terminal.row(1).starts_with(&n.to_string()), "{bytes:?}: {}", terminal.text());
    }
}

#[test]
fn a_sequence_cut_in_two_is_one_input() {
    let mut terminal = ready();
    for (rest, expected) in
        [("[A", "Up."), ("b", "M-b."), ("[<0;10;5M", "Press 9,4."), ("[200~a\rb\r\x1b[201~", r#"Paste("a\nb\n")."#)]
    {
        // A machine that is busy may need longer than a sequence may take; not every time.
        let whole = (0..20).any(|_| {
            let last = terminal.row(1);
            terminal.send("\x1b");
            terminal.let_pass(Duration::from_millis(10));
            let apart = terminal.row(1) == last;
            terminal.send(rest);
            terminal.wait_for("an input", |terminal| terminal.row(1) != last);
            terminal.let_pass(Duration::from_millis(200));
            apart && terminal.row(1).ends_with(expected)
        });
        assert!(whole, "{expected}: {}", terminal.text());
    }
}

#[test]
fn the_terminal_is_given_back_at_the_end() {
    let mut terminal = ready();
    assert!(terminal.modes().are_raw());
    assert!(terminal.screen().alternate_screen() && terminal.screen().bracketed_paste());
    terminal.send("\x11");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
}

#[test]
fn the_terminal_is_given_back_before_a_panic_in_any_thread_is_reported() {
    let mut terminal = ready();
    terminal.send("\x07");
    terminal.wait_for_end();
    terminal.assert_given_back();
    assert!(terminal.text().contains("gone wrong"), "{}", terminal.text());
}

#[test]
fn a_terminal_that_is_gone_ends_the_reading() {
    // Without the signal that would end it anyway.
    let mut terminal = Terminal::run(in_terminal(&["sh", "-c", "trap '' HUP; exec \"$@\"", "sh"]));
    terminal.wait_for_text("0 ready.");
    terminal.hang_up();
    assert_eq!(terminal.wait_for_end().exit_code(), 7);
}

#[test]
fn suspending_gives_the_terminal_to_the_shell_and_takes_it_again() {
    let shell = "set -m; \"$@\"; echo; echo stopped; read go; fg >/dev/null";
    let mut terminal = Terminal::run(in_terminal(&["sh", "-c", shell, "sh"]));
    terminal.wait_for_text("0 ready.");
    terminal.send("\x1a");
    terminal.wait_for_text("stopped");
    terminal.assert_given_back();
    terminal.send("\n");
    terminal.wait_for_text("1 suspended: true.");
    assert!(terminal.text().contains("selected") && terminal.screen().alternate_screen());
    assert!(terminal.modes().are_raw());
    terminal.send("a");
    terminal.wait_for_text("2 a.");
    terminal.send("\x11");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
}

#[test]
fn where_nobody_could_continue_it_the_program_goes_on() {
    let mut terminal = ready();
    terminal.send("\x1a");
    terminal.wait_for_text("1 suspended: false.");
    terminal.send("a");
    terminal.wait_for_text("2 a.");
}

/// With the mouse taken.
fn with_mouse(before: &[&str]) -> Terminal {
    let mut terminal = Terminal::run(in_terminal(before));
    terminal.wait_for_text("0 ready.");
    assert!(!terminal.tells_of_mouse());
    terminal.send("\x14");
    terminal.wait_for_text("1 mouse: true.");
    terminal.wait_for("the mouse to be taken", Terminal::tells_of_mouse);
    terminal
}

#[test]
fn the_mouse_is_given_back_by_a_key_and_at_the_end() {
    let mut terminal = with_mouse(&[]);
    terminal.send("\x14");
    terminal.wait_for_text("2 mouse: false.");
    assert!(!terminal.tells_of_mouse());
    terminal.send("\x14");
    terminal.wait_for_text("3 mouse: true.");
    terminal.send("\x11");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
}

#[test]
fn the_mouse_is_given_back_before_a_panic() {
    let mut terminal = with_mouse(&[]);
    terminal.send("\x07");
    terminal.wait_for_end();
    terminal.assert_given_back();
}

#[test]
fn the_shell_has_the_mouse_while_we_are_stopped() {
    let shell = "set -m; \"$@\"; echo; echo stopped; read go; fg >/dev/null";
    let mut terminal = with_mouse(&["sh", "-c", shell, "sh"]);
    terminal.send("\x1a");
    terminal.wait_for_text("stopped");
    terminal.assert_given_back();
    terminal.send("\n");
    terminal.wait_for_text("2 suspended: true.");
    terminal.wait_for("the mouse to be taken", Terminal::tells_of_mouse);
}

#[test]
fn any_size_is_drawn_at_once() {
    let mut terminal = ready();
    for (columns, rows) in [(1, 1), (200, 60), (3, 50), (80, 24)] {
        terminal.resize(columns, rows);
        if columns > 30 {
            terminal.wait_for_text(&format!("Resize({columns}, {rows})."));
        }
    }
    terminal.send("a");
    terminal.wait_for_text(" a.");
}

#[test]
fn without_colour_a_selection_is_still_seen() {
    let mut command = in_terminal(&[]);
    command.env("NO_COLOR", "1");
    let mut terminal = Terminal::run(command);
    terminal.wait_for_text("0 ready.");
    let cell = terminal.screen().cell(0, 0).unwrap();
    assert!(cell.inverse() && cell.fgcolor() == vt100::Color::Default);
}

#[test]
fn ten_megabytes_are_pasted_with_and_without_brackets() {
    let text = "a line of a log that somebody pasted\r".repeat(10 * 1024 * 1024 / 37);
    let mut terminal = ready();
    terminal.send(format!("\x1b[200~{text}\x1b[201~"));
    terminal.wait_for_text(&format!("1 paste of {}.", text.len()));
    terminal.send(&text);
    terminal.wait_for_text(&format!("2 paste of {}.", text.len()));
}
