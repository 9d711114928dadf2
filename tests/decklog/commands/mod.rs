//! The commands as a script or another shell meets them.

mod asked;
mod documents;
mod explained;
mod fed;
mod filtered;
mod linted;
mod listed;
mod logged;
mod modes;
mod moved;
mod pipes;
mod refused;
mod shared;
mod standing;
mod templates;
mod written;

use crate::deck::Deck;

/// A deck with an incident that has these lines.
fn deck_with(lines: &[&str]) -> Deck {
    let deck = Deck::new();
    deck.run(&["start", "Checkout", "is", "down"]).succeeds();
    for line in lines {
        deck.run(&["log", line]).succeeds();
    }
    deck
}

/// Beginnings of the answers to `log`: the ids by which `show` and `redact` name the events.
fn ids(answers: &str) -> Vec<&str> {
    answers.lines().filter_map(|line| line.split_whitespace().next()).collect()
}
