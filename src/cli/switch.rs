//! `decklog use`: makes another incident the open one.

use clap::Args;

use super::opened::Opened;
use super::status::summary_of;
use super::{Failure, World, answer, say};
use crate::timeline::State;
use crate::words;

/// Make an incident the open one
#[derive(Args, Debug)]
pub struct Use {
    /// An id, a unique part of one, or a date
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: String,
}

impl Use {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let id = opened.shelf().find(&self.incident)?;
        opened.shelf().set_current(Some(&id))?;
        if summary_of(opened, &id).is_ok_and(|summary| summary.state == State::Closed) {
            say(world, "it is closed; “decklog reopen” opens it again");
        }
        answer(world, &format!("{}\n", words::visible(&id)))?;
        Ok(0)
    }
}
