//! When it began and ended, as a write-up states it beside its timeline: `from 10:00 to 12:00`, `Start
//! time: …`, the settings above the text.

use chrono::NaiveDate;

use super::clock::{self, Clock};
use super::lines::{Kind, Line};
use super::placing::reading;
use super::{dates, mentions, prose};
use crate::import::Bound;
use crate::time::phrase::{Context, Date, DayRule, Phrase, Placing};
use crate::time::{Moment, Said, When, Zone};

/// A statement of an end or of both, not placed on a day yet.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Stated {
    pub clock: Clock,
    pub of: Side,
    /// A date that is said in the same sentence.
    pub day: Option<Date>,
    pub text: String,
    pub line: usize,
}

/// What a statement is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Side {
    Start,
    End,
    /// A stretch of time with both.
    Both,
}

/// Words that begin a label of the start, and of the end.
const STARTS: &[&str] = &["start", "started", "starts", "began", "begin", "beginning", "begun", "starting", "onset"];
const ENDS: &[&str] =
    &["end", "ended", "ends", "resolved", "finish", "finished", "restored", "resolvedwhen", "ending", "resolution"];
/// Of the settings above a text, these hold the start.
const START_SETTINGS: &[&str] = &["date", "start", "started", "start_time", "began"];
/// What a sentence says of a start alone.
const FAILED: &[&str] = &[
    "went down",
    "go down",
    "outage began",
    "outage started",
    "became unavailable",
    "became unreachable",
    "stopped working",
    "stopped responding",
    "went offline",
    "became unresponsive",
];

/// And of an end, behind another time.
const RESTORED: &[&str] =
    &["restoring full", "restored full", "fully restored", "full functionality at", "back to normal"];

/// Every statement of a start or an end, in the order of the lines.
pub(super) fn stated<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<Stated> {
    let mut found = Vec::new();
    let mut paragraph: Option<(usize, usize, String)> = None;
    for line in lines {
        if let Some(stated) = labelled(line) {
            found.push(stated);
            continue;
        }
        if matches!(line.kind, Kind::Setting | Kind::Code | Kind::Row(_)) {
            continue;
        }
        // A sentence may go on on the next line.
        match &mut paragraph {
            Some((block, _, text)) if *block == line.block => {
                text.push(' ');
                text.push_str(&line.text);
            }
            _ => {
                found.extend(paragraph.take().into_iter().flat_map(in_prose));
                paragraph = Some((line.block, line.number, line.text.clone()));
            }
        }
    }
    found.extend(paragraph.into_iter().flat_map(in_prose));
    found.sort_by_key(|stated| stated.line);
    found
}

/// `Start Time: June 7, 2024, 10:00 AM (WAT)`, `date: 2021-05-29T22:41:00Z`.
fn labelled(line: &Line) -> Option<Stated> {
    const LONGEST: usize = 160;
    let text = line.text.as_str();
    if text.len() > LONGEST {
        return None;
    }
    let separator = if line.kind == Kind::Setting { [':', '='] } else { [':', ':'] };
    let (label, rest) = text.split_once(separator)?;
    let label = label.to_lowercase();
    let words = label.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let count = words.clone().count();
    let has = |known: &[&str]| count <= 5 && words.clone().any(|word| known.contains(&word));
    let of = if line.kind == Kind::Setting {
        let word = words.clone().next()?;
        if START_SETTINGS.contains(&word) {
            Side::Start
        } else if ENDS.contains(&word) {
            Side::End
        } else {
            return None;
        }
    } else if has(STARTS) {
        Side::Start
    } else if has(ENDS) {
        Side::End
    } else {
        return None;
    };
    let rest = rest.trim().trim_matches(['"', '\'']);
    let timed = clock::at_start(rest)?;
    let is_time = timed.clock.wall.is_some_and(|wall| wall.is_full());
    let behind = rest[timed.behind..].trim();
    (is_time && behind.len() < 40).then(|| Stated {
        day: dates::found_in(behind).map(|(date, _)| date),
        clock: timed.clock,
        of,
        text: if line.kind == Kind::Setting { String::new() } else { text.to_owned() },
        line: line.number,
    })
}

