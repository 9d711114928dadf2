//! What two timelines of one document both tell is told once.

use std::collections::{BTreeSet, HashMap};

use super::entries::Entry;
use super::prose;

/// The entries of several timelines, each told once: where a second list tells most of another again, what
/// they share is left out, and the longer words are kept.
pub(super) fn told_once<'a>(lists: impl Iterator<Item = &'a [Entry]>) -> Vec<Entry> {
    let mut all = All::default();
    for list in lists {
        all.index();
        let again: Vec<Option<usize>> = list.iter().map(|entry| all.place_of(entry)).collect();
        let count = again.iter().flatten().count();
        let is_again = count >= 2 && count * 2 >= list.len().min(all.entries.len());
        for (entry, at) in list.iter().zip(again) {
            match at.filter(|_| is_again) {
                Some(at) => all.take_longer(at, entry),
                None => all.push(entry),
            }
        }
    }
    all.entries
}

#[derive(Default)]
struct All {
    entries: Vec<Entry>,
    /// By the time on the clock, of the lists that are complete.
    by_time: HashMap<u32, Vec<(usize, BTreeSet<String>)>>,
    indexed: usize,
}

impl All {
    /// Where this entry was told before: the same time, and most of the words.
    fn place_of(&self, entry: &Entry) -> Option<usize> {
        /// So many of one minute are looked at.
        const MOST: usize = 16;
        let known = self.by_time.get(&time_of(entry)?)?;
        let own = words_of(entry);
        known.iter().take(MOST).find(|(_, words)| are_the_same(&own, words)).map(|(at, _)| *at)
    }

    fn take_longer(&mut self, at: usize, entry: &Entry) {
        let known = &mut self.entries[at];
        if entry.text.len() > known.text.len() {
            let (clock, day) = (known.clock.take(), known.day);
            *known = Entry { clock, day, ..entry.clone() };
        }
    }

    fn push(&mut self, entry: &Entry) {
        self.entries.push(entry.clone());
    }

    /// Makes what is known so far, which are whole lists, to be found by its time.
    fn index(&mut self) {
        for (at, entry) in self.entries.iter().enumerate().skip(self.indexed) {
            if let Some(time) = time_of(entry) {
                self.by_time.entry(time).or_default().push((at, words_of(entry)));
            }
        }
        self.indexed = self.entries.len();
    }
}

fn time_of(entry: &Entry) -> Option<u32> {
    entry.clock.as_ref()?.seconds()
}

fn words_of(entry: &Entry) -> BTreeSet<String> {
    prose::words_of(&entry.text).take(60).map(|(_, word)| word.to_lowercase()).collect()
}

fn are_the_same(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let (shared, least) = (one.intersection(other).count(), one.len().min(other.len()));
    shared * 5 >= least * 3 && (shared >= 2 || shared == least)
}
