//! What the shells read: completions, the prompt, the manual. Each is tried in the shell itself; bash is
//! everywhere, the others where they are installed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use portable_pty::CommandBuilder;

use super::deck_with;
use crate::deck::{Deck, PROGRAM};
use crate::terminal::Terminal;

/// A shell, how it is started with nothing of anybody's own, and how it reads the prompt.
struct Shell {
    name: &'static str,
    arguments: &'static [&'static str],
    reads: &'static str,
    /// Makes its prompt a plain word, and shows the status of the last command in it.
    plain: &'static str,
}

const SHELLS: [Shell; 3] = [
    Shell {
        name: "bash",
        arguments: &["--norc", "--noprofile"],
        reads: "eval \"$(decklog prompt bash)\"",
        plain: "PS1='<$?> ready: '",
    },
    Shell {
        name: "zsh",
        arguments: &["-f"],
        reads: "eval \"$(decklog prompt zsh)\"",
        plain: "PROMPT='<%?> ready: '; unsetopt prompt_sp zle",
    },
    Shell {
        name: "fish",
        arguments: &["--no-config"],
        reads: "decklog prompt fish | source",
        plain: "function fish_prompt; echo -n \"<$status> ready: \"; end",
    },
];

/// Those of them that are here.
fn shells() -> impl Iterator<Item = &'static Shell> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_here = |shell: &&Shell| std::env::split_paths(&path).any(|dir| dir.join(shell.name).exists());
    let here: Vec<&Shell> = SHELLS.iter().filter(is_here).collect();
    assert_eq!(here[0].name, "bash");
    here.into_iter()
}

/// A directory before all others on the PATH, in which `decklog` is this script.
fn put_decklog(deck: &Deck, script: &str) {
    fs::create_dir_all(deck.path("bin")).unwrap();
    let new = deck.path("bin/new");
    fs::write(&new, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&new, fs::Permissions::from_mode(0o755)).unwrap();
    // The one before may be running.
    fs::rename(new, deck.path("bin/decklog")).unwrap();
}

fn with_decklog(deck: &Deck, mut command: CommandBuilder) -> CommandBuilder {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([deck.path("bin")].into_iter().chain(std::env::split_paths(&path))).unwrap();
    command.env("PATH", path);
    command.env("HOME", deck.path("home"));
    // So long that a loaded machine answers; a decklog that hangs is waited for as long.
    command.env("DECKLOG_PROMPT_WAIT", "5");
    command
}

/// The shell in a terminal, with a plain prompt.
fn open(deck: &Deck, shell: &Shell) -> Terminal {
    put_decklog(deck, &format!("exec '{PROGRAM}' \"$@\""));
    fs::create_dir_all(deck.path("home")).unwrap();
    let mut terminal = Terminal::run(with_decklog(deck, deck.in_terminal(shell.name, shell.arguments)));
    terminal.send(format!("{}\n", shell.plain));
    terminal.wait_for_text("<0> ready:");
    terminal
}

/// Has the shell do something, and waits for its prompt, with nothing else on the screen.
fn types(terminal: &mut Terminal, line: &str, prompt: &str) {
    types_until(terminal, line, &|screen| screen == prompt);
}

fn types_until(terminal: &mut Terminal, line: &str, is_prompt: &dyn Fn(&str) -> bool) {
    // The count tells this prompt from the one before.
    let count = terminal.bytes().len();
    terminal.send(format!("clear; echo {count}; {line}\n"));
    terminal.wait_for("the prompt", |terminal| {
        let screen = terminal.text();
        screen.trim().strip_prefix(&format!("{count}\n")).is_some_and(is_prompt)
    });
}