/// What a paragraph states of start and end, in the first sentence that does.
fn in_prose((_, line, text): (usize, usize, String)) -> Vec<Stated> {
    const REACH: usize = 4000;
    let text = &text[..text.floor_char_boundary(REACH)];
    let mut first: Option<Stated> = None;
    for sentence in prose::sentences(text) {
        let plain = without_about(sentence);
        let mentions = mentions::in_sentence(&plain);
        let day = dates::found_in(&plain).map(|(date, _)| date);
        let stated = |clock: Clock, of| Stated { clock, of, day, text: sentence.to_owned(), line };
        let begins = first.take().or_else(|| Some(stated(mentions.first()?.clock.clone(), Side::Start)));
        let found: Vec<Stated> = match in_sentence(&plain, &mentions) {
            Says::Nothing => Vec::new(),
            Says::One(clock, of) => vec![stated(clock, of)],
            Says::Until(clock) => {
                let start = begins.clone().filter(|start| start.clock != clock);
                start.into_iter().chain([Stated { day: None, ..stated(clock, Side::End) }]).collect()
            }
            Says::Both(start, end) => {
                vec![stated(start, Side::Start), Stated { day: None, ..stated(end, Side::End) }]
            }
        };
        if !found.is_empty() {
            return found;
        }
        first = begins;
    }
    Vec::new()
}

/// What one sentence says of start and end.
enum Says {
    Nothing,
    One(Clock, Side),
    /// The end; it began at the first time in the paragraph.
    Until(Clock),
    Both(Clock, Clock),
}

fn in_sentence(sentence: &str, mentions: &[mentions::Mention]) -> Says {
    if let Some(stretch) = mentions.iter().find(|mention| mention.clock.is_stretch) {
        return Says::One(stretch.clock.clone(), Side::Both);
    }
    if let Some((start, end)) = began_and_ended(sentence, mentions) {
        return Says::Both(start, end);
    }
    // `Duration: June 7, 2024, 10:00 PM - June 8, 2024, 2:00 AM`
    let label = sentence.split_once(':').filter(|(label, _)| label.len() < 40);
    let behind = label.map_or(sentence, |(_, rest)| rest.trim());
    if let Some(alone) = clock::at_start(behind).filter(|timed| timed.clock.is_stretch) {
        return Says::One(alone.clock, Side::Both);
    }
    // `At 2:00 PM it was due ..., and all waited until 4:30 PM.`
    let leads_to_end = |mention: &&mentions::Mention| {
        let said = sentence[mention.at.clone()].to_lowercase();
        ["until", "till"].iter().any(|word| said.starts_with(word))
    };
    if let Some(until) = mentions.iter().find(leads_to_end) {
        return Says::Until(until.clock.clone());
    }
    let lower = sentence.to_lowercase();
    let says = |known: &[&str]| known.iter().any(|words| lower.contains(words));
    match mentions {
        [first, ..] if says(FAILED) => Says::One(first.clock.clone(), Side::Start),
        [_, .., last] if says(RESTORED) => Says::One(last.clock.clone(), Side::End),
        _ => Says::Nothing,
    }
}

/// `Beginning at 9 PM on ..., and ending at 11 PM`: both ends, each behind its verb.
fn began_and_ended(sentence: &str, mentions: &[mentions::Mention]) -> Option<(Clock, Clock)> {
    const BEGAN: &[&str] = &["commencing", "commenced", "starting", "started", "beginning", "began", "start"];
    const ENDED: &[&str] =
        &["concluding", "concluded", "ending", "ended", "finishing", "finished", "lasted", "lasting", "resolved"];
    let behind = |mention: &&mentions::Mention, verbs: &[&str]| {
        let word = sentence[..mention.at.start].split_whitespace().next_back().unwrap_or_default().to_lowercase();
        verbs.contains(&word.trim_matches(|c: char| !c.is_alphabetic()))
    };
    let start = mentions.iter().find(|mention| behind(mention, BEGAN))?;
    let end = mentions.iter().find(|mention| behind(mention, ENDED))?;
    Some((start.clock.clone(), end.clock.clone()))
}

