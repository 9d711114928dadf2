//! A timeline written out: Markdown, JSON, plain text. Strings only; no file, no clock.
//!
//! The same timeline gives the same bytes on any machine and at any hour.

mod calendar;
mod clocks;
mod drafts;
mod escape;
mod figures;
mod json;
mod markdown;
mod questions;
mod report;
mod rows;
mod text;
mod word_count;

#[cfg(test)]
mod rendered;
#[cfg(test)]
mod survives;
#[cfg(test)]
mod tests;

pub use drafts::drafted;
pub use figures::Figure;
pub use json::{inert_json, json};
pub use markdown::markdown;
pub use report::{Cause, Day, Duration, Measure, PathRow, Report};
pub use rows::Row;
pub use text::text;
pub use word_count::brief_words;
