//! Sections: the parts of a postmortem, and what was written in them.
//!
//! The registry is the union of what eight published templates ask for (Google SRE, PagerDuty,
//! Atlassian, GitLab, Kehoe, Limoncelli, learning reviews, and the brief that teams are taught
//! with). What a person wrote is kept version by version, like everything else.

use std::collections::BTreeMap;

use super::Timeline;
use super::record::{Record, RecordId, Recorded};

/// Who fills a section.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fill {
    /// It follows from the timeline; what is written stands before it.
    Auto,
    /// It is drafted from the timeline, and a person confirms or rewrites it.
    Assisted,
    /// Only a person knows.
    Asked,
}

impl Fill {
    pub const fn name(self) -> &'static str {
        match self {
            Fill::Auto => "auto",
            Fill::Assisted => "assisted",
            Fill::Asked => "asked",
        }
    }
}

/// One row of the registry.
#[derive(PartialEq, Eq, Debug)]
pub struct SectionRow {
    /// The name in commands, journals and JSON.
    pub name: &'static str,
    /// The heading in documents.
    pub title: &'static str,
    pub fill: Fill,
    /// The question that it answers.
    pub question: &'static str,
}

/// Every section, in the order of the full document.
pub const SECTIONS: &[SectionRow] = &[
    row("summary", "Summary", Fill::Assisted, "What broke, for whom, how long, what ended it?"),
    row("severity", "Severity", Fill::Auto, "How bad was it, and for how long?"),
    row("duration", "Duration", Fill::Auto, "When did users first feel it, not when did we notice?"),
    row("impact", "Impact", Fill::Asked, "What could a user not do? How many of how many? How do you know?"),
    row("detection", "Detection", Fill::Auto, "What told you first, and what would have told you in half the time?"),
    row(
        "lead-up",
        "Lead-up",
        Fill::Asked,
        "What changed in the last day: deploy, config, traffic, maintenance, power?",
    ),
    row("timeline", "Timeline", Fill::Auto, "What is missing before the first line?"),
    row("diagram", "Diagram", Fill::Auto, "What does the picture not show?"),
    row("misleading paths", "Misleading paths", Fill::Auto, "What made that theory sensible then? What ruled it out?"),
    row(
        "escalations",
        "Escalations and roles",
        Fill::Auto,
        "What signal made you call them then, and how did you know whom?",
    ),
    row(
        "root cause",
        "Root cause and contributing factors",
        Fill::Assisted,
        "How did this become possible? Name three conditions, none a person.",
    ),
    row(
        "resolution",
        "Resolution",
        Fill::Assisted,
        "What exactly ended the impact? Is it permanent? How was it verified?",
    ),
    row("went well", "What went well", Fill::Asked, "What helped, and would help again?"),
    row("went badly", "What went badly", Fill::Asked, "What slowed you down, or made it worse?"),
    row("lucky", "Where we were lucky", Fill::Asked, "What saved us that was not planned?"),
    row("surprises", "Surprises", Fill::Asked, "Why were we surprised? Who saw it differently?"),
    row("decisions", "Key decisions", Fill::Auto, "What else did you consider?"),
    row("communication", "Communication", Fill::Auto, "What may customers know, and what do we say next?"),
    row(
        "corrective measures",
        "Corrective and preventative measures",
        Fill::Asked,
        "Which class of problem should become rarer, shorter, or visible sooner?",
    ),
    row("action items", "Action items", Fill::Assisted, "Verb, scope, how will we know it is done, who, when?"),
    row("not to do", "Decided not to do", Fill::Asked, "What did we reject, and why?"),
    row("recurrence", "Recurrence", Fill::Asked, "Has this happened before? Was a fix already in the backlog?"),
    row("open questions", "Open questions", Fill::Auto, "What do we still not know?"),
    row("metrics", "Metrics", Fill::Auto, "What do these figures leave out?"),
    row("evidence", "Evidence", Fill::Auto, "Which graph, log or page shows it?"),
    row("glossary", "Glossary", Fill::Assisted, "Which words does a reader from elsewhere not know?"),
    row(
        "review",
        "Review",
        Fill::Asked,
        "When was it reviewed, by whom, and does everyone agree this is what happened?",
    ),
];

const fn row(name: &'static str, title: &'static str, fill: Fill, question: &'static str) -> SectionRow {
    SectionRow { name, title, fill, question }
}

impl SectionRow {
    /// The section that journals call so.
    pub fn of(name: &str) -> Option<&'static SectionRow> {
        SECTIONS.iter().find(|row| row.name == name)
    }

    /// The section of this name, or of the only one that begins so; hyphens stand for blanks.
    pub fn named(name: &str) -> Option<&'static SectionRow> {
        SectionRow::called(name).or_else(|| match SectionRow::begun(name).as_slice() {
            [only] => Some(only),
            _ => None,
        })
    }

    /// The section of just this name; hyphens stand for blanks.
    pub fn called(name: &str) -> Option<&'static SectionRow> {
        let wanted = in_blanks(name);
        SECTIONS.iter().find(|row| in_blanks(row.name) == wanted)
    }

    /// Every section whose name begins so; hyphens stand for blanks.
    pub fn begun(name: &str) -> Vec<&'static SectionRow> {
        let wanted = in_blanks(name);
        SECTIONS.iter().filter(|row| !wanted.is_empty() && in_blanks(row.name).starts_with(&wanted)).collect()
    }

    /// The name of a section as it is typed in a command: one word.
    pub fn in_a_command(name: &str) -> String {
        name.replace(' ', "-")
    }
}

