//! The sections as they stand: written, drafted from the timeline, left out on purpose, or missing.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Report;
use crate::export::drafts::draft;
use crate::timeline::{Fill, SECTIONS, Section, SectionRow, Timeline};
use crate::words::{capitalised, with_stop};

/// A section.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Written {
    pub name: String,
    /// Its heading.
    pub title: String,
    /// auto, assisted, asked.
    pub fill: &'static str,
    /// The question that it answers.
    pub question: &'static str,
    /// `written`; `drafted` from the timeline, and confirmed by nobody; `skipped` on purpose; `auto`:
    /// nobody wrote anything, and it follows from the timeline; or `missing`.
    pub state: &'static str,
    /// What is written: through the filter `prose` it is what its marks mean. Or what is drafted: in
    /// the words of events, which are text and have no marks.
    pub text: Option<String>,
    /// That it was left out, and why, as it was typed: `Not applicable because …`
    pub skipped: Option<String>,
    /// Whether somebody said something of it: wrote it, or left it out on purpose.
    pub said: bool,
}

/// Every section by its name, and what was written under other names.
pub(super) fn sections(timeline: &Timeline, report: &Report) -> (BTreeMap<&'static str, Written>, Vec<Written>) {
    let written = timeline.sections();
    let (known, others): (Vec<Section>, Vec<Section>) =
        written.into_iter().partition(|section| section.row().is_some());
    let of = |row: &'static SectionRow| {
        let section = known.iter().find(|section| section.name == row.name);
        (row.name, Written::of(row, section, draft(report, row.name)))
    };
    (SECTIONS.iter().map(of).collect(), others.into_iter().map(Written::other).collect())
}

impl Written {
    fn of(row: &SectionRow, section: Option<&Section>, draft: Option<String>) -> Written {
        let skipped = section.filter(|section| section.skipped().is_some()).map(|section| with_stop(&section.text));
        let (state, text) = match (section, skipped.is_some(), row.fill, draft) {
            (Some(_), true, ..) => ("skipped", None),
            (Some(section), false, ..) => ("written", Some(section.text.clone())),
            (None, _, Fill::Auto, _) => ("auto", None),
            (None, _, Fill::Assisted, Some(draft)) => ("drafted", Some(draft)),
            (None, ..) => ("missing", None),
        };
        Written {
            name: row.name.to_owned(),
            title: row.title.to_owned(),
            fill: row.fill.name(),
            question: row.question,
            state,
            text,
            skipped,
            said: section.is_some(),
        }
    }

    fn other(section: Section) -> Written {
        let title = capitalised(&section.name);
        let (name, text) = (section.name, Some(section.text));
        Written {
            name,
            title,
            fill: Fill::Asked.name(),
            question: "",
            state: "written",
            text,
            skipped: None,
            said: true,
        }
    }
}
