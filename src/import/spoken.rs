//! What somebody said in a chat, as an event: a line of the recorder where it begins like one, else
//! their words with their name before them, and the tag that these speak for, if they do.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Imported, MOST_EVENTS, Problem, Told};
use crate::entry::suggest::{has_tag, suggest};
use crate::entry::{Typed, understand};
use crate::time::{Moment, When, Zone};
use crate::timeline::{EventBody, GroupId, Order, Place, Record, RecordId, Recorded, Summary, Tag, is_of_name};

/// One message.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub when: When,
    pub who: String,
    /// As it was written, its lines included.
    pub text: String,
    /// What hangs on it: addresses, names of files.
    pub beside: Vec<String>,
    pub line: usize,
}

/// A conversation, message by message.
pub(super) struct Conversation {
    pub imported: Imported,
    now: Moment,
    /// What is known so far, as a recorder knows it when the next line is typed.
    known: Summary,
    places: HashMap<RecordId, usize>,
}

impl Conversation {
    pub fn new(zone: Zone, now: Moment) -> Conversation {
        let mut known = Summary::default();
        known.incident.zone = Some(zone.name().to_owned());
        let imported = Imported { zone: Some(zone), ..Imported::default() };
        Conversation { imported, now, known, places: HashMap::new() }
    }

    /// Takes in the next message.
    pub fn take(&mut self, said: Said) {
        if self.imported.events.len() > MOST_EVENTS {
            return;
        }
        let Said { when, who, text, beside, line } = said;
        let (text, mut notes) = parted(&text);
        notes.extend(beside);
        if text.is_empty() && notes.is_empty() {
            return;
        }
        let entered = when.bound().map_or(self.now, |at| at.moment);
        let typed = Typed { line: &text, began: entered, entered, tag: None, at: None };
        let draft = understand(&typed, &self.known);
        if !has_tag(&typed, &draft) {
            let tag = spoken_for(&text);
            let told = Told { when, tag, text: in_name(&who, &text), line, notes, ..Told::default() };
            return self.push(told);
        }
        if let Some(title) = draft.title {
            self.imported.title = Some(title);
            return;
        }
        self.imported.problems.extend(draft.doubts.into_iter().map(|doubt| Problem { line, message: doubt.message }));
        let body = draft.body;
        let place = |ids: &[RecordId]| ids.first().and_then(|id| self.places.get(id).copied());
        self.push(Told {
            rules_out: place(&body.rules_out),
            confirms: place(&body.confirms),
            about: place(&body.about),
            // What it says of its own time holds before the stamp of the message.
            when: if body.when.says_a_time() { body.when } else { when },
            tag: body.tag,
            text: body.text,
            details: body.details,
            by: (!who.is_empty()).then_some(who),
            line,
            notes,
            kept: None,
        });
    }

    /// Adds an event, and knows of it when the next line is understood.
    pub fn push(&mut self, told: Told) {
        let place = self.imported.events.len();
        // One too many, and the whole is refused.
        if place > MOST_EVENTS {
            return;
        }
        let id = RecordId::new(1, place as u128 + 1);
        self.places.insert(id, place);
        let of = |place: Option<usize>| place.map(|place| RecordId::new(1, place as u128 + 1)).into_iter().collect();
        let mut body = EventBody::new(told.when.clone(), told.tag, told.text.clone());
        body.opens = told.opens().then_some(self.known.highest_number + 1);
        (body.rules_out, body.confirms, body.about) = (of(told.rules_out), of(told.confirms), of(told.about));
        body.details.clone_from(&told.details);
        let speaks_of_a_path = body.opens.is_some() || body.turns().next().is_some();
        if speaks_of_a_path {
            self.known.foresee(&recorded(id, place as u64, Record::Event(body.into()), self.now));
        }
        self.imported.events.push(told);
    }

    /// The zone in which its times are read.
    pub fn zone(&self) -> Zone {
        self.imported.zone.clone().unwrap_or_else(Zone::utc)
    }
}

impl Told {
    /// Whether it opens a hypothesis: it suspects something, and speaks of none that is there.
    pub(super) fn opens(&self) -> bool {
        match &self.kept {
            Some(kept) => kept.opens.is_some(),
            None => {
                self.tag == Tag::Hypothesis
                    && self.about.is_none()
                    && !self.details.contains_key(Tag::Hypothesis.name())
            }
        }
    }
}

/// A record as if it had been made.
fn recorded(id: RecordId, n: u64, record: Record, now: Moment) -> Recorded {
    Recorded {
        id,
        at: Zone::utc().stamp(now),
        up: None,
        place: Place { order: Order { millis: n as i64 + 1, counter: 0 }, n, ..Place::default() },
        group: GroupId::new(1, u128::from(n)),
        by: Arc::from(""),
        saved: false,
        record,
    }
}

/// The tag that the words of a message speak for. Of what is asked nothing is said to have happened, and
/// much is asked and promised in a chat that nobody waits for.
fn spoken_for(text: &str) -> Tag {
    let is_asked = text.trim_end().ends_with('?');
    let tag = suggest(text).filter(|_| !is_asked).map_or(Tag::Note, |suggestion| suggestion.tag);
    if matches!(tag, Tag::Question | Tag::Todo) { Tag::Note } else { tag }
}

/// Words with the name of who said them: `@ana: is it mounted?`. A blank in a name is a full stop, so
/// that the name is one word.
pub(super) fn in_name(who: &str, text: &str) -> String {
    let name: String = who
        .split_whitespace()
        .map(|word| word.chars().filter(|c| is_of_name(*c)).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(".");
    match (name.is_empty(), text.is_empty()) {
        (true, _) => text.to_owned(),
        (false, true) => format!("@{name}"),
        (false, false) => format!("@{name}: {text}"),
    }
}

/// A message as the words of an event, and what is no part of its line: code, and the whole of what is
/// long.
fn parted(text: &str) -> (String, Vec<String>) {
    const LONGEST: usize = 600;
    let (mut words, mut code, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    let mut is_code = false;
    for line in text.lines() {
        let mut rest = line.trim();
        // A fence can stand at either end of a line.
        while let Some((before, behind)) = rest.split_once("```") {
            push_to(if is_code { &mut code } else { &mut words }, before);
            if is_code {
                notes.push(std::mem::take(&mut code).join("\n"));
            }
            is_code = !is_code;
            rest = behind;
        }
        push_to(if is_code { &mut code } else { &mut words }, if is_code && rest == line.trim() { line } else { rest });
    }
    notes.push(code.join("\n"));
    notes.retain(|note| !note.trim().is_empty());
    let line = words.join(" ");
    if line.len() <= LONGEST {
        return (line, notes);
    }
    let first = words.first().map_or("", |first| &first[..first.floor_char_boundary(LONGEST)]);
    notes.insert(0, words.join("\n"));
    (format!("{} […]", first.trim_end()), notes)
}

fn push_to<'a>(lines: &mut Vec<&'a str>, line: &'a str) {
    if !line.trim().is_empty() {
        lines.push(line);
    }
}
