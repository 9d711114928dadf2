//! What arrived at once, told apart: keys that were pressed, text that was pasted, the mouse.
//!
//! A terminal without bracketed paste sends a pasted text as if it were typed. What gives it away
//! is that it all waits to be read at the same time, so keys are gathered until nothing more is
//! waiting, and only then delivered. Escape sequences that a slow line cut in two are put together
//! here too, because they as well are known by what follows at once.

use std::time::Duration;

use super::{Input, MOST_PASTED};
use crate::tui::key::{Code, Key};
use crate::tui::mouse::{Kind, Mouse};

/// The keys that were waiting together, in the order of their arrival.
#[derive(Default, Debug)]
pub struct Burst {
    pieces: Vec<Piece>,
    /// All text, since it turned out that this burst is a paste.
    pasted: Option<String>,
    /// Bytes of it that are beyond what is taken.
    beyond: usize,
    newline: bool,
    after_return: bool,
    /// Nothing came for a while before it.
    after_rest: bool,
}

#[derive(Debug)]
enum Piece {
    Text(String),
    Key(Key),
    Mouse(Mouse),
}

/// From so many characters on a run of plain ones is delivered as one text: to a line it is the
/// same, and the cost is that of one change.
const LONG_RUN: usize = 1024;

/// A newline in a paste must not store anything: after one, and in a paste, more is waited for.
const AFTER_NEWLINE: Duration = Duration::from_millis(10);
const IN_PASTE: Duration = Duration::from_millis(100);
/// The rest of an escape sequence, or the key that is meant with Alt.
const AFTER_ESCAPE: Duration = Duration::from_millis(50);
const OTHERWISE: Duration = Duration::from_millis(1);

impl Burst {
    /// What comes after nothing came for so long.
    pub fn after(rest: Duration) -> Burst {
        Burst { after_rest: rest >= AFTER_NEWLINE, ..Burst::default() }
    }

    /// Takes the next key, already freed of what only terminals know, but with Ctrl-J still apart
    /// from Enter: after a return it is the other half of a line end.
    pub fn push(&mut self, key: Key) {
        let line_feed = key == Key::ctrl('j');
        if line_feed && std::mem::take(&mut self.after_return) {
            return;
        }
        let key = if line_feed { Key::of(Code::Enter) } else { key };
        self.after_return = key == Key::of(Code::Enter) && !line_feed;
        if let Some(pasted) = &mut self.pasted {
            if pasted.len() < MOST_PASTED {
                push_text(pasted, key);
            } else {
                self.beyond += 1;
            }
            return;
        }
        match (key.typed(), self.pieces.last_mut()) {
            (Some(c), Some(Piece::Text(text))) => text.push(c),
            (Some(c), _) => self.pieces.push(Piece::Text(c.to_string())),
            (None, _) => self.pieces.push(Piece::Key(key)),
        }
        self.newline |= key == Key::of(Code::Enter);
        match self.pieces.as_slice() {
            [.., Piece::Text(_)] if self.newline => self.becomes_paste(),
            [.., Piece::Key(ESC), Piece::Text(text)] if text == PASTE_BEGINS => {
                self.pieces.truncate(self.pieces.len() - 2);
                self.pasted = Some(String::new());
            }
            _ => {}
        }
    }

    /// Takes what the mouse did. In the middle of a paste it is nothing.
    pub fn push_mouse(&mut self, mouse: Mouse) {
        if self.pasted.is_none() {
            self.pieces.push(Piece::Mouse(mouse));
        }
    }

