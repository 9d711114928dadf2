//! What was understood, for the eye, before it is stored.

use chrono::Datelike;

use super::{Draft, hypotheses};
use crate::time::{Moment, Stamp, When, Zone};
use crate::timeline::{CauseRole, EventBody, RecordId, Summary, Tag, Turn};
use crate::words;

/// `→ Fri 7 Jun 10:15 WAT · 27 min ago · backdated · rules out H1 network`.
///
/// The date and the zone are always there: neither is ever guessed without being shown.
pub fn echo(draft: &Draft, summary: &Summary, now: Moment) -> String {
    let zone = summary.incident.zone();
    let mut parts = time(&draft.body.when, &zone, now);
    parts.extend(meaning(&draft.body, summary));
    parts.extend(draft.title.as_ref().map(|title| format!("title “{}”", words::visible(title))));
    format!("→ {}", parts.join(" · "))
}

/// The same for a line that is being typed: a stamp that is on the screen beside it, and is not
/// in doubt, is not said again.
pub fn echo_beside_stamp(draft: &Draft, summary: &Summary, now: Moment) -> String {
    if draft.body.when.is_stated() {
        return echo(draft, summary, now);
    }
    let title = draft.title.as_ref().map(|title| format!("title “{}”", words::visible(title)));
    let said = title.or_else(|| meaning(&draft.body, summary)).unwrap_or_else(|| draft.body.tag.name().to_owned());
    format!("→ {said}")
}

/// Of what is older than this, the date says enough.
const LONG_AGO_MS: i64 = 7 * 86_400_000;

/// When, how long ago, and whether it was said afterwards.
fn time(when: &When, zone: &Zone, now: Moment) -> Vec<String> {
    let Some(bound) = when.bound() else {
        return vec![match when.words.as_deref() {
            Some(said) => format!("— “{}” is not placed", words::visible(said)),
            None => "— no time".to_owned(),
        }];
    };
    let mut parts = vec![format!(
        "{} {}{} {}",
        day(bound, zone, now),
        when.shown(zone),
        days_on(when, zone),
        zone.short_at(bound.moment)
    )];
    let ago = now.millis_since(bound.moment);
    if ago >= 60_000 {
        parts.extend((ago < LONG_AGO_MS).then(|| format!("{} ago", words::elapsed(ago))));
        parts.extend(when.is_stated().then(|| "backdated".to_owned()));
    }
    parts
}

/// `Fri 7 Jun`, and the year where it is another one.
fn day(at: Stamp, zone: &Zone, now: Moment) -> String {
    let (local, today) = (zone.stamp(at.moment).local(), zone.stamp(now).local());
    let format = if local.year() == today.year() { "%a %-d %b" } else { "%a %-d %b %Y" };
    local.format(format).to_string()
}

/// ` +1d` behind a range that ends on another day.
fn days_on(when: &When, zone: &Zone) -> String {
    let date = |at: Stamp| zone.stamp(at.moment).local().date();
    let days = when.bound().zip(when.until()).map_or(0, |(from, until)| (date(until) - date(from)).num_days());
    if days == 0 { String::new() } else { format!(" {days:+}d") }
}

fn cause_named(role: CauseRole) -> &'static str {
    match role {
        CauseRole::Root => "root cause",
        CauseRole::Contributing => "contributing cause",
        CauseRole::Trigger => "trigger",
    }
}

fn clock(at: Stamp, summary: &Summary) -> String {
    summary.incident.zone().stamp(at.moment).local().format("%H:%M").to_string()
}

/// What the event will be, where that is more than a note.
fn meaning(body: &EventBody, summary: &Summary) -> Option<String> {
    let linked = |ids: &[RecordId]| {
        let known = summary.hypotheses.iter().filter(|known| ids.contains(&known.id));
        words::list(&known.map(hypotheses::named).collect::<Vec<_>>())
    };
    let detail = |name: &str| body.details.get(name).map(|value| words::visible(value).into_owned());
    let said = match body.tag {
        Tag::Note => return body.is_mark().then(|| "mark".to_owned()),
        Tag::Hypothesis if body.opens.is_none() && !body.about.is_empty() => {
            let turn = body.turns().next().map_or("says more of", |(turn, _)| match turn {
                Turn::Parked => "parks",
                _ => "looks again into",
            });
            Some(format!("{turn} {}", linked(&body.about)))
        }
        Tag::Hypothesis => body.opens.map(|number| format!("opens H{number}")),
        Tag::MisleadingPath if !body.rules_out.is_empty() => Some(format!("rules out {}", linked(&body.rules_out))),
        Tag::Cause => {
            let role = body.cause_role().map_or("cause", cause_named);
            Some(match body.confirms.is_empty() {
                true => role.to_owned(),
                false if body.cause_role().is_none() => format!("confirms {}", linked(&body.confirms)),
                false => format!("confirms {} as {role}", linked(&body.confirms)),
            })
        }
        Tag::Impact if body.begins_impact() => Some("impact starts".to_owned()),
        Tag::Resolution if body.is_all_clear() => Some("all clear".to_owned()),
        Tag::Role => detail("role"),
        Tag::Severity => detail("severity").map(|severity| format!("SEV{severity}")),
        Tag::Update => body.due().map(|due| format!("update, next due {}", clock(due, summary))),
        Tag::Question => body.due().map(|due| format!("question, answer due {}", clock(due, summary))),
        tag if !body.about.is_empty() => Some(format!("{} about {}", tag.name(), linked(&body.about))),
        _ => None,
    };
    Some(said.unwrap_or_else(|| body.tag.name().to_owned()))
}
