//! What is imported, as records: one incident, to be stored as one group.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{Attached, Bound, Imported, Link, Told};
use crate::analysis::Analysis;
use crate::time::{Moment, Offset, Stamp, When};
use crate::timeline::{EventBody, Evidence, GroupId, Place, Record, RecordId, Recorded, Setting, Tag, Timeline};

/// The records of an import, in their order.
pub struct Records {
    pub records: Vec<(RecordId, Record)>,
    /// What is kept beside events: by the event, each with where it came from.
    pub attached: Vec<(RecordId, String)>,
    /// When the story begins.
    pub began: Option<Stamp>,
    /// Who made a record elsewhere, and when, where the source says so.
    pub made: BTreeMap<RecordId, Made>,
}

/// How a record was made, as far as that is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    /// Empty where nobody is named.
    pub by: Option<String>,
    pub at: Option<Stamp>,
}

/// A section that is longer than this is stored in pieces: a record has its limit.
const SECTION_LIMIT: usize = 24 * 1024;

/// The records of an import from a source of this name; `new_id` makes their ids.
pub fn records(imported: &Imported, source: &str, mut new_id: impl FnMut() -> RecordId) -> Records {
    let ids = ids(&imported.events, &mut new_id);
    let known =
        Known { ids: &ids, source, by_name: by_name(&imported.events, &ids), numbers: numbers(&imported.events) };
    let mut records = Vec::new();
    let mut attached = Vec::new();
    for (at, told) in in_order(&imported.events) {
        records.push((ids[at], Record::Event(known.body(at, told).into())));
        attached.extend(told.notes.iter().map(|note| (ids[at], note.clone())));
        let Some(kept) = &told.kept else { continue };
        for Attached { file, bytes, source } in &kept.evidence {
            let evidence = Evidence { of: ids[at], file: file.clone(), bytes: *bytes, source: source.clone() };
            records.push((new_id(), Record::Evidence(evidence)));
        }
        records.extend(kept.struck.clone().map(|why| (new_id(), Record::Strike { of: ids[at], why: Some(why) })));
    }
    state_bounds(imported, source, &mut records, &mut new_id);
    for (name, text) in &imported.sections {
        for (nth, piece) in pieces(text).enumerate() {
            let name = if nth == 0 { name.clone() } else { format!("{name} ({})", nth + 1) };
            records.push((new_id(), Record::Section { name, text: piece.to_owned() }));
        }
    }
    for item in &imported.items {
        records.push((new_id(), Record::Action { of: None, change: item.change.clone().into() }));
    }
    let made = |(id, told): (&RecordId, &Told)| {
        let at = told.kept.as_ref().and_then(|kept| kept.recorded);
        (told.by.is_some() || at.is_some()).then(|| (*id, Made { by: told.by.clone(), at }))
    };
    let mut made: BTreeMap<RecordId, Made> = ids.iter().zip(&imported.events).filter_map(made).collect();
    for (setting, at) in settings(imported) {
        let id = new_id();
        records.push((id, Record::Set(vec![setting])));
        made.extend(at.map(|at| (id, Made { by: None, at: Some(at) })));
    }
    Records { records, attached, began: began(imported), made }
}

/// What was not taken over, since the incident tells it already.
pub struct LeftOut {
    /// How many events.
    pub events: usize,
    /// The names of the sections that say something else there.
    pub differing: Vec<String>,
}

