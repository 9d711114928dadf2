//! Times in a write-up: what stands at the start of a line, and what the words behind it are.
//!
//! What a time is, the grammar of the line says ([`crate::time::phrase`]); here is what documents put
//! around it: brackets, emphasis, a city for the zone, a date behind the clock. What hands do to times
//! themselves is set right in [`super::mended`]; times inside sentences are found in
//! [`super::mentions`].

use super::dates;
use super::mended::{self, Mended};
use crate::time::Zone;
use crate::time::phrase::{self, Certainty, Date, Phrase, Start, Wall, ZoneSaid};

/// A time that was found, in words that the grammar reads; with what they say, so that nobody has to read
/// them again to ask.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Clock {
    words: String,
    /// A zone that stands behind it and that the grammar has no word for.
    pub place: Option<Zone>,
    pub certainty: Certainty,
    /// What the clock shows, the first of a stretch; none where it counts from the start.
    pub wall: Option<Wall>,
    pub date: Option<Date>,
    zone: Option<ZoneSaid>,
    /// Whether it is a stretch of time: `10:00-10:15`.
    pub is_stretch: bool,
}

/// A time at the start of a text.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Timed {
    pub clock: Clock,
    /// Where the words behind it begin, in bytes.
    pub behind: usize,
}

impl Clock {
    pub fn of(phrase: &Phrase<'_>) -> Clock {
        Clock {
            words: phrase.words.to_owned(),
            place: None,
            certainty: phrase.certainty,
            wall: phrase.wall(),
            date: phrase.date(),
            zone: phrase.zone().cloned(),
            is_stretch: phrase.is_range(),
        }
    }

    /// The clock that these words are and nothing else.
    pub fn said(words: &str) -> Option<Clock> {
        phrase::read_whole(words).as_ref().map(Clock::of)
    }

    /// What was said, to be placed on a day.
    pub fn phrase(&self) -> Option<Phrase<'_>> {
        phrase::read_whole(&self.words)
    }

    pub fn words(&self) -> &str {
        &self.words
    }

    /// The words without what leads to them: `10:45` of `by 10:45`.
    pub fn bare_words(&self) -> &str {
        let spelt = || ["midnight", "noon", "midday"].iter().find_map(|word| self.words.find(word));
        &self.words[self.words.find(|c: char| c.is_ascii_digit()).or_else(spelt).unwrap_or(0)..]
    }

    pub fn is_sure(&self) -> bool {
        self.certainty == Certainty::Sure
    }

    /// Since midnight.
    pub fn seconds(&self) -> Option<u32> {
        self.wall?.seconds()
    }

    /// Whether it names a zone of its own.
    pub fn names_zone(&self) -> bool {
        self.place.is_some() || self.zone.is_some()
    }

    /// The zone that it names, and whether the name is that of several.
    pub fn named_zone(&self) -> Option<(Zone, bool)> {
        match (&self.place, &self.zone) {
            (Some(place), _) => Some((place.clone(), false)),
            (None, Some(ZoneSaid::One(zone))) => Some((zone.clone(), false)),
            (None, Some(ZoneSaid::Several { word, .. })) => Zone::spoken(word),
            (None, None) => None,
        }
    }

    /// The same on a day that stands beside it.
    pub fn on(self, date: &str) -> Option<Clock> {
        let dated = Clock::said(&format!("{date} {}", self.words))?;
        Some(Clock { place: self.place, certainty: Certainty::Sure, ..dated })
    }
}

/// No time takes more than so many bytes with what stands around it.
pub(super) const REACH: usize = 120;

/// Whether a text begins with a time.
pub(super) fn begins(text: &str) -> bool {
    at_start(text).is_some_and(|timed| timed.clock.is_sure())
}

/// The time at the start of a text, and where the words behind it begin.
pub(super) fn at_start(text: &str) -> Option<Timed> {
    let head = &text[..text.floor_char_boundary(REACH)];
    // Most lines have no figure near their beginning, or begin with another word.
    let figure = head.bytes().position(|byte| byte.is_ascii_digit()).filter(|at| *at <= REACH / 2);
    let figure = figure.or_else(|| mended::begins_with_a_word(head).then_some(head.len()))?;
    let opening = opening(&head[..figure]);
    if !phrase::may_begin(&head[opening..]) {
        return None;
    }
    let head = &*mended::halves(head);
    let inner = unwrapped(&head[opening..], &head[..opening]);
    let (clock, taken) = read_mended(&inner)?;
    Some(Timed { clock, behind: opening + taken + closing(&inner[taken..]) })
}

/// The text with blanks for what closes the brackets, ticks and quotes before it: `08:47] merged`.
fn unwrapped(text: &str, opening: &str) -> String {
    let mut text = text.to_owned();
    for (open, close) in [('[', "]"), ('(', ")"), ('<', ">"), ('`', "`"), ('"', "\"")] {
        if let Some(at) = text.find(close).filter(|_| opening.contains(open)) {
            text.replace_range(at..at + close.len(), " ");
        }
    }
    text
}

