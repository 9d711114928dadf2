//! Tables as files: CSV and what is like it. A row an event, the columns known by their names.
//!
//! Our own CSV is one of them: its ids, times of recording and hypotheses come back with it.

use std::collections::HashMap;

use super::columns::{ASIDE, COLUMNS, Columns, Holds, is_called};
use super::days::{self, Calendar};
use super::spoken::{Conversation, Said, in_name};
use super::{Asked, Imported, Kept, Link, MOST_EVENTS, NotReadable, Problem, Told};
use crate::time::{Stamp, When, Zone};
use crate::timeline::{TAGS, Tag};
use crate::words;

/// What can stand between two columns.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// No row is meant that has a longer line, in bytes.
const LONGEST_LINE: usize = 1 << 20;

/// The columns that only our own tables have.
const OWN: [&str; 11] =
    ["id", "at", "until", "stated", "tag", "text", "hypotheses", "labels", "by", "recorded", "evidence"];

/// A table with its header understood.
struct Sheet {
    header: Vec<String>,
    /// Each with the line on which it begins.
    rows: Vec<(usize, Vec<String>)>,
    held: HashMap<&'static str, usize>,
}

pub(super) fn sniff(text: &str) -> bool {
    const LOOKED_AT: usize = 24;
    // A table in Markdown begins with a bar.
    if text.trim_start_matches('\u{feff}').starts_with(['|', '#', '<', '[', '{']) {
        return false;
    }
    let Ok(sheet) = Sheet::of(text, &Columns::default(), LOOKED_AT) else { return false };
    let (Some(time), Some(_)) = (sheet.column(Holds::Time), sheet.column(Holds::Text)) else { return false };
    let is_timed = |cells: &Vec<String>| days::is_stamp(&sheet.stamp(cells, time));
    let timed = sheet.rows.iter().filter(|(_, cells)| is_timed(cells)).count();
    timed > 0 && timed * 2 >= sheet.rows.len()
}

pub(super) fn read(text: &str, asked: &Asked) -> Result<Imported, NotReadable> {
    let sheet = Sheet::of(text, &asked.columns, usize::MAX)?;
    let time = sheet.column(Holds::Time).ok_or_else(|| sheet.lacks("time", "time=Started"))?;
    let what = sheet.column(Holds::Text).ok_or_else(|| sheet.lacks("text", "text=Message"))?;
    let mut problems = Vec::new();
    let zone = sheet.zone(asked, &mut problems);
    let stamps: Vec<String> = sheet.rows.iter().map(|(_, cells)| sheet.stamp(cells, time)).collect();
    let mut calendar = Calendar::new(asked, zone.clone(), stamps.iter().map(String::as_str));
    let mut story = Conversation::new(zone.clone(), asked.now);
    let own = sheet.is_ours().then(|| sheet.hypotheses());
    for ((line, cells), stamp) in sheet.rows.iter().zip(&stamps) {
        let text = cell(cells, what);
        if text.trim().is_empty() {
            if !stamp.trim().is_empty() {
                problems.push(Problem { line: *line, message: "the row has no words; left out".to_owned() });
            }
            continue;
        }
        let when = sheet.when(cells, stamp, *line, &mut calendar, &mut problems);
        let row = Row { sheet: &sheet, cells, line: *line, when, text };
        match &own {
            Some(hypotheses) => story.push(row.of_ours(hypotheses, &zone)),
            None => row.told(&mut story),
        }
    }
    story.imported.problems.splice(0..0, problems);
    if story.imported.events.is_empty() {
        return Err(NotReadable("there is no row below the header that has words".to_owned()));
    }
    Ok(story.imported)
}

fn cell(cells: &[String], column: usize) -> &str {
    cells.get(column).map_or("", String::as_str)
}

