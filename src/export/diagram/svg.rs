//! The diagram as an SVG document: light and dark, with nothing that it would have to load.
//!
//! Every text stands in a box of its own that cuts what leaves it, and no two boxes meet: whatever
//! the letters of a font are like, no label lies on another. What is cut short is told whole by the
//! title of its mark. Lengths are tenths of a pixel.

use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::lanes::MARKS;
use super::placing::{Room, Spot, Wish, fitted, placed_well, weightiest};
use super::{Diagram, Level, Mark, PathLane, Shape, Silence};
use crate::analysis::PathState;
use crate::export::escape::xml;
use crate::time::Moment;
use crate::timeline::{RecordId, Tag};

const STYLE: &str = include_str!("../../../assets/diagram.css");

const WIDTH: i64 = 9600;
const MARGIN: i64 = 160;
/// From the first moment to the last; names stand before it, the last labels may go beyond it.
const PLOT: (i64, i64) = (2000, 9000);
/// The height of a row of labels, and of the box of one.
const ROW: i64 = 220;
const BOX: i64 = 170;
/// Half of a mark.
const HALF: i64 = 60;
/// The height of the whole impact.
const BAR: i64 = 240;
/// Above and below what a lane holds.
const PAD: i64 = 50;

const LABELS: Room =
    Room { rows: 3, start: PLOT.0 - 100, end: WIDTH - MARGIN, near: 40, gap: 100, least: 500, more: 350 };

impl Diagram {
    /// The diagram as an SVG document.
    pub fn svg(&self) -> String {
        let mut sheet = Sheet { diagram: self, back: String::new(), body: String::new(), y: 940, lanes: 0 };
        sheet.lane("Detection", |sheet| sheet.marks(&self.detections));
        sheet.lane("People", |sheet| sheet.marks(&self.people));
        for path in &self.paths {
            sheet.lane(&path.name, |sheet| sheet.path(path));
        }
        sheet.lane("Ruled out", |sheet| sheet.marks(&self.nameless));
        sheet.lane("Impact", Sheet::impact);
        sheet.lane("Entries", Sheet::entries);
        sheet.lane("Silence", Sheet::silences);
        for words in [&self.more_paths, &self.beyond].into_iter().filter(|words| !words.is_empty()) {
            sheet.text(PLOT.0, sheet.y + 60, LABELS.end - PLOT.0, "quiet", words);
            sheet.y += ROW;
        }
        sheet.written()
    }
}

struct Sheet<'a> {
    diagram: &'a Diagram,
    /// What lies behind everything, and the rest.
    back: String,
    body: String,
    /// Down to where it is filled.
    y: i64,
    lanes: usize,
}

