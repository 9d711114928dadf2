//! What was pasted, parted into rows: which lines are one, and what a chat or a list puts around them.

use std::borrow::Cow;

use super::Row;
use crate::entry::{prefix, time_of};
use crate::time::Moment;
use crate::time::phrase::{self, Start};
use crate::timeline::RecordId;

/// So many rows are made of a paste at most; what is left stands below the last, as evidence of it.
pub(super) const MOST_ROWS: usize = 2000;

/// A line that is longer than this is evidence, with its first part for its words.
const LONG_LINE: usize = 2048;
const FIRST_PART: usize = 200;

/// The longest name that is taken for one, in bytes.
const NAME: usize = 60;

/// What a line begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    /// It is nothing but a day, which is that of what stands below.
    Day,
    Time,
    /// A tag, or what a list puts before its items.
    Own,
    Plain,
}

/// The rows of a text that was pasted, in its order.
///
/// A line with a time, a tag or a bullet is a row of its own. One that is indented, or follows a row
/// with a time and says none, goes on with the row above it. Blank lines and rules part, and are nothing
/// else.
pub fn rows(text: &str, came: Moment, mut new_id: impl FnMut() -> RecordId) -> Vec<Row> {
    let margin = text.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let mut rows: Vec<Row> = Vec::new();
    let mut above = Begins::Plain;
    // A row with a time, and no blank line since.
    let mut is_open = false;
    let lines: Vec<&str> = text.lines().map(|line| &line[margin.min(indent(line))..]).collect();
    let mut rest = &lines[..];
    while let [line, below @ ..] = rest {
        rest = below;
        if is_blank(line) {
            is_open = false;
            continue;
        }
        let headed = headed(line, below);
        if headed.is_some() {
            rest = &below[1..];
        }
        let line = headed.as_deref().unwrap_or(line);
        let (begins, words) = told(line, rest.first().copied(), is_open);
        let goes_on = match begins {
            Begins::Day | Begins::Time => false,
            Begins::Own => indent(line) > 0,
            Begins::Plain => indent(line) > 0 || is_open,
        };
        let is_full = rows.len() >= MOST_ROWS;
        match rows.last_mut().filter(|_| is_full || goes_on && above != Begins::Day) {
            Some(row) => row.below.push(line.to_owned()),
            None => {
                rows.push(whole(new_id(), &words, came));
                (above, is_open) = (begins, begins == Begins::Time);
            }
        }
    }
    rows
}

/// How many lines of a text begin with a time.
pub fn count_timed(text: &str) -> usize {
    text.lines().take(MOST_ROWS).filter(|line| time_of(&plain(line).0).is_some()).count()
}

/// A row of one line.
pub(super) fn whole(id: RecordId, line: &str, came: Moment) -> Row {
    if line.len() <= LONG_LINE {
        return Row::new(id, line.trim(), came);
    }
    let part = &line[..line.floor_char_boundary(FIRST_PART)];
    Row { below: vec![line.to_owned()], ..Row::new(id, format!("{part}…"), came) }
}

/// Whether a line says nothing: it is blank, or a rule.
fn is_blank(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || "-=_*#|+:~–—".contains(c))
}

/// The cells before a line; a tab is one.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// What a line begins with, and its words.
fn told<'a>(line: &'a str, next: Option<&str>, is_open: bool) -> (Begins, Cow<'a, str>) {
    if let Some(day) = day(line, is_open) {
        return (Begins::Day, Cow::Borrowed(day));
    }
    // A name with a time behind it stands above what was said.
    let is_above = || next.is_some_and(|next| !is_blank(next) && told(next, None, true).0 == Begins::Plain);
    if let Some(said_by) = speaker(line).filter(|_| is_above()) {
        return (Begins::Time, Cow::Owned(said_by));
    }
    let (words, is_listed) = plain(line);
    let begins = match phrase::read(&words) {
        _ if time_of(&words).is_some() => Begins::Time,
        Start::Impossible { .. } => Begins::Own,
        _ if is_listed || prefix::is_known(&words) => Begins::Own,
        _ => Begins::Plain,
    };
    (begins, words)
}

/// A line that names a day and nothing else, whatever it is framed with. A word alone (`Today`) is one
/// only where nothing stands above that it could go on with.
fn day(line: &str, is_open: bool) -> Option<&str> {
    let frame = |c: char| c.is_whitespace() || "#*-=_–—:,.•|[]()".contains(c);
    let day = line.trim_matches(frame);
    let is_meant = !is_open || day != line.trim() || day.contains(|c: char| c.is_ascii_digit());
    (is_meant && day.len() <= NAME && phrase::read_day(day).is_some()).then_some(day)
}

