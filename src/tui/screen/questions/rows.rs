//! The six questions: what each asks, when it is still open, and what an answer records.

use crate::analysis::has_number;
use crate::entry::{Typed, is_long_after, understand, with_prefix};
use crate::time::{Moment, Said, Stamp, When};
use crate::timeline::{Event, EventBody, EventChange, RecordId, Tag};
use crate::tui::effect::Effect;
use crate::tui::screen::Context;
use crate::words;

/// A hypothesis that nobody has decided on.
pub(super) struct Suspect {
    pub(super) id: RecordId,
    /// `H2 database`
    pub(super) name: String,
    /// When it was opened, or last taken up again.
    pub(super) opened: Option<Stamp>,
}

/// One row of the table of questions.
pub(super) struct Question {
    pub(super) ask: &'static str,
    pub(super) hint: &'static str,
    /// What a number stands for, from 1 on.
    pub(super) choices: &'static [&'static str],
    /// What of it is still to be asked: nothing, itself, or one for each hypothesis.
    pub(super) open: fn(&Context) -> Vec<Option<Suspect>>,
    /// A second answer would stand against the first.
    pub(super) once: bool,
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
        once: true,
        record: impact_start,
    },
    Question {
        ask: "How was it found?",
        hint: "1 monitoring · 2 staff · 3 a customer; or your own words",
        choices: &["monitoring", "staff", "a customer"],
        open: |context| open_if(!detection(context).is_some_and(|event| event.body.details.contains_key(SOURCE))),
        once: true,
        record: source,
    },
    Question {
        ask: "How many were affected, and what could they not do?",
        hint: "about 40% of users could not pay",
        choices: &[],
        open: |context| open_if(!told(Tag::Impact, context).any(|event| has_number(event.text()))),
        once: false,
        record: scope,
    },
    Question {
        ask: "Is it fixed for good?",
        hint: "1 for good · 2 for now; or your own words",
        choices: &["for good", "for now"],
        open: |context| open_if(resolution(context).is_some_and(|event| !event.body.details.contains_key(LASTING))),
        once: true,
        record: lasting,
    },
    Question {
        ask: "What became of",
        hint: "x and what ruled it out · c and how it was confirmed · p and why it was parked",
        choices: &[],
        open: |context| {
            let named = |label: &str, name: &str| words::one_line(&format!("{label} {name}"));
            let open = context.summary().open();
            open.map(|open| Some(Suspect { id: open.id, name: named(&open.label, &open.name), opened: open.opened }))
                .collect()
        },
        once: true,
        record: verdict,
    },
    Question {
        ask: "Who owns the write-up?",
        hint: "a name",
        choices: &[],
        open: |context| open_if(!told(Tag::Role, context).any(|event| event.body.role() == Some(EventBody::WRITE_UP))),
        once: true,
        record: owner,
    },
];

/// The details that answers are kept in.
const SOURCE: &str = EventBody::SOURCE;
const LASTING: &str = EventBody::LASTING;

fn open_if(open: bool) -> Vec<Option<Suspect>> {
    if open { vec![None] } else { Vec::new() }
}

/// The told events of a tag, with a time and without.
fn told<'a>(tag: Tag, context: &Context<'a>) -> impl Iterator<Item = &'a Event> {
    let timeline = context.session.timeline();
    timeline.tagged(tag).chain(timeline.untimed().filter(move |event| event.is_told() && event.tag() == tag))
}

fn detection<'a>(context: &Context<'a>) -> Option<&'a Event> {
    told(Tag::Detection, context).next()
}

fn resolution<'a>(context: &Context<'a>) -> Option<&'a Event> {
    context.session.timeline().tagged(Tag::Resolution).rfind(|event| !event.body.is_all_clear())
}

/// The time of another event, as what is said of this one: nobody pressed a key then.
fn time_of(event: &Event) -> When {
    match event.when().said {
        Said::Live(at) => When { said: Said::Second(at), words: None },
        _ => event.when().clone(),
    }
}

fn recorded(answer: &Answer, body: EventBody, context: &Context) -> Effect {
    let typed = body.when.is_stated().then(|| context.session.zone().stamp(answer.began));
    let body = Box::new(EventBody { typed, ..body });
    Effect::Event { id: answer.id, body, pasted: Vec::new(), entered: context.session.now() }
}

fn amended(answer: &Answer, of: RecordId, name: &str) -> Effect {
    let details = [(name.to_owned(), answer.text.to_owned())].into();
    let change = Box::new(EventChange { details, ..EventChange::default() });
    Effect::Amend { id: answer.id, of, change, pasted: Vec::new() }
}

