//! Whether a journal's lines follow from each other, and what is wrong where they do not.

use std::ops::Range;
use std::sync::Arc;

use super::codec::VERSION;
use super::line::{self, Line, Link};
use super::recovery::{Found, What};
use crate::timeline::{Record, RecordId};

/// Something that a reader of a journal should know, and where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The journal's file name.
    pub file: String,
    /// The line in the file, from 1, and its bytes.
    pub line: u64,
    pub at: Range<u64>,
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FaultKind {
    /// A write that was cut off before it was acknowledged, fenced by the next one.
    Torn,
    /// The end of somebody else's file, still arriving.
    Arriving,
    /// Bytes that are no valid line.
    Damaged,
    /// Lines between these numbers are missing.
    Missing { from: u64, to: u64 },
    /// A valid line that does not follow from the one before: moved, repeated or replaced.
    OutOfOrder { n: u64, expected: u64 },
    /// A valid line of the right number over another line than the one that stands before it.
    Rejoined { n: u64 },
    /// The payload was taken off the disk, and no redaction says so.
    Unexplained { id: RecordId },
    /// A line whose sum holds and whose head this version can't read.
    Unread { n: u64, v: u64 },
    /// The file is not the journal that its name says, and is not read.
    Stray { why: &'static str },
    /// The file can't be read at all.
    Unreadable { why: String },
}

impl FaultKind {
    /// Whether something that was recorded is lost or was changed.
    pub fn is_damage(&self) -> bool {
        !matches!(self, FaultKind::Torn | FaultKind::Arriving | FaultKind::Unread { .. } | FaultKind::Stray { .. })
    }

    /// Whether a file, or a line that is whole, was left out of the timeline.
    pub fn is_left_out(&self) -> bool {
        matches!(self, FaultKind::Stray { .. } | FaultKind::Unreadable { .. } | FaultKind::Unread { .. })
    }

    /// Whether something that was recorded may not be in the timeline.
    pub fn hides_something(&self) -> bool {
        self.is_damage() || self.is_left_out()
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Fault { file, line, at, kind } = self;
        let place = format!("{file}: line {line}, byte {}", at.start);
        let bytes = at.end - at.start;
        match kind {
            FaultKind::Torn => {
                write!(
                    f,
                    "{place}: a write was cut off after {bytes} bytes; it was never acknowledged, nothing is lost"
                )
            }
            FaultKind::Arriving => write!(f, "{place}: {bytes} bytes of a line are still arriving"),
            FaultKind::Damaged => write!(f, "{place}: {bytes} bytes are damaged; the rest can be read"),
            FaultKind::Missing { from, to } if from == to => write!(f, "{place}: record {from} is missing"),
            FaultKind::Missing { from, to } => write!(f, "{place}: records {from} to {to} are missing"),
            FaultKind::OutOfOrder { n, expected } => {
                write!(f, "{place}: record {n} stands where record {expected} belongs; it was moved or repeated")
            }
            FaultKind::Rejoined { n } => write!(f, "{place}: record {n} does not follow from the line before it"),
            FaultKind::Unexplained { id } => {
                write!(f, "{place}: the words of record {id} are gone and no redaction says why")
            }
            FaultKind::Unreadable { why } => write!(f, "{file}: cannot be read: {why}"),
            FaultKind::Unread { n, v } => {
                write!(f, "{place}: record {n} is whole, but this program can't read it (format version {v})")
            }
            FaultKind::Stray { why } => write!(f, "{file}: not read: {why}"),
        }
    }
}

/// Bytes that are no valid line.
#[derive(Debug)]
struct Bad {
    line: u64,
    at: Range<u64>,
    /// They begin as a line does and break off.
    cut_off: bool,
}

/// Follows one journal line by line.
#[derive(Debug)]
pub struct Chain {
    file: String,
    writer: Arc<str>,
    /// Whether the journal is our own: then an unfinished end is ours, not on its way.
    own: bool,
    last: Option<Link>,
    /// Bad bytes whose meaning the next line tells.
    bad: Vec<Bad>,
    pub faults: Vec<Fault>,
}

impl Chain {
    pub fn new(file: &str, writer: &Arc<str>, own: bool) -> Chain {
        Chain { file: file.to_owned(), writer: writer.clone(), own, last: None, bad: Vec::new(), faults: Vec::new() }
    }

    /// The last valid line so far.
    pub fn head(&self) -> Option<&Link> {
        self.last.as_ref()
    }

    fn fault(&mut self, line: u64, at: Range<u64>, kind: FaultKind) {
        self.faults.push(Fault { file: self.file.clone(), line, at, kind });
    }

    /// Takes the next thing found in the file.
    pub fn take(&mut self, found: &Found) {
        let (line, at) = (found.line, found.at.clone());
        match &found.what {
            What::Line(valid) => self.take_line(line, at, valid),
            What::Bad { cut_off } => self.bad.push(Bad { line, at, cut_off: *cut_off }),
            What::Tail => {
                self.settle_at_the_end();
                self.fault(line, at, if self.own { FaultKind::Torn } else { FaultKind::Arriving });
            }
        }
    }

    fn take_line(&mut self, line: u64, at: Range<u64>, valid: &Line) {
        let expected = self.last.as_ref().map_or(0, |last| last.n.saturating_add(1));
        let joined = match &self.last {
            Some(last) => valid.prev == last.sum,
            None => valid.n == 0 && self.begins(valid),
        };
        let follows = joined && valid.n == expected;
        let unread_at = at.clone();
        for bad in std::mem::take(&mut self.bad) {
            // Where the chain goes on, nothing is missing: what stands between was never a record.
            // But a torn write is fenced: a line without a newline before it has lost its own.
            let torn = follows && bad.at.end != at.start;
            self.fault(bad.line, bad.at, if torn { FaultKind::Torn } else { FaultKind::Damaged });
        }
        if !follows {
            if valid.n > expected {
                self.fault(line, at, FaultKind::Missing { from: expected, to: valid.n - 1 });
            } else if valid.n < expected {
                self.fault(line, at, FaultKind::OutOfOrder { n: valid.n, expected });
            } else {
                self.fault(line, at, FaultKind::Rejoined { n: valid.n });
            }
        }
        if valid.recorded.is_none() {
            self.fault(line, unread_at, FaultKind::Unread { n: valid.n, v: valid.v });
        }
        self.last = Some(Link { n: valid.n, sum: valid.sum.clone() });
    }

    /// Whether a line 0 is the beginning of this writer's journal.
    fn begins(&self, valid: &Line) -> bool {
        match valid.recorded.as_ref().map(|recorded| &recorded.record) {
            Some(Record::Begin(begin)) => {
                begin.writer == *self.writer && valid.prev == line::chain_start(&begin.incident, &self.writer)
            }
            // A newer version begins in words that are not known here; the next line says whether
            // it is still the same.
            Some(Record::Unknown { .. }) | None => valid.v > VERSION,
            _ => false,
        }
    }

    /// Says what the bad bytes were that no line follows.
    fn settle_at_the_end(&mut self) {
        for bad in std::mem::take(&mut self.bad) {
            self.fault(bad.line, bad.at, if bad.cut_off { FaultKind::Torn } else { FaultKind::Damaged });
        }
    }

    /// All of the file was seen.
    pub fn finish(mut self) -> (Option<Link>, Vec<Fault>) {
        self.settle_at_the_end();
        (self.last, self.faults)
    }
}
