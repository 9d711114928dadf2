//! Clocks that are set, drift, or are changed with the season: noted once, by whatever records next.

use std::sync::Arc;

use decklog::journal::append::{Appender, Pending};
use decklog::journal::medium::{Access, Medium};
use decklog::session::Once;
use decklog::time::{Moment, SinceBoot, Stamp, Zone};
use decklog::timeline::{ClockNote, Part, Record, Setting, Tag};
use proptest::prelude::*;

use crate::disk::{Dice, EIO, Fault, Plan, SimDisk};
use crate::responder::{FakeClock, INCIDENT, NINE, Responder, append_all, event, journal_path};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Somebody with an incident that is open.
fn at_work() -> (SimDisk, Responder, String) {
    let disk = SimDisk::new();
    let ana = Responder::alone(&disk);
    let incident = ana.start("checkout down");
    ana.log(&incident, "alert").unwrap();
    (disk, ana, incident)
}

/// The events and, in brackets, what the clocks did, in the order of recording.
fn recorded(ana: &Responder, incident: &str) -> Vec<String> {
    let timeline = ana.timeline(incident);
    let mut parts: Vec<Part> = timeline.story().collect();
    let place = |part: &Part| timeline.recorded(part.id()).unwrap().place.clone();
    parts.sort_by_key(place);
    let said = parts.into_iter().map(|part| match part {
        Part::Event(event) => event.text().to_owned(),
        Part::Clock(noted) => format!("({})", noted.words(&timeline.incident().zone())),
    });
    said.collect()
}

/// A process that has made its record and waits for its turn at the journal.
fn waiting(ana: &Responder, incident: &str, text: &str) -> Once {
    let mut once = Once::open(&ana.author, incident).unwrap();
    once.add(ana.author.event(ana.author.new_id(), ana.body(Tag::Note, text), &[], ana.author.clock.now()));
    once
}

#[test]
fn a_clock_that_is_set_is_noted_once_before_the_next_line() {
    for (step, words) in [(-7 * MINUTE, "set back 7 min"), (2 * 60 * MINUTE, "set forward 2 h 00 min")] {
        let (disk, ana, incident) = at_work();
        ana.clock.forward(5 * MINUTE);
        ana.clock.step(step);
        let syncs = disk.syncs().len();
        ana.log(&incident, "first after").unwrap();
        assert_eq!(disk.syncs().len(), syncs + 1, "one write, one sync");
        ana.log(&incident, "second after").unwrap();
        let note = format!("(the clock of ana was {words})");
        assert_eq!(recorded(&ana, &incident), ["alert", &note, "first after", "second after"]);
        assert!(!ana.verify(&incident).is_bad());
    }
}

#[test]
fn a_clock_that_was_set_costs_no_reading() {
    let (_, ana, incident) = at_work();
    (0..30).for_each(|n| assert!(ana.log(&incident, &format!("event {n}")).is_ok()));
    let bytes = |ana: &Responder| {
        let mut once = waiting(ana, &incident, "one more");
        let before = once.bytes_read();
        once.save().unwrap();
        once.bytes_read() - before
    };
    let plain = bytes(&ana);
    ana.clock.step(-DAY);
    assert_eq!((bytes(&ana), plain), (4096, 4096));
    assert!(recorded(&ana, &incident).contains(&"(the clock of ana was set back 1 d 00 h 00 min)".to_owned()));
}

#[test]
fn a_clock_that_drifts_or_is_slewed_was_not_set() {
    let (_, ana, incident) = at_work();
    for drift in [1900, -1900, 900] {
        ana.clock.forward(MINUTE);
        ana.clock.step(drift);
        ana.log(&incident, "a little off").unwrap();
    }
    // As fast as a clock is ever slewed, for ten days.
    for slew in [10 * DAY / 2000, -10 * DAY / 2000] {
        ana.clock.forward(10 * DAY);
        ana.clock.step(slew);
        ana.log(&incident, "slewed").unwrap();
    }
    assert!(recorded(&ana, &incident).iter().all(|said| !said.starts_with('(')));
    ana.clock.forward(10 * DAY);
    ana.clock.step(10 * DAY / 2000 + 3000);
    ana.log(&incident, "set").unwrap();
    assert_eq!(recorded(&ana, &incident)[6], "(the clock of ana was set forward 7 min 15 s)");
}

#[test]
fn of_another_boot_or_a_system_that_does_not_tell_nothing_is_said() {
    let (_, ana, incident) = at_work();
    ana.clock.step(3 * 60 * MINUTE);
    ana.clock.reboot("9e0f");
    ana.log(&incident, "after a boot").unwrap();
    ana.clock.step(-MINUTE);
    ana.log(&incident, "set since").unwrap();
    ana.clock.keep_to_itself();
    for step in [-DAY, DAY] {
        ana.clock.step(step);
        ana.log(&incident, "who knows").unwrap();
    }
    let note = "(the clock of ana was set back 1 min)";
    assert_eq!(recorded(&ana, &incident), ["alert", "after a boot", note, "set since", "who knows", "who knows"]);
}

