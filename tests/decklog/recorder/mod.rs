//! The recorder as somebody at a terminal meets it: the real program, real keys, real signals.

mod bytes;
mod editor;
mod ends;
mod hostile;
mod kept;
mod looks;
mod pastes;
mod pointing;
mod reviewing;
mod stops;

use std::time::Duration;

use crate::terminal::Terminal;

/// Types a line, stores it, and waits until it is on disk.
pub fn store(terminal: &mut Terminal, line: &str) {
    terminal.send(line);
    terminal.wait_for_text(&format!("› {line}"));
    terminal.send("\r");
    wait_until_saved(terminal);
}

/// Waits until nothing is in the line and everything is on disk.
pub fn wait_until_saved(terminal: &mut Terminal) {
    terminal.wait_for("everything to be saved", |terminal| {
        let screen = terminal.text();
        line(terminal).ends_with('›') && screen.contains(" saved ") && !screen.contains("not saved")
    });
}

/// The row in which the line is typed.
fn line(terminal: &Terminal) -> String {
    let rows = terminal.screen().size().0.get();
    terminal.row(rows - 2)
}

/// What is said below it.
fn quiet_line(terminal: &Terminal) -> String {
    let rows = terminal.screen().size().0.get();
    terminal.row(rows - 1)
}

/// Waits for something that does not show on the screen, while the screen goes on.
fn wait_until(terminal: &mut Terminal, what: &str, is_so: impl Fn() -> bool) {
    let tries = 3000;
    let so = (0..tries).any(|_| {
        terminal.let_pass(Duration::from_millis(10));
        is_so()
    });
    assert!(so, "waited for {what}, and the screen is:\n{}", terminal.text());
}
