//! Corrections: what each answer comes to as records. One key is one group: one undo takes it back.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Review;
use super::asked::{Ask, AskRow, Understood};
use crate::entry::{self, Draft, Typed, echo, prefix_meant, understand_afterwards};
use crate::time::{Moment, When};
use crate::timeline::{Event, EventBody, EventChange, Hypothesis, Record, RecordId, Tag};
use crate::tui::effect::Effect;
use crate::tui::screen::Context;
use crate::words;

pub(super) static TEXT: AskRow =
    AskRow { prompt: "text", hint: "what happened, in a few words", understood: text, keeps: true };
pub(super) static TIME: AskRow = AskRow { prompt: "time", hint: TIME_HINT, understood: time, keeps: false };
pub(super) static TAG: AskRow = AskRow { prompt: "tag", hint: TAG_HINT, understood: tag, keeps: false };
pub(super) static LINK: AskRow =
    AskRow { prompt: "hypotheses", hint: "H1, or 1 3; none takes the links away", understood: link, keeps: false };
pub(super) static LABELS: AskRow =
    AskRow { prompt: "labels", hint: "#db #slow; empty takes all labels away", understood: labels, keeps: false };
pub(super) static STRIKE: AskRow = AskRow {
    prompt: "strike, because",
    hint: "why it is no part of the story; it stays readable",
    understood: strike,
    keeps: true,
};
pub(super) static ADD: AskRow =
    AskRow { prompt: "add", hint: "10:15 e: database team, because of the errors", understood: add, keeps: true };
pub(super) static SHIFT: AskRow = AskRow {
    prompt: "shift by",
    hint: "+7m, -1h30, 90s: that clock was so much behind (-: ahead)",
    understood: shift,
    keeps: false,
};

/// What can be typed for a time, and for a tag.
pub(in crate::tui::screen) const TIME_HINT: &str = "10:15, ~10:15, by 10:15, 10:00-10:15, 2024-06-07 23:50, or unknown";
pub(in crate::tui::screen) const TAG_HINT: &str =
    "d k i h f x a e m r u t ? c n, x2 for H2, sev1, ic, or a name: escalation";

/// A year: what is further away is a slip of the finger.
const MOST_SHIFTED_MS: i64 = 366 * 24 * 3_600_000;

/// The event that a question is about, as it is now.
pub(super) fn subject<'a>(ask: &Ask, context: &Context<'a>) -> Result<&'a Event, String> {
    let timeline = context.session.timeline();
    let event = ask.of.first().and_then(|id| timeline.event(*id)).filter(|event| event.redacted.is_none());
    event.ok_or_else(|| "that event is gone; Esc leaves".to_owned())
}

/// A change of every event that the question is about.
fn amended(ask: &Ask, context: &Context, new: impl FnMut(&Event) -> Option<EventBody>) -> Vec<Record> {
    let timeline = context.session.timeline();
    let events = ask.of.iter().filter_map(|id| timeline.event(*id)).filter(|event| event.redacted.is_none());
    changed(events, new)
}

/// A change of each of these events, as far as it makes a difference.
pub(super) fn changed<'a>(
    events: impl Iterator<Item = &'a Event>,
    mut new: impl FnMut(&Event) -> Option<EventBody>,
) -> Vec<Record> {
    let change = |event: &Event| {
        let change = EventChange::between(&event.body, &new(event)?);
        (change != EventChange::default()).then_some(Record::Amend { of: event.id, change: change.into() })
    };
    events.filter_map(change).collect()
}

/// The records as what Enter does, and how it is said afterwards.
pub(super) fn recorded(records: Vec<Record>, said: String, did: &str) -> Understood {
    let done = match records.len() {
        0 => "nothing was changed".to_owned(),
        1 => format!("{did}; u takes it back"),
        n => format!("{did}, {}; u takes it back", words::count(n, "record")),
    };
    let effects = if records.is_empty() { Vec::new() } else { vec![Effect::Records(records)] };
    Understood { said, done, effects, ..Understood::default() }
}

fn text(_: &Review, ask: &Ask, context: &Context) -> Result<Understood, String> {
    let event = subject(ask, context)?;
    let text = ask.text().trim();
    if text.is_empty() {
        return Err("an event can't be emptied; x strikes it".to_owned());
    }
    let secret = entry::secret_in(text);
    if event.is_mark() {
        return Ok(filled(event, text, context));
    }
    let records =
        amended(ask, context, |event| Some(EventBody { text: text.to_owned(), ..EventBody::clone(&event.body) }));
    let was = format!("was “{}”", words::one_line(event.text()));
    Ok(recorded(records, secret.unwrap_or(was), "corrected"))
}

