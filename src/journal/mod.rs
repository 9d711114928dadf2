//! The disk: one append-only file per writer, nothing rewritten, everything checked.
//!
//! [`append`] joins records to a chain of sums under the file's lock; [`recovery`] reads whatever
//! is there; [`clocks`] tells what the clocks did in between; [`follow`] sees what others add;
//! [`foreign`] takes in what they wrote elsewhere; [`shelf`] knows where things lie, [`fallback`] where
//! they lie while the disk takes nothing. Everything goes
//! through a [`medium`], so that tests can pull the disk from under it.
//!
#![doc = include_str!("format.md")]

pub mod append;
pub mod chain;
pub mod checkup;
pub mod clocks;
pub mod codec;
mod dirs;
pub mod drafts;
pub mod evidence;
pub mod fallback;
pub mod follow;
pub mod foreign;
pub mod line;
pub mod lock;
pub mod medium;
#[cfg(target_os = "linux")]
mod notice;
pub mod reading;
pub mod recovery;
pub mod redact;
pub mod shelf;
pub mod summary;
pub mod verify;
pub mod volume;
