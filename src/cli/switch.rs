//! `decklog use`: makes another incident the open one.

use clap::Args;

use super::opened::Opened;
use super::{Failure, World, answer};
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
        answer(world, &format!("{}\n", words::visible(&id)))?;
        Ok(0)
    }
}
