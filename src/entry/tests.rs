//! Lines, and what is understood of them.

use super::*;
use crate::time::Stamp;
use crate::timeline::{Incident, KnownHypothesis, RecordId};

/// 7 June 2024, a Friday, 10:42:29 in West Africa.
pub(super) const NOW: &str = "2024-06-07T10:42:29.000+01:00";

fn stamp(text: &str) -> Stamp {
    Stamp::parse(text).expect("a stamp in a test")
}

/// A live incident in West Africa with these hypotheses, `(number, name, open)`.
fn live(hypotheses: &[(u32, &str, bool)]) -> Summary {
    let known = |(position, &(number, name, open)): (usize, &(u32, &str, bool))| KnownHypothesis {
        id: RecordId::new(1, position as u128),
        number,
        label: format!("H{number}"),
        name: name.to_owned(),
        opened: None,
        open,
    };
    Summary {
        incident: Incident { zone: Some("WAT".to_owned()), ..Incident::default() },
        first: Some(stamp("2024-06-07T10:00:12.000+01:00")),
        latest: Some(stamp("2024-06-07T10:42:11.000+01:00")),
        hypotheses: hypotheses.iter().enumerate().map(known).collect(),
        highest_number: hypotheses.iter().map(|(number, ..)| *number).max().unwrap_or(0),
        ..Summary::default()
    }
}

fn typed_at<'a>(line: &'a str, now: &str) -> Typed<'a> {
    let now = stamp(now).moment;
    Typed { line, began: now, entered: now, tag: None, at: None }
}

/// `echo | text | doubts`, as a person would check it.
fn told(line: &str, summary: &Summary) -> String {
    let draft = understand(&typed_at(line, NOW), summary);
    let doubts = draft.doubts.iter().map(|doubt| format!(" ? {}", doubt.message));
    let said = echo(&draft, summary, stamp(NOW).moment);
    format!("{said} | {}{}", draft.body.text, doubts.collect::<String>())
}

#[test]
fn a_line_is_a_time_a_prefix_and_text() {
    let summary = live(&[(1, "network", true), (2, "app server", true)]);
    for (line, expected) in [
        ("someone restarted a pod", "→ Fri 7 Jun 10:42:29 WAT | someone restarted a pod"),
        ("10:20 x1: clean", "→ Fri 7 Jun 10:20 WAT · 22 min ago · backdated · rules out H1 network | clean"),
        ("h: database", "→ Fri 7 Jun 10:42:29 WAT · opens H3 | database"),
    ] {
        assert_eq!(told(line, &summary), expected);
    }
}
