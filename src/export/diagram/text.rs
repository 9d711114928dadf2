//! The diagram as text: a row a lane, its name before it, in at most 80 cells.
//!
//! ```text
//! WAT        10:00   10:15   10:30   10:45   11:00   11:15   11:30   11:45   12:00
//! detect     ● monitoring alert
//! people       ○ ack                 ↑ database team
//! H1 network      ├────× 10 min: network diagnostics clean
//! impact    ≤██ 80% █████████████████████████████████▒ mitigated ▒▒▒▒▒▒▒▒▒▒▒▒▒●
//! gaps                                               └──── 45 min silent ────┘
//! ```
//!
//! Each row begins with a name of ours or of a hypothesis (`H1`), and none holds a backtick: no
//! row can end the block of code that it stands in.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::placing::{Room, Spot, Wish, fitted, placed_well, weightiest};
use super::{Diagram, Line, Mark, PathLane, Shape};
use crate::time::Moment;

const WIDTH: usize = 80;

/// A name has at least this many cells and at most that many, and a blank behind it.
const NAMES: (usize, usize) = (7, 10);

/// What a label at the last moment may take beyond it: the rest of `12:00`.
const TAIL: usize = 4;

/// So much of a label is worth another row.
const WORTH: i64 = 40;

impl Diagram {
    /// The diagram as text, each row with its line end.
    pub fn text(&self) -> String {
        let names = self.paths.iter().map(|path| cells(&path.name)).chain([cells(&self.zone)]).max();
        let name = names.unwrap_or(0).clamp(NAMES.0, NAMES.1);
        let page = Page { diagram: self, name, cells: WIDTH - name - 1 };
        let mut rows = vec![page.axis()];
        rows.extend(page.marks("detect", &self.detections, 2));
        rows.extend(page.marks("people", &self.people, 3));
        rows.extend(self.paths.iter().map(|path| page.path(path)));
        rows.extend(page.said("more", &self.more_paths));
        rows.extend(page.marks("misled", &self.nameless, 2));
        rows.extend(page.impact());
        rows.extend(page.entries());
        rows.extend(page.silences());
        rows.extend(page.said("beyond", &self.beyond));
        rows.into_iter().map(|row| row.trim_end().to_owned() + "\n").collect()
    }
}

struct Page<'a> {
    diagram: &'a Diagram,
    /// How many cells the names have.
    name: usize,
    /// How many are left to each row behind them.
    cells: usize,
}

