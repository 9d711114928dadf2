//! Write-ups in Markdown and plain text: postmortems as people have written them.
//!
//! ```text
//! lines ─► parts ─┬─► entries ─► days and zones ─► placing ─► tags, links ─► events
//!                 ├─► bounds: when it began and ended, as it is stated
//!                 ├─► items: what is to be done
//!                 └─► sections: the rest, as it stands
//! ```
//!
//! The document is taken apart into lines and parts; the lines of a timeline become entries, each gets
//! a day and a tag; the other parts become sections, their lists action items. Every step goes over the
//! document once.

mod bounds;
mod clauses;
mod clock;
mod dates;
mod days;
mod entries;
mod item;
mod items;
mod lines;
mod links;
mod mended;
mod mentions;
mod openings;
mod parts;
mod placing;
mod promises;
mod prose;
mod sections;
mod table;
mod tags;
mod template;
mod title;
mod twice;
mod untimed;
mod verbs;
mod zones;

use std::collections::BTreeSet;

use self::bounds::{Near, Stated};
use self::days::Days;
use self::entries::Entry;
use self::lines::{Kind, Line};
use self::parts::Part;
use self::placing::Known;
use self::title::Title;
use super::{Asked, Bound, Imported, Item, NotReadable, Problem, Told, not_only_signs};
use crate::time::{Moment, When, Zone};
use crate::timeline::Tag;

/// A write-up, taken apart.
struct Document<'a> {
    source: &'a str,
    lines: &'a [Line],
    parts: &'a [Part],
    title: Option<&'a Title>,
    asked: &'a Asked<'a>,
}

/// Reads a write-up.
///
/// # Errors
/// Where it tells more events than an incident can have.
pub(super) fn read(source: &str, asked: &Asked) -> Result<Imported, NotReadable> {
    not_only_signs(source)?;
    let lines = lines::lines(source);
    let title = title::of(&lines);
    let parts = parts::parts(&lines, title.as_ref().and_then(|title| title.line));
    let document = Document { source, lines: &lines, parts: &parts, title: title.as_ref(), asked };
    let mut problems = Vec::new();
    let mut imported = document.read(&mut problems)?;
    problems.sort_by_key(|problem| problem.line);
    imported.problems = problems;
    imported.tell_bounds_alone();
    Ok(imported)
}

impl Document<'_> {
    fn read(&self, problems: &mut Vec<Problem>) -> Result<Imported, NotReadable> {
        let found = entries::entries(self.lines, self.parts)?;
        let mut taken: BTreeSet<usize> = found.iter().flat_map(|(_, found)| found.taken.iter().copied()).collect();
        let entries = twice::told_once(found.iter().map(|(_, found)| &found.entries[..]));
        let stated = bounds::stated(self.lines.iter().filter(|line| !taken.contains(&line.number)));
        let zone = zones::of(self, &entries, &stated, problems);
        let days = Days::of(self, &zone);
        let rest = days.of_all(self, &found);
        let day = days.first(self, &entries, &stated, problems);
        let (whens, start, end) = self.placed(&entries, &stated, zone.clone(), &days, [rest.or(day), rest], problems);
        let events = told(entries, whens);
        let (items, of_items) = self.items(&events, start.is_some(), &taken);
        taken.extend(of_items);
        taken.extend(self.above_title());
        Ok(Imported {
            title: self.title.map(|title| title.text.clone()),
            zone: Some(zone),
            severity: self.severity(),
            start,
            end,
            sections: sections::sections(self.source, self.lines, self.parts, &taken, &items),
            events,
            items,
            problems: Vec::new(),
            incident: None,
        })
    }

    /// When each entry happened, and when it began and ended: what is stated helps to place the entries, and
    /// the entries what is stated.
    fn placed(
        &self,
        entries: &[Entry],
        stated: &[Stated],
        zone: Zone,
        days: &Days,
        [day, rest]: [Option<chrono::NaiveDate>; 2],
        problems: &mut Vec<Problem>,
    ) -> (Vec<When>, Option<Bound>, Option<Bound>) {
        let now = self.asked.now;
        let mut known = Known { now, zone, start: None, day, rest, day_first: days.day_first };
        let near = day.map_or(Near::Entry(now), Near::Day);
        known.start = known.places(near).bounds(stated).0.map(|start| start.at.moment);
        if known.start.is_none() {
            known.start = first_clock(entries, &known);
        }
        let whens = placing::placed(entries, &known, problems);
        let first = whens.iter().find_map(When::bound);
        let (start, end) = known.places(first.map_or(near, |first| Near::Entry(first.moment))).bounds(stated);
        (bounds::settled(whens, [&start, &end]), start, end)
    }

    /// The lines above the title that say nothing but what kind of document it is, or who wrote it.
    fn above_title(&self) -> BTreeSet<usize> {
        let at = self.title.and_then(|title| title.line).unwrap_or(0);
        let above = &self.lines[..at];
        let is_sentence = |line: &Line| line.text.split_whitespace().count() >= 8 && line.text.ends_with('.');
        if !above.iter().any(is_sentence) {
            return (1..self.lines.get(at).map_or(1, |line| line.number)).collect();
        }
        let says_nothing =
            |line: &&Line| matches!(line.kind, Kind::Text | Kind::Heading(_)) && !title::says_something(&line.text);
        above.iter().filter(says_nothing).map(|line| line.number).collect()
    }

    /// What is to be done: in the parts that say so, else in what the last paragraphs promise.
    fn items(&self, events: &[Told], states_a_bound: bool, told: &BTreeSet<usize>) -> (Vec<Item>, BTreeSet<usize>) {
        let parts: Vec<&Part> = self.parts.iter().filter(|part| part.holds_items()).collect();
        if parts.is_empty() && (!events.is_empty() || states_a_bound) {
            return (items::promised(self.lines, told), BTreeSet::new());
        }
        let (mut all, mut taken) = (Vec::new(), BTreeSet::new());
        for part in parts {
            let (items, lines) = items::items(self.lines, part);
            all.extend(items);
            taken.extend(lines);
        }
        (all, taken)
    }

    /// A severity that a setting or a label gives as a number.
    fn severity(&self) -> Option<u8> {
        self.lines.iter().find_map(|line| {
            let text = match &line.kind {
                Kind::Row(cells) => cells.join(": "),
                _ => line.text.clone(),
            };
            let (label, rest) = text.split_once([':', '='])?;
            let is_it = ["severity", "sev", "priority"].contains(&label.trim().to_lowercase().as_str());
            let digits: String =
                rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            let is_short = rest.trim().len() < 40;
            (is_it && is_short).then(|| digits.parse().ok()).flatten().filter(|severity| (1..=5).contains(severity))
        })
    }
}

