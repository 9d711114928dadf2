//! Prose: what a person wrote in a section, as paragraphs, lists and code, for every format.
//!
//! A section is written as plain text with a few marks that hands know: blank lines part paragraphs,
//! `- ` and `1. ` begin items, three backticks fence code, and within a line `**strong**`,
//! `` `code` `` and `[words](https://…)` are what they are elsewhere. Everything else is text and
//! comes out as typed; a heading is a strong line, because the document has headings of its own.

mod written;

use crate::words;
pub(super) use written::{html, inline_html, inline_markdown, inline_plain, markdown, plain};

/// The first sentence of what a person wrote, for where all of it stands elsewhere; what is short anyway
/// stays whole.
pub(super) fn opening(text: &str) -> &str {
    const SHORT: usize = 25;
    if text.split_whitespace().nth(SHORT).is_none() {
        return text;
    }
    let first = text.trim_start().split("\n\n").next().unwrap_or_default();
    let ends = |at: usize| {
        let behind = &first[at + 1..];
        behind.trim_start().starts_with(char::is_uppercase) && behind.starts_with(char::is_whitespace)
    };
    match first.match_indices(['.', '!', '?']).map(|(at, _)| at).find(|at| ends(*at)) {
        Some(at) => &first[..=at],
        None => first,
    }
}

/// A piece of prose.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Block {
    Paragraph(Vec<Span>),
    List {
        ordered: bool,
        items: Vec<Vec<Span>>,
    },
    /// Lines as typed.
    Code(Vec<String>),
}

/// A piece of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Span {
    Text(String),
    Strong(String),
    Code(String),
    Link { words: String, url: String },
}

/// The blocks of a text.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // The lines of the paragraph or item that is being read.
    let mut open: Option<(Option<bool>, String)> = None;
    let mut code: Option<(usize, Vec<String>)> = None;
    for line in text.lines() {
        let trimmed = line.trim();
        let ticks = trimmed.len() - trimmed.trim_start_matches('`').len();
        if let Some((fence, lines)) = &mut code {
            if ticks >= *fence && ticks == trimmed.len() {
                blocks.extend(code.take().map(|(_, lines)| Block::Code(lines)));
            } else {
                lines.push(line.to_owned());
            }
            continue;
        }
        let item = item(trimmed);
        if ticks >= 3 && !trimmed[ticks..].contains('`') {
            close(&mut open, &mut blocks);
            code = Some((ticks, Vec::new()));
        } else if trimmed.is_empty() {
            close(&mut open, &mut blocks);
        } else if let Some(heading) = heading(trimmed) {
            close(&mut open, &mut blocks);
            blocks.push(Block::Paragraph(vec![Span::Strong(words::one_line(heading))]));
        } else if let Some((ordered, words)) = item {
            close(&mut open, &mut blocks);
            open = Some((Some(ordered), words.to_owned()));
        } else {
            match &mut open {
                Some((_, words)) => {
                    words.push(' ');
                    words.push_str(trimmed);
                }
                None => open = Some((None, trimmed.to_owned())),
            }
        }
    }
    close(&mut open, &mut blocks);
    blocks.extend(code.map(|(_, lines)| Block::Code(lines)));
    blocks
}

/// Ends what was being read. An item goes to the list before it, if there is one of its sort.
fn close(open: &mut Option<(Option<bool>, String)>, blocks: &mut Vec<Block>) {
    match open.take() {
        None => {}
        Some((None, words)) => blocks.push(Block::Paragraph(spans(&words))),
        Some((Some(ordered), words)) => match blocks.last_mut() {
            Some(Block::List { ordered: known, items }) if *known == ordered => items.push(spans(&words)),
            _ => blocks.push(Block::List { ordered, items: vec![spans(&words)] }),
        },
    }
}

/// The words of an item, and whether it has a number.
fn item(line: &str) -> Option<(bool, &str)> {
    if let Some(words) = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark)) {
        return Some((false, words.trim())).filter(|(_, words)| !words.is_empty());
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let words = line[digits..].strip_prefix(['.', ')'])?.strip_prefix(' ')?.trim();
    ((1..=3).contains(&digits) && !words.is_empty()).then_some((true, words))
}

fn heading(line: &str) -> Option<&str> {
    let words = line.trim_start_matches('#');
    let marks = line.len() - words.len();
    ((1..=6).contains(&marks) && words.starts_with(' ')).then(|| words.trim()).filter(|words| !words.is_empty())
}

/// The pieces of a line.
fn spans(line: &str) -> Vec<Span> {
    let line = words::one_line(line);
    let mut spans = Vec::new();
    let mut rest = line.as_str();
    while !rest.is_empty() {
        let before = &line[..line.len() - rest.len()];
        if let Some((span, length)) = marked(before, rest) {
            spans.push(span);
            rest = &rest[length..];
        } else {
            let end = rest.char_indices().nth(1).map_or(rest.len(), |(at, _)| at);
            push_text(&mut spans, &rest[..end]);
            rest = &rest[end..];
        }
    }
    spans
}

