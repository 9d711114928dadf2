//! Time phrases: the words people put at the start of a line to say when something happened.
//!
//! Two steps, both pure. [`read`] says what was typed (`by 10:15`, `-5m`, `10:00-10:15 WAT`), how
//! far it goes, and how sure it is to be a time at all. [`Phrase::place`] puts it on a day, given
//! what the reader knows: now, the zone, the incident. What can't be placed on one day for certain
//! comes back with every reading, and nothing is guessed.
//!
//! Where a start could be a time or plain words, it is words.

mod ago;
mod counted;
mod cursor;
mod day;
mod place;
mod resolve;
mod wall;

use ago::Ago;
use cursor::Cursor;
use day::Day;

pub use day::Date;
pub use place::ZoneSaid;
pub use resolve::{Context, DayRule, Placing};
pub use wall::{Form, Half, Wall};

/// What stands at the start of a text.
#[derive(Clone, PartialEq, Debug)]
pub enum Start<'a> {
    /// No time.
    Plain,
    Time(Phrase<'a>),
    /// Written as a time, but no clock or calendar shows it: `25:99`.
    Impossible {
        words: &'a str,
    },
}

/// A time phrase as it was typed.
#[derive(Clone, PartialEq, Debug)]
pub struct Phrase<'a> {
    /// The words of the phrase, without the separator behind them.
    pub words: &'a str,
    /// Where the text behind it begins: separator and spaces are taken with the time.
    pub end: usize,
    pub certainty: Certainty,
    stated: Stated,
}

/// How sure the words are to be a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Certainty {
    /// A number that seems to count what follows: a time only if a tag prefix follows.
    Unlikely,
    /// A bare number: a time if a tag prefix follows, else it may be offered as one.
    Possible,
    Sure,
}

#[derive(Clone, PartialEq, Debug)]
enum Stated {
    Once { qualifier: Qualifier, point: Point },
    Range(Point, Point),
}

/// What was said of the point in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Qualifier {
    At,
    About,
    By,
    After,
}

/// A point in time as typed.
#[derive(Clone, PartialEq, Debug)]
enum Point {
    Clock(Box<ClockSaid>),
    /// Counted back from now.
    Ago(Ago),
    /// Counted from the start of the incident.
    SinceStart(Ago),
}

/// A clock time with all that was said around it.
#[derive(Clone, PartialEq, Debug)]
struct ClockSaid {
    day: Option<Day>,
    wall: Wall,
    zone: Option<ZoneSaid>,
    /// The same moment on another clock: `01:00 local time (22:00 GMT)`.
    also: Option<(Wall, ZoneSaid)>,
}

/// Reads the time phrase at the start of `text`, if there is one.
pub fn read(text: &str) -> Start<'_> {
    if !may_begin(text) {
        return Start::Plain;
    }
    read_range(text).or_else(|| read_once(text)).unwrap_or(Start::Plain)
}

/// Whether a text may begin with a phrase, by its first word alone: a quick no for most lines of a document.
pub fn may_begin(text: &str) -> bool {
    // The words of a clock only count where a time is expected, and whoever expects one asks, too.
    const LEADING: [&str; 4] = ["between", "noon", "midday", "midnight"];
    let word = Cursor::new(text).take_while(char::is_alphabetic);
    word.is_empty()
        || LEADING.iter().any(|known| known.eq_ignore_ascii_case(word))
        || qualifier_of(word).is_some()
        || day::is_named(word)
        || ago::may_begin(word)
}

/// Reads a text that is a time phrase and nothing else, as beside `--at`; bare numbers count.
pub fn read_whole(text: &str) -> Option<Phrase<'_>> {
    let text = text.trim();
    if ["now", "right now"].iter().any(|now| now.eq_ignore_ascii_case(text)) {
        let now = Point::Ago(Ago { seconds: 0, exactness: ago::Exactness::Minute });
        let stated = Stated::Once { qualifier: Qualifier::At, point: now };
        return Some(Phrase { words: text, end: text.len(), certainty: Certainty::Sure, stated });
    }
    match read(text) {
        Start::Time(phrase) if phrase.end == text.len() => Some(phrase),
        _ => None,
    }
}

/// Reads a date at the start of a text, and how many bytes it takes: `June 7, 2024`, `2024-06-07`.
pub fn read_date(text: &str) -> Option<(Date, usize)> {
    let mut cursor = Cursor::new(text);
    let date = Date::read(&mut cursor)?;
    let ends = cursor.peek().is_none_or(|c| !c.is_alphanumeric());
    ends.then(|| (date, cursor.at()))
}

