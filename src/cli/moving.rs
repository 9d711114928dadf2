//! `decklog move`: events that belong to another incident go there.

use clap::Args;

use super::opened::{Opened, warn_of};
use super::{Failure, World, answer, say};
use crate::journal::append::NotSaved;
use crate::session::{CantMove, Move, Once};
use crate::timeline::RecordId;
use crate::words;

const EXAMPLES: &str = "\
Examples:
  decklog move K3X9TQ --to payments                   one event, to the incident with that in its id
  decklog move K3X9TQ 7H7H2M --to 2024-06-07          several: a hypothesis and what ruled it out
  decklog --incident search move K3X9TQ --to proxy    out of another than the open one

It is written there first and then struck here, with the reason; its times, labels, evidence and who
recorded it go along. A hypothesis that goes gets the next number there, and keeps its links to
what goes with it. To do the same again after a failure writes nothing twice.";

/// Move events to another incident
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Moving {
    /// As “decklog show” prints them in its first column
    #[arg(required = true, value_name = "EVENT")]
    events: Vec<String>,
    /// Where to: an id, a unique part of one, or a date
    #[arg(long, value_name = "INCIDENT")]
    to: String,
}

impl Moving {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let from = opened.incident(None)?;
        let to = opened.shelf().find(&self.to)?;
        let (timeline, faults) = opened.timeline(&from)?;
        warn_of(&faults, world);
        let named = self.events.iter().map(|name| opened.event(&timeline, name));
        let ids = named.collect::<Result<Vec<RecordId>, Failure>>()?;
        let going = Move::of(&timeline, &from, &to, &ids)?;
        let moved = going.write(&opened.author)?;
        let strike = || {
            let mut once = Once::open(&opened.author, &from)?;
            let batch = once.author().batch(going.strikes());
            once.add(batch);
            once.save()
        };
        strike().map_err(|error: NotSaved| {
            let doing = "the events are in both incidents now; move them again: cannot strike them in";
            Failure::from(NotSaved { doing, ..error })
        })?;
        say(world, &going.in_words(&moved));
        let zone = timeline.incident().zone();
        let mut text = String::new();
        for (event, (_, id)) in going.events().zip(&moved.ids) {
            let when = event.when().shown_with_day(&zone);
            let said = words::one_line(&event.body.said());
            text.push_str(&format!("{} {when} {}  {said}\n", id.short(), event.tag().name()));
        }
        let text = world.in_its_locale(&text);
        answer(world, &text)?;
        Ok(0)
    }
}

impl From<CantMove> for Failure {
    fn from(why: CantMove) -> Failure {
        match why {
            CantMove::Same => Failure::Usage(why.to_string()),
            why => Failure::NotFound(why.to_string()),
        }
    }
}
