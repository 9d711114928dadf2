//! The words that rules look for, as data: `assets/lint-words.tsv`, read once.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::prose::{self, Word};

/// Every list by its name in the file.
macro_rules! lists {
    ($($list:ident $name:literal,)*) => {
        /// A list of words and phrases; what each is for stands above it in the file.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub(super) enum List {
            $($list,)*
        }

        impl List {
            const ALL: &[(List, &'static str)] = &[$((List::$list, $name),)*];
        }
    };
}
lists! {
    Machine "machine",
    People "people",
    Symptom "symptom",
    Absolute "absolute",
    Hedge "hedge",
    Range "range",
    Loss "loss",
    NotCounted "not counted",
    FirstTeam "first team",
    StartKnown "start known",
    CauseSymptom "cause symptom",
    CauseBelow "cause below",
    StepRestart "step restart",
    StepRollBack "step roll back",
    StepFailOver "step fail over",
    StepRestore "step restore a backup",
    StepCheckData "step check the data",
    StepScale "step scale up",
    StepClearQueue "step clear the queue",
    Lasting "lasting",
    Verified "verified",
    Security "security",
    SecurityAnswered "security answered",
    PersonalData "personal data",
    DataLoss "data loss",
    NotHelped "not helped",
    NoneNeeded "none needed",
    WeakVerb "weak verb",
    OpenEnded "open ended",
    DoneWhen "done when",
    Detects "detects",
    ClaimedDone "claimed done",
    Person "person",
    Blame "blame",
    BlameAlone "blame alone",
    Counterfactual "counterfactual",
    CounterfactualOfPerson "counterfactual of a person",
    Praise "praise",
    Joke "joke",
    BrokenSentence "broken sentence",
    Twice "twice",
    Template "template",
    Promise "promise",
    KnownAcronym "known acronym",
    WinterZone "winter zone",
    SummerZone "summer zone",
    ZoneTypo "zone typo",
    NextDay "next day",
    PostIncident "post-incident",
    Outage "outage",
    DurationLead "duration lead",
    OtherLength "other length",
    CommonWord "common word",
}

/// The steps of a repair, for a resolution to be compared with its timeline.
pub(super) const STEPS: [List; 7] = [
    List::StepRestart,
    List::StepRollBack,
    List::StepFailOver,
    List::StepRestore,
    List::StepCheckData,
    List::StepScale,
    List::StepClearQueue,
];

/// A phrase: words next to each other.
type Phrase = Vec<Pattern>;

#[derive(Clone, PartialEq, Eq, Debug)]
enum Pattern {
    Exactly(String),
    /// `restart*`
    Beginning(String),
    /// `*ed`
    Ending(String),
    /// `_`
    Any,
}

/// The phrases of all lists, by what they begin with: a whole word, a letter, anything.
#[derive(Default)]
struct Phrases {
    by_word: HashMap<String, Vec<(List, Phrase)>>,
    by_letter: HashMap<char, Vec<(List, Phrase)>>,
    others: Vec<(List, Phrase)>,
}

/// The file, read once.
static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases::default();
    for (list, phrase) in include_str!("../../../assets/lint-words.tsv").lines().filter_map(row) {
        let alike = match phrase.first() {
            Some(Pattern::Exactly(word)) => phrases.by_word.entry(word.clone()).or_default(),
            Some(Pattern::Beginning(word)) => phrases.by_letter.entry(first_letter(word)).or_default(),
            _ => &mut phrases.others,
        };
        alike.push((list, phrase));
    }
    phrases
});

impl Phrases {
    /// Those that may begin with a word, of all lists.
    fn beginning(&self, word: &str) -> impl Iterator<Item = &(List, Phrase)> {
        let by_word = self.by_word.get(word).into_iter().flatten();
        by_word.chain(self.by_letter.get(&first_letter(word)).into_iter().flatten()).chain(&self.others)
    }
}

fn first_letter(word: &str) -> char {
    word.chars().next().unwrap_or_default()
}

/// Notes at each word what it can begin: looked up once for all lists, where each list would look
/// it up anew.
pub(super) fn mark(words: &mut [Word]) {
    for word in words {
        let begun = PHRASES.beginning(&word.lower).filter(|(_, phrase)| phrase[0].fits(&word.lower));
        word.may_begin = begun.fold(0, |lists, (list, _)| lists | list.bit());
    }
}

/// A row of the file; none where it is a remark, or can't be read, which the tests do not let pass.
fn row(line: &str) -> Option<(List, Phrase)> {
    let mut columns = line.split('\t');
    let (name, phrase) = (columns.next()?, columns.next()?);
    let (list, _) = List::ALL.iter().find(|(_, known)| *known == name)?;
    let phrase: Phrase = phrase.split(' ').map(Pattern::read).collect::<Option<_>>()?;
    Some((*list, phrase))
}