/// Reads a text that names a day and nothing else, as it stands above what happened on it. The phrase
/// is of the first minute of that day.
pub fn read_day(text: &str) -> Option<Phrase<'_>> {
    let text = text.trim();
    let day = Day::read_whole(text)?;
    let clock = ClockSaid { day: Some(day), wall: Wall::MIDNIGHT, zone: None, also: None };
    let possible = clock.exists();
    let stated = Stated::Once { qualifier: Qualifier::At, point: Point::Clock(Box::new(clock)) };
    possible.then_some(Phrase { words: text, end: text.len(), certainty: Certainty::Sure, stated })
}

impl<'a> Phrase<'a> {
    /// Whether it is a time of day and no more: every day has one.
    pub fn is_of_any_day(&self) -> bool {
        self.clock_said().is_some_and(|clock| clock.day.is_none())
    }

    /// The date that it names, if it names one.
    pub fn date(&self) -> Option<Date> {
        match self.clock_said()?.day? {
            Day::Date { written, .. } => Some(written),
            _ => None,
        }
    }

    /// The clock that it shows, the first of a range; none where it counts instead.
    pub fn wall(&self) -> Option<Wall> {
        Some(self.clock_said()?.wall)
    }

    /// The zone that it names, if it names one.
    pub fn zone(&self) -> Option<&ZoneSaid> {
        self.clock_said()?.zone.as_ref()
    }

    /// Whether it is a stretch of time: `10:00-10:15`.
    pub fn is_range(&self) -> bool {
        matches!(self.stated, Stated::Range(..))
    }

    /// The same in the other half of the day: 10:15 PM for 10:15 AM, and for a bare 10:15. None where no
    /// half is in question: `14:15`, `T+12`, a range.
    pub fn in_the_other_half(&self) -> Option<Phrase<'a>> {
        let mut other = self.clone();
        let Stated::Once { point: Point::Clock(clock), .. } = &mut other.stated else { return None };
        let half = match clock.wall.half {
            Some(half) => Some(half.other()),
            None => clock.wall.is_of_either_half().then_some(Half::Pm),
        };
        clock.wall.half = Some(half?);
        clock.wall.seconds().is_some().then_some(other)
    }

    /// The same without its day, for who knows better which one is meant.
    pub fn without_day(&self) -> Phrase<'a> {
        self.with_clocks(|clock| clock.day = None)
    }

    /// The same without its zone.
    pub fn without_zone(&self) -> Phrase<'a> {
        self.with_clocks(|clock| clock.zone = None)
    }

    fn with_clocks(&self, change: impl Fn(&mut ClockSaid)) -> Phrase<'a> {
        let mut other = self.clone();
        let points = match &mut other.stated {
            Stated::Once { point, .. } => [Some(point), None],
            Stated::Range(from, until) => [Some(from), Some(until)],
        };
        for point in points.into_iter().flatten() {
            if let Point::Clock(clock) = point {
                change(clock);
            }
        }
        other
    }

    fn clock_said(&self) -> Option<&ClockSaid> {
        let (Stated::Once { point, .. } | Stated::Range(point, _)) = &self.stated;
        match point {
            Point::Clock(clock) => Some(clock),
            Point::Ago(_) | Point::SinceStart(_) => None,
        }
    }
}

/// `10:00-10:15`, `between 10 and 11`, `from 10:00 to 12:00 GMT`.
fn read_range(text: &str) -> Option<Start<'_>> {
    let mut cursor = Cursor::new(text);
    let between = cursor.eat_word(&["between"]);
    let framed = between || cursor.eat_word(&["from"]);
    cursor.spaces();
    let mut first = read_clock(&mut cursor, framed)?;
    let spaced = cursor.spaces();
    let dashed = !between && cursor.eat(&['-', '–', '—']);
    let joining: &[&str] = if between { &["and"] } else { &["to", "until", "till"] };
    if !dashed && !cursor.eat_word(joining) {
        return None;
    }
    let spaced = cursor.spaces() || spaced;
    let mut second = read_clock(&mut cursor, !dashed)?;
    // In `10:00 - 12 pods died` the dash only separates.
    let alike = first.wall.form == second.wall.form && (framed || !spaced);
    if !(second.is_full() || alike) || !cursor.is_at_an_end() {
        return None;
    }
    share_what_was_said_once(&mut first, &mut second);
    let sure = first.is_full() && second.is_full() || framed && !counted::counts(cursor.rest());
    let certainty = if sure { Certainty::Sure } else { certainty_of_a_number(cursor.rest()) };
    let possible = first.exists() && second.exists();
    let stated = Stated::Range(Point::Clock(Box::new(first)), Point::Clock(Box::new(second)));
    Some(finish(cursor, text, stated, certainty, possible))
}

