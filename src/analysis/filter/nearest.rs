//! What somebody meant who typed something else.

use super::read::begins;
use crate::words;

/// Longer than any name that there is: nobody meant one.
const LONGEST: usize = 40;

/// What there is instead of a word: `did you mean escalation?`, else the first of all that there are.
pub(super) fn instead<'a>(typed: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    if let Some(nearest) = nearest(typed, known.clone()) {
        return format!("did you mean {nearest}?");
    }
    const MOST: usize = 19;
    let names: Vec<String> = known.clone().take(MOST).map(str::to_owned).collect();
    match known.count() {
        0 => "there are none".to_owned(),
        all if all > MOST => format!("there are {} and others", names.join(", ")),
        _ => format!("there are {}", words::list(&names)),
    }
}

/// The name nearest to what was typed, if it is near: one that begins so, or one that is a slip or two away.
fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let letters: Vec<char> = typed.to_lowercase().chars().take(LONGEST + 1).collect();
    if letters.is_empty() || letters.len() > LONGEST {
        return None;
    }
    let most = (letters.len() / 3).max(1);
    let slips = |name: &'a str| Some((slips(&letters, name)?, name)).filter(|(slips, _)| *slips <= most);
    let near = || known.clone().filter_map(slips).min_by_key(|(slips, _)| *slips).map(|(_, name)| name);
    known.clone().find(|name| begins(name, typed)).or_else(near)
}

/// How many letters were left out, put in, exchanged, or swapped with the next.
fn slips(typed: &[char], name: &str) -> Option<usize> {
    let name: Vec<char> = name.to_lowercase().chars().take(LONGEST + 1).collect();
    if name.len() > LONGEST {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=name.len()).collect();
    for (i, letter) in typed.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, other) in name.iter().enumerate() {
            let mut least = (row[j] + usize::from(letter != other)).min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *letter == name[j - 1] && typed[i - 1] == *other {
                least = least.min(before[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_seen_through_and_another_word_is_not() {
        let known = ["escalation", "mitigation", "note"];
        for (typed, expected) in [
            ("esc", "did you mean escalation?"),
            ("escaltion", "did you mean escalation?"),
            ("ESCALATION", "did you mean escalation?"),
            ("ntoe", "did you mean note?"),
            ("zebra", "there are escalation, mitigation and note"),
            ("", "there are escalation, mitigation and note"),
        ] {
            assert_eq!(instead(typed, known.into_iter()), expected, "{typed}");
        }
        assert_eq!(instead("x", std::iter::empty()), "there are none");
        assert_eq!(instead(&"x".repeat(10_000), known.into_iter()), "there are escalation, mitigation and note");
    }
}
