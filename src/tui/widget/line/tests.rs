//! Lines under edit: before, keys, after; `|` is the caret.

use super::*;
use crate::tui::key::{Key, keys};
use crate::tui::theme::Theme;
use proptest::prelude::*;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::widgets::Widget;

const THEME: Theme = Theme { colour: true, ascii: false };

fn line(marked: &str) -> Line {
    let mut line = Line::new();
    let caret = marked.find('|').unwrap();
    line.set(marked.replacen('|', "", 1));
    line.caret = caret;
    line
}

fn marked(line: &Line) -> String {
    let (before, after) = line.text().split_at(line.caret());
    format!("{before}|{after}")
}

fn press(line: &mut Line, script: &str) {
    for key in keys(script).unwrap() {
        line.handle(key);
    }
}

fn check(table: &[(&str, &str, &str)]) {
    for (before, script, after) in table {
        let mut line = line(before);
        press(&mut line, script);
        assert_eq!(marked(&line), *after, "{before} {script}");
    }
}

#[test]
fn keys_type_and_move() {
    check(&[
        ("|", "502s on checkout", "502s on checkout|"),
        ("ac|", "<Left>b", "ab|c"),
        ("ab|", "<C-b><C-b><C-b>x", "x|ab"),
        ("|ab", "<C-f><Right><Right>x", "abx|"),
        ("a|b", "<C-e>c<C-a>x", "x|abc"),
        ("a|b", "<End>c<Home>x", "x|abc"),
        ("db-1 is  down|", "<M-b>", "db-1 is  |down"),
        ("db-1 is  |down", "<M-b>", "db-1 |is  down"),
        ("db-1| is", "<C-Left><C-Left>", "|db-1 is"),
        ("|db-1 is", "<M-f>", "db|-1 is"),
        ("db|-1 is", "<C-Right><M-f><M-f>", "db-1 is|"),
        ("naïve| café", "<M-b>", "|naïve café"),
    ]);
}

#[test]
fn keys_delete_and_kill() {
    check(&[
        ("abc|", "<Backspace>", "ab|"),
        ("|abc", "<Backspace>", "|abc"),
        ("a|bc", "<Delete><C-d><C-d>", "a|"),
        ("db-1 is down|", "<C-w>", "db-1 is |"),
        ("db-1|", "<C-w>", "|"),
        ("db-1  |", "<C-w>", "|"),
        ("db-1|", "<M-Backspace>", "db-|"),
        ("|db-1 is", "<M-d>", "|-1 is"),
        ("a |b c", "<C-u>", "|b c"),
        ("a |b c", "<C-k>", "a |"),
        ("a b| c", "<C-u><C-e><C-y>", " ca b|"),
        ("a b c|", "<C-w><C-w>x<C-y>", "a xb c|"),
        ("|a b c", "<M-d><M-d><C-y>", "a b| c"),
        ("a b |c d", "<C-w><C-k><C-y>", "a b c d|"),
        ("a b|", "<C-w><Left><Right><C-w><C-y><C-y>", "a a |"),
        ("a b|", "<C-w><C-e><C-w><C-y><M-y>", "b|"),
        ("a b|", "<C-w><C-e><C-w><C-y><M-y><M-y>", "a |"),
        ("a b|", "<M-y>", "a b|"),
        ("ab|", "<C-t>", "ba|"),
        ("a|bc", "<C-t>", "ba|c"),
        ("|ab", "<C-t>", "|ab"),
    ]);
}

#[test]
fn characters_are_those_that_people_see() {
    check(&[
        ("👩‍🚒|", "<Backspace>", "|"),
        ("|👩‍🚒x", "<Delete>", "|x"),
        ("🇳🇬🇰🇪|", "<Backspace>", "🇳🇬|"),
        ("e\u{301}|", "<Left>", "|e\u{301}"),
        ("한글|", "<C-b>", "한|글"),
        // What is inserted may become part of the character after it.
        ("|\u{200d}🚒", "👩", "👩\u{200d}🚒|"),
        ("ax|\u{301}", "<Backspace>", "a\u{301}|"),
        ("a👩‍🚒|", "<C-t>", "👩‍🚒a|"),
    ]);
}

