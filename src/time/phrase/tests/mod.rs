//! Phrases, read and placed, as tables a person can check.

mod days;
mod properties;
mod spellings;

use super::*;
use crate::time::{Moment, Stamp, When, Zone};

/// Friday, in West Africa.
const NOW: &str = "2024-06-07T22:42:29.500+01:00";

fn moment(text: &str) -> Moment {
    Stamp::parse(text).expect("a stamp in a test").moment
}

/// Reads and places a text as a person would tell it: `date time | rest`, `? why: readings | rest`,
/// or `text` where it is no time.
fn told_at(text: &str, now: &str, zone: &str, rule: DayRule) -> String {
    let zone = Zone::named(zone).expect("a zone in a test");
    let start = Some(moment("2024-06-07T21:00:12.000+01:00"));
    let context = Context { now: moment(now), zone: &zone, rule, start };
    let phrase = match read(text) {
        Start::Plain => return "text".to_owned(),
        Start::Impossible { words } => return format!("no such time: {words}"),
        Start::Time(phrase) => phrase,
    };
    let maybe = match phrase.certainty {
        Certainty::Sure => "",
        Certainty::Possible => "maybe ",
        Certainty::Unlikely => "hardly ",
    };
    let said = match phrase.place(&context) {
        Placing::Placed(when) => one(&when, &zone),
        Placing::Doubtful { why, readings } => {
            let readings: Vec<String> = readings.iter().map(|when| one(when, &zone)).collect();
            format!("? {why}: {}", readings.join(", "))
        }
    };
    format!("{maybe}{said} | {}", &text[phrase.end..])
}

fn one(when: &When, zone: &Zone) -> String {
    let date = when.bound().map(|at| zone.stamp(at.moment).local().format("%-d.%-m. ").to_string());
    format!("{}{}", date.unwrap_or_default(), when.shown(zone))
}

fn told(text: &str) -> String {
    told_at(text, NOW, "WAT", DayRule::MostRecent)
}

fn check(rows: &[(&str, &str)], told: impl Fn(&str) -> String) {
    let mismatches: Vec<String> = rows
        .iter()
        .filter(|(text, expected)| told(text) != *expected)
        .map(|(text, expected)| format!("{text:?}\n  is       {}\n  expected {expected}", told(text)))
        .collect();
    assert!(mismatches.is_empty(), "\n{}", mismatches.join("\n"));
}
