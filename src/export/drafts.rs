//! Drafts: what the timeline already says of a section that a person is to write or confirm.
//!
//! In the words of the events and of nobody else; what was not recorded is not in it.

use super::profile::Profile;
use super::report::{Drawn, Report};
use crate::timeline::Timeline;
use crate::words::{capitalised, with_stop};

/// What the timeline says of an assisted section; none where it says nothing for it.
pub fn drafted(timeline: &Timeline, section: &str) -> Option<String> {
    Report::of(timeline, Profile::Full, Drawn::default()).drafted(section).map(str::to_owned)
}

/// The draft of an assisted section, from a report.
pub(super) fn draft(report: &Report, section: &str) -> Option<String> {
    let text = match section {
        "summary" => summary(report),
        "root cause" => lines(report.causes.iter().map(|cause| cause.row.text.as_str())),
        "resolution" => lines(report.resolution.iter().map(|row| row.text.as_str())),
        "glossary" => zone(report),
        "action items" => lines(report.measures.iter().map(|measure| measure.task.as_str())),
        _ => String::new(),
    };
    Some(text).filter(|text| !text.is_empty())
}

/// What the zone of the times is called in short, where it has a name.
fn zone(report: &Report) -> String {
    let named = report.zone.chars().all(char::is_alphabetic) && report.zone != "UTC";
    // `WAT (UTC+1)`, `Africa/Lagos (WAT, UTC+1)`
    let offset = report.duration.zone.split(['(', ',', ')']).map(str::trim).find(|part| part.starts_with("UTC"));
    let offset = offset.filter(|_| named && !report.zone.is_empty());
    offset.map_or_else(String::new, |offset| format!("{}: the zone of all times, {offset}.", report.zone))
}

/// What broke, for whom, how long, what ended it.
fn summary(report: &Report) -> String {
    let impact = report.impact.first().map(|row| sentence(&row.text));
    let length = report.duration.length.as_ref().map(|length| format!("It lasted {length}."));
    let cause = report.causes.first().map(|cause| format!("Cause: {}", with_stop(&cause.row.text)));
    // Not that nothing more is to come, which is a resolution, too.
    let ended = report.resolution.iter().rev().find(|row| row.tag == "Resolution" && row.at.is_some());
    let end = ended.map(|row| format!("It ended with: {}", with_stop(&row.text)));
    let parts: Vec<String> = [impact, length, cause, end].into_iter().flatten().collect();
    parts.join(" ")
}

fn lines<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let said: Vec<String> = texts.filter(|text| !text.trim().is_empty()).map(sentence).collect();
    said.join("\n")
}

/// A text that begins with a capital letter and ends with a full stop.
fn sentence(text: &str) -> String {
    capitalised(&with_stop(text))
}
