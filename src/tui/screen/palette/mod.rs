//! The palette over another screen: everything that can be done there, found by some letters of its
//! name; and the other screens, to go to.
//!
//! It is made from the rows that help is made from, and shows their keys, so that next time they are
//! known.

mod view;

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Context, Screen};
use crate::tui::command::{Command, HelpRow, commands, help_rows, press, run};
use crate::tui::effect::{Effect, Over};
use crate::tui::input::Input;
use crate::tui::key::Key;
use crate::tui::mouse::Mouse;
use crate::tui::widget::line::Line;
use crate::words;
use crate::words::fuzzy::Query;

/// A screen that can be gone to from any other.
pub struct Place {
    /// As the row is called that leads there from the recorder, where there is one.
    pub name: &'static str,
    pub help: &'static str,
    pub how: Effect,
}

/// The screens that there are to go to.
pub const PLACES: &[Place] = &[
    Place { name: "log", help: "goes to the recorder", how: Effect::Go(&[]) },
    Place { name: "state card", help: "shows how it stands, to paste", how: Effect::Show(Over::Card) },
    Place {
        name: "review",
        help: "goes to what happened, to be walked through and corrected",
        how: Effect::Go(&[Over::Review]),
    },
    Place {
        name: "backfill",
        help: "goes to lines that are to become events, each with its own time",
        how: Effect::Go(&[Over::Backfill(Vec::new())]),
    },
    Place {
        name: "incidents",
        help: "goes to all incidents, to find one and open it",
        how: Effect::Go(&[Over::Incidents]),
    },
    Place {
        name: "questions",
        help: "goes to what is best asked as soon as it is resolved",
        how: Effect::Go(&[Over::Questions]),
    },
    Place {
        name: "postmortem",
        help: "goes to what is written, what it looks like, what is missing",
        how: Effect::Go(&[Over::Postmortem]),
    },
    Place {
        name: "action items",
        help: "goes to what is to be done, by whom and until when",
        how: Effect::Go(&[Over::Postmortem, Over::Items(None)]),
    },
];

/// Everything that can be done, and the line in which it is looked for.
pub struct Palette {
    entries: Vec<Entry>,
    line: Line,
    /// The place of what is chosen among those that are found, and the first of them in view.
    chosen: usize,
    top: Cell<usize>,
    /// Where they were drawn.
    list: Cell<Rect>,
    chord: Vec<Key>,
    notice: Option<String>,
}

struct Entry {
    keys: String,
    name: &'static str,
    help: &'static str,
    /// The screen that it leads to; none where it is a row of the screen below.
    place: Option<&'static Place>,
}

/// Where an entry was found, and the bytes of the letters.
enum In {
    Name(Vec<usize>),
    Help(Vec<usize>),
}

const COMMANDS: &[Command<Palette>] = commands![
    ["Enter"], "do it", "does what is chosen", Palette::enter;
    ["Up", "C-p"], "above", "goes up", |palette, _| palette.go(-1);
    ["Down", "C-n"], "below", "goes down", |palette, _| palette.go(1);
    ["PgUp", "M-v"], "page up", "goes up by a page", |palette, _| palette.go(-palette.page());
    ["PgDn", "C-v"], "page down", "goes down by a page", |palette, _| palette.go(palette.page());
    ["Esc", "C-g", "C-c", "C-d"], "close", "goes back, and nothing was done", |_, _| vec![Effect::Back];
    ["C-x C-x", "M-x"], "palette", "closes it, too", |_, _| vec![Effect::Back];
];

/// What is found by its name comes before what is found as well in its help.
const BY_NAME: u32 = 500;

/// Each word by its beginning: letters strewn about are found in any sentence.
fn in_help(words: &[Query], help: &str) -> Option<(u32, In)> {
    let found = |word: &Query| word.find(help).filter(|found| found.in_a_row);
    let found: Vec<_> = words.iter().map(found).collect::<Option<_>>()?;
    let score = found.iter().map(|found| found.score).min()?;
    Some((score, In::Help(found.into_iter().flat_map(|found| found.at).collect())))
}