impl Imported {
    /// Where a document has no timeline at all, what it states of start and end is all that happened.
    fn tell_bounds_alone(&mut self) {
        // What the settings above a text say is no sentence.
        let is_said = |bound: &Option<Bound>| bound.as_ref().is_none_or(|bound| !bound.text.is_empty());
        if !self.events.is_empty() || !is_said(&self.start) || !is_said(&self.end) {
            return;
        }
        let told = |bound: &Bound, tag| Told {
            when: When::minute(bound.at),
            tag,
            text: bound.text.clone(),
            line: bound.line,
            ..Told::default()
        };
        self.events.extend(self.start.as_ref().map(|start| told(start, crate::timeline::Tag::Impact)));
        self.events.extend(self.end.as_ref().map(|end| told(end, crate::timeline::Tag::Resolution)));
    }
}

/// What is counted from where no start is stated: the first clock of an entry.
fn first_clock(entries: &[Entry], known: &Known) -> Option<Moment> {
    let shows_a_clock = |entry: &Entry| entry.clock.as_ref().is_some_and(|clock| clock.wall.is_some());
    let first = entries.iter().position(shows_a_clock)?;
    let when = placing::placed(&entries[first..=first], known, &mut Vec::new());
    when.first().and_then(When::bound).map(|at| at.moment)
}

/// In a line of fewer bytes it is looked whether it shows its links.
const SHOWN: usize = 4096;

fn told(entries: Vec<Entry>, whens: Vec<When>) -> Vec<Told> {
    let tags = tags::tags(&entries);
    let links = links::links(&entries, &tags);
    let linked = tags.into_iter().zip(links);
    let all = entries.into_iter().zip(whens).zip(linked);
    let told = |((entry, when), (tag, link)): ((Entry, When), (Tag, Option<usize>))| {
        let of = |wanted: Tag| link.filter(|_| tag == wanted);
        let below = Some(entry.notes.join("\n")).filter(|notes| !notes.is_empty());
        // Nobody shows an address in so long a line; to look for each of many in it would take too long.
        let shows = |link: &str| entry.text.len() < SHOWN && entry.text.contains(link);
        let links = entry.links.iter().filter(|link| !shows(link)).cloned();
        let notes = below.into_iter().chain(links).collect();
        let (rules_out, confirms) = (of(Tag::MisleadingPath), of(Tag::Cause));
        let (text, line) = (entry.text, entry.number);
        Told { when, tag, text, line, rules_out, confirms, notes, ..Told::default() }
    };
    all.map(told).collect()
}

#[cfg(test)]
mod tests;
