//! A phrase of the list, and whether the words of a text hold it.

use std::collections::HashMap;

/// Sets of words by their names, for phrases to refer to.
pub(super) type Sets = HashMap<&'static str, Vec<&'static str>>;

/// Words to be found next to each other, some of them free.
pub(super) struct Phrase {
    pub written: &'static str,
    pieces: Vec<Piece>,
}

#[derive(PartialEq, Eq, Debug)]
enum Piece {
    /// `^`: the line begins here.
    Start,
    /// `..`: up to [`GAP`] words, whatever they are.
    Gap,
    /// `a|b*|@set`: a word that is one of these.
    Word(Vec<Pattern>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pattern {
    Exactly(&'static str),
    /// `restart*`
    Beginning(&'static str),
    /// `#`: begins with a digit.
    Number,
    /// `_`
    Any,
}

/// A gap is at most so long, and a phrase has at most so many: that bounds the search.
const GAP: usize = 4;
const GAPS: usize = 3;

/// Where a sentence ends; no gap goes over it.
const STOPS: [&str; 2] = [".", "?"];

impl Phrase {
    /// Reads a phrase as it is written in the list; none where it is no phrase.
    pub fn read(written: &'static str, sets: &Sets) -> Option<Phrase> {
        let pieces: Vec<Piece> = written.split(' ').map(|piece| Piece::read(piece, sets)).collect::<Option<_>>()?;
        let is_word = |piece: Option<&Piece>| matches!(piece, Some(Piece::Word(_)));
        let gaps = pieces.iter().filter(|piece| **piece == Piece::Gap).count();
        let starts_well = is_word(pieces.first()) || pieces.first() == Some(&Piece::Start);
        let is_sound = starts_well && is_word(pieces.last()) && gaps <= GAPS && !pieces[1..].contains(&Piece::Start);
        is_sound.then_some(Phrase { written, pieces })
    }

    /// The words that are it, if it begins with the one at this place, which is known to be its first.
    pub fn goes_on_from<'a>(&self, words: &'a [String], place: usize) -> Option<&'a [String]> {
        let behind = match self.pieces.split_first()? {
            (Piece::Start, _) if place > 0 => return None,
            (Piece::Start, pieces) => pieces.get(1..)?,
            (_, pieces) => pieces,
        };
        let length = begins(&words[place + 1..], behind)?;
        Some(&words[place..=place + length])
    }

    /// What its first word can be.
    pub fn firsts(&self) -> &[Pattern] {
        let word = |piece: &Piece| matches!(piece, Piece::Word(_));
        match self.pieces.iter().find(|piece| word(piece)) {
            Some(Piece::Word(patterns)) => patterns,
            _ => &[],
        }
    }

    /// The same words in another order of writing are the same phrase.
    #[cfg(test)]
    pub fn spelt_out(&self) -> Vec<String> {
        let mut spelt = vec![String::new()];
        for piece in &self.pieces {
            let ways = match piece {
                Piece::Start => vec!["^".to_owned()],
                Piece::Gap => vec!["..".to_owned()],
                Piece::Word(patterns) => patterns.iter().map(|pattern| format!("{pattern:?}")).collect(),
            };
            spelt = spelt.iter().flat_map(|before| ways.iter().map(move |way| format!("{before} {way}"))).collect();
        }
        spelt
    }
}

impl Piece {
    fn read(written: &'static str, sets: &Sets) -> Option<Piece> {
        match written {
            "^" => return Some(Piece::Start),
            ".." => return Some(Piece::Gap),
            _ => {}
        }
        let mut patterns = Vec::new();
        for word in written.split('|') {
            match word.strip_prefix('@') {
                Some(set) => {
                    patterns.extend(sets.get(set)?.iter().map(|word| Pattern::read(word)).collect::<Option<Vec<_>>>()?);
                }
                None => patterns.push(Pattern::read(word)?),
            }
        }
        Some(Piece::Word(patterns))
    }
}

impl Pattern {
    fn read(word: &'static str) -> Option<Pattern> {
        let (word, is_beginning) = word.strip_suffix('*').map_or((word, false), |beginning| (beginning, true));
        match word {
            "#" => return Some(Pattern::Number),
            "_" => return Some(Pattern::Any),
            _ => {}
        }
        // What could never be a word of a text is a slip of the pen.
        let is_a_word = words(word) == [word];
        is_a_word.then_some(if is_beginning { Pattern::Beginning(word) } else { Pattern::Exactly(word) })
    }

    /// The letter of a beginning, where it has one.
    pub fn letter(self) -> Option<char> {
        match self {
            Pattern::Beginning(word) => word.chars().next(),
            _ => None,
        }
    }

    pub fn fits(self, word: &str) -> bool {
        match self {
            Pattern::Exactly(known) => word == known,
            Pattern::Beginning(beginning) => word.starts_with(beginning),
            Pattern::Number => word.starts_with(|c: char| c.is_ascii_digit()),
            Pattern::Any => !STOPS.contains(&word),
        }
    }
}

/// How many words these pieces are at the beginning of the words; none where they are not there.
fn begins(words: &[String], pieces: &[Piece]) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else { return Some(0) };
    match piece {
        Piece::Start => None,
        Piece::Word(patterns) => {
            let word = words.first()?;
            patterns.iter().any(|pattern| pattern.fits(word)).then_some(())?;
            begins(&words[1..], rest).map(|length| length + 1)
        }
        Piece::Gap => {
            let free = words.iter().take(GAP).take_while(|word| !STOPS.contains(&word.as_str())).count();
            (0..=free).find_map(|skipped| begins(&words[skipped..], rest).map(|length| length + skipped))
        }
    }
}

/// The words of a text as phrases have them: lower case, no apostrophes, ends of sentences kept.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
            continue;
        }
        // The apostrophe of "isn't" is part of it, whichever the keyboard has.
        if matches!(c, '\'' | '’') {
            continue;
        }
        words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
        let is_last = letters.peek().is_none_or(|next| next.is_whitespace());
        match c {
            '%' => words.push("%".to_owned()),
            // A question mark ends a question anywhere; the dot of "nginx.conf" ends nothing.
            '?' => words.push("?".to_owned()),
            '.' | ';' | '!' if is_last => words.push(".".to_owned()),
            _ => {}
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}