#[test]
fn a_journal_without_the_time_since_boot_is_gone_on_with() {
    let disk = SimDisk::new();
    let early = |n| Pending { up: None, ..event(n, "early") };
    append_all(&disk, "ana-0000", &[early(1), early(2), event(500, "now"), event(501, "and now")]);
    let ana = Responder::alone(&disk);
    assert_eq!(recorded(&ana, INCIDENT), ["early", "early", "now", "and now"]);
}

#[test]
fn processes_that_take_turns_look_like_no_step() {
    let (_, ana, incident) = at_work();
    let mut early = waiting(&ana, &incident, "made first");
    ana.clock.forward(10 * MINUTE);
    ana.log(&incident, "made second").unwrap();
    early.save().unwrap();
    ana.log(&incident, "made third").unwrap();
    assert_eq!(recorded(&ana, &incident), ["alert", "made second", "made first", "made third"]);
}

#[test]
fn a_step_while_another_process_waits_is_noted_once() {
    let (_, ana, incident) = at_work();
    let mut early = waiting(&ana, &incident, "made before");
    ana.clock.step(-7 * MINUTE);
    ana.log(&incident, "made after").unwrap();
    early.save().unwrap();
    ana.log(&incident, "made last").unwrap();
    let note = "(the clock of ana was set back 7 min)";
    assert_eq!(recorded(&ana, &incident), ["alert", note, "made after", "made before", "made last"]);
}

#[test]
fn a_step_among_records_that_waited_for_the_disk_stands_in_its_place() {
    let (disk, ana, incident) = at_work();
    let mut once = waiting(&ana, &incident, "before");
    disk.plan(Some(Plan { nth: 1, fault: Fault::Error(EIO), forever: true, only_syncs: true }));
    assert!(once.save().is_err());
    ana.clock.forward(MINUTE);
    ana.clock.step(5 * MINUTE);
    once.add(ana.author.event(ana.author.new_id(), ana.body(Tag::Note, "after"), &[], ana.author.clock.now()));
    assert!(once.save().is_err());
    disk.plan(None);
    once.save().unwrap();
    let note = "(the clock of ana was set forward 5 min)";
    assert_eq!(recorded(&ana, &incident), ["alert", "before", note, "after"]);
    assert!(!ana.verify(&incident).is_bad());
}

/// What is read back after a failed sync is in memory only.
#[test]
fn a_note_whose_sync_failed_is_written_again() {
    for seed in 0..50 {
        let (disk, ana, incident) = at_work();
        ana.clock.step(5 * MINUTE);
        let mut once = waiting(&ana, &incident, "after");
        disk.plan(Some(Plan { nth: 1, fault: Fault::Error(EIO), forever: false, only_syncs: true }));
        assert!(once.save().is_err());
        once.save().unwrap();
        let left = Responder::alone(&disk.crash(&mut Dice::new(seed)));
        // In which order, the part of the first attempt that is left decides.
        let mut said = recorded(&left, &incident);
        said.sort();
        assert_eq!(said, ["(the clock of ana was set forward 5 min)", "after", "alert"], "{seed}");
    }
}

#[test]
fn a_torn_end_is_passed_over() {
    for cut in [2, 20, 300] {
        let (disk, ana, incident) = at_work();
        ana.clock.step(3 * MINUTE);
        ana.log(&incident, "never acknowledged").unwrap();
        let (path, whole) = (ana.journal(&incident), disk.bytes(&ana.journal(&incident)));
        disk.put(&path, &whole[..whole.len() - cut]);
        ana.log(&incident, "after").unwrap();
        // The note of the write that was torn is whole.
        let note = "(the clock of ana was set forward 3 min)";
        assert_eq!(recorded(&ana, &incident), ["alert", note, "after"], "{cut}");
        ana.clock.step(-3 * MINUTE);
        let mut torn = disk.open(&path, Access::Append).unwrap();
        torn.write_whole(b"{\"v\":1,\"n\":9,\"id\":\"01HZ").unwrap();
        drop(torn);
        ana.log(&incident, "later").unwrap();
        let back = "(the clock of ana was set back 3 min)";
        assert_eq!(recorded(&ana, &incident), ["alert", note, "after", back, "later"], "{cut}");
    }
}

#[test]
fn a_line_of_a_newer_version_says_nothing_of_the_clocks() {
    use decklog::journal::{codec, line};
    let (disk, ana, incident) = at_work();
    let path = ana.journal(&incident);
    let so_far = String::from_utf8(disk.bytes(&path)).unwrap();
    let prev = codec::decode_line(so_far.lines().last().unwrap()).unwrap().sum;
    let head = format!(
        r#"{{"v":2,"n":3,"id":"{}","at":"2031-01-01T00:00:00.000Z","order":[1717750805000,0],"up":["b7c1",5001500],"group":"{}","prev":"{prev}""#,
        ana.author.new_id(),
        ana.author.new_id(),
    );
    let payload = r#"{"by":"ana","salt":"00","vote":{}}"#;
    let newer = codec::encode_line(&head, &line::sum(head.as_bytes(), &line::digest(payload)), payload);
    disk.put(&path, (so_far + &newer).as_bytes());
    ana.log(&incident, "after").unwrap();
    assert_eq!(recorded(&ana, &incident), ["alert", "after"]);
    assert!(!ana.verify(&incident).is_bad());
}

