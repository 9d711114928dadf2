//! `decklog log`: one event from any shell, or one for each line of standard input.

use std::io::{BufRead, BufReader};
use std::sync::mpsc::TryRecvError;

use clap::Args;

use super::completions::Offered;
use super::explain::Explaining;
use super::lines::{self, Legible};
use super::opened::Opened;
use super::work::{self, Work};
use super::{Failure, World, answer, say};
use crate::entry::{self, Draft, Typed, understand};
use crate::session::{Batch, Once};
use crate::time::Moment;
use crate::timeline::{Record, RecordId, Setting, TAGS, Tag};
use crate::words;

/// Record one event: decklog log 10:15 d: alert, checkout is slow
///
/// The text is a line as in the recorder: [when] [tag:] text. Without TEXT, one line is read from
/// standard input. It is on disk when the command returns; if it could not be saved, the exit
/// code is 4 and the text is given back. It is kept aside then, where that is possible, and saved by
/// whatever decklog does next when the disk takes it.
#[derive(Args, Debug)]
#[command(after_long_help = examples())]
pub struct Log {
    /// A tag, by name or prefix: detection, e, "misleading path"
    #[arg(short, long, value_name = "TAG", value_parser = Offered::tags(), hide_possible_values = true)]
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
    /// Store nothing: say what would be understood, and which tag the words suggest; with --stdin,
    /// a line for each: tag or -, score, text
    #[arg(long, conflicts_with = "quiet")]
    explain: bool,
    /// What happened: [when] [tag:] text; all words after the first are part of it
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    text: Vec<std::ffi::OsString>,
}

/// Lines as one types them, and the tags they may begin with.
fn examples() -> String {
    let mut text = "\
Examples:
  decklog log d: alert, checkout is slow
  decklog log -5m a: restarted the pods
  decklog log 10:15 e: database team
  decklog log -t finding --at 'yesterday 23:50' the log is empty
  tail -f alerts | decklog log --stdin

Tags, and how a line begins with one:
"
    .to_owned();
    for row in TAGS {
        let prefixes: Vec<String> = row.prefixes.iter().map(|prefix| format!("{prefix}:")).collect();
        text.push_str(format!("  {:<16} {}", row.name, prefixes.join(" ")).trim_end());
        text.push('\n');
    }
    text.trim_end().to_owned()
}

/// At most so many lines wait for one sync.
const BATCH: usize = 512;

impl Log {
    pub fn run(self, opened: Result<Opened, Failure>, world: &mut World) -> Result<u8, Failure> {
        let began = world.clock.now();
        if self.stdin && self.explain {
            return self.explaining(&opened?, began)?.every_line(world);
        }
        if self.stdin {
            return self.every_line(&opened?, world);
        }
        let line = if self.text.is_empty() {
            self.one_line(world)?
        } else {
            let words: Vec<&[u8]> = self.text.iter().map(|word| word.as_encoded_bytes()).collect();
            Legible::of(&words.join(&b' '))
        };
        if let Some(odd) = line.odd {
            say(world, &odd);
        }
        let text = line.text;
        if let Some(option) = text.split_whitespace().next().filter(|word| word.len() > 2 && word.starts_with("--")) {
            say(world, &format!("{option} is no option of log; it is kept as text"));
        }
        if text.trim().is_empty() && self.at.is_none() {
            return Err(Failure::Usage(
                "there is nothing to record; give a text, as in: decklog log d: alert".to_owned(),
            ));
        }
        if self.explain {
            return self.explaining(&opened?, began)?.line(&text, world);
        }
        let recorded = work::whole(|| self.record(opened, &text, began, world));
        let (mut once, answer) = recorded.map_err(|failure| failure.with(text))?;
        self.answer_to(&mut once, &[answer], world)?;
        Ok(0)
    }

