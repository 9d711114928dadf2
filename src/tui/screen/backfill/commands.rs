//! What the keys of the Backfill screen do: a row each. The first of them make its footer.

use super::Backfill;
use super::asked::{ADD, LINE, TAG, TIME};
use crate::entry::backfill::{Fate, Is, Reading, Row};
use crate::entry::suggest::suggest_for;
use crate::entry::{Typed, with_prefix};
use crate::session::{Entry, HalfTyped};
use crate::timeline::{Record, Tag};
use crate::tui::command::{Command, commands};
use crate::tui::effect::{Effect, Over};
use crate::tui::key::{Code, Key};
use crate::tui::screen::Context;
use crate::words;

pub(super) const COMMANDS: &[Command<Backfill>] = commands![
    ["Enter"], "store all", "stores every row that is kept; one undo takes all of them back", Backfill::store;
    ["x", "Delete"], "drop", "drops the row, or keeps it after all", Backfill::drop_row;
    ["Esc", "q", "C-x l", "C-g", "C-c", "C-d"], "set aside", "sets everything aside; C-x b brings it back", Backfill::leave;
    ["e"], "line", "corrects the whole line of the row", Backfill::edit;
    ["t"], "time", "corrects when it happened", Backfill::time;
    ["g"], "tag", "gives another tag", Backfill::tag;
    ["Tab"], "quick tag", "then a letter: what sort of thing it was; Tab again: what is suggested", |screen, _| { screen.picking = true; Vec::new() };
    ["A"], "all suggested", "takes the suggested tag of every row that is kept", Backfill::take_all;
    ["1"], "first", "takes the first of the times that are offered, also for rows below with the same question", |screen, context| screen.choose(0, context);
    ["2"], "second", "takes the second", |screen, context| screen.choose(1, context);
    ["3"], "third", "takes the third", |screen, context| screen.choose(2, context);
    ["n"], "next question", "goes to the next row that leaves something open", Backfill::next_open;
    ["J"], "join", "makes one of this row and the next", Backfill::join;
    ["S"], "split", "makes a row of each line that was joined to it", Backfill::split;
    ["a"], "add", "types another row", |screen, _| screen.ask(&ADD, None, String::new());
    ["u", "C-_", "C-x C-u"], "undo", "takes back what was last done to the rows", |screen, context| screen.step(true, context);
    ["U", "C-x C-r"], "redo", "does it again", |screen, context| screen.step(false, context);
    ["Up", "k", "C-p"], "above", "goes to the row above", |screen, context| screen.go(-1, context);
    ["Down", "j", "C-n"], "below", "goes to the row below", |screen, context| screen.go(1, context);
    ["PgUp", "M-v"], "page up", "goes up by a page", |screen, context| screen.go(-screen.page(), context);
    ["PgDn", "C-v"], "page down", "goes down by a page", |screen, context| screen.go(screen.page(), context);
    ["Home", "M-<"], "first row", "goes to the first row", |screen, context| screen.go(isize::MIN, context);
    ["End", "M->"], "last row", "goes to the last row", |screen, context| screen.go(isize::MAX, context);
    ["C-x k"], "drop all", "lets go of all rows; u brings them back", Backfill::drop_all;
    ["?", "C-x ?", "F1"], "help", "shows all keys", |_, _| vec![Effect::Show(Over::Help)];
];

/// What is said where there is no row.
const NO_ROW: &str = "there is no row; paste lines, or a types one";

impl Backfill {
    pub(super) fn go(&mut self, by: isize, _: &Context) -> Vec<Effect> {
        let last = self.rows.all().len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
        Vec::new()
    }

    fn page(&self) -> isize {
        isize::try_from(self.drawn.page.get().saturating_sub(1)).unwrap_or(1).max(1)
    }

