//! The fields of an expression: one table, from which reading, completion and help are made.

use super::complete::Choice;
use super::kinds::{HAS, IS, Kind};
use super::nearest::instead;
use super::saved::SAVED;
use super::term::Test;
use super::words::is_same;
use super::{OwnFilter, Reading};
use crate::time::{Interval, Moment};
use crate::timeline::{EventBody, Hypothesis, TAGS, Tag, Turn, Verdict};
use crate::words;

/// One row of the table.
#[derive(Debug)]
pub struct Field {
    /// What a term begins with: `tag:`, `#`; empty for plain words.
    pub name: &'static str,
    /// The same, shorter.
    pub also: &'static str,
    pub help: &'static str,
    /// What its values are.
    pub values: &'static str,
    pub example: &'static str,
    pub(super) way: Way,
    /// The values that there are; none where they are without number.
    pub(super) known: Option<fn(&Reading) -> Vec<Choice>>,
}

/// How the values of a field are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    Value(fn(&str, &Reading) -> Result<Test, Unread>),
    /// The expression that goes by that name.
    Saved,
    /// As words of the text.
    Words,
}

/// Why a value could not be taken as typed.
#[derive(Debug)]
pub(super) struct Unread {
    pub message: String,
    /// What it means all the same, where it only says nothing in this incident.
    pub means: Option<Test>,
}

impl Unread {
    pub fn wrong(message: String) -> Unread {
        Unread { message, means: None }
    }
}

/// Every field, those that are used most first.
pub const FIELDS: &[Field] = &[
    Field {
        known: Some(tags),
        ..row("tag:", "what sort of thing it is", "a tag or its letter", "tag:escalation,resolution", Way::Value(tag))
    },
    Field { known: Some(recorders), ..row("by:", "who recorded it", "a person", "by:ana", Way::Value(by)) },
    row("since:", "it happened then or later", "a time", "since:10:30", Way::Value(since)),
    row("until:", "it happened then or earlier", "a time", "until:\"yesterday 23:50\"", Way::Value(until)),
    row("at:", "it happened at that time", "a time", "at:10:00-10:15", Way::Value(at)),
    Field {
        known: Some(|_| kinds(IS)),
        ..row("is:", "what it is", "starred, hidden, gap, milestone, …", "is:starred", Way::Value(is))
    },
    Field {
        known: Some(|_| kinds(HAS)),
        ..row("has:", "what it has", "evidence, time, label, …", "has:evidence", Way::Value(has))
    },
    Field {
        known: Some(|_| kinds(HAS)),
        ..row("no:", "what it has not", "as with has:", "no:evidence", Way::Value(no))
    },
    Field { known: Some(labels), ..row("#", "a label in its words", "a label", "#db", Way::Value(label)) },
    Field {
        known: Some(people),
        ..row("@", "who is named in its words, or holds a role from it on", "a person", "@ana", Way::Value(person))
    },
    Field {
        also: "h:",
        known: Some(hypotheses),
        ..row(
            "hypothesis:",
            "a hypothesis that it opens or speaks of (H2 alone, too)",
            "its number or its state",
            "hypothesis:H2",
            Way::Value(hypothesis),
        )
    },
    Field {
        known: Some(|_| roles().map(|role| Choice::new(role, "")).collect()),
        ..row("role:", "who holds that role from it on", "a role", "role:ic", Way::Value(role))
    },
    Field {
        known: Some(filters),
        ..row("filter:", "what a saved filter lets pass", "its name", "filter:gaps", Way::Saved)
    },
    row("\"", "words as they stand, apart from others", "words", "\"timed out\"", Way::Words),
    row("", "a word, or its letters in their order from the first on", "a word", "tmout", Way::Words),
    Field { also: "not:", ..row("-", "what does not hold", "any of these", "-tag:note", Way::Words) },
];

const fn row(name: &'static str, help: &'static str, values: &'static str, example: &'static str, way: Way) -> Field {
    Field { name, also: "", help, values, example, way, known: None }
}

