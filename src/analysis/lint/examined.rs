//! What the rules look at: an analysis, and every text of it as words, with the place where it can
//! be mended.

use std::cell::OnceCell;

use super::lists::{self, List};
use super::prose::{self, Word};
use super::{Document, Subject};
use crate::analysis::Analysis;
use crate::sensitive::{self, Kind};
use crate::timeline::{ActionItem, Event, Section, Tag};
use crate::words;

/// Everything that a rule may look at.
pub(super) struct Examined<'a> {
    pub analysis: &'a Analysis<'a>,
    pub document: Document,
    /// What is to be done: rejected items are not among them.
    pub actions: Vec<&'a ActionItem>,
    pub all_actions: &'a [ActionItem],
    pub sections: &'a [Section],
    /// The title, the told events in their order, those without a time behind them, the written
    /// sections and the action items.
    pub passages: Vec<Passage<'a>>,
}

/// A text that somebody wrote, and where.
pub(super) struct Passage<'a> {
    pub text: &'a str,
    /// Made out when they are first asked for: most rules ask for those of a few texts only.
    words: OnceCell<Vec<Word>>,
    pub from: Source<'a>,
}

#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    Title,
    Event(&'a Event),
    Section(&'a Section),
    Action(&'a ActionItem),
}

/// Names of sections that say what happened as a whole, however a document calls them.
const OVERVIEWS: [&str; 5] = ["summary", "impact", "introduction", "overview", "duration"];

impl<'a> Examined<'a> {
    pub fn of(
        analysis: &'a Analysis<'a>,
        sections: &'a [Section],
        all_actions: &'a [ActionItem],
        document: Document,
    ) -> Examined<'a> {
        let title = analysis.timeline.incident().title.as_deref().map(|title| Passage::of(title, Source::Title));
        // A todo is an action item.
        let events = analysis.all_told().filter(|event| event.tag() != Tag::Todo).map(|told| told.event);
        let written = sections.iter().filter(|section| section.skipped().is_none());
        let actions = || all_actions.iter().filter(|item| !item.is_rejected());
        let passages = title
            .into_iter()
            .chain(events.map(|event| Passage::of(event.text(), Source::Event(event))))
            .chain(written.map(|section| Passage::of(&section.text, Source::Section(section))))
            .chain(actions().map(|item| Passage::of(item.text(), Source::Action(item))))
            .collect();
        Examined { analysis, document, actions: actions().collect(), all_actions, sections, passages }
    }

    /// What is written in a section, unless it was left out on purpose.
    pub fn section(&self, name: &str) -> Option<&Passage<'a>> {
        self.written().find(|(section, _)| section.name == name).map(|(_, passage)| passage)
    }

    /// Whether a section is written, or was left out for a reason.
    pub fn is_answered(&self, name: &str) -> bool {
        let section = self.sections.iter().find(|section| section.name == name);
        section.is_some_and(|section| section.skipped().is_none_or(|why| !why.is_empty()))
    }

    /// Every written section.
    pub fn written(&self) -> impl Iterator<Item = (&'a Section, &Passage<'a>)> {
        self.passages.iter().filter_map(|passage| match passage.from {
            Source::Section(section) => Some((section, passage)),
            _ => None,
        })
    }

    /// The told events, without the todos; those that have no time come last.
    pub fn events(&self) -> impl Iterator<Item = (&'a Event, &Passage<'a>)> {
        self.passages.iter().filter_map(|passage| match passage.from {
            Source::Event(event) => Some((event, passage)),
            _ => None,
        })
    }

    pub fn tagged(&self, tag: Tag) -> impl Iterator<Item = (&'a Event, &Passage<'a>)> {
        self.events().filter(move |(event, _)| event.tag() == tag)
    }

    /// The events and sections that state something: no question, no guess.
    pub fn statements(&self) -> impl Iterator<Item = &Passage<'a>> {
        self.passages.iter().filter(|passage| match passage.from {
            Source::Event(event) => !matches!(event.tag(), Tag::Question | Tag::Hypothesis),
            Source::Section(section) => section.name != "open questions",
            Source::Title => true,
            Source::Action(_) => false,
        })
    }

    /// What says how many were affected, and how badly.
    pub fn of_the_impact(&self) -> impl Iterator<Item = &Passage<'a>> {
        self.passages.iter().filter(|passage| match passage.from {
            Source::Event(event) => event.tag() == Tag::Impact,
            Source::Section(section) => is_overview(section),
            Source::Title | Source::Action(_) => false,
        })
    }

    /// Whether a phrase of the list is said anywhere but in a question or an action item.
    pub fn says(&self, list: List) -> bool {
        self.statements().any(|passage| list.is_in(passage.words()))
    }

    /// The events that name a cause which nothing has overturned, timed or not.
    pub fn causes(&self) -> impl Iterator<Item = (&'a Event, &Passage<'a>)> {
        self.events().filter(|(event, _)| self.analysis.is_standing_cause(event))
    }

    /// What says how it ended: resolutions, and the section about it; without one, the section about
    /// the cause, which many documents go on with.
    pub fn of_the_resolution(&self) -> impl Iterator<Item = &Passage<'a>> {
        let of_it = |section: &Section| section.name.to_lowercase().contains("resolution");
        let apart = self.written().any(|(section, _)| of_it(section));
        self.passages.iter().filter(move |passage| match passage.from {
            Source::Event(event) => event.tag() == Tag::Resolution,
            Source::Section(section) => of_it(section) || !apart && section.name == "root cause",
            Source::Title | Source::Action(_) => false,
        })
    }

    /// Where to go to write or mend what only a resolution or its section can say.
    pub fn resolution(&self) -> Subject {
        self.analysis.milestones.resolved.map_or(Subject::Section("resolution"), |event| Subject::Event(event.id))
    }
}

