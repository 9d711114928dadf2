//! Rows that only moved: a terminal moves them itself, for a few bytes.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::Write as _;
use std::ops::Range;

use ratatui::buffer::{Buffer, Cell};

/// Rows that stand elsewhere in the next picture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Shift {
    /// Where they stand then.
    rows: Range<u16>,
    /// By how many rows they come up; below nothing, down.
    up: i32,
}

/// Fewer rows than this are drawn again.
const LEAST: usize = 4;

impl Shift {
    /// The longest run of rows that are the same in both pictures, and stand elsewhere.
    pub(super) fn between(old: &Buffer, new: &Buffer) -> Option<Shift> {
        let height = i32::from(new.area.height);
        // Each row is compared with every other one: by a number, equal rows having the same.
        let mut numbers = Numbers::default();
        let there = numbered(old, &mut numbers);
        if numbers.is_empty() {
            return None;
        }
        let here = numbered(new, &mut numbers);
        let of = |rows: &[Option<usize>], y: i32| usize::try_from(y).ok().and_then(|y| rows.get(y).copied());
        let is_same = |y: i32, from: i32| {
            let (here, there) = (of(&here, y)?, of(&there, from)?);
            Some(here.is_some() && here == there)
        };
        let mut best: Option<(usize, Shift)> = None;
        for up in (1 - height..height).filter(|up| *up != 0) {
            let mut run = 0..0;
            let mut spared = 0;
            for y in 0..=height {
                let moved = y < height && (0..height).contains(&(y + up)) && is_same(y, y + up) == Some(true);
                if !moved {
                    (run, spared) = (y + 1..y + 1, 0);
                    continue;
                }
                run.end = y + 1;
                spared += usize::from(is_same(y, y) == Some(false));
                if spared >= LEAST && best.as_ref().is_none_or(|(most, _)| spared > *most) {
                    let rows = u16::try_from(run.start).ok()?..u16::try_from(run.end).ok()?;
                    best = Some((spared, Shift { rows, up }));
                }
            }
        }
        best.map(|(_, shift)| shift)
    }

    /// The rows between which it takes place.
    fn margins(&self) -> Range<u16> {
        let by = u16::try_from(self.up.unsigned_abs()).unwrap_or(0);
        if self.up > 0 { self.rows.start..self.rows.end + by } else { self.rows.start - by..self.rows.end }
    }

    /// Has the terminal move them: within margins lines are deleted, or inserted (DECSTBM, DL and IL of
    /// the VT102, which every terminal since knows).
    pub(super) fn write(&self, frame: &mut Vec<u8>) {
        let margins = self.margins();
        let what = if self.up > 0 { 'M' } else { 'L' };
        let (top, bottom) = (margins.start + 1, margins.end);
        // Into memory; it has nothing that could fail.
        let _ = write!(frame, "\x1b[{top};{bottom}r\x1b[{top};1H\x1b[{}{what}\x1b[r", self.up.unsigned_abs());
    }

    /// What the picture is after that: the rows moved, and those that they left blank.
    pub(super) fn apply(&self, picture: &mut Buffer) {
        let before = picture.clone();
        let margins = self.margins();
        for y in margins.clone() {
            let from = i32::from(y) + self.up;
            let from = u16::try_from(from).ok().filter(|from| margins.contains(from));
            for x in 0..picture.area.width {
                let cell = from.and_then(|from| before.cell((x, from))).cloned().unwrap_or(Cell::EMPTY);
                if let Some(kept) = picture.cell_mut((x, y)) {
                    *kept = cell;
                }
            }
        }
    }
}

type Numbers<'a> = HashMap<&'a [Cell], usize, BuildHasherDefault<Quick>>;

/// Nobody chooses rows so that they are hard to tell apart; ten thousand cells are, for each frame.
#[derive(Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_usize(usize::from(*byte)));
    }

    fn write_u8(&mut self, number: u8) {
        self.write_usize(usize::from(number));
    }

    fn write_u16(&mut self, number: u16) {
        self.write_usize(usize::from(number));
    }

    fn write_usize(&mut self, number: usize) {
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        self.0 = (self.0.rotate_left(5) ^ number as u64).wrapping_mul(SPREAD);
    }
}

/// A number for each row; none for one that is blank.
fn numbered<'a>(picture: &'a Buffer, numbers: &mut Numbers<'a>) -> Vec<Option<usize>> {
    let rows = picture.content.chunks_exact(usize::from(picture.area.width).max(1));
    rows.map(|row| {
        let next = numbers.len();
        row.iter().any(|cell| cell.symbol() != " ").then(|| *numbers.entry(row).or_insert(next))
    })
    .collect()
}