impl Page<'_> {
    /// The cell of the last moment.
    fn last(&self) -> usize {
        self.cells - TAIL - 1
    }

    fn cell(&self, at: Moment) -> usize {
        usize::try_from(self.diagram.axis.place(at, self.last() as i64)).unwrap_or(0)
    }

    fn row(&self, name: &str, cells: &Cells) -> String {
        let name = self.short(&inert(name));
        // What is known to be earlier stands before the first cell.
        let blanks = " ".repeat(self.name - cells_in(&name));
        let between = if cells.is_earlier { "≤" } else { " " };
        format!("{name}{blanks}{between}{}", cells.written())
    }

    /// A name cut to its column, between two words where one ends there.
    fn short(&self, name: &str) -> String {
        let mut ends = name.match_indices(' ').map(|(at, _)| &name[..at]);
        let full = ends.rfind(|start| cells_in(start) <= self.name && cells_in(start) + 1 >= self.name);
        if cells_in(name) <= self.name { name.to_owned() } else { clipped(full.unwrap_or(name), self.name) }
    }

    fn axis(&self) -> String {
        let mut cells = Cells::new(self.cells);
        let mut free = 0;
        for tick in self.diagram.axis.ticks(self.last() / 8 + 1) {
            let at = self.cell(tick.at);
            if at >= free && at + cells_in(&tick.label) <= self.cells {
                cells.put(at, &tick.label);
                free = at + cells_in(&tick.label) + 1;
            }
        }
        self.row(&self.diagram.zone, &cells)
    }

    /// Marks with their labels, in as many rows as they need up to a few.
    fn marks(&self, name: &str, marks: &[Mark], most: usize) -> Vec<String> {
        let wish = |mark: &Mark| {
            let label = cells_of(&inert(&mark.label));
            Wish { at: self.cell(mark.at) as i64, mark: 1, label, worth: WORTH }
        };
        let wishes: Vec<Wish> = marks.iter().map(wish).collect();
        let room = Room { rows: most, start: 0, end: self.cells as i64, near: 1, gap: 2, least: 9, more: 5 };
        let spots = placed_well(&wishes, &room);
        let mut rows: Vec<Cells> = Vec::new();
        for (place, spot) in spots.iter().enumerate().filter(|(_, spot)| spot.into.is_none()) {
            rows.resize_with(rows.len().max(spot.row + 1), || Cells::new(self.cells));
            let (mark, more) = weightiest(place, &spots, marks);
            rows[spot.row].put(self.cell(marks[place].at), glyph(mark.shape));
            put_label(&mut rows[spot.row], *spot, &mark.label, more);
        }
        let named = |(place, cells): (usize, &Cells)| self.row(if place == 0 { name } else { "" }, cells);
        rows.iter().enumerate().map(named).collect()
    }

    fn path(&self, path: &PathLane) -> String {
        let mut cells = Cells::new(self.cells);
        path.lines.iter().for_each(|line| self.put_line(&mut cells, line));
        let marks = path.marks.iter().map(|mark| (self.cell(mark.at), mark.shape));
        // Of what happened at the same time the last holds.
        marks.for_each(|(at, shape)| cells.put(at, glyph(shape)));
        let ends = path.lines.iter().map(|line| self.cell(line.to));
        let end = ends.chain(path.marks.iter().map(|mark| self.cell(mark.at))).max().unwrap_or(0);
        let start = path.lines.iter().map(|line| self.cell(line.from)).min().unwrap_or(0);
        let verdict = inert(&path.verdict);
        let (right, left) = (self.cells.saturating_sub(end + 2), start.saturating_sub(1));
        if right >= cells_in(&verdict).min(12) {
            cells.put(end + 2, &clipped(&verdict, right));
        } else if left >= cells_in(&verdict).min(12) {
            let verdict = clipped(&verdict, left);
            cells.put(start - 1 - cells_in(&verdict), &verdict);
        }
        self.row(&path.name, &cells)
    }

    fn put_line(&self, cells: &mut Cells, line: &Line) {
        let (from, to) = (self.cell(line.from), self.cell(line.to));
        let sure = self.cell(line.sure_from)..=self.cell(line.sure_to);
        for at in from..=to {
            cells.put(at, if sure.contains(&at) { "─" } else { "╌" });
        }
        if line.is_open {
            cells.put(to, "…");
        }
    }

    fn impact(&self) -> Option<String> {
        let impact = &self.diagram.impact;
        let mut cells = Cells::new(self.cells);
        let first = self.cell(impact.stages.first()?.from);
        let mut gone: Option<usize> = None;
        for level in &impact.stages {
            let (from, to) = (self.cell(level.from), self.cell(level.to));
            gone.filter(|gone| *gone < from).into_iter().for_each(|gone| cells.put_within(gone, from, "gone away"));
            (from..=to).for_each(|at| cells.put(at, if level.mitigated { "▒" } else { "█" }));
            if !level.words.is_empty() {
                cells.put_within(from, to, &level.words);
            }
            gone = Some(to);
        }
        let end = gone.unwrap_or(first);
        if impact.goes_on {
            cells.put(end, "…");
        }
        if !impact.start_recorded {
            match first.checked_sub(1) {
                Some(before) => cells.put(before, "≤"),
                None => cells.is_earlier = true,
            }
        }
        let ends = impact.marks.iter().filter(|mark| matches!(mark.shape, Shape::Resolved | Shape::AllClear));
        ends.for_each(|mark| cells.put(self.cell(mark.at), glyph(mark.shape)));
        Some(self.row("impact", &cells))
    }

    /// How many entries there were, cell by cell.
    fn entries(&self) -> Option<String> {
        const BARS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
        let mut counts = vec![0usize; self.last() + 1];
        for entry in &self.diagram.entries {
            counts[self.cell(entry.at)] += 1;
        }
        let most = *counts.iter().max().filter(|most| **most > 0)?;
        // Few are counted as they are; of many, the fullest cell is full.
        let bar = |count: usize| BARS[(count * BARS.len()).div_ceil(most.max(BARS.len())).clamp(1, BARS.len()) - 1];
        let mut cells = Cells::new(self.cells);
        for (at, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            cells.put(at, bar(count));
        }
        Some(self.row("events", &cells))
    }

    fn silences(&self) -> Option<String> {
        self.diagram.silences.first()?;
        let mut cells = Cells::new(self.cells);
        let mut last = None;
        for silence in &self.diagram.silences {
            let (from, to) = (self.cell(silence.from), self.cell(silence.to));
            if from == to {
                continue;
            }
            (from..=to).for_each(|at| cells.put(at, "─"));
            cells.put(from, if last == Some(from) { "┴" } else { "└" });
            cells.put(to, "┘");
            let words = silence.words(|words| cells_in(words) + 4 <= to - from + 1);
            words.iter().for_each(|words| cells.put_in_middle(from, to, words));
            last = Some(to);
        }
        Some(self.row("gaps", &cells)).filter(|_| last.is_some())
    }

    fn said(&self, name: &str, words: &str) -> Option<String> {
        let mut cells = Cells::new(self.cells);
        cells.put(0, &clipped(words, self.cells));
        (!words.is_empty()).then(|| self.row(name, &cells))
    }
}

