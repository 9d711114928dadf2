//! Action items: lists, tables with owner and state, boxes, and sentences that promise something.

use std::collections::BTreeSet;

use super::item;
use super::lines::{Kind, Line};
use super::parts::{self, Part};
use super::{promises, prose, template};
use crate::import::Item;
use crate::timeline::{ACTION_STATES, ActionChange};

/// The items of a part that says what is to be done, and the lines that they took.
pub(super) fn items(lines: &[Line], part: &Part) -> (Vec<Item>, BTreeSet<usize>) {
    let body = &lines[part.lines.clone()];
    let mut reading = Reading::default();
    for block in body.chunk_by(|a, b| a.block == b.block) {
        match &block[0].kind {
            Kind::Row(_) => reading.table(block),
            // What goes on an item that is none of these is a paragraph.
            Kind::More if reading.depth == 0 && !reading.is_headed => reading.paragraph(block),
            Kind::Text => reading.paragraph(block),
            Kind::Item { .. } | Kind::More => block.iter().for_each(|line| reading.line(line)),
            _ => {}
        }
    }
    reading.take_leads(body);
    if reading.items.is_empty() {
        // Sentences count only where nothing is listed.
        let paragraphs = body.chunk_by(|a, b| a.block == b.block).filter(|block| block[0].kind == Kind::Text);
        return (
            paragraphs
                .flat_map(|block| {
                    sentences(block, |sentence| promises::is_promise(sentence) || promises::asks(sentence))
                })
                .collect(),
            BTreeSet::new(),
        );
    }
    (reading.items, reading.taken)
}

/// What the paragraphs of a document promise, where no part of it says what is to be done. What happened is no
/// promise, whatever its words.
pub(super) fn promised(lines: &[Line], taken: &BTreeSet<usize>) -> Vec<Item> {
    let paragraphs = lines.chunk_by(|a, b| a.block == b.block).filter(|block| block[0].kind == Kind::Text);
    let is_free = |block: &&[Line]| !block.iter().any(|line| taken.contains(&line.number));
    // Nor is what one asks oneself, and its answer.
    let is_asked = |block: &&[Line]| {
        let label = block[0].text.trim_start_matches(['_', '*']).get(..2).unwrap_or_default();
        ["Q:", "A:"].contains(&label)
    };
    let free = paragraphs.filter(is_free).filter(|block| !is_asked(block));
    free.flat_map(|block| sentences(block, promises::is_promise)).collect()
}

/// The sentences of a paragraph that are items.
fn sentences(block: &[Line], is_item: fn(&str) -> bool) -> Vec<Item> {
    let text = prose::joined(block);
    let found = prose::sentences(&text).filter(|sentence| is_item(sentence));
    let item = |sentence: &str| Item {
        change: ActionChange { text: Some(sentence.to_owned()), ..ActionChange::default() },
        line: block[0].number,
    };
    found.map(item).collect()
}

#[derive(Default)]
struct Reading {
    items: Vec<Item>,
    taken: BTreeSet<usize>,
    /// The list depth of the items; what lies deeper says more of them.
    depth: usize,
    /// How far the first of them is set in; what is set in as far is beside it, however deep it lies.
    column: usize,
    /// The item before only heads what stands below it.
    is_headed: bool,
}

impl Reading {
    /// A line of a list.
    fn line(&mut self, line: &Line) {
        let is_first = self.items.is_empty() || self.depth == 0;
        match line.kind {
            Kind::Item { done } if is_first || line.depth <= self.depth || line.column <= self.column => {
                self.is_headed = is_heading_of_items(line);
                if self.is_headed {
                    return;
                }
                if is_first {
                    // A box stands before the words.
                    self.column = if done.is_none() { line.column } else { 0 };
                }
                self.depth = line.depth;
                self.item(line, done);
            }
            Kind::More if self.is_headed && line.text.starts_with(char::is_uppercase) => self.item(line, None),
            _ => self.go_on(line),
        }
    }

    fn item(&mut self, line: &Line, done: Option<bool>) {
        let Some(text) = to_be_done(&line.text) else { return };
        let mut change = item::read(text);
        if let Some(done) = done {
            change.state = Some(ACTION_STATES[usize::from(done)].to_owned());
        }
        self.push(change, line.number);
    }

