//! The plan of the house, checked: which room may use which, and who alone touches the world.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A room, the rooms it may use, and what it must never name. Arrows go down only, so no room
/// stands above one that it uses: there can be no cycle.
const ROOMS: &[(&str, &[&str], &[&str])] = &[
    (
        "cli",
        &[
            "tui",
            "session",
            "config",
            "export",
            "import",
            "analysis",
            "entry",
            "journal",
            "timeline",
            "sensitive",
            "time",
            "words",
        ],
        &["ratatui", "crossterm"],
    ),
    (
        "tui",
        &["session", "config", "export", "analysis", "entry", "timeline", "sensitive", "time", "words"],
        &["std::env", "serde_json", "println!", "process::exit"],
    ),
    (
        "session",
        &["analysis", "journal", "timeline", "time", "words"],
        &["ratatui", "crossterm", "serde_json", "println!", "std::env"],
    ),
    (
        "export",
        &["analysis", "entry", "timeline", "sensitive", "time", "words", "beside"],
        &["ratatui", "crossterm", "std::env", "println!", "SystemTime", "Instant"],
    ),
    (
        "import",
        &["analysis", "entry", "timeline", "time", "words"],
        &["ratatui", "crossterm", "std::env", "println!", "SystemTime", "Instant"],
    ),
    (
        "config",
        &["analysis", "words"],
        &["serde_json", "ratatui", "crossterm", "std::env", "println!", "SystemTime", "Instant"],
    ),
    ("journal", &["timeline", "time", "words", "beside"], &["ratatui", "crossterm", "println!", "std::env"]),
    (
        "entry",
        &["timeline", "sensitive", "time", "words"],
        &["serde_json", "ratatui", "crossterm", "std::env", "println!", "SystemTime", "Instant"],
    ),
    (
        "analysis",
        &["timeline", "sensitive", "time", "words", "beside"],
        &["serde_json", "ratatui", "crossterm", "std::env", "println!", "SystemTime", "Instant"],
    ),
    (
        "timeline",
        &["time", "words", "beside"],
        &["serde", "ratatui", "crossterm", "std::env", "println!", "SystemTime", "Instant"],
    ),
    ("sensitive", &[], &["serde", "ratatui", "crossterm", "std::env", "println!", "SystemTime", "Instant"]),
    ("words", &["time"], &["serde", "ratatui", "crossterm", "std::env", "println!", "SystemTime", "Instant"]),
    ("time", &[], &["serde", "ratatui", "crossterm", "std::env", "println!"]),
    ("beside", &[], &["serde", "ratatui", "crossterm", "std::env", "println!", "SystemTime", "Instant"]),
];

/// Names, and the only places that may know them.
const ALONE: &[(&str, &[&str])] = &[
    ("crossterm::", &["tui/terminal", "tui/input"]),
    ("Color::", &["tui/theme.rs"]),
    ("jiff::", &["time/zone.rs"]),
    // The terminal is a file, too.
    ("std::fs", &["journal/medium.rs", "cli", "time/clock.rs", "tui/terminal", "tui/input"]),
    ("std::env", &["cli", "main.rs"]),
    ("process::exit", &["cli"]),
    ("\"prev\"", &["journal/codec.rs"]),
];

/// A source file: its path below `src`, and its code without comments and tests.
struct Source {
    path: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut dirs = vec![root.clone()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                dirs.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test(&path) {
                let code = without_comments_and_tests(&fs::read_to_string(&path).unwrap());
                let path = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                found.push(Source { path, code });
            }
        }
    }
    assert!(found.len() > 30, "the sources are where they were");
    found
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs")))
}

fn without_comments_and_tests(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn room_of(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or_default()
}

/// The rooms that code names: `crate::time::…`, `use crate::{time, words}`.
fn used(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or_default().split(',').collect(),
            None => vec![rest],
        };
        for name in names {
            let name = name.trim();
            let end = name.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(name.len());
            rooms.insert(name[..end].to_owned());
        }
    }
    rooms.remove("");
    rooms
}

#[test]
fn arrows_go_down_only() {
    for source in sources() {
        let room = room_of(&source.path);
        if matches!(room, "lib" | "main") {
            continue;
        }
        let (_, may_use, never) =
            ROOMS.iter().find(|(name, ..)| *name == room).unwrap_or_else(|| panic!("{} has no row", source.path));
        for other in used(&source.code) {
            assert!(
                other == room || may_use.contains(&other.as_str()),
                "{} uses {other}, which {room} may not",
                source.path
            );
        }
        for name in *never {
            assert!(!source.code.contains(name), "{} names {name}, which {room} never does", source.path);
        }
    }
}

#[test]
fn rooms_use_only_rooms_below_them() {
    for (at, (room, may_use, _)) in ROOMS.iter().enumerate() {
        for other in *may_use {
            let below = ROOMS.iter().position(|(name, ..)| name == other).unwrap();
            assert!(below > at, "{room} above {other}");
        }
    }
}

#[test]
fn what_touches_the_world_stands_in_one_place() {
    for source in sources() {
        for (name, places) in ALONE {
            let allowed = places.iter().any(|place| source.path.starts_with(place));
            assert!(allowed || !source.code.contains(name), "{} names {name}; only {places:?} may", source.path);
        }
    }
}

#[test]
fn every_file_says_its_place() {
    for source in sources() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(&source.path);
        let text = fs::read_to_string(path).unwrap();
        assert!(text.starts_with("//!"), "{} opens without saying what it is", source.path);
    }
}

#[test]
fn the_check_sees_what_it_should() {
    let code = "use crate::{time::Span, words};\nfn f() { crate::journal::line::hex(&[]) }";
    assert_eq!(used(code).into_iter().collect::<Vec<_>>(), ["journal", "time", "words"]);
}
