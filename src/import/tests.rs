//! Sources other than write-ups, each on samples written for it.

mod alarms;
mod chats;
mod own;
mod sniffed;
mod tables;

use super::{Asked, Columns, Imported, Source};
use crate::time::{Moment, Zone};

/// Reads a text as whatever it is known as, in the summer of 2024.
fn read(name: &str, text: &str) -> Imported {
    Source::of(text).read(text, &asked(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
}

/// What is asked where nothing is.
fn asked(name: &str) -> Asked<'_> {
    let zone = Zone::utc();
    let now = Moment::from_millis(1_719_000_000_000);
    Asked { name, now, zone: None, usual_zone: zone, date: None, columns: Columns::default() }
}

/// The events as a timeline shows them: `7 22:41 note @koffee: is the archive mounted?`
fn told(imported: &Imported) -> Vec<String> {
    let zone = imported.zone.clone().unwrap_or_else(Zone::utc);
    let line = |told: &super::Told| {
        let day = told.when.bound().map(|at| zone.stamp(at.moment).local().format("%-d ").to_string());
        format!("{}{} {} {}", day.unwrap_or_default(), told.when.shown_to_the_minute(&zone), told.tag.name(), told.text)
    };
    imported.events.iter().map(line).collect()
}
