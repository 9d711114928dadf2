//! What the verb of a sentence says happened, whoever did it and in whatever form: `The team rolls the
//! change back`, `certificate renewed`, `identification of the fault`.
//!
//! The first verb of the main clause decides. What the sentence says beside it can take that back: an
//! attempt is something done and no more; who acts makes of the same word a report or a finding; and
//! without any verb that is known, the state that it leaves speaks: `works again`.

use std::borrow::Cow;

use super::prose;
use super::verbs::{Form, SETS, VERBS, Verb};
use crate::timeline::Tag;

/// What a text says happened, by its first sentence that says it.
pub(super) fn told_by(text: &str) -> Option<Tag> {
    prose::sentences(text).take(3).map(Clause::of).find_map(|clause| clause.by_word().or_else(|| clause.by_state()))
}

/// What the verb of a main clause says.
pub(super) fn told_in(main_clause: &str) -> Option<Tag> {
    Clause { words: words(main_clause) }.by_word()
}

/// Whether a sentence begins with a plain verb: `Regularly test the backups`.
pub(super) fn begins_plain(sentence: &str) -> bool {
    let words = words(sentence);
    let is_plain =
        |word: &String| VERBS.get(word.as_str()).is_some_and(|known| known.iter().any(|verb| verb.form == Form::Plain));
    words.iter().find(|word| !word.ends_with("ly") && *word != "always").is_some_and(is_plain)
}

/// A sentence without what stands in brackets, and without the clause before its comma that says when or why.
pub(super) fn main_clause(sentence: &str) -> Cow<'_, str> {
    match without_brackets(sentence) {
        Cow::Borrowed(whole) => Cow::from(main_part(whole)),
        Cow::Owned(rest) => Cow::from(main_part(&rest).to_owned()),
    }
}

/// Whether a text tells of something that is being done, whatever comes of it: `Ensuring that it is up`,
/// `attempted to restore it`.
pub(super) fn is_endeavour(text: &str) -> bool {
    let clause = Clause::of(prose::sentences(text).next().unwrap_or_default());
    let Some(first) = clause.words.first() else { return false };
    let begins = VERBS.get(first.as_str()).and_then(|known| known.first());
    begins.is_some_and(|verb| verb.form == Form::Going && verb.tag == Tag::Action) || clause.is_attempt()
}

/// Whether a text tells of a state as it should be.
pub(super) fn leaves_it_good(text: &str) -> bool {
    prose::sentences(text).any(|sentence| Clause::of(sentence).is_good())
}

/// The clause of a sentence that says what happened, word by word.
struct Clause {
    words: Vec<String>,
}

/// Who or what a clause is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Subject {
    Responder,
    /// Those who use what is broken.
    User,
    Monitor,
    Trouble,
    Thing,
    /// `Checked the logs`
    Unsaid,
}

impl Subject {
    /// Whether it is the people who work on it, be they named or not.
    fn is_people(self) -> bool {
        matches!(self, Subject::Responder | Subject::Unsaid)
    }
}

const FAILED: &[&str] =
    &["fails", "failed", "fail", "failing", "unsuccessful", "unsuccessfully", "persists", "persisted", "vain", "avail"];
/// What is brought out so makes nothing better.
const WRONG: &[&str] =
    &["wrong", "bad", "incorrect", "faulty", "invalid", "broken", "buggy", "misconfigured", "erroneous"];
/// What befalls whoever looks into something.
const MEETING: &[&str] = &["encounter", "encountered", "encounters", "experience", "experienced"];

impl Clause {
    fn of(sentence: &str) -> Clause {
        Clause { words: words(&main_clause(sentence)) }
    }

    /// What its verb says, or the noun that is made of one.
    fn by_word(&self) -> Option<Tag> {
        let (at, tag) = self.verb().or_else(|| self.noun())?;
        Some(self.by_verb(at, tag))
    }

    /// The first verb that says what happened, and where it stands.
    fn verb(&self) -> Option<(usize, Tag)> {
        (0..self.words.len()).find_map(|at| {
            if self.begins_there(at) {
                return Some((at, Tag::Impact));
            }
            let known = VERBS.get(self.words[at].as_str())?;
            let is_it = |verb: &&Verb| verb.goes_on_in(&self.words[at + 1..]) && self.is_verb(at, verb);
            known.iter().find(is_it).map(|verb| (at, verb.tag))
        })
    }