/// A sentence without the words that make its times approximate: a range has none.
fn without_about(sentence: &str) -> String {
    const ABOUT: [&str; 6] = ["about", "around", "approximately", "roughly", "approx.", "circa"];
    let sentence = sentence.replace("the hours of ", "");
    let mut words = sentence.split(' ').peekable();
    let mut kept: Vec<&str> = Vec::new();
    while let Some(word) = words.next() {
        let before_time = words.peek().is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()));
        let led = kept.last().is_some_and(|before| {
            ["from", "to", "until", "till", "between", "and"].iter().any(|word| word.eq_ignore_ascii_case(before))
        });
        if !(ABOUT.contains(&word) && before_time && led) {
            kept.push(word.trim_start_matches('~'));
        }
    }
    kept.join(" ")
}

/// What statements are placed by.
pub(super) struct Places<'a> {
    pub now: Moment,
    pub zone: &'a Zone,
    /// The first entry, or the day of the document.
    pub near: Near,
    pub day_first: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Near {
    Entry(Moment),
    Day(NaiveDate),
}

impl Places<'_> {
    /// Start and end, each by the first statement of it.
    pub fn bounds(&self, stated: &[Stated]) -> (Option<Bound>, Option<Bound>) {
        let (mut start, mut end): (Option<Bound>, Option<Bound>) = (None, None);
        for one in stated {
            let Some(when) = self.placed(one, start.as_ref().map(|start| start.at.moment)) else { continue };
            let bound = |at| Bound { at, text: one.text.clone(), line: one.line };
            match one.of {
                Side::Start if start.is_none() => start = when.bound().map(bound),
                Side::End if end.is_none() => end = when.bound().map(bound),
                Side::Both if start.is_none() && end.is_none() => {
                    (start, end) = (when.bound().map(bound), when.until().map(bound));
                }
                _ => {}
            }
        }
        let is_sound = |end: &Bound| start.as_ref().is_none_or(|start| start.at.moment <= end.at.moment);
        let end = end.filter(is_sound);
        (start, end)
    }

    fn placed(&self, stated: &Stated, start: Option<Moment>) -> Option<When> {
        let phrase = stated.clock.phrase()?;
        let zone = stated.clock.place.as_ref().unwrap_or(self.zone);
        let day = phrase.date().or(stated.day).and_then(|date| reading(date, self.year(), self.day_first));
        let rule = match (day, self.near, start) {
            (Some(day), ..) => DayRule::On(day),
            (None, _, Some(start)) if stated.of == Side::End => DayRule::NearestTo(start),
            (None, Near::Entry(entry), _) => DayRule::NearestTo(entry),
            (None, Near::Day(day), _) => DayRule::On(day),
        };
        let place = |phrase: &Phrase, rule| match phrase.place(&Context { now: self.now, zone, rule, start: None }) {
            Placing::Placed(when) => Some(when),
            Placing::Doubtful { readings, .. } => {
                let of_day =
                    |when: &&When| day.is_none_or(|day| when.bound().is_some_and(|at| at.local().date() == day));
                readings.iter().find(of_day).or(readings.first()).cloned()
            }
        };
        // `from 21:40 to 00:25 on 12 March`: the day is that of the start.
        let when = place(&phrase, rule).or_else(|| place(&phrase.without_day(), rule))?;
        // The end of a night lies on the day after.
        let is_early = start.is_some_and(|start| when.bound().is_some_and(|at| at.moment < start));
        if is_early && day.is_none() && stated.of == Side::End {
            let next = zone.stamp(start?).local().date().succ_opt()?;
            return place(&phrase, DayRule::On(next));
        }
        Some(when)
    }

    fn year(&self) -> i32 {
        use chrono::Datelike as _;
        match self.near {
            Near::Entry(at) => self.zone.stamp(at).local().year(),
            Near::Day(day) => day.year(),
        }
    }
}

/// Statements as exact as the document makes them: `by 12:00` is 12:00 where it says elsewhere that it
/// ended at 12:00.
pub(super) fn settled(whens: Vec<When>, bounds: [&Option<Bound>; 2]) -> Vec<When> {
    let is_stated = |at: Moment| bounds.iter().any(|bound| bound.as_ref().is_some_and(|bound| bound.at.moment == at));
    let settle = |when: When| match when.said {
        Said::By(at) | Said::After(at) | Said::About { at, .. } if is_stated(at.moment) => {
            When { said: Said::Minute(at), ..when }
        }
        _ => when,
    };
    whens.into_iter().map(settle).collect()
}
