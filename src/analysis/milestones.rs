//! The milestones of an incident, each with the event that set it.
//!
//! Derived from told events that have a time; an event without one can't be the first of
//! anything. A milestone that nobody recorded is none; where another event stands for one that
//! nobody recorded, that is said.

use super::Told;
use super::impact::{is_worse, share};
use crate::timeline::{Event, EventBody, RecordId, Tag, Timeline};

/// From the first harm to the end of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Milestones<'a> {
    /// The impact that was said to be the start, else the earliest that is earlier than the
    /// detection; with none, it is only known to be not later than the detection.
    pub impact_start: Option<&'a Event>,
    pub detected: Option<&'a Event>,
    /// Derived where nobody acknowledged: the first entry by a responder after the detection.
    pub acknowledged: Option<&'a Event>,
    pub acknowledged_is_derived: bool,
    /// The first severity, or the first incident commander.
    pub declared: Option<&'a Event>,
    pub escalated: Option<&'a Event>,
    /// The first confirmation that still holds.
    pub diagnosed: Option<&'a Event>,
    /// The first mitigation since the impact last grew worse or came back. Derived where nobody
    /// recorded one: the resolution, which made the impact smaller at the latest.
    pub mitigated: Option<&'a Event>,
    pub mitigated_is_derived: bool,
    /// The last resolution since it last came back.
    pub resolved: Option<&'a Event>,
    /// That nothing more is to come, since it last came back.
    pub all_clear: Option<&'a Event>,
}

/// One milestone as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Milestone<'a> {
    pub row: &'static MilestoneRow,
    pub event: Option<&'a Event>,
    /// Another event stands for it: nobody recorded it as such.
    pub is_derived: bool,
}

/// One row of the table of milestones.
#[derive(Debug)]
pub struct MilestoneRow {
    /// `impact start`, `detected`, ...
    pub name: &'static str,
    /// From what it is derived, where nobody recorded it.
    pub derived_from: &'static str,
    /// Who was in charge, and how bad it was thought to be, is not part of what happened.
    of_the_story: bool,
    of: for<'a> fn(&Milestones<'a>) -> (Option<&'a Event>, bool),
}

/// Every milestone, in the order in which they tend to be reached.
pub const MILESTONES: &[MilestoneRow] = &[
    row("impact start", "", |all| (all.impact_start, false)),
    row("detected", "", |all| (all.detected, false)),
    row("acknowledged", "the first entry after the detection", |all| (all.acknowledged, all.acknowledged_is_derived)),
    MilestoneRow { of_the_story: false, ..row("declared", "", |all| (all.declared, false)) },
    row("escalated", "", |all| (all.escalated, false)),
    row("diagnosed", "", |all| (all.diagnosed, false)),
    row("mitigated", "the resolution", |all| (all.mitigated, all.mitigated_is_derived)),
    row("resolved", "", |all| (all.resolved, false)),
    row("all clear", "", |all| (all.all_clear, false)),
];

const fn row(
    name: &'static str,
    derived_from: &'static str,
    of: for<'a> fn(&Milestones<'a>) -> (Option<&'a Event>, bool),
) -> MilestoneRow {
    MilestoneRow { name, derived_from, of_the_story: true, of }
}

impl<'a> Milestones<'a> {
    pub(super) fn of(timeline: &Timeline, told: &[Told<'a>], is_cause: &dyn Fn(&Event) -> bool) -> Milestones<'a> {
        let first = |tag: Tag| told.iter().find(|event| event.tag() == tag).map(|told| told.event);
        let reopened = timeline.incident().reopened;
        let holds = |event: &Told| event.bound().is_some_and(|at| reopened.is_none_or(|then| at > then));
        let since = &told[told.partition_point(|event| !holds(event))..];
        let detected = first(Tag::Detection);
        let is_before_detection = |event: &&Event| match (event.bound(), detected.and_then(Event::bound)) {
            (Some(at), Some(detected)) => at < detected,
            _ => false,
        };
        let begins = |event: &&Told| event.tag() == Tag::Impact && event.body.begins_impact();
        let explicit_start = told.iter().find(begins).map(|told| told.event);
        let resolutions = || since.iter().rev().filter(|event| event.tag() == Tag::Resolution).map(|told| told.event);
        let all_clear = resolutions().find(|event| event.body.is_all_clear());
        let resolved = resolutions().find(|event| !event.body.is_all_clear()).or(all_clear);
        let acknowledged = first(Tag::Acknowledged);
        let mitigated = mitigated(told, since);
        Milestones {
            impact_start: explicit_start.or_else(|| first(Tag::Impact).filter(is_before_detection)),
            detected,
            acknowledged: acknowledged.or_else(|| first_response(told, detected?)),
            acknowledged_is_derived: acknowledged.is_none(),
            declared: told.iter().find(|event| declares(event)).map(|told| told.event),
            escalated: first(Tag::Escalation),
            diagnosed: told.iter().filter(|told| told.names_cause).map(|told| told.event).find(|event| is_cause(event)),
            mitigated: mitigated.or(resolved),
            mitigated_is_derived: mitigated.is_none(),
            resolved,
            // One that was followed by another resolution was none.
            all_clear: all_clear.filter(|event| resolved.is_none_or(|resolved| event.bound() >= resolved.bound())),
        }
    }

    /// All of them, in the order of their table.
    pub fn rows(&self) -> impl Iterator<Item = Milestone<'a>> {
        MILESTONES.iter().map(|row| {
            let (event, is_derived) = (row.of)(self);
            Milestone { row, event, is_derived: is_derived && event.is_some() }
        })
    }

    /// The events that were recorded as one of the milestones, in the order of their table.
    pub fn recorded(&self) -> impl Iterator<Item = &'a Event> {
        let of_the_story = |milestone: &Milestone| milestone.row.of_the_story && !milestone.is_derived;
        self.rows().filter(of_the_story).filter_map(|milestone| milestone.event)
    }

