//! Zones: where the clock on the wall hangs, by IANA name, by fixed offset, or by abbreviation.
//!
//! The only place that asks the zone database (jiff's bundled copy, so an old jump host does not
//! matter). Journals store UTC, a numeric offset and the zone's name: a later edition of the
//! database can change how a future time is read, never what was recorded.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDateTime, Timelike};
use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use super::{Moment, Offset, Stamp};

/// A zone with the name it was given.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    rule: Rule,
}

#[derive(Clone, Debug)]
enum Rule {
    Fixed(Offset),
    Named(TimeZone),
}

/// What a wall-clock reading can mean in a zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Local {
    Once(Stamp),
    /// The clocks went back: the reading was shown twice, first and second time.
    Twice(Stamp, Stamp),
    /// The clocks went forward over it: never shown. The moment the clocks jumped.
    Never(Stamp),
}

/// Why a word is not a zone.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ZoneProblem {
    #[error("no zone is called “{0}”; try a name such as Africa/Lagos, an offset such as +01:00, or UTC")]
    Unknown(String),
    #[error("“{word}” can mean {}; say which", readings.iter().map(|(place, offset)| format!("{place} ({offset})")).collect::<Vec<_>>().join(" or "))]
    Ambiguous { word: String, readings: Vec<(String, Offset)> },
}

/// Abbreviations people use: the word, its offset, the place it means when others use it too.
static ABBREVIATIONS: LazyLock<Vec<(&str, Offset, &str)>> = LazyLock::new(|| {
    let rows = include_str!("../../assets/zones.tsv").lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        Some((cells.next()?, offset(cells.next()?)?, cells.next()?))
    };
    rows.filter_map(row).collect()
});

/// The zones of cities, each by its city in small letters: what an import asks of many words.
static CITIES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut cities = HashMap::new();
    for name in TimeZoneDatabase::bundled().available() {
        // What stands in Etc is no city.
        let city = name.as_str().rsplit_once('/').filter(|(area, _)| *area != "Etc");
        if let Some((_, city)) = city {
            cities.entry(city.to_ascii_lowercase()).or_insert_with(|| name.to_string());
        }
    }
    cities
});

/// Zones in other words, in small letters, each with what [`Zone::named`] reads.
static SPOKEN: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
    let rows = include_str!("../../assets/zone-words.tsv").lines().filter_map(|line| line.split_once('\t'));
    rows.map(|(said, name)| (said.to_ascii_lowercase(), name)).collect()
});

impl Zone {
    pub fn utc() -> Zone {
        Zone { name: "UTC".to_owned(), rule: Rule::Fixed(Offset::UTC) }
    }

    /// A zone that is always this far from UTC, named after its offset: `+01:00`.
    pub fn fixed(offset: Offset) -> Zone {
        Zone { name: offset.to_string(), rule: Rule::Fixed(offset) }
    }

    /// The zone of this machine, or UTC where it has none.
    pub fn system() -> Zone {
        TimeZone::try_system().ok().and_then(|zone| Zone::named(zone.iana_name()?).ok()).unwrap_or_else(Zone::utc)
    }

    /// Finds a zone by IANA name (any case), offset (`+1`, `+01:00`, `UTC+1`) or abbreviation.
    ///
    /// # Errors
    /// Says which readings an ambiguous abbreviation has, or that there is no such zone.
    pub fn named(word: &str) -> Result<Zone, ZoneProblem> {
        let word = word.trim();
        if let Some(offset) = offset(word) {
            return Ok(if offset == Offset::UTC { Zone::utc() } else { Zone::fixed(offset) });
        }
        if let Some(zone) = abbreviation(word)? {
            return Ok(zone);
        }
        // A bare word such as "EST" or "Cuba" is in the database too; only places are wanted.
        if word.contains('/')
            && let Ok(zone) = TimeZoneDatabase::bundled().get(word)
        {
            let name = zone.iana_name().unwrap_or(word).to_owned();
            return Ok(Zone { name, rule: Rule::Named(zone) });
        }
        Err(ZoneProblem::Unknown(word.to_owned()))
    }

    /// Finds a zone as prose names it: `Pacific Time`, `CET/CEST`, a city (`Denver`), or what
    /// [`Zone::named`] reads. A word that several places use is read as the first of them, and told to be
    /// one of several by the second value.
    pub fn spoken(words: &str) -> Option<(Zone, bool)> {
        const LONGEST: usize = 40;
        let words = words.trim();
        if words.is_empty() || words.len() > LONGEST {
            return None;
        }
        let known = SPOKEN.get(&words.to_ascii_lowercase());
        if let Some(zone) = known.and_then(|name| Zone::named(name).ok()) {
            return Some((zone, false));
        }
        match Zone::named(words) {
            Ok(zone) => Some((zone, false)),
            Err(ZoneProblem::Ambiguous { readings, .. }) => Some((Zone::fixed(readings.first()?.1), true)),
            Err(ZoneProblem::Unknown(_)) => Zone::of_city(words).map(|zone| (zone, false)),
        }
    }

