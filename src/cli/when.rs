//! A time given to an option, read as the line reads one.

use super::Failure;
use crate::analysis::Foresight;
use crate::entry::{Doubt, Typed, as_of, understand};
use crate::time::{Moment, Stamp};
use crate::timeline::{Summary, Timeline};

/// The time that these words say, in an incident of which this is known.
///
/// # Errors
/// What stands in the way, with what the words can mean.
pub fn stated(words: &str, summary: &Summary, now: Moment) -> Result<Stamp, Doubt> {
    let typed = Typed { line: "", began: now, entered: now, tag: None, at: Some(words) };
    let draft = understand(&typed, summary);
    match draft.doubts.into_iter().next() {
        Some(doubt) => Err(doubt),
        None => draft
            .body
            .when
            .bound()
            .ok_or_else(|| Doubt { message: format!("“{}” is not a time", words.trim()), readings: Vec::new() }),
    }
}

/// The moment of `--as-of`, and what was known then of an incident.
///
/// # Errors
/// The words are no time, or one that is still to come.
pub fn looked_back(words: &str, timeline: &Timeline, now: Moment) -> Result<(Moment, Timeline), Failure> {
    let refused = |doubt: Doubt| Failure::Usage(format!("--as-of: {}", doubt.in_words(&timeline.incident().zone())));
    let at = as_of(words, &Summary::of(timeline), now).map_err(refused)?;
    Ok((at, Foresight::at(timeline, at)))
}

/// What stands above an answer that was looked back for.
pub fn as_of_line(at: Moment, timeline: &Timeline) -> String {
    let zone = timeline.incident().zone();
    let shown = zone.stamp(at).local().format("%a %-d %b %Y, %H:%M:%S").to_string();
    let shown = shown.strip_suffix(":00").unwrap_or(&shown);
    let known = match timeline.incident().is_written_afterwards() {
        true => "what had happened by then, as it was written down afterwards",
        false => "what had been recorded by then",
    };
    format!("As of {shown} {}: {known}\n\n", zone.short_at(at))
}
