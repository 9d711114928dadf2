//! What is read from write-ups: lines as people type them, and what becomes of each.

mod entries;
mod items;
mod placing;
mod structure;
mod tags;
mod times;

use super::read;
use crate::import::{Asked, Columns, Imported};
use crate::time::{Moment, Zone};

/// Reads a document on New Year's Day of 2026.
fn imported(text: &str) -> Imported {
    let now = Moment::from_millis(1_767_225_600_000);
    let columns = Columns::default();
    read(text, &Asked { name: "outage.md", now, zone: None, usual_zone: Zone::utc(), date: None, columns })
        .expect("a write-up")
}

/// The same for the lines of a timeline of 7 June 2024.
fn timeline(lines: &str) -> Imported {
    imported(&format!("# Shop is down\n\n## Timeline (UTC, 7 June 2024)\n\n{lines}\n"))
}

/// Events as `7.6. 10:15 | it is slow`; those without a time begin with a dash.
fn events(read: &Imported) -> Vec<String> {
    let when = |at: crate::time::Stamp| at.local().format("%-d.%-m. %H:%M").to_string();
    let told = |event: &crate::import::Told| {
        let at = event.when.bound().map_or("—".to_owned(), when);
        let until = event.when.until().filter(|until| Some(*until) != event.when.bound()).map(when);
        let until = until.filter(|_| matches!(event.when.said, crate::time::Said::Between { .. }));
        format!("{at}{} | {}", until.map(|until| format!("–{until}")).unwrap_or_default(), event.text)
    };
    read.events.iter().map(told).collect()
}

/// Each row is a text and what is read from it.
fn check<'a>(rows: &[(&'a str, &str)], read: impl Fn(&'a str) -> String) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(text, expected)| {
            let found = read(text);
            (found != *expected).then(|| format!("{text:?}\n  expected {expected}\n  found    {found}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
