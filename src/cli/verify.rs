//! `decklog verify`: whether everything that was recorded is there, unchanged.

use clap::Args;

use super::opened::Opened;
use super::{Failure, World, answer};
use crate::journal::verify::{self, Verdict};
use crate::words;

/// Check an incident's journals: every line, every chain, every piece of evidence
///
/// The exit code is 1 where anything is damaged. Any line that was changed, removed or moved is found. An end that was removed can only be
/// found against a head that was noted elsewhere before (--expect).
#[derive(Args, Debug)]
pub struct Verify {
    /// An id, a unique part of one, or a date; without one, the open incident, else the last touched
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
    /// A head that an earlier verify printed: its record must still be there
    #[arg(long, value_name = "HEAD")]
    expect: Option<String>,
    /// Every incident, a line each; what is wrong with one is told when it is asked for by itself
    #[arg(long, conflicts_with_all = ["which", "expect"])]
    all: bool,
}

impl Verify {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        if self.all {
            return every_incident(opened, world);
        }
        let id = opened.incident(self.incident.as_deref())?;
        let dir = opened.shelf().incident_dir(&id);
        let own = opened.known_writer();
        let found = verify::verify(&*opened.shelf().medium, &dir, &own, self.expect.as_deref())
            .map_err(|source| Failure::Io { doing: format!("cannot read {}", dir.display()), source })?;
        let mut lines = vec![format!("{id}: {}", words::count(found.records, "record"))];
        for journal in &found.journals {
            let head = journal.head.as_ref().map_or_else(
                || "no readable record".to_owned(),
                |head| {
                    format!(
                        "{}, head {}",
                        words::count(usize::try_from(head.n.saturating_add(1)).unwrap_or(usize::MAX), "record"),
                        head.sum
                    )
                },
            );
            lines.push(format!("  {}: {head}", journal.file));
        }
        lines.extend(found.faults.iter().map(|fault| format!("  {fault}")));
        lines.extend(found.evidence.iter().map(|missing| format!("  evidence {missing}")));
        match found.expected {
            Some(true) => lines.push("  the expected head is there".to_owned()),
            Some(false) => lines.push("  the expected head is NOT there: records were removed".to_owned()),
            None => {}
        }
        lines.push(if found.is_bad() { "damaged; what can be read is shown and exported" } else { "whole" }.to_owned());
        answer(world, &words::visible_lines(&(lines.join("\n") + "\n")))?;
        Ok(u8::from(found.is_bad()))
    }
}

/// What a check of all incidents came to.
#[derive(Default)]
pub(super) struct Totals {
    pub incidents: usize,
    pub records: usize,
    /// The ids of those in which something is lost or was changed, or which can't be read.
    pub damaged: Vec<String>,
}

/// Checks one incident after the other, and tells of each in a line.
///
/// # Errors
/// When it can't be known which incidents there are.
pub(super) fn check_all(opened: &Opened, mut tell: impl FnMut(String)) -> Result<Totals, Failure> {
    let own = opened.known_writer();
    let mut totals = Totals::default();
    for id in opened.shelf().incidents()? {
        let found = verify::verify(&*opened.shelf().medium, &opened.shelf().incident_dir(&id), &own, None);
        totals.incidents += 1;
        totals.records += found.as_ref().map_or(0, |found| found.records);
        let is_bad = found.as_ref().map_or(true, Verdict::is_bad);
        tell(match found {
            Ok(found) => format!("{id}: {}, {}", words::count(found.records, "record"), in_short(&found)),
            // One that can't be read hides nothing of the others.
            Err(error) => format!("{id}: cannot be read: {error}"),
        });
        totals.damaged.extend(is_bad.then_some(id));
    }
    Ok(totals)
}

/// `whole`, `damaged in 2 places`.
fn in_short(found: &Verdict) -> String {
    if !found.is_bad() {
        return "whole".to_owned();
    }
    let places = found.faults.iter().filter(|fault| fault.kind.is_damage()).count() + found.evidence.len();
    format!("damaged in {}", words::count(places, "place"))
}

fn every_incident(opened: &Opened, world: &mut World) -> Result<u8, Failure> {
    let mut lines = Vec::new();
    let totals = check_all(opened, |line| lines.push(line))?;
    let counted = [words::count(totals.incidents, "incident"), words::count(totals.records, "record")].join(", ");
    lines.push(match &totals.damaged[..] {
        [] => format!("{counted}: nothing is damaged"),
        [first, ..] => format!("{counted}: {} damaged; “decklog verify {first}” says where", totals.damaged.len()),
    });
    answer(world, &world.in_its_locale(&words::visible_lines(&(lines.join("\n") + "\n"))))?;
    Ok(u8::from(!totals.damaged.is_empty()))
}
