//! Texts under edit: before, keys, after; `|` is the caret.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

use super::*;
use crate::tui::key::keys;
use crate::tui::widget::line::width_of;

fn text(marked: &str, width: u16) -> Text {
    let mut text = Text::new(marked.replacen('|', "", 1));
    text.line.move_to(marked.find('|').unwrap());
    text.drawn.set((width, 4));
    text
}

fn marked(text: &Text) -> String {
    let (before, after) = text.text().split_at(text.caret());
    format!("{before}|{after}")
}

fn press(text: &mut Text, script: &str) {
    for key in keys(script).unwrap() {
        text.handle(key);
    }
}

fn check(width: u16, table: &[(&str, &str, &str)]) {
    for (before, script, after) in table {
        let mut text = text(before, width);
        press(&mut text, script);
        assert_eq!(marked(&text), *after, "{before} {script}");
    }
}

#[test]
fn keys_mean_this_line_of_the_text() {
    check(
        80,
        &[
            ("|", "one<Enter>two", "one\ntwo|"),
            ("one\nt|wo", "<C-a>x", "one\nx|two"),
            ("one\nt|wo\nthree", "<C-e>x", "one\ntwox|\nthree"),
            ("one\nt|wo", "<Home><Left>x", "onex|\ntwo"),
            ("on|e\ntwo", "<End><Right>x", "one\nx|two"),
            ("one\nt|wo\nthree", "<C-u>", "one\n|wo\nthree"),
            ("one\n|two", "<C-u>", "one\n|two"),
            ("one\nt|wo\nthree", "<C-k>", "one\nt|\nthree"),
            ("one\nt|wo\nthree", "<C-k><C-k>", "one\nt|three"),
            ("one\nt|wo\nthree", "<C-k><C-k><C-y>", "one\ntwo\n|three"),
            ("o|ne\r\ntwo", "<C-k><C-k>", "o|two"),
            ("one\n|two", "<Backspace>", "one|two"),
            ("one|\ntwo", "<Delete>", "one|two"),
            ("one\n|two", "<C-w>", "|two"),
            ("one\ntwo|", "<C-Home>x", "x|one\ntwo"),
            ("|one\ntwo", "<C-End>x", "one\ntwox|"),
            ("one|", "<Enter><C-_>", "one|"),
            ("|", "<Tab>- a", "  - a|"),
        ],
    );
}

#[test]
fn up_and_down_keep_to_their_column() {
    check(
        80,
        &[
            ("one\ntw|o", "<Up>", "on|e\ntwo"),
            ("lon|g\n\nlonger", "<Down><Down>", "long\n\nlon|ger"),
            ("long|\nab\nlonger", "<C-n><C-n>", "long\nab\nlong|er"),
            ("long|\nab\nlonger", "<Down><Left><Down>", "long\nab\nl|onger"),
            ("o|ne\ntwo", "<Up>", "o|ne\ntwo"),
            ("one\ntw|o", "<C-n>", "one\ntw|o"),
            ("日本|\nabcde", "<Down>", "日本\nabcd|e"),
            ("abc|de\n日本", "<Down>", "abcde\n日|本"),
            ("1|\n2\n3\n4\n5\n6", "<PgDn>", "1\n2\n3\n4|\n5\n6"),
            ("1\n2\n3\n4\n5\n6|", "<PgUp><C-x>", "1\n2\n3|\n4\n5\n6"),
        ],
    );
}

