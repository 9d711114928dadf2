//! Finding texts by some of their letters: `rlo` finds *rule out*.
//!
//! The letters have to stand in the text in their order. A text is gone through forward until the
//! last of them is found, and from there backward, so that they stand as close together as they can.
//! Small letters find capital ones, too; where one of them is a capital, all are taken as they are.

/// What is looked for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Query {
    /// Its letters; blanks are none.
    letters: Vec<Letter>,
}

/// A letter that is looked for: the two ways in which it may be written, as bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Letter {
    forms: [[u8; 4]; 2],
    lens: [usize; 2],
}

/// A text that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The better the more; what is found by the same query can be compared.
    pub score: u32,
    /// The letters stand one behind the other, from the start of a word on.
    pub in_a_row: bool,
    /// The bytes at which the letters begin, in their order.
    pub at: Vec<usize>,
}

/// Where the letters stand.
#[derive(Clone, Copy)]
enum Place {
    /// One behind the other from this byte on; as a whole word, or at the start of one.
    Word(usize),
    Start(usize),
    /// Anywhere, the last of them before this byte.
    Strewn(usize),
}

/// What it is worth that they stand there.
const WORD: u32 = 3000;
const START: u32 = 2000;
/// Letters that are strewn about are worth less than that together: each so much at the start of a
/// word, and behind the one before it; less what was passed over.
const MOST: u32 = 999;
const AT_A_START: u32 = 16;
const IN_A_ROW: u32 = 12;
const MOST_PASSED_OVER: usize = 12;
/// What a short text is worth before a long one.
const BREVITY: u32 = 16;

impl Letter {
    /// Where it `is_exact`, it is only itself.
    fn new(letter: char, is_exact: bool) -> Letter {
        let mut upper = letter.to_uppercase();
        let other = upper.next().filter(|_| !is_exact && upper.next().is_none()).unwrap_or(letter);
        let mut forms = [[0; 4]; 2];
        let lens = [letter.encode_utf8(&mut forms[0]).len(), other.encode_utf8(&mut forms[1]).len()];
        Letter { forms, lens }
    }

    /// How many bytes it takes at the beginning of these; none where it does not stand there.
    #[inline]
    fn len_at(&self, text: &[u8]) -> Option<usize> {
        // Most letters are a byte, and a byte is soon told.
        if self.lens == [1, 1] {
            return text
                .first()
                .is_some_and(|byte| *byte == self.forms[0][0] || *byte == self.forms[1][0])
                .then_some(1);
        }
        let is_there = |form: usize| text.starts_with(&self.forms[form][..self.lens[form]]);
        (0..2).find(|form| is_there(*form)).map(|form| self.lens[form])
    }

    /// The first byte from which on it may stand.
    fn first(&self, text: &[u8]) -> Option<usize> {
        let [one, other] = [self.forms[0][0], self.forms[1][0]];
        text.iter().position(|&byte| byte == one || byte == other)
    }
}

impl Query {
    pub fn new(text: &str) -> Query {
        let is_exact = text.chars().any(char::is_uppercase);
        let letters = text.chars().filter(|c| !c.is_whitespace());
        Query { letters: letters.map(|letter| Letter::new(letter, is_exact)).collect() }
    }

    /// How well a text is found, and where the letters stand; none where they are not all there.
    pub fn find(&self, text: &str) -> Option<Found> {
        let place = self.place(text)?;
        let mut at = match place {
            Place::Strewn(end) => self.back_from(text, end).collect::<Vec<usize>>(),
            Place::Word(start) | Place::Start(start) => {
                let places = text[start..].char_indices().filter(|(_, c)| !c.is_whitespace());
                places.take(self.letters.len()).map(|(at, _)| start + at).collect()
            }
        };
        at.sort_unstable();
        Some(Found { score: self.score(text, &place), in_a_row: !matches!(place, Place::Strewn(_)), at })
    }

    /// How well a text is found there. Nothing typed finds everything, and nothing better than another.
    fn score(&self, text: &str, place: &Place) -> u32 {
        if self.letters.is_empty() {
            return 0;
        }
        let brevity = BREVITY.saturating_sub(u32::try_from(text.len() / 8).unwrap_or(BREVITY));
        brevity
            + match place {
                Place::Word(_) => WORD,
                Place::Start(_) => START,
                Place::Strewn(end) => self.worth(text, *end),
            }
    }

