//! How a command ended that was run and recorded: in the details of its event, and in words.
//!
//! The event is recorded when the command starts, with an outcome that is unknown; what it came to is
//! added when it ends. Where nobody was left to add it, it stays unknown.

use std::collections::BTreeMap;

use super::{EventBody, EventChange};
use crate::words;

/// How a command ended, and how long it took.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ending {
    pub how: How,
    pub took_ms: u64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum How {
    /// With this status.
    Exited(u8),
    /// By a signal, as the system calls it: `SIGTERM`.
    Signalled(String),
    /// It never ran, for one of [`NOT_STARTED`].
    NotStarted(&'static str),
}

/// Why a command can't be started, and the status that a shell gives for it.
pub const NOT_STARTED: [(&str, u8); 5] = [
    ("command not found", 127),
    ("permission denied", 126),
    ("not executable", 126),
    ("too many arguments", 126),
    ("cannot be started", 126),
];

/// The names of the details, and what stands in the first of them.
const OUTCOME: &str = "outcome";
const EXIT: &str = "exit";
const TOOK_MS: &str = "took_ms";
const UNKNOWN: &str = "unknown";
const OK: &str = "ok";
const FAILED: &str = "failed";

impl Ending {
    /// Whether it did what it was to do, as far as its status says.
    pub fn is_ok(&self) -> bool {
        self.how == How::Exited(0)
    }

    /// `ok` or `failed`.
    pub fn outcome(&self) -> &'static str {
        if self.is_ok() { OK } else { FAILED }
    }

    /// `1`, `SIGTERM`, `command not found`.
    pub fn exit(&self) -> String {
        match &self.how {
            How::Exited(status) => status.to_string(),
            How::Signalled(name) => name.clone(),
            How::NotStarted(why) => (*why).to_owned(),
        }
    }

    /// What is added to the event of the command.
    pub fn change(&self) -> EventChange {
        let details = [(OUTCOME, self.outcome().to_owned()), (EXIT, self.exit()), (TOOK_MS, self.took_ms.to_string())];
        let details: BTreeMap<String, String> = details.map(|(name, value)| (name.to_owned(), value)).into();
        EventChange { details, ..EventChange::default() }
    }

    /// `ok, 12 s`, `failed, exit 1, 2 min 5 s`, `interrupted, 3 s`, `not started: command not found`.
    pub fn in_words(&self) -> String {
        let how = match &self.how {
            How::Exited(0) => OK.to_owned(),
            How::Exited(status) => format!("{FAILED}, exit {status}"),
            How::Signalled(name) if name == "SIGINT" => "interrupted".to_owned(),
            How::Signalled(name) => format!("ended by {name}"),
            How::NotStarted(why) => return format!("not started: {why}"),
        };
        let took = match i64::try_from(self.took_ms).unwrap_or(i64::MAX) {
            0..1000 => "under 1 s".to_owned(),
            took => words::exactly(took),
        };
        format!("{how}, {took}")
    }

    fn of(details: &BTreeMap<String, String>) -> Option<Ending> {
        let exit = details.get(EXIT)?;
        let how = if let Ok(status) = exit.parse() {
            How::Exited(status)
        } else if let Some((why, _)) = NOT_STARTED.iter().find(|(why, _)| why == exit) {
            How::NotStarted(why)
        } else if is_signal(exit) {
            How::Signalled(exit.clone())
        } else {
            return None;
        };
        let ending = Ending { how, took_ms: details.get(TOOK_MS)?.parse().ok()? };
        (details.get(OUTCOME)? == ending.outcome()).then_some(ending)
    }
}

/// `SIGTERM`, `SIG34`: nothing that a person wrote.
fn is_signal(name: &str) -> bool {
    name.len() <= 12
        && name
            .strip_prefix("SIG")
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()))
}

impl EventBody {
    /// Says that a command was started, of which nobody knows yet how it will end.
    pub fn set_started(&mut self) {
        self.details.insert(OUTCOME.to_owned(), UNKNOWN.to_owned());
    }

