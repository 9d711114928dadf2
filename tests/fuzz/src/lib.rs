//! What every fuzz target does with its bytes, and what has to hold of it. The targets under `targets/` hand their
//! bytes to these functions; the tests of the program replay `corpus/` through the same.
//!
//! ```text
//! cd tests/fuzz
//! RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir . -s none import -- -max_total_time=600
//! RUSTC_BOOTSTRAP=1 cargo fuzz cmin --fuzz-dir . -s none import
//! ```

use decklog::entry::{Typed, echo, understand};
use decklog::import::{Asked, Columns, Imported, MOST_EVENTS, SOURCES, Source, records};
use decklog::time::{Moment, Zone};
use decklog::timeline::{RecordId, Summary};

/// A moment of June 2024.
const NOW: Moment = Moment::from_millis(1_719_000_000_000);

/// Reads a document as what it looks like, or, where its first byte is below 16, as the source of that row.
pub fn import(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (source, document) = match bytes.first().filter(|first| **first < 16) {
        Some(row) => (&SOURCES[usize::from(*row) % SOURCES.len()], &text[1..]),
        None => (Source::of(&text), &*text),
    };
    read(source, document);
}

/// Reads a document, and looks whether what was read of it can be so.
pub fn read(source: &Source, document: &str) -> Option<Imported> {
    let asked = Asked {
        name: "outage.md",
        now: NOW,
        zone: None,
        usual_zone: Zone::utc(),
        date: None,
        columns: Columns::default(),
    };
    let imported = source.read(document, &asked).ok()?;
    let events = &imported.events;
    assert!(events.len() <= MOST_EVENTS);
    for told in events {
        for place in [told.rules_out, told.confirms, told.about].into_iter().flatten() {
            assert!(place < events.len(), "a link to event {place} of {}", events.len());
        }
    }
    if source.name == "writeup" {
        assert_not_invented(&imported, document);
    }
    let mut ids = 0;
    let made = records(&imported, "outage.md", || {
        ids += 1;
        RecordId::new(0, ids)
    });
    assert!(made.records.len() >= events.len());
    Some(imported)
}

/// Every word of an event stands in the document, and every line that is named is one of its lines.
fn assert_not_invented(imported: &Imported, document: &str) {
    let known = document.to_lowercase();
    // Marks within a word are none of it.
    let bare = known.replace(['*', '_', '~', '`', '\\'], "");
    // Nor are entities and addresses, and what stands around them grows together.
    let has_links = known.contains(['[', '<', '&']);
    let stands = |word: &str| has_links || known.contains(word) || bare.contains(word);
    let lines = document.lines().count();
    for told in &imported.events {
        assert!(told.line <= lines, "line {} of {lines}: {}", told.line, told.text);
        for word in told.text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
            assert!(stands(word), "“{word}” stands nowhere in the document: {}", told.text);
        }
    }
    for problem in &imported.problems {
        assert!(problem.line <= lines, "line {} of {lines}: {}", problem.line, problem.message);
    }
}

/// Understands a line of the recorder: its words stay, and what is said of it fits on a line.
pub fn line(bytes: &[u8]) {
    let line = String::from_utf8_lossy(bytes);
    let typed = Typed { line: &line, began: NOW, entered: NOW, tag: None, at: None };
    let summary = Summary::default();
    let draft = understand(&typed, &summary);
    assert!(line.contains(&draft.body.text), "“{}” is not in the line", draft.body.text);
    let said = echo(&draft, &summary, NOW);
    assert!(!said.contains(|c: char| c.is_control()), "{said:?}");
}
