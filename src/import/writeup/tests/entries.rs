//! Which lines tell what happened.

use super::*;

fn told(lines: &str) -> String {
    events(&timeline(lines)).join(" / ")
}

#[test]
fn a_line_that_begins_with_a_time_is_an_event_whatever_it_is() {
    let expected = "7.6. 10:15 | it is slow / 7.6. 10:20 | it is up";
    check(
        &[
            ("- 10:15 it is slow\n- 10:20 it is up", expected),
            ("10:15 it is slow\n10:20 it is up", expected),
            ("10:15 it is slow\n\n10:20 it is up", expected),
            ("### 10:15\nit is slow\n### 10:20\nit is up", expected),
            ("| Time | What |\n|--|--|\n| 10:15 | it is slow |\n| 10:20 | it is up |", expected),
            ("```\n10:15 it is slow\n10:20 it is up\n```", expected),
            ("<ul><li>10:15: it is slow</li><li>10:20: it is up</li></ul>", expected),
            ("- **10:15**: it is slow\n- **10:20**: it is up", expected),
        ],
        told,
    );
}

#[test]
fn a_label_may_stand_before_the_time_or_instead_of_it() {
    check(
        &[
            ("- Detected (10:15): it is slow", "7.6. 10:15 | Detected: it is slow"),
            ("- First detected 10:15", "7.6. 10:15 | First detected"),
            ("- **Detection:** 10:15 - it is slow", "7.6. 10:15 | Detection: it is slow"),
            ("- **Escalation:** to the database team", "— | Escalation: to the database team"),
            ("- How was it detected?\n\n  10:15 by an alert", "7.6. 10:15 | by an alert"),
            ("- when was it detected:\n\n  10:15", "7.6. 10:15 | when was it detected"),
        ],
        told,
    );
}

#[test]
fn an_event_may_have_no_time() {
    check(
        &[
            (
                "- 10:15 it is slow\n- somebody restarts it\n- 10:20 it is up",
                "7.6. 10:15 | it is slow / — | somebody restarts it / 7.6. 10:20 | it is up",
            ),
            ("- [???] the disk is full\n- 10:20 it is up", "— | the disk is full / 7.6. 10:20 | it is up"),
            (
                "- 10:15 it is slow\n- We called them at 10:17 again.\n- 10:20 it is up",
                "7.6. 10:15 | it is slow / 7.6. 10:17 | We called them again. / 7.6. 10:20 | it is up",
            ),
            ("- 31.05.2024 - the fix is released\n- 10:20 it is up", "— | the fix is released / 7.6. 10:20 | it is up"),
        ],
        told,
    );
}

#[test]
fn what_stands_below_an_event_belongs_to_it() {
    check(
        &[
            ("- 10:15 it is slow\n  for everyone", "7.6. 10:15 | it is slow for everyone"),
            ("- 10:15 slow pages:\n  - cart\n  - search", "7.6. 10:15 | slow pages: cart; search"),
            (
                "### 10:15 A look\nIt is slow,\nand no page loads.",
                "7.6. 10:15 | A look. It is slow, and no page loads.",
            ),
            ("10:15 it is slow\n[no entries until 10:40]", "7.6. 10:15 | it is slow"),
            ("10:15 it is slow\nNote: the clock was wrong", "7.6. 10:15 | it is slow"),
        ],
        told,
    );
    let read = timeline("- 10:15 it is slow\n\n  ```\n  2024-06-07 10:14:59 ERROR timeout\n  ```\n- 10:20 it is up");
    assert_eq!(read.events[0].notes, ["2024-06-07 10:14:59 ERROR timeout"]);
    assert_eq!(read.events.len(), 2, "a line of a log is none of the story");
}

#[test]
fn sentences_tell_a_timeline_too() {
    let read = imported(
        "# Shop is down\n\nOn 7 June 2024 at 10:15 UTC the alarm went off. By 10:30 UTC we had ruled out the network, and at\n\
         10:45 UTC we escalated.\n",
    );
    assert_eq!(
        events(&read),
        ["7.6. 10:15 | The alarm went off.", "7.6. 10:30 | We had ruled out the network", "7.6. 10:45 | We escalated."]
    );
}

#[test]
fn what_is_told_twice_is_told_once() {
    let read = imported(
        "## Timeline\n\n- 10:15 the cart is slow\n- 10:20 the cart is up\n\n## Timeline in detail\n\n\
         - 10:15 the cart is slow for all of Europe\n- 10:18 the disk is full\n- 10:20 the cart is up\n",
    );
    let texts: Vec<&str> = read.events.iter().map(|event| event.text.as_str()).collect();
    assert_eq!(texts, ["the cart is slow for all of Europe", "the cart is up", "the disk is full"]);
}

#[test]
fn a_status_page_is_a_timeline() {
    let read = imported(
        "# Power cut\n\n## Investigating 2024-06-07 9:40a\n\nNo power.\n\n## Resolved 2024-06-07 4:00p\n\nPower is back.\n",
    );
    assert_eq!(events(&read), ["7.6. 09:40 | Investigating. No power.", "7.6. 16:00 | Resolved. Power is back."]);
}

#[test]
fn a_document_without_a_timeline_has_no_events() {
    assert!(imported("# Wrong prices\n\n## Root cause\n\nBoth lists have the same name.\n").events.is_empty());
}
