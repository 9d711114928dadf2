//! How each metric is measured: between two ends, or what stands in the way.

use super::{METRICS, Metric, MetricRow, MetricState};
use crate::analysis::bounds::{are_reversed, length};
use crate::analysis::paths::PathState;
use crate::analysis::{Analysis, Told, share};
use crate::time::{Interval, Span};
use crate::timeline::{ClockNote, Event, EventBody, RecordId, Tag};
use crate::words;

/// A metric before it has its name.
pub(super) struct Figure<'a> {
    span: Option<Span>,
    state: MetricState,
    reason: String,
    from: Option<&'a Event>,
    to: Option<&'a Event>,
    /// The name of it, where its anchor is another than the row's.
    label: Option<&'static str>,
    /// What it ends with, where that is a record but no event.
    closing: Option<RecordId>,
}

impl<'a> Figure<'a> {
    fn none(state: MetricState, reason: impl Into<String>) -> Figure<'a> {
        Figure { span: None, state, reason: reason.into(), from: None, to: None, label: None, closing: None }
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
pub(super) struct End<'a> {
    event: Option<&'a Event>,
    /// With its article, as in “the detection”.
    name: &'static str,
    /// What records it, with a time or without.
    is_set_by: fn(&EventBody) -> bool,
    /// Not every incident has one.
    optional: bool,
    /// It may still come after the resolution, until the incident is closed.
    until_closed: bool,
    /// What stands for it; empty where it was recorded.
    derived: &'static str,
}

impl<'a> Analysis<'a> {
    /// Every metric, in the order of their table.
    pub fn metrics(&self) -> Vec<Metric> {
        METRICS.iter().map(|row| self.measured(row)).collect()
    }

    /// The metric of a name; none where no metric has it.
    pub fn metric(&self, name: &str) -> Option<Metric> {
        METRICS.iter().find(|row| row.name == name).map(|row| self.measured(row))
    }

    fn measured(&self, row: &MetricRow) -> Metric {
        let Figure { span, state, reason, from, to, label, closing } = (row.measure)(self);
        let (from, to) = (from.map(|event| event.id), to.map(|event| event.id).or(closing));
        Metric {
            name: row.name,
            label: label.unwrap_or(row.label),
            printed: row.printed,
            span,
            state,
            reason,
            from,
            to,
        }
    }

