//! What decklog exports as Markdown comes back: the same minutes, tags and words, in the same order.

use std::sync::Arc;

use proptest::prelude::*;

use crate::analysis::properties::any_timeline;
use crate::analysis::recorded::Recording;
use crate::export::rendered::hostile;
use crate::export::{Markup, Profile, Published, Wanted};
use crate::import::{Asked, Columns, Imported, Source, records};
use crate::time::{self, Moment, Offset, When, Zone};
use crate::timeline::{
    ActionChange, CauseRole, EventBody, GroupId, Place, Record, RecordId, Recorded, Setting, TAGS, Tag, Timeline, Turn,
};

/// The document of a profile, with everything in it as it was recorded.
fn written(timeline: &Timeline, profile: Profile) -> String {
    let wanted = Wanted { profile, names: Some(crate::export::Names::Full), allow_secrets: true };
    Published::of(timeline, wanted).document(Markup::Markdown)
}

fn asked() -> Asked<'static> {
    let now = Moment::from_millis(4_000_000_000_000);
    Asked { name: "outage.md", now, zone: None, usual_zone: Zone::utc(), date: None, columns: Columns::default() }
}

/// Reads a document as what it is known as, which must be one of ours.
fn read(document: &str) -> Imported {
    let source = Source::of(document);
    assert_eq!(source.name, "decklog", "{document}");
    source.read(document, &asked()).unwrap()
}

/// What is imported, as the timeline that is stored.
fn stored(imported: &Imported) -> Timeline {
    let mut n = 0u64;
    let mut new_id = || {
        n += 1;
        RecordId::new(1_717_750_800_000, u128::from(n))
    };
    let zone = imported.zone.clone().unwrap_or_else(Zone::utc);
    let mut settings = vec![Setting::Zone(zone.name().to_owned())];
    settings.extend(imported.title.clone().map(Setting::Title));
    settings.extend(imported.severity.map(Setting::Severity));
    let set = (new_id(), Record::Set(settings));
    let made = records(imported, "outage.md", &mut new_id);
    let by: std::collections::HashMap<usize, String> =
        imported.events.iter().enumerate().filter_map(|(at, told)| Some((at, told.by.clone()?))).collect();
    let all = std::iter::once(set).chain(made.records).zip(0u64..);
    Timeline::of(all.map(|((id, record), n)| Recorded {
        id,
        at: Moment::from_millis(1_800_000_000_000).at(Offset::UTC),
        up: None,
        place: Place { n, ..Place::default() },
        group: GroupId::new(0, 0),
        by: Arc::from(n.checked_sub(1).and_then(|n| by.get(&(n as usize))).map_or("ana", String::as_str)),
        saved: true,
        record,
    }))
}

/// The part of a document that tells the timeline, without what stays with the journal.
fn timeline_part(document: &str) -> String {
    let part =
        document.split("\n## ").find(|part| part.starts_with("Timeline (") || part.starts_with("What happened ("));
    // A brief one has its diagram and its figures there, too.
    let part = part.unwrap_or_default().split("\n```").next().unwrap_or_default();
    let part = part.split("\n| Measure").next().unwrap_or_default();
    let evidence =
        regex_lite::Regex::new(r"(; )?\d+ pieces? of evidence( kept with the journal|, no words)(; )?").unwrap();
    let part = evidence.replace_all(part, "");
    let part = part.replace(" — *()*", "").replace(" *()*", "").trim_end().to_owned();
    // How long a path took goes by seconds that no document prints; who said it, in the same brackets, does not.
    let length = regex_lite::Regex::new(r"Misleading path \((H\d+)?(?:(?:, )?(?:[≤≥~ ]*\d|under )[^()]*)?\)").unwrap();
    length.replace_all(&part, "Misleading path ($1)").replace("Misleading path ()", "Misleading path")
}

/// Exports, imports and exports again: the timeline is the same.
fn check(timeline: &Timeline, profile: Profile) -> Imported {
    let first = written(timeline, profile);
    let imported = read(&first);
    let again = written(&stored(&imported), profile);
    assert_eq!(timeline_part(&again), timeline_part(&first), "{first}");
    imported
}

