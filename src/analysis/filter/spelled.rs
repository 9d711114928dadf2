//! An expression taken apart as it is spelled: terms, their fields and values, and where each stands.

use std::ops::Range;

/// A term as typed.
#[derive(Clone, Debug)]
pub(super) struct Spelled<'a> {
    pub negated: bool,
    pub whole: Range<usize>,
    /// Behind what negates it.
    pub range: Range<usize>,
    /// What stands before the colon, if that could be a field.
    pub head: Option<&'a str>,
    /// What stands between the commas; at least one, which may be empty.
    pub values: Vec<Value>,
}

/// A value as typed.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// Without quotes.
    pub text: String,
    /// With them.
    pub range: Range<usize>,
    pub quoted: bool,
    /// A quote was opened in it and not closed.
    pub open: bool,
}

/// The terms of an expression.
pub(super) fn spelled(text: &str) -> Vec<Spelled<'_>> {
    let mut terms = Vec::new();
    let mut start = None;
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        quoted ^= c == '"';
        match start {
            Some(from) if c.is_whitespace() && !quoted => {
                terms.push(term(text, from..at));
                start = None;
            }
            None if !c.is_whitespace() => start = Some(at),
            _ => {}
        }
    }
    terms.extend(start.map(|from| term(text, from..text.len())));
    terms
}

fn term(text: &str, whole: Range<usize>) -> Spelled<'_> {
    let mut rest = &text[whole.clone()];
    let mut negated = false;
    loop {
        // A comma before anything is between nothing.
        if let Some(behind) = rest.strip_prefix(',') {
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix('-').or_else(|| rest.strip_prefix("not:")) {
            (rest, negated) = (behind, !negated);
        } else {
            break;
        }
    }
    let range = whole.end - rest.len()..whole.end;
    let head = head(rest);
    let values = values(text, range.start + head.map_or(0, |head| head.len() + 1)..range.end);
    Spelled { negated, whole, range, head, values }
}

/// Letters before a colon; `10:15` and `http://…` are words.
fn head(term: &str) -> Option<&str> {
    let (head, rest) = term.split_once(':')?;
    let is_name = !head.is_empty() && head.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_name && !rest.starts_with("//")).then_some(head)
}

fn values(text: &str, range: Range<usize>) -> Vec<Value> {
    let empty = |at: usize| Value { text: String::new(), range: at..at, quoted: false, open: false };
    let mut values = vec![empty(range.start)];
    for (at, c) in text[range.clone()].char_indices() {
        let at = range.start + at;
        let Some(value) = values.last_mut() else { continue };
        match c {
            ',' if !value.open => {
                values.push(empty(at + 1));
                continue;
            }
            '"' => (value.quoted, value.open) = (true, !value.open),
            _ => value.text.push(c),
        }
        value.range.end = at + c.len_utf8();
    }
    values
}

/// A value as it is written in an expression: in quotes where it needs them.
pub(super) fn written(value: &str) -> String {
    let needs_quotes = value.is_empty() || value.contains(|c: char| c.is_whitespace() || c == ',');
    if needs_quotes { format!("\"{value}\"") } else { value.to_owned() }
}

/// Whether there is a way to write a value: nothing stands for a quote within quotes.
pub(super) fn can_be_written(value: &str) -> bool {
    !value.is_empty() && value.trim() == value && !value.contains('"')
}
