//! decklog: record an outage while fighting it, review the timeline, export the postmortem.

pub mod analysis;
pub mod export;
pub mod time;
pub mod timeline;
pub mod words;