    fn push(&mut self, change: ActionChange, line: usize) {
        self.taken.insert(line);
        if !change.text.as_deref().is_none_or(template::is_hollow) {
            self.items.push(Item { change, line });
        }
    }

    fn go_on(&mut self, line: &Line) {
        let Some(last) = self.items.last_mut() else { return };
        self.taken.insert(line.number);
        if let Some(text) = &mut last.change.text {
            let joint = if matches!(line.kind, Kind::More) || text.ends_with(':') { " " } else { "; " };
            text.push_str(joint);
            text.push_str(&line.text);
        }
    }

    fn table(&mut self, rows: &[Line]) {
        for (change, row) in item::of_table(rows) {
            // The header, and the rule below it.
            self.taken.extend([rows[0].number, rows[0].number + 1]);
            self.push(change, row);
        }
    }

    /// Lines of a paragraph are items where each is one: a title with what it means below it, a label with its
    /// words, a sentence that asks for something.
    fn paragraph(&mut self, lines: &[Line]) {
        let is_title = |line: &Line| line.text.ends_with(':') && line.text.split_whitespace().count() <= 8;
        let pairs = lines.iter().filter(|line| is_title(line)).count();
        if pairs >= 2 && pairs * 2 == lines.len() {
            for pair in lines.chunks(2) {
                self.push(item::read(&prose::joined(pair)), pair[0].number);
                self.taken.extend(pair.iter().map(|line| line.number));
            }
            return;
        }
        let labelled = || lines.iter().filter(|line| has_label(&line.text));
        if lines.len() >= 2 && labelled().count() * 3 >= lines.len() * 2 {
            labelled().for_each(|line| self.push(item::read(&line.text), line.number));
            return;
        }
        let sentences: Vec<&Line> = lines.iter().filter(|line| !is_title(line)).collect();
        let asks = |line: &&&Line| match lines.len() {
            1 => promises::asks(&line.text) && prose::sentences(&line.text).nth(1).is_none(),
            _ => promises::is_imperative(&line.text),
        };
        if sentences.iter().all(|line| is_whole(&line.text))
            && sentences.iter().filter(asks).count() * 2 > sentences.len()
        {
            sentences.iter().for_each(|line| self.push(item::read(&line.text), line.number));
        }
    }

    /// What only leads to the list below it says nothing without it.
    fn take_leads(&mut self, body: &[Line]) {
        for lines in body.windows(2) {
            let leads = matches!(lines[0].kind, Kind::Text | Kind::More) && lines[0].text.ends_with(':');
            if leads && self.taken.contains(&lines[1].number) {
                self.taken.insert(lines[0].number);
            }
        }
    }
}

/// `Monitoring: add an alert for the queue`
fn has_label(text: &str) -> bool {
    let label = text.split_once(": ").map(|(label, _)| label);
    label.is_some_and(|label| label.split_whitespace().count() <= 6 && label.starts_with(char::is_uppercase))
}

/// Whether a line is a sentence from its beginning to its end.
fn is_whole(text: &str) -> bool {
    text.ends_with(['.', ';', '!']) && text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// What an item says is to be done; none where its label says that it tells something else: what went well,
/// what was learned, a remark.
fn to_be_done(text: &str) -> Option<&str> {
    const ELSE: [&str; 5] = ["went well", "went badly", "lucky", "lessons learned", "impact"];
    if text.starts_with("Note that ") {
        return None;
    }
    let Some((label, words)) = text.split_once(':') else { return Some(text) };
    match parts::topic_called(label) {
        Some(topic) if ELSE.contains(&topic) => None,
        Some("action items") => Some(words.trim()).filter(|words| !words.is_empty()),
        _ => Some(text),
    }
}

/// Whether an item only heads those below it.
fn is_heading_of_items(line: &Line) -> bool {
    line.text.ends_with(':') && line.text.split_whitespace().count() <= 6
        || line.is_all_strong() && line.text.split_whitespace().count() <= 2
}
