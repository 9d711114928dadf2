//! Write-ups as people have them, and what is read from each: beside every document of `tests/samples`
//! stands an account in `tests/golden/import`, for a person to compare line by line.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use decklog::import::{Asked, Columns, Imported, Source};
use decklog::time::{Moment, Zone};

fn dir(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// What was read, as a person would tell it.
fn account(read: &Imported) -> String {
    let mut told = String::new();
    let mut tell = |what: &str, said: &str| writeln!(told, "{what}: {said}").unwrap();
    tell("title", read.title.as_deref().unwrap_or("—"));
    tell("zone", &read.zone.as_ref().map_or("—".to_owned(), |zone| zone.name().to_string()));
    for (name, bound) in [("start", &read.start), ("end", &read.end)] {
        tell(name, &bound.as_ref().map_or("not stated".to_owned(), |at| format!("{} (line {})", at.at, at.line)));
    }
    told.push('\n');
    for event in &read.events {
        let when = event.when.words.clone().unwrap_or_default();
        let at = event.when.bound().map_or("no time".to_owned(), |at| at.to_string());
        let words = if when.is_empty() { String::new() } else { format!(" “{when}”") };
        writeln!(told, "line {}: {at}{words} [{}]\n    {}", event.line, event.tag.name(), event.text).unwrap();
        let place = |at: usize| read.events[at].text.clone();
        for (verb, of) in [("rules out", &event.rules_out), ("confirms", &event.confirms)] {
            of.iter().for_each(|at| writeln!(told, "    {verb}: {}", place(*at)).unwrap());
        }
        event.notes.iter().for_each(|note| writeln!(told, "    note: {}", note.replace('\n', "\n          ")).unwrap());
    }
    for item in &read.items {
        let change = &item.change;
        let said = [("owner", &change.owner), ("due", &change.due), ("state", &change.state)];
        let beside: Vec<String> =
            said.iter().filter_map(|(name, value)| Some(format!("{name} {}", value.as_ref()?))).collect();
        let text = change.text.as_deref().unwrap_or_default();
        let beside = if beside.is_empty() { String::new() } else { format!(" ({})", beside.join(", ")) };
        writeln!(told, "\nto do, line {}: {text}{beside}", item.line).unwrap();
    }
    for (name, text) in &read.sections {
        writeln!(told, "\n[{name}]\n{text}").unwrap();
    }
    for problem in &read.problems {
        writeln!(told, "\nproblem, line {}: {}", problem.line, problem.message).unwrap();
    }
    told.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[test]
fn every_sample_is_read_as_its_account_says() {
    let mut samples: Vec<PathBuf> =
        std::fs::read_dir(dir("samples")).unwrap().map(|entry| entry.unwrap().path()).collect();
    samples.sort();
    assert!(samples.len() >= 8);
    for sample in samples {
        let name = sample.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&sample).unwrap();
        let now = Moment::from_millis(1_767_225_600_000);
        let asked = Asked { name, now, zone: None, usual_zone: Zone::utc(), date: None, columns: Columns::default() };
        let source = Source::of(&text);
        if source.name != "writeup" {
            continue;
        }
        let read = source.read(&text, &asked).unwrap();
        let golden = dir("golden/import").join(name).with_extension("account");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::create_dir_all(golden.parent().unwrap()).unwrap();
            std::fs::write(&golden, account(&read)).unwrap();
        }
        assert_eq!(account(&read), std::fs::read_to_string(&golden).unwrap(), "{name}");
    }
}