impl Palette {
    /// Of what the screen below can do, and of the places beside the one it is.
    pub fn over(rows: Vec<HelpRow>, here: &str) -> Palette {
        // What has no name is no command: the keys of a text.
        let rows = rows.into_iter().filter(|row| !row.name.is_empty() && row.name != "palette");
        let rows = rows.map(|row| Entry { keys: row.keys, name: row.name, help: row.help, place: None });
        let mut entries: Vec<Entry> = rows.collect();
        for place in PLACES.iter().filter(|place| place.name != here) {
            if entries.iter().all(|entry| entry.name != place.name) {
                let (name, help) = (place.name, place.help);
                entries.push(Entry { keys: String::new(), name, help, place: Some(place) });
            }
        }
        Palette {
            entries,
            line: Line::new(),
            chosen: 0,
            top: Cell::new(0),
            list: Cell::default(),
            chord: Vec::new(),
            notice: None,
        }
    }

    /// What is found by what is typed so far, the best first.
    fn found(&self) -> Vec<(&Entry, In)> {
        let name = Query::new(self.line.text());
        let words: Vec<Query> = self.line.text().split_whitespace().map(Query::new).collect();
        let look = |entry: &Entry| match (name.find(entry.name), in_help(&words, entry.help)) {
            (Some(name), Some(help)) if help.0 > name.score + BY_NAME => Some(help),
            (Some(name), _) => Some((name.score + BY_NAME, In::Name(name.at))),
            (None, help) => help,
        };
        let found = self.entries.iter().filter_map(|entry| Some((entry, look(entry)?)));
        let mut found: Vec<(&Entry, (u32, In))> = found.collect();
        found.sort_by_key(|(_, (score, _))| std::cmp::Reverse(*score));
        found.into_iter().map(|(entry, (_, place))| (entry, place)).collect()
    }

    fn go(&mut self, by: isize) -> Vec<Effect> {
        let last = self.found().len().saturating_sub(1);
        self.chosen = self.chosen.min(last).saturating_add_signed(by).min(last);
        Vec::new()
    }

    fn page(&self) -> isize {
        isize::try_from(self.list.get().height).unwrap_or(1).saturating_sub(1).max(1)
    }

    fn enter(&mut self, _: &Context) -> Vec<Effect> {
        match self.found().get(self.chosen).map(|(entry, _)| (entry.name, entry.place)) {
            Some((name, None)) => vec![Effect::BackAndRun(name)],
            Some((_, Some(place))) => vec![Effect::Back, place.how.clone()],
            None => {
                self.notice = Some("nothing is called that; Esc closes".to_owned());
                Vec::new()
            }
        }
    }

    fn key(&mut self, key: Key, context: &Context) -> Vec<Effect> {
        self.notice = None;
        if self.chord.is_empty() && self.line.handle(key) {
            self.typed();
            return Vec::new();
        }
        match press(COMMANDS, &mut self.chord, key) {
            Ok(command) => (command.run)(self, context),
            Err(said) => {
                self.notice = said;
                Vec::new()
            }
        }
    }

    /// Something else may be found now: the best of it is chosen.
    fn typed(&mut self) {
        self.chosen = 0;
        self.top.set(0);
    }

    /// A click chooses, and another on what is chosen does it.
    fn mouse(&mut self, mouse: Mouse, context: &Context) -> Vec<Effect> {
        if let Some(by) = mouse.turned() {
            return self.go(by);
        }
        let Some(row) = mouse.clicked(self.list.get()).map(|row| self.top.get() + row) else { return Vec::new() };
        if row == self.chosen {
            return self.enter(context);
        }
        if row < self.found().len() {
            self.chosen = row;
        }
        Vec::new()
    }
}

impl Screen for Palette {
    fn update(&mut self, input: &Input, context: &Context) -> Vec<Effect> {
        match input {
            Input::Key(key) => self.key(*key, context),
            Input::Paste(text) => {
                self.line.insert(&words::one_line(text));
                self.typed();
                Vec::new()
            }
            Input::Mouse(mouse) => self.mouse(*mouse, context),
            Input::CutOff { .. } | Input::Resize(..) | Input::Gone(_) => Vec::new(),
        }
    }

    fn tell(&mut self, said: &str) {
        self.notice = Some(said.to_owned());
    }

    fn run(&mut self, name: &str, context: &Context) -> Vec<Effect> {
        run(COMMANDS, name, self, context)
    }

    fn help(&self) -> Vec<HelpRow> {
        help_rows(COMMANDS)
    }

    fn view(&self, frame: &mut Frame, context: &Context) {
        view::draw(self, frame, context.theme);
    }
}