impl Sheet {
    /// The table of a text, no more than so many rows of it; its columns parted by what parts its header
    /// best.
    fn of(text: &str, said: &Columns, most: usize) -> Result<Sheet, NotReadable> {
        let text = text.trim_start_matches('\u{feff}');
        if let Some(at) = text.lines().position(|line| line.len() > LONGEST_LINE) {
            return Err(NotReadable(format!("line {} is too long for a row of a table", at + 1)));
        }
        let known =
            |sheet: &Sheet| (sheet.held.contains_key("time") && sheet.held.contains_key("text"), sheet.header.len());
        let tries = DELIMITERS
            .into_iter()
            .filter_map(|delimiter| Sheet::parted_by(delimiter, text, said, 20).map(|sheet| (delimiter, sheet)));
        let best = tries.filter(|(_, sheet)| sheet.header.len() > 1).max_by_key(|(_, sheet)| known(sheet));
        let Some((delimiter, first)) = best else {
            return Err(NotReadable("its first line is no header: there is one column only".to_owned()));
        };
        let is_there = |name: &str| first.header.iter().any(|cell| cell.trim().eq_ignore_ascii_case(name));
        let missing = said.said().find(|(holds, name)| *holds != Holds::Zone && !is_there(name));
        if let Some((_, name)) = missing {
            return Err(NotReadable(format!("no column is called “{name}”; there {}", first.columns_in_words())));
        }
        Sheet::parted_by(delimiter, text, said, most).ok_or_else(|| NotReadable("it has no header".to_owned()))
    }

