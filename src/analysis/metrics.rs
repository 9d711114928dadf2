//! The figures of one incident: a row and a function each, never a zero for what is unknown.
//!
//! They describe this incident only. Across incidents, means of such figures mislead: durations
//! are few and skewed (VOID reports 2021 and 2022; Davidovič, "Incident Metrics in SRE", 2021).

use super::Analysis;
use super::bounds::{are_reversed, length};
use super::paths::PathState;
use crate::time::{Interval, Moment, Span};
use crate::timeline::{Event, RecordId, Tag};

/// One figure, with the events it was measured between.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Metric {
    pub name: &'static str,
    /// As a document names it, its anchor included: `Detected → acknowledged`.
    pub label: &'static str,
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
    measure: Measure,
}

type Measure = for<'a> fn(&Analysis<'a>) -> Figure<'a>;

/// Every metric, in the order in which they are listed.
pub const METRICS: &[MetricRow] = &[
    row(
        "impact_duration",
        "Impact",
        "from the start of the impact, or the first that was seen of it, to the resolution, less the time in which \
         it had gone away",
        |all| all.impact_duration(),
    ),
    row(
        "response_duration",
        "Declared → all clear",
        "from the declaration to the all clear, else to the closing",
        |all| all.response_duration(),
    ),
    row("time_to_detect", "Impact → detected", "from the recorded start of the impact to the detection", |all| {
        all.between(all.impact_start(), all.detected())
    }),
    row(
        "alert_delay",
        "Detected → somebody alerted",
        "from the signal until it reached somebody, who acknowledged it at the latest",
        |all| all.alert_delay(),
    ),
    row("time_to_acknowledge", "Detected → acknowledged", "from the detection until somebody worked on it", |all| {
        all.between(all.detected(), all.acknowledged())
    }),
    row("time_to_escalate", "Detected → escalated", "from the detection until somebody else was called", |all| {
        all.between(all.detected(), all.escalated())
    }),
    row(
        "handoff_idle",
        "Cause found → escalated",
        "from the cause until somebody else was called, where the cause was known first",
        |all| all.handoff_idle(),
    ),
    row("time_to_diagnose", "Detected → cause found", "from the detection until the cause was found", |all| {
        all.between(all.detected(), all.diagnosed())
    }),
    row("time_to_mitigate", "Detected → mitigated", "from the detection until the impact was smaller", |all| {
        all.between(all.detected(), all.mitigated())
    }),
    row(
        "time_to_mitigate_from_impact",
        "Impact → mitigated",
        "from the recorded start of the impact until it was smaller",
        |all| all.between(all.impact_start(), all.mitigated()),
    ),
    row("time_to_restore", "Impact → resolved", "from the recorded start of the impact to the resolution", |all| {
        all.between(all.impact_start(), all.resolved())
    }),
    row("time_to_restore_from_detection", "Detected → resolved", "from the detection to the resolution", |all| {
        all.between(all.detected(), all.resolved())
    }),
    row("fix_time", "Cause found → resolved", "from the cause to the resolution", |all| {
        all.between(all.diagnosed(), all.resolved())
    }),
    row(
        "recovery_tail",
        "Mitigated → resolved",
        "from the mitigation, else from the last action, to the resolution",
        |all| all.recovery_tail(),
    ),
    row("verification", "Resolved → all clear", "from the resolution to the all clear", |all| {
        all.between(all.resolved(), all.all_clear())
    }),
    row(
        "misled_time",
        "On paths later ruled out",
        "on paths later ruled out, less what ran beside the right one",
        |all| all.misled_time(),
    ),
    row("unattributed_time", "On no recorded path", "between detection and cause, with no hypothesis open", |all| {
        all.unattributed_time()
    }),
    row("longest_silence", "Longest silence", "the longest time without an entry while the impact lasted", |all| {
        all.silence()
    }),
    row(
        "recording_lag",
        "Happened → recorded (median)",
        "how long after it happened half of the entries were recorded, at most",
        |all| all.recording_lag(),
    ),
    row("full_outage", "Impact as a full outage", "each share of users affected, times how long it lasted", |all| {
        all.full_outage_time()
    }),
    row(
        "deployment_recovery",
        "Change → resolved",
        "from the change that is linked to the cause to the resolution (DORA: failed deployment recovery time)",
        |all| all.deployment_recovery(),
    ),
];

