//! Expressions on an incident that has something of everything, and what holds for all of them.

mod properties;

use super::*;
use crate::analysis::recorded::Recording;
use crate::time::Stamp;
use crate::timeline::{EventBody, Tag};

/// A night over midnight, told by two people, each event known by its first letter.
fn night() -> Timeline {
    let mut log = Recording::titled("Checkout is down", "UTC");
    log.at("22:00").detection("A: alert, checkout times out #checkout");
    log.at("22:02").with(Tag::Role, "ana", |body| drop(body.details.insert("role".to_owned(), "ic".to_owned())));
    let dns = log.at("22:05").hypothesis("C: the resolver is slow (#dns)");
    log.at("~22:10").with(Tag::Impact, "D: 40% of carts fail", |body| body.starred = true);
    log.at("22:20").escalation("E: called @bo about the database #db-main.");
    log.by("bo");
    let pool = log.at("22:50").hypothesis("F: the pool is exhausted #db");
    log.at("23:00-23:20").rules_out(dns, "G: resolver answers in 2 ms");
    let hidden = log.at("23:30:07").note("H: lunch");
    log.hide(hidden);
    let struck = log.at("23:40").note("I: wrong window");
    log.strike(struck, "another incident");
    log.at("23:50").mark();
    let seen = log.at("23:55").tagged(Tag::Finding, "K: 50 connections");
    log.retell(seen, "K: 500 connections, Timeout in the log");
    log.evidence(seen, "paste", 120);
    log.day("2024-06-08");
    log.at("0:10").confirms(pool, "L: pool of 20, a connection leaks");
    log.at("0:30").resolution("M: carts work");
    log.by("ana");
    log.late("0:20", "2:00");
    log.at("?").tagged(Tag::Question, "O: who changed the pool? Österreich");
    log.timeline()
}

/// An incident with everything that is asked of it beside.
struct Night {
    timeline: Timeline,
    listing: Listing,
    context: FilterContext,
    reading: Reading,
}

impl Night {
    fn of(timeline: Timeline, own: Vec<OwnFilter>) -> Night {
        let listing = Listing::of(&timeline);
        let context = FilterContext::of(&Analysis::of(&timeline), 25);
        let now = Stamp::parse("2024-06-08T03:00:00.000+00:00").unwrap().moment;
        let reading = Reading::of(&timeline, &listing, now, own);
        Night { timeline, listing, context, reading }
    }

    fn rows(&self, filter: &Filter) -> Vec<usize> {
        filter.rows(&self.listing, &self.timeline, &self.context)
    }

    /// The letters of those that pass: `J` for the mark, `N` for what came late, `B` for the role.
    fn passing(&self, filter: &Filter) -> String {
        let letter = |at: usize| match self.listing.text(&self.listing.rows()[at]) {
            "" => 'J',
            "late" => 'N',
            "ic: ana" => 'B',
            text => text.chars().next().unwrap().to_ascii_uppercase(),
        };
        self.rows(filter).into_iter().map(letter).collect()
    }

    fn passes(&self, expression: &str) -> String {
        let (filter, problems) = Filter::read_whole(expression, &self.reading);
        assert!(problems.is_empty(), "{expression}: {problems:?}");
        self.passing(&filter)
    }
}

fn own(name: &str, expression: &str) -> OwnFilter {
    OwnFilter { name: name.to_owned(), expression: expression.to_owned() }
}

const ALL: &str = "ABCDEFGHIJKLNMO";

