//! The rows of a text: where its lines end, and where they are parted to fit.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::tui::widget::line::width_of;

/// The rows of a text in a width, in order: every byte of it but the line ends is in one of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rows(Vec<Range<usize>>);

impl Rows {
    /// Rows of at most so many cells, parted behind blanks where there are any. One blank more may
    /// stand at the end of a row: nobody sees it.
    pub fn of(text: &str, room: usize) -> Rows {
        let room = room.max(1);
        let mut rows = Rows(Vec::new());
        let mut start = 0;
        for (at, cluster) in text.grapheme_indices(true).filter(|(_, cluster)| is_line_end(cluster)) {
            rows.part(text, start..at, room);
            start = at + cluster.len();
        }
        rows.part(text, start..text.len(), room);
        rows
    }

    /// Parts one line.
    fn part(&mut self, text: &str, line: Range<usize>, room: usize) {
        let mut start = line.start;
        let mut used = 0;
        // Behind the last blank of the row: where it is, and how many cells are before it.
        let mut behind_blank: Option<(usize, usize)> = None;
        for (at, cluster) in text[line.clone()].grapheme_indices(true) {
            let (at, cells) = (line.start + at, width_of(cluster));
            let end = at + cluster.len();
            // Parted behind a blank, what is left of the row may still be too long for it.
            while used + cells > room && used > 0 {
                if cluster == " " && used == room {
                    break;
                }
                let (next, before) = behind_blank.take().unwrap_or((at, used));
                self.0.push(start..next);
                (start, used) = (next, used - before);
            }
            used += cells;
            if used > room && cluster == " " {
                self.0.push(start..end);
                (start, used, behind_blank) = (end, 0, None);
            } else if cluster == " " {
                behind_blank = Some((end, used));
            }
        }
        // A line whose last blank just fitted has no empty row below it, but the caret behind it
        // needs a place.
        self.0.push(start..line.end);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The bytes of a row; an empty range where there is none.
    pub fn get(&self, row: usize) -> Range<usize> {
        self.0.get(row).cloned().unwrap_or_default()
    }

    /// The row that a byte is in. Between two rows of one line it is in the later.
    pub fn row_of(&self, at: usize) -> usize {
        self.0.partition_point(|row| row.start <= at).saturating_sub(1)
    }

    /// How many cells of its row are before a byte.
    pub fn column_of(&self, text: &str, at: usize) -> usize {
        let row = self.get(self.row_of(at));
        text[row.start..at.clamp(row.start, row.end)].graphemes(true).map(width_of).sum()
    }

    /// The place in a row that is nearest to a column without being past it.
    pub fn place(&self, text: &str, row: usize, column: usize) -> usize {
        let range = self.get(row);
        // The end of a row that was parted is the beginning of the next.
        let is_parted = self.0.get(row + 1).is_some_and(|next| next.start == range.end);
        let mut used = 0;
        let mut place = range.start;
        for (at, cluster) in text[range.clone()].grapheme_indices(true) {
            let end = range.start + at + cluster.len();
            used += width_of(cluster);
            if used > column || (is_parted && end == range.end) {
                break;
            }
            place = end;
        }
        place
    }
}

/// Whether a cluster ends a line.
pub fn is_line_end(cluster: &str) -> bool {
    cluster.ends_with('\n')
}
