//! Chat logs as plain text: a time, who spoke, what they said.
//!
//! A log has a message a line ([`log`]), or a line with name and time above the words ([`heads`]).

mod heads;
mod log;

use super::spoken::Conversation;
use super::{Asked, Imported, MOST_EVENTS, NotReadable, days};

/// So many lines show what all of them are.
const LOOKED_AT: usize = 2_000;

/// Whether most of a text is a chat.
pub(super) fn sniff(text: &str) -> bool {
    let text = legible(text);
    log::is_one(&text) || heads::is_one(&text)
}

/// Reads a chat, whichever of the two it is.
pub(super) fn read(text: &str, asked: &Asked) -> Result<Imported, NotReadable> {
    let text = legible(text);
    let messages = if log::is_one(&text) || !heads::is_one(&text) { log::messages } else { heads::messages };
    let mut problems = Vec::new();
    let zone = days::zone_of(asked, &mut problems);
    let mut chat = Conversation::new(zone, asked.now);
    chat.imported.problems = problems;
    // What is refused is not gone through word by word before.
    let begun = text.lines().filter(|line| log::begins(line) || heads::begins(line)).take(MOST_EVENTS + 1).count();
    if begun > MOST_EVENTS {
        return Err(NotReadable(format!("there are more than {MOST_EVENTS} messages in it; import a part of it")));
    }
    messages(&text, asked, &mut chat);
    if chat.imported.events.is_empty() {
        let forms = "14:32 <ana> is it mounted?, [2024-06-07 14:32] ana: is it mounted?";
        return Err(NotReadable(format!("no line is a message of a chat, as in: {forms}")));
    }
    Ok(chat.imported)
}

/// Without the marks that some programs set around times and names, and that nobody sees.
fn legible(text: &str) -> String {
    let unseen =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let blank = |c: char| if matches!(c, '\u{a0}' | '\u{202f}') { ' ' } else { c };
    text.chars().filter(|c| !unseen(*c)).map(blank).collect()
}

/// A message as one line of a log: `14:32 <koffee> is it mounted?`, `[14:32] koffee: is it mounted?`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Message<'a> {
    pub time: &'a str,
    pub who: &'a str,
    pub text: &'a str,
}

impl Message<'_> {
    /// What it says in a timeline: who, and their words.
    pub fn told(&self) -> String {
        format!("@{}: {}", self.who, self.text)
    }
}

/// The message in a line, if it is one.
pub(super) fn message(line: &str) -> Option<Message<'_>> {
    let line = line.trim();
    let (time, rest) = match line.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?,
        None => {
            // The time may have a date before it.
            let end = line.find(|c: char| !is_of_a_stamp(c))?;
            line.split_at(end)
        }
    };
    let time = time.trim();
    if !time.starts_with(|c: char| c.is_ascii_digit()) || !time.contains(':') || time.len() > 40 {
        return None;
    }
    let rest = rest.trim_start();
    let (who, text) = match rest.strip_prefix('<') {
        Some(inner) => inner.split_once('>')?,
        None => rest.split_once(':').filter(|(who, text)| !who.contains(' ') && text.starts_with(' '))?,
    };
    // IRC marks operators and voices.
    let who = who.trim_start_matches(['@', '+', '%', '&', '~', ' ']).trim();
    let is_name = !who.is_empty() && who.chars().count() <= 40 && !who.contains(char::is_whitespace);
    (is_name && !text.trim().is_empty()).then(|| Message { time, who, text: text.trim() })
}

fn is_of_a_stamp(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, ':' | '-' | '/' | '.' | ' ' | 'T' | 'Z' | '+')
}
