//! A document taken apart: headings, paragraphs, items, rows of tables, code, each with its line and its
//! words; what stood out in them is still to be told from what did not.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A piece of a document, in the order of its lines.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Block {
    /// From 1.
    pub line: usize,
    pub kind: Kind,
    pub words: Words,
    /// In how many lists it stands.
    pub depth: usize,
    /// Blocks of one list, table or paragraph have the same.
    pub group: usize,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Kind {
    Heading(u8),
    Paragraph,
    Item {
        ordered: bool,
    },
    /// What follows in an item.
    More,
    /// A row of a table, and what stands at its head; the first is the head itself.
    Row {
        cells: Vec<Words>,
        head: Arc<[String]>,
        is_head: bool,
    },
    /// A block of code as typed, and what its fence calls it.
    Code {
        name: String,
        text: String,
    },
    /// HTML, a rule: as typed.
    Raw(String),
}

/// Words, in pieces.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Words(pub Vec<Span>);

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Span {
    pub mark: Mark,
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    Plain,
    Strong,
    Emphasis,
    Code,
    /// With where it leads.
    Link(String),
}

impl Words {
    /// As they read: without marks but those of code, which say that it is some.
    pub fn plain(&self) -> String {
        self.whole().trim().to_owned()
    }

    /// The same with the blanks at its ends.
    pub fn whole(&self) -> String {
        let mut text = String::new();
        for Span { mark, text: words } in &self.0 {
            match mark {
                Mark::Code => text.extend(["`", words, "`"]),
                _ => text.push_str(words),
            }
        }
        text
    }

    /// As a person types them in a section.
    pub fn typed(&self) -> String {
        // A heading that no strong words can say, as its own asterisks would end them.
        if let [Span { mark: Mark::Strong, text }] = self.0.as_slice()
            && text.contains('*')
        {
            return format!("# {text}");
        }
        let mut typed = String::new();
        for Span { mark, text } in &self.0 {
            match mark {
                Mark::Plain => typed.push_str(text),
                Mark::Strong => typed.extend(["**", text, "**"]),
                Mark::Emphasis => typed.extend(["*", text, "*"]),
                Mark::Code => typed.extend(["`", text, "`"]),
                Mark::Link(url) => typed.extend(["[", text, "](", url, ")"]),
            }
        }
        typed.trim().to_owned()
    }

    /// What stands out at the beginning.
    pub fn first(&self, mark: &Mark) -> Option<&str> {
        self.0.first().filter(|span| span.mark == *mark).map(|span| span.text.as_str())
    }

    /// Where the links lead that do not show it themselves.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|span| match &span.mark {
            Mark::Link(url) => Some(url.as_str()),
            _ => None,
        })
    }
}

/// The blocks of a document.
pub(super) fn blocks(source: &str) -> Vec<Block> {
    let mut reading = Reading::new(source);
    for (event, at) in Parser::new_ext(source, Options::ENABLE_TABLES).into_offset_iter() {
        reading.take(event, at);
    }
    reading.close();
    reading.blocks
}

struct Reading<'a> {
    source: &'a str,
    /// Where each line begins, in bytes.
    starts: Vec<usize>,
    blocks: Vec<Block>,
    open: Option<Block>,
    /// The lists that are open, and whether each has numbers.
    lists: Vec<bool>,
    /// What comes next is the first of an item.
    begins_item: bool,
    /// The row that is read, its cell, and the head of its table.
    row: Option<Block>,
    cell: Option<Words>,
    head: Arc<[String]>,
    heading: Option<u8>,
    /// The block of code that is read.
    code: Option<Block>,
    /// What stands out, the outermost first, and whether it has begun a span.
    marks: Vec<Mark>,
    goes_on: bool,
    group: usize,
}

