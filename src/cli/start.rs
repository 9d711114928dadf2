//! `decklog start`: a new incident, with what is known of it already.

use clap::Args;

use super::opened::Opened;
use super::when::stated;
use super::{Failure, World, answer};
use crate::entry::TITLE_LIMIT;
use crate::session::{self, Once};
use crate::timeline::{Incident, Summary};
use crate::words;

/// Start an incident; it becomes the open one
#[derive(Args, Debug)]
pub struct Start {
    /// What is broken, in words a customer would understand
    title: Vec<String>,
    /// When it began, for an incident written down afterwards: '2024-06-07 10:00'
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// 1 is the worst
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=5))]
    severity: Option<u8>,
}

impl Start {
    pub fn run(self, opened: Opened, world: &mut World) -> Result<u8, Failure> {
        let author = opened.beginner();
        let title = self.title.join(" ");
        if title.len() > TITLE_LIMIT {
            return Err(Failure::Usage(format!(
                "a title has at most {TITLE_LIMIT} bytes; this one has {}",
                title.len()
            )));
        }
        let zone = author.zone.clone();
        let at = match &self.at {
            None => None,
            Some(words) => {
                let incident = Incident { zone: Some(zone.name().to_owned()), ..Incident::default() };
                let summary = Summary { incident, ..Summary::default() };
                let at = stated(words, &summary, world.clock.now());
                Some(at.map_err(|doubt| Failure::Usage(format!("--at: {}", doubt.message)))?)
            }
        };
        let start = session::Start {
            title: (!title.trim().is_empty()).then(|| title.trim().to_owned()),
            at,
            severity: self.severity,
            zone: Some(zone),
        };
        let mut once = Once::start(&author, start).map_err(|error| Failure::from(error).with(&title))?;
        once.save().map_err(|error| Failure::from(error).with(title))?;
        if let Some(error) = &once.not_current {
            super::say(world, &format!("it could not be made the open incident: {error}"));
        }
        answer(world, &format!("{}\n", words::visible(once.id())))?;
        Ok(0)
    }
}
