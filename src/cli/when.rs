//! A time given to an option, read as the line reads one.

use crate::entry::{Doubt, Typed, understand};
use crate::time::{Moment, Stamp};
use crate::timeline::Summary;

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