impl<'a> Reading<'a> {
    fn new(source: &'a str) -> Reading<'a> {
        Reading {
            source,
            starts: std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect(),
            blocks: Vec::new(),
            open: None,
            lists: Vec::new(),
            begins_item: false,
            row: None,
            cell: None,
            head: Arc::default(),
            heading: None,
            code: None,
            marks: Vec::new(),
            goes_on: false,
            group: 0,
        }
    }

    fn take(&mut self, event: Event, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(Block { kind: Kind::Code { text: code, .. }, .. }) => code.push_str(&text),
                _ => self.push(&text, at),
            },
            Event::Code(text) if self.marks.is_empty() => {
                self.marks.push(Mark::Code);
                self.goes_on = false;
                self.push(&text, at);
                self.marks.pop();
                self.goes_on = false;
            }
            Event::Code(text) => self.push(&format!("`{text}`"), at),
            Event::InlineHtml(html) => self.push(&html, at),
            Event::SoftBreak | Event::HardBreak => self.push(" ", at),
            Event::Html(html) => {
                self.close();
                let mut block = self.block(Kind::Raw(html.trim_end().to_owned()), at.start);
                block.group = self.group;
                self.blocks.push(block);
            }
            Event::Rule => {
                self.close();
                let typed = self.source[at.clone()].trim_end().to_owned();
                let block = self.block(Kind::Raw(typed), at.start);
                self.blocks.push(block);
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag, at: Range<usize>) {
        match tag {
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::HtmlBlock => self.close(),
            Tag::Heading { level, .. } => {
                self.close();
                self.heading = Some(level as u8);
            }
            Tag::List(number) => {
                self.close();
                self.lists.push(number.is_some());
            }
            Tag::Item => {
                self.close();
                self.begins_item = true;
            }
            Tag::CodeBlock(kind) => {
                self.close();
                let name = match kind {
                    CodeBlockKind::Fenced(name) => name.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some(self.block(Kind::Code { name, text: String::new() }, at.start));
            }
            Tag::Table(_) => {
                self.close();
                self.head = Arc::default();
            }
            Tag::TableHead | Tag::TableRow => {
                self.close_cells();
                let (head, is_head) = (self.head.clone(), matches!(tag, Tag::TableHead));
                self.row = Some(self.block(Kind::Row { cells: Vec::new(), head, is_head }, at.start));
            }
            Tag::TableCell => self.cell = Some(Words::default()),
            Tag::Strong => self.mark(Mark::Strong),
            Tag::Emphasis => self.mark(Mark::Emphasis),
            Tag::Link { link_type, dest_url, .. } => {
                use pulldown_cmark::LinkType::{Autolink, Email};
                // An address that shows itself was typed.
                let shows_itself = matches!(link_type, Autolink | Email);
                self.mark(if shows_itself { Mark::Plain } else { Mark::Link(dest_url.to_string()) });
                self.goes_on |= shows_itself && self.marks.len() == 1;
            }
            Tag::Image { .. } => self.mark(Mark::Plain),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::HtmlBlock => self.close(),
            TagEnd::Heading(_) => {
                self.close();
                self.heading = None;
            }
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
            }
            TagEnd::CodeBlock => self.blocks.extend(self.code.take()),
            TagEnd::TableCell => {
                let cell = self.cell.take().unwrap_or_default();
                if let Some(Block { kind: Kind::Row { cells, .. }, .. }) = &mut self.row {
                    cells.push(cell);
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => self.close_cells(),
            TagEnd::Table => self.group += 1,
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link | TagEnd::Image => {
                let was_plain = self.marks.pop() == Some(Mark::Plain);
                self.goes_on &= was_plain || !self.marks.is_empty();
            }
            _ => {}
        }
    }

    fn mark(&mut self, mark: Mark) {
        let is_outermost = self.marks.is_empty();
        self.goes_on &= !is_outermost || mark == Mark::Plain;
        self.marks.push(mark);
    }

    /// A block that begins here. What belongs together has one group until something else begins.
    fn block(&mut self, kind: Kind, at: usize) -> Block {
        let line = self.starts.partition_point(|start| *start <= at);
        Block { line, kind, words: Words::default(), depth: self.lists.len(), group: self.group }
    }

    fn push(&mut self, text: &str, at: Range<usize>) {
        let words = match &mut self.cell {
            Some(cell) => cell,
            None => {
                if self.open.is_none() {
                    let kind = match (self.heading, std::mem::take(&mut self.begins_item), self.lists.last()) {
                        (Some(level), ..) => Kind::Heading(level),
                        (_, true, Some(ordered)) => Kind::Item { ordered: *ordered },
                        (_, _, Some(_)) => Kind::More,
                        _ => Kind::Paragraph,
                    };
                    self.open = Some(self.block(kind, at.start));
                    self.goes_on = false;
                }
                let Some(open) = &mut self.open else { return };
                &mut open.words
            }
        };
        let mark = self.marks.first().unwrap_or(&Mark::Plain);
        match words.0.last_mut().filter(|last| last.mark == *mark && (self.goes_on || *mark == Mark::Plain)) {
            Some(last) => last.text.push_str(text),
            None => words.0.push(Span { mark: mark.clone(), text: text.to_owned() }),
        }
        self.goes_on = true;
    }

    fn close(&mut self) {
        self.close_cells();
        if let Some(block) = self.open.take() {
            let is_of_list = matches!(block.kind, Kind::Item { .. } | Kind::More);
            self.blocks.push(block);
            if !is_of_list {
                self.group += 1;
            }
        } else if self.lists.is_empty() {
            self.group += 1;
        }
    }

    fn close_cells(&mut self) {
        self.cell = None;
        let Some(mut row) = self.row.take() else { return };
        if let Kind::Row { cells, head, is_head: true } = &mut row.kind {
            *head = cells.iter().map(Words::plain).collect();
            self.head = head.clone();
        }
        self.blocks.push(row);
    }
}