/// Somebody in Berlin, ten minutes before the clocks go back.
fn autumn() -> (Responder, String) {
    let clock = FakeClock::at(Stamp::parse("2024-10-27T02:50:00+02:00").unwrap().moment.millis());
    let mut ana = Responder::at(&SimDisk::new(), "ana", &clock);
    ana.author.zone = Zone::named("Europe/Berlin").unwrap();
    let incident = ana.start("checkout down");
    ana.log(&incident, "alert").unwrap();
    (ana, incident)
}

#[test]
fn clocks_that_go_back_in_autumn_are_noted_once() {
    let (ana, incident) = autumn();
    let mut early = waiting(&ana, &incident, "made before");
    ana.clock.forward(20 * MINUTE);
    ana.log(&incident, "first after").unwrap();
    early.save().unwrap();
    ana.log(&incident, "second after").unwrap();
    let note = "(the clock of ana went from CEST (UTC+2) to CET (UTC+1))";
    assert_eq!(recorded(&ana, &incident), ["alert", note, "first after", "made before", "second after"]);
    let timeline = ana.timeline(&incident);
    let Some((_, ClockNote::Offset { from, to })) = timeline.clock_notes().next() else { panic!("an offset") };
    assert_eq!(from.to_string(), "2024-10-27T02:50:01.000+02:00", "the last before");
    assert_eq!(to.to_string(), "2024-10-27T02:10:02.000+01:00", "the first after");
}

#[test]
fn a_zone_that_is_set_on_purpose_is_no_changed_clock() {
    let (_, ana, incident) = at_work();
    for zone in ["Europe/Berlin", "Africa/Lagos", "Asia/Kolkata"] {
        ana.store(&incident, vec![Record::Set(vec![Setting::Zone(zone.to_owned())])]).unwrap();
        ana.log(&incident, zone).unwrap();
    }
    assert_eq!(recorded(&ana, &incident), ["alert", "Europe/Berlin", "Africa/Lagos", "Asia/Kolkata"]);
}

#[test]
fn lines_stamped_before_the_zone_of_the_incident_was_known_are_no_changed_clock() {
    let disk = SimDisk::new();
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let in_berlin = |n| {
        let record = event(n, "in Berlin");
        Pending { at: berlin.stamp(record.at.moment), zone: berlin.clone(), ..record }
    };
    append_all(&disk, "ana-0000", &[event(1, "in Lagos"), in_berlin(2), event(3, "in Lagos")]);
    let ana = Responder::alone(&disk);
    assert_eq!(recorded(&ana, INCIDENT), ["in Lagos", "in Berlin", "in Lagos"]);
}

/// The steps that are noted where lines are made at these readings of both clocks.
fn notes_after(readings: &[(i64, u64)]) -> Vec<i64> {
    let disk = SimDisk::new();
    let mut appender = Appender::new(Arc::new(disk.clone()), journal_path("ana-0000"));
    for (n, (wall, up)) in (1..).zip(readings) {
        let record = event(n, "x");
        let at = Moment::from_millis(*wall).at(record.at.offset);
        let record = Pending { at, up: Some(SinceBoot { boot: "b7c1".into(), millis: *up }), ..record };
        appender.append(&[record], at.moment).unwrap();
    }
    let timeline = Responder::alone(&disk).timeline(INCIDENT);
    let steps = timeline.clock_notes().map(|(_, note)| match note {
        ClockNote::Stepped { millis } => *millis,
        other => panic!("{other:?}"),
    });
    steps.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each line so long after the one before, its wall clock off by no more than a clock may be.
    #[test]
    fn without_a_step_nothing_is_noted_and_with_one_just_that(
        lines in prop::collection::vec((0u64..DAY as u64, -2000i64..=2000, -100i64..=100), 1..20),
        stepped in any::<prop::sample::Index>(),
        step in prop_oneof![10_000i64..DAY, -DAY..-10_000],
    ) {
        let (mut wall, mut up) = (NINE, 5_000_000);
        let mut readings = vec![(wall, up)];
        for (passed, off, slewed) in lines {
            up += passed;
            wall += passed as i64 + off + passed as i64 * slewed / 200_000;
            readings.push((wall, up));
        }
        prop_assert_eq!(notes_after(&readings), [] as [i64; 0]);

        let stepped = 1 + stepped.index(readings.len() - 1);
        // Whatever it had drifted just then, the step is larger than that, and than all that it may.
        let passed = (readings[stepped].1 - readings[stepped - 1].1) as i64;
        let step = step + step.signum() * passed / 1000;
        readings[stepped..].iter_mut().for_each(|(wall, _)| *wall += step);
        let noted = notes_after(&readings);
        prop_assert_eq!(noted.len(), 1, "{:?}", noted);
        prop_assert!((noted[0] - step).abs() <= 2000 + passed / 2000, "{} of {}", noted[0], step);
    }
}
