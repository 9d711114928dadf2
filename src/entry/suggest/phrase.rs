//! A phrase of the list, and whether the words of a text hold it.
//!
//! Phrases are made of sets of words, many of them of the same. Each word of a text is looked up once, and is
//! known from then on by the sets that it is in.

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
    /// `..`: up to [`GAP`] words of the same sentence, whatever they are.
    Gap,
    /// `a|b*|@set`: a word that is one of these; the place of the set in the vocabulary.
    Word(usize),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Pattern {
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

/// The sets of words that phrases are made of, each once.
#[derive(Default)]
pub(super) struct Vocabulary {
    sets: HashMap<Vec<Pattern>, usize>,
    /// The sets that hold a word, and those that hold words beginning so, by their first letter.
    whole: HashMap<&'static str, Vec<usize>>,
    beginnings: HashMap<char, Vec<(&'static str, usize)>>,
    /// The sets that hold more than can be named: any word, any number.
    open: Vec<(Pattern, usize)>,
}

impl Vocabulary {
    /// How many sets there are.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    fn place_of(&mut self, set: Vec<Pattern>) -> usize {
        if let Some(place) = self.sets.get(&set) {
            return *place;
        }
        let place = self.sets.len();
        for pattern in &set {
            match *pattern {
                Pattern::Exactly(word) => self.whole.entry(word).or_default().push(place),
                Pattern::Beginning(word) => {
                    let letter = word.chars().next().unwrap_or_default();
                    self.beginnings.entry(letter).or_default().push((word, place));
                }
                Pattern::Number | Pattern::Any => self.open.push((*pattern, place)),
            }
        }
        self.sets.insert(set, place);
        place
    }

    /// The words of a text, each with the sets that it is in.
    pub fn look_up(&self, words: Words) -> Text {
        let width = self.sets.len().div_ceil(BITS);
        let mut sets = vec![0u64; words.len() * width];
        for (at, row) in (0..words.len()).zip(sets.chunks_mut(width.max(1))) {
            let word = words.word(at);
            let whole = self.whole.get(word).into_iter().flatten();
            let letter = word.chars().next().and_then(|letter| self.beginnings.get(&letter));
            let begun = letter.into_iter().flatten().filter(|(beginning, _)| word.starts_with(beginning));
            let open = self.open.iter().filter(|(pattern, _)| pattern.is_open_to(word, words.is_stop[at]));
            for set in whole.chain(begun.map(|(_, set)| set)).chain(open.map(|(_, set)| set)) {
                row[set / BITS] |= 1 << (set % BITS);
            }
        }
        Text { words, width, sets }
    }
}

const BITS: usize = u64::BITS as usize;

/// The words of a text, and which sets of the vocabulary each is in.
pub(super) struct Text {
    pub words: Words,
    /// So many numbers for a word, a bit for each set.
    width: usize,
    sets: Vec<u64>,
}

impl Text {
    /// The sets that a word is in, by their places in the vocabulary.
    pub fn sets_of(&self, place: usize) -> impl Iterator<Item = usize> {
        self.sets[place * self.width..][..self.width].iter().enumerate().flat_map(|(at, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(at * BITS + bit)
            })
        })
    }

    fn is_in(&self, place: usize, set: usize) -> bool {
        place < self.words.len() && self.sets[place * self.width + set / BITS] & (1 << (set % BITS)) != 0
    }

    /// How many words these pieces are from a place on; none where they are not there.
    fn goes_on(&self, place: usize, pieces: &[Piece]) -> Option<usize> {
        let Some((piece, rest)) = pieces.split_first() else { return Some(0) };
        match piece {
            Piece::Start => None,
            Piece::Word(set) => {
                self.is_in(place, *set).then_some(())?;
                self.goes_on(place + 1, rest).map(|length| length + 1)
            }
            Piece::Gap => {
                let near = place..self.words.len().min(place + GAP);
                let free = near.take_while(|at| !self.words.is_stop[*at]).count();
                (0..=free).find_map(|skipped| self.goes_on(place + skipped, rest).map(|length| length + skipped))
            }
        }
    }
}

impl Phrase {
    /// Reads a phrase as it is written in the list; none where it is no phrase.
    pub fn read(written: &'static str, named: &Sets, vocabulary: &mut Vocabulary) -> Option<Phrase> {
        let read = |piece| Piece::read(piece, named, vocabulary);
        let pieces: Vec<Piece> = written.split(' ').map(read).collect::<Option<_>>()?;
        let is_word = |piece: Option<&Piece>| matches!(piece, Some(Piece::Word(_)));
        let gaps = pieces.iter().filter(|piece| **piece == Piece::Gap).count();
        let starts_well = is_word(pieces.first()) || pieces.first() == Some(&Piece::Start);
        let is_sound = starts_well && is_word(pieces.last()) && gaps <= GAPS && !pieces[1..].contains(&Piece::Start);
        is_sound.then_some(Phrase { written, pieces })
    }