    /// How the command ended that this event started, where that is known.
    pub fn ending(&self) -> Option<Ending> {
        Ending::of(&self.details)
    }

    /// The outcome of a command that was run: `ok`, `failed`, or `unknown` where its end was not recorded.
    pub fn outcome(&self) -> Option<&'static str> {
        match self.ending() {
            Some(ending) => Some(ending.outcome()),
            None => self.details.get(OUTCOME).filter(|said| *said == UNKNOWN).map(|_| UNKNOWN),
        }
    }

    /// How the command ended that was run, in words; or that nobody recorded it.
    pub fn outcome_in_words(&self) -> Option<String> {
        match self.ending() {
            Some(ending) => Some(ending.in_words()),
            None => self.outcome().map(|_| "outcome not recorded".to_owned()),
        }
    }

    /// Whether a detail is part of an ending, and holds nothing that a person wrote.
    pub(super) fn is_of_ending(name: &str, value: &str) -> bool {
        match name {
            OUTCOME => [UNKNOWN, OK, FAILED].contains(&value),
            EXIT => {
                let is_ours = NOT_STARTED.iter().any(|(why, _)| *why == value);
                is_ours || is_signal(value) || value.parse::<u8>().is_ok()
            }
            TOOK_MS => value.parse::<u64>().is_ok(),
            _ => false,
        }
    }
}

impl EventChange {
    /// How a command ended, where it says that and nothing else: it corrects nothing then.
    pub fn ending(&self) -> Option<Ending> {
        Ending::of(&self.details).filter(|ending| *self == ending.change())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::When;
    use crate::timeline::Tag;

    fn body(details: &[(&str, &str)]) -> EventBody {
        let mut body = EventBody::new(When::unknown(), Tag::Action, "make");
        body.details = details.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        body
    }

    #[test]
    fn what_is_added_is_read_back() {
        let hows = [
            (How::Exited(0), "ok, 2 min 5 s"),
            (How::Exited(3), "failed, exit 3, 2 min 5 s"),
            (How::Signalled("SIGINT".to_owned()), "interrupted, 2 min 5 s"),
            (How::Signalled("SIGKILL".to_owned()), "ended by SIGKILL, 2 min 5 s"),
            (How::NotStarted(NOT_STARTED[0].0), "not started: command not found"),
        ];
        for (how, said) in hows {
            let ending = Ending { how, took_ms: 125_400 };
            let change = ending.change();
            assert!(change.ending().is_some() && !change.corrects());
            let mut body = body(&[]);
            body.set_started();
            assert_eq!(body.outcome_in_words().as_deref(), Some("outcome not recorded"));
            change.apply_to(&mut body);
            assert_eq!((body.ending(), body.outcome_in_words().as_deref()), (Some(ending), Some(said)));
            assert_eq!(body.without_words().details, body.details);
        }
        assert_eq!(Ending { how: How::Exited(0), took_ms: 999 }.in_words(), "ok, under 1 s");
    }

    #[test]
    fn what_somebody_else_wrote_there_is_no_ending() {
        for details in [
            &[("outcome", "it went well"), ("exit", "0"), ("took_ms", "1")][..],
            &[("outcome", "failed"), ("exit", "password=hunter2"), ("took_ms", "1")],
            &[("outcome", "failed"), ("exit", "SIG\u{1b}[2J"), ("took_ms", "1")],
            &[("outcome", "ok"), ("exit", "1"), ("took_ms", "1")],
            &[("outcome", "ok"), ("exit", "0"), ("took_ms", "-1")],
            &[],
        ] {
            let body = body(details);
            assert_eq!((body.ending(), body.outcome_in_words()), (None, None), "{details:?}");
        }
        let mut change = Ending { how: How::Exited(1), took_ms: 1 }.change();
        change.text = Some("make all".to_owned());
        assert!(change.corrects());
    }
}