    fn place(&self, text: &str) -> Option<Place> {
        let end = self.end(text.as_bytes())?;
        Some(self.in_a_row(text).unwrap_or(Place::Strewn(end)))
    }

    /// Forward: the byte behind the first place where all letters have been passed.
    fn end(&self, text: &[u8]) -> Option<usize> {
        let mut end = 0;
        for letter in &self.letters {
            end += loop {
                end += letter.first(&text[end..])?;
                match letter.len_at(&text[end..]) {
                    Some(len) => break len,
                    None => end += 1,
                }
            };
        }
        Some(end)
    }

    /// Backward from there: where each letter stands, as near to the next one as can be; the last one
    /// first.
    fn back_from(&self, text: &str, end: usize) -> impl Iterator<Item = usize> {
        let mut before = end;
        self.letters.iter().rev().map_while(move |letter| {
            before = (0..before).rev().find(|at| letter.len_at(&text.as_bytes()[*at..before]).is_some())?;
            Some(before)
        })
    }

    /// Where the letters stand one behind the other, beginning with the start of a word.
    fn in_a_row(&self, text: &str) -> Option<Place> {
        let first = self.letters.first()?;
        let mut starts = None;
        let mut at = 0;
        while let Some(next) = first.first(&text.as_bytes()[at..]) {
            at += next;
            if begins_word(text, at)
                && let Some(end) = self.end_from(text.as_bytes(), at)
            {
                if !char_at(text, end).is_some_and(char::is_alphanumeric) {
                    return Some(Place::Word(at));
                }
                starts = starts.or(Some(Place::Start(at)));
            }
            at += 1;
        }
        starts
    }

    /// The byte behind the letters, where they stand from this byte on one behind the other. Blanks
    /// between words count as little there as they do in what is looked for.
    fn end_from(&self, text: &[u8], at: usize) -> Option<usize> {
        self.letters.iter().try_fold(at, |at, letter| {
            let at = at + text[at..].iter().take_while(|byte| **byte == b' ').count();
            Some(at + letter.len_at(&text[at..])?)
        })
    }