impl Field {
    /// The field of this name, without its colon.
    pub(super) fn named(head: &str) -> Option<&'static Field> {
        let is_it = |name: &str| name.strip_suffix(':').is_some_and(|name| name.eq_ignore_ascii_case(head));
        FIELDS.iter().find(|field| field.has_colon() && (is_it(field.name) || is_it(field.also)))
    }

    pub(super) fn has_colon(&self) -> bool {
        self.name.ends_with(':')
    }

    /// The field that a word with this sign before it belongs to.
    pub(super) fn of_sign(word: &str) -> Option<&'static Field> {
        let sign = word.chars().next().filter(|sign| matches!(sign, '#' | '@'))?;
        FIELDS.iter().find(|field| field.name.starts_with(sign))
    }
}

fn tag(said: &str, _: &Reading) -> Result<Test, Unread> {
    let is_letter = |prefix: &str| prefix.len() == 1 && prefix == said;
    let is_it = |row: &&crate::timeline::TagRow| {
        [row.name, row.short].iter().any(|name| is_same(name, said))
            || row.prefixes.iter().any(|prefix| is_letter(prefix))
            || row.letter.is_some_and(|letter| letter.is_alphabetic() && said.chars().eq([letter]))
    };
    let names = TAGS.iter().map(|row| row.name);
    match TAGS.iter().find(is_it) {
        Some(row) => Ok(Test::Tag(row.tag)),
        None => Err(Unread::wrong(format!("there is no tag “{said}”; {}", instead(said, names)))),
    }
}

fn tags(reading: &Reading) -> Vec<Choice> {
    reading.tags.iter().map(|(tag, _)| Choice::new(tag.name(), tag.row().help)).collect()
}

fn by(said: &str, reading: &Reading) -> Result<Test, Unread> {
    of_those(said, &reading.recorders, Test::By(said.to_owned()), "nobody recorded anything as")
}

fn recorders(reading: &Reading) -> Vec<Choice> {
    counts(&reading.recorders)
}

fn label(said: &str, reading: &Reading) -> Result<Test, Unread> {
    of_those(said, &reading.labels, Test::Label(said.to_lowercase()), "nothing is labelled")
}

fn labels(reading: &Reading) -> Vec<Choice> {
    counts(&reading.labels)
}

fn person(said: &str, reading: &Reading) -> Result<Test, Unread> {
    of_those(said, &reading.people, Test::Person(said.to_lowercase()), "no words name")
}

fn people(reading: &Reading) -> Vec<Choice> {
    counts(&reading.people)
}

/// What means something everywhere, and nothing here unless it is one of those.
fn of_those(said: &str, known: &[(String, usize)], test: Test, not_there: &str) -> Result<Test, Unread> {
    let names = known.iter().map(|(name, _)| name.as_str());
    if names.clone().any(|name| is_same(name, said)) {
        return Ok(test);
    }
    Err(Unread { message: format!("{not_there} “{said}”; {}", instead(said, names)), means: Some(test) })
}

fn counts(known: &[(String, usize)]) -> Vec<Choice> {
    known.iter().map(|(name, count)| Choice::new(name, words::count(*count, "event"))).collect()
}

fn time(said: &str, reading: &Reading) -> Result<Interval, Unread> {
    reading.time(said).map_err(Unread::wrong)
}

/// The last millisecond of the minute, or the second, that was said.
fn end(interval: Interval, at: Option<Moment>) -> Option<Moment> {
    at.map(|at| at.plus_millis(if interval.to_the_minute { 59_999 } else { 999 }))
}

fn since(said: &str, reading: &Reading) -> Result<Test, Unread> {
    let interval = time(said, reading)?;
    Ok(Test::During(interval.earliest.or(interval.latest), None))
}

fn until(said: &str, reading: &Reading) -> Result<Test, Unread> {
    let interval = time(said, reading)?;
    Ok(Test::During(None, end(interval, interval.latest.or(interval.earliest))))
}

