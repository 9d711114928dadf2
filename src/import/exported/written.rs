//! The parts of a document of ours that people have written: everything that does not follow from the
//! timeline.

use super::Part;
use super::blocks::{Block, Kind, Mark};
use super::rows::Retold;
use super::{measures, times};
use crate::timeline::SECTIONS;

/// What a document says by itself.
const OURS: &[&str] = &[
    "Nothing was recorded.",
    "Time not recorded:",
    "Not resolved when this was written.",
    "It was not resolved when this was written.",
    "No suspected cause was ruled out.",
    "These figures describe this incident only.",
    "None is recorded.",
    "It came back after it was resolved, and is not resolved since.",
    "And 1 more change of a clock.",
    "Diagram of the timeline",
];

/// What tables that follow from the timeline have at their heads.
const TABLES: &[&[&str]] = &[
    &["", ""],
    &["Measure", "Value"],
    &["Path", "From", "To", "Took"],
    &["Role", "Held by", "From", "To"],
    &["Time", "Event", "From", "File", "Bytes"],
];

/// The name of the section that a heading stands for.
pub(super) fn section(title: &str) -> &str {
    if let Some(row) = SECTIONS.iter().find(|row| row.title == title) {
        return row.name;
    }
    match title {
        "" | "Issue summary" => "summary",
        "Root cause and resolution" | "Why it happened" => "root cause",
        "What we do about it" => "corrective measures",
        "What comes next" => "communication",
        _ if super::is_timeline(title) => "timeline",
        other => other,
    }
}

impl Part<'_> {
    /// What of these blocks was written by somebody, as it is typed in a section; empty where nothing was.
    pub fn written<'b>(&self, blocks: impl Iterator<Item = &'b Block>, retold: &Retold) -> String {
        let mut written = String::new();
        let mut last: Option<&Block> = None;
        let (mut is_draft, mut number) = (false, 0);
        for block in blocks {
            let is_drafted = |words: &str| words.starts_with("Drafted from the timeline");
            is_draft |= block.words.first(&Mark::Emphasis).is_some_and(is_drafted);
            if is_draft || self.follows(block, retold) {
                continue;
            }
            let is_listed = |block: &Block| block.depth > 0 || matches!(block.kind, Kind::Row { .. });
            let goes_on = last.is_some_and(|last| last.group == block.group && is_listed(last) && is_listed(block));
            number = if goes_on { number + 1 } else { 1 };
            if last.is_some() {
                written.push_str(if goes_on { "\n" } else { "\n\n" });
            }
            written.push_str(&typed(block, number));
            last = Some(block);
        }
        written
    }

    /// Whether a block follows from the timeline, or is the document speaking of itself.
    fn follows(&self, block: &Block, retold: &Retold) -> bool {
        let text = block.words.plain();
        let is_missing = || {
            let says_so = |words: &str| words.starts_with("Not recorded.");
            block.words.0.iter().any(|span| span.mark == Mark::Emphasis && says_so(&span.text))
        };
        match &block.kind {
            Kind::Row { head, .. } => measures::is_head(head) || TABLES.iter().any(|known| begins(head, known)),
            Kind::Code { name, .. } => ["text", "mermaid"].contains(&name.as_str()) && self.holds_diagram(),
            Kind::Item { .. } => {
                retold.has(&text) || OURS.contains(&text.as_str()) || is_missing() || self.is_point(block)
            }
            Kind::Paragraph => {
                let is_of_ours = OURS.contains(&text.as_str()) || is_remark(&text) || self.is_fixed(&text);
                is_of_ours || is_missing() || block.words.first(&Mark::Strong) == Some("DRAFT.")
            }
            Kind::Heading(_) | Kind::More | Kind::Raw(_) => false,
        }
    }

    fn holds_diagram(&self) -> bool {
        ["timeline", "diagram"].contains(&section(&self.title))
    }

    /// A line of an issue summary: `**Duration:** 2 h 00 min`, and what stands below it.
    fn is_point(&self, block: &Block) -> bool {
        const POINTS: [&str; 5] = ["Severity:", "Duration:", "Impact:", "Detection:", "Root cause:"];
        let is_one = block.words.first(&Mark::Strong).is_some_and(|point| POINTS.contains(&point));
        section(&self.title) == "summary" && (block.depth > 1 || is_one)
    }

    /// A paragraph that the part has whatever was written: `SEV1`, how long it lasted, the zone of all times.
    fn is_fixed(&self, text: &str) -> bool {
        match section(&self.title) {
            "severity" => text.strip_prefix("SEV").is_some_and(|rest| rest.parse::<u8>().is_ok()),
            "duration" => text.contains("UTC") && times::day_within(text).is_some(),
            "glossary" => text.contains(": the zone of all times, UTC"),
            _ => false,
        }
    }
}

/// A block as a person types it; with its number where it has one.
fn typed(block: &Block, number: usize) -> String {
    let words = block.words.typed();
    let indent = "  ".repeat(block.depth.saturating_sub(1).min(DEEPEST));
    match &block.kind {
        Kind::Heading(_) => format!("# {}", block.words.plain()),
        Kind::Paragraph => words,
        Kind::Item { ordered: false } => format!("{indent}- {words}"),
        Kind::Item { ordered: true } => format!("{indent}{number}. {words}"),
        Kind::More => format!("{indent}  {words}"),
        Kind::Row { cells, is_head, .. } => {
            let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
            let typed = row(cells.iter().map(|cell| cell.typed()).collect());
            if *is_head { format!("{typed}\n{}", row(vec!["---".to_owned(); cells.len()])) } else { typed }
        }
        Kind::Code { text, .. } => {
            let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
            let fence = "`".repeat(longest.max(2) + 1);
            format!("{fence}\n{}\n{fence}", text.strip_suffix('\n').unwrap_or(text))
        }
        Kind::Raw(html) => html.clone(),
    }
}

/// Nobody sets in a line further than this; a document of nothing but lists within lists stays small.
const DEEPEST: usize = 8;

fn begins(head: &[String], known: &[&str]) -> bool {
    head.len() >= known.len() && head.iter().zip(known).all(|(cell, known)| cell == known)
}

/// Whether a paragraph is a remark on the document itself: `Written down afterwards, on Mon 10 Jun 2024.`
fn is_remark(text: &str) -> bool {
    let is_of_a_clock = text.starts_with("At ") && text.contains("clock") && text.ends_with('.');
    let is_counted = text.starts_with("And ") && text.ends_with(" more changes of a clock.");
    let is_newer = text.ends_with("written by a newer version of decklog, could not be shown here.");
    is_of_a_clock || is_counted || is_newer || text.starts_with("Written down afterwards, on ")
}
