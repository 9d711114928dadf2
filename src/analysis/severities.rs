//! How bad it was thought to be, and for how long.

use super::Analysis;
use super::bounds::length;
use crate::time::{Interval, Span, Stamp};
use crate::timeline::{Event, Tag};

/// A time at one severity.
#[derive(Clone, Copy, Debug)]
pub struct AtSeverity<'a> {
    pub severity: u8,
    /// The event that said it; none for the severity that the incident was started with.
    pub from: Option<&'a Event>,
    pub since: Option<Stamp>,
    /// None while it goes on, or where the ends contradict each other.
    pub length: Option<Span>,
}

impl<'a> Analysis<'a> {
    /// The severities one after the other, until it was resolved; the same said twice is one.
    pub fn severities(&self) -> Vec<AtSeverity<'a>> {
        let resolved = self.milestones.resolved.map(|event| self.bounds.of_event(event));
        let start = self.impact.start.map(|event| self.bounds.of_event(event));
        let mut found: Vec<AtSeverity> = Vec::new();
        let mut begins: Vec<Option<Interval>> = Vec::new();
        // It was started with one: that held from the start of the impact, as far as it is known.
        if let Some((_, severity)) = self.timeline.severity_set() {
            found.push(AtSeverity { severity, from: None, since: self.impact.start_at(), length: None });
            begins.push(start);
        }
        for event in self.told.iter().copied().filter(|event| event.tag() == Tag::Severity) {
            let Some(severity) = event.body.severity() else { continue };
            if found.last().is_none_or(|last| last.severity != severity) {
                found.push(AtSeverity { severity, from: Some(event), since: event.when().bound(), length: None });
                begins.push(Some(self.bounds.of_event(event)));
            }
        }
        let ends = begins.iter().skip(1).copied().chain([resolved]);
        for (step, (begin, end)) in found.iter_mut().zip(begins.iter().zip(ends)) {
            step.length = begin.zip(end).and_then(|(begin, end)| length(begin, end));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use crate::timeline::Setting;
    use crate::words;

    fn severity(log: &mut Recording, at: &str, severity: &str) {
        log.at(at).with(Tag::Severity, "", |body| drop(body.details.insert("severity".into(), severity.into())));
    }

    fn told(log: &Recording) -> String {
        let timeline = log.timeline();
        let step =
            |step: &AtSeverity| format!("SEV{} {}", step.severity, step.length.map_or("open".to_owned(), words::span));
        Analysis::of(&timeline).severities().iter().map(step).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn each_severity_holds_until_the_next_or_the_resolution() {
        let mut log = Recording::new();
        assert_eq!(told(&log), "");
        log.at("10:00").detection("alert");
        severity(&mut log, "10:05", "3");
        assert_eq!(told(&log), "SEV3 open");
        severity(&mut log, "10:15", "1");
        severity(&mut log, "10:20", "1");
        assert_eq!(told(&log), "SEV3 10 min, SEV1 open");
        log.at("11:00").resolution("up");
        assert_eq!(told(&log), "SEV3 10 min, SEV1 45 min");
    }

    #[test]
    fn one_that_it_was_started_with_holds_from_the_start() {
        let mut log = Recording::new();
        log.set([Setting::Severity(2)]);
        log.at("10:00").detection("alert");
        severity(&mut log, "10:20", "1");
        log.at("11:00").resolution("up");
        assert_eq!(told(&log), "SEV2 20 min, SEV1 40 min");
    }
}
