//! What earlier incidents know of a suspicion: in how many it was had, in how many it was right, and
//! what ruled it out last.
//!
//! Counts of what was recorded, never advice: that something was not the cause six times says nothing
//! of the seventh.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Analysis, Path, PathState};
use crate::time::{Moment, Span};
use crate::timeline::Timeline;
use crate::words;

/// A path of an incident that was recorded before: what is remembered of it.
#[derive(Clone, PartialEq, Debug)]
pub struct PastPath {
    pub name: String,
    pub state: PathState,
    /// How long it was followed, where both ends are known.
    pub length: Option<Span>,
    /// The words of the event that decided on it; none where nothing did, or where it says nothing.
    pub ended_by: Option<String>,
    pub ended_at: Option<Moment>,
}

/// So much of a name and of what decided on it is remembered.
const LETTERS: usize = 120;

impl PastPath {
    /// The hypotheses of an incident. A misleading path that nobody recorded as a hypothesis is not
    /// among them: nobody said what was suspected.
    pub fn all_of(timeline: &Timeline) -> Vec<PastPath> {
        Analysis::of(timeline).paths.iter().filter_map(PastPath::of).collect()
    }

    fn of(path: &Path) -> Option<PastPath> {
        let hypothesis = path.hypothesis?;
        let line = |text: &str| words::shortened(&words::one_line(text), LETTERS);
        let said = path.closed.filter(|closed| closed.redacted.is_none()).map(|closed| line(closed.text()));
        Some(PastPath {
            name: line(&hypothesis.name),
            state: path.state,
            length: path.length,
            ended_by: said.filter(|said| !said.is_empty()),
            ended_at: path.closed.and_then(|closed| closed.bound()),
        })
    }
}

/// The paths of earlier incidents, to be found by what they suspected.
///
/// # The same suspicion
///
/// Two texts suspect the same when, of their content words, those of one are all among those of the
/// other: *dns* is what *DNS resolver* says less closely, and *the connections of the database* are
/// *database connection*, but *database disk* and *database locks* are two suspicions. Content words
/// are compared in small letters, without the s of a plural, in any order; left out are names of
/// people (`@ana`), words that carry no meaning of their own (*the*, *of*), and those that only say
/// that something is wrong (*fault*, *broken*, *slow*). A text without content words suspects nothing
/// that could be found again.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    paths: Vec<Remembered>,
    /// Where each content word stands.
    index: HashMap<String, Vec<usize>>,
    incidents: usize,
}

#[derive(Clone, Debug)]
struct Remembered {
    path: PastPath,
    incident: usize,
    content_words: usize,
}

/// What is known of a suspicion.
#[derive(Clone, PartialEq, Debug)]
pub struct Recollection {
    /// In how many incidents it was had.
    pub suspected: usize,
    /// In how many of them it was confirmed.
    pub right: usize,
    /// The path that was ruled out last.
    pub ruled_out: Option<PastPath>,
}

impl Memory {
    /// Takes in the paths of one more incident.
    pub fn add(&mut self, paths: impl IntoIterator<Item = PastPath>) {
        for path in paths {
            let content = content_words(&path.name);
            if content.is_empty() {
                continue;
            }
            let at = self.paths.len();
            self.paths.push(Remembered { path, incident: self.incidents, content_words: content.len() });
            content.into_iter().for_each(|word| self.index.entry(word).or_default().push(at));
        }
        self.incidents += 1;
    }

    /// What is known of what this text suspects; none where nobody suspected it before.
    pub fn recall(&self, text: &str) -> Option<Recollection> {
        let content = content_words(&words::one_line(text));
        let mut in_common: HashMap<usize, usize> = HashMap::new();
        for at in content.iter().filter_map(|word| self.index.get(word)).flatten() {
            *in_common.entry(*at).or_default() += 1;
        }
        let is_same = |at: usize, common: usize| common == content.len() || common == self.paths[at].content_words;
        let mut same: Vec<usize> =
            in_common.into_iter().filter(|found| is_same(found.0, found.1)).map(|(at, _)| at).collect();
        same.sort_unstable();
        let paths = || same.iter().map(|at| &self.paths[*at]);
        let incidents = |paths: &mut dyn Iterator<Item = &Remembered>| {
            paths.map(|known| known.incident).collect::<HashSet<usize>>().len()
        };
        let ruled_out = paths().filter(|known| known.path.state == PathState::RuledOut);
        // Of those that nobody placed in time, the one that was taken in first.
        let last = ruled_out.enumerate().max_by_key(|(nth, known)| (known.path.ended_at, Reverse(*nth)));
        (!same.is_empty()).then(|| Recollection {
            suspected: incidents(&mut paths()),
            right: incidents(&mut paths().filter(|known| known.path.state == PathState::Confirmed)),
            ruled_out: last.map(|(_, known)| known.path.clone()),
        })
    }
}

