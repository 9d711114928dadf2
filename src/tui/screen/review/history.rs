//! The history of one event, over the review: both clocks, every correction, what was taken back,
//! and what is attached.

use ratatui::Frame;
use ratatui::text::Line;

use crate::timeline::{EventBody, EventChange, Record, RecordId, Recorded, Step, Timeline};
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::screen::sheet::Sheet;
use crate::tui::screen::{Context, Screen};
use crate::tui::theme::Role;
use crate::tui::widget::row::{in_theme, wrapped};
use crate::words;

/// What became of an event.
pub struct History {
    event: RecordId,
    sheet: Sheet,
}

impl History {
    pub fn of(event: RecordId) -> History {
        History { event, sheet: Sheet::default() }
    }

    fn lines(&self, columns: usize, context: &Context) -> Vec<Line<'static>> {
        let timeline = context.session.timeline();
        let theme = context.theme;
        let mut lines = Vec::new();
        let mut say = |said: &str, indent: usize, role: Role| {
            let room = columns.saturating_sub(indent + 2).max(8);
            for part in wrapped(&in_theme(said, theme), room) {
                lines.push(Line::styled(format!(" {}{part}", " ".repeat(indent)), theme.style(role)));
            }
        };
        let Some(event) = timeline.event(self.event) else {
            say("that event was taken back", 0, Role::Text);
            return lines;
        };
        let zone = context.session.zone();
        let when = event.when().shown_with_date(&zone);
        let text = words::one_line(&event.body.said());
        say(&format!("{when} · {} · {text}", event.tag().name()), 0, Role::Title);
        say("", 0, Role::Text);
        let mut body = EventBody::new(event.when().clone(), event.tag(), "");
        for step in timeline.history(self.event) {
            let Step { recorded, taken_back } = step;
            let at = |recorded: &Recorded| {
                zone.stamp(recorded.at.moment).local().format("%a %-d %b %Y %H:%M:%S").to_string()
            };
            let by = |recorded: &Recorded| {
                if recorded.by.is_empty() { String::new() } else { format!(" by {}", words::one_line(&recorded.by)) }
            };
            let unsaved = if recorded.saved { "" } else { ", not on disk yet" };
            say(&format!("{}{}{unsaved}", at(recorded), by(recorded)), 0, Role::Text);
            let role = if taken_back.is_some() { Role::Struck } else { Role::Text };
            for said in told(&recorded.record, &body, timeline, context) {
                say(&said, 4, role);
            }
            if let Some(undo) = taken_back {
                say(&format!("taken back {}{}", at(undo), by(undo)), 4, Role::Quiet);
            } else {
                match &recorded.record {
                    Record::Event(first) => body = EventBody::clone(first),
                    Record::Amend { change, .. } => change.apply_to(&mut body),
                    _ => {}
                }
            }
        }
        lines
    }
}

/// What a record did, each thing on a row of its own.
fn told(record: &Record, before: &EventBody, timeline: &Timeline, context: &Context) -> Vec<String> {
    let zone = context.session.zone();
    match record {
        Record::Event(body) => {
            let time = body.when.shown_with_date(&zone);
            vec![format!("recorded: {time} · {} · {}", body.tag.name(), words::one_line(&body.said()))]
        }
        Record::Amend { change, .. } => amended(change, before, timeline, context),
        Record::Strike { why: Some(why), .. } => vec![format!("struck: {}", words::one_line(why))],
        Record::Strike { why: None, .. } => vec!["not struck any more".to_owned()],
        Record::Evidence(evidence) => {
            let size = words::count(usize::try_from(evidence.bytes).unwrap_or(usize::MAX), "byte");
            vec![format!(
                "attached: {}, {size}, kept as {}",
                words::one_line(&evidence.source),
                words::one_line(&evidence.file)
            )]
        }
        Record::Redact { why, .. } => vec![format!("words taken out: {}", words::one_line(why))],
        Record::Redacted => vec!["its words were taken off the disk".to_owned()],
        _ => vec!["something that this version does not know".to_owned()],
    }
}

/// `text: old → new`, a row for each field.
fn amended(change: &EventChange, before: &EventBody, timeline: &Timeline, context: &Context) -> Vec<String> {
    let zone = context.session.zone();
    let labels = timeline.hypothesis_labels();
    let named = |ids: &[RecordId]| {
        let known: Vec<String> =
            ids.iter().filter_map(|id| labels.get(id)).map(|label| words::one_line(label)).collect();
        if known.is_empty() { "none".to_owned() } else { words::list(&known) }
    };
    let mut said = Vec::new();
    if let Some(text) = &change.text {
        said.push(format!("text: “{}” → “{}”", words::one_line(&before.text), words::one_line(text)));
    }
    if let Some(when) = &change.when {
        said.push(format!("time: {} → {}", before.when.shown_with_date(&zone), when.shown_with_date(&zone)));
    }
    if let Some(tag) = change.tag {
        said.push(format!("tag: {} → {}", before.tag.name(), tag.name()));
    }
    match change.opens {
        Some(Some(number)) => said.push(format!("opens H{number}")),
        Some(None) => said.push("opens no hypothesis any more".to_owned()),
        None => {}
    }
    for (what, old, new) in [
        ("rules out", &before.rules_out, &change.rules_out),
        ("confirms", &before.confirms, &change.confirms),
        ("about", &before.about, &change.about),
    ] {
        said.extend(new.as_ref().map(|new| format!("{what}: {} → {}", named(old), named(new))));
    }
    said.extend(change.starred.map(|starred| if starred { "starred" } else { "not starred any more" }.to_owned()));
    said.extend(
        change
            .hidden
            .map(|hidden| if hidden { "hidden from the report" } else { "told in the report again" }.to_owned()),
    );
    let ending = change.ending();
    said.extend(ending.as_ref().map(|ending| format!("ended: {}", ending.in_words())));
    let details = change.details.iter().filter(|_| ending.is_none());
    said.extend(details.map(|(name, value)| {
        let value = if value.is_empty() { "nothing" } else { value };
        format!("{}: {}", words::one_line(name), words::one_line(value))
    }));
    said
}

impl Screen for History {
    fn update(&mut self, input: &Input, _: &Context) -> Vec<Effect> {
        // What is corrected by the keys below is seen here at once.
        self.sheet.update(input)
    }

    fn view(&self, frame: &mut Frame, context: &Context) {
        let area = frame.area();
        let lines = self.lines(usize::from(area.width), context);
        let closes = "Esc goes back · any other key does what it does there";
        self.sheet.view(lines, closes, frame, area, context.theme);
    }

    fn covers_all(&self) -> bool {
        true
    }
}
