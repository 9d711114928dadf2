//! What a picture is drawn with: outlines of marks, lengths as SVG has them, and how wide letters are.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::export::diagram::Shape;
use crate::timeline::{RecordId, Tag};

/// The outline of a mark, around where the pen is.
pub(super) fn outline(shape: Shape) -> String {
    match shape {
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
    }
}

/// The attributes by which a page finds what stands for an event, or for a tag.
pub(super) fn data(event: Option<RecordId>, tag: Option<Tag>) -> String {
    let event = event.map_or_else(String::new, |event| format!(" data-event=\"{event}\""));
    let tag = tag.map_or_else(String::new, |tag| format!(" data-tag=\"{}\"", class(tag)));
    event + &tag
}

/// `misleading-path`
pub(super) fn class(tag: Tag) -> String {
    tag.name().replace(' ', "-")
}

/// A circle around where the pen is.
fn ring(radius: i64) -> String {
    let (radius, across) = (px(radius), px(2 * radius));
    format!("m-{radius} 0a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0 -{across} 0z")
}

/// Tenths of a pixel as SVG has them: `12`, `12.5`.
pub(super) fn px(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.abs() / 10, tenths.abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, rest) => format!("{sign}{whole}.{rest}"),
    }
}

/// How wide a text is at most, in the widest of the usual fonts.
pub(super) fn width(text: &str) -> i64 {
    text.graphemes(true).map(cluster_width).sum()
}

/// The same in the letters of a class: what is large or bold takes more.
pub(super) fn set_width(text: &str, class: &str) -> i64 {
    let percent = match class {
        "title" => 150,
        "name" | "in-bar" => 112,
        _ => 100,
    };
    width(text) * percent / 100
}

/// By the widths of DejaVu Sans, which is among the widest, at 12 pixels.
pub(super) fn cluster_width(cluster: &str) -> i64 {
    let first = cluster.chars().next().unwrap_or(' ');
    match (cluster.width(), first) {
        (0, _) => 0,
        (2.., _) => 160,
        (
            _,
            ' ' | 'i' | 'j' | 'l' | 'f' | 't' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | '(' | ')' | '-',
        ) => 50,
        (_, 'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—') => 120,
        _ if first.is_ascii_lowercase() || first.is_ascii_digit() => 77,
        _ => 96,
    }
}
