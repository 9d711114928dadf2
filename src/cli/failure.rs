//! What can go wrong with a command: whose fault, what happened, what to try, which exit code.

use std::io;
use std::path::{Path, PathBuf};

use crate::journal::append::NotSaved;
use crate::journal::shelf::NotFound;

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The command line is wrong.
    #[error("{0}")]
    Usage(String),
    /// There is no such incident, event or file.
    #[error("{0}")]
    NotFound(String),
    /// Not on disk: with the texts, which are given back.
    #[error("NOT SAVED: {error}")]
    NotSaved { error: NotSaved, texts: Vec<String> },
    /// Not on disk, and kept in a fallback place until it can be.
    #[error("NOT SAVED: {error}")]
    KeptAside { error: NotSaved, place: PathBuf, texts: Vec<String> },
    /// A text that was to be stored could not be, because of something else.
    #[error("NOT SAVED: {because}")]
    Refused { because: Box<Failure>, texts: Vec<String> },
    /// An answer could not be given.
    #[error("{doing}: {source}")]
    Io { doing: String, source: io::Error },
}

impl Failure {
    /// The exit code, as documented in the README.
    pub fn code(&self) -> u8 {
        match self {
            Failure::Io { .. } => 1,
            Failure::Usage(_) => 2,
            Failure::NotFound(_) => 3,
            Failure::NotSaved { .. } | Failure::KeptAside { .. } => 4,
            Failure::Refused { because, .. } => match because.code() {
                1 => 4,
                code => code,
            },
        }
    }

    /// The same, with a text that was to be stored and was not.
    pub fn with(self, text: impl Into<String>) -> Failure {
        let text = text.into();
        match self {
            Failure::NotSaved { error, mut texts } => {
                texts.push(text);
                Failure::NotSaved { error, texts }
            }
            Failure::KeptAside { error, place, mut texts } => {
                texts.push(text);
                Failure::KeptAside { error, place, texts }
            }
            other => Failure::Refused { because: Box::new(other), texts: vec![text] },
        }
    }

    /// Where it is kept until it can be saved.
    pub fn kept_in(&self) -> Option<&Path> {
        if let Failure::KeptAside { place, .. } = self { Some(place) } else { None }
    }

    /// What the disk said, where it is the disk's fault; `root` is the data directory.
    ///
    /// # Errors
    /// Itself, where it is not.
    pub fn of_the_disk(self, root: &Path) -> Result<NotSaved, Failure> {
        match self {
            Failure::NotSaved { error, .. } => Ok(error),
            Failure::Io { source, .. } => {
                let source = match source.kind() {
                    // With a hint of its own.
                    kind @ io::ErrorKind::NotADirectory => io::Error::from(kind),
                    _ => source,
                };
                Ok(NotSaved { doing: "cannot use", path: root.to_owned(), source })
            }
            other => Err(other),
        }
    }

    /// The same, once the texts were given back.
    pub fn without_texts(mut self) -> Failure {
        if let Failure::NotSaved { texts, .. } | Failure::KeptAside { texts, .. } | Failure::Refused { texts, .. } =
            &mut self
        {
            texts.clear();
        }
        self
    }

    /// What is given back.
    pub fn texts(&self) -> &[String] {
        match self {
            Failure::NotSaved { texts, .. } | Failure::KeptAside { texts, .. } | Failure::Refused { texts, .. } => {
                texts
            }
            _ => &[],
        }
    }
}

impl From<NotFound> for Failure {
    fn from(error: NotFound) -> Failure {
        match error {
            NotFound::Unreadable { path, source } => {
                let source = match source.kind() {
                    kind @ io::ErrorKind::NotADirectory => {
                        let hint = "a file stands where the data directory should be: move it, or give --dir";
                        io::Error::new(kind, format!("{source}; {hint}"))
                    }
                    _ => source,
                };
                Failure::Io { doing: format!("cannot read {}", path.display()), source }
            }
            _ => Failure::NotFound(error.to_string()),
        }
    }
}

impl Failure {
    /// What was recorded is on disk, and what should have followed is not.
    pub fn afterwards(recorded: &str, error: NotSaved) -> Failure {
        let NotSaved { doing, path, source } = error;
        Failure::Io { doing: format!("{recorded}, but {doing} {}", path.display()), source }
    }
}

/// For what stores something other than a person's text.
impl From<NotSaved> for Failure {
    fn from(error: NotSaved) -> Failure {
        Failure::NotSaved { error, texts: Vec::new() }
    }
}
