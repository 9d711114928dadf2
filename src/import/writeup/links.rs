//! Which hypothesis an event rules out or confirms: one that is open and speaks of the same.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::entries::Entry;
use super::prose::words_of;
use crate::timeline::Tag;

/// The hypothesis that each event rules out or confirms, by its place: one that is open and speaks of
/// the same.
pub(super) fn links(entries: &[Entry], tags: &[Tag]) -> Vec<Option<usize>> {
    let mut open: Vec<(usize, Vec<String>)> = Vec::new();
    let mut found = vec![None; tags.len()];
    /// So many theories are followed at a time.
    const MOST: usize = 32;
    for (at, tag) in tags.iter().enumerate() {
        let words = || telling(&entries[at].text);
        match tag {
            Tag::Hypothesis => {
                if open.len() == MOST {
                    open.remove(0);
                }
                open.push((at, words()));
            }
            Tag::MisleadingPath | Tag::Cause if !open.is_empty() => {
                let words = words();
                let shared = |known: &[String]| known.iter().filter(|word| words.contains(word)).count();
                let best = open.iter().enumerate().max_by_key(|(place, (_, known))| (shared(known), *place));
                if let Some(place) = best.filter(|(_, (_, known))| shared(known) > 0).map(|(place, _)| place) {
                    found[at] = Some(open.remove(place).0);
                }
            }
            _ => {}
        }
    }
    found
}

/// What every story of an outage says.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| COMMON_WORDS.split_whitespace().collect());

const COMMON_WORDS: &str = "\
    issue issues problem team teams engineer engineers initial initially first there that this with \
    from been were have might could would possible potential cause root found investigation \
    investigate investigating investigated suspected assumed assumption thought related incident \
    outage error errors some after before then into being about other which their they what when \
    where showed shows check checked path misleading revealed likely began started also because";

/// The beginnings of the words by which two texts can be known to speak of the same thing.
fn telling(text: &str) -> Vec<String> {
    const LEAST: usize = 4;
    const BEGINNING: usize = 6;
    let head = &text[..text.floor_char_boundary(400)];
    let words = words_of(head).map(|(_, word)| word.to_lowercase());
    let words = words.filter(|word| word.chars().count() >= LEAST && !COMMON.contains(word.as_str()));
    let mut found: Vec<String> =
        words.map(|word| word.trim_end_matches('s').chars().take(BEGINNING).collect()).collect();
    found.sort();
    found.dedup();
    found
}
