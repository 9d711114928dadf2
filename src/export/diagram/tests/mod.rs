//! Diagrams of incidents written down: whole ones as files to open, and single lanes.

mod properties;

use super::*;
use crate::analysis::recorded::Recording;
use crate::export::tests::{golden, night, shop};
use crate::timeline::Setting;

fn diagram_text(timeline: &Timeline) -> Option<String> {
    Diagram::of(timeline).map(|diagram| diagram.text())
}

fn diagram_mermaid(timeline: &Timeline) -> Option<String> {
    Diagram::of(timeline).map(|diagram| diagram.mermaid())
}

fn diagram_svg(timeline: &Timeline) -> Option<String> {
    Diagram::of(timeline).map(|diagram| diagram.svg())
}

fn role(log: &mut Recording, at: &str, role: &str, holder: &str) {
    log.at(at).with(Tag::Role, holder, |body| drop(body.details.insert("role".to_owned(), role.to_owned())));
}

/// An incident that nobody has resolved yet.
fn open() -> Recording {
    let mut log = Recording::titled("Checkout down", "WAT");
    log.at("10:00:12").detection("alert");
    role(&mut log, "10:02:12", "ic", "ana");
    role(&mut log, "10:02:30", "scribe", "bo");
    log.at("10:10:00").hypothesis("network");
    role(&mut log, "10:31:00", "ic", "li");
    log.at("10:41:00").acknowledged("");
    for team in ["db team", "network team", "vendor"] {
        log.at("10:41:00").escalation(team);
    }
    log
}

/// One that came back, with a cause that was overturned and a path that was taken up again.
fn reopened() -> Recording {
    let mut log = Recording::titled("Sessions lost", "WAT");
    log.at("10:00").impact("60% of requests fail");
    log.at("10:02").detection("alert");
    let cache = log.at("10:05").hypothesis("cache");
    log.at("10:15").confirms(cache, "cache full");
    log.at("10:20").impact("20% of requests fail");
    log.at("10:30").resolution("flushed");
    let back = log.stamp("11:30").unwrap();
    log.set([Setting::Reopened(back)]);
    log.at("11:32").detection("alert again");
    log.at("11:35").rules_out(cache, "not the cache");
    let leak = log.at("11:35").hypothesis("leak");
    log.at("11:45").parks(leak, "later");
    log.at("12:00").looks_again(leak, "after all");
    log.at("12:10").confirms(leak, "leak in the session store");
    log.at("12:20").mitigation("restarted hourly");
    log.at("13:00").resolution("fixed");
    log.at("13:20").all_clear("quiet");
    log
}

/// One with so many hypotheses, two of three of them ruled out, and so many entries in ten hours.
fn busy(hypotheses: usize, entries: usize) -> Recording {
    let mut log = Recording::titled("A long day", "UTC");
    let clock = |second: usize| format!("{:02}:{:02}:{:02}", 8 + second / 3600, second / 60 % 60, second % 60);
    log.at("08:00").impact("everybody");
    for n in 0..hypotheses {
        let opened = n * 36_000 / hypotheses;
        let path = log.at(&clock(opened)).hypothesis(&format!("suspect number {n}"));
        if n % 3 != 0 {
            log.at(&clock((opened + 900 + n % 7 * 400).min(35_999))).rules_out(path, "looks fine");
        }
    }
    for n in 0..entries {
        let at = clock(n * n * 977 % 36_000);
        match n % 15 {
            3 => log.at(&at).escalation(&format!("team {n}")),
            7 => log.at(&at).detection(&format!("alert {n}")),
            _ => log.at(&at).note("looked at graphs"),
        };
    }
    log.at("18:00").resolution("up");
    log
}

/// One whose words are wide, or written from right to left, or both long and of one piece.
fn wide() -> Recording {
    let mut log = Recording::titled("決済サービスが全面停止 🚒 التوقف", "Asia/Tokyo");
    log.at("10:00")
        .detection("監視アラート：応答が遅く、その後タイムアウトが続いている状態になった、全リージョンで確認");
    log.at("10:05").acknowledged("👩‍🚒👩‍🚒👩‍🚒 on it");
    let dns = log.at("10:10").hypothesis("ネットワーク障害の疑い");
    log.at("10:30").rules_out(dns, "قياسات الشبكة سليمة ولا توجد أخطاء في السجلات");
    log.at("10:30").escalation(&"a".repeat(500));
    log.at("10:59").escalation("데이터베이스 팀");
    log.at("11:00").resolution("e\u{301}e\u{301} tout va bien");
    log
}

