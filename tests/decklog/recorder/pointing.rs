//! The mouse as the bytes that terminals really send; and given back, however it ends.

use std::time::Duration;

use rustix::process::Signal;

use super::stops::{UNDER_A_SHELL, wait_for_shell};
use super::{line, store, wait_until_saved};
use crate::deck::Deck;
use crate::terminal::Terminal;

/// The recorder with the mouse taken by hand.
fn with_mouse(deck: &Deck) -> Terminal {
    let mut terminal = deck.open();
    store(&mut terminal, "checkout is down");
    assert!(!terminal.tells_of_mouse());
    take(&mut terminal);
    terminal
}

fn take(terminal: &mut Terminal) {
    terminal.send("\x18m");
    terminal.wait_for_text(" mouse · saved ");
    terminal.wait_for("the mouse to be taken", Terminal::tells_of_mouse);
}

/// Clicks, drags, the wheel, other buttons, columns that there are not, halves of it.
const TOLD: &[&str] = &[
    "\x1b[<0;10;5M\x1b[<0;10;5m",
    "\x1b[<0;10;5M\x1b[<32;12;5M\x1b[<32;14;7M\x1b[<0;14;7m",
    "\x1b[<64;1;1M\x1b[<65;1;1M\x1b[<65;1;1M",
    "\x1b[<2;10;5M\x1b[<35;10;5M\x1b[<128;10;5M",
    "\x1b[<0;9999;9999M",
    "\x1b[M !!\x1b[M#!!",
];

#[test]
fn what_it_does_is_never_typed() {
    let deck = Deck::new();
    let mut terminal = with_mouse(&deck);
    // Whether it was asked for or not.
    for is_taken in [true, false] {
        if !is_taken {
            terminal.send("\x18m");
            // That the mark is gone says nothing: until the m arrives, what C-x leads to covers it.
            terminal.wait_for_text("the terminal's again");
            assert!(!terminal.text().contains("mouse · saved"), "{}", terminal.text());
        }
        terminal.wait_for("the mouse to be whose it is", |terminal| terminal.tells_of_mouse() == is_taken);
        for told in TOLD {
            terminal.send("a");
            terminal.wait_for("an a", |terminal| line(terminal).ends_with("› a"));
            terminal.send(told);
            terminal.send("b");
            terminal.wait_for("a b behind it", |terminal| line(terminal).ends_with("› ab"));
            // A slow line brings its beginning first.
            let in_two = |terminal: &mut Terminal, cut: usize| {
                terminal.send(&told[..cut]);
                terminal.let_pass(Duration::from_millis(2));
                terminal.send(&told[cut..]);
            };
            // A machine that is busy may need longer than an Esc may be alone; not every time.
            let whole = (0..20).any(|_| {
                in_two(&mut terminal, 1);
                terminal.send("c");
                terminal.wait_for("a c behind it", |terminal| line(terminal).ends_with('c'));
                let whole = line(&terminal).ends_with("› abc");
                if !whole {
                    terminal.send("\x15ab");
                    terminal.wait_for("only a and b", |terminal| line(terminal).ends_with("› ab"));
                }
                whole
            });
            assert!(whole, "{told:?}: {}", terminal.text());
            (2..told.len().min(9)).for_each(|cut| in_two(&mut terminal, cut));
            terminal.send("d");
            terminal.wait_for("a d behind it", |terminal| line(terminal).ends_with("› abcd"));
            terminal.send("\x15");
            terminal.wait_for("an empty line", |terminal| line(terminal).ends_with('›'));
        }
    }
    assert_eq!(deck.texts(), ["checkout is down"]);
}

#[test]
fn it_is_given_back_at_the_end_and_by_a_signal() {
    let deck = Deck::new();
    let mut terminal = with_mouse(&deck);
    terminal.send("\x04");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let mut terminal = deck.open();
        take(&mut terminal);
        terminal.signal(signal);
        terminal.wait_for_end();
        terminal.assert_given_back();
    }
}

#[test]
fn whoever_has_the_terminal_meanwhile_has_the_mouse() {
    let deck = Deck::new();
    let mut terminal = Terminal::run(deck.shell_around(UNDER_A_SHELL));
    terminal.wait_for_text(" saved ");
    take(&mut terminal);
    for n in 1..3 {
        terminal.send("\x1a");
        wait_for_shell(&mut terminal, n);
        assert!(!terminal.tells_of_mouse());
        terminal.send("\n");
        terminal.wait_for_text(" mouse · saved ");
        terminal.wait_for("the mouse to be taken", Terminal::tells_of_mouse);
    }
    // So has an editor.
    let mut command = deck.recorder();
    command.env("EDITOR", "sh -c 'echo an editor; read line; echo \"$line\" > \"$0\"'");
    command.env("TMPDIR", deck.path("."));
    let mut terminal = Terminal::run(command);
    terminal.wait_for_text(" saved ");
    take(&mut terminal);
    terminal.send("\x18p");
    terminal.wait_for_text("Postmortem");
    terminal.send("E");
    terminal.wait_for_text("an editor");
    terminal.wait_for("all to be given back", |terminal| {
        !terminal.tells_of_mouse() && !terminal.screen().alternate_screen()
    });
    terminal.send("from there\n");
    terminal.wait_for_text("summary is written");
    terminal.wait_for("the mouse to be taken", Terminal::tells_of_mouse);
}

#[test]
fn a_setting_takes_it_on_the_screens_of_review() {
    let deck = Deck::new();
    deck.set("mouse = true\n");
    let mut terminal = deck.open();
    store(&mut terminal, "d: checkout is down");
    assert!(!terminal.tells_of_mouse());
    terminal.send("\x18p");
    terminal.wait_for_text("mouse · saved");
    terminal.wait_for("the mouse to be taken", Terminal::tells_of_mouse);
    // Its third section, by a click on the row that it has.
    terminal.send("\x1b[<0;5;5M\x1b[<0;5;5m");
    terminal.wait_for("a section to be chosen", |terminal| terminal.row(4).starts_with('›'));
    terminal.send("q");
    wait_until_saved(&mut terminal);
    terminal.wait_for("the mouse to be given back", |terminal| !terminal.tells_of_mouse());
    let shown = deck.run(&["config", "show"]).succeeds().stdout;
    assert!(shown.contains("mouse                    true  (default false)"), "{shown}");
}