#[test]
fn the_open_incident_stands_before_the_prompt() {
    for shell in shells() {
        let deck = Deck::new();
        let mut terminal = open(&deck, shell);
        types(&mut terminal, shell.reads, "<0> ready:");
        deck.run(&["start", "--severity", "1", "\u{1b}[2J$(touch gone) %F{red} `x`"]).succeeds();
        types_until(&mut terminal, "false", &|row| row.starts_with("[SEV1") && row.ends_with("] <1> ready:"));
        deck.run(&["log", "h: $(touch gone) \\[\u{1b}]0;title"]).succeeds();
        types_until(&mut terminal, "true", &|row| row.contains(" · H1 ") && row.ends_with("] <0> ready:"));
        // Read again, as by a shell in a shell, it stands there once.
        types_until(&mut terminal, shell.reads, &|row| row.matches("H1").count() == 1);
        deck.run(&["close"]).succeeds();
        types(&mut terminal, "false", "<1> ready:");
        terminal.send("exit\n");
        terminal.wait_for_end();
        assert!(!deck.path("gone").exists(), "{}", shell.name);
    }
}

#[test]
fn a_decklog_that_fails_or_is_gone_leaves_the_prompt_alone() {
    for shell in shells() {
        let deck = Deck::new();
        let mut terminal = open(&deck, shell);
        types(&mut terminal, shell.reads, "<0> ready:");
        put_decklog(&deck, "echo it broke >&2; exit 4");
        types(&mut terminal, "false", "<1> ready:");
        fs::remove_file(deck.path("bin/decklog")).unwrap();
        types(&mut terminal, "true", "<0> ready:");
        terminal.send("exit\n");
        terminal.wait_for_end();
    }
}

#[test]
fn a_decklog_that_hangs_is_not_waited_for() {
    for shell in shells() {
        let deck = Deck::new();
        let mut terminal = open(&deck, shell);
        let wait = if shell.name == "fish" { "set -g DECKLOG_PROMPT_WAIT 0.2" } else { "DECKLOG_PROMPT_WAIT=0.2" };
        types(&mut terminal, &format!("{wait}; {}", shell.reads), "<0> ready:");
        Command::new("mkfifo").arg(deck.path("hang")).status().unwrap();
        put_decklog(&deck, "trap '' TERM HUP PIPE; read line < hang");
        types(&mut terminal, "false", "<1> ready:");
        // What the person runs is none of its business.
        if shell.name != "fish" {
            types_until(&mut terminal, "sleep 1000 & true", &|row| row.ends_with("<0> ready:"));
            types_until(&mut terminal, "kill $!", &|row| row.ends_with("<0> ready:"));
        }
        terminal.send("exit\nexit\n");
        terminal.wait_for_end();
    }
}

