//! The entries of a timeline: which lines of a write-up tell what happened, and when.
//!
//! A line that begins with a time is one, as an item, a bare line, a heading or a row of a table; so
//! is a sentence with a time in it where a timeline is told in prose, and an item without a time
//! among others that have one. Log lines and code are none. How a line opens an entry is said in
//! [`super::openings`]; here is where lines are looked for, and what the lines below an entry are to it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::clock::{self, Clock};
use super::lines::{Kind, Line};
use super::parts::Part;
use super::{dates, mentions, openings, prose, table, template, untimed};
use crate::import::{NotReadable, chat, not_too_many};
use crate::time::Zone;
use crate::time::phrase::Date;
use crate::timeline::Tag;

/// One thing that a write-up says happened.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Entry {
    /// None where it has no time.
    pub clock: Option<Clock>,
    /// The date that it has instead of one, as it is written.
    pub date: Option<String>,
    /// The date in a heading above it.
    pub day: Option<Date>,
    pub text: String,
    /// The line of the document on which it begins.
    pub number: usize,
    /// How much of the text's beginning stands out, in bytes.
    pub strong: usize,
    /// What stands below it and is too long for a line, or is code.
    pub notes: Vec<String>,
    pub links: Vec<String>,
    /// The zone that a column's name says.
    pub zone: Option<Zone>,
    /// What the question above it makes of it.
    pub called: Option<Tag>,
    /// That question, for an answer without words.
    pub question: Option<String>,
    /// Its text is that of a heading, with nothing of what stands below yet.
    pub is_headed: bool,
    pub depth: usize,
    pub shape: Shape,
    /// It stands in no timeline, and in no order with those that do.
    pub is_apart: bool,
}

/// What an entry was written as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    Item,
    Line,
    Heading,
    Row,
    Sentence,
    Message,
}

/// The entries that were found, and the lines that they took.
#[derive(Default)]
pub(super) struct Found {
    pub entries: Vec<Entry>,
    /// Numbers of lines of the document.
    pub taken: BTreeSet<usize>,
}

impl Entry {
    pub(super) fn new(clock: Option<Clock>, text: &str, line: &Line, shape: Shape) -> Entry {
        Entry {
            clock,
            date: None,
            day: None,
            // Of a row of a table that was broken in two.
            text: text.trim().trim_matches('|').trim().to_owned(),
            number: line.number,
            strong: 0,
            notes: Vec::new(),
            links: line.links.clone(),
            zone: None,
            called: None,
            question: None,
            is_headed: shape == Shape::Heading,
            depth: line.depth,
            shape,
            is_apart: false,
        }
    }

    /// The date that stands in it or above it.
    pub fn own_date(&self) -> Option<Date> {
        self.clock.as_ref().and_then(|clock| clock.date).or(self.day)
    }

    /// Whether it says anything at all.
    fn is_told(&self) -> bool {
        self.text.contains(char::is_alphabetic) || self.clock.is_some() && self.text.contains(char::is_alphanumeric)
    }

    /// Whether it is a question so far.
    fn is_unanswered(&self) -> bool {
        self.called.is_some() && self.clock.is_none() && self.text.is_empty()
    }

    /// The line below a question says what happened, and with some luck when.
    fn answer(&mut self, line: &Line) {
        let timed = openings::timed(line, &line.text, true).or_else(|| openings::label_before_time(line));
        let mentioned = || {
            let mention = mentions::in_sentence(prose::sentences(&line.text).next()?).into_iter().next()?;
            Some(Entry::new(Some(mention.clock), &line.text, line, Shape::Line))
        };
        let said = timed.or_else(mentioned).unwrap_or_else(|| Entry::new(None, &line.text, line, Shape::Line));
        let text = if said.text.is_empty() { self.question.take().unwrap_or_default() } else { said.text };
        (self.clock, self.text, self.number) = (said.clock, text, line.number);
        self.links.extend(said.links);
    }