fn put_label(cells: &mut Cells, spot: Spot, label: &str, more: usize) {
    let Some(place) = spot.label else { return };
    let more = if more > 0 { format!("(+{more}) ") } else { String::new() };
    let room = usize::try_from(place.room).unwrap_or(0);
    let label = clipped(&inert(&format!("{more}{label}")), room);
    let blanks = if place.is_left { room - cells_in(&label) } else { 0 };
    cells.put(usize::try_from(place.start).unwrap_or(0) + blanks, &label);
}

fn glyph(shape: Shape) -> &'static str {
    match shape {
        Shape::Role => "@",
        Shape::Acknowledged | Shape::AllClear => "○",
        Shape::Escalation => "↑",
        Shape::Detection | Shape::Resolved => "●",
        Shape::Opened => "├",
        Shape::Parked => "┤",
        Shape::RuledOut => "×",
        Shape::Confirmed => "✓",
        Shape::Impact | Shape::Mitigated | Shape::CameBack => "·",
    }
}

/// Text that can't end the block of code it stands in.
fn inert(text: &str) -> String {
    text.replace('`', "'")
}

fn clipped(text: &str, room: usize) -> String {
    fitted(text, room as i64, &|cluster| cells_of(cluster))
}

fn cells_in(text: &str) -> usize {
    text.graphemes(true).map(|cluster| cluster.width()).sum()
}

fn cells_of(text: &str) -> i64 {
    cells_in(text) as i64
}

fn cells(text: &str) -> usize {
    cells_in(&inert(text))
}

/// The cells of one row: in each what shows as one character, or nothing behind one that is wide.
struct Cells {
    cells: Vec<String>,
    is_earlier: bool,
}

impl Cells {
    fn new(cells: usize) -> Cells {
        Cells { cells: vec![" ".to_owned(); cells], is_earlier: false }
    }

    /// Writes a text from a cell on, as far as there are cells.
    fn put(&mut self, mut at: usize, text: &str) {
        for cluster in text.graphemes(true) {
            let width = cluster.width();
            if width == 0 || at + width > self.cells.len() {
                continue;
            }
            self.cells[at] = cluster.to_owned();
            self.cells[at + 1..at + width].iter_mut().for_each(String::clear);
            at += width;
        }
    }

    /// Writes words behind the first of two cells and before the last, with blanks around them where
    /// there is room for that; nothing where they do not fit.
    fn put_within(&mut self, from: usize, to: usize, words: &str) {
        let room = (to - from).saturating_sub(1);
        if cells_in(words) + 4 <= room {
            self.put(from + 2, &format!(" {words} "));
        } else if cells_in(words) < room {
            self.put(from + 1, words);
        }
    }

    fn put_in_middle(&mut self, from: usize, to: usize, words: &str) {
        let words = format!(" {words} ");
        self.put(from + (to + 1 - from - cells_in(&words)) / 2, &words);
    }

    fn written(&self) -> String {
        self.cells.concat()
    }
}
