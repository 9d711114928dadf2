//! The figures of a report: each metric in words, with the times it was measured between.

use serde::Serialize;

use super::rows::Teller;
use crate::analysis::{AtSeverity, Metric, MetricState, Printed, Share};
use crate::time::{Said, Stamp, When};
use crate::timeline::{Event, RecordId, Tag};
use crate::words;

/// One row of the table of metrics.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Figure {
    /// `Detected → acknowledged`
    pub label: String,
    /// `5 min`, `20–35 min`; empty where it is not known.
    pub value: String,
    /// Why it is not known, or what stands for an end that nobody recorded.
    pub reason: String,
    /// Whether it is not known yet, because the incident is not over.
    pub pending: bool,
    /// `10:00 to 10:05`; empty where it was not measured between two events.
    pub between: String,
}

/// The rows of the table of metrics; none where not one of them is known.
pub(super) fn figures(teller: &Teller) -> Vec<Figure> {
    // Where the resolution stands for a mitigation, its own row says all there is to say.
    let is_said = |metric: &Metric| {
        teller.analysis.milestones.mitigated_is_derived && metric.name.starts_with("time_to_mitigate")
    };
    let is_printed = |metric: &Metric| match (metric.printed, metric.state) {
        (Printed::Never, _) | (_, MetricState::NotApplicable) => false,
        (Printed::IfKnown, state) => state == MetricState::Recorded && !is_said(metric),
        (Printed::Always, _) => !is_said(metric),
    };
    let metrics = teller.analysis.metrics();
    let mut figures: Vec<Figure> =
        metrics.iter().filter(|metric| is_printed(metric)).map(|metric| figure(metric, teller)).collect();
    if !figures.iter().any(|figure| !figure.value.is_empty()) {
        return Vec::new();
    }
    figures.extend([severities(teller), updates(teller), lateness(teller), coordination(teller)].into_iter().flatten());
    figures
}

fn figure(metric: &Metric, teller: &Teller) -> Figure {
    let share = match metric.name {
        "misled_time" => teller.analysis.misled_share(),
        _ => None,
    };
    let share = share.map_or_else(String::new, |share| format!(", {} of the time to the cause", percent(share)));
    Figure {
        label: metric.label.to_owned(),
        value: metric.span.map_or_else(String::new, |span| words::span(span) + &share),
        reason: metric.reason.clone(),
        pending: metric.state == MetricState::Pending,
        between: between(metric, teller),
    }
}

/// `33 %`, `33–67 %`
fn percent(share: Share) -> String {
    match (share.least_percent, share.most_percent) {
        (least, most) if least == most => format!("{most} %"),
        (0, most) => format!("≤ {most} %"),
        (least, most) => format!("{least}–{most} %"),
    }
}

/// The times of the two events; none where what lies between them is not all that was measured.
fn between(metric: &Metric, teller: &Teller) -> String {
    if metric.name == "longest_silence"
        && let Some(gap) = teller.analysis.longest_silence()
    {
        // Of a range that was stated, one end is meant; or when the impact came back.
        let edge = |event: &Event, at: Stamp| match event.when().said {
            said if matches!(said, Said::Between(..)) || event.when().bound() != Some(at) => {
                teller.calendar.dated_clock(&When::minute(at))
            }
            _ => teller.calendar.dated_clock(event.when()),
        };
        return format!("{} to {}", edge(gap.from, gap.start), edge(gap.to, gap.end));
    }
    let clock = |id: Option<RecordId>| teller.time(teller.analysis.timeline.event(id?)?);
    let is_a_sum = matches!(metric.name, "misled_time" | "unattributed_time");
    let ends = clock(metric.from).zip(clock(metric.to)).filter(|_| metric.span.is_some() && !is_a_sum);
    ends.map_or_else(String::new, |(from, to)| format!("{from} to {to}"))
}

fn plain(label: &str, value: String) -> Figure {
    Figure { label: label.to_owned(), value, reason: String::new(), pending: false, between: String::new() }
}

/// How long it was how bad; nothing to say where it was the same all the time.
fn severities(teller: &Teller) -> Option<Figure> {
    let over = teller.analysis.is_over();
    let length = |step: &AtSeverity| match step.length {
        Some(length) => words::span(length),
        None if over => "for an unknown time".to_owned(),
        None => "until now".to_owned(),
    };
    let steps = teller.analysis.severities();
    let mut said: Vec<String> = steps.iter().map(|step| format!("SEV{} {}", step.severity, length(step))).collect();
    said.extend(teller.analysis.regraded().map(|severity| format!("afterwards regraded to SEV{severity}")));
    (said.len() > 1).then(|| plain("Severity", said.join(", ")))
}

fn updates(teller: &Teller) -> Option<Figure> {
    let updates = teller.analysis.updates();
    let kept = match (updates.promised, updates.in_time) {
        (0, _) => String::new(),
        (promised, in_time) if promised == in_time => ", each when it was promised".to_owned(),
        (promised, in_time) => {
            let late = words::minutes(updates.latest_ms / 60_000);
            format!(", {in_time} of {promised} when it was promised, at worst {late} late")
        }
    };
    (updates.sent > 0).then(|| plain("Status updates", format!("{}{kept}", updates.sent)))
}

/// How much was recorded late; of an incident that was written down afterwards, all was.
fn lateness(teller: &Teller) -> Option<Figure> {
    if teller.analysis.timeline.incident().is_written_afterwards() {
        return None;
    }
    let lateness = teller.analysis.lateness();
    let of = |n: usize| format!("{n} of {}", words::count(lateness.entries, "entry"));
    let after = match lateness.after_resolution {
        0 => String::new(),
        n => format!("; {n} entered after the resolution"),
    };
    (lateness.backdated > 0).then(|| plain("Recorded late", format!("{}{after}", of(lateness.backdated))))
}

fn coordination(teller: &Teller) -> Option<Figure> {
    let told = teller.analysis.coordination();
    let has_roles = teller.analysis.timeline.count(Tag::Role) > 0;
    let parts = [(told.people, "person"), (told.escalations, "escalation"), (told.handovers, "handover")];
    let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| words::count(*n, noun)).collect();
    has_roles.then(|| plain("Working together", words::list(&parts)))
}
