//! The command line: a file a subcommand; streams, environment and exit codes live here alone.

mod action;
mod attach;
mod close;
mod commands;
mod completions;
mod config;
mod demo;
mod doctor;
mod document;
mod editor;
mod explain;
mod export;
mod failure;
mod filter;
mod format;
mod given;
mod import;
mod imported;
mod lines;
mod lint;
mod list;
mod loan;
mod log;
mod man;
mod merge;
mod moving;
mod open;
mod opened;
mod prompt;
mod redact;
mod reopen;
mod review;
mod run;
mod section;
mod settings;
mod show;
mod start;
mod status;
mod switch;
mod templates;
mod verify;
mod when;
mod work;
mod world;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser};

pub use failure::Failure;
pub use world::World;

use crate::words;
use commands::Command;
use opened::Opened;

/// What every command takes stands apart from what it takes itself.
const EVERYWHERE: &str = "Everywhere";

const EXAMPLES: &str = "\
Examples:
  decklog                                  open the recorder, and type
  decklog log d: alert, checkout is slow   one event, from any shell
  decklog log -5m a: restarted the pods    it happened five minutes ago
  decklog run -- systemctl restart app     what was run, and how it ended
  decklog attach graph.png                 evidence of the last event
  decklog show                             the timeline
  decklog review                           walk through what happened, and correct it
  decklog lint                             what the postmortem still lacks
  decklog export -o postmortem.md          the finished document
  decklog demo                             try all of it on somebody else's outage

Exit codes:
  0  done, and on disk
  1  asked a question whose answer is bad, or the answer could not be given
  2  the command line is wrong
  3  no such incident or event
  4  NOT SAVED: why, where it is kept aside, and the text again, on standard error
  of run: that of its command";

/// Record an outage while you fight it: type what happens, press Enter.
///
/// Without a command, decklog opens the recorder on the open incident, or starts an untitled one.
/// Every line is stamped at its first key press and on disk before the screen says so.
#[derive(Parser, Debug)]
#[command(name = "decklog", version, max_term_width = 100, after_long_help = EXAMPLES)]
struct Arguments {
    #[command(flatten)]
    everywhere: Everywhere,
    #[command(subcommand)]
    command: Option<Command>,
}

// What every command takes. (A description here would become the program's.)
#[derive(Args, Debug)]
struct Everywhere {
    /// Where the journals are kept [env: DECKLOG_DIR]
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Which incident: an id, a unique part of one, or a date [env: DECKLOG_INCIDENT]
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "INCIDENT")]
    incident: Option<String>,
    /// Who records [env: DECKLOG_BY; else the user's name]
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "NAME")]
    by: Option<String>,
    /// The zone in which times are read: Africa/Lagos, WAT, +01:00 [env: DECKLOG_ZONE]
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "ZONE")]
    zone: Option<String>,
}

/// Understands the arguments with nothing but the command they name, which is all that one `log` needs; where that
/// does not do, for help and for what is wrong, with all commands.
fn understood(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, clap::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let named = arguments.iter().skip(1).find_map(|argument| Command::named(argument.to_str()?));
    let one = |command| Everywhere::augment_args(clap::Command::new("decklog")).subcommand(command);
    let of_one = named.map(|command| {
        let matches = one(command).try_get_matches_from(&arguments)?;
        Arguments::from_arg_matches(&matches)
    });
    match of_one {
        Some(Ok(parsed)) => Ok(parsed),
        _ => Arguments::try_parse_from(arguments),
    }
}

/// The command line whole, with what each command takes: what is written of it at one time.
fn written_out() -> clap::Command {
    let mut places = 0..;
    let whole = |command: clap::Command| {
        let place = places.next().unwrap_or_default();
        Command::named(command.get_name()).unwrap_or(command).display_order(place)
    };
    Arguments::command().mut_subcommands(whole)
}