/// In `10:00-11:30 PM EAT` the half of the day and the zone hold for both ends.
fn share_what_was_said_once(first: &mut ClockSaid, second: &mut ClockSaid) {
    if first.zone.is_none() {
        first.zone = second.zone.clone();
    } else if second.zone.is_none() {
        second.zone = first.zone.clone();
    }
    let (None, Some(half)) = (first.wall.half, second.wall.half) else { return };
    if !first.wall.is_of_either_half() {
        return;
    }
    let with = |half| Wall { half: Some(half), ..first.wall };
    let same_half_fits = second.day.is_some() || with(half).seconds() <= second.wall.seconds();
    first.wall = with(if same_half_fits { half } else { half.other() });
}

/// Every phrase with one point in time.
fn read_once(text: &str) -> Option<Start<'_>> {
    let mut cursor = Cursor::new(text);
    let said = read_qualifier(&mut cursor);
    let mut qualifier = said.unwrap_or(Qualifier::At);
    if let Some((point, certain)) = read_counted_point(&mut cursor, said.is_some()) {
        let ends = cursor.is_at_an_end();
        let certainty = if certain { Certainty::Sure } else { certainty_of_a_number(cursor.rest()) };
        let stated = Stated::Once { qualifier, point };
        return ends.then(|| finish(cursor, text, stated, certainty, true));
    }
    let day = Day::read(&mut cursor);
    if day.is_some()
        && let Some(inner) = read_qualifier(&mut cursor)
    {
        qualifier = if inner == Qualifier::At { qualifier } else { inner };
    }
    let is_led = said.is_some() || day.is_some();
    let mut clock = read_clock_on(&mut cursor, is_led, day)?;
    let ish = wall::read_ish(&mut cursor);
    if ish {
        qualifier = if qualifier == Qualifier::At { Qualifier::About } else { qualifier };
        clock.read_surroundings(&mut cursor, false);
    }
    if !cursor.is_at_an_end() {
        return None;
    }
    let certainty = match ish || clock.is_full() {
        true => Certainty::Sure,
        false if is_led => certainty_of_a_led_number(clock.wall, said, cursor.rest()),
        false => certainty_of_a_bare_number(clock.wall, cursor.rest()),
    };
    let possible = clock.exists();
    let stated = Stated::Once { qualifier, point: Point::Clock(Box::new(clock)) };
    Some(finish(cursor, text, stated, certainty, possible))
}

/// A number behind `at`, `by`, `yesterday` and the like.
fn certainty_of_a_led_number(wall: Wall, said: Option<Qualifier>, rest: &str) -> Certainty {
    let is_at = said.is_none_or(|said| said == Qualifier::At);
    // `since 2019` speaks of a year.
    let is_year = !is_at && wall.form == Form::FourDigits && matches!(wall.hour, 19 | 20) && !rest.trim().is_empty();
    match counted::counts(rest) {
        true => Certainty::Unlikely,
        false if is_year => Certainty::Possible,
        false => Certainty::Sure,
    }
}

/// A number that nothing leads: three digits are rather a status or a port, and one is one pod.
fn certainty_of_a_bare_number(wall: Wall, rest: &str) -> Certainty {
    let is_one = wall.form == Form::Hour && wall.hour == 1;
    if wall.form == Form::ThreeDigits || is_one { Certainty::Unlikely } else { certainty_of_a_number(rest) }
}

/// Phrases that count minutes instead of reading a clock; whether they are sure.
fn read_counted_point(cursor: &mut Cursor<'_>, is_led: bool) -> Option<(Point, bool)> {
    if let Some(since) = Ago::read_since_start(cursor) {
        return Some((Point::SinceStart(since), true));
    }
    if let Some(ago) = Ago::read_ago(cursor) {
        return Some((Point::Ago(ago), true));
    }
    if is_led {
        return None;
    }
    Ago::read_minus(cursor).map(|(ago, sure)| (Point::Ago(ago), sure))
}

fn certainty_of_a_number(rest: &str) -> Certainty {
    if counted::counts(rest) { Certainty::Unlikely } else { Certainty::Possible }
}