fn at(said: &str, reading: &Reading) -> Result<Test, Unread> {
    let interval = time(said, reading)?;
    Ok(Test::During(interval.earliest, end(interval, interval.latest)))
}

fn is(said: &str, _: &Reading) -> Result<Test, Unread> {
    kind(said, IS, "no event is").map(Test::Is)
}

fn has(said: &str, _: &Reading) -> Result<Test, Unread> {
    kind(said, HAS, "no event has").map(Test::Is)
}

fn no(said: &str, _: &Reading) -> Result<Test, Unread> {
    kind(said, HAS, "no event has").map(Test::Not)
}

fn kind(said: &str, table: &'static [Kind], never: &str) -> Result<&'static Kind, Unread> {
    let names = table.iter().map(|kind| kind.name);
    let wrong = || Unread::wrong(format!("{never} “{said}”; {}", instead(said, names)));
    table.iter().find(|kind| is_same(kind.name, said)).ok_or_else(wrong)
}

fn kinds(table: &'static [Kind]) -> Vec<Choice> {
    table.iter().map(|kind| Choice::new(kind.name, kind.help)).collect()
}

/// What can be said of a hypothesis as a whole.
const STATES: [&str; 4] = ["open", Turn::RuledOut.word(), Turn::Confirmed.word(), Turn::Parked.word()];

fn state(hypothesis: &Hypothesis) -> &'static str {
    match hypothesis.verdict {
        Verdict::Open => STATES[0],
        Verdict::RuledOut(_) => STATES[1],
        Verdict::Confirmed(_) => STATES[2],
        Verdict::Parked(_) => STATES[3],
    }
}

fn hypothesis(said: &str, reading: &Reading) -> Result<Test, Unread> {
    let bare = said.strip_prefix(['H', 'h']).unwrap_or(said);
    let is_number = bare.starts_with(|c: char| c.is_ascii_digit());
    let is_state = STATES.iter().any(|state| is_same(state, said));
    let label = if is_number { format!("H{bare}") } else { String::new() };
    let is_it = |known: &&Hypothesis| is_same(&known.label, &label) || is_same(state(known), said);
    let found = Test::Hypotheses(reading.hypotheses.iter().filter(is_it).map(|known| known.id).collect());
    let labels = reading.hypotheses.iter().map(|known| known.label.as_str());
    match (is_number, is_state) {
        (_, true) => Ok(found),
        (true, false) if found != Test::Hypotheses(Vec::new()) => Ok(found),
        (true, false) => {
            let there = instead("", labels);
            Err(Unread { message: format!("there is no {label}; {there}"), means: Some(found) })
        }
        (false, false) => {
            let there = instead(said, STATES.into_iter());
            Err(Unread::wrong(format!("“{said}” is no hypothesis: a number, as in H2, or a state; {there}")))
        }
    }
}

fn hypotheses(reading: &Reading) -> Vec<Choice> {
    let known = reading.hypotheses.iter();
    let known =
        known.map(|known| Choice::new(&known.label, format!("{}: {}", state(known), words::one_line(&known.name))));
    known.chain(STATES.map(|state| Choice::new(state, "every hypothesis that is so now"))).collect()
}

/// The roles that there are.
fn roles() -> impl Iterator<Item = &'static str> + Clone {
    Tag::Role.row().prefixes.iter().copied().chain([EventBody::WRITE_UP])
}

fn role(said: &str, _: &Reading) -> Result<Test, Unread> {
    let wrong = || Unread::wrong(format!("there is no role “{said}”; {}", instead(said, roles())));
    let known = roles().find(|role| is_same(role, said)).ok_or_else(wrong)?;
    Ok(Test::Role(known.to_owned()))
}

fn filters(reading: &Reading) -> Vec<Choice> {
    let own = reading.own.iter().map(|OwnFilter { name, expression }| Choice::new(name, expression));
    own.chain(SAVED.iter().map(|saved| Choice::new(saved.name, saved.help))).collect()
}
