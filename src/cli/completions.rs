//! `decklog completions`: what a shell reads to complete our commands, options and words.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::sync::LazyLock;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::error::Error;
use clap::{Arg, Args, Command, ValueEnum};
use clap_complete::Shell;

use super::opened::Opened;
use super::{Failure, World, answer, written_out};
use crate::timeline::{Event, SECTIONS, SectionRow, TAGS};
use crate::words;

/// Completion for a shell, of tags and ids too: eval "$(decklog completions bash)"
///
/// In the start-up file of the shell:
///
///   ~/.bashrc                    eval "$(decklog completions bash)"
///   ~/.zshrc, after compinit     eval "$(decklog completions zsh)"
///   ~/.config/fish/config.fish   decklog completions fish | source
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Completions {
    #[arg(value_enum, required_unless_present = "names")]
    shell: Option<Shell>,
    /// What there is by name, for the scripts themselves to ask
    #[arg(long, value_enum, hide = true, conflicts_with = "shell")]
    names: Option<Named>,
}

/// What has names that only the disk knows, and how help calls it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Named {
    Incident,
    Event,
}

const NAMED: [(Named, &str); 2] = [(Named::Incident, "INCIDENT"), (Named::Event, "EVENT")];

impl Completions {
    pub fn run(self, opened: Result<Opened, Failure>, world: &mut World) -> Result<u8, Failure> {
        let text = match (self.names, self.shell) {
            (Some(Named::Incident), _) => incidents(&opened?)?,
            (Some(Named::Event), _) => events(&opened?)?,
            (None, shell) => script(shell.unwrap_or(Shell::Bash)),
        };
        answer(world, &text)?;
        Ok(0)
    }
}

/// The ids of the incidents, the newest first. A directory by a name that a shell would read as more
/// than a name is none of ours.
fn incidents(opened: &Opened) -> Result<String, Failure> {
    let plain = |id: &String| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    let all = opened.shelf().incidents()?;
    Ok(all.iter().rev().filter(|id| plain(id)).map(|id| format!("{id}\n")).collect())
}

/// The events of the incident that is meant, the newest first, each with its words.
fn events(opened: &Opened) -> Result<String, Failure> {
    let (timeline, _) = opened.timeline(&opened.incident(None)?)?;
    let mut told: Vec<&Event> = timeline.all_events().filter(|event| event.is_told()).collect();
    told.sort_by(|one, other| other.place.cmp(&one.place));
    let line = |event: &&Event| {
        let said = words::shortened(&words::one_line(&event.body.said()), 60);
        format!("{}\t{} {}\n", event.id.short(), event.tag().name(), words::visible(&said))
    };
    Ok(told.iter().map(line).collect())
}

/// What clap makes of the commands, with the names that it can't know asked of us when they are needed.
fn script(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut written_out(), "decklog", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        Shell::Bash => script + &asking_in_bash(),
        Shell::Zsh => asking_in_zsh(&script),
        Shell::Fish => script + &asking_in_fish(),
        _ => script,
    }
}

/// Every argument that takes such a name: its command (none: all of them), and its option or none.
fn places(named: &str) -> Vec<(Option<String>, Option<String>)> {
    let command = written_out();
    let takes = |arg: &&Arg| arg.get_value_names().is_some_and(|names| names.iter().any(|name| name == named));
    let option = |arg: &Arg| arg.get_long().map(str::to_owned);
    let everywhere = command.get_arguments().filter(takes).map(|arg| (None, option(arg)));
    let own = command.get_subcommands().flat_map(|sub| {
        let name = sub.get_name().to_owned();
        sub.get_arguments().filter(takes).map(move |arg| (Some(name.clone()), option(arg))).collect::<Vec<_>>()
    });
    everywhere.chain(own).collect()
}

fn asking_in_bash() -> String {
    let mut cases = String::new();
    for (named, name) in NAMED {
        let places = places(name);
        let patterns = places.iter().map(|(command, option)| match (command, option) {
            (None, option) => format!("*' --{}'", option.as_deref().unwrap_or_default()),
            (Some(command), None) => format!("'{command} {command}'"),
            (Some(command), Some(option)) => format!("'{command} --{option}'"),
        });
        let patterns = patterns.collect::<Vec<String>>().join("|");
        let _ = writeln!(cases, "        {patterns}) names={} ;;", word(named));
    }
    format!(
        "
_decklog_asking() {{
    local names= current=${{COMP_WORDS[COMP_CWORD]}}
    case \"${{COMP_WORDS[1]}} ${{COMP_WORDS[COMP_CWORD-1]}}\" in
{cases}    esac
    if [[ -z $names || $current == -* ]]; then
        _decklog \"$@\"
        return
    fi
    COMPREPLY=($(compgen -W \"$(decklog completions --names \"$names\" 2> /dev/null | cut -f 1)\" -- \"$current\"))
}}
complete -F _decklog_asking -o bashdefault -o default decklog
"
    )
}

fn asking_in_zsh(script: &str) -> String {
    let mut functions = String::new();
    let mut asking = script.to_owned();
    for (named, name) in NAMED {
        let word = word(named);
        asking = asking.replace(&format!(":{name}:_default"), &format!(":{name}:_decklog_{word}"));
        let _ = write!(
            functions,
            "
_decklog_{word}() {{
    local -a names
    names=(${{(f)\"$(decklog completions --names {word} 2> /dev/null | cut -f 1)\"}})
    compadd -V {word} -a names
}}
"
        );
    }
    // Those without an option are called after what they are in the code.
    let positional = |line: &str| {
        let of = [(":which -- ", "incident"), (":event -- ", "event"), (":events -- ", "event")];
        let word = of.iter().find(|(begins, _)| line.contains(begins)).map(|(_, word)| *word);
        word.map_or_else(|| line.to_owned(), |word| line.replace(":_default'", &format!(":_decklog_{word}'")))
    };
    let asking: Vec<String> = asking.lines().map(positional).collect();
    let asking = asking.join("\n") + "\n";
    asking.replacen("#compdef decklog\n", &format!("#compdef decklog\n{functions}"), 1)
}

fn asking_in_fish() -> String {
    let mut lines = String::new();
    for (named, name) in NAMED {
        for (command, option) in places(name) {
            let when =
                command.map(|command| format!(" -n \"__fish_seen_subcommand_from {command}\"")).unwrap_or_default();
            let option = option.map(|option| format!(" -l {option} -x")).unwrap_or_else(|| " -f".to_owned());
            let asks = format!("(decklog completions --names {} 2> /dev/null)", word(named));
            let _ = writeln!(lines, "complete -c decklog{when}{option} -k -a \"{asks}\"");
        }
    }
    lines
}

/// As it is asked for.
fn word(named: Named) -> String {
    named.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// Words that are offered; any other is taken as well, and whoever takes it says what is wrong with it.
#[derive(Clone)]
pub struct Offered(&'static LazyLock<Vec<String>>);

/// Each is one word to a shell.
static TAG_NAMES: LazyLock<Vec<String>> = LazyLock::new(|| TAGS.iter().map(|row| row.name.replace(' ', "-")).collect());
static SECTION_NAMES: LazyLock<Vec<String>> =
    LazyLock::new(|| SECTIONS.iter().map(|row| SectionRow::in_a_command(row.name)).collect());

impl Offered {
    pub fn tags() -> Offered {
        Offered(&TAG_NAMES)
    }

    /// The sections of a postmortem.
    pub fn sections() -> Offered {
        Offered(&SECTION_NAMES)
    }
}

impl TypedValueParser for Offered {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(|word| PossibleValue::new(word.as_str()))))
    }
}