#[test]
fn undo_goes_back_in_steps_that_people_call_one() {
    check(&[
        ("|", "page the db team<C-_>", "page the db |"),
        ("|", "page the db team<C-_><C-_><C-_>", "page |"),
        ("|", "page<C-_><C-_>", "|"),
        ("a b|", "<C-w>x<C-_>", "a |"),
        ("a b|", "<C-w>x<C-_><C-_>", "a b|"),
        ("one two|", "<Backspace><Backspace><Backspace><Backspace><Backspace><C-_>", "one|"),
        ("one two|", "<Backspace><Backspace><Backspace><Backspace><Backspace><C-_><C-_>", "one two|"),
        ("|one two", "<Delete><Delete><C-_>", "|one two"),
        ("|", "ab<Left>x<C-_>", "a|b"),
    ]);
    let mut line = line("a|");
    line.insert(" pasted text");
    assert!(line.undo() && line.text() == "a");
    line.insert("b");
    line.set("new");
    assert!(!line.undo());
}

#[test]
fn what_means_nothing_to_a_line_is_left_to_others() {
    for name in ["Enter", "Tab", "Up", "C-p", "C-x", "C-c", "Esc", "F1", "M-x", "PgUp", "C-o", "S-Tab", "C-_"] {
        assert!(!line("a|").handle(name.parse().unwrap()), "{name}");
    }
    assert!(!Line::new().handle(Key::ctrl('d')));
    assert!(line("a|").handle(Key::ctrl('d')));
    let mut taken = line("a|b");
    assert_eq!(taken.take(), "ab");
    assert!(taken.is_empty() && !taken.undo());
}

fn shown(line: &Line, width: u16) -> (String, u16) {
    let view = line.view(width, THEME);
    (view.spans.iter().map(|span| span.content.as_ref()).collect(), view.cursor)
}

#[test]
fn the_caret_is_always_in_view() {
    for (text, width, expected, cursor) in [
        ("|", 5, "", 0),
        ("abc|", 5, "abc", 3),
        ("abcd|", 5, "abcd", 4),
        ("abcde|", 5, "cde", 3),
        ("abcdefgh|", 9, "abcdefgh", 8),
        ("|abcdefgh", 4, "abcd", 0),
        ("abcdefgh|", 1, "", 0),
        ("abc|", 0, "", 0),
        ("日本|語", 5, "日本", 4),
        ("日|", 1, "", 0),
        ("a\u{1b}[2J|", 80, "a^[[2J", 6),
        ("\u{202e}|x", 80, "<U+202E>x", 8),
        ("|\u{202e}x", 5, "<U+20", 0),
        ("\u{301}|", 80, "<U+0301>", 8),
        ("a\u{200b}|", 80, "a<U+200B>", 9),
        ("\r\n|", 80, "^M^J", 4),
    ] {
        assert_eq!(shown(&line(text), width), (expected.to_owned(), cursor), "{text:?} in {width}");
    }
    let zalgo = format!("a{}|", "\u{301}".repeat(1000));
    assert_eq!(shown(&line(&zalgo), 80), (format!("a{}<+985>", "\u{301}".repeat(15)), 7));
}

#[test]
fn the_view_stays_where_it_is_while_the_caret_is_in_it() {
    let mut line = line("0123456789|");
    assert_eq!(shown(&line, 8), ("56789".to_owned(), 5));
    line.handle(Key::ctrl('b'));
    assert_eq!(shown(&line, 8), ("56789".to_owned(), 4));
    press(&mut line, "<C-b><C-b><C-b><C-b><C-b>");
    assert_eq!(shown(&line, 8), ("3456789".to_owned(), 1));
    assert_eq!(line.view(4, THEME).cursor, 1);
    line.handle(Key::ctrl('k'));
    assert_eq!(shown(&line, 8), ("0123".to_owned(), 4));
}

#[test]
fn what_is_written_out_looks_it() {
    let view = line("a\u{7}|").view(80, Theme { colour: false, ascii: false });
    assert_eq!(view.spans.iter().map(|span| &*span.content).collect::<Vec<_>>(), ["a", "^G"]);
    let warned = line("a\u{7}|").view(80, THEME);
    assert_ne!(warned.spans[0].style.fg, warned.spans[1].style.fg);
    assert!(view.spans[1].style.add_modifier.contains(Modifier::BOLD));
}

