//! Where the settings are, and reading them. A file that is wrong never stops anything.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::World;
use crate::analysis::filter::OwnFilter;
use crate::config::{self, Settings};

/// The settings that hold, and what is wrong with their file.
pub struct Loaded {
    pub settings: Settings,
    /// Saved filters of one's own.
    pub filters: Vec<OwnFilter>,
    /// Each with its line; or why the file can't be read.
    pub problems: Vec<String>,
}

/// The settings of this person; the defaults where there is no file.
pub fn load(world: &World) -> Loaded {
    let mut loaded = world.settings_file().map_or_else(|| of(""), |path| load_from(&path));
    // One that was named in so many words has to be there.
    if let Some(named) = named(world, "DECKLOG_CONFIG").filter(|path| !path.exists()) {
        loaded.problems.push(format!("there is no {}, which DECKLOG_CONFIG names", named.display()));
    }
    loaded
}

fn named(world: &World, name: &str) -> Option<PathBuf> {
    world.env.get(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn of(text: &str) -> Loaded {
    let (settings, filters, problems) = config::read(text);
    let problems = problems.iter().map(ToString::to_string).collect();
    Loaded { settings, filters, problems }
}

/// No file is longer than this that somebody wrote by hand.
const MOST_BYTES: u64 = 1 << 20;

fn load_from(path: &Path) -> Loaded {
    let read = || {
        // What is no file could be waited for without an end.
        let there = fs::metadata(path)?;
        match there.is_file() && there.len() <= MOST_BYTES {
            true => fs::read(path),
            false => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file of settings")),
        }
    };
    match read() {
        Ok(bytes) => of(&String::from_utf8_lossy(&bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => of(""),
        Err(error) => Loaded { problems: vec![format!("it can't be read: {error}")], ..of("") },
    }
}

impl World {
    /// The file of settings, whether it is there or not: DECKLOG_CONFIG, XDG_CONFIG_HOME on every
    /// system where it is set, else what the platform says. None without a home.
    pub fn settings_file(&self) -> Option<PathBuf> {
        named(self, "DECKLOG_CONFIG")
            .or_else(|| named(self, "XDG_CONFIG_HOME").map(|config| config.join("decklog").join(FILE)))
            .or_else(|| directories::ProjectDirs::from("", "", "decklog").map(|dirs| dirs.config_dir().join(FILE)))
    }
}

const FILE: &str = "settings.toml";
