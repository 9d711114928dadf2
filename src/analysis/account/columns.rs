//! The columns of a list of incidents, and the orders that it can be in: a row each.

use std::cmp::{Ordering, Reverse};

use super::Account;
use crate::time::{Moment, Span};
use crate::words;

/// One column, as it is shown to a person.
#[derive(Debug)]
pub struct Column {
    pub name: &'static str,
    pub cell: fn(&Account, Moment) -> String,
}

/// Every column but the title, which takes what room is left.
pub const COLUMNS: &[Column] = &[
    // when the impact began, as well as that is known
    column("when", |account, _| {
        let shown = |at: crate::time::Stamp| at.local().format("%Y-%m-%d %H:%M").to_string();
        account.began.map_or_else(unknown, shown)
    }),
    // how long the impact lasted, or has lasted so far
    column("length", |account, now| account.length_at(now).map_or_else(unknown, length)),
    // the severity that holds
    column("sev", |account, _| account.severity.map_or_else(unknown, |severity| format!("SEV{severity}"))),
    // open, mitigated, resolved or closed
    column("state", |account, _| account.state.name().to_owned()),
    // how many of the sections that no postmortem goes without are written
    column("write-up", |account, _| account.written()),
    // how much of what is looked for in a postmortem is there, once it is over
    column("ready", |account, _| account.readiness.map_or_else(unknown, |percent| format!("{percent} %"))),
];

const fn column(name: &'static str, cell: fn(&Account, Moment) -> String) -> Column {
    Column { name, cell }
}

/// What was not recorded, or is not known yet.
fn unknown() -> String {
    "-".to_owned()
}

/// What still goes on is told in the largest unit that matters.
fn length(span: Span) -> String {
    match span.most_ms {
        None => format!("≥ {}", words::elapsed(span.least_ms)),
        Some(_) => words::span(span),
    }
}

/// One order.
#[derive(Debug)]
pub struct Sort {
    pub name: &'static str,
    /// What comes first.
    pub help: &'static str,
    /// Whether the first is what is looked for most; else it is an order as in a dictionary.
    pub is_ranked: bool,
    compare: fn(&Account, &Account, Moment) -> Ordering,
}

/// Every order, the usual one first. What is not known comes last.
pub const SORTS: &[Sort] = &[
    Sort { name: "when", help: "newest first", is_ranked: true, compare: by_time },
    Sort {
        name: "length",
        help: "longest first",
        is_ranked: true,
        compare: |a, b, now| {
            // As much of it as is certain, then as much as there may be.
            let length = |account: &Account| {
                let span = account.length_at(now);
                span.map(|span| (span.least_ms, span.most_ms.unwrap_or(i64::MAX)))
            };
            length(b).cmp(&length(a))
        },
    },
    Sort {
        name: "severity",
        help: "worst first",
        is_ranked: true,
        compare: |a, b, _| a.severity.unwrap_or(u8::MAX).cmp(&b.severity.unwrap_or(u8::MAX)),
    },
    Sort {
        name: "readiness",
        help: "least ready first",
        is_ranked: true,
        compare: |a, b, _| {
            let ready = |account: &Account| {
                (account.readiness.map(Reverse), Reverse(account.write_up), Reverse(account.sections))
            };
            ready(b).cmp(&ready(a))
        },
    },
    Sort {
        name: "title",
        help: "by title",
        is_ranked: false,
        compare: |a, b, _| {
            let title = |account: &Account| (account.title.is_none(), account.title().to_lowercase());
            title(a).cmp(&title(b))
        },
    },
];

fn by_time(a: &Account, b: &Account, _: Moment) -> Ordering {
    let began = |account: &Account| account.began.map(|at| at.moment);
    began(b).cmp(&began(a))
}

impl Sort {
    /// The order of this name.
    pub fn named(name: &str) -> Option<&'static Sort> {
        SORTS.iter().find(|sort| sort.name == name)
    }

    /// Which of two comes first; of equals the newer, then the one whose id comes later.
    pub fn compare(&self, a: (&str, &Account), b: (&str, &Account), now: Moment) -> Ordering {
        (self.compare)(a.1, b.1, now).then_with(|| by_time(a.1, b.1, now)).then_with(|| b.0.cmp(a.0))
    }
}
