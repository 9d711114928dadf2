//! decklog: record an outage while fighting it, review the timeline, export the postmortem.

pub mod time;
pub mod timeline;
pub mod tui;
pub mod words;
