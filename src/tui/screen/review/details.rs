//! What there is to know of the event under the cursor, on a row or two.

use chrono::Datelike as _;

use super::Review;
use crate::analysis::questions_for;
use crate::time::Said;
use crate::timeline::{Event, Part, RecordId, Timeline};
use crate::tui::screen::Context;
use crate::tui::theme::Role;
use crate::words;

/// The rows, the most telling first.
pub(super) fn lines(review: &Review, context: &Context) -> Vec<(String, Role)> {
    let Some(id) = review.row_id(context) else { return Vec::new() };
    match review.timeline(context).story_part(id) {
        Some(Part::Event(event)) => {
            vec![(told(review, event, context), Role::Text), (beside(review, event, context), Role::Quiet)]
        }
        Some(Part::Clock(noted)) => vec![(noted.sentence(&context.session.zone()), Role::Text)],
        None => Vec::new(),
    }
}

/// Both clocks, who, and what became of it: `recorded 10:45:09 by ana, live · amended once`.
fn told(review: &Review, event: &Event, context: &Context) -> String {
    let zone = context.session.zone();
    let mut parts = vec![recorded(event, review.timeline(context), context)];
    let seen = review.seen(context);
    parts.extend(seen.outline.milestones.get(&event.id).map(|names| names.join(", ")));
    drop(seen);
    match event.amendments {
        0 => {}
        1 => parts.push("amended once".to_owned()),
        2 => parts.push("amended twice".to_owned()),
        n => parts.push(format!("amended {n} times")),
    }
    parts.extend(imported(event));
    parts.extend(event.struck.as_ref().map(|why| format!("struck: {}", words::one_line(why))));
    parts.extend(event.redacted.as_ref().map(|why| format!("words taken out: {}", words::one_line(why))));
    if !event.evidence.is_empty() {
        parts.push(format!("evidence {}", event.evidence.len()));
    }
    let said = event.when().words.as_deref().filter(|said| *said != event.when().shown(&zone));
    parts.extend(said.map(|said| format!("said as “{}”", words::one_line(said))));
    parts.join(" · ")
}

/// `imported from outage.md, line 12, not confirmed`
fn imported(event: &Event) -> Option<String> {
    let from = words::one_line(event.body.imported()?);
    let state = if event.is_unconfirmed() { ", not confirmed" } else { "" };
    Some(format!("imported from {from}{state}"))
}

/// `recorded Fri 7 Jun 10:45:09 by ana, live`
fn recorded(event: &Event, timeline: &Timeline, context: &Context) -> String {
    let zone = context.session.zone();
    let (recorded, happened) = (zone.stamp(event.recorded.moment).local(), event.bound());
    // A day of another year would be taken for one of this.
    let is_of_its_year = happened.is_none_or(|at| zone.stamp(at).local().year() == recorded.year());
    let at = recorded.format(if is_of_its_year { "%a %-d %b %H:%M:%S" } else { "%a %-d %b %Y %H:%M:%S" });
    let by = if event.by.is_empty() { String::new() } else { format!(" by {}", words::one_line(&event.by)) };
    let late = match (event.when().said, event.backdated_ms()) {
        (Said::Live(_), _) => ", live".to_owned(),
        // Where all of it was written down afterwards, that says nothing.
        (_, Some(late)) if !timeline.incident().is_written_afterwards() => format!(", {} later", words::elapsed(late)),
        _ => String::new(),
    };
    format!("recorded {at}{by}{late}")
}

/// What the event does to hypotheses, its labels, where it came from.
fn beside(review: &Review, event: &Event, context: &Context) -> String {
    let labels = review.timeline(context).hypothesis_labels();
    let named = |ids: &[RecordId]| {
        let known: Vec<String> =
            ids.iter().filter_map(|id| labels.get(id)).map(|label| words::one_line(label)).collect();
        words::list(&known)
    };
    let body = &event.body;
    let links =
        [("rules out", named(&body.rules_out)), ("confirms", named(&body.confirms)), ("about", named(&body.about))];
    let mut parts: Vec<String> =
        links.into_iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, ids)| format!("{what} {ids}")).collect();
    let signed: Vec<String> = event
        .labels()
        .map(|label| format!("#{label}"))
        .chain(event.people().map(|person| format!("@{person}")))
        .collect();
    parts.extend((!signed.is_empty()).then(|| signed.join(" ")));
    // What to ask those who were there.
    let question = questions_for(event.tag()).first();
    parts.extend(question.map(|question| format!("“{question}”")));
    parts.join(" · ")
}
