//! Rows of cells: putting them on the screen, and making text fit into them.
//!
//! Text is measured as the terminal shows it, by clusters; what comes here was made safe to show.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::tui::theme::{Glyph, Theme};
use crate::words;

/// Puts a line into an area, cut at its right edge.
pub fn put<'a>(frame: &mut Frame, area: Rect, line: impl Into<Line<'a>>) {
    let area = area.intersection(frame.area());
    if !area.is_empty() {
        frame.render_widget(line.into(), area);
    }
}

/// Words of ours, as the terminal can show them.
pub fn in_theme(words: &str, theme: Theme) -> String {
    if theme.ascii { words::in_ascii(words) } else { words.to_owned() }
}

/// How many cells a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text, or as much of it as fits with a sign that there is more.
pub fn clipped(text: &str, room: usize, theme: Theme) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let sign = theme.glyph(Glyph::Ellipsis);
    let mut fitting = start_of(text, room.saturating_sub(width(sign))).to_owned();
    if room > 0 {
        fitting.push_str(sign);
    }
    fitting
}

/// The text with a sign behind it that there is more, cut where there is no room for that.
pub fn cut_off(text: &str, room: usize, theme: Theme) -> String {
    let sign = theme.glyph(Glyph::Ellipsis);
    format!("{} {sign}", start_of(text, room.saturating_sub(1 + width(sign))).trim_end())
}

/// The text filled up with blanks to a width; longer text is cut.
pub fn padded(text: &str, room: usize) -> String {
    let fitting = start_of(text, room);
    format!("{fitting}{}", " ".repeat(room.saturating_sub(width(fitting))))
}

/// The text in a style, and behind it as many plain blanks as make a column of it: a blank that is
/// styled is sent to the terminal whenever its style is another one, and nobody sees it.
pub fn column(text: &str, room: usize, style: Style) -> [Span<'static>; 2] {
    let fitting = start_of(text, room).trim_end();
    let blanks = room.saturating_sub(width(fitting));
    [Span::styled(fitting.to_owned(), style), Span::raw(" ".repeat(blanks))]
}

/// Adds to the text of a row: what has the style of the last of it goes on there.
pub fn append(row: &mut Vec<Span<'static>>, text: &str, style: Style) {
    match row.last_mut().filter(|last| last.style == style) {
        Some(last) => last.content.to_mut().push_str(text),
        None => row.push(Span::styled(text.to_owned(), style)),
    }
}

/// As much of the beginning as fits.
fn start_of(text: &str, room: usize) -> &str {
    let mut used = 0;
    let end = text.grapheme_indices(true).find(|(_, cluster)| {
        used += width(cluster);
        used > room
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// The text in rows of at most `room` cells, parted at blanks where there are any. At least one.
pub fn wrapped(text: &str, room: usize) -> Vec<String> {
    wrapped_beside(text, room, room)
}

/// The same, with something beside the first row that leaves it only `first` cells.
pub fn wrapped_beside(text: &str, first: usize, others: usize) -> Vec<String> {
    let mut rows = Vec::new();
    let mut row = String::new();
    for word in text.split(' ') {
        let mut word = Cow::Borrowed(word);
        let room = if rows.is_empty() { first } else { others };
        if !row.is_empty() && width(&row) + 1 + width(&word) > room {
            rows.push(std::mem::take(&mut row));
        } else if !row.is_empty() {
            row.push(' ');
        }
        while width(&row) + width(&word) > if rows.is_empty() { first } else { others } {
            let room = if rows.is_empty() { first } else { others };
            let fitting = start_of(&word, room - width(&row).min(room)).len().max(first_cluster(&word));
            row.push_str(&word[..fitting]);
            word = Cow::Owned(word[fitting..].to_owned());
            rows.push(std::mem::take(&mut row));
        }
        row.push_str(&word);
    }
    if !row.is_empty() || rows.is_empty() {
        rows.push(row);
    }
    rows
}

/// Parts of a hint in rows, each part whole, two blanks between them.
pub fn in_rows(parts: &[String], room: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for part in parts {
        match rows.last_mut() {
            Some(row) if width(row) + 2 + width(part) <= room => {
                row.push_str("  ");
                row.push_str(part);
            }
            _ => rows.push(part.clone()),
        }
    }
    rows
}

fn first_cluster(text: &str) -> usize {
    text.graphemes(true).next().map_or(0, str::len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rows_part_at_blanks_and_long_words_where_they_must() {
        for (text, room, expected) in [
            ("one two three", 7, vec!["one two", "three"]),
            ("", 7, vec![""]),
            ("abcdefghij k", 4, vec!["abcd", "efgh", "ij k"]),
            ("日本語 x", 4, vec!["日本", "語 x"]),
            ("日", 1, vec!["日"]),
        ] {
            assert_eq!(wrapped(text, room), expected, "{text}");
        }
        let theme = Theme { colour: false, ascii: false };
        assert_eq!(clipped("abcdef", 4, theme), "abc…");
        assert_eq!(padded("日本語", 5), "日本 ");
    }

    proptest! {
        #[test]
        fn nothing_but_blanks_is_lost_in_wrapping(text in "[a-zü日 👩]{0,60}", room in 1usize..20) {
            let bare = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            let rows = wrapped(&text, room);
            prop_assert_eq!(bare(&rows.concat()), bare(&text));
            prop_assert!(rows.iter().all(|row| width(row) <= room.max(2)));
        }
    }
}
