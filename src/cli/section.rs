//! `decklog section`: the written parts of the postmortem.

use std::io::Read as _;

use super::completions::Offered;
use super::editor::edit;
use super::format::Format;
use super::lines::Legible;
use super::opened::Opened;
use super::{Failure, World, answer, say};
use crate::entry::secret_in;
use crate::export::{self, Drawn, Profile, Report, drafted};
use crate::session::Once;
use crate::timeline::{Record, Recorded, SECTIONS, Section as Written, SectionRow, Timeline};
use crate::words;
use clap::Args;

/// Show or write a section of the postmortem
///
/// Without NAME, all sections with what is in them. With NAME alone, its text, or its draft. Every
/// version is kept in the journal; writing an empty text takes the section away.
#[derive(Args, Debug)]
#[command(after_long_help = names())]
pub struct Section {
    /// Which: its name, or the beginning of it; hyphens stand for blanks
    #[arg(value_parser = Offered::sections(), hide_possible_values = true)]
    name: Option<String>,
    /// What it is to say; - reads it from standard input
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    text: Vec<String>,
    /// Write it in the editor that DECKLOG_EDITOR, VISUAL or EDITOR names, from its text or draft on
    #[arg(short, long, conflicts_with_all = ["text", "skip", "confirm"], requires = "name")]
    edit: bool,
    /// Take over what was drafted from the timeline
    #[arg(long, conflicts_with_all = ["text", "skip"], requires = "name")]
    confirm: bool,
    /// Leave it out on purpose, and say why
    #[arg(long, value_name = "WHY", conflicts_with = "text", requires = "name")]
    skip: Option<String>,
    /// Every version, the newest last
    #[arg(long, conflicts_with_all = ["text", "skip", "confirm"], requires = "name")]
    history: bool,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Every section with the question that it answers.
fn names() -> String {
    let mut text = "\
Marks: blank lines part paragraphs; “- ” and “1. ” begin items; **strong**, `code` and
[words](https://…) are what they are in Markdown. Everything else is text.

Sections:
"
    .to_owned();
    for row in SECTIONS {
        text.push_str(&format!(
            "  {:<20} {:<9} {}\n",
            SectionRow::in_a_command(row.name),
            row.fill.name(),
            row.question
        ));
    }
    text.trim_end().to_owned()
}

impl Section {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let id = opened.incident(None)?;
        let Some(row) = self.name.as_deref().map(named).transpose()? else {
            let (timeline, _) = opened.timeline(&id)?;
            answer(world, &self.listed(&timeline))?;
            return Ok(0);
        };
        if let Some(text) = self.given(row, opened, &id, world)? {
            return write(row, text, opened, &id, world);
        }
        if self.edit {
            return Ok(0);
        }
        let (timeline, _) = opened.timeline(&id)?;
        if self.history {
            answer(world, &history(row, &timeline))?;
            return Ok(0);
        }
        if self.format == Format::Json {
            let report = Report::of(&timeline, Profile::Full, Drawn::default());
            answer(world, &export::inert_json(&report.sections.get(row.name)))?;
            return Ok(0);
        }
        shown(row, &timeline, world)
    }

    /// The text that is to be written, if any is.
    fn given(&self, row: &SectionRow, opened: &Opened, id: &str, world: &mut World) -> Result<Option<String>, Failure> {
        if self.confirm {
            let (timeline, _) = opened.timeline(id)?;
            let draft = drafted(&timeline, row.name);
            let missing = || {
                let why = if timeline.section(row.name).is_some() { "it is written already" } else { row.question };
                Failure::NotFound(format!("nothing is drafted for “{}”: {why}", row.name))
            };
            return draft.ok_or_else(missing).map(Some);
        }
        if self.edit {
            let (timeline, _) = opened.timeline(id)?;
            // One that was left out begins anew.
            let text = timeline.section(row.name).filter(|section| section.skipped().is_none());
            let text = text.map(|section| section.text);
            let text = text.or_else(|| drafted(&timeline, row.name)).unwrap_or_default();
            let edited = edit(world, row.name, &text)?;
            if edited.is_none() {
                say(world, &format!("{} is as it was", row.name));
            }
            return Ok(edited);
        }
        if let Some(why) = &self.skip {
            let why = words::one_line(why);
            let because = if why.starts_with("because") { "" } else { "because " };
            let reason = if why.is_empty() { String::new() } else { format!(" {because}{why}") };
            return Ok(Some(format!("Not applicable{reason}")));
        }
        match self.text.as_slice() {
            [] => Ok(None),
            [only] if only == "-" => {
                let mut bytes = Vec::new();
                world
                    .stdin
                    .read_to_end(&mut bytes)
                    .map_err(|source| Failure::Io { doing: "cannot read the text".to_owned(), source })?;
                let read = Legible::of(&bytes);
                if let Some(odd) = read.odd {
                    say(world, &odd);
                }
                Ok(Some(read.text.replace("\r\n", "\n")))
            }
            words => Ok(Some(words.join(" "))),
        }
    }

    fn listed(&self, timeline: &Timeline) -> String {
        let report = Report::of(timeline, Profile::Full, Drawn::default());
        let known = SECTIONS.iter().filter_map(|row| report.sections.get(row.name));
        let all = || known.clone().chain(&report.other_sections);
        if self.format == Format::Json {
            return export::inert_json(&all().collect::<Vec<_>>());
        }
        let line = |section: &export::Written| {
            let said = section.text.as_ref().filter(|_| section.state != "drafted").or(section.skipped.as_ref());
            let said = said
                .map_or_else(|| section.question.to_owned(), |text| words::shortened(&words::one_line(text), FIRST));
            let name = words::one_line(&SectionRow::in_a_command(&section.name));
            format!("{name:<20} {:<9} {:<8}  {said}\n", section.fill, section.state)
        };
        all().map(line).collect()
    }
}

/// The section that is meant.
fn named(name: &str) -> Result<&'static SectionRow, Failure> {
    SectionRow::named(name).ok_or_else(|| {
        let names = |rows: &mut dyn Iterator<Item = &SectionRow>| {
            words::list(&rows.map(|row| SectionRow::in_a_command(row.name)).collect::<Vec<_>>())
        };
        let (begun, name) = (SectionRow::begun(name), words::one_line(name));
        Failure::Usage(match begun.is_empty() {
            true => format!("no section is called “{name}”; there are {}", names(&mut SECTIONS.iter())),
            false => format!("“{name}” could be {}", names(&mut begun.into_iter())),
        })
    })
}

