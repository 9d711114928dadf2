//! Chats whose messages stand below a line with name and time: what is copied from Slack and Discord,
//! and what Discord's exporters write.

use super::LOOKED_AT;
use crate::import::Asked;
use crate::import::days::{self, Calendar};
use crate::import::spoken::{Conversation, Said};
use crate::time::phrase::Date;

/// What a line is that is not the words of a message.
#[derive(Clone, PartialEq, Debug)]
enum Part<'a> {
    /// Who speaks, and when; whoever spoke before where no name is said.
    Head {
        who: Option<&'a str>,
        stamp: &'a str,
    },
    Day(Date),
}

/// What stands between a name and a time.
const BETWEEN: [&str; 4] = ["  ", " — ", " – ", "\t"];

/// What programs set behind the name of one of them.
const SUFFIXES: [&str; 3] = [" APP", " BOT", ":"];

fn part(line: &str) -> Option<Part<'_>> {
    const LONGEST: usize = 80;
    let line = line.trim();
    if line.is_empty() || line.len() > LONGEST || !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    if let Some((stamp, who)) = line.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        let who = Some(who.trim()).filter(|who| !who.is_empty());
        let is_head = days::is_stamp(stamp) && who.is_none_or(is_name);
        return is_head.then_some(Part::Head { who, stamp });
    }
    let apart = BETWEEN.iter().find_map(|between| {
        let (who, stamp) = line.rsplit_once(between)?;
        let who = SUFFIXES.iter().fold(who.trim(), |who, suffix| who.strip_suffix(suffix).unwrap_or(who).trim());
        let stamp = stamp.trim().trim_start_matches("Today at ");
        (days::is_stamp(stamp) && is_name(who)).then_some(Part::Head { who: Some(who), stamp })
    });
    let alone = || days::is_stamp(line).then_some(Part::Head { who: None, stamp: line });
    apart.or_else(|| days::date_alone(line).filter(|_| !days::is_stamp(line)).map(Part::Day)).or_else(alone)
}

fn is_name(who: &str) -> bool {
    let words = who.split_whitespace().count();
    let is_plain = !who.contains([':', '|', '<', '>', '/', ';']) && !who.starts_with(['-', '*', '#']);
    (1..=4).contains(&words) && is_plain && who.chars().any(char::is_alphabetic)
}

/// Whether a message begins below a line.
pub(super) fn begins(line: &str) -> bool {
    matches!(part(line), Some(Part::Head { .. }))
}

/// Whether a text begins with such a line, has a second one, and few words below each.
pub(super) fn is_one(text: &str) -> bool {
    const MOST_LINES: usize = 8;
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT).collect();
    let named = |line: &&&str| matches!(part(line), Some(Part::Head { who: Some(_), .. }));
    let heads = lines.iter().filter(named).count();
    let begins = lines.iter().take(2).any(|line| named(&line));
    let ends_in_words = lines.last().is_some_and(|line| part(line).is_none());
    begins && heads >= 2 && ends_in_words && lines.len() <= heads * (MOST_LINES + 1)
}

/// Takes in every message.
pub(super) fn messages(text: &str, asked: &Asked, chat: &mut Conversation) {
    let stamps = text.lines().filter_map(|line| match part(line) {
        Some(Part::Head { stamp, .. }) => Some(stamp),
        _ => None,
    });
    let mut calendar = Calendar::new(asked, chat.zone(), stamps);
    let mut open: Option<Said> = None;
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        match part(line) {
            Some(Part::Head { who, stamp }) => {
                let before = open.take();
                let who = who.map(str::to_owned).or(before.as_ref().map(|said| said.who.clone())).unwrap_or_default();
                before.into_iter().for_each(|said| chat.take(said));
                let when = calendar.place(stamp, number, &mut chat.imported.problems).unwrap_or_default();
                open = Some(Said { when, who, line: number, ..Said::default() });
            }
            Some(Part::Day(date)) => {
                open.take().into_iter().for_each(|said| chat.take(said));
                calendar.turn_to(date);
            }
            None => {
                if let Some(said) = &mut open {
                    said.text.extend(["\n", line]);
                }
            }
        }
    }
    open.into_iter().for_each(|said| chat.take(said));
}
