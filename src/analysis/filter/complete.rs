//! What can stand where the caret stands in an expression.

use std::ops::Range;

use super::Reading;
use super::fields::{FIELDS, Field};
use super::read::begins;
use super::spelled::{Spelled, Value, can_be_written, spelled, written};

/// What can be put in at the caret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// What a choice takes the place of, in bytes.
    pub range: Range<usize>,
    /// The most likely first.
    pub choices: Vec<Choice>,
}

/// Something that can be put in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    pub text: String,
    pub help: String,
}

impl Choice {
    pub(super) fn new(text: &str, help: impl Into<String>) -> Choice {
        Choice { text: text.to_owned(), help: help.into() }
    }
}

/// What can stand at the caret, a place in bytes, of an expression.
pub fn complete(text: &str, caret: usize, reading: &Reading) -> Completion {
    let caret = text.floor_char_boundary(caret);
    let terms = spelled(text);
    let Some(term) = terms.iter().find(|term| term.whole.start <= caret && caret <= term.whole.end) else {
        return Completion { range: caret..caret, choices: terms_like("", reading) };
    };
    let Some(place) = term.values.iter().position(|value| value.range.start <= caret && caret <= value.range.end)
    else {
        let typed = text.get(term.range.start..caret).unwrap_or_default();
        let range = term.range.start.min(caret)..term.values[0].range.start.max(caret);
        return Completion { range, choices: fields_like(typed) };
    };
    let value = &term.values[place];
    let typed: String = text[value.range.start..caret].chars().filter(|c| *c != '"').collect();
    let mut choices = choices(term, value, &typed, place, reading);
    // What stands there already is nothing to choose.
    choices.retain(|choice| choices_beside(term, place).all(|beside| beside != choice.text));
    if choices.len() == 1 && choices[0].text == text[value.range.clone()] {
        choices.clear();
    }
    Completion { range: value.range.clone(), choices }
}

/// The other values of a term, as they are written.
fn choices_beside(term: &Spelled, place: usize) -> impl Iterator<Item = String> {
    let others = term.values.iter().enumerate().filter(move |(other, _)| *other != place);
    others.map(|(_, value)| written(value.text.trim()))
}

fn choices(term: &Spelled, value: &Value, typed: &str, place: usize, reading: &Reading) -> Vec<Choice> {
    if let Some(head) = term.head {
        return Field::named(head).map_or_else(Vec::new, |field| values_like(field, typed, reading));
    }
    if value.quoted {
        return Vec::new();
    }
    let first = term.values.first().map_or("", |first| first.text.as_str());
    match Field::of_sign(typed).or_else(|| Field::of_sign(first)) {
        Some(field) => {
            let mut choices = values_like(field, typed.strip_prefix(field.name).unwrap_or(typed), reading);
            choices.retain(|choice| !choice.text.starts_with('"'));
            choices.iter_mut().for_each(|choice| choice.text.insert_str(0, field.name));
            choices
        }
        None if place > 0 => Vec::new(),
        None => terms_like(typed, reading),
    }
}

/// The values of a field that begin like this, then those of which another word does.
fn values_like(field: &Field, typed: &str, reading: &Reading) -> Vec<Choice> {
    let typed = typed.trim_start();
    let known = field.known.map_or_else(Vec::new, |known| known(reading));
    let known = known.into_iter().filter(|choice| can_be_written(&choice.text));
    let (mut found, others): (Vec<Choice>, Vec<Choice>) = known.partition(|choice| begins(&choice.text, typed));
    let inner = |choice: &Choice| {
        let mut words = choice.text.split(|c: char| !c.is_alphanumeric());
        words.any(|word| begins(word, typed))
    };
    found.extend(others.into_iter().filter(inner));
    found.iter_mut().for_each(|choice| choice.text = written(&choice.text));
    found
}

fn fields_like(typed: &str) -> Vec<Choice> {
    let fields = FIELDS.iter().filter(|field| field.known.is_some() || field.has_colon() || field.name == "-");
    let fields = fields.filter(|field| [field.name, field.also].iter().any(|name| begins(name, typed)));
    fields.map(|field| Choice::new(field.name, field.help)).collect()
}

/// Whole terms that begin like this: fields, saved filters, and what stands behind a field but is
/// typed without it.
fn terms_like(typed: &str, reading: &Reading) -> Vec<Choice> {
    let mut found = fields_like(typed);
    let mut add = |name: &str, choices: Vec<Choice>| {
        found.extend(choices.into_iter().map(|choice| Choice { text: format!("{name}{}", choice.text), ..choice }));
    };
    let field = |name: &str| Field::named(name).map_or_else(Vec::new, |field| values_like(field, typed, reading));
    if !typed.is_empty() {
        add("tag:", field("tag"));
        add("is:", field("is"));
        let labels = field("hypothesis").into_iter().filter(|choice| choice.text.starts_with('H'));
        add("", labels.collect());
    }
    add("filter:", field("filter"));
    found
}