    /// Whether an event was recorded as one of the milestones.
    pub fn contains(&self, id: RecordId) -> bool {
        self.recorded().any(|event| event.id == id)
    }
}

/// Whether an event declares an incident: a severity, or somebody in command.
fn declares(event: &Told) -> bool {
    event.tag() == Tag::Severity || event.tag() == Tag::Role && event.body.role() == Some(EventBody::COMMANDER)
}

/// The first entry after the detection that shows somebody at work: not another signal, nor what
/// the system did.
fn first_response<'a>(told: &[Told<'a>], detected: &Event) -> Option<&'a Event> {
    let place = told.iter().position(|event| event.id == detected.id)?;
    let is_signal = |event: &Told| matches!(event.tag(), Tag::Detection | Tag::Impact | Tag::Change);
    told[place + 1..].iter().find(|event| !is_signal(event)).map(|told| told.event)
}

/// The first mitigation after which the impact did not grow worse again.
fn mitigated<'a>(told: &[Told<'a>], since: &[Told<'a>]) -> Option<&'a Event> {
    let before = told.iter().take(told.len() - since.len());
    let mut last_share = before.rev().filter(|event| event.tag() == Tag::Impact).find_map(|event| share(event.text()));
    let mut found = None;
    for event in since {
        match event.tag() {
            Tag::Mitigation => found = found.or(Some(event.event)),
            Tag::Impact => {
                found = found.filter(|_| !is_worse(event, last_share));
                last_share = share(event.text()).or(last_share);
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analysis;
    use crate::analysis::recorded::Recording;
    use crate::timeline::Setting;

    /// The milestones as texts, in the order of their table, `-` where there is none, in brackets
    /// where it is derived.
    fn told(log: &Recording) -> String {
        let timeline = log.timeline();
        let milestones = Analysis::of(&timeline).milestones;
        let text = |milestone: Milestone| match (milestone.event, milestone.is_derived) {
            (None, _) => "-".to_owned(),
            (Some(event), true) => format!("({})", event.text()),
            (Some(event), false) => event.text().to_owned(),
        };
        milestones.rows().map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn nothing_recorded_is_no_milestone() {
        assert_eq!(told(&Recording::new()), "- - - - - - - - -");
    }

    #[test]
    fn the_first_of_each_counts_and_the_last_resolution() {
        let mut log = Recording::new();
        log.at("9:50").impact("I");
        log.at("9:55").impact("later");
        log.at("10:00").detection("D");
        log.at("10:01").detection("again");
        log.at("10:05").acknowledged("K");
        log.at("10:06").hypothesis("h");
        log.at("10:10").escalation("E");
        log.at("10:20").tagged(Tag::Cause, "C");
        log.at("10:30").mitigation("M");
        log.at("10:40").mitigation("more");
        log.at("10:50").resolution("early");
        log.at("11:00").resolution("R");
        assert_eq!(told(&log), "I D K - E C M R -");
    }

    #[test]
    fn an_impact_not_earlier_than_the_detection_is_not_its_start() {
        for (impact, expected) in [("10:00", false), ("10:30", false), ("9:59", true)] {
            let mut log = Recording::new();
            log.at("10:00").detection("D");
            log.at(impact).impact("I");
            let timeline = log.timeline();
            let impact = Analysis::of(&timeline).impact;
            assert_eq!(impact.start_recorded, expected);
            assert_eq!(impact.start.map(Event::text), Some(if expected { "I" } else { "D" }));
        }
    }

    #[test]
    fn without_a_detection_the_earliest_event_is_where_it_starts() {
        let mut log = Recording::new();
        log.at("10:00").mark();
        log.at("10:05").note("first words");
        log.at("10:10").impact("I");
        let timeline = log.timeline();
        let impact = Analysis::of(&timeline).impact;
        assert_eq!((impact.start.map(Event::text), impact.start_recorded), (Some("first words"), false));
    }

    #[test]
    fn what_was_before_it_came_back_no_longer_holds() {
        let mut log = Recording::new();
        log.at("10:00").detection("D");
        log.at("10:30").mitigation("m");
        log.at("11:00").resolution("r");
        let back = log.stamp("11:30").unwrap();
        log.set([Setting::Reopened(back)]);
        assert_eq!(told(&log), "- D (m) - - - - - -");
        log.at("11:45").mitigation("M");
        log.at("12:00").resolution("R");
        assert_eq!(told(&log), "- D (m) - - - M R -");
    }

    #[test]
    fn an_overturned_cause_hands_over_to_the_next() {
        let mut log = Recording::new();
        log.at("10:00").detection("D");
        let first = log.at("10:05").hypothesis("one");
        let second = log.at("10:05").hypothesis("two");
        log.at("10:10").confirms(first, "wrong");
        log.at("10:20").rules_out(first, "not it");
        log.at("10:30").confirms(second, "C");
        assert_eq!(told(&log), "- D (one) - - C - - -");
    }

    #[test]
    fn struck_hidden_and_untimed_events_set_nothing() {
        let mut log = Recording::new();
        let struck = log.at("10:00").detection("struck");
        log.strike(struck, "wrong incident");
        let hidden = log.at("10:01").detection("hidden");
        log.hide(hidden);
        log.at("?").detection("untimed");
        log.at("10:05").detection("D");
        assert_eq!(told(&log), "- D - - - - - - -");
    }

    #[test]
    fn who_answered_first_acknowledged_where_nobody_said_so() {
        let mut log = Recording::new();
        log.at("9:58").note("before");
        log.at("10:00").detection("D");
        log.at("10:01").detection("again");
        log.at("10:02").impact("half");
        log.at("10:03").note("N");
        log.at("10:05").tagged(Tag::Action, "restart");
        assert_eq!(told(&log), "- D (N) - - - - - -");
        log.at("10:10").acknowledged("K");
        assert_eq!(told(&log), "- D K - - - - - -");
    }

    #[test]
    fn a_start_that_is_said_to_be_one_holds_whenever_it_was() {
        let mut log = Recording::new();
        log.at("9:50").impact("an early sign");
        log.at("10:00").detection("D");
        log.at("10:00").with(Tag::Impact, "I", |body| {
            body.details.insert("impact".to_owned(), "start".to_owned());
        });
        assert_eq!(told(&log), "I D - - - - - - -");
    }

    #[test]
    fn a_severity_or_a_commander_declares_it() {
        let mut log = Recording::new();
        log.at("10:05").with(Tag::Role, "scribe", |body| drop(body.details.insert("role".into(), "scribe".into())));
        log.at("10:06").with(Tag::Role, "IC", |body| drop(body.details.insert("role".into(), "ic".into())));
        log.at("10:07").with(Tag::Severity, "S", |body| drop(body.details.insert("severity".into(), "1".into())));
        assert_eq!(told(&log), "- - - IC - - - - -");
    }

    #[test]
    fn a_mitigation_holds_until_the_impact_is_worse_again() {
        for (before, after, expected) in [
            ("80% of users", "20% of users", "M1"),
            ("20% of users", "80% of users", "M2"),
            ("slow", "only the search now", "M1"),
            ("slow", "errors are spreading", "M2"),
            ("slow", "back to normal in the EU", "M1"),
        ] {
            let mut log = Recording::new();
            log.at("10:00").impact(before);
            log.at("10:10").mitigation("M1");
            log.at("10:20").impact(after);
            log.at("10:30").mitigation("M2");
            assert_eq!(told(&log), format!("- - - - - - {expected} - -"), "{before}, {after}");
        }
    }

    #[test]
    fn an_all_clear_is_no_second_resolution() {
        let mut log = Recording::new();
        log.at("10:00").detection("D");
        log.at("11:00").resolution("R");
        log.at("11:30").all_clear("A");
        assert_eq!(told(&log), "- D (R) - - - (R) R A");
    }
}