/// Does what the arguments say; the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, world: &mut World) -> u8 {
    work::survive_limits();
    let parsed = match understood(arguments) {
        Ok(parsed) => parsed,
        Err(error) => return wrong(&error, world),
    };
    match act(parsed, world) {
        Ok(code) => code,
        // A reader that closed the pipe has seen what it wanted.
        Err(Failure::Io { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(failure) => {
            complain(&failure, world);
            failure.code()
        }
    }
}

/// Help and version are answers; everything else is a mistake in the command line.
fn wrong(error: &clap::Error, world: &mut World) -> u8 {
    let text = words::visible_lines(&error.render().to_string());
    if error.exit_code() == 0 {
        return match answer(world, &text) {
            Ok(()) => 0,
            Err(Failure::Io { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => 0,
            Err(failure) => {
                complain(&failure, world);
                failure.code()
            }
        };
    }
    let _ = write!(world.stderr, "{text}");
    if error.kind() == ErrorKind::InvalidSubcommand {
        say(world, "to record a line from here: decklog log TEXT");
    }
    2
}

/// Says what went wrong, and gives back what was to be stored.
fn complain(failure: &Failure, world: &mut World) {
    say(world, &failure.to_string());
    if let Some(place) = failure.kept_in() {
        say(world, &kept_aside(place));
    }
    for text in failure.texts().iter().filter(|text| !text.is_empty()) {
        let _ = writeln!(world.stderr, "{}", words::visible_lines(text));
    }
}

/// Where something is kept that is not saved.
fn kept_aside(place: &Path) -> String {
    let place = place.display();
    format!("kept aside, NOT DURABLE, in {place}; saved by itself when that is possible: do not record it again")
}

fn act(arguments: Arguments, world: &mut World) -> Result<u8, Failure> {
    let Everywhere { dir, incident, by, zone } = arguments.everywhere;
    let opened = Opened::new(world, dir, incident, by, zone);
    match arguments.command.unwrap_or_else(|| Command::Open(open::Open::default())) {
        // It gives back what it was to record, even when it gets no further than this.
        Command::Log(log) => log.run(opened, world),
        // The command is run, whatever becomes of the record of it.
        Command::Run(run) => run.run(opened, world),
        Command::Open(open) => open.run(&opened?, world),
        Command::Start(start) => work::whole(|| start.run(opened?, world)),
        Command::Attach(attach) => attach.run(&opened?, world),
        Command::Status(status) => status.run(&opened?, world),
        Command::List(list) => list.run(&opened?, world),
        Command::Use(switch) => switch.run(&opened?, world),
        Command::Show(show) => show.run(&opened?, world),
        Command::Section(section) => work::whole(|| section.run(&opened?, world)),
        Command::Action(action) => work::whole(|| action.run(&opened?, world)),
        Command::Export(export) => export.run(&opened?, world),
        Command::Import(import) => import.run(&opened?, world),
        Command::Lint(lint) => lint.run(&opened?, world),
        Command::Verify(verify) => verify.run(&opened?, world),
        Command::Doctor(doctor) => doctor.run(&opened?, world),
        Command::Move(moving) => work::whole(|| moving.run(&opened?, world)),
        Command::Redact(redact) => work::whole(|| redact.run(&opened?, world)),
        Command::Close(close) => work::whole(|| close.run(&opened?, world)),
        Command::Config(config) => config.run(world),
        Command::Completions(completions) => completions.run(opened, world),
        Command::Prompt(prompt) => prompt.run(world),
        Command::Man(man) => man.run(world),
        Command::Demo(demo) => demo.run(opened?, world),
        Command::Review(review) => review.run(&opened?, world),
        Command::Replay(replay) => replay.run(&opened?, world),
        Command::Reopen(reopen) => work::whole(|| reopen.run(&opened?, world)),
    }
}

/// Writes an answer to stdout and sees that it has left this process.
fn answer(world: &mut World, text: &str) -> Result<(), Failure> {
    let written = world.stdout.write_all(text.as_bytes()).and_then(|()| world.stdout.flush());
    written.map_err(|source| Failure::Io { doing: "cannot write the answer".to_owned(), source })
}

/// Says something beside the answer; nothing depends on it.
fn say(world: &mut World, text: &str) {
    let text = world.in_its_locale(&words::visible(text));
    let _ = writeln!(world.stderr, "decklog: {text}");
}
