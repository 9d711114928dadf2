//! Prose: counts, lengths of time, and text made safe to show.
//!
//! Everything that a person reads of numbers and foreign text is put into words here, so that a
//! length of time reads the same on screen, in a warning and in a document.

pub mod fuzzy;

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::time::Span;

/// `1 event`, `3 events`; nouns whose plural is more than an `s` are given in full.
pub fn count(n: usize, noun: &str) -> String {
    match (n, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "hypothesis") => format!("{n} hypotheses"),
        (_, "person") => format!("{n} people"),
        _ if noun.ends_with('y') => format!("{n} {}ies", &noun[..noun.len() - 1]),
        _ => format!("{n} {noun}s"),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Whole minutes: `45 min`, `2 h 00 min`, `3 d 02 h 00 min`.
pub fn minutes(minutes: i64) -> String {
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) => format!("{rest} min"),
        (0, _) => format!("{hours} h {rest:02} min"),
        _ => format!("{days} d {hours:02} h {rest:02} min"),
    }
}

/// To the second, where that still says something: `40 s`, `7 min`, `7 min 40 s`, `2 h 00 min`.
pub fn exactly(ms: i64) -> String {
    let seconds = ms.max(0).saturating_add(500) / 1000;
    match (seconds / 60, seconds % 60) {
        (0, rest) => format!("{rest} s"),
        (whole @ 1..60, rest @ 1..) => format!("{} {rest} s", minutes(whole)),
        (whole @ 1..60, _) => minutes(whole),
        _ => minutes((seconds + 30) / 60),
    }
}

/// A length of time as exactly as it is known: `20 min`, `20–35 min`, `≥ 15 min`, `≤ 30 min`.
pub fn span(span: Span) -> String {
    match span.minutes() {
        (0, Some(0)) if span.most_ms != Some(0) => "under 1 min".to_owned(),
        (low, Some(high)) if low == high => minutes(low),
        (0, Some(high)) => format!("≤ {}", minutes(high)),
        (low, Some(high)) if high < 60 => format!("{low}–{high} min"),
        (low, Some(high)) => format!("{} to {}", minutes(low), minutes(high)),
        (low, None) => format!("≥ {}", minutes(low)),
    }
}

/// How long ago, in the largest unit that matters: `18 s`, `27 min`, `3 h 05 min`, `2 d 04 h`.
pub fn elapsed(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..86_400 => minutes(seconds / 60),
        _ => format!("{} d {:02} h", seconds / 86_400, seconds / 3600 % 24),
    }
}

/// The text with a capital letter at its beginning.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Text as one line that ends as a sentence does.
pub fn with_stop(text: &str) -> String {
    let line = one_line(text);
    if line.is_empty() || line.ends_with(['.', '!', '?', ':']) { line } else { line + "." }
}

/// Whether a text holds a word, which is given in small letters, however it is written.
pub fn contains(text: &str, word: &str) -> bool {
    if !text.is_ascii() || !word.is_ascii() {
        return text.to_lowercase().contains(word);
    }
    let (text, word) = (text.as_bytes(), word.as_bytes());
    word.is_empty() || text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}

/// The text with each place replaced where a word, given in small letters, stands apart from other
/// words; `with` sees what stands before it and how it is written there, and may leave it.
pub fn replaced(text: &str, word: &str, with: impl Fn(&str, &str) -> Option<String>) -> String {
    if word.is_empty() {
        return text.to_owned();
    }
    // In small letters, and where in the text each of their bytes comes from: some take another room.
    let (mut lower, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    for (at, c) in text.char_indices() {
        lower.extend(c.to_lowercase());
        places.resize(lower.len(), at);
    }
    places.push(text.len());
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let mut written = String::with_capacity(text.len());
    let mut done = 0;
    for (found, _) in lower.match_indices(word) {
        let (at, end) = (places[found], places[found + word.len()]);
        let (Some(before), Some(typed), Some(after)) = (text.get(..at), text.get(at..end), text.get(end..)) else {
            continue;
        };
        if at < done || is_word(before.chars().next_back()) || is_word(after.chars().next()) {
            continue;
        }
        if let Some(new) = with(before, typed) {
            written.push_str(&text[done..at]);
            written.push_str(&new);
            done = end;
        }
    }
    written.push_str(&text[done..]);
    written
}

/// Text as one line that can't drive what shows it: white space folded to single spaces, line ends
/// included, and then as [`visible`] has it.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        word.chars().for_each(|c| push_visible(&mut line, c));
    }
    line
}