fn night() -> Recording {
    let mut log = Recording::titled("Referrals offline & <slow> | *night* shift", "Africa/Nairobi");
    log.day("2023-02-10");
    log.at("~21:15").impact("pages of 1_000 `clinics` time out");
    log.at("21:30").with(Tag::Detection, "call from the liaison desk", |body| {
        body.details.insert(EventBody::SOURCE.to_owned(), "a customer".to_owned());
    });
    log.at("by 22:00").acknowledged("head office looks");
    log.at("22:05").with(Tag::Role, "ana", |body| drop(body.details.insert("role".into(), "ic".into())));
    log.at("22:06").with(Tag::Severity, "all clinics", |body| drop(body.details.insert("severity".into(), "2".into())));
    let settings = log.at("22:40").hypothesis("server settings");
    let crashed = log.at("after 22:50").hypothesis("the web server crashed, see <http://status.example/_a>_");
    log.at("22:55").parks(crashed, "not now");
    log.at("23:10").rules_out(settings, "settings are those of last week");
    log.at("23:50").tagged(Tag::MisleadingPath, "it is not the load balancer either");
    log.day("2023-02-11");
    let silent = log.at("00:20").tagged(Tag::Finding, "");
    log.evidence(silent, "paste", 9);
    log.at("01:30-02:15").tagged(Tag::Action, "moved to another\nvirtual server");
    log.at("03:00").looks_again(crashed, "now");
    log.at("04:00").with(Tag::Cause, "it ran out of memory — for good", |body| {
        body.confirms.push(crashed);
        body.details.insert(Tag::Cause.name().to_owned(), CauseRole::Root.name().to_owned());
    });
    log.at("04:45").with(Tag::Resolution, "# online again without loss", |body| {
        body.details.insert(EventBody::LASTING.to_owned(), "for now".to_owned());
    });
    log.at("05:00").all_clear("");
    log.at("this morning").escalation("operations team");
    log.at("?").note("a word");
    log.at("21:40").tagged(Tag::Question, "when did the power fail?");
    for (text, owner, due, state) in
        [("bigger battery | now", Some("bo | facilities"), None, "open"), ("an alert", None, Some("Friday"), "done")]
    {
        let said = |text: Option<&str>| text.map(str::to_owned);
        log.action(ActionChange {
            text: said(Some(text)),
            kind: said(Some("prevent")),
            owner: said(owner),
            due: said(due),
            state: said(Some(state)),
            ..ActionChange::default()
        });
    }
    log.action(ActionChange {
        text: Some("a second site".into()),
        state: Some("rejected".into()),
        ..ActionChange::default()
    });
    for (name, text) in [
        (
            "impact",
            "No clinic could refer.\n\n- **1,000** clinics\n- 40 `referrals` an hour, [graph](https://g.example/a_b)",
        ),
        ("lucky", "Not applicable: nothing was."),
        ("customer words", "They said:\n\n```\n*never again*\n```"),
    ] {
        log.record(Record::Section { name: name.to_owned(), text: text.to_owned() });
    }
    log
}

#[test]
fn a_night_comes_back_with_everything_that_was_said_of_it() {
    let timeline = night().timeline();
    let imported = check(&timeline, Profile::Full);
    assert_eq!(imported.title.as_deref(), Some("Referrals offline & <slow> | *night* shift"));
    assert_eq!(imported.zone.as_ref().map(Zone::name), Some("Africa/Nairobi"));
    let zone = Zone::named("Africa/Nairobi").unwrap();
    let told: Vec<String> = imported
        .events
        .iter()
        .map(|told| format!("{} {} {}", told.when.shown_with_day(&zone), told.tag.name(), told.text))
        .collect();
    assert_eq!(
        told,
        [
            "Fri 10 Feb ~21:15 EAT impact pages of 1_000 `clinics` time out",
            "Fri 10 Feb 21:30 EAT detection call from the liaison desk",
            "Fri 10 Feb ≤ 22:00 EAT acknowledged head office looks",
            "Fri 10 Feb 22:05 EAT role ana",
            "Fri 10 Feb 22:06 EAT severity all clinics",
            "Fri 10 Feb 22:40 EAT hypothesis server settings",
            "Fri 10 Feb ≥ 22:50 EAT hypothesis the web server crashed, see <http://status.example/_a>_",
            "Fri 10 Feb 22:55 EAT hypothesis not now",
            "Fri 10 Feb 23:10 EAT misleading path settings are those of last week",
            "Fri 10 Feb 23:50 EAT misleading path it is not the load balancer either",
            "Sat 11 Feb 00:20 EAT finding ",
            "Sat 11 Feb 01:30–02:15 EAT action moved to another virtual server",
            "Sat 11 Feb 03:00 EAT hypothesis now",
            "Sat 11 Feb 04:00 EAT cause it ran out of memory — for good",
            "Sat 11 Feb 04:45 EAT resolution # online again without loss",
            "Sat 11 Feb 05:00 EAT resolution ",
            "— escalation operations team",
            "— note a word",
            "— question when did the power fail?",
        ]
    );
    let items: Vec<Vec<&str>> = imported.items.iter().map(|item| item.change.said().collect()).collect();
    assert_eq!(
        items,
        [
            vec!["bigger battery | now", "prevent", "bo | facilities", "open"],
            vec!["an alert", "prevent", "Friday", "done"],
            vec!["a second site", "rejected"],
        ]
    );
    let sections: Vec<(&str, &str)> =
        imported.sections.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(
        sections,
        [
            (
                "impact",
                "No clinic could refer.\n\n- **1,000** clinics\n- 40 `referrals` an hour, [graph](https://g.example/a_b)"
            ),
            ("lucky", "Not applicable: nothing was."),
            ("Customer words", "They said:\n\n```\n*never again*\n```"),
        ]
    );
    let problems: Vec<String> =
        imported.problems.iter().map(|problem| format!("{}: {}", problem.line, problem.message)).collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].ends_with("1 piece of evidence stays with the journal that this was written from"));
}