    fn parted_by(delimiter: u8, text: &str, said: &Columns, most: usize) -> Option<Sheet> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut records = reader.records().filter_map(Result::ok).map(|record| {
            let line = record.position().map_or(1, |at| usize::try_from(at.line()).unwrap_or(usize::MAX));
            (line, record.iter().map(str::to_owned).collect::<Vec<String>>())
        });
        let (_, header) = records.next()?;
        let rows: Vec<_> = records
            .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()))
            .take(most.min(MOST_EVENTS + 1))
            .collect();
        let mut sheet = Sheet { held: HashMap::new(), header, rows };
        sheet.find_columns(said);
        Some(sheet)
    }

    /// What somebody said holds; then what the names say, each column for one thing.
    fn find_columns(&mut self, said: &Columns) {
        let named = |name: &str| self.header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
        let of_said = COLUMNS.iter().filter_map(|row| Some((row.name, named(said.of(row.holds)?)?)));
        self.held = of_said.collect();
        for row in COLUMNS.iter().filter(|row| said.of(row.holds).is_none()) {
            let is_free = |at: &usize| !self.held.values().any(|held| held == at);
            let found = (0..self.header.len()).filter(is_free).find(|at| is_called(&self.header[*at], row.known_by));
            if let Some(at) = found {
                self.held.insert(row.name, at);
            }
        }
        // A column of days alone can hold the times, too; so can one without a telling name.
        if !self.held.contains_key("time") {
            let tells = |at: &usize| {
                let count = self.rows.iter().filter(|(_, cells)| days::is_stamp(cell(cells, *at))).count();
                count > 0 && count * 2 >= self.rows.len()
            };
            let date = self.held.remove("date");
            let is_free = |at: &usize| !self.held.values().any(|held| held == at);
            if let Some(at) = date.into_iter().chain((0..self.header.len()).filter(is_free)).find(tells) {
                self.held.insert("time", at);
            }
        }
    }

    fn column(&self, holds: Holds) -> Option<usize> {
        let row = COLUMNS.iter().find(|row| row.holds == holds)?;
        self.held.get(row.name).copied()
    }

    /// The words of the time of a row: its day before it, its zone behind.
    fn stamp(&self, cells: &[String], time: usize) -> String {
        let of = |holds| self.column(holds).map_or("", |at| cell(cells, at).trim());
        let zone = Some(of(Holds::Zone)).filter(|zone| Zone::spoken(zone).is_some()).unwrap_or_default();
        let parts = [of(Holds::Date), cell(cells, time).trim(), zone];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn when(
        &self,
        cells: &[String],
        stamp: &str,
        line: usize,
        calendar: &mut Calendar,
        problems: &mut Vec<Problem>,
    ) -> When {
        if stamp.is_empty() {
            return When::unknown();
        }
        let Some(when) = calendar.place(stamp, line, problems) else {
            problems
                .push(Problem {
                    line, message: format!("“{}” is no time; kept without one", words::one_line(stamp))
                });
            return When::unplaced(stamp);
        };
        let until = self.column(Holds::Until).map(|at| cell(cells, at).trim()).filter(|until| !until.is_empty());
        let until = until.and_then(|until| calendar.place(until, line, problems)?.bound());
        match (when.bound(), until) {
            (Some(from), Some(until)) if until.moment > from.moment => {
                When { said: crate::time::Said::Between(from, until), ..when }
            }
            _ => when,
        }
    }

    /// The zone of times that name none: the one that was asked for, else what is said of the columns.
    fn zone(&self, asked: &Asked, problems: &mut Vec<Problem>) -> Zone {
        let spoken = |words: &str| Zone::spoken(words).map(|(zone, _)| zone);
        let said = || {
            let words = asked.columns.of(Holds::Zone)?;
            self.column(Holds::Zone).is_none().then(|| spoken(words)).flatten()
        };
        let in_header = || {
            let name = &self.header[self.column(Holds::Time)?];
            let inner = name
                .split_once('(')
                .and_then(|(_, rest)| rest.split_once(')'))
                .map_or(name.as_str(), |(inner, _)| inner);
            spoken(inner)
        };
        let in_rows = || {
            let at = self.column(Holds::Zone)?;
            self.rows.iter().find_map(|(_, cells)| spoken(cell(cells, at)))
        };
        let in_stamps = || {
            let at = self.column(Holds::Time)?;
            let stamp = Stamp::parse(cell(&self.rows.first()?.1, at)).ok()?;
            Zone::named(&stamp.offset.to_string()).ok()
        };
        let found = asked.zone.clone().or_else(said).or_else(in_header).or_else(in_rows).or_else(in_stamps);
        found.unwrap_or_else(|| days::zone_of(asked, problems))
    }

    fn columns_in_words(&self) -> String {
        let names: Vec<String> = self.header.iter().map(|name| format!("“{}”", words::one_line(name.trim()))).collect();
        format!("{} {}", if names.len() == 1 { "is" } else { "are" }, words::list(&names))
    }

    fn lacks(&self, what: &str, example: &str) -> NotReadable {
        let columns = self.columns_in_words();
        NotReadable(format!("no column is known to hold the {what}; there {columns}: say which with --map {example}"))
    }

    fn is_ours(&self) -> bool {
        self.header == OWN
    }

    /// The events that open hypotheses, by what these are called.
    fn hypotheses(&self) -> HashMap<&str, &str> {
        let mut found = HashMap::new();
        for (_, cells) in &self.rows {
            let name = cell(cells, 6).split("; ").find_map(|link| link.strip_suffix(" opens"));
            found.extend(name.map(|name| (name, cell(cells, 0))));
        }
        found
    }
}

/// A row that tells something.
struct Row<'a> {
    sheet: &'a Sheet,
    cells: &'a [String],
    line: usize,
    when: When,
    text: &'a str,
}

