//! What a line says is due: the next status update, the answer to a question.
//!
//! `u: posted to the status page, next in 20m` promises one; `?: who changed the limit @li 5m`
//! gives somebody five minutes. Read from the end of the text, which stays as it was typed.

use crate::time::phrase::{self, Context, Placing};
use crate::time::{Moment, Stamp};
use crate::timeline::{EventBody, Tag};

/// A day: what a clock time that was passed today is from the next.
const DAY_MS: i64 = 86_400_000;

/// Notes on an event what it says is due, if it says so.
pub(super) fn note(body: &mut EventBody, context: &Context<'_>) {
    let from = body.when.bound().map_or(context.now, |at| at.moment);
    let due = match body.tag {
        Tag::Update => next_update(&body.text, from, context),
        Tag::Question => timebox(&body.text, from, context),
        _ => None,
    };
    if let Some(due) = due {
        body.details.insert(EventBody::DUE.to_owned(), due.to_string());
    }
}

/// `next in 20m`, `next update 14:30`, `next one at 14:30`, at the end of a text.
fn next_update(text: &str, from: Moment, context: &Context<'_>) -> Option<Stamp> {
    let words = trimmed(text).to_lowercase();
    let (_, behind) = words.rsplit_once("next ")?;
    let behind = ["update ", "one "].iter().find_map(|word| behind.strip_prefix(word)).unwrap_or(behind);
    match behind.strip_prefix("in ") {
        Some(length) => after(length, from, context),
        None => {
            clock(["at ", "by "].iter().find_map(|word| behind.strip_prefix(word)).unwrap_or(behind), from, context)
        }
    }
}

/// `@li 5m` or `@li … (5m)`: a length of time at the end of what somebody was asked.
fn timebox(text: &str, from: Moment, context: &Context<'_>) -> Option<Stamp> {
    let (before, length) = trimmed(text).rsplit_once(char::is_whitespace)?;
    let asked = before.split_whitespace().any(|word| word.len() > 1 && word.starts_with('@'));
    let length = length.trim_start_matches('(').trim_end_matches(')');
    after(length, from, context).filter(|_| asked && length.ends_with(char::is_alphabetic))
}

fn trimmed(text: &str) -> &str {
    text.trim_end().trim_end_matches(['.', ',', ';', '!'])
}

/// So long after `from`: read as the grammar reads how long ago something was.
fn after(length: &str, from: Moment, context: &Context<'_>) -> Option<Stamp> {
    let then = [format!("{length} ago"), format!("-{length}")].iter().find_map(|ago| placed(ago, context))?;
    // What was said in minutes is a clock's minute, without its seconds.
    let since = context.now.millis_since(then) / 60_000 * 60_000;
    (since > 0).then(|| context.zone.stamp(from.plus_millis(since)))
}

/// The next time after `from` that a clock shows this.
fn clock(words: &str, from: Moment, context: &Context<'_>) -> Option<Stamp> {
    let at = placed(words, context)?;
    let days = (from.millis_since(at).max(-1) + DAY_MS) / DAY_MS;
    Some(context.zone.stamp(at.plus_millis(days * DAY_MS)))
}

fn placed(words: &str, context: &Context<'_>) -> Option<Moment> {
    let when = match phrase::read_whole(words)?.place(context) {
        Placing::Placed(when) => when,
        // On which day it would have been makes no difference to when it will be.
        Placing::Doubtful { readings, .. } => readings.into_iter().next()?,
    };
    Some(when.bound()?.moment)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{live, typed};
    use super::super::understand;

    fn due(line: &str) -> String {
        let body = understand(&typed(line), &live(&[])).body;
        body.due().map_or("-".to_owned(), |due| due.local().format("%-d.%-m. %H:%M:%S").to_string())
    }

    #[test]
    fn an_update_promises_the_next_in_its_last_words() {
        for (line, expected) in [
            ("u: posted", "-"),
            ("u: posted, next in 20m", "7.6. 11:02:29"),
            ("u: posted. Next update in 20 min.", "7.6. 11:02:29"),
            ("u: posted, next in 1h30", "7.6. 12:12:29"),
            ("u: next update 11:15", "7.6. 11:15:00"),
            ("u: the next one at 11:15", "7.6. 11:15:00"),
            ("u: next update at 10:30", "8.6. 10:30:00"),
            ("10:00 u: posted, next in 30 minutes", "7.6. 10:30:00"),
            ("u: we look at the next database", "-"),
            ("u: next in line", "-"),
            ("a: next in 20m", "-"),
        ] {
            assert_eq!(due(line), expected, "{line}");
        }
    }

    #[test]
    fn a_question_to_somebody_has_a_time_if_it_says_one() {
        for (line, expected) in [
            ("?: who changed the limit @li 5m", "7.6. 10:47:29"),
            ("?: @li who changed the limit (5m)", "7.6. 10:47:29"),
            ("?: who changed the limit 5m", "-"),
            ("?: @li is it 5", "-"),
            ("?: who changed the limit @li", "-"),
            ("@li 5m", "-"),
        ] {
            assert_eq!(due(line), expected, "{line}");
        }
    }
}