    /// The words that are it, if it begins with the one at this place, which is known to be its first.
    pub fn goes_on_from<'a>(&self, text: &'a Text, place: usize) -> Option<&'a str> {
        let behind = match self.pieces.split_first()? {
            (Piece::Start, _) if place > 0 => return None,
            (Piece::Start, pieces) => pieces.get(1..)?,
            (_, pieces) => pieces,
        };
        let length = text.goes_on(place + 1, behind)?;
        Some(text.words.between(place, place + length))
    }

    /// The set that its first word is of.
    pub fn first(&self) -> Option<usize> {
        self.pieces.iter().find_map(|piece| match piece {
            Piece::Word(set) => Some(*set),
            _ => None,
        })
    }

    /// The same words in another order of writing are the same phrase.
    #[cfg(test)]
    pub fn spelt_out(&self, vocabulary: &Vocabulary) -> Vec<String> {
        let mut spelt = vec![String::new()];
        for piece in &self.pieces {
            let ways = match piece {
                Piece::Start => vec!["^".to_owned()],
                Piece::Gap => vec!["..".to_owned()],
                Piece::Word(set) => {
                    let patterns =
                        vocabulary.sets.iter().find(|(_, place)| *place == set).map(|(patterns, _)| patterns);
                    patterns.into_iter().flatten().map(|pattern| format!("{pattern:?}")).collect()
                }
            };
            spelt = spelt.iter().flat_map(|before| ways.iter().map(move |way| format!("{before} {way}"))).collect();
        }
        spelt
    }
}

impl Piece {
    fn read(written: &'static str, named: &Sets, vocabulary: &mut Vocabulary) -> Option<Piece> {
        match written {
            "^" => return Some(Piece::Start),
            ".." => return Some(Piece::Gap),
            _ => {}
        }
        let mut patterns = Vec::new();
        for word in written.split('|') {
            match word.strip_prefix('@') {
                Some(set) => {
                    patterns
                        .extend(named.get(set)?.iter().map(|word| Pattern::read(word)).collect::<Option<Vec<_>>>()?);
                }
                None => patterns.push(Pattern::read(word)?),
            }
        }
        Some(Piece::Word(vocabulary.place_of(patterns)))
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
        let words = Words::of(word);
        let is_a_word = words.len() == 1 && words.word(0) == word;
        is_a_word.then_some(if is_beginning { Pattern::Beginning(word) } else { Pattern::Exactly(word) })
    }

    /// Whether a word is one of those that can't be named.
    fn is_open_to(self, word: &str, is_stop: bool) -> bool {
        match self {
            Pattern::Number => word.starts_with(|c: char| c.is_ascii_digit()),
            Pattern::Any => !is_stop,
            Pattern::Exactly(_) | Pattern::Beginning(_) => false,
        }
    }
}

/// The words of a text as phrases have them: lower case, no apostrophes, ends of sentences kept.
#[derive(Default)]
pub(super) struct Words {
    /// With a blank behind each.
    joined: String,
    /// Where each ends, and whether a sentence does.
    ends: Vec<usize>,
    is_stop: Vec<bool>,
}

impl Words {
    pub fn of(text: &str) -> Words {
        let mut words = Words { joined: String::with_capacity(text.len() + 1), ..Words::default() };
        let mut letters = text.chars().peekable();
        while let Some(c) = letters.next() {
            if c.is_ascii_alphanumeric() {
                words.joined.push(c.to_ascii_lowercase());
                continue;
            }
            if c.is_alphanumeric() {
                words.joined.extend(c.to_lowercase());
                continue;
            }
            // The apostrophe of "isn't" is part of it, whichever the keyboard has.
            if matches!(c, '\'' | '’') {
                continue;
            }
            words.end(false);
            let is_last = letters.peek().is_none_or(|next| next.is_whitespace());
            match c {
                '%' => words.push('%', false),
                // A question mark ends a question anywhere; the dot of "nginx.conf" ends nothing.
                '?' => words.push('?', true),
                '.' | ';' | '!' if is_last => words.push('.', true),
                _ => {}
            }
        }
        words.end(false);
        words
    }

    fn push(&mut self, sign: char, is_stop: bool) {
        self.joined.push(sign);
        self.end(is_stop);
    }

    /// Ends the word that was begun, if one was.
    fn end(&mut self, is_stop: bool) {
        if self.joined.len() > self.begin(self.ends.len()) {
            self.ends.push(self.joined.len());
            self.is_stop.push(is_stop);
            self.joined.push(' ');
        }
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    fn begin(&self, at: usize) -> usize {
        at.checked_sub(1).map_or(0, |before| self.ends[before] + 1)
    }

    fn word(&self, at: usize) -> &str {
        self.between(at, at)
    }

    /// From one word to another, that included.
    fn between(&self, first: usize, last: usize) -> &str {
        &self.joined[self.begin(first)..self.ends[last]]
    }
}
