//! `decklog status`: how the incident stands, to paste, for a shell prompt, for a handover. The card
//! costs the same whatever the incident's size; only a handover reads all of it.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::config::warn_of;
use super::opened::Opened;
use super::settings::load;
use super::when::{as_of_line, looked_back, stated};
use super::{Failure, World, answer};
use crate::analysis::{Handover, HandoverEntry, StateCard};
use crate::export;
use crate::journal::summary;
use crate::time::{Moment, Zone};
use crate::timeline::{Summary, Timeline};
use crate::words;

/// Show how the incident stands: to paste, for a shell prompt, for a handover
///
/// The card has fewer than twelve lines. For a shell prompt there is `decklog prompt`: a line of it, and
/// nothing while no incident is open.
#[derive(Args, Debug)]
pub struct Status {
    /// An id, a unique part of one, or a date; without one, the open incident, else the last touched
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
    /// What was entered since then, for whoever takes over: 14:30, -2h, 'yesterday 23:50'
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    since: Option<String>,
    /// How it stood then, by what was known: 10:30, T+30, '2024-06-07 10:30'
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    as_of: Option<String>,
    #[arg(long, value_enum, default_value = "card")]
    format: Form,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Form {
    /// A few lines, to paste
    Card,
    /// One short line for a shell prompt; nothing while no incident is open
    Line,
    /// For a script
    Json,
}

impl Status {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        // A prompt asks at every turn, and waits for nothing.
        if self.format != Form::Line {
            opened.take_back(world);
        }
        let id = match (&self.incident, self.format) {
            (None, Form::Line) => match opened.open_incident()? {
                Some(id) => id,
                None => return Ok(0),
            },
            (named, _) => opened.incident(named.as_deref())?,
        };
        let loaded = load(world);
        let now = world.clock.now();
        let past = self.as_of.as_ref().map(|words| looked_back(words, &opened.shown(&id)?.0, now)).transpose()?;
        let (as_of, known): (Option<Moment>, Option<Timeline>) = past.unzip();
        let now = as_of.unwrap_or(now);
        let summary = known.as_ref().map_or_else(|| summary_of(opened, &id), |known| Ok(Summary::of(known)))?;
        let card = StateCard::of(&summary, &loaded.settings.timers, now);
        let since = self.since(&summary, now)?;
        let above = as_of.zip(known.as_ref()).map_or_else(String::new, |(at, known)| as_of_line(at, known));
        let timeline = match known {
            Some(known) => Some(known),
            None => since.map(|_| opened.shown(&id)).transpose()?.map(|(timeline, _)| timeline),
        };
        let handover = since.zip(timeline.as_ref()).map(|(since, timeline)| Handover::since(timeline, since));
        let text = match self.format {
            Form::Line => card.in_a_line() + "\n",
            Form::Json => export::inert_json(&object(&card, as_of, handover.as_ref())),
            Form::Card => {
                let handover = handover.map_or_else(String::new, |handover| in_words(&handover, &card.zone));
                above + &card.lines().join("\n") + "\n" + &handover
            }
        };
        if self.format == Form::Card {
            warn_of(&loaded.problems, world);
        }
        let text = if self.format == Form::Json { text } else { world.in_its_locale(&words::visible_lines(&text)) };
        answer(world, &text)?;
        Ok(0)
    }

    /// The moment of `--since`, read as the line reads a time.
    fn since(&self, summary: &Summary, now: Moment) -> Result<Option<Moment>, Failure> {
        let Some(said) = &self.since else { return Ok(None) };
        match stated(said, summary, now) {
            Ok(at) => Ok(Some(at.moment)),
            Err(doubt) => {
                // Of several readings the latest that has passed: what came before it was seen.
                let readings = doubt.readings.iter().filter_map(|when| when.bound()).map(|at| at.moment);
                let latest = readings.filter(|at| *at <= now).max();
                latest.map(Some).ok_or_else(|| Failure::Usage(format!("--since: {}", doubt.message)))
            }
        }
    }
}

