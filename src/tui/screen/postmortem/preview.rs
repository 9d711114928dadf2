//! What it looks like: the Markdown of the document, or of the one section that is written.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::known::{Known, SectionState, State};
use crate::analysis::ACTION_ITEMS;
use crate::export::section_markdown;
use crate::timeline::{ActionItem, Fill, SectionRow};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::row::{in_theme, put, width, wrapped};
use crate::words;

/// The lines of a preview: some made for it, then those of the document.
pub(super) struct Preview<'a> {
    head: Vec<String>,
    rest: &'a [String],
    /// The line to begin with, where nobody scrolled.
    pub(super) start: usize,
    /// What is said above it, and is no part of it.
    remark: &'static str,
}

impl<'a> Preview<'a> {
    /// Of a section as it stands: in the document, where that shows it; else on its own.
    pub(super) fn of(state: &SectionState, known: &'a Known) -> Preview<'a> {
        let row = state.row;
        let text = state.written.as_ref().map(|section| section.text.as_str()).or(state.draft.as_deref());
        let remark = match state.state {
            State::Drafted => "drafted from the timeline: c confirms it, Enter rewrites it",
            State::LeftOut => "skipped on purpose: Enter writes it after all",
            _ => "",
        };
        match state.place {
            Some(Place { start, has_text: true }) => Preview { head: Vec::new(), rest: &known.document, start, remark },
            Some(Place { start, .. }) if row.fill == Fill::Auto => {
                let mut head = section(row, text);
                head.push(String::new());
                Preview { head, rest: known.document.get(start + 2..).unwrap_or_default(), start: 0, remark }
            }
            _ => {
                let mut head = section(row, text);
                if row.name == ACTION_ITEMS && !known.items.is_empty() {
                    if text.is_none() {
                        head.truncate(2);
                    }
                    head.extend(known.items.iter().map(listed));
                }
                Preview { head, rest: &[], start: 0, remark }
            }
        }
    }

    /// Of a section whose text is being written.
    pub(super) fn of_text(row: &SectionRow, text: &str) -> Preview<'static> {
        let text = Some(text).filter(|text| !text.trim().is_empty());
        Preview { head: section(row, text), rest: &[], start: 0, remark: "" }
    }

    pub(super) fn len(&self) -> usize {
        self.head.len() + self.rest.len()
    }

    /// Draws it from a line on; how many lines of it are seen.
    pub(super) fn draw(&self, from: usize, frame: &mut Frame, area: Rect, theme: Theme) -> usize {
        let room = usize::from(area.width);
        let lines = self.head.iter().chain(self.rest).skip(from).take(usize::from(area.height));
        let mut seen = 0;
        let rows = lines.zip(1..).flat_map(|(line, number)| {
            let role = if line.starts_with('#') { Role::Title } else { Role::Text };
            hanging(&in_theme(line, theme), room)
                .into_iter()
                .map(move |row| (number, Line::styled(row, theme.style(role))))
        });
        let remark = std::iter::once(self.remark).filter(|remark| !remark.is_empty());
        let remark =
            remark.flat_map(|remark| wrapped(&in_theme(remark, theme), room.max(1)).into_iter().chain([String::new()]));
        let remark = remark.map(|row| (0, Line::styled(row, theme.style(Role::Hint))));
        for (y, (number, row)) in (area.y..area.bottom()).zip(remark.chain(rows)) {
            seen = seen.max(number);
            put(frame, Rect { y, height: 1, ..area }, row);
        }
        seen
    }
}

/// A section on its own: its heading, and what is written there or is to be asked.
fn section(row: &SectionRow, text: Option<&str>) -> Vec<String> {
    let mut lines = vec![format!("## {}", row.title), String::new()];
    match text {
        Some(text) => lines.extend(section_markdown(text).lines().map(|line| words::visible(line).into_owned())),
        None if row.fill == Fill::Auto => lines.push(
            "*The document has no part of its own for it: nothing is recorded, or it is told elsewhere.*".to_owned(),
        ),
        None => lines.push(format!("*Not recorded.* {}", row.question)),
    }
    lines
}

/// An action item in a line.
fn listed(item: &ActionItem) -> String {
    let parts = [item.kind(), item.owner(), item.due(), item.state()].into_iter().flatten().map(words::one_line);
    let text = words::one_line(item.text());
    let parts: Vec<String> = std::iter::once(text).chain(parts).collect();
    format!("- {}", parts.join(" · "))
}

/// Where a section stands in the document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    start: usize,
    has_text: bool,
}

impl Place {
    pub(super) fn of(row: &SectionRow, text: &str, document: &[String]) -> Option<Place> {
        let is_heading = |line: &String| {
            let rest = line.strip_prefix("## ").and_then(|heading| heading.strip_prefix(row.title));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let start = document.iter().position(is_heading)?;
        let end = document[start + 1..].iter().position(|line| line.starts_with("## "));
        let part = &document[start + 1..end.map_or(document.len(), |end| start + 1 + end)];
        // Marks may be escaped there, and lines joined; letters stay.
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let first: String = letters(text).chars().take(ENOUGH).collect();
        let has_text = first.is_empty() || part.iter().map(|line| letters(line)).collect::<String>().contains(&first);
        Some(Place { start, has_text })
    }
}

/// So many letters tell one text from another.
const ENOUGH: usize = 40;

/// A line in rows, those after the first below where its words begin.
fn hanging(line: &str, room: usize) -> Vec<String> {
    let blanks = line.len() - line.trim_start_matches(' ').len();
    let marker = ["- ", "* ", "+ ", "> "].iter().find(|marker| line[blanks..].starts_with(**marker));
    let indent = blanks + marker.map_or(0, |marker| marker.len());
    let (before, words) = line.split_at(indent);
    if width(before) + 8 > room {
        return wrapped(line, room.max(1));
    }
    let rows = wrapped(words, room - width(before)).into_iter().enumerate();
    let below = " ".repeat(width(before));
    rows.map(|(at, row)| format!("{}{row}", if at == 0 { before } else { &below })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hang_below_their_own_words() {
        assert_eq!(hanging("  - one two three", 12), ["  - one two", "    three"]);
        assert_eq!(hanging("one two three", 8), ["one two", "three"]);
        assert_eq!(hanging("- one", 3), ["-", "one"]);
        assert_eq!(hanging("", 0), [""]);
    }
}
