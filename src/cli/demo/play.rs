//! The playing of a script: each step is recorded at its own moment, by whoever took it, through the
//! door that every command records through. Nothing of it depends on the day on which it is played.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::script::{Script, Step, What};
use super::wrong;
use crate::cli::Failure;
use crate::entry::{Typed, understand};
use crate::journal::line;
use crate::journal::shelf::{Machine, Shelf};
use crate::session::{self, Author, Batch, Once};
use crate::time::{Clock, Moment, SinceBoot};
use crate::timeline::{Event, EventChange, Record, RecordId, Setting, Timeline};

/// How long a letter takes, and the longest that anybody types at a line.
const LETTER_MS: i64 = 150;
const LONGEST_MS: i64 = 25_000;

/// A clock that is where it was put.
struct Put(AtomicI64);

impl Clock for Put {
    fn now(&self) -> Moment {
        Moment::from_millis(self.0.load(Ordering::Relaxed))
    }

    fn since_boot(&self) -> Option<SinceBoot> {
        None
    }
}

/// Records an incident as its script says.
///
/// # Errors
/// When it can't be saved, or a line of the script can't be taken as it was typed.
pub fn play(script: &Script, shelf: &Shelf) -> Result<(), Failure> {
    let first = script.steps.first().map_or(Moment::from_millis(0), |step| step.at);
    let clock = Arc::new(Put(AtomicI64::new(first.millis())));
    let author = Author {
        shelf: shelf.clone(),
        machine: Machine {
            host: "demo".to_owned(),
            machine_id: "demo".to_owned(),
            program: concat!("decklog ", env!("CARGO_PKG_VERSION")).to_owned(),
        },
        by: Arc::from(script.steps.first().map_or("", |step| &step.by)),
        clock: clock.clone(),
        zone: script.zone.clone(),
    };
    let start = session::Start { title: Some(script.title.clone()), ..session::Start::default() };
    let mut once = Once::start_as(&author, script.id.clone(), start)?;
    let mut player = Player { timeline: Timeline::default(), author, script };
    player.timeline.apply(once.save()?);
    for (nth, step) in script.steps.iter().enumerate() {
        if step.at < clock.now() {
            return Err(wrong(format!("{}: {} types two lines at once", script.id, step.by)));
        }
        let entered = step.entered();
        clock.0.store(entered.millis(), Ordering::Relaxed);
        player.author.by = Arc::from(&*step.by);
        once.add(player.batch(nth, step, entered, &once)?);
        player.timeline.apply(once.save()?);
    }
    Ok(())
}

impl Step {
    /// When it was done with.
    fn entered(&self) -> Moment {
        let letters = match &self.what {
            What::Line(line) => line.chars().count(),
            _ => 0,
        };
        let took_ms = i64::try_from(letters).unwrap_or(LONGEST_MS).saturating_mul(LETTER_MS).min(LONGEST_MS);
        self.at.plus_millis(took_ms)
    }
}

struct Player<'a> {
    script: &'a Script,
    author: Author,
    timeline: Timeline,
}

impl Player<'_> {
    fn batch(&self, nth: usize, step: &Step, entered: Moment, once: &Once) -> Result<Batch, Failure> {
        let id = self.id(nth, step.at);
        let author = &self.author;
        Ok(match &step.what {
            What::Line(line) => {
                let typed = Typed { line, began: step.at, entered, tag: None, at: None };
                let draft = understand(&typed, once.summary());
                let title = draft.title.as_ref().map(|_| "a title stands at the head of a script");
                if let Some(said) = draft.doubts.first().map(|doubt| &*doubt.message).or(title) {
                    return Err(wrong(format!("{}: “{line}”: {said}", self.script.id)));
                }
                let pasted = (!step.below.is_empty()).then(|| step.below.join("\n"));
                author.event(id, draft.body, pasted.as_slice(), entered)
            }
            What::Amend { event, line } => {
                let event = self.event(event)?;
                let change = EventChange { text: Some(line.clone()), ..EventChange::default() };
                author.amendment(id, event.id, change, &[])
            }
            What::Strike { event, why } => {
                author.one(id, Record::Strike { of: self.event(event)?.id, why: Some(why.clone()) })
            }
            What::Star { event } => {
                let change = EventChange { starred: Some(true), ..EventChange::default() };
                author.one(id, Record::Amend { of: self.event(event)?.id, change: change.into() })
            }
            What::Item { todo, change } => {
                let items = self.timeline.action_items();
                let item = items.iter().find(|item| item.text().contains(todo.as_str()));
                author.one(id, item.ok_or_else(|| self.nothing(todo))?.changed(change.as_ref().clone()))
            }
            What::Section(row) => {
                author.one(id, Record::Section { name: row.name.to_owned(), text: step.below.join("\n") })
            }
            What::Close => author.one(id, Record::Set(vec![Setting::Closed(true)])),
        })
    }

    /// The same whenever it is played, so that what `show` prints in its first column is, too.
    fn id(&self, nth: usize, at: Moment) -> RecordId {
        let digest = line::digest(format!("{} {nth}", self.script.id));
        let random = digest.iter().take(16).fold(0, |random, byte| random << 8 | u128::from(*byte));
        RecordId::new(at.millis(), random)
    }

    /// The event whose text holds these words.
    fn event(&self, words: &str) -> Result<&Event, Failure> {
        self.timeline.all_events().find(|event| event.text().contains(words)).ok_or_else(|| self.nothing(words))
    }

    fn nothing(&self, words: &str) -> Failure {
        wrong(format!("{}: nothing holds the words “{words}”", self.script.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::medium::Disk;

    /// What is said of a script of these lines; nothing where it can be played.
    fn said(lines: &str) -> String {
        let dir = tempfile::tempdir().unwrap();
        let script = Script::read(&format!("id x\nzone WAT\n\n2024-06-11\n{lines}")).unwrap();
        let played = play(&script, &Shelf::new(Arc::new(Disk), dir.path()));
        played.err().map_or_else(String::new, |failure| failure.to_string())
    }

    #[test]
    fn a_script_that_says_something_else_than_it_means_is_not_played() {
        let alert = "10:00:00 ana  d: alert\n";
        assert_eq!(said(alert), "");
        for (line, expected) in [
            ("10:00:01 bo   k: here", "bo types two lines at once"),
            ("10:05:00 bo   x3: clean", "there is no H3; linked to none"),
            ("10:05:00 bo   title: Another one", "a title stands at the head of a script"),
            ("10:05:00 bo   *star “alarm”", "nothing holds the words “alarm”"),
            ("10:05:00 bo   *item “alert” owner: bo", "nothing holds the words “alert”"),
        ] {
            let said = said(&format!("{alert}{line}\n"));
            assert!(said.starts_with("cannot play the demo: x: ") && said.ends_with(expected), "{said}");
        }
    }
}
