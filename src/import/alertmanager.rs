//! Prometheus Alertmanager: the bodies of its webhooks (version 4), one or several, in any order. An
//! alert that fires is told once, when it began; that it ended, when the last body says so.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::json::{Shape, values};
use super::{Asked, Imported, NotReadable, Problem, Told};
use crate::time::{Moment, Said, Stamp, When, Zone};
use crate::timeline::Tag;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    alerts: Vec<Alert>,
    #[serde(default)]
    common_annotations: Option<Texts>,
    #[serde(default)]
    common_labels: Option<Texts>,
    #[serde(default, rename = "externalURL")]
    external_url: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Alert {
    status: Option<String>,
    labels: Texts,
    annotations: Texts,
    starts_at: Option<String>,
    ends_at: Option<String>,
    #[serde(rename = "generatorURL")]
    generator_url: Option<String>,
    fingerprint: Option<String>,
}

type Texts = BTreeMap<String, String>;

pub(super) fn sniff(text: &str) -> bool {
    Shape::of(text).is_some_and(|shape| !shape.is_list && shape.has(&["alerts", "status"]))
}

/// An alert over all bodies that tell of it.
struct Course<'a> {
    alert: &'a Alert,
    began: Moment,
    /// None while it fires.
    ended: Option<Moment>,
    line: usize,
}

pub(super) fn read(text: &str, asked: &Asked) -> Result<Imported, NotReadable> {
    let bodies: Vec<Body> = values(text)?;
    let zone = asked.zone.clone().unwrap_or_else(|| asked.usual_zone.clone());
    let mut imported = Imported { zone: Some(zone.clone()), ..Imported::default() };
    imported.title = bodies.iter().find_map(Body::title);
    imported.severity = bodies.iter().flat_map(|body| &body.alerts).filter_map(Alert::severity).min();
    let courses = courses(&bodies, &mut imported.problems);
    if courses.is_empty() {
        return Err(NotReadable("there is no alert in it that says when it began".to_owned()));
    }
    let last = courses
        .iter()
        .map(|course| course.ended)
        .max_by_key(|ended| ended.map_or(Moment::from_millis(i64::MAX), |at| at))
        .flatten();
    for course in &courses {
        imported.events.push(course.began(&zone));
        imported.events.extend(course.ended.map(|ended| course.ended(ended, Some(ended) == last, &zone)));
    }
    imported.events.sort_by_key(|told| told.when.bound());
    // Of several that end at once, the last one is the end of it all.
    let ends: Vec<usize> =
        imported.events.iter().enumerate().filter(|(_, told)| told.tag == Tag::Resolution).map(|(at, _)| at).collect();
    for at in ends.iter().rev().skip(1) {
        imported.events[*at].tag = Tag::Note;
    }
    if let (Some(link), Some(first)) =
        (bodies.iter().find_map(|body| body.external_url.clone()), imported.events.first_mut())
    {
        first.notes.push(link);
    }
    Ok(imported)
}

/// Each alert with when it began and ended, in the order in which they were first told of.
fn courses<'a>(bodies: &'a [Body], problems: &mut Vec<Problem>) -> Vec<Course<'a>> {
    let mut found: Vec<Course> = Vec::new();
    let mut places: BTreeMap<(String, Moment), usize> = BTreeMap::new();
    for (line, alert) in bodies.iter().flat_map(|body| &body.alerts).enumerate() {
        let line = line + 1;
        let Some(began) = alert.starts_at.as_deref().and_then(moment) else {
            problems.push(Problem { line, message: "an alert does not say when it began; left out".to_owned() });
            continue;
        };
        let is_over = alert.status.as_deref() == Some("resolved");
        let ended = alert.ends_at.as_deref().and_then(moment).filter(|ended| is_over && *ended >= began);
        let at = *places.entry((alert.name_of_all(), began)).or_insert(found.len());
        match found.get_mut(at) {
            Some(known) => known.ended = known.ended.max(ended),
            None => found.push(Course { alert, began, ended, line }),
        }
    }
    found
}

/// A time that was said; the year 1 says none.
fn moment(stamp: &str) -> Option<Moment> {
    let at = Stamp::parse(stamp).ok()?.moment;
    (at > Moment::from_millis(0)).then_some(at)
}

impl Body {
    fn title(&self) -> Option<String> {
        let annotations = self.common_annotations.as_ref();
        let labels = self.common_labels.as_ref();
        let found = annotations
            .and_then(|texts| texts.get("summary"))
            .or_else(|| labels.and_then(|texts| texts.get("alertname")));
        found.filter(|title| !title.trim().is_empty()).cloned()
    }
}

impl Alert {
    /// What tells it from the others.
    fn name_of_all(&self) -> String {
        self.fingerprint.clone().unwrap_or_else(|| format!("{:?}", self.labels))
    }

    fn name(&self) -> &str {
        self.labels.get("alertname").map_or("alert", String::as_str)
    }

    /// What it is called, and which of several it is.
    fn told(&self) -> String {
        let place = ["instance", "pod", "service", "job"].iter().find_map(|label| self.labels.get(*label));
        place.map_or_else(|| self.name().to_owned(), |place| format!("{} on {place}", self.name()))
    }

    /// A severity that is a number: `1`, `sev2`, `P3`.
    fn severity(&self) -> Option<u8> {
        let said = self.labels.get("severity")?.to_lowercase();
        let number = ["sev-", "sev", "p", ""].iter().find_map(|start| said.strip_prefix(start)?.trim().parse().ok());
        number.filter(|number| (1..=5).contains(number))
    }
}

impl Course<'_> {
    fn began(&self, zone: &Zone) -> Told {
        let alert = self.alert;
        let words = ["summary", "description", "message"].iter().find_map(|name| alert.annotations.get(*name));
        let words = words.map(|words| format!(": {}", words.trim())).unwrap_or_default();
        let severity = alert.labels.get("severity").map(|severity| format!(" ({severity})")).unwrap_or_default();
        let notes =
            alert.generator_url.iter().chain(alert.annotations.get("runbook_url")).filter(|link| !link.is_empty());
        Told {
            when: second(self.began, zone),
            tag: Tag::Detection,
            text: format!("{}{severity}{words}", alert.told()),
            line: self.line,
            notes: notes.cloned().collect(),
            ..Told::default()
        }
    }

    /// Of alerts that end one after the other, the last one says that it is over.
    fn ended(&self, ended: Moment, is_last: bool, zone: &Zone) -> Told {
        let tag = if is_last { Tag::Resolution } else { Tag::Note };
        let text = format!("{}: the alert is over", self.alert.told());
        Told { when: second(ended, zone), tag, text, line: self.line, ..Told::default() }
    }
}

fn second(at: Moment, zone: &Zone) -> When {
    When { said: Said::Second(zone.stamp(at)), words: None }
}
