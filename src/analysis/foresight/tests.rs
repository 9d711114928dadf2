//! What was known when, of an outage that was recorded and of one that was written down afterwards.

use proptest::prelude::*;
use proptest::sample::Index;

use super::Foresight;
use crate::analysis::recorded::Recording;
use crate::analysis::{StateCard, Timers};
use crate::time::{Moment, Stamp, When};
use crate::timeline::{
    ActionItem, Ending, EventChange, How, Order, Place, Record, RecordId, Recorded, Setting, Summary, Tag, Timeline,
    Verdict,
};

const MINUTE_MS: i64 = 60_000;

/// What a person reads of a timeline.
fn told(timeline: &Timeline) -> String {
    let events: Vec<String> = timeline.all_events().map(|event| format!("{event:?}")).collect();
    let whole = format!("{:?} {:?} {:?}", timeline.incident(), timeline.severity(), timeline.state());
    let written = format!("{:?} {:?} {:?}", timeline.sections(), timeline.items_and_ideas(), timeline.mutes());
    [whole, events.join("\n"), format!("{:?}", timeline.hypotheses()), written].join("\n")
}

/// The events at a time, and what is said of each hypothesis.
fn at(timeline: &Timeline, moment: Moment) -> String {
    let known = Foresight::at(timeline, moment);
    let hypotheses = known.hypotheses().iter().map(|hypothesis| {
        let verdict = match hypothesis.verdict {
            Verdict::Open => "open",
            Verdict::RuledOut(_) => "ruled out",
            Verdict::Confirmed(_) => "confirmed",
            Verdict::Parked(_) => "parked",
        };
        format!("{} {verdict}", hypothesis.label)
    });
    let events: Vec<&str> = known.all_events().map(|event| event.text()).collect();
    format!("{} | {}", events.join(", "), hypotheses.collect::<Vec<_>>().join(", "))
}

/// A timeline whose records were made one after the other, at other times than their events say.
fn recorded(log: &Recording, at: impl Fn(usize, &Recorded) -> Stamp) -> Timeline {
    let mut timeline = Timeline::default();
    let moved = |(n, recorded): (usize, &Recorded)| {
        let place = Place { order: Order { millis: n as i64, counter: 0 }, ..recorded.place.clone() };
        Recorded { at: at(n, recorded), place, ..recorded.clone() }
    };
    timeline.apply(log.records().iter().enumerate().map(moved));
    timeline
}

fn later(log: &Recording, clock: &str, days: i64) -> Stamp {
    let at = log.stamp(clock).unwrap();
    Stamp { moment: at.moment.plus_millis(days * 1440 * MINUTE_MS), ..at }
}

#[test]
fn a_command_is_known_as_started_until_it_ends() {
    let mut log = Recording::titled("Checkout is down", "WAT");
    log.at("09:50:00").detection("alert");
    let run = log.at("10:00:00").with(Tag::Action, "make deploy", |body| body.set_started());
    let change = Ending { how: How::Exited(2), took_ms: 300_000 }.change();
    log.record(Record::Amend { of: run, change: change.into() });
    let at = |n: usize, recorded: &Recorded| {
        if n + 1 == log.records().len() { log.stamp("10:05:00").unwrap() } else { recorded.at }
    };
    let timeline = recorded(&log, at);
    let outcome = |clock: &str| {
        let known = Foresight::at(&timeline, log.stamp(clock).unwrap().moment);
        known.event(run).and_then(|event| event.body.outcome_in_words())
    };
    assert_eq!(outcome("09:59:00"), None);
    assert_eq!(outcome("10:01:00").as_deref(), Some("outcome not recorded"));
    assert_eq!(outcome("10:05:00").as_deref(), Some("failed, exit 2, 5 min"));
    assert_eq!(timeline.event(run).unwrap().amendments, 0);
}

/// An outage that was recorded while it lasted, and corrected on the Monday after.
fn live() -> (Recording, Timeline) {
    let mut log = Recording::titled("Checkout is down", "WAT");
    log.at("10:00:00").detection("alert");
    let network = log.at("10:10:00").hypothesis("network");
    log.at("10:20:00").rules_out(network, "clean");
    log.at("10:20:05").hypothesis("app server");
    let during = log.records().len();
    let note = log.at("10:15").note("somebody had restarted a pod");
    log.record(Record::Amend {
        of: network,
        change: EventChange { text: Some("the network, of course".to_owned()), ..EventChange::default() }.into(),
    });
    log.strike(note, "that was on Thursday");
    log.set([Setting::Title("Too few connections".to_owned())]);
    let (begun, monday) = (log.stamp("09:58").unwrap(), later(&log, "09:00", 3));
    let timeline = recorded(&log, |n, recorded| match n {
        0 | 1 => begun,
        n if n < during => recorded.at,
        _ => monday,
    });
    (log, timeline)
}

