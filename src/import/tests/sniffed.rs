//! Each sample is known as what it is, and as nothing else.

use crate::import::{SOURCES, Source};

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
