//! Entries without a time: in a list whose other items have one, an item without is an entry that nobody
//! timed.

use std::ops::Range;

use super::entries::{Entry, Found, Shape};
use super::lines::{Kind, Line};
use super::{mentions, prose};

/// Adds to what was found the items between the first and the last entry that have no time of their own.
pub(super) fn add(found: &mut Found, lines: &[Line], range: Range<usize>) {
    let timed = found.entries.iter().filter(|entry| entry.shape == Shape::Item && entry.clock.is_some());
    let depths: Vec<usize> = timed.map(|entry| entry.depth).collect();
    let Some(depth) = depths.iter().copied().min().filter(|_| depths.len() >= 2) else { return };
    let first = found.entries.first().map_or(0, |entry| entry.number);
    let last = found.entries.last().map_or(0, |entry| entry.number);
    let mut without: Vec<Entry> = Vec::new();
    let mut is_open = false;
    for line in lines[range].iter().filter(|line| first < line.number && line.number < last) {
        match line.kind {
            Kind::Item { .. } if line.depth == depth => {
                is_open = !found.taken.contains(&line.number);
                if !is_open {
                    continue;
                }
                let entry = time_inside(line, &found.entries);
                without.push(entry.unwrap_or_else(|| Entry::new(None, &line.text, line, Shape::Item)));
            }
            Kind::Item { .. } | Kind::More if is_open => {
                if let Some(entry) = without.last_mut() {
                    entry.go_on(&line.text, if line.kind == Kind::More { " " } else { "; " });
                    entry.links.extend(line.links.iter().cloned());
                }
            }
            _ => continue,
        }
        found.taken.insert(line.number);
    }
    found.entries.extend(without);
    found.entries.sort_by_key(|entry| entry.number);
}

/// `The supplier was called at 2:20 PM.`: an item with its time in its first sentence, if
/// that lies between the times around it.
fn time_inside(line: &Line, entries: &[Entry]) -> Option<Entry> {
    let sentence = prose::sentences(&line.text).next()?;
    let mention = mentions::in_sentence(sentence).into_iter().next()?;
    let at = entries.partition_point(|entry| entry.number < line.number);
    /// The times around it are near, or tell nothing of it.
    const NEAR: usize = 32;
    let before = entries[..at].iter().rev().take(NEAR).find_map(|entry| entry.clock.as_ref()?.seconds())?;
    let after = entries[at..].iter().take(NEAR).find_map(|entry| entry.clock.as_ref()?.seconds())?;
    let own = mention.clock.seconds()?;
    let told = prose::told(&line.text);
    let text = told.iter().map(|told| told.text.as_str()).collect::<Vec<_>>().join(" ");
    (before <= own && own <= after).then(|| Entry::new(Some(mention.clock), &text, line, Shape::Item))
}
