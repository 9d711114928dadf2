//! What the templates of postmortems ask: questions that stand above their answers, and sentences that say
//! what to write and are no words of the writer.

use super::entries::{Entry, Shape};
use super::lines::{Kind, Line};
use super::{clock, prose};
use crate::timeline::Tag;

/// Words by which a sentence of a template is known, all of them in order.
const HOLLOW: &[&[&str]] = &[
    &["what", "are", "the", "things", "that", "can", "be", "improved"],
    &["list", "of", "tasks", "to", "address", "the", "issue"],
    &["be", "very", "specific", "like", "a", "todo"],
    &["must", "contain"],
    &["explain", "in", "detail"],
    &["should", "be", "filled", "in"],
    &["bullet", "point", "format"],
];

/// Whether a line is one of a template, left as it was.
pub(super) fn is_hollow(text: &str) -> bool {
    const LONGEST: usize = 200;
    let words: Vec<String> = prose::words_of(text).take(30).map(|(_, word)| word.to_lowercase()).collect();
    let holds = |row: &[&str]| words.windows(row.len()).any(|part| part.iter().zip(row).all(|(a, b)| a == b));
    text.len() <= LONGEST && HOLLOW.iter().any(|row| holds(row))
}

/// `How was the issue detected?`: a question of a template, which says what its answer is.
pub(super) fn asked(line: &Line) -> Option<Entry> {
    const LONGEST: usize = 100;
    const QUESTIONS: [(&[&str], &[&str], Tag); 6] = [
        (&["when", "how", "who"], &["detected", "discovered", "noticed"], Tag::Detection),
        (&["actions"], &["taken"], Tag::Action),
        (&["misleading", "wrong"], &["paths", "path"], Tag::MisleadingPath),
        (&["which", "who", "whom", "to"], &["escalated"], Tag::Escalation),
        (&["how", "when"], &["resolved", "fixed"], Tag::Resolution),
        (&["what"], &["cause", "caused"], Tag::Cause),
    ];
    let (question, answer) = line.text.split_once([':', '?']).unwrap_or((&line.text, ""));
    // What a template gives as examples stands in brackets.
    let question = question.split('(').next().unwrap_or_default().trim();
    let words: Vec<String> = prose::words_of(question).map(|(_, word)| word.to_lowercase()).collect();
    if question.len() > LONGEST || words.len() > 14 || line.kind == Kind::Code {
        return None;
    }
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let leads = |known: &[&str]| words.first().is_some_and(|first| known.contains(&first.as_str()));
    let is_question = |(first, rest, _): &&(&[&str], &[&str], Tag)| leads(first) && has(rest);
    let tag = QUESTIONS.iter().find(is_question).map(|(.., tag)| *tag)?;
    let timed = clock::at_start(answer.trim()).filter(|timed| timed.clock.is_sure());
    let (clock, text) =
        timed.map_or((None, answer), |timed| (Some(timed.clock.clone()), &answer.trim()[timed.behind..]));
    let question = Some(question.to_owned());
    Some(Entry { called: Some(tag), question, ..Entry::new(clock, text, line, Shape::Line) })
}
