//! Tables: which column tells the time, which one what happened.

use super::entries::{Entry, Shape};
use super::lines::{Kind, Line};
use super::{clock, zones};
pub(super) use crate::import::columns::column_of;
use crate::import::columns::{ASIDE, DATES, EVENTS, TIMES};
use crate::time::Zone;
use crate::time::phrase::Certainty;

fn cells(line: &Line) -> &[String] {
    match &line.kind {
        Kind::Row(cells) => cells,
        _ => &[],
    }
}

/// The entries of a table, each with its row; none where no column tells times.
pub(super) fn entries(rows: &[Line]) -> Vec<(usize, Entry)> {
    let Some((header, body)) = rows.split_first() else { return Vec::new() };
    let header = cells(header);
    let Some(time) = time_column(header, body) else { return Vec::new() };
    let date = column_of(header, DATES).filter(|date| *date != time);
    let zone = header.get(time).and_then(|name| {
        let inner = zones::in_brackets(name).unwrap_or(name);
        zones::of_all(name).or_else(|| Zone::spoken(inner)).map(|(zone, _)| zone)
    });
    let event = event_column(header, body, &[Some(time), date]);
    let mut found = Vec::new();
    for (at, row) in body.iter().enumerate() {
        let cells = cells(row);
        let cell = |column: usize| cells.get(column).map_or("", String::as_str);
        let said = match date.map(cell).filter(|date| !date.is_empty()) {
            Some(date) => format!("{date} {}", cell(time)),
            None => cell(time).to_owned(),
        };
        let timed = clock::at_start(&said);
        let others =
            (0..cells.len()).filter(|column| Some(*column) != event && *column != time && Some(*column) != date);
        let beside: Vec<String> = others
            .filter(|column| !cell(*column).is_empty() && cell(*column) != "-" && !is_aside(header, *column))
            .map(|column| format!("{}: {}", header.get(column).map_or("", String::as_str), cell(column)))
            .collect();
        let mut text = event.map_or("", cell).to_owned();
        if !beside.is_empty() && !text.is_empty() {
            text = format!("{text} ({})", beside.join("; "));
        }
        let is_row = !text.is_empty() && (timed.is_some() || said.trim().is_empty());
        if is_row {
            let entry = Entry::new(timed.map(|timed| timed.clock), &text, row, Shape::Row);
            found.push((at + 1, Entry { zone: zone.clone(), ..entry }));
        }
    }
    found
}

fn is_aside(header: &[String], column: usize) -> bool {
    header.get(column).is_none_or(|name| name.is_empty() || ASIDE.contains(&name.to_lowercase().as_str()))
}

/// In how many columns some row holds something.
fn filled(body: &[Line]) -> usize {
    body.iter().map(|row| cells(row).len()).max().unwrap_or(0)
}

/// The column in which at least half of the rows begin with a time; one that is called so comes first.
fn time_column(header: &[String], body: &[Line]) -> Option<usize> {
    let tells = |column: usize| {
        let begins = |row: &&Line| {
            let cell = cells(row).get(column).map_or("", String::as_str);
            clock::at_start(cell).is_some_and(|timed| timed.clock.certainty != Certainty::Unlikely)
        };
        let count = body.iter().filter(begins).count();
        count > 0 && count * 2 >= body.len()
    };
    let named = column_of(header, TIMES);
    named.into_iter().chain(0..filled(body)).find(|column| tells(*column))
}

/// What happened: the column that is called so, else the one with the most words.
fn event_column(header: &[String], body: &[Line], taken: &[Option<usize>]) -> Option<usize> {
    let is_free = |column: &usize| !taken.contains(&Some(*column));
    let length = |column: usize| body.iter().filter_map(|row| cells(row).get(column)).map(String::len).sum::<usize>();
    column_of(header, EVENTS)
        .filter(is_free)
        .or_else(|| (0..filled(body)).filter(is_free).max_by_key(|column| length(*column)))
}