    /// How long to wait for what belongs to this burst. A key that comes alone is typed, and the person
    /// waits to see it: only what waits with it already can say otherwise. So is a return, unless a
    /// text came just before it.
    pub fn pause(&self) -> Duration {
        match self.pieces.as_slice() {
            _ if self.pasted.is_some() => IN_PASTE,
            [Piece::Key(Key { code: Code::Enter, .. })] if self.after_rest => Duration::ZERO,
            [] | [Piece::Mouse(_)] => Duration::ZERO,
            [Piece::Text(text)] if text.chars().nth(1).is_none() => Duration::ZERO,
            [Piece::Key(Key { code, .. })] if !matches!(code, Code::Enter | Code::Esc) => Duration::ZERO,
            [.., Piece::Key(Key { code: Code::Enter, .. })] => AFTER_NEWLINE,
            [.., Piece::Key(ESC)] => AFTER_ESCAPE,
            [.., Piece::Key(ESC), Piece::Text(text)] if is_begun(text) => AFTER_ESCAPE,
            _ => OTHERWISE,
        }
    }

    /// What the burst was: a newline with characters after it makes it a paste, else it was keys.
    pub fn into_inputs(self) -> Vec<Input> {
        let mut inputs = Vec::new();
        let mut pieces = self.pieces.into_iter().peekable();
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Key(ESC) => match pieces.next_if(|next| !matches!(next, Piece::Key(ESC) | Piece::Mouse(_))) {
                    None | Some(Piece::Mouse(_)) => inputs.push(Input::Key(ESC)),
                    Some(Piece::Key(key)) => inputs.push(Input::Key(Key { alt: true, ..key })),
                    Some(Piece::Text(text)) => {
                        let (input, rest) = after_escape(&text);
                        inputs.extend(input);
                        push_typed(&mut inputs, rest);
                    }
                },
                Piece::Key(key) => inputs.push(Input::Key(key)),
                Piece::Mouse(mouse) => inputs.push(Input::Mouse(mouse)),
                Piece::Text(text) => push_typed(&mut inputs, &text),
            }
        }
        let all = self.pasted.as_ref().map_or(0, String::len) + self.beyond;
        let cut_off = (self.beyond > 0).then_some(Input::CutOff { pasted: all });
        inputs.extend(self.pasted.filter(|text| !text.is_empty()).map(Input::Paste));
        inputs.extend(cut_off);
        inputs
    }

    /// A character followed a newline: everything from the first text on is one paste.
    fn becomes_paste(&mut self) {
        let is_text = |piece: &Piece| {
            matches!(piece, Piece::Text(_) | Piece::Key(Key { code: Code::Enter | Code::Tab, alt: false, .. }))
        };
        let first = self.pieces.iter().position(is_text).unwrap_or(self.pieces.len());
        let mut pasted = String::new();
        for piece in self.pieces.drain(first..) {
            match piece {
                Piece::Text(text) => pasted.push_str(&text),
                Piece::Key(key) => push_text(&mut pasted, key),
                Piece::Mouse(_) => {}
            }
        }
        self.pasted = Some(pasted);
    }
}

const ESC: Key = Key::of(Code::Esc);
/// What follows the Esc at the beginning of a bracketed paste. Its end never arrives when the
/// beginning was not understood, so such a paste ends when nothing more is waiting.
const PASTE_BEGINS: &str = "[200~";

/// A key as it would have been in a text; what types nothing is not in it.
fn push_text(text: &mut String, key: Key) {
    if key.alt {
        text.push('\u{1b}');
    }
    match key.code {
        Code::Char(c @ ('a'..='z' | '\\' | ']' | '^' | '_')) if key.ctrl => text.push(char::from(c as u8 & 0x1f)),
        Code::Char(' ') if key.ctrl => text.push('\0'),
        Code::Char(c) => text.push(c),
        Code::Enter => text.push('\n'),
        Code::Tab => text.push('\t'),
        Code::Backspace => text.push('\u{7f}'),
        Code::Esc => text.push('\u{1b}'),
        _ => {}
    }
}

fn push_typed(inputs: &mut Vec<Input>, text: &str) {
    if text.chars().nth(LONG_RUN - 1).is_some() {
        inputs.push(Input::Paste(text.to_owned()));
    } else {
        inputs.extend(text.chars().map(|c| Input::Key(Key::char(c))));
    }
}

const LONGEST_SEQUENCE: usize = 16;

