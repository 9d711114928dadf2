//! Action items of a document of ours: the rows of their table, and what was decided not to be done.

use super::blocks::{Block, Kind, Mark, Words};
use crate::import::Item;
use crate::timeline::{ACTION_STATES, ActionChange, ActionItem};

/// Whether this is the head of the table of action items.
pub(super) fn is_head(head: &[String]) -> bool {
    ["Task", "Owner"].iter().all(|wanted| head.iter().any(|cell| cell == wanted))
}

/// The item in a row of that table; none in its head, and in a row that says nothing.
pub(super) fn item(row: &Block) -> Option<Item> {
    let Kind::Row { cells, head, is_head: false } = &row.kind else { return None };
    let cell = |name: &str| head.iter().position(|cell| cell == name).and_then(|at| cells.get(at));
    let said = |name| cell(name).filter(|words| !is_nothing(words)).map(Words::plain);
    let (text, state) = cell("Task").map(told).unwrap_or_default();
    let (kind, owner, due) = (said("Type"), said("Owner"), said("Due"));
    let change = ActionChange { text, kind, owner, due, state, ..ActionChange::default() };
    let says_nothing = change.said().next().is_none();
    (!says_nothing).then_some(Item { change, line: row.line })
}

/// `**unassigned**`, `**none**`, `—`: nobody said it.
fn is_nothing(words: &Words) -> bool {
    let strong = words.first(&Mark::Strong);
    strong.is_some_and(|strong| ["unassigned", "none"].contains(&strong)) || ["—", ""].contains(&&*words.plain())
}

/// The text of a task and how far along it is: `bigger battery (done) *(answers H1: power)*`.
fn told(words: &Words) -> (Option<String>, Option<String>) {
    // What it answers follows from elsewhere; that no words were recorded are no words.
    let ends = words.0.iter().position(|span| span.mark == Mark::Emphasis && span.text.starts_with("(answers "));
    let typed = Words(words.0[..ends.unwrap_or(words.0.len())].to_vec());
    let typed = match typed.first(&Mark::Emphasis) {
        Some(none) if none.starts_with("No words were recorded") => Words(typed.0[1..].to_vec()).plain(),
        _ => typed.plain(),
    };
    let state = ACTION_STATES.iter().find_map(|state| {
        let before = typed.strip_suffix(')')?.strip_suffix(state)?.strip_suffix('(')?;
        Some((before.trim_end().to_owned(), (*state).to_owned()))
    });
    let (text, state) = state.map_or((typed, None), |(text, state)| (text, Some(state)));
    (Some(text).filter(|text| !text.is_empty()), state)
}

/// What was considered and is not to be done.
pub(super) fn rejected(block: &Block) -> Item {
    let state = Some(ActionItem::REJECTED.to_owned());
    let change = ActionChange { text: Some(block.words.plain()), state, ..ActionChange::default() };
    Item { change, line: block.line }
}

/// What is told outside of an item: `a larger battery (by Friday)`, `an alert (done)`.
pub(super) fn promised(block: &Block) -> Item {
    let (text, state) = told(&block.words);
    let mut change = ActionChange { text, state, ..ActionChange::default() };
    let due = change.text.as_deref().and_then(|text| {
        let (text, due) = text.strip_suffix(')')?.rsplit_once(" (by ")?;
        Some((text.to_owned(), due.to_owned()))
    });
    if let Some((text, due)) = due {
        (change.text, change.due) = (Some(text), Some(due));
    }
    Item { change, line: block.line }
}
