//! Prose written out: as Markdown, as HTML, as plain text; whole, or in one line.

use std::fmt::Write as _;

use super::{Block, Span, blocks, push_text};
use crate::export::escape;
use crate::words;

/// The text as Markdown that renders as it is meant.
pub(in crate::export) fn markdown(text: &str) -> String {
    let blocks = blocks(text);
    let written = blocks.iter().map(|block| match block {
        Block::Paragraph(spans) => spans_markdown(spans),
        Block::List { ordered, items } => marked(*ordered, items.iter().map(|spans| spans_markdown(spans))),
        Block::Code(lines) => {
            // Longer than any in it, and three at least.
            let longest = lines.iter().map(|line| backticks(line)).max().unwrap_or(0);
            let fence = "`".repeat(longest.max(2) + 1);
            let lines: String = lines.iter().map(|line| format!("{}\n", words::visible(line))).collect();
            format!("{fence}\n{lines}{fence}")
        }
    });
    let written: Vec<String> = written.collect();
    written.join("\n\n")
}

/// The text as HTML.
pub(in crate::export) fn html(text: &str) -> String {
    let mut written = String::new();
    for block in blocks(text) {
        let _ = match block {
            Block::Paragraph(spans) => write!(written, "<p>{}</p>", spans_html(&spans)),
            Block::List { ordered, items } => {
                let tag = if ordered { "ol" } else { "ul" };
                let items: String = items.iter().map(|spans| format!("<li>{}</li>", spans_html(spans))).collect();
                write!(written, "<{tag}>{items}</{tag}>")
            }
            Block::Code(lines) => write!(written, "<pre>{}</pre>", escape::markup(&lines.join("\n"))),
        };
    }
    written
}

/// The text as it is read, without marks.
pub(in crate::export) fn plain(text: &str) -> String {
    let written = blocks(text).into_iter().map(|block| match block {
        Block::Paragraph(spans) => spans_plain(&spans),
        Block::List { ordered, items } => marked(ordered, items.iter().map(|spans| spans_plain(spans))),
        Block::Code(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| format!("    {}", words::visible(line))).collect();
            lines.join("\n")
        }
    });
    written.collect::<Vec<_>>().join("\n\n")
}

/// Items with their marks, each on a line of its own.
fn marked(ordered: bool, items: impl Iterator<Item = String>) -> String {
    let mark = |at: usize| if ordered { format!("{at}. ") } else { "- ".to_owned() };
    items.zip(1..).map(|(item, at)| mark(at) + &item).collect::<Vec<_>>().join("\n")
}

/// The same in one line.
pub(in crate::export) fn inline_plain(text: &str) -> String {
    spans_plain(&one_line(text))
}

fn spans_plain(spans: &[Span]) -> String {
    let span = |span: &Span| match span {
        Span::Text(text) | Span::Strong(text) | Span::Code(text) => words::visible(text).into_owned(),
        Span::Link { words, url } => format!("{words} ({url})"),
    };
    spans.iter().map(span).collect()
}

/// The text in one line, its marks taken as they are meant.
pub(in crate::export) fn inline_markdown(text: &str) -> String {
    spans_markdown(&one_line(text))
}

/// The same as HTML.
pub(in crate::export) fn inline_html(text: &str) -> String {
    spans_html(&one_line(text))
}

fn one_line(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for block in blocks(text) {
        let pieces = match block {
            Block::Paragraph(spans) => vec![spans],
            Block::List { items, .. } => items,
            Block::Code(lines) => vec![vec![Span::Code(lines.join(" "))]],
        };
        for piece in pieces {
            if !spans.is_empty() {
                push_text(&mut spans, " ");
            }
            spans.extend(piece);
        }
    }
    spans
}

/// The longest run of backticks.
fn backticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn spans_markdown(spans: &[Span]) -> String {
    let span = |span: &Span| match span {
        // What is escaped is one line, without the blanks at its ends.
        Span::Text(text) => {
            let (start, end) = (text.starts_with(' '), text.ends_with(' ') && text.len() > 1);
            format!("{}{}{}", if start { " " } else { "" }, escape::markdown(text), if end { " " } else { "" })
        }
        Span::Strong(text) => format!("**{}**", escape::markdown(text)),
        Span::Code(text) => code_markdown(text),
        Span::Link { words, url } => format!("[{}](<{url}>)", escape::markdown(words)),
    };
    spans.iter().map(span).collect()
}

/// Code in backticks, more of them than it holds itself. In a table a bar parts cells even there.
fn code_markdown(text: &str) -> String {
    let text = words::one_line(text);
    if text.contains('|') {
        return escape::markdown(&text);
    }
    let longest = backticks(&text);
    let ticks = "`".repeat(longest + 1);
    let blank = if longest > 0 { " " } else { "" };
    format!("{ticks}{blank}{text}{blank}{ticks}")
}

fn spans_html(spans: &[Span]) -> String {
    let span = |span: &Span| match span {
        Span::Text(text) => escape::markup(text),
        Span::Strong(text) => format!("<strong>{}</strong>", escape::markup(text)),
        Span::Code(text) => format!("<code>{}</code>", escape::markup(text)),
        Span::Link { words, url } => {
            format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", escape::markup(url), escape::markup(words))
        }
    };
    spans.iter().map(span).collect()
}