/// A mark with its words, read as any line is: they may say what sort of thing it was.
fn filled(event: &Event, text: &str, context: &Context) -> Understood {
    let draft = draft(text, None, None, near(event, context), context);
    let when = if draft.body.when.says_a_time() { draft.body.when.clone() } else { event.when().clone() };
    let body = match draft.title {
        Some(_) => EventBody { text: text.to_owned(), ..EventBody::clone(&event.body) },
        None => EventBody { when, typed: event.body.typed, ..draft.body },
    };
    let told = Draft { body: body.clone(), title: None, doubts: Vec::new() };
    let said = echo(&told, context.summary(), context.session.now());
    let change = EventChange::between(&event.body, &body);
    recorded(vec![Record::Amend { of: event.id, change: change.into() }], said, "filled")
}

/// The line read as that of somebody who looks back at this event.
pub(super) fn draft(line: &str, at: Option<&str>, event: Option<&Event>, near: Moment, context: &Context) -> Draft {
    let now = context.session.now();
    let typed = Typed { line, began: now, entered: now, tag: event.map(Event::tag), at };
    understand_afterwards(&typed, near, context.summary())
}

fn time(_: &Review, ask: &Ask, context: &Context) -> Result<Understood, String> {
    let event = subject(ask, context)?;
    let said = ask.text().trim();
    let when = if said == "unknown" {
        When::unknown()
    } else {
        let draft = draft("", Some(said), Some(event), near(event, context), context);
        if let Some(doubt) = draft.doubts.first() {
            return Err(doubt.message.clone());
        }
        draft.body.when
    };
    let zone = context.session.zone();
    let shown = if when.bound().is_some() { when.shown_with_day(&zone) } else { "no time".to_owned() };
    let was = event.when().shown_with_day(&zone);
    let records =
        amended(ask, context, |event| Some(EventBody { when: when.clone(), ..EventBody::clone(&event.body) }));
    Ok(recorded(records, format!("→ {shown} · was {was}"), &format!("now {shown}")))
}

/// What a time without a day lies near: the event itself, else what happened last.
pub(super) fn near(event: &Event, context: &Context) -> Moment {
    let summary = context.summary();
    let known = event.bound().or_else(|| Some(summary.latest?.moment)).or(Some(event.recorded.moment));
    known.unwrap_or_else(|| context.session.now())
}

fn tag(_: &Review, ask: &Ask, context: &Context) -> Result<Understood, String> {
    subject(ask, context)?;
    let prefix = prefix_meant(ask.text());
    let is_note = prefix == "note" || prefix == "n";
    let retagged = |event: &Event| {
        let mut body = EventBody::clone(&event.body);
        let read = if is_note {
            EventBody::new(body.when.clone(), Tag::Note, "")
        } else {
            let near = near(event, context);
            let line = format!("{prefix}: {}", event.text());
            let draft = draft(&line, None, None, near, context);
            // What is no prefix stays text.
            if draft.title.is_some() || draft.body.text == line.trim() {
                return None;
            }
            draft.body
        };
        // A hypothesis that is still one keeps its number.
        body.opens =
            if read.tag == Tag::Hypothesis && read.about.is_empty() { body.opens.or(read.opens) } else { None };
        (body.tag, body.details) = (read.tag, read.details);
        (body.rules_out, body.confirms) = (read.rules_out, read.confirms);
        if !read.about.is_empty() {
            body.about = read.about;
        }
        Some(body)
    };
    let timeline = context.session.timeline();
    let first = ask.of.iter().filter_map(|id| timeline.event(*id)).find_map(retagged);
    let Some(first) = first else {
        return Err(format!("“{}” is no tag; {}", words::one_line(ask.text()), TAG.hint));
    };
    let now = context.session.now();
    let live = EventBody { when: When::live(context.session.zone().stamp(now)), ..first.clone() };
    let draft = Draft { body: live, title: None, doubts: Vec::new() };
    let said = entry::echo_beside_stamp(&draft, context.summary(), now);
    let name = first.tag.name();
    // Numbers are given to one after the other.
    let mut next = context.summary().highest_number;
    let records = amended(ask, context, |event| {
        let mut body = retagged(event)?;
        if event.body.opens.is_none() && body.opens.is_some() {
            // A number is given once, and after the last there is none.
            next = next.checked_add(1)?;
            body.opens = Some(next);
        }
        Some(body)
    });
    Ok(recorded(records, said, &format!("tagged {name}")))
}