pub(super) fn is_overview(section: &Section) -> bool {
    let name = section.name.to_lowercase();
    OVERVIEWS.iter().any(|overview| name.contains(overview))
}

impl<'a> Passage<'a> {
    fn of(text: &'a str, from: Source<'a>) -> Passage<'a> {
        Passage { text, words: OnceCell::new(), from }
    }

    pub fn words(&self) -> &[Word] {
        self.words.get_or_init(|| {
            let mut words = prose::words(self.text);
            lists::mark(&mut words);
            words
        })
    }

    /// Where to go; a section that is not in the registry is mended in the incident.
    pub fn at(&self) -> Subject {
        match self.from {
            Source::Title => Subject::Incident,
            Source::Event(event) => Subject::Event(event.id),
            Source::Section(section) => subject_of(section),
            Source::Action(item) => Subject::Action(item.id),
        }
    }

    pub fn has(&self, list: List) -> bool {
        list.is_in(self.words())
    }

    /// The first phrase of a list that it holds, as it is written there.
    pub fn says(&self, list: List) -> Option<&'a str> {
        list.found_in(self.words()).map(|found| prose::text_of(self.text, &self.words()[found]))
    }

    /// What it is called in a message where its place alone does not say it.
    pub fn named(&self) -> String {
        match self.from {
            Source::Title => "the title".to_owned(),
            Source::Event(event) => format!("the {}", event.tag().name()),
            Source::Section(section) => format!("the section {}", quoted(&section.name)),
            Source::Action(_) => "the action item".to_owned(),
        }
    }

    /// Each sentence, as words.
    pub fn sentences(&self) -> impl Iterator<Item = &[Word]> {
        prose::sentences(self.words())
    }

    /// The beginnings of the words by which it can be tied to another text.
    pub fn ties(&self) -> Vec<String> {
        ties(self.words())
    }
}

/// A section as a subject, by its name in the registry.
pub(super) fn subject_of(section: &Section) -> Subject {
    section.row().map_or(Subject::Incident, |row| Subject::Section(row.name))
}

/// The beginnings of words that are not in every text: `configuration` and `configured` are one.
pub(super) fn ties(words: &[Word]) -> Vec<String> {
    const LEAST: usize = 4;
    const BEGINNING: usize = 6;
    let telling = words.iter().filter(|word| word.lower.chars().count() >= LEAST && !List::CommonWord.holds(word));
    telling.map(|word| word.lower.trim_end_matches('s').chars().take(BEGINNING).collect()).collect()
}

/// Foreign words in a message: one line, no secret, not more than it takes to know them again.
pub(super) fn quoted(text: &str) -> String {
    const MOST: usize = 61;
    let line = words::one_line(&sensitive::masked(text, &[Kind::Secret]));
    format!("“{}”", words::shortened(&line, MOST))
}
