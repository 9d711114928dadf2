//! A document as lines: what each one reads as, and what it is in the structure of the whole.
//!
//! Markdown is taken apart by a CommonMark parser; plain text passes through it as paragraphs. What
//! people write by hand where Markdown has marks of its own (`•`, a dash without a space, a fence
//! that nobody closed) is understood afterwards, line by line.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};

/// One line of a document.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Line {
    /// From 1.
    pub number: usize,
    pub kind: Kind,
    /// How deep it lies in lists; 0 is outside of any.
    pub depth: usize,
    /// What it reads as: without marks, comments and pictures. Code keeps its backticks.
    pub text: String,
    /// How much of the text's beginning stands out, in bytes: `Alert` in `**Alert**: it is slow`.
    pub strong: usize,
    /// Lines of one paragraph, item or table have the same.
    pub block: usize,
    /// Where it stands in the source, in bytes.
    pub at: Range<usize>,
    /// How far it is set in, in bytes.
    pub column: usize,
    /// Where its links lead.
    pub links: Vec<String>,
}

/// What a line is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// From 1 to 6.
    Heading(u8),
    /// Of a paragraph.
    Text,
    /// The first line of a list's item; `done` where it has a box.
    Item { done: Option<bool> },
    /// What follows in an item.
    More,
    /// A row of a table, by cells; the first of its block is the header.
    Row(Vec<String>),
    /// Of a block of code, as typed.
    Code,
    /// Of the block of settings that some documents begin with: `date: 2024-06-07`.
    Setting,
}

impl Line {
    /// Whether all of it stands out.
    pub fn is_all_strong(&self) -> bool {
        self.strong > 0 && self.text[self.strong..].trim_matches([':', '.', ' ']).is_empty()
    }
}

/// The lines of a document, in order. Empty ones are left out.
pub(super) fn lines(source: &str) -> Vec<Line> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut reading = Reading::new(source);
    for (event, at) in Parser::new_ext(source, options).into_offset_iter() {
        reading.take(event, at);
    }
    reading.end_line();
    reading.lines
}

/// Marks that people set before an item where Markdown knows none.
const BULLETS: [char; 8] = ['•', '◦', '▪', '●', '‣', '·', '➢', '➤'];

struct Reading<'a> {
    source: &'a str,
    /// Where each line begins, in bytes.
    starts: Vec<usize>,
    lines: Vec<Line>,
    /// The line that is being read; in a table, the cell.
    open: Option<Line>,
    /// The row that is being read.
    row: Option<Line>,
    block: usize,
    depth: usize,
    /// The next line is the first of an item, with or without a box.
    item: Option<Option<bool>>,
    /// 0 for what has the marks of a heading and is none.
    heading: Option<u8>,
    /// A block as typed: code between fences, what is only set in, or settings.
    verbatim: Option<Kind>,
    is_comment: bool,
    /// How many emphases and pictures are open.
    emphases: usize,
    pictures: usize,
}

