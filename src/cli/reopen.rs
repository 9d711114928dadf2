//! `decklog reopen`: it came back; earlier resolutions no longer hold.

use clap::Args;

use super::opened::{Opened, in_memory};
use super::when::stated;
use super::{Failure, World, answer};
use crate::entry;
use crate::session::Once;
use crate::timeline::{Record, Setting, State};
use crate::words;

/// Reopen an incident that was closed or resolved, and make it the open one
#[derive(Args, Debug)]
pub struct Reopen {
    /// An id, a unique part of one, or a date; without one, the open incident, else the last touched
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
    /// When it came back: 10:40, -5m; without one, now
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    at: Option<String>,
}

impl Reopen {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let id = opened.incident(self.incident.as_deref())?;
        let mut once = Once::open(&opened.author, &id)?;
        let now = once.author().zone.stamp(world.clock.now());
        let mut settings = vec![Setting::Closed(false)];
        // One that was only closed by hand goes on as it was; one that was resolved came back.
        let (mut timeline, _) = opened.timeline(&id)?;
        timeline.apply([in_memory(1, Setting::Closed(false))]);
        if timeline.state() == State::Resolved {
            // One that is being written down afterwards came back in its own time, not in ours.
            let afterwards = entry::is_long_after(now.moment, once.summary());
            let usual = once.summary().latest.filter(|_| afterwards).unwrap_or(now);
            let at = self.at.as_ref().map(|words| stated(words, once.summary(), now.moment)).transpose();
            let at = at.map_err(|doubt| Failure::Usage(format!("--at: {}", doubt.message)))?;
            settings.push(Setting::Reopened(at.unwrap_or(usual)));
        }
        let batch = once.author().batch(vec![Record::Set(settings)]);
        once.add(batch);
        once.save()?;
        let turned = opened.shelf().set_current(Some(&id));
        turned.map_err(|error| Failure::afterwards("it is reopened", error))?;
        answer(world, &format!("reopened {}\n", words::visible(&id)))?;
        Ok(0)
    }
}
