//! `decklog show`: the timeline, for a person or for a script.

use clap::Args;

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
#[command(after_long_help = metrics())]
pub struct Show {
    /// An id, a unique part of one, or a date; without one, the open incident, else the last touched
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
    /// As it was known then, without hindsight: 10:30, T+30, '2024-06-07 10:30'
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    as_of: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// What the figures in JSON are.
fn metrics() -> String {
    let mut text =
        "Metrics in --format json, in minutes, each with its two events or why it is not known:\n".to_owned();
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
        let looked_back = self.as_of.map(|words| looked_back(&words, &timeline, world.clock.now())).transpose()?;
        let text = match (self.format, looked_back) {
            (Format::Text, None) => export::text(&timeline, !world.is_utf8()),
            (Format::Text, Some((at, known))) => as_of_line(at, &known) + &export::text(&known, !world.is_utf8()),
            (Format::Json, None) => export::json(&timeline, false),
            (Format::Json, Some((at, known))) => export::json_as_of(&known, at),
        };
        answer(world, &text)?;
        Ok(0)
    }
}