#[test]
fn completions_offer_commands_options_and_tags() {
    let deck = deck_with(&[]);
    let script = deck.run(&["completions", "bash"]).succeeds().stdout;
    fs::write(deck.path("completions.bash"), script).unwrap();
    put_decklog(&deck, &format!("DECKLOG_DIR='{}' exec '{PROGRAM}' \"$@\"", deck.data().display()));
    let path = format!("{}:{}", deck.path("bin").display(), std::env::var("PATH").unwrap());
    let offered = |words: &str, nth: usize| {
        let script = format!(
            "source completions.bash; COMP_WORDS=({words}); COMP_CWORD={nth}; \
             $(complete -p decklog | sed 's/.*-F \\([^ ]*\\).*/\\1/') decklog \"${{COMP_WORDS[$COMP_CWORD]}}\" \
             \"${{COMP_WORDS[$COMP_CWORD-1]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let mut bash = Command::new("bash");
        let told = bash.args(["--norc", "-c", &script]).current_dir(deck.path("")).env("PATH", &path).output().unwrap();
        assert!(told.stderr.is_empty(), "{told:?}");
        String::from_utf8(told.stdout).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(offered("decklog ru", 1), ["run"]);
    assert_eq!(offered("decklog log -t mis", 3), ["misleading-path"]);
    assert_eq!(offered("decklog export --profile ex", 3), ["external"]);
    assert_eq!(offered("decklog section root", 2), ["root-cause"]);
    assert!(offered("decklog log --", 2).contains(&"--stdin".to_owned()));
    let incident = deck.incident().file_name().unwrap().to_string_lossy().into_owned();
    let answer = deck.run(&["log", "d: $(touch gone) alert"]).succeeds().stdout;
    let event = super::ids(&answer)[0].to_owned();
    fs::create_dir_all(deck.data().join("incidents/2024-$(touch gone)/journal")).unwrap();
    fs::write(deck.data().join("incidents/2024-$(touch gone)/journal/a.jsonl"), "x").unwrap();
    for words in ["decklog use ''", "decklog show 20", "decklog --incident ''", "decklog move --to ''"] {
        assert_eq!(offered(words, words.split(' ').count() - 1), [incident.as_str()], "{words}");
    }
    for words in ["decklog redact ''", "decklog move ''", "decklog attach --to ''"] {
        assert_eq!(offered(words, words.split(' ').count() - 1), [event.as_str()], "{words}");
    }
    if shells().any(|shell| shell.name == "fish") {
        let script = deck.run(&["completions", "fish"]).succeeds().stdout;
        fs::write(deck.path("completions.fish"), script).unwrap();
        fs::create_dir_all(deck.path("home")).unwrap();
        let mut fish = Command::new("fish");
        fish.args([
            "--no-config",
            "-c",
            "source completions.fish; complete -C 'decklog use '; complete -C 'decklog redact '",
        ]);
        fish.current_dir(deck.path("")).env("PATH", &path).env("HOME", deck.path("home"));
        let told = String::from_utf8(fish.output().unwrap().stdout).unwrap();
        assert!(
            told.starts_with(&incident) && told.contains(&format!("{event}\tdetection $(touch gone) alert")),
            "{told}"
        );
    }
    assert!(!deck.path("gone").exists());
    deck.run(&["redact", &event, "--why", "a trial"]).succeeds();
    // What is offered is taken.
    deck.run(&["log", "-q", "-t", "misleading-path", "the cables are fine"]).succeeds();
    assert_eq!(deck.shown()["events"][1]["tag"], "misleading path");
    // What is not offered is taken as well.
    assert!(deck.run(&["log", "-t", "nonsense", "words"]).succeeds().stderr.contains("there is no tag"));
}

#[test]
fn every_shell_reads_its_completions() {
    let deck = Deck::new();
    fs::create_dir(deck.path("home")).unwrap();
    for shell in shells() {
        let script = deck.run(&["completions", shell.name]).succeeds().stdout;
        let path = deck.path("completions");
        fs::write(&path, script).unwrap();
        let told = Command::new(shell.name).arg("-n").arg(&path).env("HOME", deck.path("home")).output().unwrap();
        assert!(told.status.success() && told.stderr.is_empty(), "{told:?}");
    }
    for shell in ["elvish", "powershell"] {
        assert!(deck.run(&["completions", shell]).succeeds().stdout.contains("decklog"));
    }
    deck.run(&["completions", "tcsh"]).fails_with(2);
    deck.run(&["prompt", "tcsh"]).fails_with(2);
}

#[test]
fn every_command_has_a_page() {
    let deck = Deck::new();
    assert!(deck.run(&["man"]).succeeds().stdout.contains(".TH decklog 1"));
    deck.run(&["man", "share/man/man1"]).succeeds();
    let help = deck.run(&["--help"]).succeeds().stdout;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<&str> = commands
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty())
        .collect();
    assert!(commands.len() > 20, "{commands:?}");
    for command in commands.into_iter().filter(|command| *command != "help") {
        let page = fs::read_to_string(deck.path(&format!("share/man/man1/decklog-{command}.1")));
        assert!(page.is_ok_and(|page| page.contains(".SH SYNOPSIS")), "{command}");
    }
    fs::write(deck.path("file"), "").unwrap();
    assert!(deck.run(&["man", "file"]).fails_with(1).stderr.contains("cannot write the pages to file"));
}
