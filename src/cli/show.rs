//! `decklog show`: the timeline, for a person or for a script.

use clap::Args;

use super::filter::{self, chosen};
use super::format::Format;
use super::opened::{Opened, warn_of};
use super::when::{as_of_line, looked_back};
use super::{Failure, World, answer};
use crate::analysis::METRICS;
use crate::export;

/// Show an incident's timeline
///
/// With --as-of, as it was known at a moment: nothing that was recorded, corrected or decided later is
/// in it. Of an incident that was written down afterwards, an event counts as known once it had surely
/// happened: one of 10:30 from 10:31 on.
#[derive(Args, Debug)]
#[command(after_long_help = help())]
pub struct Show {
    /// An id, a unique part of one, or a date; without one, the open incident, else the last touched
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
    /// As it was known then, without hindsight: 10:30, T+30, '2024-06-07 10:30'
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    as_of: Option<String>,
    /// Only the events that pass: 'tag:escalation by:ana since:10:30', or a saved filter's name
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    filter: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// What can be filtered by, and what the figures in JSON are.
fn help() -> String {
    let mut text = filter::help();
    text.push_str("\nMetrics in --format json, in minutes, each with its two events or why it is not known:\n");
    for metric in METRICS {
        text.push_str(&format!("  {}\n      {}\n", metric.name, metric.help));
    }
    text.trim_end().to_owned()
}

impl Show {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let id = opened.incident(self.incident.as_deref())?;
        let (timeline, faults) = opened.shown(&id)?;
        warn_of(&faults, world);
        let now = world.clock.now();
        let (as_of, known) = match &self.as_of {
            Some(words) => looked_back(words, &timeline, now).map(|(at, known)| (Some(at), known))?,
            None => (None, timeline),
        };
        let chosen = self.filter.map(|expression| chosen(&expression, &known, as_of.unwrap_or(now), world));
        let chosen = chosen.transpose()?;
        let text = match self.format {
            Format::Text => {
                let above = as_of.map_or_else(String::new, |at| as_of_line(at, &known));
                above + &export::text(&known, !world.is_utf8(), chosen.as_ref())
            }
            Format::Json => export::json_of(&known, as_of, chosen.as_ref()),
        };
        answer(world, &text)?;
        Ok(0)
    }
}
