//! As of a moment nothing is told that was recorded later: in no field of the text, the JSON, the card.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;

use crate::analysis::recorded::Recording;
use crate::analysis::{Foresight, StateCard, Timers};
use crate::export::{json, json_of, text};
use crate::time::{Moment, Stamp};
use crate::timeline::{
    ActionChange, ActionItem, EventChange, Order, Place, Record, RecordId, Recorded, Setting, Summary, Tag, Timeline,
};

const TEN: Moment = Moment::from_millis(1_717_754_400_000);
const MINUTE_MS: i64 = 60_000;

/// The word that the `nth` record says, and no other.
fn word(nth: usize) -> String {
    format!("word{nth}end")
}

/// A record of each minute, the `nth` with a word of its own; most speak of one before them, and say
/// that they happened at another time.
fn stories() -> impl Strategy<Value = Vec<Recorded>> {
    let record = (0..15_u8, any::<Index>(), 0..40_i64);
    proptest::collection::vec(record, 1..30).prop_map(|records| {
        let mut log = Recording::new();
        let mut ids: Vec<RecordId> = vec![log.records()[0].id];
        for (kind, of, minute) in records {
            let (of, word) = (*of.get(&ids), word(log.records().len()));
            let clock = format!("10:{minute:02}");
            let amended = |change: EventChange| Record::Amend { of, change: change.into() };
            ids.push(match kind {
                0 => log.at(&clock).detection(&word),
                1 => log.at(&clock).impact(&word),
                2 => log.at(&clock).hypothesis(&word),
                3 => log.at(&clock).rules_out(of, &word),
                4 => log.at(&clock).confirms(of, &word),
                5 => log.at(&word).note(&word),
                6 => {
                    log.at(&clock).with(Tag::Role, &word, |body| drop(body.details.insert("role".into(), word.clone())))
                }
                7 => log.record(amended(EventChange { text: Some(word), ..EventChange::default() })),
                8 => log.record(amended(EventChange {
                    details: BTreeMap::from([("due".to_owned(), word)]),
                    tag: Some(Tag::Update),
                    ..EventChange::default()
                })),
                9 => log.record(Record::Strike { of, why: Some(word) }),
                10 => {
                    log.evidence(of, &word, 7);
                    log.records()[log.records().len() - 1].id
                }
                11 => log.record(Record::Section { name: format!("root {word}"), text: word }),
                12 => {
                    log.action(ActionChange { owner: Some(word.clone()), text: Some(word), ..ActionChange::default() })
                }
                13 => log.record(ActionItem::parking(word)),
                _ => log.record(Record::Set(vec![Setting::Title(word)])),
            });
        }
        let recorded = |(n, recorded): (usize, &Recorded)| Recorded {
            at: Stamp { moment: TEN.plus_millis(n as i64 * MINUTE_MS), ..recorded.at },
            place: Place { order: Order { millis: n as i64, counter: 0 }, ..recorded.place.clone() },
            ..recorded.clone()
        };
        log.records().iter().enumerate().map(recorded).collect()
    })
}

fn folded(records: &[Recorded]) -> Timeline {
    Timeline::of(records.iter().cloned())
}

proptest! {
    #[test]
    fn no_word_that_was_recorded_later_is_told(story in stories(), minute in 0..32_usize) {
        let moment = TEN.plus_millis(minute as i64 * MINUTE_MS);
        let known = Foresight::at(&folded(&story), moment);
        let card = StateCard::of(&Summary::of(&known), &Timers::default(), moment).lines().join("\n");
        let written = [text(&known, false, None), json_of(&known, Some(moment), None), card].join("\n");
        for nth in minute + 1..story.len() {
            prop_assert!(!written.contains(&word(nth)), "{} of minute {minute} is in\n{written}", word(nth));
        }
        // And whatever was known then is told, as it was told then.
        let then = folded(&story[..story.len().min(minute + 1)]);
        prop_assert_eq!(text(&known, false, None), text(&then, false, None));
        prop_assert_eq!(json(&known, false), json(&then, false));
    }
}

#[test]
fn what_is_told_of_a_moment_names_it() {
    let log = Recording::titled("Checkout", "WAT");
    let moment = log.stamp("10:30").unwrap().moment;
    let known = Foresight::at(&log.timeline(), moment);
    let read: serde_json::Value = serde_json::from_str(&json_of(&known, Some(moment), None)).unwrap();
    assert_eq!(read["as_of"], "2024-06-07T10:30:00.000+01:00");
    assert!(!json(&known, false).contains("as_of"));
}
