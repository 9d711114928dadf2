//! The Review screen: walked through, corrected, taken back.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use decklog::tui::input::Input;
use decklog::tui::key::keys;
use decklog::tui::terminal::Painter;
use ratatui::Terminal;
use ratatui::layout::Size;

use super::desk::Desk;
use super::glass::{assert_golden, assert_looks, assert_screen};
use crate::recordings::desk_of;
use decklog::tui::theme::Theme;

/// An outage that was recorded live, looked back at the next morning.
pub fn reviewed() -> Desk {
    let mut desk = recorded();
    desk.type_keys("<C-x>r");
    desk
}

pub fn recorded() -> Desk {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT");
    desk.type_keys(
        "title: Checkout is down<Enter>d: monitoring alert #pay<Enter>h: network<Enter>sev2: most can't pay<Enter>",
    );
    desk.minutes_pass(4).type_keys("i: about 40% of users<Enter>e: @bo of the network team, is it us?<Enter>");
    desk.minutes_pass(6).type_keys("x1: network is clean<Enter>h: database<Enter><Enter>");
    desk.minutes_pass(25).type_keys("-20m a: somebody restarted a pod<Enter>f: connection errors #db");
    desk.paste("FATAL: too many connections\nFATAL: too many connections").type_keys("<Enter>");
    desk.minutes_pass(5).type_keys("c2: connection limit set too low<Enter>m: limit raised<Enter>");
    desk.minutes_pass(10).type_keys("r: checkout works again<Enter>todo: alert on connections<Enter>");
    desk.minutes_pass(22 * 60);
    desk
}

/// What `show` says of the events: `10:00 detection: monitoring alert`.
fn told(desk: &mut Desk) -> Vec<String> {
    let shown = desk.shown();
    let word = |event: &serde_json::Value, name: &str| event[name].as_str().unwrap_or_default().to_owned();
    let events = shown["events"].as_array().unwrap().iter().filter(|event| event["struck"] == false);
    events
        .map(|event| {
            let at = word(event, "at");
            format!("{} {}: {}", at.get(11..16).unwrap_or("--:--"), word(event, "tag"), word(event, "text"))
        })
        .collect()
}

/// The event of this beginning.
fn one(desk: &mut Desk, text: &str) -> String {
    let told = told(desk);
    told.iter().find(|told| told.contains(text)).unwrap_or_else(|| panic!("{text} is not in {told:?}")).clone()
}

#[test]
fn words_time_and_tag_are_corrected_and_the_history_says_so() {
    let mut desk = reviewed();
    desk.type_keys("<Down><Down>e<C-e>, nor log in<Enter>");
    assert_eq!(one(&mut desk, "most can't"), "10:00 severity: most can't pay, nor log in");
    // A time without a day lies near the event, a day later, too; it is shown before it is stored.
    desk.type_keys("t10:02");
    assert_eq!(desk.row(-3), " → Fri 7 Jun 10:02 WAT · was Fri 7 Jun 10:00:07 WAT");
    desk.type_keys("<Enter>gesc<Enter>");
    assert_eq!(one(&mut desk, "most can't"), "10:02 escalation: most can't pay, nor log in");
    desk.type_keys("<Enter>");
    assert_looks(desk.glass(), "review-history");
    // What was taken back is there, and says so; what is corrected under it is seen there again.
    desk.type_keys("uu<Enter>");
    assert_looks(desk.glass(), "review-history-undone");
    desk.type_keys("<Esc>UU");
    assert_eq!(one(&mut desk, "most can't"), "10:02 escalation: most can't pay, nor log in");
    assert_eq!(desk.quiet_line(), " there again: correction of “most can't pay, nor log…”");
}

#[test]
fn a_time_that_is_none_and_a_tag_that_is_none_are_said_and_change_nothing() {
    let mut desk = reviewed();
    let before = told(&mut desk);
    desk.type_keys("tsoon<Enter>");
    assert_eq!(desk.row(-3), " “soon” is not a time; try 10:15, -5m or yesterday 23:50");
    desk.type_keys("<Esc>gzebra<Enter>");
    assert!(desk.row(-3).starts_with(" “zebra” is no tag; d k i h"), "{}", desk.screen());
    desk.type_keys("<Esc>h9<Enter>");
    assert_eq!(desk.row(-3), " no hypothesis is called “9”; there is H1 network, H2 database");
    desk.type_keys("<Esc>e<C-u><Enter>");
    assert_eq!(desk.row(-3), " an event can't be emptied; x strikes it");
    desk.type_keys("<Esc>x<Enter>");
    assert_eq!(desk.row(-3), " an event is struck for a reason, or not at all");
    desk.type_keys("<Esc>>much<Enter><Esc>e<Enter>");
    assert_eq!(desk.quiet_line(), " nothing was changed");
    assert_eq!(told(&mut desk), before);
}