    /// The zone that is named after a city.
    fn of_city(words: &str) -> Option<Zone> {
        let city = words.replace(' ', "_").to_ascii_lowercase();
        Zone::named(CITIES.get(&city)?).ok()
    }

    /// The name as given at entry and stored in the journal: `WAT`, `Africa/Lagos`, `+01:00`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How far this zone's clocks are from UTC at `moment`.
    pub fn offset_at(&self, moment: Moment) -> Offset {
        match &self.rule {
            Rule::Fixed(offset) => *offset,
            Rule::Named(zone) => Offset::from_seconds(zone.to_offset(timestamp(moment)).seconds()),
        }
    }

    /// `moment` as this zone's clocks show it.
    pub fn stamp(&self, moment: Moment) -> Stamp {
        moment.at(self.offset_at(moment))
    }

    /// The moment or moments at which this zone's clocks show `local`.
    pub fn resolve(&self, local: NaiveDateTime) -> Local {
        let zone = match &self.rule {
            Rule::Fixed(offset) => return Local::Once(Stamp::from_local(local, *offset)),
            Rule::Named(zone) => zone,
        };
        let Some(civil) = civil(local) else {
            return Local::Once(Stamp::from_local(local, Offset::UTC));
        };
        let stamp = |offset: jiff::tz::Offset| Stamp::from_local(local, Offset::from_seconds(offset.seconds()));
        match zone.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => Local::Once(stamp(offset)),
            AmbiguousOffset::Fold { before, after } => Local::Twice(stamp(before), stamp(after)),
            // Read with the offset before the jump, a skipped time lies as far after the jump as
            // the clocks were past it; the following transition search gives the jump itself.
            AmbiguousOffset::Gap { before, after } => {
                let past = stamp(after).moment;
                let jump = zone.following(timestamp(past)).next().map(|t| t.timestamp().as_millisecond());
                let jump = jump.map_or(stamp(before).moment, Moment::from_millis);
                Local::Never(self.stamp(jump))
            }
        }
    }

    /// For people: the zone with its offset at `moment`, `WAT (UTC+1)`, `Europe/Berlin (CEST, UTC+2)`.
    pub fn label_at(&self, moment: Moment) -> String {
        let offset = utc_plus(self.offset_at(moment));
        match &self.rule {
            Rule::Fixed(Offset::UTC) if self.name == "UTC" => "UTC".to_owned(),
            Rule::Fixed(fixed) if self.name == fixed.to_string() => offset,
            Rule::Fixed(_) => format!("{} ({offset})", self.name),
            Rule::Named(zone) => {
                let info = zone.to_offset_info(timestamp(moment));
                match info.abbreviation() {
                    short if short.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                        format!("{} ({short}, {offset})", self.name)
                    }
                    _ => format!("{} ({offset})", self.name),
                }
            }
        }
    }

    /// The shortest name people use for the zone at `moment`: `WAT`, `CEST`, `UTC+1`.
    pub fn short_at(&self, moment: Moment) -> String {
        match &self.rule {
            Rule::Fixed(fixed) if self.name == fixed.to_string() => utc_plus(*fixed),
            Rule::Fixed(_) => self.name.clone(),
            Rule::Named(zone) => {
                let info = zone.to_offset_info(timestamp(moment));
                let short = info.abbreviation();
                if short.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    short.to_owned()
                } else {
                    utc_plus(self.offset_at(moment))
                }
            }
        }
    }
}

/// Zones are the same when they have the same name: the rules behind a name are the database's.
impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

/// `UTC+1`, `UTC-3:30`, `UTC`.
fn utc_plus(offset: Offset) -> String {
    let minutes = offset.minutes();
    let (sign, hours, rest) = (if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60);
    match (minutes, rest) {
        (0, _) => "UTC".to_owned(),
        (_, 0) => format!("UTC{sign}{hours}"),
        _ => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

/// `Z`, `UTC`, `+1`, `+0100`, `+01:00`, `UTC+1`, `GMT-3:30`.
fn offset(word: &str) -> Option<Offset> {
    let upper = word.to_ascii_uppercase();
    if matches!(upper.as_str(), "Z" | "UTC" | "ETC/UTC") {
        return Some(Offset::UTC);
    }
    let signed = upper.strip_prefix("UTC").or_else(|| upper.strip_prefix("GMT")).unwrap_or(&upper);
    let (sign, digits) = match signed.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, signed.strip_prefix('-').or_else(|| signed.strip_prefix('\u{2212}'))?),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None => (digits, "0"),
    };
    if hours.is_empty() || hours.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit() || b == b':') {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)))
}

fn abbreviation(word: &str) -> Result<Option<Zone>, ZoneProblem> {
    let found: Vec<_> = ABBREVIATIONS.iter().filter(|(name, ..)| name.eq_ignore_ascii_case(word)).collect();
    match found[..] {
        [] => Ok(None),
        [(name, offset, _)] => Ok(Some(Zone { name: (*name).to_owned(), rule: Rule::Fixed(*offset) })),
        _ => {
            let readings = found.iter().map(|(_, offset, place)| ((*place).to_owned(), *offset)).collect();
            Err(ZoneProblem::Ambiguous { word: word.to_owned(), readings })
        }
    }
}