    /// Whether a line without an opening of its own goes on with it, by its place in the document.
    fn takes(&self, line: &Line, is_next: bool) -> bool {
        match self.shape {
            _ if self.called.is_some() => !matches!(line.kind, Kind::Heading(_)),
            Shape::Item => match line.kind {
                Kind::More | Kind::Code => line.depth >= self.depth,
                Kind::Item { .. } => line.depth > self.depth,
                _ => false,
            },
            Shape::Line => match line.kind {
                Kind::Text => is_next || self.text.is_empty(),
                Kind::Code => true,
                Kind::Item { .. } | Kind::More => self.text.ends_with(':') || !self.notes.is_empty(),
                _ => false,
            },
            Shape::Heading => true,
            Shape::Row | Shape::Sentence | Shape::Message => false,
        }
    }

    /// Takes in a line that goes on with it.
    fn take_in(&mut self, line: &Line) {
        self.links.extend(line.links.iter().cloned());
        match line.kind {
            Kind::Code => self.notes.push(line.text.clone()),
            Kind::Item { .. } => {
                let is_first = !self.text.contains(':') && self.text.split_whitespace().count() <= 8;
                let joint = match () {
                    () if self.text.ends_with(':') => " ",
                    () if is_first => ": ",
                    () => "; ",
                };
                self.go_on(&line.text, joint);
            }
            _ if self.is_headed && !self.text.ends_with(['.', '!', '?', ':']) => self.go_on(&line.text, ". "),
            _ => self.go_on(&line.text, " "),
        }
        self.is_headed = false;
    }

    /// Takes in what stands below it.
    pub(super) fn go_on(&mut self, text: &str, joint: &str) {
        /// What is longer is kept beside the entry.
        const LONGEST: usize = 600;
        let text = text.trim();
        if self.text.len() + text.len() > LONGEST && !self.text.is_empty() {
            self.notes.push(text.to_owned());
        } else if self.text.is_empty() {
            text.clone_into(&mut self.text);
        } else {
            self.text = format!("{}{joint}{text}", self.text);
        }
    }
}

/// Where entries are looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// In a part that is called a timeline, in any form.
    Timeline,
    /// In lines that begin with a time, wherever they stand.
    Lines,
    /// In lines that end with one, beside a timeline.
    Ends,
    /// In sentences that name a time.
    Prose,
}

impl Place {
    /// So many entries with a time make a timeline there.
    fn least(self) -> usize {
        match self {
            Place::Timeline | Place::Prose => 1,
            Place::Lines => 3,
            Place::Ends => 2,
        }
    }
}

/// The entries of all timelines in a document, by the part in which they stand: of the parts that are called
/// so, else of those that have lines with times.
///
/// # Errors
/// As soon as there are more than an incident can have.
pub(super) fn entries(lines: &[Line], parts: &[Part]) -> Result<Vec<(usize, Found)>, NotReadable> {
    let (named, others): (Vec<usize>, Vec<usize>) =
        (0..parts.len()).filter(|at| !parts[*at].holds_items()).partition(|at| parts[*at].is("timeline"));
    let in_parts = |which: &[usize], place| of_parts(lines, parts, which, place);
    let mut found = in_parts(&named, Place::Timeline)?;
    // Several lines with times are a timeline, however it is called.
    found.extend(in_parts(&others, Place::Lines)?);
    if found.is_empty() {
        found = in_parts(&others, Place::Prose)?;
        // One sentence with a time in it is no timeline.
        if found.iter().map(|(_, found)| found.entries.len()).sum::<usize>() < 2 {
            found.clear();
        }
    } else {
        let tells = |at: &usize| parts[*at].topic.is_none_or(|topic| topic == "lead-up");
        let known: BTreeSet<usize> = found.iter().map(|(part, _)| *part).collect();
        let is_new = |at: &usize| !known.contains(at);
        let free: Vec<usize> = others.into_iter().filter(tells).filter(is_new).collect();
        found.extend(in_parts(&free, Place::Ends)?);
    }
    found.sort_by_key(|(part, _)| *part);
    Ok(found)
}

fn of_parts(lines: &[Line], parts: &[Part], which: &[usize], place: Place) -> Result<Vec<(usize, Found)>, NotReadable> {
    let counts = |entry: &&Entry| entry.clock.is_some() || entry.called.is_some() || place == Place::Timeline;
    let is_one = |found: &Found| found.entries.iter().filter(counts).count() >= place.least();
    let (mut all, mut count) = (Vec::new(), 0);
    for at in which {
        let found = of_part(lines, &parts[*at], place)?;
        if is_one(&found) {
            count += found.entries.len();
            not_too_many(count)?;
            all.push((*at, found));
        }
    }
    Ok(all)
}

