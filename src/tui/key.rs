//! Keys: what the reading of input makes of a terminal's bytes, and what every table of commands
//! is written in.
//!
//! Help, documents, tests and recordings all spell keys the same way: `a`, `Enter`, `C-_`, `M-b`,
//! `C-x s`. Of the terminal library's own idea of a key nothing is left after `input`.

use std::fmt;
use std::str::FromStr;

/// One key press.
///
/// The shift that makes an `A` of an `a` is part of the character; `shift` is only ever set
/// beside a key that has no character, and letters beside `ctrl` are small ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    pub code: Code,
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
}

/// Which key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Code {
    Char(char),
    Enter,
    Tab,
    Backspace,
    Delete,
    Insert,
    Esc,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// The text named no key.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0:?} names no key (as in a, Enter, PgDn, F1, C-x, M-b)")]
pub struct NotAKey(String);

/// The keys with a name; a character is its own.
const NAMES: &[(&str, Code)] = &[
    ("Enter", Code::Enter),
    ("Tab", Code::Tab),
    ("Backspace", Code::Backspace),
    ("Delete", Code::Delete),
    ("Insert", Code::Insert),
    ("Esc", Code::Esc),
    ("Up", Code::Up),
    ("Down", Code::Down),
    ("Left", Code::Left),
    ("Right", Code::Right),
    ("Home", Code::Home),
    ("End", Code::End),
    ("PgUp", Code::PageUp),
    ("PgDn", Code::PageDown),
    ("Space", Code::Char(' ')),
];

impl Key {
    pub const fn of(code: Code) -> Key {
        Key { code, ctrl: false, alt: false, shift: false }
    }

    pub const fn char(c: char) -> Key {
        Key::of(Code::Char(c))
    }

    pub const fn ctrl(c: char) -> Key {
        Key { ctrl: true, ..Key::char(c) }
    }

    pub const fn alt(c: char) -> Key {
        Key { alt: true, ..Key::char(c) }
    }

    /// The character this key types: one with neither Ctrl nor Alt.
    pub const fn typed(self) -> Option<char> {
        match self {
            Key { code: Code::Char(c), ctrl: false, alt: false, .. } => Some(c),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, sign) in [(self.ctrl, "C-"), (self.alt, "M-"), (self.shift, "S-")] {
            f.write_str(if held { sign } else { "" })?;
        }
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, Code::F(n)) => write!(f, "F{n}"),
            (None, Code::Char(c)) => write!(f, "{c}"),
            (None, _) => unreachable!("every other key has a name"),
        }
    }
}

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Key, NotAKey> {
        let not_a_key = || NotAKey(text.to_owned());
        let (mut ctrl, mut alt, mut shift) = (false, false, false);
        let mut rest = text;
        // A sign is one only before a key: `-` and `C--` are keys too.
        while let Some((sign, after)) = rest.split_at_checked(2).filter(|(_, after)| !after.is_empty()) {
            match sign {
                "C-" => ctrl = true,
                "M-" => alt = true,
                "S-" => shift = true,
                _ => break,
            }
            rest = after;
        }
        let code = named(rest).ok_or_else(not_a_key)?;
        match code {
            Code::Char(_) if shift => Err(not_a_key()),
            Code::Char(c) if ctrl => Ok(Key { alt, ..Key::ctrl(c.to_ascii_lowercase()) }),
            _ => Ok(Key { code, ctrl, alt, shift }),
        }
    }
}

fn named(name: &str) -> Option<Code> {
    if let Some((_, code)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some(*code);
    }
    let mut chars = name.chars();
    match (chars.next()?, chars.as_str()) {
        (c, "") => (!c.is_control()).then_some(Code::Char(c)),
        ('F', number) => number.parse().ok().filter(|n| (1..=24).contains(n)).map(Code::F),
        _ => None,
    }
}

/// Keys one after the other, as a row of a command table spells them: `C-x s`.
pub fn chord(text: &str) -> Result<Vec<Key>, NotAKey> {
    text.split_whitespace().map(str::parse).collect()
}

/// The other way round: keys as help shows them.
pub fn spelt(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

/// A script of keys, for tests and recordings: `10:00 d: alert<Enter><C-_>`.
///
/// A plain character is itself, `<…>` names a key or a chord, `<lt>` is `<`. A line break only
/// lays the script out; what is meant is `<Enter>`.
pub fn keys(script: &str) -> Result<Vec<Key>, NotAKey> {
    let mut keys = Vec::new();
    let mut rest = script;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\n' => {}
            '<' => {
                let (name, after) = rest.split_once('>').ok_or_else(|| NotAKey(format!("<{rest}")))?;
                rest = after;
                match name {
                    "lt" => keys.push(Key::char('<')),
                    "" => return Err(NotAKey("<>".to_owned())),
                    _ => keys.extend(chord(name)?),
                }
            }
            _ => keys.push(Key::char(c)),
        }
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_are_spelt_as_the_documents_spell_them() {
        for (name, key) in [
            ("a", Key::char('a')),
            ("A", Key::char('A')),
            ("ü", Key::char('ü')),
            ("-", Key::char('-')),
            ("C--", Key::ctrl('-')),
            ("C-_", Key::ctrl('_')),
            ("M-b", Key::alt('b')),
            ("M-B", Key::alt('B')),
            ("C-M-x", Key { alt: true, ..Key::ctrl('x') }),
            ("C-Space", Key::ctrl(' ')),
            ("Up", Key::of(Code::Up)),
            ("PgDn", Key::of(Code::PageDown)),
            ("C-Left", Key { ctrl: true, ..Key::of(Code::Left) }),
            ("S-Tab", Key { shift: true, ..Key::of(Code::Tab) }),
            ("F1", Key::of(Code::F(1))),
            ("F", Key::char('F')),
        ] {
            assert_eq!(name.parse(), Ok(key), "{name}");
            assert_eq!(key.to_string(), name);
        }
        assert_eq!("C-X".parse(), Ok(Key::ctrl('x')));
        for name in ["", "Ctrl-x", "enter", "F0", "F25", "ab", "S-a", "\u{1b}"] {
            assert!(name.parse::<Key>().is_err(), "{name}");
        }
    }

    #[test]
    fn chords_are_keys_one_after_the_other() {
        let palette = [Key::ctrl('x'), Key::ctrl('x')];
        assert_eq!(chord("C-x C-x").as_deref(), Ok(&palette[..]));
        assert_eq!(spelt(&palette), "C-x C-x");
    }

    #[test]
    fn scripts_are_read_key_by_key() {
        let read = |script: &str| keys(script).map(|keys| spelt(&keys));
        assert_eq!(read("d: a<lt>b<Enter>\n<C-_>").unwrap(), "d : Space a < b Enter C-_");
        assert_eq!(read("<C-x s>é").unwrap(), "C-x s é");
        for script in ["<Entr>", "a<", "<>"] {
            assert!(read(script).is_err(), "{script}");
        }
    }

    proptest! {
        #[test]
        fn no_script_is_too_wild(script in any::<String>()) {
            let _ = keys(&script);
            let _ = script.parse::<Key>();
        }
    }
}
