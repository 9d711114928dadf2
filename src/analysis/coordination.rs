//! What it took to work together: who wrote, who was called, who held which role.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Analysis;
use crate::timeline::{EventBody, Tag};

/// Counts of people and of what passed between them. No figure of anybody alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Coordination {
    /// Who recorded an entry, or was named with a role.
    pub people: usize,
    pub escalations: usize,
    /// A role that somebody else took over.
    pub handovers: usize,
}

impl Analysis<'_> {
    pub fn coordination(&self) -> Coordination {
        let mut people: BTreeSet<String> = BTreeSet::new();
        let mut writers: BTreeSet<&str> = BTreeSet::new();
        let mut last: Option<&Arc<str>> = None;
        let mut holders: Vec<(&str, String)> = Vec::new();
        let mut handovers = 0;
        for event in &self.told {
            // It is the same person, most of the time.
            let by = &event.event.by;
            if last.replace(by).is_none_or(|last| !Arc::ptr_eq(last, by)) {
                writers.insert(by.trim());
            }
            if event.tag() != Tag::Role {
                continue;
            }
            // Whoever writes it up comes afterwards.
            let role = event.event.body.role().filter(|role| *role != EventBody::WRITE_UP);
            let Some(role) = role else { continue };
            let holder = event.text().trim().trim_start_matches('@').to_lowercase();
            if holder.is_empty() {
                continue;
            }
            match holders.iter_mut().find(|(known, _)| *known == role) {
                Some((_, held)) if *held != holder => {
                    handovers += 1;
                    held.clone_from(&holder);
                }
                Some(_) => {}
                None => holders.push((role, holder.clone())),
            }
            people.insert(holder);
        }
        people.extend(writers.into_iter().map(str::to_lowercase).filter(|by| !by.is_empty()));
        let escalations = self.told.iter().filter(|event| event.tag() == Tag::Escalation).count();
        Coordination { people: people.len(), escalations, handovers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;

    #[test]
    fn a_role_that_changes_hands_is_a_handover() {
        let mut log = Recording::new();
        for (at, role, holder) in
            [("10:00", "ic", "Ana"), ("10:01", "scribe", "bo"), ("10:30", "ic", "@ana"), ("11:00", "ic", "li")]
        {
            log.at(at).with(Tag::Role, holder, |body| drop(body.details.insert("role".into(), role.into())));
        }
        log.at("10:40").escalation("database team");
        let expected = Coordination { people: 3, escalations: 1, handovers: 1 };
        assert_eq!(Analysis::of(&log.timeline()).coordination(), expected);
    }
}