impl Pattern {
    fn read(written: &str) -> Option<Pattern> {
        let word = written.trim_matches('*');
        if written == "_" {
            return Some(Pattern::Any);
        }
        if !matches!(prose::words(word).as_slice(), [only] if only.lower == word) {
            return None;
        }
        let word = word.to_owned();
        Some(match (written.starts_with('*'), written.ends_with('*')) {
            (false, false) => Pattern::Exactly(word),
            (false, true) => Pattern::Beginning(word),
            (true, false) => Pattern::Ending(word),
            (true, true) => return None,
        })
    }

    fn fits(&self, word: &str) -> bool {
        match self {
            Pattern::Exactly(exactly) => word == exactly,
            Pattern::Beginning(beginning) => word.starts_with(beginning.as_str()),
            Pattern::Ending(ending) => word.ends_with(ending.as_str()),
            Pattern::Any => true,
        }
    }
}

impl List {
    const fn bit(self) -> u64 {
        1 << self as u64
    }

    /// Where the first phrase of the list stands among words.
    pub fn found_in(self, words: &[Word]) -> Option<Range<usize>> {
        self.all_in(words).next()
    }

    pub fn is_in(self, words: &[Word]) -> bool {
        self.found_in(words).is_some()
    }

    /// Every place where a phrase of the list begins, with the longest that does.
    pub fn all_in(self, words: &[Word]) -> impl Iterator<Item = Range<usize>> {
        (0..words.len()).filter_map(move |at| Some(at..at + self.begins(&words[at..])?))
    }

    /// How many words long the longest phrase is that stands at the very beginning.
    pub fn begins(self, words: &[Word]) -> Option<usize> {
        let first = words.first().filter(|first| first.may_begin & self.bit() != 0)?;
        // A phrase stands within one sentence.
        let fits = |phrase: &&Phrase| {
            phrase.len() <= words.len()
                && phrase.iter().zip(words).all(|(pattern, word)| pattern.fits(&word.lower))
                && words[..phrase.len() - 1].iter().all(|word| !word.last)
        };
        let own = PHRASES.beginning(&first.lower).filter(|(list, _)| *list == self).map(|(_, phrase)| phrase);
        own.filter(fits).map(Vec::len).max()
    }

    /// Whether a word is one of the list.
    pub fn holds(self, word: &Word) -> bool {
        self.begins(std::slice::from_ref(word)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_read_and_every_list_has_some() {
        let lines = include_str!("../../../assets/lint-words.tsv").lines();
        let rows: Vec<&str> = lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let unread: Vec<&&str> = rows.iter().filter(|line| row(line).is_none()).collect();
        assert_eq!(unread, Vec::<&&str>::new());
        let known: Vec<List> = rows.iter().filter_map(|line| row(line)).map(|(list, _)| list).collect();
        let empty: Vec<&str> = List::ALL.iter().filter(|(list, _)| !known.contains(list)).map(|row| row.1).collect();
        assert_eq!(empty, Vec::<&str>::new());
    }

    #[test]
    fn what_is_noted_of_a_word_finds_the_same() {
        assert!(List::ALL.len() <= 64, "a bit each");
        let firsts = include_str!("../../../assets/lint-words.tsv").lines().filter_map(row);
        let texts: Vec<String> = firsts.map(|(_, phrase)| format!("{phrase:?} and others, restarted it")).collect();
        for text in &texts {
            let plain = prose::words(text);
            let mut marked = plain.clone();
            mark(&mut marked);
            for (list, name) in List::ALL {
                let (plain, marked) =
                    (list.all_in(&plain).collect::<Vec<_>>(), list.all_in(&marked).collect::<Vec<_>>());
                assert_eq!(plain, marked, "{name} in {text}");
            }
        }
    }

    #[test]
    fn a_phrase_is_whole_words_within_a_sentence() {
        for (text, expected) in [
            ("The engineer MADE a mistake", true),
            ("made a mistaken guess", false),
            ("it is made. A mistake", false),
            ("he forgot", true),
            ("unforgotten", false),
        ] {
            assert_eq!(List::Blame.is_in(&prose::words(text)), expected, "{text}");
        }
        assert!(List::StepRestart.is_in(&prose::words("restarted it")));
        assert!(List::Counterfactual.is_in(&prose::words("did not react in time")));
        assert!(List::Counterfactual.is_in(&prose::words("we should have noticed")));
        assert!(!List::Counterfactual.is_in(&prose::words("we should have an alert")));
    }
}
