//! Half-typed lines: each recorder keeps its own in a file that it holds locked.
//!
//! A file that nobody holds is an orphan: its owner was killed. Whoever takes its lock has claimed
//! it, and keeps its lines in a file of its own before the orphan is removed, so that no crash in
//! between loses them. A draft names the record that it is to become: one that was saved just
//! before the end, or that is found twice, is recognised and dropped. A file on its way to its name
//! (`.new`) is an orphan like any other: it is locked before anything is in it.

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::append::random;
use super::dirs::{make_dirs, sync_around};
use super::line::hex;
use super::medium::{Access, MediumFile};
use super::shelf::Shelf;
use crate::time::Moment;
use crate::timeline::{RecordId, Tag};

/// What was typed and not stored.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Draft {
    /// The incident it was typed for, if one was open.
    pub incident: Option<String>,
    /// The line being typed: the record it is to become, its text, its first key press.
    pub line: Option<HalfTyped>,
    /// Lines that were set aside, oldest first.
    pub aside: Vec<HalfTyped>,
    /// Events that could not be saved.
    pub unsaved: Vec<HalfTyped>,
}

/// One line, the text of one section, or lines to be backfilled, typed and not stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HalfTyped {
    pub id: RecordId,
    pub text: String,
    pub began: Moment,
    /// The tag that was chosen beside the line.
    pub tag: Option<Tag>,
    /// The incident it was typed for, where that is not the draft's.
    pub incident: Option<String>,
    /// The section of the postmortem that it is to be the text of, or [`HalfTyped::BACKFILL`]; none for
    /// a line.
    pub section: Option<String>,
}

impl HalfTyped {
    /// What stands for a section in lines that are to become events of their own.
    pub const BACKFILL: &str = "backfill";

    /// Whether it is lines that are to become events of their own.
    pub fn is_backfill(&self) -> bool {
        self.section.as_deref() == Some(Self::BACKFILL)
    }
}

impl Draft {
    /// Whether there is nothing in it worth keeping.
    pub fn is_empty(&self) -> bool {
        self.line.is_none() && self.aside.is_empty() && self.unsaved.is_empty()
    }

    /// Takes the texts of sections and lines to be backfilled out of it, oldest first, each with the incident it is for.
    pub fn take_sections(&mut self) -> Vec<HalfTyped> {
        let aside = self.aside.extract_if(.., |line| line.section.is_some());
        let mut sections: Vec<HalfTyped> = aside.collect();
        sections.extend(self.unsaved.extract_if(.., |line| line.section.is_some()));
        sections.extend(self.line.take_if(|line| line.section.is_some()));
        sections.sort_by_key(|section| section.began);
        sections
    }

    /// Every line in it.
    pub fn lines(&self) -> impl Iterator<Item = &HalfTyped> {
        self.unsaved.iter().chain(&self.aside).chain(&self.line)
    }
}

/// The draft file of one recorder, held while it runs.
pub struct DraftFile {
    shelf: Shelf,
    path: PathBuf,
    /// Kept open for its lock.
    held: Option<Box<dyn MediumFile>>,
    /// Whether the name of its directory is known to be durable.
    is_named: bool,
}

impl DraftFile {
    /// A file of our own, made at the first keeping.
    pub fn new(shelf: &Shelf) -> DraftFile {
        let name = format!("{}.json", hex(&random().to_le_bytes()[..8]));
        DraftFile { shelf: shelf.clone(), path: shelf.drafts_dir().join(name), held: None, is_named: false }
    }

    /// Puts the draft on disk in place of the one before.
    ///
    /// # Errors
    /// As the medium reports them.
    pub fn keep(&mut self, draft: &Draft) -> io::Result<()> {
        if draft.is_empty() {
            return self.drop_file();
        }
        let medium = &*self.shelf.medium;
        let beside = self.path.with_extension("new");
        let _ = medium.remove(&beside);
        let mut made = Vec::new();
        let mut file = match medium.open(&beside, Access::CreateNew) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                made = make_dirs(medium, &self.shelf.drafts_dir())?;
                medium.open(&beside, Access::CreateNew)?
            }
            opened => opened?,
        };
        // Locked before it has its name, so that it is never taken for an orphan.
        let _ = file.try_lock();
        file.write_whole(&encode(draft))?;
        file.sync()?;
        medium.rename(&beside, &self.path)?;
        self.held = Some(file);
        medium.sync_dir(&self.shelf.drafts_dir())?;
        if !self.is_named {
            // Whoever made the directories, just now or before, may not have come to make their names durable.
            let above = self.shelf.root.ancestors().take(2);
            sync_around(medium, above.chain(made.iter().filter_map(|dir| dir.parent())))?;
            self.is_named = true;
        }
        Ok(())
    }

    fn drop_file(&mut self) -> io::Result<()> {
        if self.held.is_none() {
            return Ok(());
        }
        match self.shelf.medium.remove(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => {
                // Only now may somebody else have the lock.
                self.held = None;
                Ok(())
            }
        }
    }
}

