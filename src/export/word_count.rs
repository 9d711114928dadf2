//! How many words a document has, for whoever has to read all of it.

use super::{fenced, markdown};
use crate::analysis::{BySeverity, Document};
use crate::timeline::Timeline;

/// What the lint goes by beside a timeline: how long its document is, and which silence is told.
pub fn examined(timeline: &Timeline, silence: BySeverity) -> Document {
    Document { words: Some(brief_words(timeline)), silence }
}

/// The words of the postmortem in its brief form: what holds a letter or a digit, between blanks.
/// A diagram is looked at, not read: code blocks do not count.
pub fn brief_words(timeline: &Timeline) -> usize {
    count(&markdown(timeline))
}

fn count(document: &str) -> usize {
    let read = fenced::lines(document).filter(|(_, is_code)| !is_code);
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
        let before = brief_words(&log.timeline());
        log.at("10:05").note("four words and more");
        // With its time and its tag.
        assert!(brief_words(&log.timeline()) >= before + 5);
    }
}
