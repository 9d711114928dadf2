//! The commands by name. A command's own arguments are only made when it is the one that was asked for: one `log`
//! needs none of the others, and it is the one that somebody waits for.

use clap::error::ErrorKind;
use clap::{ArgMatches, Args as _, FromArgMatches, Subcommand};

use super::{
    action, attach, close, completions, config, demo, doctor, export, import, lint, list, log, man, moving, open,
    prompt, redact, reopen, review, run, section, show, start, status, switch, verify,
};

/// A row a command: what it takes, its name, and what help says of it among the others (the first line of the
/// description of what it takes).
macro_rules! commands {
    ($($command:ident($takes:ty) $name:literal $about:literal)+) => {
        #[derive(Debug)]
        pub enum Command {
            $($command($takes),)+
        }

        impl Command {
            /// What the command of this name takes.
            pub fn named(name: &str) -> Option<clap::Command> {
                match name {
                    $($name => Some(<$takes>::augment_args(clap::Command::new($name))),)+
                    _ => None,
                }
            }
        }

        impl Subcommand for Command {
            fn augment_subcommands(all: clap::Command) -> clap::Command {
                all$(.subcommand(clap::Command::new($name).about($about).defer(<$takes>::augment_args)))+
            }

            fn augment_subcommands_for_update(all: clap::Command) -> clap::Command {
                Command::augment_subcommands(all)
            }

            fn has_subcommand(name: &str) -> bool {
                [$($name),+].contains(&name)
            }
        }

        impl FromArgMatches for Command {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Command, clap::Error> {
                match matches.subcommand() {
                    $(Some(($name, matches)) => <$takes>::from_arg_matches(matches).map(Command::$command),)+
                    _ => Err(clap::Error::new(ErrorKind::MissingSubcommand)),
                }
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                Command::from_arg_matches(matches).map(|command| *self = command)
            }
        }
    };
}

commands! {
    Open(open::Open) "open" "Open the recorder (what decklog does without a command)"
    Start(start::Start) "start" "Start an incident; it becomes the open one"
    Log(log::Log) "log" "Record one event: decklog log 10:15 d: alert, checkout is slow"
    Run(run::Run) "run" "Run a command and record it: decklog run -- systemctl restart payments"
    Attach(attach::Attach) "attach" "Attach a file to an event, as evidence: decklog attach graph.png"
    Status(status::Status) "status" "Show how the incident stands: to paste, for a shell prompt, for a handover"
    List(list::List) "list"
        "List all incidents: when, how long, how bad, how it stands, how far it is written up"
    Use(switch::Use) "use" "Make an incident the open one"
    Show(show::Show) "show" "Show an incident's timeline"
    Section(section::Section) "section" "Show or write a section of the postmortem"
    Action(action::Action) "action" "List, add or change action items"
    Export(export::Export) "export" "Export the postmortem: Markdown, HTML, a drawing, data"
    Import(import::Import) "import"
        "Import what exists already: a write-up, a chat, a table, alarms, another recorder's incident"
    Lint(lint::Lint) "lint" "Check what the postmortem still lacks: contradictions, gaps, unknowns"
    Verify(verify::Verify) "verify"
        "Check an incident's journals: every line, every chain, every piece of evidence"
    Doctor(doctor::Doctor) "doctor"
        "Say where everything lies, whether it can be written, what is damaged, and what to do"
    Move(moving::Moving) "move" "Move events to another incident"
    Redact(redact::Redact) "redact"
        "Take the words of an event, a section or an action item off this disk, for good"
    Close(close::Close) "close" "Close an incident; the next line starts a new one"
    Reopen(reopen::Reopen) "reopen" "Reopen an incident that was closed or resolved, and make it the open one"
    Review(review::Review) "review" "Review an incident: its timeline, walked through and corrected"
    Replay(review::Replay) "replay" "Replay an incident as it was known at the time, minute by minute"
    Config(config::Config) "config" "Show the settings, where their file is, or what is wrong with it"
    Demo(demo::Demo) "demo" "Try decklog on an outage that somebody else recorded"
    Completions(completions::Completions) "completions"
        "Completion for a shell, of tags and ids too: eval \"$(decklog completions bash)\""
    Prompt(prompt::Prompt) "prompt"
        "Show the open incident in the prompt of a shell: eval \"$(decklog prompt bash)\""
    Man(man::Man) "man" "Write the manual pages, one a command: decklog man ~/.local/share/man/man1"
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Help says the same of a command whether it lists all of them or explains the one.
    #[test]
    fn what_is_said_of_a_command_is_its_own_first_line() {
        let mut all = Command::augment_subcommands(clap::Command::new("decklog"));
        let listed: Vec<(String, Option<String>)> = all.get_subcommands().map(told).collect();
        all.build();
        let explained: Vec<(String, Option<String>)> =
            all.get_subcommands().filter(|command| command.get_name() != "help").map(told).collect();
        assert_eq!(listed, explained);
    }

    fn told(command: &clap::Command) -> (String, Option<String>) {
        (command.get_name().to_owned(), command.get_about().map(ToString::to_string))
    }
}