/// Text that can't drive what shows it: control characters, bidi controls and invisible marks
/// are written out (`^[`, `<U+202E>`), everything else stays as it is.
///
/// The list: C0, DEL and C1 controls; line and paragraph separators; the bidi controls of
/// Unicode TR 9 and the implicit marks; the byte order mark; tag characters.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe_to_show) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        push_visible(&mut shown, c);
    }
    Cow::Owned(shown)
}

/// The same for a text whose lines are meant.
pub fn visible_lines(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| match line.strip_suffix('\n') {
            Some(line) => format!("{}\n", visible(line)),
            None => visible(line).into_owned(),
        })
        .collect()
}

/// A text that is not longer than so many characters; that it was is to be seen.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let start: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", start.trim_end())
}

/// Words of our own as ASCII; what a person typed stays as it is.
pub fn in_ascii(words: &str) -> String {
    let mut ascii = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '≤' => ascii.push_str("<="),
            '≥' => ascii.push_str(">="),
            '…' => ascii.push_str("..."),
            '→' => ascii.push_str("->"),
            '–' | '—' | '·' => ascii.push('-'),
            '“' | '”' => ascii.push('"'),
            '›' => ascii.push('>'),
            '×' => ascii.push('x'),
            _ => ascii.push(c),
        }
    }
    ascii
}

/// One character as [`visible`] writes it.
pub fn push_visible(shown: &mut String, c: char) {
    match c {
        '\u{0}'..='\u{1f}' => shown.extend(['^', char::from(c as u8 + 0x40)]),
        '\u{7f}' => shown.push_str("^?"),
        _ if is_unsafe_to_show(c) => {
            let _ = write!(shown, "<U+{:04X}>", c as u32);
        }
        _ => shown.push(c),
    }
}

/// Whether showing this character could do something other than show a character.
pub fn is_unsafe_to_show(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_of_time_read_as_people_say_them() {
        for (given, expected) in [(0, "0 min"), (45, "45 min"), (120, "2 h 00 min"), (1505, "1 d 01 h 05 min")] {
            assert_eq!(minutes(given), expected);
        }
        for (least, most, expected) in [
            (20, Some(20), "20 min"),
            (20, Some(35), "20–35 min"),
            (0, Some(0), "0 min"),
            (0, Some(30), "≤ 30 min"),
            (50, Some(90), "50 min to 1 h 30 min"),
            (15, None, "≥ 15 min"),
        ] {
            let known = Span { least_ms: least * 60_000, most_ms: most.map(|m: i64| m * 60_000) };
            assert_eq!(span(known), expected);
        }
        assert_eq!(span(Span { least_ms: 0, most_ms: Some(20_000) }), "under 1 min");
        for (ms, expected) in
            [(2400, "2 s"), (59_700, "1 min"), (420_000, "7 min"), (460_000, "7 min 40 s"), (7_199_600, "2 h 00 min")]
        {
            assert_eq!(exactly(ms), expected);
        }
        for (ms, expected) in [(18_400, "18 s"), (27 * 60_000, "27 min"), (200_000_000, "2 d 07 h"), (-5, "0 s")] {
            assert_eq!(elapsed(ms), expected);
        }
    }

    #[test]
    fn what_could_drive_a_terminal_is_written_out() {
        assert_eq!(visible("\u{1b}[2J\u{7}"), "^[[2J^G");
        assert_eq!(visible("a\u{202e}b\u{9b}c\u{7f}"), "a<U+202E>b<U+009B>c^?");
        assert!(matches!(visible("plain ü 👩‍🚒 text"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_word_is_replaced_where_it_stands_apart_whatever_letters_are_around_it() {
        for (text, expected) in [
            ("Ana and ANA, not banana or ana_1", "X and X, not banana or ana_1"),
            ("in İzmir Ana asked; ẞ ana", "in İzmir X asked; ẞ X"),
            ("ana", "X"),
            ("", ""),
        ] {
            assert_eq!(replaced(text, "ana", |_, _| Some("X".to_owned())), expected);
        }
    }

    #[test]
    fn white_space_is_folded_into_one_line() {
        assert_eq!(one_line("  a\tb\r\n\n c\u{2028}d\u{1b}[0m "), "a b c d^[[0m");
        assert_eq!(one_line("\n \t"), "");
    }

    proptest! {
        #[test]
        fn a_word_is_found_however_it_is_written(text in "[a-zA-Zé ßİ]{0,12}", word in "[a-zé]{0,3}") {
            prop_assert_eq!(contains(&text, &word), text.to_lowercase().contains(&word));
        }

        #[test]
        fn nothing_unsafe_is_left(text in any::<String>()) {
            prop_assert!(!visible(&text).chars().any(is_unsafe_to_show));
            prop_assert!(!one_line(&text).chars().any(is_unsafe_to_show));
        }
    }
}
