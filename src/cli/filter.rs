//! `--filter`: what the expression chooses of an incident, or why it is none; and its help.

use std::fmt::Write as _;

use super::config::warn_of as warn_of_settings;
use super::settings::load;
use super::{Failure, World, say};
use crate::analysis::filter::{FIELDS, Filter, FilterContext, HAS, IS, Kind, Problem, Reading, SAVED};
use crate::analysis::{Analysis, Listing};
use crate::export::Chosen;
use crate::time::Moment;
use crate::timeline::Timeline;

/// The events that an expression lets pass, as it is read at a moment.
///
/// # Errors
/// It is none: what is wrong, and where.
pub fn chosen(expression: &str, timeline: &Timeline, now: Moment, world: &mut World) -> Result<Chosen, Failure> {
    let loaded = load(world);
    warn_of_settings(&loaded.problems, world);
    let listing = Listing::of(timeline);
    let reading = Reading::of(timeline, &listing, now, loaded.filters);
    let (filter, problems) = Filter::read_whole(expression, &reading);
    let told = |problem: &Problem| {
        let before = expression.get(..problem.range.start).unwrap_or_default();
        format!("--filter, at character {}: {problem}", before.chars().count() + 1)
    };
    let (wrong, not_there): (Vec<Problem>, Vec<Problem>) = problems.into_iter().partition(|problem| problem.is_wrong);
    if !wrong.is_empty() {
        return Err(Failure::Usage(wrong.iter().map(told).collect::<Vec<_>>().join("; ")));
    }
    not_there.iter().for_each(|problem| say(world, &told(problem)));
    let context = FilterContext::of(&Analysis::of(timeline), loaded.settings.gap.of(timeline.severity()));
    Ok(Chosen::of(&listing, &filter.rows(&listing, timeline, &context), expression.trim()))
}

/// The language of expressions, from its tables.
pub fn help() -> String {
    let mut text = "\
Filters: terms with blanks between them, all of which must hold; a comma within one means “or”.
"
    .to_owned();
    for field in FIELDS {
        let values = if field.name.ends_with(':') { format!(": {}", field.values) } else { String::new() };
        let _ = writeln!(text, "  {:<26} {}{values}", field.example, field.help);
    }
    let names = |table: &[Kind]| table.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ");
    let _ = writeln!(text, "\nBehind is:\n  {}\nBehind has: and no:\n  {}", names(IS), names(HAS));
    text.push_str("\nSaved filters, called by name; your own stand below [filters] in the settings:\n");
    for saved in SAVED {
        let _ = writeln!(text, "  {:<26} {}", saved.name, saved.help);
    }
    text
}
