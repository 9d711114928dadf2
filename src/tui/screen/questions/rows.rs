//! The six questions: what each asks, when it is still open, and what an answer records.

use crate::entry::{Draft, Typed, understand, with_prefix};
use crate::time::{Moment, Offset, When};
use crate::timeline::{Event, EventBody, EventChange, Record, RecordId, Tag};
use crate::tui::effect::Effect;
use crate::tui::screen::Context;
use crate::words;

/// A hypothesis that nobody has decided on.
pub(super) struct Suspect {
    pub(super) id: RecordId,
    /// `H2 database`
    pub(super) name: String,
}

/// One row of the table of questions.
pub(super) struct Question {
    pub(super) ask: &'static str,
    pub(super) hint: &'static str,
    /// What a number stands for, from 1 on.
    pub(super) choices: &'static [&'static str],
    /// What of it is still to be asked: nothing, itself, or one for each hypothesis.
    pub(super) open: fn(&Context) -> Vec<Option<Suspect>>,
    /// What an answer records, or why it can't.
    pub(super) record: fn(&Answer, &Context) -> Result<Effect, String>,
}

/// What somebody typed, and of what.
pub(super) struct Answer<'a> {
    pub(super) text: &'a str,
    pub(super) id: RecordId,
    pub(super) began: Moment,
    pub(super) about: Option<&'a Suspect>,
}

/// The six questions.
pub(super) static QUESTIONS: [Question; 6] = [
    Question {
        ask: "When did users first feel it?",
        hint: "a time, and what they felt: 09:50 first errors; = if it was with the detection",
        choices: &[],
        open: |context| {
            open_if(!context.session.timeline().tagged(Tag::Impact).any(|event| event.body.begins_impact()))
        },
        record: impact_start,
    },
    Question {
        ask: "How was it found?",
        hint: "1 monitoring · 2 staff · 3 a customer; or your own words",
        choices: &["monitoring", "staff", "a customer"],
        open: |context| open_if(!detection(context).is_some_and(|event| event.body.details.contains_key(SOURCE))),
        record: source,
    },
    Question {
        ask: "How many were affected, and what could they not do?",
        hint: "about 40% of users could not pay",
        choices: &[],
        open: |context| {
            let has_share = |event: &Event| event.text().contains(|c: char| c.is_ascii_digit());
            open_if(
                !context.session.timeline().all_events().any(|event| event.tag() == Tag::Impact && has_share(event)),
            )
        },
        record: scope,
    },
    Question {
        ask: "Is it fixed for good?",
        hint: "1 for good · 2 for now; or your own words",
        choices: &["for good", "for now"],
        open: |context| open_if(!resolution(context).is_some_and(|event| event.body.details.contains_key(LASTING))),
        record: lasting,
    },
    Question {
        ask: "What became of",
        hint: "x and what ruled it out · c and how it was confirmed · p and why it was parked",
        choices: &[],
        open: |context| {
            let named = |label: &str, name: &str| words::one_line(&format!("{label} {name}"));
            let open = context.summary().open();
            open.map(|open| Some(Suspect { id: open.id, name: named(&open.label, &open.name) })).collect()
        },
        record: verdict,
    },
    Question {
        ask: "Who owns the write-up?",
        hint: "a name",
        choices: &[],
        open: |context| {
            open_if(
                !context.summary().latest(Tag::Role).any(|role| role.detail.as_deref() == Some(EventBody::WRITE_UP)),
            )
        },
        record: owner,
    },
];

/// The details that answers are kept in.
const SOURCE: &str = EventBody::SOURCE;
const LASTING: &str = EventBody::LASTING;

fn open_if(open: bool) -> Vec<Option<Suspect>> {
    if open { vec![None] } else { Vec::new() }
}

fn detection<'a>(context: &Context<'a>) -> Option<&'a Event> {
    context.session.timeline().tagged(Tag::Detection).next()
}

fn resolution<'a>(context: &Context<'a>) -> Option<&'a Event> {
    context.session.timeline().tagged(Tag::Resolution).rfind(|event| !event.body.is_all_clear())
}

