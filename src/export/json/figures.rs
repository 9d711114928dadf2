//! What follows from a timeline, as JSON: metrics, milestones, severities, updates, gaps.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::stamp;
use crate::analysis::{Analysis, AtSeverity, Gap, Lateness, Metric, Milestone, Updates};
use crate::time::{Span, Zone};
use crate::timeline::Event;

/// All of it, in the order in which it stands in the object of the incident.
#[derive(Serialize)]
pub(super) struct FiguresJson {
    metrics: MetricsJson,
    milestones: Vec<MilestoneJson>,
    /// The part of the time from detection to cause that went into paths ruled out, in percent.
    misled_percent: Option<(i64, i64)>,
    severities: Vec<SeverityJson>,
    /// The severity that was settled on after the resolution, where that is another one.
    regraded: Option<u8>,
    updates: UpdatesJson,
    recording: Option<RecordingJson>,
    gaps: Vec<GapJson>,
}

impl FiguresJson {
    /// What is measured between events that are told outside, and nothing else.
    pub(super) fn outside(analysis: &Analysis, zone: &Zone) -> FiguresJson {
        const TOLD: [&str; 9] = [
            "impact_duration",
            "time_to_detect",
            "time_to_diagnose",
            "time_to_mitigate",
            "time_to_mitigate_from_impact",
            "time_to_restore",
            "time_to_restore_from_detection",
            "fix_time",
            "recovery_tail",
        ];
        let mut figures = FiguresJson::of(analysis, zone);
        figures.metrics.0.retain(|metric| TOLD.contains(&metric.name));
        let untold = ["acknowledged", "declared", "escalated"];
        figures.milestones.retain(|milestone| !untold.contains(&milestone.name));
        (figures.misled_percent, figures.recording) = (None, None);
        (figures.severities, figures.gaps) = (Vec::new(), Vec::new());
        figures
    }

    pub(super) fn of(analysis: &Analysis, zone: &Zone) -> FiguresJson {
        FiguresJson {
            metrics: MetricsJson(analysis.metrics()),
            milestones: analysis.milestones.rows().map(|milestone| MilestoneJson::of(milestone, zone)).collect(),
            misled_percent: analysis.misled_share().map(|share| (share.least_percent, share.most_percent)),
            severities: analysis.severities().iter().map(SeverityJson::of).collect(),
            regraded: analysis.regraded(),
            updates: UpdatesJson::of(analysis.updates()),
            recording: Some(RecordingJson::of(analysis.lateness())),
            gaps: analysis.gaps(GAP_MS).iter().map(|gap| GapJson::of(gap, zone)).collect(),
        }
    }
}

/// An object with a key for each metric, in the order of their table.
struct MetricsJson(Vec<Metric>);

/// What an event set, or stands for.
#[derive(Serialize)]
struct MilestoneJson {
    name: &'static str,
    event: Option<String>,
    at: Option<String>,
    /// What stands for it, where nobody recorded it.
    derived_from: Option<&'static str>,
}

#[derive(Serialize)]
struct SeverityJson {
    severity: u8,
    minutes: Option<(i64, Option<i64>)>,
}

#[derive(Serialize)]
struct UpdatesJson {
    sent: usize,
    promised: usize,
    in_time: usize,
    latest_minutes: i64,
}

/// How soon what happened was recorded.
#[derive(Serialize)]
struct RecordingJson {
    entries: usize,
    backdated: usize,
    after_resolution: usize,
}

/// A silence of at least ten minutes while the impact lasted.
#[derive(Serialize)]
struct GapJson {
    from: String,
    to: String,
    minutes: (i64, Option<i64>),
    /// It lies within a range that was stated of an event.
    within_range: bool,
}

const GAP_MS: i64 = 600_000;

#[derive(Serialize)]
struct MetricJson {
    minutes: Option<(i64, Option<i64>)>,
    state: &'static str,
    /// Why there is no figure, or what stands for an end that nobody recorded.
    reason: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

impl MilestoneJson {
    fn of(milestone: Milestone, zone: &Zone) -> MilestoneJson {
        let Milestone { row, event, is_derived } = milestone;
        MilestoneJson {
            name: row.name,
            event: event.map(|event| event.id.to_string()),
            at: event.and_then(Event::bound).map(|at| stamp(zone, at)),
            derived_from: Some(row.derived_from).filter(|_| is_derived),
        }
    }
}

impl SeverityJson {
    fn of(step: &AtSeverity) -> SeverityJson {
        SeverityJson { severity: step.severity, minutes: step.length.map(Span::minutes) }
    }
}

impl UpdatesJson {
    fn of(updates: Updates) -> UpdatesJson {
        let Updates { sent, promised, in_time, latest_ms } = updates;
        UpdatesJson { sent, promised, in_time, latest_minutes: latest_ms / 60_000 }
    }
}

impl RecordingJson {
    fn of(lateness: Lateness) -> RecordingJson {
        let Lateness { entries, backdated, after_resolution, .. } = lateness;
        RecordingJson { entries, backdated, after_resolution }
    }
}

impl GapJson {
    fn of(gap: &Gap, zone: &Zone) -> GapJson {
        GapJson {
            from: stamp(zone, gap.start.moment),
            to: stamp(zone, gap.end.moment),
            minutes: gap.length.minutes(),
            within_range: gap.within_range,
        }
    }
}

impl Serialize for MetricsJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.0.len()))?;
        for metric in &self.0 {
            let value = MetricJson {
                minutes: metric.span.map(Span::minutes),
                state: metric.state.name(),
                reason: Some(metric.reason.clone()).filter(|reason| !reason.is_empty()),
                from: metric.from.map(|id| id.to_string()),
                to: metric.to.map(|id| id.to_string()),
            };
            object.serialize_entry(metric.name, &value)?;
        }
        object.end()
    }
}