#[test]
fn each_expression_keeps_what_it_says_and_drops_the_rest() {
    let night = Night::of(night(), vec![own("ours", "by:bo -tag:note")]);
    for (expression, expected) in [
        ("", ALL),
        ("tag:escalation", "E"),
        ("tag:e", "E"),
        ("TAG:Escalation,RESOLUTION", "EM"),
        ("tag:misleading", "G"),
        ("tag:\"misleading path\",?", "GO"),
        ("-tag:note", "ABCDEFGKLMO"),
        ("not:tag:note", "ABCDEFGKLMO"),
        ("-not:tag:note", "HIJN"),
        ("by:bo", "FGHIJKLM"),
        ("by:ANA tag:escalation,resolution", "E"),
        ("since:23:50", "JKLNM"),
        ("since:0:10", "LNM"),
        ("until:22:05", "ABC"),
        ("until:22:04", "AB"),
        ("since:22:05 until:22:10", "CD"),
        ("at:22:05", "C"),
        ("at:22:06", ""),
        ("at:22:10", "D"),
        ("at:23:10", "G"),
        ("at:23:21", ""),
        ("at:22:55-23:05", "G"),
        ("at:23:30", "H"),
        ("at:23:30:07", "H"),
        ("at:23:30:08", ""),
        ("since:\"2024-06-08 00:00\"", "LNM"),
        ("-since:0:00", "ABCDEFGHIJKO"),
        ("since:\"T+2h\"", "LNM"),
        ("#dns", "C"),
        ("#db", "F"),
        ("#db-main", "E"),
        ("#DB,dns", "CF"),
        ("#db,#dns -by:bo", "C"),
        ("@bo", "E"),
        ("@ana", "B"),
        ("role:ic", "B"),
        ("role:scribe", ""),
        ("H1", "CG"),
        ("hypothesis:2", "FL"),
        ("h:H1,h2", "CFGL"),
        ("h:confirmed", "FL"),
        ("h:\"ruled out\"", "CG"),
        ("h:open", ""),
        ("timeout", "K"),
        ("\"times out\"", "A"),
        ("\"time\"", ""),
        ("time", "AK"),
        ("tmout", "K"),
        ("rslvr", "CG"),
        ("meout", "K"),
        ("tmlog", ""),
        ("öster", "O"),
        ("ÖRICH", "O"),
        ("pool,carts", "DFLMO"),
        ("pool slow", ""),
        ("40%", "D"),
        ("\"500 connections\"", "K"),
        ("500,\"2 ms\"", "GK"),
        ("has:evidence", "K"),
        ("no:evidence tag:finding", ""),
        ("no:time", "O"),
        ("no:tag", "HIJN"),
        ("no:text", "J"),
        ("has:link", "CFGL"),
        ("has:label", "ACEF"),
        ("has:person", "E"),
        ("has:amendment", "K"),
        ("is:starred", "D"),
        ("is:hidden", "H"),
        ("is:struck", "I"),
        ("-is:told", "HIJ"),
        ("is:amended", "K"),
        ("is:mark", "J"),
        ("is:approximate", "DG"),
        ("is:untimed", "O"),
        ("is:late", "NO"),
        ("is:gap", "FK"),
        ("is:milestone", "AELM"),
        ("is:redacted", ""),
        ("is:clock", ""),
        ("filter:gaps", "FK"),
        ("gaps", "FK"),
        ("-filter:gaps,milestones", "BCDGHIJNO"),
        ("\"gaps\"", ""),
        ("open questions", "O"),
        ("filter:ours", "FGKLM"),
        ("ours", "FGKLM"),
        ("no time", "O"),
        ("--carts", "DM"),
        ("\"\"", ALL),
        ("#42", ""),
    ] {
        assert_eq!(night.passes(expression), expected, "{expression}");
    }
}

#[test]
fn what_a_clock_did_is_a_row_like_any_other() {
    let mut log = Recording::new();
    log.at("10:00").detection("A");
    log.record(crate::timeline::Record::Clock(crate::timeline::ClockNote::Stepped { millis: 9000 }));
    let night = Night::of(log.timeline(), Vec::new());
    assert_eq!((night.passes("is:clock"), night.passes("-is:clock")), ("J".to_owned(), "A".to_owned()));
    assert_eq!((night.passes("no:tag,evidence"), night.passes("is:late")), ("AJ".to_owned(), String::new()));
}

