//! What is worked out from the timeline as a whole, as far as the screen shows it.

use std::collections::HashMap;

use crate::analysis::filter::FilterContext;
use crate::analysis::{Analysis, Axis, Followed, PathState, Stage};
use crate::timeline::{RecordId, Timeline};
use crate::tui::screen::Context;
use crate::words;

/// The incident in outline.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    /// None where fewer than two moments were recorded.
    pub(super) axis: Option<Axis>,
    pub(super) stages: Vec<Stage>,
    /// In the order of recording.
    pub(super) paths: Vec<PathLine>,
    /// What no row tells of itself, for filters.
    pub(super) facts: FilterContext,
    /// What each of these events was first of: `detected`.
    pub(super) milestones: HashMap<RecordId, Vec<&'static str>>,
    pub(super) is_over: bool,
    /// `2 h 00`; empty while it is not known.
    pub(super) length: String,
}

/// One hypothesis on the axis.
#[derive(Clone, Debug)]
pub(super) struct PathLine {
    /// `H1`
    pub(super) label: String,
    pub(super) name: String,
    pub(super) state: PathState,
    pub(super) followed: Vec<Followed>,
    /// It goes on, or somebody said when it was decided.
    pub(super) ends_at_a_time: bool,
    /// `10 min`; empty while it is open.
    pub(super) length: String,
}

impl Outline {
    pub(super) fn of(timeline: &Timeline, context: &Context) -> Outline {
        let analysis = Analysis::of(timeline);
        let mut milestones: HashMap<RecordId, Vec<&'static str>> = HashMap::new();
        for milestone in analysis.milestones.rows().filter(|milestone| !milestone.is_derived) {
            if let Some(event) = milestone.event {
                milestones.entry(event.id).or_default().push(milestone.row.name);
            }
        }
        let paths = analysis.paths.iter().filter_map(|path| {
            let known = path.hypothesis?;
            Some(PathLine {
                label: words::one_line(&known.label),
                name: words::one_line(&known.name),
                state: path.state,
                followed: path.followed.clone(),
                ends_at_a_time: path.closed.is_none_or(|closed| closed.bound().is_some()),
                length: path.length.map(words::span).unwrap_or_default(),
            })
        });
        let length = analysis.metric("impact_duration").and_then(|metric| metric.span);
        Outline {
            axis: analysis.axis(context.session.zone()),
            facts: FilterContext::of(&analysis, context.settings.gap.of(timeline.severity())),
            stages: analysis.course(),
            paths: paths.collect(),
            milestones,
            is_over: analysis.is_over(),
            length: length.map(words::span).unwrap_or_default(),
        }
    }
}
