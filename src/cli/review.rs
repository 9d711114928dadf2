//! `decklog review` and `decklog replay`: an incident walked through, without the recorder before it.

use clap::Args;

use super::open::{Stay, needs_terminal};
use super::opened::Opened;
use super::{Failure, World};
use crate::tui::effect::Over;

/// Review an incident: its timeline, walked through and corrected
#[derive(Args, Debug)]
pub struct Review {
    /// An id, a unique part of one, or a date; without one, the open incident, else the last touched
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
}

/// Replay an incident as it was known at the time, minute by minute
#[derive(Args, Debug)]
pub struct Replay {
    /// An id, a unique part of one, or a date; without one, the open incident, else the last touched
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
    /// So many times as fast as it was, up to 3600; stepping needs no speed
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3600))]
    speed: Option<u32>,
}

impl Review {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        show(Over::Review, self.incident.as_deref(), opened, world)
    }
}

impl Replay {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        show(Over::Replay(self.speed), self.incident.as_deref(), opened, world)
    }
}

fn show(over: Over, incident: Option<&str>, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
    needs_terminal(
        world,
        "the review needs a terminal; “decklog show” and “decklog show --as-of 10:30” answer a script",
    )?;
    let incident = opened.incident(incident)?;
    Stay { over: Some(over), is_left_open: false, ..Stay::default() }.with(opened, Some(incident), world)
}