#[test]
fn nothing_is_late_in_what_was_written_down_afterwards() {
    let mut log = Recording::new();
    let begun = log.stamp("10:00").unwrap();
    log.at("10:00").detection("A");
    log.at("10:30").resolution("M");
    log.late("10:10", "23:00");
    assert_eq!(Night::of(log.timeline(), Vec::new()).passes("is:late"), "N");
    let two_days = begun.moment.plus_millis(-48 * 3_600_000).at(begun.offset);
    log.set([crate::timeline::Setting::Started(two_days)]);
    assert_eq!(Night::of(log.timeline(), Vec::new()).passes("is:late"), "");
}

#[test]
fn what_can_not_be_taken_is_told_with_its_place_and_what_there_is_instead() {
    let night = Night::of(night(), vec![own("round", "filter:gaps"), own("bad", "tag:zebra")]);
    for (expression, place, expected) in [
        ("pool tga:e", "tga:", "there is no field “tga:” (in quotes it is a word); did you mean tag?"),
        ("tag:escaltion x", "escaltion", "there is no tag “escaltion”; did you mean escalation?"),
        ("-tag:note,\"esc a\" x", "\"esc a\"", "there is no tag “esc a”; there are detection, acknowledged,"),
        ("is:stared", "stared", "no event is “stared”; did you mean starred?"),
        ("has:evidnce", "evidnce", "no event has “evidnce”; did you mean evidence?"),
        ("since:soon", "soon", "“soon” is not a time; try 10:15, -5m or \"yesterday 23:50\""),
        ("since:-5m,\"7 Jun 26:00\"", "\"7 Jun 26:00\"", "“7 Jun 26:00” is not a time"),
        ("role:captain", "captain", "there is no role “captain”; there are ic, scribe, comms and write-up"),
        ("h:network", "network", "“network” is no hypothesis: a number, as in H2, or a state; there are open,"),
        ("filter:gap", "gap", "there is no saved filter “gap”; did you mean gaps?"),
        ("filter:round", "round", "the saved filter “round” can't be read: a saved filter stands on its own"),
        ("filter:bad", "bad", "the saved filter “bad” can't be read: there is no tag “zebra”"),
        ("tag: pool", "tag:", "“tag:” wants a tag or its letter, as in tag:escalation,resolution"),
        ("pool -", "-", "there is nothing to look for in “-”"),
        ("pool #", "#", "there is nothing to look for in “#”"),
        ("pool \"a b", "\"a b", "a quote is opened here and not closed"),
        ("by:\"bo", "\"bo", "a quote is opened here and not closed"),
    ] {
        let (filter, problems) = Filter::read_whole(expression, &night.reading);
        let told: Vec<(&str, bool)> =
            problems.iter().map(|problem| (&expression[problem.range.clone()], problem.is_wrong)).collect();
        assert_eq!(told, [(place, true)], "{expression}: {problems:?}");
        assert!(problems[0].to_string().starts_with(expected), "{expression}: {problems:?}");
        assert!(!filter.to_string().contains(place), "what is wrong restricts nothing: {filter}");
    }
}

#[test]
fn what_is_only_not_there_is_told_and_finds_nothing() {
    let night = Night::of(night(), Vec::new());
    for (expression, place, expected) in [
        ("by:anna", "anna", "nobody recorded anything as “anna”; did you mean ana?"),
        ("#bd", "#bd", "nothing is labelled “bd”; did you mean db?"),
        ("@carl", "@carl", "no words name “carl”; there are ana and bo"),
        ("h:7", "7", "there is no H7; there are H1 and H2"),
    ] {
        let (filter, problems) = Filter::read_whole(expression, &night.reading);
        let [problem] = &problems[..] else { panic!("{expression}: {problems:?}") };
        assert_eq!((&expression[problem.range.clone()], problem.is_wrong), (place, false));
        assert_eq!(problem.message, expected);
        assert_eq!(night.passing(&filter), "", "{expression}");
    }
}

