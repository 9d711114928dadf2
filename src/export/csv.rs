//! A timeline as CSV (RFC 4180): a row an event, for a spreadsheet.
//!
//! A spreadsheet takes a field that begins with certain signs for a formula, whatever it was typed
//! as; such a field begins with an apostrophe, which spreadsheets do not show.

use crate::timeline::{Event, Timeline};
use crate::words;

use super::json::{Times, links};

/// The columns.
const COLUMNS: [&str; 11] =
    ["id", "at", "until", "stated", "tag", "text", "hypotheses", "labels", "by", "recorded", "evidence"];

/// Every event that is told, those without a time last.
pub fn csv(timeline: &Timeline) -> String {
    let labels = timeline.hypothesis_labels();
    let zone = timeline.incident().zone();
    let mut written = String::new();
    push_row(&mut written, COLUMNS.map(str::to_owned));
    for event in timeline.all_events().filter(|event| event.is_told()) {
        let Times { at, until, stated } = Times::of(event, &zone);
        let hypotheses: Vec<String> = links(event, &labels)
            .into_iter()
            .map(|link| format!("{} {}", link.name.unwrap_or(link.id), link.link.replace('_', " ")))
            .collect();
        push_row(
            &mut written,
            [
                event.id.to_string(),
                at.unwrap_or_default(),
                until.unwrap_or_default(),
                stated.unwrap_or_default(),
                event.tag().name().to_owned(),
                event.text().to_owned(),
                hypotheses.join("; "),
                event.labels().collect::<Vec<_>>().join(" "),
                event.by.to_string(),
                zone.stamp(event.recorded.moment).to_string(),
                sources(event),
            ],
        );
    }
    written
}

fn sources(event: &Event) -> String {
    let sources: Vec<&str> = event.evidence.iter().map(|evidence| evidence.source.as_str()).collect();
    sources.join("; ")
}

fn push_row(written: &mut String, fields: [String; COLUMNS.len()]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            written.push(',');
        }
        push_field(written, field);
    }
    written.push_str("\r\n");
}

/// A field: quoted where it must be, its control characters written out, no formula. The lines of a
/// text stay lines.
fn push_field(written: &mut String, field: &str) {
    let shown = words::visible_lines(&field.replace("\r\n", "\n"));
    let apostrophe = if is_formula(field) { "'" } else { "" };
    if shown.contains(['"', ',', '\n']) || shown.trim() != shown {
        written.extend(["\"", apostrophe, &shown.replace('"', "\"\""), "\""]);
    } else {
        written.extend([apostrophe, &shown]);
    }
}

/// Whether a spreadsheet would work out a field rather than show it: by its first sign, the wide
/// forms of which some take for the same (OWASP, “CSV Injection”).
fn is_formula(field: &str) -> bool {
    let first = field.trim_start_matches([' ', '\u{a0}']).chars().next();
    first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use proptest::prelude::*;

    /// The texts of the events, as a reader of CSV finds them.
    fn read(written: &str) -> Vec<String> {
        let mut reader = ::csv::Reader::from_reader(written.as_bytes());
        reader.records().map(|row| row.unwrap()[5].to_owned()).collect()
    }

    fn written(texts: &[&str]) -> String {
        let mut log = Recording::new();
        for text in texts {
            log.at("10:00").note(text);
        }
        csv(&log.timeline())
    }

    #[test]
    fn a_spreadsheet_works_nothing_out() {
        let texts = ["=1+1", "+1", "-5 min", "@SUM(A1)", " =x", "＝1", "a=b", "1-2", "ok, \"so\"", "two\nlines"];
        let expected =
            ["'=1+1", "'+1", "'-5 min", "'@SUM(A1)", "' =x", "'＝1", "a=b", "1-2", "ok, \"so\"", "two\nlines"];
        assert_eq!(read(&written(&texts)), expected);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn every_text_is_read_back_as_it_was_typed(text in "(\"|,|\r\n|\n|;|=|\\+|-|@|\t|'| |[a-zé]|\\PC){1,12}") {
            let found = read(&written(&[&text, "next"]));
            let marked = if is_formula(&text) { "'" } else { "" };
            let lines = text.replace("\r\n", "\n");
            let shown: Vec<String> = lines.split('\n').map(|line| words::visible(line).into_owned()).collect();
            prop_assert_eq!(found, [format!("{marked}{}", shown.join("\n")), "next".to_owned()]);
        }
    }
}