/// An orphan that is ours now, until it is released or this is dropped.
pub struct Claimed {
    pub draft: Draft,
    path: PathBuf,
    _held: Box<dyn MediumFile>,
}

impl Claimed {
    /// Its lines are kept elsewhere: the file may go.
    pub fn release(self, shelf: &Shelf) {
        let _ = shelf.medium.remove(&self.path);
    }
}

/// Claims the drafts that nobody holds any more, oldest first. What can't be read stays.
pub fn claim_orphans(shelf: &Shelf) -> Vec<Claimed> {
    let (medium, dir) = (&*shelf.medium, shelf.drafts_dir());
    let names = medium.list(&dir).unwrap_or_default();
    let claim = |name: String| {
        let path = dir.join(name);
        let mut held = medium.open(&path, Access::Read).ok()?;
        let free = held.try_lock().ok()?;
        // Somebody else may have claimed and removed it, or its owner replaced it, in between.
        let same = medium.stat(&path).ok()?.0 == held.identity().ok()?;
        if !free || !same {
            return None;
        }
        let draft = decode(&medium.read(&path).ok()?)?;
        Some(Claimed { draft, path, _held: held })
    };
    let ours = |name: &String| name.ends_with(".json") || name.ends_with(".new");
    let mut claimed: Vec<Claimed> = names.into_iter().filter(ours).filter_map(claim).collect();
    // Of two drafts of the same recorder, the one on its way to its name comes after the other.
    claimed.sort_by_key(|claimed| claimed.draft.lines().map(|line| line.began).min());
    claimed
}

#[derive(Serialize, Deserialize)]
struct Wire {
    incident: Option<String>,
    line: Option<LineWire>,
    #[serde(default)]
    aside: Vec<LineWire>,
    #[serde(default)]
    unsaved: Vec<LineWire>,
}

#[derive(Serialize, Deserialize)]
struct LineWire {
    id: String,
    text: String,
    began: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    incident: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    section: Option<String>,
}

impl From<&HalfTyped> for LineWire {
    fn from(line: &HalfTyped) -> LineWire {
        LineWire {
            id: line.id.to_string(),
            text: line.text.clone(),
            began: line.began.millis(),
            tag: line.tag.map(|tag| tag.name().to_owned()),
            incident: line.incident.clone(),
            section: line.section.clone(),
        }
    }
}

impl LineWire {
    /// The line; one that does not say its incident was typed for that of its draft.
    fn line(self, incident: &Option<String>) -> Option<HalfTyped> {
        Some(HalfTyped {
            id: self.id.parse().ok()?,
            text: self.text,
            began: Moment::from_millis(self.began),
            tag: self.tag.as_deref().and_then(Tag::named),
            incident: self.incident.or_else(|| incident.clone()),
            section: self.section,
        })
    }
}

fn encode(draft: &Draft) -> Vec<u8> {
    let wire = Wire {
        incident: draft.incident.clone(),
        line: draft.line.as_ref().map(LineWire::from),
        aside: draft.aside.iter().map(LineWire::from).collect(),
        unsaved: draft.unsaved.iter().map(LineWire::from).collect(),
    };
    serde_json::to_vec(&wire).unwrap_or_default()
}

fn decode(bytes: &[u8]) -> Option<Draft> {
    let wire: Wire = serde_json::from_slice(bytes).ok()?;
    let line = |line: LineWire| line.line(&wire.incident);
    Some(Draft {
        line: wire.line.and_then(line),
        aside: wire.aside.into_iter().filter_map(line).collect(),
        unsaved: wire.unsaved.into_iter().filter_map(line).collect(),
        incident: wire.incident.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_keeps_its_lines_and_its_name() {
        let id = RecordId::new(7, 7);
        let half = |text: &str, section: Option<&str>| HalfTyped {
            id,
            text: text.to_owned(),
            began: Moment::from_millis(7),
            tag: None,
            incident: Some("2024-06-07-down".to_owned()),
            section: section.map(str::to_owned),
        };
        let text = "Half of all\n\n- pay\u{1b}ments\r\n";
        let draft = Draft { aside: vec![half("a line", None), half(text, Some("impact"))], ..Draft::default() };
        let mut read = decode(&encode(&draft)).unwrap();
        assert_eq!(read, draft);
        assert_eq!(read.take_sections(), [half(text, Some("impact"))]);
        assert_eq!(read.aside, [half("a line", None)]);
    }

    #[test]
    fn what_an_older_version_kept_is_a_line() {
        let id = RecordId::new(7, 7);
        let kept = format!(r#"{{"incident":"x","line":{{"id":"{id}","text":"half","began":7}}}}"#);
        let mut read = decode(kept.as_bytes()).unwrap();
        assert_eq!((read.take_sections().len(), read.line.unwrap().text.as_str()), (0, "half"));
    }
}
