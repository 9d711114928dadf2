//! Whatever is pressed, pasted and resized: nothing panics, and the caret stays on the screen.

use decklog::tui::input::Input;
use decklog::tui::key::keys;
use decklog::tui::mouse::{Kind, Mouse};
use proptest::prelude::*;

use super::backfilling::{morning, pastes};
use super::desk::Desk;
use super::review::reviewed;

#[derive(Clone, Debug)]
enum Happens {
    Keys(&'static str),
    Character(char),
    Paste(String),
    Size(u16, u16),
    Mouse(Mouse),
    Minutes(i64),
}

fn anything() -> impl Strategy<Value = Happens> {
    let keys = prop::sample::select(vec![
        "<Enter>",
        "<Enter>",
        "<Up>",
        "<Down>",
        "<Esc>",
        "<Tab>",
        "<Tab>x",
        "<C-_>",
        "<C-x C-r>",
        "<C-c>",
        "<C-x>a",
        "<C-x>1",
        "<C-x>3",
        "<C-x>z",
        "<C-x>d",
        "<C-x>n",
        "<C-x>?",
        "<C-r>",
        "<C-o>",
        "<PgUp>",
        "<PgDn>",
        "<C-a>",
        "<C-e>",
        "<C-w>",
        "<C-u>",
        "<C-k>",
        "<C-y>",
        "<M-y>",
        "<C-t>",
        "<M-b>",
        "<M-f>",
        "<M-d>",
        "<Left>",
        "<Right>",
        "<Backspace>",
        "<Delete>",
        "<C-l>",
        "<C-z>",
        "<C-x>",
        "<F1>",
        "<C-g>",
        "<C-x>w",
        "<C-x>b",
        "A",
        "<C-x>p",
        "<C-x>p<End>",
        "<Enter>a",
        "s",
        "E",
        "c",
        "l",
        "<Home>",
        "<C-x>k",
        "<C-x>m",
        "<C-x C-x>",
        "<M-x>po",
        "<M-x>log<Enter>",
        "<Space>",
        "x: ",
        "h: ",
        "c1: ",
        "10:1",
        "9:15 d: ",
        "title: ",
        "23:59 ",
        "by 9 k: ",
        "sev1: ",
        "<C-x C-u>",
    ]);
    let kinds = prop::sample::select(vec![Kind::Press, Kind::Drag, Kind::Release, Kind::ScrollUp, Kind::ScrollDown]);
    let mouse = (kinds, 0u16..140, 0u16..50).prop_map(|(kind, column, row)| Mouse::at(kind, column, row));
    let text = prop_oneof![
        "[a-z é日\u{300}\u{202e}\u{1b}\t\n👩🚒\u{200d}]{0,40}",
        any::<String>(),
        (0usize..3000).prop_map(|n| "wide 日本 ".repeat(n / 10)),
    ];
    prop_oneof![
        8 => keys.prop_map(Happens::Keys),
        3 => any::<char>().prop_filter("a key types no control character", |c| !c.is_control()).prop_map(Happens::Character),
        2 => text.prop_map(Happens::Paste),
        2 => mouse.prop_map(Happens::Mouse),
        2 => (0u16..130, 0u16..45).prop_map(|(columns, rows)| Happens::Size(columns, rows)),
        1 => (0u16..4, 0u16..4).prop_map(|(columns, rows)| Happens::Size(columns, rows)),
        1 => (0i64..800).prop_map(Happens::Minutes),
    ]
}

/// What is pressed in the review.
const REVIEW: &[&str] = &[
    "e",
    "t",
    "g",
    "h",
    "l",
    "s",
    "H",
    "x",
    "S",
    "J",
    ">",
    "a",
    "i",
    "m",
    "o",
    "u",
    "U",
    "r",
    "f",
    "M",
    "N",
    "I",
    "L",
    "B",
    "*",
    "/",
    "[",
    "]",
    "+",
    "-",
    "0",
    ".",
    ",",
    "c",
    "?",
    "q",
    "k",
    "j",
    "n",
    "p",
    "R",
    "10:30",
    "~9",
    "tag:",
    "by:ana ",
    "is:gap",
    "\"",
    "x2",
    "hypothesis",
    "sev1",
    "ic",
    "H1 H2",
    "none",
    "#db",
    "+7m",
    "-999999999d",
    "<Enter>",
    "<Enter>",
    "<Esc>",
    "<Tab>",
    "<Space>",
    "<Left>",
    "<Right>",
    "<Home>",
    "<End>",
    "<C-x>r",
    "<C-x>i",
    "<M-x>",
    "<C-_>",
    "<C-x C-r>",
];

fn review() -> impl Strategy<Value = Happens> {
    prop_oneof![3 => prop::sample::select(REVIEW).prop_map(Happens::Keys), 1 => anything()]
}

/// What is pressed in the backfill.
const BACKFILL: &[&str] = &[
    "x",
    "e",
    "t",
    "g",
    "a",
    "A",
    "1",
    "2",
    "n",
    "J",
    "S",
    "u",
    "U",
    "q",
    "<C-x>k",
    "<C-x>b",
    "<C-x>b",
    "<Tab>",
    "<Tab><Tab>",
    "<Tab>d",
    "<Up>",
    "<Down>",
    "<Home>",
    "<End>",
    "<PgDn>",
    "<Enter>",
    "<Enter>",
    "<Esc>",
    "<C-u>",
    "10:15 ",
    "~9",
    "yesterday 23:50",
    "unknown",
    "d",
    "x1",
    "sev1: ",
    "title: y",
    "words",
    "<C-_>",
    "<C-x C-r>",
    "<M-x>log<Enter>",
    "<Backspace>",
    "<C-a>",
    "<C-k>",
];

fn backfill() -> impl Strategy<Value = Happens> {
    prop_oneof![
        6 => prop::sample::select(BACKFILL).prop_map(Happens::Keys),
        2 => pastes().prop_map(Happens::Paste),
        1 => anything(),
    ]
}

fn survives(mut desk: Desk, happens: Vec<Happens>) {
    for happens in happens {
        match happens {
            Happens::Keys(script) => drop(desk.give(keys(script).unwrap().into_iter().map(Input::Key).collect())),
            Happens::Character(c) => drop(desk.give(vec![Input::Key(decklog::tui::key::Key::char(c))])),
            Happens::Mouse(mouse) => drop(desk.give(vec![Input::Mouse(mouse)])),
            Happens::Paste(text) => drop(desk.paste(&text)),
            Happens::Size(columns, rows) => desk.resize(columns, rows),
            Happens::Minutes(minutes) => drop(desk.minutes_pass(minutes)),
        }
        if desk.has_left() {
            break;
        }
        desk.seconds_pass(1).screen();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_the_caret_stays_inside(happens in prop::collection::vec(anything(), 0..80)) {
        survives(Desk::at("2024-06-07 23:50", "Europe/Berlin").typing_every(300), happens);
    }

    #[test]
    fn nothing_panics_in_the_backfill(happens in prop::collection::vec(backfill(), 0..80)) {
        let mut desk = morning();
        desk.type_keys("<C-x>b");
        survives(desk, happens);
    }

    #[test]
    fn nothing_panics_in_the_review(happens in prop::collection::vec(review(), 0..80)) {
        survives(reviewed(), happens);
    }
}