/// The entries of one part.
fn of_part(lines: &[Line], part: &Part, place: Place) -> Result<Found, NotReadable> {
    let mut reading = Reading { lines, found: Found::default(), day: None, place, is_fenced_list: false };
    if let Some(heading) = part.heading.filter(|_| part.label == 0) {
        reading.day = dates::found_in(&lines[heading].text).map(|(date, _)| date);
        if let Some(entry) = openings::of_heading(&lines[heading]).filter(|_| place == Place::Timeline) {
            reading.push(entry, lines[heading].number);
        }
    }
    let mut at = part.lines.start;
    while at < part.lines.end {
        let block = lines[at].block;
        let length = lines[at..part.lines.end].iter().take_while(|line| line.block == block).count();
        reading.take(at..at + length);
        not_too_many(reading.found.entries.len())?;
        at += length;
    }
    if matches!(place, Place::Timeline | Place::Lines) {
        untimed::add(&mut reading.found, lines, part.lines.clone());
    }
    let mut found = reading.found;
    found.entries.retain(Entry::is_told);
    Ok(found)
}

struct Reading<'a> {
    lines: &'a [Line],
    found: Found,
    /// The date above what comes.
    day: Option<Date>,
    place: Place,
    /// The block of code that is open turned out to be the list going on.
    is_fenced_list: bool,
}