fn push_text(spans: &mut Vec<Span>, more: &str) {
    match spans.last_mut() {
        Some(Span::Text(text)) => text.push_str(more),
        _ => spans.push(Span::Text(more.to_owned())),
    }
}

/// What is marked at the start of `rest`, and how long it is with its marks. Only between words, so
/// that what is written again is read the same way.
fn marked(before: &str, rest: &str) -> Option<(Span, usize)> {
    let between = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || "(),.;:!?".contains(c));
    let last = before.chars().next_back();
    (between(last) && last != Some('!')).then_some(())?;
    let within = |open: &str, close: &str| {
        let inside = rest.strip_prefix(open)?;
        let end = inside.find(close)?;
        let text = &inside[..end];
        let plain = !text.is_empty() && text.trim() == text;
        let whole = open.len() + end + close.len();
        (plain && between(rest[whole..].chars().next())).then(|| (text.to_owned(), whole))
    };
    if let Some((text, length)) = within("**", "**").filter(|(text, _)| !text.contains('*')) {
        return Some((Span::Strong(text), length));
    }
    if let Some((text, length)) = within("`", "`") {
        return Some((Span::Code(text), length));
    }
    let (inside, length) = within("[", ")")?;
    let (words, url) = inside.split_once("](")?;
    let safe = |c: char| c.is_ascii_graphic() && !"<>\"'`\\[](){}|*_~$&".contains(c) || c == '_' || c == '&';
    let is_link = (url.starts_with("https://") || url.starts_with("http://")) && url.chars().all(safe);
    let plain = !words.trim().is_empty() && !words.contains(['[', ']']);
    (is_link && plain).then(|| (Span::Link { words: words.to_owned(), url: url.to_owned() }, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser, Tag as Node, TagEnd};

    #[test]
    fn paragraphs_lists_and_code_are_what_they_look_like() {
        let typed = "# What\nOne line\nand on.\n\n- first\n  goes on\n- **second** `x_y`\n1. one\n2) two\n\n```sh\nrm *\n```\nEnd [graph](https://g.example/a_b?c=1&d=2).";
        let expected = "**What**\n\nOne line and on.\n\n- first goes on\n- **second** `x_y`\n\n1. one\n2. two\n\n```\nrm *\n```\n\nEnd [graph](<https://g.example/a_b?c=1&d=2>).";
        assert_eq!(markdown(typed), expected);
        assert_eq!(
            html("a <b> **c**\n\n- `d&e`"),
            "<p>a &lt;b&gt; <strong>c</strong></p><ul><li><code>d&amp;e</code></li></ul>"
        );
        assert_eq!(inline_markdown("One.\n\n- two\n- three"), "One. two three");
    }

    #[test]
    fn what_is_no_mark_is_text() {
        for (typed, expected) in [
            ("a**b**c and 5 * 3", r"a\*\*b\*\*c and 5 * 3"),
            ("**not closed", r"\*\*not closed"),
            ("[x](javascript:alert(1))", r"\[x](javascript:alert(1))"),
            ("<script>alert(1)</script>", r"\<script>alert(1)\</script>"),
            ("![x](https://a.example/b.png)", r"!\[x](https://a.example/b.png)"),
            ("> quoted", r"\> quoted"),
        ] {
            assert_eq!(markdown(typed), expected);
        }
    }

    /// What a reader sees of Markdown: its text, and no more markup than there may be.
    fn rendered(document: &str) -> String {
        let mut text = String::new();
        for event in Parser::new(document) {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                Event::Start(Node::Image { .. } | Node::HtmlBlock | Node::Heading { .. } | Node::BlockQuote(_)) => {
                    panic!("{document}")
                }
                Event::Html(_) | Event::InlineHtml(_) | Event::Rule => panic!("{document}"),
                Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock) => text.push(' '),
                _ => {}
            }
        }
        words::one_line(&text)
    }

    /// What was meant: the text of all blocks.
    fn meant(typed: &str) -> String {
        let text = |spans: &[Span]| {
            let span = |span: &Span| match span {
                Span::Text(text) | Span::Strong(text) | Span::Code(text) => text.clone(),
                Span::Link { words, .. } => words.clone(),
            };
            spans.iter().map(span).collect::<String>()
        };
        let block = |block: Block| match block {
            Block::Paragraph(spans) => text(&spans),
            Block::List { items, .. } => items.iter().map(|item| text(item)).collect::<Vec<_>>().join(" "),
            Block::Code(lines) => {
                lines.iter().map(|line| words::visible(line).into_owned()).collect::<Vec<_>>().join(" ")
            }
        };
        words::one_line(&blocks(typed).into_iter().map(block).collect::<Vec<_>>().join(" "))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn any_section_reads_as_it_was_meant(
            typed in "(\\*\\*|`|```|\\[a\\]\\(https://x\\.example/\\)|\\[|\\]\\(|\\)|https://x\\.example/|- |1\\. |\n|\n\n| |a|B_c|<b>|&amp;|#|>|\\||\\\\|~|\\$|!|\\*|_|é|5){0,14}"
        ) {
            let document = markdown(&typed);
            prop_assert_eq!(rendered(&document), meant(&typed), "{}", document);
        }
    }
}