    /// The first noun that is made of such a verb: `the migration is complete`.
    fn noun(&self) -> Option<(usize, Tag)> {
        (0..self.words.len()).find_map(|at| {
            let known = VERBS.get(self.words[at].as_str())?;
            known.iter().find(|verb| verb.form == Form::Noun).map(|verb| (at, verb.tag))
        })
    }

    /// Whether a word that may be a verb is one where it stands.
    fn is_verb(&self, at: usize, verb: &Verb) -> bool {
        let before = at.checked_sub(1).map(|before| self.words[before].as_str());
        match verb.form {
            Form::Noun => before.is_none(),
            // `Crashed worker removed`
            Form::Past if before.is_none() && verb.tag == Tag::Impact => false,
            Form::Past => before.is_none_or(|before| !["the", "a", "an", "our", "its"].contains(&before)),
            Form::Going => {
                before.is_none_or(|before| !SETS.before_nouns.contains(&before) && !SETS.subordinate.contains(&before))
            }
            // `Test build is released`
            Form::Plain if before.is_none() => !self.is_passive_behind(at),
            Form::Plain => before.is_none_or(|before| {
                SETS.responders.contains(&before)
                    || SETS.users.contains(&before)
                    || ["will", "to", "can", "and", "then", "immediately"].contains(&before)
            }),
            // `The alerts list is edited`
            Form::Third => {
                let is_noun = self.words[at + 1..].iter().take(2).any(|word| SETS.being.contains(&word.as_str()))
                    || self.words[at + 1..].iter().find(|word| !word.ends_with("ly")).is_some_and(|word| is_past(word));
                match before {
                    Some(before) => !SETS.before_nouns.contains(&before) && !is_noun,
                    None => self.words.get(at + 1).is_some_and(|next| SETS.objects.contains(&next.as_str())),
                }
            }
        }
    }

    fn is_passive_behind(&self, at: usize) -> bool {
        let behind = &self.words[at + 1..];
        behind.windows(2).take(6).any(|pair| SETS.being.contains(&pair[0].as_str()) && is_past(&pair[1]))
    }

    /// `The outage begins when …`, `the third storm started`: with nothing behind it that is begun.
    fn begins_there(&self, at: usize) -> bool {
        const ASIDE: &[&str] = &["when", "at", "again", "as", "after", "around", "because"];
        let is_alone = self.words.get(at + 1).is_none_or(|next| ASIDE.contains(&next.as_str()));
        let is_trouble = matches!(self.subject(at), Subject::Trouble | Subject::Thing);
        at > 0 && is_alone && is_trouble && SETS.begins.contains(&self.words[at].as_str())
    }

    /// What a verb says in this sentence: who acts, and what stands around it, can make something else of it.
    fn by_verb(&self, at: usize, tag: Tag) -> Tag {
        let subject = self.subject(at);
        if self.is_only_meant(at, subject) {
            return Tag::Action;
        }
        let (before, behind) = self.words.split_at(at);
        match tag {
            Tag::Mitigation => self.mending(at, subject),
            Tag::Impact => self.breaking(at, subject),
            Tag::Action => self.acting(at, subject),
            Tag::Finding if matches!(subject, Subject::User | Subject::Monitor) => Tag::Detection,
            Tag::Update | Tag::Escalation if matches!(subject, Subject::User | Subject::Monitor) => Tag::Detection,
            Tag::Update if has(behind, &SETS.responders) && !has(behind, &SETS.users) => Tag::Escalation,
            // `Alerted the database team`
            Tag::Detection if behind[0].starts_with("alert") && subject.is_people() => Tag::Escalation,
            Tag::Resolution if has(before, &SETS.not) => Tag::Note,
            _ => tag,
        }
    }

    /// `starts to deploy the fix`, `planned to replace it`: that it was done, nobody says.
    fn is_only_meant(&self, at: usize, subject: Subject) -> bool {
        let (before, behind) = self.words.split_at(at);
        let is_begun = before.last().is_some_and(|word| word == "to") && has(before, &SETS.begins);
        subject != Subject::User && (is_begun || has(before, &SETS.attempts) || has(&behind[..1], &SETS.attempts))
    }

    /// `was replaced`
    fn is_passive(&self, at: usize) -> bool {
        has(&self.words[at.saturating_sub(3)..at], &SETS.being)
    }

