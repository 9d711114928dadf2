//! What sort of thing happened.

use super::*;
use crate::import::writeup::clauses;

#[test]
fn the_verb_says_what_happened() {
    let told = |text: &str| clauses::told_by(text).map_or("—", |tag| tag.name()).to_owned();
    check(
        &[
            ("Bo rolls the change back", "mitigation"),
            ("The password of the registry updated", "mitigation"),
            ("Certificate is being replaced", "mitigation"),
            ("Index rebuild initiated", "mitigation"),
            ("Checked the disk", "action"),
            ("Attempted to restore the index", "action"),
            ("The team starts to deploy the fix", "action"),
            ("Patched the driver, but it fails", "action"),
            ("Reviewing the logs revealed a typo", "finding"),
            ("Checked the disk and found it full", "finding"),
            ("Confirms that the disk is full", "finding"),
            ("Customers notice blank pages", "detection"),
            ("Prometheus sends a mail", "detection"),
            ("The label service crashed", "impact"),
            ("The third storm begins", "impact"),
            ("We have no printers left", "impact"),
            ("Assigned to the network people", "escalation"),
            ("Informed the database team", "escalation"),
            ("Sent a mail to all customers", "communication"),
            ("The site is live", "resolution"),
            ("After a look at the graphs, we called the vendor", "escalation"),
            ("The site (which the team restarted) is down", "impact"),
            ("Nothing much", "—"),
        ]
        .map(|(text, tag)| (text, if tag == "communication" { "update" } else { tag })),
        told,
    );
}

#[test]
fn an_endeavour_is_no_result() {
    assert!(clauses::is_endeavour("Ensuring that it is up and running"));
    assert!(clauses::is_endeavour("We tried to bring it up"));
    assert!(!clauses::is_endeavour("It is up and running"));
}

fn tagged(lines: &str) -> String {
    timeline(lines).events.iter().map(|event| event.tag.name()).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_place_in_the_story_decides_what_words_leave_open() {
    check(
        &[
            (
                "- 10:00 new config is pushed\n- 10:05 alert fires\n- 10:10 config is reverted",
                "change, detection, resolution",
            ),
            (
                "- 10:00 Ana finds blank pages\n- 10:10 disk is replaced\n- 10:20 pages load again",
                "detection, mitigation, resolution",
            ),
            (
                "- 10:00 alert fires\n- 10:05 fixed the first typo\n- 10:10 all is back to normal",
                "detection, mitigation, resolution",
            ),
            (
                "- 10:00 outage begins\n- 10:05 alert fires\n- 10:10 outage ends\n- 10:30 incident ends",
                "impact, detection, resolution, note",
            ),
        ],
        tagged,
    );
}

#[test]
fn a_label_counts_more_than_words() {
    check(
        &[
            ("- 10:00 **Resolution:** we looked at the disk", "resolution"),
            ("- 10:00 Misleading path: the network", "misleading path"),
            ("- 10:00 e: bo", "escalation"),
        ],
        tagged,
    );
}

#[test]
fn talk_is_tagged_by_its_words_alone() {
    let read =
        timeline("```\n10:00 <lena> it stands still\n10:01 <omar> fixed it for breakfast\n10:02 <lena> ah, ok\n```");
    assert_eq!(read.events[2].tag.name(), "note");
}

#[test]
fn what_is_ruled_out_or_confirmed_is_what_speaks_of_the_same() {
    let read = timeline(
        "- 10:00 we suspect the network\n- 10:05 we suspect the certificate\n- 10:10 the network is ruled out\n\
         - 10:20 root cause: the certificate is expired",
    );
    assert_eq!(read.events[2].rules_out, Some(0));
    assert_eq!(read.events[3].confirms, Some(1));
}

#[test]
fn what_stands_out_may_end_within_a_letter_once_the_addresses_are_gone() {
    for address in ["https://k.example/", "https://k.example/a", "https://k.example/ab"] {
        let signs = "✗".repeat(30);
        let read = timeline(&format!("- **10:00 see {address} {signs}** fails with {signs}"));
        assert_eq!(read.events.len(), 1);
    }
}