#[test]
fn while_it_is_typed_the_end_is_what_it_can_become_and_no_problem() {
    let night = Night::of(night(), Vec::new());
    for (typed, expected) in [
        ("tag:", ALL),
        ("-", ALL),
        ("-tag:", ALL),
        ("tag:esc", "E"),
        ("tag:mi", "G"),
        ("tag:\"misleading pa", "G"),
        ("tag:e,", "E"),
        ("by:b", "FGHIJKLM"),
        ("by:\"", ALL),
        ("#d", "CEF"),
        ("#", ALL),
        ("@b", "E"),
        ("h:", ALL),
        ("h:conf", "FL"),
        ("is:sta", "D"),
        ("since:", ALL),
        ("since:23:5", ALL),
        ("since:\"yesterday", ALL),
        ("filter:mile", "AELM"),
        ("\"", ALL),
        ("\"time", "AK"),
        ("\"times o", "A"),
    ] {
        let (filter, problems) = Filter::read(typed, &night.reading);
        assert!(problems.is_empty(), "{typed}: {problems:?}");
        assert_eq!(night.passing(&filter), expected, "{typed}");
    }
    // What nothing begins like, and what is not at the end, is told at once.
    for typed in ["tag:zebra", "tag: x", "tag:esc x", "tga:", "is:\"sta\""] {
        assert_eq!(Filter::read(typed, &night.reading).1.len(), 1, "{typed}");
    }
}

#[test]
fn a_time_is_that_of_the_night_whatever_day_it_is_read_on() {
    let timeline = night();
    let listing = Listing::of(&timeline);
    for now in ["2024-06-08T00:31:00.000+00:00", "2024-06-08T03:00:00.000+00:00", "2026-01-01T12:00:00.000+00:00"] {
        let now = Stamp::parse(now).unwrap().moment;
        let reading = Reading::of(&timeline, &listing, now, Vec::new());
        for (words, expected) in [
            ("23:00", "2024-06-07T23:00:00.000+00:00"),
            ("0:15", "2024-06-08T00:15:00.000+00:00"),
            ("21:00", "2024-06-07T21:00:00.000+00:00"),
            // Still to come for some of them, and the end of that night for all.
            ("1:30", "2024-06-08T01:30:00.000+00:00"),
            ("T+30", "2024-06-07T22:30:00.000+00:00"),
        ] {
            let expected = Stamp::parse(expected).unwrap().moment;
            assert_eq!(reading.time(words).map(|interval| interval.earliest), Ok(Some(expected)), "{words}");
        }
    }
    let later = Reading::of(&timeline, &listing, Moment::from_millis(i64::MAX), Vec::new());
    assert!(later.time("-5m").unwrap_err().contains("long after the incident"));
}

