//! Whatever a record holds, and wherever in it: a secret leaves in no format, and outside and where
//! people are named by their roles, neither a name nor a machine does.

use crate::analysis::Analysis;
use crate::analysis::recorded::Recording;
use crate::export::{Markup, Names, PROFILES, Pictured, Profile, Published, Wanted, inert_json};
use crate::timeline::{ActionChange, ClockNote, EventChange, Evidence, Record, SECTIONS, Setting, TAGS, Tag, Timeline};

const SECRET: &str = "hunter2secret";
const HOST: &str = "db-7.prod.internal";

/// An incident in which every text of every kind of record holds a secret, a name and a machine.
fn everywhere() -> Recording {
    let marked = |what: &str| format!("{what} password={SECRET} by Anatol Lopez on {HOST}");
    let mut log = Recording::titled(&marked("title"), "WAT");
    log.at("9:50").impact(&marked("impact"));
    log.at("10:00").detection(&marked("detection"));
    let path = log.at("10:01").hypothesis(&marked("hypothesis"));
    for row in TAGS {
        let id = log.at("10:05").with(row.tag, &marked(row.name), |body| {
            for name in ["role", "source", "lasting", "newer thing"] {
                body.details.insert(name.to_owned(), marked(name));
            }
            body.when.words = Some(marked("words"));
        });
        let mut change = EventChange { text: Some(marked("amended")), ..EventChange::default() };
        change.details.insert("outcome".to_owned(), marked("outcome"));
        log.record(Record::Amend { of: id, change: change.into() });
        log.record(Record::Evidence(Evidence {
            of: id,
            file: "9f86d081884c7d659a2feaa0c55ad015.txt".to_owned(),
            bytes: 1,
            source: marked("source"),
        }));
    }
    log.at(&marked("this morning")).escalation(&marked("unplaced"));
    let holder = log.at("10:06").with(Tag::Role, "ana", |body| drop(body.details.insert("role".into(), "ic".into())));
    let change = EventChange { text: Some("Anatol Lopez".to_owned()), ..EventChange::default() };
    log.record(Record::Amend { of: holder, change: change.into() });
    log.at("10:10").rules_out(path, &marked("ruled out"));
    log.at("10:11").parks(path, &marked("parked"));
    let struck = log.at("10:12").note(&marked("struck"));
    log.strike(struck, &marked("reason"));
    let hidden = log.at("10:13").note(&marked("hidden"));
    log.hide(hidden);
    let redacted = log.at("10:14").note("gone");
    log.record(Record::Redact { of: redacted, why: marked("why"), kept: None });
    for row in SECTIONS {
        log.record(Record::Section { name: row.name.to_owned(), text: marked(row.name) });
    }
    log.record(Record::Section { name: marked("named"), text: marked("other") });
    let said = |what: &str| Some(marked(what));
    for state in [None, Some("rejected".to_owned()), said("state")] {
        log.action(ActionChange {
            text: said("do"),
            kind: said("kind"),
            owner: Some("Anatol Lopez".to_owned()),
            due: said("due"),
            state,
            ..ActionChange::default()
        });
    }
    log.record(Record::Mute { rule: "X03".to_owned(), why: said("mute") });
    log.record(Record::Mute { rule: marked("rule"), why: said("mute") });
    log.record(Record::Clock(ClockNote::Ahead { writer: "bastion-19c2".to_owned(), millis: 7_200_000 }));
    log.record(Record::Unknown { kind: marked("newer") });
    log.set([Setting::Title(marked("another title"))]);
    log.at("10:40").resolution(&marked("resolution"));
    log
}

/// Everything that can be made of it, each with its name.
fn documents(timeline: &Timeline, wanted: Wanted) -> Vec<(String, String)> {
    let published = Published::of(timeline, wanted);
    let pictured = Pictured { mermaid: true, svg_file: Some("drawing.svg".to_owned()) };
    let rendered = |markup| published.rendered(markup, published.template(markup), &[], &pictured).unwrap();
    let of = |name: &str, document: String| (format!("{name}, {wanted:?}"), document);
    vec![
        of("Markdown", rendered(Markup::Markdown)),
        of("HTML", rendered(Markup::Html)),
        of("text", rendered(Markup::Text)),
        of("JSON", published.json()),
        of("CSV", published.csv()),
        of("SVG", published.svg().unwrap()),
        of("report", inert_json(&published.report(&pictured))),
    ]
}

fn wishes() -> impl Iterator<Item = Wanted> {
    let names = [None, Some(Names::Full), Some(Names::Initials), Some(Names::Roles)];
    PROFILES.iter().flat_map(move |row| names.map(|names| Wanted { profile: row.profile, names, allow_secrets: false }))
}