impl Recollection {
    /// In words, the fullest first: where there is less room, less is said.
    ///
    /// `suspected in 6, right in 1; last ruled out in 12 min: “dig answers at once”`
    pub fn told(&self) -> Vec<String> {
        let right = if self.right == 0 { "none".to_owned() } else { self.right.to_string() };
        let counts = format!("suspected in {}, right in {right}", self.suspected);
        let Some(last) = &self.ruled_out else { return vec![counts] };
        let length = last.length.map_or_else(String::new, |length| format!(" in {}", words::span(length)));
        let ruled_out = format!("{counts}; last ruled out{length}");
        let by = last.ended_by.iter().flat_map(|by| ROOMS.map(|room| words::shortened(by, room)));
        let mut told: Vec<String> = by.map(|by| format!("{ruled_out}: “{by}”")).collect();
        told.dedup();
        told.extend([ruled_out, counts]);
        told
    }
}

/// In how many letters what ruled it out is told.
const ROOMS: [usize; 8] = [LETTERS, 80, 60, 44, 32, 22, 15, 10];

/// The words of a text that say what is suspected.
fn content_words(text: &str) -> BTreeSet<String> {
    let spoken = text.split_whitespace().filter(|word| !word.starts_with('@'));
    let words = spoken.flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
    words
        .map(|word| singular(&word.to_lowercase()))
        .filter(|word| !word.is_empty() && !is_empty_of_meaning(word))
        .collect()
}

/// A word without the s of its plural: *queries* is *query*, *dns* and *redis* stay what they are.
fn singular(word: &str) -> String {
    let letters = word.chars().count();
    let is_plural = letters > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix("ies") {
        Some(stem) if letters > 4 => format!("{stem}y"),
        _ if is_plural => word[..word.len() - 1].to_owned(),
        _ => word.to_owned(),
    }
}

fn is_empty_of_meaning(word: &str) -> bool {
    [LITTLE_WORDS, WORDS_OF_TROUBLE].iter().any(|words| words.split(' ').any(|known| known == word))
}

/// Words that carry no meaning of their own, as [`singular`] leaves them.
const LITTLE_WORDS: &str = "\
    a again all an and are as at be been but by could did do doe for from got guess had has have here i if in \
    into is it its just like look may maybe might my of off on or our out over perhap possible possibly \
    probably s seem so some something still suspect suspected t that the their them then there they think \
    this to too up was we were what which with you";

