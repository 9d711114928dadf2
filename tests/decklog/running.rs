//! `decklog run`: a command goes its way as if nothing stood between, and what became of it is recorded.

mod saved;
mod terminal;

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::ExitStatusExt as _;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::deck::Deck;
use crate::patience::until;

/// The only event there is.
fn event(deck: &Deck) -> Value {
    let shown = deck.shown();
    let events = shown["events"].as_array().unwrap();
    assert_eq!(events.len(), 1, "{events:?}");
    events[0].clone()
}

/// How its command ended.
fn outcome(deck: &Deck) -> (String, String) {
    let outcome = &event(deck)["outcome"];
    assert!(outcome["seconds"].as_f64().is_some_and(|seconds| seconds >= 0.0), "{outcome}");
    let word = |name: &str| outcome[name].as_str().unwrap().to_owned();
    (word("state"), word("exit"))
}

/// What is kept of its output.
fn evidence(deck: &Deck) -> Vec<u8> {
    let event = event(deck);
    let file = event["evidence"][0]["file"].as_str().expect("evidence");
    std::fs::read(deck.incident().join("evidence").join(file)).unwrap()
}

/// The number that a command printed of itself.
fn number_in(wrote: &str) -> Pid {
    let number = wrote.split_whitespace().rfind(|word| word.bytes().all(|byte| byte.is_ascii_digit())).unwrap();
    Pid::from_raw(number.parse().unwrap()).unwrap()
}

#[test]
fn streams_and_status_are_those_of_the_command() {
    let deck = Deck::new();
    let (code, wrote) = deck.run(&["run", "--", "sh", "-c", "echo out; echo err >&2; exit 3"]).ends();
    assert_eq!((code, wrote.stdout.as_str()), (3, "out\n"));
    assert!(wrote.stderr.starts_with("err\n") && wrote.stderr.contains("action: failed, exit 3"), "{wrote:?}");
    let event = event(&deck);
    assert_eq!((&event["text"], &event["tag"]), (&"sh -c 'echo out; echo err >&2; exit 3'".into(), &"action".into()));
    assert_eq!(outcome(&deck), ("failed".to_owned(), "3".to_owned()));
    let mut kept = evidence(&deck);
    kept.sort_unstable();
    let mut expected = b"out\nerr\n".to_vec();
    expected.sort_unstable();
    assert_eq!(kept, expected);
    let shown = deck.run(&["show"]).succeeds().stdout;
    assert!(shown.contains("[failed, exit 3, under 1 s]") && !shown.contains("amended"), "{shown}");
    let told = deck.run(&["export"]).succeeds().stdout;
    assert!(told.contains("failed, exit 3, under 1 s"), "{told}");
    deck.run(&["verify"]).succeeds();
}

#[test]
fn input_and_prompts_pass_at_once() {
    let deck = Deck::new();
    let mut running = deck.run(&["run", "-q", "--", "sh", "-c", "printf 'who? '; read who; echo hello $who"]).starts();
    assert_eq!(running.wait_for("who? "), "who? ");
    running.say("bo\n");
    running.wait_for("hello bo\n");
    let (ended, wrote) = running.end();
    assert!(ended.success() && wrote.stderr.contains("started 20"), "{wrote:?}");
    assert_eq!(outcome(&deck), ("ok".to_owned(), "0".to_owned()));
}

#[test]
fn every_byte_comes_out_as_it_went_in() {
    let deck = Deck::new();
    let bytes: Vec<u8> = (0..200_000u32).map(|n| (n * 7919 % 256) as u8).collect();
    std::fs::write(deck.path("bytes"), &bytes).unwrap();
    deck.shell("\"$@\" run -- cat bytes > out; \"$@\" run -- cat < bytes | cmp - bytes && cmp out bytes").succeeds();
    let shown = deck.shown();
    let kept = &shown["events"][0]["evidence"][0];
    assert_eq!(kept["source"], "output, the end of 200000 bytes");
    let file = deck.incident().join("evidence").join(kept["file"].as_str().unwrap());
    assert!(std::fs::read(file).unwrap() == bytes[bytes.len() - 65_536..]);
    deck.run(&["verify"]).succeeds();
}

