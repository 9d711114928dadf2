//! The tags: what sort of thing an event is. One registry, a row each.
//!
//! Prefixes, the letters after Tab, help, marks on screen and words in documents all come from
//! these rows; a new tag is a new row.

/// What sort of thing happened. Exactly one for each event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Tag {
    Detection,
    Acknowledged,
    Impact,
    Hypothesis,
    Finding,
    MisleadingPath,
    Cause,
    Escalation,
    Action,
    Decision,
    Mitigation,
    Resolution,
    Update,
    Change,
    Question,
    Todo,
    Role,
    Severity,
    #[default]
    Note,
}

/// One row of the registry.
#[derive(Debug)]
pub struct TagRow {
    pub tag: Tag,
    /// The name in JSON, filters, `-t` and documents.
    pub name: &'static str,
    /// The name where a column is narrow.
    pub short: &'static str,
    /// What is typed before the colon at the start of a line.
    pub prefixes: &'static [&'static str],
    /// The letter that chooses it after Tab.
    pub letter: Option<char>,
    /// The mark beside it on screen, and the one where only ASCII can be shown.
    pub mark: &'static str,
    pub ascii_mark: &'static str,
    /// One of the four that stand out: detection, misleading path, escalation, resolution.
    pub strong: bool,
    pub help: &'static str,
}

/// Every tag, in the order in which an outage tends to use them.
pub const TAGS: &[TagRow] = &[
    row(
        Tag::Detection,
        "detection",
        "detection",
        &["d"],
        Some('d'),
        "◉",
        "!",
        true,
        "what signalled the problem: monitoring, staff, a customer",
    ),
    row(Tag::Acknowledged, "acknowledged", "ack", &["k"], Some('k'), "·", ".", false, "somebody is working on it"),
    row(
        Tag::Impact,
        "impact",
        "impact",
        &["i", "impact start"],
        Some('i'),
        "◍",
        "%",
        false,
        "scope or number of the impact changed; before the detection, or said to be its start, it is where it began",
    ),
    row(
        Tag::Hypothesis,
        "hypothesis",
        "hypothesis",
        &["h", "park"],
        Some('h'),
        "?",
        "?",
        false,
        "a suspected cause; opens the next H (h2: looks into H2 again, park2: leaves it for now)",
    ),
    row(Tag::Finding, "finding", "finding", &["f"], Some('f'), "·", ".", false, "an observation"),
    row(
        Tag::MisleadingPath,
        "misleading path",
        "misleading",
        &["x"],
        Some('x'),
        "✗",
        "x",
        true,
        "rules out a hypothesis (x2: for H2); the text is what disproved it",
    ),
    row(
        Tag::Cause,
        "cause",
        "cause",
        &["c", "root cause", "contributing", "trigger"],
        Some('c'),
        "◆",
        "*",
        false,
        "confirms a hypothesis (c3: for H3); root cause, contributing or trigger",
    ),
    row(Tag::Escalation, "escalation", "escalation", &["e"], Some('e'), "▲", "^", true, "who was called, and why"),
    row(Tag::Action, "action", "action", &["a"], Some('a'), "▸", ">", false, "something done to the system"),
    row(Tag::Decision, "decision", "decision", &["decide"], None, "◇", "=", false, "what was decided, and why"),
    row(Tag::Mitigation, "mitigation", "mitigation", &["m"], Some('m'), "◐", "~", false, "the impact is smaller"),
    row(
        Tag::Resolution,
        "resolution",
        "resolution",
        &["r", "all clear"],
        Some('r'),
        "✓",
        "+",
        true,
        "service restored, and how that was verified; all clear: nothing more is to come",
    ),
    row(
        Tag::Update,
        "update",
        "update",
        &["u"],
        Some('u'),
        "»",
        "u",
        false,
        "a status message went out; “next in 20m” at its end says when the next is due",
    ),
    row(
        Tag::Change,
        "change",
        "change",
        &["t"],
        Some('t'),
        "Δ",
        "t",
        false,
        "a deploy, configuration or maintenance; a candidate trigger",
    ),
    row(Tag::Question, "question", "question", &["?"], Some('/'), "¿", "?", false, "an open thread"),
    row(Tag::Todo, "todo", "todo", &["todo"], None, "□", "-", false, "becomes an action item"),
    row(Tag::Role, "role", "role", &["ic", "scribe", "comms"], None, "@", "@", false, "who holds a role from now on"),
    row(
        Tag::Severity,
        "severity",
        "severity",
        &["sev1", "sev2", "sev3", "sev4", "sev5"],
        None,
        "‼",
        "s",
        false,
        "the severity from now on",
    ),
    row(Tag::Note, "note", "note", &[], Some('n'), "·", ".", false, "anything else"),
];

#[allow(clippy::too_many_arguments, reason = "a row of a table, read as one")]
const fn row(
    tag: Tag,
    name: &'static str,
    short: &'static str,
    prefixes: &'static [&'static str],
    letter: Option<char>,
    mark: &'static str,
    ascii_mark: &'static str,
    strong: bool,
    help: &'static str,
) -> TagRow {
    TagRow { tag, name, short, prefixes, letter, mark, ascii_mark, strong, help }
}

impl Tag {
    pub const fn row(self) -> &'static TagRow {
        &TAGS[self as usize]
    }

    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The tag of this name, as written in the registry.
    pub fn named(name: &str) -> Option<Tag> {
        TAGS.iter().find(|row| row.name == name).map(|row| row.tag)
    }

    /// The tag that this letter chooses after Tab.
    pub fn of_letter(letter: char) -> Option<Tag> {
        TAGS.iter().find(|row| row.letter == Some(letter)).map(|row| row.tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn rows_stand_at_their_tags_and_nothing_is_given_twice() {
        for (position, row) in TAGS.iter().enumerate() {
            assert_eq!(row.tag as usize, position, "{}", row.name);
            assert_eq!(Tag::named(row.name), Some(row.tag));
        }
        let prefixes: Vec<&str> = TAGS.iter().flat_map(|row| row.prefixes).copied().collect();
        assert_eq!(prefixes.iter().collect::<HashSet<_>>().len(), prefixes.len());
        let letters: Vec<char> = TAGS.iter().filter_map(|row| row.letter).collect();
        assert_eq!(letters.iter().collect::<HashSet<_>>().len(), letters.len());
        let strong: Vec<&str> = TAGS.iter().filter(|row| row.strong).map(|row| row.name).collect();
        assert_eq!(strong, ["detection", "misleading path", "escalation", "resolution"]);
    }
}