    /// Stores what is kept. What came in with the last look and was not drawn since is looked at first.
    fn store(&mut self, context: &Context) -> Vec<Effect> {
        if self.rows.all().is_empty() {
            return self.say(NO_ROW);
        }
        if !context.session.is_loaded() {
            return self.say("not before the journal has been read");
        }
        let readings = self.readings(context);
        if self.drawn.version.get() != self.rows.version {
            return self.say("they came just now; Enter stores them once they were seen");
        }
        let entries: Vec<Entry> = self.rows.all().iter().zip(&*readings).filter_map(entry).collect();
        let Some(last) = entries.last() else {
            return self.say("no row is kept; x keeps one, C-x k lets go of all");
        };
        let half = self.half_typed(context).map(|half| HalfTyped { id: last.id, ..half });
        let said = told(&entries);
        let mut effects = vec![Effect::Entered { entries, entered: context.session.now() }];
        effects.extend(half.map(Effect::Sent));
        effects.extend([Effect::Beside(None), Effect::Back, Effect::Say(said)]);
        effects
    }

    fn drop_row(&mut self, context: &Context) -> Vec<Effect> {
        let readings = self.readings(context);
        let Some(reading) = readings.get(self.cursor) else { return self.say(NO_ROW) };
        if reading.is == Is::Day {
            return self.say("it says the day of the rows below, and is not stored itself; e corrects it");
        }
        let kept = Some(reading.fate != Fate::Kept);
        let at = self.cursor;
        self.change(context, |rows| rows[at].kept = kept)
    }

    fn edit(&mut self, _: &Context) -> Vec<Effect> {
        match self.row().map(|row| (row.id, row.words().into_owned())) {
            Some((id, words)) => self.ask(&LINE, Some(id), words),
            None => self.say(NO_ROW),
        }
    }

    fn time(&mut self, _: &Context) -> Vec<Effect> {
        match self.row().map(|row| row.id) {
            Some(id) => self.ask(&TIME, Some(id), String::new()),
            None => self.say(NO_ROW),
        }
    }

    fn tag(&mut self, _: &Context) -> Vec<Effect> {
        match self.row().map(|row| row.id) {
            Some(id) => self.ask(&TAG, Some(id), String::new()),
            None => self.say(NO_ROW),
        }
    }

    /// The key after Tab: a letter, or Tab again for the tag that is suggested, if any; any other key
    /// means what it means without.
    pub(super) fn pick(&mut self, key: Key, context: &Context) -> Option<Vec<Effect>> {
        let tag = match key.code {
            Code::Tab => self.suggested(self.cursor, context),
            _ => Some(key.typed().and_then(Tag::of_letter)?),
        };
        let at = self.cursor;
        Some(match tag.filter(|_| self.row().is_some()) {
            Some(tag) => self.change(context, |rows| give(&mut rows[at], tag)),
            None => self.say("no tag is suggested; Tab and a letter gives one"),
        })
    }

    /// The tag that the words of a row suggest; none where it has one, or is not kept.
    pub(super) fn suggested(&self, at: usize, context: &Context) -> Option<Tag> {
        let readings = self.readings(context);
        suggested(self.rows.get(at)?, readings.get(at)?)
    }

    fn take_all(&mut self, context: &Context) -> Vec<Effect> {
        let readings = self.readings(context);
        let suggested: Vec<(usize, Tag)> = self
            .rows
            .all()
            .iter()
            .zip(&*readings)
            .enumerate()
            .filter_map(|(at, (row, reading))| Some((at, suggested(row, reading)?)))
            .collect();
        if suggested.is_empty() {
            return self.say("no tag is suggested");
        }
        self.notice = Some(format!("{} tagged; u takes it back", words::count(suggested.len(), "row")));
        self.change(context, |rows| suggested.into_iter().for_each(|(at, tag)| give(&mut rows[at], tag)))
    }

    /// Takes a reading of the row, and of those below that ask the same.
    fn choose(&mut self, which: u8, context: &Context) -> Vec<Effect> {
        let readings = self.readings(context);
        let asks = |at: &usize| readings.get(*at).and_then(question);
        let here = self.cursor;
        let Some(question) = asks(&here) else { return self.say("nothing of that number is offered") };
        if readings[here].readings().len() <= usize::from(which) {
            return self.say("nothing of that number is offered");
        }
        let same: Vec<usize> = (here..readings.len()).filter(|at| asks(at) == Some(question)).collect();
        if same.len() > 1 {
            self.notice = Some(format!("taken, also for {} below with the same question", same.len() - 1));
        }
        self.change(context, |rows| same.into_iter().for_each(|at| rows[at].taken = Some(which)))
    }