/// The summary of an incident, whose journals may still be unread.
pub fn summary_of(opened: &Opened, id: &str) -> Result<Summary, Failure> {
    let dir = opened.shelf().incident_dir(id);
    let known = summary::load(&*opened.shelf().medium, &dir, "")
        .map_err(|source| Failure::Io { doing: format!("cannot read {}", dir.display()), source })?;
    let mut summary = known.summary;
    if let Some(zone) = &opened.zone {
        summary.incident.zone = Some(zone.name().to_owned());
    }
    Ok(summary)
}

/// What was entered since somebody was here, below the card.
fn in_words(handover: &Handover, zone: &Zone) -> String {
    let at = zone.stamp(handover.since).local().format("%a %-d %b %H:%M");
    let entries = match handover.len() {
        0 => "nothing was entered".to_owned(),
        n => words::count(n, "entry"),
    };
    let mut text = format!("\nSince {at} {}: {entries}\n", zone.short_at(handover.since));
    for part in &handover.parts {
        let _ = writeln!(text, "\n{}", part.title);
        for HandoverEntry { event, of } in &part.entries {
            let said = words::one_line(&event.body.said());
            let said = if said.is_empty() { event.tag().name().to_owned() } else { said };
            let outcome = event.body.outcome_in_words().map(|outcome| format!(" ({outcome})")).unwrap_or_default();
            let of = if of.is_empty() { String::new() } else { words::one_line(of) + ": " };
            let _ = writeln!(text, "  {} {of}{said}{outcome}", event.when().shown_to_the_minute(zone));
        }
    }
    if handover.notes > 0 {
        let notes = words::count(handover.notes, "note");
        let _ = writeln!(text, "\nAnd {notes}: “decklog show” has them");
    }
    text
}

fn object(card: &StateCard, as_of: Option<Moment>, handover: Option<&Handover>) -> Value {
    let stamp = |at: Moment| card.zone.stamp(at).to_string();
    let minutes = |from: Moment| card.now.millis_since(from).max(0) / 60_000;
    let roles: serde_json::Map<String, Value> =
        card.roles.iter().map(|(role, holder)| (role.clone(), holder.clone().into())).collect();
    let hypotheses: Vec<Value> = card
        .hypotheses
        .iter()
        .map(|open| json!({"name": open.label, "text": open.name, "opened": open.opened.map(stamp), "minutes": open.opened.map(minutes)}))
        .collect();
    let actions: Vec<Value> =
        card.actions.iter().map(|done| json!({"at": stamp(done.at), "text": done.text})).collect();
    let mut object = json!({
        "id": card.id,
        "title": card.title,
        "state": card.state.name(),
        "severity": card.severity,
        "zone": card.zone.name(),
        "since": card.since.map(stamp),
        "minutes": card.since.map(minutes),
        "impact": card.impact,
        "roles": roles,
        "hypotheses": hypotheses,
        "actions": actions,
        "next_update": card.next_update.map(stamp),
        "questions": card.questions,
        "latest_question": card.latest_question,
        "cause": card.cause,
        "todos": card.todos,
        "events": card.events,
        "last_entry": card.last_entry.map(stamp),
    });
    if let Some(at) = as_of {
        object["as_of"] = stamp(at).into();
    }
    if let Some(handover) = handover {
        let entry = |HandoverEntry { event, of }: &HandoverEntry| {
            json!({
                "of": of,
                "id": event.id.to_string(),
                "at": event.when().bound().map(|at| stamp(at.moment)),
                "tag": event.tag().name(),
                "text": event.text(),
            })
        };
        let parts: serde_json::Map<String, Value> = handover
            .parts
            .iter()
            .map(|part| (part.title.to_owned(), part.entries.iter().map(entry).collect::<Vec<_>>().into()))
            .collect();
        object["handover"] = json!({"since": stamp(handover.since), "parts": parts, "notes": handover.notes});
    }
    object
}
