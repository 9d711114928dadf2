//! For every rule the smallest incident that it speaks of, what it says, and one beside it of which
//! it has nothing to say.

mod actions;
mod content;
mod export;
mod found;
mod language;
mod model;
mod time;

use proptest::prelude::*;

use super::*;
use crate::analysis::properties::any_timeline;
use crate::analysis::recorded::Recording;
use crate::timeline::{ActionChange, Record, Recorded, Setting, Timeline};
use crate::words::is_unsafe_to_show;

/// A rule, an incident that it speaks of, what it says first, and an incident that is all right.
struct Case {
    rule: &'static str,
    hit: fn(&mut Recording),
    says: &'static str,
    miss: fn(&mut Recording),
}

const fn case(rule: &'static str, hit: fn(&mut Recording), says: &'static str, miss: fn(&mut Recording)) -> Case {
    Case { rule, hit, says, miss }
}

const CASES: [&[Case]; 6] = [time::CASES, content::CASES, found::CASES, actions::CASES, language::CASES, export::CASES];

impl Recording {
    fn section(&mut self, name: &str, text: &str) {
        self.record(Record::Section { name: name.to_owned(), text: text.to_owned() });
    }

    fn item(&mut self, text: &str) -> RecordId {
        self.action(ActionChange { text: Some(text.to_owned()), ..ActionChange::default() })
    }

    fn mute(&mut self, rule: &str, why: Option<&str>) {
        self.record(Record::Mute { rule: rule.to_owned(), why: why.map(str::to_owned) });
    }
}

/// An incident in West Africa that is over, whatever else is known of it.
fn over(tell: fn(&mut Recording)) -> Timeline {
    let mut log = Recording::titled("Checkout is down", "WAT");
    tell(&mut log);
    log.set([Setting::Closed(true)]);
    log.timeline()
}

fn linted(timeline: &Timeline, document: Document) -> Lint {
    Lint::of(&Analysis::of(timeline), document)
}

/// What one rule says, a line a finding.
fn said(timeline: &Timeline, rule: &str) -> String {
    let found = linted(timeline, Document { words: words_of(rule, timeline), ..Document::default() }).findings;
    let messages = found.into_iter().filter(|finding| finding.rule.id == rule).map(|finding| finding.message);
    messages.collect::<Vec<_>>().join("\n")
}

/// The length of the document is not the analysis' to know; here the title says it.
fn words_of(rule: &str, timeline: &Timeline) -> Option<Length> {
    let title = timeline.incident().title();
    let whole: Option<usize> = (rule == "X01").then(|| title.split(' ').find_map(|word| word.parse().ok())).flatten();
    whole.map(|whole| Length { written: whole / 2, whole })
}

