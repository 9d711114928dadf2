//! The diagram as an SVG document: light and dark, with nothing that it would have to load.
//!
//! Every text stands in a box of its own that cuts what leaves it, and no two boxes meet: whatever
//! the letters of a font are like, no label lies on another. What is cut short is told whole by the
//! title of its mark. Lengths are tenths of a pixel.

mod ink;
mod lanes;

use std::fmt::Write as _;

use self::ink::{px, set_width, width};
use super::Diagram;
use super::placing::{Room, fitted};
use crate::export::escape::markup;
use crate::time::Moment;

const STYLE: &str = include_str!("../../../../assets/diagram.css");

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
            markup(&format!("Timeline of {}", diagram.title)),
            markup(&diagram.description()),
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

    /// The middle of a row of the lane that is being drawn.
    fn row(&self, row: usize) -> i64 {
        self.y + row as i64 * ROW + ROW / 2
    }

    fn rect(&mut self, class: &str, x: i64, y: i64, width: i64, height: i64) {
        let [x, y, width, height] = [x, y, width, height].map(px);
        let _ =
            write!(self.body, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");
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
            markup(words)
        );
    }
}
