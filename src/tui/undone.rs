//! What an undo took back, or a redo brought again, in words.

use super::theme::Theme;
use super::widget::row::{clipped, width};
use crate::session::MOVED_TO;
use crate::timeline::{GroupId, Record, RecordId, Setting, Timeline};
use crate::words;

/// So many cells, so that there is room beside it for the key that brings it again.
const ROOM: usize = 40;

/// The words of a group; for a group that took back another, those of that one.
pub fn in_words(timeline: &Timeline, group: GroupId, theme: Theme) -> String {
    let quoted = |what: &str, text: &str| {
        let room = ROOM.saturating_sub(width(what) + 2);
        format!("{what}“{}”", clipped(&words::one_line(text), room, theme))
    };
    let of = |what: &str, id: RecordId| match timeline.event(id).map(|event| event.text()) {
        Some(text) if !text.is_empty() => quoted(&format!("{what} of "), text),
        _ => format!("{what} of an event"),
    };
    let named = timeline.group(group).find_map(|recorded| match recorded.record {
        Record::Undo { group } => Some(group),
        _ => None,
    });
    let group = named.unwrap_or(group);
    let struck = timeline.group(group).filter(|recorded| matches!(recorded.record, Record::Strike { .. })).count();
    let events = timeline.group(group).filter(|recorded| matches!(recorded.record, Record::Event(_))).count();
    let said = timeline.group(group).filter_map(|recorded| match &recorded.record {
        Record::Event(_) if events > 1 => Some((0, words::count(events, "event"))),
        Record::Event(body) if body.is_mark() => Some((0, "a mark".to_owned())),
        Record::Event(body) if body.text.is_empty() => Some((0, body.tag.name().to_owned())),
        Record::Event(body) => Some((0, quoted("", &body.text))),
        Record::Set(settings) => {
            let title = settings.iter().find_map(|setting| match setting {
                Setting::Title(title) => Some(quoted("title ", title)),
                _ => None,
            });
            Some((1, title.unwrap_or_else(|| "a setting of the incident".to_owned())))
        }
        Record::Amend { change, of: event } => Some((
            2,
            match &change.text {
                Some(text) => quoted("correction ", text),
                None => of("correction", *event),
            },
        )),
        Record::Strike { of: event, why: None } => Some((3, of("putting back", *event))),
        Record::Strike { of: event, why: Some(why) } if why.starts_with(MOVED_TO) => {
            Some((3, of("move", *event) + "; its copy stays there"))
        }
        Record::Strike { of: event, .. } => {
            let is_mark = timeline.event(*event).is_some_and(|event| event.is_mark());
            let marks = format!("{} dropped", words::count(struck, "mark"));
            Some((3, if is_mark { marks } else { of("strike", *event) }))
        }
        Record::Section { name, .. } => Some((4, quoted("section ", name))),
        Record::Action { of, change } => {
            let item = of.and_then(|of| timeline.items_and_ideas().into_iter().find(|item| item.record == Some(of)));
            let text = change.text.clone().or(item.and_then(|item| item.change.text));
            Some((5, quoted("action ", &text.unwrap_or_default())))
        }
        Record::Evidence(evidence) => Some((6, of("evidence", evidence.of))),
        _ => None,
    });
    said.min().map_or_else(|| "what was recorded last".to_owned(), |(_, said)| said)
}
