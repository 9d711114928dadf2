//! One event as one row of a document: its time, its tag in words, its text.

use std::borrow::Cow;
use std::fmt::Display;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use serde::{Serialize, Serializer};

use super::calendar::Calendar;
use super::people::in_words;
use super::prose::opening;
use crate::analysis::{Analysis, Path, PathState, Told};
use crate::beside::both;
use crate::time::{Moment, Stamp};
use crate::timeline::{CauseRole, Event, EventBody, RecordId, TAGS, Tag, TagRow, Timeline, Turn};
use crate::words::{self, capitalised};

/// An event, put into words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Row {
    /// The full id of its record.
    #[serde(serialize_with = "as_text")]
    pub id: RecordId,
    /// RFC 3339; none when it is not known.
    #[serde(serialize_with = "as_text_or_none")]
    pub at: Option<Stamp>,
    /// To the minute; empty when it is not known.
    pub time: String,
    /// `+1d` when it was not on the first day.
    pub days_later: String,
    pub milestone: bool,
    /// The name of its tag: `misleading path`.
    pub name: &'static str,
    /// What it was, in words: `Detection`, `Misleading path (H1, 10 min)`.
    pub tag: Cow<'static, str>,
    /// The words as typed.
    pub text: String,
    /// What must be said in place of words or beside them: that they were taken out, when it
    /// was said to have been.
    pub note: Option<String>,
    /// Who recorded it.
    #[serde(serialize_with = "as_text_or_none")]
    pub by: Option<Arc<str>>,
    /// How many things are attached to it.
    pub evidence: usize,
}

/// Rows of the timeline. A template that goes through them is given each when its turn comes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rows(pub(super) Arc<Vec<Row>>);

/// So many rows are worth a second thread.
pub(super) const MANY: usize = 1024;

impl Deref for Rows {
    type Target = [Row];

    fn deref(&self) -> &[Row] {
        &self.0
    }
}

