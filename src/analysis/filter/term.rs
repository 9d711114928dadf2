//! A term: what is asked of a row, and whether it holds.

use std::fmt;

use super::kinds::Kind;
use super::words::{self, Phrase, Word};
use super::{Filter, FilterContext};
use crate::analysis::{Listing, Row, Trait};
use crate::time::Moment;
use crate::timeline::{Event, RecordId, Tag, Timeline, marked_words};

/// What stands between two blanks: one of several alternatives holds, or, negated, none of them.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Term {
    pub negated: bool,
    /// `tag:`; empty where each alternative says itself what it is.
    pub field: &'static str,
    pub any: Vec<Alternative>,
}

/// One value of a term, as it is written there.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Alternative {
    pub said: String,
    pub test: Test,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Test {
    Tag(Tag),
    By(String),
    /// Speaks of a time that is not wholly before or after these.
    During(Option<Moment>, Option<Moment>),
    Is(&'static Kind),
    Not(&'static Kind),
    Word(Word),
    Phrase(Phrase),
    Role(String),
    Label(String),
    Person(String),
    Hypotheses(Vec<RecordId>),
    Saved(Filter),
}

/// What a row can be asked for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub row: &'a Row,
    pub listing: &'a Listing,
    pub timeline: &'a Timeline,
    pub context: &'a FilterContext,
}

/// What it takes to tell, the least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Cost {
    /// A look at the row.
    Row,
    /// A look at its text.
    Text,
    /// The event itself.
    LookedUp,
}

impl<'a> Asked<'a> {
    pub fn is(self, one: Trait) -> bool {
        self.row.traits.has(one)
    }

    /// In small letters.
    pub fn text(self) -> &'a str {
        self.listing.text(self.row)
    }

    pub fn event(self) -> Option<&'a Event> {
        self.timeline.event(self.row.id)
    }
}

impl Term {
    pub fn cost(&self) -> Cost {
        self.any.iter().map(|one| one.test.cost()).max().unwrap_or(Cost::Row)
    }

    pub fn holds(&self, asked: Asked) -> bool {
        self.any.iter().any(|one| one.test.holds(asked)) != self.negated
    }

    /// Whether it ends in a name that could be the beginning of another.
    pub fn ends_in_a_name(&self) -> bool {
        let names = |test: &Test| matches!(test, Test::By(_) | Test::Label(_) | Test::Person(_) | Test::Hypotheses(_));
        self.any.last().is_some_and(|last| names(&last.test))
    }

    /// Whether the other is sure to hold wherever this does.
    pub fn implies(&self, other: &Term) -> bool {
        let within = |some: &Term, all: &Term| {
            some.any.iter().all(|one| all.any.iter().any(|other| one.test.implies(&other.test)))
        };
        match (self.negated, other.negated) {
            (false, false) => within(self, other),
            (true, true) => within(other, self),
            _ => false,
        }
    }
}

impl Test {
    fn cost(&self) -> Cost {
        match self {
            Test::Tag(_) | Test::By(_) | Test::During(..) => Cost::Row,
            Test::Is(kind) | Test::Not(kind) => kind.cost,
            Test::Word(_) | Test::Phrase(_) | Test::Role(_) | Test::Label(_) | Test::Person(_) => Cost::Text,
            Test::Hypotheses(_) => Cost::LookedUp,
            Test::Saved(filter) => filter.terms.iter().map(Term::cost).max().unwrap_or(Cost::Row),
        }
    }

    fn holds(&self, asked: Asked) -> bool {
        let row = asked.row;
        match self {
            Test::Tag(tag) => row.tag == Some(*tag),
            Test::By(name) => words::is_same(asked.listing.by(row), name),
            Test::During(from, to) => {
                let is_in = |at: Moment| {
                    from.is_none_or(|from| row.end.map_or(at, |end| end.max(at)) >= from)
                        && to.is_none_or(|to| at <= to)
                };
                row.at.is_some_and(is_in)
            }
            Test::Is(kind) => (kind.holds)(asked),
            Test::Not(kind) => !(kind.holds)(asked),
            Test::Word(word) => word.is_in(asked.text()),
            Test::Phrase(phrase) => phrase.is_in(asked.text()),
            Test::Role(role) => held(asked.listing, row).is_some_and(|(said, _)| said == role),
            Test::Label(label) => has_marked(asked.text(), '#', label),
            Test::Person(name) => {
                let holds_a_role = held(asked.listing, row).is_some_and(|(_, held_by)| held_by == name);
                holds_a_role || has_marked(asked.text(), '@', name)
            }
            Test::Hypotheses(known) => {
                let speaks = |event: &Event| event.hypotheses().any(|id| known.contains(&id));
                asked.is(Trait::Linked) && asked.event().is_some_and(speaks)
            }
            Test::Saved(filter) => filter.terms.iter().all(|term| term.holds(asked)),
        }
    }

    /// Whether the other is sure to hold wherever this does.
    fn implies(&self, other: &Test) -> bool {
        match (self, other) {
            (Test::Word(word), Test::Word(other)) => word.implies(other),
            (Test::Phrase(phrase), Test::Phrase(other)) => phrase.implies(other),
            (Test::During(from, to), Test::During(other_from, other_to)) => {
                let begins_later = other_from.is_none_or(|other| from.is_some_and(|from| from >= other));
                let ends_earlier = other_to.is_none_or(|other| to.is_some_and(|to| to <= other));
                begins_later && ends_earlier
            }
            (Test::Hypotheses(some), Test::Hypotheses(all)) => some.iter().all(|id| all.contains(id)),
            (Test::Saved(filter), Test::Saved(other)) => filter.narrows(other),
            _ => self == other,
        }
    }
}

/// Which role it says and who holds it from then on: `ic` and `ana` of `ic: ana`.
pub(super) fn held<'a>(listing: &'a Listing, row: &Row) -> Option<(&'a str, &'a str)> {
    let text = row.tag.filter(|tag| *tag == Tag::Role).map(|_| listing.text(row))?;
    let (role, held_by) = text.split_once(':')?;
    Some((role, held_by.trim().trim_start_matches('@')))
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.negated { "-" } else { "" })?;
        f.write_str(self.field)?;
        for (position, one) in self.any.iter().enumerate() {
            write!(f, "{}{}", if position == 0 { "" } else { "," }, one.said)?;
        }
        Ok(())
    }
}

/// Whether a text has this name behind a sign, as [`Event::labels`] and [`Event::people`] find them.
fn has_marked(text: &str, sign: char, name: &str) -> bool {
    marked_words(text, sign).any(|(_, known)| known == name)
}