/// A line as the recorder would understand it; the first doubt is a reason to ask again.
fn understood(answer: &Answer, line: &str, tag: Option<Tag>, context: &Context) -> Result<EventBody, String> {
    let entered = context.session.now();
    let typed = Typed { line, began: answer.began, entered, tag, at: None };
    let draft = understand(&typed, context.summary());
    match draft.doubts.into_iter().find(|doubt| !doubt.readings.is_empty()) {
        Some(doubt) => Err(doubt.message),
        None => Ok(draft.body),
    }
}

fn impact_start(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let (when, text) = match answer.text.strip_prefix('=') {
        Some(rest) => {
            let detection = detection(context).ok_or("no detection is recorded; a time, as in 09:50")?;
            (time_of(detection), rest.trim().to_owned())
        }
        None => {
            // A time alone says when; with words behind it, what, too.
            let entered = context.session.now();
            let typed = Typed { line: "", began: answer.began, entered, tag: None, at: Some(answer.text) };
            let alone = understand(&typed, context.summary());
            let body = match alone.doubts.is_empty() {
                true => alone.body,
                false => understood(answer, answer.text, Some(Tag::Impact), context)?,
            };
            if !body.when.says_a_time() {
                return Err("begin with the time: 09:50 first errors; = if it was with the detection".to_owned());
            }
            (body.when, body.text)
        }
    };
    let text = if text.is_empty() { "first felt by users".to_owned() } else { text };
    let mut body = EventBody::new(when, Tag::Impact, text);
    body.details.insert(Tag::Impact.name().to_owned(), EventBody::START.to_owned());
    Ok(recorded(answer, body, context))
}

fn source(answer: &Answer, context: &Context) -> Result<Effect, String> {
    Ok(match detection(context) {
        Some(detection) => amended(answer, detection.id, SOURCE),
        None => {
            let mut body = EventBody::new(When::unknown(), Tag::Detection, format!("found by {}", answer.text));
            body.details.insert(SOURCE.to_owned(), answer.text.to_owned());
            recorded(answer, body, context)
        }
    })
}

/// Without a time of its own it is said of the impact from its start on, as far as that is known.
fn scope(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let body = understood(answer, answer.text, Some(Tag::Impact), context)?;
    let start = told(Tag::Impact, context).find(|event| event.body.begins_impact()).or_else(|| detection(context));
    let when = match body.when.says_a_time() {
        true => body.when,
        false => start.map_or_else(When::unknown, time_of),
    };
    Ok(recorded(answer, EventBody::new(when, Tag::Impact, body.text), context))
}

fn lasting(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let resolution = resolution(context).ok_or("no resolution is recorded")?;
    Ok(amended(answer, resolution.id, LASTING))
}

/// How an answer can begin, and the prefix of the line that it stands for.
const VERDICTS: [(&str, &str); 7] = [
    ("ruled out", "x"),
    ("confirmed", "c"),
    ("parked", "park"),
    ("park", "park"),
    ("x", "x"),
    ("c", "c"),
    ("p", "park"),
];

/// When it was decided is only known to be not later than the resolution, where nobody says more;
/// unless it was suspected only after that.
fn verdict(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let suspect = answer.about.ok_or("no hypothesis is open")?;
    let said = VERDICTS.iter().find_map(|(word, prefix)| {
        let rest = answer.text.strip_prefix(word)?;
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        (rest.is_empty() || rest.starts_with(' ')).then(|| (*prefix, rest.trim_start()))
    });
    let (prefix, why) = said.ok_or("begin with x (ruled out), c (confirmed) or p (parked)")?;
    // As if it was typed in the line; which hypothesis is meant is known better here.
    // `c root cause: disk full` says itself which sort of cause it is.
    let says_which = prefix == "c" && understood(answer, why, None, context).is_ok_and(|body| body.tag == Tag::Cause);
    let line = if says_which { why.to_owned() } else { with_prefix(why, prefix) };
    let mut body = understood(answer, &line, None, context)?;
    let ids = match prefix {
        "x" => &mut body.rules_out,
        "c" => &mut body.confirms,
        _ => &mut body.about,
    };
    *ids = vec![suspect.id];
    let resolved = resolution(context).and_then(|event| event.when().bound());
    let resolved = resolved.filter(|at| suspect.opened.is_none_or(|opened| opened.moment <= at.moment));
    if let Some(at) = resolved.filter(|_| !body.when.says_a_time()) {
        body.when = When { said: Said::By(at), words: None };
    }
    Ok(recorded(answer, body, context))
}

fn owner(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let when = match is_long_after(answer.began, context.summary()) {
        true => When::unknown(),
        false => When::live(context.session.zone().stamp(answer.began)),
    };
    let mut body = EventBody::new(when, Tag::Role, answer.text);
    body.details.insert(Tag::Role.name().to_owned(), EventBody::WRITE_UP.to_owned());
    Ok(recorded(answer, body, context))
}
