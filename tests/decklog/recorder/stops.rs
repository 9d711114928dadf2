//! Ctrl-Z and back, a terminal that goes away, and windows that change.

use std::time::Duration;

use rustix::process::{Pid, Signal};

use super::{line, store, wait_until_saved};
use crate::deck::Deck;
use crate::terminal::Terminal;

pub(super) const UNDER_A_SHELL: &str = "set -m; \"$@\"; while :; do echo stopped; read go; fg >/dev/null; done";

/// Waits until the shell has said so many times that the recorder is stopped.
pub(super) fn wait_for_shell(terminal: &mut Terminal, times: usize) {
    terminal.wait_for("the shell", |terminal| {
        String::from_utf8_lossy(terminal.bytes()).matches("stopped\r\n").count() == times
    });
    assert!(!terminal.screen().alternate_screen(), "{}", terminal.text());
}

#[test]
fn ctrl_z_keeps_the_line_and_holds_no_lock() {
    let deck = Deck::new();
    let mut terminal = Terminal::run(deck.shell_around(UNDER_A_SHELL));
    terminal.wait_for_text(" saved ");
    store(&mut terminal, "before");
    for n in 0..5 {
        terminal.send("half a thought");
        terminal.wait_for_text("› half a thought");
        terminal.send("\x1a");
        wait_for_shell(&mut terminal, n + 1);
        assert!(terminal.modes() == *terminal.modes_at_start() && !terminal.screen().bracketed_paste());
        assert!(deck.run(&["log", &format!("meanwhile {n}")]).succeeds().stderr.is_empty());
        terminal.send("\n");
        terminal.wait_for_text(&format!("meanwhile {n}"));
        terminal.wait_for("the line", |terminal| line(terminal).ends_with("› half a thought"));
        assert!(terminal.modes().are_raw() && terminal.screen().alternate_screen());
        terminal.send("\x15");
        terminal.wait_for("an empty line", |terminal| line(terminal).ends_with('›'));
    }
    assert_eq!(deck.texts().len(), 6);
}

/// The recorder below a shell that was started in a terminal.
fn child_of(shell: Pid) -> Pid {
    let shell = shell.as_raw_nonzero();
    let children = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap();
    Pid::from_raw(children.split_whitespace().next().unwrap().parse().unwrap()).unwrap()
}

#[test]
fn a_stop_from_outside_is_the_same() {
    let deck = Deck::new();
    let mut terminal = Terminal::run(deck.shell_around(UNDER_A_SHELL));
    terminal.wait_for_text(" saved ");
    terminal.send("half a thought");
    terminal.wait_for_text("› half a thought");
    rustix::process::kill_process(child_of(terminal.process()), Signal::TSTP).unwrap();
    terminal
        .wait_for("the shell", |terminal| terminal.text().contains("stopped") && !terminal.screen().alternate_screen());
    assert_eq!(terminal.modes(), *terminal.modes_at_start());
    terminal.send("\n");
    terminal.wait_for("the line", |terminal| line(terminal).ends_with("› half a thought"));
    terminal.send("\r");
    wait_until_saved(&mut terminal);
}

/// Closed without a signal, as for a process that nobody told: it ends by itself, and at once.
#[test]
fn a_terminal_that_goes_away_ends_it_without_a_spin() {
    let deck = Deck::new();
    let script = "trap '' HUP; \"$@\"; code=$?; { echo ended $code; times; } > ended";
    let mut terminal = Terminal::run(deck.shell_around(script));
    terminal.wait_for_text(" saved ");
    store(&mut terminal, "before");
    terminal.send("half a thought");
    terminal.wait_for_text("› half a thought");
    let since = std::time::Instant::now();
    terminal.hang_up();
    terminal.wait_for_end();
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    // The shell's own time, and below it that of its children: `0m0.05s 0m0.01s`.
    let said = std::fs::read_to_string(deck.path("ended")).unwrap();
    let spent: f64 = said.lines().last().unwrap().split_whitespace().map(seconds).sum();
    assert!(said.starts_with("ended ") && spent < 1.5, "{said}");
    let mut again = deck.open();
    again.wait_for_text("your half-typed line is back");
}

fn seconds(time: &str) -> f64 {
    let (minutes, rest) = time.split_once('m').unwrap();
    minutes.parse::<f64>().unwrap() * 60.0 + rest.trim_end_matches('s').parse::<f64>().unwrap()
}

#[test]
fn a_storm_of_sizes_leaves_the_right_screen() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    store(&mut terminal, "checkout is down");
    let mut seed = 7_u32;
    let mut next = |most: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) as u16 % most as u16 + 1
    };
    for n in 0..200 {
        terminal.resize(next(220), next(70));
        if n % 20 == 0 {
            terminal.send("x");
        }
    }
    terminal.resize(80, 24);
    terminal.wait_for("the whole screen", |terminal| {
        line(terminal).ends_with("› xxxxxxxxxx") && terminal.text().contains("checkout is down")
    });
    // Frames for sizes of a moment ago may still come.
    terminal.let_pass(Duration::from_millis(400));
    let picture = |terminal: &Terminal| terminal.text().replace(|c: char| c.is_ascii_digit(), "");
    // Drawn anew, it is what it was; the letter behind it tells that it was.
    let anew = picture(&terminal).replace("xxxxxxxxxx", "xxxxxxxxxxz");
    terminal.send("\x0cz");
    terminal.wait_for("the same screen", |terminal| picture(terminal) == anew);
}

/// The terminal has cut its cells, and the program sees the size that it had drawn for.
#[test]
fn a_size_that_changes_and_changes_back_is_drawn_anew() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    store(&mut terminal, "checkout is down");
    for _ in 0..20 {
        terminal.resize(20, 5);
        terminal.resize(80, 24);
        terminal.wait_for("the whole screen", |terminal| {
            terminal.text().contains("checkout is down") && terminal.text().contains("Untitled incident")
        });
    }
}

#[test]
fn one_cell_is_enough_to_type_in() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    terminal.resize(1, 1);
    terminal.send("typed blind\r");
    terminal.let_pass(Duration::from_millis(100));
    terminal.resize(80, 24);
    wait_until_saved(&mut terminal);
    assert_eq!(deck.texts(), ["typed blind"]);
}
