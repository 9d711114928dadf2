//! The commands as a script or another shell meets them.

mod asked;
mod attached;
mod batches;
mod doctored;
mod documents;
mod explained;
mod fed;
mod filtered;
mod imported;
mod in_a_shell;
mod in_memory;
mod kept_aside;
mod linted;
mod listed;
mod logged;
mod merged;
mod modes;
mod moved;
mod pipes;
mod refused;
mod shared;
mod sources;
mod standing;
mod templates;
mod written;

use crate::deck::Deck;

/// A deck with an incident that has these lines.
fn deck_with(lines: &[&str]) -> Deck {
    let deck = Deck::new();
    deck.run(&["start", "Checkout", "is", "down"]).succeeds();
    for line in lines {
        // With its day: a time of today is read by how far off it is, and tests run at any hour.
        let has_time = line.starts_with(|c: char| c.is_ascii_digit());
        let line = if has_time { format!("2024-06-07 {line}") } else { (*line).to_owned() };
        deck.run(&["log", &line]).succeeds();
    }
    deck
}

/// Beginnings of the answers to `log`: the ids by which `show` and `redact` name the events.
fn ids(answers: &str) -> Vec<&str> {
    answers.lines().filter_map(|line| line.split_whitespace().next()).collect()
}