/// Whether text after an Esc is a sequence that is not complete.
fn is_begun(text: &str) -> bool {
    if let Some(of_mouse) = text.strip_prefix(OF_MOUSE) {
        return of_mouse.len() < LONGEST_SEQUENCE && of_mouse.chars().all(is_of_number);
    }
    match text.strip_prefix('[') {
        // The oldest way of telling of the mouse: three characters follow.
        Some(rest) if rest.starts_with('M') => rest.chars().count() <= OLD_MOUSE,
        Some(rest) => rest.len() < LONGEST_SEQUENCE && rest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b';')),
        None => text == "O",
    }
}

/// How what the mouse did is told, after the Esc: `[<0;10;5M`.
const OF_MOUSE: &str = "[<";
const OLD_MOUSE: usize = 3;

fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || c == ';'
}

/// What an Esc and the text after it are, and the text that is left. A sequence that stands for
/// nothing of ours is swallowed, as it is when it arrives whole.
fn after_escape(text: &str) -> (Option<Input>, &str) {
    if let Some(told) = text.strip_prefix(OF_MOUSE) {
        // Half of one is no typing, either.
        let (numbers, rest) = told.split_at(told.find(|c| !is_of_number(c)).unwrap_or(told.len()));
        let is_pressed = rest.starts_with('M');
        return (mouse(numbers, is_pressed).map(Input::Mouse), rest.strip_prefix(['M', 'm']).unwrap_or(rest));
    }
    if let Some(told) = text.strip_prefix("[M") {
        let end = told.char_indices().nth(OLD_MOUSE).map_or(told.len(), |(at, _)| at);
        return (None, &told[end..]);
    }
    let (key, rest) = key_after_escape(text);
    (key.map(Input::Key), rest)
}

/// What the mouse did, from the numbers that tell it: the button, the column and the row from 1 on.
fn mouse(numbers: &str, is_pressed: bool) -> Option<Mouse> {
    let numbers: Option<Vec<u16>> = numbers.split(';').map(|number| number.parse().ok()).collect();
    let [button, column, row] = numbers?[..] else { return None };
    let ctrl = button & CTRL != 0;
    let kind = match button & !HELD {
        0 if is_pressed => Kind::Press,
        0 => Kind::Release,
        DRAG if is_pressed => Kind::Drag,
        WHEEL => Kind::ScrollUp,
        WHEEL_DOWN => Kind::ScrollDown,
        _ => return None,
    };
    Some(Mouse { kind, column: column.checked_sub(1)?, row: row.checked_sub(1)?, ctrl })
}

/// The bits of a button: Shift, Alt and Ctrl that were held; the wheel, and the way it was turned.
const HELD: u16 = 0b1_1100;
const CTRL: u16 = 0b1_0000;
const DRAG: u16 = 0b10_0000;
const WHEEL: u16 = 0b100_0000;
const WHEEL_DOWN: u16 = WHEEL + 1;

