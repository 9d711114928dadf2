//! What every fuzz target does with its bytes, and what has to hold of it. The targets under `targets/` hand their
//! bytes to these functions; the tests of the program replay `corpus/` through the same.
//!
//! ```text
//! cd tests/fuzz
//! RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir . -s none import -- -max_total_time=600
//! RUSTC_BOOTSTRAP=1 cargo fuzz cmin --fuzz-dir . -s none import
//! ```

use std::sync::{Arc, LazyLock};

use decklog::analysis::filter::{Filter, FilterContext, Reading, complete};
use decklog::analysis::{Analysis, Listing};
use decklog::entry::{Typed, echo, understand};
use decklog::export::{Markup, Pictured, Published, Report, Template, Wanted, render};
use decklog::import::{Asked, Columns, Imported, MOST_EVENTS, SOURCES, Source, records};
use decklog::journal::line;
use decklog::journal::medium::Held;
use decklog::journal::recovery::{self, What};
use decklog::time::{Moment, Offset, Zone};
use decklog::timeline::{GroupId, Place, RecordId, Recorded, Summary, Timeline};

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
    // In capitals and back again, `ß` is `ss`.
    let folded = |text: &str| text.to_uppercase().to_lowercase();
    let known = folded(document);
    // Marks within a word are none of it.
    let bare = known.replace(['*', '_', '~', '`', '\\'], "");
    // Nor are entities and addresses, and what stands around them grows together.
    let has_links = known.contains(['[', '<', '&']);
    let stands = |word: &str| has_links || known.contains(word) || bare.contains(word);
    let lines = document.lines().count();
    for told in &imported.events {
        assert!(told.line <= lines, "line {} of {lines}: {}", told.line, told.text);
        for word in folded(&told.text).split(|c: char| !c.is_alphanumeric()) {
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

/// Reads a journal of these bytes; where the first is odd, what follows is the payload of a line that proves
/// itself, since nobody guesses sums.
pub fn journal(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let file = Held(if first % 2 == 1 { proven(rest) } else { rest.to_vec() });
    let writer = Arc::from("web-3-7f3a");
    let mut end = 0;
    let (mut lines, mut others) = (0, 0);
    let mut take = |found: recovery::Found| {
        assert!(found.at.start >= end && found.at.end <= file.0.len() as u64, "{:?} behind {end}", found.at);
        end = found.at.end;
        match found.what {
            What::Line(_) => lines += 1,
            What::Bad { .. } | What::Tail => others += 1,
        }
    };
    recovery::scan(&file, 0, &writer, &mut take).expect("bytes can be read");
    // What is fenced is no less than it was.
    let mut again = 0;
    let fenced = Held([&file.0[..], b"\n"].concat());
    let mut count = |found: recovery::Found| again += usize::from(matches!(found.what, What::Line(_)));
    recovery::scan(&fenced, 0, &writer, &mut count).expect("bytes can be read");
    assert!(again >= lines, "{lines} lines, {again} behind a newline");
    assert!(file.0.is_empty() || lines + others > 0 || file.0.iter().all(|byte| *byte == b'\n'), "nothing was found");
}

/// A line with these bytes as its payload.
fn proven(payload: &[u8]) -> Vec<u8> {
    let mut head = b"{\"v\":1,\"n\":0,\"id\":\"01J0000000000000000000000G\",\"at\":\"2024-06-07T10:20:05.120+01:00\",\
        \"order\":[1717752005120,0],\"group\":\"01J0000000000000000000000G\",\"prev\":\"00000000000000000000000000000000\""
        .to_vec();
    let sum = line::sum(&head, &line::digest(payload));
    head.extend_from_slice(format!(",\"sum\":\"{sum}\",\"do\":").as_bytes());
    [&head[..], payload, b"}\n"].concat()
}

/// An outage to filter and to write up.
static OUTAGE: LazyLock<Timeline> = LazyLock::new(|| {
    let imported =
        read(&SOURCES[SOURCES.len() - 1], include_str!("../../samples/radio-stream.md")).expect("a write-up");
    let mut ids = 0;
    let made = records(&imported, "outage.md", || {
        ids += 1;
        RecordId::new(1_717_750_800_000, ids)
    });
    let stored = |((id, record), n)| Recorded {
        id,
        at: NOW.at(Offset::UTC),
        up: None,
        place: Place { n, ..Place::default() },
        group: GroupId::new(0, 0),
        by: Arc::from("ana"),
        saved: true,
        record,
    };
    Timeline::of(made.records.into_iter().zip(0u64..).map(stored))
});

/// Filters an outage by an expression, half typed and whole, and completes it wherever the caret stands.
pub fn filter(bytes: &[u8]) {
    static KNOWN: LazyLock<(Listing, Reading, FilterContext)> = LazyLock::new(|| {
        let listing = Listing::of(&OUTAGE);
        let reading = Reading::of(&OUTAGE, &listing, NOW, Vec::new());
        (listing, reading, FilterContext::of(&Analysis::of(&OUTAGE), 30))
    });
    let (listing, reading, context) = &*KNOWN;
    let text = String::from_utf8_lossy(bytes);
    let (typed, _) = Filter::read(&text, reading);
    let (whole, problems) = Filter::read_whole(&text, reading);
    for problem in &problems {
        assert!(text.get(problem.range.clone()).is_some(), "{problem:?} in {text:?}");
    }
    let rows = typed.rows(listing, &OUTAGE, context);
    assert_eq!(typed.rows_among(&rows, listing, &OUTAGE, context), rows, "what passed passes again");
    assert!(whole.rows(listing, &OUTAGE, context).len() <= listing.rows().len());
    for (caret, _) in text.char_indices().take(64) {
        complete(&text, caret, reading);
    }
}

/// Writes a document by a template of somebody's own: a document or the reason why there is none, in the end.
pub fn template(bytes: &[u8]) {
    static REPORT: LazyLock<Report> =
        LazyLock::new(|| Published::of(&OUTAGE, Wanted::default()).report(&Pictured::default()));
    let source = String::from_utf8_lossy(bytes).into_owned();
    let own = [Template { name: "own.md".to_owned(), source }];
    for markup in [Markup::Markdown, Markup::Html, Markup::Text] {
        if let Err(error) = render(&REPORT, markup, "own.md", &own) {
            assert!(!error.to_string().is_empty());
        }
    }
}
