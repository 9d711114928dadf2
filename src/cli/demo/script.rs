//! A script of the demo: an incident as people typed it, to the second, in a file that a person can
//! read and edit (`assets/demo/README.md`).

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::time::{Local, Moment, Zone};
use crate::timeline::{ActionChange, SectionRow};

/// An incident to be played.
#[derive(Debug)]
pub struct Script {
    pub id: String,
    pub title: String,
    pub zone: Zone,
    pub steps: Vec<Step>,
}

/// Something that somebody did, from its first key on.
#[derive(Debug)]
pub struct Step {
    pub at: Moment,
    pub by: String,
    pub what: What,
    /// The lines that stand below it: what was pasted, or the text of a section.
    pub below: Vec<String>,
}

/// What was done. An event is named by some of its words.
#[derive(PartialEq, Debug)]
pub enum What {
    /// A line of the recorder; an empty one is a mark.
    Line(String),
    Amend {
        event: String,
        line: String,
    },
    Strike {
        event: String,
        why: String,
    },
    Star {
        event: String,
    },
    Item {
        todo: String,
        change: Box<ActionChange>,
    },
    Section(&'static SectionRow),
    Close,
}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// The line that is none of it, with its number.
    pub fn read(text: &str) -> Result<Script, String> {
        let mut script = Script { id: String::new(), title: String::new(), zone: Zone::utc(), steps: Vec::new() };
        let mut day = None;
        for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            script.take(line, &mut day).ok_or_else(|| format!("line {}: {line}", n + 1))?;
        }
        Ok(script)
    }

    fn take(&mut self, line: &str, day: &mut Option<NaiveDate>) -> Option<()> {
        if let Some(below) = line.strip_prefix("  |") {
            self.steps.last_mut()?.below.push(below.strip_prefix(' ').unwrap_or(below).to_owned());
            return Some(());
        }
        let (first, rest) = word(line);
        match first {
            "id" => rest.clone_into(&mut self.id),
            "title" => rest.clone_into(&mut self.title),
            "zone" => self.zone = Zone::named(rest).ok()?,
            _ if rest.is_empty() => *day = Some(first.parse().ok()?),
            _ => {
                let at = NaiveDateTime::new((*day)?, NaiveTime::parse_from_str(first, "%H:%M:%S").ok()?);
                let Local::Once(at) = self.zone.resolve(at) else { return None };
                let (by, typed) = word(rest);
                let step = Step { at: at.moment, by: by.to_owned(), what: What::read(typed)?, below: Vec::new() };
                self.steps.push(step);
            }
        }
        Some(())
    }
}

impl What {
    fn read(typed: &str) -> Option<What> {
        let Some(command) = typed.strip_prefix('*') else { return Some(What::Line(typed.to_owned())) };
        let (name, rest) = word(command);
        let quoted = || {
            let (event, rest) = rest.strip_prefix('“')?.split_once('”')?;
            Some((event.to_owned(), rest.trim_start().to_owned()))
        };
        Some(match name {
            "amend" => quoted().map(|(event, line)| What::Amend { event, line })?,
            "strike" => quoted().map(|(event, why)| What::Strike { event, why })?,
            "star" => quoted().map(|(event, _)| What::Star { event })?,
            "item" => {
                let (todo, fields) = quoted()?;
                What::Item { todo, change: Box::new(item(&fields)?) }
            }
            "section" => What::Section(SectionRow::named(rest)?),
            "close" => What::Close,
            _ => return None,
        })
    }
}

/// `type: detect · owner: mo · due: 2024-06-21`
fn item(fields: &str) -> Option<ActionChange> {
    let mut change = ActionChange::default();
    for field in fields.split(" · ") {
        let (name, value) = field.split_once(": ")?;
        let field = match name {
            "type" => &mut change.kind,
            "owner" => &mut change.owner,
            "due" => &mut change.due,
            "state" => &mut change.state,
            _ => return None,
        };
        *field = Some(value.to_owned());
    }
    Some(change)
}

/// The first word of a line, and what follows it.
fn word(line: &str) -> (&str, &str) {
    let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
    (first, rest.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_none_is_named() {
        for (line, expected) in [
            ("zone Nowhere/At/All", "line 1: zone Nowhere/At/All"),
            ("10:00:00 ana before any day", "line 1: 10:00:00 ana before any day"),
            ("  | below nothing", "line 1:   | below nothing"),
            ("2024-06-11\n25:00:00 ana d: alert", "line 2: 25:00:00 ana d: alert"),
            ("2024-06-11\n10:00:00 ana *dance", "line 2: 10:00:00 ana *dance"),
            ("2024-06-11\n10:00:00 ana *section nothing", "line 2: 10:00:00 ana *section nothing"),
            ("2024-06-11\n10:00:00 ana *item “x” colour: red", "line 2: 10:00:00 ana *item “x” colour: red"),
            ("# fine\n\nid x\n2024-13-01", "line 4: 2024-13-01"),
        ] {
            assert_eq!(Script::read(line).unwrap_err(), expected);
        }
    }

    #[test]
    fn what_was_typed_stands_as_it_was_typed() {
        let script =
            Script::read("zone WAT\n2024-06-11\n10:00:00 bo   x1: not “it”\n  | a\n  |  b\n10:01:00 bo").unwrap();
        assert_eq!(script.steps[0].what, What::Line("x1: not “it”".to_owned()));
        assert_eq!(script.steps[0].below, ["a", " b"]);
        assert_eq!(script.steps[1].what, What::Line(String::new()));
        assert_eq!(script.zone.stamp(script.steps[0].at).to_string(), "2024-06-11T10:00:00.000+01:00");
    }
}