const fn row(name: &'static str, label: &'static str, help: &'static str, measure: Measure) -> MetricRow {
    MetricRow { name, label, help, measure }
}

/// A metric before it has its name.
struct Figure<'a> {
    span: Option<Span>,
    state: MetricState,
    reason: String,
    from: Option<&'a Event>,
    to: Option<&'a Event>,
    /// What it ends with, where that is a record but no event.
    closing: Option<RecordId>,
}

impl<'a> Figure<'a> {
    fn none(state: MetricState, reason: impl Into<String>) -> Figure<'a> {
        Figure { span: None, state, reason: reason.into(), from: None, to: None, closing: None }
    }

    fn unknown(reason: impl Into<String>) -> Figure<'a> {
        Figure::none(MetricState::Unknown, reason)
    }

    fn of(span: Span, reason: impl Into<String>) -> Figure<'a> {
        Figure { span: Some(span), ..Figure::none(MetricState::Recorded, reason) }
    }

    fn between(self, from: Option<&'a Event>, to: Option<&'a Event>) -> Figure<'a> {
        Figure { from, to, ..self }
    }
}

/// One end of a metric: the event, or why there is none.
#[derive(Clone, Copy)]
struct End<'a> {
    event: Option<&'a Event>,
    /// With its article, as in “the detection”.
    name: &'static str,
    tag: Tag,
    /// Not every incident has one.
    optional: bool,
    /// What stands for it; empty where it was recorded.
    derived: &'static str,
}

impl<'a> Analysis<'a> {
    /// Every metric, in the order of their table.
    pub fn metrics(&self) -> Vec<Metric> {
        let measured = |row: &MetricRow| {
            let Figure { span, state, reason, from, to, closing } = (row.measure)(self);
            let (from, to) = (from.map(|event| event.id), to.map(|event| event.id).or(closing));
            Metric { name: row.name, label: row.label, span, state, reason, from, to }
        };
        METRICS.iter().map(measured).collect()
    }

