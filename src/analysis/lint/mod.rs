//! Lint: what a postmortem still lacks, a row and a function a rule.
//!
//! A rule looks at what was recorded and written, and says what it found: where, why it matters,
//! and what would mend it. It changes nothing. An export never waits for it; a document with an
//! error is marked as a draft.

use super::Analysis;
use crate::timeline::{ActionItem, RecordId, Section, Tag};

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

/// Every rule, in the order of their ids.
pub const RULES: &[Rule] = &[
    Rule {
        id: "C02",
        level: Level::Error,
        help: "the impact has no number",
        fix: "say how many of how many, in an impact event or in the impact section",
        live: false,
        check: |examined| {
            let unmeasured = examined.analysis.told.iter().filter(|event| event.tag() == Tag::Impact);
            let measured = unmeasured.clone().any(|event| super::has_number(event.text()));
            let written = examined.section("impact").is_some_and(super::has_number);
            (!measured && !written)
                .then(|| Hit::of("the impact has no number", Subject::Section("impact")))
                .into_iter()
                .collect()
        },
    },
    Rule {
        id: "C11",
        level: Level::Error,
        help: "no root cause is recorded",
        fix: "confirm a hypothesis (c1: …), or write the section “root cause”",
        live: false,
        check: |examined| {
            let known = examined.analysis.milestones.diagnosed.is_some() || examined.section("root cause").is_some();
            (!known)
                .then(|| Hit::of("the root cause is not recorded", Subject::Section("root cause")))
                .into_iter()
                .collect()
        },
    },
];

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
#[derive(Clone, PartialEq, Eq, Debug)]
struct Hit {
    message: String,
    at: Subject,
}

impl Hit {
    fn of(message: impl Into<String>, at: Subject) -> Hit {
        Hit { message: message.into(), at }
    }
}

/// A finding, with its rule.
pub struct Finding {
    pub rule: &'static Rule,
    pub message: String,
    pub at: Subject,
}

/// What the rules look at beside the timeline, and can't work out from it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Document {
    /// How many words the brief document has.
    pub words: Option<usize>,
}

/// Everything that a rule may look at.
struct Examined<'a> {
    analysis: &'a Analysis<'a>,
    sections: Vec<Section>,
    actions: Vec<ActionItem>,
    document: Document,
}

impl Examined<'_> {
    /// What is written in a section, unless it was left out on purpose.
    fn section(&self, name: &str) -> Option<&str> {
        let section = self.sections.iter().find(|section| section.name == name)?;
        section.skipped().is_none().then_some(section.text.as_str())
    }
}

/// What the rules say of an incident.
pub struct Lint {
    /// Errors first, then in the order of the rules.
    pub findings: Vec<Finding>,
    /// The rules that were silenced, each with the reason.
    pub muted: Vec<(&'static Rule, String)>,
    /// How much of what is looked for is there, in percent; 100 where no rule but a hint speaks.
    pub readiness: u8,
}

impl Lint {
    pub fn of(analysis: &Analysis, document: Document) -> Lint {
        let examined = Examined {
            analysis,
            sections: analysis.timeline.sections(),
            actions: analysis.timeline.action_items(),
            document,
        };
        let mutes = analysis.timeline.mutes();
        let may_speak = |rule: &&'static Rule| (rule.live || analysis.is_over()) && !mutes.contains_key(rule.id);
        let finding = |rule: &'static Rule| {
            (rule.check)(&examined).into_iter().map(move |Hit { message, at }| Finding { rule, message, at })
        };
        let mut findings: Vec<Finding> = RULES.iter().filter(may_speak).flat_map(finding).collect();
        findings.sort_by_key(|finding| finding.rule.level);
        let muted = RULES.iter().filter_map(|rule| Some((rule, mutes.get(rule.id)?.clone()))).collect();
        let readiness = readiness(&findings);
        Lint { findings, muted, readiness }
    }

    /// Whether something must be mended before the document is final.
    pub fn is_draft(&self) -> bool {
        self.findings.iter().any(|finding| finding.rule.level == Level::Error)
    }
}

/// The share of the rules that found nothing; an error weighs three times a warning, a hint nothing.
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