fn key_after_escape(text: &str) -> (Option<Key>, &str) {
    let finals = |c: char| matches!(c, 'A'..='D' | 'F' | 'H' | 'P'..='S');
    let sequence = match (text.strip_prefix('['), text.strip_prefix('O')) {
        (None, Some(rest)) => Some(rest).filter(|rest| rest.starts_with(finals)),
        (bracket, _) => bracket,
    };
    let end = sequence.and_then(|rest| rest.find(|c: char| !(c.is_ascii_digit() || c == ';')));
    let (Some(sequence), Some(end)) = (sequence, end) else {
        if text.starts_with('[') {
            return (Some(ESC), text);
        }
        let mut chars = text.chars();
        return (chars.next().map(Key::alt), chars.as_str());
    };
    let last = sequence[end..].chars().next().unwrap_or('~');
    let mut numbers = sequence[..end].split(';').map(|number| number.parse::<u8>().unwrap_or(1));
    let (first, held) = (numbers.next().unwrap_or(1), numbers.next().unwrap_or(1).wrapping_sub(1));
    let code = match (last, first) {
        ('A', _) => Some(Code::Up),
        ('B', _) => Some(Code::Down),
        ('C', _) => Some(Code::Right),
        ('D', _) => Some(Code::Left),
        ('H', _) | ('~', 1 | 7) => Some(Code::Home),
        ('F', _) | ('~', 4 | 8) => Some(Code::End),
        ('Z', _) => Some(Code::Tab),
        ('P'..='S', _) => Some(Code::F(last as u8 - b'P' + 1)),
        ('~', 2) => Some(Code::Insert),
        ('~', 3) => Some(Code::Delete),
        ('~', 5) => Some(Code::PageUp),
        ('~', 6) => Some(Code::PageDown),
        ('~', 11..=15) => Some(Code::F(first - 10)),
        ('~', 17..=21) => Some(Code::F(first - 11)),
        ('~', 23 | 24) => Some(Code::F(first - 12)),
        _ => None,
    };
    let key =
        code.map(|code| Key { code, shift: held & 1 != 0 || last == 'Z', alt: held & 2 != 0, ctrl: held & 4 != 0 });
    (key, &sequence[end + last.len_utf8()..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::key::keys;
    use proptest::prelude::*;

    /// The burst as `Key` `Key` "paste".
    fn told_apart(script: &str) -> String {
        let mut burst = Burst::default();
        keys(script).unwrap().into_iter().for_each(|key| burst.push(key));
        let shown = burst.into_inputs().into_iter().map(|input| match input {
            Input::Key(key) => key.to_string(),
            other => format!("{other:?}"),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_newline_with_text_after_it_makes_a_paste() {
        for (script, expected) in [
            ("ab", "a b"),
            ("ab<Enter>", "a b Enter"),
            ("<Enter>", "Enter"),
            ("<Enter><Enter>", "Enter Enter"),
            ("a<Enter>b", r#"Paste("a\nb")"#),
            ("a<Enter>b<Enter>", r#"Paste("a\nb\n")"#),
            ("<Enter>b", r#"Paste("\nb")"#),
            ("a<C-j>b", r#"Paste("a\nb")"#),
            ("a<C-j>", "a Enter"),
            ("a<Enter><C-j>b<Enter><C-j>", r#"Paste("a\nb\n")"#),
            ("<Tab>a<Enter><Tab>b", r#"Paste("\ta\n\tb")"#),
            ("<C-a>x<Enter><C-g>y<Backspace><M-z>", r#"C-a Paste("x\n\u{7}y\u{7f}\u{1b}z")"#),
            ("a<Enter><Up>", "a Enter Up"),
            ("<C-x>sa", "C-x s a"),
        ] {
            assert_eq!(told_apart(script), expected, "{script}");
        }
    }

    #[test]
    fn sequences_cut_in_two_are_put_together() {
        for (script, expected) in [
            ("<Esc>", "Esc"),
            ("<Esc><Esc>", "Esc Esc"),
            ("<Esc>b", "M-b"),
            ("<Esc>bc", "M-b c"),
            ("<Esc><Backspace>", "M-Backspace"),
            ("<Esc>[A", "Up"),
            ("<Esc>OA", "Up"),
            ("<Esc>One", "M-O n e"),
            ("<Esc>[1;5Cx", "C-Right x"),
            ("<Esc>[3~", "Delete"),
            ("<Esc>[Z", "S-Tab"),
            ("<Esc>[15~", "F5"),
            ("<Esc>[38;5m", ""),
            ("<Esc>[1;", "Esc [ 1 ;"),
            ("<Esc>[<lt>0;10;5M", "Mouse(Mouse { kind: Press, column: 9, row: 4, ctrl: false })"),
            ("<Esc>[<lt>16;10;5mx", "Mouse(Mouse { kind: Release, column: 9, row: 4, ctrl: true }) x"),
            ("<Esc>[<lt>65;1;1M<Esc>b", "Mouse(Mouse { kind: ScrollDown, column: 0, row: 0, ctrl: false }) M-b"),
            ("<Esc>[<lt>32;200;60M", "Mouse(Mouse { kind: Drag, column: 199, row: 59, ctrl: false })"),
            ("<Esc>[<lt>35;10;5M<Esc>[<lt>2;1;1M<Esc>[<lt>0;0;5M<Esc>[<lt>0;99999;5M<Esc>[<lt>0;5M", ""),
            ("<Esc>[<lt>0;10;", ""),
            ("<Esc>[<lt>0;10;x", "x"),
            ("<Esc>[M !!", ""),
            ("<Esc>[M !!x", "x"),
            ("<Esc>[M ", ""),
            ("<Esc>[200~a<Enter>b<Enter>", r#"Paste("a\nb\n")"#),
            ("x<Esc>[200~a<C-x>", r#"x Paste("a\u{18}")"#),
        ] {
            assert_eq!(told_apart(script), expected, "{script}");
        }
    }

    #[test]
    fn a_long_run_is_one_text() {
        let run = "x".repeat(LONG_RUN);
        assert_eq!(told_apart(&format!("{run}<Enter>")), format!("Paste({run:?}) Enter"));
        assert_eq!(told_apart(&run[1..]).len(), 2 * run.len() - 3);
    }

    #[test]
    fn more_is_waited_for_where_it_could_change_the_meaning() {
        for (script, pause) in [
            ("a", Duration::ZERO),
            ("<Up>", Duration::ZERO),
            ("ab", OTHERWISE),
            ("a<Enter>", AFTER_NEWLINE),
            ("a<Enter>b", IN_PASTE),
            ("<Esc>", AFTER_ESCAPE),
            ("<Esc>[1;", AFTER_ESCAPE),
            ("<Esc>[1;5C", OTHERWISE),
            ("<Esc>[<lt>0;1", AFTER_ESCAPE),
            ("<Esc>[<lt>0;10;5M", OTHERWISE),
            ("<Esc>[M !", AFTER_ESCAPE),
            ("<Esc>[M !!", OTHERWISE),
            ("<Esc>O", AFTER_ESCAPE),
            ("<Esc>b", OTHERWISE),
        ] {
            let mut burst = Burst::default();
            keys(script).unwrap().into_iter().for_each(|key| burst.push(key));
            assert_eq!(burst.pause(), pause, "{script}");
        }
    }

    #[test]
    fn more_than_anybody_reads_is_cut_off() {
        let mut burst = Burst::default();
        [Key::char('x'), Key::of(Code::Enter)].into_iter().for_each(|key| burst.push(key));
        (0..MOST_PASTED).for_each(|_| burst.push(Key::char('y')));
        let inputs = burst.into_inputs();
        let [Input::Paste(text), Input::CutOff { pasted }] = &inputs[..] else { panic!("{}", inputs.len()) };
        assert_eq!((text.len(), *pasted), (MOST_PASTED, MOST_PASTED + 2));
    }

    #[test]
    fn ten_megabytes_without_brackets_are_one_paste() {
        let mut burst = Burst::default();
        for n in 0..10_000_000 {
            burst.push(if n % 2 == 0 { Key::char('x') } else { Key::of(Code::Enter) });
        }
        assert!(matches!(burst.into_inputs().as_slice(), [Input::Paste(text)] if text.len() == 10_000_000));
    }

    proptest! {
        #[test]
        fn a_newline_before_text_is_never_a_key(script in "([a-z]|<Enter>|<C-j>|<Tab>|<C-a>|<M-b>|<Up>){0,12}") {
            let mut burst = Burst::default();
            keys(&script).unwrap().into_iter().for_each(|key| burst.push(key));
            let inputs = burst.into_inputs();
            let enter = inputs.iter().position(|input| *input == Input::Key(Key::of(Code::Enter)));
            let typed = |input: &Input| matches!(input, Input::Key(key) if key.typed().is_some());
            prop_assert!(!enter.is_some_and(|at| inputs[at..].iter().any(typed)));
        }
    }
}