    fn explaining(&self, opened: &Opened, began: Moment) -> Result<Explaining<'_>, Failure> {
        Explaining::new(opened, began, self.tag.as_deref().and_then(tag_named), self.at.as_deref())
    }

    /// One line of standard input.
    fn one_line(&self, world: &mut World) -> Result<Legible, Failure> {
        if world.stdin_is_terminal {
            say(world, "type one line; “decklog” alone opens the recorder");
        }
        let mut bytes = Vec::new();
        let mut stdin = BufReader::new(&mut world.stdin);
        let read = stdin.read_until(b'\n', &mut bytes);
        let more = !stdin.buffer().trim_ascii().is_empty();
        read.map_err(|source| Failure::Io { doing: "cannot read standard input".to_owned(), source })?;
        if more {
            say(world, "only the first line is recorded; “decklog log --stdin” records every line");
        }
        Ok(Legible::of(&bytes))
    }

    /// Records one line: the incident, and what is to be answered.
    fn record(
        &self,
        opened: Result<Opened, Failure>,
        text: &str,
        began: Moment,
        world: &mut World,
    ) -> Result<(Once, String), Failure> {
        let opened = opened?;
        // The line may speak of what was kept aside.
        opened.take_back(world);
        let mut once = self.once(&opened, world)?;
        let (batch, answer) = self.draft(&opened, &once, text, began, world);
        once.add(batch);
        saved(&mut once)?;
        Ok((once, answer))
    }

    /// The incident to record in; while the data directory can't be used, one whose lines are kept aside.
    fn once(&self, opened: &Opened, world: &mut World) -> Result<Once, Failure> {
        let (once, is_new) = match opened.recording() {
            Ok(recording) => recording,
            Err(failure) => opened.recording_aside(failure.of_the_disk(&opened.shelf().root)?),
        };
        if is_new {
            say(world, &format!("no incident was open; started {}", once.id()));
        }
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
            say(world, &doubt.in_words(&summary.incident.zone()));
        }
        let said = entry::echo(&draft, &summary, entered);
        let id = once.author().new_id();
        (batch(once, id, draft, entered), format!("{} {said}", id.short()))
    }

    /// Records line after line. What can't be saved is given back at once, and tried again with
    /// what comes after it; the exit code is that of the last attempt.
    fn every_line(&self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let work = Work::begin();
        let stdin = std::mem::replace(&mut world.stdin, Box::new(std::io::empty()));
        let lines = lines::read_beside(stdin);
        let mut feed = Feed::default();
        let mut unreadable = None;
        let mut unheard = None;
        while let Ok(first) = lines.recv() {
            let mut fresh = vec![first];
            // While the disk fails, what comes is kept; it is tried again when the input pauses.
            while feed.failure.is_some() || fresh.len() < BATCH {
                match lines.try_recv() {
                    Ok(line) => fresh.push(line),
                    Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
                }
            }
            let mut texts = Vec::new();
            for line in fresh {
                match line {
                    Ok(line) => {
                        line.odd.iter().for_each(|odd| say(world, odd));
                        texts.extend(Some(line.text).filter(|text| !text.trim().is_empty()));
                    }
                    Err(source) => unreadable = Some(source),
                }
            }
            if texts.is_empty() {
                continue;
            }
            // What others have kept aside; our own comes with what waits.
            if feed.once.is_none() {
                opened.take_back(world);
            }
            let now = world.clock.now();
            feed.lines.extend(texts.iter().map(|text| (text.clone(), now)));
            let saved = {
                let _at_it = work.piece();
                self.save(&mut feed, opened, world)
            };
            match saved {
                Ok(answers) => {
                    if feed.failure.take().is_some() {
                        say(world, "what was given back is saved now");
                    }
                    // The next line is understood as things stand then: others record, too.
                    let told = feed.once.take().map(|mut once| self.answer_to(&mut once, &answers, world));
                    unheard = told.and_then(Result::err).or(unheard);
                }
                Err(failure) => {
                    let failure = failure.with(texts.join("\n"));
                    super::complain(&failure, world);
                    feed.failure = Some(failure);
                }
            }
        }
        if let Some(failure) = feed.failure {
            return Err(failure.without_texts());
        }
        if let Some(source) = unreadable {
            return Err(Failure::Io { doing: "cannot read standard input to its end".to_owned(), source });
        }
        unheard.map_or(Ok(0), Err)
    }

    /// Puts all that waits on disk; what is to be answered.
    fn save(&self, feed: &mut Feed, opened: &Opened, world: &mut World) -> Result<Vec<String>, Failure> {
        let once = match &mut feed.once {
            Some(once) => once,
            none => none.insert(self.once(opened, world)?),
        };
        for (text, began) in feed.lines.drain(..) {
            let (batch, answer) = self.draft(opened, once, &text, began, world);
            once.add(batch);
            feed.answers.push(answer);
        }
        saved(once)?;
        Ok(std::mem::take(&mut feed.answers))
    }

    /// Says what was recorded. What can't be said is recorded all the same.
    fn answer_to(&self, once: &mut Once, answers: &[String], world: &mut World) -> Result<(), Failure> {
        if let Some(error) = once.not_current.take() {
            say(world, &format!("it could not be made the open incident: {error}"));
        }
        if self.quiet {
            return Ok(());
        }
        let lines: String = answers.iter().map(|line| format!("{}\n", words::visible(line))).collect();
        let lines = world.in_its_locale(&lines);
        answer(world, &lines).map_err(|failure| match failure {
            Failure::Io { source, .. } => {
                Failure::Io { doing: "recorded and saved, but the answer can't be written".to_owned(), source }
            }
            other => other,
        })
    }
}

/// Puts on disk what waits, or else keeps it aside.
fn saved(once: &mut Once) -> Result<(), Failure> {
    let Err(error) = once.save() else { return Ok(()) };
    Err(match once.keep_aside() {
        Ok(place) => Failure::KeptAside { error, place, texts: Vec::new() },
        // That there is no other place either is nothing to mend.
        Err(_) => error.into(),
    })
}

/// What comes in line by line, on its way to the disk.
#[derive(Default)]
struct Feed {
    once: Option<Once>,
    /// Not understood yet, because there is no incident to understand them in.
    lines: Vec<(String, Moment)>,
    /// What is to be said when they are saved.
    answers: Vec<String>,
    /// Why the last attempt failed.
    failure: Option<Failure>,
}

/// What a draft stores: an event, or a new title.
fn batch(once: &Once, id: RecordId, draft: Draft, entered: Moment) -> Batch {
    match draft.title {
        Some(title) => once.author().batch(vec![Record::Set(vec![Setting::Title(title)])]),
        None => once.author().event(id, draft.body, &[], entered),
    }
}

/// A tag by its name, in which hyphens may stand for blanks, or by a prefix with or without its colon.
pub(super) fn tag_named(name: &str) -> Option<Tag> {
    let bare = name.trim().trim_end_matches(':');
    Tag::named(bare).or_else(|| Tag::named(&bare.replace('-', " "))).or_else(|| {
        let row = TAGS.iter().find(|row| row.prefixes.len() == 1 && row.prefixes.contains(&bare))?;
        Some(row.tag)
    })
}
