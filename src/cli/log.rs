//! `decklog log`: one event from any shell, or one for each line of standard input.

use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use clap::Args;

use super::opened::Opened;
use super::{Failure, World, answer, say};
use crate::entry::{self, Draft, Typed, understand};
use crate::session::{Batch, Once};
use crate::time::Moment;
use crate::timeline::{Record, RecordId, Setting, Tag};
use crate::words;

/// Record one event: decklog log 10:15 d: alert, checkout is slow
///
/// The text is a line as in the recorder: [when] [tag:] text. Without TEXT, one line is read from
/// standard input. It is on disk when the command returns; if it could not be saved, the exit
/// code is 4 and the text is given back.
#[derive(Args, Debug)]
pub struct Log {
    /// A tag, by name or prefix: detection, e, "misleading path"
    #[arg(short, long, value_name = "TAG")]
    tag: Option<String>,
    /// When it happened: 10:15, -5m, 'yesterday 23:50'
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    at: Option<String>,
    /// Say nothing but what went wrong
    #[arg(short, long)]
    quiet: bool,
    /// One event for each line of standard input, saved whenever the input pauses
    #[arg(long, conflicts_with = "text")]
    stdin: bool,
    /// The line
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    text: Vec<std::ffi::OsString>,
}

/// At most so many lines wait for one sync.
const BATCH: usize = 512;

impl Log {
    pub fn run(self, opened: Opened, world: &mut World) -> Result<u8, Failure> {
        let began = world.clock.now();
        if self.stdin {
            return self.every_line(&opened, world);
        }
        let line = if self.text.is_empty() {
            let mut bytes = Vec::new();
            let read = BufReader::new(&mut world.stdin).read_until(b'\n', &mut bytes);
            read.map_err(|source| Failure::Io { doing: "cannot read standard input".to_owned(), source })?;
            legible(&bytes)
        } else {
            let words: Vec<&[u8]> = self.text.iter().map(|word| word.as_encoded_bytes()).collect();
            legible(&words.join(&b' '))
        };
        if let Some(odd) = line.odd {
            say(world, &odd);
        }
        let text = line.text;
        if text.trim().is_empty() && self.at.is_none() {
            return Err(Failure::Usage(
                "there is nothing to record; give a text, as in: decklog log d: alert".to_owned(),
            ));
        }
        let mut once = self.once(&opened, world).map_err(|failure| giving_back(failure, &text))?;
        let (batch, answers) = self.draft(&opened, &once, &text, began, world);
        once.add(batch);
        once.save().map_err(|error| Failure::not_saved(error, text))?;
        self.tell_of(&once, &[answers], world)
    }

    /// The incident to record in; one is started, untitled, where none is open.
    fn once(&self, opened: &Opened, world: &mut World) -> Result<Once, Failure> {
        if let Some(id) = opened.open_incident()? {
            return Ok(Once::open(&opened.author, &id)?);
        }
        let turn = opened.shelf().turn_to_start()?;
        if let Some(id) = opened.open_incident()? {
            return Ok(Once::open(&opened.author, &id)?);
        }
        let mut once = Once::start(&opened.beginner(), crate::session::Start::default())?;
        once.hold(turn);
        say(world, &format!("no incident was open; started {}", once.id()));
        Ok(once)
    }

    /// What a line records, and what is said of it. A doubt is a warning; the text is kept.
    fn draft(&self, opened: &Opened, once: &Once, line: &str, began: Moment, world: &mut World) -> (Batch, String) {
        let mut summary = once.summary().clone();
        if let Some(zone) = &opened.zone {
            summary.incident.zone = Some(zone.name().to_owned());
        }
        let entered = world.clock.now();
        let tag = self.tag.as_deref().map(|name| (name, tag_named(name)));
        let chosen = tag.and_then(|(_, tag)| tag);
        let typed = Typed { line, began, entered, tag: chosen, at: self.at.as_deref() };
        let draft = understand(&typed, &summary);
        if let Some((name, None)) = tag {
            say(world, &format!("there is no tag “{name}”; kept as {}", draft.body.tag.name()));
        }
        for doubt in &draft.doubts {
            let zone = summary.incident.zone();
            let readings: Vec<String> = doubt.readings.iter().map(|when| reading(when, &zone)).collect();
            let readings = if readings.is_empty() { String::new() } else { format!(": {}", readings.join(" or ")) };
            say(world, &format!("{}{readings}", doubt.message));
        }
        let said = entry::echo(&draft, &summary, entered);
        let id = once.author().new_id();
        (batch(once, id, draft, entered), format!("{} {said}", id.short()))
    }

