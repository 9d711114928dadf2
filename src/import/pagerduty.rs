//! PagerDuty: the log entries of an incident (`/incidents/{id}/log_entries`), or the webhooks (v3) that
//! told of it, one after the other.

use std::collections::HashSet;

use serde::Deserialize;

use super::json::{Shape, values};
use super::{Asked, Imported, NotReadable, Problem, Told};
use crate::time::{Said, Stamp, When, Zone};
use crate::timeline::Tag;

#[derive(Deserialize)]
struct Log {
    log_entries: Vec<Entry>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Entry {
    id: Option<String>,
    r#type: Option<String>,
    summary: Option<String>,
    created_at: Option<String>,
    agent: Option<Named>,
    channel: Option<Channel>,
    incident: Option<Incident>,
    assignees: Option<Vec<Named>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Channel {
    summary: Option<String>,
    content: Option<String>,
    subject: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Named {
    summary: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Incident {
    title: Option<String>,
    summary: Option<String>,
    html_url: Option<String>,
}

#[derive(Deserialize)]
struct Webhook {
    event: Happened,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Happened {
    id: Option<String>,
    event_type: Option<String>,
    occurred_at: Option<String>,
    agent: Option<Named>,
    data: Data,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Data {
    title: Option<String>,
    html_url: Option<String>,
    content: Option<String>,
    message: Option<String>,
    assignees: Option<Vec<Named>>,
    incident: Option<Incident>,
}

/// One thing that PagerDuty says happened, from whichever of the two it came.
struct Step<'a> {
    id: Option<&'a str>,
    kind: &'a str,
    at: Option<&'a str>,
    /// Who did it, and in whose hands it is from then on.
    agent: Option<&'a str>,
    assigned: Vec<&'a str>,
    words: Option<&'a str>,
    title: Option<&'a str>,
    link: Option<&'a str>,
}

/// What happened by what both call it: the words in the name, the tag, and what is said of it.
const KINDS: &[(&[&str], Tag, &str)] = &[
    (&["trigger"], Tag::Detection, ""),
    (&["unacknowledge"], Tag::Note, "no longer acknowledged"),
    (&["acknowledge"], Tag::Acknowledged, "acknowledged"),
    (&["escalate"], Tag::Escalation, "escalated"),
    (&["assign", "delegate"], Tag::Escalation, "assigned"),
    (&["responder"], Tag::Escalation, "called"),
    (&["unresolve", "reopen"], Tag::Note, "open again"),
    (&["resolve"], Tag::Resolution, "resolved"),
    (&["annotate", "note"], Tag::Note, ""),
    (&["status_update"], Tag::Update, ""),
];

/// What says that somebody's telephone rang, which the others say better.
const ASIDE: &[&str] = &["notify", "snooze", "exhaust", "reach"];

pub(super) fn sniff(text: &str) -> bool {
    let Some(shape) = Shape::of(text) else { return false };
    let is_webhook =
        || values::<Webhook>(text).is_ok_and(|hooks| hooks.iter().all(|hook| hook.event.event_type.is_some()));
    shape.has(&["log_entries"]) || shape.has(&["event"]) && is_webhook()
}

pub(super) fn read(text: &str, asked: &Asked) -> Result<Imported, NotReadable> {
    let zone = asked.zone.clone().unwrap_or_else(|| asked.usual_zone.clone());
    if Shape::of(text).is_some_and(|shape| shape.has(&["log_entries"])) {
        let entries: Vec<Entry> = values::<Log>(text)?.into_iter().flat_map(|log| log.log_entries).collect();
        return told(entries.iter().map(Entry::step), &zone);
    }
    let hooks: Vec<Webhook> = values(text)?;
    told(hooks.iter().map(|hook| hook.event.step()), &zone)
}

fn told<'a>(steps: impl Iterator<Item = Step<'a>>, zone: &Zone) -> Result<Imported, NotReadable> {
    let mut imported = Imported { zone: Some(zone.clone()), ..Imported::default() };
    let mut seen = HashSet::new();
    let mut links = Vec::new();
    for (at, step) in steps.enumerate() {
        imported.title = imported.title.or_else(|| step.title.map(|title| unnumbered(title).to_owned()));
        if step.id.is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        let link = step.link.filter(|link| !links.contains(link));
        links.extend(link);
        match step.told(at + 1, zone) {
            Some(told) => {
                let notes = link.map(str::to_owned).into_iter().collect();
                imported.events.push(Told { notes, ..told });
            }
            None if ASIDE.iter().any(|word| step.kind.contains(word)) => {}
            None => {
                let message = format!("“{}” is no sort of entry that is known; left out", step.kind);
                imported.problems.push(Problem { line: at + 1, message });
            }
        }
    }
    if imported.events.is_empty() {
        return Err(NotReadable("there is no entry in it that tells what happened".to_owned()));
    }
    // The newest comes first there.
    imported.events.sort_by_key(|told| told.when.bound());
    Ok(imported)
}

/// The title of an incident without its number: `[#4711] checkout is slow`.
fn unnumbered(title: &str) -> &str {
    title.strip_prefix("[#").and_then(|rest| rest.split_once("] ")).map_or(title, |(_, title)| title)
}

impl Step<'_> {
    fn told(&self, line: usize, zone: &Zone) -> Option<Told> {
        let (_, tag, did) = KINDS.iter().find(|(words, ..)| words.iter().any(|word| self.kind.contains(word)))?;
        let assigned = self.assigned.join(", ");
        let text = match (*tag, self.words) {
            (Tag::Detection, words) => words.or(self.title).unwrap_or("triggered").to_owned(),
            (Tag::Escalation, _) if !assigned.is_empty() => format!("{did} to {assigned}"),
            (_, words) => {
                let who = self.agent.unwrap_or_default();
                let did = [who, did].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
                [Some(did.as_str()), words]
                    .into_iter()
                    .flatten()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(": ")
            }
        };
        let at = self.at.and_then(|at| Stamp::parse(at).ok());
        let when = at.map(|at| When { said: Said::Second(zone.stamp(at.moment)), words: None }).unwrap_or_default();
        Some(Told { when, tag: *tag, text, line, ..Told::default() })
    }
}

fn names(named: &Option<Vec<Named>>) -> Vec<&str> {
    named.iter().flatten().filter_map(|named| named.summary.as_deref()).collect()
}

fn name(named: &Option<Named>) -> Option<&str> {
    named.as_ref().and_then(|named| named.summary.as_deref())
}

impl Entry {
    fn step(&self) -> Step<'_> {
        let channel = self.channel.as_ref();
        let kind = self.r#type.as_deref().unwrap_or_default();
        let is_said = ["trigger", "annotate", "note"].iter().any(|word| kind.contains(word));
        let words = channel.filter(|_| is_said).and_then(|channel| {
            channel.content.as_deref().or(channel.summary.as_deref()).or(channel.subject.as_deref())
        });
        let incident = self.incident.as_ref();
        Step {
            id: self.id.as_deref(),
            kind,
            at: self.created_at.as_deref(),
            agent: name(&self.agent),
            assigned: names(&self.assignees),
            words: words.or(self.summary.as_deref().filter(|_| is_said)),
            title: incident.and_then(|incident| incident.title.as_deref().or(incident.summary.as_deref())),
            link: incident.and_then(|incident| incident.html_url.as_deref()),
        }
    }
}

impl Happened {
    fn step(&self) -> Step<'_> {
        let data = &self.data;
        let incident = data.incident.as_ref();
        Step {
            id: self.id.as_deref(),
            kind: self.event_type.as_deref().and_then(|kind| kind.strip_prefix("incident.")).unwrap_or_default(),
            at: self.occurred_at.as_deref(),
            agent: name(&self.agent),
            assigned: names(&data.assignees),
            words: data.content.as_deref().or(data.message.as_deref()),
            title: data
                .title
                .as_deref()
                .or(incident.and_then(|incident| incident.title.as_deref().or(incident.summary.as_deref()))),
            link: data.html_url.as_deref().or(incident.and_then(|incident| incident.html_url.as_deref())),
        }
    }
}
