//! `decklog close`: the incident is over, and no longer the open one.

use clap::Args;

use super::opened::Opened;
use super::{Failure, World, answer};
use crate::session::Once;
use crate::timeline::{Record, Setting};
use crate::words;

/// Close an incident; the next line starts a new one
#[derive(Args, Debug)]
pub struct Close {
    /// An id, a unique part of one, or a date; without one, the open incident
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
}

impl Close {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        // Only what is open is closed without being named.
        let id = match &self.incident {
            Some(name) => opened.shelf().find(name)?,
            None => opened.open_incident()?.ok_or_else(|| Failure::NotFound("no incident is open".to_owned()))?,
        };
        let mut once = Once::open(&opened.author, &id)?;
        let batch = once.author().batch(vec![Record::Set(vec![Setting::Closed(true)])]);
        once.add(batch);
        once.save()?;
        if opened.shelf().current()?.as_ref() == Some(&id) {
            let turned = opened.shelf().set_current(None);
            turned.map_err(|error| Failure::afterwards("it is closed", error))?;
        }
        answer(world, &format!("closed {}\n", words::visible(&id)))?;
        Ok(0)
    }
}
