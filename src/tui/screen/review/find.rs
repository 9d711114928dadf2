//! What is looked for: the filter while it is typed, what can be typed next, and the saved ones.

use super::Review;
use super::asked::{Ask, AskRow, Understood};
use crate::analysis::filter::{Completion, Filter, Problem, Reading, SAVED, complete, saved};
use crate::tui::effect::Effect;
use crate::tui::screen::Context;
use crate::words;

/// The filter of the list, as it is typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Find {
    /// Without blanks around it.
    text: String,
    /// Nothing will be added to it.
    is_whole: bool,
}

impl Find {
    /// While it is typed.
    pub(super) fn typed(text: &str) -> Find {
        Find { text: text.trim().to_owned(), is_whole: false }
    }

    pub(super) fn of(text: &str) -> Find {
        Find { text: text.trim().to_owned(), is_whole: true }
    }

    /// What is asked for. The name of a saved filter stands for it, typed or not.
    pub(super) fn read(&self, reading: &Reading) -> (Filter, Vec<Problem>) {
        match self.text() {
            "" => (Filter::default(), Vec::new()),
            text if self.is_whole || saved(text, &reading.own).is_some() => Filter::read_whole(text, reading),
            text => Filter::read(text, reading),
        }
    }

    /// Empty while everything is shown.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

pub(super) static FILTER: AskRow = AskRow {
    prompt: "filter",
    hint: "tag:escalation by:ana since:10:30 #db \"timeout\" no:evidence; Tab says what there is",
    understood: filtered,
    keeps: false,
};

fn filtered(review: &Review, _: &Ask, context: &Context) -> Result<Understood, String> {
    let seen = review.seen(context);
    let found = words::count(seen.len(), "event");
    let said = match seen.problems.first() {
        Some(problem) => format!("{found} · {}", problem.message),
        None => format!("{found} of {}", seen.listing.rows().len()),
    };
    Ok(Understood { said, ..Understood::default() })
}

/// What Tab has put into the line, and what else it can put there.
#[derive(Clone, Debug)]
pub(super) struct Completing {
    completion: Completion,
    at: usize,
}

impl Completing {
    /// `escalation (3)  finding  action`: the choices from this one on, as many as fit.
    pub(super) fn said(&self) -> String {
        let choices = self.completion.choices.iter().cycle().skip(self.at).take(self.completion.choices.len());
        let help = self.completion.choices.get(self.at).map_or("", |choice| &choice.help);
        let texts: Vec<String> = choices.take(8).map(|choice| words::one_line(&choice.text)).collect();
        let Some((first, others)) = texts.split_first() else { return String::new() };
        let others = if others.is_empty() { String::new() } else { format!(" · Tab: {}", others.join("  ")) };
        format!("{first}: {}{others}", words::one_line(help))
    }
}

impl Review {
    /// Asks for a filter; the list follows while it is typed.
    pub(super) fn filter(&mut self, _: &Context) -> Vec<Effect> {
        self.asked = Some(Ask::of(&FILTER, Vec::new(), self.find.text().to_owned()));
        Vec::new()
    }

    /// Has the list follow what is typed into the filter.
    pub(super) fn looked_for(&mut self) {
        if let Some(ask) = self.asked.as_ref().filter(|ask| ask.is_filter()) {
            self.find = Find::typed(ask.text());
        }
    }

    /// Has the list follow the filter that is entered: what may be a beginning while it is typed is none
    /// any more.
    ///
    /// # Errors
    /// What of it can't be taken; the list stays as it is.
    pub(super) fn look_for_all_of_it(&mut self, context: &Context) -> Result<(), String> {
        if let Some(ask) = self.asked.as_ref().filter(|ask| ask.is_filter()) {
            let find = Find::of(ask.text());
            let (_, problems) = find.read(&self.seen(context).reading);
            match problems.into_iter().next() {
                Some(problem) => return Err(problem.message),
                None => self.find = find,
            }
        }
        Ok(())
    }

    /// Tab: puts in what can stand at the caret, each time another.
    pub(super) fn complete(&mut self, context: &Context) -> Vec<Effect> {
        let Some(ask) = self.asked.as_ref().filter(|ask| ask.is_filter()) else { return Vec::new() };
        let next = match &ask.completing {
            Some(Completing { completion, at }) => {
                let at = (at + 1) % completion.choices.len().max(1);
                Completing { completion: completion.clone(), at }
            }
            None => {
                let seen = self.seen(context);
                Completing { completion: complete(ask.text(), ask.line.caret(), &seen.reading), at: 0 }
            }
        };
        let Some(choice) = next.completion.choices.get(next.at).map(|choice| choice.text.clone()) else {
            return self.say("nothing is known that could stand here");
        };
        let Some(ask) = &mut self.asked else { return Vec::new() };
        let range = next.completion.range.clone();
        let text = ask.text();
        let (Some(before), Some(after)) = (text.get(..range.start), text.get(range.end..)) else { return Vec::new() };
        ask.line.replace_with(&format!("{before}{choice}{after}"));
        ask.line.move_to(range.start + choice.len());
        let end = range.start + choice.len();
        let completion = Completion { range: range.start..end, ..next.completion };
        ask.completing = Some(Completing { completion, at: next.at });
        self.looked_for();
        Vec::new()
    }

    /// Goes on to the next of the saved filters, and from the last to none.
    pub(super) fn next_saved(&mut self, context: &Context) -> Vec<Effect> {
        let own = self.seen(context).reading.own.clone();
        let everybodys =
            SAVED.iter().map(|saved| (saved.name.to_owned(), saved.expression.to_owned(), saved.help.to_owned()));
        let own = own.into_iter().map(|own| (own.name, own.expression, "from your settings".to_owned()));
        let all: Vec<(String, String, String)> = own.chain(everybodys).collect();
        let now = all.iter().position(|(_, expression, _)| expression == self.find.text());
        match all.get(now.map_or(0, |now| now + 1)) {
            Some((name, expression, help)) => {
                self.find = Find::of(expression);
                self.say(format!("{name}: {help}"))
            }
            None => {
                self.find = Find::default();
                self.say("everything is shown")
            }
        }
    }
}
