//! The power fails at any operation, and the disk has done what it liked with all that was not
//! synced: names, lengths and bytes, in any order.

use decklog::journal::medium::Medium;
use decklog::session::{Once, Start};
use decklog::timeline::Tag;

use crate::disk::{Dice, EIO, Fault, Plan, SimDisk};
use crate::responder::{FakeClock, NINE, Responder};

/// Makes an incident and logs to it until the power fails at the `nth` operation; the incident,
/// and the texts that were acknowledged until then.
fn until_the_power_fails(disk: &SimDisk, nth: u64) -> (String, Vec<String>, bool) {
    disk.plan(Some(Plan { nth, fault: Fault::Error(EIO), forever: true, only_syncs: false }));
    let ana = Responder::at(disk, "ana", &FakeClock::at(NINE));
    let mut acknowledged = Vec::new();
    let mut incident = String::new();
    let start = Start { title: Some("checkout down".to_owned()), ..Start::default() };
    if let Ok(mut once) = Once::start(&ana.author, start) {
        incident = once.id().to_owned();
        if once.save().is_ok() {
            for text in ["one", "two", "three"] {
                let log = |text: &str| {
                    let mut once = Once::open(&ana.author, &incident)?;
                    let body = ana.body(Tag::Note, text);
                    once.add(ana.author.event(ana.author.new_id(), body, &[], ana.author.clock.now()));
                    once.save()
                };
                ana.clock.forward(1000);
                acknowledged.extend(log(text).is_ok().then(|| text.to_owned()));
            }
        }
    }
    let passed = disk.operations() < nth;
    (incident, acknowledged, passed)
}

fn crashes(per_operation: u64) -> u64 {
    let mut states = 0;
    for nth in 1.. {
        let disk = SimDisk::new();
        let (incident, acknowledged, passed) = until_the_power_fails(&disk, nth);
        for seed in 0..per_operation {
            let crashed = disk.crash(&mut Dice::new(nth * 1_000_003 + seed));
            let ana = Responder::at(&crashed, "ana", &FakeClock::at(NINE + 3_600_000));
            let what = format!("power failed at operation {nth}, seed {seed}");
            if acknowledged.is_empty() && crashed.stat(&ana.dir(&incident).join("journal")).is_err() {
                ana.start("another");
                continue;
            }
            let texts = ana.texts(&incident);
            let there: Vec<&String> = texts.iter().filter(|text| acknowledged.contains(text)).collect();
            assert_eq!(there, acknowledged.iter().collect::<Vec<_>>(), "{what}");
            assert!(texts.len() <= acknowledged.len() + 1, "{what}: {texts:?}");
            ana.log(&incident, "afterwards").unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!(ana.texts(&incident).len(), texts.len() + 1, "{what}");
            states += 1;
        }
        if passed {
            assert_eq!(acknowledged, ["one", "two", "three"]);
            break;
        }
    }
    states
}

#[test]
fn what_was_acknowledged_survives_a_crash_at_any_operation() {
    let states = crashes(12);
    assert!(states > 500, "{states}");
}

#[test]
#[ignore = "many orders of each crash: minutes"]
fn what_was_acknowledged_survives_a_crash_at_any_operation_in_many_orders() {
    println!("{} states", crashes(2000));
}
