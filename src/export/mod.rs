//! A timeline written out: Markdown, JSON, plain text. Strings only; no file, no clock.
//!
//! The same timeline gives the same bytes on any machine and at any hour.

mod calendar;
mod chosen;
mod clocks;
mod csv;
mod diagram;
mod drafts;
mod escape;
mod fenced;
mod figures;
mod json;
mod people;
mod profile;
mod prose;
mod published;
mod questions;
mod report;
mod rows;
mod template;
mod text;
mod word_count;
mod wording;

#[cfg(test)]
mod gated;
#[cfg(test)]
mod paged;
#[cfg(test)]
pub(crate) mod rendered;
#[cfg(test)]
mod survives;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unforeseen;

pub use chosen::Chosen;
pub use diagram::Diagram;
pub use drafts::drafted;
pub use figures::Figure;
pub use json::{inert_json, json, json_of};
pub use profile::{Names, PROFILES, Profile, ProfileRow};
pub use published::{Pictured, Published, Wanted};
pub use report::{
    Attached, Cause, Day, Drawn, Duration, Held, Measure, Muted, PathRow, Picture, Report, Tally, Written,
};
pub use rows::Row;
pub use template::{Markup, TEMPLATES, Template, TemplateError, render};
pub use text::text;
pub use word_count::{examined, written_words};

use crate::timeline::Timeline;

/// What is written in a section, as the Markdown that it becomes in a document.
pub fn section_markdown(text: &str) -> String {
    prose::markdown(text)
}

/// The postmortem in its brief form.
pub fn markdown(timeline: &Timeline) -> String {
    let published = Published::of(timeline, Wanted::default());
    published.document(Markup::Markdown)
}