#[test]
fn a_tag_says_what_it_does_to_hypotheses() {
    let mut desk = reviewed();
    // The finding ruled H2 out, which the cause then overturned; and it was the third hypothesis all along.
    desk.type_keys("/errors<Enter>gx2<Enter>");
    assert!(one(&mut desk, "connection errors").starts_with("10:35 misleading path"));
    let states = |desk: &mut Desk| {
        let shown = desk.shown();
        let known = shown["hypotheses"].as_array().unwrap().clone();
        known.iter().map(|known| known["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    desk.type_keys("ghyp<Enter>");
    assert_eq!(states(&mut desk), ["ruled out", "confirmed", "unresolved"]);
    desk.type_keys("gn<Enter>h1 2<Enter>");
    assert_eq!(states(&mut desk), ["ruled out", "confirmed"]);
    assert_eq!(desk.row(-2).split(" · “").next().unwrap(), " about H1 and H2 · #db");
    desk.type_keys("hnone<Enter>");
    assert_eq!(desk.row(-2).split(" · “").next().unwrap(), " #db");
    assert_eq!(desk.row(-1), " linked; u takes it back");
}

#[test]
fn labels_come_and_go_within_the_words() {
    let mut desk = reviewed();
    desk.type_keys("l #down<Enter>");
    assert_eq!(one(&mut desk, "monitoring"), "10:00 detection: monitoring alert #pay #down");
    desk.type_keys("l<C-u>down<Enter>");
    assert_eq!(one(&mut desk, "monitoring"), "10:00 detection: monitoring alert #down");
    desk.type_keys("l<C-u>no/label<Enter>");
    assert_eq!(desk.row(-3), " a label is a word of letters, digits and -: #db #slow-query");
    desk.type_keys("<Esc><Space><Space>l<C-u>team<Enter>");
    assert_eq!(one(&mut desk, "monitoring"), "10:00 detection: monitoring alert #down #team");
    assert_eq!(one(&mut desk, "hypothesis: network"), "10:00 hypothesis: network #team");
}

#[test]
fn what_is_struck_stays_readable_and_comes_back() {
    let mut desk = reviewed();
    desk.type_keys("<Down><Down>xsaid twice<Enter>");
    assert_eq!(desk.row(-3), " recorded Fri 7 Jun 10:00:09 by ana, live · struck: said twice");
    assert_looks(desk.glass(), "review-struck");
    assert!(!told(&mut desk).iter().any(|told| told.contains("most can't")));
    desk.type_keys("x");
    assert_eq!(desk.quiet_line(), " not struck any more");
    assert_eq!(one(&mut desk, "most can't"), "10:00 severity: most can't pay");
    desk.type_keys("sH");
    assert!(desk.screen().contains("hidden · ★"), "{}", desk.screen());
    assert!(!desk.command(&["export"]).contains("most can't pay"));
}

#[test]
fn one_event_becomes_two_and_two_become_one() {
    let mut desk = reviewed();
    desk.type_keys("/tag:escalation<Enter>S<Left><Left><Left><Left><Left><Left><Left><Left><Left><Left>");
    assert_eq!(desk.row(-3), " → “@bo of the network team” and note: “is it us?”");
    desk.type_keys("<Enter><Esc>");
    let beginning = |desk: &mut Desk, from: usize, to: usize| told(desk)[from..to].to_vec();
    assert_eq!(beginning(&mut desk, 4, 6), ["10:04 escalation: @bo of the network team", "10:04 note: is it us?"]);
    desk.type_keys("J");
    assert_eq!(beginning(&mut desk, 4, 5), ["10:04 escalation: @bo of the network team; is it us?"]);
    assert_eq!(desk.quiet_line(), " 2 events made one; u takes it back");
    // Evidence goes along, and what would leave a hypothesis without its beginning is not done.
    desk.type_keys("/errors<Enter><Space><Esc>/set too low<Enter><Space><Esc>J");
    assert_eq!(one(&mut desk, "set too low"), "10:35 finding: connection errors #db; connection limit set too low");
    desk.type_keys("u<Home>J");
    assert_eq!(desk.quiet_line(), " one of them opens a hypothesis, which would be gone; link to it instead");
}

#[test]
fn a_mark_is_filled_and_what_nobody_recorded_is_added() {
    let mut desk = reviewed();
    desk.type_keys("mpods looked fine<Enter>m");
    assert_eq!(desk.quiet_line(), " there is no mark to fill");
    assert_eq!(one(&mut desk, "pods looked"), "10:10 note: pods looked fine");
    desk.type_keys("a<C-u>by 9:50 i: first complaints");
    assert_screen(desk.glass(), "review-adding");
    desk.type_keys("<Enter>");
    assert_eq!(told(&mut desk)[0], "09:50 impact: first complaints");
    assert!(desk.caret_row().contains("first complaints"), "{}", desk.screen());
    desk.type_keys("a<C-u>somebody rebooted the switch<Enter>");
    assert_eq!(one(&mut desk, "rebooted"), "--:-- note: somebody rebooted the switch");
}

#[test]
fn a_clock_that_was_wrong_is_put_right_for_all_it_stamped() {
    let mut desk = reviewed();
    desk.type_keys("/tag:finding,cause<Enter>*>-7m");
    assert_eq!(desk.row(-3), " → 7 min earlier: Fri 7 Jun 10:35:25 WAT → Fri 7 Jun 10:28:25 WAT");
    desk.type_keys("<Enter><Esc>");
    assert_eq!(one(&mut desk, "connection errors"), "10:28 finding: connection errors #db");
    assert_eq!(one(&mut desk, "set too low"), "10:33 cause: connection limit set too low");
    desk.type_keys("u");
    assert_eq!(one(&mut desk, "connection errors"), "10:35 finding: connection errors #db");
    assert_eq!(one(&mut desk, "set too low"), "10:40 cause: connection limit set too low");
}

#[test]
fn what_is_typed_and_left_is_there_when_it_is_asked_again_and_after_a_kill() {
    let mut desk = reviewed();
    desk.type_keys("a<C-u>10:20 u: the status page<Esc>");
    assert_eq!(desk.quiet_line(), " left; the same key brings back what was typed");
    desk.type_keys("a");
    assert_eq!(desk.quiet_line(), " add › 10:20 u: the status page");
    desk.keep_draft();
    desk.kill();
    assert!(desk.quiet_line().ends_with("half-typed lines were kept; C-x a brings them back"), "{}", desk.screen());
    desk.type_keys("<C-x>a");
    assert!(desk.line().ends_with("10:20 u: the status page"), "{}", desk.screen());
}

#[test]
fn it_fits_on_any_screen() {
    let mut desk = reviewed();
    for keys in
        ["", "<Space>e", "<Esc>/al<Enter>", "<Esc>B", "BL", "L+<Right>", "<Enter>", "<Esc><End>", "<Esc>?", "<Esc>a"]
    {
        desk.type_keys(keys);
        desk.fits_anywhere();
    }
}

#[test]
fn where_only_ascii_can_be_shown_and_where_there_is_no_colour() {
    let mut ascii = recorded().theme(Theme { colour: true, ascii: true });
    ascii.kill();
    ascii.type_keys("<C-x>r<Down>");
    assert_screen(ascii.glass(), "review-ascii");
    for keys in ["<Enter>", "<Esc>e", "<Esc>t10:10", "<Esc>?", "<Esc>B", "B<Space>", "gx", "<Esc>/al"] {
        ascii.type_keys(keys);
        assert!(ascii.screen().is_ascii(), "{keys}:\n{}", ascii.screen());
    }
    let mut plain = recorded().theme(Theme { colour: false, ascii: false });
    plain.kill();
    plain.type_keys("<C-x>r<Down>");
    assert_looks(plain.glass(), "review-no-colour");
}

#[test]
fn the_axis_follows_the_cursor_until_somebody_looks_elsewhere() {
    let mut desk = reviewed();
    desk.type_keys("++");
    assert_screen(desk.glass(), "review-nearer");
    desk.type_keys("<End>");
    assert!(desk.row(1).contains("10:50"), "{}", desk.screen());
    desk.type_keys("<Left><Left><Left><Left>");
    assert!(!desk.row(1).contains("10:50"), "{}", desk.screen());
    desk.type_keys("<Up>");
    assert!(desk.row(1).contains("10:50"), "{}", desk.screen());
    desk.type_keys("---");
    assert!(desk.row(1).contains("10:10"), "{}", desk.screen());
    desk.type_keys("<Right>");
    assert_eq!(desk.quiet_line(), " all of it is in view; + shows less of it");
}

#[test]
fn silence_is_a_place_to_go_to() {
    let mut desk = reviewed();
    desk.type_keys("]");
    assert!(desk.caret_row().contains("connection errors"), "{}", desk.screen());
    desk.type_keys("]]");
    assert!(desk.caret_row().contains("checkout works"), "{}", desk.screen());
    assert_eq!(desk.quiet_line(), " there is no other silence that way");
    desk.type_keys("[");
    assert!(desk.caret_row().contains("connection errors"), "{}", desk.screen());
}

/// The recordings, and a minute of each in the middle of it.
const RECORDINGS: [(&str, &str); 5] =
    [("000", "11:30"), ("001", "10:30"), ("002", "10:30"), ("003", "15:15"), ("004", "2023-02-11 00:30")];

/// What is looked at one after the other: a name, and the keys that lead there.
const LOOKS: [(&str, &str); 7] = [
    ("lanes", "<Down><Down>"),
    ("list", "L"),
    ("filtered", "L/tag:hypothesis,misleading,cause<Enter>"),
    ("amended", "<Esc><Home><Down>e<C-e>, as everybody agrees<Enter>>+2m<Enter><Enter>"),
    ("undone", "<Esc>u"),
    ("redone", "U"),
    ("replayed", "rg"),
];

fn looked_at(number: &str, minute: &str, columns: u16, rows: u16) {
    let mut desk = desk_of(number).size(columns, rows);
    desk.type_keys("<C-x>r");
    for (name, keys) in LOOKS {
        desk.type_keys(keys);
        if name == "replayed" {
            desk.type_keys(&format!("{minute}<Enter>"));
        }
        let golden = format!("review/{number}-{columns}x{rows}-{name}.txt");
        assert_golden(&golden, &desk.glass().picture_with_looks());
    }
}

#[test]
fn the_recordings_at_eighty_by_twenty_four() {
    RECORDINGS.iter().for_each(|(number, minute)| looked_at(number, minute, 80, 24));
}

#[test]
fn the_recordings_at_a_hundred_and_twenty_by_forty() {
    RECORDINGS.iter().for_each(|(number, minute)| looked_at(number, minute, 120, 40));
}

#[test]
fn the_recordings_on_a_wide_screen() {
    RECORDINGS.iter().for_each(|(number, minute)| looked_at(number, minute, 200, 60));
}

/// How many bytes each key sends to a terminal of this size.
fn bytes_of_keys(desk: &mut Desk, columns: u16, rows: u16, script: &str) -> Vec<(String, usize)> {
    let sent = Sent::default();
    let mut painter = Painter::new(sent.clone());
    painter.size = Size::new(columns, rows);
    let mut terminal = Terminal::new(painter).unwrap();
    terminal.clear().unwrap();
    terminal.draw(|frame| desk.app().view(frame)).unwrap();
    let mut counted = Vec::new();
    for key in keys(script).unwrap() {
        sent.0.store(0, Ordering::Relaxed);
        desk.give(vec![Input::Key(key)]);
        terminal.draw(|frame| desk.app().view(frame)).unwrap();
        counted.push((key.to_string(), sent.0.load(Ordering::Relaxed)));
    }
    counted
}

#[derive(Clone, Default)]
struct Sent(Arc<AtomicUsize>);

impl Write for Sent {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.fetch_add(bytes.len(), Ordering::Relaxed);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn no_key_sends_more_than_a_slow_line_carries() {
    for number in ["002", "003"] {
        let mut desk = desk_of(number).size(120, 40);
        desk.type_keys("<C-x>r");
        let script = "<Down><Down><PgDn><End><PgUp><Home>++<Right>--/tag:finding<Enter><Esc>/xyz<Esc>s uLLBB<Space><Esc>e<Esc>\
                      r<Right><Right><Right>]]f<Esc>";
        // A line of 1200 bytes a second carries so many in three and a half seconds.
        for (key, bytes) in bytes_of_keys(&mut desk, 120, 40, script) {
            assert!(bytes <= 4096, "{key} of {number} sends {bytes} bytes");
        }
    }
}

#[test]
fn a_filter_is_completed_and_what_is_none_is_said() {
    let mut desk = reviewed();
    desk.type_keys("/tag:esc<Tab>");
    assert!(desk.quiet_line().starts_with(" filter › tag:escalation"), "{}", desk.quiet_line());
    assert_screen(desk.glass(), "review-completing");
    desk.type_keys("<Enter>");
    assert!(desk.screen().contains("1 of 1 · filter tag:escalation (14 in all)"), "{}", desk.screen());
    // A saved one by its name, and each in turn.
    desk.type_keys("/<C-u>milestones<Enter>");
    assert!(desk.screen().contains("detection") && !desk.screen().contains("restarted a pod"), "{}", desk.screen());
    desk.type_keys("<Esc>f");
    assert!(desk.quiet_line().starts_with(" milestones: "), "{}", desk.quiet_line());
    desk.type_keys("f");
    assert!(desk.quiet_line().starts_with(" gaps: "), "{}", desk.quiet_line());
    // What can't be read is said, and asked for again.
    desk.type_keys("<Esc>/since:25:99<Enter>");
    assert!(desk.quiet_line().starts_with(" filter › since:25:99"), "{}", desk.screen());
    assert!(desk.row(-3).contains("25:99"), "{}", desk.screen());
    desk.type_keys("<Esc>");
    assert!(desk.screen().contains(" of 14 "), "{}", desk.screen());
}

#[test]
fn a_filter_of_ones_own_stands_in_the_settings() {
    let mut desk = recorded();
    desk.kill();
    let mut desk = desk.filters("mine = \"tag:finding\"");
    desk.type_keys("<C-x>rf");
    assert!(desk.quiet_line().starts_with(" mine: from your settings"), "{}", desk.quiet_line());
    assert!(desk.screen().contains("1 of 1 · filter tag:finding"), "{}", desk.screen());
}

#[test]
fn an_answer_that_was_left_is_there_whatever_was_asked_meanwhile() {
    let mut desk = reviewed();
    desk.type_keys("e<C-e>, half of it<Esc>");
    // Another question, another event, a filter: none of them takes it away.
    desk.type_keys("t<Esc><Down>e<Esc>/al<Esc>s<Up>e");
    assert_eq!(desk.quiet_line(), " text › monitoring alert #pay, half of it");
    // It is answered or left before one goes elsewhere; an event that is half added goes along.
    desk.type_keys("<M-x>");
    assert!(desk.screen().contains("Enter or Esc comes first"), "{}", desk.screen());
    desk.type_keys("<Esc>q");
    assert!(desk.line().trim_end().ends_with('›'), "{}", desk.screen());
    desk.type_keys("<C-x>ra<C-u>10:20 u: told the shop<Esc>q");
    assert!(desk.line().ends_with("10:20 u: told the shop"), "{}", desk.screen());
}

#[test]
fn links_and_labels_are_not_lost_by_a_slip() {
    let mut desk = reviewed();
    desk.type_keys("/tag:misleading<Enter>h<Enter>");
    assert_eq!(desk.row(-3), " H1, or 1 3; none takes the links away");
    desk.type_keys("<Esc><Esc><Home>e<C-u>down (#pay, #shop)<Enter>l<C-u>shop<Enter>");
    assert_eq!(one(&mut desk, "down"), "10:00 detection: down (, #shop)");
    desk.type_keys("e<C-u>#shop<Enter>l<C-u><Enter>");
    assert_eq!(desk.quiet_line(), " nothing was changed");
    desk.type_keys("<Down>>99999999999h<Enter>");
    assert_eq!(desk.row(-3), " no clock is wrong by more than a year");
}

#[test]
fn a_mark_is_filled_with_what_a_line_can_say() {
    let mut desk = reviewed();
    desk.type_keys("mf: pods were fine #k8s<Enter>");
    assert_eq!(one(&mut desk, "pods were"), "10:10 finding: pods were fine #k8s");
}
