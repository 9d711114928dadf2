//! The world outside: streams, environment, clock. Handed in, so that tests can hand in another.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::journal::append::random;
use crate::journal::line::{digest, hex};
use crate::journal::medium::{Disk, Medium};
use crate::journal::shelf::Machine;
use crate::time::{Clock, SystemClock};

/// Everything a command may touch.
pub struct World {
    pub stdin: Box<dyn Read + Send>,
    pub stdout: Box<dyn Write>,
    pub stderr: Box<dyn Write>,
    pub stdin_is_terminal: bool,
    pub stdout_is_terminal: bool,
    pub env: HashMap<String, OsString>,
    pub clock: Arc<dyn Clock>,
    pub medium: Arc<dyn Medium>,
    pub machine: Machine,
}

impl World {
    /// A directory that is not there yet, for what will be thrown away.
    pub fn throwaway(&self, name: &str) -> PathBuf {
        let place = self.var("TMPDIR").map_or_else(std::env::temp_dir, PathBuf::from);
        place.join(format!("{name}-{}", hex(&random().to_le_bytes()[..8])))
    }

    /// This process's own.
    pub fn of_this_process() -> World {
        use std::io::IsTerminal;
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let machine_id = std::fs::read_to_string("/etc/machine-id").unwrap_or_else(|_| host.clone());
        World {
            stdin: Box::new(io::stdin()),
            stdout: Box::new(io::stdout().lock()),
            stderr: Box::new(io::stderr()),
            stdin_is_terminal: io::stdin().is_terminal(),
            stdout_is_terminal: io::stdout().is_terminal(),
            env: std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value))).collect(),
            clock: Arc::new(SystemClock),
            medium: Arc::new(Disk),
            machine: Machine {
                host,
                machine_id: machine_id.trim().to_owned(),
                program: concat!("decklog ", env!("CARGO_PKG_VERSION")).to_owned(),
            },
        }
    }

    /// A variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<String> {
        let value = self.env.get(name)?.to_string_lossy().into_owned();
        (!value.is_empty()).then_some(value)
    }

    /// The person at the keyboard, if nothing says who: the user's name.
    pub fn person(&self) -> String {
        ["DECKLOG_BY", "USER", "LOGNAME"].iter().find_map(|name| self.var(name)).unwrap_or_else(|| "unknown".to_owned())
    }

    /// Where the journals are: `--dir`, DECKLOG_DIR, XDG_DATA_HOME on every system where it is
    /// set, else what the platform says.
    pub fn data_dir(&self, given: Option<PathBuf>) -> Option<PathBuf> {
        let path = |name: &str| self.env.get(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        given
            .or_else(|| path("DECKLOG_DIR"))
            .or_else(|| path("XDG_DATA_HOME").map(|data| data.join("decklog")))
            .or_else(|| directories::ProjectDirs::from("", "", "decklog").map(|dirs| dirs.data_dir().to_owned()))
    }

    /// Where records of this data directory are kept while it takes none: in the runtime directory of
    /// this login, else in the temp directory. Each lies in a directory of our own, under a name of
    /// its own, so that two data directories are never mixed.
    pub fn fallback_places(&self, root: &Path) -> Vec<PathBuf> {
        const NAME: &str = "decklog-unsaved";
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        let of_root = hex(&digest(root.as_os_str().as_encoded_bytes())[..8]);
        let path = |name: &str| self.env.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let temp = path("TMPDIR").unwrap_or_else(std::env::temp_dir);
        let own = temp.join(format!("{NAME}-{}", rustix::process::geteuid().as_raw()));
        let runtime = path("XDG_RUNTIME_DIR").map(|runtime| runtime.join(NAME));
        runtime.into_iter().chain([own]).map(|dir| dir.join(&of_root)).collect()
    }

    /// Whether the locale can show more than ASCII: LC_ALL, then LC_CTYPE, then LANG.
    pub fn is_utf8(&self) -> bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| self.var(name)).unwrap_or_default();
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    }

    /// Words of our own, in ASCII where nothing else can be shown.
    pub fn in_its_locale(&self, words: &str) -> String {
        if self.is_utf8() { words.to_owned() } else { crate::words::in_ascii(words) }
    }

    /// Whether colour is unwanted: NO_COLOR (<https://no-color.org>), or a terminal without any.
    pub fn is_monochrome(&self) -> bool {
        self.var("NO_COLOR").is_some() || self.var("TERM").is_some_and(|term| term == "dumb")
    }
}
