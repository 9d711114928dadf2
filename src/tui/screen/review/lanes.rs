//! The lanes: impact, hypotheses, people and events on one axis of time, and the cursor through all
//! of them.

use std::ops::Range;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::binned::Binned;
use super::outline::{Outline, PathLine};
use super::seen::Seen;
use crate::analysis::{Axis, PathState, Stage};
use crate::time::{Interval, Moment};
use crate::timeline::{TAGS, Tag, Timeline};
use crate::tui::theme::{Glyph, Role, Theme};
use crate::tui::widget::row::{append, clipped, in_theme, padded, width};
use crate::words;

/// How many lanes show all that there is of an incident, the axis among them; of more than there is
/// room for those that tell most.
pub(super) fn needed(outline: &Outline, timeline: &Timeline, most: usize) -> usize {
    let tags = TAGS.iter().filter(|row| timeline.count(row.tag) > 0).count();
    let people = OF_PEOPLE.iter().any(|tag| timeline.count(*tag) > 0);
    let fixed = 1 + usize::from(!outline.stages.is_empty()) + usize::from(people);
    let paths = outline.paths.len().min(most.saturating_sub(fixed + 1));
    let rest = most.saturating_sub(fixed + paths);
    (fixed + paths + if tags <= rest { tags } else { 1 }).min(most)
}

/// The tags whose events tell of people.
pub(super) const OF_PEOPLE: [Tag; 3] = [Tag::Role, Tag::Escalation, Tag::Acknowledged];

/// What the lanes are drawn with.
pub(super) struct Lanes<'a> {
    pub(super) axis: Axis,
    pub(super) seen: &'a Seen,
    /// Its events on the axis.
    pub(super) binned: &'a Binned,
    pub(super) timeline: &'a Timeline,
    pub(super) theme: Theme,
    /// Where the cursor is.
    pub(super) cursor: Option<Moment>,
    /// Nothing is drawn that was later.
    pub(super) until: Option<Moment>,
    /// The cells of the names, and of the axis.
    pub(super) name: usize,
    pub(super) cells: usize,
    pub(super) clock: &'a dyn Fn(Moment) -> String,
}

/// One lane while it is drawn: a cell each.
struct Lane {
    name: String,
    cells: Vec<Cell>,
}

#[derive(Clone)]
struct Cell {
    /// Empty where the cell before takes two.
    text: String,
    style: Style,
    /// Something is drawn: the cursor gives way.
    is_taken: bool,
}

