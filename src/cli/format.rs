//! How an answer is given: in words, or for a script.

use clap::ValueEnum;

/// The value of `--format`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    Text,
    Json,
}
