//! Hands arguments and streams to the command line, and its exit code to the system.

use std::process::ExitCode;

use decklog::cli::{World, run};

fn main() -> ExitCode {
    ExitCode::from(run(std::env::args_os(), &mut World::of_this_process()))
}