    fn impact_start(&self) -> End<'a> {
        end(self.milestones.impact_start, "the start of the impact", Tag::Impact)
    }

    fn detected(&self) -> End<'a> {
        end(self.milestones.detected, "the detection", Tag::Detection)
    }

    fn acknowledged(&self) -> End<'a> {
        let derived =
            if self.milestones.acknowledged_is_derived { "acknowledged by the first entry after it" } else { "" };
        End { derived, ..end(self.milestones.acknowledged, "the acknowledgement", Tag::Acknowledged) }
    }

    fn escalated(&self) -> End<'a> {
        End { optional: true, ..end(self.milestones.escalated, "an escalation", Tag::Escalation) }
    }

    fn diagnosed(&self) -> End<'a> {
        end(self.milestones.diagnosed, "the cause", Tag::Cause)
    }

    fn mitigated(&self) -> End<'a> {
        let derived = if self.milestones.mitigated_is_derived { "mitigated by the resolution" } else { "" };
        End { derived, ..end(self.milestones.mitigated, "a mitigation", Tag::Mitigation) }
    }

    fn resolved(&self) -> End<'a> {
        end(self.milestones.resolved, "the resolution", Tag::Resolution)
    }

    fn all_clear(&self) -> End<'a> {
        End { optional: true, ..end(self.milestones.all_clear, "an all clear", Tag::Resolution) }
    }

    /// The time between two ends, or what stands in its way.
    fn between(&self, from: End<'a>, to: End<'a>) -> Figure<'a> {
        let Some((start, end)) = from.event.zip(to.event) else {
            return self
                .missing(if from.event.is_none() { from } else { to }, from.event.is_some())
                .between(from.event, to.event);
        };
        let derived: Vec<&str> = [from.derived, to.derived].into_iter().filter(|said| !said.is_empty()).collect();
        let figure = match self.length(self.bounds.of_event(start), self.bounds.of_event(end), &from, &to) {
            Ok(span) => Figure::of(span, derived.join("; ")),
            Err(reason) => Figure::unknown(reason),
        };
        figure.between(from.event, to.event)
    }

    fn length(&self, start: Interval, end: Interval, from: &End, to: &End) -> Result<Span, String> {
        match length(start, end) {
            Some(span) => Ok(span),
            None if are_reversed(start, end) => Err(format!("{} is recorded before {}", to.name, from.name)),
            None => Err("nothing bounds the time between them".to_owned()),
        }
    }

    /// Why an end is missing; whether the other one is there.
    fn missing(&self, end: End<'a>, begun: bool) -> Figure<'a> {
        let untimed = |event: &Event| event.is_told() && event.tag() == end.tag;
        let state = match (begun && !self.is_over(), end.optional) {
            _ if self.timeline.untimed().any(untimed) => {
                return Figure::unknown(format!("the time of {} was not recorded", end.name));
            }
            (true, _) => {
                return Figure::none(MetricState::Pending, format!("{} is not recorded yet", end.name));
            }
            (false, true) => MetricState::NotApplicable,
            (false, false) => MetricState::Unknown,
        };
        Figure::none(state, format!("{} was not recorded", end.name))
    }

    fn impact_duration(&self) -> Figure<'a> {
        let (name, first) = match (self.impact.start_recorded, self.milestones.detected) {
            (true, _) => (self.impact_start().name, ""),
            (false, Some(_)) => (self.detected().name, "from the detection; the start of the impact was not recorded"),
            (false, None) => (
                "the first entry",
                "from the first entry; neither the start of the impact nor a detection was recorded",
            ),
        };
        let figure = self.between(End { event: self.impact.start, name, ..self.impact_start() }, self.resolved());
        match figure.span {
            Some(span) => Figure { span: Some(span.minus(self.gone_away())), reason: first.to_owned(), ..figure },
            None => figure,
        }
    }

    /// The time in which the impact had gone away before it came back.
    fn gone_away(&self) -> Span {
        let mut reopened = self.timeline.reopenings();
        reopened.sort();
        let mut gone = Span::exactly(0);
        let mut before: Option<Moment> = None;
        for back in reopened {
            let within = |at: Moment| at <= back && before.is_none_or(|before| at > before);
            let resolution = self.told.iter().rev().find(|event| {
                event.tag() == Tag::Resolution && !event.body.is_all_clear() && event.bound().is_some_and(within)
            });
            let back_at = Interval { earliest: Some(back), latest: Some(back), to_the_minute: false };
            let length = resolution.and_then(|event| length(self.bounds.of_event(event), back_at));
            gone = gone.plus(length.unwrap_or(Span::exactly(0)));
            before = Some(back);
        }
        gone
    }

    fn response_duration(&self) -> Figure<'a> {
        let Some(declared) = self.milestones.declared else {
            return Figure::unknown("nobody declared it: no severity and no commander was recorded");
        };
        if self.milestones.all_clear.is_some() {
            let declared = end(Some(declared), "the declaration", Tag::Severity);
            return self.between(declared, self.all_clear());
        }
        let afterwards = self.timeline.incident().is_written_afterwards();
        let Some((closed, record)) = self.timeline.closing().filter(|_| !afterwards) else {
            let closed = self.timeline.incident().closed;
            let state = if closed { MetricState::Unknown } else { MetricState::Pending };
            let said = if closed { "when it was closed was not recorded" } else { "no all clear is recorded yet" };
            return Figure::none(state, said).between(Some(declared), None);
        };
        let closed = Interval { earliest: Some(closed.moment), latest: Some(closed.moment), to_the_minute: false };
        let figure = match length(self.bounds.of_event(declared), closed) {
            Some(span) => Figure::of(span, "to the closing; no all clear was recorded"),
            None => Figure::unknown("the closing is recorded before the declaration"),
        };
        Figure { closing: Some(record), ..figure.between(Some(declared), None) }
    }

    /// Whoever acknowledged it had been reached by then.
    fn alert_delay(&self) -> Figure<'a> {
        let figure = self.between(self.detected(), self.acknowledged());
        match figure.span {
            Some(_) if self.milestones.acknowledged_is_derived => {
                let reason = "when the alert reached somebody was not recorded";
                Figure { span: None, state: MetricState::Unknown, reason: reason.to_owned(), ..figure }
            }
            Some(span) => Figure {
                span: Some(Span { least_ms: 0, ..span }),
                reason: "not longer than until it was acknowledged".to_owned(),
                ..figure
            },
            None => figure,
        }
    }

    fn handoff_idle(&self) -> Figure<'a> {
        let figure = self.between(self.diagnosed(), self.escalated());
        let ends = figure.from.zip(figure.to).map(|(from, to)| (self.bounds.of_event(from), self.bounds.of_event(to)));
        match ends {
            Some((diagnosed, escalated)) if are_reversed(diagnosed, escalated) => {
                let reason = "somebody was called before the cause was known";
                Figure { reason: reason.to_owned(), state: MetricState::NotApplicable, ..figure }
            }
            _ => figure,
        }
    }

    fn recovery_tail(&self) -> Figure<'a> {
        if !self.milestones.mitigated_is_derived {
            return self.between(self.mitigated(), self.resolved());
        }
        let Some(resolved) = self.milestones.resolved else {
            return self.missing(self.resolved(), true);
        };
        let place = self.told.iter().position(|event| event.id == resolved.id).unwrap_or(0);
        let before = self.told[..place].iter().rev().copied();
        let after_cause = |event: &Event| self.milestones.diagnosed.is_none_or(|cause| event.bound() >= cause.bound());
        match before.take_while(|event| after_cause(event)).find(|event| event.tag() == Tag::Action) {
            Some(action) => {
                let action = End {
                    derived: "from the last action; no mitigation was recorded",
                    ..end(Some(action), "the last action", Tag::Action)
                };
                self.between(action, self.resolved())
            }
            None => {
                Figure::none(MetricState::NotApplicable, "neither a mitigation nor an action was recorded before it")
                    .between(None, Some(resolved))
            }
        }
    }

    fn misled_time(&self) -> Figure<'a> {
        let ruled_out = || self.paths.iter().filter(|path| path.state == PathState::RuledOut);
        match self.misled() {
            Some(span) => {
                let opened = ruled_out().find_map(|path| path.opened);
                Figure::of(span, "").between(opened, ruled_out().filter_map(|path| path.closed).next_back())
            }
            None if ruled_out().next().is_some() => Figure::unknown("no path that was ruled out has a known length"),
            None if self.paths.is_empty() => Figure::unknown("no hypothesis was recorded"),
            None if !self.is_over() => Figure::none(MetricState::Pending, "no hypothesis is ruled out yet"),
            None => Figure::none(MetricState::NotApplicable, "no hypothesis was ruled out"),
        }
    }

    fn unattributed_time(&self) -> Figure<'a> {
        let figure = self.between(self.detected(), self.diagnosed());
        let reason = if self.paths.is_empty() { "no hypothesis was recorded" } else { "" };
        match figure.span.and_then(|_| self.unattributed()) {
            Some(span) => Figure { span: Some(span), reason: reason.to_owned(), ..figure },
            None => figure,
        }
    }

    fn silence(&self) -> Figure<'a> {
        match self.longest_silence() {
            Some(gap) => Figure::of(Span::exactly(gap.millis()), "").between(Some(gap.from), Some(gap.to)),
            None if !self.is_over() => Figure::none(MetricState::Pending, "there are no two entries yet"),
            None => Figure::unknown("there are no two entries while the impact lasted"),
        }
    }

    fn recording_lag(&self) -> Figure<'a> {
        if self.timeline.incident().is_written_afterwards() {
            return Figure::none(MetricState::NotApplicable, "it was written down afterwards");
        }
        match self.lateness().median_ms {
            Some(median) => Figure::of(Span::exactly(median), ""),
            None => Figure::none(MetricState::Pending, "there is no entry yet"),
        }
    }

    fn full_outage_time(&self) -> Figure<'a> {
        let has_share =
            self.told.iter().any(|event| event.tag() == Tag::Impact && super::share(event.text()).is_some());
        match self.full_outage() {
            _ if !has_share => Figure::unknown("no share of the users was recorded as a percentage"),
            Some(span) => Figure::of(span, "").between(self.impact.start, self.impact.end),
            None => self.missing(self.resolved(), true).between(self.impact.start, None),
        }
    }

    fn deployment_recovery(&self) -> Figure<'a> {
        let confirmed = |id: &RecordId| {
            self.paths.iter().any(|path| path.state == PathState::Confirmed && path.is_of(std::slice::from_ref(id)))
        };
        let linked = |event: &&&Event| event.tag() == Tag::Change && event.body.about.iter().any(confirmed);
        match self.told.iter().find(linked) {
            Some(change) => self.between(end(Some(change), "the change", Tag::Change), self.resolved()),
            None => Figure::none(MetricState::NotApplicable, "no change is linked to the cause (t3: links one to H3)"),
        }
    }
}

