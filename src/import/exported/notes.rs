//! What stands in italics behind the words of a row: how a command ended, what told of it, that a time was
//! said; and what of it a document cannot give back.

use std::collections::BTreeMap;

use crate::timeline::{Ending, EventBody, How, NOT_STARTED};

/// The parts of a note.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Notes {
    /// Small facts of the event.
    pub details: BTreeMap<String, String>,
    /// The time as somebody said it, where nobody could place it.
    pub said: Option<String>,
    /// What is none of our words.
    pub other: Option<String>,
    /// What stays with the journal, in a sentence each.
    pub lost: Vec<String>,
}

impl Notes {
    /// Reads what stands between the brackets.
    pub fn of(note: &str) -> Notes {
        let mut notes = Notes::default();
        let (parts, said) = match note.find("time said: ").filter(|at| *at == 0 || note[..*at].ends_with("; ")) {
            Some(at) => (note[..at].trim_end_matches("; "), Some(&note[at + "time said: ".len()..])),
            None => (note, None),
        };
        notes.said = said.map(str::to_owned);
        parts.split("; ").filter(|part| !part.is_empty()).for_each(|part| notes.take(part));
        notes
    }

    fn take(&mut self, part: &str) {
        if let Some(source) = part.strip_prefix("found by ") {
            self.details.insert(EventBody::SOURCE.to_owned(), source.to_owned());
        } else if part.contains(" of evidence") && part.starts_with(|c: char| c.is_ascii_digit()) {
            let pieces = part.split(" of evidence").next().unwrap_or_default();
            self.lost.push(format!("{pieces} of evidence stays with the journal that this was written from"));
        } else if part.starts_with("words taken out: ") {
            self.lost.push(part.to_owned());
        } else if part == "outcome not recorded" {
            let mut body = EventBody::new(crate::time::When::unknown(), crate::timeline::Tag::Action, "");
            body.set_started();
            self.details.extend(body.details);
        } else if let Some(ending) = ending(part) {
            self.details.extend(ending.change().details);
        } else {
            let other = self.other.take();
            self.other = Some(other.map_or_else(|| part.to_owned(), |other| format!("{other}; {part}")));
        }
    }
}

/// `ok, 12 s`, `failed, exit 1, 2 min 5 s`, `interrupted, 3 s`, `not started: command not found`.
fn ending(part: &str) -> Option<Ending> {
    if let Some(why) = part.strip_prefix("not started: ") {
        let (why, _) = NOT_STARTED.iter().find(|(known, _)| *known == why)?;
        return Some(Ending { how: How::NotStarted(why), took_ms: 0 });
    }
    let (how, took) = part.rsplit_once(", ")?;
    let how = match how {
        "ok" => How::Exited(0),
        "interrupted" => How::Signalled("SIGINT".to_owned()),
        _ => match how.strip_prefix("failed, exit ") {
            Some(status) => How::Exited(status.parse().ok()?),
            None => How::Signalled(how.strip_prefix("ended by ")?.to_owned()),
        },
    };
    Some(Ending { how, took_ms: took_ms(took)? })
}

/// `under 1 s`, `12 s`, `7 min 40 s`, `1 d 02 h 05 min`.
fn took_ms(text: &str) -> Option<u64> {
    if text == "under 1 s" {
        return Some(0);
    }
    let words: Vec<&str> = text.split(' ').collect();
    let length = |pair: &[&str]| {
        let [count, unit] = pair else { return None };
        let ms = match *unit {
            "s" => 1000,
            "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        };
        count.parse::<u64>().ok()?.checked_mul(ms)
    };
    words.chunks(2).try_fold(0u64, |sum, pair| sum.checked_add(length(pair)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_row_says_of_a_command_is_read_as_it_was_recorded() {
        for how in [
            How::Exited(0),
            How::Exited(3),
            How::Signalled("SIGINT".to_owned()),
            How::Signalled("SIGTERM".to_owned()),
            How::NotStarted("permission denied"),
        ] {
            for took_ms in [0, 12_000, 460_000, 7_200_000, 93_900_000] {
                let took_ms = if matches!(how, How::NotStarted(_)) { 0 } else { took_ms };
                let ended = Ending { how: how.clone(), took_ms };
                assert_eq!(Notes::of(&ended.in_words()).details, ended.change().details, "{}", ended.in_words());
            }
        }
    }

    #[test]
    fn each_part_of_a_note_is_taken_for_what_it_is() {
        let notes = Notes::of(
            "found by monitoring; for now; then again; 1 piece of evidence, no words; time said: late; or so",
        );
        assert_eq!(notes.details.get("source").map(String::as_str), Some("monitoring"));
        assert_eq!(notes.other.as_deref(), Some("for now; then again"));
        assert_eq!(notes.said.as_deref(), Some("late; or so"));
        assert_eq!(notes.lost, ["1 piece of evidence stays with the journal that this was written from"]);
        assert!(Notes::of("outcome not recorded").details.contains_key("outcome"));
    }
}
