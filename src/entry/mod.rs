//! The line: from what a person typed to what will be recorded. No clock, no disk, no questions.
//!
//! `[when] [tag-prefix] text`. A time is read at the start only, a prefix is lower case with a
//! colon and a space; whatever is neither stays text, byte for byte. Nothing is refused: what
//! can't be taken as typed is kept as words, and a [`Doubt`] says so.

mod as_of;
pub mod backfill;
mod due;
mod echo;
mod hypotheses;
mod prefix;
mod secret;
mod shift;
pub mod suggest;

use crate::time::phrase::{self, Certainty, Context, DayRule, Phrase, Placing, Start};
use crate::time::{Moment, Stamp, When, Zone};
use crate::timeline::{AFTERWARDS_MS, EventBody, Summary, Tag};

pub use as_of::as_of;
pub use echo::{echo, echo_beside_stamp};
use prefix::Prefix;
pub use prefix::{TITLE_LIMIT, is_prefix, prefix_meant};
pub use secret::secret_in;
pub use shift::shift;

/// A line as it was typed, and when.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    pub line: &'a str,
    /// The first key press.
    pub began: Moment,
    /// Enter; also "now" for relative times.
    pub entered: Moment,
    /// A tag chosen beside the line (Tab, `-t`); wins over none, loses to a prefix in the line.
    pub tag: Option<Tag>,
    /// Time words given beside the line (`--at`): all of them must be a time.
    pub at: Option<&'a str>,
}

/// The line understood: ready to be recorded.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    pub body: EventBody,
    /// The new name of the incident, where the line gives one.
    pub title: Option<String>,
    pub doubts: Vec<Doubt>,
}

/// Something in the line that could not be taken as typed; nothing of the text is lost by it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Doubt {
    pub message: String,
    /// What the time can mean, in the order to be offered; empty where no time is in doubt.
    pub readings: Vec<When>,
}

impl Doubt {
    fn saying(message: impl Into<String>) -> Doubt {
        Doubt { message: message.into(), readings: Vec::new() }
    }

    /// What is in doubt, with what the time can mean: `10:15 is still to come: Thu 10:15 or Fri 10:15`.
    pub fn in_words(&self, zone: &Zone) -> String {
        let readings: Vec<String> = self.readings.iter().map(|when| when.shown_with_day(zone)).collect();
        let readings = if readings.is_empty() { String::new() } else { format!(": {}", readings.join(" or ")) };
        format!("{}{readings}", self.message)
    }
}

/// Reads a line. Never fails: at worst it is a note with the whole line as its text.
pub fn understand(typed: &Typed<'_>, summary: &Summary) -> Draft {
    understand_near(typed, None, summary)
}

/// Reads a line of somebody who looks back: a time without a day is the one nearest to this moment,
/// and a line without a time has none.
pub fn understand_afterwards(typed: &Typed<'_>, near: Moment, summary: &Summary) -> Draft {
    understand_near(typed, Some(near), summary)
}

fn understand_near(typed: &Typed<'_>, near: Option<Moment>, summary: &Summary) -> Draft {
    let line = typed.line.trim();
    let zone = summary.incident.zone();
    let context = context(typed, near, summary, &zone);
    let mut doubts = Vec::new();

    let beside = typed.at.and_then(|words| time_beside(words, &context, &mut doubts));
    let (stated, rest) = match beside {
        Some(when) => (Some(when), line),
        None => time_in_line(line, &context, &mut doubts),
    };
    let is_impossible = stated.is_none() && matches!(phrase::read(line), Start::Impossible { .. });
    let found = if is_impossible { None } else { prefix::read(rest, &mut doubts) };
    let (prefix, text) = match found {
        Some((prefix, text)) => (Some(prefix), text),
        None => (typed.tag.map(Prefix::of_tag), rest),
    };

    let when = stated.unwrap_or_else(|| match near.is_some() || is_long_after(typed.began, summary) {
        true => When::unknown(),
        false => When::live(zone.stamp(typed.began)),
    });
    let mut body = EventBody::new(when, Tag::Note, text);
    body.typed = body.when.is_stated().then(|| zone.stamp(typed.began));
    let title = prefix.and_then(|prefix| apply(prefix, &mut body, summary, &mut doubts));
    if typed.at.is_none() && (body.begins_impact() || body.is_all_clear()) && !body.when.says_a_time() {
        take_time_behind(&mut body, &context, &mut doubts, zone.stamp(typed.began));
    }
    due::note(&mut body, &context);
    doubts.extend(secret_in(line).map(Doubt::saying));
    Draft { body, title, doubts }
}

fn context<'a>(typed: &Typed<'_>, near: Option<Moment>, summary: &Summary, zone: &'a crate::time::Zone) -> Context<'a> {
    let started = summary.incident.started.map(|started| summary.latest.unwrap_or(started).moment);
    let rule = near.or(started).map_or(DayRule::MostRecent, DayRule::NearestTo);
    let start = summary.start().map(|stamp| stamp.moment);
    Context { now: typed.entered, zone, rule, start }
}

/// Whether a line without a time, typed at this moment, is about a time that nobody said: in an
/// incident that was started in the past, when what happened last in it lies far back.
pub fn is_long_after(typed: Moment, summary: &Summary) -> bool {
    let started = summary.incident.started;
    let last = started.map(|started| summary.latest.unwrap_or(started));
    last.is_some_and(|last| typed.millis_since(last.moment) > AFTERWARDS_MS)
}