impl Reading<'_> {
    /// Takes the lines of a block.
    fn take(&mut self, block: Range<usize>) {
        match &self.lines[block.start].kind {
            Kind::Row(_) => self.take_table(&block),
            Kind::Code => self.take_code(block),
            _ => self.take_lines(block),
        }
    }

    /// Takes the lines of a paragraph, an item, a heading; from where it tells its times in sentences, as prose.
    fn take_lines(&mut self, block: Range<usize>) {
        let may_be_prose =
            self.looks_for_prose() && self.lines[block.clone()].iter().any(|line| line.kind == Kind::Text);
        let paragraph = Paragraph::of(self.lines, &block, may_be_prose);
        for at in block.clone() {
            let line = &self.lines[at];
            let is_prose = line.kind == Kind::Text && paragraph.is_prose_from(at, line);
            if is_prose && !self.last_is(Entry::is_unanswered) {
                self.take_prose(at..block.end);
                return;
            }
            match self.place {
                Place::Prose => {}
                Place::Ends => self.take_end(line, block.len()),
                Place::Timeline | Place::Lines => self.take_line(at, paragraph.width),
            }
        }
    }

    fn looks_for_prose(&self) -> bool {
        matches!(self.place, Place::Timeline | Place::Prose)
    }

    fn last_is(&self, what: impl Fn(&Entry) -> bool) -> bool {
        self.found.entries.last().is_some_and(what)
    }

    fn take_table(&mut self, block: &Range<usize>) {
        let rows = table::entries(&self.lines[block.clone()]);
        if !rows.is_empty() {
            // The header, and the rule below it.
            let header = self.lines[block.start].number;
            self.found.taken.extend([header, header + 1]);
        }
        for (offset, entry) in rows {
            self.push(entry, self.lines[block.start + offset].number);
        }
    }

    /// `Called the supplier at 11:20`, alone in its paragraph or item.
    fn take_end(&mut self, line: &Line, lines_of_block: usize) {
        let is_one = lines_of_block == 1 && prose::sentences(&line.text).nth(1).is_none();
        let says_when = line.text.contains(" at ") || line.text.ends_with(')');
        if is_one
            && says_when
            && !matches!(line.kind, Kind::Heading(_))
            && let Some(entry) = openings::label_before_time(line)
        {
            self.push(Entry { is_apart: true, ..entry }, line.number);
        }
    }

    fn take_line(&mut self, at: usize, width: usize) {
        let line = &self.lines[at];
        if self.last_is(Entry::is_unanswered) && template::asked(line).is_none() {
            if let Some(open) = self.found.entries.last_mut() {
                open.answer(line);
            }
            self.found.taken.insert(line.number);
            return;
        }
        if let Some(date) = dates::alone(&line.text) {
            self.day = Some(date);
            self.found.taken.insert(line.number);
            return;
        }
        let opened = match self.place {
            Place::Timeline if !self.is_below_item(line) => openings::in_timeline(line),
            _ => openings::timed(line, &line.text, self.place == Place::Timeline),
        };
        if let Some(entry) = opened {
            self.push(entry, line.number);
        } else if matches!(line.kind, Kind::Heading(_)) {
            self.day = dates::found_in(&line.text).map(|(date, _)| date).or(self.day);
        } else {
            self.go_on(at, width);
        }
    }

    /// Whether a line is set in below the item before it: then a label in it opens nothing.
    fn is_below_item(&self, line: &Line) -> bool {
        self.last_is(|last| last.shape == Shape::Item && last.clock.is_some() && line.depth > last.depth)
    }

    fn push(&mut self, mut entry: Entry, number: usize) {
        entry.day = self.day;
        self.found.taken.insert(number);
        self.found.entries.push(entry);
    }

    /// A line without an opening of its own: more of the entry above it, or one that nobody timed. The width is
    /// that of its paragraph.
    fn go_on(&mut self, at: usize, width: usize) {
        let line = &self.lines[at];
        let is_next = line.number.checked_sub(1).is_some_and(|before| self.found.taken.contains(&before));
        let above = at.checked_sub(1).map_or("", |above| &self.lines[above].text);
        let Some(last) = self.found.entries.last_mut().filter(|last| last.takes(line, is_next)) else { return };
        let is_bare = last.shape == Shape::Line && line.kind == Kind::Text && last.called.is_none();
        if is_bare && is_aside(&line.text) {
            return;
        }
        let is_own = is_bare && is_next && !last.text.is_empty() && begins_anew(&line.text, above, width);
        if is_own && self.place == Place::Timeline {
            self.push(Entry::new(None, &line.text, line, Shape::Line), line.number);
            return;
        }
        self.found.taken.insert(line.number);
        last.take_in(line);
    }

    /// A block of code: messages of a chat, a timeline between fences, a list whose fence nobody closed, or
    /// output that belongs to the entry above.
    fn take_code(&mut self, block: Range<usize>) {
        let lines = &self.lines[block];
        let messages = lines.iter().filter(|line| chat::message(&line.text).is_some()).count();
        if messages >= 3 && messages * 10 >= lines.len() * 7 {
            self.take_entries_or_more(lines, message);
            return;
        }
        let fenced = |line: &Line| openings::timed(line, &line.text, true);
        let timed = lines.iter().filter(|line| fenced(line).is_some()).count();
        let is_timeline = self.place == Place::Timeline && self.found.entries.is_empty();
        if is_timeline && timed >= 2 && timed * 2 >= lines.len() {
            self.take_entries_or_more(lines, fenced);
            return;
        }
        self.take_list_or_output(lines);
    }

    /// Lines that are entries, or go on with the one above them.
    fn take_entries_or_more(&mut self, lines: &[Line], entry: impl Fn(&Line) -> Option<Entry>) {
        for line in lines {
            match entry(line) {
                Some(entry) => self.push(entry, line.number),
                None => self.go_on_in_code(line),
            }
        }
    }

    fn take_list_or_output(&mut self, lines: &[Line]) {
        let has_items = self.found.entries.iter().any(|entry| entry.shape == Shape::Item);
        self.is_fenced_list = false;
        for line in lines {
            let item = line.text.trim_start().strip_prefix(['-', '*', '+']).filter(|_| has_items);
            let entry = item.and_then(|item| openings::timed(line, item.trim_start(), true));
            match entry {
                Some(entry) => {
                    self.is_fenced_list = true;
                    self.push(Entry { shape: Shape::Item, depth: 1, ..entry }, line.number);
                }
                None if self.is_fenced_list => self.go_on_in_code(line),
                None => self.keep_code(line),
            }
        }
    }

    /// A line in a block of code whose lines are entries goes on with the one above it.
    fn go_on_in_code(&mut self, line: &Line) {
        if let Some(last) = self.found.entries.last_mut() {
            self.found.taken.insert(line.number);
            last.go_on(&line.text, " ");
        }
    }

    /// Output stands below the entry that it belongs to, be it set in or not.
    fn keep_code(&mut self, line: &Line) {
        let Some(last) = self.found.entries.last_mut() else { return };
        self.found.taken.insert(line.number);
        last.notes.push(line.text.clone());
    }

    fn take_prose(&mut self, block: Range<usize>) {
        let lines = &self.lines[block];
        let Some(first) = lines.first() else { return };
        let told = prose::told(&prose::joined(lines));
        // A stretch of time in the middle of a text is when all of it happened.
        let is_whole = |clock: &Clock| self.place == Place::Prose && clock.is_stretch;
        if self.place == Place::Prose && told.iter().all(|told| told.clock.as_ref().is_none_or(is_whole)) {
            return;
        }
        self.found.taken.extend(lines.iter().map(|line| line.number));
        let mut links: Vec<String> = lines.iter().flat_map(|line| line.links.iter().cloned()).collect();
        for told in told {
            match told.clock {
                Some(clock) if self.place == Place::Prose && clock.is_stretch => {}
                Some(clock) => {
                    let entry = Entry::new(Some(clock), &told.text, first, Shape::Sentence);
                    self.push(Entry { links: std::mem::take(&mut links), ..entry }, first.number);
                }
                None => {
                    if let Some(last) = self.found.entries.last_mut() {
                        last.go_on(&told.text, " ");
                    }
                }
            }
        }
    }
}

