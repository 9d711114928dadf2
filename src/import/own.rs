//! Our own JSON: what `show` and `export` write comes back as it was, with its ids, its links, who
//! recorded it and when.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use super::json::{Shape, values};
use super::sheet::number_of;
use super::{Asked, Attached, Imported, Item, Kept, Link, NotReadable, Own, Problem, Told};
use crate::time::phrase::{self, Context, DayRule, Placing};
use crate::time::{Said, Stamp, When, Zone};
use crate::timeline::{ActionChange, RecordId, Tag};
use crate::words;

#[derive(Deserialize)]
struct Document {
    id: Option<String>,
    title: Option<String>,
    zone: Option<String>,
    severity: Option<u8>,
    events: Vec<Event>,
    #[serde(default)]
    actions: Vec<Action>,
    #[serde(default)]
    sections: BTreeMap<String, String>,
    #[serde(default)]
    clock: Vec<serde::de::IgnoredAny>,
    started: Option<String>,
    closed: Option<String>,
    first_severity: Option<u8>,
    #[serde(default)]
    reopened: Vec<String>,
    as_of: Option<String>,
    filter: Option<String>,
}

#[derive(Deserialize)]
struct Event {
    #[serde(default)]
    id: Option<String>,
    at: Option<String>,
    until: Option<String>,
    stated: Option<String>,
    #[serde(default)]
    said: Option<String>,
    #[serde(default)]
    margin: Option<u16>,
    #[serde(default)]
    tag: Option<String>,
    text: String,
    #[serde(default)]
    hypotheses: Vec<Linked>,
    by: Option<String>,
    recorded: Option<String>,
    #[serde(default)]
    struck: bool,
    why: Option<String>,
    #[serde(default)]
    starred: bool,
    #[serde(default)]
    hidden: bool,
    #[serde(default)]
    details: BTreeMap<String, String>,
    #[serde(default)]
    evidence: Vec<Evidence>,
}

#[derive(Deserialize)]
struct Linked {
    id: String,
    name: Option<String>,
    link: String,
}

#[derive(Deserialize)]
struct Evidence {
    file: String,
    bytes: u64,
    source: String,
}

#[derive(Deserialize)]
struct Action {
    text: Option<String>,
    r#type: Option<String>,
    owner: Option<String>,
    due: Option<String>,
    state: Option<String>,
    todo: Option<String>,
}

/// Of what is JSON and of no sort that is known.
const NOT_KNOWN: &str = "it is JSON, but neither an incident as “decklog export -f json” writes it, nor a Slack \
                         channel, a PagerDuty log or an Alertmanager webhook";

pub(super) fn read(text: &str, asked: &Asked) -> Result<Imported, NotReadable> {
    let is_ours = Shape::of(text).is_none_or(|shape| !shape.is_list && shape.has(&["events"]));
    if !is_ours {
        // What is not whole is told to be that, whatever it would have been.
        values::<serde::de::IgnoredAny>(text)?;
        return Err(NotReadable(NOT_KNOWN.to_owned()));
    }
    let mut documents: Vec<Document> = values(text)?;
    match (documents.pop(), documents.is_empty()) {
        (Some(document), true) => Ok(document.imported(asked)),
        (None, _) => Err(NotReadable("there is nothing in it".to_owned())),
        (Some(_), false) => {
            Err(NotReadable("there are several incidents in it; give each in a file of its own".to_owned()))
        }
    }
}

impl Document {
    fn imported(self, asked: &Asked) -> Imported {
        let mut problems = Vec::new();
        let named = self.zone.as_deref().and_then(|name| Zone::named(name).ok());
        let zone = named.or(asked.zone.clone()).unwrap_or_else(|| asked.usual_zone.clone());
        let all = |message: String| Problem { line: 0, message };
        problems.extend(self.as_of.map(|at| all(format!("it holds no more than was known at {at}"))));
        problems.extend(self.filter.map(|filter| all(format!("it holds only the events that pass “{filter}”"))));
        if !self.clock.is_empty() {
            let notes = words::count(self.clock.len(), "note");
            problems.push(all(format!("{notes} of what clocks did left out: they are of another machine")));
        }
        let mut known = HashSet::new();
        let mut events = Vec::with_capacity(self.events.len());
        for (at, event) in self.events.into_iter().enumerate() {
            let again = event.id.as_ref().is_some_and(|id| !id.is_empty() && !known.insert(id.clone()));
            if again {
                problems
                    .push(Problem { line: at + 1, message: "its id stands twice; taken for another event".to_owned() });
            }
            events.push(event.told(at + 1, again, &zone));
        }
        let says_severity =
            events.iter().any(|told| told.tag == Tag::Severity && told.details.contains_key("severity"));
        let is_todo = |id: &str| {
            events.iter().any(|told| told.tag == Tag::Todo && told.kept.as_ref().is_some_and(|kept| kept.id == id))
        };
        let items =
            self.actions.into_iter().enumerate().filter_map(|(at, action)| action.item(at + 1, &events, &is_todo));
        let stamp = |text: &String| Stamp::parse(text).ok();
        Imported {
            title: self.title.filter(|title| !title.trim().is_empty()),
            severity: self
                .first_severity
                .or(self.severity.filter(|_| !says_severity))
                .filter(|said| (1..=5).contains(said)),
            items: items.collect(),
            sections: self.sections.into_iter().collect(),
            incident: Some(Own {
                id: self.id.unwrap_or_default(),
                started: self.started.as_ref().and_then(stamp),
                reopened: self.reopened.iter().filter_map(stamp).collect(),
                closed: self.closed.as_ref().and_then(stamp),
            }),
            zone: Some(zone),
            start: None,
            end: None,
            events,
            problems,
        }
    }
}

