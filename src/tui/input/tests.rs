//! The dialects of terminals, and the gathering of bursts, from a source that needs no terminal.

use super::*;
use KeyCode::Char;
use std::collections::VecDeque;

const NONE: KeyModifiers = KeyModifiers::NONE;
const CTRL: KeyModifiers = KeyModifiers::CONTROL;
const ALT: KeyModifiers = KeyModifiers::ALT;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;

#[test]
fn every_dialect_becomes_one() {
    for (code, held, expected) in [
        (Char('a'), NONE, "a"),
        (Char('A'), SHIFT, "A"),
        (Char('a'), SHIFT, "A"),
        (Char('x'), CTRL, "C-x"),
        (Char('X'), CTRL | SHIFT, "C-x"),
        (Char('b'), ALT, "M-b"),
        (Char('h'), CTRL, "Backspace"),
        (Char('h'), CTRL | ALT, "M-Backspace"),
        (Char('j'), CTRL, "C-j"),
        (Char('m'), CTRL, "Enter"),
        (Char('i'), CTRL, "Tab"),
        (Char('4'), CTRL, "C-\\"),
        (Char('5'), CTRL, "C-]"),
        (Char('6'), CTRL, "C-^"),
        (Char('7'), CTRL, "C-_"),
        (Char('/'), CTRL, "C-_"),
        (Char('-'), CTRL | SHIFT, "C-_"),
        (Char('_'), CTRL, "C-_"),
        (Char('7'), CTRL | ALT, "C-M-_"),
        (Char(' '), CTRL, "C-Space"),
        (KeyCode::Null, NONE, "C-Space"),
        (Char('@'), CTRL | ALT, "@"),
        (Char('['), CTRL | ALT, "["),
        (Char('€'), CTRL | ALT, "€"),
        (KeyCode::BackTab, SHIFT, "S-Tab"),
        (KeyCode::Backspace, ALT, "M-Backspace"),
        (KeyCode::Left, CTRL, "C-Left"),
        (KeyCode::F(2), NONE, "F2"),
    ] {
        assert_eq!(key(KeyEvent::new(code, held)).unwrap().to_string(), expected, "{code:?} {held:?}");
    }
}

#[test]
fn what_is_no_key_of_ours_is_nothing() {
    let released = KeyEvent::new_with_kind(Char('a'), NONE, KeyEventKind::Release);
    assert_eq!(key(released), None);
    assert_eq!(key(KeyEvent::new(Char('a'), KeyModifiers::SUPER)), None);
    assert_eq!(key(KeyEvent::new(KeyCode::CapsLock, NONE)), None);
}

/// Events, each with the time that passes before it comes; then the terminal is gone.
struct Script(VecDeque<(u64, Event)>);

impl Source for Script {
    fn wait(&mut self) -> io::Result<Duration> {
        match self.0.front_mut() {
            Some((gap, _)) => Ok(Duration::from_millis(std::mem::take(gap))),
            None => Err(io::Error::other("the end")),
        }
    }

    fn next(&mut self, pause: Duration) -> io::Result<Option<Event>> {
        match self.0.front() {
            Some((gap, _)) if Duration::from_millis(*gap) <= pause => Ok(self.0.pop_front().map(|(_, event)| event)),
            _ => Ok(None),
        }
    }
}

fn press(gap_ms: u64, code: KeyCode) -> (u64, Event) {
    (gap_ms, Event::Key(code.into()))
}

fn delivered(events: impl IntoIterator<Item = (u64, Event)>) -> Vec<String> {
    let mut inputs = Vec::new();
    let mut source = Script(events.into_iter().collect());
    let end = gather(&mut source, &mut |input| {
        inputs.push(match input {
            Input::Key(key) => key.to_string(),
            other => format!("{other:?}"),
        });
        true
    });
    assert_eq!(end.unwrap_err().to_string(), "the end");
    inputs
}

#[test]
fn time_tells_typing_from_pasting() {
    let typed = [press(0, Char('a')), press(40, KeyCode::Enter), press(40, Char('b')), press(40, KeyCode::Enter)];
    assert_eq!(delivered(typed), ["a", "Enter", "b", "Enter"]);
    let pasted = [press(0, Char('a')), press(0, KeyCode::Enter), press(2, Char('b')), press(60, KeyCode::Enter)];
    assert_eq!(delivered(pasted), [r#"Paste("a\nb\n")"#]);
    let cut = [press(0, KeyCode::Esc), press(30, Char('[')), press(30, Char('A')), press(200, KeyCode::Esc)];
    assert_eq!(delivered(cut), ["Up", "Esc"]);
}

/// A source that says how long it was asked to wait for each next event.
struct Asked<'a>(Script, &'a mut Vec<u128>);

impl Source for Asked<'_> {
    fn wait(&mut self) -> io::Result<Duration> {
        self.0.wait()
    }

    fn next(&mut self, pause: Duration) -> io::Result<Option<Event>> {
        let event = self.0.next(pause)?;
        if event.is_none() {
            self.1.push(pause.as_millis());
        }
        Ok(event)
    }
}