#[test]
fn ten_megabytes_can_be_edited() {
    let mut line = Line::new();
    line.insert(&"word ".repeat(2_000_000));
    for key in keys(&"<M-b><M-b>ab<Backspace><C-w><C-y><C-a>x<C-e>".repeat(20)).unwrap() {
        assert!(line.handle(key));
        assert!(line.view(80, THEME).spans.len() <= 80);
    }
    assert!(line.undo());
}

fn any_text() -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        Just("👩‍🚒"),
        Just("\u{200d}"),
        Just("\u{301}"),
        Just("🇳"),
        Just("🇬"),
        Just("\u{202e}"),
        Just("\u{1b}"),
        Just("\r"),
        Just("\n"),
        Just("한"),
        Just("\u{1100}"),
        Just("\u{1161}"),
        Just("\u{e0067}"),
        Just("\u{feff}"),
        Just("क"),
        Just("\u{94d}"),
        Just("ｶ\u{ff9e}"),
        Just(" "),
        Just("x"),
    ];
    let words = proptest::collection::vec(prop_oneof![odd.prop_map(str::to_owned), any::<String>()], 0..12);
    words.prop_map(|words| words.concat())
}

fn any_key() -> impl Strategy<Value = Key> {
    let named = [
        "Left",
        "Right",
        "C-Left",
        "C-Right",
        "Home",
        "End",
        "Backspace",
        "Delete",
        "M-Backspace",
        "C-Delete",
        "C-w",
        "C-u",
        "C-k",
        "C-y",
        "M-y",
        "M-b",
        "M-f",
        "M-d",
        "C-t",
        "C-d",
        "C-_",
        "Enter",
        "Space",
    ];
    let named = proptest::sample::select(named.to_vec()).prop_map(|name| name.parse().unwrap());
    prop_oneof![3 => named, 1 => any_text().prop_map(|text| Key::char(text.chars().next().unwrap_or('a')))]
}

fn is_between_clusters(line: &Line) -> bool {
    line.caret() == line.text().len() || line.text().grapheme_indices(true).any(|(start, _)| start == line.caret())
}

proptest! {
    #[test]
    fn nothing_typed_breaks_a_line(
        text in any_text(),
        typed in proptest::collection::vec((any_key(), any_text(), any::<bool>()), 0..40),
        width in 0u16..12,
    ) {
        let mut line = Line::new();
        line.set(text.clone());
        for (key, pasted, pastes) in typed {
            if pastes {
                line.insert(&pasted);
            } else {
                line.handle(key);
            }
            prop_assert!(is_between_clusters(&line), "{}", marked(&line).escape_debug());
            let view = line.view(width, THEME);
            let cells: u16 = view.spans.iter().map(|span| span.content.cell_width()).sum();
            prop_assert!(cells <= width && view.cursor <= width.saturating_sub(1));
            prop_assert!(!view.spans.iter().any(|span| span.content.chars().any(crate::words::is_unsafe_to_show)));
        }
        while line.undo() {
            prop_assert!(is_between_clusters(&line));
        }
        prop_assert_eq!(line.text(), text);
    }

    #[test]
    fn the_cursor_is_where_the_drawn_text_says(text in any_text(), back in 0usize..20) {
        let mut line = Line::new();
        line.set(text);
        press(&mut line, &"<C-b>".repeat(back));
        // However it is written out, all of it is in view.
        let width = 4000;
        let view = line.view(width, THEME);
        let mut before = Line::new();
        before.set(&line.text()[..line.caret()]);
        let before = before.view(width, THEME);
        prop_assert_eq!(before.cursor, view.cursor);
        let cells = |view: &View| {
            let mut drawn = Buffer::empty(Rect::new(0, 0, width, 1));
            view.render(drawn.area, &mut drawn);
            drawn.content[..usize::from(before.cursor)].to_vec()
        };
        prop_assert_eq!(cells(&view), cells(&before));
    }
}