#[test]
fn the_brief_and_the_external_document_give_back_what_they_tell() {
    let timeline = night().timeline();
    check(&timeline, Profile::Brief);
    check(&timeline, Profile::External);
}

/// Zones with their clocks as they are everywhere: by a name, changed in the night, off by half an hour.
const ZONES: [&str; 6] = ["UTC", "WAT", "+05:30", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Nairobi"];

/// The last quarter of an hour before the clocks of Berlin go back, two days early.
const BEGINS_MS: i64 = 1_729_900_800_000;

/// What is told of a moment, by anybody, in any words.
#[derive(Clone, Debug)]
struct Said {
    minute: i64,
    form: u8,
    tag: usize,
    text: String,
    link: u8,
    by: usize,
}

fn said() -> impl Strategy<Value = Said> {
    // Blanks are no words, and a note without any is a mark.
    let typed = hostile().prop_map(|text| if text.trim().is_empty() { String::new() } else { text });
    let text = prop_oneof![typed, "[a-z]{1,8}( — [a-z]{1,8}){0,2}( \\([a-z]{1,4}\\))?", Just(String::new())];
    (0i64..4_000, 0u8..8, 0..TAGS.len(), text, any::<u8>(), 0usize..3)
        .prop_map(|(minute, form, tag, text, link, by)| Said { minute, form, tag, text, link, by })
}

fn when(minute: i64, form: u8) -> When {
    let at = Moment::from_millis(BEGINS_MS + minute * 60_000).at(Offset::UTC);
    let later = |minutes: i64| at.moment.plus_millis(minutes * 60_000).at(Offset::UTC);
    match form {
        0 => When::live(at.moment.plus_millis(41_000).at(Offset::UTC)),
        1 => When { said: time::Said::About { at, margin_minutes: 5 }, words: None },
        2 => When { said: time::Said::By(at), words: None },
        3 => When { said: time::Said::After(at), words: None },
        4 => When { said: time::Said::Between(at, later(1 + minute % 3_000)), words: None },
        5 => When::unplaced("late that (night)"),
        _ => When::minute(at),
    }
}

/// Todos and questions have lists of their own in a document.
fn is_listed(tag: Tag) -> bool {
    matches!(tag, Tag::Todo | Tag::Question)
}

/// An incident in which these things were said, one after the other.
fn recorded(zone: &str, title: &str, all: &[Said]) -> Recording {
    const PEOPLE: [&str; 3] = ["ana", "bo", "li chen"];
    let mut log = Recording::titled(title, zone);
    // Who asked a question is in no document: whoever did has told something, too.
    log.record(Record::Event(EventBody::new(when(0, 6), Tag::Note, "begun").into()));
    let mut suspected: Vec<RecordId> = Vec::new();
    for said in all {
        let tag = TAGS[said.tag].tag;
        log.by(if is_listed(tag) { PEOPLE[0] } else { PEOPLE[said.by] });
        let mut body = EventBody::new(when(said.minute, said.form), tag, said.text.clone());
        let linked = suspected.get(usize::from(said.link) % (suspected.len() + 1)).copied();
        let detail = |name: Tag, value: &str| Some((name.name().to_owned(), value.to_owned()));
        body.details.extend(match (tag, said.link % 4) {
            (Tag::Role, n) => detail(Tag::Role, ["ic", "comms", "scribe", "write-up"][usize::from(n)]),
            (Tag::Severity, n) => detail(Tag::Severity, ["1", "2", "3", "4"][usize::from(n)]),
            (Tag::Cause, n @ 1..) => detail(Tag::Cause, CauseRole::ALL[usize::from(n) - 1].name()),
            (Tag::Impact, 1) => detail(Tag::Impact, EventBody::START),
            (Tag::Resolution, 1) => detail(Tag::Resolution, EventBody::ALL_CLEAR),
            _ => None,
        });
        match tag {
            Tag::Hypothesis if said.link % 3 > 0 => body.opens = Some(suspected.len() as u32 + 1),
            Tag::Hypothesis => body.about.extend(linked),
            Tag::MisleadingPath => body.rules_out.extend(linked),
            Tag::Cause => body.confirms.extend(linked),
            Tag::Action | Tag::Finding if said.link % 2 == 0 => body.about.extend(linked),
            Tag::Action => body.rules_out.extend(linked),
            _ => {}
        }
        if tag == Tag::Hypothesis && body.opens.is_none() && !body.about.is_empty() {
            body.say_turn(if said.link % 2 == 0 { Turn::Parked } else { Turn::Reopened });
        }
        let opens = body.opens.is_some();
        let id = log.record(Record::Event(body.into()));
        suspected.extend(opens.then_some(id));
    }
    log
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_recorded_comes_back_from_the_document(
        title in hostile(), zone in prop::sample::select(&ZONES[..]), all in prop::collection::vec(said(), 1..14),
    ) {
        let timeline = recorded(zone, &title, &all).timeline();
        let told = timeline.all_events().filter(|event| event.is_told());
        let rows = told.filter(|event| !is_listed(event.tag())).count();
        for profile in [Profile::Full, Profile::Brief] {
            let imported = check(&timeline, profile);
            prop_assert_eq!(imported.events.iter().filter(|told| !is_listed(told.tag)).count(), rows);
        }
    }
}

/// Every document that the golden files hold.
fn golden() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut found = Vec::new();
    for dir in [root.clone(), root.join("demo"), root.join("recordings")] {
        for path in std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
            if path.extension().is_some_and(|end| end == "md") {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn the_documents_of_real_outages_come_back() {
    let documents = golden();
    assert!(documents.len() >= 20, "{}", documents.len());
    for (name, document) in documents.iter().filter(|(_, document)| !document.contains("*Nothing was recorded.*")) {
        let profile = match () {
            () if name.contains(".full.") || name.contains("demo") => Profile::Full,
            () if name.contains(".external.") => Profile::External,
            () => Profile::Brief,
        };
        let imported = read(document);
        let again = written(&stored(&imported), profile);
        let (expected, again) = (timeline_part(document), timeline_part(&again));
        assert!(!expected.is_empty(), "{name}");
        // In a masked or an external document, what stands for a name is a name like any other.
        assert_eq!(again, expected, "{name}");
    }
}

fn told(imported: &Imported) -> Vec<String> {
    let zone = imported.zone.clone().unwrap_or_else(Zone::utc);
    let row =
        |told: &crate::import::Told| format!("{} {} {}", told.when.shown_with_day(&zone), told.tag.name(), told.text);
    imported.events.iter().map(row).collect()
}

#[test]
fn a_document_that_somebody_edited_is_still_ours() {
    let mut log = Recording::titled("Checkout down", "WAT");
    log.at("10:00").detection("alert");
    let path = log.at("10:05").hypothesis("network");
    log.at("10:20").rules_out(path, "cables are fine");
    log.at("10:30").note("a word");
    log.at("11:00").resolution("plugged in");
    let document = written(&log.timeline(), Profile::Brief);
    let edited = document
        .replace("- 10:30 — Note — a word\n", "* 10:30 — Finding — a `word` and\n  another\n\n  and below it\n* 10:40 - restarted [pod-7](https://k.example/pod-7)\n* no time at all\n* 10:50:20 UTC — Action — ended it\n")
        .replace("## Open questions\n", "## Thanks\n\nTo **ana**.\n\n- and\n- bo\n\n## Open questions\n")
        .replace("## Corrective and preventative measures\n", "## Corrective and preventative measures\n\n| Task | Owner |\n|---|---|\n| label the cables | bo |\n");
    assert_ne!(edited, document);
    let imported = read(&edited);
    assert_eq!(
        told(&imported),
        [
            "Fri 7 Jun 10:00 WAT detection alert",
            "Fri 7 Jun 10:05 WAT hypothesis network",
            "Fri 7 Jun 10:20 WAT misleading path cables are fine",
            "Fri 7 Jun 10:30 WAT finding a `word` and another",
            "Fri 7 Jun 10:40 WAT note restarted pod-7",
            "— note no time at all",
            "Fri 7 Jun 11:50:20 WAT action ended it",
            "Fri 7 Jun 11:00 WAT resolution plugged in",
        ]
    );
    assert_eq!(imported.events[3].notes, ["and below it"]);
    assert_eq!(imported.events[4].notes, ["https://k.example/pod-7"]);
    assert_eq!(imported.sections, [("Thanks".to_owned(), "To **ana**.\n\n- and\n- bo".to_owned())]);
    let items: Vec<Vec<&str>> = imported.items.iter().map(|item| item.change.said().collect()).collect();
    assert_eq!(items, [["label the cables", "bo"]]);
    let lines: Vec<&str> = edited.lines().collect();
    let problems: Vec<String> =
        imported.problems.iter().map(|problem| format!("{}: {}", lines[problem.line - 1], problem.message)).collect();
    assert_eq!(problems, ["* no time at all: no time could be read in this row; it is kept as one without"]);
}

#[test]
fn a_write_up_by_hand_is_none_of_ours() {
    for document in [
        "# Checkout down\n\n## Issue summary\n\nFrom 10:00 to 12:00 WAT.\n\n## Timeline (WAT)\n\n- 10:00 - Detection: alert\n- 10:20 - the network is fine\n\n## Root cause and resolution\n\nA cable.\n\n## Corrective and preventative measures\n\n- label it\n",
        "# Down\n\n## Issue summary\n\n## Timeline (UTC)\n\n| Time | Event |\n|---|---|\n| 10:00 | alert |\n\n## Root cause and resolution\n\n## Corrective and preventative measures\n\n## Open questions\n",
        "## Timeline (UTC)\n\n- 10:00 — Detection — alert\n",
        "## Summary\n\n## Duration\n\n## Lead-up\n\n## Timeline (all hands)\n\n- 10:00 — Detection — alert\n",
        "",
    ] {
        assert_eq!(Source::of(document).name, "writeup", "{document}");
    }
}

/// Whether all of it lies in years in which zones are known.
fn is_within(timeline: &Timeline) -> bool {
    const YEARS_MS: std::ops::Range<i64> = -2_000_000_000_000..200_000_000_000_000;
    let is_known = |at: time::Stamp| YEARS_MS.contains(&at.moment.millis());
    timeline.all_events().flat_map(|event| event.when().bound().into_iter().chain(event.when().end())).all(is_known)
}

/// The time and the words of each row, without its tag.
fn rows(document: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in timeline_part(document).lines() {
        let Some(row) = line.strip_prefix("- ") else { continue };
        let mut parts: Vec<&str> = row.split(" — ").collect();
        // A note without a word is a mark again, to be filled in, whatever was said of its time.
        let words = parts.iter().rposition(|part| !part.starts_with("*("));
        if words.is_some_and(|last| parts[last].starts_with("Note")) {
            continue;
        }
        let is_tag = |part: &&str| part.starts_with(|c: char| c.is_uppercase());
        parts.retain(|part| !is_tag(part));
        found.push(parts.join(" — ").replace("**", ""));
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    // Wrong clocks, links to nothing, everything undone: what can't be said of a hypothesis again is not,
    // and the times and words are there all the same.
    #[test]
    fn times_and_words_come_back_from_any_timeline(timeline in any_timeline().prop_filter("within the calendar", is_within)) {
        for profile in [Profile::Full, Profile::Brief] {
            let first = written(&timeline, profile);
            if Source::of(&first).name != "decklog" {
                prop_assert_eq!(rows(&first), Vec::<String>::new());
                continue;
            }
            let again = written(&stored(&read(&first)), profile);
            prop_assert_eq!(rows(&again), rows(&first), "{}", first);
        }
    }
}
