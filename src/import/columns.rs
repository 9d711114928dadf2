//! Columns of tables: what they are called by what they hold, in documents and in files, and what
//! somebody said that they hold.

use std::str::FromStr;

/// What a column can hold that an event is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::import) enum Holds {
    Time,
    Date,
    Until,
    Text,
    Who,
    Tag,
    Zone,
}

/// What a column can hold, how `--map` says so, and by which words in its name it is known.
pub(in crate::import) struct ColumnRow {
    pub holds: Holds,
    pub name: &'static str,
    pub known_by: &'static [&'static str],
}

/// Every such thing.
pub(in crate::import) const COLUMNS: &[ColumnRow] = &[
    ColumnRow { holds: Holds::Time, name: "time", known_by: TIMES },
    ColumnRow { holds: Holds::Date, name: "date", known_by: DATES },
    ColumnRow { holds: Holds::Until, name: "until", known_by: &["until", "end", "ended", "finish", "finished"] },
    ColumnRow { holds: Holds::Text, name: "text", known_by: EVENTS },
    ColumnRow {
        holds: Holds::Who,
        name: "who",
        known_by: &[
            "who", "by", "user", "author", "person", "nick", "speaker", "sender", "owner", "engineer", "reporter",
        ],
    },
    ColumnRow { holds: Holds::Tag, name: "tag", known_by: &["tag", "kind", "type", "category"] },
    ColumnRow { holds: Holds::Zone, name: "zone", known_by: &["zone", "timezone", "tz"] },
];

/// What a column may be called that tells times,
pub(in crate::import) const TIMES: &[&str] = &["time", "when", "timestamp", "clock", "utc", "at", "hour", "datetime"];
/// days,
pub(in crate::import) const DATES: &[&str] = &["date", "day"];
/// or what happened.
pub(in crate::import) const EVENTS: &[&str] = &[
    "event",
    "events",
    "description",
    "what",
    "details",
    "detail",
    "action",
    "activity",
    "summary",
    "notes",
    "note",
    "comment",
    "comments",
    "message",
    "text",
    "update",
    "happened",
    "incident",
    "entry",
];
/// Columns that say nothing of their own.
pub(in crate::import) const ASIDE: &[&str] = &["#", "no", "nr", "duration", "elapsed", "delta", "id"];

/// The column whose name holds one of these words.
pub(in crate::import) fn column_of(header: &[String], names: &[&str]) -> Option<usize> {
    header.iter().position(|cell| is_called(cell, names))
}

/// Whether one of these words is in a column's name.
pub(in crate::import) fn is_called(cell: &str, names: &[&str]) -> bool {
    let cell = cell.to_lowercase();
    cell.split(|c: char| !c.is_alphanumeric() && c != '#').any(|word| names.contains(&word))
}

/// Which column holds what, as `--map time=Started,text=Message` says it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Columns(Vec<(Holds, String)>);

/// The words say nothing of columns.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("“{words}” does not say which column holds what; try time=Started,text=Message ({})", known())]
pub struct NotColumns {
    words: String,
}

/// Every word that can stand before the sign.
fn known() -> String {
    COLUMNS.iter().map(|row| row.name).collect::<Vec<_>>().join(", ")
}

impl Columns {
    /// What the column that holds this is called; of a zone, which it is.
    pub(in crate::import) fn of(&self, holds: Holds) -> Option<&str> {
        self.0.iter().find(|(of, _)| *of == holds).map(|(_, name)| name.as_str())
    }

    /// Everything that was said.
    pub(in crate::import) fn said(&self) -> impl Iterator<Item = (Holds, &str)> {
        self.0.iter().map(|(holds, name)| (*holds, name.as_str()))
    }
}

impl FromStr for Columns {
    type Err = NotColumns;

    /// A comma in the name of a column is part of it, unless a word that is known follows.
    fn from_str(words: &str) -> Result<Columns, NotColumns> {
        let of = |part: &str| {
            let (name, column) = part.split_once('=')?;
            let row = COLUMNS.iter().find(|row| row.name == name.trim())?;
            Some((row.holds, column.trim().to_owned()))
        };
        let mut said: Vec<(Holds, String)> = Vec::new();
        let wrong = || NotColumns { words: words.to_owned() };
        for part in words.split(',') {
            match of(part) {
                Some((holds, _)) if said.iter().any(|(known, _)| *known == holds) => return Err(wrong()),
                Some(new) => said.push(new),
                None => said.last_mut().ok_or_else(wrong)?.1.extend([",", part]),
            }
        }
        if said.iter().any(|(_, name)| name.trim().is_empty()) {
            return Err(wrong());
        }
        Ok(Columns(said))
    }
}
