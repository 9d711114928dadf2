//! One action item, as a line of a list or a row of a table has it: what, who, by when, how far.

use super::lines::{Kind, Line};
use super::table;
use crate::timeline::{ACTION_STATES, ActionChange};

/// What a column may be called, by what it holds.
const WHAT: &[&str] =
    &["action", "task", "item", "description", "what", "todo", "measure", "title", "summary", "improvement"];
const OWNERS: &[&str] = &["owner", "assignee", "who", "responsible", "assigned", "lead", "person", "team"];
const DUES: &[&str] = &["due", "deadline", "when", "date", "eta", "target", "by"];
const STATES: &[&str] = &["status", "state", "done", "progress"];
const KINDS: &[&str] = &["type", "kind", "category"];

/// The items of a table, each with its row.
pub(super) fn of_table(rows: &[Line]) -> Vec<(ActionChange, usize)> {
    let Some((header, body)) = rows.split_first() else { return Vec::new() };
    let Kind::Row(header) = &header.kind else { return Vec::new() };
    let columns = Columns::of(header);
    let of_row = |row: &Line| match &row.kind {
        Kind::Row(cells) => columns.read(header, cells).map(|change| (change, row.number)),
        _ => None,
    };
    body.iter().filter_map(of_row).collect()
}

/// Which column holds what.
struct Columns {
    what: usize,
    owner: Option<usize>,
    due: Option<usize>,
    state: Option<usize>,
    kind: Option<usize>,
}

impl Columns {
    fn of(header: &[String]) -> Columns {
        let what = table::column_of(header, WHAT).unwrap_or(0);
        let column = |names: &[&str]| table::column_of(header, names).filter(|column| *column != what);
        Columns { what, owner: column(OWNERS), due: column(DUES), state: column(STATES), kind: column(KINDS) }
    }

    fn read(&self, header: &[String], cells: &[String]) -> Option<ActionChange> {
        let cell = |column: usize| cells.get(column).map(|cell| cell.trim()).filter(|cell| !is_nothing(cell));
        let of = |column: Option<usize>| column.and_then(cell).map(str::to_owned);
        let text = cell(self.what)?;
        let known = [Some(self.what), self.owner, self.due, self.state, self.kind];
        let others = (0..cells.len()).filter(|column| !known.contains(&Some(*column)));
        let named = |column: usize| {
            let name = header.get(column).filter(|name| !name.is_empty() && *name != "#")?;
            Some(format!("{name}: {}", cell(column)?))
        };
        let beside = others.filter_map(named).collect::<Vec<_>>().join("; ");
        Some(ActionChange {
            text: Some(if beside.is_empty() { text.to_owned() } else { format!("{text} ({beside})") }),
            owner: of(self.owner).map(|name| name.trim_start_matches('@').to_owned()),
            due: of(self.due),
            state: of(self.state).map(|said| state_of(&said)),
            kind: of(self.kind),
            ..ActionChange::default()
        })
    }
}

/// Words of a cell that say nothing.
fn is_nothing(cell: &str) -> bool {
    let cell = cell.trim_matches(['*', '_', ' ']);
    cell.is_empty()
        || ["-", "—", "–", "n/a", "none", "tbd", "unassigned", "?"]
            .iter()
            .any(|nothing| nothing.eq_ignore_ascii_case(cell))
}

/// How far along an item is, in our words where it says one of them in others.
fn state_of(said: &str) -> String {
    let lower = said.to_lowercase();
    let is = |words: &[&str]| {
        words
            .iter()
            .any(|word| lower.split(|c: char| !c.is_alphanumeric() && c != '✓' && c != '✅').any(|said| said == *word))
    };
    let state = if is(&["done", "complete", "completed", "closed", "fixed", "merged", "yes", "✓", "✅", "x"])
        && !is(&["not"])
    {
        ACTION_STATES[1]
    } else if is(&["wontfix", "rejected", "declined"]) {
        ACTION_STATES[2]
    } else if is(&["open", "todo", "new", "no", "pending"]) {
        ACTION_STATES[0]
    } else {
        said
    };
    state.to_owned()
}

/// An item as it is written in a list: who is named in brackets or with a sign at its end sees to it.
pub(super) fn read(text: &str) -> ActionChange {
    let mut text = text.trim().to_owned();
    let mut change = ActionChange::default();
    for (label, field) in [("owner:", &mut change.owner), ("due:", &mut change.due)] {
        if let Some(at) = find_ignoring_case(&text, label) {
            let said = text[at + label.len()..].trim();
            let end = said.find([',', ';', ')', '|', ']']).unwrap_or(said.len());
            *field = Some(said[..end].trim().to_owned()).filter(|said| !is_nothing(said));
        }
    }
    if change.owner.is_none() {
        let owner = bracketed_name(&text).map(|name| (name.to_owned(), text.rfind('[').unwrap_or(text.len())));
        let owner = owner.or_else(|| {
            let word = text.split_whitespace().next_back()?.trim_matches(['(', ')', ',', '.']);
            (word.starts_with('@') && word.len() > 1).then(|| (word.trim_start_matches('@').to_owned(), text.len()))
        });
        if let Some((name, end)) = owner {
            change.owner = Some(name);
            text.truncate(end);
        }
    }
    change.text = Some(text.trim().to_owned());
    change
}

/// `... before release [Jerry]`: a short name in square brackets at the end.
fn bracketed_name(text: &str) -> Option<&str> {
    let inner = text.trim_end().strip_suffix(']')?;
    let name = &inner[inner.rfind('[')? + 1..];
    let is_name = name.split(' ').count() <= 3 && name.starts_with(|c: char| c.is_uppercase() || c == '@');
    (is_name && !name.contains(['/', ':', '#'])).then(|| name.trim_start_matches('@'))
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let begins = |at: usize| text.get(at..at + wanted.len()).is_some_and(|part| part.eq_ignore_ascii_case(wanted));
    text.char_indices().map(|(at, _)| at).find(|at| begins(*at))
}
