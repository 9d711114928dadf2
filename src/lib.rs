//! decklog: record an outage while fighting it, review the timeline, export the postmortem.
//!
//! # The way of data
//!
//! ```text
//!  key press                                       arguments, standard input
//!     │ tui::input                                      │ cli
//!     ▼                                                 ▼
//!  command row of a screen ──► entry: the line understood ◄──┤
//!     │                             (when, tag, text)          ▼
//!     │                                        import: foreign bytes ─► events, items, problems
//!     └─────────► session: the one door for writes ◄───────────┘
//!                      │
//!        ┌─────────────┴──────────────┐
//!        ▼                            ▼
//!  journal: one line, appended,  timeline: the fold of all records,
//!  synced beside the screen      shown at once, marked until synced
//!                                     │
//!                                     ▼
//!                    analysis: milestones, paths, metrics, prompts
//!                                     │
//!                     ┌───────────────┴────────────┐
//!                     ▼                            ▼
//!            tui: screens, widgets       export: report ─► template ─► text
//! ```
//!
//! # What always holds
//!
//! 1. The screen says *saved* only when the journal has synced ([`session`]).
//! 2. Nothing rewrites a journal but a redaction; a correction is a new record ([`journal`]).
//! 3. [`timeline::Timeline::apply`] is the only mutation of what is recorded, for replay and live; the
//!    same records in any order of arrival give the same timeline. Looking back works on a copy.
//! 4. timeline, analysis, entry, import and export do no I/O and read no clock; on any input they return
//!    values and doubts, never panic.
//! 5. The JSON names of the journal exist in one file ([`journal::codec`]).
//! 6. A screen asks through an effect and never acts; drawing changes nothing ([`tui`]).
//! 7. Only the theme names colours; only `tui::terminal` and `tui::input` name the terminal
//!    library; only [`cli`] prints, reads the environment, or exits.
//! 8. Time comes from a clock that is handed in ([`time::Clock`]).
//! 9. Lists of things (tags, commands of a screen, metrics) are slices of rows; help, hints and
//!    tables are made from them.
//! 10. What a newer version wrote is kept and shown, never dropped.
//!
//! # The rooms
//!
//! Arrows go down only, and a test checks it (`tests/decklog/directions.rs`).

// In the order in which the data goes, from the outside in.
pub mod cli;

pub mod tui;

pub mod config;

pub mod session;

pub mod export;

pub mod journal;

pub mod import;

pub mod entry;

pub mod analysis;

pub mod timeline;

pub mod sensitive;

pub mod words;

pub mod time;

pub mod beside;
