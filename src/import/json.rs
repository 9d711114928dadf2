//! JSON of other programs: what it looks like, and that it is whole before anything of it is believed.
//!
//! A text is gone through once before it is read: a key that stands twice in an object, a number that
//! no number can hold, or brackets within brackets without end are refused, with their place.

use std::collections::{BTreeSet, HashSet};
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{MOST_EVENTS, NotReadable};

/// Whether a text begins as JSON does, and as no other text would: `{"`, `[{`, brackets in brackets.
pub(super) fn looks_like_it(text: &str) -> bool {
    let mut signs = plain(text).chars().filter(|c| !c.is_whitespace());
    matches!(
        (signs.next(), signs.next(), signs.next()),
        (Some('{'), None | Some('"' | '}'), _)
            | (Some('['), Some('{'), _)
            | (Some('['), Some('['), Some('[' | '{' | '"'))
            | (Some('['), Some(']') | None, None)
    )
}

fn plain(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// What can be seen of JSON from afar.
#[derive(Default)]
pub(super) struct Shape {
    /// The first value is a list.
    pub is_list: bool,
    /// The keys of that value, or of the first thing in that list.
    pub keys: BTreeSet<String>,
}

impl Shape {
    /// The shape of the first value of a text; none of what is no JSON.
    pub fn of(text: &str) -> Option<Shape> {
        if !looks_like_it(text) {
            return None;
        }
        serde_json::Deserializer::from_str(plain(text)).into_iter::<Shape>().next()?.ok()
    }

    pub fn has(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.keys.contains(*key))
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Shape, D::Error> {
        struct Seen;
        impl<'de> Visitor<'de> for Seen {
            type Value = Shape;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object or a list of some")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
                let mut shape = Shape::default();
                while let Some((key, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
                    if shape.keys.len() < MOST_KEYS {
                        shape.keys.insert(key);
                    }
                }
                Ok(shape)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Shape, A::Error> {
                let first = list.next_element::<Shape>()?.unwrap_or_default();
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Shape { is_list: true, ..first })
            }
        }
        deserializer.deserialize_any(Seen)
    }
}

/// Every value of a text: one, several one after the other, or one a line.
///
/// # Errors
/// [`NotReadable`] with the place of the first that is not whole, or not of this kind.
pub(super) fn values<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, NotReadable> {
    let text = plain(text);
    let refused = |error: serde_json::Error| NotReadable(format!("this JSON can't be read: {error}"));
    let mut things = 0;
    let mut walked = serde_json::Deserializer::from_str(text);
    // What stands behind the last value is blank.
    while walked.end().is_err() {
        Whole { depth: 0, things: &mut things }.deserialize(&mut walked).map_err(refused)?;
    }
    serde_json::Deserializer::from_str(text).into_iter::<T>().collect::<Result<_, _>>().map_err(refused)
}

/// A value that is gone through, and of which nothing is kept: all its objects so deep, how many of
/// them there were.
struct Whole<'a> {
    depth: usize,
    things: &'a mut usize,
}

/// What can become an event lies no deeper.
const DEEPEST: usize = 3;
/// No object that is meant has more keys.
const MOST_KEYS: usize = 10_000;

impl Whole<'_> {
    fn inner(&mut self) -> Whole<'_> {
        Whole { depth: self.depth + 1, things: self.things }
    }
}

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(self.inner())?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        *self.things += usize::from(self.depth <= DEEPEST);
        if *self.things > MOST_EVENTS {
            return Err(A::Error::custom(format!("there is more in it than {MOST_EVENTS} events")));
        }
        let mut keys = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            map.next_value_seed(self.inner())?;
            if keys.len() == MOST_KEYS {
                return Err(A::Error::custom(format!("an object in it has more than {MOST_KEYS} keys")));
            }
            if let Some(again) = keys.replace(key) {
                return Err(A::Error::custom(format!("the key “{}” stands twice in one object", again.escape_debug())));
            }
        }
        Ok(())
    }
}
