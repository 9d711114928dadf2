//! What can go wrong with a command: whose fault, what happened, what to try, which exit code.

use std::io;

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
            Failure::NotSaved { .. } => 4,
        }
    }

    /// A text that was to be stored and was not.
    pub fn not_saved(error: NotSaved, text: impl Into<String>) -> Failure {
        Failure::NotSaved { error, texts: vec![text.into()] }
    }
}

impl From<NotFound> for Failure {
    fn from(error: NotFound) -> Failure {
        Failure::NotFound(error.to_string())
    }
}

/// For what stores something other than a person's text.
impl From<NotSaved> for Failure {
    fn from(error: NotSaved) -> Failure {
        Failure::NotSaved { error, texts: Vec::new() }
    }
}
