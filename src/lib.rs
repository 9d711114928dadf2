//! decklog: record an outage while fighting it, review the timeline, export the postmortem.

pub mod analysis;
pub mod cli;
pub mod entry;
pub mod export;
pub mod journal;
pub mod session;
pub mod time;
pub mod timeline;
pub mod tui;
pub mod words;
