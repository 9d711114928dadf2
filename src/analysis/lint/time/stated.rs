//! What is written of times: in the sections, in the texts of events, and in the words with which
//! a time was given.

use std::collections::{BTreeMap, HashSet};

use chrono::Datelike;

use crate::analysis::lint::examined::{Examined, Passage, Source, is_overview, quoted};
use crate::analysis::lint::lists::List;
use crate::analysis::lint::prose::{self, Clock, Date, Length, Word};
use crate::analysis::lint::{Hit, Subject};
use crate::time::{Span, Zone, ZoneProblem};
use crate::words;

pub(super) fn durations(examined: &Examined) -> Vec<Hit> {
    let measured = examined.analysis.metric("impact_duration").and_then(|metric| metric.span);
    let Some(measured) = measured else { return Vec::new() };
    let overviews = examined.written().filter(|(section, _)| is_overview(section)).map(|(_, passage)| passage);
    overviews.filter_map(|passage| misstated(passage, measured)).collect()
}

/// The first length that a text gives for the whole, if none that it gives is that of the timeline:
/// beside the right one, another is the length of a part.
fn misstated(passage: &Passage, measured: Span) -> Option<Hit> {
    let stated: Vec<Length> = passage.sentences().flat_map(|sentence| of_the_whole(passage, sentence)).collect();
    let agrees = |length: &Length| {
        let ms = length.minutes * 60_000.0;
        ms >= measured.least_ms as f64 * 0.9 && measured.most_ms.is_none_or(|most| ms <= most as f64 * 1.1)
    };
    let first = stated.first().filter(|_| !stated.iter().any(agrees))?;
    // With the hedge before it, as it is written.
    let before = passage.words().iter().rfind(|word| word.at.end <= first.at.start && List::Hedge.holds(word));
    let hedged = before.filter(|word| passage.text[word.at.end..first.at.start].trim().is_empty());
    let start = hedged.map_or(first.at.start, |word| word.at.start);
    let said = quoted(&passage.text[start..first.at.end]);
    Some(Hit::of(format!("stated {said}, the timeline gives {}", words::span(measured)), passage.at()))
}

/// The lengths in a sentence that are those of the whole outage.
fn of_the_whole(passage: &Passage, sentence: &[Word]) -> Vec<Length> {
    if !List::Outage.is_in(sentence) {
        return Vec::new();
    }
    let start = sentence.first().map_or(0, |word| word.at.start);
    let text = prose::text_of(passage.text, sentence);
    let is_whole = |length: &Length| {
        let before = sentence.iter().rev().filter(|word| word.at.end <= length.at.start);
        let before = before.take_while(|word| !List::OtherLength.holds(word)).find(|word| !List::Hedge.holds(word));
        let behind: Vec<&Word> = sentence.iter().filter(|word| word.at.start >= length.at.end).take(2).collect();
        let of_outage = behind.iter().any(|word| List::Outage.holds(word));
        let of_other = behind.first().is_some_and(|word| List::OtherLength.holds(word));
        !of_other && (of_outage || before.is_some_and(|word| List::DurationLead.holds(word)))
    };
    let lengths = prose::lengths(text).into_iter();
    let placed = lengths.map(|length| Length { at: length.at.start + start..length.at.end + start, ..length });
    placed.filter(is_whole).collect()
}

/// The year that a date without one belongs to.
fn year(examined: &Examined) -> i32 {
    let incident = examined.analysis.timeline.incident();
    let at = examined.analysis.impact.start_at().or(incident.started).or(incident.begun);
    at.map_or(2000, |at| at.local().year())
}

/// Every date in a text, with where it stands.
fn dates<'e>(examined: &'e Examined) -> impl Iterator<Item = (&'e Passage<'e>, Date)> {
    examined.passages.iter().flat_map(|passage| prose::dates(passage.text).into_iter().map(move |date| (passage, date)))
}

pub(super) fn weekdays(examined: &Examined) -> Vec<Hit> {
    let near = year(examined);
    let hit = |(passage, date): (&Passage, Date)| {
        let weekday = date.weekday?;
        let days: Vec<_> = date.days(near).collect();
        if days.is_empty() || days.iter().any(|day| day.weekday() == weekday) {
            return None;
        }
        let said = quoted(&passage.text[date.at.clone()]);
        let in_year: Vec<_> = days.iter().filter(|day| day.year() == near).copied().collect();
        let meant = if in_year.is_empty() { days } else { in_year };
        let own: Vec<String> = meant.iter().map(|day| day.format("%-d %B %Y is a %A").to_string()).collect();
        let message = format!("{said} is no {}: {}", weekday_name(weekday), own.join(", "));
        Some(Hit::of(message, passage.at()))
    };
    once_a_place(dates(examined).filter_map(hit))
}

fn weekday_name(day: chrono::Weekday) -> &'static str {
    use chrono::Weekday;
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// The same said twice in one place is one finding.
fn once_a_place(hits: impl Iterator<Item = Hit>) -> Vec<Hit> {
    let mut seen: HashSet<Hit> = HashSet::new();
    hits.filter(|hit| seen.insert(hit.clone())).collect()
}

pub(super) fn numeric_dates(examined: &Examined) -> Vec<Hit> {
    let hit = |(passage, date): (&Passage, Date)| {
        let said = quoted(&passage.text[date.at.clone()]);
        let meant: Vec<String> = date.days(year(examined)).map(|day| day.format("%-d %B %Y").to_string()).collect();
        let message = format!("the date {said} can be {}", meant.join(" or "));
        (!date.is_settled()).then(|| Hit::of(message, passage.at()))
    };
    once_a_place(dates(examined).filter_map(hit))
}

