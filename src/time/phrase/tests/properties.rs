//! What holds for every text and every clock.

use proptest::prelude::*;

use super::*;
use crate::time::Said;

/// Texts that are nearly times, to reach what random letters do not.
fn near_a_time() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "10",
        "1015",
        "10:15",
        "10.15",
        "25:99",
        ":30",
        "-",
        "–",
        "—",
        " ",
        " ",
        "5",
        "m",
        "h",
        "30",
        "ago",
        "half an hour",
        "ish",
        "am",
        "PM",
        "p.m.",
        "Z",
        "WAT",
        "IST",
        "(",
        ")",
        "+02:00",
        "-05:00",
        "T",
        "T+",
        "~",
        "by",
        "after",
        "at",
        "between",
        "and",
        "from",
        "to",
        "yesterday",
        "today",
        "Monday",
        "on",
        "June 7",
        "2024-06-07",
        "07/06/2024",
        ",",
        "24:00",
        "local time",
        "just now",
        "\u{202f}",
        "é",
        "٣",
        "99999",
        "2024",
        "noon",
        "o'clock",
        "\n",
        "d: x",
    ]);
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn any_moment() -> impl Strategy<Value = Moment> {
    prop_oneof![
        any::<i64>().prop_map(Moment::from_millis),
        (1_600_000_000_000i64..1_900_000_000_000).prop_map(Moment::from_millis),
        Just(Moment::from_millis(i64::MIN)),
        Just(Moment::from_millis(i64::MAX)),
    ]
}

fn any_zone() -> impl Strategy<Value = Zone> {
    let names = vec!["UTC", "WAT", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "-11:30"];
    prop::sample::select(names).prop_map(|name| Zone::named(name).expect("a zone in a test"))
}

fn any_rule() -> impl Strategy<Value = DayRule> {
    prop_oneof![
        Just(DayRule::MostRecent),
        any_moment().prop_map(DayRule::NearestTo),
        (any_moment(), any_moment()).prop_map(|(begin, end)| DayRule::Within(begin, end)),
    ]
}

/// The latest moment that a statement names.
fn latest(when: &When) -> Option<Moment> {
    when.end().map(|stamp| stamp.moment)
}

proptest! {
    #[test]
    fn any_text_is_read_and_its_parts_lie_in_it(text in prop_oneof![any::<String>(), near_a_time()]) {
        match read(&text) {
            Start::Plain => {}
            Start::Impossible { words } => prop_assert!(text.starts_with(words) && !words.is_empty()),
            Start::Time(phrase) => {
                prop_assert!(text.starts_with(phrase.words) && !phrase.words.is_empty());
                prop_assert!(phrase.words.len() <= phrase.end && text.is_char_boundary(phrase.end));
                let between = &text[phrase.words.len()..phrase.end];
                prop_assert!(between.chars().all(|c| c.is_whitespace() || ":,;.-–—|".contains(c)), "{between:?}");
            }
        }
    }

    #[test]
    fn what_is_no_phrase_by_its_first_word_is_none(
        lead in prop::sample::select(&["", "T", "a ", "an ", "one ", "Sept", "Mon, ", "midnight ", "half ", "ca. ", "x", "the "][..]),
        text in near_a_time(),
    ) {
        let text = format!("{lead}{text}");
        if !may_begin(&text) {
            prop_assert_eq!(read_range(&text).or_else(|| read_once(&text)), None, "{}", text);
        }
    }

    #[test]
    fn nothing_is_placed_after_now(
        text in near_a_time(), now in any_moment(), zone in any_zone(), rule in any_rule(), start in any_moment(),
    ) {
        let context = Context { now, zone: &zone, rule, start: Some(start) };
        for phrase in read_whole(&text).into_iter().chain(match read(&text) {
            Start::Time(phrase) => Some(phrase),
            _ => None,
        }) {
            if let Placing::Placed(when) = phrase.place(&context) {
                prop_assert!(latest(&when).is_some_and(|at| at <= now), "{text:?} at {now:?} is {when:?}");
                let begins = when.bound().map(|at| at.moment);
                prop_assert!(when.until().is_none_or(|until| Some(until.moment) >= begins));
                prop_assert_eq!(when.words.as_deref(), Some(phrase.words));
            }
        }
    }

    #[test]
    fn a_minute_is_the_same_in_every_spelling(minutes_ago in 0i64..719, now in 1_600_000_000_000i64..1_900_000_000_000) {
        let zone = Zone::named("WAT").expect("a zone in a test");
        let context = Context { now: Moment::from_millis(now), zone: &zone, rule: DayRule::MostRecent, start: None };
        let at = zone.stamp(Moment::from_millis((now / 60_000 - minutes_ago) * 60_000));
        let local = |format: &str| at.local().format(format).to_string();
        let utc = Zone::utc().stamp(at.moment).local();
        for text in [
            local("%H:%M"), local("%-H:%M"), local("at %H:%M"), local("%H:%M:"), local("%I:%M %p"), local("%-I.%M%P"),
            local("%I:%M %p WAT —"), local("%Y-%m-%d %H:%M"), local("%Y-%m-%dT%H:%M"), local("%a %-d %b %H:%M WAT"),
            local("%B %-d, %Y, %I:%M %p (WAT)"), local("%H%M"), utc.format("%H%MZ").to_string(),
            utc.format("%H:%M +00:00").to_string(), utc.format("%Y-%m-%dT%H:%MZ").to_string(),
            format!("-{minutes_ago}m"), format!("{minutes_ago} min ago"),
        ] {
            let phrase = read_whole(&text);
            prop_assert!(phrase.is_some(), "{}", text);
            let Some(Placing::Placed(when)) = phrase.map(|phrase| phrase.place(&context)) else {
                return Err(TestCaseError::fail(format!("{text} is not placed")));
            };
            prop_assert!(matches!(when.said, Said::Minute(_)), "{} is {:?}", text, when);
            prop_assert_eq!(when.bound().map(|stamp| stamp.moment), Some(at.moment), "{}", text);
        }
    }

    #[test]
    fn what_is_shown_reads_back_as_the_same(
        minutes_ago in 0i64..700, kind in 0..5, now in 1_600_000_000_000i64..1_900_000_000_000,
    ) {
        let zone = Zone::named("+05:45").expect("a zone in a test");
        let context = Context { now: Moment::from_millis(now), zone: &zone, rule: DayRule::MostRecent, start: None };
        let at = zone.stamp(Moment::from_millis((now / 60_000 - minutes_ago) * 60_000));
        let said = match kind {
            0 => Said::Minute(at),
            1 => Said::About { at, margin_minutes: 5 },
            2 => Said::By(at),
            3 => Said::After(at),
            _ => Said::Between(zone.stamp(at.moment.plus_millis(-600_000)), at),
        };
        let shown = When { said, words: None }.shown(&zone);
        let placed = read_whole(&shown).map(|phrase| phrase.place(&context));
        prop_assert_eq!(placed, Some(Placing::Placed(When { said, words: Some(shown) })));
    }
}