impl Records {
    /// Leaves out what an incident tells already: events with the same time and words, sections and items
    /// with the same words. What speaks of such an event speaks of the one that is there. A section that
    /// says something else there stays as it is.
    pub fn leave_out_known(&mut self, there: &Timeline) -> LeftOut {
        let mut differing = Vec::new();
        let events = there.all_events().filter(|event| event.struck.is_none());
        let known: HashMap<(Option<Moment>, &str), RecordId> =
            events.map(|event| ((event.bound(), event.text()), event.id)).collect();
        let sections = there.sections();
        let items = there.items_and_ideas();
        let mut instead: HashMap<RecordId, RecordId> = HashMap::new();
        self.records.retain(|(id, record)| match record {
            Record::Event(body) => {
                let found = known.get(&(body.when.bound().map(|at| at.moment), body.text.as_str()));
                let found = found.filter(|found| *found != id);
                instead.extend(found.map(|found| (*id, *found)));
                found.is_none()
            }
            Record::Section { name, text } => {
                let written = sections.iter().find(|section| section.name == *name);
                differing.extend(written.filter(|written| written.text != *text).map(|_| name.clone()));
                written.is_none()
            }
            Record::Action { of: None, change } => !items.iter().any(|item| item.change.text == change.text),
            _ => true,
        });
        self.attached.retain(|(of, _)| !instead.contains_key(of));
        for (_, record) in &mut self.records {
            let Record::Event(body) = record else { continue };
            let body = Arc::make_mut(body);
            for of in body.rules_out.iter_mut().chain(&mut body.confirms).chain(&mut body.about) {
                *of = instead.get(of).copied().unwrap_or(*of);
            }
        }
        LeftOut { events: instead.len(), differing }
    }
}

/// The events in the order in which they were recorded, as far as that is told.
fn in_order(events: &[Told]) -> Vec<(usize, &Told)> {
    let mut found: Vec<(usize, &Told)> = events.iter().enumerate().collect();
    found.sort_by_key(|(_, told)| told.kept.as_ref().and_then(|kept| kept.recorded).map(|at| at.moment));
    found
}

/// When the story begins: of an incident of our own only if it was started so.
fn began(imported: &Imported) -> Option<Stamp> {
    if let Some(own) = &imported.incident {
        return own.started;
    }
    let first = imported.events.iter().filter_map(|told| told.when.bound());
    first.chain(imported.start.iter().map(|start| start.at)).min_by_key(|at| at.moment)
}

/// What an incident of our own had come to, and when that was said.
fn settings(imported: &Imported) -> Vec<(Setting, Option<Stamp>)> {
    let Some(own) = &imported.incident else { return Vec::new() };
    let reopened = own.reopened.iter().map(|at| (Setting::Reopened(*at), None));
    reopened.chain(own.closed.map(|at| (Setting::Closed(true), Some(at)))).collect()
}

/// The id of each event: the one it was known by where it can be kept, else a new one.
fn ids(events: &[Told], new_id: &mut impl FnMut() -> RecordId) -> Vec<RecordId> {
    let mut taken = BTreeSet::new();
    let kept = |told: &Told| told.kept.as_ref()?.id.parse::<RecordId>().ok();
    events.iter().map(|told| kept(told).filter(|id| taken.insert(*id)).unwrap_or_else(&mut *new_id)).collect()
}

fn by_name<'a>(events: &'a [Told], ids: &[RecordId]) -> HashMap<&'a str, RecordId> {
    let name = |told: &'a Told| told.kept.as_ref().map(|kept| kept.id.as_str()).filter(|id| !id.is_empty());
    events.iter().zip(ids).filter_map(|(told, id)| Some((name(told)?, *id))).collect()
}

/// The numbers of the hypotheses that events open, by their places: those that they had, each once; else
/// the next in order.
fn numbers(events: &[Told]) -> BTreeMap<usize, u32> {
    let opening = || events.iter().enumerate().filter(|(_, told)| told.opens());
    let had = |told: &Told| told.kept.as_ref().and_then(|kept| kept.opens.flatten());
    let (mut numbers, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (at, number) in opening().filter_map(|(at, told)| Some((at, had(told)?))) {
        if taken.insert(number) {
            numbers.insert(at, number);
        }
    }
    let mut next = 1;
    for (at, _) in opening() {
        numbers.entry(at).or_insert_with(|| {
            while !taken.insert(next) {
                next += 1;
            }
            next
        });
    }
    numbers
}

/// What the bodies of events are put together from.
struct Known<'a> {
    ids: &'a [RecordId],
    source: &'a str,
    by_name: HashMap<&'a str, RecordId>,
    numbers: BTreeMap<usize, u32>,
}

