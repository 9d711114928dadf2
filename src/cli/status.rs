//! `decklog status`: the incident in a few lines, at the same cost whatever its size.

use clap::Args;

use super::opened::Opened;
use super::{Failure, World, answer};
use crate::journal::summary;
use crate::time::Moment;
use crate::timeline::Summary;
use crate::words;

/// Show in a few lines how the incident stands
#[derive(Args, Debug)]
pub struct Status {}

impl Status {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let id = opened.incident(None)?;
        let summary = summary_of(opened, &id)?;
        let text = card(&id, &summary, world.clock.now());
        let text = world.in_its_locale(&words::visible_lines(&text));
        answer(world, &text)?;
        Ok(0)
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

fn card(id: &str, summary: &Summary, now: Moment) -> String {
    let Summary { incident, state, events, recorded, .. } = summary;
    let zone = incident.zone();
    let severity = incident.severity.map(|severity| format!("SEV{severity} · ")).unwrap_or_default();
    let mut lines = vec![format!("{} · {severity}{}", incident.title(), state.name()), id.to_owned()];
    if let Some(start) = summary.start() {
        let at = zone.stamp(start.moment).local().format("%a %-d %b %Y %H:%M");
        lines.push(format!(
            "since {at} {} · {}",
            zone.short_at(start.moment),
            words::elapsed(now.millis_since(start.moment))
        ));
    }
    let last = recorded.map_or_else(String::new, |at| format!(" · last {} ago", words::elapsed(now.millis_since(at))));
    lines.push(format!("{}{last}", words::count(usize::try_from(*events).unwrap_or(usize::MAX), "event")));
    for open in summary.open() {
        let age =
            open.opened.map_or_else(String::new, |at| format!(" · {}", words::elapsed(now.millis_since(at.moment))));
        lines.push(format!("{} {}{age}", open.label, open.name));
    }
    lines.join("\n") + "\n"
}
