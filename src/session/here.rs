//! What was recorded in this session, and not by another process of the same person.

use std::collections::HashSet;

use crate::timeline::GroupId;

/// The groups of a session.
#[derive(Default)]
pub(super) struct Here {
    known: HashSet<GroupId>,
    /// In the order of recording.
    order: Vec<GroupId>,
}

impl Here {
    pub(super) fn add(&mut self, group: GroupId) {
        if self.known.insert(group) {
            self.order.push(group);
        }
    }

    pub(super) fn has(&self, group: GroupId) -> bool {
        self.known.contains(&group)
    }

    pub(super) fn newest_first(&self) -> impl Iterator<Item = GroupId> + '_ {
        self.order.iter().rev().copied()
    }
}