impl Event {
    fn told(self, line: usize, is_known_already: bool, zone: &Zone) -> Told {
        let mut kept = Kept {
            id: self.id.filter(|_| !is_known_already).unwrap_or_default(),
            recorded: self.recorded.as_deref().and_then(|text| Stamp::parse(text).ok()),
            starred: self.starred,
            hidden: self.hidden,
            struck: self.struck.then(|| self.why.unwrap_or_else(|| "struck where it came from".to_owned())),
            ..Kept::default()
        };
        for Linked { id, name, link } in self.hypotheses {
            match link.as_str() {
                "opens" => kept.opens = Some(name.as_deref().and_then(number_of)),
                "rules_out" => kept.links.push((Link::RulesOut, id)),
                "confirms" => kept.links.push((Link::Confirms, id)),
                _ => kept.links.push((Link::About, id)),
            }
        }
        let evidence =
            self.evidence.into_iter().map(|Evidence { file, bytes, source }| Attached { file, bytes, source });
        kept.evidence = evidence.collect();
        let stamp = |text: &Option<String>| Stamp::parse(text.as_deref()?).ok();
        Told {
            when: when(stamp(&self.at), stamp(&self.until), self.said.as_deref(), self.margin, self.stated, zone),
            tag: self.tag.as_deref().and_then(Tag::named).unwrap_or_default(),
            text: self.text,
            line,
            details: self.details,
            by: Some(self.by.unwrap_or_default()),
            kept: Some(Box::new(kept)),
            ..Told::default()
        }
    }
}

/// A time as it was stated: how it was said where that is told, else as its words say.
fn when(
    at: Option<Stamp>,
    until: Option<Stamp>,
    said: Option<&str>,
    margin: Option<u16>,
    stated: Option<String>,
    zone: &Zone,
) -> When {
    let Some(at) = at else {
        return stated.map_or_else(When::unknown, |words| When::unplaced(&words));
    };
    let words = stated.clone();
    let kind = match (said, until) {
        (_, Some(until)) => Said::Between(at, until),
        (Some("second"), _) => Said::Second(at),
        (Some("about"), _) => Said::About { at, margin_minutes: margin.unwrap_or(5) },
        (Some("by"), _) => Said::By(at),
        (Some("after"), _) => Said::After(at),
        (Some("minute"), _) => Said::Minute(at),
        (_, None) if stated.is_none() => Said::Live(at),
        (_, None) => {
            return self::stated(
                When { said: Said::Minute(at), words: None },
                stated.as_deref().unwrap_or_default(),
                zone,
            );
        }
    };
    When { said: kind, words: words.filter(|_| !matches!(kind, Said::Live(_))) }
}

/// A time with the words in which it was stated, which say whether it is sharp: `~10:15`, `by 10:15`.
pub(super) fn stated(when: When, words: &str, zone: &Zone) -> When {
    let Some(at) = when.bound().filter(|_| !words.is_empty()) else { return when };
    let words_kept = Some(words.to_owned());
    if let Said::Between(..) = when.said {
        return When { words: words_kept, ..when };
    }
    let context = Context {
        now: at.moment.plus_millis(86_400_000),
        zone,
        rule: DayRule::NearestTo(at.moment),
        start: Some(at.moment),
    };
    let read = phrase::read_whole(words).and_then(|phrase| match phrase.place(&context) {
        Placing::Placed(when) => Some(when.said),
        Placing::Doubtful { readings, .. } => readings.first().map(|when| when.said),
    });
    let said = match read {
        Some(Said::About { margin_minutes, .. }) => Said::About { at, margin_minutes },
        Some(Said::By(_)) => Said::By(at),
        Some(Said::After(_)) => Said::After(at),
        Some(Said::Second(_)) => Said::Second(at),
        _ => Said::Minute(at),
    };
    When { said, words: words_kept }
}

impl Action {
    /// As it was; none for what a todo is by itself, which comes with its event.
    fn item(self, line: usize, events: &[Told], is_todo: &impl Fn(&str) -> bool) -> Option<Item> {
        let todo = self.todo.as_deref().filter(|id| is_todo(id));
        let change = ActionChange {
            text: self.text,
            kind: self.r#type,
            owner: self.owner,
            due: self.due,
            state: self.state,
            answers: None,
            todo: todo.and_then(|id| id.parse::<RecordId>().ok()),
        };
        let of = todo.and_then(|id| events.iter().find(|told| told.kept.as_ref().is_some_and(|kept| kept.id == id)));
        let by_itself = of.is_some_and(|told| {
            let owner = crate::timeline::marked_words(&told.text, '@').next().map(|(_, name)| name);
            change.text.as_deref() == Some(&told.text)
                && change.owner.as_deref() == owner
                && (&change.kind, &change.due, &change.state) == (&None, &None, &None)
        });
        (!by_itself).then_some(Item { change, line })
    }
}
