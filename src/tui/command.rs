//! Commands: what keys mean on a screen, as rows. Help and hints are made from the same rows.

use super::effect::Effect;
use super::key::{self, Key};
use super::screen::Context;

/// One thing that a screen can do.
pub struct Command<S: 'static> {
    /// The keys, as help shows them; several ways to the same are several entries.
    pub keys: &'static [&'static str],
    pub name: &'static str,
    pub help: &'static str,
    pub run: fn(&mut S, &Context) -> Vec<Effect>,
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
    for command in table {
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

/// The rows of a table, for help.
pub fn help_rows<S>(table: &'static [Command<S>]) -> Vec<HelpRow> {
    let row = |command: &Command<S>| HelpRow { keys: command.keys.join(", "), name: command.name, help: command.help };
    table.iter().map(row).collect()
}