    fn mending(&self, at: usize, subject: Subject) -> Tag {
        let behind = &self.words[at..];
        let has_no_doer = matches!(subject, Subject::Thing | Subject::Trouble);
        let is_deployed = || SETS.deploying.iter().any(|verb| behind[0].starts_with(verb));
        match () {
            () if has_no_doer && !self.is_passive(at) && self.is_of_itself(at) => {
                if behind[0].ends_with("ing") {
                    Tag::Note
                } else {
                    Tag::Impact
                }
            }
            () if has(behind, FAILED) => Tag::Action,
            () if has(&self.words, WRONG) && is_deployed() => Tag::Change,
            () => Tag::Mitigation,
        }
    }

    fn breaking(&self, at: usize, subject: Subject) -> Tag {
        const DOWN: &[&str] = &["down", "dropped", "drops", "decline", "declined"];
        let (before, behind) = self.words.split_at(at);
        match subject {
            // `The queue goes down`
            _ if has(before, &SETS.loads) && has(behind, DOWN) => Tag::Mitigation,
            Subject::Responder if has(&behind[..1], MEETING) => Tag::Finding,
            Subject::Responder => Tag::Action,
            _ => Tag::Impact,
        }
    }

    fn acting(&self, at: usize, subject: Subject) -> Tag {
        let behind = &self.words[at + 1..];
        // `checks that both disks are mounted`
        let tells = || behind.iter().take(2).any(|word| word == "that");
        let finds = self.ends_in_finding(at) || tells() || subject == Subject::Unsaid && self.reveals(at);
        match () {
            () if self.is_begun_mending(at) => Tag::Mitigation,
            () if finds => Tag::Finding,
            // `Health check passes`
            () if self.is_good() && !self.is_passive(at) && subject != Subject::User => Tag::Resolution,
            () => Tag::Action,
        }
    }

    /// `tried to restart it`, `an attempt to …`
    fn is_attempt(&self) -> bool {
        const TRIED: &[&str] = &["try", "tries", "tried", "trying", "attempt", "attempts", "attempted", "attempting"];
        let head = &self.words[..self.words.len().min(6)];
        head.iter().any(|word| TRIED.contains(&word.as_str()))
    }

    /// `Traffic increases`: a change that nobody made.
    fn is_of_itself(&self, at: usize) -> bool {
        const BOTH_WAYS: &[&str] = &["increase", "change", "drop", "shift", "move", "stop", "clear", "drain"];
        let is_going = self.words[at].ends_with("ing");
        let begins =
            self.words[..at].last().is_some_and(|before| before.starts_with("start") || before.starts_with("beg"));
        BOTH_WAYS.iter().any(|verb| self.words[at].starts_with(verb.trim_end_matches('e'))) && (!is_going || begins)
    }

    /// `Checked the logs and found nothing`: what came of it counts.
    fn ends_in_finding(&self, at: usize) -> bool {
        let is_found = |word: &String| {
            let known = VERBS.get(word.as_str()).into_iter().flatten();
            known.into_iter().any(|verb| verb.tag == Tag::Finding && matches!(verb.form, Form::Past | Form::Third))
        };
        self.words[at..].windows(2).any(|pair| pair[0] == "and" && is_found(&pair[1]))
    }

    /// `Index rebuild initiated`, `completes the migration`: the verb only says how far it is.
    fn is_begun_mending(&self, at: usize) -> bool {
        const LIGHT: &[&str] = &["initiat", "perform", "execut", "conduct", "commenc", "trigger", "carri"];
        let mends = |word: &String| VERBS.get(word.as_str()).is_some_and(|known| known[0].tag == Tag::Mitigation);
        let near = at.saturating_sub(3)..(at + 4).min(self.words.len());
        LIGHT.iter().any(|light| self.words[at].starts_with(light)) && self.words[near].iter().any(mends)
    }

    /// `Reading the logs revealed a typo`: what begins the sentence is only how it was found.
    fn reveals(&self, at: usize) -> bool {
        let finds = |word: &String| {
            let known = VERBS.get(word.as_str()).into_iter().flatten();
            known.into_iter().any(|verb| verb.tag == Tag::Finding && matches!(verb.form, Form::Past | Form::Third))
        };
        self.words[at].ends_with("ing") && self.words[at + 1..].iter().take(8).any(finds)
    }

