//! The command line: a file a subcommand; streams, environment and exit codes live here alone.

mod close;
mod export;
mod failure;
mod list;
mod log;
mod open;
mod opened;
mod redact;
mod reopen;
mod show;
mod start;
mod status;
mod switch;
mod verify;
mod world;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub use failure::Failure;
pub use world::World;

use opened::Opened;

/// Record an outage while you fight it: type what happens, press Enter.
///
/// Without a command, decklog opens the recorder on the open incident, or starts an untitled one.
/// Every line is stamped at its first key press and on disk before the screen says so.
#[derive(Parser, Debug)]
#[command(name = "decklog", version, max_term_width = 100)]
struct Arguments {
    /// Where the journals are kept [env: DECKLOG_DIR]
    #[arg(long, global = true, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Which incident: an id, a unique part of one, or a date [env: DECKLOG_INCIDENT]
    #[arg(long, global = true, value_name = "INCIDENT")]
    incident: Option<String>,
    /// Who records [env: DECKLOG_BY; else the user's name]
    #[arg(long, global = true, value_name = "NAME")]
    by: Option<String>,
    /// The zone in which times are read: Africa/Lagos, WAT, +01:00 [env: DECKLOG_ZONE]
    #[arg(long, global = true, value_name = "ZONE")]
    zone: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand, Debug)]
enum Command {
    Open(open::Open),
    Start(start::Start),
    Log(log::Log),
    Status(status::Status),
    List(list::List),
    Use(switch::Use),
    Show(show::Show),
    Export(export::Export),
    Verify(verify::Verify),
    Redact(redact::Redact),
    Close(close::Close),
    Reopen(reopen::Reopen),
}

/// Does what the arguments say; the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, world: &mut World) -> u8 {
    let parsed = match Arguments::try_parse_from(arguments) {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help and version are answers; everything else is a mistake in the command line.
            let text = error.render();
            let (stream, code) = match error.exit_code() {
                0 => (&mut world.stdout, 0),
                _ => (&mut world.stderr, 2),
            };
            let _ = write!(stream, "{text}");
            return code;
        }
    };
    match act(parsed, world) {
        Ok(code) => code,
        // A reader that closed the pipe has seen what it wanted.
        Err(Failure::Io { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(failure) => {
            let _ = writeln!(world.stderr, "decklog: {}", crate::words::visible(&failure.to_string()));
            if let Failure::NotSaved { texts, .. } = &failure {
                for text in texts {
                    let _ = writeln!(world.stderr, "{}", crate::words::visible(text));
                }
            }
            failure.code()
        }
    }
}

fn act(arguments: Arguments, world: &mut World) -> Result<u8, Failure> {
    let opened = Opened::new(world, arguments.dir, arguments.incident, arguments.by, arguments.zone)?;
    match arguments.command {
        None => open::Open::default().run(&opened, world),
        Some(Command::Open(open)) => open.run(&opened, world),
        Some(Command::Start(start)) => start.run(opened, world),
        Some(Command::Log(log)) => log.run(opened, world),
        Some(Command::Status(status)) => status.run(&opened, world),
        Some(Command::List(list)) => list.run(&opened, world),
        Some(Command::Use(switch)) => switch.run(&opened, world),
        Some(Command::Show(show)) => show.run(&opened, world),
        Some(Command::Export(export)) => export.run(&opened, world),
        Some(Command::Verify(verify)) => verify.run(&opened, world),
        Some(Command::Redact(redact)) => redact.run(&opened, world),
        Some(Command::Close(close)) => close.run(&opened, world),
        Some(Command::Reopen(reopen)) => reopen.run(&opened, world),
    }
}

/// Writes an answer to stdout and sees that it has left this process.
fn answer(world: &mut World, text: &str) -> Result<(), Failure> {
    let written = world.stdout.write_all(text.as_bytes()).and_then(|()| world.stdout.flush());
    written.map_err(|source| Failure::Io { doing: "cannot write the answer".to_owned(), source })
}

/// Says something beside the answer; nothing depends on it.
fn say(world: &mut World, text: &str) {
    let _ = writeln!(world.stderr, "decklog: {}", crate::words::visible(text));
}