fn as_text<S: Serializer>(value: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn as_text_or_none<S: Serializer>(value: &Option<impl Display>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

/// What rows are written with.
pub(super) struct Teller<'a> {
    pub calendar: Calendar,
    pub analysis: Analysis<'a>,
    pub reopened: Option<Moment>,
}

impl<'a> Teller<'a> {
    pub(super) fn of(timeline: &'a Timeline) -> Teller<'a> {
        Teller::by(Analysis::of(timeline))
    }

    pub(super) fn by(analysis: Analysis<'a>) -> Teller<'a> {
        let timeline = analysis.timeline;
        Teller {
            calendar: Calendar::of(timeline, analysis.told.first().map(|told| told.event)),
            analysis,
            reopened: timeline.incident().reopened,
        }
    }

    pub(super) fn row(&self, event: &Event) -> Row {
        let bound = event.when().bound();
        Row {
            id: event.id,
            time: if bound.is_some() { self.calendar.clock(event.when()) } else { String::new() },
            days_later: bound.map_or_else(String::new, |at| self.calendar.days_later(at.moment)),
            at: bound.map(|at| self.calendar.zone().stamp(at.moment)),
            milestone: self.analysis.milestones.contains(event.id),
            name: event.tag().name(),
            tag: self.tag_words(event),
            // Blanks are no words.
            text: if event.text().trim().is_empty() { String::new() } else { event.text().to_owned() },
            note: note(event),
            by: Some(event.by.clone()).filter(|by| !by.is_empty()),
            evidence: event.evidence.len(),
        }
    }

    /// An event that the timeline tells whole, told again elsewhere: its first sentence.
    pub(super) fn gist(&self, event: &Event) -> Row {
        let row = self.row(event);
        Row { text: opening(&row.text).to_owned(), ..row }
    }

    /// When it was, for a time that stands alone; none where nobody said.
    pub(super) fn time(&self, event: &Event) -> Option<String> {
        event.when().bound().map(|_| self.calendar.dated_clock(event.when()))
    }

    /// Many events as rows, half of them on a second thread.
    pub(super) fn rows(&self, events: &[&Told]) -> Rows {
        let rows = |events: &[&Told]| events.iter().map(|event| self.row(event)).collect::<Vec<Row>>();
        let (first, second) = events.split_at(events.len() / 2);
        Rows(Arc::new(if events.len() < MANY {
            rows(events)
        } else {
            let (mut all, rest) = both(|| rows(first), || rows(second));
            all.extend(rest);
            all
        }))
    }

    /// The tag and what the event did to hypotheses.
    fn tag_words(&self, event: &Event) -> Cow<'static, str> {
        let body = &event.body;
        let says_no_more = matches!(event.tag(), Tag::Note | Tag::Finding | Tag::Action | Tag::Decision)
            && body.opens.is_none()
            && [&body.rules_out, &body.confirms, &body.about].iter().all(|ids| ids.is_empty());
        if says_no_more {
            return Cow::Borrowed(&TITLES[event.tag() as usize]);
        }
        let mut parts = Vec::new();
        let ruled_out = self.linked(&body.rules_out).map(|path| self.ruled_out(path, event));
        let ruled_out: Vec<String> = ruled_out.collect();
        let role = body.cause_role();
        let confirmed: Vec<String> = self.linked(&body.confirms).map(|path| confirmed(path, role)).collect();
        // Which hypotheses a turn is about is said with it.
        let turn = body.turns().find(|(_, id)| body.about.contains(id)).map(|(turn, _)| turn);
        match event.tag() {
            Tag::MisleadingPath if ruled_out.is_empty() => parts.push(self.nameless(event)),
            Tag::Cause if confirmed.is_empty() => parts.push(cause(role).to_owned()),
            Tag::Hypothesis if body.opens.is_some() => {}
            Tag::Hypothesis if turn == Some(Turn::Parked) => parts.push("Hypothesis parked".to_owned()),
            Tag::Hypothesis if turn == Some(Turn::Reopened) => parts.push("Hypothesis taken up again".to_owned()),
            Tag::Resolution if body.is_all_clear() => parts.push("All clear".to_owned()),
            Tag::Impact if body.begins_impact() => parts.push("Start of impact".to_owned()),
            Tag::MisleadingPath | Tag::Cause => {}
            tag => parts.push(self.plain(tag, event)),
        }
        parts.extend(ruled_out);
        parts.extend(confirmed);
        if let Some(label) = self.label(event.id).filter(|_| body.opens.is_some()) {
            parts.push(format!("Hypothesis {label}"));
        }
        let mut words = parts.join(", ");
        let about: Vec<String> = body.about.iter().filter_map(|id| Some(self.label(*id)?.to_owned())).collect();
        if !about.is_empty() {
            words.push_str(&format!(" ({})", about.join(", ")));
        }
        Cow::Owned(words)
    }

    fn plain(&self, tag: Tag, event: &Event) -> String {
        let came_back = event.when().bound().zip(self.reopened).is_some_and(|(at, then)| at.moment <= then);
        match tag {
            Tag::Resolution | Tag::Mitigation if came_back => format!("{} (it came back)", title(tag)),
            Tag::Role => match event.body.role() {
                Some(role) => capitalised(&in_words(role)),
                None => title(tag),
            },
            Tag::Severity => match event.body.details.get(tag.name()) {
                Some(value) => format!("{} {}", title(tag), words::one_line(value)),
                None => title(tag),
            },
            _ => title(tag),
        }
    }

    /// The minutes stand at the event that ended the path, not where it was said again.
    fn ruled_out(&self, path: &Path, event: &Event) -> String {
        let label = path.hypothesis.map_or("", |hypothesis| &hypothesis.label);
        let ends_it = path.state == PathState::RuledOut && path.closed.is_some_and(|closed| closed.id == event.id);
        match path.length.filter(|_| ends_it) {
            Some(length) => format!("Misleading path ({label}, {})", words::span(length)),
            None => format!("Misleading path ({label})"),
        }
    }

    fn nameless(&self, event: &Event) -> String {
        let own = self
            .analysis
            .paths
            .iter()
            .find(|path| path.hypothesis.is_none() && path.closed.is_some_and(|closed| closed.id == event.id));
        match own.and_then(|path| path.length) {
            Some(length) => format!("Misleading path ({})", words::span(length)),
            None => "Misleading path".to_owned(),
        }
    }

    fn linked(&self, ids: &'a [RecordId]) -> impl Iterator<Item = &Path<'a>> {
        ids.iter().filter_map(|id| self.analysis.path(*id))
    }

    /// The label of the hypothesis that this event opened.
    pub(super) fn label(&self, id: RecordId) -> Option<&str> {
        Some(&self.analysis.path(id)?.hypothesis?.label)
    }
}

/// What was found, in the words of the causes.
pub(super) fn cause(role: Option<CauseRole>) -> &'static str {
    match role {
        None => "Cause found",
        Some(CauseRole::Root) => "Root cause found",
        Some(CauseRole::Contributing) => "Contributing cause found",
        Some(CauseRole::Trigger) => "Trigger found",
    }
}

fn confirmed(path: &Path, role: Option<CauseRole>) -> String {
    let label = path.hypothesis.map_or("", |hypothesis| &hypothesis.label);
    match path.state {
        PathState::Confirmed => format!("{} ({label})", cause(role)),
        _ => format!("Cause, later overturned ({label})"),
    }
}

/// The tag as the beginning of a sentence.
fn title(tag: Tag) -> String {
    TITLES[tag as usize].clone()
}

/// The same of all tags, in their order.
static TITLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let title = |row: &TagRow| match row.tag {
        Tag::Mitigation => "Mitigated".to_owned(),
        _ => capitalised(row.name),
    };
    TAGS.iter().map(title).collect()
});

fn note(event: &Event) -> Option<String> {
    let said = event.when().words.as_deref().filter(|_| event.when().bound().is_none());
    let said = said.map(|words| format!("time said: {words}"));
    let taken_out = event.redacted.as_deref().map(|why| format!("words taken out: {why}"));
    let silent = event.text().trim().is_empty() && event.redacted.is_none() && !event.evidence.is_empty();
    let evidence = (!event.evidence.is_empty()).then(|| {
        let pieces = words::count(event.evidence.len(), "piece");
        format!("{pieces} of evidence{}", if silent { ", no words" } else { " kept with the journal" })
    });
    let detail = |name: &str| event.body.details.get(name).map(|value| words::one_line(value));
    let source = detail(EventBody::SOURCE).map(|source| format!("found by {source}"));
    let lasting = detail(EventBody::LASTING);
    let outcome = event.body.outcome_in_words();
    let notes: Vec<String> = [source, lasting, outcome, taken_out, evidence, said].into_iter().flatten().collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}
