//! Rules about what leaves the house: how long it is, what it links to, what it must not say.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::examined::{Examined, Passage, Source, quoted, subject_of};
use super::{Hit, Length, Rule, Subject, error, hint, warning};
use crate::analysis::{Secret, SecretPlace};
use crate::sensitive::{self, Kind};
use crate::timeline::{Event, Section, Tag};
use crate::words;

pub(super) const RULES: &[Rule] = &[
    hint("X01", "there are not 400 to 600 words to read", "say more, or less; the full profile holds the rest", length),
    warning(
        "X02",
        "an image that is not stored evidence, or a relative link",
        "attach the picture as evidence, and link with a whole address (https://…)",
        links,
    ),
    error(
        "X03",
        "something that looks like a secret",
        "take it off this disk (decklog redact EVENT --why TEXT), and change the secret",
        secrets,
    ),
    warning(
        "X04",
        "what names a person or a machine in the part that is published outside",
        "it will be masked there; say it without the name to keep the sentence whole",
        personal,
    ),
    warning(
        "X05",
        "a milestone without evidence",
        "attach what shows it, or put the link into its text: a graph, a page, a log",
        evidence,
    ),
    hint(
        "X06",
        "a section is left out without a reason",
        "say why: decklog section NAME --skip WHY; an empty text takes it away",
        left_out,
    ),
];

fn length(examined: &Examined) -> Vec<Hit> {
    const BRIEF: std::ops::RangeInclusive<usize> = 400..=600;
    let Some(Length { written, whole }) = examined.document.words else { return Vec::new() };
    // Figures and questions are no reason to write less, and count for who has written little.
    let words = if written > *BRIEF.end() { written } else { whole.min(*BRIEF.end()) };
    let message = format!("there are {words} words to read; 400 to 600 are read to the end");
    Hit::when(!BRIEF.contains(&words), message, Subject::Incident)
}

fn links(examined: &Examined) -> Vec<Hit> {
    static IMAGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)!\[[^\]]*\]\(\s*<?([^\s)>]*)|<img\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]*)"#)
            .expect("our own pattern")
    });
    static LINK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(!?)\[[^\]]*\]\(\s*<?([^\s)>]*)").expect("our own pattern"));
    let stored =
        |target: &str| examined.analysis.timeline.evidence().any(|(_, evidence)| target.ends_with(&evidence.file));
    let hits = |passage: &Passage| {
        let images = IMAGE.captures_iter(passage.text).filter_map(|found| found.get(1).or(found.get(2)));
        let images = images.map(|target| target.as_str()).filter(|target| !stored(target));
        let images = images.map(|target| format!("the image {} is not stored evidence", quoted(target)));
        let links = LINK.captures_iter(passage.text).filter(|found| found.get(1).is_some_and(|mark| mark.is_empty()));
        let links = links.filter_map(|found| found.get(2)).map(|target| target.as_str());
        let links = links.filter(|target| is_relative(target) && !stored(target));
        let links = links.map(|target| format!("the link {} leads nowhere outside this directory", quoted(target)));
        images.chain(links).map(|message| Hit::of(message, passage.at())).collect::<Vec<_>>()
    };
    examined.written().flat_map(|(_, passage)| hits(passage)).collect()
}

/// A place in this document is no other file.
fn is_relative(target: &str) -> bool {
    !target.starts_with('#') && !target.contains("://") && !target.to_ascii_lowercase().starts_with("mailto:")
}

/// In everything that is kept, struck and hidden events included. The secret itself is not said.
fn secrets(examined: &Examined) -> Vec<Hit> {
    let place = |at: SecretPlace| match at {
        SecretPlace::Title | SecretPlace::Reason => Subject::Incident,
        SecretPlace::Event(id) => Subject::Event(id),
        SecretPlace::Section(id) => {
            let section = examined.sections.iter().find(|section| section.id == id);
            section.map_or(Subject::Incident, subject_of)
        }
        SecretPlace::Action(id) => {
            let item = examined.all_actions.iter().find(|item| item.record == Some(id));
            item.map_or(Subject::Incident, |item| Subject::Action(item.id))
        }
    };
    let mut found = crate::analysis::secrets(examined.analysis.timeline);
    found.dedup_by_key(|secret| secret.at);
    let hit =
        |secret: &Secret| Hit::of(format!("it looks as if there is a secret in it: {}", secret.name), place(secret.at));
    found.iter().map(hit).collect()
}

/// A link is masked as a whole, and is what shows a milestone inside: nobody misses it outside.
fn personal(examined: &Examined) -> Vec<Hit> {
    let shown = |passage: &&Passage| match passage.from {
        Source::Title => true,
        Source::Event(event) => event.tag() == Tag::Impact || examined.analysis.milestones.contains(event.id),
        Source::Section(section) => ["summary", "impact", "root cause", "resolution"].contains(&section.name.as_str()),
        Source::Action(_) => false,
    };
    let hit = |passage: &Passage| {
        let found = sensitive::find(passage.text, &Kind::PERSONAL);
        let found = found.iter().filter(|found| found.kind != Kind::Link);
        let mut names: Vec<String> = found.map(|found| found.name.to_owned()).collect();
        names.dedup();
        let message = format!("{} has what is masked outside: {}", passage.named(), words::list(&names));
        (!names.is_empty()).then(|| Hit::of(message, passage.at()))
    };
    examined.passages.iter().filter(shown).filter_map(hit).collect()
}

/// One finding for all milestones that nothing shows.
fn evidence(examined: &Examined) -> Vec<Hit> {
    let shows = |event: &Event| !event.evidence.is_empty() || !sensitive::find(event.text(), &[Kind::Link]).is_empty();
    let milestones = &examined.analysis.milestones;
    let set = milestones.rows().filter(|milestone| !milestone.is_derived);
    let bare: Vec<(&'static str, &Event)> = set
        .filter_map(|milestone| Some((milestone.row.name, milestone.event?)))
        .filter(|(_, event)| milestones.contains(event.id) && !shows(event))
        .collect();
    let Some((_, first)) = bare.first() else { return Vec::new() };
    let names: Vec<String> = bare.iter().map(|(name, _)| (*name).to_owned()).collect();
    let message = format!("nothing shows when it was: {}", words::list(&names));
    vec![Hit::of(message, Subject::Event(first.id))]
}

fn left_out(examined: &Examined) -> Vec<Hit> {
    const NOTHING: [&str; 9] = ["n/a", "na", "none", "-", "–", "—", "nil", "nothing", "not applicable"];
    let says_nothing = |section: &&Section| {
        let text = section.text.trim().trim_end_matches('.').to_lowercase();
        NOTHING.contains(&text.as_str()) || section.skipped() == Some("")
    };
    let hit = |section: &Section| {
        let message = format!("{} is left out, and nothing says why", quoted(&section.name));
        Hit::of(message, subject_of(section))
    };
    examined.sections.iter().filter(says_nothing).map(hit).collect()
}