#[test]
fn what_can_stand_at_the_caret_is_offered_the_most_likely_first() {
    let night = Night::of(night(), vec![own("ours", "by:bo")]);
    for (typed, replaced, expected) in [
        ("ta|", "ta", &["tag:"][..]),
        ("tag:e|", "e", &["escalation"]),
        ("tag:path|", "path", &["\"misleading path\""]),
        ("tag:escalation|", "escalation", &[]),
        ("tag:escalation,d|", "d", &["detection", "decision"]),
        ("tag:escalation,esc|", "esc", &[]),
        ("by:|", "", &["bo", "ana"]),
        ("by:a| pool", "a", &["ana"]),
        ("-is:st|", "st", &["starred", "struck"]),
        ("no:e|", "e", &["evidence"]),
        ("#d|", "#d", &["#db", "#db-main", "#dns"]),
        ("#db,c|", "c", &["#checkout"]),
        ("@|", "@", &["@ana", "@bo"]),
        ("h:|", "", &["H1", "H2", "open", "\"ruled out\"", "confirmed", "parked"]),
        ("H|", "H", &["has:", "hypothesis:", "tag:hypothesis", "is:hidden", "H1", "H2", "filter:hidden"]),
        ("role:|", "", &["ic", "scribe", "comms", "write-up"]),
        ("filter:ga|", "ga", &["gaps"]),
        ("pool fil|", "fil", &["filter:", "filter:\"marks to fill\""]),
        ("esc|", "esc", &["tag:escalation"]),
        ("-esc|", "esc", &["tag:escalation"]),
        ("our| x", "our", &["filter:ours"]),
        ("no|", "no", &["no:", "-", "tag:note", "filter:\"no time\""]),
        ("since:10|", "10", &[]),
        ("\"times|", "\"times", &[]),
        ("zebra|", "zebra", &[]),
        ("tga:e|", "e", &[]),
    ] {
        let caret = typed.find('|').unwrap();
        let text = typed.replace('|', "");
        let completion = complete(&text, caret, &night.reading);
        let choices: Vec<&str> = completion.choices.iter().map(|choice| choice.text.as_str()).collect();
        assert_eq!((&text[completion.range], &choices[..]), (replaced, expected), "{typed}");
    }
    let empty = complete("pool ", 5, &night.reading);
    assert_eq!((empty.range, empty.choices[0].text.as_str()), (5..5, "tag:"));
    assert!(empty.choices.iter().any(|choice| choice.text == "filter:ours"));
    assert!(empty.choices.iter().all(|choice| !choice.help.is_empty()));
}

#[test]
fn every_example_and_every_saved_filter_reads_without_a_word_of_doubt() {
    let reading = Reading::default();
    for field in FIELDS {
        let wrong = Filter::read_whole(field.example, &reading).1.into_iter().find(|problem| problem.is_wrong);
        assert_eq!(wrong, None, "{}", field.example);
    }
    for saved in SAVED {
        assert_eq!(own(saved.name, saved.expression).problem(), None);
        assert_eq!(Filter::read_whole(saved.expression, &reading).1, []);
        assert!(!Filter::read_whole(saved.name, &reading).0.is_empty(), "{}", saved.name);
    }
    for table in [IS, HAS] {
        let names: std::collections::BTreeSet<&str> = table.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), table.len());
    }
    assert_eq!(own("mine", "by:ana since:\"2031-01-01 10:00\" h:2 #db").problem(), None);
    assert!(own("mine", "tag:zebra").problem().is_some());
    assert!(own("my \"own\"", "tag:note").problem().is_some());
}

#[test]
fn what_is_typed_on_narrows_and_what_is_taken_back_does_not() {
    let night = Night::of(night(), Vec::new());
    for (before, after, expected) in [
        ("", "pool", true),
        ("po", "pool", true),
        ("pool", "po", false),
        ("pool", "pool tag:f", true),
        ("pool", "tag:f pool", true),
        ("tag:e,f", "tag:e", true),
        ("tag:e", "tag:e,f", false),
        ("-tag:e", "-tag:e,f", true),
        ("-tag:e,f", "-tag:e", false),
        ("-po", "-pool", false),
        ("-pool", "-po", true),
        ("-pool", "pool", false),
        ("since:10:00", "since:10:30", true),
        ("since:10:30", "since:10:00", false),
        ("since:22:00", "at:22:10", true),
        ("at:22:10", "since:22:10", false),
        ("since:22:00", "at:22:10-22:20", true),
        ("\"ti", "\"time", true),
        ("\"time", "\"times\"", true),
        ("\"time\"", "\"times\"", false),
        ("h:1,2", "H2", true),
    ] {
        let read = |text: &str| Filter::read(text, &night.reading).0;
        assert_eq!(read(after).narrows(&read(before)), expected, "{before} to {after}");
    }
}

#[test]
fn a_body_of_a_role_says_its_holder_first() {
    // What `role:` and `@` rest on.
    let mut body = EventBody::new(crate::time::When::unknown(), Tag::Role, "ana");
    body.details.insert("role".to_owned(), "ic".to_owned());
    assert_eq!(body.said(), "ic: ana");
}
