//! Lines, parts, titles and sections.

use super::*;
use crate::import::writeup::{lines, parts, prose, template};

fn kinds(text: &str) -> String {
    lines::lines(text).iter().map(|line| format!("{:?} {}", line.kind, line.text)).collect::<Vec<_>>().join(" / ")
}

#[test]
fn marks_that_people_make_by_hand_are_understood() {
    check(
        &[
            ("• first\n• second", "Item { done: None } first / Item { done: None } second"),
            ("— a dash begins it", "Item { done: None } a dash begins it"),
            ("##Timeline", "Heading(2) Timeline"),
            ("#ops was told", "Text #ops was told"),
            ("- [x] done", "Item { done: Some(true) } done"),
            ("    set in", "Text set in"),
            ("<ul><li><b>10:15</b> it is slow</li></ul>", "Item { done: None } 10:15 it is slow"),
            ("one <!-- two --> three", "Text one  three"),
            ("14:32 <lena> is it up?", "Text 14:32 <lena> is it up?"),
        ],
        kinds,
    );
}

#[test]
fn headings_and_labels_begin_parts() {
    let topics = |text: &str| {
        let lines = lines::lines(text);
        let parts = parts::parts(&lines, None);
        parts.iter().map(|part| part.topic.unwrap_or("—")).collect::<Vec<_>>().join(", ")
    };
    check(
        &[
            ("## What happened when (timeline)\nx", "summary"),
            ("## Chronology\nx\n## The Root Cause\ny", "timeline, root cause"),
            ("**Impact**\nx\n\n**Lessons learned:**\ny", "impact, lessons learned"),
            ("Impact: nobody could pay\n\nRoot cause: a typo", "impact, root cause"),
            (
                "## Timeline\n- 10:00 down\n\nCorrective measures: these\n\nAdd an alert.",
                "timeline, corrective measures",
            ),
            ("## 22:05\nx\n## 22:10\ny", "timeline, timeline"),
            ("## Corrective measures must contain:\nx", "corrective measures"),
        ],
        topics,
    );
}

#[test]
fn the_title_says_what_is_broken() {
    let title = |text: &str| imported(text).title.unwrap_or_else(|| "none".to_owned());
    check(
        &[
            ("# Postmortem: the shop is down\n\nIt was.", "the shop is down"),
            ("# 0x19. Postmortem\n\n## Checkout is slow\n\n## Impact\n\nAll.", "Checkout is slow"),
            ("# Postmortem\n\n## Corrective and preventative measures\n\n- add an alert", "none"),
            ("---\ntitle: 'Checkout is slow'\n---\n\n## Timeline\n- 10:15 slow", "Checkout is slow"),
        ],
        title,
    );
}

#[test]
fn what_became_an_event_or_an_item_is_in_no_section() {
    let read = imported(
        "# Shop is down\n\n## Summary\n\nIt was down.\n\n## Timeline\n\n- 10:15 it is slow\n- 10:20 it is up\n\n\
         ## Action items\n\n- add an alert\n",
    );
    assert_eq!(read.sections, [("summary".to_owned(), "It was down.".to_owned())]);
}

#[test]
fn sentences_end_where_the_next_begins() {
    let told = |text: &str| prose::sentences(text).collect::<Vec<_>>().join(" | ");
    check(
        &[
            ("It is slow. We look at v1.2.3 of it.", "It is slow. | We look at v1.2.3 of it."),
            ("Slow, e.g. The first page.", "Slow, e.g. The first page."),
            ("Is it up? No! Yes.", "Is it up? | No! | Yes."),
        ],
        told,
    );
}

#[test]
fn what_a_template_asks_is_nobodys_word() {
    assert!(template::is_hollow("what are the things that can be improved/fixed"));
    assert!(template::is_hollow("a list of tasks to address the issue (be very specific)"));
    assert!(!template::is_hollow("fix the list of tasks"));
    let read = imported("## Timeline\n\n- how was the issue detected (an alert, a customer)\n\n- actions taken\n");
    assert!(events(&read).is_empty(), "{:?}", events(&read));
}
