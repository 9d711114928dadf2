//! What is looked for: an expression, and the rows that it finds.

use super::Review;
use super::asked::{Ask, AskRow, Understood};
use crate::analysis::Listing;
use crate::tui::effect::Effect;
use crate::tui::screen::Context;

/// The filter of the list.
#[derive(Clone, Debug, Default)]
pub(super) struct Find {
    text: String,
}

impl Find {
    pub(super) fn of(text: &str) -> Find {
        Find { text: text.trim().to_owned() }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The rows that pass; none where nothing is asked for.
    pub(super) fn rows(&self, listing: &Listing) -> Option<Vec<usize>> {
        let text = self.text.to_lowercase();
        let holds = |at: &usize| listing.text(&listing.rows()[*at]).contains(&text);
        (!text.is_empty()).then(|| (0..listing.rows().len()).filter(holds).collect())
    }
}

pub(super) static FILTER: AskRow = AskRow {
    prompt: "filter",
    hint: "tag:escalation by:ana since:10:30 #db \"timeout\" no:evidence",
    understood: |review, _, context| {
        let seen = review.seen(context);
        Ok(Understood { said: format!("{} of {}", seen.len(), seen.listing.rows().len()), ..Understood::default() })
    },
    keeps: false,
};

/// Goes on to the next of the saved filters, and from the last to none.
pub(super) fn next_saved(_: &mut Review, _: &Context) -> Vec<Effect> {
    Vec::new()
}

impl Review {
    /// Asks for a filter; the list follows while it is typed.
    pub(super) fn filter(&mut self, _: &Context) -> Vec<Effect> {
        self.asked = Some(Ask::of(&FILTER, Vec::new(), self.find.text().to_owned()));
        Vec::new()
    }

    /// Has the list follow what is typed into the filter.
    pub(super) fn looked_for(&mut self, _: &Context) {
        if let Some(ask) = self.asked.as_ref().filter(|ask| std::ptr::eq(ask.row, &FILTER)) {
            self.find = Find::of(ask.text());
        }
    }
}