    /// What letters that are strewn about are worth.
    fn worth(&self, text: &str, end: usize) -> u32 {
        let mut worth = 0_u32;
        let mut next: Option<usize> = None;
        for (at, letter) in self.back_from(text, end).zip(self.letters.iter().rev()) {
            if begins_word(text, at) {
                worth += AT_A_START;
            }
            let behind = at + letter.len_at(&text.as_bytes()[at..]).unwrap_or(1);
            match next {
                Some(next) if next == behind => worth += IN_A_ROW,
                Some(next) => worth = worth.saturating_sub((next - behind).min(MOST_PASSED_OVER) as u32),
                None => {}
            }
            next = Some(at);
        }
        worth.min(MOST)
    }
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Whether a word begins at this byte; a capital behind a small letter begins one, too.
fn begins_word(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    if at > 0 && bytes[at - 1].is_ascii_alphanumeric() && bytes[at].is_ascii_lowercase() {
        return false;
    }
    let (Some(before), Some(c)) = (text.get(..at), char_at(text, at)) else { return false };
    c.is_alphanumeric()
        && before
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric() || (before.is_lowercase() && c.is_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(query: &str, text: &str) -> Option<String> {
        let found = Query::new(query).find(text)?;
        let mut shown = String::new();
        for (at, c) in text.char_indices() {
            if found.at.contains(&at) {
                shown.extend(['[', c, ']']);
            } else {
                shown.push(c);
            }
        }
        Some(shown.replace("][", ""))
    }

    #[test]
    fn letters_are_found_in_their_order_and_close_together() {
        for (query, text, expected) in [
            ("rlo", "rule out", "[r]u[l]e [o]ut"),
            ("out", "rule out", "rule [out]"),
            ("rule out", "rules out: rule out", "rules out: [rule] [out]"),
            ("ruleout", "rule out", "[rule] [out]"),
            ("ana", "banana, ana", "banana, [ana]"),
            ("cd", "c cc d", "c c[c] [d]"),
            ("über", "Vor Übergabe", "Vor [Über]gabe"),
            ("日語", "日本語", "[日]本[語]"),
            ("", "anything", "anything"),
            ("  ", "anything", "anything"),
        ] {
            assert_eq!(found(query, text).as_deref(), Some(expected), "{query} in {text}");
        }
        for (query, text) in [("tuo", "rule out"), ("x", "rule out"), ("outt", "out"), ("a", ""), ("ü", "u")] {
            assert_eq!(found(query, text), None, "{query} in {text}");
        }
    }

    #[test]
    fn capital_letters_find_only_themselves() {
        assert!(found("db", "DB team").is_some() && found("DB", "DB team").is_some());
        assert_eq!(found("Db", "DB team"), None);
        assert_eq!(found("Ü", "über"), None);
    }

    #[test]
    fn what_is_meant_comes_first() {
        let ranked = |query: &str, texts: &[&'static str]| -> Vec<&'static str> {
            let query = Query::new(query);
            let mut found: Vec<(u32, &str)> =
                texts.iter().filter_map(|text| Some((query.find(text)?.score, *text))).collect();
            found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
            found.into_iter().map(|(_, text)| text).collect()
        };
        let names = ["undo", "under an old name", "redo", "store as new", "new", "renew"];
        assert_eq!(ranked("new", &names), ["new", "store as new", "renew"]);
        assert_eq!(ranked("und", &names), ["undo", "under an old name"]);
        assert_eq!(ranked("sc", &["describe it", "state card", "misc"]), ["state card", "misc", "describe it"]);
        assert_eq!(ranked("", &names), names);
    }

    /// Words, for texts in which nothing else is.
    fn text() -> impl Strategy<Value = String> {
        "([a-cA-C日é]{1,4}[ -]){0,6}"
    }

    proptest! {
        #[test]
        fn what_is_found_is_there_in_its_order(query in "[a-cA-C日éÉ ]{0,5}", text in "[a-cA-C日éÉßİ -]{0,30}") {
            let (wanted, is_exact) = (query.replace(' ', "").chars().collect::<Vec<char>>(), query.chars().any(char::is_uppercase));
            let folded = |c: char| c.to_lowercase().collect::<String>();
            match Query::new(&query).find(&text) {
                Some(found) => {
                    prop_assert!(found.at.is_sorted_by(|a, b| a < b));
                    let letters: Vec<char> = found.at.iter().map(|at| text[*at..].chars().next().unwrap()).collect();
                    prop_assert_eq!(letters.len(), wanted.len());
                    for (letter, wanted) in letters.into_iter().zip(wanted) {
                        prop_assert!(letter == wanted || (!is_exact && folded(letter) == folded(wanted)));
                    }
                }
                None => {
                    let mut rest = text.chars();
                    let is = |wanted: char, c: char| c == wanted || (!is_exact && c == wanted.to_ascii_uppercase());
                    let is_there = wanted.iter().all(|wanted| rest.any(|c| is(*wanted, c)));
                    prop_assert!(!is_there);
                }
            }
        }

        #[test]
        fn any_text_is_gone_through(query in any::<String>(), text in any::<String>()) {
            let found = Query::new(&query).find(&text);
            prop_assert!(found.is_none_or(|found| found.at.iter().all(|at| text.is_char_boundary(*at))));
            prop_assert!(Query::new("").find(&text).is_some());
            // A text that holds nothing but letters without a second form finds itself.
            let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert!(Query::new(&plain).find(&text).is_some());
        }

        #[test]
        fn a_word_comes_before_its_letters_strewn_about(
            word in "[a-z]{2,6}", before in text(), after in text(), between in "[0-9.]{1,3}",
        ) {
            let query = Query::new(&word);
            let as_a_word = query.find(&format!("{before} {word} {after}")).unwrap();
            let letters: Vec<String> = word.chars().map(String::from).collect();
            let strewn = query.find(&letters.join(&between)).unwrap();
            prop_assert!(as_a_word.score > strewn.score, "{as_a_word:?} {strewn:?}");
        }
    }
}
