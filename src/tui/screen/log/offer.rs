//! What the quiet line offers after a line that could be read in several ways: 1, 2, 3.

use super::Log;
use crate::entry::Draft;
use crate::time::{When, Zone};
use crate::timeline::{EventBody, EventChange, Record, RecordId, Summary, Tag};
use crate::tui::effect::Effect;
use crate::tui::screen::Context;
use crate::words;

/// Readings of an event that is stored already; taking one amends it.
pub(super) struct Offer {
    event: RecordId,
    message: String,
    readings: Vec<Reading>,
    /// Through how many more lines it stays.
    stays: u8,
}

/// Long enough for a line that could not wait, and not for ever.
const STAYS: u8 = 2;

enum Reading {
    Time(When),
    /// The hypothesis that is ruled out or confirmed.
    Hypothesis {
        id: RecordId,
        label: String,
        confirms: bool,
    },
}

/// So many can be chosen by a key.
const MOST: usize = 3;

impl Offer {
    /// What a line leaves open, if anything.
    pub(super) fn of(event: RecordId, draft: &Draft, summary: &Summary) -> Option<Offer> {
        let doubt = draft.doubts.last()?;
        let body = &draft.body;
        let verdict = matches!(body.tag, Tag::MisleadingPath | Tag::Cause);
        let times = draft.doubts.iter().flat_map(|doubt| &doubt.readings).cloned().map(Reading::Time);
        let mut readings: Vec<Reading> = times.take(MOST).collect();
        if readings.is_empty() && verdict && body.rules_out.is_empty() && body.confirms.is_empty() {
            let confirms = body.tag == Tag::Cause;
            let open = summary.open().take(MOST);
            readings.extend(open.map(|open| {
                let label = words::one_line(&format!("{} {}", open.label, open.name));
                Reading::Hypothesis { id: open.id, label, confirms }
            }));
        }
        // The hypotheses are named by their readings.
        let which = readings.iter().any(|reading| matches!(reading, Reading::Hypothesis { .. }));
        let message = match body.tag {
            Tag::Cause if which => "confirms which?".to_owned(),
            _ if which => "rules out which?".to_owned(),
            _ => doubt.message.clone(),
        };
        Some(Offer { event, message, readings, stays: STAYS })
    }

    /// What is left of it after another line. What leaves nothing to choose was only a remark.
    pub(super) fn after(mut self, line: &EventBody) -> Option<Offer> {
        self.stays = self.stays.checked_sub(1)?;
        self.readings.retain(|reading| match reading {
            Reading::Time(_) => true,
            Reading::Hypothesis { id, .. } => !line.rules_out.contains(id) && !line.confirms.contains(id),
        });
        (!self.readings.is_empty()).then_some(self)
    }

    /// Whether there is a reading of this number.
    pub(super) fn has(&self, number: usize) -> bool {
        (1..=self.readings.len()).contains(&number)
    }

    /// In words, with the keys that choose.
    pub(super) fn shown(&self, zone: &Zone) -> Vec<String> {
        let chosen_by = |(at, reading): (usize, &Reading)| format!("C-x {} {}", at + 1, reading.shown(zone));
        let message = words::visible(&self.message).into_owned();
        std::iter::once(message).chain(self.readings.iter().enumerate().map(chosen_by)).collect()
    }
}

impl Reading {
    fn shown(&self, zone: &Zone) -> String {
        match self {
            Reading::Time(when) => when.shown_with_day(zone),
            Reading::Hypothesis { label, .. } => label.clone(),
        }
    }

    fn change(&self) -> EventChange {
        match self {
            Reading::Time(when) => EventChange { when: Some(when.clone()), ..EventChange::default() },
            Reading::Hypothesis { id, confirms: true, .. } => {
                EventChange { confirms: Some(vec![*id]), ..EventChange::default() }
            }
            Reading::Hypothesis { id, .. } => EventChange { rules_out: Some(vec![*id]), ..EventChange::default() },
        }
    }
}

impl Log {
    /// Takes one of the readings that are offered.
    pub(super) fn choose(&mut self, which: usize, _: &Context) -> Vec<Effect> {
        match self.offer.take_if(|offer| offer.readings.len() > which) {
            Some(offer) => {
                vec![Effect::Records(vec![Record::Amend {
                    of: offer.event,
                    change: offer.readings[which].change().into(),
                }])]
            }
            None => {
                self.notice = Some("nothing of that number is offered".to_owned());
                Vec::new()
            }
        }
    }
}
