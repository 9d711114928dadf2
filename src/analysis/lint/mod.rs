//! Lint: what a postmortem still lacks, a row and a function a rule.
//!
//! A rule looks at what was recorded and written, and says what it found: where, why it matters,
//! and what would mend it. It changes nothing. An export never waits for it; a document with an
//! error is marked as a draft. The words that rules look for are data (`assets/lint-words.tsv`).

mod actions;
mod content;
mod examined;
mod export;
mod language;
mod lists;
mod prose;
#[cfg(test)]
mod tests;
mod time;

use self::examined::Examined;
use super::timers::BySeverity;
use super::{Analysis, SILENCE};
use crate::timeline::RecordId;
use crate::words;

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// To be mended before the document is final.
    Error,
    Warning,
    Hint,
}

impl Level {
    pub const fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Hint => "hint",
        }
    }
}

/// One rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// `T03`
    pub id: &'static str,
    pub level: Level,
    /// What it looks for, in a line.
    pub help: &'static str,
    /// What would mend it.
    pub fix: &'static str,
    /// Whether it may speak while the incident is not over.
    pub live: bool,
    check: fn(&Examined) -> Vec<Hit>,
}

const fn error(id: &'static str, help: &'static str, fix: &'static str, check: fn(&Examined) -> Vec<Hit>) -> Rule {
    Rule { id, level: Level::Error, help, fix, live: false, check }
}

const fn warning(id: &'static str, help: &'static str, fix: &'static str, check: fn(&Examined) -> Vec<Hit>) -> Rule {
    Rule { level: Level::Warning, ..error(id, help, fix, check) }
}

const fn hint(id: &'static str, help: &'static str, fix: &'static str, check: fn(&Examined) -> Vec<Hit>) -> Rule {
    Rule { level: Level::Hint, ..error(id, help, fix, check) }
}

const fn live(rule: Rule) -> Rule {
    Rule { live: true, ..rule }
}

/// Every rule, in the order of their ids.
pub const RULES: &[Rule] = &joined();

/// By what they look at.
const GROUPS: [&[Rule]; 5] = [time::RULES, content::RULES, actions::RULES, language::RULES, export::RULES];
const COUNT: usize = GROUPS[0].len() + GROUPS[1].len() + GROUPS[2].len() + GROUPS[3].len() + GROUPS[4].len();

/// The groups as one list; a constant can't be made by an iterator.
const fn joined() -> [Rule; COUNT] {
    let mut all = [GROUPS[0][0]; COUNT];
    let (mut group, mut at, mut next) = (0, 0, 0);
    while next < COUNT {
        if at == GROUPS[group].len() {
            (group, at) = (group + 1, 0);
        }
        all[next] = GROUPS[group][at];
        (at, next) = (at + 1, next + 1);
    }
    all
}

impl Rule {
    /// The rule of this id, in capitals or not.
    pub fn named(id: &str) -> Option<&'static Rule> {
        RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(id.trim()))
    }
}

/// What a finding is about: where to go to mend it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Subject {
    Incident,
    Event(RecordId),
    /// By its name in the registry.
    Section(&'static str),
    /// By the id of the item.
    Action(RecordId),
}

/// What a rule found, in one place.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Hit {
    message: String,
    at: Subject,
}

impl Hit {
    /// Whatever the message quotes, it is one line that drives nothing.
    fn of(message: impl AsRef<str>, at: Subject) -> Hit {
        Hit { message: words::one_line(message.as_ref()), at }
    }

    /// The only hit of a rule that speaks once, or none.
    fn when(is_so: bool, message: impl AsRef<str>, at: Subject) -> Vec<Hit> {
        is_so.then(|| Hit::of(message, at)).into_iter().collect()
    }
}

/// A finding, with its rule.
#[derive(Clone, Debug)]
pub struct Finding {
    pub rule: &'static Rule,
    pub message: String,
    pub at: Subject,
}

/// What the rules go by beside the timeline, and can't work out from it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Document {
    /// How many words the brief document has to read.
    pub words: Option<Length>,
    /// From how many minutes on a time without an entry is told; 0 is never.
    pub silence: BySeverity,
}