    fn subject(&self, verb: usize) -> Subject {
        let before = &self.words[..verb];
        let is = |known: &[&str]| before.iter().any(|word| known.contains(&word.as_str()));
        if before.is_empty() {
            Subject::Unsaid
        } else if is(&SETS.users) {
            Subject::User
        } else if is(&SETS.responders) || before.iter().any(|word| word.starts_with('@')) {
            Subject::Responder
        } else if is(&SETS.monitors) {
            Subject::Monitor
        } else if is(&SETS.trouble) {
            Subject::Trouble
        } else {
            Subject::Thing
        }
    }

    /// What is said without a verb that is known: the state of things, or only who does something.
    fn by_state(&self) -> Option<Tag> {
        let head = &self.words[..self.words.len().min(6)];
        let is = |known: &[&str]| head.iter().any(|word| known.contains(&word.as_str()));
        let acts = is(&SETS.responders) || head.iter().any(|word| word.starts_with('@'));
        // `starts the second wave of it`
        let starts = self.words.iter().skip(1).take(4).any(|word| SETS.begins.contains(&word.as_str()));
        if self.has_none() {
            return Some(Tag::Impact);
        }
        if acts || starts {
            return Some(if self.is_good() { Tag::Resolution } else { Tag::Action });
        }
        if self.is_good() {
            return Some(Tag::Resolution);
        }
        let bad = self.state().iter().any(|word| SETS.bad.contains(&word.as_str()));
        bad.then_some(Tag::Impact)
    }

    /// `We have no printers left`
    fn has_none(&self) -> bool {
        self.words.windows(2).any(|pair| ["have", "has", "had"].contains(&pair[0].as_str()) && pair[1] == "no")
    }

    /// The words that tell of how things are, and not of how they should be.
    fn state(&self) -> &[String] {
        let end = self.words.iter().skip(1).position(|word| SETS.ends_of_state.contains(&word.as_str()));
        &self.words[..end.map_or(self.words.len(), |end| end + 1)]
    }

    fn is_good(&self) -> bool {
        let state = self.state();
        let has = |known: &[&str]| state.iter().any(|word| known.contains(&word.as_str()));
        // `It is up`, `is once again merging`: the words alone say nothing.
        let of_being = state.iter().enumerate().any(|(at, word)| {
            let before = at.checked_sub(1).map_or("", |before| state[before].as_str());
            ["up", "again", "back"].contains(&word.as_str())
                && !["put", "taken", "given", "rolled"].contains(&before)
                && state[at.saturating_sub(2)..at].iter().any(|before| SETS.being.contains(&before.as_str()))
        });
        let ends_again = state.last().is_some_and(|last| last == "again") && state.len() == self.words.len();
        (has(&SETS.good) || of_being || ends_again) && !has(&SETS.not) && !has(&SETS.bad)
    }
}

fn has(words: &[String], known: &[&str]) -> bool {
    words.iter().any(|word| known.contains(&word.as_str()))
}

fn is_past(word: &str) -> bool {
    VERBS.get(word).is_some_and(|known| known.iter().any(|verb| verb.form == Form::Past && word.ends_with("ed")))
}

/// A sentence without what stands in brackets.
fn without_brackets(sentence: &str) -> Cow<'_, str> {
    if !sentence.contains(['(', '[', ')', ']']) {
        return Cow::from(sentence);
    }
    let mut depth = 0usize;
    let rest = sentence
        .chars()
        .filter(|c| match c {
            '(' | '[' => {
                depth += 1;
                false
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect();
    Cow::Owned(rest)
}

/// A sentence without the clause before its comma that says when or why.
fn main_part(sentence: &str) -> &str {
    let trimmed = sentence.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '@' && c != '`');
    let first = trimmed.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let is_aside = SETS.subordinate.contains(&first.as_str()) || first.ends_with("ing") && first.len() > 5;
    let behind = trimmed.split_once(", ").map(|(_, behind)| behind).filter(|_| is_aside);
    let behind = behind.filter(|behind| behind.split_whitespace().count() >= 3 && !behind.starts_with("and "));
    behind.unwrap_or(trimmed)
}

fn words(text: &str) -> Vec<String> {
    let is_of_a_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '@');
    text.split(|c: char| !is_of_a_word(c))
        .map(|word| word.chars().filter(|c| !matches!(c, '\'' | '’')).flat_map(char::to_lowercase).collect::<String>())
        .filter(|word| !word.is_empty())
        .take(40)
        .collect()
}
