//! `decklog list`: all incidents on this shelf.

use clap::Args;
use serde_json::json;

use super::format::Format;
use super::opened::Opened;
use super::status::summary_of;
use super::{Failure, World, answer, say};
use crate::export;
use crate::timeline::Summary;
use crate::words;

/// List all incidents, the newest last
#[derive(Args, Debug)]
pub struct List {
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl List {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let current = opened.shelf().current()?;
        let mut rows: Vec<(String, Summary)> = Vec::new();
        for id in opened.shelf().incidents()? {
            match summary_of(opened, &id) {
                Ok(summary) => rows.push((id, summary)),
                // One that can't be read hides none of the others.
                Err(failure) => say(world, &failure.to_string()),
            }
        }
        rows.sort_by_key(|(_, summary)| summary.incident.begun.map(|at| at.moment));
        if rows.is_empty() {
            say(world, "there is no incident yet; “decklog” or “decklog log TEXT” starts one");
        }
        let is_current = |id: &String| current.as_ref() == Some(id);
        let text = match self.format {
            Format::Text => rows.iter().map(|(id, summary)| line(id, summary, is_current(id))).collect(),
            Format::Json => {
                let rows: Vec<_> = rows.iter().map(|(id, summary)| object(id, summary, is_current(id))).collect();
                export::inert_json(&rows)
            }
        };
        answer(world, &text)?;
        Ok(0)
    }
}

fn line(id: &str, summary: &Summary, current: bool) -> String {
    let mark = if current { '*' } else { ' ' };
    let severity = summary.incident.severity.map_or_else(|| "-".to_owned(), |severity| format!("SEV{severity}"));
    let events = words::count(usize::try_from(summary.events).unwrap_or(usize::MAX), "event");
    let title = words::visible(summary.incident.title()).into_owned();
    format!("{mark} {:<36}  {:<9}  {severity:<4}  {events:>11}  {title}\n", words::visible(id), summary.state.name())
}

fn object(id: &str, summary: &Summary, current: bool) -> serde_json::Value {
    let zone = summary.incident.zone();
    let stamp = |at: crate::time::Moment| zone.stamp(at).to_string();
    json!({
        "id": id,
        "title": summary.incident.title,
        "severity": summary.incident.severity,
        "state": summary.state.name(),
        "zone": summary.incident.zone,
        "events": summary.events,
        "first": summary.first.map(|at| stamp(at.moment)),
        "latest": summary.latest.map(|at| stamp(at.moment)),
        "recorded": summary.recorded.map(stamp),
        "open": current,
    })
}