    pub(super) fn impact_start(&self) -> End<'a> {
        end(self.milestones.impact_start, "the start of the impact", EventBody::begins_impact)
    }

    pub(super) fn detected(&self) -> End<'a> {
        end(self.milestones.detected, "the detection", |body| body.tag == Tag::Detection)
    }

    pub(super) fn acknowledged(&self) -> End<'a> {
        let derived =
            if self.milestones.acknowledged_is_derived { "acknowledged by the first entry after it" } else { "" };
        End {
            derived,
            ..end(self.milestones.acknowledged, "the acknowledgement", |body| body.tag == Tag::Acknowledged)
        }
    }

    pub(super) fn escalated(&self) -> End<'a> {
        End { optional: true, ..end(self.milestones.escalated, "an escalation", |body| body.tag == Tag::Escalation) }
    }

    pub(super) fn diagnosed(&self) -> End<'a> {
        end(self.milestones.diagnosed, "the cause", |body| body.tag == Tag::Cause)
    }

    pub(super) fn mitigated(&self) -> End<'a> {
        let derived = if self.milestones.mitigated_is_derived { "mitigated by the resolution" } else { "" };
        End { derived, ..end(self.milestones.mitigated, "a mitigation", |body| body.tag == Tag::Mitigation) }
    }

    pub(super) fn resolved(&self) -> End<'a> {
        end(self.milestones.resolved, "the resolution", |body| body.tag == Tag::Resolution && !body.is_all_clear())
    }

    pub(super) fn all_clear(&self) -> End<'a> {
        End {
            optional: true,
            until_closed: true,
            ..end(self.milestones.all_clear, "an all clear", EventBody::is_all_clear)
        }
    }

    /// The time between two ends, or what stands in its way.
    pub(super) fn between(&self, from: End<'a>, to: End<'a>) -> Figure<'a> {
        let Some((start, end)) = from.event.zip(to.event) else {
            let missing = if from.event.is_none() { from } else { to };
            return self.missing(missing).between(from.event, to.event);
        };
        let derived = [from.derived, to.derived].into_iter().filter(|said| !said.is_empty()).map(str::to_owned);
        let reasons: Vec<String> = derived.chain(self.clock_set_between(start, end)).collect();
        let figure = match self.length(self.bounds.of_event(start), self.bounds.of_event(end), &from, &to) {
            Ok(span) => Figure::of(span, reasons.join("; ")),
            Err(reason) => Figure::unknown(reason),
        };
        figure.between(from.event, to.event)
    }

    /// That a clock which gave one of the two times was set in between: then the length is off by it.
    fn clock_set_between(&self, start: &Event, end: &Event) -> Option<String> {
        let (from, to) = start.bound().zip(end.bound())?;
        let stamped = [start, end].map(|event| (!event.when().is_stated()).then(|| event.place.writer.clone()));
        let set = self.timeline.clock_notes().find_map(|(recorded, note)| match note {
            ClockNote::Stepped { millis } if (from..=to).contains(&recorded.at.moment) => {
                stamped.iter().flatten().any(|writer| *writer == recorded.place.writer).then_some(*millis)
            }
            _ => None,
        })?;
        Some(format!("a clock was set by {} in between", words::elapsed(set.saturating_abs())))
    }

    fn length(&self, start: Interval, end: Interval, from: &End, to: &End) -> Result<Span, String> {
        match length(start, end) {
            Some(span) => Ok(span),
            None if are_reversed(start, end) => Err(format!("{} is recorded before {}", to.name, from.name)),
            None => Err("nothing bounds the time between them".to_owned()),
        }
    }

    /// Why an end is missing. While it may still come, that is all there is to say.
    fn missing(&self, end: End<'a>) -> Figure<'a> {
        let untimed = |event: &Event| event.is_told() && (end.is_set_by)(&event.body);
        let may_come = if end.until_closed { !self.timeline.incident().closed } else { !self.is_over() };
        let state = match (may_come, end.optional) {
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

    pub(super) fn impact_duration(&self) -> Figure<'a> {
        let (name, first) = match (self.impact.start_recorded, self.milestones.detected) {
            (true, _) => (self.impact_start().name, ""),
            (false, Some(_)) => (self.detected().name, "from the detection; the start of the impact was not recorded"),
            (false, None) => (
                "the first entry",
                "from the first entry; neither the start of the impact nor a detection was recorded",
            ),
        };
        // Of what was seen of it first only when it was over, nothing is known.
        let start = self.impact.start.filter(|start| Some(start.id) != self.impact.end.map(|end| end.id));
        let figure = self.between(End { event: start, name, ..self.impact_start() }, self.resolved());
        let Some(span) = figure.span else { return figure };
        let less = self.gone_away().map(|gone| format!("less {} in which it had gone away", words::span(gone)));
        let reasons: Vec<String> =
            Some(first.to_owned()).filter(|first| !first.is_empty()).into_iter().chain(less).collect();
        let span = span.minus(self.gone_away().unwrap_or(Span::exactly(0)));
        Figure { span: Some(span), reason: reasons.join("; "), ..figure }
    }

    pub(super) fn response_duration(&self) -> Figure<'a> {
        let Some(declared) = self.milestones.declared else {
            let state = if self.is_over() { MetricState::Unknown } else { MetricState::Pending };
            let said = match self.timeline.severity_set() {
                Some(_) => "when it was declared was not recorded: it was started with a severity",
                None => "nobody declared it: no severity and no commander was recorded",
            };
            return Figure::none(state, said);
        };
        if self.milestones.all_clear.is_some() {
            let declared = end(Some(declared), "the declaration", |body| body.tag == Tag::Severity);
            return self.between(declared, self.all_clear());
        }
        let afterwards = self.timeline.incident().is_written_afterwards();
        let Some((closed, record)) = self.timeline.closing().filter(|_| !afterwards) else {
            let closed = self.timeline.incident().closed;
            let state = if closed { MetricState::Unknown } else { MetricState::Pending };
            let said = if closed { "when it was closed was not recorded" } else { "no all clear is recorded yet" };
            return Figure::none(state, said).between(Some(declared), None);
        };
        let figure = match length(self.bounds.of_event(declared), Interval::exactly(closed.moment)) {
            Some(span) => Figure::of(span, "to the closing; no all clear was recorded"),
            None => Figure::unknown("the closing is recorded before the declaration"),
        };
        Figure { closing: Some(record), ..figure.between(Some(declared), None) }
    }

    /// Whoever acknowledged it had been reached by then.
    pub(super) fn alert_delay(&self) -> Figure<'a> {
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

    pub(super) fn handoff_idle(&self) -> Figure<'a> {
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

    pub(super) fn recovery_tail(&self) -> Figure<'a> {
        if !self.milestones.mitigated_is_derived {
            return self.between(self.mitigated(), self.resolved());
        }
        let Some(resolved) = self.milestones.resolved else {
            return self.missing(self.resolved());
        };
        let place = self.told.iter().position(|event| event.id == resolved.id).unwrap_or(0);
        let before = self.told[..place].iter().rev().map(|told| told.event);
        let came_back = self.gone().last().map(|gone| gone.back);
        let follows = |event: &Event| {
            event.bound() > came_back && self.milestones.diagnosed.is_none_or(|cause| event.bound() >= cause.bound())
        };
        match before.take_while(|event| follows(event)).find(|event| event.tag() == Tag::Action) {
            Some(action) => {
                let action = End {
                    derived: "no mitigation was recorded",
                    ..end(Some(action), "the last action", |body| body.tag == Tag::Action)
                };
                Figure { label: Some("Last action → resolved"), ..self.between(action, self.resolved()) }
            }
            None => {
                Figure::none(MetricState::NotApplicable, "neither a mitigation nor an action was recorded before it")
                    .between(None, Some(resolved))
            }
        }
    }

    pub(super) fn misled_time(&self) -> Figure<'a> {
        let ruled_out = || self.paths.iter().filter(|path| path.state == PathState::RuledOut);
        match self.misled() {
            Some(span) => {
                let opened = ruled_out().find_map(|path| path.opened);
                Figure::of(span, "").between(opened, ruled_out().filter_map(|path| path.closed).next_back())
            }
            None if ruled_out().next().is_some() => Figure::unknown("no path that was ruled out has a known length"),
            None if self.paths.is_empty() && self.is_over() => Figure::unknown("no hypothesis was recorded"),
            None if !self.is_over() => Figure::none(MetricState::Pending, "no hypothesis is ruled out yet"),
            None => Figure::none(MetricState::NotApplicable, "no hypothesis was ruled out"),
        }
    }

    pub(super) fn unattributed_time(&self) -> Figure<'a> {
        let figure = self.between(self.detected(), self.diagnosed());
        let reason = if self.paths.is_empty() { "no hypothesis was recorded" } else { "" };
        match figure.span.and_then(|_| self.unattributed()) {
            Some(span) => Figure { span: Some(span), reason: reason.to_owned(), ..figure },
            None => figure,
        }
    }

    pub(super) fn silence(&self) -> Figure<'a> {
        match self.longest_silence() {
            Some(gap) if gap.begins_anew() => {
                Figure::of(gap.length, "from when the impact came back").between(None, Some(gap.to))
            }
            Some(gap) => Figure::of(gap.length, "").between(Some(gap.from), Some(gap.to)),
            None if !self.is_over() => Figure::none(MetricState::Pending, "there are no two entries yet"),
            None => Figure::unknown("there are no two entries while the impact lasted"),
        }
    }

    pub(super) fn recording_lag(&self) -> Figure<'a> {
        if self.timeline.incident().is_written_afterwards() {
            return Figure::none(MetricState::NotApplicable, "it was written down afterwards");
        }
        match self.lateness().median_ms {
            Some(median) => Figure::of(Span::exactly(median), ""),
            None => Figure::none(MetricState::Pending, "there is no entry yet"),
        }
    }

    pub(super) fn full_outage_time(&self) -> Figure<'a> {
        let has_share = self.told.iter().any(|event| event.tag() == Tag::Impact && share(event.text()).is_some());
        match self.full_outage() {
            _ if !has_share => Figure::unknown("no share of the users was recorded as a percentage"),
            Some(span) => Figure::of(span, "").between(self.impact.start, self.impact.end),
            None => self.missing(self.resolved()).between(self.impact.start, None),
        }
    }

    pub(super) fn deployment_recovery(&self) -> Figure<'a> {
        let confirmed = |id: &RecordId| {
            self.paths.iter().any(|path| path.state == PathState::Confirmed && path.is_of(std::slice::from_ref(id)))
        };
        let linked = |event: &&Told| event.tag() == Tag::Change && event.body.about.iter().any(confirmed);
        match self.told.iter().find(linked).map(|told| told.event) {
            Some(change) => {
                self.between(end(Some(change), "the change", |body| body.tag == Tag::Change), self.resolved())
            }
            None => Figure::none(MetricState::NotApplicable, "no change is linked to the cause (t3: links one to H3)"),
        }
    }
}

fn end<'a>(event: Option<&'a Event>, name: &'static str, is_set_by: fn(&EventBody) -> bool) -> End<'a> {
    End { event, name, is_set_by, optional: false, until_closed: false, derived: "" }
}
