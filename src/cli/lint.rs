//! `decklog lint`: what the postmortem still lacks, and which rules may not speak.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use super::config::warn_of as warn_of_settings;
use super::format::Format;
use super::opened::{Opened, warn_of};
use super::settings::load;
use super::{Failure, World, answer, work};
use crate::analysis::{Analysis, Finding, Lint as Findings, RULES, Rule, Subject};
use crate::export;
use crate::session::Once;
use crate::timeline::{Record, SectionRow, Timeline};
use crate::words;

const EXAMPLES: &str = "\
Examples:
  decklog lint                                       what is missing, the worst first
  decklog lint --rules                               what is looked for
  decklog lint --mute T09 --why 'nobody was awake'   the rule is silent, and the reason is kept
  decklog lint --format json | jq -r '.[].message'

Errors are to be mended before the postmortem is final; until then it is a draft. A warning should
be, a hint may be. Readiness is the share of the rules that found nothing: one that reports errors
weighs as much as three that warn, hints weigh nothing.

Exit code 1 where a rule reports an error.";

/// Check what the postmortem still lacks: contradictions, gaps, unknowns
///
/// Nothing is changed, and an export never waits for it. While the incident is open, only what can't
/// wait is told: no detection, a time that can't be.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Lint {
    /// An id, a unique part of one, or a date; without one, the open incident, else the last touched
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Silence a rule for this incident; the reason is kept and shown
    #[arg(long, value_name = "RULE", requires = "why", conflicts_with = "unmute")]
    mute: Option<String>,
    /// Why the rule is silenced
    #[arg(long, value_name = "TEXT", requires = "mute")]
    why: Option<String>,
    /// Let a silenced rule speak again
    #[arg(long, value_name = "RULE")]
    unmute: Option<String>,
    /// List the rules: what each looks for, and what mends it
    #[arg(long, conflicts_with_all = ["which", "mute", "unmute"])]
    rules: bool,
}

impl Lint {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        if self.rules {
            if self.format == Format::Json {
                let row = |rule: &Rule| serde_json::json!({"rule": rule.id, "level": rule.level.name(), "help": rule.help, "fix": rule.fix});
                answer(world, &export::inert_json(&RULES.iter().map(row).collect::<Vec<_>>()))?;
                return Ok(0);
            }
            let text = world.in_its_locale(&rules());
            return answer(world, &text).map(|()| 0);
        }
        let id = opened.incident(self.incident.as_deref())?;
        match (&self.mute, &self.unmute) {
            (Some(rule), _) => silence(rule, self.why.as_deref(), &id, opened, world),
            (None, Some(rule)) => silence(rule, None, &id, opened, world),
            (None, None) => self.look(&id, opened, world),
        }
    }

    fn look(&self, id: &str, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let (timeline, faults) = opened.shown(id)?;
        warn_of(&faults, world);
        let loaded = load(world);
        let analysis = Analysis::of(&timeline);
        let found = Findings::of(&analysis, export::examined(&timeline, loaded.settings.gap));
        let text = match self.format {
            Format::Text => world.in_its_locale(&words::visible_lines(&in_words(&found, &analysis))),
            Format::Json => export::inert_json(&found.findings.iter().map(Found::of).collect::<Vec<_>>()),
        };
        if self.format == Format::Text {
            warn_of_settings(&loaded.problems, world);
        }
        answer(world, &text)?;
        Ok(u8::from(found.is_draft()))
    }
}

/// Records that a rule may not speak for a reason, or may again.
fn silence(name: &str, why: Option<&str>, id: &str, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
    let unknown = || Failure::Usage(format!("no rule is called “{name}”; “decklog lint --rules” lists them"));
    let rule = Rule::named(name).ok_or_else(unknown)?;
    let why = why.map(str::trim);
    if why == Some("") {
        return Err(Failure::Usage("--why needs a reason: it is kept and shown".to_owned()));
    }
    let (timeline, _) = opened.timeline(id)?;
    if why.is_none() && !timeline.mutes().contains_key(rule.id) {
        return Err(Failure::NotFound(format!("{} is not silenced", rule.id)));
    }
    let record = Record::Mute { rule: rule.id.to_owned(), why: why.map(str::to_owned) };
    work::whole(|| {
        let mut once = Once::open(&opened.author, id)?;
        let batch = once.author().batch(vec![record]);
        once.add(batch);
        once.save()
    })?;
    let said = match why {
        Some(why) => format!("{} is silent: {}\n", rule.id, words::one_line(why)),
        None => format!("{} speaks again\n", rule.id),
    };
    let said = world.in_its_locale(&said);
    answer(world, &said)?;
    Ok(0)
}

/// A finding as scripts get it.
#[derive(Serialize)]
struct Found<'a> {
    rule: &'a str,
    level: &'a str,
    message: &'a str,
    event: Option<String>,
    section: Option<&'a str>,
    action: Option<String>,
    fix: &'a str,
}

impl<'a> Found<'a> {
    fn of(finding: &'a Finding) -> Found<'a> {
        let Finding { rule, message, at } = finding;
        Found {
            rule: rule.id,
            level: rule.level.name(),
            message,
            event: if let Subject::Event(id) = at { Some(id.to_string()) } else { None },
            section: if let Subject::Section(name) = at { Some(name) } else { None },
            action: if let Subject::Action(id) = at { Some(id.to_string()) } else { None },
            fix: rule.fix,
        }
    }
}

/// The findings by their levels, what was silenced, and how far along the document is.
fn in_words(found: &Findings, analysis: &Analysis) -> String {
    let mut text = String::new();
    let mut level = None;
    for finding in &found.findings {
        if level.replace(finding.rule.level).is_some_and(|before| before != finding.rule.level) {
            text.push('\n');
        }
        let Finding { rule, message, at } = finding;
        let _ = writeln!(text, "{} {:<8} {message}", rule.id, rule.level.name());
        let _ = writeln!(text, "    → {}", rule.fix);
        if let Some(place) = place(*at, analysis.timeline) {
            let _ = writeln!(text, "    {place}");
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    for (rule, why) in &found.muted {
        let _ = writeln!(text, "{} is silent: {}", rule.id, words::one_line(why));
    }
    if !analysis.is_over() {
        text.push_str("the incident is open: most rules wait until it is resolved\n");
    }
    let counts = if found.findings.is_empty() { "nothing found".to_owned() } else { found.counted() };
    let draft = if found.is_draft() { ", a draft" } else { "" };
    // Of what is not over, nobody knows how much is still to come.
    let _ = match analysis.is_over() {
        true => writeln!(text, "{counts} · readiness {} %{draft}", found.readiness),
        false => writeln!(text, "{counts}"),
    };
    text
}

/// Where to go; the incident as a whole needs no word.
fn place(at: Subject, timeline: &Timeline) -> Option<String> {
    Some(match at {
        Subject::Incident => return None,
        Subject::Event(id) => {
            let when = timeline.event(id).map(|event| event.when().shown(&timeline.incident().zone()));
            format!("event {}, {}", id.short(), when.filter(|when| when != "—").as_deref().unwrap_or("no time"))
        }
        Subject::Section(name) => format!("decklog section {}", SectionRow::in_a_command(name)),
        Subject::Action(id) => format!("action item {}", id.short()),
    })
}

/// The table of rules.
fn rules() -> String {
    let mut text = String::new();
    for rule in RULES {
        let live = if rule.live { " (also while the incident is open)" } else { "" };
        let _ = writeln!(text, "{} {:<8} {}{live}\n    → {}", rule.id, rule.level.name(), rule.help, rule.fix);
    }
    text
}