/// So many letters of a section stand in the list.
const FIRST: usize = 61;

/// Its text, else its draft; what is missing is said beside the answer.
fn shown(row: &SectionRow, timeline: &Timeline, world: &mut World) -> Result<u8, Failure> {
    if let Some(section) = timeline.section(row.name) {
        answer(world, &words::visible_lines(&ended(section.text)))?;
        return Ok(0);
    }
    match drafted(timeline, row.name) {
        Some(draft) => {
            answer(world, &words::visible_lines(&ended(draft)))?;
            say(
                world,
                &format!(
                    "drafted from the timeline; “decklog section {} --confirm” takes it over",
                    SectionRow::in_a_command(row.name)
                ),
            );
        }
        None => say(world, &format!("not written: {}", row.question)),
    }
    Ok(0)
}

fn ended(text: String) -> String {
    if text.ends_with('\n') { text } else { text + "\n" }
}

fn history(row: &SectionRow, timeline: &Timeline) -> String {
    let zone = timeline.incident().zone();
    let version = |recorded: &&Recorded| {
        let Record::Section { text, .. } = &recorded.record else { return String::new() };
        let at = zone.stamp(recorded.at.moment);
        format!("── {at} {}\n{}", words::one_line(&recorded.by), words::visible_lines(&ended(text.clone())))
    };
    timeline.section_versions(row.name).iter().map(version).collect()
}

fn write(row: &SectionRow, text: String, opened: &Opened, id: &str, world: &mut World) -> Result<u8, Failure> {
    let mut once = Once::open(&opened.author, id).map_err(|error| Failure::from(error).with(&text))?;
    let record = Record::Section { name: row.name.to_owned(), text: text.clone() };
    let made = once.author().new_id();
    let batch = once.author().one(made, record);
    once.add(batch);
    once.save().map_err(|error| Failure::from(error).with(&text))?;
    let section = Written { name: row.name.to_owned(), text, id: made, versions: 1 };
    let words = words::count(section.text.split_whitespace().count(), "word");
    say(
        world,
        &match (section.text.trim().is_empty(), section.skipped()) {
            (true, _) => format!("{} taken away", row.name),
            (false, Some(_)) => format!("{} left out", row.name),
            (false, None) => format!("{} written: {words}", row.name),
        },
    );
    let text = section.text;
    if let Some(said) = secret_in(&text) {
        say(world, &said);
    }
    Ok(0)
}