    fn next_open(&mut self, context: &Context) -> Vec<Effect> {
        let readings = self.readings(context);
        let here = self.cursor;
        let is_open = |at: &usize| readings[*at].is_open();
        match (here + 1..readings.len()).chain(0..readings.len().min(here + 1)).find(is_open) {
            Some(at) => {
                self.cursor = at;
                Vec::new()
            }
            None => self.say("no row leaves anything open"),
        }
    }

    fn join(&mut self, context: &Context) -> Vec<Effect> {
        let at = self.cursor;
        if at + 1 >= self.rows.all().len() {
            return self.say("no row stands below it");
        }
        self.change(context, |rows| {
            let below = rows.remove(at + 1);
            rows[at].join(below);
        })
    }

    fn split(&mut self, context: &Context) -> Vec<Effect> {
        let at = self.cursor;
        if self.row().is_none_or(|row| row.below.is_empty()) {
            return self.say("it is one line; e corrects it, a types another");
        }
        self.change(context, |rows| {
            let parted = rows.remove(at).split(|| context.session.new_id());
            rows.splice(at..at, parted);
        })
    }

    fn step(&mut self, is_back: bool, context: &Context) -> Vec<Effect> {
        match self.rows.step(is_back, self.cursor) {
            Some(cursor) => {
                if self.rows.all().is_empty() {
                    self.notice = Some("no row is left; U brings them back, a types one".to_owned());
                }
                self.cursor = cursor.min(self.rows.all().len().saturating_sub(1));
                self.beside(context)
            }
            None => self.say(if is_back { "nothing was done to the rows" } else { "nothing was taken back" }),
        }
    }

    fn drop_all(&mut self, context: &Context) -> Vec<Effect> {
        (self.asked, self.left) = (None, None);
        let all = self.rows.all().len();
        let effects = self.change(context, Vec::clear);
        self.notice = Some(match all {
            0 => "there is no row; q leaves".to_owned(),
            all => format!("{} let go; u brings them back, q leaves", words::count(all, "row")),
        });
        effects
    }

    /// Leaves; what is not stored waits.
    pub(super) fn leave(&mut self, context: &Context) -> Vec<Effect> {
        let half = self.half_typed(context);
        let said = half.as_ref().map(|_| Effect::Say("the rows are set aside; C-x b brings them back".to_owned()));
        let mut effects: Vec<Effect> = half.map(Effect::Left).into_iter().collect();
        effects.extend([Effect::Beside(None), Effect::Back]);
        effects.extend(said);
        effects
    }
}

/// What is stored of a row, if it is kept.
fn entry((row, reading): (&Row, &Reading)) -> Option<Entry> {
    let record = reading.record()?;
    Some(Entry { id: row.id, record, pasted: row.evidence().into_iter().collect() })
}

/// `8 events stored, 1 of them without a time; C-_ takes them back`
fn told(entries: &[Entry]) -> String {
    let bodies = entries.iter().filter_map(|entry| match &entry.record {
        Record::Event(body) => Some(body),
        _ => None,
    });
    let timeless = bodies.clone().filter(|body| body.when.bound().is_none()).count();
    let timeless = if timeless > 0 { format!(", {timeless} without a time") } else { String::new() };
    let stored = match bodies.count() {
        0 => "the incident is named".to_owned(),
        events => format!("{} stored", words::count(events, "event")),
    };
    format!("{stored}{timeless}; one undo (C-_) takes it back")
}

/// What is asked about the time of a row, without the words that it has for it.
fn question(reading: &Reading) -> Option<&str> {
    let doubt = reading.draft.doubts.iter().find(|doubt| !doubt.readings.is_empty())?;
    Some(doubt.message.rsplit_once("”: ").map_or(&*doubt.message, |(_, why)| why))
}

pub(super) fn suggested(row: &Row, reading: &Reading) -> Option<Tag> {
    if reading.fate != Fate::Kept || reading.is != Is::Event {
        return None;
    }
    let words = row.words();
    let typed = Typed { line: &words, began: row.came, entered: row.came, tag: None, at: None };
    suggest_for(&typed, &reading.draft).map(|suggestion| suggestion.tag)
}

/// Gives a row a tag, as somebody would type it.
fn give(row: &mut Row, tag: Tag) {
    let prefix = tag.row().prefixes.first().copied().unwrap_or(tag.name());
    row.line = with_prefix(&row.line, prefix);
}