/// An event that is about the incident and not about now.
fn event(answer: &Answer, tag: Tag, when: When, text: &str) -> EventBody {
    let mut body = EventBody::new(when, tag, text);
    body.typed = body.when.is_stated().then(|| answer.began.at(Offset::UTC));
    body
}

fn recorded(answer: &Answer, body: EventBody, context: &Context) -> Effect {
    Effect::Event { id: answer.id, body: Box::new(body), pasted: Vec::new(), entered: context.session.now() }
}

fn amended(of: RecordId, name: &str, value: &str) -> Effect {
    let details = [(name.to_owned(), value.to_owned())].into();
    Effect::Records(vec![Record::Amend { of, change: EventChange { details, ..EventChange::default() } }])
}

/// The answer as the line would understand it.
fn understood(answer: &Answer, line: &str, tag: Option<Tag>, context: &Context) -> Draft {
    let entered = context.session.now();
    understand(&Typed { line, began: answer.began, entered, tag, at: None }, context.summary())
}

fn impact_start(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let text = answer.text.trim();
    let (when, text) = match text.strip_prefix('=') {
        Some(rest) => {
            let detection = detection(context).ok_or("no detection is recorded; a time, as in 09:50")?;
            (detection.when().clone(), rest.trim().to_owned())
        }
        None => {
            // A time alone says when; with words behind it, what, too.
            let entered = context.session.now();
            let alone = Typed { line: "", began: answer.began, entered, tag: None, at: Some(text) };
            let alone = understand(&alone, context.summary());
            let draft = match alone.doubts.is_empty() {
                true => alone,
                false => understood(answer, text, Some(Tag::Impact), context),
            };
            if !draft.body.when.is_stated() {
                return Err("begin with the time: 09:50 first errors; = if it was with the detection".to_owned());
            }
            if let Some(doubt) = draft.doubts.first() {
                return Err(doubt.message.clone());
            }
            (draft.body.when, draft.body.text)
        }
    };
    let text = if text.is_empty() { "first felt by users".to_owned() } else { text };
    let mut body = event(answer, Tag::Impact, when, &text);
    body.details.insert(Tag::Impact.name().to_owned(), EventBody::START.to_owned());
    Ok(recorded(answer, body, context))
}

fn source(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let source = answer.text;
    Ok(match detection(context) {
        Some(detection) => amended(detection.id, SOURCE, source),
        None => {
            let mut body = event(answer, Tag::Detection, When::unknown(), &format!("found by {source}"));
            body.details.insert(SOURCE.to_owned(), source.to_owned());
            recorded(answer, body, context)
        }
    })
}

fn scope(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let draft = understood(answer, answer.text, Some(Tag::Impact), context);
    // Without a time it is said of all of it.
    let when = if draft.body.when.is_stated() { draft.body.when } else { When::unknown() };
    Ok(recorded(answer, event(answer, Tag::Impact, when, &draft.body.text), context))
}

fn lasting(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let resolution = resolution(context).ok_or("no resolution is recorded")?;
    Ok(amended(resolution.id, LASTING, answer.text))
}

fn verdict(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let suspect = answer.about.ok_or("no hypothesis is open")?;
    let (letter, why) = answer.text.trim().split_once(' ').unwrap_or((answer.text.trim(), ""));
    let prefix = match letter.trim_end_matches(':') {
        "x" => "x",
        "c" => "c",
        "p" | "park" => "park",
        _ => return Err("begin with x (ruled out), c (confirmed) or p (parked)".to_owned()),
    };
    // As if it was typed in the line; which hypothesis is meant is known better here.
    let mut body = understood(answer, &with_prefix(why, prefix), None, context).body;
    body.rules_out.clear();
    body.confirms.clear();
    body.about.clear();
    match prefix {
        "x" => body.rules_out.push(suspect.id),
        "c" => body.confirms.push(suspect.id),
        _ => body.about.push(suspect.id),
    }
    Ok(recorded(answer, body, context))
}

fn owner(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let when = When::live(context.session.zone().stamp(answer.began));
    let mut body = EventBody::new(when, Tag::Role, answer.text.trim());
    body.details.insert(Tag::Role.name().to_owned(), EventBody::WRITE_UP.to_owned());
    Ok(recorded(answer, body, context))
}
