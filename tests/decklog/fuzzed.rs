//! Documents that nobody would write: made of pieces, made of real ones by slips of the hand, and those that
//! the fuzzers found. What has to hold of each stands beside the fuzz targets.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use decklog::import::{SOURCES, Source};

use crate::keyboard::stream;

#[path = "../fuzz/src/lib.rs"]
#[allow(dead_code, reason = "the fuzzers call what is not called here")]
mod targets;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.is_file());
    found.sort();
    found
}

/// Documents of every source, as people and programs write them.
static DOCUMENTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let dirs = ["samples", "golden", "golden/recordings"].map(|dir| tests().join(dir));
    let all = dirs.iter().flat_map(|dir| files(dir));
    let read = |path: PathBuf| {
        let is_short = |text: &String| text.len() < 8 * 1024;
        let is_document = path.extension().is_none_or(|end| end != "html");
        is_document.then(|| std::fs::read_to_string(path).ok()).flatten().filter(is_short)
    };
    all.filter_map(read).collect()
});

/// What a line of a document can be made of.
const PIECES: &[&str] = &[
    "",
    "- ",
    "* ",
    "1. ",
    "  - ",
    "    ",
    "> ",
    "# ",
    "## Timeline",
    "### 2024-06-07",
    "| Time | Event |",
    "|---|---|",
    "| 10:15 | looked |",
    "```",
    "***",
    "---",
    "**10:15**",
    "10:15",
    "10:15:30",
    "9:40a",
    "22:15 - 02:10",
    "T+12",
    "+5m",
    "~10:15",
    "by 10:20",
    "after 23:59",
    "25:61",
    "00:00",
    "midnight",
    "noon",
    "10:15 AM",
    "13:00 PM",
    "UTC",
    "PDT",
    "(all times in WAT)",
    "+05:30",
    "2024-06-07",
    "07/06/2024",
    "06, 07, 2024",
    "Fri 7 Jun",
    "June 31st, 2024",
    "9999-12-31",
    "1970-01-01",
    "yesterday",
    "All times UTC. Date: 7 June 2024.",
    "alert fired",
    "it was the network",
    "not the network",
    "root cause: a full disk",
    "escalated to bo",
    "restored",
    "[a](https://k.example/b)",
    "<!--",
    "-->",
    "<li>",
    "![",
    "](",
    "Duration: 10:00 to 12:00",
    "## Action items",
    "- [ ] label it @bo",
    "| Task | Owner |",
    "<ana> is it up?",
    "[10:15] <bo> no",
    "time,event",
    "10:15,looked",
    "{\"v\":1",
    "{\"a\":[1e400]}",
    "[{\"type\":\"message\",\"ts\":\"1.2\"}]",
    "\u{202e}",
    "\u{200d}",
    "👩‍🚒",
    "é",
    "\0",
    "\u{1b}[2J",
    "\t",
    "\r",
    "﻿",
    "e\u{301}\u{301}",
    "İ",
    "ß",
    "'",
    "\"",
    "…",
    "–",
    "—",
];

/// A document of such pieces.
fn generated() -> impl Strategy<Value = String> {
    let piece = prop_oneof![8 => select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,12}"];
    let line = prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.join(" "));
    let ends = select(&["\n", "\n", "\n\n", "\r\n", "\r"][..]);
    prop::collection::vec((line, ends), 0..24)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

/// A slip of the hand, at places of the document.
#[derive(Clone, Debug)]
enum Slip {
    Drop(Index),
    Twice(Index),
    Swap(Index, Index),
    Cut(Index),
    Insert(Index, &'static str),
    Figure(Index, char),
    Splice(Index, Index),
}

fn slip() -> impl Strategy<Value = Slip> {
    let at = any::<Index>;
    prop_oneof![
        at().prop_map(Slip::Drop),
        at().prop_map(Slip::Twice),
        (at(), at()).prop_map(|(one, other)| Slip::Swap(one, other)),
        at().prop_map(Slip::Cut),
        (at(), select(PIECES)).prop_map(|(at, piece)| Slip::Insert(at, piece)),
        (at(), prop::char::range('0', ':')).prop_map(|(at, figure)| Slip::Figure(at, figure)),
        (at(), at()).prop_map(|(at, other)| Slip::Splice(at, other)),
    ]
}

/// A real document with some slips in it.
fn mutated() -> impl Strategy<Value = String> {
    (any::<Index>(), prop::collection::vec(slip(), 1..8))
        .prop_map(|(at, slips)| slips.iter().fold(at.get(&DOCUMENTS).clone(), slipped))
}

fn slipped(document: String, slip: &Slip) -> String {
    let mut lines: Vec<&str> = document.split_inclusive('\n').collect();
    if lines.is_empty() {
        return document;
    }
    let byte = |at: &Index| document.floor_char_boundary(at.index(document.len() + 1));
    match slip {
        Slip::Drop(at) => drop(lines.remove(at.index(lines.len()))),
        Slip::Twice(at) => lines.insert(at.index(lines.len()), lines[at.index(lines.len())]),
        Slip::Swap(one, other) => {
            let (one, other) = (one.index(lines.len()), other.index(lines.len()));
            lines.swap(one, other);
        }
        Slip::Cut(at) => return document[..byte(at)].to_owned(),
        Slip::Insert(at, piece) => {
            let (before, behind) = document.split_at(byte(at));
            return format!("{before}{piece}{behind}");
        }
        Slip::Figure(at, figure) => {
            let figures: Vec<usize> = document.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at).collect();
            let Some(at) = figures.get(at.index(figures.len().max(1))) else { return document };
            return format!("{}{figure}{}", &document[..*at], &document[at + 1..]);
        }
        Slip::Splice(at, other) => {
            let other = other.get(&DOCUMENTS);
            let from = other.floor_char_boundary(other.len() / 2);
            return format!("{}{}", &document[..byte(at)], &other[from..]);
        }
    }
    lines.concat()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_a_document_made_of_pieces_nothing_is_invented(document in generated()) {
        targets::read(Source::of(&document), &document);
    }

    #[test]
    fn of_a_document_with_slips_nothing_is_invented(document in mutated(), other in any::<Index>()) {
        targets::read(Source::of(&document), &document);
        // And as what it is not.
        targets::read(other.get(SOURCES), &document);
    }
}

/// What the fuzzers found new ways with, made as small as they could.
fn read_again(target: &str, run: fn(&[u8])) {
    let found = files(&tests().join("fuzz/corpus").join(target));
    assert!(found.len() > 100, "{} of {target}", found.len());
    found.iter().for_each(|path| run(&std::fs::read(path).unwrap()));
}

#[test]
fn what_the_fuzzers_found_is_read_again() {
    read_again("import", targets::import);
    read_again("line", targets::line);
    read_again("journal", targets::journal);
    read_again("filter", targets::filter);
    read_again("template", targets::template);
}

#[test]
fn what_the_fuzzers_pressed_is_pressed_again() {
    read_again("keys", stream::survives);
}