#[test]
fn a_key_that_is_typed_waits_for_nothing() {
    let pauses = |events: &[(u64, KeyCode)]| {
        let mut pauses = Vec::new();
        let script = Script(events.iter().map(|(gap, code)| press(*gap, *code)).collect());
        let _ = gather(&mut Asked(script, &mut pauses), &mut |_| true);
        pauses
    };
    assert_eq!(pauses(&[(40, Char('a')), (40, KeyCode::Up), (40, KeyCode::Enter)]), [0, 0, 0]);
    // What comes just after a text, or with it, may be a paste.
    assert_eq!(pauses(&[(40, Char('a')), (2, KeyCode::Enter)]), [0, 10]);
    assert_eq!(pauses(&[(40, Char('a')), (0, Char('b'))]), [1]);
    assert_eq!(pauses(&[(40, Char('a')), (0, KeyCode::Enter)]), [10]);
    // An escape may be the beginning of anything.
    assert_eq!(pauses(&[(40, KeyCode::Esc)]), [50]);
}

#[test]
fn a_slow_line_does_not_make_typing_of_a_paste() {
    let bytewise = [(40, Char('a')), (1, KeyCode::Enter), (1, Char('b')), (1, KeyCode::Enter)];
    let bytewise = bytewise.map(|(gap, code)| press(gap, code));
    assert_eq!(delivered(bytewise), ["a", r#"Paste("\nb\n")"#]);
}

#[test]
fn a_paste_in_brackets_and_a_new_size_stand_apart() {
    let events = [
        press(0, Char('a')),
        press(0, KeyCode::Enter),
        (0, Event::FocusLost),
        (0, Event::Paste("x\r\ny\rz".to_owned())),
        (0, Event::Resize(80, 24)),
        press(0, KeyCode::Enter),
    ];
    assert_eq!(delivered(events), ["a", "Enter", r#"Paste("x\ny\nz")"#, "Resize(80, 24)", "Enter"]);
    let resized_in_a_paste =
        [press(0, Char('a')), press(0, KeyCode::Enter), (0, Event::Resize(9, 9)), press(0, Char('b'))];
    assert_eq!(delivered(resized_in_a_paste), ["Resize(9, 9)", r#"Paste("a\nb")"#]);
}

fn moved(kind: MouseEventKind) -> (u64, Event) {
    (0, Event::Mouse(MouseEvent { kind, column: 9, row: 4, modifiers: NONE }))
}

#[test]
fn the_mouse_keeps_its_place_among_keys_and_is_no_part_of_a_paste() {
    let click = MouseEventKind::Down(MouseButton::Left);
    let events = [
        press(0, Char('a')),
        moved(click),
        moved(MouseEventKind::Moved),
        moved(MouseEventKind::Down(MouseButton::Right)),
        press(0, Char('b')),
        moved(MouseEventKind::ScrollUp),
    ];
    let shown = |kind: &str| format!("Mouse(Mouse {{ kind: {kind}, column: 9, row: 4, ctrl: false }})");
    assert_eq!(delivered(events), ["a".to_owned(), shown("Press"), "b".to_owned(), shown("ScrollUp")]);
    let pasted = [press(0, Char('a')), moved(click), press(0, KeyCode::Enter), press(0, Char('b')), moved(click)];
    assert_eq!(delivered(pasted), [r#"Paste("a\nb")"#]);
}

#[test]
fn reading_ends_when_nobody_listens() {
    let mut source = Script([press(0, Char('a')), press(0, Char('b'))].into());
    assert!(gather(&mut source, &mut |_| false).is_ok());
}

#[test]
fn a_paste_in_brackets_is_cut_off_between_two_characters() {
    let text = format!("x{}", "é".repeat(MOST_PASTED));
    let inputs = pasted(text);
    let [Input::Paste(kept), Input::CutOff { pasted: all }] = &inputs[..] else { panic!("{}", inputs.len()) };
    assert_eq!((kept.len(), *all), (MOST_PASTED - 1, 2 * MOST_PASTED + 1));
    assert_eq!(pasted("a\r\nb\rc".to_owned()), [Input::Paste("a\nb\nc".to_owned())]);
}