impl Sheet<'_> {
    fn written(self) -> String {
        let diagram = self.diagram;
        let height = self.y + MARGIN;
        let mut head = String::new();
        let (width, tall) = (px(WIDTH), px(height));
        let _ = writeln!(
            head,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"decklog-diagram\" viewBox=\"0 0 {width} {tall}\" \
             width=\"{width}\" height=\"{tall}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n\
             <style>\n{STYLE}</style>\n<rect class=\"page\" width=\"{width}\" height=\"{tall}\"/>",
            xml(&format!("Timeline of {}", diagram.title)),
            xml(&diagram.description()),
        );
        let mut top = Sheet { diagram, back: String::new(), body: String::new(), y: 0, lanes: 0 };
        top.text(MARGIN, 160, LABELS.end - MARGIN, "title", &diagram.title);
        top.text(MARGIN, 400, LABELS.end - MARGIN, "quiet", &diagram.span);
        top.axis(self.y);
        head + &self.back + &top.body + &self.body + "</svg>\n"
    }

    fn x(&self, at: Moment) -> i64 {
        PLOT.0 + self.diagram.axis.place(at, PLOT.1 - PLOT.0)
    }

    /// The ticks, with a line down to the end of the lanes.
    fn axis(&mut self, bottom: i64) {
        let mut free = PLOT.0 - 400;
        self.text(MARGIN, 700, PLOT.0 - MARGIN - 500, "quiet", &self.diagram.zone);
        for tick in self.diagram.axis.ticks(11) {
            let (x, width) = (self.x(tick.at), width(&tick.label));
            let _ = writeln!(self.body, "<path class=\"grid\" d=\"M{} {}V{}\"/>", px(x), px(880), px(bottom));
            let start = x - width / 2;
            if start >= free && start + width <= WIDTH {
                self.text(start, 700, width, "quiet", &tick.label);
                free = start + width + 80;
            }
        }
    }

    /// A lane with its name, unless nothing is drawn in it. What draws it says how tall it is.
    fn lane(&mut self, name: &str, draw: impl FnOnce(&mut Self) -> i64) {
        let (body, y) = (std::mem::take(&mut self.body), self.y);
        self.y += PAD;
        let height = draw(self);
        let drawn = std::mem::replace(&mut self.body, body);
        self.y = y;
        if height == 0 {
            return;
        }
        let tall = height + 2 * PAD;
        if self.lanes.is_multiple_of(2) {
            let [x, y, across, tall] = [MARGIN / 2, y, WIDTH - MARGIN, tall].map(px);
            let size = format!("width=\"{across}\" height=\"{tall}\"");
            let _ = writeln!(self.back, "<rect class=\"band\" x=\"{x}\" y=\"{y}\" {size}/>");
        }
        self.text(MARGIN, y + PAD + (ROW - BOX) / 2, PLOT.0 - MARGIN - 160, "name", name);
        self.body += &drawn;
        self.lanes += 1;
        self.y = y + tall;
    }

    /// Marks with their labels, in as many rows as they need up to a few.
    fn marks(&mut self, marks: &[Mark]) -> i64 {
        let wish = |mark: &Mark| {
            let label = if mark.label.is_empty() { 0 } else { width(&mark.label) };
            Wish { at: self.x(mark.at) - HALF, mark: 2 * HALF, label, worth: 3000 }
        };
        let wishes: Vec<Wish> = marks.iter().map(wish).collect();
        let spots = placed_well(&wishes, &LABELS);
        for (place, spot) in spots.iter().enumerate().filter(|(_, spot)| spot.into.is_none()) {
            let mark = weightiest(place, &spots, marks);
            let (x, y) = (self.x(marks[place].at), self.row(spot.row));
            self.open_mark(mark, mark.more + spot.more, "");
            self.shape(mark.shape, x, y);
            self.label(*spot, mark, y);
            self.body.push_str("</g>\n");
        }
        spots.iter().map(|spot| spot.row as i64 + 1).max().unwrap_or(0) * ROW
    }

    /// The middle of a row of the lane that is being drawn.
    fn row(&self, row: usize) -> i64 {
        self.y + row as i64 * ROW + ROW / 2
    }

    fn label(&mut self, spot: Spot, mark: &Mark, y: i64) {
        let Some(label) = spot.label else { return };
        let more = mark.more + spot.more;
        let words = if more > 0 { format!("(+{more}) {}", mark.label) } else { mark.label.clone() };
        let words = fitted(&words, label.room, &cluster_width);
        self.boxed(label.start, y - BOX / 2, label.room, "", &words, if label.is_left { "end" } else { "start" });
    }

    /// What stands for an event: it can be found by the event's id.
    fn open_mark(&mut self, mark: &Mark, more: usize, also: &str) {
        let class = mark.tag.map_or_else(|| "came-back".to_owned(), class);
        let opened = if mark.shape == Shape::Opened { " opened" } else { "" };
        let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        let _ = write!(self.body, "<g class=\"mark {class}{opened}{also}\"{}>", data(mark.event, mark.tag));
        if !mark.full.is_empty() {
            let _ = write!(self.body, "<title>{}</title>", xml(&format!("{}{more}", mark.full)));
        }
    }

    fn shape(&mut self, shape: Shape, x: i64, y: i64) {
        let d = match shape {
            Shape::Detection => ring(50),
            Shape::Acknowledged => ring(40),
            Shape::Impact => ring(25),
            Shape::Mitigated => ring(40),
            Shape::Role => "m0 -5l5 5l-5 5l-5 -5z".to_owned(),
            Shape::Escalation => "m0 -5l5 9h-10z".to_owned(),
            Shape::CameBack => "m0 5l-5 -9h10z".to_owned(),
            Shape::Opened => "m0 -6v12".to_owned(),
            Shape::Parked => "m-2 -5v10m4 -10v10".to_owned(),
            Shape::RuledOut => "m-4 -4l8 8m0 -8l-8 8".to_owned(),
            Shape::Confirmed | Shape::Resolved => "m-5 0l4 4l6 -8".to_owned(),
            Shape::AllClear => "m-6 1l3 3l4 -7m-1 5l2 2l4 -7".to_owned(),
        };
        let _ = write!(self.body, "<path class=\"shape\" d=\"M{} {}{d}\"/>", px(x), px(y));
    }

    /// A hypothesis: when it was followed, what was said of it, and what became of it.
    fn path(&mut self, path: &PathLane) -> i64 {
        let y = self.row(0);
        let state = path.state.name().replace(' ', "-");
        let _ = write!(self.body, "<g{}><title>{}</title>", data(path.event, None), xml(&path.full));
        for line in &path.lines {
            let [from, sure_from, sure_to, to] = [line.from, line.sure_from, line.sure_to, line.to].map(|at| self.x(at));
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
            self.open_mark(mark, 0, "");
            self.shape(mark.shape, self.x(mark.at), y);
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
    fn impact(&mut self) -> i64 {
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
        let full = xml(&level.full);
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

    fn rect(&mut self, class: &str, x: i64, y: i64, width: i64, height: i64) {
        let [x, y, width, height] = [x, y, width, height].map(px);
        let _ = write!(self.body, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");
    }

    /// Each entry as a tick; where they are too many, how many there were.
    fn entries(&mut self) -> i64 {
        let entries = &self.diagram.entries;
        if entries.len() > MARKS {
            return self.density();
        }
        let y = self.y;
        for entry in entries {
            let (class, data) = (class(entry.tag), data(Some(entry.event), Some(entry.tag)));
            let d = format!("M{} {}v14", px(self.x(entry.at)), px(y + 40));
            let full = xml(&entry.full);
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

    fn silences(&mut self) -> i64 {
        self.diagram.silences.iter().for_each(|silence| self.silence(silence));
        if self.diagram.silences.is_empty() { 0 } else { ROW }
    }

    fn silence(&mut self, silence: &Silence) {
        let (from, to, y) = (self.x(silence.from) + 10, self.x(silence.to) - 10, self.row(0));
        if from >= to {
            return;
        }
        let words = [format!("{} silent", silence.length), silence.length.clone()];
        let fitting = words.iter().find(|words| width(words) + 300 <= to - from);
        let (up, middle) = (px(y - 60), (from + to) / 2);
        let full = xml(&silence.full);
        let _ = write!(self.body, "<g><title>{full}</title><path class=\"silence\" d=\"M{} {up}V{}", px(from), px(y));
        if let Some(words) = fitting {
            let half = width(words) / 2 + 50;
            let _ = write!(self.body, "H{}M{} {}", px(middle - half), px(middle + half), px(y));
        }
        let _ = write!(self.body, "H{}V{up}\"/>", px(to));
        if let Some(words) = fitting {
            self.boxed(middle - width(words) / 2, y - BOX / 2, width(words), "silent", words, "middle");
        }
        self.body.push_str("</g>\n");
    }

    /// A text that takes the room it is given.
    fn text(&mut self, x: i64, y: i64, room: i64, class: &str, words: &str) {
        let words = fitted(words, room, &|cluster| set_width(cluster, class));
        self.boxed(x, y, room, class, &words, "start");
        self.body.push('\n');
    }

    /// A text in its box, which cuts what leaves it.
    fn boxed(&mut self, x: i64, y: i64, room: i64, class: &str, words: &str, anchor: &str) {
        if words.is_empty() || room <= 0 {
            return;
        }
        let (within, tall, base) = match (anchor, class) {
            ("end", _) => (room, BOX, 130),
            ("middle", _) => (room / 2, BOX, 130),
            (_, "title") => (0, 240, 180),
            _ => (0, BOX, 130),
        };
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let anchor = if anchor == "start" { String::new() } else { format!(" text-anchor=\"{anchor}\"") };
        let [x, y, room, tall, within, base] = [x, y, room, tall, within, base].map(px);
        let _ = write!(
            self.body,
            "<svg x=\"{x}\" y=\"{y}\" width=\"{room}\" height=\"{tall}\"><text{class} x=\"{within}\" \
             y=\"{base}\"{anchor}>{}</text></svg>",
            xml(words)
        );
    }
}

/// The attributes by which a page finds what stands for an event, or for a tag.
fn data(event: Option<RecordId>, tag: Option<Tag>) -> String {
    let event = event.map_or_else(String::new, |event| format!(" data-event=\"{event}\""));
    let tag = tag.map_or_else(String::new, |tag| format!(" data-tag=\"{}\"", class(tag)));
    event + &tag
}

/// `misleading-path`
fn class(tag: Tag) -> String {
    tag.name().replace(' ', "-")
}

/// A circle around where the pen is.
fn ring(radius: i64) -> String {
    let (radius, across) = (px(radius), px(2 * radius));
    format!("m-{radius} 0a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0 -{across} 0z")
}

fn share_of(percent: f64, whole: i64) -> i64 {
    ((percent / 100.0 * whole as f64).round() as i64).clamp(10, whole)
}

/// Tenths of a pixel as SVG has them: `12`, `12.5`.
fn px(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.abs() / 10, tenths.abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, rest) => format!("{sign}{whole}.{rest}"),
    }
}

/// How wide a text is at most, in the widest of the usual fonts.
fn width(text: &str) -> i64 {
    text.graphemes(true).map(cluster_width).sum()
}

/// The same in the letters of a class: what is large or bold takes more.
fn set_width(text: &str, class: &str) -> i64 {
    let percent = match class {
        "title" => 150,
        "name" | "in-bar" => 112,
        _ => 100,
    };
    width(text) * percent / 100
}

/// By the widths of DejaVu Sans, which is among the widest, at 12 pixels.
fn cluster_width(cluster: &str) -> i64 {
    let first = cluster.chars().next().unwrap_or(' ');
    match (cluster.width(), first) {
        (0, _) => 0,
        (2.., _) => 160,
        (_, ' ' | 'i' | 'j' | 'l' | 'f' | 't' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | '(' | ')' | '-') => 50,
        (_, 'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—') => 120,
        _ if first.is_ascii_lowercase() || first.is_ascii_digit() => 77,
        _ => 96,
    }
}
