//! `decklog log --explain`: what would be understood of a line, and which tag its words suggest.
//! Nothing is stored.

use std::fmt::Write as _;

use super::lines;
use super::opened::Opened;
use super::status::summary_of;
use super::{Failure, World, answer};
use crate::entry::suggest::{LEAD, Reason, Suggestion, THRESHOLD, has_tag, suggest, suggest_for, weigh};
use crate::entry::{self, Draft, Typed, understand};
use crate::time::Moment;
use crate::timeline::{Summary, Tag};
use crate::words;

/// What a line is explained by: the incident it would go to, and what was given beside the text.
pub struct Explaining<'a> {
    summary: Summary,
    began: Moment,
    tag: Option<Tag>,
    at: Option<&'a str>,
}

impl<'a> Explaining<'a> {
    /// By the incident that the line would be recorded in; none is started.
    pub fn new(
        opened: &Opened,
        began: Moment,
        tag: Option<Tag>,
        at: Option<&'a str>,
    ) -> Result<Explaining<'a>, Failure> {
        let summary = match opened.open_incident()? {
            Some(id) => summary_of(opened, &id)?,
            None => {
                let mut summary = Summary::default();
                summary.incident.zone = Some(opened.beginner().zone.name().to_owned());
                summary
            }
        };
        Ok(Explaining { summary, began, tag, at })
    }

    /// One line, for a person.
    pub fn line(&self, line: &str, world: &mut World) -> Result<u8, Failure> {
        let typed = self.typed(line, world);
        let draft = understand(&typed, &self.summary);
        let mut text = format!("{}\n", entry::echo(&draft, &self.summary, typed.entered));
        draft.doubts.iter().for_each(|doubt| text.push_str(&format!("{}\n", doubt.message)));
        text.push_str(&suggestion(&typed, &draft));
        let text = world.in_its_locale(&words::visible_lines(&text));
        answer(world, &text)?;
        Ok(0)
    }

    /// Each line of standard input, for a script: tag or `-`, score, text, with tabs between them.
    pub fn every_line(&self, world: &mut World) -> Result<u8, Failure> {
        let stdin = std::mem::replace(&mut world.stdin, Box::new(std::io::empty()));
        for line in lines::read_beside(stdin) {
            let line = line
                .map_err(|source| Failure::Io { doing: "cannot read standard input to its end".to_owned(), source })?;
            let typed = self.typed(&line.text, world);
            let suggested = suggest_for(&typed, &understand(&typed, &self.summary));
            let (tag, score) = suggested.map_or(("-", 0), |found| (found.tag.name(), found.score));
            answer(world, &format!("{tag}\t{score}\t{}\n", words::one_line(&line.text)))?;
        }
        Ok(0)
    }

    fn typed<'l>(&self, line: &'l str, world: &World) -> Typed<'l>
    where
        'a: 'l,
    {
        Typed { line, began: self.began, entered: world.clock.now(), tag: self.tag, at: self.at }
    }
}

/// In bytes: enough of a phrase to find its row in the list.
const PHRASE_SHOWN: usize = 48;

/// The suggestion with its reasons, those of the next tag, and what it takes.
fn suggestion(typed: &Typed<'_>, draft: &Draft) -> String {
    if has_tag(typed, draft) {
        return "no suggestion: the line has its tag\n".to_owned();
    }
    let ranked = weigh(&draft.body.text);
    let names = match suggest(&draft.body.text) {
        Some(_) => ["suggestion", "next"],
        None => ["not enough", "next"],
    };
    let mut text = if ranked.is_empty() { "no suggestion\n".to_owned() } else { String::new() };
    names.iter().zip(&ranked).for_each(|(name, weighed)| text.push_str(&reasons(name, weighed)));
    let _ = writeln!(text, "a suggestion takes {THRESHOLD}, and {LEAD} more than the next");
    text
}

fn reasons(name: &str, weighed: &Suggestion) -> String {
    let mut text = format!("{name:<12}{:<18}{:>3}\n", weighed.tag.name(), weighed.score);
    for Reason { said, phrase, weight } in &weighed.reasons {
        let begins = &phrase[..phrase.floor_char_boundary(PHRASE_SHOWN)];
        let more = if begins.len() < phrase.len() { "…" } else { "" };
        let _ = writeln!(text, "{:>33}  “{said}”: {begins}{more}", format!("{weight:+}"));
    }
    text
}