/// Raw on disk, and nowhere else.
#[test]
fn escapes_in_arguments_and_output_reach_no_screen() {
    let deck = Deck::new();
    let run = deck.run(&["run", "--", "printf", "%s"]).arg(OsStr::from_bytes(b"caf\xe9\x1b[2J"));
    // The test reads text; what the command writes is none.
    let wrote = run.stdout("/dev/null").succeeds();
    assert!(wrote.stderr.contains("action: ok"), "{wrote:?}");
    assert_eq!(event(&deck)["text"], r"printf %s $'caf\xE9\x1B[2J'");
    assert_eq!(evidence(&deck), b"caf\xe9\x1b[2J");
    for command in [&["show"][..], &["export"], &["status", "--since", "-1h"], &["show", "--format", "json"]] {
        assert!(!deck.run(command).succeeds().stdout.contains('\x1b'), "{command:?}");
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_command() {
    let deck = Deck::new();
    let wrote = deck.shell("{ \"$@\" run -q -- yes; echo ended $? >&2; } | head -1").succeeds();
    assert_eq!(wrote.stdout, "y\n");
    assert!(wrote.stderr.contains("ended 141\n"), "{wrote:?}");
    assert_eq!(outcome(&deck), ("failed".to_owned(), "SIGPIPE".to_owned()));
}

#[test]
fn two_streams_to_one_place_keep_their_order() {
    let deck = Deck::new();
    let script = "\"$@\" run -q -- sh -c 'for n in 1 2 3 4; do echo out $n; echo err $n >&2; done' 2>&1 | cat";
    let wrote = deck.shell(script).succeeds();
    let lines: Vec<&str> = wrote.stdout.lines().filter(|line| !line.starts_with("decklog")).collect();
    assert_eq!(lines, ["out 1", "err 1", "out 2", "err 2", "out 3", "err 3", "out 4", "err 4"]);
}

#[test]
fn what_cannot_be_started_is_recorded_with_why() {
    let deck = Deck::new();
    let ends = |arguments: &[&str]| {
        let (ended, wrote) = deck.run(arguments).starts().end();
        (ended.code(), wrote)
    };
    let (code, wrote) = ends(&["run", "--", "no-such-command", "-x"]);
    assert_eq!(code, Some(127));
    assert!(wrote.stderr.contains("no-such-command: command not found"), "{wrote:?}");
    assert_eq!(outcome(&deck), ("failed".to_owned(), "command not found".to_owned()));
    assert!(ends(&["run", "--", "ls -l"]).1.stderr.contains("sh -c"));
    assert_eq!(ends(&["run", "--", "/etc/passwd"]).0, Some(126));
    assert!(deck.run(&["show"]).succeeds().stdout.contains("[not started: permission denied]"));
    // Nothing was run, and nothing is recorded.
    deck.run(&["run"]).fails_with(2);
    deck.run(&["run", "--loud", "--", "true"]).fails_with(2);
    assert_eq!(deck.texts().len(), 3);
}

#[test]
fn tags_are_named_as_ever_and_a_wrong_one_costs_nothing() {
    let deck = Deck::new();
    deck.run(&["run", "-q", "-t", "finding", "--", "true"]).succeeds();
    deck.run(&["run", "-q", "-t", "m", "true"]).succeeds();
    assert!(deck.run(&["run", "-q", "-t", "nonsense", "--", "true"]).succeeds().stderr.contains("recorded as action"));
    let shown = deck.shown();
    let tags: Vec<&str> = shown["events"].as_array().unwrap().iter().map(|e| e["tag"].as_str().unwrap()).collect();
    assert_eq!(tags, ["finding", "mitigation", "action"]);
    let secret = deck.run(&["run", "-q", "--", "true", "password=hunter2secret"]).succeeds();
    assert!(secret.stderr.contains("looks like a password"), "{secret:?}");
}

#[test]
fn a_command_line_is_no_line_of_the_recorder() {
    let deck = Deck::new();
    deck.run(&["run", "-q", "--", "echo", "10:15", "r:", "fixed"]).succeeds();
    deck.shell("ln -s /bin/true at; PATH=.:$PATH; \"$@\" run -q -- at 10:15 r: fixed").succeeds();
    assert_eq!(deck.texts(), ["echo 10:15 r: fixed", "at 10:15 r: fixed"]);
    assert!(deck.shown()["events"].as_array().unwrap().iter().all(|event| event["tag"] == "action"));
}

#[test]
fn a_signal_that_ends_the_command_is_told() {
    let deck = Deck::new();
    let mut running = deck.run(&["run", "--", "sh", "-c", "echo $$; exec sleep 1000"]).starts();
    let command = number_in(running.wait_for("\n"));
    kill_process(command, Signal::KILL).unwrap();
    let (ended, wrote) = running.end();
    assert_eq!(ended.code(), Some(137), "{wrote:?}");
    assert!(wrote.stderr.contains("ended by SIGKILL"), "{wrote:?}");
    assert_eq!(outcome(&deck), ("failed".to_owned(), "SIGKILL".to_owned()));
}

#[test]
fn signals_reach_the_command_and_its_end_is_recorded() {
    for (signal, code, name) in [(Signal::TERM, Some(143), "SIGTERM"), (Signal::HUP, Some(129), "SIGHUP")] {
        let deck = Deck::new();
        let mut running = deck.run(&["run", "--", "sh", "-c", "echo on; exec sleep 1000"]).starts();
        running.wait_for("on\n");
        running.signal(signal);
        assert_eq!(running.end().0.code(), code);
        assert_eq!(outcome(&deck), ("failed".to_owned(), name.to_owned()));
    }
    // One that takes its leave is let do so.
    let deck = Deck::new();
    let script = "trap 'echo bye; exit 5' TERM; echo on; while :; do sleep 0.01; done";
    let mut running = deck.run(&["run", "--", "sh", "-c", script]).starts();
    running.wait_for("on\n");
    running.signal(Signal::TERM);
    let (ended, wrote) = running.end();
    assert_eq!((ended.code(), wrote.stdout.as_str()), (Some(5), "on\nbye\n"));
}

/// Beside us, as a job in the background of a script, an interrupt may be ignored; here it is not.
const MINDING_INTERRUPTS: &str =
    "env --default-signal=INT true 2> /dev/null && set -- env --default-signal=INT \"$@\";";

/// A loop in a shell ends with an interrupt only when what it waits for does.
#[test]
fn an_interrupt_ends_us_as_it_ends_the_command() {
    let deck = Deck::new();
    let minding = |script: &str| deck.shell(&format!("{MINDING_INTERRUPTS} {script}"));
    let mut running = minding("exec \"$@\" run -- sh -c 'echo on; exec sleep 1000'").starts();
    running.wait_for("on\n");
    running.signal(Signal::INT);
    let (ended, wrote) = running.end();
    assert_eq!(ended.signal(), Some(2), "{wrote:?}");
    assert!(wrote.stderr.contains("action: interrupted"), "{wrote:?}");
    assert_eq!(outcome(&deck), ("failed".to_owned(), "SIGINT".to_owned()));
    let wrote = minding("\"$@\" run -q -- sh -c 'kill -INT $$'; echo $?").succeeds();
    assert_eq!(wrote.stdout, "130\n");
}

#[test]
fn what_is_ignored_stays_ignored() {
    let deck = Deck::new();
    let script = "trap '' HUP; exec \"$@\" run -q -- sh -c 'echo on; kill -HUP $$; echo alive; read x'";
    let mut running = deck.shell(script).starts();
    running.wait_for("alive\n");
    running.signal(Signal::HUP);
    running.say("\n");
    assert!(running.end().0.success());
}

/// `kill -9`: nobody is left to say how it ended, and so nobody says.
#[test]
fn a_start_without_an_end_is_told_as_one() {
    let deck = Deck::new();
    let mut running = deck.run(&["run", "--", "sh", "-c", "echo $$; exec sleep 1000"]).starts();
    let command = number_in(running.wait_for("\n"));
    until("the start to be recorded", || {
        let (code, wrote) = deck.run(&["show", "--format", "json"]).ends();
        code == 0 && wrote.stdout.contains("exec sleep 1000")
    });
    running.signal(Signal::KILL);
    running.end();
    kill_process(command, Signal::KILL).unwrap();
    assert_eq!(event(&deck)["outcome"], serde_json::json!({"state": "unknown", "exit": null, "seconds": null}));
    assert!(deck.run(&["show"]).succeeds().stdout.contains("[outcome not recorded]"));
    assert!(deck.run(&["export"]).succeeds().stdout.contains("outcome not recorded"));
}

#[test]
fn what_it_leaves_running_holds_up_nothing() {
    let deck = Deck::new();
    let mut running = deck.run(&["run", "--", "sh", "-c", "sleep 1000 & echo $!"]).starts();
    let left = number_in(running.wait_for("\n"));
    assert!(running.end().0.success());
    kill_process(left, Signal::KILL).unwrap();
    assert_eq!(outcome(&deck), ("ok".to_owned(), "0".to_owned()));
}

#[test]
fn output_that_cannot_be_written_is_said() {
    let deck = Deck::new();
    let wrote = deck.run(&["run", "--", "echo", "hello"]).stdout("/dev/full").succeeds();
    assert!(wrote.stderr.contains("No space left"), "{wrote:?}");
    let (code, _) = deck.shell("exec \"$@\" run -q -- sh -c 'echo hello; exit 4' >&- 2>&- <&-").ends();
    assert_eq!(code, 4);
}

/// One that writes for ever is let go when what was on its way is handed on.
#[test]
fn what_it_leaves_writing_ends_with_it() {
    let deck = Deck::new();
    let wrote = deck.shell("\"$@\" run -q -- sh -c 'yes & echo began' | tail -c 2 | od -c").succeeds();
    assert!(wrote.stdout.contains("y  \\n"), "{wrote:?}");
    assert_eq!(outcome(&deck), ("ok".to_owned(), "0".to_owned()));
}

/// All of it, however long the reader takes for it.
#[test]
fn a_slow_reader_gets_all_of_it() {
    let deck = Deck::new();
    std::process::Command::new("mkfifo").arg(deck.path("go")).status().unwrap();
    let mut running = deck.shell("\"$@\" run -q -- seq 1 30000 | { read go < go; cat; }").starts();
    std::fs::write(deck.path("go"), "go\n").unwrap();
    running.wait_for("\n30000\n");
    let (ended, wrote) = running.end();
    assert!(ended.success() && wrote.stdout.lines().count() == 30_000);
}