/// A name of a section, whichever signs stand in it for blanks.
fn in_blanks(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', '_'], " ")
}

/// A written section, in its newest version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    pub name: String,
    pub text: String,
    /// The record that says so.
    pub id: RecordId,
    /// How often it was written anew.
    pub versions: usize,
}

impl Section {
    /// Its row in the registry; none for one that somebody named otherwise.
    pub fn row(&self) -> Option<&'static SectionRow> {
        SectionRow::of(&self.name)
    }

    /// Whether it says that it was left out on purpose, and why: all of `Not applicable because …`
    /// but the first two words.
    pub fn skipped(&self) -> Option<&str> {
        let text = self.text.trim();
        let first = text.get(..NOT_APPLICABLE.len()).filter(|first| first.eq_ignore_ascii_case(NOT_APPLICABLE))?;
        Some(text[first.len()..].trim_start_matches([':', ',', '.']).trim())
    }
}

/// How a section begins that was left out on purpose.
pub const NOT_APPLICABLE: &str = "not applicable";

impl Timeline {
    /// The written sections, each in its newest version, in the order of their names. An empty text
    /// takes a section away.
    pub fn sections(&self) -> Vec<Section> {
        let mut found: Vec<Section> = Vec::new();
        for Recorded { id, record, .. } in self.counting_others() {
            let Record::Section { name, text } = record else { continue };
            match found.iter_mut().find(|section| section.name == *name) {
                Some(known) => {
                    *known = Section { text: text.clone(), id: *id, versions: known.versions + 1, ..known.clone() };
                }
                None => found.push(Section { name: name.clone(), text: text.clone(), id: *id, versions: 1 }),
            }
        }
        found.retain(|section| !section.text.trim().is_empty());
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }

    /// What is written in one section now.
    pub fn section(&self, name: &str) -> Option<Section> {
        self.sections().into_iter().find(|section| section.name == name)
    }

    /// Every record that ever wrote a section of this name and still has its words, in order.
    pub fn section_versions(&self, name: &str) -> Vec<&Recorded> {
        let written = |recorded: &&Recorded| matches!(&recorded.record, Record::Section { name: of, .. } if of == name);
        self.others().filter(written).filter(|recorded| self.redaction(recorded.id).is_none()).collect()
    }

    /// The lint rules that may not speak, each with the reason.
    pub fn mutes(&self) -> BTreeMap<String, String> {
        let mut muted = BTreeMap::new();
        for recorded in self.counting_others() {
            match &recorded.record {
                Record::Mute { rule, why: Some(why) } => drop(muted.insert(rule.clone(), why.clone())),
                Record::Mute { rule, why: None } => drop(muted.remove(rule)),
                _ => {}
            }
        }
        muted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;

    #[test]
    fn a_section_is_found_by_the_beginning_of_its_name() {
        for (typed, expected) in [
            ("root cause", Some("root cause")),
            ("Root-Cause", Some("root cause")),
            ("root", Some("root cause")),
            ("went", None),
            ("went_b", Some("went badly")),
            ("", None),
            ("nothing", None),
        ] {
            assert_eq!(SectionRow::named(typed).map(|row| row.name), expected, "{typed}");
        }
        for (typed, expected) in [("Lead-up", Some("lead-up")), ("lead_up", Some("lead-up")), ("lead", None)] {
            assert_eq!(SectionRow::called(typed).map(|row| row.name), expected, "{typed}");
        }
    }

    #[test]
    fn the_newest_version_holds_and_the_older_ones_are_kept() {
        let mut log = Recording::new();
        let write = |log: &mut Recording, text: &str| {
            log.record(Record::Section { name: "impact".to_owned(), text: text.to_owned() })
        };
        write(&mut log, "Half of them.");
        write(&mut log, "Nobody could pay.");
        let section = log.timeline().section("impact").unwrap();
        assert_eq!((section.text.as_str(), section.versions), ("Nobody could pay.", 2));
        write(&mut log, " ");
        let timeline = log.timeline();
        assert_eq!(timeline.section("impact"), None);
        assert_eq!(timeline.section_versions("impact").len(), 3);
    }

    #[test]
    fn a_section_can_be_left_out_with_a_reason() {
        for (text, expected) in [
            ("Not applicable: one team only.", Some("one team only.")),
            ("not applicable because nobody was told", Some("because nobody was told")),
            ("Not applicable", Some("")),
            ("Nothing", None),
        ] {
            let section = Section { name: String::new(), text: text.to_owned(), id: RecordId::new(0, 0), versions: 1 };
            assert_eq!(section.skipped(), expected, "{text}");
        }
    }
}
