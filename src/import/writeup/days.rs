//! The day of a write-up: which date is that of the incident, where its times have none.

use chrono::{Datelike as _, NaiveDate};

use super::bounds::{Side, Stated};
use super::entries::{Entry, Found};
use super::lines::Kind;
use super::placing::reading;
use super::{Document, dates};
use crate::import::Problem;
use crate::time::Zone;
use crate::time::phrase::Date;

/// The dates of a document, found once.
pub(super) struct Days {
    /// Of each line, its first.
    dates: Vec<Option<Date>>,
    of_name: Option<Date>,
    /// Whether `04-12-2022` is a day of December: by a date that can be read one way only, else by what is usual
    /// where the zone is.
    pub day_first: bool,
    /// The year that a date in the document has.
    year: Option<i32>,
    this_year: i32,
}

impl Days {
    pub fn of(document: &Document, zone: &Zone) -> Days {
        let found = |text: &str| dates::found_in(text).map(|(date, _)| date);
        let lines = document.lines.iter();
        let dates: Vec<Option<Date>> =
            lines.map(|line| found(&line.text).filter(|_| line.kind != Kind::Code)).collect();
        let of_name = found(document.asked.name);
        let year = dates.iter().flatten().chain(&of_name).find_map(|date| year_of(*date));
        let this_year = Zone::utc().stamp(document.asked.now).local().year();
        let one_way = dates.iter().flatten().find_map(|date| match date {
            Date::EitherWay { first, second, .. } if *first > 12 || *second > 12 => Some(*first > 12),
            _ => None,
        });
        // In the Americas the month comes first.
        let minutes = zone.offset_at(document.asked.now).minutes();
        let day_first = one_way.unwrap_or(!(-660..=-240).contains(&minutes));
        Days { dates, of_name, day_first, year, this_year }
    }

    fn read(&self, date: Date) -> Option<NaiveDate> {
        reading(date, self.year.unwrap_or(self.this_year), self.day_first)
    }

    /// The day on which it begins, for entries that have none.
    pub fn first(
        &self,
        document: &Document,
        entries: &[Entry],
        stated: &[Stated],
        problems: &mut Vec<Problem>,
    ) -> Option<NaiveDate> {
        if document.asked.date.is_some() {
            return document.asked.date;
        }
        let of_stated = stated.iter().filter(|stated| stated.of != Side::End);
        let found = of_stated
            .filter_map(|stated| stated.clock.date.or(stated.day))
            .find_map(|date| self.read(date))
            .or_else(|| entries.iter().find_map(|entry| self.read(entry.own_date()?)))
            .or_else(|| self.labelled(document))
            .or_else(|| self.of_timeline(document))
            .or_else(|| self.anywhere(document))
            .or_else(|| self.read(self.of_name?));
        let mut doubt =
            |message: &str| problems.push(Problem { line: 0, message: format!("{message} (--date says otherwise)") });
        match found {
            None if !entries.is_empty() => doubt("no date is given anywhere; yesterday was taken"),
            Some(day) if self.year.is_none() => doubt(&format!("no year is given anywhere; read as {day}")),
            _ => {}
        }
        found
    }

    /// `Date: 7 June 2024`
    fn labelled(&self, document: &Document) -> Option<NaiveDate> {
        document.lines.iter().find_map(|line| {
            let (label, rest) = line.text.split_once([':', '='])?;
            let is_date = label.trim().to_lowercase().split(' ').any(|word| word == "date");
            let is_short = label.split(' ').count() <= 4;
            (is_date && is_short).then(|| dates::found_in(rest)).flatten().and_then(|(date, _)| self.read(date))
        })
    }

    /// `## Timeline (7 June 2024)`
    fn of_timeline(&self, document: &Document) -> Option<NaiveDate> {
        let timelines = document.parts.iter().filter(|part| part.is("timeline"));
        timelines.filter_map(|part| self.dates[part.heading?]).find_map(|date| self.read(date))
    }

    /// The first date in the words, above all one with its year, and one that is said of the incident.
    fn anywhere(&self, document: &Document) -> Option<NaiveDate> {
        const OF_THE_INCIDENT: [&str; 5] = ["summary", "duration", "impact", "timeline", "root cause"];
        let parts = document.parts.iter();
        let of_it = parts.filter(|part| part.topic.is_some_and(|topic| OF_THE_INCIDENT.contains(&topic)));
        let first = of_it.flat_map(|part| &self.dates[part.lines.clone()]);
        let all: Vec<Date> = first.chain(&self.dates).flatten().copied().collect();
        all.iter().filter(|date| !date.has_no_year()).chain(&all).find_map(|date| self.read(*date))
    }

    /// The day that is said to hold for all entries without one: `all events happened on …`.
    pub fn of_all(&self, document: &Document, found: &[(usize, Found)]) -> Option<NaiveDate> {
        const HOLDING: [&str; 5] = ["all ", "unless ", "otherwise", "everything", "events"];
        found.iter().find_map(|(part, found)| {
            let first = found.entries.first()?.number;
            let mut above = document.parts[*part].lines.clone().filter(|at| document.lines[*at].number < first);
            above.find_map(|at| {
                let line = &document.lines[at];
                let lower = line.text.to_lowercase();
                let holds = line.kind == Kind::Text && HOLDING.iter().any(|word| lower.contains(word));
                let date = self.dates[at].filter(|_| holds && dates::alone(&line.text).is_none())?;
                self.read(date)
            })
        })
    }
}

fn year_of(date: Date) -> Option<i32> {
    match date {
        Date::Plain { year, .. } => year,
        Date::EitherWay { year, .. } => Some(year),
    }
}