#[test]
fn of_a_recorded_outage_everything_is_known_once_it_was_recorded() {
    let (log, timeline) = live();
    let clock = |clock: &str| log.stamp(clock).unwrap().moment;
    assert_eq!(at(&timeline, clock("09:59")), " | ");
    assert_eq!(at(&timeline, clock("10:10")), "alert, network | H1 open");
    assert_eq!(at(&timeline, clock("10:19")), "alert, network | H1 open");
    assert_eq!(at(&timeline, clock("10:20")), "alert, network, clean | H1 ruled out");
    let friday = Foresight::at(&timeline, clock("23:00"));
    assert_eq!((friday.len(), friday.incident().title()), (4, "Checkout is down"));
    let monday = Foresight::at(&timeline, later(&log, "09:00", 3).moment);
    assert_eq!(told(&monday), told(&timeline));
    assert_eq!(monday.incident().title(), "Too few connections");
}

/// The second of the five write-ups, as it was typed on the Monday after.
fn afterwards() -> (Recording, Timeline) {
    let mut log = Recording::new();
    let started = log.stamp("10:00").unwrap();
    log.set([
        Setting::Zone("UTC".to_owned()),
        Setting::Title("Out of connections".to_owned()),
        Setting::Started(started),
    ]);
    log.at("10:00").detection("alert");
    let network = log.at("10:10").hypothesis("network");
    log.at("10:20").rules_out(network, "clean");
    let server = log.at("10:20").hypothesis("app server");
    let wrong = log.at("10:30").rules_out(server, "logs are clear");
    let text = Some("application logs are clean".to_owned());
    log.record(Record::Amend { of: wrong, change: EventChange { text, ..EventChange::default() }.into() });
    log.at("10:45").escalation("database team");
    let database = log.at("10:45").hypothesis("database");
    log.at("11:00").confirms(database, "limit too low");
    log.at("12:00").resolution("up");
    log.at("?").note("the limit was set at some time");
    log.record(Record::Section { name: "root cause".to_owned(), text: "A limit.".to_owned() });
    log.record(ActionItem::parking("raise it"));
    let monday = later(&log, "09:00", 3);
    let timeline = recorded(&log, |_, _| monday);
    (log, timeline)
}

#[test]
fn of_what_was_written_down_afterwards_an_event_is_known_once_it_had_happened() {
    let (log, timeline) = afterwards();
    let clock = |clock: &str| log.stamp(clock).unwrap().moment;
    assert_eq!(at(&timeline, clock("10:00")), " | ");
    assert_eq!(at(&timeline, clock("10:30")), "alert, network, clean, app server | H1 ruled out, H2 open");
    let ruled_out = "alert, network, clean, app server, application logs are clean | H1 ruled out, H2 ruled out";
    assert_eq!(at(&timeline, clock("10:31")), ruled_out);
    let then = Foresight::at(&timeline, clock("12:01"));
    assert!(then.untimed().next().is_none() && then.sections().is_empty() && then.items_and_ideas().is_empty());
    assert_eq!(then.incident().title, None, "whoever gave it knew the end");
    assert_eq!((then.incident().zone.as_deref(), then.incident().is_written_afterwards()), (Some("UTC"), true));
    assert_eq!(told(&Foresight::at(&timeline, clock("12:02"))), told(&timeline));
}

#[test]
fn what_was_said_less_sharply_is_known_later() {
    let mut log = Recording::new();
    let started = log.stamp("10:00").unwrap();
    log.set([Setting::Started(started)]);
    log.at("10:00").detection("alert");
    log.at("~10:10").note("about");
    log.at("by 10:20").note("by");
    log.at("10:15-10:25").note("between");
    log.at("after 10:30").note("after");
    log.at("10:40").note("at");
    log.at("after 10:50").note("nothing behind it");
    let monday = later(&log, "09:00", 3);
    let foresight = Foresight::of(&recorded(&log, |_, _| monday));
    let mut known = Vec::new();
    let mut moment = foresight.start();
    while let Some(at) = moment {
        let events = Foresight::at(&recorded(&log, |_, _| monday), at).len();
        known.push(format!("{} {events}", at.at(crate::time::Offset::UTC).local().format("%H:%M")));
        moment = foresight.next_after(at);
    }
    assert_eq!(known, ["10:01 1", "10:16 2", "10:21 3", "10:26 4", "10:41 6", "10:42 7"]);
}