/// `at`, `around`, `~`, `by`, `after` and their like.
fn read_qualifier(cursor: &mut Cursor<'_>) -> Option<Qualifier> {
    let mut ahead = *cursor;
    let found = if ahead.eat(&['~', '≈']) {
        Some(Qualifier::About)
    } else if ahead.eat(&['≤']) {
        Some(Qualifier::By)
    } else if ahead.eat(&['≥']) {
        Some(Qualifier::After)
    } else {
        qualifier_of(ahead.word()?)
    }?;
    if matches!(found, Qualifier::About) {
        ahead.eat(&['.']);
    }
    ahead.spaces();
    // `by around 10`, `at about 10`: what was said first holds, unless it says nothing.
    let inner = if found == Qualifier::About { None } else { read_qualifier(&mut ahead) };
    *cursor = ahead;
    Some(if found == Qualifier::At { inner.unwrap_or(found) } else { found })
}

fn qualifier_of(word: &str) -> Option<Qualifier> {
    const WORDS: [(Qualifier, &[&str]); 4] = [
        (Qualifier::At, &["at"]),
        (Qualifier::About, &["around", "about", "approximately", "approx", "roughly", "circa", "ca"]),
        (Qualifier::By, &["by", "before"]),
        (Qualifier::After, &["after", "since", "from"]),
    ];
    let is_one = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    WORDS.iter().find(|(_, words)| is_one(words)).map(|(qualifier, _)| *qualifier)
}

/// A clock time with its day before it or behind it, as a part of a range.
fn read_clock(cursor: &mut Cursor<'_>, is_led: bool) -> Option<ClockSaid> {
    let day = Day::read(cursor);
    if day.is_some() && cursor.eat_word(&["at", "from"]) {
        cursor.spaces();
    }
    read_clock_on(cursor, is_led || day.is_some(), day)
}

fn read_clock_on(cursor: &mut Cursor<'_>, is_led: bool, day: Option<(Day, bool)>) -> Option<ClockSaid> {
    let wall = Wall::read(cursor).or_else(|| is_led.then(|| Wall::read_word(cursor)).flatten())?;
    let joined = day.is_some_and(|(_, joined)| joined);
    let mut clock = ClockSaid { day: day.map(|(day, _)| day), wall, zone: None, also: None };
    clock.read_surroundings(cursor, joined);
    Some(clock)
}

impl ClockSaid {
    /// Zone and day behind the time, as far as they were not said before.
    fn read_surroundings(&mut self, cursor: &mut Cursor<'_>, joined: bool) {
        if self.zone.is_none() {
            self.zone = ZoneSaid::read(cursor, self.wall, joined);
        }
        if cursor.eat_words(&["local", "time"]) || self.zone.is_some() || self.wall.is_full() {
            self.also = self.also.take().or_else(|| read_also(cursor));
        }
        if self.day.is_none() {
            self.day = Day::read_behind(cursor);
        }
    }

    /// Whether it can be nothing but a time of day.
    fn is_full(&self) -> bool {
        self.wall.is_full() || self.zone.is_some()
    }

    /// Whether some clock and some calendar show it.
    fn exists(&self) -> bool {
        let on_a_calendar = match self.day {
            Some(Day::Date { written, .. }) => written.exists(),
            _ => true,
        };
        on_a_calendar && self.wall.seconds().is_some()
    }
}

/// `(22:00 GMT)`: the same moment on another clock.
fn read_also(cursor: &mut Cursor<'_>) -> Option<(Wall, ZoneSaid)> {
    let mut ahead = *cursor;
    ahead.spaces();
    if !ahead.eat(&['(']) {
        return None;
    }
    let wall = Wall::read(&mut ahead).filter(|wall| wall.seconds().is_some())?;
    let zone = ZoneSaid::read(&mut ahead, wall, false)?;
    ahead.eat(&[')']).then(|| {
        *cursor = ahead;
        (wall, zone)
    })
}

/// The phrase that ends at `cursor`, or what is wrong with it.
fn finish<'a>(
    mut cursor: Cursor<'a>,
    text: &'a str,
    stated: Stated,
    certainty: Certainty,
    possible: bool,
) -> Start<'a> {
    let words = text[..cursor.at()].trim_end();
    match (possible, certainty) {
        (true, _) => {
            cursor.skip_separator();
            Start::Time(Phrase { words, end: cursor.at(), certainty, stated })
        }
        (false, Certainty::Sure) => Start::Impossible { words },
        (false, _) => Start::Plain,
    }
}

#[cfg(test)]
mod tests;