/// How long a document is, in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Length {
    /// What people wrote, each time once.
    pub written: usize,
    /// All of it, with what follows from the timeline.
    pub whole: usize,
}

impl Default for Document {
    fn default() -> Document {
        Document { words: None, silence: BySeverity { sev1: SILENCE, sev2: SILENCE, sev3: SILENCE } }
    }
}

/// What the rules say of an incident.
#[derive(Debug)]
pub struct Lint {
    /// Errors first, then in the order of the rules.
    pub findings: Vec<Finding>,
    /// The rules that were silenced, each with the reason.
    pub muted: Vec<(&'static Rule, String)>,
    /// How much of what is looked for is there, in percent; 100 where no rule but a hint speaks.
    pub readiness: u8,
}

/// A rule that finds more places than this says how many, and names no more of them.
const MOST_PLACES: usize = 20;

impl Lint {
    pub fn of(analysis: &Analysis, document: Document) -> Lint {
        Lint::by(analysis, document, |_| true)
    }

    /// What must be mended before the document is final, and nothing else: in the words of the rules,
    /// each once.
    pub fn errors(analysis: &Analysis) -> Vec<&'static str> {
        let lint = Lint::by(analysis, Document::default(), |rule| rule.level == Level::Error);
        let mut found: Vec<&'static str> = lint.findings.iter().map(|finding| finding.rule.help).collect();
        found.dedup();
        found
    }

    fn by(analysis: &Analysis, document: Document, wanted: fn(&Rule) -> bool) -> Lint {
        let (sections, actions) = (analysis.timeline.sections(), analysis.timeline.action_items());
        let examined = Examined::of(analysis, &sections, &actions, document);
        let mutes = analysis.timeline.mutes();
        let may_speak = |rule: &&'static Rule| (rule.live || analysis.is_over()) && !mutes.contains_key(rule.id);
        let mut findings: Vec<Finding> = RULES
            .iter()
            .filter(|rule| wanted(rule))
            .filter(may_speak)
            .flat_map(|rule| rule.findings(&examined))
            .collect();
        findings.sort_by_key(|finding| finding.rule.level);
        let muted = RULES.iter().filter_map(|rule| Some((rule, mutes.get(rule.id)?.clone()))).collect();
        let readiness = readiness(&findings);
        Lint { findings, muted, readiness }
    }

    /// Whether something must be mended before the document is final.
    pub fn is_draft(&self) -> bool {
        self.count(Level::Error) > 0
    }

    /// How many findings there are of each level: `2 errors and 1 hint`; nothing where there are none.
    pub fn counted(&self) -> String {
        let levels = [Level::Error, Level::Warning, Level::Hint].map(|level| (self.count(level), level.name()));
        let levels = levels.into_iter().filter(|(count, _)| *count > 0);
        words::list(&levels.map(|(count, name)| words::count(count, name)).collect::<Vec<_>>())
    }

    fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.rule.level == level).count()
    }
}

impl Rule {
    fn findings(&'static self, examined: &Examined) -> Vec<Finding> {
        let mut hits = (self.check)(examined);
        let more = hits.len().saturating_sub(MOST_PLACES);
        hits.truncate(MOST_PLACES);
        if let Some(last) = hits.last_mut().filter(|_| more > 0) {
            last.message.push_str(&format!(" (and {} more)", words::count(more, "place")));
        }
        hits.into_iter().map(|Hit { message, at }| Finding { rule: self, message, at }).collect()
    }
}

/// The share of the rules that found nothing, in whole percent: a rule that must be heeded weighs
/// three times one that should be, a hint nothing; how many places a rule found makes no difference.
/// A rule that is silenced, or waits for the end, has found nothing.
fn readiness(findings: &[Finding]) -> u8 {
    let weight = |rule: &Rule| match rule.level {
        Level::Error => 3,
        Level::Warning => 1,
        Level::Hint => 0,
    };
    let all: usize = RULES.iter().map(weight).sum();
    let hit = |rule: &&Rule| findings.iter().any(|finding| finding.rule.id == rule.id);
    let lost: usize = RULES.iter().filter(hit).map(weight).sum();
    u8::try_from((all - lost) * 100 / all.max(1)).unwrap_or(100)
}