#[test]
fn no_secret_leaves_in_any_format() {
    let timeline = everywhere().timeline();
    for wanted in wishes() {
        for (name, document) in documents(&timeline, wanted) {
            let place = document
                .find(SECRET)
                .map(|at| document[at.saturating_sub(120)..].chars().take(200).collect::<String>());
            assert_eq!(place, None, "{name}");
        }
    }
    let left = Wanted { allow_secrets: true, ..Wanted::default() };
    assert!(documents(&timeline, left).iter().all(|(_, document)| document.contains(SECRET)));
}

#[test]
fn nobody_is_named_outside_nor_where_it_is_not_wanted() {
    let timeline = everywhere().timeline();
    for wanted in wishes() {
        let outside = wanted.profile == Profile::External;
        let unnamed = matches!(wanted.names, Some(Names::Initials | Names::Roles)) || outside && wanted.names.is_none();
        let mut untold: Vec<&str> = Vec::new();
        untold.extend(unnamed.then_some(["Anatol", "Lopez"]).into_iter().flatten());
        untold.extend(outside.then_some([HOST, "web-3", "bastion"]).into_iter().flatten());
        for (name, document) in documents(&timeline, wanted) {
            for word in &untold {
                let found =
                    document.match_indices(word).map(|(at, _)| &document[at.saturating_sub(80)..at + word.len()]);
                assert_eq!(found.collect::<Vec<_>>(), Vec::<&str>::new(), "{name} tells {word}");
            }
        }
    }
}

#[test]
fn what_is_told_outside_is_told_as_it_was() {
    let mut log = Recording::titled("Checkout down", "WAT");
    log.at("10:00").detection("alert");
    log.at("10:05").acknowledged("ana");
    let path = log.at("10:06").hypothesis("network");
    for minute in ["10:10", "10:15", "10:20", "10:25", "10:35", "10:45", "10:55"] {
        log.at(minute).note("looked");
    }
    log.at("10:30").confirms(path, "a loose cable");
    log.at("10:40").mitigation("half of it");
    log.at("11:00").resolution("plugged in");
    let timeline = log.timeline();
    let outside = Published::of(&timeline, Wanted { profile: Profile::External, ..Wanted::default() });
    let read: serde_json::Value = serde_json::from_str(&outside.json()).unwrap();
    let whole = Analysis::of(&timeline);
    for (name, metric) in read["metrics"].as_object().unwrap() {
        let minutes = whole.metric(name).unwrap().span.map(|span| serde_json::json!(span.minutes()));
        assert_eq!(metric["minutes"], minutes.unwrap_or_default(), "{name}");
    }
    assert_eq!(read["gaps"], serde_json::json!([]));
    let drawing = outside.svg().unwrap();
    assert!(![">Silence<", ">Entries<", "min silent"].iter().any(|lane| drawing.contains(lane)), "{drawing}");
    let report = outside.report(&Pictured::default());
    assert!(!report.diagram.text.unwrap_or_default().contains("silent"));
}

#[test]
fn a_section_that_is_written_stands_in_the_full_document_of_every_format() {
    let mut log = Recording::titled("Checkout down", "WAT");
    log.at("10:00").detection("alert");
    log.at("11:00").resolution("plugged in");
    for row in SECTIONS {
        log.record(Record::Section { name: row.name.to_owned(), text: format!("Written of {}.", row.name) });
    }
    let skipped = {
        let mut log = log.clone();
        for row in SECTIONS {
            let text = format!("Not applicable: nothing of {}.", row.name);
            log.record(Record::Section { name: row.name.to_owned(), text });
        }
        log.timeline()
    };
    let full = Wanted { profile: Profile::Full, ..Wanted::default() };
    let timeline = log.timeline();
    let document = Published::of(&timeline, full).document(Markup::Markdown);
    let headings = SECTIONS
        .iter()
        .map(|row| document.find(&format!("\n## {}", row.title)).unwrap_or_else(|| panic!("{}", row.title)));
    assert!(headings.collect::<Vec<_>>().is_sorted(), "{document}");
    for markup in [Markup::Markdown, Markup::Html, Markup::Text] {
        let written = Published::of(&timeline, full).document(markup);
        let left_out = Published::of(&skipped, full).document(markup);
        for row in SECTIONS {
            assert!(written.contains(&format!("Written of {}.", row.name)), "{} in {markup:?}", row.name);
            let said = format!("Not applicable: nothing of {}.", row.name);
            assert!(left_out.contains(&said), "{} in {markup:?}\n{left_out}", row.name);
        }
    }
}
