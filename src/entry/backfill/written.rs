//! How rows are kept while nobody has stored them: a line each, with what was decided of it before a
//! tab; what is below a line begins with a tab.

use super::Row;
use crate::time::Moment;
use crate::timeline::RecordId;

/// The rows as text.
pub fn written(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let kept = match row.kept {
            None => '=',
            Some(true) => '+',
            Some(false) => '-',
        };
        let taken = row.taken.map_or_else(String::new, |taken| taken.to_string());
        text.push_str(&format!("{kept}{taken} {}\t{}\n", row.came.millis(), row.line));
        row.below.iter().for_each(|line| text.push_str(&format!("\t{line}\n")));
    }
    text
}

/// The other way round. What was not written so is a row as it is.
pub fn from_written(text: &str, came: Moment, mut new_id: impl FnMut() -> RecordId) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in text.split_terminator('\n') {
        match (line.split_once('\t'), rows.last_mut()) {
            (Some(("", below)), Some(above)) => above.below.push(below.to_owned()),
            (Some((decided, line)), _) => rows.push(decided_as(decided, Row::new(new_id(), line, came))),
            (None, _) => rows.push(Row::new(new_id(), line, came)),
        }
    }
    rows
}

fn decided_as(decided: &str, row: Row) -> Row {
    let (kept, came) = decided.split_once(' ').unwrap_or((decided, ""));
    Row {
        kept: match kept.chars().next() {
            Some('+') => Some(true),
            Some('-') => Some(false),
            _ => None,
        },
        taken: kept.get(1..).and_then(|taken| taken.parse().ok()),
        came: came.parse().map_or(row.came, Moment::from_millis),
        ..row
    }
}
