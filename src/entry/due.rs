//! What a line says is due: the next status update, the answer to a question.
//!
//! `u: posted to the status page, next in 20m` promises one; `?: who changed the limit @li 5m`
//! gives somebody five minutes. Read from the end of the text, which stays as it was typed.

use chrono::Days;

use crate::time::phrase::{self, Context, Placing};
use crate::time::{Local, Moment, Stamp};
use crate::timeline::{EventBody, Tag};

/// Notes on an event what it says is due, if it says so. What has no time promises none.
pub(super) fn note(body: &mut EventBody, context: &Context<'_>) {
    let Some(from) = body.when.bound().map(|at| at.moment) else { return };
    let due = match body.tag {
        Tag::Update => next_update(&body.text, from, context),
        Tag::Question => timebox(&body.text, from, context),
        _ => None,
    };
    if let Some(due) = due {
        body.details.insert(EventBody::DUE.to_owned(), due.to_string());
    }
}

/// `next in 20m`, `next update 14:30`, `next one at 14:30`, at the end of a text. A clock time needs
/// a word before it: `the next 10` promises nothing.
fn next_update(text: &str, from: Moment, context: &Context<'_>) -> Option<Stamp> {
    let words = trimmed(text).to_lowercase();
    let (_, behind) = words.rsplit_once("next ")?;
    let without = |words: &[&str], text: &str| {
        let word = words.iter().find_map(|word| text.strip_prefix(word));
        (word.unwrap_or(text).to_owned(), word.is_some())
    };
    let (behind, named) = without(&["update ", "one "], behind);
    if let Some(length) = behind.strip_prefix("in ") {
        return after(length, from, context);
    }
    let (time, led) = without(&["at ", "by "], &behind);
    if named || led { clock(&time, from, context) } else { None }
}

/// `@li 5m`, `@li … 5 min`, `@li … (5m)?`: a length of time at the end of what somebody was asked.
fn timebox(text: &str, from: Moment, context: &Context<'_>) -> Option<Stamp> {
    let words: Vec<&str> = trimmed(text).split_whitespace().collect();
    words.iter().find(|word| word.len() > 1 && word.starts_with('@'))?;
    [1, 2].into_iter().find_map(|count| {
        let length = words[words.len().checked_sub(count)?..].join(" ");
        let length = length.trim_start_matches('(').trim_end_matches(')');
        after(length, from, context).filter(|_| length.ends_with(char::is_alphabetic))
    })
}

fn trimmed(text: &str) -> &str {
    text.trim_end().trim_end_matches(['.', ',', ';', '!', '?'])
}

/// So long after `from`: read as the grammar reads how long ago something was.
fn after(length: &str, from: Moment, context: &Context<'_>) -> Option<Stamp> {
    if !length.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let then = [format!("{length} ago"), format!("-{length}")].iter().find_map(|ago| placed(ago, context))?;
    // What was said in minutes is a clock's minute, without its seconds.
    let since = context.now.millis_since(then) / 60_000 * 60_000;
    (since > 0).then(|| context.zone.stamp(from.plus_millis(since)))
}

/// The next time after `from` that a clock of the zone shows this.
fn clock(words: &str, from: Moment, context: &Context<'_>) -> Option<Stamp> {
    let at = context.zone.stamp(placed(words, context)?).local();
    let day = context.zone.stamp(from).local().date();
    let shown_on = |days: u64| match context.zone.resolve(day.checked_add_days(Days::new(days))?.and_time(at.time())) {
        Local::Once(stamp) => Some(stamp),
        _ => None,
    };
    // On a day on which the clocks are changed it may be shown twice, or not at all.
    (0..3).filter_map(shown_on).find(|stamp| stamp.moment > from)
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
            ("u: posted the next 10", "-"),
            ("u: next in -5m", "-"),
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
            ("?: @li who changed the limit 5 min", "7.6. 10:47:29"),
            ("?: @li is it this 5m?", "7.6. 10:47:29"),
            ("?: who changed the limit 5m", "-"),
            ("?: @li is it 5", "-"),
            ("?: who changed the limit @li", "-"),
            ("@li 5m", "-"),
        ] {
            assert_eq!(due(line), expected, "{line}");
        }
    }
}
