//! Any bytes as what somebody does at the keyboard: what the fuzzers press.

use decklog::tui::input::Input;
use decklog::tui::key::{Code, Key};
use decklog::tui::mouse::{Kind, Mouse};

use super::desk::Desk;

/// What keys without a letter a byte stands for, from 0x80 on.
const NAMED: [Code; 14] = [
    Code::Enter,
    Code::Tab,
    Code::Backspace,
    Code::Delete,
    Code::Insert,
    Code::Esc,
    Code::Up,
    Code::Down,
    Code::Left,
    Code::Right,
    Code::Home,
    Code::End,
    Code::PageUp,
    Code::PageDown,
];

const KINDS: [Kind; 5] = [Kind::Press, Kind::Drag, Kind::Release, Kind::ScrollUp, Kind::ScrollDown];

/// Bytes below a space are keys with Ctrl, letters are themselves; an Esc makes Alt of what follows. From 0x80 on
/// they are keys by name, the mouse, a new size, time that passes, or what is pasted.
enum Done {
    Input(Input),
    Size(u16, u16),
    Minutes(i64),
}

/// The first thing that is done, and the bytes that are left.
fn first(bytes: &[u8]) -> Option<(Done, &[u8])> {
    let (byte, rest) = bytes.split_first()?;
    let key = |key, rest| Some((Done::Input(Input::Key(key)), rest));
    match (byte, rest) {
        (0x1b, [next @ b' '..=b'~', rest @ ..]) => key(Key::alt(char::from(*next)), rest),
        (b' '..=b'~', _) => key(Key::char(char::from(*byte)), rest),
        (0..b' ', _) => key(Key::ctrl(char::from(byte | 0x60)), rest),
        (0xa0, [column, row, kind, rest @ ..]) => {
            let kind = KINDS[usize::from(*kind) % KINDS.len()];
            Some((Done::Input(Input::Mouse(Mouse::at(kind, u16::from(*column), u16::from(*row)))), rest))
        }
        (0xa1, [columns, rows, rest @ ..]) => Some((Done::Size(u16::from(*columns), u16::from(*rows)), rest)),
        (0xa2, [minutes, rest @ ..]) => Some((Done::Minutes(i64::from(*minutes)), rest)),
        (0xa3, [long, rest @ ..]) => {
            let (text, rest) = rest.split_at(usize::from(*long).min(rest.len()));
            Some((Done::Input(Input::Paste(String::from_utf8_lossy(text).into_owned())), rest))
        }
        (0xb0..=0xbb, _) => key(Key::of(Code::F(byte - 0xaf)), rest),
        (0xc0.., _) => key(Key::char(char::from(*byte)), rest),
        _ => key(Key::of(NAMED[usize::from(*byte) % NAMED.len()]), rest),
    }
}

/// Does all of it at a desk: nothing panics, and after each of it the caret is on the screen.
pub fn survives(bytes: &[u8]) {
    let mut desk = Desk::at("2024-06-07 23:50", "Europe/Berlin").typing_every(300);
    let mut bytes = bytes;
    while let Some((done, rest)) = first(bytes) {
        bytes = rest;
        match done {
            Done::Input(input) => drop(desk.give(vec![input])),
            Done::Size(columns, rows) => desk.resize(columns, rows),
            Done::Minutes(minutes) => drop(desk.minutes_pass(minutes)),
        }
        if desk.has_left() {
            break;
        }
        desk.seconds_pass(1).screen();
    }
}