/// What may stand before a time: brackets, emphasis, a picture, `Time:`.
pub(super) fn opening(before: &str) -> usize {
    let mut at = before.len() - before.trim_start_matches(|c: char| !is_of_a_time(c)).len();
    for label in ["time:", "timestamp:", "when:", "at:"] {
        let is_it = before.get(at..at + label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label));
        if is_it {
            at += label.len();
            at += before[at..].len() - before[at..].trim_start().len();
        }
    }
    // `T08:19:34`
    if before[at..] == *"T" { at + 1 } else { at }
}

/// Whether a time, or the words before it, can begin with this.
fn is_of_a_time(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '~' | '≈' | '≤' | '≥' | '+' | '-' | '−')
}

/// What leads from a time to the words behind it.
pub(super) fn closing(behind: &str) -> usize {
    let leads = |c: char| {
        c.is_whitespace()
            || matches!(c, ':' | '|' | '–' | '—' | '-' | '>' | '=' | '→' | ',' | ';' | '.' | '*' | '_' | ']' | ')')
    };
    let led = behind.len() - behind.trim_start_matches(leads).len();
    let (lead, words) = behind.split_at(led);
    // A sign that belongs to the words is none that leads to them: `-5 %`, `.phpp`.
    let signs = ['-', '.', '_', '*'];
    let without = lead.trim_end_matches(signs);
    let is_stuck = without.len() < lead.len() && without.ends_with(' ') && words.starts_with(char::is_alphanumeric);
    if is_stuck { without.len() } else { led }
}

/// Reads a time, once what hands do to times is set right; with how many bytes of the text it took.
fn read_mended(text: &str) -> Option<(Clock, usize)> {
    mended::readings(text).find_map(|Mended { said, longer }| {
        let (clock, taken) = read(&said)?;
        let taken = taken.checked_add_signed(longer).filter(|taken| text.is_char_boundary(*taken))?;
        Some((clock, taken))
    })
}

/// Reads a time at the start of a text with what stands behind it: a place, a unit, a date.
fn read(text: &str) -> Option<(Clock, usize)> {
    let Start::Time(phrase) = phrase::read(text) else { return None };
    if phrase.certainty == Certainty::Unlikely {
        return None;
    }
    let (mut clock, mut taken) = (Clock::of(&phrase), phrase.words.len());
    if clock.zone.is_none()
        && let Some((place, length)) = place(&text[taken..])
    {
        (clock.place, clock.certainty) = (Some(place), Certainty::Sure);
        taken += length;
    }
    if clock.wall.is_some_and(|wall| wall.half.is_none())
        && let Some(length) = unit(&text[taken..])
    {
        clock.certainty = Certainty::Sure;
        taken += length;
    }
    if clock.date.is_none()
        && clock.wall.is_some_and(Wall::is_full)
        && let Some((date, length)) = dates::behind_clock(&text[taken..])
        && let Some(dated) = clock.clone().on(date)
    {
        (clock, taken) = (dated, taken + length);
    }
    Some((clock, taken))
}

/// `1400 hrs`, `14:00h`
fn unit(behind: &str) -> Option<usize> {
    let trimmed = behind.trim_start();
    let word = trimmed.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    ["hrs", "hours", "h", "Uhr"].contains(&word).then(|| behind.len() - trimmed.len() + word.len())
}

/// A place behind a time, for its zone: `10:15 Denver - restarted`, `10 AM Pacific Time: …`. Something
/// has to part it from the words.
fn place(behind: &str) -> Option<(Zone, usize)> {
    let words = behind.trim_start();
    let indent = behind.len() - words.len();
    let (words, bracket) = match words.strip_prefix('(') {
        Some(inner) => (inner, 1),
        None => (words, 0),
    };
    if let Some(zone) = american(words).filter(|_| indent > 0) {
        return Some((zone, indent + "ET".len()));
    }
    let end = words.find([':', '|', ')', ',', '–', '—', '-']).unwrap_or(words.len());
    let said = words[..end].trim_end();
    let is_apart = indent > 0 || bracket > 0;
    let is_short = said.split(' ').count() <= 4 && said.starts_with(|c: char| c.is_ascii_uppercase());
    if !is_apart || !is_short || end == words.len() {
        return None;
    }
    let (zone, _) = Zone::spoken(said)?;
    let closing = usize::from(bracket > 0 && words[end..].starts_with(')'));
    Some((zone, indent + bracket + said.len() + closing))
}

/// `16:20 ET`: what Americans call a zone in summer and in winter needs nothing to part it from the words.
pub(super) fn american(words: &str) -> Option<Zone> {
    let word = words.split(|c: char| !c.is_alphanumeric()).next()?;
    ["ET", "CT", "MT", "PT"].contains(&word).then(|| Zone::spoken(word)).flatten().map(|(zone, _)| zone)
}