    fn every_line(&self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let stdin = std::mem::replace(&mut world.stdin, Box::new(std::io::empty()));
        let lines = reading_beside(stdin);
        let mut once: Option<Once> = None;
        while let Ok(first) = lines.recv() {
            let mut waiting = vec![first];
            while waiting.len() < BATCH {
                match lines.try_recv() {
                    Ok(line) => waiting.push(line),
                    Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
                }
            }
            let mut texts = Vec::new();
            for line in waiting {
                let line =
                    line.map_err(|source| Failure::Io { doing: "cannot read standard input".to_owned(), source })?;
                if let Some(odd) = line.odd {
                    say(world, &odd);
                }
                texts.extend(Some(line.text).filter(|text| !text.trim().is_empty()));
            }
            if texts.is_empty() {
                continue;
            }
            let once = match &mut once {
                Some(once) => once,
                none => {
                    none.insert(self.once(opened, world).map_err(|failure| giving_back(failure, &texts.join("\n")))?)
                }
            };
            let mut answers = Vec::new();
            for text in &texts {
                let (batch, answer) = self.draft(opened, once, text, world.clock.now(), world);
                once.add(batch);
                answers.push(answer);
            }
            once.save().map_err(|error| Failure::NotSaved { error, texts })?;
            self.tell_of(once, &answers, world)?;
        }
        Ok(0)
    }

    fn tell_of(&self, once: &Once, answers: &[String], world: &mut World) -> Result<u8, Failure> {
        if let Some(error) = &once.not_current {
            say(world, &format!("it could not be made the open incident: {error}"));
        }
        if !self.quiet {
            let lines: String = answers.iter().map(|line| format!("{}\n", words::visible(line))).collect();
            answer(world, &lines)?;
        }
        Ok(0)
    }
}

/// What a draft stores: an event, or a new title.
fn batch(once: &Once, id: RecordId, draft: Draft, entered: Moment) -> Batch {
    match draft.title {
        Some(title) => once.author().batch(vec![Record::Set(vec![Setting::Title(title)])]),
        None => once.author().event(id, draft.body, &[], entered),
    }
}

/// A tag by its name or by a prefix with or without its colon.
fn tag_named(name: &str) -> Option<Tag> {
    let bare = name.trim().trim_end_matches(':');
    Tag::named(bare).or_else(|| {
        let row = crate::timeline::TAGS.iter().find(|row| row.prefixes.len() == 1 && row.prefixes.contains(&bare))?;
        Some(row.tag)
    })
}

fn reading(when: &crate::time::When, zone: &crate::time::Zone) -> String {
    let day = when.bound().map(|at| zone.stamp(at.moment).local().format("%a %-d %b ").to_string());
    format!("{}{}", day.unwrap_or_default(), when.shown(zone))
}

/// A failure that also gives back what was typed.
fn giving_back(failure: Failure, text: &str) -> Failure {
    match failure {
        Failure::NotSaved { error, .. } => Failure::not_saved(error, text),
        other => other,
    }
}

/// A line of bytes as text.
struct Legible {
    text: String,
    /// What had to be written otherwise, if anything.
    odd: Option<String>,
}

/// Bytes that are not UTF-8 are written out (`\xFF`), so that nothing of them is lost.
fn legible(bytes: &[u8]) -> Legible {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let (mut text, mut odd) = (String::new(), 0);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02X}"));
            odd += 1;
        }
    }
    let odd = (odd > 0).then(|| format!("{} not UTF-8; written as \\x..", words::count(odd, "byte")));
    Legible { text, odd }
}

/// Reads lines in a thread, so that a pause in the input can be seen.
fn reading_beside(stdin: Box<dyn Read + Send>) -> Receiver<std::io::Result<Legible>> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        let mut stdin = BufReader::new(stdin);
        loop {
            let mut bytes = Vec::new();
            let line = match stdin.read_until(b'\n', &mut bytes) {
                Ok(0) => return,
                Ok(_) => Ok(legible(&bytes)),
                Err(error) => Err(error),
            };
            if line.is_err() | send.send(line).is_err() {
                return;
            }
        }
    });
    receive
}
