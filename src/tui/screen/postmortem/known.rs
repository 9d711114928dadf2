//! What the Postmortem screen knows of a timeline: worked out when it changes, not with every key.

use super::preview::Place;
use crate::analysis::{ACTION_ITEMS, Analysis, Finding, Level, Lint, NEEDED, Subject};
use crate::config::Settings;
use crate::export::{Drawn, Markup, Profile, Published, Report, Wanted, examined};
use crate::timeline::{ActionItem, Fill, SECTIONS, Section, SectionRow, Timeline};

/// One version of the timeline, looked at.
pub(super) struct Known {
    pub(super) version: u64,
    pub(super) states: Vec<SectionState>,
    pub(super) items: Vec<ActionItem>,
    pub(super) lint: Lint,
    /// Whether all rules may speak.
    pub(super) is_over: bool,
    /// The lines of the document that the preview shows.
    pub(super) document: Vec<String>,
}

/// A section as it stands.
pub(super) struct SectionState {
    pub(super) row: &'static SectionRow,
    pub(super) written: Option<Section>,
    /// What the timeline says for one that is not written.
    pub(super) draft: Option<String>,
    pub(super) state: State,
    /// The line of the document that it begins with, and whether its text is there, too.
    pub(super) place: Option<Place>,
}

/// How far a section is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Written or confirmed; or it follows from the timeline.
    There,
    /// Left out, with a reason.
    LeftOut,
    /// Drafted from the timeline, and nobody has looked at it.
    Drafted,
    /// Needed, and nothing is there.
    Missing,
    /// Nothing is there, and nothing need be.
    Empty,
}

impl Known {
    pub(super) fn of(timeline: &Timeline, settings: &Settings) -> Known {
        let analysis = Analysis::of(timeline);
        let lint = Lint::of(&analysis, examined(timeline, settings.gap));
        let items = timeline.action_items();
        let document = document(timeline);
        let report = Report::of(timeline, Profile::Full, Drawn::default());
        let mut sections = timeline.sections();
        let mut written = |name: &str| {
            let at = sections.iter().position(|section| section.name == name)?;
            Some(sections.swap_remove(at))
        };
        let states = SECTIONS.iter().map(|row| {
            let written = written(row.name);
            let draft = report.drafted(row.name).map(str::to_owned);
            let has_items = row.name == ACTION_ITEMS && !items.is_empty();
            let asked_for =
                |finding: &Finding| finding.at == Subject::Section(row.name) && finding.rule.level != Level::Hint;
            let state = match (&written, &draft) {
                (Some(section), _) if section.skipped().is_some() => State::LeftOut,
                (Some(_), _) => State::There,
                _ if row.fill == Fill::Auto || has_items => State::There,
                (None, Some(_)) => State::Drafted,
                _ if NEEDED.contains(&row.name) || lint.findings.iter().any(asked_for) => State::Missing,
                _ => State::Empty,
            };
            let text = written.as_ref().map(|section| section.text.as_str()).or(draft.as_deref());
            let place = Place::of(row, text.unwrap_or_default(), &document);
            SectionState { row, written, draft, state, place }
        });
        let states = states.collect();
        Known { version: timeline.version(), states, is_over: analysis.is_over(), document, items, lint }
    }
}

/// The document as it would be exported with everything in it.
fn document(timeline: &Timeline) -> Vec<String> {
    let published = Published::of(timeline, Wanted { profile: Profile::Full, ..Wanted::default() });
    published.document(Markup::Markdown).lines().map(str::to_owned).collect()
}
