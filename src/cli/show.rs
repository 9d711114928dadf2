//! `decklog show`: the timeline, for a person or for a script.

use clap::Args;

use super::format::Format;
use super::opened::{Opened, warn_of};
use super::{Failure, World, answer};
use crate::analysis::METRICS;
use crate::export;

/// Show an incident's timeline
#[derive(Args, Debug)]
#[command(after_long_help = metrics())]
pub struct Show {
    /// An id, a unique part of one, or a date; without one, the open incident, else the last touched
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
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
        let text = match self.format {
            Format::Text => export::text(&timeline, !world.is_utf8()),
            Format::Json => export::json(&timeline, false),
        };
        answer(world, &text)?;
        Ok(0)
    }
}