#[test]
fn long_lines_part_at_blanks_and_the_caret_goes_by_rows() {
    let rows = |text: &str, room: usize| {
        let rows = Rows::of(text, room);
        (0..rows.len()).map(|row| text[rows.get(row)].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(rows("one two three", 7), ["one two ", "three"]);
    assert_eq!(rows("one two  three", 7), ["one two ", " three"]);
    assert_eq!(rows("one two three", 6), ["one ", "two ", "three"]);
    assert_eq!(rows("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
    assert_eq!(rows("a\n\nb\n", 4), ["a", "", "b", ""]);
    assert_eq!(rows("a\r\nb", 4), ["a", "b"]);
    assert_eq!(rows("", 0), [""]);
    assert_eq!(rows("日本語", 1), ["日", "本", "語"]);
    assert_eq!(rows("\u{202e}x", 4), ["\u{202e}", "x"]);
    check(
        8,
        &[
            ("one t|wo three four", "<Down>", "one two three| four"),
            ("one t|wo three four", "<Down><Down>", "one two three four|"),
            ("one two three| four", "<Up>", "one t|wo three four"),
            ("one two |three", "<Up>", "|one two three"),
        ],
    );
}

#[test]
fn what_is_pasted_comes_with_its_lines() {
    let mut text = text("a|b", 80);
    text.insert("1\r\n2\r3\n\u{1b}[2J");
    assert_eq!(marked(&text), "a1\n2\n3\n\u{1b}[2J|b");
    assert!(text.undo());
    assert_eq!(marked(&text), "a|b");
}

fn any_text() -> impl Strategy<Value = String> {
    let odd = ["👩‍🚒", "\u{200d}", "\u{301}", "🇳", "\u{202e}", "\u{1b}", "\r", "\n", "한", "क\u{94d}", " ", "word "];
    let odd = proptest::sample::select(odd.to_vec()).prop_map(str::to_owned);
    proptest::collection::vec(prop_oneof![4 => odd, 1 => any::<String>()], 0..12).prop_map(|words| words.concat())
}

const KEYS: [&str; 29] = [
    "Left",
    "Right",
    "Up",
    "Up",
    "Down",
    "Down",
    "PgUp",
    "PgDn",
    "Home",
    "End",
    "Enter",
    "Enter",
    "Tab",
    "Backspace",
    "Delete",
    "M-Backspace",
    "C-w",
    "C-u",
    "C-k",
    "C-y",
    "M-y",
    "M-b",
    "M-f",
    "M-d",
    "C-t",
    "C-_",
    "M-<",
    "M->",
    "x",
];

fn is_between_clusters(text: &Text) -> bool {
    text.caret() == text.text().len() || text.text().grapheme_indices(true).any(|(at, _)| at == text.caret())
}

proptest! {
    #[test]
    fn nothing_typed_breaks_a_text(
        before in any_text(),
        typed in proptest::collection::vec((proptest::sample::select(KEYS.to_vec()), any_text(), any::<bool>()), 0..40),
        width in 0u16..12,
    ) {
        let mut text = Text::new(before.clone());
        text.drawn.set((width, 3));
        for (key, pasted, pastes) in typed {
            if pastes {
                text.insert(&pasted);
            } else {
                text.handle(key.parse().unwrap());
            }
            prop_assert!(is_between_clusters(&text), "{}", marked(&text).escape_debug());
            let rows = text.rows();
            let row = rows.row_of(text.caret());
            prop_assert!(rows.get(row).start <= text.caret());
            prop_assert!(rows.column_of(text.text(), text.caret()) <= text.text().graphemes(true).map(width_of).sum());
        }
        while text.undo() {
            prop_assert!(is_between_clusters(&text));
        }
        prop_assert_eq!(text.text(), before);
    }

    #[test]
    fn every_byte_is_in_one_row_or_ends_a_line(text in any_text(), room in 0usize..12) {
        let rows = Rows::of(&text, room);
        let mut end = 0;
        for row in (0..rows.len()).map(|row| rows.get(row)) {
            prop_assert!(matches!(&text[end..row.start], "" | "\n" | "\r\n"), "{text:?} {row:?}");
            let cells: usize = text[row.clone()].trim_end_matches(' ').graphemes(true).map(width_of).sum();
            prop_assert!(cells <= room.max(1) || text[row.clone()].graphemes(true).count() == 1, "{text:?} {row:?}");
            end = row.end;
        }
        prop_assert_eq!(end, text.len());
    }

    /// Letters and lines that fit into their rows: what anybody would expect.
    #[test]
    fn plain_text_is_edited_as_a_list_of_lines(keys in proptest::collection::vec(
        proptest::sample::select(vec!["a", "b", "Enter", "Up", "Down", "Left", "Right"]), 0..60,
    )) {
        let mut text = Text::new("");
        let mut plain = Plain { lines: vec![String::new()], row: 0, column: 0, wanted: None };
        for key in keys {
            text.handle(key.parse().unwrap());
            plain.press(key);
            prop_assert_eq!(text.text(), plain.lines.join("\n"));
            let caret = plain.lines[..plain.row].iter().map(|line| line.len() + 1).sum::<usize>() + plain.column;
            prop_assert_eq!(text.caret(), caret, "{:?}", plain.lines);
        }
    }
}

/// A text as a list of lines.
struct Plain {
    lines: Vec<String>,
    row: usize,
    column: usize,
    wanted: Option<usize>,
}

impl Plain {
    fn press(&mut self, key: &str) {
        let wanted = self.wanted.take();
        match key {
            "Enter" => {
                let rest = self.lines[self.row].split_off(self.column);
                self.row += 1;
                self.lines.insert(self.row, rest);
                self.column = 0;
            }
            "Up" | "Down" => {
                let column = wanted.unwrap_or(self.column);
                let to = if key == "Up" { self.row.checked_sub(1) } else { Some(self.row + 1) };
                if let Some(to) = to.filter(|to| *to < self.lines.len()) {
                    (self.row, self.column) = (to, column.min(self.lines[to].len()));
                }
                self.wanted = Some(column);
            }
            "Left" if self.column > 0 => self.column -= 1,
            "Left" if self.row > 0 => {
                self.row -= 1;
                self.column = self.lines[self.row].len();
            }
            "Right" if self.column < self.lines[self.row].len() => self.column += 1,
            "Right" if self.row + 1 < self.lines.len() => (self.row, self.column) = (self.row + 1, 0),
            "Left" | "Right" => {}
            letter => {
                self.lines[self.row].insert_str(self.column, letter);
                self.column += 1;
            }
        }
    }
}
