//! Logs of a message a line: irssi, WeeChat, HexChat, ZNC, Element, WhatsApp, and whoever pastes lines
//! such as `[14:32] ana: is it mounted?`. What is on lines of its own below a message belongs to it.

use std::collections::BTreeSet;

use super::LOOKED_AT;
use crate::import::Asked;
use crate::import::days::{self, Calendar};
use crate::import::spoken::{Conversation, Said};
use crate::time::phrase::Date;
use crate::timeline::TAGS;

/// What a line of a log is.
#[derive(Clone, PartialEq, Debug)]
enum Part<'a> {
    Message {
        stamp: &'a str,
        who: &'a str,
        text: &'a str,
        form: Form,
    },
    /// It is another day from here on.
    Day(Date),
    /// Who came and went, and what the program says of itself.
    Aside,
}

/// How a line says who speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// `<ana> …`, `* ana does`, columns: nothing else is written so.
    Certain,
    /// `ana: …`: a line of a write-up can look like that, too.
    Colon,
}

/// How a line begins that says which day it is, or that no message follows.
const DAY_CHANGES: &[&str] = &["--- Day changed ", "--- Log opened ", "**** BEGIN LOGGING AT "];
const ASIDES: &[&str] = &["--- Log closed", "**** ENDING LOGGING", "--- "];

fn part(line: &str) -> Option<Part<'_>> {
    let line = line.trim_end();
    if let Some(date) = DAY_CHANGES.iter().find_map(|start| days::date_alone(line.strip_prefix(start)?)) {
        return Some(Part::Day(date));
    }
    if ASIDES.iter().any(|start| line.starts_with(start)) {
        return Some(Part::Aside);
    }
    in_columns(line).or_else(|| behind_brackets(line)).or_else(|| behind_a_dash(line)).or_else(|| behind_a_blank(line))
}

/// `2024-06-07 14:32:05 ⇥ ana ⇥ is it mounted?`, as WeeChat writes it.
fn in_columns(line: &str) -> Option<Part<'_>> {
    let (stamp, rest) = line.split_once('\t').filter(|(stamp, _)| days::is_stamp(stamp))?;
    let (who, text) = rest.split_once('\t')?;
    match who.trim() {
        "-->" | "<--" | "--" | "=!=" | "" => Some(Part::Aside),
        "*" => act(stamp, text),
        who => message(stamp, without_rank(who), text, Form::Certain),
    }
}

/// `[14:32] …`
fn behind_brackets(line: &str) -> Option<Part<'_>> {
    let (stamp, rest) = line.strip_prefix('[')?.split_once(']').filter(|(stamp, _)| days::is_stamp(stamp))?;
    marked(stamp, rest.trim_start()).or_else(|| named(stamp, rest))
}

/// `07/06/2024, 14:32 - Ana Lima: …`; without a name it is what the program says.
fn behind_a_dash(line: &str) -> Option<Part<'_>> {
    let (stamp, rest) = line.split_once(" - ").filter(|(stamp, _)| days::is_stamp(stamp))?;
    let has_a_date = days::date_of(stamp).is_some();
    named(stamp, rest).or_else(|| has_a_date.then_some(Part::Aside))
}

/// `14:32 <ana> …`, `Jun 07 14:32:05 <ana> …`, `14:32 ana: …`
fn behind_a_blank(line: &str) -> Option<Part<'_>> {
    if !line.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let mut blanks = line.match_indices(' ').map(|(at, _)| at).take(5);
    blanks.find_map(|at| {
        let (stamp, rest) = (&line[..at], line[at..].trim_start());
        if !days::is_stamp(stamp) {
            return None;
        }
        let one_word = |part: &Part| matches!(part, Part::Message { who, .. } if !who.contains(' '));
        marked(stamp, rest).or_else(|| named(stamp, rest).filter(one_word))
    })
}