/// What decides how the lines of a paragraph are read, found once for all of them.
struct Paragraph {
    /// The longest line, in bytes.
    width: usize,
    /// The last line that begins with a time, and the last with one in it; none where it can be no prose.
    last_timed: Option<usize>,
    last_mentioned: Option<usize>,
}

impl Paragraph {
    fn of(lines: &[Line], block: &Range<usize>, may_be_prose: bool) -> Paragraph {
        let last = |is: &dyn Fn(usize) -> bool| block.clone().rev().filter(|_| may_be_prose).find(|at| is(*at));
        let is_timed = |at: usize| openings::timed(&lines[at], &lines[at].text, true).is_some();
        Paragraph {
            width: lines[block.clone()].iter().map(|line| line.text.len()).max().unwrap_or(0),
            last_timed: last(&|at| is_timed(at) && !is_led_into(lines, at)),
            last_mentioned: last(&|at| !mentions::in_sentence(&lines[at].text).is_empty()),
        }
    }

    /// Whether the rest of a paragraph tells its times in sentences, from this line on.
    fn is_prose_from(&self, at: usize, line: &Line) -> bool {
        // `At 10:15 the …` is a sentence.
        let is_led = || clock::at_start(&line.text).is_some() && line.text.starts_with(char::is_alphabetic);
        let is_bare = self.last_timed >= Some(at) && !is_led();
        self.last_mentioned >= Some(at) && !is_bare && dates::alone(&line.text).is_none()
    }
}

/// Whether the line above ends with a word that leads to the time at the beginning of this one.
fn is_led_into(lines: &[Line], at: usize) -> bool {
    let above = at.checked_sub(1).map(|above| &lines[above]).filter(|above| above.block == lines[at].block);
    above.is_some_and(|above| mentions::leads_on(&above.text))
}

/// Whether a line of a paragraph is one of its own: the line above it had room for its first word.
fn begins_anew(text: &str, above: &str, width: usize) -> bool {
    /// A line that is shorter than this was not wrapped.
    const WRAPPED: usize = 60;
    let first = text.split_whitespace().next().unwrap_or_default();
    let has_room = above.len() < WRAPPED || above.len() + 1 + first.len() <= width;
    has_room && !text.starts_with(char::is_lowercase)
}

/// What one says in a chat.
fn message(line: &Line) -> Option<Entry> {
    let message = chat::message(&line.text)?;
    let timed = clock::at_start(message.time)?;
    Some(Entry::new(Some(timed.clock), &message.told(), line, Shape::Message))
}

/// `[no entries until 10:40]`, `Note: the times are local`: what is said about a timeline.
fn is_aside(text: &str) -> bool {
    let is_bracketed = text.starts_with('[') && text.ends_with(']');
    let label = text.split(':').next().filter(|label| label.len() < text.len()).unwrap_or_default();
    is_bracketed || ["note", "notes", "n.b.", "nb"].contains(&label.trim().to_lowercase().as_str())
}