/// A night over the end of summer time, an hour of which is there twice.
fn summer_time() -> Recording {
    let mut log = Recording::titled("Billing stopped", "Europe/Berlin");
    log.day("2024-10-26");
    log.at("23:30").detection("no invoices since 23:00");
    log.day("2024-10-27");
    log.at("00:45").acknowledged("woken up");
    log.at("04:30").resolution("invoices again");
    log
}

#[test]
fn whole_diagrams_are_as_in_their_files() {
    for (name, log) in [
        ("shop", shop()),
        ("night", night()),
        ("open", open()),
        ("reopened", reopened()),
        ("thirty", busy(3, 30)),
        ("three-thousand", busy(100, 3_000)),
        ("wide", wide()),
        ("summer-time", summer_time()),
    ] {
        let timeline = log.timeline();
        golden(&format!("diagram/{name}.txt"), &diagram_text(&timeline).unwrap());
        golden(&format!("diagram/{name}.mmd"), &diagram_mermaid(&timeline).unwrap());
        golden(&format!("diagram/{name}.svg"), &diagram_svg(&timeline).unwrap());
    }
}

/// The rows of one lane of the text, without its name.
fn lane(log: &Recording, name: &str) -> String {
    let text = diagram_text(&log.timeline()).unwrap();
    let rows = text.lines().skip_while(|row| !row.starts_with(name));
    let own = rows.take_while(|row| row.starts_with(name) || row.starts_with(' '));
    own.map(|row| row.strip_prefix(name).unwrap_or(row).trim()).collect::<Vec<_>>().join(" / ")
}

#[test]
fn what_took_no_time_has_no_diagram() {
    let mut log = Recording::new();
    assert!(Diagram::of(&log.timeline()).is_none());
    log.at("10:00").detection("alert");
    log.at("10:00").note("looking");
    log.at("?").resolution("up");
    assert!(Diagram::of(&log.timeline()).is_none());
    log.at("10:01").note("still");
    assert!(Diagram::of(&log.timeline()).is_some());
}

#[test]
fn a_start_that_nobody_recorded_is_not_drawn_as_one() {
    let mut log = Recording::new();
    log.at("10:00").detection("alert");
    log.at("11:00").resolution("up");
    assert!(lane(&log, "impact").starts_with("≤█"));
    assert!(diagram_svg(&log.timeline()).unwrap().contains(">≤<"));
    assert!(diagram_mermaid(&log.timeline()).unwrap().contains("Impact (start not recorded) :crit"));
    log.at("9:50").impact("slow");
    assert!(lane(&log, "impact").starts_with("█"));
    assert!(!diagram_svg(&log.timeline()).unwrap().contains(">≤<"));
}

#[test]
fn an_open_incident_ends_with_its_last_record_and_goes_on() {
    let mut log = Recording::new();
    log.at("10:00").detection("alert");
    log.at("10:40").hypothesis("network");
    log.at("11:00").note("still looking");
    let drawn = Diagram::of(&log.timeline()).unwrap();
    assert_eq!(Some(drawn.axis.to), log.stamp("11:00").map(|at| at.moment));
    assert!(lane(&log, "impact").ends_with("█…"));
    assert_eq!(lane(&log, "H1 network"), "open ├────────────────────…");
    log.at("11:30").resolution("up");
    assert!(lane(&log, "impact").ends_with("█●") && lane(&log, "H1 network").starts_with("unresolved ├"));
}

#[test]
fn what_happened_long_before_or_after_is_counted_and_not_drawn() {
    let mut log = shop();
    assert_eq!(lane(&log, "beyond"), "");
    log.at("13:00").note("review");
    log.day("2024-06-06");
    log.at("15:00").tagged(Tag::Change, "limit lowered");
    assert_eq!(lane(&log, "beyond"), "1 entry earlier, 1 entry later");
    // What is near belongs to the picture.
    log.day("2024-06-07");
    log.at("12:30").all_clear("quiet");
    assert!(lane(&log, "impact").ends_with("●            ○"), "{}", lane(&log, "impact"));
}

#[test]
fn while_it_had_gone_away_there_is_no_impact() {
    let impact = "█60%██████●  gone away        ████████████████▒mitigated▒▒▒●      ○";
    assert_eq!(lane(&reopened(), "impact"), impact);
}