/// The hypotheses that these words name: `H1`, `1 3`, `h2·bo`.
fn named<'a>(words: &str, known: &'a [Hypothesis]) -> Result<Vec<&'a Hypothesis>, String> {
    let parts = words.split([' ', ',']).filter(|word| !word.is_empty());
    parts
        .map(|word| {
            let is_it = |known: &&Hypothesis| {
                let number = known.label.strip_prefix('H').unwrap_or_default();
                known.label.eq_ignore_ascii_case(word) || number.eq_ignore_ascii_case(word)
            };
            known.iter().find(is_it).ok_or_else(|| {
                let there: Vec<String> = known.iter().map(|known| format!("{} {}", known.label, known.name)).collect();
                match there.is_empty() {
                    true => "there is no hypothesis yet; g, then h makes one of an event".to_owned(),
                    false => {
                        format!("no hypothesis is called “{}”; there is {}", words::one_line(word), there.join(", "))
                    }
                }
            })
        })
        .collect()
}

fn link(_: &Review, ask: &Ask, context: &Context) -> Result<Understood, String> {
    subject(ask, context)?;
    let known = context.session.timeline().hypotheses();
    let typed = ask.text().trim();
    if typed.is_empty() {
        return Err(LINK.hint.to_owned());
    }
    let linked = if typed == "none" { Vec::new() } else { named(typed, known)? };
    let ids: Vec<RecordId> = linked.iter().map(|known| known.id).collect();
    let records = amended(ask, context, |event| {
        let mut body = EventBody::clone(&event.body);
        // What it does to them is said by its tag; nothing speaks of itself.
        let ids = ids.iter().copied().filter(|id| *id != event.id).collect();
        match body.tag {
            Tag::MisleadingPath => body.rules_out = ids,
            Tag::Cause => body.confirms = ids,
            _ => body.about = ids,
        }
        Some(body)
    });
    let said = match linked.is_empty() {
        true => "→ about no hypothesis".to_owned(),
        false => {
            let names: Vec<String> =
                linked.iter().map(|known| words::one_line(&format!("{} {}", known.label, known.name))).collect();
            format!("→ {}", names.join(", "))
        }
    };
    Ok(recorded(records, said, "linked"))
}

/// A text with these labels and no others: new ones stand at its end, and what goes leaves the rest as
/// it is.
fn relabelled(event: &Event, labels: &BTreeSet<String>) -> String {
    let mut text = event.text().to_owned();
    let there: Vec<(Range<usize>, String)> =
        event.label_places().map(|place| (place.clone(), text[place.start + 1..place.end].to_owned())).collect();
    for (place, _) in there.iter().rev().filter(|(_, label)| !labels.contains(label)) {
        let blank = usize::from(text[..place.start].ends_with(' '));
        text.replace_range(place.start - blank..place.end, "");
    }
    for new in labels.iter().filter(|label| there.iter().all(|(_, known)| known != *label)) {
        text = format!("{} #{new}", text.trim_end());
    }
    text.trim().to_owned()
}

fn labels(_: &Review, ask: &Ask, context: &Context) -> Result<Understood, String> {
    let first = subject(ask, context)?;
    let body = EventBody::new(When::unknown(), Tag::Note, "");
    let as_event = |text: String| Event { body: EventBody { text, ..body.clone() }.into(), ..first.clone() };
    let signed: Vec<String> = ask
        .text()
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .map(|word| format!("#{}", word.trim_start_matches('#')))
        .collect();
    let wanted: BTreeSet<String> = as_event(signed.join(" ")).labels().map(str::to_owned).collect();
    if signed.iter().any(|signed| !wanted.contains(&signed[1..])) {
        return Err("a label is a word of letters, digits and -: #db #slow-query".to_owned());
    }
    let several = ask.of.len() > 1;
    let records = amended(ask, context, |event| {
        let known: BTreeSet<String> = event.labels().map(str::to_owned).collect();
        // Of several events nobody has seen all labels: they are added to.
        let labels = if several { known.union(&wanted).cloned().collect() } else { wanted.clone() };
        let text = relabelled(event, &labels);
        // What is nothing but a label can't be emptied.
        Some(EventBody { text, ..EventBody::clone(&event.body) })
            .filter(|body| !body.text.is_empty() || event.text().is_empty())
    });
    let said = if wanted.is_empty() { "→ no label".to_owned() } else { format!("→ {}", signed.join(" ")) };
    Ok(recorded(records, said, "labelled"))
}

