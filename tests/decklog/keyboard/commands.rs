//! The rows of every screen: each can be reached, says what it does, and is found in help and palette.

use decklog::timeline::SECTIONS;
use decklog::tui::command::HelpRow;
use decklog::tui::key::{Key, chord};
use decklog::tui::widget::line::Line;
use decklog::tui::widget::text::Text;

use super::desk::Desk;

/// What is typed on a screen before its rows are asked.
enum Types {
    Nothing,
    ALine,
    AText,
}

/// Every screen that has rows, and the keys that lead there from the recorder.
const SCREENS: &[(&str, &str, Types)] = &[
    ("log", "", Types::ALine),
    ("palette", "<C-x C-x>", Types::ALine),
    ("questions", "<C-x>q", Types::ALine),
    ("review", "<C-x>r", Types::Nothing),
    ("replay", "<C-x>rr", Types::Nothing),
    ("incidents", "<C-x>i", Types::Nothing),
    ("postmortem", "<C-x>p", Types::Nothing),
    ("editor", "<C-x>p<Enter>", Types::AText),
    ("action items", "<M-x>action items<Enter>", Types::Nothing),
];

fn at(keys: &str) -> Desk {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT")
        .beginning("d: alert<Enter>h: network<Enter>todo: alert on connections<Enter>r: works<Enter>")
        .size(110, 70);
    desk.type_keys(keys);
    desk
}

/// The rows that are commands; others only tell of keys that a text takes.
fn commands(desk: &mut Desk) -> Vec<HelpRow> {
    desk.app().help().into_iter().filter(|row| !row.name.is_empty()).collect()
}

fn chords(row: &HelpRow) -> Vec<Vec<Key>> {
    row.keys.split(", ").map(|keys| chord(keys).unwrap()).collect()
}

#[test]
fn every_row_can_be_reached() {
    for (screen, keys, types) in SCREENS {
        let rows = commands(&mut at(keys));
        let all: Vec<(Vec<Key>, &str)> =
            rows.iter().flat_map(|row| chords(row).into_iter().map(|chord| (chord, row.name))).collect();
        for (at, (keys, name)) in all.iter().enumerate() {
            for (other, by) in all.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other) {
                assert!(!keys.starts_with(other), "{screen}: {name} can't be reached behind {by}: {keys:?}");
            }
            let first = keys[0];
            let is_typed = match types {
                Types::Nothing => false,
                Types::ALine => Line::new().handle(first),
                Types::AText => first != Key::ctrl('_') && Text::new(String::new()).handle(first),
            };
            assert!(!is_typed, "{screen}: {name} is typed: {first}");
        }
    }
}

#[test]
fn every_row_has_a_name_of_its_own_and_says_what_it_does() {
    for (screen, keys, _) in SCREENS {
        let rows = commands(&mut at(keys));
        for (at, row) in rows.iter().enumerate() {
            let told = format!("{screen}: {}", row.name);
            assert!(rows[..at].iter().all(|other| other.name != row.name), "{told} is there twice");
            assert!(!row.help.is_empty() && !row.help.ends_with(['.', '!', ' ']), "{told}: {}", row.help);
            assert!(row.help.starts_with(|c: char| !c.is_uppercase()), "{told}: {}", row.help);
        }
        for name in ["palette", "mouse", "write again", "draw anew", "suspend", "help"] {
            assert!(rows.iter().any(|row| row.name == name), "{screen} has no {name}");
        }
        // By these they are reached everywhere.
        for (name, keys) in [("palette", "C-x C-x"), ("help", "C-x ?"), ("mouse", "C-x m"), ("help", "F1")] {
            let row = rows.iter().find(|row| row.name == name).unwrap();
            assert!(row.keys.split(", ").any(|key| key == keys), "{screen}: {name} is {}", row.keys);
        }
    }
}

/// What stands on the screen in these columns, in one line.
fn column(screen: &str, from: usize, to: usize) -> String {
    let part = |line: &str| line.chars().skip(from).take(to - from).collect::<String>().trim().to_owned();
    screen.lines().map(part).collect::<Vec<_>>().join(" ")
}

/// Whether this is the whole, or what there was room for of it.
fn begins(whole: &str, part: &str) -> bool {
    !part.is_empty() && whole.starts_with(part)
}

#[test]
fn help_tells_every_row() {
    for (screen, keys, _) in SCREENS {
        let mut desk = at(keys);
        let rows = desk.app().help();
        desk.type_keys("<C-x>?");
        let told = desk.screen();
        // A hundred columns, in the middle.
        let (left, right) = (column(&told, 5, 27), column(&told, 27, 105));
        for row in rows {
            // What is longer than its column goes on in the next line.
            let is_it =
                |line: &str| begins(&row.keys, &column(line, 5, 27)) && begins(row.help, &column(line, 27, 105));
            assert!(told.lines().any(is_it), "{screen}: {} is not in\n{told}", row.keys);
            assert!(left.contains(&row.keys), "{screen}: {} is not in\n{told}", row.keys);
            assert!(right.contains(row.help), "{screen}: {} is not in\n{told}", row.help);
        }
    }
}

#[test]
fn the_palette_lists_every_row_but_its_own() {
    for (screen, keys, _) in SCREENS.iter().filter(|(screen, ..)| *screen != "palette") {
        let mut desk = at(keys);
        let rows = commands(&mut desk);
        desk.type_keys("<C-x C-x>");
        let told = desk.screen();
        for row in rows.iter().filter(|row| row.name != "palette") {
            let first = row.keys.split(", ").next().unwrap();
            let is_it = |line: &str| column(line, 7, 21).trim() == row.name && column(line, 23, 39).starts_with(first);
            assert!(told.lines().any(is_it), "{screen}: {} is not in\n{told}", row.name);
        }
    }
}

#[test]
fn sections_are_there_to_be_written() {
    // What leads to the editor above opens the first of them.
    let mut desk = at("<C-x>p<Enter>");
    assert!(desk.row(0).contains(SECTIONS[0].title), "{}", desk.screen());
}