#[test]
fn the_moments_at_which_something_became_known_are_stepped_through() {
    let (log, timeline) = live();
    let mut foresight = Foresight::of(&timeline);
    assert_eq!(Some(foresight.moment()), foresight.start());
    let clocks = |foresight: &Foresight, step: fn(&Foresight, Moment) -> Option<Moment>, from: Moment| {
        let mut moments = vec![from];
        while let Some(next) = step(foresight, *moments.last().unwrap()) {
            moments.push(next);
        }
        moments
    };
    let (start, end) = foresight.start().zip(foresight.end()).unwrap();
    let forward = clocks(&foresight, Foresight::next_after, start);
    let mut back = clocks(&foresight, Foresight::previous_before, end);
    back.reverse();
    assert_eq!(forward, back);
    // What was recorded in one moment is one step.
    assert_eq!((forward.len(), *forward.last().unwrap()), (6, later(&log, "09:00", 3).moment));
    let between = log.stamp("10:15").unwrap().moment;
    assert_eq!(foresight.next_after(between), Some(log.stamp("10:20").unwrap().moment));
    assert_eq!(foresight.previous_before(between), Some(log.stamp("10:10").unwrap().moment));
    // The second half of the outage, a step at a time: what is stepped over is told.
    assert_eq!([between, start, end].map(|to| foresight.seek(to)), [2, 2, 8]);
    assert_eq!(foresight.seek(end), 0);
}

#[test]
fn nothing_at_all_has_no_start_and_no_end() {
    let mut foresight = Foresight::of(&Timeline::default());
    assert_eq!((foresight.start(), foresight.end()), (None, None));
    assert_eq!(foresight.seek(Moment::from_millis(i64::MAX)), 0);
    assert!(foresight.timeline().is_empty());
}

#[test]
fn the_state_card_of_a_minute_is_that_of_the_minute() {
    let card = |timeline: &Timeline, moment: Moment| {
        let known = Foresight::at(timeline, moment);
        StateCard::of(&Summary::of(&known), &Timers::default(), moment).lines()
    };
    let (log, timeline) = live();
    assert_eq!(
        card(&timeline, log.stamp("10:17").unwrap().moment),
        [
            "open · Checkout is down",
            "Since Fri 7 Jun 2024 10:00 WAT, 17 min ago, last entry 7 min ago",
            "H1 (7 min) open: network",
        ]
    );
    let (log, timeline) = afterwards();
    assert_eq!(
        card(&timeline, log.stamp("10:30").unwrap().moment),
        ["open · Untitled incident", "Since Fri 7 Jun 2024 10:00 UTC, 30 min so far", "H2 (10 min) open: app server",]
    );
    let over = card(&timeline, log.stamp("12:02").unwrap().moment);
    assert_eq!(over[..2], ["resolved · Out of connections", "Since Fri 7 Jun 2024 10:00 UTC, took 2 h 00 min"]);
}

#[test]
fn what_was_masked_since_is_masked_in_looking_back_and_is_no_entry() {
    let mut log = Recording::new();
    let secret = log.at("10:00:00").note("the password is hunter2");
    log.at("10:10:00").note("changed it");
    let during = log.records().len();
    log.record(Record::Redact { of: secret, why: "a password".to_owned(), kept: None });
    let monday = later(&log, "09:00", 3);
    let timeline = recorded(&log, |n, recorded| if n < during { recorded.at } else { monday });
    let friday = log.stamp("10:15").unwrap().moment;
    assert_eq!(at(&timeline, friday), "changed it | ");
    let summary = Summary::of(&Foresight::at(&timeline, friday));
    assert_eq!(summary.recorded, Some(log.stamp("10:10").unwrap().moment));
}

#[test]
fn a_step_costs_what_it_steps_over_and_not_what_the_incident_has() {
    let mut log = Recording::new();
    for n in 0..3000 {
        log.at(&format!("{:02}:{:02}:{:02}", 10 + n / 3600, n / 60 % 60, n % 60)).note("something");
    }
    let mut foresight = Foresight::of(&log.timeline());
    foresight.seek(log.stamp("10:25").unwrap().moment);
    let before = foresight.timeline().folded();
    for clock in ["10:25:01", "10:25:00", "10:24:59", "10:25:00"] {
        let before = foresight.timeline().folded();
        assert_eq!(foresight.seek(log.stamp(clock).unwrap().moment), 1);
        assert_eq!(foresight.timeline().folded() - before, 1, "one event is put together, at {clock}");
    }
    assert_eq!(foresight.timeline().folded() - before, 4);
}