impl Row<'_> {
    fn told(self, story: &mut Conversation) {
        let of = |holds| self.sheet.column(holds).map_or("", |at| cell(self.cells, at).trim());
        let (who, kind) = (of(Holds::Who).to_owned(), of(Holds::Tag));
        let (text, notes) = self.with_the_rest();
        let tag = TAGS.iter().find(|row| {
            row.name.eq_ignore_ascii_case(kind) || row.short.eq_ignore_ascii_case(kind) || row.prefixes.contains(&kind)
        });
        match tag.map(|row| row.tag).filter(|tag| *tag != Tag::Note) {
            Some(tag) => {
                let text = in_name(&who, &text);
                story.push(Told { when: self.when, tag, text, line: self.line, notes, ..Told::default() });
            }
            None => story.take(Said { when: self.when, who, text, beside: notes, line: self.line }),
        }
    }

    /// The words, and what the columns say that nothing else takes: beside them where that is short.
    fn with_the_rest(&self) -> (String, Vec<String>) {
        const LONGEST: usize = 160;
        let held: Vec<usize> = self.sheet.held.values().copied().collect();
        let header = |at: usize| cell(&self.sheet.header, at).trim();
        let tag = self.sheet.column(Holds::Tag).filter(|at| {
            let kind = cell(self.cells, *at).trim();
            !TAGS.iter().any(|row| {
                row.name.eq_ignore_ascii_case(kind)
                    || row.short.eq_ignore_ascii_case(kind)
                    || row.prefixes.contains(&kind)
            })
        });
        let is_left = |at: &usize| !held.contains(at) || Some(*at) == tag;
        let says = |at: &usize| {
            let value = cell(self.cells, *at).trim();
            !value.is_empty() && value != "-" && !ASIDE.contains(&header(*at).to_lowercase().as_str())
        };
        let rest: Vec<String> = (0..self.cells.len())
            .filter(is_left)
            .filter(says)
            .map(|at| match header(at) {
                "" => cell(self.cells, at).trim().to_owned(),
                name => format!("{name}: {}", cell(self.cells, at).trim()),
            })
            .collect();
        let beside = rest.join("; ");
        match beside.len() {
            0 => (self.text.trim().to_owned(), Vec::new()),
            ..=LONGEST if !beside.contains('\n') => (format!("{} ({beside})", self.text.trim()), Vec::new()),
            _ => (self.text.trim().to_owned(), vec![rest.join("\n")]),
        }
    }

    /// A row that a recorder of ours wrote.
    fn of_ours(self, hypotheses: &HashMap<&str, &str>, zone: &Zone) -> Told {
        let of = |name: &str| OWN.iter().position(|own| *own == name).map_or("", |at| cell(self.cells, at));
        let mut kept = Kept { id: of("id").to_owned(), ..Kept::default() };
        kept.recorded = Stamp::parse(of("recorded")).ok();
        for link in of("hypotheses").split("; ") {
            if let Some(name) = link.strip_suffix(" opens") {
                kept.opens = Some(number_of(name));
            }
            for (words, of) in [(" rules out", Link::RulesOut), (" confirms", Link::Confirms), (" about", Link::About)]
            {
                let name = link.strip_suffix(words);
                kept.links.extend(name.map(|name| (of, hypotheses.get(name).unwrap_or(&name).to_string())));
            }
        }
        let when = match (self.when.bound(), of("stated")) {
            (Some(at), "") => When::live(at),
            (Some(_), stated) => super::own::stated(self.when, stated, zone),
            (None, "") => When::unknown(),
            (None, stated) => When::unplaced(stated),
        };
        Told {
            when,
            tag: Tag::named(of("tag")).unwrap_or_default(),
            text: unguarded(self.text).to_owned(),
            line: self.line,
            by: Some(of("by").to_owned()),
            kept: Some(Box::new(kept)),
            ..Told::default()
        }
    }
}

/// The number in `H2` and in `H2·bo`.
pub(super) fn number_of(name: &str) -> Option<u32> {
    let digits = name.strip_prefix('H')?;
    digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())].parse().ok()
}

/// Without the apostrophe that keeps a spreadsheet from working a field out.
fn unguarded(text: &str) -> &str {
    let signs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    text.strip_prefix('\'').filter(|rest| rest.trim_start_matches([' ', '\u{a0}']).starts_with(signs)).unwrap_or(text)
}