impl Known<'_> {
    fn body(&self, at: usize, told: &Told) -> EventBody {
        let mut body = EventBody::new(told.when.clone(), told.tag, told.text.clone());
        body.opens = self.numbers.get(&at).copied();
        body.rules_out.extend(told.rules_out.map(|of| self.ids[of]));
        body.confirms.extend(told.confirms.map(|of| self.ids[of]));
        body.about.extend(told.about.map(|of| self.ids[of]));
        body.details.clone_from(&told.details);
        if let Some(kept) = &told.kept {
            (body.starred, body.hidden) = (kept.starred, kept.hidden);
            for (link, name) in &kept.links {
                let to = match link {
                    Link::RulesOut => &mut body.rules_out,
                    Link::Confirms => &mut body.confirms,
                    Link::About => &mut body.about,
                };
                to.extend(self.by_name.get(name.as_str()).copied().or_else(|| name.parse().ok()));
            }
        }
        // What a recorder of ours has kept needs nobody to confirm it.
        let is_ours = told.kept.as_ref().is_some_and(|kept| kept.id.parse::<RecordId>().is_ok());
        if !is_ours {
            body.set_imported(self.source, told.line);
        }
        body
    }
}

/// Has the story begin and end where the source says so beside its timeline: by an event that is there
/// already, else by one of its own with the words of the source.
fn state_bounds(
    imported: &Imported,
    source: &str,
    records: &mut Vec<(RecordId, Record)>,
    new_id: &mut impl FnMut() -> RecordId,
) {
    if imported.start.is_none() && imported.end.is_none() {
        return;
    }
    let (start, end) = derived(records);
    if let Some(bound) = imported.start.as_ref().filter(|bound| !is_met(bound, start)) {
        let is_it = |record: &Record| {
            let Record::Event(body) = record else { return false };
            body.tag == Tag::Impact && is_met(bound, body.when.bound())
        };
        match records.iter_mut().find(|(_, record)| is_it(record)) {
            Some((_, Record::Event(body))) => begin_impact(Arc::make_mut(body)),
            _ => records.push((new_id(), Record::Event(stated(Tag::Impact, bound, source).into()))),
        }
    }
    if let Some(bound) = imported.end.as_ref().filter(|bound| !is_met(bound, end)) {
        records.push((new_id(), Record::Event(stated(Tag::Resolution, bound, source).into())));
    }
}

/// Whether a moment is of the minute that is stated.
fn is_met(bound: &Bound, at: Option<Stamp>) -> bool {
    const MINUTE_MS: i64 = 60_000;
    let minute = |at: Stamp| at.moment.millis().div_euclid(MINUTE_MS);
    at.is_some_and(|at| minute(at) == minute(bound.at))
}

/// Start and end as they follow from events.
fn derived(records: &[(RecordId, Record)]) -> (Option<Stamp>, Option<Stamp>) {
    let timeline = Timeline::of(records.iter().zip(0..).map(|((id, record), n)| Recorded {
        id: *id,
        at: Moment::from_millis(0).at(Offset::UTC),
        up: None,
        place: Place { n, ..Place::default() },
        group: GroupId::new(0, 0),
        by: Arc::from(""),
        saved: false,
        record: record.clone(),
    }));
    let impact = Analysis::of(&timeline).impact;
    (impact.start_at(), impact.end_at())
}

fn begin_impact(body: &mut EventBody) {
    body.details.insert(Tag::Impact.name().to_owned(), EventBody::START.to_owned());
}

fn stated(tag: Tag, bound: &Bound, source: &str) -> EventBody {
    let of_settings =
        if tag == Tag::Impact { "start of the outage, as stated" } else { "end of the outage, as stated" };
    let text = if bound.text.is_empty() { of_settings } else { &bound.text };
    let mut body = EventBody::new(When::minute(bound.at), tag, text);
    if tag == Tag::Impact {
        begin_impact(&mut body);
    }
    body.set_imported(source, bound.line);
    body
}

/// A text in pieces that fit into records, cut between paragraphs, lines, or where it must be.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let most = rest.floor_char_boundary(SECTION_LIMIT);
        let head = &rest[..most];
        let cut =
            if most == rest.len() { most } else { head.rfind("\n\n").or(head.rfind('\n')).map_or(most, |at| at + 1) };
        let (piece, behind) = rest.split_at(cut);
        rest = behind;
        Some(piece)
    })
}