/// `<@ana> …`, `* ana does`, `-!- …`, `*** …`
fn marked<'a>(stamp: &'a str, rest: &'a str) -> Option<Part<'a>> {
    if rest.starts_with("-!-") || rest.starts_with("***") {
        return Some(Part::Aside);
    }
    if let Some(done) = rest.strip_prefix("* ") {
        return act(stamp, done);
    }
    let (who, text) = rest.strip_prefix('<')?.split_once('>')?;
    message(stamp, without_rank(who), text, Form::Certain)
}

/// `ana: …`, `Ana Lima: …`
fn named<'a>(stamp: &'a str, rest: &'a str) -> Option<Part<'a>> {
    let (who, text) = rest.split_once(':')?;
    let is_name = who.trim() == who.trim_start() && who.split_whitespace().count() <= 4;
    let is_apart = text.is_empty() || text.starts_with(char::is_whitespace);
    (is_name && is_apart).then(|| message(stamp, without_rank(who), text, Form::Colon)).flatten()
}

/// `ana restarts nginx`
fn act<'a>(stamp: &'a str, done: &'a str) -> Option<Part<'a>> {
    let (who, text) = done.trim().split_once(' ')?;
    message(stamp, who, text, Form::Certain)
}

fn message<'a>(stamp: &'a str, who: &'a str, text: &'a str, form: Form) -> Option<Part<'a>> {
    const LONGEST: usize = 40;
    let is_name = who.chars().any(char::is_alphanumeric) && who.chars().count() <= LONGEST;
    is_name.then_some(Part::Message { stamp, who, text: text.trim(), form })
}

/// IRC marks operators and voices.
fn without_rank(who: &str) -> &str {
    who.trim_matches(|c: char| c.is_whitespace()).trim_start_matches(['@', '+', '%', '&', '~', ' '])
}

/// Whether a message begins on a line.
pub(super) fn begins(line: &str) -> bool {
    matches!(part(line), Some(Part::Message { .. }))
}

/// Whether most lines of a text are of a log, and more than one person's, or certainly a log's.
pub(super) fn is_one(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT).collect();
    let parts: Vec<Part> = lines.iter().filter_map(|line| part(line)).collect();
    let speakers = parts.iter().filter_map(|part| match part {
        Part::Message { who, form, .. } => Some((*who, *form)),
        _ => None,
    });
    let certain = speakers.clone().filter(|(_, form)| *form == Form::Certain).count();
    let names: BTreeSet<&str> = speakers.clone().map(|(who, _)| who).collect();
    // In a write-up the word before the colon says what sort of thing happened.
    let is_tag = |who: &&str| TAGS.iter().any(|row| row.name.eq_ignore_ascii_case(who));
    let come_again = names.len() * 2 <= speakers.count() && !names.iter().any(is_tag);
    let is_most = parts.len() * 2 > lines.len();
    is_most && !names.is_empty() && (certain > 0 || come_again)
}

/// Takes in every message of a log.
pub(super) fn messages(text: &str, asked: &Asked, chat: &mut Conversation) {
    let stamps = text.lines().filter_map(|line| match part(line) {
        Some(Part::Message { stamp, .. }) => Some(stamp),
        _ => None,
    });
    let mut calendar = Calendar::new(asked, chat.zone(), stamps);
    let mut open: Option<Said> = None;
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        match part(line) {
            Some(Part::Message { stamp, who, text, .. }) => {
                open.take().into_iter().for_each(|said| chat.take(said));
                let when = calendar.place(stamp, number, &mut chat.imported.problems).unwrap_or_default();
                open = Some(Said { when, who: who.to_owned(), text: text.to_owned(), line: number, ..Said::default() });
            }
            Some(Part::Day(date)) => {
                open.take().into_iter().for_each(|said| chat.take(said));
                calendar.turn_to(date);
            }
            Some(Part::Aside) => open.take().into_iter().for_each(|said| chat.take(said)),
            None => {
                if let Some(said) = &mut open {
                    said.text.extend(["\n", line]);
                }
            }
        }
    }
    open.into_iter().for_each(|said| chat.take(said));
}
