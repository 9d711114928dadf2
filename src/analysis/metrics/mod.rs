//! The figures of one incident: a row and a function each, never a zero for what is unknown.
//!
//! They describe this incident only. Across incidents, means of such figures mislead: durations
//! are few and skewed (VOID reports 2021 and 2022; Davidovič, "Incident Metrics in SRE", 2021).

mod measure;

use self::measure::Figure;
use super::Analysis;
use crate::time::Span;
use crate::timeline::RecordId;

/// One figure, with the events it was measured between.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Metric {
    pub name: &'static str,
    /// As a document names it, its anchor included: `Detected → acknowledged`.
    pub label: &'static str,
    pub printed: Printed,
    pub span: Option<Span>,
    pub state: MetricState,
    /// Why there is no figure, or what stands for an end that nobody recorded; empty for a figure
    /// between what was recorded.
    pub reason: String,
    pub from: Option<RecordId>,
    pub to: Option<RecordId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MetricState {
    Recorded,
    /// The incident is not over; what ends it may still come.
    Pending,
    /// What ends it does not happen in every incident, and did not in this one.
    NotApplicable,
    Unknown,
}

impl MetricState {
    /// The word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            MetricState::Recorded => "recorded",
            MetricState::Pending => "pending",
            MetricState::NotApplicable => "not_applicable",
            MetricState::Unknown => "unknown",
        }
    }
}

/// One row of the table of metrics.
#[derive(Debug)]
pub struct MetricRow {
    pub name: &'static str,
    pub label: &'static str,
    pub help: &'static str,
    pub printed: Printed,
    measure: Measure,
}

/// When a document prints a metric.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Printed {
    /// Unless it does not apply; what is unknown is not left out.
    Always,
    /// Nobody would miss it.
    IfKnown,
    /// Another says it.
    Never,
}

type Measure = for<'a> fn(&Analysis<'a>) -> Figure<'a>;

/// Every metric, in the order in which they are listed.
pub const METRICS: &[MetricRow] = &[
    row(
        Printed::Never,
        "impact_duration",
        "Impact",
        "from the start of the impact, or the first that was seen of it, to the resolution, less the time in which \
         it had gone away",
        |all| all.impact_duration(),
    ),
    row(
        Printed::IfKnown,
        "response_duration",
        "Declared → all clear",
        "from the declaration to the all clear, else to the closing",
        |all| all.response_duration(),
    ),
    row(
        Printed::Always,
        "time_to_detect",
        "Impact → detected",
        "from the recorded start of the impact to the detection",
        |all| all.between(all.impact_start(), all.detected()),
    ),
    row(
        Printed::Never,
        "alert_delay",
        "Detected → somebody alerted",
        "from the signal until it reached somebody, who acknowledged it at the latest",
        |all| all.alert_delay(),
    ),
    row(
        Printed::Always,
        "time_to_acknowledge",
        "Detected → acknowledged",
        "from the detection until somebody worked on it",
        |all| all.between(all.detected(), all.acknowledged()),
    ),
    row(
        Printed::Always,
        "time_to_escalate",
        "Detected → escalated",
        "from the detection until somebody else was called",
        |all| all.between(all.detected(), all.escalated()),
    ),
    row(
        Printed::IfKnown,
        "handoff_idle",
        "Cause found → escalated",
        "from the cause until somebody else was called, where the cause was known first",
        |all| all.handoff_idle(),
    ),
    row(
        Printed::Always,
        "time_to_diagnose",
        "Detected → cause found",
        "from the detection until the cause was found",
        |all| all.between(all.detected(), all.diagnosed()),
    ),
    row(
        Printed::Always,
        "time_to_mitigate",
        "Detected → mitigated",
        "from the detection until the impact was smaller",
        |all| all.between(all.detected(), all.mitigated()),
    ),
    row(
        Printed::IfKnown,
        "time_to_mitigate_from_impact",
        "Impact → mitigated",
        "from the recorded start of the impact until it was smaller",
        |all| all.between(all.impact_start(), all.mitigated()),
    ),
    row(
        Printed::IfKnown,
        "time_to_restore",
        "Impact → resolved",
        "from the recorded start of the impact to the resolution",
        |all| all.between(all.impact_start(), all.resolved()),
    ),
    row(
        Printed::Always,
        "time_to_restore_from_detection",
        "Detected → resolved",
        "from the detection to the resolution",
        |all| all.between(all.detected(), all.resolved()),
    ),
    row(Printed::Never, "fix_time", "Cause found → resolved", "from the cause to the resolution", |all| {
        all.between(all.diagnosed(), all.resolved())
    }),
    row(
        Printed::IfKnown,
        "recovery_tail",
        "Mitigated → resolved",
        "from the mitigation, else from the last action, to the resolution",
        |all| all.recovery_tail(),
    ),
    row(Printed::IfKnown, "verification", "Resolved → all clear", "from the resolution to the all clear", |all| {
        all.between(all.resolved(), all.all_clear())
    }),
    row(
        Printed::Always,
        "misled_time",
        "On paths later ruled out",
        "on paths later ruled out, less what ran beside the right one",
        |all| all.misled_time(),
    ),
    row(
        Printed::Always,
        "unattributed_time",
        "On no recorded path",
        "between detection and cause, with no hypothesis open",
        |all| all.unattributed_time(),
    ),
    row(
        Printed::Always,
        "longest_silence",
        "Longest silence",
        "the longest time without an entry while the impact lasted",
        |all| all.silence(),
    ),
    row(
        Printed::Never,
        "recording_lag",
        "Happened → recorded (median)",
        "how long after it happened half of the entries were recorded, at most",
        |all| all.recording_lag(),
    ),
    row(
        Printed::Never,
        "full_outage",
        "Impact as a full outage",
        "each share of users affected, times how long it lasted",
        |all| all.full_outage_time(),
    ),
    row(
        Printed::IfKnown,
        "deployment_recovery",
        "Change → resolved",
        "from the change that is linked to the cause to the resolution (DORA: failed deployment recovery time)",
        |all| all.deployment_recovery(),
    ),
];

const fn row(
    printed: Printed,
    name: &'static str,
    label: &'static str,
    help: &'static str,
    measure: Measure,
) -> MetricRow {
    MetricRow { name, label, help, printed, measure }
}

#[cfg(test)]
mod tests;
