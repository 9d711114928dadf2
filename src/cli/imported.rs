//! What an import came to, in words and for a script.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::Analysis;
use crate::export;
use crate::import::Imported;
use crate::time::{Stamp, Zone};
use crate::timeline::Timeline;
use crate::words;

/// What would be stored, each with its line in the source: events under their days, action items,
/// sections.
pub fn preview(imported: &Imported, timeline: &Timeline, zone: &Zone) -> String {
    let heading = export::text(timeline, false, None);
    let mut text = format!("{}\n", heading.lines().next().unwrap_or_default());
    let numbers = imported.events.iter().map(|told| told.line).chain(imported.items.iter().map(|item| item.line));
    let digits = numbers.max().unwrap_or(0).to_string().len();
    let mut day = String::new();
    for told in &imported.events {
        if let Some(at) = told.when.bound() {
            let at = zone.stamp(at.moment);
            let its = format!("{}, {}", at.local().format("%a %-d %b %Y"), zone.label_at(at.moment));
            if its != day {
                text.push_str(&format!("\n{its}\n"));
                day = its;
            }
        }
        let (time, tag, words) = (told.when.shown(zone), told.tag.name(), words::one_line(&told.text));
        text.push_str(&format!("line {:<digits$}  {time:<11}  {tag:<15}  {words}\n", told.line));
    }
    for (nth, item) in imported.items.iter().enumerate() {
        let change = &item.change;
        let beside = [("owner", &change.owner), ("due", &change.due), ("state", &change.state)];
        let beside = beside.into_iter().filter_map(|(name, said)| Some(format!("{name} {}", said.as_ref()?)));
        let beside = beside.collect::<Vec<_>>().join(", ");
        let beside = if beside.is_empty() { beside } else { format!(" [{}]", words::one_line(&beside)) };
        let above = if nth == 0 { "\nAction items\n" } else { "" };
        let words = words::one_line(change.text.as_deref().unwrap_or_default());
        text.push_str(&format!("{above}line {:<digits$}  {words}{beside}\n", item.line));
    }
    let sections = imported.sections.iter().map(|(name, section)| {
        format!("{} ({})", words::one_line(name), words::count(section.split_whitespace().count(), "word"))
    });
    let sections = sections.collect::<Vec<_>>();
    if !sections.is_empty() {
        text.push_str(&format!("\nSections: {}\n", sections.join(", ")));
    }
    text
}

/// What was stored, in a line, and what to do with it.
pub fn brought(id: &str, imported: &Imported, timeline: &Timeline) -> String {
    let counts =
        [(timeline.len(), "event"), (imported.items.len(), "action item"), (imported.sections.len(), "section")];
    let counts = counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, noun)| words::count(n, noun));
    let id = words::visible(id);
    let is_said = words::list(&counts.collect::<Vec<_>>());
    format!("{id}: {is_said}\n")
}

#[derive(Serialize)]
pub struct ImportedJson<'a> {
    /// Of the incident that it became; not there where nothing was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    title: Option<&'a str>,
    zone: String,
    start: Option<String>,
    end: Option<String>,
    events: Vec<EventJson<'a>>,
    actions: Vec<ActionJson<'a>>,
    sections: BTreeMap<&'a str, &'a str>,
    problems: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct EventJson<'a> {
    at: Option<String>,
    until: Option<String>,
    text: &'a str,
    tag: &'static str,
    line: usize,
}

#[derive(Serialize)]
struct ActionJson<'a> {
    text: Option<&'a str>,
    owner: Option<&'a str>,
    due: Option<&'a str>,
}

#[derive(Serialize)]
struct ProblemJson<'a> {
    line: usize,
    message: &'a str,
}

impl<'a> ImportedJson<'a> {
    pub fn of(imported: &'a Imported, timeline: &Timeline, zone: &Zone, id: Option<&'a str>) -> ImportedJson<'a> {
        let analysis = Analysis::of(timeline);
        let stamp = |at: Stamp| zone.stamp(at.moment).to_string();
        ImportedJson {
            id,
            title: imported.title.as_deref(),
            zone: zone.name().to_owned(),
            start: analysis.impact.start_at().map(stamp),
            end: analysis.impact.end_at().map(stamp),
            events: imported
                .events
                .iter()
                .map(|told| EventJson {
                    at: told.when.bound().map(stamp),
                    until: told.when.until().map(stamp),
                    text: &told.text,
                    tag: told.tag.name(),
                    line: told.line,
                })
                .collect(),
            actions: imported
                .items
                .iter()
                .map(|item| ActionJson {
                    text: item.change.text.as_deref(),
                    owner: item.change.owner.as_deref(),
                    due: item.change.due.as_deref(),
                })
                .collect(),
            sections: imported.sections.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect(),
            problems: imported
                .problems
                .iter()
                .map(|problem| ProblemJson { line: problem.line, message: &problem.message })
                .collect(),
        }
    }
}