/// Any outage: what was recorded in the minutes of `lags` after ten, each record late by so much.
fn stories() -> impl Strategy<Value = Timeline> {
    let record = (0..9_u8, 0..60_i64, 0..240_i64, any::<Index>());
    (proptest::collection::vec(record, 1..25), any::<bool>()).prop_map(|(records, is_written_afterwards)| {
        let mut log = Recording::new();
        let started = log.stamp("10:00").unwrap();
        if is_written_afterwards {
            log.set([Setting::Title("known".to_owned()), Setting::Started(started), Setting::Closed(true)]);
        }
        let mut recorded_at = vec![0; log.records().len()];
        let mut ids: Vec<RecordId> = log.records().iter().map(|recorded| recorded.id).collect();
        for (kind, minute, lag, of) in records {
            let of = *of.get(&ids);
            let clock = format!("10:{minute:02}");
            ids.push(match kind {
                0 | 1 => log.at(&clock).note("something"),
                2 => log.at(&clock).hypothesis("because"),
                3 => log.at(&clock).rules_out(of, "no"),
                4 => log.at(&clock).confirms(of, "yes"),
                5 => log.at("?").note("at some time"),
                6 => log.record(Record::Amend {
                    of,
                    change: EventChange { text: Some(clock), ..EventChange::default() }.into(),
                }),
                7 => log.record(Record::Undo { group: log.records()[log.records().len() - 1].group }),
                _ => log.set_title(&clock),
            });
            recorded_at.push(minute + lag);
        }
        let begun = if is_written_afterwards { 5 * 1440 } else { 0 };
        let stamp = |minute: i64| Stamp { moment: started.moment.plus_millis(minute * MINUTE_MS), ..started };
        recorded(&log, |n, _| stamp(begun + recorded_at[n]))
    })
}

proptest! {
    #[test]
    fn wherever_one_comes_from_the_same_is_known_and_all_of_it_at_the_end(
        timeline in stories(), minutes in proptest::collection::vec(-10..400_i64, 1..8),
    ) {
        let ten = Moment::from_millis(1_717_754_400_000);
        let mut foresight = Foresight::of(&timeline);
        for minute in minutes {
            let moment = ten.plus_millis(minute * MINUTE_MS);
            foresight.seek(moment);
            prop_assert_eq!(told(foresight.timeline()), told(&Foresight::at(&timeline, moment)));
            let summary = |timeline: &Timeline| format!("{:?}", Summary::of(timeline));
            prop_assert_eq!(summary(foresight.timeline()), summary(&Foresight::at(&timeline, moment)));
        }
        foresight.seek(foresight.end().unwrap_or(ten));
        prop_assert_eq!(told(foresight.timeline()), told(&timeline));
    }
}

#[test]
fn what_is_corrected_when_all_was_written_down_is_known_at_the_end() {
    let (mut log, written) = afterwards();
    let clock = |log: &Recording, clock: &str| log.stamp(clock).unwrap().moment;
    let [alert, network] = ["alert", "network"].map(|text| {
        let event = written.all_events().find(|event| event.text() == text);
        event.unwrap().id
    });
    // In the review on Tuesday, but for the last word of Monday.
    let of_writing = log.records().len();
    let text = Some("alert, which told of the limit".to_owned());
    log.record(Record::Amend { of: alert, change: EventChange { text, ..EventChange::default() }.into() });
    log.strike(network, "it was the limit");
    let when = Some(When::minute(log.stamp("11:30").unwrap()));
    log.record(Record::Amend { of: network, change: EventChange { when, ..EventChange::default() }.into() });
    log.at("10:05").note("the limit was seen, and nobody thought of it");
    let days = |n: usize| if n < of_writing { 3 } else { 4 };
    let timeline = recorded(&log, |n, _| later(&log, "09:00", days(n)));
    let then = at(&timeline, clock(&log, "10:15"));
    assert_eq!(then, "alert, the limit was seen, and nobody thought of it, network | H1 open");
    let then = Foresight::at(&timeline, clock(&log, "10:15"));
    assert!(then.all_events().all(|event| event.struck.is_none() && event.amendments == 0));
    let all = Foresight::at(&timeline, Foresight::of(&timeline).end().unwrap());
    assert_eq!(told(&all), told(&timeline));
}
