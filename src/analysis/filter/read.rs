//! From an expression as it is spelled to a filter, and what of it could not be taken.

use std::ops::Range;

use super::fields::{FIELDS, Field, Unread, Way};
use super::nearest::instead;
use super::saved::{SAVED, saved};
use super::spelled::{Spelled, Value, can_be_written, spelled, written};
use super::term::{Alternative, Term, Test};
use super::words::{Phrase, Word, is_name};
use super::{Filter, Problem, Reading};

/// Reads an expression; while it is being typed, its last value may be unfinished.
pub(super) fn read(text: &str, reading: &Reading, typing: bool) -> (Filter, Vec<Problem>) {
    Reader { text, reading, typing, is_saved: false, problems: Vec::new() }.read()
}

/// Reads the expression of a saved filter, which stands on its own.
pub(super) fn read_saved(text: &str, reading: &Reading) -> (Filter, Vec<Problem>) {
    Reader { text, reading, typing: false, is_saved: true, problems: Vec::new() }.read()
}

struct Reader<'a> {
    text: &'a str,
    reading: &'a Reading,
    typing: bool,
    is_saved: bool,
    problems: Vec<Problem>,
}

/// What a value that is being typed can still become is not looked at if that is more than this.
const MOST: usize = 20;

impl Reader<'_> {
    fn read(mut self) -> (Filter, Vec<Problem>) {
        let terms = spelled(self.text).iter().filter_map(|spelled| self.term(spelled)).collect();
        (Filter { terms }, self.problems)
    }

    /// None where it restricts nothing.
    fn term(&mut self, spelled: &Spelled) -> Option<Term> {
        let (field, any) = match spelled.head {
            None => ("", self.words(spelled)),
            Some(head) => {
                let Some(field) = Field::named(head) else {
                    self.no_field(spelled, head);
                    return None;
                };
                let any =
                    spelled.values.iter().flat_map(|value| self.values(field, value.text.trim(), value)).collect();
                self.nothing_said(spelled, Some(field));
                (field.name, any)
            }
        };
        Some(Term { negated: spelled.negated, field, any }).filter(|term: &Term| !term.any.is_empty())
    }

    fn problem(&mut self, range: Range<usize>, message: String, is_wrong: bool) {
        self.problems.push(Problem { range, message, is_wrong });
    }

    fn no_field(&mut self, spelled: &Spelled, head: &str) {
        let names = FIELDS.iter().filter_map(|field| field.name.strip_suffix(':'));
        let there = instead(head, names);
        let range = spelled.range.start..spelled.range.start + head.len() + 1;
        self.problem(range, format!("there is no field “{head}:” (in quotes it is a word); {there}"), true);
    }

    /// Tells of a term without any value, unless one is still to come.
    fn nothing_said(&mut self, spelled: &Spelled, field: Option<&Field>) {
        let is_empty = |value: &Value| match field {
            Some(_) => value.text.trim().is_empty(),
            None => matches!(value.text.as_str(), "" | "#" | "@") && !value.quoted,
        };
        if !spelled.values.iter().all(is_empty) || self.typing && spelled.whole.end == self.text.len() {
            return;
        }
        let message = match field {
            Some(field) => format!("“{}” wants {}, as in {}", field.name, field.values, field.example),
            None => format!("there is nothing to look for in “{}”", &self.text[spelled.whole.clone()]),
        };
        self.problem(spelled.whole.clone(), message, true);
    }

    /// Whether more of it may follow.
    fn is_unfinished(&self, value: &Value) -> bool {
        self.typing && value.range.end == self.text.len() && (!value.quoted || value.open)
    }

    /// Whether a quote of it stays open; then that is said.
    fn is_unclosed(&mut self, value: &Value) -> bool {
        let is_unclosed = value.open && !self.typing;
        if is_unclosed {
            self.problem(value.range.clone(), "a quote is opened here and not closed".to_owned(), true);
        }
        is_unclosed
    }

    /// What a value of a field means; of one that is being typed, everything that it can become.
    fn values(&mut self, field: &'static Field, said: &str, value: &Value) -> Vec<Alternative> {
        if said.is_empty() {
            return Vec::new();
        }
        if self.is_unclosed(value) {
            return Vec::new();
        }
        let Unread { message, means } = match self.test(field, said) {
            Ok(test) => return vec![field.saying(said, test)],
            Err(unread) => unread,
        };
        if self.is_unfinished(value) {
            let Some(known) = field.known else { return Vec::new() };
            let mut known: Vec<String> = known(self.reading).into_iter().map(|choice| choice.text).collect();
            known.retain(|name| begins(name, said) && can_be_written(name));
            if !known.is_empty() {
                if known.len() > MOST {
                    return Vec::new();
                }
                let found = known.iter().filter_map(|name| Some(field.saying(name, self.test(field, name).ok()?)));
                return found.collect();
            }
        }
        self.problem(value.range.clone(), message, means.is_none());
        means.map(|test| field.saying(said, test)).into_iter().collect()
    }

    fn test(&self, field: &Field, said: &str) -> Result<Test, Unread> {
        match field.way {
            Way::Value(read) => read(said, self.reading),
            Way::Saved => self.saved(said),
            Way::Words => Ok(Test::Word(Word::new(said))),
        }
    }

    fn saved(&self, said: &str) -> Result<Test, Unread> {
        if self.is_saved {
            let message = "a saved filter stands on its own: no “filter:” within it".to_owned();
            return Err(Unread::wrong(message));
        }
        let Some((name, expression)) = saved(said, &self.reading.own) else {
            let own = self.reading.own.iter().map(|own| own.name.as_str());
            let there = instead(said, own.chain(SAVED.iter().map(|saved| saved.name)));
            return Err(Unread::wrong(format!("there is no saved filter “{said}”; {there}")));
        };
        let (filter, problems) = read_saved(expression, self.reading);
        match problems.into_iter().find(|problem| problem.is_wrong) {
            Some(problem) => Err(Unread::wrong(format!("the saved filter “{name}” can't be read: {problem}"))),
            None => Ok(Test::Saved(filter)),
        }
    }

    /// A term without a field: words, labels, people, and hypotheses by their names.
    fn words(&mut self, spelled: &Spelled) -> Vec<Alternative> {
        self.nothing_said(spelled, None);
        let first = spelled.values.first().filter(|first| !first.quoted);
        // In `#db,cache` the sign holds for both.
        let sign = first.and_then(|first| Field::of_sign(&first.text));
        spelled.values.iter().flat_map(|value| self.word(value, sign)).collect()
    }

    fn word(&mut self, value: &Value, sign: Option<&'static Field>) -> Vec<Alternative> {
        let said = value.text.as_str();
        if value.quoted {
            return self.phrase(value);
        }
        let own_sign = Field::of_sign(said);
        if let Some(field) = own_sign.or(sign) {
            let name = if own_sign.is_some() { &said[field.name.len()..] } else { said };
            if is_name(&name.to_lowercase()) {
                return self.values(field, name, value);
            }
            return if name.is_empty() { Vec::new() } else { vec![plain(format!("{}{name}", field.name))] };
        }
        let is_known = |label: &str| self.reading.hypotheses.iter().any(|known| known.label == label);
        match said {
            "" => Vec::new(),
            _ if is_known(said) && can_be_written(said) => {
                let field = Field::named("hypothesis").and_then(|field| self.test(field, said).ok());
                field.map(|test| Alternative { said: said.to_owned(), test }).into_iter().collect()
            }
            _ => vec![plain(said.to_owned())],
        }
    }

    fn phrase(&mut self, value: &Value) -> Vec<Alternative> {
        if self.is_unclosed(value) {
            return Vec::new();
        }
        if value.open && value.text.is_empty() {
            return Vec::new();
        }
        let said = format!("\"{}{}", value.text, if value.open { "" } else { "\"" });
        vec![Alternative { said, test: Test::Phrase(Phrase::new(&value.text, value.open)) }]
    }
}

fn plain(said: String) -> Alternative {
    Alternative { test: Test::Word(Word::new(&said)), said }
}

/// Whether a name begins like this, in capitals or not.
pub(super) fn begins(name: &str, typed: &str) -> bool {
    let mut name = name.chars().flat_map(char::to_lowercase);
    typed.chars().flat_map(char::to_lowercase).all(|typed| name.next() == Some(typed))
}

impl Field {
    /// A value of it, as it is written behind its name.
    fn saying(&self, said: &str, test: Test) -> Alternative {
        let sign = if self.has_colon() { "" } else { self.name };
        Alternative { said: format!("{sign}{}", written(said)), test }
    }
}
