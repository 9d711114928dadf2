//! Each sample is known as what it is, and as nothing else.

use crate::import::tests::{asked, read};
use crate::import::{MOST_EVENTS, SOURCES, Source};

const SAMPLES: &[(&str, &str)] = &[
    ("chat", include_str!("../../../tests/samples/irssi.log")),
    ("chat", include_str!("../../../tests/samples/weechat.log")),
    ("chat", include_str!("../../../tests/samples/element.txt")),
    ("chat", include_str!("../../../tests/samples/whatsapp.txt")),
    ("chat", include_str!("../../../tests/samples/slack-copied.txt")),
    ("chat", include_str!("../../../tests/samples/discord.txt")),
    ("slack", include_str!("../../../tests/samples/slack-day.json")),
    ("slack", include_str!("../../../tests/samples/slack-api.json")),
    ("pagerduty", include_str!("../../../tests/samples/pagerduty-log.json")),
    ("pagerduty", include_str!("../../../tests/samples/pagerduty-webhooks.jsonl")),
    ("alertmanager", include_str!("../../../tests/samples/alertmanager.jsonl")),
    ("csv", include_str!("../../../tests/samples/status-page.csv")),
    ("csv", include_str!("../../../tests/samples/sheet.csv")),
    ("json", include_str!("../../../tests/golden/shop.json")),
    ("decklog", include_str!("../../../tests/golden/shop.md")),
    ("decklog", include_str!("../../../tests/golden/shop.full.md")),
    ("decklog", include_str!("../../../tests/golden/shop.external.md")),
];

#[test]
fn every_sample_is_known_by_its_own_row_alone() {
    for (name, text) in SAMPLES {
        let known: Vec<&str> = SOURCES.iter().filter(|row| (row.sniff)(text)).map(|row| row.name).collect();
        // A write-up can be anything; what is JSON and nothing else is refused by the row of our own.
        let last = if ["slack", "pagerduty", "alertmanager"].contains(name) {
            vec![*name, "json", "writeup"]
        } else {
            vec![*name, "writeup"]
        };
        assert_eq!(known, last, "{}", &text[..60]);
        assert_eq!(Source::of(text).name, *name);
    }
    let rows: Vec<&str> = SOURCES.iter().map(|row| row.name).collect();
    for name in rows.iter().filter(|name| !["writeup", "journal"].contains(name)) {
        assert!(SAMPLES.iter().any(|(known, _)| known == name), "{name} has no sample");
    }
}

#[test]
fn what_is_little_else_but_signs_is_refused_before_it_is_parsed() {
    for signs in ["[", "![[](", "*a _b **c __", ">"] {
        let long = "# Down\n\n".to_owned() + &signs.repeat(1_200_000 / signs.len());
        for source in ["writeup", "decklog"] {
            let why = Source::named(source).unwrap().read(&long, &asked("outage.md")).unwrap_err();
            assert!(why.to_string().contains("little else but the signs of Markdown"), "{why}");
        }
        read("outage.md", &long[..5_000]);
    }
}

#[test]
fn more_events_than_an_incident_can_have_are_refused() {
    let many = "# Down\n\n## Timeline\n\n".to_owned() + &"- 10:15 looked\n".repeat(MOST_EVENTS + 1);
    let why = Source::named("writeup").unwrap().read(&many, &asked("outage.md")).unwrap_err();
    assert_eq!(why.to_string(), "there are more than 100000 events in it; import a part of it");
}