impl Lanes<'_> {
    /// As many lanes as there is room for, the most telling first; the axis stands above them.
    pub(super) fn draw(&self, most: usize) -> Vec<Line<'static>> {
        if most == 0 || self.cells < 10 {
            return Vec::new();
        }
        let mut rows = vec![self.ruler()];
        let outline = &self.seen.outline;
        let mut lanes = Vec::new();
        lanes.extend((!outline.stages.is_empty()).then(|| self.impact(&outline.stages)));
        let tags = self.binned.tags();
        let people = usize::from(!self.binned.people().is_empty());
        // The events and whoever was called have a lane each as soon as there is any room at all.
        let beside = usize::from(!tags.is_empty()) + people;
        let room = (most - 1).saturating_sub(lanes.len() + beside);
        let paths = self.paths(outline, room.max(1));
        let rest = room.saturating_sub(paths.len());
        lanes.extend(paths);
        lanes.extend((people > 0).then(|| self.people()));
        if tags.len() <= rest + 1 {
            lanes.extend(tags.into_iter().map(|tag| self.events_of(tag)));
        } else {
            lanes.push(self.events());
        }
        lanes.truncate(most - 1);
        rows.extend(lanes.into_iter().map(|lane| self.finished(lane)));
        rows
    }

    fn column(&self, at: Moment) -> usize {
        self.axis.part(at, self.cells)
    }

    fn is_seen(&self, at: Moment) -> bool {
        self.axis.holds(at) && self.until.is_none_or(|until| at <= until)
    }

    fn lane(&self, name: &str) -> Lane {
        let cell = Cell { text: " ".to_owned(), style: Style::new(), is_taken: false };
        Lane { name: name.to_owned(), cells: vec![cell; self.cells] }
    }

    /// The round times, and that of the cursor over them.
    fn ruler(&self) -> Line<'static> {
        let mut lane = self.lane("");
        let quiet = self.theme.style(Role::Quiet);
        let mut labels: Vec<Range<usize>> = Vec::new();
        for tick in self.axis.ticks(self.cells / 9) {
            let (at, label) = (self.column(tick.at), in_theme(&tick.label, self.theme));
            let end = at + width(&label);
            if labels.last().is_none_or(|last| at >= last.end + 2) && end <= self.cells {
                lane.write(at, &label, quiet);
                labels.push(at..end);
            }
        }
        if let Some(at) = self.cursor.filter(|at| self.axis.holds(*at)) {
            let label = (self.clock)(at);
            let from = self.column(at).saturating_sub(width(&label) / 2).min(self.cells.saturating_sub(width(&label)));
            let blank = Cell { text: " ".to_owned(), style: quiet, is_taken: false };
            let (first, last) = (from.saturating_sub(1), (from + width(&label) + 1).min(self.cells));
            // A label that is cut in two says a wrong time.
            for other in labels.into_iter().filter(|other| other.start < last && first < other.end) {
                lane.cells[other].fill(blank.clone());
            }
            lane.write(from, &label, self.theme.style(Role::Strong));
        }
        self.spans(lane)
    }

    /// How bad it was, from when to when.
    fn impact(&self, stages: &[Stage]) -> Lane {
        let mut lane = self.lane("impact");
        let mut said = None;
        for stage in stages {
            let to = stage.to.unwrap_or(self.axis.to).min(self.until.unwrap_or(self.axis.to));
            if to < self.axis.from || stage.from > self.axis.to || self.until.is_some_and(|until| stage.from > until) {
                continue;
            }
            let (from, end) = (self.column(stage.from), self.column(to));
            let (glyph, role) = if stage.mitigated { (Glyph::Part, Role::Quiet) } else { (Glyph::Full, Role::Warning) };
            for at in from..=end {
                lane.put(at, self.theme.glyph(glyph), self.theme.style(role));
            }
            // It stands where it is news.
            let share = stage.share.filter(|share| said != Some(*share));
            let words = share.map(|share| format!(" {}% ", (share * 10.0).round() / 10.0));
            if let Some(words) = words.filter(|words| width(words) < end.saturating_sub(from)) {
                lane.write(from + 2, &words, self.theme.style(Role::Text));
                said = share;
            }
        }
        let ends = stages.last().and_then(|last| last.to).filter(|at| self.is_seen(*at));
        if let Some(at) = ends {
            lane.put(self.column(at), self.theme.mark(Tag::Resolution), self.theme.tag(Tag::Resolution));
        }
        lane
    }

    /// The hypotheses that were followed in view; of too many those nearest to the cursor.
    fn paths(&self, outline: &Outline, most: usize) -> Vec<Lane> {
        let in_view =
            |path: &&PathLine| path.followed.iter().any(|followed| self.stretch(followed.from, followed.to).is_some());
        let mut paths: Vec<(usize, &PathLine)> = outline.paths.iter().filter(in_view).enumerate().collect();
        if paths.len() > most {
            let distance = |path: &PathLine| {
                let at = self.cursor?;
                let near = |from: Moment, to: Moment| from.millis_since(at).max(at.millis_since(to)).max(0);
                path.followed
                    .iter()
                    .filter_map(|followed| self.stretch(followed.from, followed.to))
                    .map(|(from, to, _)| near(from, to))
                    .min()
            };
            paths.sort_by_cached_key(|(at, path)| (distance(path).unwrap_or(i64::MAX), *at));
            paths.truncate(most);
            paths.sort_by_key(|(at, _)| *at);
        }
        paths.into_iter().map(|(_, path)| self.path(path)).collect()
    }

    /// From when to when something was followed, as far as it is in view, and whether it ended there.
    fn stretch(&self, from: Interval, to: Option<Interval>) -> Option<(Moment, Moment, bool)> {
        let begin = from.earliest.or(from.latest).unwrap_or(self.axis.from);
        let stated = to.and_then(|to| to.latest.or(to.earliest));
        let last = self.until.unwrap_or(self.axis.to);
        let end = stated.unwrap_or(self.axis.to).min(last);
        let is_in_view = begin <= end && end >= self.axis.from && begin <= self.axis.to;
        is_in_view.then_some((begin, end, stated.is_some_and(|at| at <= last)))
    }

    fn path(&self, path: &PathLine) -> Lane {
        let mut lane = self.lane(&format!("{} {}", path.label, path.name));
        let plain = self.theme.style(Role::Text);
        for (nth, followed) in path.followed.iter().enumerate() {
            let Some((from, to, ended)) = self.stretch(followed.from, followed.to) else { continue };
            let starts = self.axis.holds(from);
            let (from, to) = (self.column(from), self.column(to));
            // Where nobody knows when it ended, it may have been followed for so long.
            let is_told = path.ends_at_a_time || nth + 1 < path.followed.len();
            let sure = followed.to.filter(|_| !is_told).and_then(|to| to.earliest);
            let sure = if is_told { to } else { sure.map_or(from, |at| self.column(at)) };
            for at in from..=to {
                let line = if at <= sure { Glyph::Horizontal } else { Glyph::Perhaps };
                lane.put(at, self.theme.glyph(line), plain);
            }
            if starts {
                lane.put(from, self.theme.glyph(Glyph::Begin), plain);
            }
            if !is_told
                || !ended
                || !self.axis.holds(followed.to.and_then(|to| to.latest.or(to.earliest)).unwrap_or(self.axis.to))
            {
                continue;
            }
            let (mark, style) = match path.state {
                PathState::RuledOut => (self.theme.mark(Tag::MisleadingPath), self.theme.tag(Tag::MisleadingPath)),
                PathState::Confirmed => (self.theme.mark(Tag::Cause), self.theme.tag(Tag::Cause)),
                PathState::Parked | PathState::Open | PathState::Unresolved => (self.theme.glyph(Glyph::Dot), plain),
            };
            lane.put(to, mark, style);
            let label = in_theme(&format!(" {}", path.length), self.theme);
            if !path.length.is_empty() && to + 1 + width(&label) <= self.cells {
                lane.write(to + 1, &label, self.theme.style(Role::Quiet));
            }
        }
        lane
    }

    /// Who held a role, who was called, who was on it: each from where it was said.
    fn people(&self) -> Lane {
        let mut lane = self.lane("people");
        let people = self.binned.people();
        for (nth, (at, id)) in people.iter().enumerate() {
            let Some(event) = self.timeline.event(*id) else { continue };
            let tag = event.tag();
            lane.put(*at, self.theme.mark(tag), self.theme.tag(tag));
            // As much of it as there is room for before the next.
            let next = people.get(nth + 1).map_or(self.cells, |(next, _)| *next);
            let room = next.saturating_sub(at + 3).min(24);
            if room >= 3 {
                let said = match tag {
                    Tag::Role => event.body.said().replacen(": ", " ", 1),
                    _ => event.text().to_owned(),
                };
                let said = clipped(&in_theme(&words::one_line(&said), self.theme), room, self.theme);
                lane.write(at + 2, &said, self.theme.style(Role::Text));
            }
        }
        lane
    }

    /// The events of one tag.
    fn events_of(&self, tag: Tag) -> Lane {
        let mut lane = self.lane(&format!("{} {}", self.theme.mark(tag), tag.name()));
        for at in self.binned.cells_of(tag) {
            lane.put(at, self.theme.mark(tag), self.theme.tag(tag));
        }
        lane
    }

    /// The weightiest event of each cell.
    fn events(&self) -> Lane {
        let mut lane = self.lane("events");
        for (at, tag) in self.binned.weightiest() {
            lane.put(at, self.theme.mark(tag), self.theme.tag(tag));
        }
        lane
    }

    /// The lane with its name, and the cursor where nothing else is.
    fn finished(&self, mut lane: Lane) -> Line<'static> {
        if let Some(at) = self.cursor.filter(|at| self.axis.holds(*at)) {
            let at = self.column(at);
            let cell = &mut lane.cells[at];
            let is_line = [Glyph::Horizontal, Glyph::Perhaps].iter().any(|line| cell.text == self.theme.glyph(*line));
            if !cell.is_taken || is_line {
                *cell = Cell {
                    text: self.theme.glyph(if is_line { Glyph::Crossing } else { Glyph::Vertical }).to_owned(),
                    style: self.theme.style(Role::Strong),
                    is_taken: true,
                };
            } else {
                cell.style = self.theme.style(Role::Selection);
            }
        }
        self.spans(lane)
    }

    /// Cells of one style are one span.
    fn spans(&self, lane: Lane) -> Line<'static> {
        let name = clipped(&in_theme(&lane.name, self.theme), self.name, self.theme);
        let mut spans = vec![Span::styled(format!(" {} ", padded(&name, self.name)), self.theme.style(Role::Quiet))];
        for cell in lane.cells {
            append(&mut spans, &cell.text, cell.style);
        }
        Line::from(spans)
    }
}

impl Lane {
    fn put(&mut self, at: usize, text: &str, style: Style) {
        if let Some(cell) = self.cells.get_mut(at) {
            *cell = Cell { text: text.to_owned(), style, is_taken: true };
        }
    }

    /// Writes words from a cell on, as far as there is room.
    fn write(&mut self, at: usize, words: &str, style: Style) {
        use unicode_segmentation::UnicodeSegmentation;
        let mut at = at;
        for cluster in words.graphemes(true) {
            let cells = width(cluster);
            if cells == 0 || at + cells > self.cells.len() {
                break;
            }
            self.put(at, cluster, style);
            (1..cells).for_each(|more| self.put(at + more, "", style));
            at += cells;
        }
    }
}
