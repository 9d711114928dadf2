//! How it ended, and what it leaves behind.

use crate::analysis::Told;
use crate::analysis::lint::examined::{Examined, Passage, Source, quoted};
use crate::analysis::lint::lists::{List, STEPS};
use crate::analysis::lint::{Hit, Subject};
use crate::time::Moment;
use crate::timeline::{Event, EventBody, Tag};
use crate::words;

const MINUTE_MS: i64 = 60_000;

/// The steps that the section names, and no event does.
pub(super) fn steps(examined: &Examined) -> Vec<Hit> {
    let sections = examined.of_the_resolution().filter(|passage| matches!(passage.from, Source::Section(_)));
    let is_told = |step: List| {
        let done = |event: &Event| !matches!(event.tag(), Tag::Question | Tag::Hypothesis);
        examined.events().any(|(event, passage)| done(event) && passage.has(step))
    };
    let lacking = |passage: &Passage| {
        let steps = STEPS.into_iter().filter(|step| !is_told(*step));
        let said = steps.filter_map(|step| passage.says(step).map(quoted));
        said.map(|said| Hit::of(format!("no entry speaks of {said}"), passage.at())).collect::<Vec<_>>()
    };
    sections.flat_map(lacking).collect()
}

pub(super) fn lasting(examined: &Examined) -> Vec<Hit> {
    let answered =
        examined.tagged(Tag::Resolution).any(|(event, _)| event.body.details.contains_key(EventBody::LASTING));
    let said = examined.of_the_resolution().any(|passage| passage.has(List::Lasting));
    Hit::when(!answered && !said, "nothing says whether it is fixed for good", examined.resolution())
}

pub(super) fn verification(examined: &Examined) -> Vec<Hit> {
    let clear = examined.tagged(Tag::Resolution).any(|(event, _)| event.body.is_all_clear());
    let said = examined.of_the_resolution().any(|passage| passage.has(List::Verified));
    Hit::when(!clear && !said, "nothing says how it was seen that it works again", examined.resolution())
}

/// The first phrase of a list, and where it is said; what is to be done about it is no sign of it.
fn first<'e, 'a>(examined: &'e Examined<'a>, list: List) -> Option<(&'e Passage<'a>, &'a str)> {
    let told = examined.passages.iter().filter(|passage| !matches!(passage.from, Source::Action(_)));
    told.filter_map(|passage| Some((passage, passage.says(list)?))).next()
}

pub(super) fn security(examined: &Examined) -> Vec<Hit> {
    if examined.says(List::SecurityAnswered) {
        return Vec::new();
    }
    let hit = |(passage, said): (&Passage, &str)| {
        let message = format!("{} in {}: was it a security incident?", quoted(said), passage.named());
        Hit::of(message, passage.at())
    };
    first(examined, List::Security).map(hit).into_iter().collect()
}

pub(super) fn personal_data(examined: &Examined) -> Vec<Hit> {
    if examined.says(List::DataLoss) {
        return Vec::new();
    }
    let hit = |(_, said): (&Passage, &str)| {
        let message = format!("it speaks of {}: was data lost, or seen by others?", quoted(said));
        Hit::of(message, Subject::Section("impact"))
    };
    first(examined, List::PersonalData).map(hit).into_iter().collect()
}

pub(super) fn late_escalation(examined: &Examined) -> Vec<Hit> {
    let (milestones, bounds) = (&examined.analysis.milestones, &examined.analysis.bounds);
    let ends = milestones.diagnosed.zip(milestones.escalated);
    let late = ends.and_then(|(cause, called)| Some((called, bounds.between(cause, called)?)));
    let late = late.filter(|(_, idle)| idle.least_ms > 0);
    let hit = |(called, idle): (&Event, _)| {
        let message = format!("called {} after the cause was known", words::span(idle));
        Hit::of(message, Subject::Event(called.id))
    };
    late.map(hit).into_iter().collect()
}

pub(super) fn failed_actions(examined: &Examined) -> Vec<Hit> {
    const SOON_MS: i64 = 15 * MINUTE_MS;
    let decided = |event: &Event, at: Moment| {
        let told = &examined.analysis.told;
        let since = told.partition_point(|other| other.bound() < event.bound());
        let soon =
            told[since..].iter().take_while(|other| other.bound().is_some_and(|then| then.millis_since(at) <= SOON_MS));
        let goes_on = |other: &&Told| {
            matches!(other.tag(), Tag::Decision | Tag::Action | Tag::Mitigation | Tag::Resolution | Tag::Escalation)
        };
        soon.filter(goes_on).any(|other| other.id != event.id)
    };
    let hit = |(event, passage): (&Event, &Passage)| {
        let at = event.when().end()?.moment;
        let message =
            format!("an action {}, and no decision follows within 15 min", quoted(passage.says(List::NotHelped)?));
        (!decided(event, at)).then(|| Hit::of(message, passage.at()))
    };
    examined.tagged(Tag::Action).filter_map(hit).collect()
}
