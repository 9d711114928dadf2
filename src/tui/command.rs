//! Commands: what keys mean on a screen, as rows. Help, hints and the palette are made from the same
//! rows.

use std::marker::PhantomData;

use super::effect::{Effect, Over};
use super::key::{self, Key};
use super::screen::Context;
use super::widget::row::width;

/// One thing that a screen can do.
pub struct Command<S: 'static> {
    /// The keys, as help shows them; several ways to the same are several entries.
    pub keys: &'static [&'static str],
    pub name: &'static str,
    pub help: &'static str,
    pub run: fn(&mut S, &Context) -> Vec<Effect>,
}

/// A table of commands: keys, name, help, and what runs.
macro_rules! commands {
    ($($keys:expr, $name:literal, $help:literal, $run:expr;)*) => {
        &[$(Command { keys: &$keys, name: $name, help: $help, run: $run }),*]
    };
}
pub(in crate::tui) use commands;

/// What every screen can do, whatever it is.
struct Everywhere<S>(PhantomData<S>);

impl<S: 'static> Everywhere<S> {
    const COMMANDS: &'static [Command<S>] = commands![
        ["C-x C-x", "M-x"], "palette", "finds a command by some letters of its name, and does it", |_, _| vec![Effect::Show(Over::Palette)];
        ["C-x m"], "mouse", "takes the mouse or gives it back; while taken, selecting text needs Shift", |_, _| vec![Effect::Mouse];
        ["C-x w"], "write again", "has the disk try again what is not saved", |_, _| vec![Effect::TryAgain];
        ["C-l"], "draw anew", "draws the screen anew", |_, _| vec![Effect::Repaint];
        ["C-z"], "suspend", "stops as everywhere; fg comes back", |_, _| vec![Effect::Suspend];
        ["C-x ?", "F1"], "help", "shows all keys and what they do", |_, _| vec![Effect::Show(Over::Help)];
    ];
}

/// The rows of a screen: its own, then what every screen can do. One of its own stands in the place
/// of another of the same name.
pub fn rows<S>(table: &'static [Command<S>]) -> impl Iterator<Item = &'static Command<S>> {
    let everywhere: &'static [Command<S>] = Everywhere::COMMANDS;
    let is_everywhere = |name: &str| everywhere.iter().any(|command| command.name == name);
    let own = table.iter().filter(move |command| !is_everywhere(command.name));
    own.chain(everywhere.iter().map(|other| table.iter().find(|own| own.name == other.name).unwrap_or(other)))
}

/// Does what the row of this name does; nothing where there is none.
pub fn run<S>(table: &'static [Command<S>], name: &str, screen: &mut S, context: &Context) -> Vec<Effect> {
    let named = rows(table).find(|command| command.name == name);
    named.map_or_else(Vec::new, |command| (command.run)(screen, context))
}

/// A row as help shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HelpRow {
    pub keys: String,
    pub name: &'static str,
    pub help: &'static str,
}

/// What keys pressed so far come to.
pub enum Meaning<S: 'static> {
    Command(&'static Command<S>),
    /// The beginning of a longer one: these rows go on from here.
    Begun(Vec<HelpRow>),
    Nothing,
}

/// Looks up keys in a table.
pub fn meaning<S>(table: &'static [Command<S>], pressed: &[Key]) -> Meaning<S> {
    let mut begun = Vec::new();
    for command in rows(table) {
        for keys in command.keys {
            let Ok(chord) = key::chord(keys) else { continue };
            if chord == pressed {
                return Meaning::Command(command);
            }
            if let Some(rest) = chord.strip_prefix(pressed) {
                begun.push(HelpRow { keys: key::spelt(rest), name: command.name, help: command.help });
            }
        }
    }
    if begun.is_empty() { Meaning::Nothing } else { Meaning::Begun(begun) }
}

/// Takes a key behind those pressed so far: the command that they come to, or what is said of them.
///
/// # Errors
/// With the words, where no command has these keys; none where they may go on.
pub fn press<S>(
    table: &'static [Command<S>],
    pressed: &mut Vec<Key>,
    key: Key,
) -> Result<&'static Command<S>, Option<String>> {
    pressed.push(key);
    let found = match meaning(table, pressed) {
        Meaning::Begun(_) => return Err(None),
        Meaning::Command(command) => Ok(command),
        Meaning::Nothing => Err(Some(format!("{} does nothing here; C-x ? shows what does", key::spelt(pressed)))),
    };
    pressed.clear();
    found
}

/// What the keys pressed so far can go on to: they themselves, and each row by its first way; none
/// where none is pressed.
pub fn begun<S>(table: &'static [Command<S>], pressed: &[Key]) -> Option<Vec<String>> {
    match meaning(table, pressed) {
        Meaning::Begun(mut rows) if !pressed.is_empty() => {
            rows.dedup_by_key(|row| row.name);
            let rows = rows.iter().map(|row| format!("{} {}", row.keys, row.name));
            Some(std::iter::once(key::spelt(pressed)).chain(rows).collect())
        }
        _ => None,
    }
}

/// The first rows of a table, each by its first key, as far as they fit beside the key for help.
pub fn in_short<S>(table: &'static [Command<S>], room: usize) -> String {
    let told = |command: &Command<S>| format!("{} {}", command.keys.first().copied().unwrap_or_default(), command.name);
    let help = rows(table).find(|command| command.name == "help").map_or_else(String::new, told);
    let mut said = String::new();
    for next in rows(table).filter(|command| command.name != "help").map(told) {
        if width(&said) + width(&next) + width(" · ") + width(&help) > room {
            break;
        }
        said = said + &next + " · ";
    }
    said + &help
}

/// The rows of a table, for help.
pub fn help_rows<S>(table: &'static [Command<S>]) -> Vec<HelpRow> {
    let row = |command: &Command<S>| HelpRow { keys: command.keys.join(", "), name: command.name, help: command.help };
    rows(table).map(row).collect()
}
