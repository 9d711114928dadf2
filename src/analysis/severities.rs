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
        let said = self.told.iter().filter(|event| event.tag() == Tag::Severity);
        let mut steps: Vec<(u8, Option<&Event>, Option<Interval>)> = Vec::new();
        // It was started with one: that held from the start of the impact, as far as it is known.
        if let Some((_, severity)) = self.timeline.severity_set() {
            steps.push((severity, None, self.impact.start.map(|event| self.bounds.of_event(event))));
        }
        for event in said {
            let Some(severity) = event.body.severity() else { continue };
            if steps.last().is_none_or(|(last, ..)| *last != severity) {
                steps.push((severity, Some(*event), Some(self.bounds.of_event(event))));
            }
        }
        let resolved = self.milestones.resolved.map(|event| self.bounds.of_event(event));
        let ends = steps.iter().skip(1).map(|(.., from)| *from).chain([resolved]);
        let at = |((severity, from, since), end): (&(u8, Option<&'a Event>, Option<Interval>), Option<Interval>)| {
            let start = from.or(self.impact.start);
            AtSeverity {
                severity: *severity,
                from: *from,
                since: start.and_then(|event| event.when().bound()),
                length: since.zip(end).and_then(|(since, end)| length(since, end)),
            }
        };
        steps.iter().zip(ends).map(at).collect()
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