fn strike(_: &Review, ask: &Ask, context: &Context) -> Result<Understood, String> {
    subject(ask, context)?;
    let why = ask.text().trim();
    if why.is_empty() {
        return Err("an event is struck for a reason, or not at all".to_owned());
    }
    let timeline = context.session.timeline();
    let events = ask.of.iter().filter_map(|id| timeline.event(*id)).filter(|event| event.struck.is_none());
    let records: Vec<Record> = events.map(|event| Record::Strike { of: event.id, why: Some(why.to_owned()) }).collect();
    Ok(recorded(records, "→ struck from the story; it stays readable here".to_owned(), "struck"))
}

fn add(review: &Review, ask: &Ask, context: &Context) -> Result<Understood, String> {
    let (id, began) = ask.began(context);
    let near = review.moment(context).or_else(|| Some(context.summary().latest?.moment)).unwrap_or(began);
    // A time that is typed behind the one that was there already is meant.
    let behind = ask.text().strip_prefix(ask.first()).unwrap_or_default();
    let says_a_time = |line: &str| draft(line, None, None, near, context).body.when.says_a_time();
    let line = if says_a_time(behind) { behind } else { ask.text() };
    let typed = Typed { line, began, entered: context.session.now(), tag: None, at: None };
    let draft = understand_afterwards(&typed, near, context.summary());
    let mut said = echo(&draft, context.summary(), context.session.now());
    if let Some(doubt) = draft.doubts.first() {
        said = format!("{said} · {}", doubt.message);
    }
    if let Some(title) = draft.title {
        let effects = vec![Effect::Title { id, title }];
        return Ok(Understood { said, done: "named".to_owned(), effects, ..Understood::default() });
    }
    if draft.body.text.is_empty() {
        return Err(if draft.body.when.says_a_time() {
            format!("{said} · and what happened?")
        } else {
            ADD.hint.to_owned()
        });
    }
    let entered = context.session.now();
    let effect = Effect::Event { id, body: Box::new(draft.body), pasted: Vec::new(), entered };
    Ok(Understood {
        said,
        done: "added; u takes it back".to_owned(),
        effects: vec![effect],
        go_to: Some(id),
        as_of: None,
    })
}

fn shift(_: &Review, ask: &Ask, context: &Context) -> Result<Understood, String> {
    let first = subject(ask, context)?;
    let Some(by) = entry::shift(ask.text()) else {
        return Err(if ask.text().trim().is_empty() { SHIFT.hint } else { "by how much? +7m, -1h30, 90s" }.to_owned());
    };
    if by.saturating_abs() > MOST_SHIFTED_MS {
        return Err("no clock is wrong by more than a year".to_owned());
    }
    let zone = context.session.zone();
    let way = if by < 0 { "earlier" } else { "later" };
    let length = words::exactly(by.saturating_abs());
    let shifted = |event: &Event| {
        let when = event.when();
        let words = when.words.clone().unwrap_or_else(|| when.shown(&zone));
        when.shifted(by, format!("{words}, {length} {way}"))
    };
    let records =
        amended(ask, context, |event| Some(EventBody { when: shifted(event), ..EventBody::clone(&event.body) }));
    let said =
        format!("→ {length} {way}: {} → {}", first.when().shown_with_day(&zone), shifted(first).shown_with_day(&zone));
    Ok(recorded(records, said, &format!("{length} {way}")))
}

impl Review {
    /// Stars what is chosen, or takes the stars away where all have one; the same of what is hidden.
    pub(super) fn toggle(
        &mut self,
        context: &Context,
        is_set: fn(&mut EventBody) -> &mut bool,
        words: [&str; 2],
    ) -> Vec<Effect> {
        let targets = self.targets(context);
        if targets.is_empty() {
            return self.say("there is no event here that can be corrected");
        }
        let all = targets.iter().all(|event| *is_set(&mut EventBody::clone(&event.body)));
        let records = changed(targets.iter().copied(), |event| {
            let mut body = EventBody::clone(&event.body);
            *is_set(&mut body) = !all;
            Some(body)
        });
        let what = words[usize::from(all)];
        let many = if targets.len() > 1 { format!("{} ", targets.len()) } else { String::new() };
        self.chosen.clear();
        self.notice = Some(format!("{many}{what}; u takes it back"));
        vec![Effect::Records(records)]
    }
}