fn timestamp(moment: Moment) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(moment.millis()).unwrap_or_default()
}

fn civil(local: NaiveDateTime) -> Option<civil::DateTime> {
    civil::DateTime::new(
        i16::try_from(local.year()).ok()?,
        i8::try_from(local.month()).ok()?,
        i8::try_from(local.day()).ok()?,
        i8::try_from(local.hour()).ok()?,
        i8::try_from(local.minute()).ok()?,
        i8::try_from(local.second()).ok()?,
        i32::try_from(local.nanosecond().min(999_999_999)).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn local(y: i32, mo: u32, d: u32, h: u32, mi: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(y, mo, d).unwrap().and_hms_opt(h, mi, 0).unwrap()
    }

    #[test]
    fn zones_are_found_by_name_offset_and_abbreviation() {
        let winter = Moment::from_millis(1_704_067_200_000); // 2024-01-01
        for (word, name, minutes, label) in [
            ("WAT", "WAT", 60, "WAT (UTC+1)"),
            ("wat", "WAT", 60, "WAT (UTC+1)"),
            ("EAT", "EAT", 180, "EAT (UTC+3)"),
            ("GMT", "GMT", 0, "GMT (UTC)"),
            ("utc", "UTC", 0, "UTC"),
            ("Z", "UTC", 0, "UTC"),
            ("+5:30", "+05:30", 330, "UTC+5:30"),
            ("UTC-3", "-03:00", -180, "UTC-3"),
            ("africa/lagos", "Africa/Lagos", 60, "Africa/Lagos (WAT, UTC+1)"),
            ("Europe/Berlin", "Europe/Berlin", 60, "Europe/Berlin (CET, UTC+1)"),
            ("America/Sao_Paulo", "America/Sao_Paulo", -180, "America/Sao_Paulo (UTC-3)"),
        ] {
            let zone = Zone::named(word).unwrap();
            assert_eq!((zone.name(), zone.offset_at(winter).minutes()), (name, minutes), "{word}");
            assert_eq!(zone.label_at(winter), label);
        }
    }

    #[test]
    fn a_word_for_several_zones_names_them_and_a_stranger_is_refused() {
        for word in ["IST", "CST", "BST", "AST"] {
            assert!(matches!(Zone::named(word), Err(ZoneProblem::Ambiguous { .. })), "{word}");
        }
        let said = Zone::named("IST").unwrap_err().to_string();
        assert!(said.contains("India (+05:30)") && said.contains("Israel (+02:00)"), "{said}");
        for word in ["", "Narnia", "Mars/Olympus", "+25", "+1:7", "+", "ETA"] {
            assert!(matches!(Zone::named(word), Err(ZoneProblem::Unknown(_))), "{word}");
        }
    }

    #[test]
    fn a_zone_is_found_as_prose_names_it() {
        for (words, name) in [
            ("Pacific Time", "America/Los_Angeles"),
            ("CET/CEST", "Europe/Brussels"),
            ("denver", "America/Denver"),
            ("New York", "America/New_York"),
            ("Greenwich Mean Time", "GMT"),
            ("GMT+1", "+01:00"),
        ] {
            let (zone, is_one_of_several) = Zone::spoken(words).unwrap();
            assert_eq!((zone.name(), is_one_of_several), (name, false), "{words}");
        }
        assert!(Zone::spoken("IST").is_some_and(|(zone, several)| several && zone.name() == "+05:30"));
        assert!(["", "the", "Narnia", "GMT0"].iter().all(|words| Zone::spoken(words).is_none()));
    }

    #[test]
    fn folds_gaps_and_odd_offsets_are_told_apart() {
        let new_york = Zone::named("America/New_York").unwrap();
        let Local::Twice(first, second) = new_york.resolve(local(2026, 11, 1, 1, 30)) else { panic!("a fold") };
        assert_eq!(second.moment.millis_since(first.moment), 3_600_000);
        let Local::Never(jump) = new_york.resolve(local(2026, 3, 8, 2, 30)) else { panic!("a gap") };
        assert_eq!(jump.to_string(), "2026-03-08T03:00:00.000-04:00");

        let lord_howe = Zone::named("Australia/Lord_Howe").unwrap();
        let Local::Twice(first, second) = lord_howe.resolve(local(2026, 4, 5, 1, 45)) else { panic!("a fold") };
        assert_eq!(second.moment.millis_since(first.moment), 1_800_000, "half an hour there");

        let kolkata = Zone::named("Asia/Kolkata").unwrap();
        let Local::Once(stamp) = kolkata.resolve(local(2024, 6, 7, 10, 15)) else { panic!("once") };
        assert_eq!(stamp.to_string(), "2024-06-07T10:15:00.000+05:30");
    }

    #[test]
    fn a_moment_outside_the_database_still_has_an_offset() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        for ms in [i64::MIN, i64::MAX] {
            let stamp = zone.stamp(Moment::from_millis(ms));
            let _ = zone.resolve(stamp.local());
        }
    }
}
