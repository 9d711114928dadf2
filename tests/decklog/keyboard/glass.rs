//! The glass of a terminal: what is drawn on it, as text and as the look of each cell.
//!
//! Whatever is drawn, two things hold: nothing that could drive a terminal is in any cell, and the
//! caret is on the screen.

use std::path::PathBuf;

use decklog::words;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use ratatui::{Frame, Terminal};
use unicode_width::UnicodeWidthStr;

pub struct Glass {
    terminal: Terminal<TestBackend>,
}

/// The letters that stand for looks, in golden files.
const LOOKS: &[(char, Color, Modifier)] = &[
    (' ', Color::Reset, Modifier::empty()),
    ('d', Color::Reset, Modifier::DIM),
    ('b', Color::Reset, Modifier::BOLD),
    ('h', Color::Reset, Modifier::BOLD.union(Modifier::DIM)),
    ('m', Color::Magenta, Modifier::BOLD),
    ('r', Color::Red, Modifier::BOLD),
    ('c', Color::Cyan, Modifier::BOLD),
    ('e', Color::Cyan, Modifier::empty()),
    ('g', Color::Green, Modifier::BOLD),
    ('!', Color::Red, Modifier::BOLD.union(Modifier::REVERSED)),
    ('x', Color::Reset, Modifier::DIM.union(Modifier::CROSSED_OUT)),
    ('s', Color::Reset, Modifier::BOLD.union(Modifier::DIM).union(Modifier::CROSSED_OUT)),
    ('R', Color::Reset, Modifier::REVERSED),
    ('B', Color::Reset, Modifier::BOLD.union(Modifier::REVERSED)),
    ('D', Color::Reset, Modifier::DIM.union(Modifier::REVERSED)),
    ('M', Color::Magenta, Modifier::BOLD.union(Modifier::REVERSED)),
    ('C', Color::Cyan, Modifier::BOLD.union(Modifier::REVERSED)),
    ('G', Color::Green, Modifier::BOLD.union(Modifier::REVERSED)),
];

impl Glass {
    pub fn new(columns: u16, rows: u16) -> Glass {
        Glass { terminal: Terminal::new(TestBackend::new(columns, rows)).unwrap() }
    }

    pub fn draw(&mut self, view: &mut dyn FnMut(&mut Frame)) {
        self.terminal.draw(|frame| view(frame)).unwrap();
        for cell in self.cells() {
            let symbol = cell.symbol();
            assert!(!symbol.chars().any(words::is_unsafe_to_show), "a cell holds {symbol:?}:\n{}", self.text());
        }
        let area = self.terminal.backend().buffer().area;
        let (column, row) = self.caret();
        assert!(area.is_empty() || (column < area.width && row < area.height), "the caret is at {column},{row}");
    }

    pub fn cells(&self) -> &[Cell] {
        &self.terminal.backend().buffer().content
    }

    pub fn caret(&self) -> (u16, u16) {
        let caret = self.terminal.backend().cursor_position();
        (caret.x, caret.y)
    }

    fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        let width = usize::from(self.terminal.backend().buffer().area.width);
        self.cells().chunks(width.max(1))
    }

    /// The rows, without the blanks at their ends.
    pub fn text(&self) -> String {
        let row = |cells: &[Cell]| {
            let mut text = String::new();
            let mut covered = 0;
            for cell in cells {
                if covered == 0 {
                    text.push_str(cell.symbol());
                    covered = cell.symbol().width();
                }
                covered = covered.saturating_sub(1);
            }
            format!("{}\n", text.trim_end())
        };
        self.rows().map(row).collect()
    }

    /// The look of each cell that shows something, as a letter.
    fn looks(&self) -> String {
        let letter = |cell: &Cell| {
            let look = LOOKS.iter().find(|(_, colour, weight)| (cell.fg, cell.modifier) == (*colour, *weight));
            let (letter, ..) = look.unwrap_or_else(|| panic!("no letter stands for the look of {cell:?}"));
            *letter
        };
        let row = |cells: &[Cell]| format!("{}\n", cells.iter().map(letter).collect::<String>().trim_end());
        self.rows().map(row).collect()
    }

    /// The rows that are marked as chosen.
    pub fn chosen(&self) -> Vec<String> {
        let is_chosen = |cells: &&[Cell]| cells.last().is_some_and(|cell| cell.modifier.contains(Modifier::REVERSED));
        let text = |cells: &[Cell]| cells.iter().map(Cell::symbol).collect::<String>().trim_end().to_owned();
        self.rows().filter(is_chosen).map(text).collect()
    }

    /// As it stands in a golden file.
    pub fn picture(&self) -> String {
        let area = self.terminal.backend().buffer().area;
        let (column, row) = self.caret();
        format!("{}x{}, caret at {column},{row}\n\n{}", area.width, area.height, self.text())
    }

    /// The same, with the look of each cell below it.
    pub fn picture_with_looks(&self) -> String {
        let letters = "d dim, b bold, h both, x struck, s bold and struck; m magenta, r red, c cyan, g green, all bold; \
                       e cyan; ! red and reversed; a large letter: reversed";
        format!("{}\nlooks: {letters}\n\n{}", self.picture(), self.looks())
    }
}

/// Compares with a file under `tests/golden`, or rewrites it with `UPDATE_GOLDEN=1`.
pub fn assert_golden(name: &str, actual: &str) {
    let file: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name].iter().collect();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(expected == actual, "{} differs; UPDATE_GOLDEN=1 rewrites it. Now:\n{actual}", file.display());
}

/// The screen as it was judged to be good.
#[track_caller]
pub fn assert_screen(glass: &Glass, name: &str) {
    assert_golden(&format!("screens/{name}.txt"), &glass.picture());
}

/// The same, with the look of each cell.
#[track_caller]
pub fn assert_looks(glass: &Glass, name: &str) {
    assert_golden(&format!("screens/{name}.txt"), &glass.picture_with_looks());
}
