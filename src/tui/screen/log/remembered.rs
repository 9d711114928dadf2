//! What earlier incidents know of the suspicion that is being typed: said at the end of the quiet
//! line, where there is room beside what was understood.

use std::sync::Arc;

use super::{Log, Mode};
use crate::analysis::Memory;
use crate::tui::screen::Context;

/// What was said last: nothing is looked up again before the line, or what is known, changes.
#[derive(Default)]
pub(super) struct Remembered {
    of: String,
    memory: Option<Arc<Memory>>,
    told: Vec<String>,
}

impl Log {
    /// What is known of it, the fullest account first; nothing where the line opens no hypothesis.
    pub(super) fn remembered(&self, context: &Context) -> Vec<String> {
        let Some(memory) = context.session.memory().filter(|_| matches!(self.mode, Mode::Write)) else {
            return Vec::new();
        };
        let body = self.understood(context).body;
        if body.opens.is_none() {
            return Vec::new();
        }
        let mut last = self.remembered.borrow_mut();
        let is_known = last.memory.as_ref().is_some_and(|known| Arc::ptr_eq(known, memory));
        if !is_known || last.of != body.text {
            let known = memory.recall(&body.text);
            let told = known.map_or_else(Vec::new, |known| known.told());
            let told = told.into_iter().map(|told| format!("{told} ")).collect();
            *last = Remembered { of: body.text, memory: Some(memory.clone()), told };
        }
        last.told.clone()
    }
}