#[test]
fn every_rule_speaks_where_it_should_and_only_there() {
    let mut wrong = String::new();
    for case in CASES.into_iter().flatten() {
        let (hit, miss) = (said(&over(case.hit), case.rule), said(&over(case.miss), case.rule));
        if hit != case.says {
            wrong.push_str(&format!("{} says: {hit}\n", case.rule));
        }
        if !miss.is_empty() {
            wrong.push_str(&format!("{} speaks where all is right: {miss}\n", case.rule));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_has_its_case_and_its_own_id() {
    let cased: Vec<&str> = CASES.into_iter().flatten().map(|case| case.rule).collect();
    let without: Vec<&str> = RULES.iter().map(|rule| rule.id).filter(|id| !cased.contains(id)).collect();
    assert_eq!(without, Vec::<&str>::new());
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    let groups = [("T", 15), ("C", 22), ("A", 11), ("L", 9), ("X", 6)];
    let expected: Vec<String> =
        groups.iter().flat_map(|(letter, last)| (1..=*last).map(move |n| format!("{letter}{n:02}"))).collect();
    assert_eq!(ids, expected);
    assert_eq!(Rule::named(" t09 ").map(|rule| rule.id), Some("T09"));
    assert!(Rule::named("T99").is_none());
}

#[test]
fn an_open_incident_is_asked_only_what_cannot_wait() {
    let live: Vec<&str> = RULES.iter().filter(|rule| rule.live).map(|rule| rule.id).collect();
    assert_eq!(live, ["T02", "T11", "C01"]);
    let mut log = Recording::new();
    log.at("10:00").note("it is slow");
    let ids = |log: &Recording| {
        let found = linted(&log.timeline(), Document::default()).findings;
        found.iter().map(|finding| finding.rule.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&log), ["C01"]);
    log.at("11:00").resolution("up");
    assert!(ids(&log).len() > 5, "{:?}", ids(&log));
}

#[test]
fn a_silenced_rule_is_listed_with_its_reason() {
    let mut log = Recording::new();
    log.at("10:00").note("it is slow");
    log.mute("C01", Some("found by chance"));
    let found = linted(&log.timeline(), Document::default());
    assert!(found.findings.is_empty());
    let muted: Vec<_> = found.muted.iter().map(|(rule, why)| (rule.id, why.as_str())).collect();
    assert_eq!(muted, [("C01", "found by chance")]);
    log.mute("C01", None);
    let found = linted(&log.timeline(), Document::default());
    assert_eq!((found.findings.len(), found.muted.len()), (1, 0));
}

#[test]
fn readiness_is_the_share_of_the_rules_that_found_nothing() {
    // Thirteen rules are errors and weigh three times, thirty-nine are warnings.
    let of = |level: Level| RULES.iter().filter(|rule| rule.level == level).count();
    assert_eq!((of(Level::Error), of(Level::Warning)), (13, 39));
    let finding = |id: &str| Finding { rule: Rule::named(id).unwrap(), message: String::new(), at: Subject::Incident };
    assert_eq!(readiness(&[]), 100);
    assert_eq!(readiness(&[finding("L03")]), 100);
    assert_eq!(readiness(&[finding("C02")]), 96);
    assert_eq!(readiness(&[finding("T09")]), 98);
    assert_eq!(readiness(&[finding("T09"), finding("T09")]), 98);
    let all: Vec<Finding> = RULES.iter().map(|rule| finding(rule.id)).collect();
    assert_eq!(readiness(&all), 0);
}

#[test]
fn a_rule_names_so_many_places_and_counts_the_others() {
    let mut log = Recording::new();
    (0..30).for_each(|n| _ = log.item(&format!("add alert {n}")));
    log.at("11:00").resolution("up");
    let found = linted(&log.timeline(), Document::default()).findings;
    let of_owners: Vec<&Finding> = found.iter().filter(|finding| finding.rule.id == "A02").collect();
    assert_eq!(of_owners.len(), 20);
    assert!(of_owners[19].message.ends_with("(and 10 places more)"), "{}", of_owners[19].message);
}

#[test]
fn how_long_a_silence_may_be_is_set_by_severity() {
    let mut log = Recording::new();
    log.at("10:00").detection("alert");
    log.at("10:20").resolution("up");
    let silences = |log: &Recording, least: u32| {
        let silence = BySeverity { sev1: least, sev2: 0, sev3: 25 };
        let found = linted(&log.timeline(), Document { silence, ..Document::default() }).findings;
        found.iter().filter(|finding| finding.rule.id == "T09").count()
    };
    assert_eq!(silences(&log, 10), 0);
    log.set([Setting::Severity(1)]);
    assert_eq!((silences(&log, 10), silences(&log, 21)), (1, 0));
    log.set([Setting::Severity(2)]);
    assert_eq!(silences(&log, 10), 0);
}

/// Any incident, with texts that rules read, sections and items.
fn any_written() -> impl Strategy<Value = Timeline> {
    let words = "[a-z]{1,8}|[0-9]{1,4}%|[0-9]{1,2}:[0-9]{2}( PM)?|Monday, 07/06/2024|about two hours|\\PC{0,6}|the the|\u{1b}\\[2J";
    let text = prop::collection::vec(words, 0..12).prop_map(|words| words.join(" "));
    let names = prop::sample::select(vec!["summary", "impact", "root cause", "resolution", "conclusion", "glossary"]);
    let sections = prop::collection::vec((names, text.clone()), 0..4);
    (any_timeline(), sections, prop::collection::vec(text, 0..4)).prop_map(|(mut timeline, sections, items)| {
        let mut log = Recording::new();
        sections.into_iter().for_each(|(name, text)| log.section(name, &text));
        items.iter().for_each(|text| _ = log.item(text));
        // Behind everything that was recorded.
        let late = |(n, recorded): (usize, &Recorded)| {
            let id = RecordId::new(1_717_750_900_000, n as u128);
            Recorded { id, ..recorded.clone() }
        };
        let records: Vec<Recorded> = log.records().iter().skip(1).enumerate().map(late).collect();
        timeline.apply(records);
        timeline
    })
}

proptest! {
    #[test]
    fn any_incident_can_be_examined(timeline in any_written(), words in prop::option::of((0usize..2000, 0usize..2000))) {
        let words = words.map(|(written, whole)| Length { written, whole });
        let found = linted(&timeline, Document { words, ..Document::default() });
        prop_assert!(found.readiness <= 100);
        for finding in &found.findings {
            prop_assert!(!finding.message.is_empty() && !finding.message.chars().any(is_unsafe_to_show));
        }
    }

    #[test]
    fn silencing_a_rule_takes_away_its_findings_and_no_others(timeline in any_written(), nth in 0usize..63) {
        let rule = &RULES[nth];
        let before = linted(&timeline, Document::default());
        let mut log = Recording::new();
        log.mute(rule.id, Some("why"));
        let mut after = timeline;
        after.apply(log.records().iter().skip(1).map(|recorded| Recorded { id: RecordId::new(1_717_751_000_000, 1), ..recorded.clone() }));
        let after = linted(&after, Document::default());
        let told = |found: &Lint, left_out: &str| {
            let others = found.findings.iter().filter(|finding| finding.rule.id != left_out);
            others.map(|finding| (finding.rule.id, finding.message.clone(), finding.at)).collect::<Vec<_>>()
        };
        prop_assert_eq!(told(&before, rule.id), told(&after, ""));
        prop_assert!(after.readiness >= before.readiness);
    }
}