/// Words that only say that something is wrong, as [`singular`] leaves them.
const WORDS_OF_TROUBLE: &str = "\
    bad broke broken bug cause caused down error fail failed failing failure fault faulty issue outage \
    problem slow trouble weird wrong";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::recorded::Recording;

    fn told(memory: &Memory, text: &str) -> String {
        memory.recall(text).map_or_else(String::new, |known| known.told()[0].clone())
    }

    /// An incident in which this was suspected at 10:00, and ruled out by something.
    fn ruled_out(name: &str, at: &str, why: &str) -> Vec<PastPath> {
        let mut log = Recording::new();
        let h = log.at("10:00").hypothesis(name);
        log.at(at).rules_out(h, why);
        PastPath::all_of(&log.timeline())
    }

    fn only_suspected(name: &str) -> Vec<PastPath> {
        let mut log = Recording::new();
        log.at("10:00").hypothesis(name);
        PastPath::all_of(&log.timeline())
    }

    fn is_same(a: &str, b: &str) -> bool {
        let mut memory = Memory::default();
        memory.add(only_suspected(a));
        memory.recall(b).is_some()
    }

    #[test]
    fn it_is_told_how_often_it_was_suspected_how_often_right_and_what_ruled_it_out_last() {
        let mut memory = Memory::default();
        memory.add(ruled_out("DNS", "10:12", "dig answers at once"));
        memory.add(ruled_out("the network", "10:30", "no loss"));
        memory.add(only_suspected("dns resolvers"));
        let mut log = Recording::new();
        let h = log.at("10:00").hypothesis("dns resolver");
        log.at("10:20").confirms(h, "it was");
        memory.add(PastPath::all_of(&log.timeline()));
        assert_eq!(
            told(&memory, "dns?"),
            "suspected in 3, right in 1; last ruled out in 12 min: “dig answers at once”"
        );
        assert_eq!(told(&memory, "network"), "suspected in 1, right in none; last ruled out in 30 min: “no loss”");
        assert_eq!(told(&memory, "resolver"), "suspected in 2, right in 1");
        assert_eq!(told(&memory, "disk"), "");
    }

    #[test]
    fn an_incident_counts_once_however_often_it_was_suspected_in_it() {
        let mut log = Recording::new();
        let first = log.at("10:00").hypothesis("dns");
        log.at("10:05").rules_out(first, "dig answers");
        let second = log.at("10:10").hypothesis("dns after all");
        log.at("10:40").rules_out(second, "still answers");
        let mut memory = Memory::default();
        memory.add(PastPath::all_of(&log.timeline()));
        assert_eq!(told(&memory, "dns"), "suspected in 1, right in none; last ruled out in 30 min: “still answers”");
    }

    #[test]
    fn what_is_not_known_of_it_is_not_told() {
        let mut memory = Memory::default();
        memory.add(ruled_out("dns", "?", ""));
        let known = memory.recall("dns").unwrap();
        assert_eq!(known.ruled_out.as_ref().unwrap().ended_by, None);
        let mut log = Recording::new();
        log.at("10:20").tagged(crate::timeline::Tag::MisleadingPath, "not the network");
        assert_eq!(PastPath::all_of(&log.timeline()), [], "nobody said what was suspected");
    }

    #[test]
    fn with_less_room_less_is_said() {
        let mut memory = Memory::default();
        memory.add(ruled_out("dns", "10:12", "dig answers at once, from both resolvers"));
        assert_eq!(
            memory.recall("dns").unwrap().told(),
            [
                "suspected in 1, right in none; last ruled out in 12 min: “dig answers at once, from both resolvers”",
                "suspected in 1, right in none; last ruled out in 12 min: “dig answers at once, from both…”",
                "suspected in 1, right in none; last ruled out in 12 min: “dig answers at once,…”",
                "suspected in 1, right in none; last ruled out in 12 min: “dig answers at…”",
                "suspected in 1, right in none; last ruled out in 12 min: “dig answe…”",
                "suspected in 1, right in none; last ruled out in 12 min",
                "suspected in 1, right in none",
            ]
        );
    }

    #[test]
    fn the_same_suspicion_is_told_from_another_one() {
        for (a, b) in [
            ("dns", "DNS?"),
            ("dns", "the DNS resolver"),
            ("network fault", "network"),
            ("database connections", "connection of the database"),
            ("slow queries", "a query"),
            ("load-balancer", "load balancer @bo"),
            ("#db", "db locks"),
            ("Überlast", "überlast"),
        ] {
            assert!(is_same(a, b) && is_same(b, a), "{a} and {b}");
        }
        for (a, b) in [
            ("database disk", "database locks"),
            ("network", "net"),
            ("redis", "redi"),
            ("something is wrong", "something else is broken"),
            ("@ana", "@ana"),
            ("", ""),
        ] {
            assert!(!is_same(a, b) && !is_same(b, a), "{a} and {b}");
        }
    }

    #[test]
    fn the_words_that_are_left_out_stand_as_they_are_compared() {
        for words in [LITTLE_WORDS, WORDS_OF_TROUBLE] {
            assert!(words.split(' ').is_sorted(), "{words}");
            for word in words.split(' ') {
                assert!(singular(word) == word && content_words(word).is_empty(), "{word}");
            }
        }
    }

    fn shuffled() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
        let words = prop::collection::vec("[a-zé]{1,6}|dns|the|faults", 0..6);
        words.prop_flat_map(|words| (Just(words.clone()), Just(words).prop_shuffle()))
    }

    proptest! {
        #[test]
        fn a_suspicion_with_content_is_the_same_as_itself_and_one_without_recalls_nothing(text in "\\PC{0,40}") {
            prop_assert_eq!(is_same(&text, &text), !content_words(&words::one_line(&text)).is_empty());
        }

        #[test]
        fn the_order_of_words_and_their_case_make_no_difference((words, others) in shuffled(), asked in "[a-zé ]{0,12}") {
            let (text, other) = (words.join(" "), others.join(", ").to_uppercase());
            prop_assert_eq!(is_same(&text, &asked), is_same(&other, &asked));
        }

        #[test]
        fn two_suspect_the_same_whoever_was_first(a in "[a-c ]{0,8}", b in "[a-c ]{0,8}") {
            prop_assert_eq!(is_same(&a, &b), is_same(&b, &a));
        }
    }
}