impl<'a> Reading<'a> {
    fn new(source: &'a str) -> Reading<'a> {
        let starts = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Reading {
            source,
            starts,
            lines: Vec::new(),
            open: None,
            row: None,
            block: 0,
            depth: 0,
            item: None,
            heading: None,
            verbatim: None,
            is_comment: false,
            emphases: 0,
            pictures: 0,
        }
    }

    fn take(&mut self, event: Event, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.verbatim.is_some() => self.as_typed(&text, at.start),
            Event::Text(text) => self.words(&text, at),
            Event::Code(text) => self.words(&format!("`{text}`"), at),
            Event::InlineHtml(html) => self.inline_html(&html, at),
            Event::Html(html) => self.html(&html, at),
            Event::SoftBreak | Event::HardBreak => self.break_line(),
            Event::TaskListMarker(done) => self.item = Some(Some(done)),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag, at: Range<usize>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock | Tag::Table(_) => self.begin_block(),
            Tag::Heading { level, .. } => {
                self.begin_block();
                self.heading = Some(self.level_of(level, &at));
            }
            Tag::List(_) => {
                self.begin_block();
                self.depth += 1;
            }
            Tag::Item => {
                self.begin_block();
                self.item = Some(None);
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => self.begin_verbatim(Kind::Code),
            // Nobody sets in a line of a write-up to say that it is code.
            Tag::CodeBlock(CodeBlockKind::Indented) => self.begin_verbatim(Kind::Text),
            Tag::MetadataBlock(MetadataBlockKind::YamlStyle | MetadataBlockKind::PlusesStyle) => {
                self.begin_verbatim(Kind::Setting);
            }
            Tag::TableHead | Tag::TableRow => {
                self.end_line();
                self.row = Some(self.new_line(Kind::Row(Vec::new()), at));
            }
            Tag::Emphasis | Tag::Strong => self.emphases += 1,
            Tag::Link { dest_url, .. } if dest_url.contains("://") => {
                let line = self.line(at.start);
                line.links.push(dest_url.to_string());
            }
            Tag::Image { .. } => self.pictures += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Item | TagEnd::HtmlBlock => self.begin_block(),
            TagEnd::Heading(_) => {
                self.begin_block();
                self.heading = None;
            }
            TagEnd::List(_) => {
                self.begin_block();
                self.depth = self.depth.saturating_sub(1);
            }
            TagEnd::CodeBlock | TagEnd::MetadataBlock(_) => {
                self.begin_block();
                self.verbatim = None;
            }
            TagEnd::TableCell => self.end_cell(),
            TagEnd::TableHead | TagEnd::TableRow => self.end_row(),
            TagEnd::Emphasis | TagEnd::Strong => self.emphases = self.emphases.saturating_sub(1),
            TagEnd::Image => self.pictures = self.pictures.saturating_sub(1),
            _ => {}
        }
    }

    /// A paragraph above a rule of dashes has the marks of a heading.
    fn level_of(&self, level: HeadingLevel, at: &Range<usize>) -> u8 {
        const LONGEST: usize = 160;
        let written = self.source[at.clone()].trim();
        let is_prose = written.lines().count() > 2 || written.lines().any(|line| line.len() > LONGEST);
        if !written.starts_with('#') && is_prose { 0 } else { level as u8 }
    }

    fn begin_verbatim(&mut self, kind: Kind) {
        self.begin_block();
        self.verbatim = Some(kind);
    }

    /// Ends the line that is open; the next belongs to another block.
    fn begin_block(&mut self) {
        self.end_line();
        self.is_comment = false;
        self.block += 1;
    }

    fn new_line(&self, kind: Kind, at: Range<usize>) -> Line {
        let number = self.starts.partition_point(|start| *start <= at.start);
        let (depth, block) = (self.depth, self.block);
        let column = at.start - self.starts[number - 1];
        Line { number, kind, depth, text: String::new(), strong: 0, block, at, column, links: Vec::new() }
    }

    /// The line that is being read, begun here where none is.
    fn line(&mut self, at: usize) -> &mut Line {
        let kind = match (&self.open, &self.verbatim, self.heading) {
            (Some(_), ..) => Kind::Text,
            (_, Some(kind), _) => kind.clone(),
            (_, _, Some(level @ 1..)) => Kind::Heading(level),
            _ => match self.item.take() {
                Some(done) => Kind::Item { done },
                None if self.depth > 0 => Kind::More,
                None => Kind::Text,
            },
        };
        let new = self.new_line(kind, at..at);
        self.open.get_or_insert(new)
    }

    fn words(&mut self, words: &str, at: Range<usize>) {
        if self.pictures > 0 {
            return;
        }
        let is_strong = self.emphases > 0;
        let line = self.line(at.start);
        let stands_out = is_strong && line.strong == line.text.len();
        line.text.extend(words.chars().map(|c| if c == '\u{a0}' { ' ' } else { c }));
        line.at.end = at.end;
        if stands_out {
            line.strong = line.text.len();
        }
    }

    /// Lines as they were typed; one without words is none.
    fn as_typed(&mut self, text: &str, at: usize) {
        let mut start = at;
        for line in text.split_inclusive('\n') {
            self.end_line();
            if !line.trim().is_empty() {
                self.words(line.trim_end(), start..start + line.len());
            }
            start += line.len();
        }
        self.end_line();
    }

    fn inline_html(&mut self, html: &str, at: Range<usize>) {
        match tag_name(html) {
            Some(name) if is_element(name) => self.element(name, html.starts_with("</")),
            // `<koffee> is it mounted?` is somebody speaking.
            Some(_) => self.words(html, at),
            None => {}
        }
    }

    /// What the beginning or the end of an element does to the line.
    fn element(&mut self, name: &str, ends: bool) {
        match name.to_ascii_lowercase().as_str() {
            "b" | "strong" | "em" | "i" if ends => self.emphases = self.emphases.saturating_sub(1),
            "b" | "strong" | "em" | "i" => self.emphases += 1,
            "li" => {
                self.break_line();
                self.item = (!ends).then_some(None);
            }
            heading @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => {
                self.begin_block();
                self.heading = heading.bytes().last().filter(|_| !ends).map(|digit| digit - b'0');
            }
            "p" | "div" | "tr" | "ul" | "ol" | "table" | "br" => self.break_line(),
            _ => {}
        }
    }

    /// A line of a block of HTML: its words, without tags and comments.
    fn html(&mut self, html: &str, at: Range<usize>) {
        let mut rest = html;
        while !rest.is_empty() {
            if self.is_comment {
                let Some(end) = rest.find("-->") else { break };
                (self.is_comment, rest) = (false, &rest[end + "-->".len()..]);
                continue;
            }
            let (before, tag) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            let start = at.start + (html.len() - rest.len());
            if !before.trim().is_empty() {
                // What an element parted stays parted.
                let is_open = self.open.as_ref().is_some_and(|line| !line.text.ends_with(' '));
                if is_open {
                    self.words(" ", start..start);
                }
                self.words(before.trim(), start..start + before.len());
            }
            if let Some(comment) = tag.strip_prefix("<!--") {
                (self.is_comment, rest) = (true, comment);
            } else {
                if let Some(name) = tag_name(tag) {
                    self.element(name, tag.starts_with("</"));
                }
                rest = tag.find('>').map_or("", |end| &tag[end + 1..]);
            }
        }
        self.end_line();
    }

    fn end_cell(&mut self) {
        let cell = self.open.take();
        let Some(Line { kind: Kind::Row(cells), links, .. }) = &mut self.row else { return };
        let (text, found) = cell.map(|cell| (cell.text.trim().to_owned(), cell.links)).unwrap_or_default();
        cells.push(text);
        links.extend(found);
    }

    /// A row without the cells at its end that hold nothing: the parser fills up the shortest.
    fn end_row(&mut self) {
        let Some(mut row) = self.row.take() else { return };
        if let Kind::Row(cells) = &mut row.kind {
            let length = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            cells.truncate(length);
            cells.shrink_to_fit();
        }
        self.lines.push(row);
    }

    /// A line ends within its block; in a cell, it is a blank.
    fn break_line(&mut self) {
        match (&self.row, &mut self.open) {
            (Some(_), Some(cell)) => cell.text.push(' '),
            (Some(_), None) => {}
            (None, _) => self.end_line(),
        }
    }

    fn end_line(&mut self) {
        let Some(mut line) = self.open.take() else { return };
        if line.kind == Kind::Text
            && let Some((level, marks)) = own_heading(&line.text)
        {
            line.kind = Kind::Heading(level);
            line.cut(marks);
        }
        if matches!(line.kind, Kind::Text | Kind::More)
            && let Some(bullet) = own_bullet(&line.text)
        {
            line.kind = Kind::Item { done: None };
            line.depth = line.depth.max(1);
            line.cut(bullet);
        }
        if line.kind != Kind::Code {
            line.cut(line.text.len() - line.text.trim_start().len());
            line.text.truncate(line.text.trim_end().len());
        }
        line.strong = line.strong.min(line.text.len());
        if !line.text.is_empty() {
            self.lines.push(line);
        }
    }
}

impl Line {
    /// Takes so many bytes off its beginning.
    fn cut(&mut self, bytes: usize) {
        self.text.drain(..bytes);
        self.strong = self.strong.saturating_sub(bytes);
    }
}

/// The level of a heading whose marks have no blank behind them, and how many bytes they take: `##Timeline`.
fn own_heading(text: &str) -> Option<(u8, usize)> {
    let marks = text.bytes().take_while(|byte| *byte == b'#').count();
    let is_heading = (2..=6).contains(&marks) && text[marks..].starts_with(char::is_alphabetic);
    is_heading.then_some((u8::try_from(marks).ok()?, marks))
}

/// How many bytes a mark of an item takes that a person set and Markdown does not know: `•`, a dash
/// without a blank, the number of a list that did not begin with 1.
fn own_bullet(text: &str) -> Option<usize> {
    let trimmed = text.trim_start();
    let indent = text.len() - trimmed.len();
    let first = trimmed.chars().next()?;
    if BULLETS.contains(&first) {
        return Some(indent + first.len_utf8());
    }
    if matches!(first, '-' | '*' | '–' | '—') {
        let rest = &trimmed[first.len_utf8()..];
        let begins = rest.starts_with(|c: char| c.is_alphabetic() || c == ' ');
        return begins.then_some(indent + first.len_utf8());
    }
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    let rest = trimmed[digits..].strip_prefix(['.', ')'])?;
    let is_numbered = (1..=2).contains(&digits) && rest.starts_with(' ');
    (is_numbered && rest.trim_start().starts_with(char::is_uppercase)).then_some(indent + digits + 1)
}

/// The name of an element, of its beginning or its end.
fn tag_name(html: &str) -> Option<&str> {
    let inner = html.strip_prefix("</").or_else(|| html.strip_prefix('<'))?;
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))?;
    Some(&inner[..end]).filter(|name| !name.is_empty())
}

fn is_element(name: &str) -> bool {
    ELEMENTS.iter().any(|element| element.eq_ignore_ascii_case(name))
}

/// Elements that people use in Markdown; what else stands in angle brackets was typed as words.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "center",
    "code",
    "del",
    "details",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "video",
    "picture",
];
