//! `decklog run` at a terminal: colour, passwords, sizes, keys that stop and interrupt, as without it.

use rustix::process::Signal;

use super::{event, evidence, outcome};
use crate::deck::Deck;
use crate::patience::until;
use crate::terminal::Terminal;

/// A shell script under `decklog run`, in a terminal.
fn running(deck: &Deck, script: &str) -> Terminal {
    Terminal::run(deck.in_terminal(crate::deck::PROGRAM, &["run", "--", "sh", "-c", script]))
}

#[test]
fn a_terminal_is_a_terminal_and_colour_stays() {
    let deck = Deck::new();
    let script = "test -t 0 && test -t 1 && test -t 2 && printf '\\033[31mred\\033[m\\n'; tty > ours; exit 7";
    let mut terminal = running(&deck, script);
    assert_eq!(terminal.wait_for_end().exit_code(), 7);
    assert!(String::from_utf8_lossy(terminal.bytes()).contains("\x1b[31mred\x1b[m\r\n"), "{}", terminal.text());
    assert_eq!(outcome(&deck), ("failed".to_owned(), "7".to_owned()));
    assert_eq!(evidence(&deck), b"\x1b[31mred\x1b[m\r\n");
    assert!(std::fs::read_to_string(deck.path("ours")).unwrap().starts_with("/dev/"));
}

#[test]
fn what_is_typed_reaches_the_command_and_a_password_stays_unseen() {
    let deck = Deck::new();
    let script = "printf 'name? '; read name; stty -echo; printf 'password? ' > /dev/tty; read word < /dev/tty; stty echo; \
                  echo; echo $name, $word";
    let mut terminal = running(&deck, script);
    terminal.wait_for_text("name? ");
    assert!(terminal.modes().are_raw());
    terminal.send("bo\n");
    terminal.wait_for_text("password? ");
    terminal.send("hunter2\n");
    terminal.wait_for_text("bo, hunter2");
    assert!(terminal.wait_for_end().success());
    assert_eq!(terminal.modes(), *terminal.modes_at_start());
    let kept = String::from_utf8(evidence(&deck)).unwrap();
    assert_eq!(kept.matches("hunter2").count(), 1, "only where the command wrote it: {kept:?}");
}