#[test]
fn a_path_that_was_parked_is_followed_again_from_when_it_was_taken_up() {
    assert_eq!(lane(&reopened(), "H2 leak"), "├───┤    ├──✓ leak in the session store");
    // A cause was relied on until it was overturned.
    assert_eq!(lane(&reopened(), "H1 cache"), "├──✓─────────────────────────× 1 h 30 min: not the cache");
}

#[test]
fn what_is_not_known_of_an_end_is_drawn_as_not_known() {
    let mut log = Recording::new();
    log.at("10:00").detection("alert");
    let path = log.at("10:10").hypothesis("network");
    log.at("10:30").note("half way");
    log.at("by 10:40").rules_out(path, "clean");
    let backwards = log.at("10:50").hypothesis("backwards");
    log.at("10:45").rules_out(backwards, "no");
    let untimed = log.at("?").hypothesis("untimed");
    log.at("10:20").rules_out(untimed, "no");
    log.at("11:00").resolution("up");
    assert_eq!(lane(&log, "H1 network"), "├─────────────────────╌╌╌╌╌╌╌╌╌╌× 20–30 min: clean");
    // Ends that contradict each other are no time on a path.
    assert!(!lane(&log, "H2").contains('─'));
    assert_eq!(lane(&log, "H3 untimed"), "╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌× ≤ 20 min: no");
}

#[test]
fn of_many_hypotheses_the_longest_and_the_confirmed_have_lanes() {
    let mut log = busy(100, 0);
    let short = log.at("17:00").hypothesis("the cause");
    log.at("17:01").confirms(short, "found");
    let text = diagram_text(&log.timeline()).unwrap();
    let lanes: Vec<&str> = text.lines().filter(|row| row.starts_with('H')).collect();
    assert_eq!(lanes.len(), 12);
    assert!(lanes.iter().any(|row| row.starts_with("H101 the")), "{text}");
    assert_eq!(lane(&log, "more"), "and 89 more hypotheses");
}

#[test]
fn a_misleading_path_that_was_no_hypothesis_has_an_end_and_no_length() {
    let mut log = Recording::new();
    log.at("10:00").detection("alert");
    log.at("10:30").tagged(Tag::MisleadingPath, "not the network");
    log.at("11:00").resolution("up");
    assert_eq!(lane(&log, "misled"), "× not the network");
}

#[test]
fn marks_at_one_moment_are_told_together() {
    let mut log = Recording::new();
    log.at("10:00").detection("alert");
    for n in 0..9 {
        role(&mut log, "10:30", "helper", &format!("person {n}"));
    }
    log.at("10:30").escalation("everybody");
    log.at("11:00").resolution("up");
    assert_eq!(lane(&log, "people"), "↑ (+7) everybody / @ helper: person 1 / @ helper: person 2");
}

#[test]
fn what_nobody_is_to_read_is_in_no_diagram() {
    let mut log = Recording::new();
    log.at("10:00").detection("alert");
    let path = log.at("10:10").hypothesis("hunter2");
    let end = log.at("10:20").rules_out(path, "hunter3");
    let page = log.at("10:30").escalation("hunter4");
    log.at("11:00").resolution("up");
    [path, end, page].into_iter().for_each(|id| log.hide(id));
    let timeline = log.timeline();
    for written in [diagram_text(&timeline), diagram_mermaid(&timeline), diagram_svg(&timeline)] {
        let written = written.unwrap();
        assert!(!written.contains("hunter") && written.contains("H1"), "{written}");
        assert!([path, end, page].iter().all(|id| !written.contains(&id.to_string())), "{written}");
    }
}

#[test]
fn every_mark_can_be_found_by_its_event_and_its_tag() {
    let log = shop();
    let timeline = log.timeline();
    let svg = diagram_svg(&timeline).unwrap();
    let read = roxmltree::Document::parse(&svg).unwrap();
    let marks = |event: &Event| {
        let id = event.id.to_string();
        let own = read.descendants().filter(|node| node.attribute("data-event") == Some(&id)).collect::<Vec<_>>();
        let tag = event.tag().name().replace(' ', "-");
        assert!(own.iter().any(|node| node.attribute("data-tag") == Some(&tag)), "{}", event.text());
        assert!(own.iter().all(|node| node.has_tag_name("g")));
    };
    timeline.events().for_each(marks);
    let titles: Vec<&str> =
        read.descendants().filter(|node| node.has_tag_name("title")).filter_map(|node| node.text()).collect();
    assert!(titles.contains(&"10:45 Escalation: database team, because of the connection errors"), "{titles:?}");
    assert!(titles.contains(&"H1: network fault, ruled out after 10 min"));
}
