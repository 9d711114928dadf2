//! How bad it was thought to be, and for how long.

use super::Analysis;
use super::impact::Step;
use crate::time::{Interval, Moment, Span};
use crate::timeline::{Event, Tag};

/// The time at one severity, all of it together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AtSeverity {
    pub severity: u8,
    /// None while it goes on, or where ends contradict each other.
    pub length: Option<Span>,
}

impl Analysis<'_> {
    /// How long each severity held between the start of the impact and the resolution, in the order
    /// in which they were first said. What was said of it afterwards is a regrade, and no time.
    pub fn severities(&self) -> Vec<AtSeverity> {
        let start = self.impact.start.and_then(|event| Some((event.bound()?, self.bounds.of_event(event))));
        let step = |(at, since): (Moment, Interval), severity| Step { at, since, value: severity };
        // It was started with one: that held from the start of the impact, as far as it is known.
        let mut steps: Vec<Step<u8>> = Vec::new();
        steps.extend(start.zip(self.timeline.severity_set()).map(|(start, severity)| step(start, severity)));
        for event in self.told.iter().filter(|event| event.tag() == Tag::Severity) {
            let Some((severity, at)) = event.body.severity().zip(event.bound()) else { continue };
            match start {
                // What was said before it began held from its beginning.
                Some(start) if at < start.0 => steps = vec![step(start, severity)],
                _ if steps.last().is_none_or(|last| last.value != severity) => {
                    steps.push(step((at, self.bounds.of_event(event)), severity));
                }
                _ => {}
            }
        }
        let mut found: Vec<AtSeverity> = Vec::new();
        for (severity, length) in self.held(steps.into_iter()) {
            match found.iter_mut().find(|known| known.severity == severity) {
                Some(known) => known.length = known.length.zip(length).map(|(sum, next)| sum.plus(next)),
                None => found.push(AtSeverity { severity, length }),
            }
        }
        found
    }

    /// The severity that was settled on after the resolution, where that is another one.
    pub fn regraded(&self) -> Option<u8> {
        let resolved = self.milestones.resolved.and_then(Event::bound)?;
        let said = |after: bool| {
            let severities = self.told.iter().rev().filter(move |event| (event.bound() > Some(resolved)) == after);
            severities.filter(|event| event.tag() == Tag::Severity).find_map(|event| event.body.severity())
        };
        let before = said(false).or(self.timeline.severity_set());
        said(true).filter(|after| Some(*after) != before)
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
        let analysis = Analysis::of(&timeline);
        let length = |step: &AtSeverity| step.length.map_or("open".to_owned(), words::span);
        let step = |step: &AtSeverity| format!("SEV{} {}", step.severity, length(step));
        let steps = analysis.severities().iter().map(step).collect::<Vec<_>>().join(", ");
        let regraded = analysis.regraded().map(|severity| format!("; SEV{severity} in the end"));
        steps + &regraded.unwrap_or_default()
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

    #[test]
    fn none_holds_while_the_impact_had_gone_away() {
        let mut log = Recording::new();
        log.at("10:00").impact("100% of users");
        severity(&mut log, "10:00", "1");
        log.at("10:30").resolution("up");
        let back = log.stamp("11:00").unwrap();
        log.set([Setting::Reopened(back)]);
        log.at("11:05").impact("100% again");
        severity(&mut log, "11:10", "2");
        log.at("11:30").resolution("up");
        assert_eq!(told(&log), "SEV1 40 min, SEV2 20 min");
        let timeline = log.timeline();
        assert_eq!(Analysis::of(&timeline).full_outage().map(words::span).as_deref(), Some("1 h 00 min"));
    }

    #[test]
    fn what_is_said_after_the_resolution_regrades_it_and_takes_no_time() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        severity(&mut log, "10:00", "1");
        log.at("11:00").resolution("up");
        severity(&mut log, "15:00", "3");
        assert_eq!(told(&log), "SEV1 1 h 00 min; SEV3 in the end");
    }

    #[test]
    fn each_level_is_told_once_and_what_was_said_before_the_start_holds_from_it() {
        let mut log = Recording::new();
        log.set([Setting::Severity(2)]);
        severity(&mut log, "9:40", "3");
        log.at("10:00").detection("alert");
        severity(&mut log, "10:10", "1");
        severity(&mut log, "10:30", "3");
        log.at("11:00").resolution("up");
        assert_eq!(told(&log), "SEV3 40 min, SEV1 20 min");
    }
}