#[test]
fn the_size_is_that_of_the_window_and_stays_so() {
    let deck = Deck::new();
    let script = "stty size; trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.02; done";
    let mut terminal =
        Terminal::run_in(deck.in_terminal(crate::deck::PROGRAM, &["run", "--", "sh", "-c", script]), 100, 30);
    terminal.wait_for_text("ready");
    assert!(terminal.text().contains("30 100"));
    terminal.resize(70, 20);
    terminal.wait_for_text("20 70");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn ctrl_c_reaches_the_command() {
    let deck = Deck::new();
    let mut terminal = running(&deck, "echo ready; exec sleep 1000");
    terminal.wait_for_text("ready");
    terminal.send("\x03");
    terminal.wait_for_text("action: interrupted");
    assert!(!terminal.wait_for_end().success());
    assert_eq!(terminal.modes(), *terminal.modes_at_start());
    assert_eq!(outcome(&deck), ("failed".to_owned(), "SIGINT".to_owned()));
    // One that sees to it itself goes on.
    let mut terminal =
        running(&Deck::new(), "trap 'echo not yet' INT; echo ready; while ! read line; do :; done; echo $line");
    terminal.wait_for_text("ready");
    terminal.send("\x03");
    terminal.wait_for_text("not yet");
    terminal.send("now\n");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_loop_in_a_shell_ends_with_ctrl_c() {
    let deck = Deck::new();
    let script = "set -m; for n in 1 2 3; do \"$@\" run -- sh -c 'echo ready; exec sleep 1000'; done";
    let mut terminal =
        Terminal::run(deck.in_terminal("bash", &["--norc", "-ic", script, "bash", crate::deck::PROGRAM]));
    terminal.wait_for_text("ready");
    terminal.send("\x03");
    terminal.wait_for_end();
    assert_eq!(event(&deck)["outcome"]["exit"], "SIGINT");
}

const UNDER_A_SHELL: &str = "set -m; \"$@\" run -- sh -c 'echo ready; read line; echo got $line; read line'; \
                             echo stopped $?; read go; fg > /dev/null; echo ended $?";

#[test]
fn ctrl_z_stops_it_for_the_shell_and_it_goes_on() {
    let deck = Deck::new();
    deck.run(&["start", "Checkout", "is", "down"]).succeeds();
    let mut terminal = Terminal::run(deck.shell_around(UNDER_A_SHELL));
    terminal.wait_for_text("ready");
    terminal.send("\x1a");
    terminal.wait_for_text("stopped 1");
    assert_eq!(terminal.modes(), *terminal.modes_at_start());
    assert!(deck.run(&["log", "-q", "meanwhile"]).succeeds().stderr.is_empty(), "no lock is held");
    terminal.send("\n");
    until("the terminal to be taken", || terminal.modes().are_raw());
    terminal.send("on\n");
    terminal.wait_for_text("got on");
    terminal.send("\n");
    terminal.wait_for_text("ended 0");
    terminal.wait_for_end();
    assert_eq!(terminal.modes(), *terminal.modes_at_start());
}

#[test]
fn a_terminal_that_is_closed_ends_it_and_that_is_recorded() {
    let deck = Deck::new();
    let mut terminal = running(&deck, "echo ready; exec sleep 1000");
    terminal.wait_for_text("ready");
    terminal.hang_up();
    terminal.wait_for_end();
    assert_eq!(outcome(&deck), ("failed".to_owned(), "SIGHUP".to_owned()));
}

#[test]
fn a_killed_run_gives_the_terminal_back() {
    let deck = Deck::new();
    let mut terminal = running(&deck, "echo ready; exec sleep 1000");
    terminal.wait_for_text("ready");
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.wait_for_end().exit_code(), 143);
    assert_eq!(terminal.modes(), *terminal.modes_at_start());
    assert_eq!(outcome(&deck), ("failed".to_owned(), "SIGTERM".to_owned()));
}

#[test]
fn only_what_is_a_terminal_is_one_to_the_command() {
    let deck = Deck::new();
    let told = "for stream in 0 1 2; do test -t $stream && all=\"$all$stream \"; done; printf \"$all\" > told; \
                echo out; echo err >&2";
    for (script, terminals, seen) in [
        ("\"$@\" run -q -- sh -c \"$told\" 2> errors", "0 1 ", "out"),
        ("\"$@\" run -q -- sh -c \"$told\" > output", "0 2 ", "err"),
        ("echo in | \"$@\" run -q -- sh -c \"$told\"", "1 2 ", "err"),
        ("\"$@\" run -q -- sh -c \"$told\" | cat", "0 2 ", "out"),
        ("\"$@\" run -q -- sh -c \"$told\" < /dev/null > output 2>&1", "", ""),
    ] {
        let mut command = deck.shell_around(script);
        command.env("told", told);
        let mut terminal = Terminal::run(command);
        terminal.wait_for_end();
        assert_eq!(std::fs::read_to_string(deck.path("told")).unwrap(), terminals, "{script}");
        assert!(terminal.text().contains(seen), "{script}: {}", terminal.text());
    }
    assert!(std::fs::read_to_string(deck.path("errors")).unwrap().starts_with("err\n"));
}

/// In a pipe the terminal stays with whoever sits at it: Ctrl-C reaches everybody once.
#[test]
fn in_a_pipe_ctrl_c_is_the_terminals_own() {
    let deck = Deck::new();
    let script = "\"$@\" run -q -- sh -c 'trap \"echo once >> times; exit 3\" INT; echo ready; while :; do sleep 0.02; done' \
                  | (trap '' INT; cat)";
    let mut terminal = Terminal::run(deck.shell_around(script));
    terminal.wait_for_text("ready");
    assert_eq!(terminal.modes(), *terminal.modes_at_start());
    terminal.send("\x03");
    terminal.wait_for_end();
    until("its end", || deck.path("times").exists());
    assert_eq!(std::fs::read_to_string(deck.path("times")).unwrap(), "once\n");
}

#[test]
fn in_the_background_it_takes_no_key() {
    let deck = Deck::new();
    let script = "set -m; \"$@\" run -q -- sh -c 'test -t 1 && echo at work; while ! test -e go; do sleep 0.02; done' & \
                  read line; echo $line > go; wait; echo mine: $line";
    let mut terminal = Terminal::run(deck.shell_around(script));
    terminal.wait_for_text("at work");
    assert_eq!(terminal.modes(), *terminal.modes_at_start());
    terminal.send("hello\n");
    terminal.wait_for_text("mine: hello");
    terminal.wait_for_end();
    assert_eq!(outcome(&deck), ("ok".to_owned(), "0".to_owned()));
}