fn end<'a>(event: Option<&'a Event>, name: &'static str, tag: Tag) -> End<'a> {
    End { event, name, tag, optional: false, derived: "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use crate::timeline::Setting;
    use crate::words;

    fn told(log: &Recording, name: &str) -> String {
        let timeline = log.timeline();
        let metric = Analysis::of(&timeline).metrics().into_iter().find(|metric| metric.name == name).unwrap();
        let reason = if metric.reason.is_empty() { String::new() } else { format!(" ({})", metric.reason) };
        let value = metric.span.map_or(metric.reason, |span| words::span(span) + &reason);
        format!("{}: {value}", metric.state.name())
    }

    #[test]
    fn an_open_incident_waits_and_a_finished_one_says_what_it_lacks() {
        let mut log = Recording::new();
        assert_eq!(told(&log, "time_to_acknowledge"), "unknown: the detection was not recorded");
        assert_eq!(told(&log, "misled_time"), "unknown: no hypothesis was recorded");
        log.at("10:00").detection("alert");
        assert_eq!(told(&log, "time_to_acknowledge"), "pending: the acknowledgement is not recorded yet");
        assert_eq!(told(&log, "impact_duration"), "pending: the resolution is not recorded yet");
        log.at("11:00").resolution("up");
        for (name, expected) in [
            ("impact_duration", "recorded: 1 h 00 min (from the detection; the start of the impact was not recorded)"),
            ("time_to_acknowledge", "recorded: 1 h 00 min (acknowledged by the first entry after it)"),
            ("alert_delay", "unknown: when the alert reached somebody was not recorded"),
            ("time_to_escalate", "not_applicable: an escalation was not recorded"),
            ("time_to_mitigate", "recorded: 1 h 00 min (mitigated by the resolution)"),
            ("recovery_tail", "not_applicable: neither a mitigation nor an action was recorded before it"),
            ("time_to_detect", "unknown: the start of the impact was not recorded"),
            ("response_duration", "unknown: nobody declared it: no severity and no commander was recorded"),
            ("full_outage", "unknown: no share of the users was recorded as a percentage"),
            ("deployment_recovery", "not_applicable: no change is linked to the cause (t3: links one to H3)"),
            ("time_to_restore", "unknown: the start of the impact was not recorded"),
            ("time_to_restore_from_detection", "recorded: 1 h 00 min"),
        ] {
            assert_eq!(told(&log, name), expected, "{name}");
        }
        log.at("?").escalation("the database team");
        assert_eq!(told(&log, "time_to_escalate"), "unknown: the time of an escalation was not recorded");
    }

    #[test]
    fn figures_say_no_more_than_their_ends() {
        for (said, expected) in [
            ("10:05", "recorded: 5 min"),
            ("by 10:15", "recorded: ≤ 15 min"),
            ("~10:20", "recorded: 15–25 min"),
            ("10:00", "recorded: 0 min"),
            ("9:50", "unknown: the acknowledgement is recorded before the detection"),
        ] {
            let mut log = Recording::new();
            log.at("10:00").detection("alert");
            log.at(said).acknowledged("on it");
            assert_eq!(told(&log, "time_to_acknowledge"), expected, "{said}");
        }
    }

    /// An outage of which everything is known, each time by its clock.
    fn known() -> Recording {
        let mut log = Recording::new();
        let change = log.at("14:50").tagged(Tag::Change, "deploy");
        log.at("14:54").impact("40% of users");
        log.at("14:58").detection("alert");
        log.at("15:00").acknowledged("on it");
        log.at("15:01").with(Tag::Severity, "", |body| drop(body.details.insert("severity".into(), "1".into())));
        let wrong = log.at("15:02").hypothesis("network");
        log.at("15:10").rules_out(wrong, "clean");
        let right = log.at("15:12").hypothesis("deploy");
        log.at("15:20").confirms(right, "it was");
        log.at("15:26").escalation("release team");
        log.at("15:30").tagged(Tag::Action, "rolled back");
        log.at("15:36").mitigation("errors fall");
        log.at("15:36").impact("10% of users");
        log.at("16:00").resolution("normal");
        log.at("16:30").all_clear("nothing more");
        log.link(change, right);
        log
    }

    #[test]
    fn impact_mitigation_and_incident_are_three_figures() {
        // An outage from 14:54 to 16:00, mitigated at 15:36; the incident from 15:01 to 16:30.
        for (name, expected) in [
            ("impact_duration", "1 h 06 min"),
            ("response_duration", "1 h 29 min"),
            ("time_to_detect", "4 min"),
            ("alert_delay", "≤ 2 min (not longer than until it was acknowledged)"),
            ("time_to_acknowledge", "2 min"),
            ("time_to_escalate", "28 min"),
            ("handoff_idle", "6 min"),
            ("time_to_diagnose", "22 min"),
            ("time_to_mitigate", "38 min"),
            ("time_to_mitigate_from_impact", "42 min"),
            ("time_to_restore", "1 h 06 min"),
            ("time_to_restore_from_detection", "1 h 02 min"),
            ("fix_time", "40 min"),
            ("recovery_tail", "24 min"),
            ("verification", "30 min"),
            ("misled_time", "8 min"),
            ("unattributed_time", "6 min"),
            ("longest_silence", "24 min"),
            ("recording_lag", "0 min"),
            ("full_outage", "19 min"),
            ("deployment_recovery", "1 h 10 min"),
        ] {
            assert_eq!(told(&known(), name), format!("recorded: {expected}"), "{name}");
        }
        assert_eq!(METRICS.len(), 21);
    }

    #[test]
    fn an_expert_who_was_called_before_the_cause_was_known_waited_for_nothing() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        log.at("10:10").escalation("database team");
        log.at("10:20").tagged(Tag::Cause, "limit");
        let expected = "not_applicable: somebody was called before the cause was known";
        assert_eq!(told(&log, "handoff_idle"), expected);
    }

    #[test]
    fn the_time_in_which_it_had_gone_away_is_no_impact() {
        let mut log = Recording::new();
        log.at("10:00").impact("all users");
        log.at("10:05").detection("alert");
        log.at("10:30").resolution("up");
        let back = log.stamp("11:00").unwrap();
        log.set([Setting::Reopened(back)]);
        assert_eq!(told(&log, "impact_duration"), "pending: the resolution is not recorded yet");
        log.at("11:20").resolution("up for good");
        assert_eq!(told(&log, "impact_duration"), "recorded: 50 min");
        assert_eq!(told(&log, "time_to_restore"), "recorded: 1 h 20 min");
    }

    #[test]
    fn without_a_mitigation_recovery_begins_with_the_last_action() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        log.at("10:10").tagged(Tag::Action, "restart, in vain");
        log.at("10:20").tagged(Tag::Cause, "limit");
        assert_eq!(told(&log, "recovery_tail"), "pending: the resolution is not recorded yet");
        let expected = "not_applicable: neither a mitigation nor an action was recorded before it";
        let mut without = log.clone();
        without.at("11:00").resolution("up");
        assert_eq!(told(&without, "recovery_tail"), expected);
        log.at("10:40").tagged(Tag::Action, "limit raised");
        log.at("11:00").resolution("up");
        let expected = "recorded: 20 min (from the last action; no mitigation was recorded)";
        assert_eq!(told(&log, "recovery_tail"), expected);
    }

    #[test]
    fn a_closed_incident_without_an_all_clear_lasted_until_it_was_closed() {
        let mut log = Recording::new();
        log.at("10:00").with(Tag::Severity, "", |body| drop(body.details.insert("severity".into(), "1".into())));
        assert_eq!(told(&log, "response_duration"), "pending: no all clear is recorded yet");
        log.at("10:40").resolution("up");
        log.late("10:45", "11:30");
        log.set([Setting::Closed(true)]);
        let expected = "recorded: 1 h 30 min (to the closing; no all clear was recorded)";
        assert_eq!(told(&log, "response_duration"), expected);
    }
}
