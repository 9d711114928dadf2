//! `decklog config`: what is set, where, and what is wrong with it.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};

use super::settings::load;
use super::{Failure, World, answer};
use crate::config::{SETTINGS, Settings};
use crate::words;

/// Show the settings, where their file is, or what is wrong with it
#[derive(Args, Debug)]
pub struct Config {
    #[arg(value_enum, default_value = "show")]
    what: What,
}

/// So many problems are told; a file with more of them is none of settings.
const MOST: usize = 50;

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum What {
    /// Everything that can be set, as it is set now
    Show,
    /// Where the file is, or would be
    Path,
    /// What is wrong in the file; exit code 1 where something is
    Check,
    /// The default file, to copy from
    Default,
}

impl Config {
    pub fn run(self, world: &mut World) -> Result<u8, Failure> {
        let path =
            world.settings_file().map_or_else(|| "(no home directory)".to_owned(), |path| path.display().to_string());
        let path = words::visible(&path).into_owned();
        let loaded = load(world);
        let (text, code) = match self.what {
            What::Path => (format!("{path}\n"), 0),
            What::Default => (crate::config::DEFAULTS.to_owned(), 0),
            What::Show => (shown(&loaded.settings), 0),
            What::Check if loaded.problems.is_empty() => (format!("{path}: nothing is wrong\n"), 0),
            What::Check => {
                let said = loaded.problems.iter().take(MOST).map(|problem| format!("{path}: {problem}\n"));
                let more = loaded.problems.len().saturating_sub(MOST);
                let more = (more > 0).then(|| format!("{path}: and {more} more\n"));
                (said.chain(more).collect(), 1)
            }
        };
        let text = world.in_its_locale(&text);
        answer(world, &text)?;
        if self.what == What::Show {
            warn_of(&loaded.problems, world);
        }
        Ok(code)
    }
}

/// Each setting, those that differ from the default with what that is.
fn shown(settings: &Settings) -> String {
    let defaults = Settings::default();
    let mut text = String::new();
    for setting in SETTINGS {
        let (now, usual) = (settings.get(setting), defaults.get(setting));
        let said = if now == usual { String::new() } else { format!("  (default {usual})") };
        let _ = writeln!(text, "{:<24} {now}{said}", setting.key);
    }
    text
}

/// That something is wrong with the settings, in short.
pub fn warn_of(problems: &[String], world: &mut World) {
    if let Some(said) = in_short(problems) {
        super::say(world, &said);
    }
}

/// `2 settings are left aside (line 3: …); “decklog config check” tells all`.
pub fn in_short(problems: &[String]) -> Option<String> {
    let first = problems.first()?;
    let count = words::count(problems.len(), "setting");
    let verb = if problems.len() == 1 { "is" } else { "are" };
    Some(format!("{count} {verb} left aside ({first}); “decklog config check” tells all"))
}