/// The line with another tag prefix, behind the time that it begins with; one that it has gives way.
///
/// `10:20 logs clean` with `x1` is `10:20 x1: logs clean`.
pub fn with_prefix(line: &str, word: &str) -> String {
    let rest = line.trim_start();
    let behind_time = behind_time(rest);
    let text = prefix::behind(behind_time).unwrap_or(behind_time);
    let time = rest[..rest.len() - behind_time.len()].trim_end();
    if time.is_empty() { format!("{word}: {text}") } else { format!("{time} {word}: {text}") }
}

/// The line with these words for its time, in place of the time that it begins with; none where they
/// would be text there. Without words it has no time.
///
/// `10:20 x1: logs clean` with `10:25` is `10:25 x1: logs clean`, with `10` it is `at 10 x1: logs clean`.
pub fn with_time(line: &str, words: &str) -> Option<String> {
    let (rest, words) = (behind_time(line.trim_start()), words.trim());
    if words.is_empty() {
        return Some(rest.to_owned());
    }
    let led = [words.to_owned(), format!("at {words}")].into_iter();
    led.map(|words| (format!("{words} {rest}").trim_end().to_owned(), words)).find_map(|(line, words)| {
        let is_read = time_of(&line).is_some_and(|phrase| phrase.words == words);
        is_read.then_some(line)
    })
}

/// What stands behind the time at the start of a line.
fn behind_time(line: &str) -> &str {
    time_of(line).map_or(line, |phrase| &line[phrase.end..])
}

/// The time that a line begins with, where it is surely one, or a prefix behind it says so.
fn time_of(line: &str) -> Option<Phrase<'_>> {
    match phrase::read(line) {
        Start::Time(phrase) => is_time(&phrase, line).then_some(phrase),
        _ => None,
    }
}

fn is_time(phrase: &Phrase<'_>, line: &str) -> bool {
    phrase.certainty == Certainty::Sure || prefix::is_known(&line[phrase.end..])
}

/// `impact start: 9:40 first errors`: what says when something was may have its time behind it.
fn take_time_behind(body: &mut EventBody, context: &Context<'_>, doubts: &mut Vec<Doubt>, began: Stamp) {
    let (when, rest) = match phrase::read(&body.text) {
        Start::Time(phrase) if phrase.certainty == Certainty::Sure => {
            (place(&phrase, context, doubts), body.text[phrase.end..].to_owned())
        }
        _ => return,
    };
    (body.when, body.text, body.typed) = (when, rest, Some(began));
}

/// The time given beside the line; none, with a doubt, where the words are no time.
fn time_beside(words: &str, context: &Context<'_>, doubts: &mut Vec<Doubt>) -> Option<When> {
    match phrase::read_whole(words) {
        Some(phrase) => Some(place(&phrase, context, doubts)),
        None => {
            doubts.push(Doubt::saying(format!("“{}” is not a time; try 10:15, -5m or yesterday 23:50", words.trim())));
            None
        }
    }
}

/// The time at the start of the line, and what follows it.
fn time_in_line<'a>(line: &'a str, context: &Context<'_>, doubts: &mut Vec<Doubt>) -> (Option<When>, &'a str) {
    let phrase = match phrase::read(line) {
        Start::Time(phrase) => phrase,
        Start::Impossible { words } => {
            doubts.push(Doubt::saying(format!("“{words}” is not a time that exists; kept as text")));
            return (None, line);
        }
        Start::Plain => return (None, line),
    };
    if is_time(&phrase, line) {
        return (Some(place(&phrase, context, doubts)), &line[phrase.end..]);
    }
    if phrase.certainty == Certainty::Possible {
        doubts.push(offer(&phrase, context));
    }
    (None, line)
}

/// A bare number that stays text, with what it would be as a time.
fn offer(phrase: &Phrase<'_>, context: &Context<'_>) -> Doubt {
    let readings = match phrase.place(context) {
        Placing::Placed(when) => vec![when],
        Placing::Doubtful { readings, .. } => readings,
    };
    Doubt { message: format!("“{}” was kept as text; as a time?", phrase.words), readings }
}

/// The statement of a phrase; its words alone, with a doubt, where it has no certain place.
fn place(phrase: &Phrase<'_>, context: &Context<'_>, doubts: &mut Vec<Doubt>) -> When {
    match phrase.place(context) {
        Placing::Placed(when) => when,
        Placing::Doubtful { why, readings } => {
            doubts.push(Doubt { message: format!("“{}”: {why}", phrase.words), readings });
            When::unplaced(phrase.words)
        }
    }
}

/// Makes the event what its prefix says; gives the title where it is one.
fn apply(prefix: Prefix, body: &mut EventBody, summary: &Summary, doubts: &mut Vec<Doubt>) -> Option<String> {
    let (tag, number) = match prefix {
        Prefix::Title => return Some(body.text.clone()),
        Prefix::Tag { tag, number, detail } => {
            body.details.extend(detail.map(|(name, value)| (name.to_owned(), value)));
            (tag, number)
        }
    };
    body.tag = tag;
    hypotheses::link(body, number, summary, doubts);
    None
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
