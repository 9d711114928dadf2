//! The lanes of the picture. Each is drawn from where the sheet is filled to, and says how tall it is.

use std::fmt::Write as _;

use super::ink::{class, cluster_width, data, outline, px, set_width, width};
use super::{BAR, BOX, HALF, LABELS, PLOT, ROW, Sheet};
use crate::analysis::PathState;
use crate::export::diagram::lanes::MARKS;
use crate::export::diagram::placing::{Spot, Wish, fitted, placed_well, weightiest};
use crate::export::diagram::{Level, Mark, PathLane, Shape, Silence};
use crate::export::escape::markup;

impl Sheet<'_> {
    /// Marks with their labels, in as many rows as they need up to a few.
    pub(super) fn marks(&mut self, marks: &[Mark]) -> i64 {
        let wish = |mark: &Mark| {
            let label = if mark.label.is_empty() { 0 } else { width(&mark.label) };
            Wish { at: self.x(mark.at) - HALF, mark: 2 * HALF, label, worth: 3000 }
        };
        let wishes: Vec<Wish> = marks.iter().map(wish).collect();
        let spots = placed_well(&wishes, &LABELS);
        for (place, spot) in spots.iter().enumerate().filter(|(_, spot)| spot.into.is_none()) {
            let (mark, more) = weightiest(place, &spots, marks);
            let (x, y) = (self.x(marks[place].at), self.row(spot.row));
            self.open_mark(mark, more);
            self.outline(mark.shape, x, y);
            self.label(*spot, &mark.label, more, y);
            self.body.push_str("</g>\n");
        }
        spots.iter().map(|spot| spot.row as i64 + 1).max().unwrap_or(0) * ROW
    }

    fn label(&mut self, spot: Spot, label: &str, more: usize, y: i64) {
        let Some(place) = spot.label else { return };
        let words = if more > 0 { format!("(+{more}) {label}") } else { label.to_owned() };
        let words = fitted(&words, place.room, &cluster_width);
        self.boxed(place.start, y - BOX / 2, place.room, "", &words, if place.is_left { "end" } else { "start" });
    }

    /// What stands for an event: it can be found by the event's id.
    fn open_mark(&mut self, mark: &Mark, more: usize) {
        let class = mark.tag.map_or_else(|| "came-back".to_owned(), class);
        let opened = if mark.shape == Shape::Opened { " opened" } else { "" };
        let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        let _ = write!(self.body, "<g class=\"mark {class}{opened}\"{}>", data(mark.event, mark.tag));
        if !mark.full.is_empty() {
            let _ = write!(self.body, "<title>{}</title>", markup(&format!("{}{more}", mark.full)));
        }
    }

    fn outline(&mut self, shape: Shape, x: i64, y: i64) {
        let _ = write!(self.body, "<path class=\"shape\" d=\"M{} {}{}\"/>", px(x), px(y), outline(shape));
    }

    /// A hypothesis: when it was followed, what was said of it, and what became of it.
    pub(super) fn path(&mut self, path: &PathLane) -> i64 {
        let y = self.row(0);
        let state = path.state.name().replace(' ', "-");
        let _ = write!(self.body, "<g{}><title>{}</title>", data(path.event, None), markup(&path.full));
        for line in &path.lines {
            let [from, sure_from, sure_to, to] =
                [line.from, line.sure_from, line.sure_to, line.to].map(|at| self.x(at));
            let (sure_from, sure_to) = if sure_from < sure_to { (sure_from, sure_to.min(to)) } else { (to, to) };
            let mut draw = |class: &str, from: i64, to: i64| {
                if from < to {
                    let d = format!("M{} {}H{}", px(from), px(y), px(to));
                    let _ = write!(self.body, "<path class=\"path {state}{class}\" d=\"{d}\"/>");
                }
            };
            draw(" perhaps", from, sure_from.min(to));
            draw("", sure_from, sure_to);
            draw(" perhaps", sure_to, to);
            if line.is_open {
                let d = format!("M{} {}l5 5l-5 5", px(to), px(y - 50));
                let _ = write!(self.body, "<path class=\"shape\" d=\"{d}\"/>");
            }
        }
        self.body.push_str("</g>\n");
        for mark in &path.marks {
            self.open_mark(mark, 0);
            self.outline(mark.shape, self.x(mark.at), y);
            self.body.push_str("</g>\n");
        }
        self.outcome(path, y);
        ROW
    }

    /// What became of a path: behind it, else before it.
    fn outcome(&mut self, path: &PathLane, y: i64) {
        let marks = || path.marks.iter().map(|mark| self.x(mark.at));
        let end = path.lines.iter().map(|line| self.x(line.to)).chain(marks()).max().unwrap_or(PLOT.0);
        let start = path.lines.iter().map(|line| self.x(line.from)).chain(marks()).min().unwrap_or(PLOT.0);
        let words = match path.state {
            PathState::Open | PathState::Unresolved => path.verdict.as_str(),
            _ => path.outcome.as_str(),
        };
        let (behind, before) = (end + HALF + LABELS.near, start - HALF - LABELS.near);
        let (right, left) = (LABELS.end - behind, before - PLOT.0);
        let wanted = width(words);
        if right >= wanted.min(1600) {
            let room = wanted.min(right);
            self.boxed(behind, y - BOX / 2, room, "", &fitted(words, room, &cluster_width), "start");
        } else if left >= wanted.min(1200) {
            let room = wanted.min(left);
            self.boxed(before - room, y - BOX / 2, room, "", &fitted(words, room, &cluster_width), "end");
        }
    }

    /// How bad it was, and below it what was said of it.
    pub(super) fn impact(&mut self) -> i64 {
        let impact = &self.diagram.impact;
        let Some((first, last)) = impact.stages.first().zip(impact.stages.last()) else { return 0 };
        let (first, last, bottom) = (self.x(first.from), self.x(last.to), self.y + BAR);
        impact.stages.iter().for_each(|level| self.level(level, bottom));
        if !impact.start_recorded {
            self.boxed(first - 140, bottom - BAR / 2 - BOX / 2, 120, "", "≤", "end");
        }
        if impact.goes_on {
            let d = format!("M{} {}l5 6l-5 6", px(last + 40), px(bottom - BAR / 2 - 60));
            let _ = writeln!(self.body, "<path class=\"edge\" d=\"{d}\"/>");
        }
        self.y += BAR + 40;
        let below = self.marks(&impact.marks);
        self.y -= BAR + 40;
        BAR + if below > 0 { below + 40 } else { 0 }
    }

    fn level(&mut self, level: &Level, bottom: i64) {
        let (x, end) = (self.x(level.from), self.x(level.to));
        let (across, tall) = ((end - x).max(10), level.share.map_or(BAR, |share| share_of(share, BAR)));
        let class = if level.mitigated { "mitigated" } else { "full" };
        let full = markup(&level.full);
        let _ = write!(self.body, "<g><title>{full}</title>");
        self.rect("track", x, bottom - BAR, across, BAR);
        self.rect(class, x, bottom - tall, across, tall);
        self.body.push_str("</g>\n");
        let is_inside = tall >= 160;
        let class = if is_inside && !level.mitigated { "in-bar" } else { "" };
        let y = if is_inside { bottom - tall / 2 - BOX / 2 } else { bottom - tall - BOX };
        let room = across - 120;
        let wanted = set_width(&level.words, class);
        if wanted <= room {
            self.boxed(x + 60, y, wanted, class, &level.words, "start");
        }
    }

    /// Each entry as a tick; where they are too many, how many there were.
    pub(super) fn entries(&mut self) -> i64 {
        let entries = &self.diagram.entries;
        if entries.len() > MARKS {
            return self.density();
        }
        let y = self.y;
        for entry in entries {
            let (class, data) = (class(entry.tag), data(Some(entry.event), Some(entry.tag)));
            let d = format!("M{} {}v14", px(self.x(entry.at)), px(y + 40));
            let full = markup(&entry.full);
            let _ = writeln!(
                self.body,
                "<g class=\"entry {class}\"{data}><title>{full}</title><path class=\"shape\" d=\"{d}\"/></g>"
            );
        }
        if entries.is_empty() { 0 } else { ROW }
    }

    fn density(&mut self) -> i64 {
        const STRIP: i64 = 320;
        const STEP: i64 = 40;
        let parts = ((PLOT.1 - PLOT.0) / STEP) as usize;
        let mut counts = vec![0i64; parts];
        for entry in &self.diagram.entries {
            counts[self.diagram.axis.part(entry.at, parts)] += 1;
        }
        let most = counts.iter().copied().max().unwrap_or(1).max(1);
        let bottom = self.y + STRIP;
        for (x, count) in (PLOT.0..).step_by(STEP as usize).zip(counts).filter(|(_, count)| *count > 0) {
            let tall = (STRIP * count / most).max(10);
            self.rect("density", x, bottom - tall, STEP - 10, tall);
            self.body.push('\n');
        }
        STRIP
    }

    pub(super) fn silences(&mut self) -> i64 {
        self.diagram.silences.iter().for_each(|silence| self.silence(silence));
        if self.diagram.silences.is_empty() { 0 } else { ROW }
    }

    fn silence(&mut self, silence: &Silence) {
        let (from, to, y) = (self.x(silence.from) + 10, self.x(silence.to) - 10, self.row(0));
        if from >= to {
            return;
        }
        let words = silence.words(|words| width(words) + 300 <= to - from);
        let (up, middle) = (px(y - 60), (from + to) / 2);
        let full = markup(&silence.full);
        let _ = write!(self.body, "<g><title>{full}</title><path class=\"silence\" d=\"M{} {up}V{}", px(from), px(y));
        if let Some(words) = &words {
            let half = width(words) / 2 + 50;
            let _ = write!(self.body, "H{}M{} {}", px(middle - half), px(middle + half), px(y));
        }
        let _ = write!(self.body, "H{}V{up}\"/>", px(to));
        if let Some(words) = &words {
            self.boxed(middle - width(words) / 2, y - BOX / 2, width(words), "silent", words, "middle");
        }
        self.body.push_str("</g>\n");
    }
}

/// How tall a share of users is; the smallest can still be seen.
fn share_of(percent: f64, whole: i64) -> i64 {
    ((percent / 100.0 * whole as f64).round() as i64).clamp(if percent > 0.0 { 10 } else { 0 }, whole)
}