/// The texts of a passage in which a time can be said: an event has the words of its own time, too.
fn texts<'e>(passage: &Passage<'e>) -> [&'e str; 2] {
    let own = match passage.from {
        Source::Event(event) => event.when().words.as_deref(),
        _ => None,
    };
    [own.unwrap_or_default(), passage.text]
}

/// One finding for each section, and one for all events together. The words of a time count in what
/// was written down afterwards: whoever typed `9 PM` at nine saw at once how it was understood.
pub(super) fn halved_clocks(examined: &Examined) -> Vec<Hit> {
    let afterwards = examined.analysis.timeline.incident().is_written_afterwards();
    let mut by_place: BTreeMap<Option<&str>, Vec<(Subject, String, bool)>> = BTreeMap::new();
    for passage in &examined.passages {
        let place = match passage.from {
            Source::Section(section) => Some(section.name.as_str()),
            _ => None,
        };
        let [own, text] = texts(passage);
        for text in [own, text].into_iter().skip(usize::from(!afterwards)) {
            let said = |clock: Clock| (passage.at(), quoted(&text[clock.at]), clock.halved);
            by_place.entry(place).or_default().extend(prose::clocks(text).into_iter().map(said));
        }
    }
    let hit = |(place, clocks): (Option<&str>, Vec<(Subject, String, bool)>)| {
        let halved = clocks.iter().filter(|(.., halved)| *halved);
        let (at, first, _) = halved.clone().next()?;
        let place = place.map_or_else(|| "the events".to_owned(), |name| format!("the section {}", quoted(name)));
        let many = words::count(halved.clone().count(), "time");
        let mixed = if halved.count() < clocks.len() { ", beside 24-hour times" } else { "" };
        Some(Hit::of(format!("{many} in {place} on a 12-hour clock ({first}){mixed}"), *at))
    };
    by_place.into_iter().filter_map(hit).collect()
}

/// One finding for each zone.
pub(super) fn zones(examined: &Examined) -> Vec<Hit> {
    let incident = examined.analysis.timeline.incident();
    let mut found: BTreeMap<String, Hit> = BTreeMap::new();
    let own = incident.zone.as_deref().map(|zone| (zone, Subject::Incident));
    let written = examined.passages.iter().flat_map(|passage| {
        let clocks = texts(passage).into_iter().flat_map(prose::clocks);
        clocks.filter_map(|clock| Some((clock.zone?, passage.at())))
    });
    for (zone, at) in own.into_iter().chain(written) {
        if let Some(message) = odd_zone(zone, examined) {
            found.entry(zone.to_ascii_uppercase()).or_insert_with(|| Hit::of(message, at));
        }
    }
    found.into_values().collect()
}

fn odd_zone(zone: &str, examined: &Examined) -> Option<String> {
    let word = prose::words(zone).into_iter().next().filter(|word| word.lower.len() == zone.len())?;
    let said = quoted(zone);
    if let Err(ZoneProblem::Ambiguous { readings, .. }) = Zone::named(zone) {
        let places: Vec<String> = readings.into_iter().map(|(place, offset)| format!("{place} ({offset})")).collect();
        return Some(format!("the zone {said} can mean {}", places.join(" or ")));
    }
    if List::ZoneTypo.holds(&word) {
        return Some(format!("{said} behind a time is no zone"));
    }
    let start = examined.analysis.impact.start_at()?.local();
    // When the clocks change differs from place to place; these months are on one side everywhere.
    let odd = match start.month() {
        4..=9 => List::WinterZone,
        12 | 1 | 2 => List::SummerZone,
        _ => return None,
    };
    let month = start.format("%B");
    odd.holds(&word).then(|| format!("the zone {said} in {month}: where clocks change, another one holds then"))
}

pub(super) fn midnight(examined: &Examined) -> Vec<Hit> {
    let written = examined.written().map(|(_, passage)| passage);
    written.filter_map(|passage| range_over_midnight(passage).or_else(|| lines_over_midnight(passage))).collect()
}

/// `from 9:30 PM to 4:45 AM`, with no word of the next day.
fn range_over_midnight(passage: &Passage) -> Option<Hit> {
    passage.sentences().find_map(|sentence| {
        let text = prose::text_of(passage.text, sentence);
        let clocks = prose::clocks(text);
        let over = clocks.windows(2).find(|pair| {
            let between = text[pair[0].at.end..pair[1].at.start].trim();
            pair[1].minutes < pair[0].minutes && ["to", "until", "till", "-", "–", "—"].contains(&between)
        })?;
        let said = quoted(&text[over[0].at.start..over[1].at.end]);
        let dated = List::NextDay.is_in(sentence) || prose::dates(text).len() > 1 || text.contains("+1");
        (!dated).then(|| Hit::of(format!("{said} goes over midnight, and no date says so"), passage.at()))
    })
}

/// Lines that begin with a time, one of which is earlier than the one before.
fn lines_over_midnight(passage: &Passage) -> Option<Hit> {
    let mut last: Option<u32> = None;
    for line in passage.text.lines() {
        let line = line.trim_start_matches(|c: char| c.is_whitespace() || "-*•".contains(c));
        let is_dated = !prose::dates(line).is_empty() || List::NextDay.is_in(&prose::words(line));
        let first = prose::clocks(line).into_iter().next().filter(|clock| clock.at.start == 0);
        last = match (first, last) {
            _ if is_dated => None,
            (Some(clock), Some(before)) if clock.minutes < before => {
                let said = quoted(&line[clock.at]);
                return Some(Hit::of(
                    format!("the line at {said} is on the next day, and no date says so"),
                    passage.at(),
                ));
            }
            (Some(clock), _) => Some(clock.minutes),
            (None, last) => last,
        };
    }
    None
}
