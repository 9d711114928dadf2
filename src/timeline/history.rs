//! What became of an event: everything that was ever said of it, and what of that was taken back.

use super::Timeline;
use super::record::{RecordId, Recorded};

/// One record of the history of an event.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    pub recorded: &'a Recorded,
    /// The undo that took it back, while that holds.
    pub taken_back: Option<&'a Recorded>,
}

impl Timeline {
    /// How the event was recorded, and every record that speaks of it, in the order of recording.
    /// What was taken back is among them, and says so.
    pub fn history(&self, event: RecordId) -> Vec<Step<'_>> {
        let all = self.recorded(event).into_iter().chain(self.speaking_of(event));
        let mut steps: Vec<Step> =
            all.map(|recorded| Step { recorded, taken_back: self.taken_back_by(recorded) }).collect();
        steps.sort_by(|a, b| (&a.recorded.place, a.recorded.id).cmp(&(&b.recorded.place, b.recorded.id)));
        steps
    }

    /// The undo by which a record does not count; none while it does.
    fn taken_back_by(&self, recorded: &Recorded) -> Option<&Recorded> {
        let place = self.undone.get(&recorded.group).filter(|_| !self.counts(recorded))?;
        let (_, id) = self.undos.range((place.clone(), RecordId::FIRST)..).next()?;
        self.recorded(*id)
    }
}
