//! The incidents that the screen knows of, in their order, and those of them that it shows.

use crate::analysis::{Account, Sort};
use crate::session::Heard;
use crate::time::Moment;
use crate::tui::screen::Context;
use crate::tui::theme::Role;
use crate::tui::widget::row::{clipped, in_theme, wrapped};
use crate::words;

/// One incident.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) told: Told,
}

/// What is known of it.
pub(super) enum Told {
    /// It has not been read yet.
    Nothing,
    Account {
        account: Box<Account>,
        is_whole: bool,
    },
    Unreadable(String),
}

/// All of them, and which are shown.
#[derive(Default)]
pub(super) struct Rows {
    all: Vec<Row>,
    /// The places of those shown, in their order.
    shown: Vec<usize>,
    /// Why nothing could be read at all.
    problem: Option<String>,
    /// Whether it is known which incidents there are.
    is_counted: bool,
}

impl Row {
    pub(super) fn account(&self) -> Option<&Account> {
        match &self.told {
            Told::Account { account, .. } => Some(account),
            Told::Nothing | Told::Unreadable(_) => None,
        }
    }

    /// The title, or why there is none.
    pub(super) fn title(&self) -> String {
        match &self.told {
            Told::Nothing => format!("{}, being read…", words::one_line(&self.id)),
            Told::Account { account, .. } => account.title(),
            Told::Unreadable(_) => format!("{} can't be read", words::one_line(&self.id)),
        }
    }

    /// The title, what was found in it, and what it came to in full; in rows of so many cells.
    pub(super) fn details(&self, looked_for: &str, room: usize, context: &Context) -> Vec<(String, Role)> {
        let in_rows = |text: &str, role: Role| {
            let rows = wrapped(&in_theme(text, context.theme), room.max(1));
            rows.into_iter().map(move |row| (row, role)).collect::<Vec<_>>()
        };
        let (account, is_whole) = match &self.told {
            Told::Nothing => return Vec::new(),
            Told::Unreadable(why) => return in_rows(&words::one_line(why), Role::Warning),
            Told::Account { account, is_whole } => (account, is_whole),
        };
        let mut details = in_rows(&account.title(), Role::Strong);
        let found = account.found_below_the_title(looked_for);
        let found = found.map(|found| in_theme(&format!("“{found}”"), context.theme));
        details.extend(found.map(|found| (clipped(&found, room, context.theme), Role::Quiet)));
        details.extend(in_rows(&in_words(account, context.session.now()), Role::Text));
        if !is_whole {
            details.extend(in_rows("not all of it can be read; “decklog verify” says why", Role::Warning));
        }
        details
    }
}

/// `Fri 7 Jun 2024 10:00 WAT · 2 h 00 min · SEV1 · resolved · 8 events · …`
fn in_words(account: &Account, now: Moment) -> String {
    let day = |at: crate::time::Stamp| {
        format!("{} {}", at.local().format("%a %-d %b %Y %H:%M"), account.zone.short_at(at.moment))
    };
    let when = account.began.map_or_else(|| "when is not recorded".to_owned(), day);
    let length = match account.length_at(now) {
        Some(so_far) if account.length.is_none() => format!("{} so far", words::elapsed(so_far.least_ms)),
        Some(known) => words::span(known),
        None => "length not recorded".to_owned(),
    };
    let severity =
        account.severity.map_or_else(|| "severity not recorded".to_owned(), |severity| format!("SEV{severity}"));
    let events = words::count(usize::try_from(account.events).unwrap_or(usize::MAX), "event");
    let mut said = vec![when, length, severity, account.state.name().to_owned(), events];
    said.push(format!("write-up: {}", account.written()));
    said.extend(account.readiness.map(|percent| format!("readiness {percent} %")));
    said.join(" · ")
}

impl Rows {
    /// Takes in what the reading thread has told.
    pub(super) fn take(&mut self, heard: Heard<Account>) {
        match heard {
            Heard::All(ids) => {
                self.all = ids.into_iter().map(|id| Row { id, told: Told::Nothing }).collect();
                self.is_counted = true;
            }
            Heard::Read { id, told, is_whole } => {
                self.know(&id, Told::Account { account: Box::new(told), is_whole });
            }
            Heard::Unreadable { id, why } => self.know(&id, Told::Unreadable(why)),
            Heard::None(why) => {
                self.problem = Some(why);
                self.is_counted = true;
            }
        }
    }

    fn know(&mut self, id: &str, told: Told) {
        if let Some(row) = self.all.iter_mut().find(|row| row.id == id) {
            row.told = told;
        }
    }

    /// Puts those that hold the words into an order, without one that is of no use here. Of what has
    /// not been read nobody knows what it holds; it comes last.
    pub(super) fn arrange(&mut self, sort: &Sort, looked_for: &str, not_here: Option<&str>, now: Moment) {
        let is_any = looked_for.trim().is_empty();
        let is_shown = |row: &Row| {
            Some(row.id.as_str()) != not_here
                && (is_any || row.account().is_some_and(|account| account.holds(looked_for)))
        };
        let mut shown: Vec<usize> = (0..self.all.len()).filter(|at| is_shown(&self.all[*at])).collect();
        shown.sort_by(|a, b| {
            let (a, b) = (&self.all[*a], &self.all[*b]);
            match (a.account(), b.account()) {
                (Some(one), Some(other)) => sort.compare((&a.id, one), (&b.id, other), now),
                (one, other) => one.is_none().cmp(&other.is_none()).then_with(|| b.id.cmp(&a.id)),
            }
        });
        self.shown = shown;
    }

    pub(super) fn len(&self) -> usize {
        self.shown.len()
    }

    /// The `nth` of those shown.
    pub(super) fn shown(&self, nth: usize) -> Option<&Row> {
        self.all.get(*self.shown.get(nth)?)
    }

    /// Where an incident stands among those shown.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.shown.iter().position(|at| self.all[*at].id == id)
    }

    /// How many are still to be read.
    pub(super) fn unread(&self) -> usize {
        self.all.iter().filter(|row| matches!(row.told, Told::Nothing)).count()
    }

    /// The accounts of all that were read, shown or not: what is typed moves no column.
    pub(super) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.all.iter().filter_map(Row::account)
    }

    /// `14`, or `3 of 14`.
    pub(super) fn counted(&self) -> String {
        match (self.is_counted, self.shown.len(), self.all.len()) {
            (false, ..) => "reading…".to_owned(),
            (true, shown, all) if shown == all => all.to_string(),
            (true, shown, all) => format!("{shown} of {all}"),
        }
    }

    /// What is said where there is no row to show.
    pub(super) fn why_none(&self, looked_for: &str) -> &str {
        match &self.problem {
            Some(problem) => problem,
            None if !self.is_counted => "reading…",
            None if self.all.is_empty() => "there is no incident yet; the first line begins one",
            None if looked_for.trim().is_empty() => "there is no other incident; C-x n in the recorder begins one",
            None if self.unread() > 0 => "in none that was read so far",
            None => "in no incident all of this was said",
        }
    }
}