/// What a list or an answer puts before a line.
const BULLETS: [&str; 8] = ["- ", "* ", "• ", "– ", "— ", "· ", "‣ ", "> "];

/// A line without what a list or a chat puts around it; and whether it was in a list.
///
/// `- [14:32] <bo> restarted` is `14:32 bo: restarted`.
fn plain(line: &str) -> (Cow<'_, str>, bool) {
    let line = line.trim();
    if let Some(row) = of_table(line) {
        return (Cow::Owned(row), true);
    }
    let unlisted = BULLETS.iter().find_map(|bullet| line.strip_prefix(bullet)).or_else(|| unnumbered(line));
    let words = unlisted.map(str::trim_start).filter(|words| !words.is_empty()).unwrap_or(line);
    (named(unframed(words)), unlisted.is_some())
}

/// `3. 14:32 restarted` without its number, where a time follows: what a number says is not known.
fn unnumbered(line: &str) -> Option<&str> {
    let (number, rest) = line.split_once([' ', '\t'])?;
    let digits = number.strip_suffix(['.', ')'])?;
    let is_number = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && time_of(rest.trim_start()).is_some()).then_some(rest)
}

/// `| 14:32 | bo | restarted |` as `14:32 bo | restarted`.
fn of_table(line: &str) -> Option<String> {
    let cells = line.strip_prefix('|')?.strip_suffix('|')?;
    let mut cells = cells.split('|').map(str::trim).filter(|cell| !cell.is_empty());
    let first = cells.next()?;
    Some(format!("{first} {}", cells.collect::<Vec<_>>().join(" | ")).trim_end().to_owned())
}

/// `[14:32] bo: restarted` as `14:32 bo: restarted`.
fn unframed(line: &str) -> Cow<'_, str> {
    let framed = [('[', ']'), ('(', ')')].into_iter().find_map(|(opens, closes)| {
        let (time, rest) = line.strip_prefix(opens)?.split_once(closes)?;
        phrase::read_whole(time)?;
        let unframed = format!("{} {}", time.trim(), rest.trim_start());
        time_of(&unframed).is_some().then_some(unframed)
    });
    framed.map_or(Cow::Borrowed(line), Cow::Owned)
}

/// `14:32 <bo> restarted` as `14:32 bo: restarted`, where that is no tag.
fn named(line: Cow<'_, str>) -> Cow<'_, str> {
    let told = time_of(&line).and_then(|time| {
        let (name, said) = line[time.end..].strip_prefix('<')?.split_once('>')?;
        let name = name.trim_start_matches(['@', '+', ' ']);
        let is_name = !name.is_empty() && name.len() <= NAME && !name.contains(char::is_whitespace);
        let told = format!("{name}: {}", said.trim_start());
        (is_name && !prefix::is_known(&told)).then(|| format!("{} {told}", time.words))
    });
    match told.filter(|told| time_of(told).is_some()) {
        Some(told) => Cow::Owned(told),
        None => line,
    }
}

/// A name, below it a time, and below that what was said: `Ana Smith  10:32 AM`.
fn headed(line: &str, below: &[&str]) -> Option<String> {
    let [time, said, ..] = below else { return None };
    let is_plain = |line: &str| !is_blank(line) && told(line, None, true).0 == Begins::Plain;
    let is_name = line.split_whitespace().count() <= 4 && indent(line) == 0 && is_plain(line);
    let headed = format!("{}  {}", line.trim(), time.trim());
    (is_name && is_plain(said) && time_of(time.trim()).is_some() && speaker(&headed).is_some()).then_some(headed)
}

/// `Ana Smith  10:32 AM`, as chats put it above what she said: `10:32 AM Ana Smith:`.
fn speaker(line: &str) -> Option<String> {
    let line = line.trim();
    let (at, _) = line.rmatch_indices(['\t']).chain(line.rmatch_indices("  ")).max()?;
    let (name, time) = (line[..at].trim(), line[at..].trim().trim_matches(['[', ']']));
    let is_name = !name.is_empty() && name.len() <= NAME && time_of(name).is_none();
    let is_time = time.contains(':') && phrase::read_whole(time).is_some();
    let told = format!("{time} {name}:");
    (is_name && is_time && time_of(&told).is_some_and(|read| read.words == time)).then_some(told)
}
