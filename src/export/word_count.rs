//! How many words a document has, for whoever has to read all of it.

use super::published::{Published, Wanted};
use super::report::{Drawn, Report};
use super::{fenced, markdown};
use crate::analysis::{BySeverity, Document, Length};
use crate::timeline::Timeline;

/// What the lint goes by beside a timeline: how long its document is, and which silence is told.
pub fn examined(timeline: &Timeline, silence: BySeverity) -> Document {
    let words = Length { written: written_words(timeline), whole: count(&markdown(timeline)) };
    Document { words: Some(words), silence }
}

/// The words of a postmortem that are read: the title, what people wrote in sections with its headings,
/// the events with their times and tags, the action items; each once. What the document says of itself
/// and draws beside them does not count: figures, questions, the diagram.
pub fn written_words(timeline: &Timeline) -> usize {
    let published = Published::of(timeline, Wanted::default());
    let report = Report::of(&published.timeline, published.profile, Drawn::default());
    let written = report.sections.values().chain(&report.other_sections).filter(|section| section.said);
    let sections = written.map(|section| count(&section.title) + section.text.as_deref().map_or(0, count));
    let rows = report.days.iter().flat_map(|day| day.rows.iter()).chain(report.untimed.iter());
    let events = rows.map(|row| count(&row.time) + count(&row.tag) + count(&row.text));
    let items = report.measures.iter().map(|measure| count(&measure.task));
    count(&report.title) + sections.chain(events).chain(items).sum::<usize>()
}

/// What holds a letter or a digit, between blanks; code is looked at, not read.
fn count(text: &str) -> usize {
    let read = fenced::lines(text).filter(|(_, is_code)| !is_code);
    let words = read.flat_map(|(line, _)| line.split_whitespace());
    words.filter(|word| word.contains(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;

    #[test]
    fn blocks_and_bare_marks_are_no_words() {
        for (document, expected) in [
            ("# A title\n\n- **10:00** — Detection — it's *down*", 6),
            ("one\n```text\nH1 ├──┤ not read\n~~~\n```\ntwo | three |", 3),
            ("", 0),
        ] {
            assert_eq!(count(document), expected, "{document}");
        }
    }

    #[test]
    fn what_is_said_more_is_counted_in_the_brief_document() {
        let mut log = Recording::titled("Checkout is down", "WAT");
        log.at("10:00").detection("alert");
        let before = written_words(&log.timeline());
        log.at("10:05").note("four words and more");
        // With its time and its tag.
        assert_eq!(written_words(&log.timeline()), before + 6);
    }
}
